// SPDX-License-Identifier: Apache-2.0
#include "client/commands/programme_view.h"

#include <algorithm>
#include <boost/json.hpp>

#include "client/commands/award_view.h"
#include "client/commands/rules_view.h"
#include "client/words/enum_words.h"
#include "client/words/facts.h"
#include "client/words/recovery_words.h"
#include "ledger/views/json.h"

namespace credence {
namespace {

namespace json = boost::json;

/// What a programme's history names, each once, in order.
struct Parts {
  std::vector<Id> quotas, batches, challenges, recoveries;

  void add(const Fact& fact) {
    if (const auto* quota = std::get_if<QuotaAllocated>(&fact)) once(quotas, quota->quota.quota);
    if (const auto* batch = std::get_if<BatchOpened>(&fact)) once(batches, batch->batch);
    if (const auto* challenge = std::get_if<ChallengePublished>(&fact))
      once(challenges, challenge->challenge.challenge);
    if (const auto* recovery = std::get_if<RecoveryDemanded>(&fact))
      once(recoveries, recovery->demand.recovery);
  }
  static void once(std::vector<Id>& list, const Id& id) {
    if (std::ranges::find(list, id) == list.end()) list.push_back(id);
  }
};

template <class Key, class Value>
Outcome<void> read_all(Client& client, const Id& programme, const std::vector<Id>& ids,
                       std::vector<Named<Value>>& out) {
  for (const Id& id : ids) {
    auto found = client.state<Value>(Key{programme, id});
    if (!found) return std::unexpected(found.error());
    if (**found) out.push_back({id, ***found});
  }
  return {};
}

template <class Key, class Value>
json::array named_json(const std::vector<Named<Value>>& list) {
  json::array out;
  for (const auto& [id, value] : list) {
    json::object one = state_value_to_json(Key{}, encode(value)).value();
    one["id"] = id;
    out.push_back(std::move(one));
  }
  return out;
}

std::string stage_text(const Cli& cli, const AwardBatchValue& batch, const Date& day) {
  if (batch.objected) return cli.say("objection upheld", "异议成立");
  if (batch.stage == AwardStage::confirmed)
    return cli.say("confirmed", "已下达") + (batch.confirmed_on ? " " + batch.confirmed_on->iso() : "");
  if (!batch.notice_ends) return cli.say("public notice", "公示中");
  if (*batch.notice_ends < day) return cli.say("notice ended ", "公示期满 ") + batch.notice_ends->iso();
  return cli.say("notice to ", "公示至 ") + batch.notice_ends->iso();
}

/// What is to be done about a batch in public notice, and when.
std::string notice_text(const Cli& cli, const AwardBatchValue& batch, const Date& day) {
  if (batch.objected || batch.stage == AwardStage::confirmed) return {};
  if (!batch.notice_ends || *batch.notice_ends < day) return cli.say("confirm", "待下达");
  return cli.say("confirm from ", "可下达自 ") + after_days(*batch.notice_ends, 1).iso();
}

std::string batches_text(const Cli& cli, const ProgrammeView& view) {
  if (view.batches.empty()) return {};
  Table table;
  table.column(cli.say("batch", "批次"));
  table.column(cli.say("stage", "阶段"));
  table.column(cli.say("lines", "笔数"), Table::Align::right);
  table.column(cli.say("declared", "公布笔数"), Table::Align::right);
  table.column(cli.say("recorded (CNY)", "已记录（元）"), Table::Align::right);
  table.column(cli.say("declared (CNY)", "公布总额（元）"), Table::Align::right);
  const bool released =
      std::ranges::any_of(view.batches, [](const auto& one) { return one.value.released_total > 0; });
  if (released) table.column(cli.say("awarded (CNY)", "安排（元）"), Table::Align::right);
  table.column(paid_head(cli, view.value->kind), Table::Align::right);
  table.column(cli.say("to do", "待办"));
  for (const auto& [id, batch] : view.batches) {
    std::string open = notice_text(cli, batch, view.day);
    const auto add = [&](std::uint64_t count, std::string_view en, std::string_view zh) {
      if (count > 0)
        open += (open.empty() ? "" : cli.say(", ", "，")) + with_separators(count) + cli.say(en, zh);
    };
    add(batch.unidentified_count, " unidentified", " 笔未确认主体");
    add(batch.open_objections, " objections", " 件异议");
    add(batch.overdue(view.day), " overdue", " 笔逾期未验收");
    if (const Fen idle = batch.idle(view.day); idle > 0)
      open += (open.empty() ? "" : cli.say(", ", "，")) + cli.say("idle ", "闲置 ") + cli.yuan(idle);
    std::vector<std::string> row{id,
                                 stage_text(cli, batch, view.day),
                                 with_separators(batch.recorded_count),
                                 batch.declared_count > 0 ? with_separators(batch.declared_count) : "",
                                 yuan_text(batch.recorded_total),
                                 yuan_text(batch.declared_total)};
    if (released) row.push_back(yuan_text(batch.recorded_total - batch.released_total));
    row.insert(row.end(), {yuan_text(batch.paid_total), open});
    table.row(std::move(row));
  }
  return table.text();
}

/// How many of each kind there are, and what lists them.
std::string things_text(const Cli& cli, const ProgrammeView& view) {
  std::string out;
  for (const auto& [kind, things] : view.things) {
    if (things.empty() || kind == &rounds()) continue;
    out += "  " + cli.counted(things.size(), kind->noun);
    if (kind == &products())
      out += cli.say(", listed on the day: ", "，其中在册 ") +
             with_separators(static_cast<std::uint64_t>(std::ranges::count(things, true, &Thing::current)));
    const char* const family = kind == &products()   ? "listing"
                               : kind == &projects() ? "project"
                               : kind == &reliefs()  ? "relief"
                                                     : "fund";
    out += "  (credence " + std::string(family) + (kind == &investors() ? " investors " : " list ") +
           view.id + ")\n";
  }
  return out;
}

std::string after(const std::string& mark, const std::string& text) {
  return text.empty() ? text : mark + text;
}

std::string recoveries_text(const Cli& cli, const ProgrammeView& view) {
  std::string out;
  for (const auto& [id, recovery] : view.recoveries)
    out += "  " + cli.say("recovery ", "追回 ") + id + "  " + std::string(text_of(recovery.code)) + "  " +
           cli.say("demanded ", "要求 ") + cli.yuan(recovery.demanded) +
           cli.say(", recovered ", "，已追回 ") + cli.yuan(recovery.recovered) +
           cli.say(", outstanding ", "，尚欠 ") + cli.yuan(recovery.demanded - recovery.recovered) +
           after(cli.say(", and ", "，另欠"), charges_text(recovery.charges_outstanding(), cli.language())) +
           after(cli.say("; ", "；"), due_text(recovery, view.day, cli.language())) +
           (recovery.correction ? "\n    " + correction_text(*recovery.correction, cli.language()) : "") +
           "\n";
  return out;
}

/// Hundredths of a multiple, rounded down: "2.50"; nothing of nothing.
json::value multiple(Fen drawn, Fen of) {
  if (of <= 0) return nullptr;
  const auto hundredths = static_cast<unsigned __int128>(drawn) * 100 / static_cast<unsigned __int128>(of);
  const auto whole = static_cast<std::uint64_t>(hundredths / 100);
  const std::string rest = std::to_string(static_cast<std::uint64_t>(hundredths % 100));
  return json::string(std::to_string(whole) + "." + (rest.size() < 2 ? "0" + rest : rest));
}

/// 财政资金杠杆: what others put in for each yuan of the fund, of money and of promises apart. Computed, never kept.
std::string leverage_text(const Cli& cli, const ProgrammeValue& v) {
  if (v.kind != ProgrammeKind::fund_investment) return {};
  const auto line = [&](std::string_view en, std::string_view zh, Fen drawn, std::string_view of_en,
                        std::string_view of_zh, Fen of) {
    const json::value times = multiple(drawn, of);
    return "  " + cli.say(en, zh) + cli.money(drawn) + cli.say(", leverage on ", "，") +
           cli.say(of_en, of_zh) + (times.is_null() ? "—" : std::string(times.get_string())) + "\n";
  };
  return line("social capital paid in   ", "社会资本实缴 ", v.social_capital,
              "money paid: ", "按实际拨付的财政资金杠杆 ", v.paid) +
         line("social capital promised  ", "社会资本认缴 ", v.social_promised,
              "money promised: ", "按决定安排的财政资金杠杆 ", v.awarded);
}

/// What the fund put in, less what came back of it by recovery.
Fen invested(const ProgrammeValue& v) { return v.paid - v.recovered; }
/// What of it neither ended nor is demanded back: as the rule of exits and losses has it.
Fen still_invested(const ProgrammeValue& v) { return v.paid - v.demanded - v.cost_ended; }

/// What became of a fund's investments; nothing where none ended and none bore anything.
std::string returns_text(const Cli& cli, const ProgrammeValue& v) {
  if (v.kind != ProgrammeKind::fund_investment || (v.cost_ended == 0 && v.returned == 0)) return {};
  const Fen open = v.demanded - v.recovered;
  const json::value times = multiple(v.returned, invested(v));
  return "  " + cli.say("returned  ", "累计回收 ") + cli.money(v.returned) +
         cli.say(", on money invested: ", "，为已投金额的 ") +
         (times.is_null() ? "—" : std::string(times.get_string()) + cli.say("", " 倍")) + "\n  " +
         cli.say("ended     ", "已终结成本 ") + cli.money(v.cost_ended) +
         cli.say(", written off ", "，其中核销损失 ") + cli.money(v.written_off) + "\n  " +
         cli.say("invested  ", "仍在投 ") + cli.money(still_invested(v)) +
         (open > 0
              ? cli.say(", without what is demanded back and outstanding: ", "，已扣除要求追回而未到账的 ") +
                    cli.money(open)
              : "") +
         "\n";
}

/// By round what was invested, and who invested beside the fund.
std::string fund_tables(const Cli& cli, const ProgrammeView& view) {
  std::string out;
  for (const auto& [kind, things] : view.things)
    if (!things.empty() && (kind == &rounds() || kind == &investors()))
      out += (kind == &rounds() ? cli.say("by round\n", "按投资轮次\n")
                                : cli.say("co-investors\n", "共同出资方\n")) +
             things_table(cli, *kind, things, Omit::by_programme);
  return out;
}

}  // namespace

Outcome<ProgrammeView> read_programme(const Cli& cli, Client& client, const Id& id, const Date& day) {
  auto found = client.state<ProgrammeValue>(ProgrammeKey{id});
  if (!found) return std::unexpected(found.error());
  ProgrammeView out;
  out.id = id;
  out.value = **found;
  out.proof = found->proof();
  out.day = day;
  const auto add_things = [&](const std::vector<HistoryEntry>& entries) {
    for (const Kind* const kind :
         {&projects(), &products(), &investments(), &investors(), &rounds(), &fund_returns(), &reliefs()})
      out.things.emplace_back(kind, kind->fold(cli, entries, day));
  };
  if (!out.value) {
    add_things({});
    return out;
  }
  if (out.value->rules_version > 0) {
    auto rules = client.state<ProgrammeRules>(ProgrammeRulesKey{id});
    if (!rules) return std::unexpected(rules.error());
    out.rules = **rules;
  }
  auto history = client.history(of_programme(id));
  if (!history) return std::unexpected(history.error());
  Parts parts;
  ProgrammePast past;
  for (const HistoryEntry& entry : (*history)->entries) {
    parts.add(entry.fact);
    if (auto good = past.add(entry); !good) return give_up(ExitCode::not_verified, good.error());
  }
  out.support = support_of(std::move(past).awards());
  add_things((*history)->entries);
  for (auto& [kind, things] : out.things)
    if (kind == &products())
      if (auto good = end_listings(cli, client, {}, day, things); !good) return std::unexpected(good.error());
  if (auto good = read_all<QuotaKey>(client, id, parts.quotas, out.quotas); !good)
    return std::unexpected(good.error());
  if (auto good = read_all<AwardBatchKey>(client, id, parts.batches, out.batches); !good)
    return std::unexpected(good.error());
  if (auto good = read_all<ChallengeKey>(client, id, parts.challenges, out.challenges); !good)
    return std::unexpected(good.error());
  if (auto good = read_all<RecoveryKey>(client, id, parts.recoveries, out.recoveries); !good)
    return std::unexpected(good.error());
  return out;
}

std::string programme_text(const Cli& cli, const ProgrammeView& view) {
  const ProgrammeValue& v = *view.value;
  std::string out = view.id + "  " + v.name + "  " + std::to_string(v.fiscal_year) + "  " +
                    std::string(kind_words(v.kind).in(cli.language()));
  if (v.closed_on) out += cli.say("  closed ", "  已关闭 ") + v.closed_on->iso();
  if (!v.task.empty()) out += cli.say("  task ", "  任务 ") + v.task;
  out += "\n  " + lead_text(cli, v) + "\n";
  const auto row = [&](std::string_view en, std::string_view zh, Fen amount, const std::string& more = {}) {
    out += "  " + cli.say(en, zh) + cli.money(amount) + more + "\n";
  };
  row("budget    ", "预算   ", v.budget);
  if (v.allocated > 0) row("in quotas ", "已分配 ", v.allocated);
  out +=
      "  " + awarded_text(cli, v, view.support) + "\n  " + paid_text(cli, v) + "\n" + reversed_text(cli, v);
  if (v.recoveries > 0)
    row("recovered ", "已追回 ", v.recovered, cli.say(" of ", "，要求追回 ") + cli.yuan(v.demanded));
  if (!v.charged.none())
    out += "  " + cli.say("beside it ", "另要求 ") + charges_text(v.charged, cli.language()) +
           cli.say("; came in: ", "；已到账：") +
           (v.charges_received.none() ? cli.say("nothing", "无")
                                      : charges_text(v.charges_received, cli.language())) +
           "\n";
  out += leverage_text(cli, v) + returns_text(cli, v);
  if (view.rules)
    out += "  " + cli.say("rules, version ", "规则，版本 ") + std::to_string(v.rules_version) + "\n" +
           rules_text(cli, *view.rules);
  for (const auto& [id, quota] : view.quotas)
    out += "  " + cli.say("quota ", "额度 ") + id + "  " + quota.name + "  " + cli.yuan(quota.amount) +
           cli.say(", awarded ", "，安排 ") + cli.yuan(quota.awarded) + cli.say(", ", "，") +
           std::string(paid_words(v.kind).in(cli.language())) + " " + cli.yuan(quota.paid) + "\n";
  for (const auto& [id, challenge] : view.challenges)
    out += "  " + cli.say("challenge ", "榜单 ") + id + "  " + challenge.title + "  " +
           cli.yuan(challenge.amount) + cli.say(", bids to ", "，揭榜截止 ") + challenge.bids_until.iso() +
           ": " + std::to_string(challenge.bids) +
           (challenge.selected ? cli.say(", selected", "，已定榜") : "") + "\n";
  return out + things_text(cli, view) + fund_tables(cli, view) + batches_text(cli, view) +
         recoveries_text(cli, view);
}

json::object programme_json(const ProgrammeView& view) {
  json::object out{{"id", view.id}, {"programme", nullptr}, {"rules", nullptr}, {"day", view.day.iso()}};
  if (view.value) out["programme"] = to_json(*view.value);
  if (view.value) out["support"] = support_json(view.support);
  if (view.value && view.value->kind == ProgrammeKind::fund_investment)
    out["leverage"] =
        json::object{{"of_paid", multiple(view.value->social_capital, view.value->paid)},
                     {"of_promised", multiple(view.value->social_promised, view.value->awarded)}};
  if (view.value && view.value->kind == ProgrammeKind::fund_investment) {
    const Fen put_in = invested(*view.value), still = still_invested(*view.value);
    out["money_back"] = json::object{{"invested", std::to_string(put_in)},
                                     {"invested_yuan", yuan_text(put_in)},
                                     {"still_invested", std::to_string(still)},
                                     {"still_invested_yuan", yuan_text(still)},
                                     {"of_invested", multiple(view.value->returned, put_in)}};
  }
  if (view.rules) out["rules"] = to_json(*view.rules);
  out["quotas"] = named_json<QuotaKey>(view.quotas);
  json::array batches = named_json<AwardBatchKey>(view.batches);
  for (std::size_t i = 0; i < view.batches.size(); ++i) {
    json::object& one = batches[i].as_object();
    one["overdue"] = view.batches[i].value.overdue(view.day);
    one["idle"] = std::to_string(view.batches[i].value.idle(view.day));
  }
  out["batches"] = std::move(batches);
  out["challenges"] = named_json<ChallengeKey>(view.challenges);
  out["recoveries"] = named_json<RecoveryKey>(view.recoveries);
  for (const auto& [kind, things] : view.things) out[kind->member] = things_json(things);
  return out;
}

}  // namespace credence
