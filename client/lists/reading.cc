// SPDX-License-Identifier: Apache-2.0
#include "client/lists/reading.h"

#include <algorithm>

#include "client/base/characters.h"
#include "client/base/counted.h"
#include "client/lists/amount_questions.h"
#include "client/lists/cell_remarks.h"
#include "client/lists/comments.h"
#include "client/lists/footnotes.h"
#include "client/lists/identifiers.h"
#include "client/lists/name_marks.h"
#include "client/lists/personal.h"
#include "client/lists/row_roles.h"
#include "client/lists/sight.h"
#include "client/lists/sums.h"
#include "client/lists/total_check.h"
#include "ledger/domain/text.h"

namespace credence {
namespace {

constexpr Cell kNothing{};
constexpr std::size_t kSamplesShown = 3, kRowsSampled = 200;
constexpr std::ptrdiff_t kComparedMax = 1'000;  // rows that may be totals; more are no list

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
    check_all_totals();
    large_amounts();
    collect();
    ask_about_numbers(sheet_, answers_, out_);
    ask_about_persons(sheet_, answers_, out_);
    ask_about_marks(sheet_, answers_, out_);
    sample();
    const std::vector<Said> remarks = remarks_on_cells(sheet_, kind_, out_);
    out_.remarks.insert(out_.remarks.end(), remarks.begin(), remarks.end());
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

  void merged_amounts() {
    MergedAmounts merged = ask_about_merged_amounts(sheet_, out_.account, rows_, answers_);
    out_.questions.insert(out_.questions.end(), merged.questions.begin(), merged.questions.end());
    for (RowFacts& facts : rows_)
      if (const auto at = merged.amounts.find(facts.row); at != merged.amounts.end())
        if (const auto amount = read_amount(at->second, RowView(sheet_, out_.account, facts.row).unit()))
          facts.money = amount->fen;
    amounts_ = std::move(merged.amounts);
  }

  // ---- what a person does not see, or sees as cancelled

  void out_of_sight() {
    std::vector<SightRow> lines;
    std::vector<std::size_t> places;  // among all rows
    std::string_view part;            // that says no of its lines, to the next head of its rank
    std::size_t part_begins = 0;
    const auto below = [](std::string_view head) { return plain_form(head).starts_with('('); };  // （一）
    const std::map<std::uint32_t, std::string_view> noted = read_footnotes();
    for (std::size_t i = 0; i < rows_.size(); ++i) {
      const bool head = rows_[i].role == RowRole::section;
      const bool of_part = head || (rows_[i].role == RowRole::note && !noted.contains(rows_[i].row));
      const PartSays says = of_part ? part_says(rows_[i].label, words_) : PartSays::nothing;
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
      const auto note = noted.find(rows_[i].row);
      const auto money = has_unit() ? rows_[i].money : std::nullopt;
      lines.push_back(
          {rows_[i].row, rows_[i].label, marks, money, note != noted.end() ? note->second : part});
      places.push_back(i);
    }
    take(look_for_unseen(sheet_, lines, answers_), places);
    take(look_for_comments(sheet_, out_.account, lines, answers_), places);
    take(look_for_refused(sheet_, out_.layout, kind_, out_.account, lines, answers_, words_), places);
  }
  /// What notes say of single lines, by the rows of the lines and of the notes; what they say of nobody by name is asked
  /// about here.
  std::map<std::uint32_t, std::string_view> read_footnotes() {
    footnotes_ = find_footnotes(sheet_, out_.layout, out_.account, rows_, words_.of_text,
                                kind_.money == Money::awarded);
    std::map<std::uint32_t, std::string_view> out;
    for (const Footnote& note : footnotes_) {
      if (!note.lines.empty())
        out[note.row] = note.text;
      else if (part_says(note.text, words_) != PartSays::no_above)  // which are asked about themselves
        ask_about_note(note);
      for (const std::size_t i : note.lines) out[rows_[i].row] = note.text;
    }
    return out;
  }
  void ask_about_note(const Footnote& note) {
    Question question;
    question.kind = Question::Kind::note;
    question.written = shortened(note.text);
    question.lines = {sheet_.line(note.row)};
    question.text = {
        "A note says of lines that they are not approved, or get another sum, and not of which (" +
            shortened(note.text, 40) + "). Are all lines part of the list? If not, mend the list.",
        "备注称有行未获通过或金额不同，但未说明是哪些行（" + shortened(note.text, 40) +
            "）。各行是否都属于名单？否则请更正名单。"};
    question.candidates = {{"accept", {"all lines are part of it", "accept 各行都属于名单"}}};
    const auto answer = answers_.to(question);
    if (answer && yes_or_no(*answer).value_or(false))
      checked_[note.row] = {"all lines are part of the list, as answered", "按答复，各行都属于名单"};
    else
      out_.questions.push_back(std::move(question));
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

  void check_all_totals() {
    TotalCheck check = check_totals(sheet_, out_.layout, out_.account, rows_, asked_about_, answers_);
    out_.questions.insert(out_.questions.end(), std::make_move_iterator(check.questions.begin()),
                          std::make_move_iterator(check.questions.end()));
    for (PassedRow& row : out_.passed)
      if (const auto at = check.checked.find(row.file_line); at != check.checked.end())
        row.checked = at->second;
    for (const RowFacts& facts : rows_)
      if (const auto at = check.checked.find(file_line(facts)); at != check.checked.end())
        checked_.try_emplace(facts.row, at->second);
  }

  void large_amounts() {
    const LargeAmounts large = ask_about_large_amounts(sheet_, out_.account, rows_, answers_);
    if (large.question) out_.questions.push_back(*large.question);
    if (large.remark) out_.remarks.push_back(*large.remark);
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
        LineRow line;
        line.row = facts.row;
        line.section = section;
        if (const auto at = amounts_.find(facts.row); at != amounts_.end()) line.amount = at->second;
        out_.lines.push_back(std::move(line));
        continue;
      }
      PassedRow passed{why_of(facts.role), file_line(facts), row_text(sheet_, facts.row), {}};
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
        if (!check_no_resident_id(text)) continue;
        if (!text.empty() && std::ranges::find(column.samples, text) == column.samples.end())
          column.samples.push_back(text);
      }
    }
  }

  static const VerdictWords& words_of(const ListKind& kind) {
    if (kind.money == Money::reversed) return return_verdicts();
    return kind.corrects() ? correction_verdicts() : list_verdicts();
  }

  const Sheet& sheet_;
  const ListKind& kind_;
  const VerdictWords& words_ = words_of(kind_);
  const ListAnswers& answers_;
  Reading out_;
  std::vector<RowFacts> rows_;
  std::map<std::uint32_t, std::string> amounts_;  // as answered, by row
  std::map<std::uint32_t, Said> checked_;
  std::vector<Footnote> footnotes_;
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
