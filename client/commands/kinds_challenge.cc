// SPDX-License-Identifier: Apache-2.0
// What a programme's history tells of challenges, of their bids, and of what enterprises sealed.
#include <algorithm>

#include "client/commands/kind_parts.h"
#include "client/words/facts.h"

namespace credence {
namespace {

namespace json = boost::json;
using namespace kinds;  // NOLINT(google-build-using-namespace)

/// What enterprises have to do with a programme's challenges, from its history.
struct Sealed {
  SealBid seal;
  Name enterprise;
  Date on;                 // of the last seal
  std::uint32_t line = 0;  // of the bid that was opened
};
struct Found {
  Id programme, id;
  ChallengeValue value;
  std::map<Uscc, Sealed> sealed;
};
std::string place(const Id& programme, const Id& challenge) { return programme + "\n" + challenge; }
InOrder<Found> found_in(const Entries& entries) {
  InOrder<Found> out;
  for (const HistoryEntry& entry : entries) {
    if (const auto* const f = as<ChallengePublished>(entry)) {
      const PublishChallenge& c = f->challenge;
      ChallengeValue value{c.title,      c.document_no, c.source,    c.amount,
                           c.bids_until, c.winners_max, c.milestones};
      out.at(place(c.programme, c.challenge)) = {c.programme, c.challenge, std::move(value), {}};
    }
    if (const auto* const f = as<BidSealed>(entry))
      if (auto* const held = out.find(place(f->seal.programme, f->seal.challenge)))
        held->sealed[f->seal.code] = {f->seal, f->enterprise, date_in_china(entry.time_ms), 0};
    if (const auto* const f = as<BidRecorded>(entry))
      if (auto* const held = out.find(place(f->programme, f->challenge))) {
        ++held->value.bids;
        if (!f->members.empty()) held->value.last_line = f->line.line;
        for (const BidMember& member : f->members) held->sealed[member.code].line = f->line.line;
      }
    if (const auto* const f = as<BatchOpened>(entry))
      if (auto* const held = out.find(place(f->programme, f->batch))) held->value.selected = true;
  }
  return out;
}

bool waits(const Sealed& one) { return one.seal.commitment && one.line == 0; }

std::string state_of(const Cli& cli, const ChallengeValue& v, const Date& day) {
  if (v.selected) return cli.say("selected", "已定榜");
  if (day <= v.bids_until) return cli.say("open for bids", "揭榜中");
  const Date opens_to = after_days(v.bids_until, limits::kOpeningDays);
  if (v.sealed > 0 && day <= opens_to)
    return cli.say("sealed bids are opened, to ", "开启密封揭榜，截至 ") + opens_to.iso();
  return cli.say("to be selected", "待定榜");
}

std::vector<Thing> fold_challenges(const Cli& cli, const Entries& entries, const Date& day) {
  const InOrder<Found> found = found_in(entries);
  std::vector<Thing> out;
  for (const Found& one : found.items()) {
    ChallengeValue v = one.value;
    v.sealed = static_cast<std::uint32_t>(
        std::ranges::count_if(one.sealed, [](const auto& held) { return waits(held.second); }));
    json::object view = view_of<ChallengeKey>(v);
    view["id"] = one.id;
    std::string milestones;
    for (const Milestone& step : v.milestones)
      milestones += (milestones.empty() ? "" : cli.say("; ", "；")) + step.name +
                    (step.due ? " " + step.due->iso() : "");
    std::string bids = std::to_string(v.bids);
    if (v.sealed > 0) bids += cli.say(", sealed: ", "，密封 ") + std::to_string(v.sealed);
    out.push_back({one.id,
                   {},
                   {one.id, v.title, yuan_text(v.amount), v.bids_until.iso(), bids, state_of(cli, v, day),
                    milestones, v.document_no},
                   std::move(view),
                   {v.amount},
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
    json::object view = view_of<BidKey>(BidValue{f.line.code, f.line.enterprise, f.line.project,
                                                 f.line.amount, awarded.has_value(), f.members});
    view["programme"] = f.programme;
    view["challenge"] = f.challenge;
    view["line"] = f.line.line;
    const std::string code = code_text(f.line.code);
    std::string project = f.line.project;
    if (f.members.size() > 1) project += cli.say("; consortium: ", "；联合体：") + members_text(f.members);
    std::string state = f.members.empty() ? "" : cli.say("opened by the enterprise", "企业自行开启");
    if (awarded) state = cli.say("selected", "入选") + (state.empty() ? "" : cli.say(", ", "，") + state);
    out.push_back({f.challenge,
                   f.line.code,
                   {f.programme, line_text(f.challenge, f.line.line), code, f.line.enterprise, project,
                    yuan_text(f.line.amount), state},
                   std::move(view),
                   {f.line.amount},
                   true});
  }
  return out;
}

/// Who sealed a bid, and what became of it. What it says nobody knows before it is opened.
std::vector<Thing> fold_sealed(const Cli& cli, const Entries& entries, const Date& day) {
  const InOrder<Found> found = found_in(entries);
  std::vector<Thing> out;
  for (const Found& of : found.items())
    for (const auto& [code, one] : of.sealed) {
      const Date opens_to = after_days(of.value.bids_until, limits::kOpeningDays);
      std::string state;
      if (one.line > 0)
        state = cli.say("opened as bid ", "已开启，揭榜编号 ") + std::to_string(one.line);
      else if (!one.seal.commitment)
        state = cli.say("withdrawn", "已撤回");
      else if (day <= of.value.bids_until)
        state = cli.say("sealed, to be opened from ", "密封中，开启自 ") +
                after_days(of.value.bids_until, 1).iso();
      else if (!of.value.selected && day <= opens_to)
        state = cli.say("sealed, to be opened to ", "密封中，应开启至 ") + opens_to.iso();
      else if (!of.value.selected)
        state = cli.say("sealed; can be opened until bids are selected", "密封中，定榜前仍可开启");
      else
        state = cli.say("sealed, never opened: no bid", "密封未开启，不算揭榜");
      const std::string commitment = one.seal.commitment ? one.seal.commitment->hex() : "";
      json::object view{{"programme", of.programme},
                        {"challenge", of.id},
                        {"code", code_text(code)},
                        {"enterprise", one.enterprise},
                        {"sealed_on", one.on.iso()},
                        {"commitment", nullptr},
                        {"line", nullptr},
                        {"state", one.line > 0           ? "opened"
                                  : !one.seal.commitment ? "withdrawn"
                                  : of.value.selected    ? "never_opened"
                                                         : "sealed"}};
      if (one.seal.commitment) view["commitment"] = commitment;
      if (one.line > 0) view["line"] = one.line;
      out.push_back(
          {of.id,
           code,
           {of.programme, code_text(code), one.enterprise, one.on.iso(), state, commitment.substr(0, 16)},
           std::move(view),
           {},
           waits(one)});
    }
  return out;
}

}  // namespace

const Kind& challenges() {
  static const Kind kind{
      "challenges",
      Noun{"challenge", "challenges", "个榜单"},
      {Kind::Sum{"amount", {"for", "合计"}}},
      {head("challenge", "榜单"), head("what is asked for", "榜单名称"), number("amount (CNY)", "金额（元）"),
       head("bids to", "揭榜截止"), number("bids", "揭榜数"), kState, head("milestones", "里程碑"),
       head("document", "文号")},
      {"challenge_published", "bid_recorded", "bid_sealed", "batch_opened"},
      fold_challenges};
  return kind;
}
const Kind& bids() {
  static const Kind kind{"bids",
                         Noun{"bid", "bids", "份揭榜"},
                         {Kind::Sum{"requested", {"asked for", "申报"}}},
                         {kOfProgramme, head("bid", "揭榜"), kOfEnterprise, kEnterprise,
                          head("project", "项目名称"), number("asked for (CNY)", "申报金额（元）"), kState},
                         {"bid_recorded", "awarded"},
                         fold_bids};
  return kind;
}
const Kind& sealed_bids() {
  static const Kind kind{"sealed_bids",
                         Noun{"seal of an enterprise", "seals of enterprises", "份企业密封"},
                         {},
                         {kOfProgramme, kOfEnterprise, kEnterprise, head("sealed on", "密封日期"), kState,
                          head("the same in a consortium", "联合体各成员相同")},
                         {"challenge_published", "bid_sealed", "bid_recorded", "batch_opened"},
                         fold_sealed};
  return kind;
}

}  // namespace credence
