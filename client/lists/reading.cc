// SPDX-License-Identifier: Apache-2.0
#include "client/lists/reading.h"

#include <algorithm>

#include "client/base/characters.h"
#include "client/base/counted.h"
#include "client/lists/comments.h"
#include "client/lists/row_roles.h"
#include "client/lists/sight.h"
#include "client/lists/sums.h"
#include "client/lists/total_check.h"

namespace credence {
namespace {

constexpr Cell kNothing{};
constexpr std::size_t kRemarksShown = 5;
constexpr std::size_t kSamplesShown = 3, kRowsSampled = 200;
constexpr std::ptrdiff_t kComparedMax = 1'000;  // rows that may be totals; more are no list

std::string number_words(std::int64_t fen, bool known_unit) {
  return known_unit ? yuan_text(fen) : wan_text(fen);
}

/// The first few of many lines.
Said lines_said(const std::vector<std::size_t>& lines) {
  return {(lines.size() == 1 ? "line " : "lines ") + lines_text(lines), "第 " + lines_text(lines) + " 行"};
}

class Reader {
 public:
  Reader(const Sheet& sheet, const ListKind& kind, const ListAnswers& answers)
      : sheet_(sheet), kind_(kind), answers_(answers) {}

  std::expected<Reading, Complaint> read() {
    if (sheet_.rows() == 0) return complain(Code::empty_list);
    auto layout = find_layout(sheet_, kind_, answers_);
    if (!layout)
      return complain(Code::missing_column, Said("no line has heads of this list; found: " + likely_heads(),
                                                 "没有找到此类名单的表头；找到的内容：" + likely_heads()));
    out_.layout = *std::move(layout);
    if (auto cut = cut_head(sheet_, out_.layout)) return complain(Code::too_many_fields, *std::move(cut));
    auto account = make_account(sheet_, out_.layout, kind_, answers_);
    if (!account) return std::unexpected(account.error());
    out_.account = std::move(account->account);
    out_.questions = std::move(account->questions);
    out_.missing = account->missing;
    out_.passed = out_.layout.passed;
    RowRoles roles(sheet_, out_.layout, out_.account);
    auto rows = roles.find();
    if (!rows) return std::unexpected(rows.error());
    rows_ = *std::move(rows);
    identified_ = roles.most_identified();
    organisations_ = roles.most_organisations();
    merged_amounts();
    out_of_sight();
    settle_unclear();
    check_totals();
    check_said();
    ask_about_large();
    collect();
    sample();
    remark_on_cells();
    return std::move(out_);
  }

 private:
  /// The first texts of the fullest row at the top: what a person takes for the heads.
  [[nodiscard]] std::string likely_heads() const {
    constexpr std::size_t kShown = 10;
    std::size_t fullest = 0;
    for (std::size_t row = 1; row < std::min(sheet_.rows(), kHeadRowsMax); ++row)
      if (sheet_.row(row).size > sheet_.row(fullest).size) fullest = row;
    std::string out;
    for (const Cell& cell :
         sheet_.cells(fullest).first(std::min<std::size_t>(kShown, sheet_.row(fullest).size)))
      out += (out.empty() ? "" : ", ") + shortened(sheet_.text(cell));
    return out;
  }
  [[nodiscard]] std::size_t file_line(const RowFacts& facts) const { return sheet_.line(facts.row); }
  [[nodiscard]] bool has_unit() const { return out_.account.unit || out_.account.unit_column; }

  // ---- amounts merged over lines

  void merged_amounts() {
    const auto place = out_.account.place(Column::amount);
    if (!place) return;
    for (std::size_t i = 0; i < rows_.size(); ++i) {
      std::vector<std::size_t> group;  // indexes into rows_
      for (std::size_t j = i + 1; j < rows_.size() && rows_[j].role == RowRole::line; ++j) {
        const Cell* const over = sheet_.merged_over(rows_[j].row, *place);
        if (over == nullptr || over != &sheet_.cell(rows_[i].row, *place)) break;
        group.push_back(j);
      }
      if (group.empty()) continue;
      group.insert(group.begin(), i);
      ask_about_merged(group, sheet_.text(rows_[i].row, *place));
      i = group.back();
    }
  }
  void ask_about_merged(const std::vector<std::size_t>& group, std::string_view amount) {
    Question question;
    question.kind = Question::Kind::merged;
    question.written = amount;
    for (const std::size_t i : group) question.lines.push_back(file_line(rows_[i]));
    question.text = {
        "One amount is merged over these lines. Does each line get it, or which amounts do they get?",
        "一个金额合并在这些行上：各行均为此数，还是分别为多少？"};
    question.candidates = {{"each", {"each line gets it", "each 各行均为此数"}},
                           {"", {"amounts of the lines, separated by ;", "或各行金额，用 ; 分隔"}}};
    const auto answer = answers_.to(question);
    if (!answer || !take_amounts(group, *answer, amount)) out_.questions.push_back(std::move(question));
  }
  bool take_amounts(const std::vector<std::size_t>& group, const std::string& answer,
                    std::string_view whole) {
    const std::string plain = plain_form(answer);
    if (plain == "each" || plain == "各" || plain == "各行") {
      for (const std::size_t i : group) set_amount(rows_[i], std::string(whole));
      return true;
    }
    std::vector<std::string> parts(1);
    for (const char c : plain)
      if (c == ';' || c == '+')
        parts.emplace_back();
      else
        parts.back() += c;
    std::int64_t sum = 0;
    for (const std::string& part : parts) sum += millionths(part).value_or(0);
    if (parts.size() != group.size() || millionths(whole) != sum) return false;
    for (std::size_t i = 0; i < group.size(); ++i) set_amount(rows_[group[i]], parts[i]);
    return true;
  }
  void set_amount(RowFacts& facts, std::string text) {
    if (const auto amount = read_amount(text, RowView(sheet_, out_.account, facts.row).unit()))
      facts.money = amount->fen;
    amounts_[facts.row] = std::move(text);
  }

  // ---- what a person does not see, or sees as cancelled

  void out_of_sight() {
    std::vector<SightRow> lines;
    std::vector<std::size_t> places;  // among all rows
    std::string_view part;            // that says no of its lines, to the next head of its rank
    std::size_t part_begins = 0;
    const auto below = [](std::string_view head) { return plain_form(head).starts_with('('); };  // （一）
    for (std::size_t i = 0; i < rows_.size(); ++i) {
      const bool head = rows_[i].role == RowRole::section;
      const PartSays says =
          head || rows_[i].role == RowRole::note ? part_says(rows_[i].label) : PartSays::nothing;
      if (says == PartSays::no_above)
        for (std::size_t above = part_begins; above < lines.size(); ++above)
          lines[above].part = rows_[i].label;
      if (says == PartSays::no_below)
        part = rows_[i].label;
      else if (head && (below(part) || !below(rows_[i].label)))
        part = {};
      if (head) part_begins = lines.size();
      if (rows_[i].role != RowRole::line && rows_[i].role != RowRole::unclear) continue;
      std::uint8_t marks = 0;
      const RowView view(sheet_, out_.account, rows_[i].row);
      for (const Wanted& wanted : kind_.columns)
        if (out_.account.has(wanted.column)) {
          const std::uint8_t own = view.cell(wanted.column).marks;
          // What is left of an amount is the amount; what is left of a name may be another one.
          const bool struck = (own & kPartStruck) != 0 && wanted.column != Column::amount;
          marks = static_cast<std::uint8_t>(marks | own | (struck ? kStruck : 0));
        }
      lines.push_back({rows_[i].row, rows_[i].label, marks, part});
      places.push_back(i);
    }
    take(look_for_unseen(sheet_, lines, answers_), places);
    take(look_for_comments(sheet_, out_.account, lines, answers_), places);
    // A list of corrections says with its reasons what did not come about.
    if (std::ranges::find(kind_.columns, Column::reason, &Wanted::column) == kind_.columns.end())
      take(look_for_refused(sheet_, out_.layout, kind_, out_.account, lines, answers_), places);
  }
  void take(const Sight& sight, const std::vector<std::size_t>& places) {
    out_.questions.insert(out_.questions.end(), sight.questions.begin(), sight.questions.end());
    out_.remarks.insert(out_.remarks.end(), sight.remarks.begin(), sight.remarks.end());
    for (const std::size_t i : sight.asked) asked_about_.push_back(places[i]);
    for (const std::size_t i : sight.left) rows_[places[i]].role = RowRole::left;
  }

  // ---- totals

  [[nodiscard]] std::vector<SumRow> sum_rows() const {
    std::vector<SumRow> out;
    out.reserve(rows_.size());
    for (const RowFacts& facts : rows_) {
      const bool boundary =
          facts.role == RowRole::section || facts.role == RowRole::total || facts.role == RowRole::unclear;
      out.push_back({facts.role == RowRole::line ? SumRow::Kind::line
                     : boundary                  ? SumRow::Kind::boundary
                                                 : SumRow::Kind::nothing,
                     facts.money});
    }
    return out;
  }

  /// Rows without number and code that have money: held against the sums, and asked about where they do not
  /// fit.
  void settle_unclear() {
    if (!out_.account.has(Column::amount)) return;
    std::size_t last = 0;  // the last row that may be a line
    for (std::size_t i = 0; i < rows_.size(); ++i)
      if (rows_[i].role == RowRole::line || rows_[i].role == RowRole::unclear) last = i;
    if (!identified_) take_names(last);
    std::vector<SumRow> rows = sum_rows();
    const bool compares = std::ranges::count(rows_, RowRole::unclear, &RowFacts::role) <= kComparedMax;
    for (std::size_t i = 0; i < rows_.size(); ++i) {
      if (rows_[i].role != RowRole::unclear) continue;
      settle(rows_[i], compares && rows_[i].money ? Sums(rows).at(i, *rows_[i].money) : Sums::Answer{},
             i == last);
      if (rows_[i].role == RowRole::line) rows[i].kind = SumRow::Kind::line;
    }
    ask_about_the_sum_of_all();
  }

  /// Where no line has a number or a code, a name alone is no sign of a total, unless it is another kind of
  /// name, or beside the sum of all above.
  void take_names(std::size_t last) {
    std::int64_t above = 0;
    std::size_t lines = 0;
    for (std::size_t i = 0; i < rows_.size(); ++i) {
      RowFacts& facts = rows_[i];
      const bool organisation = is_organisation(facts.label);
      const bool stands_out = ends_as_total(facts.label) ||
                              (!organisation && (organisations_ || (lines >= 2 && facts.money == above)));
      if (facts.role == RowRole::unclear && facts.named && !facts.coded && !stands_out && i != last)
        facts.role = RowRole::line;
      if (facts.role != RowRole::line) continue;
      ++lines;
      above += facts.money.value_or(0);
    }
  }

  /// The first or the last line, without a code, whose amount is that of all others together: a total that is
  /// numbered or named as they are.
  void ask_about_the_sum_of_all() {
    std::vector<std::size_t> lines;
    for (std::size_t i = 0; i < rows_.size(); ++i)
      if (rows_[i].role == RowRole::line) lines.push_back(i);
    if (lines.size() < 3) return;
    const auto whole = Sums(sum_rows()).all();
    for (const std::size_t i : {lines.front(), lines.back()}) {
      RowFacts& facts = rows_[i];
      const bool half = whole && facts.money && *whole % 2 == 0 && *facts.money == *whole / 2;
      if (half && !facts.coded && facts.role == RowRole::line)
        ask_about_row(facts, {SumFound{lines.size() - 1, true}, true});
    }
  }

  void settle(RowFacts& facts, const Sums::Answer& sum, bool last) {
    const bool organisation = facts.named && is_organisation(facts.label);
    const bool of_several = sum.found && sum.found->lines >= 2;
    if (facts.coded) return ask_about_row(facts, sum);
    if (facts.numbered) {
      if (of_several) return ask_about_row(facts, sum);
      facts.role = RowRole::line;
    } else if (ends_as_total(facts.label) && !organisation) {
      if (!sum.found) return ask_about_row(facts, sum);
      facts.role = RowRole::total;
    } else if (identified_) {
      if (organisation == of_several) return ask_about_row(facts, sum);  // one line is no list that has a sum
      facts.role = organisation ? RowRole::line : RowRole::total;
    } else if (!facts.named || (organisations_ && !organisation)) {
      if (!of_several) return ask_about_row(facts, sum);
      facts.role = RowRole::total;
    } else if (of_several && (!organisation || (last && sum.found->all))) {
      return ask_about_row(facts, sum);
    } else {
      facts.role = RowRole::line;
    }
  }

  void ask_about_row(RowFacts& facts, const Sums::Answer& answer) {
    Question question;
    question.kind = Question::Kind::row;
    question.written = facts.label;
    question.lines = {file_line(facts)};
    if (facts.numbered)
      question.text = {"This row has no code, or no name of an organisation. Is it a line of the list?",
                       "此行没有代码，或名称不像单位，是名单中的一行吗？"};
    else
      question.text = {"This row has neither number nor code. Is it a line of the list?",
                       "此行没有序号和代码，是名单中的一行吗？"};
    if (answer.found)
      question.text += Said(" Its amount is the sum of ", "其金额等于 ") +
                       counted(answer.found->lines, noun::kLine) + Said(".", "之和。");
    if (facts.coded)
      question.text = {"This row is named as a total and has a code. Is it a line of the list?",
                       "此行名称像合计，却有代码，是名单中的一行吗？"};
    question.candidates = {{"line", {"it is a line", "line 是一行"}},
                           {"skip", {"it is a total or a note", "skip 是合计或说明"}}};
    const auto given = answers_.to(question);
    const auto line = given ? yes_or_no(*given) : std::nullopt;
    facts.role = !line ? RowRole::asked : *line ? RowRole::line : RowRole::left;
    if (!line) out_.questions.push_back(std::move(question));
  }

  /// Named totals, and parts with their sum: each must be the sum of lines around it.
  void check_totals() {
    if (!out_.account.has(Column::amount)) return;
    const std::vector<SumRow> rows = sum_rows();
    std::vector<SumRow> without = rows;  // those that are asked about
    for (const std::size_t i : asked_about_) without[i].kind = SumRow::Kind::nothing;
    const Sums sums(rows), sums_without(without);
    for (std::size_t i = 0; i < rows_.size(); ++i) {
      const RowFacts& facts = rows_[i];
      if ((facts.role != RowRole::total && facts.role != RowRole::section) || !facts.has_money_cell) continue;
      if (!facts.money) {
        ask_about_total(facts, sums, false);
        continue;
      }
      const Sums::Answer answer = sums.at(i, *facts.money, facts.role == RowRole::section);
      if (answer.found)
        checked_[facts.row] =
            Said("the sum of ", "与 ") + counted(answer.found->lines, noun::kLine) + Said("", "之和相符");
      else if (!asked_about_.empty() && sums_without.at(i, *facts.money).found)
        checked_[facts.row] = {"the sum of the lines without those that are asked about",
                               "不计待确认的行时相符"};
      else if (!answer.known)
        checked_[facts.row] = {"not compared: lines cannot be read", "有行无法读取，未核对"};
      else
        ask_about_total(facts, sums, true);
    }
  }
  void ask_about_total(const RowFacts& facts, const Sums& sums, bool readable) {
    Question question;
    question.kind = Question::Kind::total;
    question.written = facts.label;
    question.lines = {file_line(facts)};
    const auto all = sums.all();
    if (readable) {
      const std::string states = number_words(*facts.money, has_unit()),
                        sum = all ? number_words(*all, has_unit()) : "?";
      question.text = {
          "The total says " + states + ", and is not the sum of lines around it; all lines are " + sum +
              ". Compare them with the published list.",
          "合计为 " + states + "，与前后各行之和均不符；全部行之和为 " + sum + "。请与公布的名单核对。"};
    } else {
      question.text = {"The total cannot be read.", "合计数无法读取。"};
    }
    question.candidates = {{"accept", {"the lines are right nevertheless", "accept 以各行为准"}}};
    const auto answer = answers_.to(question);
    if (answer && yes_or_no(*answer).value_or(false))
      checked_[facts.row] = {"differs, accepted as answered", "不符，按答复接受"};
    else
      out_.questions.push_back(std::move(question));
  }

  /// What is said in words; a row whose figure is asked about already is not asked about twice.
  void check_said() {
    TotalCheck check = check_said_totals(sheet_, out_.layout, out_.account, rows_, asked_about_, answers_);
    const auto is_asked = [this](const Question& question) {
      return std::ranges::any_of(out_.questions,
                                 [&](const Question& q) { return q.key() == question.key(); });
    };
    for (Question& question : check.questions)
      if (!is_asked(question)) out_.questions.push_back(std::move(question));
    for (PassedRow& row : out_.passed)
      if (const auto at = check.checked.find(row.file_line); at != check.checked.end())
        row.checked = at->second;
    for (const RowFacts& facts : rows_)
      if (const auto at = check.checked.find(file_line(facts)); at != check.checked.end())
        checked_.try_emplace(facts.row, at->second);
  }

  /// Lines of a hundred million yuan and more, unless the cell itself says its unit: few awards are so large, and
  /// figures in 元 under a head of 万元 nearly always are, from 10,000 元 up.
  void ask_about_large() {
    constexpr std::int64_t kLarge = 100'000'000LL * 100;
    if (!has_unit()) return;
    Question question;
    question.kind = Question::Kind::large;
    std::string shown;
    for (const RowFacts& facts : rows_) {
      if (facts.role != RowRole::line || facts.money.value_or(0) < kLarge) continue;
      const std::string_view text = RowView(sheet_, out_.account, facts.row).text(Column::amount);
      if (unit_in(text)) continue;
      question.lines.push_back(file_line(facts));
      if (question.lines.size() > kSamplesShown) continue;
      shown += (shown.empty() ? "" : "; ") + std::string(text) + " = " + yuan_text(*facts.money) + " 元";
      question.written += (question.written.empty() ? "" : ", ") + shortened(facts.label);
    }
    if (question.lines.empty()) return;
    question.text = {"These amounts are a hundred million yuan or more (" + shown +
                         "). Is their unit right? If not, mend it in the list.",
                     "这些行的金额达一亿元以上（" + shown + "），单位是否有误？有误请在名单中更正。"};
    question.candidates = {{"accept", {"the amounts are right", "accept 金额无误"}}};
    const auto answer = answers_.to(question);
    if (answer && yes_or_no(*answer).value_or(false))
      out_.remarks.push_back(
          lines_said(question.lines) +
          Said(": a hundred million yuan or more, accepted as answered", "：金额达一亿元以上，按答复接受"));
    else
      out_.questions.push_back(std::move(question));
  }

  // ---- the result

  static PassedRow::Why why_of(RowRole role) {
    switch (role) {
      case RowRole::section:
        return PassedRow::Why::section;
      case RowRole::total:
        return PassedRow::Why::total;
      case RowRole::heads:
        return PassedRow::Why::heads;
      case RowRole::index:
        return PassedRow::Why::index;
      case RowRole::asked:
        return PassedRow::Why::asked;
      case RowRole::left:
        return PassedRow::Why::left;
      default:
        return PassedRow::Why::note;
    }
  }

  void collect() {
    std::uint32_t section = 0;
    for (const RowFacts& facts : rows_) {
      if (facts.role == RowRole::section || facts.role == RowRole::total) ++section;
      if (facts.role == RowRole::line || facts.role == RowRole::unclear) {
        LineRow line{facts.row, section, {}};
        if (const auto at = amounts_.find(facts.row); at != amounts_.end()) line.amount = at->second;
        out_.lines.push_back(std::move(line));
        continue;
      }
      std::string text = first_text(sheet_, facts.row);
      if (const std::string label = shortened(facts.label); label != text) text += " " + label;
      PassedRow passed{why_of(facts.role), file_line(facts), std::move(text), {}};
      if (const auto at = checked_.find(facts.row); at != checked_.end()) passed.checked = at->second;
      out_.passed.push_back(std::move(passed));
    }
  }

  /// Of the lines alone, now that they are known.
  void sample() {
    for (ColumnAccount& column : out_.account.columns) {
      column.samples.clear();
      for (std::size_t i = 0;
           i < out_.lines.size() && i < kRowsSampled && column.samples.size() < kSamplesShown; ++i) {
        const std::string text = shortened(shown_text(sheet_, out_.lines[i].row, column.column));
        if (!text.empty() && std::ranges::find(column.samples, text) == column.samples.end())
          column.samples.push_back(text);
      }
    }
  }

  void remark(const std::vector<std::size_t>& lines, const Said& what) {
    if (!lines.empty()) out_.remarks.push_back(lines_said(lines) + what);
  }

  void remark_on_cells() {
    for (const Wanted& wanted : kind_.columns) {
      if (!out_.account.has(wanted.column) || wanted.column == Column::amount ||
          wanted.column == Column::line)
        continue;
      std::vector<std::size_t> merged;
      for (const LineRow& line : out_.lines)
        if (RowView(sheet_, out_.account, line.row).merged(wanted.column))
          merged.push_back(sheet_.line(line.row));
      const std::string head = out_.account.head(wanted.column);
      remark(merged, {": " + head + " is merged with the line above and taken for each",
                      "：" + head + "与上一行合并，各行均采用"});
    }
    for (const Column column : {Column::name, Column::project, Column::product}) {
      std::vector<std::size_t> broken;
      for (const LineRow& line : out_.lines)
        if ((RowView(sheet_, out_.account, line.row).cell(column).marks & kBroken) != 0)
          broken.push_back(sheet_.line(line.row));
      remark(broken, {": " + std::string(english_of(column)) + " in several lines of one cell is read as one",
                      "：" + std::string(words_of(column)) + "在单元格内分行书写，按一个读取"});
    }
    std::vector<std::size_t> rounded;
    if (out_.account.has(Column::amount))
      for (const LineRow& line : out_.lines)
        if ((RowView(sheet_, out_.account, line.row).cell(Column::amount).marks & kRounded) != 0)
          rounded.push_back(sheet_.line(line.row));
    remark(rounded, {": the amount has more decimals than the cell shows; the whole amount is read",
                     "：金额的小数多于单元格所显示的，按实际数值读取"});
    for (const Wanted& wanted : kind_.columns) {
      std::vector<std::size_t> part;
      for (const LineRow& line : out_.lines)
        if ((RowView(sheet_, out_.account, line.row).cell(wanted.column).marks & kPartStruck) != 0)
          part.push_back(sheet_.line(line.row));
      remark(part, {": what is struck through in the cell of " + std::string(english_of(wanted.column)) +
                        " is left out",
                    "：" + std::string(words_of(wanted.column)) + "单元格中被划去的部分不读取"});
    }
    std::array<std::size_t, 2> shown{};
    for (const auto& [seen, folded] : sheet_.folded()) {
      if (++shown[folded.meant == 0] > kRemarksShown) continue;
      const std::string times = std::to_string(folded.count);
      const Said where =
          Said(" (" + column_letters(folded.column) + std::to_string(folded.line),
               "（" + column_letters(folded.column) + std::to_string(folded.line)) +
          (folded.count > 1 ? Said(", " + times + " times)", "等 " + times + " 处）") : Said(")", "）"));
      std::string what = code_point_text(seen);
      if (folded.meant == 0) {
        out_.remarks.push_back(
            Said("an invisible character is left out: " + what, "已略去不可见字符：" + what) + where);
        continue;
      }
      std::string from, to;
      append_utf8(from, seen);
      append_utf8(to, folded.meant);
      what = from + " " + what + " → " + to;
      out_.remarks.push_back(Said("a character that only looks so is read as the right one: " + what,
                                  "形似字符按标准字符读取：" + what) +
                             where);
    }
  }

  const Sheet& sheet_;
  const ListKind& kind_;
  const ListAnswers& answers_;
  Reading out_;
  std::vector<RowFacts> rows_;
  std::map<std::uint32_t, std::string> amounts_;  // as answered, by row
  std::map<std::uint32_t, Said> checked_;
  std::vector<std::size_t> asked_about_;  // rows out of sight that nobody has answered for yet
  bool identified_ = false, organisations_ = false;
};

}  // namespace

const Cell& RowView::cell(Column column) const {
  const auto place = account_.place(column);
  if (!place) return kNothing;
  const Cell* const over = sheet_.merged_over(row_, *place);
  if (over == nullptr) return sheet_.cell(row_, *place);
  // What is merged over columns belongs to the first of them.
  return over->column == *place ? *over : kNothing;
}

std::optional<AmountUnit> RowView::unit() const {
  if (!account_.unit_column) return account_.unit;
  const std::string_view own = shown_text(sheet_, row_, *account_.unit_column);
  if (!own.empty()) return unit_named(own);
  return account_.unit_by_line ? std::nullopt : account_.unit;
}

bool RowView::merged(Column column) const {
  const auto place = account_.place(column);
  if (!place) return false;
  const Cell* const over = sheet_.merged_over(row_, *place);
  return over != nullptr && over->column == *place && over->size > 0;
}

std::expected<Reading, Complaint> read_list(const Sheet& sheet, const ListKind& kind,
                                            const ListAnswers& answers) {
  return Reader(sheet, kind, answers).read();
}

}  // namespace credence
