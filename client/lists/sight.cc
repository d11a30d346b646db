// SPDX-License-Identifier: Apache-2.0
#include "client/lists/sight.h"

#include <algorithm>
#include <map>

#include "client/base/characters.h"
#include "client/lists/said_totals.h"

namespace credence {
namespace {

constexpr std::size_t kNamed = 5;  // rows that a question names

void ask(const Sheet& sheet, std::span<const SightRow> rows, const std::vector<std::size_t>& some,
         Question::Kind kind, const Said& text, const ListAnswers& answers, Sight& out) {
  if (some.empty()) return;
  Question question;
  question.kind = kind;
  for (const std::size_t i : some) question.lines.push_back(sheet.line(rows[i].row));
  for (std::size_t i = 0; i < std::min(some.size(), kNamed); ++i)
    question.written += (i > 0 ? ", " : "") + shortened(rows[some[i]].label);
  question.text = text;
  const Said why =
      kind == Question::Kind::refused
          ? Said("a column or a head does not say that they are approved", "有列或标题未标明通过")
          : Said("hidden, struck through or unseen", "隐藏、划去或不可见");
  question.candidates = {{"take", {"they are read", "take 读取"}},
                         {"leave", {"they are left out", "leave 略过"}}};
  const auto answer = answers.to(question);
  const auto taken = answer ? yes_or_no(*answer) : std::nullopt;
  if (!taken) {
    out.questions.push_back(std::move(question));
    out.asked.insert(out.asked.end(), some.begin(), some.end());
  } else if (*taken) {
    out.remarks.emplace_back(
        "lines " + lines_text(question.lines) + " are read, as answered: " + std::string(why.en),
        "第 " + lines_text(question.lines) + " 行按答复读取（" + std::string(why.zh) + "）");
  } else {
    out.left.insert(out.left.end(), some.begin(), some.end());
  }
}

// ---- what a title, a head or a column says no of

/// Lines of which the same is said.
struct Refusal {
  Said said;
  std::vector<std::size_t> lines = {};  // places among the rows
  bool otherwise = false;  // not that they were refused, but that something else may be meant than is read
};
/// Those of which one column, or one part, speaks; by what it says.
class Refusals {
 public:
  void add(const std::string& by, const Said& said, std::size_t line) {
    const bool beyond = all_.size() >= kSaidMax && !at_.contains(by);
    const auto [at, fresh] = at_.try_emplace(beyond ? "" : by, all_.size());
    if (fresh) all_.push_back({beyond ? said + Said(" …") : said});
    all_[at->second].lines.push_back(line);
  }
  [[nodiscard]] const std::vector<Refusal>& all() const { return all_; }

 private:
  static constexpr std::size_t kSaidMax = 20;  // different things that are asked about one by one
  std::map<std::string, std::size_t> at_;
  std::vector<Refusal> all_;
};

constexpr std::size_t kWholeValue = 10;  // characters; of a longer text the word is what is asked about

/// A remark that gives another sum than the line has.
bool gives_another_sum(std::string_view text, std::optional<std::int64_t> money) {
  if (!money || text.find_first_of("0123456789") == std::string_view::npos) return false;
  const std::vector<std::string> sums = given_sums(text);
  const auto is_it = [money](const std::string& sum) {
    const auto amount = read_amount(sum, std::nullopt);
    return !amount || amount->fen == *money;
  };
  return !sums.empty() && std::ranges::none_of(sums, is_it);
}

/// Of a column of codes a number is a yes only if it is the one that says so.
Verdict verdict_in(const ColumnAccount& column, const std::string& text, Voice voice,
                   const VerdictWords& words) {
  if (!column.in_force.empty() && text == column.in_force) return Verdict::yes;
  const Verdict out = words.verdict(text, voice, words.of_text);
  return out == Verdict::yes && !column.in_force.empty() && millionths(text) ? Verdict::unclear : out;
}

/// What stands in brackets; of what is no name only where both are short: a scope of business says what it is not for. A project
/// may be nothing else than such a word: 已撤项, 终止项目.
std::string aside_of(std::string_view shown, const ColumnAccount& column, bool name) {
  constexpr std::size_t kShortCell = 40;  // characters
  const std::string plain = plain_form(shown);
  if (column.read_as == Column::project) {
    std::string_view word = plain;
    if (word.starts_with("已")) word.remove_prefix(std::string_view("已").size());
    if (word.ends_with("项目")) word.remove_suffix(std::string_view("项目").size());
    if (!word.empty() && no_word(word) == word) return std::string(word);
  }
  std::string within = split_asides(plain).within;
  if (name || (characters_in(plain) <= kShortCell && is_verdict_alone(within))) return within;
  return {};
}

Refusals refused_by(const Sheet& sheet, const ColumnAccount& column, std::span<const SightRow> rows,
                    const ListKind& kind, const VerdictWords& words) {
  const bool corrects = kind.corrects(), shares = kind.money == Money::awarded;
  const bool figures = column.numbers * 2 >= column.filled && column.filled > 0;
  const std::string head = column.says           ? *column.says
                           : column.path.empty() ? std::string()
                                                 : column.path.back();
  const bool name = column.read_as == Column::name || column.read_as == Column::project ||
                    column.read_as == Column::product;
  Voice voice = Voice::silent;
  if (!column.read_as && !(column.says && head.empty()))
    voice = words.voice(head, column.says ? meaning_of(head) : column.meaning, figures);
  // What stands in brackets is heard in every column: 样例公司（已注销）, 深圳（暂缓）.
  const bool aside = voice == Voice::silent;
  if (aside) voice = Voice::freely;
  Refusals out;
  std::vector<Verdict> verdicts;
  std::vector<std::string> texts;
  for (const SightRow& row : rows) {
    const std::string_view shown = shown_text(sheet, row.row, column.column);
    texts.push_back(aside ? aside_of(shown, column, name) : std::string(shown));
    verdicts.push_back(verdict_in(column, texts.back(), voice, words));
  }
  // What says nothing, or something of another kind, differs from lines that say yes.
  const auto yes = static_cast<std::size_t>(std::ranges::count(verdicts, Verdict::yes));
  const bool judged = voice == Voice::asks || voice == Voice::judges;
  const bool most_say_yes = judged && yes > 0 && yes * 2 >= rows.size();
  for (std::size_t i = 0; i < rows.size(); ++i) {
    Verdict verdict = verdicts[i];
    if (verdict == Verdict::neither && most_say_yes && characters_in(texts[i]) <= kWholeValue)
      verdict = Verdict::unclear;
    if (verdict == Verdict::empty && (most_say_yes || (voice == Voice::asks && yes > 0)))
      out.add("", Said(column.head() + " says nothing", column.head() + " 为空"), i);
    const bool another =
        !aside && !corrects && voice != Voice::facts &&
        (gives_another_sum(texts[i], rows[i].money) || (shares && !share_word(texts[i]).empty()));
    if (another) verdict = Verdict::no;
    if (verdict != Verdict::no && verdict != Verdict::unclear) continue;
    const std::string word = words.of_text(texts[i]);
    const bool whole = characters_in(texts[i]) <= kWholeValue || word.empty();
    out.add(whole ? texts[i] : word,
            Said(column.head() + " " + shortened(shown_text(sheet, rows[i].row, column.column))), i);
  }
  return out;
}

/// Figures beside the amounts that lessen them: 扣减金额, 应退. Where no column is the sum of both, the amounts may be gross.
Refusals lessened_by(const Sheet& sheet, const Account& account, const ColumnAccount& column,
                     std::span<const SightRow> rows) {
  constexpr std::string_view kLess[] = {"扣减", "扣除", "扣回", "应退", "抵扣", "追缴", "缴回", "减少"};
  constexpr std::string_view kNet[] = {"实",   "净", "后", "最终", "扣",   "本",
                                       "此次", "核", "审", "拟",   "安排", "下达"};
  Refusals out;
  const auto amounts = account.place(Column::amount);
  if (!amounts || column.column == *amounts || column.path.empty() || column.numbers * 2 < column.filled ||
      !contains_any(column.path.back(), kLess) || contains_any(account.head(Column::amount), kNet))
    return out;
  const auto figure = [&](std::size_t place, const SightRow& row) {
    return millionths(shown_text(sheet, row.row, place)).value_or(0);
  };
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const std::int64_t less = figure(column.column, rows[i]), amount = figure(*amounts, rows[i]);
    const auto is_gross = [&](const ColumnAccount& other) {
      const std::int64_t whole = figure(other.column, rows[i]);
      return other.column != *amounts && other.column != column.column && whole > 0 && whole - amount == less;
    };
    if (less == 0 || std::ranges::any_of(account.columns, is_gross)) continue;
    out.add("", Said(column.head() + " is not taken off the amount", column.head() + " 未从金额中扣除"), i);
  }
  return out;
}

/// 版本号, 型号 beside the name of a product: a title is held by what the name says alone.
Refusals lost_of_products(const Sheet& sheet, const Account& account, const ColumnAccount& column,
                          std::span<const SightRow> rows) {
  Refusals out;
  const bool tells =
      !column.path.empty() && (column.path.back().contains("版本") || column.path.back().contains("型号") ||
                               column.path.back().contains("规格"));
  if (!account.has(Column::product) || column.read_as || !tells) return out;
  for (std::size_t i = 0; i < rows.size(); ++i)
    if (placeholder_of(shown_text(sheet, rows[i].row, column.column)) != Placeholder::empty)
      out.add("",
              Said(column.head() + " is not recorded: write it into the name of the product",
                   column.head() + " 不会记录：请写入产品名称"),
              i);
  return out;
}

/// 金额 beside 拨付日期: a list of payments, not of awards.
Refusals paid_already(const ListKind& kind, const Account& account, std::span<const SightRow> rows) {
  Refusals out;
  const auto amounts = account.place(Column::amount);
  if (kind.money != Money::awarded || !amounts) return out;
  const auto is_plain = [&](const ColumnAccount& c) {
    return c.column == *amounts && c.meaning.money == Money::plain;
  };
  const auto is_day = [](const ColumnAccount& c) {
    return c.meaning.column == Column::paid_on && c.filled > 0;
  };
  const auto day = std::ranges::find_if(account.columns, is_day);
  if (day == account.columns.end() || std::ranges::none_of(account.columns, is_plain)) return out;
  for (std::size_t i = 0; i < rows.size(); ++i)
    out.add("",
            Said(day->head() + " says that it was paid: credence payment import records payments",
                 day->head() + " 表明为拨付清单：拨付用 credence payment import 记录"),
            i);
  return out;
}

/// Titles that say that the table is none of what is recorded: 不予认定企业名单; of what is given, 申报项目汇总表.
std::string refusing_titles(const Sheet& sheet, const Layout& layout, const ListKind& kind,
                            std::span<const SightRow> rows, const VerdictWords& words) {
  const bool recognises =
      std::ranges::find(kind.columns, Column::valid_from, &Wanted::column) != kind.columns.end();
  const bool gives = recognises || kind.money == Money::awarded || kind.money == Money::paid;
  std::string out;
  for (const std::string& title : titles_of(sheet, layout)) {
    const std::string word = words.of_title(title);
    const bool before = (gives && is_title_of_applications(title)) ||
                        (kind.money == Money::paid && is_title_of_a_plan(title)) ||
                        (recognises && is_title_of_changes(title)) ||
                        (kind.money == Money::awarded && is_title_of_other_money(title));
    if (word.empty() && !before) continue;
    const auto of_some = [&title](const SightRow& row) { return row.part.contains(title); };  // 第2项暂缓
    if (std::ranges::any_of(rows, of_some)) continue;
    out += (out.empty() ? "" : ", ") + shortened(title, 40);
  }
  return out;
}

}  // namespace

std::vector<std::string> titles_of(const Sheet& sheet, const Layout& layout) {
  std::vector<std::string> out;
  if (!sheet.name.empty()) out.push_back(sheet.name);
  for (std::size_t row = 0; row < layout.first; ++row)
    for (const Cell& cell : sheet.cells(row))
      if (cell.size > 0) out.emplace_back(sheet.text(cell));
  return out;
}

Sight look_for_unseen(const Sheet& sheet, std::span<const SightRow> rows, const ListAnswers& answers) {
  std::vector<std::size_t> hidden, struck, unseen;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    if (sheet.row(rows[i].row).hidden)
      hidden.push_back(i);
    else if ((rows[i].marks & kStruck) != 0)
      struck.push_back(i);
    else if ((rows[i].marks & kUnseen) != 0)
      unseen.push_back(i);
  }
  const Said filtered = sheet.filtered ? Said(" (the sheet has a filter)", "（该表设有筛选）") : Said();
  Sight out;
  ask(sheet, rows, hidden, Question::Kind::hidden,
      Said("These lines are hidden. Are they part of the list?", "这些行被隐藏，是否属于名单？") + filtered,
      answers, out);
  ask(sheet, rows, struck, Question::Kind::struck,
      {"These lines have cells that are struck through. Are they part of the list?",
       "这些行有单元格被划去，是否属于名单？"},
      answers, out);
  ask(sheet, rows, unseen, Question::Kind::unseen,
      {"These lines have cells in the colour of their ground. Are they part of the list?",
       "这些行有单元格与底色同色、无法看见，是否属于名单？"},
      answers, out);
  return out;
}

PartSays part_says(std::string_view head, const VerdictWords& words) {
  if (words.of_title(head).empty()) return PartSays::nothing;
  const std::string text = plain_form(head);
  for (const std::string_view word : {"以上", "上述", "上列"})
    if (text.contains(word)) return PartSays::no_above;
  return PartSays::no_below;
}

Sight look_for_refused(const Sheet& sheet, const Layout& layout, const ListKind& kind, const Account& account,
                       std::span<const SightRow> rows, const ListAnswers& answers,
                       const VerdictWords& words) {
  Sight out;
  std::vector<Refusal> refusals;
  // One question for the same lines, whoever speaks of them.
  const auto join = [&refusals](const Refusal& more) {
    const auto at = std::ranges::find(refusals, more.lines, &Refusal::lines);
    if (at == refusals.end())
      refusals.push_back(more);
    else
      at->said += Said("; ", "；") + more.said, at->otherwise = at->otherwise && more.otherwise;
  };
  const auto join_otherwise = [&join](const Refusals& some) {
    for (Refusal one : some.all()) one.otherwise = true, join(one);
  };
  if (const std::string title = refusing_titles(sheet, layout, kind, rows, words); !title.empty()) {
    Refusal whole{Said("the title of the whole table: " + title, "整表标题：" + title)};
    for (std::size_t i = 0; i < rows.size(); ++i) whole.lines.push_back(i);
    join(whole);
  }
  Refusals parts;
  for (std::size_t i = 0; i < rows.size(); ++i)
    if (!rows[i].part.empty()) parts.add(std::string(rows[i].part), Said(shortened(rows[i].part, 60)), i);
  for (const Refusal& part : parts.all()) join(part);
  for (const ColumnAccount& column : account.columns) {
    const Refusals by_column = refused_by(sheet, column, rows, kind, words);
    for (const Refusal& one : by_column.all()) join(one);
    join_otherwise(lessened_by(sheet, account, column, rows));
    join_otherwise(lost_of_products(sheet, account, column, rows));
  }
  join_otherwise(paid_already(kind, account, rows));
  for (const Refusal& one : refusals)
    ask(sheet, rows, one.lines, Question::Kind::refused,
        one.otherwise
            ? Said("Something else may be meant than is read (", "所读内容可能与原意不符（") + one.said +
                  Said("). Are these lines read as they stand?", "），这些行是否仍照此读取？")
            : words.asks + Said(" (", "（") + one.said +
                  Said("). Are they part of the list?", "），是否属于名单？"),
        answers, out);
  return out;
}

}  // namespace credence
