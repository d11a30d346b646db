// SPDX-License-Identifier: Apache-2.0
// What a programme's history tells of: products, projects, recoveries, payments.
#include <algorithm>
#include <map>

#include "client/commands/kind_parts.h"
#include "client/words/enum_words.h"
#include "client/words/facts.h"
#include "client/words/recovery_words.h"

namespace credence {
namespace {

namespace json = boost::json;
using namespace kinds;  // NOLINT(google-build-using-namespace)

// ---- products, projects -----------------------------------------------------------------------------------

/// From its first day on a term holds alone; the days before stay as they were (ListingValue::follow_on).
void add_term(std::vector<ProductListed>& terms, ProductListed term) {
  const bool again = !terms.empty() && terms.back().line.valid_from == term.line.valid_from;
  const bool ends = again && term.line.valid_to &&
                    (!terms.back().line.valid_to || *term.line.valid_to < *terms.back().line.valid_to);
  term.taken_off = term.taken_off || ends;
  std::erase_if(terms,
                [&](const ProductListed& held) { return held.line.valid_from >= term.line.valid_from; });
  if (!terms.empty() && holds(terms.back().line.valid_from, terms.back().line.valid_to, term.line.valid_from))
    terms.back().line.valid_to = before_day(term.line.valid_from);
  terms.push_back(std::move(term));
}

json::object term_json(const ProductListed& term) {
  return {{"batch", term.batch},
          {"valid_from", term.line.valid_from.iso()},
          {"valid_to", term.line.valid_to ? json::value(term.line.valid_to->iso()) : json::value(nullptr)},
          {"document_no", term.document_no},
          {"reason", term.reason},
          {"taken_off", term.taken_off}};
}

std::vector<Thing> fold_products(const Cli& cli, const Entries& entries, const Date& day) {
  InOrder<std::vector<ProductListed>> found;  // its terms
  for (const HistoryEntry& entry : entries)
    if (const auto* const f = as<ProductListed>(entry))
      add_term(found.at(f->programme + "\n" + code_text(f->line.code) + "\n" + f->line.product), *f);
  std::vector<Thing> out;
  for (const std::vector<ProductListed>& terms : found.items()) {
    const auto begun = std::ranges::find_if(
        terms.rbegin(), terms.rend(), [&](const ProductListed& term) { return term.line.valid_from <= day; });
    const ProductListed& f = begun == terms.rend() ? terms.front() : *begun;
    const bool current = holds(f.line.valid_from, f.line.valid_to, day);
    ListingValue value{f.line.code, f.line.product, f.batch, f.line.valid_from, f.line.valid_to};
    json::object view = view_of<ListingKey>(value);
    view.erase("all_terms");
    view.erase("former");
    json::array all;
    for (const ProductListed& term : terms) all.push_back(term_json(term));
    view["terms"] = std::move(all);
    view["programme"] = f.programme;
    view["enterprise"] = f.line.enterprise;
    view["document_no"] = f.document_no;
    view["reason"] = f.reason;
    view["in_force"] = current;
    const std::string code = code_text(f.line.code);
    out.push_back({code,
                   f.line.code,
                   {f.programme, code, f.line.enterprise, f.line.product, f.batch, f.line.valid_from.iso(),
                    day_text(f.line.valid_to),
                    (current                   ? cli.say("listed", "在册")
                     : f.line.valid_from > day ? cli.say("to come", "尚未生效")
                     : f.taken_off             ? cli.say("taken off", "已撤出")
                                               : cli.say("over", "已到期")) +
                        (f.reason.empty() ? "" : cli.say(": ", "：") + f.reason),
                    f.document_no},
                   std::move(view),
                   {},
                   current});
  }
  return out;
}

std::vector<Thing> fold_projects(const Cli&, const Entries& entries, const Date&) {
  InOrder<std::pair<ProjectEntered, Date>> found;
  for (const HistoryEntry& entry : entries)
    if (const auto* const f = as<ProjectEntered>(entry))
      found.at(f->programme + "\n" + code_text(f->line.code) + "\n" + f->line.project) = {
          *f, date_in_china(entry.time_ms)};
  std::vector<Thing> out;
  for (const auto& [f, day] : found.items()) {
    json::object view =
        view_of<LibraryProjectKey>(LibraryProjectValue{f.line.code, f.line.project, f.line.requested, day});
    view["programme"] = f.programme;
    view["enterprise"] = f.line.enterprise;
    const std::string code = code_text(f.line.code);
    out.push_back(
        {code,
         f.line.code,
         {f.programme, code, f.line.enterprise, f.line.project, yuan_text(f.line.requested), day.iso()},
         std::move(view),
         {f.line.requested},
         true});
  }
  return out;
}

// ---- money paid, and coming back --------------------------------------------------------------------------

/// What a case is about, what is outstanding beside the money itself, and by when.
std::string case_text(const Cli& cli, const RecoveryValue& v, const Date& day) {
  if (v.withdrawn()) return correction_text(*v.correction, cli.language());
  std::string out = v.reason;
  for (const std::string& more :
       {charges_text(v.charges_outstanding(), cli.language()),
        v.steps.empty() ? std::string() : std::string(step_words(v.steps.back().step).in(cli.language())),
        due_text(v, day, cli.language())})
    if (!more.empty()) out += cli.say("; ", "；") + more;
  if (v.correction) out += cli.say("; ", "；") + correction_text(*v.correction, cli.language());
  return out;
}

/// Demanded, received and outstanding: of the money itself, of each charge, and of all.
std::vector<Fen> sums_of_case(const RecoveryValue& v) {
  const Charges open = v.charges_outstanding();
  std::vector<Fen> out{v.demanded, v.recovered, v.demanded - v.recovered};
  for (Fen Charges::* const part : Charges::kEach)
    out.insert(out.end(), {v.charged.*part, v.charges_received.*part, open.*part});
  out.insert(out.end(), {v.demanded + total_of(v.charged), v.recovered + total_of(v.charges_received),
                         v.demanded - v.recovered + total_of(open)});
  return out;
}

std::vector<Thing> fold_recoveries(const Cli& cli, const Entries& entries, const Date& day) {
  struct Case {
    Id programme, id;
    RecoveryValue value;
  };
  InOrder<Case> found;
  for (const HistoryEntry& entry : entries) {
    if (const auto* const f = as<RecoveryDemanded>(entry)) {
      const DemandRecovery& d = f->demand;
      Case& held = found.at(d.programme + "\n" + d.recovery);
      if (held.id.empty()) held.value.opened_on = date_in_china(entry.time_ms);
      held.programme = d.programme;
      held.id = d.recovery;
      held.value.award_batch = d.award_batch;
      held.value.award_line = d.award_line;
      held.value.code = f->code;
      held.value.demanded = d.demanded;
      held.value.charged = d.charges;
      held.value.document_no = d.document_no;
      held.value.reason = d.reason;
    }
    if (const auto* const f = as<Recovered>(entry))
      if (Case* const held = found.find(f->receipt.programme + "\n" + f->receipt.recovery)) {
        held->value.recovered = held->value.demanded - f->outstanding;
        held->value.receipts = f->receipt.receipt;
        held->value.received.push_back(
            {f->receipt.amount, f->receipt.received_on, false, f->receipt.charges});
        held->value.charges_received += f->receipt.charges;
      }
    if (const auto* const f = as<RecoveryStepRecorded>(entry))
      if (Case* const held = found.find(f->step.programme + "\n" + f->step.recovery)) {
        if (f->step.withdrawn)
          held->value.steps.pop_back();
        else
          held->value.steps.push_back(taken(f->step));
      }
    if (const auto* const f = as<ReceiptVoided>(entry))
      if (Case* const held = found.find(f->voiding.programme + "\n" + f->voiding.recovery)) {
        held->value.recovered -= f->amount;
        held->value.received[f->voiding.receipt - 1].voided = true;
        held->value.charges_received -= f->charges;
        held->value.correction = Correction{CorrectionKind::receipt_voided, date_in_china(entry.time_ms),
                                            f->voiding.document_no, f->voiding.reason, f->amount};
      }
    if (const auto* const f = as<EntryWithdrawn>(entry);
        f != nullptr && f->withdrawal.kind == EntryKind::recovery)
      if (Case* const held = found.find(f->withdrawal.programme + "\n" + f->withdrawal.entry)) {
        held->value.demanded = 0;
        held->value.charged = {};
        held->value.correction = Correction{CorrectionKind::demand_withdrawn, date_in_china(entry.time_ms),
                                            f->withdrawal.document_no, f->withdrawal.reason, f->amount};
      }
  }
  std::vector<Thing> out;
  for (const auto& [programme, id, v] : found.items()) {
    const Fen outstanding = v.demanded - v.recovered;
    json::object view = view_of<RecoveryKey>(v);
    view["programme"] = programme;
    view["id"] = id;
    view["overdue"] = overdue(v, day);
    out.push_back({id,
                   v.code,
                   {programme, id, code_text(v.code), line_text(v.award_batch, v.award_line),
                    v.opened_on.iso(), yuan_text(v.demanded), yuan_text(v.recovered), yuan_text(outstanding),
                    yuan_text(total_of(v.charged)), yuan_text(total_of(v.charges_outstanding())),
                    case_text(cli, v, day)},
                   std::move(view),
                   sums_of_case(v),
                   outstanding > 0 || !v.charges_outstanding().none()});
  }
  return out;
}

// ---- what came of awards ----------------------------------------------------------------------------------

/// "passed", "良"; of a closing nothing.
std::string outcome_text(const Cli& cli, ResultStep step, const ResultLine& line) {
  if (step == ResultStep::closing) return {};
  if (step == ResultStep::performance) return std::string(grade_words(line.grade).in(cli.language()));
  return line.passed ? cli.say("passed", "通过") : cli.say("failed", "未通过");
}

json::object view_of_result(const ResultRecorded& one) {
  return json::object{
      {"programme", one.programme},
      {"step", name_of(one.step)},
      {"batch", one.line.award_batch},
      {"line", one.line.award_line},
      {"milestone", one.line.milestone > 0 ? json::value(one.line.milestone) : json::value(nullptr)},
      {"passed", one.line.passed},
      {"grade",
       one.step == ResultStep::performance ? json::value(name_of(one.line.grade)) : json::value(nullptr)},
      {"on", one.line.on.iso()},
      {"document_no", one.document_no}};
}

/// Those that were withdrawn are left out: the latest of a step is withdrawn first.
std::vector<Thing> fold_results(const Cli& cli, const Entries& entries, const Date&) {
  std::map<AwardKey, AwardLine> awards;
  std::vector<ResultRecorded> results;
  for (const HistoryEntry& entry : entries) {
    if (const auto* const f = as<Awarded>(entry)) awards[{f->programme, f->batch, f->line.line}] = f->line;
    if (const auto* const f = as<AwardAmended>(entry))
      awards[{f->programme, f->batch, f->line.line}] = f->line;
    if (const auto* const f = as<Identified>(entry)) awards[{f->programme, f->batch, f->line}].code = f->code;
    if (const auto* const f = as<ResultRecorded>(entry)) results.push_back(*f);
    if (const auto* const f = as<ResultWithdrawn>(entry)) {
      const auto last =
          std::ranges::find_if(results.rbegin(), results.rend(), [f](const ResultRecorded& one) {
            return one.step == f->step && one.line.award_batch == f->line.award_batch &&
                   one.line.award_line == f->line.award_line;
          });
      if (last != results.rend()) results.erase(std::next(last).base());
    }
  }
  std::vector<Thing> out;
  for (const ResultRecorded& one : results) {
    const ResultLine& line = one.line;
    const AwardLine& award = awards[{one.programme, line.award_batch, line.award_line}];
    json::object view = view_of_result(one);
    view["beneficiary"] = award.beneficiary;
    view["project"] = award.project;
    const std::string step = std::string(step_words(one.step).in(cli.language())) +
                             (line.milestone > 0 ? " " + std::to_string(line.milestone) : "");
    out.push_back({std::string(name_of(one.step)),
                   award.code,
                   {one.programme, line_text(line.award_batch, line.award_line),
                    award.code ? code_text(*award.code) : "", award.beneficiary, award.project, step,
                    outcome_text(cli, one.step, line), line.on.iso(), one.document_no},
                   std::move(view),
                   {},
                   !line.passed || line.grade == Performance::poor});
  }
  return out;
}

std::vector<Thing> fold_payment_lists(const Cli&, const Entries& entries, const Date&) {
  struct List {
    Id id;
    std::uint32_t count = 0, reversed_count = 0;
    Fen total = 0, reversed = 0;
    Date first, last;
  };
  InOrder<List> found;
  for (const HistoryEntry& entry : entries) {
    if (const auto* const f = as<Paid>(entry)) {
      List& held = found.at(f->list);
      if (held.count == 0) held.first = held.last = f->line.paid_on;
      held.id = f->list;
      ++held.count;
      held.total += f->line.amount;
      held.first = std::min(held.first, f->line.paid_on);
      held.last = std::max(held.last, f->line.paid_on);
    }
    if (const auto* const f = as<PaymentReversed>(entry)) {
      List& held = found.at(f->list);
      ++held.reversed_count;
      held.reversed += f->amount;
    }
  }
  std::vector<Thing> out;
  for (const List& v : found.items()) {
    json::object view{{"id", v.id},
                      {"payments", v.count},
                      {"amount", std::to_string(v.total)},
                      {"amount_yuan", yuan_text(v.total)},
                      {"reversed_count", v.reversed_count},
                      {"reversed", std::to_string(v.reversed)},
                      {"reversed_yuan", yuan_text(v.reversed)},
                      {"first_paid_on", v.first.iso()},
                      {"last_paid_on", v.last.iso()}};
    out.push_back({v.id,
                   {},
                   {v.id, std::to_string(v.count), yuan_text(v.total),
                    v.reversed_count > 0 ? yuan_text(v.reversed) : "", v.first.iso(), v.last.iso()},
                   std::move(view),
                   {v.total - v.reversed, v.reversed},
                   true});
  }
  return out;
}

}  // namespace

// ---- the table --------------------------------------------------------------------------------------------

const Kind& products() {
  static const Kind kind{
      "listings",
      Noun{"product", "products", "件产品"},
      {},
      {kOfProgramme, kOfEnterprise, kEnterprise, head("product", "产品名称"), head("batch", "批次"),
       head("from", "有效期起"), head("to", "有效期止"), kState, head("document", "文号")},
      {"product_listed"},
      fold_products};
  return kind;
}
const Kind& projects() {
  static const Kind kind{"projects",
                         Noun{"project", "projects", "个入库项目"},
                         {Kind::Sum{"requested", {"applied for", "申报"}}},
                         {kOfProgramme, kOfEnterprise, kEnterprise, head("project", "项目名称"),
                          number("applied for (CNY)", "申报金额（元）"), head("entered on", "入库日期")},
                         {"project_entered"},
                         fold_projects};
  return kind;
}
const Kind& results() {
  static const Kind kind{
      "results",
      Noun{"result", "results", "项结果"},
      {},
      {kOfProgramme, head("award", "安排"), kOfEnterprise, kEnterprise, head("project", "项目"),
       head("step", "环节"), head("outcome", "结果"), head("on", "日期"), head("document", "文号")},
      {"awarded", "award_amended", "identified", "result_recorded", "result_withdrawn"},
      fold_results};
  return kind;
}
const Kind& recoveries() {
  static const Kind kind{
      "recoveries",
      Noun{"case of recovery", "cases of recovery", "件追回"},
      {{"demanded", {"of the money itself demanded", "本金要求追回"}},
       {"recovered", {"recovered", "已追回"}},
       {"outstanding", {"outstanding", "尚欠"}},
       {"interest_demanded", {"interest demanded", "利息要求缴纳"}, false},
       {"interest_received", {"interest received", "利息已到账"}, false},
       {"interest_outstanding", {"interest outstanding", "利息尚欠"}, false},
       {"penalty_demanded", {"penalty demanded", "罚款要求缴纳"}, false},
       {"penalty_received", {"penalty received", "罚款已到账"}, false},
       {"penalty_outstanding", {"penalty outstanding", "罚款尚欠"}, false},
       {"late_charge_demanded", {"late charge demanded", "滞纳金要求缴纳"}, false},
       {"late_charge_received", {"late charge received", "滞纳金已到账"}, false},
       {"late_charge_outstanding", {"late charge outstanding", "滞纳金尚欠"}, false},
       {"all_demanded", {"in all demanded", "合计要求追缴"}, false, "demanded"},
       {"all_received", {"in all received", "合计已到账"}, false, "recovered"},
       {"all_outstanding", {"in all outstanding", "合计尚欠"}, false, "outstanding"}},
      {kOfProgramme, head("case", "编号"), kOfEnterprise, head("award", "安排"),
       head("opened on", "立项日期"), number("demanded (CNY)", "要求追回本金（元）"),
       number("recovered (CNY)", "已追回本金（元）"), number("outstanding (CNY)", "尚欠本金（元）"),
       number("beside it demanded", "另要求（元）"), number("beside it outstanding", "另欠（元）"),
       head("reason", "理由")},
      {"recovery_demanded", "recovered", "receipt_voided", "entry_withdrawn", "recovery_step_recorded"},
      fold_recoveries};
  return kind;
}
const Kind& payment_lists() {
  static const Kind kind{
      "lists",
      Noun{"payment list", "payment lists", "份拨付清单"},
      {{"paid", {"paid", "拨付"}}, {"reversed", {"returned or voided", "退票冲销"}, false}},
      {head("list", "清单"), number("payments", "笔数"), number("amount (CNY)", "金额（元）"),
       number("returned or voided (CNY)", "退票冲销（元）"), head("first paid on", "最早支付日期"),
       head("last paid on", "最近支付日期")},
      {"paid", "payment_reversed"},
      fold_payment_lists};
  return kind;
}

}  // namespace credence
