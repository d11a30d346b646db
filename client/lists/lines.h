// SPDX-License-Identifier: Apache-2.0
// The kinds of lists: which columns each has, how a line of it is read, and what tells its lines apart.
#pragma once

#include <algorithm>
#include <numeric>
#include <unordered_map>

#include "client/base/list_errors.h"
#include "client/lists/draft.h"
#include "client/lists/text_sheet.h"

namespace credence {

/// What two lines of a list have in common, if they are about the same.
struct Sameness {
  std::vector<std::string> keys;  // lines that share one of them
  std::string content;            // all that is recorded, but the number
};

template <class Line>
struct ListRules {
  ListKind kind;
  bool needs_code = true;
  Line (*read)(LineFields& fields) = nullptr;
  Sameness (*sameness)(const Line& line) = nullptr;
  ListedLine (*listed)(const Line& line) = nullptr;
  /// A list that holds this line alone, for the ledger's own check.
  Action (*alone)(const Line& line) = nullptr;
  /// The numbers name lines that the ledger holds: each line has its own, none is given or changed.
  bool numbers_refer = false;
  /// Of a list whose lines go into several: those of one go together.
  std::string (*part)(const Line& line) = nullptr;
};

/// A title of something that belongs to an enterprise, or to no enterprise (no code).
struct HolderTitleLine {
  std::uint32_t line = 0;
  Uscc code;        // of the enterprise
  Name enterprise;  // its name
  Name product;     // what holds the title
  std::optional<Name> place;
  DocumentNo certificate_no;
  Date valid_from;
  std::optional<Date> valid_to;
};

/// A product of a catalogue, and why its term is set: of the list that is signed, so lines of one reason make lists.
struct ProductLine : ListingLine {
  Note reason;
};

/// An award as it is to be, under the number of the line that is corrected: what is not said stays as it is recorded.
struct AwardChange {
  std::uint32_t line = 0;
  std::optional<Name> beneficiary;
  std::optional<std::optional<Uscc>> code;  // none: it is taken away
  std::optional<Name> project;              // empty: it is taken away
  std::optional<Fen> amount;
  std::optional<std::uint32_t> persons;
  std::optional<Name> person_class;
  std::optional<InvestmentRound> round;
  std::optional<std::uint16_t> stake;
  std::vector<Column> perhaps_none;  // taken away by a cell that may mean that it stays: 无, /
};
/// A stake is told of a line that has no round.
[[nodiscard]] bool needs_round(const AwardChange& change, const AwardLine& recorded);
[[nodiscard]] AwardLine changed(const AwardChange& change, AwardLine recorded);
[[nodiscard]] std::optional<std::string> recorded_text(const AwardChange& line, Column column);

[[nodiscard]] const ListRules<EnterpriseLine>& enterprise_list();
[[nodiscard]] const ListRules<AwardLine>& award_list();
/// Of a talent subsidy: its lines say for how many persons, of which class.
[[nodiscard]] const ListRules<AwardLine>& talent_list();
[[nodiscard]] const ListRules<PaymentLine>& payment_list();
[[nodiscard]] const ListRules<AwardChange>& amended_award_list();
/// Payments that were returned or voided, under their numbers in the payment list.
[[nodiscard]] const ListRules<ReversalLine>& reversal_list();
[[nodiscard]] const ListRules<QualificationLine>& qualification_list();
/// Of what belongs to enterprises; else to a department that is named for the whole list.
[[nodiscard]] const ListRules<HolderTitleLine>& holder_title_list(bool owned);
[[nodiscard]] const ListRules<ProjectLine>& project_list();
[[nodiscard]] const ListRules<BidLine>& bid_list();
[[nodiscard]] const ListRules<ProductLine>& listing_list();
/// Of one step; its result column holds 通过 / 未通过 or passed / failed, of performance 优 良 中 差 or the
/// English words.
[[nodiscard]] const ListRules<ResultLine>& acceptance_list();
[[nodiscard]] const ListRules<ResultLine>& performance_list();
/// 优 良 中 差, or excellent, good, fair, poor.
[[nodiscard]] Result<Performance> parse_performance(std::string_view text);

/// "A轮", "天使", "Pre-A", "pre_ipo", "E轮": as lists and people write a round.
[[nodiscard]] Result<InvestmentRound> parse_round(std::string_view text);
/// "12.5%", at most two decimals; without the sign only where the head has it, `in_percent`. In basis points.
[[nodiscard]] Result<std::uint16_t> parse_stake(std::string_view text, bool in_percent = false);

/// What the ledger's own check says against a line, as a problem of the field that it names.
[[nodiscard]] std::optional<LineProblem> ledger_problem(const Action& alone, const RowView& view);
/// Two lines about the same: the later one is to go, or to be told apart from the other.
[[nodiscard]] Complaint same_again(const ListKind& kind, const RowView& line, const RowView& before,
                                   bool same_content);

template <class Line>
class DraftOf final : public Draft {
 public:
  /// Refers to all of it.
  DraftOf(const Sheet& sheet, const Reading& reading, const GivenForAll& given, const ListRules<Line>& rules)
      : sheet_(sheet), reading_(reading), given_(given), rules_(rules) {
    entries_.reserve(reading.lines.size());
    records_ = reading.lines.size();
    for (const LineRow& row : reading.lines) read(row);
  }

  void except(const std::set<Uscc>& codes) override {
    for (Entry& entry : entries_)
      if (entry.misfit && codes.contains(*entry.misfit)) {
        std::erase_if(problems_, [&](const LineProblem& p) {
          return p.file_line == entry.file_line && p.column == Column::code;
        });
        entry.good = std::ranges::none_of(
            problems_, [&](const LineProblem& p) { return p.file_line == entry.file_line; });
        set_code(entry.line, *entry.misfit);
        entry.without_code = false;
      }
  }
  void identify(std::size_t file_line, const Uscc& code, const Name& name) override {
    if (Entry* const entry = find(file_line); entry != nullptr) {
      set_code(entry->line, code);
      entry->without_code = false;
      if (!name.empty()) set_name(entry->line, name);
    }
  }
  void rename(std::size_t file_line, const Name& name) override {
    if (Entry* const entry = find(file_line); entry != nullptr) set_name(entry->line, name);
  }

  [[nodiscard]] std::vector<ListedLine> listed() const override {
    std::vector<ListedLine> out;
    for (const Entry& entry : entries_)
      if (entry.good) {
        out.push_back(entry.about ? *entry.about : rules_.listed(entry.line));
        ListedLine& line = out.back();
        line.file_line = entry.file_line;
        if (auto* const payment = std::get_if<PaymentKey>(&line.refers))
          payment->line = entry.number.value_or(0);
        if (auto* const award = std::get_if<AwardKey>(&line.refers); award != nullptr && line.corrects)
          award->line = entry.number.value_or(0);
        if (line.pays) line.project = entry.project;
        line.said = entry.said;
        if (line.name.empty() && line.code) line.name = as_name(entry.written_name);
      }
    return out;
  }

  void finish() override {
    forget_bad();
    if (rules_.needs_code)
      for (Entry& entry : entries_)
        if (entry.good && entry.without_code) bad(entry, {Code::missing_value, {}}, Column::code);
    number();
    tell_apart();
    for (Entry& entry : entries_)
      if (entry.good)
        if (auto problem = ledger_problem(rules_.alone(entry.line), view(entry))) {
          problems_.push_back(*std::move(problem));
          entry.good = false;
        }
    std::ranges::stable_sort(problems_, {}, &LineProblem::file_line);
  }

  [[nodiscard]] LineTable table(std::size_t most) const override { return line_table(good().lines, most); }

  /// The good lines by part and rising number, as the ledger wants them, and where each stands in the file.
  struct Good {
    std::vector<Line> lines;
    std::vector<std::size_t> file_lines;
  };
  [[nodiscard]] Good good() const {
    std::vector<std::size_t> order;
    for (std::size_t i = 0; i < entries_.size(); ++i)
      if (entries_[i].good) order.push_back(i);
    if constexpr (kNumbered)
      std::ranges::stable_sort(order, {}, [&](std::size_t i) { return entries_[i].line.line; });
    if (rules_.part != nullptr) {
      std::map<std::string, std::size_t> parts;  // by their first line
      std::vector<std::size_t> part(entries_.size());
      for (const std::size_t i : order)
        part[i] = parts.try_emplace(rules_.part(entries_[i].line), parts.size()).first->second;
      std::ranges::stable_sort(order, {}, [&](std::size_t i) { return part[i]; });
    }
    Good out;
    for (const std::size_t i : order) {
      out.lines.push_back(entries_[i].line);
      out.file_lines.push_back(entries_[i].file_line);
    }
    return out;
  }

 private:
  struct Entry {
    Line line;
    std::size_t file_line = 0;
    std::uint32_t row = 0, section = 0;
    std::optional<std::uint32_t> number;
    std::optional<Uscc> misfit;
    std::optional<ListedLine> about;
    Name project;
    std::vector<SaidOfRecord> said;
    std::string_view written_name;  // without the mark of a note
    bool good = true, without_code = false;
  };
  static constexpr bool kNumbered = requires(Line& line) { line.line; };

  /// A name that the line does not record, for comparing it with the code's.
  static Name as_name(std::string_view text) {
    return placeholder_of(text) == Placeholder::none && text.size() <= limits::kNameBytesMax ? Name(text)
                                                                                             : Name();
  }
  static void set_code(Line& line, const Uscc& code) {
    if constexpr (requires { line.code = code; }) line.code = code;
  }
  static void set_name(Line& line, const Name& name) {
    if constexpr (requires { line.beneficiary = name; }) line.beneficiary = name;
    if constexpr (requires { line.enterprise = name; }) line.enterprise = name;
    if constexpr (requires { line.name = name; }) line.name = name;
  }
  [[nodiscard]] RowView view(const Entry& entry) const { return {sheet_, reading_.account, entry.row}; }
  Entry* find(std::size_t file_line) {
    const auto at = std::ranges::lower_bound(entries_, file_line, {}, &Entry::file_line);
    return at != entries_.end() && at->file_line == file_line ? &*at : nullptr;
  }

  void read(const LineRow& row) {
    const RowView at(sheet_, reading_.account, row.row);
    LineFields fields(at, row, given_, problems_);
    Entry entry;
    entry.file_line = at.line();
    entry.row = row.row;
    entry.written_name = text_of_name(row);
    entry.section = row.section;
    fields.check_shape();
    if (fields.good()) {
      if constexpr (kNumbered) entry.number = fields.serial();
      entry.line = rules_.read(fields);
      entry.said = fields.said_of_record();
    }
    entry.good = fields.good();
    entry.without_code = fields.without_code;
    entry.misfit = fields.misfit;
    entry.about = std::move(fields.about);
    entry.project = std::move(fields.project);
    if (entry.misfit) misfits_.insert(*entry.misfit);
    if (fields.without_code)
      if (const std::string_view name = entry.written_name; placeholder_of(name) == Placeholder::none)
        unnamed_.push_back({entry.file_line, std::string(name)});
    entries_.push_back(std::move(entry));
  }

  [[nodiscard]] std::string_view text_of_name(const LineRow& row) const {
    const auto read = row.without_mark.find(Column::name);
    return read != row.without_mark.end() ? std::string_view(read->second)
                                          : RowView(sheet_, reading_.account, row.row).text(Column::name);
  }
  /// Lines that somebody else found bad.
  void forget_bad() {
    for (const LineProblem& problem : problems_)
      if (Entry* const entry = find(problem.file_line); entry != nullptr) entry->good = false;
  }
  void bad(Entry& entry, Complaint what, std::optional<Column> column = std::nullopt) {
    const RowView at = view(entry);
    LineProblem problem{entry.file_line, {}, {}, std::move(what), column};
    if (column) {
      problem.field = reading_.account.head(*column);
      problem.value = at.text(*column);
    }
    problems_.push_back(std::move(problem));
    entry.good = false;
  }

  void number() {
    if constexpr (kNumbered) {
      if (rules_.numbers_refer) return keep_numbers();
      std::vector<Numbering::Line> lines;
      lines.reserve(entries_.size());
      for (const Entry& entry : entries_) lines.push_back({entry.number.value_or(0), entry.section});
      const bool has_numbers =
          !given_.renumber &&
          std::ranges::any_of(lines, [](const Numbering::Line& line) { return line.number > 0; });
      const Numbering numbering = number_lines(lines, has_numbers);
      for (std::size_t i = 0; i < entries_.size(); ++i) entries_[i].line.line = lines[i].number;
      if (given_.renumber)
        remarks_.push_back({"the lines are numbered anew, 1 to " + std::to_string(lines.size()),
                            "已按先后重新编号为 1 至 " + std::to_string(lines.size())});
      if (numbering.anew)
        remarks_.push_back({"the numbers begin anew in each part: the lines are numbered through, 1 to " +
                                std::to_string(lines.size()),
                            "各部分序号重新起编：已按先后统一编号为 1 至 " + std::to_string(lines.size())});
      const auto given =
          numbering.numbered == 0 ? 0 : std::ranges::count_if(entries_, [](const Entry& entry) {
            return entry.good && !entry.number;
          });
      if (given > 0)
        remarks_.push_back({"lines without a number get a free one: " + std::to_string(given),
                            "没有序号的行已分配空闲序号：" + std::to_string(given) + " 行"});
      for (const auto& [line, before] : numbering.clashes) {
        Entry& entry = entries_[line];
        if (!entry.good) continue;
        const Sameness one = rules_.sameness(entry.line), other = rules_.sameness(entries_[before].line);
        const std::string where = std::to_string(entries_[before].file_line);
        const bool repeated = entries_[before].good && one.content == other.content;
        bad(entry,
            {repeated ? Code::repeated_line : list_code::serial_clash,
             Said("line " + where, "第 " + where + " 行")},
            repeated ? std::nullopt : std::optional(Column::line));
      }
    }
  }

  void keep_numbers() {
    if constexpr (kNumbered)
      for (Entry& entry : entries_) {
        if (entry.good && !entry.number) bad(entry, {Code::missing_value, {}}, Column::line);
        entry.line.line = entry.number.value_or(0);
      }
  }

  void tell_apart() {
    std::unordered_map<std::string, std::size_t> first;
    for (std::size_t i = 0; i < entries_.size(); ++i) {
      if (!entries_[i].good) continue;
      const Sameness own = rules_.sameness(entries_[i].line);
      for (const std::string& key : own.keys) {
        const auto [at, fresh] = first.try_emplace(key, i);
        if (fresh) continue;
        const Entry& before = entries_[at->second];
        bad(entries_[i], same_again(rules_.kind, view(entries_[i]), view(before),
                                    rules_.sameness(before.line).content == own.content));
        break;
      }
    }
  }

  const Sheet& sheet_;
  const Reading& reading_;
  const GivenForAll& given_;
  const ListRules<Line>& rules_;
  std::vector<Entry> entries_;
};

/// The lines of delimited text that leaves nothing open: what programs write for themselves. What is wrong is
/// told with its place.
template <class Line>
[[nodiscard]] std::expected<std::vector<Line>, Complaint> lines_of_text(std::string_view text,
                                                                        const ListRules<Line>& rules) {
  auto sheet = read_text_sheet(text);
  if (!sheet) return std::unexpected(sheet.error());
  auto reading = read_list(*sheet, rules.kind, {});
  if (!reading) return std::unexpected(reading.error());
  if (!reading->questions.empty())
    return complain(list_code::open_questions, reading->questions.front().text);
  const GivenForAll given;
  DraftOf<Line> draft(*sheet, *reading, given, rules);
  draft.finish();
  if (!draft.problems().empty()) {
    const LineProblem& first = draft.problems().front();
    return complain(first.what.code, Said("line " + std::to_string(first.file_line) + " ",
                                          "第 " + std::to_string(first.file_line) + " 行 ") +
                                         Said(first.field + " ") + first.what.detail);
  }
  return draft.good().lines;
}

}  // namespace credence
