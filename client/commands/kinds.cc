// SPDX-License-Identifier: Apache-2.0
#include "client/commands/kinds.h"

#include <algorithm>

#include "ledger/views/json.h"

namespace credence {
namespace {

namespace json = boost::json;
using Entries = std::vector<HistoryEntry>;

/// Things by their names, in the order in which they were first told of.
template <class Item>
class InOrder {
 public:
  Item& at(const std::string& name) {
    const auto [place, fresh] = places_.try_emplace(name, items_.size());
    if (fresh) items_.emplace_back();
    return items_[place->second];
  }
  Item* find(const std::string& name) {
    const auto place = places_.find(name);
    return place == places_.end() ? nullptr : &items_[place->second];
  }
  [[nodiscard]] const std::vector<Item>& items() const { return items_; }

 private:
  std::map<std::string, std::size_t> places_;
  std::vector<Item> items_;
};

template <class F>
const F* as(const HistoryEntry& entry) {
  return std::get_if<F>(&entry.fact);
}
template <class Key, class Value>
json::object view_of(const Value& value) {
  return state_value_to_json(StateKey(Key{}), encode(value)).value();
}
std::string code_text(const Uscc& code) { return std::string(text_of(code)); }
std::string day_text(const std::optional<Date>& day) { return day ? day->iso() : ""; }
std::string line_text(const Id& batch, std::uint32_t line) { return batch + "#" + std::to_string(line); }
bool holds(const Date& from, const std::optional<Date>& to, const Date& day) {
  return from <= day && (!to || day <= *to);
}

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

// ---- funds, challenges ------------------------------------------------------------------------------------

std::vector<Thing> fold_investments(const Cli&, const Entries& entries, const Date&) {
  std::vector<Thing> out;
  for (const HistoryEntry& entry : entries) {
    const auto* const f = as<SocialCapitalRecorded>(entry);
    if (f == nullptr) continue;
    const RecordSocialCapital& c = f->capital;
    json::object view = view_of<SocialCapitalKey>(
        SocialCapitalValue{c.award_batch, c.award_line, c.investor, c.amount, c.invested_on});
    view["programme"] = c.programme;
    view["id"] = c.entry;
    view["document_no"] = c.document_no;
    out.push_back({c.entry,
                   {},
                   {c.programme, c.entry, line_text(c.award_batch, c.award_line), c.investor,
                    yuan_text(c.amount), c.invested_on.iso(), c.document_no},
                   std::move(view),
                   c.amount,
                   true});
  }
  return out;
}

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

std::vector<Thing> fold_recoveries(const Cli&, const Entries& entries, const Date&) {
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
      }
  }
  std::vector<Thing> out;
  for (const auto& [programme, id, v] : found.items()) {
    const Fen outstanding = v.demanded - v.recovered;
    json::object view = view_of<RecoveryKey>(v);
    view["programme"] = programme;
    view["id"] = id;
    out.push_back(
        {id,
         v.code,
         {programme, id, code_text(v.code), line_text(v.award_batch, v.award_line), v.opened_on.iso(),
          yuan_text(v.demanded), yuan_text(v.recovered), yuan_text(outstanding), v.reason},
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

// ---- what is said of an enterprise, and for it ------------------------------------------------------------

std::vector<Thing> fold_ratings(const Cli& cli, const Entries& entries, const Date& day) {
  InOrder<Rated> found;
  for (const HistoryEntry& entry : entries)
    if (const auto* const f = as<Rated>(entry)) found.at(f->scale + "\n" + code_text(f->line.code)) = *f;
  std::vector<Thing> out;
  for (const Rated& f : found.items()) {
    const bool current = holds(f.line.rated_on, f.line.valid_to, day);
    json::object view = view_of<RatingKey>(RatingValue{f.line.grade, f.line.rated_on, f.line.valid_to});
    view["scale"] = f.scale;
    view["code"] = code_text(f.line.code);
    view["in_force"] = current;
    out.push_back({f.scale,
                   f.line.code,
                   {f.scale, code_text(f.line.code), f.line.grade, f.line.rated_on.iso(),
                    f.line.valid_to.iso(), current ? cli.say("holds", "有效") : cli.say("over", "已到期")},
                   std::move(view),
                   0,
                   current});
  }
  return out;
}

std::vector<Thing> fold_objections(const Cli& cli, const Entries& entries, const Date&) {
  struct Case {
    Id programme, batch;
    std::uint32_t number = 0, line = 0;
    Note grounds;
    std::optional<Date> filed_on, decided_on;  // against a whole batch its decision alone is told here
    bool upheld = false;
    Note reason;
  };
  InOrder<Case> found;
  const auto name = [](const Id& programme, const Id& batch, std::uint32_t number) {
    return programme + "\n" + line_text(batch, number);
  };
  for (const HistoryEntry& entry : entries) {
    const Date day = date_in_china(entry.time_ms);
    if (const auto* const f = as<Objected>(entry)) {
      const FileObjection& o = f->objection;
      found.at(name(o.programme, o.batch, f->number)) = {
          o.programme, o.batch, f->number, o.line, o.grounds, day, std::nullopt, false, {}};
    }
    if (const auto* const f = as<ObjectionDecided>(entry)) {
      const DecideObjection& d = f->decision;
      Case& held = found.at(name(d.programme, d.batch, d.objection));
      held.programme = d.programme;
      held.batch = d.batch;
      held.number = d.objection;
      held.decided_on = day;
      held.upheld = d.upheld;
      held.reason = d.reason;
    }
  }
  std::vector<Thing> out;
  for (const Case& v : found.items()) {
    json::object view{{"programme", v.programme}, {"batch", v.batch},     {"number", v.number},
                      {"line", v.line},           {"grounds", v.grounds}, {"filed_on", nullptr},
                      {"decided_on", nullptr},    {"upheld", v.upheld},   {"reason", v.reason}};
    if (v.filed_on) view["filed_on"] = v.filed_on->iso();
    if (v.decided_on) view["decided_on"] = v.decided_on->iso();
    out.push_back({std::to_string(v.number),
                   {},
                   {v.programme, v.line > 0 ? line_text(v.batch, v.line) : std::string(v.batch),
                    std::to_string(v.number), day_text(v.filed_on), v.grounds,
                    !v.decided_on ? cli.say("open", "待处理")
                    : v.upheld    ? cli.say("upheld ", "成立 ") + v.decided_on->iso()
                                  : cli.say("dismissed ", "不成立 ") + v.decided_on->iso()},
                   std::move(view),
                   0,
                   !v.decided_on});
  }
  return out;
}

std::vector<Thing> fold_enterprise_keys(const Cli& cli, const Entries& entries, const Date&) {
  struct Held {
    EnterpriseKeyBound bound;
    KeyId id;
    Date on;
    std::optional<Date> revoked_on;
  };
  std::vector<Held> found;
  for (const HistoryEntry& entry : entries) {
    const Date day = date_in_china(entry.time_ms);
    if (const auto* const f = as<EnterpriseKeyBound>(entry))
      found.push_back({*f, key_id(f->key.key), day, std::nullopt});
    for (Held& one : found) {
      if (const auto* const f = as<KeyRevoked>(entry); f != nullptr && f->key.key == one.id)
        one.revoked_on = day;
      if (const auto* const f = as<KeyRotated>(entry); f != nullptr && f->old_key == one.id)
        one.id = key_id(f->key);
    }
  }
  std::vector<Thing> out;
  for (const Held& v : found) {
    json::object view{{"key", v.id.hex()},
                      {"holder", v.bound.key.holder},
                      {"department", v.bound.department},
                      {"document_no", v.bound.key.document_no},
                      {"bound_on", v.on.iso()},
                      {"revoked_on", nullptr}};
    if (v.revoked_on) view["revoked_on"] = v.revoked_on->iso();
    out.push_back(
        {v.id.hex(),
         v.bound.key.code,
         {v.id.hex().substr(0, 12) + "…", v.bound.key.holder, v.bound.department, v.on.iso(),
          v.revoked_on ? cli.say("revoked ", "已注销 ") + v.revoked_on->iso() : cli.say("in force", "有效")},
         std::move(view),
         0,
         !v.revoked_on});
  }
  return out;
}

std::vector<Thing> fold_title_notices(const Cli& cli, const Entries& entries, const Date& day) {
  std::vector<QualificationNoticed> open;
  const auto over = [&open](const Id& type, const Uscc& code) {
    std::erase_if(open, [&](const QualificationNoticed& one) {
      return one.type == type && one.notice.line.code == code;
    });
  };
  for (const HistoryEntry& entry : entries) {
    if (const auto* const f = as<QualificationNoticed>(entry)) open.push_back(*f);
    if (const auto* const f = as<QualificationIssued>(entry)) over(f->type, f->line.code);
    if (const auto* const f = as<QualificationRefused>(entry)) over(f->type, f->decision.code);
    if (const auto* const f = as<QualificationChanged>(entry);
        f != nullptr && f->change == TitleChange::renewed)
      over(f->type, f->code);
    if (const auto* const f = as<QualificationObjected>(entry))
      for (QualificationNoticed& one : open)
        if (one.type == f->objection.type && one.notice.line.code == f->objection.code)
          ++one.notice.objections;
  }
  std::vector<Thing> out;
  for (const auto& [type, v] : open) {
    const bool due = v.notice_to < day;
    json::object view = view_of<QualificationNoticeKey>(v);
    view["type"] = type;
    view["due"] = due;
    const std::string code = code_text(v.line.code);
    out.push_back(
        {v.batch,
         v.line.code,
         {type, v.batch, code, v.line.enterprise,
          v.renewal ? cli.say("renewal", "续期") : cli.say("recognition", "认定"), v.notice_to.iso(),
          std::to_string(v.objections), due ? cli.say("decide", "待决定") : cli.say("in notice", "公示中")},
         std::move(view),
         0,
         due});
  }
  return out;
}

constexpr Kind::Head kOfProgramme{{"programme", "专项"}, Omit::by_programme, false};
constexpr Kind::Head kOfEnterprise{{"code", "信用代码"}, Omit::by_enterprise, false};
constexpr Kind::Head kEnterprise{{"enterprise", "企业名称"}, Omit::by_enterprise, false};
constexpr Kind::Head kState{{"state", "状态"}, Omit::never, false};
Kind::Head head(std::string_view en, std::string_view zh) { return {{en, zh}, Omit::never, false}; }
Kind::Head number(std::string_view en, std::string_view zh) { return {{en, zh}, Omit::never, true}; }

}  // namespace

// ---- the table --------------------------------------------------------------------------------------------

const Kind& products() {
  static const Kind kind{"listings",
                         {" product", " 件产品"},
                         {" products", " 件产品"},
                         {},
                         {kOfProgramme, kOfEnterprise, kEnterprise, head("product", "产品名称"),
                          head("batch", "批次"), head("from", "有效期起"), head("to", "有效期止"), kState},
                         {"product_listed"},
                         fold_products};
  return kind;
}
const Kind& projects() {
  static const Kind kind{"projects",
                         {" project", " 个入库项目"},
                         {" projects", " 个入库项目"},
                         {"applied for ", "申报 "},
                         {kOfProgramme, kOfEnterprise, kEnterprise, head("project", "项目名称"),
                          number("applied for (CNY)", "申报金额（元）"), head("entered on", "入库日期")},
                         {"project_entered"},
                         fold_projects};
  return kind;
}
const Kind& investments() {
  static const Kind kind{
      "investments",
      {" entry of social capital", " 笔社会资本"},
      {" entries of social capital", " 笔社会资本"},
      {"drawn in ", "带动 "},
      {kOfProgramme, head("entry", "编号"), head("investment", "投资项目"), head("investor", "出资方"),
       number("amount (CNY)", "金额（元）"), head("invested on", "投资日期"), head("document", "文号")},
      {"social_capital_recorded"},
      fold_investments};
  return kind;
}
const Kind& challenges() {
  static const Kind kind{
      "challenges",
      {" challenge", " 个榜单"},
      {" challenges", " 个榜单"},
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
                         {" bid", " 份揭榜"},
                         {" bids", " 份揭榜"},
                         {"asked for ", "申报 "},
                         {kOfProgramme, head("bid", "揭榜"), kOfEnterprise, kEnterprise,
                          head("project", "项目名称"), number("asked for (CNY)", "申报金额（元）"), kState},
                         {"bid_recorded", "awarded"},
                         fold_bids};
  return kind;
}
const Kind& recoveries() {
  static const Kind kind{"recoveries",
                         {" case of recovery", " 件追回"},
                         {" cases of recovery", " 件追回"},
                         {"outstanding ", "尚欠 "},
                         {kOfProgramme, head("case", "编号"), kOfEnterprise, head("award", "安排"),
                          head("opened on", "立项日期"), number("demanded (CNY)", "要求追回（元）"),
                          number("recovered (CNY)", "已追回（元）"),
                          number("outstanding (CNY)", "尚欠（元）"), head("reason", "理由")},
                         {"recovery_demanded", "recovered"},
                         fold_recoveries};
  return kind;
}
const Kind& payment_lists() {
  static const Kind kind{
      "lists",
      {" payment list", " 份拨付清单"},
      {" payment lists", " 份拨付清单"},
      {"paid ", "拨付 "},
      {head("list", "清单"), number("payments", "笔数"), number("amount (CNY)", "金额（元）"),
       number("returned or voided (CNY)", "退票冲销（元）"), head("first paid on", "最早支付日期"),
       head("last paid on", "最近支付日期")},
      {"paid", "payment_reversed"},
      fold_payment_lists};
  return kind;
}
const Kind& ratings() {
  static const Kind kind{"ratings",
                         {" rating", " 项评级"},
                         {" ratings", " 项评级"},
                         {},
                         {head("scale", "评级标准"), kOfEnterprise, head("grade", "等级"),
                          head("rated on", "评级日期"), head("to", "有效期止"), kState},
                         {"rated"},
                         fold_ratings};
  return kind;
}
const Kind& objections() {
  static const Kind kind{"objections",
                         {" objection", " 件异议"},
                         {" objections", " 件异议"},
                         {},
                         {kOfProgramme, head("against", "对象"), number("no", "编号"),
                          head("filed on", "提出日期"), head("why", "理由"), kState},
                         {"objected", "objection_decided"},
                         fold_objections};
  return kind;
}
const Kind& enterprise_keys() {
  static const Kind kind{"keys",
                         {" key", " 个密钥"},
                         {" keys", " 个密钥"},
                         {},
                         {head("key", "密钥"), head("holder", "持有岗位"), head("attested by", "核验部门"),
                          head("bound on", "绑定日期"), kState},
                         {"enterprise_key_bound", "key_revoked", "key_rotated"},
                         fold_enterprise_keys};
  return kind;
}
const Kind& title_notices() {
  static const Kind kind{
      "notices",
      {" application in public notice", " 件公示中的申请"},
      {" applications in public notice", " 件公示中的申请"},
      {},
      {head("title", "资格"), head("batch", "批次"), kOfEnterprise, kEnterprise, head("for", "事项"),
       head("notice to", "公示至"), number("objections", "异议"), kState},
      {"qualification_noticed", "qualification_issued", "qualification_refused", "qualification_changed",
       "qualification_objected"},
      fold_title_notices};
  return kind;
}

std::vector<const Kind*> kinds_of_enterprise() {
  return {&ratings(),     &title_notices(), &products(),   &projects(),       &bids(),
          &investments(), &recoveries(),    &objections(), &enterprise_keys()};
}

HistoryQuery query_of(std::span<const Kind* const> kinds) {
  HistoryQuery out;
  for (const Kind* const kind : kinds)
    out.kinds.insert(out.kinds.end(), kind->facts.begin(), kind->facts.end());
  return out;
}

std::string things_table(const Cli& cli, const Kind& kind, const std::vector<Thing>& things, Omit without) {
  if (things.empty()) return {};
  const auto shown = [&](const Kind::Head& one) { return without == Omit::never || one.omit != without; };
  Table table;
  for (const Kind::Head& one : kind.heads)
    if (shown(one))
      table.column(std::string(one.words.in(cli.language())),
                   one.right ? Table::Align::right : Table::Align::left);
  for (const Thing& thing : things) {
    std::vector<std::string> row;
    for (std::size_t i = 0; i < kind.heads.size(); ++i)
      if (shown(kind.heads[i])) row.push_back(thing.cells[i]);
    table.row(std::move(row));
  }
  return table.text();
}

json::array things_json(const std::vector<Thing>& things) {
  json::array out;
  for (const Thing& thing : things) out.push_back(thing.view);
  return out;
}

std::string count_text(const Cli& cli, const Kind& kind, std::size_t count) {
  return with_separators(count) + std::string((count == 1 ? kind.one : kind.many).in(cli.language()));
}

}  // namespace credence
