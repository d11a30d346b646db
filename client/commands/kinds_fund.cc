// SPDX-License-Identifier: Apache-2.0
// What a programme's history tells of a fund and of a tax relief: social capital, exits, incomes and losses; what was
// used of a relief.
#include <algorithm>

#include "client/commands/kind_parts.h"
#include "client/words/enum_words.h"
#include "client/words/facts.h"

namespace credence {
namespace {

namespace json = boost::json;
using namespace kinds;  // NOLINT(google-build-using-namespace)

std::vector<Thing> fold_investments(const Cli& cli, const Entries& entries, const Date&) {
  struct Entry {
    RecordSocialCapital said;
    std::optional<Correction> correction;
  };
  InOrder<Entry> found;
  for (const HistoryEntry& entry : entries) {
    if (const auto* const f = as<SocialCapitalRecorded>(entry))
      found.at(f->capital.programme + "\n" + f->capital.entry).said = f->capital;
    if (const auto* const f = as<EntryWithdrawn>(entry);
        f != nullptr && f->withdrawal.kind == EntryKind::social_capital)
      if (Entry* const held = found.find(f->withdrawal.programme + "\n" + f->withdrawal.entry)) {
        held->correction = Correction{CorrectionKind::capital_withdrawn, date_in_china(entry.time_ms),
                                      f->withdrawal.document_no, f->withdrawal.reason, held->said.amount};
        held->said.amount = 0;
      }
  }
  std::vector<Thing> out;
  for (const auto& [c, correction] : found.items()) {
    json::object view = view_of<SocialCapitalKey>(SocialCapitalValue{
        c.award_batch, c.award_line, c.investor, c.amount, c.invested_on, c.promised, c.of, 0, correction});
    view["programme"] = c.programme;
    view["id"] = c.entry;
    view["document_no"] = c.document_no;
    const std::string kind = c.promised ? cli.say("promised", "认缴")
                             : c.of     ? cli.say("paid in, of ", "实缴，对应 ") + *c.of
                                        : cli.say("paid in", "实缴");
    out.push_back(
        {c.entry,
         {},
         {c.programme, c.entry, line_text(c.award_batch, c.award_line), c.investor, yuan_text(c.amount),
          c.invested_on.iso(),
          correction ? kind + cli.say("; ", "；") + correction_text(*correction, cli.language()) : kind,
          c.document_no},
         std::move(view),
         c.promised ? 0 : c.amount,
         !correction});
  }
  return out;
}

std::vector<Thing> fold_returns(const Cli& cli, const Entries& entries, const Date&) {
  struct Entry {
    Id programme, id;
    Uscc code;
    FundReturnValue value;
  };
  InOrder<Entry> found;
  for (const HistoryEntry& entry : entries) {
    if (const auto* const f = as<FundReturnRecorded>(entry)) {
      const RecordFundReturn& r = f->fund_return;
      found.at(r.programme + "\n" + r.entry) = {r.programme,
                                                r.entry,
                                                f->code,
                                                {r.award_batch,
                                                 r.award_line,
                                                 r.kind,
                                                 r.way,
                                                 r.cost,
                                                 r.proceeds,
                                                 r.on,
                                                 r.document_no,
                                                 r.document_hash,
                                                 {}}};
    }
    if (const auto* const f = as<EntryWithdrawn>(entry);
        f != nullptr && f->withdrawal.kind == EntryKind::fund_return)
      if (Entry* const held = found.find(f->withdrawal.programme + "\n" + f->withdrawal.entry)) {
        held->value.correction = Correction{CorrectionKind::return_withdrawn, date_in_china(entry.time_ms),
                                            f->withdrawal.document_no, f->withdrawal.reason,
                                            std::max(held->value.cost, held->value.proceeds)};
        held->value.cost = held->value.proceeds = 0;
      }
  }
  std::vector<Thing> out;
  for (const auto& [programme, id, code, v] : found.items()) {
    json::object view = view_of<FundReturnKey>(v);
    view["programme"] = programme;
    view["id"] = id;
    view["code"] = code_text(code);
    std::string kind(return_words(v.kind).in(cli.language()));
    if (v.way != ExitWay::none)
      kind += cli.say(", ", "，") + std::string(way_words(v.way).in(cli.language()));
    if (v.correction) kind += cli.say("; ", "；") + correction_text(*v.correction, cli.language());
    out.push_back({id,
                   code,
                   {programme, id, code_text(code), line_text(v.award_batch, v.award_line), kind, v.on.iso(),
                    yuan_text(v.cost), yuan_text(v.proceeds), v.document_no},
                   std::move(view),
                   v.proceeds,
                   !v.correction});
  }
  return out;
}

std::vector<Thing> fold_reliefs(const Cli& cli, const Entries& entries, const Date&) {
  InOrder<std::tuple<Id, Id, std::uint32_t, ReliefValue>> found;
  for (const HistoryEntry& entry : entries)
    if (const auto* const f = as<ReliefRecorded>(entry)) {
      const ReliefLine& l = f->line;
      auto& [programme, list, line, v] = found.at(f->programme + "\n" + line_text(f->list, l.line));
      if (f->step == ReliefStep::claimed) {
        programme = f->programme, list = f->list, line = l.line;
        v.award_batch = l.award_batch, v.award_line = l.award_line;
        v.code = f->code;
        v.period_from = l.period_from, v.period_to = l.period_to;
        v.claimed = l.amount, v.claimed_on = l.on;
      }
      v.amount = l.amount;
      v.step = f->step;
      v.on = l.on;
      v.document_no = f->document_no;
      v.reason = f->reason;
    }
  std::vector<Thing> out;
  for (const auto& [programme, list, line, v] : found.items()) {
    json::object view = view_of<ReliefKey>(v);
    view["programme"] = programme;
    view["list"] = list;
    view["line"] = line;
    out.push_back(
        {list,
         v.code,
         {programme, line_text(list, line), code_text(v.code), line_text(v.award_batch, v.award_line),
          v.period_from.iso() + cli.say(" to ", " 至 ") + v.period_to.iso(), yuan_text(v.claimed),
          yuan_text(v.amount), std::string(relief_words(v.step).in(cli.language())) + " " + v.on.iso(),
          v.reason.empty() ? std::string(v.document_no) : std::string(v.reason)},
         std::move(view),
         v.amount,
         v.step != ReliefStep::withdrawn});
  }
  return out;
}

}  // namespace

const Kind& investments() {
  static const Kind kind{
      "investments",
      Noun{"entry of social capital", "entries of social capital", "笔社会资本"},
      {"paid in ", "实缴 "},
      {kOfProgramme, head("entry", "编号"), head("investment", "投资项目"), head("investor", "出资方"),
       number("amount (CNY)", "金额（元）"), head("on", "日期"), head("promised or paid in", "认缴或实缴"),
       head("document", "文号")},
      {"social_capital_recorded", "entry_withdrawn"},
      fold_investments};
  return kind;
}
const Kind& fund_returns() {
  static const Kind kind{
      "returns",
      Noun{"exit, income or loss", "exits, incomes and losses", "笔退出、收益或损失"},
      {"brought ", "收回 "},
      {kOfProgramme, head("entry", "编号"), kOfEnterprise, head("investment", "投资项目"),
       head("what", "类别"), head("on", "日期"), number("cost that ended (CNY)", "终结成本（元）"),
       number("proceeds (CNY)", "收回金额（元）"), head("document", "文号")},
      {"fund_return_recorded", "entry_withdrawn"},
      fold_returns};
  return kind;
}
const Kind& reliefs() {
  static const Kind kind{"reliefs",
                         Noun{"relief", "reliefs", "笔税收优惠"},
                         {"used ", "已享受 "},
                         {kOfProgramme, head("list", "清单"), kOfEnterprise, head("award", "安排"),
                          head("period", "所属期"), number("claimed (CNY)", "申报金额（元）"),
                          number("used (CNY)", "已享受（元）"), kState, head("reason", "理由")},
                         {"relief_recorded"},
                         fold_reliefs};
  return kind;
}

}  // namespace credence
