#include "client/import_lines.h"

#include <algorithm>
#include <charconv>
#include <numeric>
#include <unordered_map>

#include "client/csv.h"
#include "ledger/state/rules.h"

namespace credence {
namespace {

constexpr ColumnRule kEnterpriseColumns[] = {
    {Column::name, true}, {Column::code, true}, {Column::registered_on, false}, {Column::place, false}};
constexpr ColumnRule kAwardColumns[] = {{Column::name, true},
                                        {Column::amount_wan, true},
                                        {Column::line, false},
                                        {Column::code, false},
                                        {Column::project, false}};
constexpr ColumnRule kPaymentColumns[] = {{Column::award_batch, true}, {Column::award_line, true},
                                          {Column::code, true},        {Column::amount_wan, true},
                                          {Column::paid_on, true},     {Column::line, false}};
constexpr ColumnRule kQualificationColumns[] = {{Column::name, true},       {Column::code, true},
                                                {Column::valid_from, true}, {Column::valid_to, false},
                                                {Column::line, false},      {Column::certificate_no, false}};
constexpr ColumnRule kProjectColumns[] = {{Column::name, true},
                                          {Column::code, true},
                                          {Column::project, true},
                                          {Column::amount_wan, true},
                                          {Column::line, false}};
constexpr ColumnRule kListingColumns[] = {{Column::name, true},      {Column::code, true},
                                          {Column::product, true},   {Column::valid_from, true},
                                          {Column::valid_to, false}, {Column::line, false}};
constexpr ColumnRule kResultColumns[] = {{Column::award_batch, true},
                                         {Column::award_line, true},
                                         {Column::result, true},
                                         {Column::paid_on, true},
                                         {Column::line, false}};

// One record while it is read: typed fields out, problems collected.
class Fields {
 public:
  Fields(const Columns& columns, const CsvRecord& record, std::vector<LineProblem>& problems)
      : columns_(columns), record_(record), problems_(problems), before_(problems.size()) {}

  [[nodiscard]] bool good() const { return problems_.size() == before_; }
  [[nodiscard]] std::string_view text(Column column) const { return columns_.field(record_.fields, column); }

  void problem(Column column, Error error) {
    std::string value(text(column));
    if (value.size() > 60) {
      std::size_t cut = 57;
      while ((static_cast<unsigned char>(value[cut]) & 0xC0U) == 0x80U) --cut;
      value = value.substr(0, cut) + "…";
    }
    problems_.push_back(
        {record_.line, std::string(columns_.head(column)), std::move(value), std::move(error)});
  }
  void problem(Error error) { problems_.push_back({record_.line, {}, {}, std::move(error)}); }

  /// The parsed field; its default if it is wrong (a problem is kept) or empty.
  template <class T>
  T parse(Column column, bool required, Result<T> (*parser)(std::string_view)) {
    const std::string_view field = text(column);
    if (field.empty()) {
      if (required) problem(column, Error{Code::missing_value, {}});
      return {};
    }
    auto out = parser(field);
    if (out) return *std::move(out);
    problem(column, std::move(out.error()));
    return {};
  }
  template <class T>
  std::optional<T> maybe(Column column, Result<T> (*parser)(std::string_view)) {
    if (text(column).empty()) return std::nullopt;
    return parse(column, false, parser);
  }

 private:
  const Columns& columns_;
  const CsvRecord& record_;
  std::vector<LineProblem>& problems_;
  std::size_t before_;
};

Result<std::uint32_t> parse_line_number(std::string_view text) {
  std::uint32_t out = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), out);
  if (error != std::errc{} || end != text.data() + text.size() || out == 0)
    return fail(Code::bad_number, std::string(text));
  return out;
}

Result<Name> parse_name(std::string_view text) {
  if (auto checked = check_name(text); !checked) return std::unexpected(checked.error());
  return Name(text);
}

Result<Id> parse_id(std::string_view text) {
  if (auto checked = check_id(text); !checked) return std::unexpected(checked.error());
  return Id(text);
}

Result<DocumentNo> parse_document_no(std::string_view text) {
  if (text.size() > limits::kDocumentNoBytesMax)
    return fail(Code::limit_exceeded, std::to_string(text.size()) + " bytes");
  return DocumentNo(text);
}

// Remembers where a thing stood first; a repetition is a problem of the later line.
class Seen {
 public:
  [[nodiscard]] std::optional<Error> again(std::string key, std::size_t file_line) {
    const auto [at, fresh] = first_.try_emplace(std::move(key), file_line);
    if (fresh) return std::nullopt;
    return Error{Code::repeated_line,
                 "line " + std::to_string(at->second) + " / 第 " + std::to_string(at->second) + " 行"};
  }

 private:
  std::unordered_map<std::string, std::size_t> first_;
};

// Reads all records; `take(fields, file_line, ordinal)` gives the line, which counts if no problem was added.
template <class Line, class Take>
Result<ParsedLines<Line>> parse_lines(std::string_view csv, std::span<const ColumnRule> rules, Take take) {
  if (auto text = check_text_encoding(csv); !text) return std::unexpected(text.error());
  CsvReader reader(csv);
  const auto head = reader.next();
  if (!head) return fail(Code::empty_list);
  if (head->problem) return std::unexpected(*head->problem);
  auto columns = Columns::of(head->fields, rules);
  if (!columns) return std::unexpected(columns.error());
  ParsedLines<Line> out;
  while (const auto record = reader.next()) {
    ++out.records;
    Fields fields(*columns, *record, out.problems);
    std::optional<Line> line;
    if (record->problem)
      fields.problem(*record->problem);
    else if (record->fields.size() > columns->count())
      fields.problem(Error{Code::too_many_fields,
                           std::to_string(record->fields.size()) + " > " + std::to_string(columns->count())});
    else
      line = take(fields, record->line, out.records);
    if (!fields.good()) {
      ++out.bad_lines;
      continue;
    }
    out.lines.push_back(*std::move(line));
    out.file_lines.push_back(record->line);
  }
  return out;
}

// By rising `line` number, as the ledger wants them.
template <class Line>
void sort_by_number(ParsedLines<Line>& parsed) {
  std::vector<std::size_t> order(parsed.lines.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::ranges::stable_sort(order, {}, [&](std::size_t i) { return parsed.lines[i].line; });
  ParsedLines<Line> sorted;
  for (const std::size_t i : order) {
    sorted.lines.push_back(std::move(parsed.lines[i]));
    sorted.file_lines.push_back(parsed.file_lines[i]);
  }
  parsed.lines = std::move(sorted.lines);
  parsed.file_lines = std::move(sorted.file_lines);
}

// The number of the line: its own, or its place in the file. Repeated numbers are a problem.
std::uint32_t number_of(Fields& fields, std::size_t file_line, std::size_t ordinal, Seen& numbers) {
  std::uint32_t number = fields.parse(Column::line, false, parse_line_number);
  if (fields.text(Column::line).empty()) number = static_cast<std::uint32_t>(ordinal);
  if (number == 0) return 0;
  if (auto again = numbers.again(std::to_string(number), file_line))
    fields.problem(Column::line, *std::move(again));
  return number;
}

// The ledger's own check of a list that holds this line alone. Its detail is "line N, FIELD: …".
void check_alone(Fields& fields, const Action& action) {
  if (!fields.good()) return;
  auto checked = check_action(action);
  if (checked) return;
  constexpr std::pair<std::string_view, Column> kFields[] = {
      {"beneficiary", Column::name},  {"enterprise", Column::name},
      {"name", Column::name},         {"project", Column::project},
      {"product", Column::product},   {"place", Column::place},
      {"valid_to", Column::valid_to}, {"certificate_no", Column::certificate_no}};
  std::string& detail = checked.error().detail;
  const std::size_t comma = detail.find(", ");
  const std::size_t colon = detail.find(": ");
  if (!detail.starts_with("line ") || comma > colon || colon == std::string::npos)
    return fields.problem(std::move(checked.error()));
  const std::string field = detail.substr(comma + 2, colon - comma - 2);
  detail.erase(0, colon + 2);
  for (const auto& [name, column] : kFields)
    if (name == field) return fields.problem(column, std::move(checked.error()));
  fields.problem(std::move(checked.error()));
}

std::string digits_only(std::string_view text) {
  constexpr std::pair<std::string_view, char> kMarks[] = {
      {"年", '-'}, {"月", '-'}, {"日", 0}, {"/", '-'}, {".", '-'}};
  std::string out;
  while (!text.empty()) {
    std::size_t taken = 0;
    for (const auto& [mark, to] : kMarks) {
      if (!text.starts_with(mark)) continue;
      if (to != 0) out += to;
      taken = mark.size();
      break;
    }
    if (taken == 0) {
      out += text.front();
      taken = 1;
    }
    text.remove_prefix(taken);
  }
  return out;
}

}  // namespace

Result<Date> parse_any_date(std::string_view text) {
  const auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
  if (text.size() == 8 && std::ranges::all_of(text, is_digit))
    return parse_date(std::string(text.substr(0, 4)) + "-" + std::string(text.substr(4, 2)) + "-" +
                      std::string(text.substr(6)));
  const std::string plain = digits_only(text);
  const std::size_t first = plain.find('-');
  const std::size_t second = first == std::string::npos ? first : plain.find('-', first + 1);
  if (second == std::string::npos) return parse_date(text);
  const auto padded = [](std::string part) { return part.size() == 1 ? "0" + part : part; };
  auto out = parse_date(plain.substr(0, first) + "-" + padded(plain.substr(first + 1, second - first - 1)) +
                        "-" + padded(plain.substr(second + 1)));
  if (!out) return parse_date(text);  // the error shows what was written
  return out;
}

Result<ParsedLines<EnterpriseLine>> parse_enterprise_lines(std::string_view csv) {
  Seen codes;
  return parse_lines<EnterpriseLine>(
      csv, kEnterpriseColumns, [&](Fields& fields, std::size_t file_line, std::size_t) {
        EnterpriseLine line;
        line.name = fields.parse(Column::name, true, parse_name);
        line.code = fields.parse(Column::code, true, parse_uscc);
        line.registered_on = fields.maybe(Column::registered_on, parse_any_date);
        line.place = fields.maybe(Column::place, parse_name);
        if (!line.code.is_zero())
          if (auto again = codes.again(std::string(text_of(line.code)), file_line))
            fields.problem(Column::code, *std::move(again));
        RegisterEnterprises alone;
        alone.lines.push_back(line);
        check_alone(fields, alone);
        return line;
      });
}

Result<ParsedLines<AwardLine>> parse_award_lines(std::string_view csv) {
  Seen numbers, projects;
  auto out = parse_lines<AwardLine>(
      csv, kAwardColumns, [&](Fields& fields, std::size_t file_line, std::size_t ordinal) {
        AwardLine line;
        line.line = number_of(fields, file_line, ordinal, numbers);
        line.beneficiary = fields.parse(Column::name, true, parse_name);
        line.code = fields.maybe(Column::code, parse_uscc);
        line.project = fields.parse(Column::project, false, parse_name);
        line.amount = fields.parse(Column::amount_wan, true, parse_wan);
        if (fields.good()) {  // one project of one beneficiary, by name and by code, as the ledger has it
          const std::string project = "\n" + folded_name(line.project);
          auto again = projects.again(folded_name(line.beneficiary) + project, file_line);
          if (!again && line.code)
            again = projects.again(std::string(text_of(*line.code)) + project, file_line);
          if (again) fields.problem(*std::move(again));
        }
        RecordAwards alone{.programme = Id("x"),
                           .batch = Id("x"),
                           .title = Name("x"),
                           .document_no = {},
                           .published = {},
                           .stage = AwardStage::confirmed,
                           .declared_count = 0,
                           .declared_total = line.amount,
                           .source = {},
                           .quota = {},
                           .lines = {}};
        alone.lines.push_back(line);
        check_alone(fields, alone);
        return line;
      });
  if (out) sort_by_number(*out);
  return out;
}

Result<ParsedLines<PaymentLine>> parse_payment_lines(std::string_view csv) {
  Seen numbers;
  auto out = parse_lines<PaymentLine>(
      csv, kPaymentColumns, [&](Fields& fields, std::size_t file_line, std::size_t ordinal) {
        PaymentLine line;
        line.line = number_of(fields, file_line, ordinal, numbers);
        line.award_batch = fields.parse(Column::award_batch, true, parse_id);
        line.award_line = fields.parse(Column::award_line, true, parse_line_number);
        line.code = fields.parse(Column::code, true, parse_uscc);
        line.amount = fields.parse(Column::amount_wan, true, parse_wan);
        line.paid_on = fields.parse(Column::paid_on, true, parse_any_date);
        RecordPayments alone{.programme = Id("x"),
                             .list = Id("x"),
                             .declared_count = 1,
                             .declared_total = line.amount,
                             .lines = {}};
        alone.lines.push_back(line);
        check_alone(fields, alone);
        return line;
      });
  if (out) sort_by_number(*out);
  return out;
}

Result<ParsedLines<QualificationLine>> parse_qualification_lines(std::string_view csv) {
  Seen numbers, codes;
  auto out = parse_lines<QualificationLine>(
      csv, kQualificationColumns, [&](Fields& fields, std::size_t file_line, std::size_t ordinal) {
        QualificationLine line;
        line.line = number_of(fields, file_line, ordinal, numbers);
        line.enterprise = fields.parse(Column::name, true, parse_name);
        line.code = fields.parse(Column::code, true, parse_uscc);
        line.certificate_no = fields.parse(Column::certificate_no, false, parse_document_no);
        line.valid_from = fields.parse(Column::valid_from, true, parse_any_date);
        line.valid_to = fields.maybe(Column::valid_to, parse_any_date);
        if (!line.code.is_zero())
          if (auto again = codes.again(std::string(text_of(line.code)), file_line))
            fields.problem(Column::code, *std::move(again));
        IssueQualifications alone{.type = Id("x"),
                                  .batch = Id("x"),
                                  .title = Name("x"),
                                  .document_no = {},
                                  .source = {},
                                  .lines = {}};
        alone.lines.push_back(line);
        check_alone(fields, alone);
        return line;
      });
  if (out) sort_by_number(*out);
  return out;
}

namespace {

// Lines of an enterprise, a project and an amount: of the library and of bids.
template <class Line, class Head>
Result<ParsedLines<Line>> parse_projects(std::string_view csv, Fen Line::* amount, Head alone) {
  Seen numbers, projects;
  auto out = parse_lines<Line>(
      csv, kProjectColumns, [&](Fields& fields, std::size_t file_line, std::size_t ordinal) {
        Line line;
        line.line = number_of(fields, file_line, ordinal, numbers);
        line.enterprise = fields.parse(Column::name, true, parse_name);
        line.code = fields.parse(Column::code, true, parse_uscc);
        line.project = fields.parse(Column::project, true, parse_name);
        line.*amount = fields.parse(Column::amount_wan, true, parse_wan);
        if (fields.good())
          if (auto again =
                  projects.again(std::string(text_of(line.code)) + folded_name(line.project), file_line))
            fields.problem(Column::project, *std::move(again));
        alone.lines.clear();
        alone.lines.push_back(line);
        check_alone(fields, alone);
        return line;
      });
  if (out) sort_by_number(*out);
  return out;
}

Result<bool> parse_passed(std::string_view text) {
  if (text == "通过" || text == "passed" || text == "合格") return true;
  if (text == "未通过" || text == "不通过" || text == "failed" || text == "不合格") return false;
  return fail(Code::bad_result, "通过 / 未通过, passed / failed");
}

template <class Judge>
Result<ParsedLines<ResultLine>> parse_results(std::string_view csv, ResultStep step, Judge judge) {
  Seen numbers, awards;
  auto out = parse_lines<ResultLine>(
      csv, kResultColumns, [&](Fields& fields, std::size_t file_line, std::size_t ordinal) {
        ResultLine line;
        line.line = number_of(fields, file_line, ordinal, numbers);
        line.award_batch = fields.parse(Column::award_batch, true, parse_id);
        line.award_line = fields.parse(Column::award_line, true, parse_line_number);
        judge(fields, line);
        line.on = fields.parse(Column::paid_on, true, parse_any_date);
        if (fields.good())
          if (auto again = awards.again(line.award_batch + "#" + std::to_string(line.award_line), file_line))
            fields.problem(Column::award_line, *std::move(again));
        RecordResults alone{Id("x"), step, {}, {}};
        alone.lines.push_back(line);
        check_alone(fields, alone);
        return line;
      });
  if (out) sort_by_number(*out);
  return out;
}

}  // namespace

Result<Performance> parse_performance(std::string_view text) {
  constexpr std::array<std::string_view, 5> kWords = {"无", "优", "良", "中", "差"};
  for (std::size_t i = 1; i < kWords.size(); ++i)
    if (text == kWords[i] || text == name_of(static_cast<Performance>(i))) return static_cast<Performance>(i);
  return fail(Code::bad_result, "优, 良, 中, 差; excellent, good, fair, poor");
}

Result<ParsedLines<ProjectLine>> parse_project_lines(std::string_view csv) {
  return parse_projects(csv, &ProjectLine::requested, RegisterProjects{Id("x"), {}});
}

Result<ParsedLines<BidLine>> parse_bid_lines(std::string_view csv) {
  return parse_projects(csv, &BidLine::amount, RecordBids{Id("x"), Id("x"), {}});
}

Result<ParsedLines<ListingLine>> parse_listing_lines(std::string_view csv) {
  Seen numbers, products;
  auto out = parse_lines<ListingLine>(
      csv, kListingColumns, [&](Fields& fields, std::size_t file_line, std::size_t ordinal) {
        ListingLine line;
        line.line = number_of(fields, file_line, ordinal, numbers);
        line.enterprise = fields.parse(Column::name, true, parse_name);
        line.code = fields.parse(Column::code, true, parse_uscc);
        line.product = fields.parse(Column::product, true, parse_name);
        line.valid_from = fields.parse(Column::valid_from, true, parse_any_date);
        line.valid_to = fields.maybe(Column::valid_to, parse_any_date);
        if (fields.good())
          if (auto again =
                  products.again(std::string(text_of(line.code)) + folded_name(line.product), file_line))
            fields.problem(Column::product, *std::move(again));
        RecordListings alone{Id("x"), Id("x"), {}, {}};
        alone.lines.push_back(line);
        check_alone(fields, alone);
        return line;
      });
  if (out) sort_by_number(*out);
  return out;
}

Result<ParsedLines<ResultLine>> parse_acceptance_lines(std::string_view csv) {
  return parse_results(csv, ResultStep::acceptance, [](Fields& fields, ResultLine& line) {
    line.passed = fields.parse(Column::result, true, parse_passed);
  });
}

Result<ParsedLines<ResultLine>> parse_performance_lines(std::string_view csv) {
  return parse_results(csv, ResultStep::performance, [](Fields& fields, ResultLine& line) {
    line.grade = fields.parse(Column::result, true, parse_performance);
  });
}

}  // namespace credence
