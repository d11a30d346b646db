// SPDX-License-Identifier: Apache-2.0
// What a programme's history tells of a fund and of a tax relief: social capital, exits, incomes and losses; what was
// used of a relief.
#include <algorithm>

#include "client/commands/award_view.h"
#include "client/commands/kind_parts.h"
#include "client/words/enum_words.h"
#include "client/words/facts.h"
#include "ledger/domain/past.h"

namespace credence {
namespace {

namespace json = boost::json;
using namespace kinds;  // NOLINT(google-build-using-namespace)

/// An entry of social capital, and what was withdrawn of it.
struct Capital {
  RecordSocialCapital said;
  std::optional<Uscc> code;  // of the enterprise that was invested in
  std::optional<Correction> correction;
};
std::vector<Capital> capital_of(const Entries& entries) {
  InOrder<Capital> found;
  for (const HistoryEntry& entry : entries) {
    if (const auto* const f = as<SocialCapitalRecorded>(entry)) {
      Capital& held = found.at(f->capital.programme + "\n" + f->capital.entry);
      held.said = f->capital;
      held.code = f->code;
    }
    if (const auto* const f = as<EntryWithdrawn>(entry);
        f != nullptr && f->withdrawal.kind == EntryKind::social_capital)
      if (Capital* const held = found.find(f->withdrawal.programme + "\n" + f->withdrawal.entry)) {
        held->correction = Correction{CorrectionKind::capital_withdrawn, date_in_china(entry.time_ms),
                                      f->withdrawal.document_no, f->withdrawal.reason, held->said.amount};
        held->said.amount = 0;
      }
  }
  return found.items();
}

/// What the lines of a fund's awards are, as they stand, by programme, batch and line.
std::map<std::string, FundInvestment> lines_told(const Entries& entries) {
  std::map<std::string, FundInvestment> out;
  const auto tell = [&out](const auto& fact) {
    const std::string place = fact.programme + "\n" + line_text(fact.batch, fact.line.line);
    out.erase(place);
    if (fact.line.investment) out.emplace(place, *fact.line.investment);
  };
  for (const HistoryEntry& entry : entries) {
    if (const auto* const f = as<Awarded>(entry)) tell(*f);
    if (const auto* const f = as<AwardAmended>(entry)) tell(*f);
  }
  return out;
}

/// `beside`: on the page of the investor, who is not named there.
std::vector<Thing> capital_things(const Cli& cli, const Entries& entries, bool beside) {
  const std::map<std::string, FundInvestment> told = lines_told(entries);
  std::vector<Thing> out;
  for (const auto& [c, code, correction] : capital_of(entries)) {
    SocialCapitalValue value{c.award_batch, c.award_line, c.investor, c.amount,  c.invested_on,
                             c.promised,    c.of,         0,          correction};
    value.investor_code = c.investor_code;
    value.document_no = c.document_no;
    json::object view = view_of<SocialCapitalKey>(value);
    view["programme"] = c.programme;
    view["id"] = c.entry;
    view["code"] = code ? json::value(code_text(*code)) : json::value(nullptr);
    view["investment"] = nullptr;
    std::string line = line_text(c.award_batch, c.award_line);
    if (const auto at = told.find(c.programme + "\n" + line); at != told.end()) {
      view["investment"] = investment_json(at->second);
      line += cli.say(" (", "（") + investment_text(at->second, cli.language()) + cli.say(")", "）");
    }
    const std::string kind = c.promised ? cli.say("promised", "认缴")
                             : c.of     ? cli.say("paid in, of ", "实缴，对应 ") + *c.of
                                        : cli.say("paid in", "实缴");
    std::string investor = c.investor;
    if (c.investor_code) investor += " " + code_text(*c.investor_code);
    Thing one{c.entry,
              code,
              {c.programme, c.entry, line},
              std::move(view),
              {c.promised ? 0 : c.amount, c.promised ? c.amount : 0},
              !correction,
              c.investor_code};
    one.cells.push_back(beside ? (code ? code_text(*code) : "") : std::move(investor));
    one.cells.insert(
        one.cells.end(),
        {yuan_text(c.amount), c.invested_on.iso(),
         correction ? kind + cli.say("; ", "；") + correction_text(*correction, cli.language()) : kind,
         std::string(c.document_no)});
    out.push_back(std::move(one));
  }
  return out;
}
std::vector<Thing> fold_investments(const Cli& cli, const Entries& entries, const Date&) {
  return capital_things(cli, entries, false);
}
std::vector<Thing> fold_beside(const Cli& cli, const Entries& entries, const Date&) {
  return capital_things(cli, entries, true);
}

/// Who invested beside the fund, each with what he promised and paid in. Whom a code names is one investor, whatever
/// his name was; without a code the name tells him.
std::vector<Thing> fold_investors(const Cli&, const Entries& entries, const Date&) {
  struct Investor {
    Name name;
    std::optional<Uscc> code;
    std::uint64_t entries = 0;
    Fen promised = 0, paid_in = 0;
  };
  InOrder<Investor> found;
  for (const Capital& one : capital_of(entries)) {
    const RecordSocialCapital& c = one.said;
    if (one.correction) continue;
    Investor& held = found.at(c.investor_code ? code_text(*c.investor_code) : "\n" + c.investor);
    held.name = c.investor;
    held.code = c.investor_code;
    ++held.entries;
    held.promised += c.of ? 0 : c.amount;
    held.paid_in += c.promised ? 0 : c.amount;
  }
  std::vector<Thing> out;
  for (const Investor& one : found.items()) {
    json::object view{{"investor", one.name},
                      {"investor_code", one.code ? json::value(code_text(*one.code)) : json::value(nullptr)},
                      {"entries", one.entries}};
    put_sum(view, "promised", one.promised);
    put_sum(view, "paid_in", one.paid_in);
    out.push_back({one.name,
                   {},
                   {std::string(one.name), one.code ? code_text(*one.code) : "", std::to_string(one.entries),
                    yuan_text(one.promised), yuan_text(one.paid_in)},
                   std::move(view),
                   {one.paid_in, one.promised},
                   true,
                   one.code});
  }
  return out;
}

/// By round what was decided and invested, and what others put in beside it; nothing where no line tells its round.
/// Awards that came to nothing are in none.
std::vector<Thing> fold_rounds(const Cli& cli, const Entries& entries, const Date&) {
  struct Round {
    std::uint64_t count = 0;
    Fen decided = 0, invested = 0, promised = 0, paid_in = 0;
  };
  if (lines_told(entries).empty()) return {};
  ProgrammePast past;
  for (const HistoryEntry& entry : entries)
    if (!past.add(entry)) return {};  // the history of something else
  std::map<int, Round> found;
  constexpr int kUntold = 255;  // the last row
  for (const Award& award : std::move(past).awards()) {
    if (award.standing() == AwardStanding::withdrawn) continue;
    Round& of = found[award.investment ? static_cast<int>(award.investment->round) : kUntold];
    ++of.count;
    of.decided += award.amount - award.released;
    of.invested += award.paid - award.recovered;
    of.promised += award.social_promised;
    of.paid_in += award.social_capital;
  }
  std::vector<Thing> out;
  for (const auto& [number, of] : found) {
    const bool untold = number == kUntold;
    const auto round = static_cast<InvestmentRound>(number);
    json::object view{{"round", untold ? json::value(nullptr) : json::value(name_of(round))},
                      {"investments", of.count}};
    put_sum(view, "decided", of.decided);
    put_sum(view, "invested", of.invested);
    put_sum(view, "social_promised", of.promised);
    put_sum(view, "social_capital", of.paid_in);
    out.push_back(
        {untold ? "" : std::string(name_of(round)),
         {},
         {untold ? cli.say("not told", "未注明") : std::string(round_words(round).in(cli.language())),
          std::to_string(of.count), yuan_text(of.decided), yuan_text(of.invested), yuan_text(of.promised),
          yuan_text(of.paid_in)},
         std::move(view),
         {of.invested, of.decided, of.promised, of.paid_in}});
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
                   {v.proceeds, v.cost, v.kind == ReturnKind::loss ? v.cost : 0},
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
         {v.amount, v.claimed},
         v.step != ReliefStep::withdrawn});
  }
  return out;
}

}  // namespace

const Kind& investments() {
  static const Kind kind{
      "investments",
      Noun{"entry of social capital", "entries of social capital", "笔社会资本"},
      {{"paid_in", {"paid in", "实缴"}}, {"promised", {"promised", "认缴"}, false}},
      {kOfProgramme, head("entry", "编号"), head("investment", "投资项目"), head("investor", "出资方"),
       number("amount (CNY)", "金额（元）"), head("on", "日期"), head("promised or paid in", "认缴或实缴"),
       head("document", "文号")},
      {"social_capital_recorded", "entry_withdrawn", "awarded", "award_amended"},
      fold_investments};
  return kind;
}
const Kind& investments_beside() {
  static const Kind kind{
      "invested_beside",
      Noun{"investment beside a fund", "investments beside funds", "笔与基金共同的投资"},
      {{"paid_in", {"paid in", "实缴"}}, {"promised", {"promised", "认缴"}, false}},
      {kOfProgramme, head("entry", "编号"), head("investment", "投资项目"), head("invested in", "被投企业"),
       number("amount (CNY)", "金额（元）"), head("on", "日期"), head("promised or paid in", "认缴或实缴"),
       head("document", "文号")},
      {"social_capital_recorded", "entry_withdrawn"},
      fold_beside};
  return kind;
}
const Kind& rounds() {
  static const Kind kind{
      "rounds",
      Noun{"round", "rounds", "个轮次"},
      {{"invested", {"invested", "已投"}},
       {"decided", {"decided", "决定"}, false, "invested"},
       {"social_promised", {"beside: promised", "社会资本认缴"}, false},
       {"social_capital", {"beside: paid in", "社会资本实缴"}, false}},
      {head("round", "投资轮次"), number("count", "笔数"), number("decided (CNY)", "决定（元）"),
       number("invested (CNY)", "已投（元）"), number("beside: promised", "社会资本认缴"),
       number("beside: paid in", "社会资本实缴")},
      {"programme_created", "quota_allocated", "batch_opened", "objected", "objection_decided", "awarded",
       "identified", "award_amended", "award_released", "paid", "payment_reversed", "result_recorded",
       "result_withdrawn", "recovery_demanded", "recovered", "receipt_voided", "social_capital_recorded",
       "fund_return_recorded", "entry_withdrawn"},
      fold_rounds};
  return kind;
}
const Kind& investors() {
  static const Kind kind{"investors",
                         Noun{"co-investor", "co-investors", "个共同出资方"},
                         {{"paid_in", {"paid in", "实缴"}}, {"promised", {"promised", "认缴"}, false}},
                         {head("investor", "出资方"), head("code", "信用代码"), number("entries", "笔数"),
                          number("promised (CNY)", "认缴（元）"), number("paid in (CNY)", "实缴（元）")},
                         {"social_capital_recorded", "entry_withdrawn"},
                         fold_investors};
  return kind;
}
const Kind& fund_returns() {
  static const Kind kind{
      "returns",
      Noun{"exit, income or loss", "exits, incomes and losses", "笔退出、收益或损失"},
      {{"proceeds", {"brought", "收回"}},
       {"cost", {"cost that ended", "终结成本"}, false},
       {"written_off", {"of it written off", "其中核销损失"}, false}},
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
                         {{"used", {"used", "已享受"}}, {"claimed", {"claimed", "申报"}, false, "used"}},
                         {kOfProgramme, head("list", "清单"), kOfEnterprise, head("award", "安排"),
                          head("period", "所属期"), number("claimed (CNY)", "申报金额（元）"),
                          number("used (CNY)", "已享受（元）"), kState, head("reason", "理由")},
                         {"relief_recorded"},
                         fold_reliefs};
  return kind;
}

}  // namespace credence
