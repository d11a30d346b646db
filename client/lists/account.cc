// SPDX-License-Identifier: Apache-2.0
#include "client/lists/account.h"

#include <algorithm>

#include "client/base/characters.h"
#include "client/base/list_errors.h"
#include "client/lists/column_look.h"
#include "client/lists/halves.h"
#include "client/lists/list_unit.h"
#include "client/lists/row_roles.h"
#include "client/lists/unread_days.h"

namespace credence {
namespace {

Said heads_found(const std::vector<ColumnAccount>& columns) {
  std::string list;
  std::size_t shown = 0;
  for (const ColumnAccount& column : columns) {
    if (column.path.empty() || ++shown > 30) continue;
    list += (list.empty() ? "" : ", ") + column.head();
  }
  return {"heads found: " + list, "找到的表头：" + list};
}

class AccountMaker {
 public:
  AccountMaker(const Sheet& sheet, const Layout& layout, const ListKind& kind, const ListAnswers& answers)
      : sheet_(sheet), layout_(layout), kind_(kind), answers_(answers) {
    out_.account.columns = look_at_columns(sheet, layout);
  }

  std::expected<AccountOutcome, Complaint> make() {
    if (auto halves = side_by_side(sheet_, layout_, columns())) return std::unexpected(*std::move(halves));
    for (const Wanted& wanted : kind_.columns)
      if (auto done = decide(wanted); !done) return std::unexpected(done.error());
    if (kind_.name_or_code && !has(Column::name) && !has(Column::code) && !is_asked(Column::name) &&
        !is_asked(Column::code))
      ask_for_missing({Column::code, true});
    if (auto good = settle_unit(sheet_, layout_, answers_, out_); !good) return std::unexpected(good.error());
    find_capitals();
    find_compared();
    ask_about_days(sheet_, layout_, kind_, answers_, out_);
    for (ColumnAccount& column : columns())
      if (!column.read_as && column.why.empty()) column.why = not_read(column);
    return std::move(out_);
  }

 private:
  using Candidates = std::vector<ColumnAccount*>;

  std::vector<ColumnAccount>& columns() { return out_.account.columns; }
  bool has(Column column) const { return out_.account.has(column); }
  bool is_asked(Column column) const {
    return std::ranges::any_of(out_.questions, [column](const Question& q) {
      return q.kind == Question::Kind::column && q.written == words_of(column);
    });
  }

  // ---- answers

  /// By its head, by the last of its heads, each also without its unit; by its letter or its number.
  std::expected<ColumnAccount*, Complaint> named(Column fact, const std::string& answer) {
    const std::string plain = plain_form(answer);
    Candidates found;
    for (const auto& is_so : {is_named_exactly, is_named})
      if (found.empty())
        for (ColumnAccount& column : columns())
          if (!column.path.empty() && (is_so(column.head(), answer) || is_so(column.path.back(), answer)))
            found.push_back(&column);
    if (found.empty()) {
      const auto letters = column_of_letters(plain);
      const auto number = read_serial(plain);
      for (ColumnAccount& column : columns())
        if (letters == column.column || (number && *number == column.column + 1)) found.push_back(&column);
    }
    if (found.size() == 1) return found[0];
    return complain(list_code::bad_answers_file,
                    Said(std::string(words_of(fact)) + " = " + answer + "; ",
                         std::string(words_of(fact)) + " = " + answer + "；") +
                        (found.empty() ? heads_found(columns())
                                       : Said("several columns have this head; use the letter",
                                              "有多列使用此表头，请用列字母")));
  }

  /// Whether the fact was answered; the column is read then, or none is.
  std::expected<bool, Complaint> answered(const Wanted& wanted) {
    std::optional<std::string> answer;
    if (const auto at = answers_.columns.find(wanted.column); at != answers_.columns.end())
      answer = at->second;
    Question asked;
    asked.kind = Question::Kind::column;
    asked.written = words_of(wanted.column);
    if (const auto written = answers_.to(asked)) answer = written;
    if (!answer) return false;
    const bool known = !wanted.required || answers_.given.contains(wanted.column);
    if (placeholder_of(*answer) == Placeholder::empty && known) return true;
    auto column = named(wanted.column, *answer);
    if (!column) return std::unexpected(column.error());
    const bool both = (*column)->read_as == Column::line && wanted.column == Column::award_line;
    if ((*column)->read_as && !both)
      return complain(list_code::bad_answers_file, Said((*column)->head() + ": two facts from one column",
                                                        (*column)->head() + "：同一列用于两项内容"));
    out_.account.read(wanted.column, **column, {"as answered", "按答复"});
    return true;
  }

  // ---- which columns may be meant

  bool fits(const ColumnAccount& column, Column fact) const {
    const HeadMeaning& m = column.meaning;
    if (m.before && corrects()) return false;
    if (fact == Column::amount) {
      if (column.under_money) return true;
      const bool another = m.money == Money::other || m.money == Money::reversed;
      if (m.column != Column::amount || (another && kind_.money != Money::reversed)) return false;
      return m.sure || column.mostly(column.numbers);
    }
    // 日期 of a list of payments that came back is when they did; 支付日期 is when they were paid.
    const bool plain_day = m.column == Column::paid_on && m.rank > 0;
    if (fact == Column::reversed_on) return m.column == fact || plain_day;
    // 入选理由 is no reason why a product is taken off.
    if (fact == Column::reason && !kind_.of_recorded) return m.column == fact && m.sure && m.rank == 0;
    if (m.column != fact || (plain_day && kind_.money == Money::reversed)) return false;
    if (fact == Column::name)
      return !column.mostly(column.units) && !(m.rank > 0 && column.mostly(column.numbers));
    if (fact == Column::line && m.rank > 0) return column.mostly(column.serials);
    if (fact == Column::code && m.rank > 0) return column.mostly(column.codes);
    return true;
  }

  Candidates candidates_for(const Wanted& wanted) {
    Candidates out;
    for (ColumnAccount& column : columns())
      if (!column.read_as && fits(column, wanted.column)) out.push_back(&column);
    if (wanted.column != Column::amount) {  // what says it better is meant: 有效期起 before 发证日期
      unsigned best = UINT_MAX;
      for (const ColumnAccount* column : out)
        if (column->meaning.sure) best = std::min(best, column->meaning.rank);
      std::erase_if(out, [best](const ColumnAccount* column) {
        return best != UINT_MAX && (column->meaning.rank > best || !column->meaning.sure);
      });
    }
    if (wanted.column == Column::code) {
      add_full_of_codes(out);
      if (std::ranges::any_of(out, [](const ColumnAccount* c) {
            return c->codes > 0;
          }))  // not the nine digits of older codes
        std::erase_if(out, [](const ColumnAccount* c) { return c->codes == 0; });
    }
    if (wanted.column == Column::name && out.empty() && kind_.of_recorded) add_full_of_names(out);
    std::ranges::stable_sort(out, {}, [this](const ColumnAccount* column) { return order_of(*column); });
    return out;
  }

  /// Columns full of organisations under heads that are not understood.
  void add_full_of_names(Candidates& out) {
    for (ColumnAccount& column : columns()) {
      if (column.read_as || column.meaning.understood) continue;
      std::size_t filled = 0, organisations = 0;
      for (std::size_t row = layout_.data; row < std::min(sheet_.rows(), layout_.data + kRowsLooked); ++row) {
        const std::string_view text = sheet_.text(row, column.column);
        filled += text.empty() ? 0 : 1;
        organisations += is_organisation(text) ? 1 : 0;
      }
      if (filled > 0 && organisations * 2 >= filled) out.push_back(&column);
    }
  }

  /// 奖励事项, 设备名称: what an award is for, where no head says project.
  Candidates like_projects() {
    constexpr std::string_view kEnds[] = {"名称", "事项", "内容"};
    constexpr std::string_view kOther[] = {"专项", "资金", "政策", "资格",
                                           "称号", "批次", "文件"};  // what it is paid from
    Candidates out;
    for (ColumnAccount& column : columns()) {
      const bool text = column.filled > 0 && !column.mostly(column.numbers + column.days);
      const auto is = column.meaning.column;
      const bool free = !is || is == Column::product || (is == Column::name && !column.meaning.sure);
      if (column.path.empty() || column.read_as || !text || !free) continue;
      const std::string head = split_asides(plain_form(column.path.back())).outside;
      if (ends_with_any(head, kEnds) && !contains_any(head, kOther)) out.push_back(&column);
    }
    return out;
  }

  /// A column full of codes under a head that says something else, where the code's own column has none.
  void add_full_of_codes(Candidates& out) {
    if (std::ranges::any_of(out, [](const ColumnAccount* c) { return c->meaning.sure && c->codes > 0; }))
      return;
    for (ColumnAccount& column : columns())
      if (!column.read_as && column.codes > 0 && column.mostly(column.codes) &&
          std::ranges::find(out, &column) == out.end() && !other_party(column) &&
          !(column.meaning.before && corrects()))
        out.push_back(&column);
  }
  static bool other_party(const ColumnAccount& column) {
    return !column.path.empty() && column.meaning.understood && !column.meaning.column &&
           column.head().contains("代码");
  }

  /// Whether the list says which awards were paid, and when: sums paid are none awarded then.
  bool lists_payments() const {
    return std::ranges::any_of(out_.account.columns, [](const ColumnAccount& column) {
      const HeadMeaning& m = column.meaning;
      return m.sure && (m.column == Column::award_line || (m.column == Column::paid_on && m.rank == 0));
    });
  }

  /// Of money: what the list is about first, what was asked for last, what is out of sight behind all.
  unsigned order_of(const ColumnAccount& column) const {
    const unsigned sight = column.out_of_sight() ? 100 : 0;
    if (column.meaning.column != Column::amount)
      return sight + column.meaning.rank + (column.meaning.sure ? 0 : 10);
    if (column.meaning.money == kind_.money) return sight;
    return sight + 1 + static_cast<unsigned>(column.meaning.money);
  }

  /// Whether a single column of money is what the list records: a sum asked for is not one awarded.
  bool is_meant(const ColumnAccount& column) const {
    if (column.meaning.column != Column::amount) return true;
    if (column.meaning.money == Money::paid && kind_.money == Money::awarded) return !lists_payments();
    return column.meaning.money != Money::asked || kind_.money == Money::asked;
  }

  bool same_in_all_rows(const Candidates& some) const {
    for (const ColumnAccount* column : some)  // 80 万元 and 80 元 are not the same
      if (column->meaning.unit && some[0]->meaning.unit && column->meaning.unit != some[0]->meaning.unit)
        return false;
    for (std::size_t row = layout_.data; row < sheet_.rows(); ++row)
      for (const ColumnAccount* column : some)
        if (sheet_.text(row, column->column) != sheet_.text(row, some.front()->column)) return false;
    return true;
  }

  /// A first day that stands in one cell with the last one.
  bool in_term(Column fact) const {
    const auto term = out_.account.place(Column::term);
    if (fact != Column::valid_from || !term) return false;
    for (std::size_t row = layout_.data; row < std::min(sheet_.rows(), layout_.data + kRowsLooked); ++row)
      if (const auto read = read_term(sheet_.text(row, *term)); read && read->from) return true;
    return false;
  }

  [[nodiscard]] bool corrects() const { return kind_.of_recorded && kind_.money == Money::awarded; }
  /// In a correction, which may leave the sums as they are: figures that may be the new ones.
  bool perhaps_money() const {
    return corrects() && std::ranges::any_of(out_.account.columns, [](const ColumnAccount& column) {
             const HeadMeaning& m = column.meaning;
             if (m.before) return false;
             if (m.column == Column::amount) return m.money != Money::asked;
             return !column.read_as && !m.understood && column.mostly(column.numbers);
           });
  }

  /// Whether a column says something of the record that the line is about: which award it is; of payments that
  /// came back a sum paid or returned; of a correction what was before.
  bool says_of_record(const ColumnAccount& column) const {
    const HeadMeaning& m = column.meaning;
    const bool of_award = m.sure && (m.column == Column::award_batch || m.column == Column::award_line);
    if (of_award && (corrects() || kind_.money == Money::reversed)) return true;
    if (kind_.money == Money::reversed)
      return m.column == Column::amount &&
             (m.money == Money::paid || m.money == Money::reversed || column.mostly(column.capitals));
    return corrects() && m.before &&
           (m.column == Column::amount || m.column == Column::name || m.column == Column::code ||
            m.column == Column::project);
  }
  bool every_one_is_compared(const Candidates& found) const {
    return std::ranges::all_of(found, [this](const ColumnAccount* c) { return says_of_record(*c); });
  }
  void find_compared() {
    for (ColumnAccount& column : columns()) {
      if (column.read_as || column.column == out_.account.capitals || !says_of_record(column)) continue;
      column.compared = true;
      column.why = {"compared with the record", "与记录核对"};
    }
  }

  // ---- the decision

  std::expected<void, Complaint> decide(const Wanted& wanted) {
    auto done = answered(wanted);
    if (!done) return std::unexpected(done.error());
    if (*done) return {};
    const Candidates found = candidates_for(wanted);
    if (found.empty() && wanted.column == Column::project && !kind_.of_recorded) {
      const Candidates like = like_projects();
      if (!like.empty()) return ask(wanted, like), std::expected<void, Complaint>();
    }
    if (found.empty()) {
      const bool needed = wanted.required || (wanted.column == Column::amount && perhaps_money());
      if (needed && !answers_.given.contains(wanted.column) && !in_term(wanted.column))
        ask_for_missing(wanted);
      return {};
    }
    const bool in_sight = std::ranges::none_of(found, &ColumnAccount::out_of_sight);
    const bool sure = std::ranges::all_of(found, [](const ColumnAccount* c) { return c->meaning.sure; });
    if (found.size() == 1 && sure && in_sight && is_meant(*found[0])) {
      out_.account.read(wanted.column, *found[0], {"by its head", "按表头"});
      return {};
    }
    if (found.size() > 1 && sure && in_sight && is_meant(*found[0]) && same_in_all_rows(found)) {
      out_.account.read(
          wanted.column, *found[0],
          {"by its head; another column holds the same in all rows", "按表头；另有一列各行内容相同"});
      return {};
    }
    if (sure && in_sight && every_one_is_compared(found)) {
      out_.account.read(wanted.column, *found[0], {"by its head", "按表头"});
      return {};
    }
    // Not read, and said; who is supported matters to talent subsidies alone.
    const bool aside = wanted.column == Column::persons && !wanted.required;
    if ((wanted.column == Column::line || aside) && found.size() == 1 && !sure && !kind_.of_recorded)
      return {};
    ask(wanted, found);
    return {};
  }

  void ask(const Wanted& wanted, const Candidates& found) {
    Question question;
    question.written = words_of(wanted.column);
    const std::string fact(words_of(wanted.column));
    const bool hidden = std::ranges::any_of(found, &ColumnAccount::out_of_sight);
    if (found.size() > 1)
      question.text = {
          "Several columns may be the " + std::string(english_of(wanted.column)) + ". Which one is read?",
          "有多列可能是“" + fact + "”，读取哪一列？"};
    else if (hidden)
      question.text = {"The only column of it is hidden. Is it read?",
                       "“" + fact + "”所在列被隐藏，是否读取？"};
    else if (!is_meant(*found[0]) && found[0]->meaning.money == Money::paid)
      question.text = {"This is what was paid. Is it what was awarded?", "该列是拨付数，是否即为安排数？"};
    else if (!is_meant(*found[0]))
      question.text = {"This is what was asked for. Is it what was awarded?",
                       "该列是申报数，是否即为安排数？"};
    else
      question.text = {"The head is not fully understood. Is this column the " +
                           std::string(english_of(wanted.column)) + "?",
                       "表头未能完全识别，该列是否为“" + fact + "”？"};
    for (const ColumnAccount* column : found)
      question.candidates.push_back(candidate_of(out_.account, *column));
    if (!wanted.required) question.candidates.push_back({"-", {"none", "都不是"}});
    for (ColumnAccount* column : found) column->why = {"asked about", "待确认"};
    out_.questions.push_back(std::move(question));
  }

  void ask_for_missing(const Wanted& wanted) {
    const Column fact = wanted.column;
    ++out_.missing;
    Question question;
    question.written = words_of(fact);
    const std::string words(words_of(fact));
    question.text =
        Said("No head says which column is the " + std::string(english_of(fact)) + ". Which one is it? ",
             "没有表头表明哪一列是“" + words + "”，是哪一列？") +
        heads_found(columns());
    const auto offers = [&](bool by_content) {
      for (const ColumnAccount& column : columns()) {
        const bool number = fact == Column::award_line && column.read_as == Column::line;
        if (column.read_as && !number) continue;
        const bool figures = fact == Column::amount && column.mostly(column.numbers);
        const bool days = (fact == Column::valid_from || fact == Column::valid_to ||
                           fact == Column::paid_on || fact == Column::reversed_on) &&
                          column.mostly(column.days);
        const bool codes = fact == Column::code && column.codes > 0;
        const bool serials = (fact == Column::award_line && (number || column.mostly(column.serials))) ||
                             (fact == Column::persons && column.mostly(column.serials));
        if (figures || days || codes || serials || !by_content)
          question.candidates.push_back(candidate_of(out_.account, column));
      }
    };
    offers(true);
    if (question.candidates.empty()) offers(false);
    if (!wanted.required) question.candidates.push_back({"-", {"none", "都不是"}});
    if (fact == Column::award_batch)
      question.text +=
          {"; or name the batch of the awards for all lines with --award-batch, or add a column 批次",
           "；或用 --award-batch 指明全部行的安排批次，或在名单中加一列“批次”"};
    if (fact == Column::award_line)
      question.text +=
          {"; it is the number of the award in its batch, and may be the column of the numbers too",
           "；即该笔安排在其批次中的序号，与“序号”可为同一列"};
    if (fact == Column::valid_from)
      question.text +=
          {"; or give the day for all lines with --from", "；或用 --from 给出适用于全部行的日期"};
    out_.questions.push_back(std::move(question));
  }

  /// The amounts once more in words: 大写金额 叁拾伍万元整. Those of a sum that was asked for are others.
  void find_capitals() {
    if (!has(Column::amount)) return;
    const auto at = std::ranges::find_if(columns(), [](const ColumnAccount& column) {
      const Money money = column.meaning.money;
      return !column.read_as && money != Money::asked && money != Money::other && money != Money::reversed &&
             column.filled > 0 && (column.mostly(column.capitals) || column.head().contains("大写"));
    });
    if (at == columns().end()) return;
    out_.account.capitals = at->column;
    at->why = {"compared with the amount", "与金额核对"};
  }

  /// "the name is read from 企业名称".
  Said read_elsewhere(Column fact) const {
    const std::string from = out_.account.head(fact);
    return {"the " + std::string(english_of(fact)) + " is read from " + from,
            std::string(words_of(fact)) + "取自“" + from + "”列"};
  }
  Said not_read(const ColumnAccount& column) const {
    if (column.path.empty()) return {"no head", "没有表头"};
    if (column.meaning.column == Column::amount && column.meaning.money == Money::asked)
      return {"what was asked for", "申报数"};
    if (column.meaning.column == Column::amount &&
        (column.meaning.money == Money::other || column.meaning.money == Money::reversed))
      return {"another sum", "其他金额"};
    const auto fact = column.meaning.column;
    const bool wanted = std::ranges::any_of(kind_.columns, [&](const Wanted& w) { return w.column == fact; });
    if (fact == Column::reason && !wanted)
      return {"no reason is recorded of these lines", "此类名单各行不记录原因"};
    if (!fact || !wanted) return {};
    if (!has(*fact)) return {"its head is not fully understood", "表头未能完全识别"};
    // 资金来源, 型号: of such a column no other one is the better.
    const bool figures = fact != Column::amount || column.mostly(column.numbers),
               serials = fact != Column::line || column.mostly(column.serials);
    if (column.filled > 0 && !(figures && serials))
      return {"it holds no " + std::string(english_of(*fact)), "内容不是" + std::string(words_of(*fact))};
    return read_elsewhere(*fact);
  }

  const Sheet& sheet_;
  const Layout& layout_;
  const ListKind& kind_;
  const ListAnswers& answers_;
  AccountOutcome out_;
};

}  // namespace

std::string ColumnAccount::head() const {
  std::string out;
  for (const std::string& part : path) out += (out.empty() ? "" : " / ") + part;
  return out;
}

const ColumnAccount* Account::of(Column column) const {
  const auto at = std::ranges::find_if(
      columns, [column](const ColumnAccount& one) { return one.read_as == column || one.also == column; });
  return at == columns.end() ? nullptr : &*at;
}

std::string Account::head(Column column) const {
  const ColumnAccount* const read = of(column);
  return read != nullptr && !read->path.empty() ? read->path.back() : std::string(words_of(column));
}

void Account::read(Column column, ColumnAccount& as, Said why) {
  (as.read_as ? as.also : as.read_as) = column;
  as.why = std::move(why);
  at_[index_of(column)] = as.column;
}

Question::Candidate candidate_of(const Account& account, const ColumnAccount& column) {
  const bool unique = std::ranges::count_if(account.columns, [&](const ColumnAccount& other) {
                        return other.head() == column.head();
                      }) == 1;
  const std::string letters = column_letters(column.column);
  std::string samples;
  for (const std::string& sample : column.samples) samples += (samples.empty() ? "" : ", ") + sample;
  Said shown(letters + " " + column.head() + " (" + samples + ")",
             letters + " " + column.head() + "（" + samples + "）");
  if (column.hidden) shown += {" hidden", " 隐藏列"};
  if (column.unseen) shown += {" in the colour of its ground", " 与底色同色"};
  return {unique && !column.path.empty() ? column.head() : letters, std::move(shown)};
}

std::expected<AccountOutcome, Complaint> make_account(const Sheet& sheet, const Layout& layout,
                                                      const ListKind& kind, const ListAnswers& answers) {
  return AccountMaker(sheet, layout, kind, answers).make();
}

}  // namespace credence
