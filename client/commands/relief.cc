// SPDX-License-Identifier: Apache-2.0
// credence relief …: what was used of a tax relief. Nobody pays it: the tax authority records what an enterprise
// claims in its return, checks it, sets another amount, or withdraws it.
#include <algorithm>

#include "client/base/list_errors.h"
#include "client/commands/families.h"
#include "client/console/console.h"
#include "client/console/options.h"
#include "client/four_eyes.h"
#include "client/words/enum_words.h"

namespace credence {
namespace {

struct ReliefOptions {
  std::string programme, list, batch, from, to, amount_wan, on, document_no, reason, duplicates = "ask";
  std::uint32_t line = 0, award_line = 0;
  [[nodiscard]] std::string name() const { return programme + "/" + list + "#" + std::to_string(line); }
};

int submit_line(Cli& cli, const ReliefOptions& o, ReliefStep step, const ReliefLine& line) {
  RecordRelief action{Id(o.programme), Id(o.list), step, DocumentNo(o.document_no), Note(o.reason), {}};
  action.lines.push_back(line);
  return cli.submit(action, cli.say("relief ", "税收优惠") +
                                std::string(relief_words(step).in(cli.language())) + cli.say(": ", "：") +
                                o.name());
}

/// Another claim of the enterprise in the programme, for days of the same period.
struct OtherClaim {
  Id list;
  ReliefLine line;
  std::optional<TxId> waits;  // for its second signature, as this transaction; none: it is recorded
};

/// Of the enterprise whose award line this is, claims that stand or wait and have days in common with it.
Outcome<std::vector<OtherClaim>> other_claims(Client& client, const Id& programme, const Id& list,
                                              const ReliefLine& line) {
  std::vector<OtherClaim> out;
  auto award = client.state<AwardValue>(AwardKey{programme, line.award_batch, line.award_line});
  if (!award) return std::unexpected(award.error());
  if (!**award || !(**award)->code) return out;  // the ledger says so
  const Uscc code = *(**award)->code;
  const auto common = [&](const Id& of, const ReliefLine& one) {
    return !(of == list && one.line == line.line) && one.period_from <= line.period_to &&
           line.period_from <= one.period_to;
  };
  auto read = client.read_history(of_enterprise(code), {.kinds = {"relief_recorded"}, .programme = programme},
                                  [&](const HistoryEntry& entry) {
                                    const auto& fact = std::get<ReliefRecorded>(entry.fact);
                                    std::erase_if(out, [&](const OtherClaim& held) {
                                      return held.list == fact.list && held.line.line == fact.line.line;
                                    });
                                    if (fact.step != ReliefStep::withdrawn && common(fact.list, fact.line))
                                      out.push_back({fact.list, fact.line, {}});
                                    return true;
                                  });
  if (!read) return std::unexpected(read.error());
  auto all = waiting(client, std::nullopt);
  if (!all) return std::unexpected(all.error());
  for (const Waiting& one : all->items) {
    const auto* const claims = std::get_if<RecordRelief>(&one.action);
    if (claims == nullptr || claims->programme != programme || claims->step != ReliefStep::claimed ||
        one.held.until < date_in_china(all->proof.header.time_ms))
      continue;
    for (const ReliefLine& other : claims->lines) {
      if (!common(claims->list, other)) continue;
      auto held = client.state<AwardValue>(AwardKey{programme, other.award_batch, other.award_line});
      if (!held) return std::unexpected(held.error());
      if (**held && (**held)->code == code) out.push_back({claims->list, other, one.id});
    }
  }
  return out;
}

std::string one_claim(const Cli& cli, const OtherClaim& one) {
  return "  " + one.list + "#" + std::to_string(one.line.line) + cli.say(": ", "：") +
         one.line.period_from.iso() + cli.say(" to ", " 至 ") + one.line.period_to.iso() +
         cli.say(", ", "，") + yuan_text(one.line.amount) + cli.say(" CNY", " 元") +
         (one.waits ? cli.say(" (waits for its second signature, ", "（待复核，编号 ") +
                          one.waits->hex().substr(0, 8) + cli.say(")", "）")
                    : "") +
         "\n";
}

/// What the enterprise claims for days of the same period is shown, and asked about: the same relief may be
/// claimed once.
Outcome<void> ask_of_others(Cli& cli, const ReliefOptions& o, const ReliefLine& line) {
  if (o.duplicates == "off") return {};
  auto client = cli.client();
  if (!client) return std::unexpected(client.error());
  auto others = other_claims(**client, Id(o.programme), Id(o.list), line);
  if (!others) return std::unexpected(others.error());
  if (others->empty()) return {};
  std::string shown;
  for (const OtherClaim& one : *others) shown += one_claim(cli, one);
  cli.note(cli.say("claimed by the enterprise for days of the same period:\n",
                   "该企业已就同一所属期内的日期申报：\n") +
           shown);
  if (o.duplicates == "accept" || cli.dry_run ||
      confirmed(cli, cli.say("record this claim nevertheless? [y/N] ", "仍要记录本次申报吗？[y/N] ")))
    return {};
  const OtherClaim& first = others->front();
  return give_up(ExitCode::refused, list_code::claimed_before,
                 o.programme + "/" + first.list + "#" + std::to_string(first.line.line) + ": " +
                     first.line.period_from.iso() + cli.say(" to ", " 至 ") + first.line.period_to.iso());
}

int claim(Cli& cli, const ReliefOptions& o) {
  for (const std::string& id : {o.programme, o.list, o.batch})
    if (auto good = id_option(id); !good) return cli.finish(good.error());
  ReliefLine line;
  line.line = o.line;
  line.award_batch = o.batch;
  line.award_line = o.award_line;
  auto amount = wan_option(o.amount_wan, "--amount");
  if (!amount) return cli.finish(amount.error());
  line.amount = *amount;
  for (const auto& [text, option, day] :
       {std::tuple{&o.from, "--from", &line.period_from}, std::tuple{&o.to, "--to", &line.period_to},
        std::tuple{&o.on, "--on", &line.on}}) {
    auto given = date_option(*text, option);
    if (!given) return cli.finish(given.error());
    *day = *given;
  }
  if (auto good = days_in_order(line.period_from, line.period_to); !good) return cli.finish(good.error());
  if (auto good = ask_of_others(cli, o, line); !good) return cli.finish(good.error());
  return submit_line(cli, o, ReliefStep::claimed, line);
}

/// A later step says again what the claim said, as the ledger has it.
template <ReliefStep step>
int follow(Cli& cli, const ReliefOptions& o) {
  auto on = date_option(o.on, "--on");
  if (!on) return cli.finish(on.error());
  auto client = cli.client();
  if (!client) return cli.finish(client.error());
  auto held = (*client)->state<ReliefValue>(ReliefKey{Id(o.programme), Id(o.list), o.line});
  if (!held) return cli.finish(held.error());
  if (!**held) return cli.finish({ExitCode::refused, Error{Code::unknown_relief, o.name()}});
  const ReliefValue& v = ***held;
  ReliefLine line{o.line, v.award_batch, v.award_line, v.period_from, v.period_to, v.amount, *on};
  if (v.step == ReliefStep::withdrawn)
    return cli.finish(
        {ExitCode::refused,
         Error{Code::nothing_to_correct, o.name() + cli.say(": withdrawn on ", "：已取消，") + v.on.iso()}});
  if (step == ReliefStep::withdrawn) line.amount = 0;
  if (step == ReliefStep::adjusted) {
    auto amount = wan_option(o.amount_wan, "--amount");
    if (!amount) return cli.finish(amount.error());
    line.amount = *amount;
  }
  return submit_line(cli, o, step, line);
}

constexpr Words kListWords{"the id of the list of reliefs", "优惠清单编号，在本专项内唯一"};
constexpr Words kLineWords{"its number in this list", "清单中的行号"};

Command& add_step(Command& family, ReliefOptions& o, const char* verb, Words about,
                  int (*run)(Cli&, const ReliefOptions&), Words on_words) {
  Command& out = family.command(verb, about, o, run);
  out.argument("PROGRAMME", &o.programme, kProgrammeWords);
  out.argument("LIST", &o.list, kListWords);
  out.argument("LINE", &o.line, kLineWords);
  out.option("--on DAY", &o.on, on_words).required();
  out.option("--document-no NUMBER", &o.document_no, kDocumentNoWords);
  return out;
}

}  // namespace

void add_relief_commands(Command& app) {
  Command& family =
      app.command("relief", {"tax relief that was used: nobody pays it", "税收优惠享受情况（无人拨付）"})
          .uses(kSigns);
  auto& o = family.keep<ReliefOptions>();
  Command& claimed = add_step(family, o, "claim",
                              {"record what an enterprise claimed in its return (role award)",
                               "记录企业申报享受的优惠（角色 award）"},
                              claim, {"the day of the claim", "申报日期"});
  claimed.option("--batch BATCH", &o.batch, kBatchWords).required();
  claimed.option("--line N", &o.award_line, kBatchLineWords).required();
  claimed.option("--from DAY", &o.from, {"the first day of the tax period", "所属期起"}).required();
  claimed.option("--to DAY", &o.to, {"the last day of the tax period", "所属期止"}).required();
  claimed.option("--amount AMOUNT", &o.amount_wan, {"how much of the award is used by it", "享受金额"})
      .required();
  claimed
      .option("--duplicates WHAT", &o.duplicates,
              {"claims of the enterprise for days of the same period: ask (stop where nobody can be asked), "
               "accept, off (do not look)",
               "该企业就同一所属期内日期的其他申报：ask 询问（无人可问时停止）、accept 仍予记录、off 不查重"})
      .one_of({"ask", "accept", "off"});
  add_step(
      family, o, "check",
      {"record that the claim was checked, and stands (role award)", "记录已核查，金额不变（角色 award）"},
      follow<ReliefStep::checked>, {"the day of the check", "核查日期"});
  Command& adjusted = add_step(
      family, o, "adjust",
      {"record another amount, upwards or downwards (role award)", "调整享受金额，可增可减（角色 award）"},
      follow<ReliefStep::adjusted>, {"the day of the adjustment", "调整日期"});
  adjusted.option("--amount AMOUNT", &o.amount_wan, {"used from now on", "调整后的享受金额"}).required();
  adjusted.option("--reason TEXT", &o.reason, kReasonWords).required();
  Command& withdrawn =
      add_step(family, o, "withdraw",
               {"record that the relief is withdrawn: nothing of it counts as used (role award)",
                "取消优惠：不再计入享受金额（角色 award）"},
               follow<ReliefStep::withdrawn>, {"the day of the withdrawal", "取消日期"});
  withdrawn.option("--reason TEXT", &o.reason, kReasonWords).required();
}

}  // namespace credence
