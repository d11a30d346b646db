#include "client/lists/rows.h"

#include <algorithm>

#include "ledger/domain/text.h"

namespace credence {
namespace {

/// The heads of a line with merged cells filled, so that a span's head stands over each of its columns.
std::vector<std::string> filled(const CsvRecord& record, std::span<const MergedCells> merged) {
  std::vector<std::string> out = record.fields;
  for (const MergedCells& cells : merged) {
    if (record.line < cells.first_row || record.line > cells.last_row) continue;
    if (record.line != cells.first_row || cells.first_column >= record.fields.size()) continue;
    const std::string text = record.fields[cells.first_column];
    if (out.size() <= cells.last_column) out.resize(cells.last_column + 1);
    for (std::size_t column = cells.first_column; column <= cells.last_column; ++column) out[column] = text;
  }
  return out;
}

/// The upper line's heads over the columns of the lower: in CSV a span is a head with empty ones behind it.
std::vector<std::string> groups_of(const CsvRecord& upper, const CsvRecord& lower,
                                   std::span<const MergedCells> merged) {
  std::vector<std::string> out = filled(upper, merged);
  out.resize(std::max(out.size(), lower.fields.size()));
  for (std::size_t i = 1; i < out.size(); ++i)
    if (out[i].empty() && i < lower.fields.size() && !lower.fields[i].empty()) out[i] = out[i - 1];
  return out;
}

/// Of two lines: the lower head where there is one, else the upper.
std::vector<std::string> both(const CsvRecord& upper, const CsvRecord& lower) {
  std::vector<std::string> out = lower.fields;
  out.resize(std::max(upper.fields.size(), lower.fields.size()));
  for (std::size_t i = 0; i < upper.fields.size(); ++i)
    if (out[i].empty()) out[i] = upper.fields[i];
  return out;
}

/// How many of the wanted columns a line has.
std::size_t known_heads(const CsvRecord& record, std::span<const ColumnRule> rules) {
  std::vector<ColumnRule> optional(rules.begin(), rules.end());
  for (ColumnRule& rule : optional) rule.required = false;
  const auto columns = Columns::of(record.fields, optional);
  if (!columns) return rules.size();  // two that mean the same: these are heads
  return static_cast<std::size_t>(
      std::ranges::count_if(rules, [&](const ColumnRule& rule) { return columns->has(rule.column); }));
}

PassedRow passed(PassedRow::Why why, const CsvRecord& record) {
  const auto cell =
      std::ranges::find_if(record.fields, [](const std::string& field) { return !field.empty(); });
  return {why, record.line, cell == record.fields.end() ? "" : shortened(*cell)};
}

class HeadFinder {
 public:
  HeadFinder(ListRows& rows, std::span<const ColumnRule> rules, std::optional<AmountUnit> unit)
      : rows_(rows), rules_(rules), unit_(unit) {
    while (seen_.size() < kHeadRowsMax) {
      auto record = rows.next();
      if (!record) break;
      seen_.push_back(*std::move(record));
    }
  }

  Result<ListHead> find() {
    if (seen_.empty()) return fail(Code::empty_list);
    for (std::size_t i = 0; i < seen_.size(); ++i) {
      if (seen_[i].problem) continue;
      if (auto columns = Columns::of(seen_[i].fields, rules_)) return take(*std::move(columns), i, 1);
      if (i + 1 == seen_.size() || seen_[i + 1].problem) continue;
      const auto groups = groups_of(seen_[i], seen_[i + 1], rows_.merged());
      // Of two lines of heads the upper one has some as well: a title above heads that lack one has none.
      if (known_heads(seen_[i], rules_) == 0) continue;
      if (auto columns = Columns::of(both(seen_[i], seen_[i + 1]), rules_, groups))
        return take(*std::move(columns), i, 2);
    }
    return std::unexpected(nearest());
  }

 private:
  /// What is wrong with the line that comes nearest.
  Error nearest() {
    std::size_t best = 0, most = 0;
    for (std::size_t i = 0; i < seen_.size(); ++i)
      if (const std::size_t n = seen_[i].problem ? 0 : known_heads(seen_[i], rules_); n > most)
        best = i, most = n;
    if (seen_[best].problem) return *seen_[best].problem;
    return Columns::of(seen_[best].fields, rules_).error();
  }

  ListHead take(Columns columns, std::size_t at, std::size_t lines) {
    ListHead out{std::move(columns), {}, {}};
    std::optional<AmountUnit> of_title;
    for (std::size_t i = 0; i < at; ++i) {
      out.passed.push_back(passed(PassedRow::Why::title, seen_[i]));
      for (const std::string& field : seen_[i].fields)
        if (const auto unit = unit_in_title(field)) of_title = unit;
    }
    std::size_t next = at + lines;
    // The same heads once more, in the other language.
    if (next < seen_.size() && !seen_[next].problem)
      if (const auto again = Columns::of(seen_[next].fields, rules_);
          again && again->same_places(out.columns)) {
        out.passed.push_back(passed(PassedRow::Why::heads, seen_[next]));
        if (!out.unit) out.unit = again->unit();
        ++next;
      }
    if (out.columns.unit()) out.unit = out.columns.unit();
    if (!out.unit) out.unit = of_title;
    if (!out.unit) out.unit = unit_;
    rows_.put_back({std::make_move_iterator(seen_.begin() + static_cast<std::ptrdiff_t>(next)),
                    std::make_move_iterator(seen_.end())});
    return out;
  }

  ListRows& rows_;
  std::span<const ColumnRule> rules_;
  std::optional<AmountUnit> unit_;
  std::vector<CsvRecord> seen_;
};

}  // namespace

Result<ListRows> ListRows::of(const ListInput& input) {
  if (input.sheet == nullptr)
    if (auto text = check_text_encoding(input.csv); !text) return std::unexpected(text.error());
  return ListRows(input);
}

std::optional<CsvRecord> ListRows::next() {
  if (!back_.empty()) {
    CsvRecord record = std::move(back_.front());
    back_.pop_front();
    return record;
  }
  if (input_.sheet == nullptr) return csv_.next();
  if (at_ == input_.sheet->records.size()) return std::nullopt;
  return input_.sheet->records[at_++];
}

void ListRows::put_back(std::vector<CsvRecord> records) {
  back_.insert(back_.begin(), std::make_move_iterator(records.begin()),
               std::make_move_iterator(records.end()));
}

std::span<const MergedCells> ListRows::merged() const {
  if (input_.sheet == nullptr) return {};
  return input_.sheet->merged;
}

Result<ListHead> take_head(ListRows& rows, std::span<const ColumnRule> rules,
                           std::optional<AmountUnit> unit) {
  return HeadFinder(rows, rules, unit).find();
}

Result<Uscc> parse_listed_code(std::string_view text, const ListInput& input, std::set<Uscc>& misfits) {
  auto code = parse_uscc(text);
  const auto misfit = misfit_uscc(text);
  if (!misfit) return code;
  if (input.excepted != nullptr && input.excepted->contains(*misfit)) return *misfit;
  misfits.insert(*misfit);
  return code;
}

bool is_total(std::string_view cell) {
  constexpr std::string_view kWords[] = {"合计",   "总计",   "共计",       "小计",     "累计",
                                         "合计:",  "合计：", "总计:",      "总计：",   "total",
                                         "totals", "sum",    "grandtotal", "subtotal", "total:"};
  std::string plain;
  for (const CodePoint& point : code_points(cell)) {
    if (is_blank(point.value)) continue;
    const char32_t c = point.value;
    const std::size_t end = std::min(cell.size(), point.offset + (c < 0x80      ? 1U
                                                                  : c < 0x800   ? 2U
                                                                  : c < 0x10000 ? 3U
                                                                                : 4U));
    std::string one(cell.substr(point.offset, end - point.offset));
    if (one.size() == 1 && one[0] >= 'A' && one[0] <= 'Z') one[0] = static_cast<char>(one[0] - 'A' + 'a');
    plain += one;
  }
  return std::ranges::find(kWords, plain) != std::end(kWords);
}

bool is_footnote(const CsvRecord& record) {
  constexpr std::string_view kBegins[] = {
      "注：",   "注:",      "备注：", "备注:",  "说明：", "说明:", "附注",  "制表人", "制表单位",
      "填表人", "填报单位", "填报人", "审核人", "联系人", "Note:", "note:", "Notes:", "Prepared by"};
  const auto filled_cells =
      std::ranges::count_if(record.fields, [](const std::string& field) { return !field.empty(); });
  if (record.problem || filled_cells != 1) return false;
  const auto cell =
      std::ranges::find_if(record.fields, [](const std::string& field) { return !field.empty(); });
  return std::ranges::any_of(kBegins, [&](std::string_view begin) { return cell->starts_with(begin); });
}

std::string shortened(std::string_view text) {
  if (text.size() <= 60) return std::string(text);
  std::size_t cut = 57;
  while (cut > 0 && (static_cast<unsigned char>(text[cut]) & 0xC0U) == 0x80U) --cut;
  return std::string(text.substr(0, cut)) + "…";
}

}  // namespace credence
