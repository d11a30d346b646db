// SPDX-License-Identifier: Apache-2.0
// What a programme's history tells of: products, projects, challenges, recoveries, payments.
#include <algorithm>

#include "client/commands/kind_parts.h"
#include "client/words/facts.h"

namespace credence {
namespace {

namespace json = boost::json;
using namespace kinds;  // NOLINT(google-build-using-namespace)

// ---- products, projects -----------------------------------------------------------------------------------

std::vector<Thing> fold_products(const Cli& cli, const Entries& entries, const Date& day) {
  InOrder<ProductListed> found;
  for (const HistoryEntry& entry : entries)
    if (const auto* const f = as<ProductListed>(entry))
      found.at(f->programme + "\n" + code_text(f->line.code) + "\n" + f->line.product) = *f;
  std::vector<Thing> out;
  for (const ProductListed& f : found.items()) {
    const bool current = holds(f.line.valid_from, f.line.valid_to, day);
    json::object view = view_of<ListingKey>(
        ListingValue{f.line.code, f.line.product, f.batch, f.line.valid_from, f.line.valid_to});
    view["programme"] = f.programme;
    view["enterprise"] = f.line.enterprise;
    view["in_force"] = current;
    const std::string code = code_text(f.line.code);
    out.push_back({code,
                   f.line.code,
                   {f.programme, code, f.line.enterprise, f.line.product, f.batch, f.line.valid_from.iso(),
                    day_text(f.line.valid_to),
                    current                   ? cli.say("listed", "在册")
                    : f.line.valid_from > day ? cli.say("to come", "尚未生效")
                                              : cli.say("over", "已到期")},
                   std::move(view),
                   0,
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
         f.line.requested,
         true});
  }
  return out;
}

// ---- challenges -------------------------------------------------------------------------------------------

std::vector<Thing> fold_challenges(const Cli& cli, const Entries& entries, const Date& day) {
  InOrder<std::pair<Id, ChallengeValue>> found;
  for (const HistoryEntry& entry : entries) {
    if (const auto* const f = as<ChallengePublished>(entry)) {
      const PublishChallenge& c = f->challenge;
      found.at(c.challenge) = {
          c.challenge,
          {c.title, c.document_no, c.source, c.amount, c.bids_until, c.winners_max, c.milestones, 0, false}};
    }
    if (const auto* const f = as<BidRecorded>(entry))
      if (auto* const held = found.find(f->challenge)) ++held->second.bids;
    if (const auto* const f = as<BatchOpened>(entry))
      if (auto* const held = found.find(f->batch)) held->second.selected = true;
  }
  std::vector<Thing> out;
  for (const auto& [id, v] : found.items()) {
    json::object view = view_of<ChallengeKey>(v);
    view["id"] = id;
    std::string milestones;
    for (const Milestone& one : v.milestones)
      milestones +=
          (milestones.empty() ? "" : cli.say("; ", "；")) + one.name + (one.due ? " " + one.due->iso() : "");
    out.push_back({id,
                   {},
                   {id, v.title, yuan_text(v.amount), v.bids_until.iso(), std::to_string(v.bids),
                    v.selected           ? cli.say("selected", "已定榜")
                    : v.bids_until < day ? cli.say("to be selected", "待定榜")
                                         : cli.say("open for bids", "揭榜中"),
                    milestones, v.document_no},
                   std::move(view),
                   v.amount,
                   true});
  }
  return out;
}

std::vector<Thing> fold_bids(const Cli& cli, const Entries& entries, const Date&) {
  InOrder<std::pair<BidRecorded, std::optional<Fen>>> found;  // and what it was awarded
  const auto name = [](const Id& programme, const Id& challenge, std::uint32_t line) {
    return programme + "\n" + line_text(challenge, line);
  };
  for (const HistoryEntry& entry : entries) {
    if (const auto* const f = as<BidRecorded>(entry))
      found.at(name(f->programme, f->challenge, f->line.line)) = {*f, std::nullopt};
    if (const auto* const f = as<Awarded>(entry))
      if (auto* const held = found.find(name(f->programme, f->batch, f->line.line)))
        held->second = f->line.amount;
  }
  std::vector<Thing> out;
  for (const auto& [f, awarded] : found.items()) {
    json::object view = view_of<BidKey>(
        BidValue{f.line.code, f.line.enterprise, f.line.project, f.line.amount, awarded.has_value()});
    view["programme"] = f.programme;
    view["challenge"] = f.challenge;
    view["line"] = f.line.line;
    const std::string code = code_text(f.line.code);
    out.push_back({f.challenge,
                   f.line.code,
                   {f.programme, line_text(f.challenge, f.line.line), code, f.line.enterprise, f.line.project,
                    yuan_text(f.line.amount), awarded ? cli.say("selected", "入选") : ""},
                   std::move(view),
                   f.line.amount,
                   true});
  }
  return out;
}

// ---- money paid, and coming back --------------------------------------------------------------------------

std::vector<Thing> fold_recoveries(const Cli& cli, const Entries& entries, const Date&) {
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
      held.value.document_no = d.document_no;
      held.value.reason = d.reason;
    }
    if (const auto* const f = as<Recovered>(entry))
      if (Case* const held = found.find(f->receipt.programme + "\n" + f->receipt.recovery)) {
        held->value.recovered = held->value.demanded - f->outstanding;
        held->value.receipts = f->receipt.receipt;
        held->value.received.push_back({f->receipt.amount, f->receipt.received_on});
      }
    if (const auto* const f = as<ReceiptVoided>(entry))
      if (Case* const held = found.find(f->voiding.programme + "\n" + f->voiding.recovery)) {
        held->value.recovered -= f->amount;
        held->value.received[f->voiding.receipt - 1].voided = true;
        held->value.correction = Correction{CorrectionKind::receipt_voided, date_in_china(entry.time_ms),
                                            f->voiding.document_no, f->voiding.reason, f->amount};
      }
    if (const auto* const f = as<EntryWithdrawn>(entry);
        f != nullptr && f->withdrawal.kind == EntryKind::recovery)
      if (Case* const held = found.find(f->withdrawal.programme + "\n" + f->withdrawal.entry)) {
        held->value.demanded = 0;
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
    out.push_back({id,
                   v.code,
                   {programme, id, code_text(v.code), line_text(v.award_batch, v.award_line),
                    v.opened_on.iso(), yuan_text(v.demanded), yuan_text(v.recovered), yuan_text(outstanding),
                    v.correction ? correction_text(*v.correction, cli.language()) : std::string(v.reason)},
                   std::move(view),
                   outstanding,
                   outstanding > 0});
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
                   v.total - v.reversed,
                   true});
  }
  return out;
}

}  // namespace

// ---- the table --------------------------------------------------------------------------------------------

const Kind& products() {
  static const Kind kind{"listings",
                         Noun{"product", "products", "件产品"},
                         {},
                         {kOfProgramme, kOfEnterprise, kEnterprise, head("product", "产品名称"),
                          head("batch", "批次"), head("from", "有效期起"), head("to", "有效期止"), kState},
                         {"product_listed"},
                         fold_products};
  return kind;
}
const Kind& projects() {
  static const Kind kind{"projects",
                         Noun{"project", "projects", "个入库项目"},
                         {"applied for ", "申报 "},
                         {kOfProgramme, kOfEnterprise, kEnterprise, head("project", "项目名称"),
                          number("applied for (CNY)", "申报金额（元）"), head("entered on", "入库日期")},
                         {"project_entered"},
                         fold_projects};
  return kind;
}
const Kind& challenges() {
  static const Kind kind{
      "challenges",
      Noun{"challenge", "challenges", "个榜单"},
      {"for ", "合计 "},
      {head("challenge", "榜单"), head("what is asked for", "榜单名称"), number("amount (CNY)", "金额（元）"),
       head("bids to", "揭榜截止"), number("bids", "揭榜数"), kState, head("milestones", "里程碑"),
       head("document", "文号")},
      {"challenge_published", "bid_recorded", "batch_opened"},
      fold_challenges};
  return kind;
}
const Kind& bids() {
  static const Kind kind{"bids",
                         Noun{"bid", "bids", "份揭榜"},
                         {"asked for ", "申报 "},
                         {kOfProgramme, head("bid", "揭榜"), kOfEnterprise, kEnterprise,
                          head("project", "项目名称"), number("asked for (CNY)", "申报金额（元）"), kState},
                         {"bid_recorded", "awarded"},
                         fold_bids};
  return kind;
}
const Kind& recoveries() {
  static const Kind kind{"recoveries",
                         Noun{"case of recovery", "cases of recovery", "件追回"},
                         {"outstanding ", "尚欠 "},
                         {kOfProgramme, head("case", "编号"), kOfEnterprise, head("award", "安排"),
                          head("opened on", "立项日期"), number("demanded (CNY)", "要求追回（元）"),
                          number("recovered (CNY)", "已追回（元）"),
                          number("outstanding (CNY)", "尚欠（元）"), head("reason", "理由")},
                         {"recovery_demanded", "recovered", "receipt_voided", "entry_withdrawn"},
                         fold_recoveries};
  return kind;
}
const Kind& payment_lists() {
  static const Kind kind{
      "lists",
      Noun{"payment list", "payment lists", "份拨付清单"},
      {"paid ", "拨付 "},
      {head("list", "清单"), number("payments", "笔数"), number("amount (CNY)", "金额（元）"),
       number("returned or voided (CNY)", "退票冲销（元）"), head("first paid on", "最早支付日期"),
       head("last paid on", "最近支付日期")},
      {"paid", "payment_reversed"},
      fold_payment_lists};
  return kind;
}

}  // namespace credence
