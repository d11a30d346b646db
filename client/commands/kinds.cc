// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "client/base/csv.h"
#include "client/commands/kind_parts.h"
#include "client/words/enum_words.h"

namespace credence {
namespace {

namespace json = boost::json;
using namespace kinds;  // NOLINT(google-build-using-namespace)

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
                   {},
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
                   {},
                   !v.decided_on});
  }
  return out;
}

InOrder<ProblemValue> problems_in(const Entries& entries) {
  InOrder<ProblemValue> found;
  for (const HistoryEntry& entry : entries) {
    const Date on = date_in_china(entry.time_ms);
    if (const auto* const f = as<ProblemRaised>(entry)) {
      ProblemValue& held = found.at(f->problem.problem);
      held.raised = f->problem;
      held.auditor = f->auditor;
      held.raised_on = on;
      held.until = f->problem.due;
    }
    if (const auto* const f = as<ProblemAnswered>(entry)) {
      ProblemValue& held = found.at(f->answer.problem);
      held.stage = ProblemStage::answered;
      held.answer = f->answer;
      held.answered_on = on;
    }
    if (const auto* const f = as<ProblemSettled>(entry)) {
      ProblemValue& held = found.at(f->settlement.problem);
      held.stage = f->settlement.mended ? ProblemStage::mended : ProblemStage::open;
      held.until = f->settlement.due.value_or(held.until);
      held.settlement = f->settlement;
      held.settled_on = on;
    }
  }
  return found;
}

std::vector<Thing> fold_problems(const Cli& cli, const Entries& entries, const Date& day) {
  std::vector<Thing> out;
  const InOrder<ProblemValue> found = problems_in(entries);
  for (const ProblemValue& v : found.items()) {
    json::object view = view_of<ProblemKey>(v);
    view["overdue"] = v.overdue(day);
    const std::string state =
        v.stage == ProblemStage::mended     ? cli.say("mended ", "已销号 ") + v.settled_on->iso()
        : v.stage == ProblemStage::answered ? cli.say("answered ", "已报整改 ") + v.answered_on->iso()
        : v.overdue(day)                    ? cli.say("overdue", "逾期未改")
                                            : cli.say("open", "待整改");
    out.push_back({v.raised.problem,
                   v.raised.code,
                   {v.raised.problem, v.raised.department, v.raised.programme,
                    v.raised.code ? code_text(*v.raised.code) : "", v.raised.finding,
                    v.raised.amount == 0 ? "" : yuan_text(v.raised.amount), v.until.iso(), state},
                   std::move(view),
                   {},
                   v.stage != ProblemStage::mended});
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
         {shown_id(v.id.hex()), v.bound.key.holder, v.bound.department, v.on.iso(),
          v.revoked_on ? cli.say("revoked ", "已注销 ") + v.revoked_on->iso() : cli.say("in force", "有效")},
         std::move(view),
         {},
         !v.revoked_on});
  }
  return out;
}

std::vector<Thing> fold_holders(const Cli& cli, const Entries& entries, const Date&) {
  std::vector<Thing> out;
  for (const HistoryEntry& entry : entries) {
    const auto* const f = as<HolderRegistered>(entry);
    if (f == nullptr) continue;
    const std::string code = code_text(f->code);
    json::object view{{"code", code},
                      {"kind", name_of(f->line.kind)},
                      {"name", f->line.name},
                      {"department", f->line.department},
                      {"registrar", f->registrar}};
    out.push_back({code,
                   f->code,
                   {code, std::string(kind_words(f->line.kind).in(cli.language())), f->line.name,
                    date_in_china(entry.time_ms).iso()},
                   std::move(view),
                   {},
                   true});
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
         {},
         due});
  }
  return out;
}

/// Applications that were refused, and nothing came of them since.
std::vector<Thing> fold_title_refusals(const Cli& cli, const Entries& entries, const Date&) {
  struct Refused {
    QualificationRefused fact;
    Date on;
  };
  std::vector<Refused> found;
  const auto over = [&found](const Id& type, const Uscc& code) {
    std::erase_if(
        found, [&](const Refused& one) { return one.fact.type == type && one.fact.decision.code == code; });
  };
  for (const HistoryEntry& entry : entries) {
    if (const auto* const f = as<QualificationNoticed>(entry)) over(f->type, f->notice.line.code);
    if (const auto* const f = as<QualificationIssued>(entry)) over(f->type, f->line.code);
    if (const auto* const f = as<QualificationChanged>(entry);
        f != nullptr && f->change == TitleChange::renewed)
      over(f->type, f->code);
    if (const auto* const f = as<QualificationRefused>(entry))
      found.push_back({*f, date_in_china(entry.time_ms)});
  }
  std::vector<Thing> out;
  for (const auto& [f, on] : found) {
    const std::string code = code_text(f.decision.code);
    json::object view{{"type", f.type},
                      {"code", code},
                      {"refused_on", on.iso()},
                      {"reason", f.decision.reason},
                      {"document_no", f.document_no}};
    out.push_back({f.type,
                   f.decision.code,
                   {f.type, code,
                    cli.say("refused on ", "不予认定 ") + on.iso() + cli.say(": ", "：") + f.decision.reason,
                    f.document_no},
                   std::move(view),
                   {},
                   true});
  }
  return out;
}

}  // namespace

ProblemValue problem_of(const std::vector<HistoryEntry>& entries, const Id& problem) {
  const InOrder<ProblemValue> found = problems_in(entries);
  for (const ProblemValue& v : found.items())
    if (v.raised.problem == problem) return v;
  return {};
}

// ---- the table --------------------------------------------------------------------------------------------

const Kind& ratings() {
  static const Kind kind{"ratings",
                         Noun{"rating", "ratings", "项评级"},
                         {},
                         {head("scale", "评级标准"), kOfEnterprise, head("grade", "等级"),
                          head("rated on", "评级日期"), head("to", "有效期止"), kState},
                         {"rated"},
                         fold_ratings};
  return kind;
}
const Kind& objections() {
  static const Kind kind{"objections",
                         Noun{"objection", "objections", "件异议"},
                         {},
                         {kOfProgramme, head("against", "对象"), number("no", "编号"),
                          head("filed on", "提出日期"), head("why", "理由"), kState},
                         {"objected", "objection_decided"},
                         fold_objections};
  return kind;
}
const Kind& problems() {
  static const Kind kind{
      "problems",
      Noun{"problem", "problems", "个审计问题"},
      {},
      {head("problem", "编号"), head("to mend", "整改部门"), kOfProgramme, kOfEnterprise,
       head("finding", "问题"), number("at issue (CNY)", "涉及金额（元）"), head("until", "期限"), kState},
      {"problem_raised", "problem_answered", "problem_settled"},
      fold_problems};
  return kind;
}
const Kind& enterprise_keys() {
  static const Kind kind{"keys",
                         Noun{"key", "keys", "个密钥"},
                         {},
                         {head("key", "密钥"), head("holder", "持有岗位"), head("attested by", "核验部门"),
                          head("bound on", "绑定日期"), kState},
                         {"enterprise_key_bound", "key_revoked", "key_rotated"},
                         fold_enterprise_keys};
  return kind;
}
const Kind& holders_of_enterprise() {
  static const Kind kind{
      "holders",
      Noun{"product, project or the like", "products, projects and the like", "个产品、项目等"},
      {},
      {head("code", "代码"), head("kind", "类型"), head("name", "名称"), head("registered on", "登记日期")},
      {"holder_registered"},
      fold_holders};
  return kind;
}
const Kind& title_notices() {
  static const Kind kind{
      "notices",
      Noun{"application in public notice", "applications in public notice", "件公示中的申请"},
      {},
      {head("title", "资格"), head("batch", "批次"), kOfEnterprise, kEnterprise, head("for", "事项"),
       head("notice to", "公示至"), number("objections", "异议"), kState},
      {"qualification_noticed", "qualification_issued", "qualification_refused", "qualification_changed",
       "qualification_objected"},
      fold_title_notices};
  return kind;
}
const Kind& title_refusals() {
  static const Kind kind{
      "refusals",
      Noun{"refused application", "refused applications", "件不予认定的申请"},
      {},
      {head("title", "资格"), kOfEnterprise, head("decision", "决定"), head("document", "文号")},
      {"qualification_refused", "qualification_noticed", "qualification_issued", "qualification_changed"},
      fold_title_refusals};
  return kind;
}

std::vector<const Kind*> kinds_of_enterprise() {
  return {&ratings(),     &title_notices(),      &title_refusals(), &holders_of_enterprise(),
          &products(),    &projects(),           &bids(),           &sealed_bids(),
          &investments(), &investments_beside(), &fund_returns(),   &reliefs(),
          &recoveries(),  &objections(),         &problems(),       &enterprise_keys()};
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

std::string things_csv(const Cli& cli, const Kind& kind, const std::vector<Thing>& things) {
  std::vector<std::string> heads;
  for (const Kind::Head& one : kind.heads) heads.emplace_back(one.words.in(cli.language()));
  std::string out = "\xEF\xBB\xBF" + csv_line(heads);
  for (const Thing& thing : things) out += csv_line(thing.cells);
  return out;
}

void put_sum(json::object& view, std::string_view member, Fen sum) {
  view[member] = std::to_string(sum);
  view[std::string(member) + "_yuan"] = yuan_text(sum);
}

namespace {

/// Of a kind that has sums, each over all.
std::vector<Fen> sums_of(const Kind& kind, const std::vector<Thing>& things) {
  std::vector<Fen> out(kind.sums.size());
  for (const Thing& thing : things)
    for (std::size_t i = 0; i < out.size() && i < thing.sums.size(); ++i) out[i] += thing.sums[i];
  return out;
}

}  // namespace

std::string count_and_sums(const Cli& cli, const Kind& kind, const std::vector<Thing>& things) {
  std::string out = cli.counted(things.size(), kind.noun);
  if (things.empty()) return out;
  const std::vector<Fen> sums = sums_of(kind, things);
  const auto told = [&](std::size_t i) {
    if (kind.sums[i].always) return true;
    const auto like = std::ranges::find(kind.sums, kind.sums[i].unlike, &Kind::Sum::member);
    return sums[i] != 0 &&
           (like == kind.sums.end() || sums[static_cast<std::size_t>(like - kind.sums.begin())] != sums[i]);
  };
  for (std::size_t i = 0; i < sums.size(); ++i)
    if (told(i))
      out +=
          cli.say(", ", "，") + std::string(kind.sums[i].words.in(cli.language())) + " " + cli.money(sums[i]);
  return out;
}

json::object sums_json(const Kind& kind, const std::vector<Thing>& things) {
  json::object out;
  const std::vector<Fen> sums = sums_of(kind, things);
  for (std::size_t i = 0; i < sums.size(); ++i) put_sum(out, kind.sums[i].member, sums[i]);
  return out;
}

json::array things_json(const std::vector<Thing>& things) {
  json::array out;
  for (const Thing& thing : things) out.push_back(thing.view);
  return out;
}

}  // namespace credence
