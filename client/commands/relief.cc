// SPDX-License-Identifier: Apache-2.0
// credence relief …: what was used of a tax relief. Nobody pays it: the tax authority records what an enterprise
// claims in its return, checks it, sets another amount, or withdraws it.
#include "client/commands/families.h"
#include "client/console/console.h"
#include "client/console/options.h"
#include "client/words/enum_words.h"

namespace credence {
namespace {

struct ReliefOptions {
  std::string programme, list, batch, from, to, amount_wan, on, document_no, reason;
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

int claim(Cli& cli, const ReliefOptions& o) {
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
