// SPDX-License-Identifier: Apache-2.0
#include "client/lists/credit_fields.h"

#include <algorithm>
#include <unordered_map>

#include "client/base/characters.h"
#include "client/base/csv.h"
#include "client/base/json_text.h"
#include "client/base/list_errors.h"
#include "client/lists/credit_heads.h"
#include "client/lists/identifiers.h"
#include "ledger/domain/text.h"

namespace credence {
namespace {

namespace json = boost::json;

constexpr Date kNoDay{1900, 1, 1};  // how these files write that there is none

Result<CreditClass> parse_class(std::string_view text) {
  constexpr std::pair<std::string_view, CreditClass> kWords[] = {
      {"轻微", CreditClass::minor}, {"一般", CreditClass::general}, {"严重", CreditClass::serious}};
  for (const auto& [word, weight] : kWords)
    if (text == word) return weight;
  const auto named = credit_class_named(text);
  if (!named || *named == CreditClass::none) return fail(Code::credit_class_differs, std::string(text));
  return *named;
}

/// What is kept of a record, in the order of the set.
std::string text_of_record(const CreditHeads& heads, const Sheet& sheet, std::size_t row,
                           std::string_view name) {
  json::object out;
  for (const CreditField& field : fields_of(heads.kind)) {
    const auto at = heads.at.find(field.name);
    if (at == heads.at.end()) continue;
    const std::string_view text = field.name.ends_with("_XDR_MC") ? name : shown_text(sheet, row, at->second);
    if (!text.empty()) out[field.name] = text;
  }
  return json::serialize(out);
}

/// What a cell does not say although it stands there.
std::optional<Complaint> lost_in(const Sheet& sheet, std::string_view field, const Cell& cell) {
  if (field.ends_with("WSH") || field.ends_with("BH") || field.contains("_XDR_"))
    if (auto lost = lost_digits(sheet, cell)) return lost;
  if ((cell.marks & kCut) != 0) return Complaint{Code::field_too_long, {}};
  if (cell.kind == CellKind::uncomputed) return Complaint{list_code::empty_formula, {}};
  if (cell.kind == CellKind::error || placeholder_of(sheet.text(cell)) == Placeholder::lost)
    return Complaint{list_code::lost_value, {}};
  return std::nullopt;
}

/// One record while it is read; problems carry the national name of the column.
class CreditReader {
 public:
  CreditReader(const CreditHeads& heads, const Sheet& sheet, std::size_t row,
               std::vector<LineProblem>& problems)
      : heads_(heads), sheet_(sheet), row_(row), problems_(problems), before_(problems.size()) {}
  [[nodiscard]] bool good() const { return problems_.size() == before_; }
  void problem(std::string_view suffix, Complaint what, std::optional<Column> column = std::nullopt) {
    problems_.push_back({sheet_.line(row_), std::string(prefix_of(heads_.kind)) + std::string(suffix),
                         shortened(value(suffix)), std::move(what), column});
  }
  [[nodiscard]] std::string_view value(std::string_view suffix) const {
    return heads_.value(sheet_, row_, suffix);
  }
  std::optional<Date> day(std::string_view suffix, bool required) {
    if (value(suffix).empty()) {
      if (required) problem(suffix, {Code::missing_value, {}});
      return std::nullopt;
    }
    auto out = read_day(value(suffix));
    if (out && *out == kNoDay && required) problem(suffix, {Code::missing_value, {}});
    if (out) return *out == kNoDay ? std::nullopt : std::optional(*out);
    problem(suffix, {Code::bad_date, std::move(out.error())});
    return std::nullopt;
  }
  Uscc code() {
    const std::string plain = plain_form(value("XDR_SHXYM"));
    if (plain.empty()) problem("XDR_SHXYM", {Code::missing_value, {}});
    if (plain.empty()) return {};
    auto out = parse_uscc(plain);
    if (out) return *out;
    if (is_resident_id(plain)) {  // of a person: it is not shown again
      problems_.push_back({sheet_.line(row_),
                           std::string(prefix_of(heads_.kind)) + "XDR_SHXYM",
                           {},
                           {Code::personal_data, {}},
                           Column::code});
      return {};
    }
    misfit = misfit_uscc(plain);
    problem("XDR_SHXYM", {out.error().code, {}}, Column::code);
    return {};
  }
  CreditLine line(std::uint32_t number, CreditClass weight);
  std::optional<Uscc> misfit;

 private:
  /// Whose record it is: a column of it, whatever its head, says that it is a person's. 个体工商户 and 非法人组织 are none.
  void no_person() {
    for (const Cell& cell : sheet_.cells(row_)) {
      const std::string plain = split_asides(plain_form(sheet_.text(cell))).outside;
      if (plain == "自然人" || plain == "个人" || plain == "公民")
        return problems_.push_back({sheet_.line(row_),
                                    std::string(sheet_.text(heads_.at_row, cell.column)),
                                    plain,
                                    {Code::natural_person, {}},
                                    {}});
    }
    if (const std::string_view kind = value("XDR_LB"); kind.contains("自然人") && !kind.contains("非自然人"))
      problem("XDR_LB", {Code::natural_person, {}});
  }

  const CreditHeads& heads_;
  const Sheet& sheet_;
  const std::size_t row_;
  std::vector<LineProblem>& problems_;
  const std::size_t before_;
};

CreditLine CreditReader::line(std::uint32_t number, CreditClass weight) {
  CreditLine out;
  out.line = number;
  out.kind = heads_.kind;
  no_person();
  out.code = code();
  if (value("WSH").empty()) problem("WSH", {Code::missing_value, {}});
  out.decided_on = day("JDRQ", true).value_or(Date{});
  if (heads_.kind == CreditKind::licence) {
    out.published_to = day("YXQZI", false);
    if (out.published_to && out.published_to->year >= 2099)
      out.published_to.reset();  // how "for ever" is written in these files
    return out;
  }
  out.published_to = day("GSJZQ", true);
  out.weight = weight;
  if (heads_.weight)
    if (const std::string_view written = shown_text(sheet_, row_, *heads_.weight); !written.empty()) {
      const auto given = parse_class(written);
      if (given) out.weight = *given;
      if (!given) problem("FJ", {given.error().code, Said(std::string(written))});
    }
  if (out.weight == CreditClass::none) problem("FJ", {Code::missing_value, Said("--class")});
  return out;
}

}  // namespace

CreditDraft::CreditDraft(const Sheet& sheet, const Reading& reading, CreditClass weight) {
  const auto heads = read_credit_heads(sheet, reading.layout.first);
  CREDENCE_ASSERT(heads);  // read_credit_list has read them
  records_ = reading.lines.size();
  std::unordered_map<std::string, std::size_t> seen;
  for (const LineRow& row : reading.lines) {
    Entry entry;
    entry.file_line = sheet.line(row.row);
    CreditReader reader(*heads, sheet, row.row, problems_);
    if (const Complaint* const bad = sheet.problem(row.row); bad != nullptr) {
      problems_.push_back({entry.file_line, {}, {}, *bad, {}});
    } else {
      for (const auto& [field, column] : heads->at)
        if (auto lost = lost_in(sheet, field, sheet.cell(row.row, column)))
          problems_.push_back({entry.file_line,
                               std::string(field),
                               shortened(sheet.text(row.row, column)),
                               *std::move(lost),
                               {}});
      entry.line = reader.line(static_cast<std::uint32_t>(entries_.size() + 1), weight);
      const auto unmarked = row.without_mark.find(Column::name);
      const std::string_view name =
          unmarked != row.without_mark.end() ? std::string_view(unmarked->second) : reader.value("XDR_MC");
      if (name.size() <= limits::kNameBytesMax) entry.name = Name(name);
      entry.text = text_of_record(*heads, sheet, row.row, name);
      if (auto good = check_credit_text(entry.text); !good)
        problems_.push_back({entry.file_line, {}, {}, {good.error().code, {}}, {}});
      const auto [first, fresh] = seen.try_emplace(entry.text, entry.file_line);
      const std::string where = std::to_string(first->second);
      if (!fresh)
        problems_.push_back({entry.file_line,
                             {},
                             {},
                             {Code::repeated_line, Said("line " + where, "第 " + where + " 行")},
                             {}});
    }
    entry.good = reader.good();
    entry.misfit = reader.misfit;
    if (entry.misfit) misfits_.insert(*entry.misfit);
    entries_.push_back(std::move(entry));
  }
}

void CreditDraft::except(const std::set<Uscc>& codes) {
  for (Entry& entry : entries_) {
    if (!entry.misfit || !codes.contains(*entry.misfit)) continue;
    std::erase_if(problems_, [&](const LineProblem& p) {
      return p.file_line == entry.file_line && p.column == Column::code;
    });
    entry.good =
        std::ranges::none_of(problems_, [&](const LineProblem& p) { return p.file_line == entry.file_line; });
    entry.line.code = *entry.misfit;
  }
}

void CreditDraft::finish() {
  for (Entry& entry : entries_)  // what the ledger says of its enterprise
    entry.good = entry.good && std::ranges::none_of(problems_, [&](const LineProblem& p) {
                   return p.file_line == entry.file_line;
                 });
  std::ranges::stable_sort(problems_, {}, &LineProblem::file_line);
}

std::vector<ListedLine> CreditDraft::listed() const {
  std::vector<ListedLine> out;
  for (const Entry& entry : entries_) {
    if (!entry.good) continue;
    ListedLine& line = out.emplace_back();
    line.file_line = entry.file_line;
    line.code = entry.line.code;
    line.name = entry.name;
  }
  return out;
}

LineTable CreditDraft::table(std::size_t most) const {
  LineTable out{{Column::line, Column::name, Column::code, Column::paid_on, Column::valid_to}, {}};
  for (const Entry& entry : entries_) {
    if (!entry.good || out.rows.size() == most) continue;
    const CreditLine& line = entry.line;
    out.rows.push_back({std::to_string(line.line), std::string(entry.name), std::string(text_of(line.code)),
                        line.decided_on.iso(), line.published_to ? line.published_to->iso() : ""});
  }
  return out;
}

CreditDraft::Good CreditDraft::good() const {
  Good out;
  for (const Entry& entry : entries_) {
    if (!entry.good) continue;
    out.lines.push_back(entry.line);
    out.texts.push_back(entry.text);
    out.file_lines.push_back(entry.file_line);
  }
  return out;
}

std::string credit_head_csv(CreditKind kind) {
  std::vector<std::string> heads;
  for (const CreditField& field : fields_of(kind)) heads.emplace_back(field.name);
  return csv_line(heads);
}

Result<std::string> credit_record_csv(CreditKind kind, std::string_view text) {
  const auto object = parse_object(text);
  if (!object) return std::unexpected(object.error());
  std::vector<std::string> fields;
  for (const CreditField& field : fields_of(kind))
    fields.push_back(text_member(*object, field.name).value_or(""));
  if (std::ranges::all_of(fields, [](const std::string& field) { return field.empty(); }))
    return fail(Code::malformed, "no field of the set");
  return csv_line(fields);
}

}  // namespace credence
