// SPDX-License-Identifier: Apache-2.0
#include "client/lists/unread_days.h"

#include <algorithm>

#include "client/base/characters.h"
#include "client/lists/column_look.h"
#include "client/lists/verdict.h"

namespace credence {
namespace {

class UnreadDays {
 public:
  UnreadDays(const Sheet& sheet, const Layout& layout, const ListKind& kind, const ListAnswers& answers,
             AccountOutcome& out)
      : sheet_(sheet), layout_(layout), kind_(kind), answers_(answers), out_(out) {}

  void ask() {
    find_what_is_known();
    for (const Column fact : {Column::term, Column::valid_to, Column::valid_from, Column::registered_on}) {
      if (!is_open(fact)) continue;
      std::vector<ColumnAccount*> found;
      for (ColumnAccount& column : out_.account.columns)
        if (!column.read_as && column.why.empty() && column.filled > 0 && may_be(column, fact))
          found.push_back(&column);
      if (!found.empty()) ask(fact, found);
    }
  }

 private:
  /// The last day, by its column or with the first one in a cell; the first.
  void find_what_is_known() {
    const Account& account = out_.account;
    first_ = account.has(Column::valid_from);
    last_ = account.has(Column::valid_to);
    const auto place = account.place(Column::term);
    const std::size_t end = std::min(sheet_.rows(), layout_.data + kRowsLooked);
    for (std::size_t row = layout_.data; place && row < end && !(first_ && last_); ++row)
      if (const auto term = read_term(sheet_.text(row, *place))) {
        first_ = first_ || term->from;
        last_ = last_ || term->to || term->months > 0 || term->endless;
      }
    if (place && account.of(Column::term)->meaning.in_years) last_ = true;
  }

  bool is_open(Column fact) const {
    Question asked;
    asked.kind = Question::Kind::column;
    asked.written = words_of(fact);
    const bool wanted = std::ranges::find(kind_.columns, fact, &Wanted::column) != kind_.columns.end();
    if (!wanted || out_.account.has(fact) || answers_.columns.contains(fact) || answers_.to(asked))
      return false;
    if (std::ranges::any_of(out_.questions, [&](const Question& q) { return q.key() == asked.key(); }))
      return false;
    if (fact == Column::valid_from) return !first_;
    return fact == Column::registered_on || !last_;
  }

  bool may_be(const ColumnAccount& column, Column fact) const {
    if (is_of_something_else(column)) return false;
    if (column.meaning.column == fact && !column.meaning.sure) return true;
    if (fact == Column::term) return column.mostly(column.terms);
    if (fact == Column::valid_to && tells_of_an_end(column)) return true;
    const bool begins = column.meaning.column == Column::valid_from;  // unsure
    return column.mostly(column.days) &&
           (fact == Column::registered_on || (fact == Column::valid_from) == (begins || last_));
  }

  /// 2027年底到期, 有效期两年, 有效至2027: with when. Not 到期复核, 有效期以证书为准.
  static bool tells_of_an_end(std::string_view text) {
    for (const std::string_view word : {"到期", "届满", "失效"})
      for (std::size_t at = text.find(word); at != std::string_view::npos; at = text.find(word, at + 1))
        if (ends_with_any(text.substr(0, at), {"年", "月", "日", "底", "末", "初"})) return true;
    for (const std::string_view word : {"有效期", "有效至", "有效期至", "有效期延长", "有效期为"})
      if (const std::size_t at = text.find(word); at != std::string_view::npos) {
        const std::string_view behind = text.substr(at + word.size());
        if (behind.find_first_of("0123456789") == 0 ||
            starts_with_any(behind, {"一", "两", "二", "三", "四", "五", "六", "七", "八", "九", "十", "半"}))
          return true;
      }
    return false;
  }
  /// A remark that says so.
  bool tells_of_an_end(const ColumnAccount& column) const {
    const std::size_t end = std::min(sheet_.rows(), layout_.data + kRowsLooked);
    for (std::size_t row = layout_.data; row < end; ++row)
      if (tells_of_an_end(plain_form(sheet_.text(row, column.column)))) return true;
    return false;
  }

  /// A head that says which day it is, and it is none of the list: 成立日期, 申报日期. A remark says nothing of that.
  bool is_of_something_else(const ColumnAccount& column) const {
    const HeadMeaning& m = column.meaning;
    if (column.path.empty() || !m.understood || (m.column && !m.sure)) return false;
    if (m.column == Column::paid_on) return m.rank == 0;  // 日期: of what?
    return m.column || voice_of(column.path.back(), m, false) != Voice::freely;
  }

  void ask(Column fact, const std::vector<ColumnAccount*>& found) {
    const std::string en(english_of(fact)), zh(words_of(fact));
    Question question;
    question.written = zh;
    question.text = {
        "Days stand here and are not read, for the head does not say of what. Is it the " + en + "?",
        "该列填有日期或期限，而表头未能说明用途，是否为“" + zh + "”？"};
    if (fact == Column::valid_to)
      question.text +=
          {" If it is the first day, answer - and name it with --column 有效期起=HEAD in place of --from.",
           "如为有效期起，请答 - ，并以 --column 有效期起=表头 代替 --from。"};
    for (ColumnAccount* const column : found) {
      question.candidates.push_back(candidate_of(out_.account, *column));
      column->why = {"asked about", "待确认"};
    }
    question.candidates.push_back({"-", {"none", "都不是"}});
    out_.questions.push_back(std::move(question));
  }

  const Sheet& sheet_;
  const Layout& layout_;
  const ListKind& kind_;
  const ListAnswers& answers_;
  AccountOutcome& out_;
  bool first_ = false, last_ = false;
};

}  // namespace

void ask_about_days(const Sheet& sheet, const Layout& layout, const ListKind& kind,
                    const ListAnswers& answers, AccountOutcome& out) {
  UnreadDays(sheet, layout, kind, answers, out).ask();
}

}  // namespace credence
