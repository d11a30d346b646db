// SPDX-License-Identifier: Apache-2.0
#include "client/lists/lines.h"

#include "client/base/characters.h"
#include "client/base/list_errors.h"
#include "client/code_exceptions.h"
#include "client/lists/line_texts.h"
#include "ledger/domain/text.h"

namespace credence {
namespace {

constexpr Wanted kEnterpriseColumns[] = {
    {Column::name, true}, {Column::code, true}, {Column::registered_on, false}, {Column::place, false}};
constexpr Wanted kAwardColumns[] = {
    {Column::line, false},         {Column::name, true},   {Column::code, false},
    {Column::project, false},      {Column::amount, true}, {Column::persons, false},
    {Column::person_class, false}, {Column::round, false}, {Column::stake, false}};
constexpr Wanted kTalentColumns[] = {
    {Column::line, false},  {Column::name, true},    {Column::code, false},       {Column::project, false},
    {Column::amount, true}, {Column::persons, true}, {Column::person_class, true}};
constexpr Wanted kHolderTitleColumns[] = {
    {Column::line, false},   {Column::name, true},       {Column::code, false},
    {Column::product, true}, {Column::place, false},     {Column::certificate_no, false},
    {Column::term, false},   {Column::valid_from, true}, {Column::valid_to, false}};
constexpr Wanted kPlaceTitleColumns[] = {{Column::line, false},    {Column::product, true},
                                         {Column::place, false},   {Column::certificate_no, false},
                                         {Column::term, false},    {Column::valid_from, true},
                                         {Column::valid_to, false}};
constexpr Wanted kQualificationColumns[] = {{Column::line, false},    {Column::name, true},
                                            {Column::code, false},    {Column::certificate_no, false},
                                            {Column::term, false},    {Column::valid_from, true},
                                            {Column::valid_to, false}};
constexpr Wanted kProjectColumns[] = {{Column::line, false},
                                      {Column::name, true},
                                      {Column::code, false},
                                      {Column::project, true},
                                      {Column::amount, true}};
constexpr Wanted kListingColumns[] = {
    {Column::line, false}, {Column::name, true},       {Column::code, false},     {Column::product, true},
    {Column::term, false}, {Column::valid_from, true}, {Column::valid_to, false}, {Column::reason, false}};
template <class Line>
ListedLine listed_enterprise(const Line& line) {
  ListedLine out;
  out.code = line.code;
  out.name = line.enterprise;
  return out;
}
template <class Line>
ListedLine listed_nothing(const Line&) {
  return {};
}

// ---- enterprises

EnterpriseLine read_enterprise(LineFields& fields) {
  EnterpriseLine line;
  line.name = fields.name(Column::name, true);
  line.code = fields.code().value_or(Uscc{});
  line.registered_on = fields.optional_day(Column::registered_on);
  if (Name place = fields.name(Column::place, false); !place.empty()) line.place = std::move(place);
  return line;
}
Sameness same_enterprise(const EnterpriseLine& line) {
  return {{code_text(line.code)},
          joined({code_text(line.code), folded_name(line.name), day_text(line.registered_on),
                  line.place ? std::string(*line.place) : ""})};
}
Action enterprise_alone(const EnterpriseLine& line) {
  RegisterEnterprises out;
  out.lines.push_back(line);
  return out;
}

// ---- awards

AwardLine read_award(LineFields& fields) {
  AwardLine line;
  line.beneficiary = fields.name(Column::name, true);
  line.code = fields.code();
  line.project = fields.name(Column::project, false);
  line.amount = fields.amount();
  if (fields.given().kind == ProgrammeKind::talent_subsidy)
    line.persons = SupportedPersons{fields.number(Column::persons), fields.name(Column::person_class, true),
                                    fields.given().support_years, fields.given().conditions};
  line.investment = fields.investment();
  return line;
}
/// One project of one beneficiary, by name and by code, as the ledger has it.
Sameness same_award(const AwardLine& line) {
  const std::string project = folded_name(line.project), name = folded_name(line.beneficiary);
  Sameness out{{joined({name, project})},
               joined({name, line.code ? code_text(*line.code) : "", project, std::to_string(line.amount)})};
  if (line.code) out.keys.push_back(joined({code_text(*line.code), project}));
  return out;
}
ListedLine listed_award(const AwardLine& line) {
  return {0, line.code, line.beneficiary, line.project, line.amount, {}, {}};
}
Action award_alone(const AwardLine& line) {
  RecordAwards out;
  out.programme = out.batch = Id("x");
  out.title = Name("x");
  out.stage = AwardStage::confirmed;
  out.declared_total = line.amount;
  out.lines.push_back(line);
  return out;
}

// ---- titles

QualificationLine read_qualification(LineFields& fields) {
  QualificationLine line;
  line.enterprise = fields.name(Column::name, true);
  line.code = fields.code().value_or(Uscc{});
  line.certificate_no = DocumentNo(fields.text(Column::certificate_no, false, limits::kDocumentNoBytesMax));
  const LineFields::Term term = fields.term();
  line.valid_from = term.from;
  line.valid_to = term.to;
  return line;
}
Sameness same_qualification(const QualificationLine& line) {
  Sameness out{{code_text(line.code)},
               joined({code_text(line.code), std::string(line.certificate_no), line.valid_from.iso(),
                       day_text(line.valid_to)})};
  if (!line.certificate_no.empty()) out.keys.push_back(joined({"certificate", line.certificate_no}));
  return out;
}
Action qualification_alone(const QualificationLine& line) {
  IssueQualifications out;
  out.type = out.batch = Id("x");
  out.title = Name("x");
  out.lines.push_back(line);
  return out;
}

// ---- titles of what is no enterprise

template <bool kOwned>
HolderTitleLine read_holder_title(LineFields& fields) {
  HolderTitleLine line;
  if constexpr (kOwned) {
    line.enterprise = fields.name(Column::name, true);
    line.code = fields.code().value_or(Uscc{});
  }
  line.product = fields.name(Column::product, true);
  if (Name place = fields.name(Column::place, false); !place.empty()) line.place = std::move(place);
  line.certificate_no = DocumentNo(fields.text(Column::certificate_no, false, limits::kDocumentNoBytesMax));
  const LineFields::Term term = fields.term();
  line.valid_from = term.from;
  line.valid_to = term.to;
  return line;
}
Sameness same_holder_title(const HolderTitleLine& line) {
  const std::string key = joined({code_text(line.code), folded_name(line.product)});
  Sameness out{
      {key},
      key + joined({std::string(line.certificate_no), line.valid_from.iso(), day_text(line.valid_to)})};
  if (!line.certificate_no.empty()) out.keys.push_back(joined({"certificate", line.certificate_no}));
  return out;
}
/// Its days and numbers as those of a title; whose it is the ledger says of the holder.
Action holder_title_alone(const HolderTitleLine& line) {
  const HolderLine holder{1, HolderKind::park, line.product, {}, Id("x"), {}};
  return qualification_alone({line.line, holder_code(Suite::secp256k1_sha256, holder), line.product,
                              line.certificate_no, line.valid_from, line.valid_to});
}

// ---- projects and bids: an enterprise, a project and an amount

template <class Line>
Line read_project_of(LineFields& fields, Fen Line::* amount) {
  Line line;
  line.enterprise = fields.name(Column::name, true);
  line.code = fields.code().value_or(Uscc{});
  line.project = fields.name(Column::project, true);
  line.*amount = fields.amount();
  return line;
}
template <class Line>
Sameness same_project_of(const Line& line, Fen amount) {
  const std::string key = joined({code_text(line.code), folded_name(line.project)});
  return {{key}, key + std::to_string(amount)};
}
template <class Line>
ListedLine listed_project_of(const Line& line, Fen amount) {
  ListedLine out = listed_enterprise(line);
  out.project = line.project;
  out.amount = amount;
  return out;
}
ProjectLine read_project(LineFields& fields) { return read_project_of(fields, &ProjectLine::requested); }
BidLine read_bid(LineFields& fields) { return read_project_of(fields, &BidLine::amount); }
Action project_alone(const ProjectLine& line) {
  RegisterProjects out{Id("x"), {}};
  out.lines.push_back(line);
  return out;
}
Action bid_alone(const BidLine& line) {
  RecordBids out{Id("x"), Id("x"), {}};
  out.lines.push_back(line);
  return out;
}

// ---- listings

ProductLine read_listing(LineFields& fields) {
  ProductLine line;
  line.enterprise = fields.name(Column::name, true);
  line.code = fields.code().value_or(Uscc{});
  line.product = fields.name(Column::product, true);
  const LineFields::Term term = fields.term();
  line.valid_from = term.from;
  line.valid_to = term.to;
  line.reason = fields.given().reason;
  if (line.reason.empty()) line.reason = Note(fields.text(Column::reason, false, limits::kNoteBytesMax));
  return line;
}
Sameness same_listing(const ProductLine& line) {
  const std::string key = joined({code_text(line.code), folded_name(line.product)});
  return {{key}, key + line.valid_from.iso() + day_text(line.valid_to) + std::string(line.reason)};
}
std::string reason_of(const ProductLine& line) { return std::string(line.reason); }
Action listing_alone(const ProductLine& line) {
  RecordListings out{Id("x"), Id("x"), {}, {}, line.reason};
  out.lines.push_back(line);
  return out;
}

/// What the ledger's detail names, as a column.
std::optional<Column> column_of_field(std::string_view name) {
  constexpr std::pair<std::string_view, Column> kFields[] = {{"beneficiary", Column::name},
                                                             {"enterprise", Column::name},
                                                             {"name", Column::name},
                                                             {"project", Column::project},
                                                             {"product", Column::product},
                                                             {"place", Column::place},
                                                             {"reason", Column::reason},
                                                             {"valid_to", Column::valid_to},
                                                             {"valid_from", Column::valid_from},
                                                             {"certificate_no", Column::certificate_no}};
  for (const auto& [field, column] : kFields)
    if (field == name) return column;
  return std::nullopt;
}

}  // namespace

const ListRules<EnterpriseLine>& enterprise_list() {
  static const ListRules<EnterpriseLine> rules{
      {kEnterpriseColumns}, true, read_enterprise, same_enterprise, listed_nothing<EnterpriseLine>,
      enterprise_alone};
  return rules;
}
const ListRules<AwardLine>& award_list() {
  static const ListRules<AwardLine> rules{
      {kAwardColumns, Money::awarded}, false, read_award, same_award, listed_award, award_alone};
  return rules;
}
const ListRules<AwardLine>& talent_list() {
  static const ListRules<AwardLine> rules{
      {kTalentColumns, Money::awarded}, false, read_award, same_award, listed_award, award_alone};
  return rules;
}
const ListRules<QualificationLine>& qualification_list() {
  static const ListRules<QualificationLine> rules{{kQualificationColumns},
                                                  true,
                                                  read_qualification,
                                                  same_qualification,
                                                  listed_enterprise<QualificationLine>,
                                                  qualification_alone};
  return rules;
}
const ListRules<HolderTitleLine>& holder_title_list(bool owned) {
  static const ListRules<HolderTitleLine> of_enterprises{{kHolderTitleColumns},
                                                         true,
                                                         read_holder_title<true>,
                                                         same_holder_title,
                                                         listed_enterprise<HolderTitleLine>,
                                                         holder_title_alone};
  static const ListRules<HolderTitleLine> of_departments{{kPlaceTitleColumns},
                                                         false,
                                                         read_holder_title<false>,
                                                         same_holder_title,
                                                         listed_nothing<HolderTitleLine>,
                                                         holder_title_alone};
  return owned ? of_enterprises : of_departments;
}
const ListRules<ProjectLine>& project_list() {
  static const ListRules<ProjectLine> rules{
      {kProjectColumns, Money::asked},
      true,
      read_project,
      [](const ProjectLine& l) { return same_project_of(l, l.requested); },
      [](const ProjectLine& l) { return listed_project_of(l, l.requested); },
      project_alone};
  return rules;
}
const ListRules<BidLine>& bid_list() {
  static const ListRules<BidLine> rules{{kProjectColumns, Money::asked},
                                        true,
                                        read_bid,
                                        [](const BidLine& l) { return same_project_of(l, l.amount); },
                                        [](const BidLine& l) { return listed_project_of(l, l.amount); },
                                        bid_alone};
  return rules;
}
const ListRules<ProductLine>& listing_list() {
  static const ListRules<ProductLine> rules{
      {kListingColumns}, true,  read_listing, same_listing, listed_enterprise<ProductLine>,
      listing_alone,     false, reason_of};
  return rules;
}
std::optional<LineProblem> ledger_problem(const Action& alone, const RowView& view) {
  auto checked = check_action(alone, taken_before);
  if (checked) return std::nullopt;
  LineProblem out{view.line(), {}, {}, {checked.error().code, {}}, {}};
  if (line_in(checked.error().details)) out.column = column_of_field(field_in(checked.error().details));
  if (out.column) {
    out.field = view.account().head(*out.column);
    out.value = shortened(view.text(*out.column));
  }
  return out;
}

Complaint same_again(const ListKind& kind, const RowView& line, const RowView& before, bool same_content) {
  const std::string where = std::to_string(before.line());
  const Said other("line " + where, "第 " + where + " 行");
  if (same_content) return {Code::repeated_line, other};
  if (!line.text(Column::certificate_no).empty() &&
      line.text(Column::certificate_no) == before.text(Column::certificate_no) &&
      (line.text(Column::code) != before.text(Column::code) ||
       line.text(Column::product) != before.text(Column::product)))
    return {list_code::certificate_twice, other};
  // Where projects tell lines apart, a column that is not read and differs may be the project, one of kinds first.
  const bool projects = !kind.of_recorded && std::ranges::find(kind.columns, Column::project,
                                                               &Wanted::column) != kind.columns.end();
  std::string kinds, others;
  for (const ColumnAccount& column : line.account().columns) {
    if ((projects && column.read_as) || column.read_as == Column::line || column.path.empty()) continue;
    const std::string_view one = line.sheet().text(line.row(), column.column),
                           two = line.sheet().text(before.row(), column.column);
    if (one == two || (projects && (one.empty() || two.empty() || millionths(one)))) continue;
    std::string& to = projects && column.meaning.kind ? kinds : others;
    to += (to.empty() ? "" : ", ") + column.head() + " (" + shortened(two) + " / " + shortened(one) + ")";
  }
  const std::string& differ = kinds.empty() ? others : kinds;
  const Code code = projects ? list_code::lines_alike : list_code::said_twice;
  if (differ.empty()) return {code, other};
  return {code, other + Said("; what differs: " + differ, "；不同之处：" + differ)};
}

}  // namespace credence
