// SPDX-License-Identifier: Apache-2.0
// Lists about what is recorded: payments of awards, payments that came back, awards as they are to be, results.
#include "client/base/characters.h"
#include "client/lists/line_texts.h"
#include "client/lists/lines.h"
#include "client/lists/verdict.h"
#include "client/words/enum_words.h"
#include "ledger/domain/text.h"

namespace credence {
namespace {

// Where a line may name its enterprise in place of its code, the code's column may be missing.
constexpr Wanted kPaymentColumns[] = {
    {Column::line, false}, {Column::award_batch, true}, {Column::award_line, true}, {Column::name, false},
    {Column::code, false}, {Column::project, false},    {Column::amount, true},     {Column::paid_on, true}};
constexpr Wanted kReversalColumns[] = {
    {Column::line, true},    {Column::name, false},    {Column::code, false},       {Column::project, false},
    {Column::amount, false}, {Column::paid_on, false}, {Column::reversed_on, true}, {Column::reason, true}};
constexpr Wanted kAmendedColumns[] = {
    {Column::line, true},          {Column::name, false},   {Column::code, false},
    {Column::project, false},      {Column::amount, false}, {Column::persons, false},
    {Column::person_class, false}, {Column::round, false},  {Column::stake, false}};
constexpr Wanted kResultColumns[] = {
    {Column::line, false}, {Column::award_batch, true}, {Column::award_line, true}, {Column::name, false},
    {Column::code, false}, {Column::project, false},    {Column::result, true},     {Column::paid_on, true}};

/// What a line says of the record that it refers to.
ListedLine about(LineFields& fields) {
  ListedLine out;
  out.name = fields.name(Column::name, false);
  if (placeholder_of(fields.view().text(Column::code)) == Placeholder::none) out.code = fields.code();
  out.project = fields.name(Column::project, false);
  if (placeholder_of(fields.view().text(Column::amount)) == Placeholder::none) out.amount = fields.amount();
  return out;
}

// ---- payments

PaymentLine read_payment(LineFields& fields) {
  PaymentLine line;
  line.award_batch = fields.id(Column::award_batch);
  line.award_line = fields.number(Column::award_line);
  line.code = fields.code().value_or(Uscc{});
  line.amount = fields.amount();
  line.paid_on = fields.day(Column::paid_on);
  fields.project = fields.name(Column::project, false);
  return line;
}
/// One award may be paid twice in a list, but not the same sum on the same day.
Sameness same_payment(const PaymentLine& line) {
  const std::string all = joined({line.award_batch, std::to_string(line.award_line), code_text(line.code),
                                  std::to_string(line.amount), line.paid_on.iso()});
  return {{all}, all};
}
ListedLine listed_payment(const PaymentLine& line) {
  return {0, line.code, {}, {}, line.amount, AwardKey{{}, line.award_batch, line.award_line}, line.paid_on};
}
Action payment_alone(const PaymentLine& line) {
  RecordPayments out;
  out.programme = out.list = Id("x");
  out.declared_count = 1;
  out.declared_total = line.amount;
  out.lines.push_back(line);
  return out;
}

// ---- payments returned or voided

ReversalLine read_reversal(LineFields& fields) {
  fields.about = about(fields);
  fields.about->refers = PaymentKey{};
  fields.about->paid_on = fields.optional_day(Column::paid_on).value_or(Date{});
  return {0, fields.day(Column::reversed_on), Note(fields.text(Column::reason, true, limits::kNoteBytesMax))};
}
Sameness same_reversal(const ReversalLine& line) {
  return {{std::to_string(line.line)}, joined({std::to_string(line.line), line.on.iso(), line.reason})};
}
Action reversal_alone(const ReversalLine& line) {
  ReversePayments out{Id("x"), Id("x"), Reversal::returned, {}, {}};
  out.lines.push_back(line);
  return out;
}

// ---- awards as they are to be

/// What a cell of a correction says: nothing, that there is to be nothing, perhaps that, or a value.
enum class Says : std::uint8_t { nothing, none, perhaps_none, value };
Says says(const LineFields& fields, Column column) {
  const Cell& cell = fields.view().cell(column);
  const std::string_view text = fields.view().text(column);
  if (cell.kind == CellKind::error || cell.kind == CellKind::uncomputed) return Says::value;  // a bad one
  if (text.empty()) return Says::nothing;
  if (placeholder_of(text) != Placeholder::empty) return Says::value;
  constexpr std::u32string_view kDashes = U"-—–―─−";
  return std::ranges::all_of(utf32(plain_form(text)), [&](char32_t c) { return kDashes.contains(c); })
             ? Says::none
             : Says::perhaps_none;
}

AwardChange read_change(LineFields& fields) {
  AwardChange line;
  // What every award has is not taken away: such a cell is a problem of the line.
  if (says(fields, Column::name) != Says::nothing) line.beneficiary = fields.name(Column::name, true);
  if (says(fields, Column::amount) != Says::nothing || fields.answered_amount())
    line.amount = fields.amount();
  const bool talent = fields.given().kind == ProgrammeKind::talent_subsidy;
  if (talent && says(fields, Column::persons) != Says::nothing) line.persons = fields.number(Column::persons);
  if (talent && says(fields, Column::person_class) != Says::nothing)
    line.person_class = fields.name(Column::person_class, true);
  line.round = fields.round();
  line.stake = fields.stake();
  for (const Column column : {Column::code, Column::project}) {
    const Says said = says(fields, column);
    if (said == Says::nothing) continue;
    if (said == Says::perhaps_none) line.perhaps_none.push_back(column);
    if (column == Column::project)
      line.project = said == Says::value ? fields.name(column, false) : Name();
    else if (said == Says::value)
      line.code = fields.code();
    else
      line.code = std::optional<Uscc>();
  }
  return line;
}
Sameness same_change(const AwardChange& line) {
  std::string content = std::to_string(line.line);
  for (std::size_t c = 0; c < kColumnCount; ++c)
    content += "\n" + recorded_text(line, static_cast<Column>(c)).value_or("");
  return {{std::to_string(line.line)}, std::move(content)};
}
ListedLine listed_change(const AwardChange& line) {
  ListedLine out;
  out.code = line.code.value_or(std::nullopt);
  out.name = line.beneficiary.value_or(Name());
  out.project = line.project.value_or(Name());
  out.amount = line.amount.value_or(0);
  out.refers = AwardKey{{}, {}, line.line};
  out.corrects = true;
  out.says_no_code = line.code && !*line.code;
  out.perhaps_none = line.perhaps_none;
  return out;
}
Action change_alone(const AwardChange& line) {
  RecordAwards out;
  out.programme = out.batch = Id("x");
  out.title = Name("x");
  out.stage = AwardStage::confirmed;
  AwardLine whole = changed(line, {std::max(line.line, 1U), Name("x"), {}, {}, 1, {}});
  out.declared_total = whole.amount;
  out.lines.push_back(std::move(whole));
  return out;
}

// ---- results

/// 通过; also behind how it was come to: 经专家组评审，同意通过验收。 Not 基本通过, 建议通过, 整改后通过.
std::optional<bool> passed_of(std::string_view written) {
  std::string_view text = written;
  for (const std::string_view stop : {"。", "."})
    if (text.ends_with(stop)) text.remove_suffix(stop.size());
  for (const std::string_view comma : {"，", ",", "；"})
    if (const std::size_t at = text.rfind(comma); at != std::string_view::npos) {
      if (!no_word(text.substr(0, at)).empty()) return std::nullopt;
      text.remove_prefix(at + comma.size());
    }
  for (const std::string_view word :
       {"通过",     "合格",     "验收通过", "验收合格", "通过验收",     "同意通过验收",
        "同意验收", "同意通过", "准予通过", "予以通过", "准予通过验收", "优秀",
        "良好",     "优",       "良",       "passed",   "yes",          "true",
        "是",       "√",        "✓",        "✔"})
    if (text == word) return true;
  for (const std::string_view word :
       {"未通过", "不通过", "不合格", "验收不通过", "验收未通过", "未通过验收", "不予通过验收", "验收不合格",
        "不予通过", "不同意通过", "不同意通过验收", "failed", "no", "false", "否", "×", "✗", "✕"})
    if (text == word) return false;
  return std::nullopt;
}
/// What may be written instead.
Said outcomes_of(std::string_view written) {
  for (const std::string_view word : {"结题", "结项"})
    if (written.contains(word))
      return {"that is a closing: credence award close", "属结项，请用 credence award close"};
  for (const std::string_view word : {"基本", "原则", "条件", "整改", "建议", "拟"})
    if (written.contains(word))
      return {"not yet decided, or under a condition: passed or failed once it is decided, else no line",
              "尚未最终决定或附有条件：决定后填写通过或不通过，此前不列入名单"};
  return {"passed, failed", "通过、未通过"};
}

ResultLine read_result(LineFields& fields) {
  ResultLine line;
  line.award_batch = fields.id(Column::award_batch);
  line.award_line = fields.number(Column::award_line);
  line.on = fields.day(Column::paid_on);
  fields.about = about(fields);
  fields.about->refers = AwardKey{{}, line.award_batch, line.award_line};
  return line;
}
ResultLine read_acceptance(LineFields& fields) {
  ResultLine line = read_result(fields);
  const std::string word = fields.text(Column::result, true, limits::kNameBytesMax);
  const auto passed = passed_of(word);
  if (!word.empty() && !passed) fields.problem(Column::result, {list_code::bad_outcome, outcomes_of(word)});
  line.passed = passed.value_or(false);
  return line;
}
ResultLine read_performance(LineFields& fields) {
  ResultLine line = read_result(fields);
  const std::string word = fields.text(Column::result, true, limits::kNameBytesMax);
  const auto grade = parse_performance(word);
  if (!word.empty() && !grade)
    fields.problem(Column::result,
                   {list_code::bad_outcome, Said("excellent, good, fair, poor", "优、良、中、差")});
  line.passed = true;
  line.grade = grade.value_or(Performance::none);
  return line;
}
Sameness same_result(const ResultLine& line) {
  const std::string key = joined({line.award_batch, std::to_string(line.award_line)});
  return {{key}, key + line.on.iso() + (line.passed ? "+" : "-") + std::string(name_of(line.grade))};
}
template <ResultStep step>
Action result_alone(const ResultLine& line) {
  RecordResults out{Id("x"), step, {}, {}};
  out.lines.push_back(line);
  return out;
}

template <class Line>
ListedLine said_beside(const Line&) {
  return {};
}

}  // namespace

bool needs_round(const AwardChange& change, const AwardLine& line) {
  return change.stake && !change.round && !line.investment;
}

AwardLine changed(const AwardChange& change, AwardLine line) {
  if (change.beneficiary && match_form(*change.beneficiary) != match_form(line.beneficiary))
    line.beneficiary = *change.beneficiary;
  if (change.code) line.code = *change.code;
  if (change.project) line.project = *change.project;
  if (change.amount) line.amount = *change.amount;
  if (line.persons && change.persons) line.persons->count = *change.persons;
  if (line.persons && change.person_class) line.persons->person_class = *change.person_class;
  if (change.round || change.stake) {
    FundInvestment now = line.investment.value_or(FundInvestment{});
    now.round = change.round.value_or(now.round);
    now.stake = change.stake.value_or(now.stake);
    line.investment = now;
  }
  return line;
}

std::optional<std::string> recorded_text(const AwardChange& line, Column column) {
  switch (column) {
    case Column::line:
      return std::to_string(line.line);
    case Column::name:
      return line.beneficiary.transform([](const Name& name) { return std::string(name); });
    case Column::code:
      return line.code.transform([](const auto& code) { return code ? code_text(*code) : "-"; });
    case Column::project:
      return line.project.transform([](const Name& name) { return name.empty() ? "-" : std::string(name); });
    case Column::amount:
      return line.amount.transform([](Fen amount) { return yuan_text(amount); });
    case Column::persons:
      return line.persons.transform([](std::uint32_t count) { return std::to_string(count); });
    case Column::person_class:
      return line.person_class.transform([](const Name& name) { return std::string(name); });
    case Column::round:
      return line.round.transform([](InvestmentRound round) { return std::string(name_of(round)); });
    case Column::stake:
      return line.stake.transform([](std::uint16_t stake) { return percent_text(stake); });
    default:
      return std::nullopt;
  }
}

const ListRules<PaymentLine>& payment_list() {
  static const ListRules<PaymentLine> rules{{kPaymentColumns, Money::paid, true, true},
                                            true,
                                            read_payment,
                                            same_payment,
                                            listed_payment,
                                            payment_alone};
  return rules;
}
const ListRules<ReversalLine>& reversal_list() {
  static const ListRules<ReversalLine> rules{{kReversalColumns, Money::reversed, false, true},
                                             false,
                                             read_reversal,
                                             same_reversal,
                                             said_beside<ReversalLine>,
                                             reversal_alone,
                                             true};
  return rules;
}
const ListRules<AwardChange>& amended_award_list() {
  static const ListRules<AwardChange> rules{{kAmendedColumns, Money::awarded, false, true},
                                            false,
                                            read_change,
                                            same_change,
                                            listed_change,
                                            change_alone,
                                            true};
  return rules;
}
const ListRules<ResultLine>& acceptance_list() {
  static const ListRules<ResultLine> rules{{kResultColumns, Money::none, false, true},
                                           false,
                                           read_acceptance,
                                           same_result,
                                           said_beside<ResultLine>,
                                           result_alone<ResultStep::acceptance>};
  return rules;
}
const ListRules<ResultLine>& performance_list() {
  static const ListRules<ResultLine> rules{{kResultColumns, Money::none, false, true},
                                           false,
                                           read_performance,
                                           same_result,
                                           said_beside<ResultLine>,
                                           result_alone<ResultStep::performance>};
  return rules;
}

Result<InvestmentRound> parse_round(std::string_view text) {
  constexpr std::array<std::string_view, 12> kWords = {
      "种子", "天使", "pre-a", "a", "b", "c", "d", "e轮及以后", "pre-ipo", "战略投资", "定向增发", "并购"};
  static_assert(kWords.size() == static_cast<std::size_t>(last_of(InvestmentRound{})) + 1);
  std::string plain = small_letters(plain_form(text));
  for (const std::string_view end : {"融资", "轮次", "轮", "round"})
    if (plain.size() > end.size() && plain.ends_with(end)) plain.erase(plain.size() - end.size());
  for (std::size_t i = 0; i < kWords.size(); ++i)
    if (plain == kWords[i] || plain == name_of(static_cast<InvestmentRound>(i)))
      return static_cast<InvestmentRound>(i);
  constexpr std::pair<std::string_view, InvestmentRound> kOthers[] = {
      {"prea", InvestmentRound::pre_a},      {"preipo", InvestmentRound::pre_ipo},
      {"e", InvestmentRound::later},         {"f", InvestmentRound::later},
      {"g", InvestmentRound::later},         {"上市前", InvestmentRound::pre_ipo},
      {"战略", InvestmentRound::strategic},  {"定增", InvestmentRound::placement},
      {"并购重组", InvestmentRound::buyout}, {"privateplacement", InvestmentRound::placement},
      {"eorlater", InvestmentRound::later},
  };
  for (const auto& [word, round] : kOthers)
    if (plain == word) return round;
  return fail(list_code::bad_round, std::string(text));
}

Result<std::uint16_t> parse_stake(std::string_view text, bool in_percent) {
  std::string plain = plain_form(text);
  const bool sign = plain.ends_with('%');
  if (sign) plain.pop_back();
  const auto number = plain.find_first_not_of("0123456789.") == std::string::npos
                          ? millionths(plain)
                          : std::nullopt;  // 12.5 is 12'500'000: a basis point is 10'000
  constexpr std::int64_t kPoint = 10'000;
  if ((!sign && !in_percent) || !number || *number <= 0 || *number % kPoint != 0 ||
      *number / kPoint > limits::kSharesWhole)
    return fail(list_code::bad_stake, std::string(text));
  return static_cast<std::uint16_t>(*number / kPoint);
}

Result<Performance> parse_performance(std::string_view text) {
  constexpr std::array<std::string_view, 5> kWords = {"无", "优", "良", "中", "差"},
                                            kLong = {"无", "优秀", "良好", "中等", "较差"};
  for (std::size_t i = 1; i < kWords.size(); ++i)
    if (text == kWords[i] || text == kLong[i] || text == name_of(static_cast<Performance>(i)))
      return static_cast<Performance>(i);
  return fail(list_code::bad_outcome, std::string(text));
}

}  // namespace credence
