#include "client/lists/lines.h"

#include <algorithm>
#include <charconv>
#include <numeric>
#include <unordered_map>

#include "client/base/csv.h"
#include "client/code_exceptions.h"
#include "ledger/domain/text.h"

namespace credence {
namespace {

constexpr ColumnRule kEnterpriseColumns[] = {
    {Column::name, true}, {Column::code, true}, {Column::registered_on, false}, {Column::place, false}};
constexpr ColumnRule kAwardColumns[] = {{Column::name, true},
                                        {Column::amount, true},
                                        {Column::line, false},
                                        {Column::code, false},
                                        {Column::project, false}};
// Where a line may name its enterprise in place of its code, the code's column may be missing.
constexpr ColumnRule kPaymentColumns[] = {
    {Column::award_batch, true}, {Column::award_line, true}, {Column::code, false}, {Column::amount, true},
    {Column::paid_on, true},     {Column::line, false},      {Column::name, false}};
constexpr ColumnRule kQualificationColumns[] = {{Column::name, true},       {Column::code, false},
                                                {Column::valid_from, true}, {Column::valid_to, false},
                                                {Column::line, false},      {Column::certificate_no, false}};
constexpr ColumnRule kProjectColumns[] = {{Column::name, true},
                                          {Column::code, false},
                                          {Column::project, true},
                                          {Column::amount, true},
                                          {Column::line, false}};
constexpr ColumnRule kListingColumns[] = {{Column::name, true},      {Column::code, false},
                                          {Column::product, true},   {Column::valid_from, true},
                                          {Column::valid_to, false}, {Column::line, false}};
constexpr ColumnRule kResultColumns[] = {{Column::award_batch, true},
                                         {Column::award_line, true},
                                         {Column::result, true},
                                         {Column::paid_on, true},
                                         {Column::line, false}};

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

// One record while it is read: typed fields out, problems collected.
class Fields {
 public:
  Fields(const ListHead& head, const ListInput& input, const CsvRecord& record,
         std::vector<LineProblem>& problems)
      : head_(head), input_(input), record_(record), problems_(problems), before_(problems.size()) {}

  [[nodiscard]] bool good() const { return problems_.size() == before_; }
  [[nodiscard]] std::string_view text(Column column) const {
    return head_.columns.field(record_.fields, column);
  }

  void problem(Column column, Error error) {
    problems_.push_back(
        {record_.line, std::string(head_.columns.head(column)), shortened(text(column)), std::move(error)});
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

  // ---- what a list names in more than one way
  /// As written, or as registered where the names were matched.
  Name name() {
    if (input_.names != nullptr)
      if (const auto at = input_.names->find(record_.line); at != input_.names->end()) return at->second;
    return parse(Column::name, true, parse_name);
  }
  /// As written, or the one that the name was matched to.
  std::optional<Uscc> maybe_code() {
    if (!text(Column::code).empty()) {
      auto code = parse_listed_code(text(Column::code), input_, misfits);
      if (code) return *code;
      problem(Column::code, std::move(code.error()));
      return Uscc{};
    }
    if (input_.codes != nullptr)
      if (const auto at = input_.codes->find(record_.line); at != input_.codes->end()) return at->second;
    if (!text(Column::name).empty()) unnamed = std::string(text(Column::name));
    return std::nullopt;
  }
  Uscc code() {
    const auto found = maybe_code();
    if (!found) problem(Column::code, Error{Code::missing_value, {}});
    return found.value_or(Uscc{});
  }
  Fen amount() {
    const auto parser = head_.unit == AmountUnit::yuan ? parse_yuan : parse_wan;
    return money = parse(Column::amount, true, parser);
  }
  std::optional<std::string> unnamed;  // the name of a line that has no code
  std::set<Uscc> misfits;
  Fen money = 0;

 private:
  const ListHead& head_;
  const ListInput& input_;
  const CsvRecord& record_;
  std::vector<LineProblem>& problems_;
  std::size_t before_;
};

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

// What stands below the lines: totals and notes. With a line behind them they are no end, and a problem.
class Tail {
 public:
  Tail(const ListHead& head, std::vector<LineProblem>& problems, std::vector<PassedRow>& passed)
      : head_(head), problems_(problems), passed_(passed) {}

  /// Whether the record is none of the lines.
  bool take(const CsvRecord& record) {
    const auto field = [&](Column column) { return head_.columns.field(record.fields, column); };
    const bool total = !record.problem && field(Column::code).empty() &&
                       (is_total(field(Column::line)) || is_total(field(Column::name)) ||
                        (!record.fields.empty() && is_total(record.fields[0])));
    if (!total && !is_footnote(record)) return false;
    rows_.push_back({record, total});
    return true;
  }
  /// A line follows. How many rows were bad because of it.
  std::size_t interrupted() {
    const std::size_t bad = rows_.size();
    for (const auto& [record, total] : rows_) {
      const auto cell =
          std::ranges::find_if(record.fields, [](const std::string& text) { return !text.empty(); });
      problems_.push_back({record.line, {}, shortened(*cell), Error{list_code::totals_row, {}}});
    }
    rows_.clear();
    return bad;
  }
  /// The list is over, and the good lines amount to `sum`; without it some lines are bad, and nothing is
  /// compared.
  void close(std::optional<Fen> sum) {
    for (const auto& [record, total] : rows_) {
      const std::string_view amount = head_.columns.field(record.fields, Column::amount);
      const auto cell =
          std::ranges::find_if(record.fields, [](const std::string& text) { return !text.empty(); });
      passed_.push_back(
          {total ? PassedRow::Why::total : PassedRow::Why::note, record.line, shortened(*cell)});
      if (!total || !sum || amount.empty()) continue;
      const auto stated = head_.unit == AmountUnit::yuan ? parse_yuan(amount) : parse_wan(amount);
      if (stated && *stated == *sum) continue;
      problems_.push_back({record.line, std::string(head_.columns.head(Column::amount)), shortened(amount),
                           Error{list_code::total_differs, yuan_text(*sum) + " CNY / 元"}});
    }
  }

 private:
  const ListHead& head_;
  std::vector<LineProblem>& problems_;
  std::vector<PassedRow>& passed_;
  std::vector<std::pair<CsvRecord, bool>> rows_;
};

// Reads all records; `take(fields, file_line, ordinal)` gives the line, which counts if no problem was added.
template <class Line, class Take>
Result<ParsedLines<Line>> parse_lines(const ListInput& in, std::span<const ColumnRule> rules, Take take) {
  auto rows = ListRows::of(in);
  if (!rows) return std::unexpected(rows.error());
  auto head = take_head(*rows, rules, in.unit);
  if (!head) return std::unexpected(head.error());
  if (!head->columns.has(Column::name) && !head->columns.has(Column::code) &&
      std::ranges::any_of(rules, [](const ColumnRule& rule) { return rule.column == Column::code; }))
    return fail(Code::missing_column, std::string(head_of(Column::code)));
  if (head->columns.has(Column::amount) && !head->unit)
    return fail(list_code::unit_unknown, std::string(head->columns.head(Column::amount)));
  ParsedLines<Line> out;
  out.passed = std::move(head->passed);
  Tail tail(*head, out.problems, out.passed);
  std::optional<Fen> sum = 0;
  while (const auto record = rows->next()) {
    if (tail.take(*record)) continue;
    if (head->columns.repeated_by(record->fields)) {  // on each page
      out.passed.push_back({PassedRow::Why::heads, record->line, shortened(record->fields.front())});
      continue;
    }
    out.bad_lines += tail.interrupted();
    ++out.records;
    Fields fields(*head, in, *record, out.problems);
    std::optional<Line> line;
    if (record->problem)
      fields.problem(*record->problem);
    else if (in.sheet == nullptr && record->fields.size() > head->columns.count())
      fields.problem(Error{Code::too_many_fields, std::to_string(record->fields.size()) + " > " +
                                                      std::to_string(head->columns.count())});
    else
      line = take(fields, record->line, out.records);
    out.misfits.merge(fields.misfits);
    if (fields.unnamed) out.unnamed.push_back({record->line, *std::move(fields.unnamed)});
    if (!fields.good()) {
      ++out.bad_lines;
      sum.reset();
      continue;
    }
    if (sum) {
      const auto more = add_fen(*sum, fields.money);
      sum = more ? std::optional(*more) : std::nullopt;
    }
    out.lines.push_back(*std::move(line));
    out.file_lines.push_back(record->line);
  }
  const std::size_t before = out.problems.size();
  tail.close(sum);
  if (out.problems.size() > before) ++out.bad_lines, ++out.records;
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
  auto checked = check_action(action, taken_before);
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

}  // namespace

Result<ParsedLines<EnterpriseLine>> parse_enterprise_lines(const ListInput& in) {
  Seen codes;
  return parse_lines<EnterpriseLine>(
      in, kEnterpriseColumns, [&](Fields& fields, std::size_t file_line, std::size_t) {
        EnterpriseLine line;
        line.name = fields.parse(Column::name, true, parse_name);
        line.code = fields.code();
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

Result<ParsedLines<AwardLine>> parse_award_lines(const ListInput& in) {
  Seen numbers, projects;
  auto out = parse_lines<AwardLine>(
      in, kAwardColumns, [&](Fields& fields, std::size_t file_line, std::size_t ordinal) {
        AwardLine line;
        line.line = number_of(fields, file_line, ordinal, numbers);
        line.beneficiary = fields.name();
        line.code = fields.maybe_code();
        line.project = fields.parse(Column::project, false, parse_name);
        line.amount = fields.amount();
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

Result<ParsedLines<PaymentLine>> parse_payment_lines(const ListInput& in) {
  Seen numbers;
  auto out = parse_lines<PaymentLine>(
      in, kPaymentColumns, [&](Fields& fields, std::size_t file_line, std::size_t ordinal) {
        PaymentLine line;
        line.line = number_of(fields, file_line, ordinal, numbers);
        line.award_batch = fields.parse(Column::award_batch, true, parse_id);
        line.award_line = fields.parse(Column::award_line, true, parse_line_number);
        line.code = fields.code();
        line.amount = fields.amount();
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

Result<ParsedLines<QualificationLine>> parse_qualification_lines(const ListInput& in) {
  Seen numbers, codes;
  auto out = parse_lines<QualificationLine>(
      in, kQualificationColumns, [&](Fields& fields, std::size_t file_line, std::size_t ordinal) {
        QualificationLine line;
        line.line = number_of(fields, file_line, ordinal, numbers);
        line.enterprise = fields.name();
        line.code = fields.code();
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
Result<ParsedLines<Line>> parse_projects(const ListInput& in, Fen Line::* amount, Head alone) {
  Seen numbers, projects;
  auto out =
      parse_lines<Line>(in, kProjectColumns, [&](Fields& fields, std::size_t file_line, std::size_t ordinal) {
        Line line;
        line.line = number_of(fields, file_line, ordinal, numbers);
        line.enterprise = fields.name();
        line.code = fields.code();
        line.project = fields.parse(Column::project, true, parse_name);
        line.*amount = fields.amount();
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
Result<ParsedLines<ResultLine>> parse_results(const ListInput& in, ResultStep step, Judge judge) {
  Seen numbers, awards;
  auto out = parse_lines<ResultLine>(
      in, kResultColumns, [&](Fields& fields, std::size_t file_line, std::size_t ordinal) {
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

Result<ParsedLines<ProjectLine>> parse_project_lines(const ListInput& in) {
  return parse_projects(in, &ProjectLine::requested, RegisterProjects{Id("x"), {}});
}

Result<ParsedLines<BidLine>> parse_bid_lines(const ListInput& in) {
  return parse_projects(in, &BidLine::amount, RecordBids{Id("x"), Id("x"), {}});
}

Result<ParsedLines<ListingLine>> parse_listing_lines(const ListInput& in) {
  Seen numbers, products;
  auto out = parse_lines<ListingLine>(
      in, kListingColumns, [&](Fields& fields, std::size_t file_line, std::size_t ordinal) {
        ListingLine line;
        line.line = number_of(fields, file_line, ordinal, numbers);
        line.enterprise = fields.name();
        line.code = fields.code();
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

Result<ParsedLines<ResultLine>> parse_acceptance_lines(const ListInput& in) {
  return parse_results(in, ResultStep::acceptance, [](Fields& fields, ResultLine& line) {
    line.passed = fields.parse(Column::result, true, parse_passed);
  });
}

Result<ParsedLines<ResultLine>> parse_performance_lines(const ListInput& in) {
  return parse_results(in, ResultStep::performance, [](Fields& fields, ResultLine& line) {
    line.grade = fields.parse(Column::result, true, parse_performance);
  });
}

}  // namespace credence
