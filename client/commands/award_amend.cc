// SPDX-License-Identifier: Apache-2.0
// credence award amend: award lines, and what their batch says of itself, as they are to be, with the reason.
#include "client/commands/award_amend.h"

#include <algorithm>

#include "client/base/list_errors.h"
#include "client/commands/families.h"
#include "client/console/list_declaration.h"
#include "client/console/list_file.h"
#include "client/console/options.h"
#include "client/lists/plan.h"

namespace credence {
namespace {

struct AmendOptions {
  ListOptions list;
  std::string programme, batch, document_no, reason, published, declared_total;
  std::string amount, beneficiary, code, project, round, stake;  // of one line
  std::uint32_t line = 0;

  [[nodiscard]] bool of_line() const {
    return !amount.empty() || !beneficiary.empty() || !code.empty() || !project.empty() || !round.empty() ||
           !stake.empty();
  }
};

AwardLine line_of(std::uint32_t number, const AwardValue& held) {
  return {number, held.beneficiary, held.code, held.project, held.amount, held.persons, held.investment};
}

/// The round and the stake of a fund's investment, as they are given.
Outcome<void> amend_investment(const AmendOptions& o, AwardLine& line) {
  AwardChange change;
  if (!o.round.empty()) {
    auto round = parse_round(o.round);
    if (!round) return give_up(ExitCode::usage, round.error().code, "--round " + o.round);
    change.round = *round;
  }
  if (!o.stake.empty()) {
    auto stake = parse_stake(o.stake);
    if (!stake) return give_up(ExitCode::usage, stake.error().code, "--stake " + o.stake);
    change.stake = *stake;
  }
  if (needs_round(change, line)) return give_up(ExitCode::usage, Code::missing_value, "--round");
  line = changed(change, std::move(line));
  return {};
}

/// What is given of a line, on what the ledger holds of it.
Outcome<AwardLine> amended_line(Cli& cli, const AmendOptions& o, const AwardValue& held) {
  AwardLine out = line_of(o.line, held);
  if (!o.beneficiary.empty()) out.beneficiary = Name(o.beneficiary);
  if (!o.project.empty()) out.project = Name(o.project);
  if (o.code == "-") {
    out.code.reset();
  } else if (!o.code.empty()) {
    auto code = cli.code(o.code);
    if (!code) return std::unexpected(code.error());
    out.code = *code;
  }
  if (auto good = amend_investment(o, out); !good) return std::unexpected(good.error());
  if (o.amount.empty()) return out;
  auto amount = wan_option(o.amount, "--amount", held.amount);
  if (!amount) return std::unexpected(amount.error());
  out.amount = *amount;
  return out;
}

/// What changes of a line, field by field; said before it is signed.
std::string say_changes(Cli& cli, const Id& batch, const AwardLine& before, const AwardLine& after) {
  const std::string none = cli.say("none", "无");
  std::string out;
  const auto add = [&](const std::string& what, const std::string& old, const std::string& now) {
    if (old == now) return;
    out += (out.empty() ? "" : cli.say("; ", "；")) + what + " " + (old.empty() ? none : old) + " → " +
           (now.empty() ? none : now);
  };
  const auto code = [](const AwardLine& line) { return line.code ? std::string(text_of(*line.code)) : ""; };
  const auto persons = [](const AwardLine& line) {
    return line.persons ? std::to_string(line.persons->count) + " " + std::string(line.persons->person_class)
                        : "";
  };
  add(cli.say("enterprise", "企业"), std::string(before.beneficiary), std::string(after.beneficiary));
  add(cli.say("code", "代码"), code(before), code(after));
  add(cli.say("project", "项目"), std::string(before.project), std::string(after.project));
  add(cli.say("amount", "金额"), cli.money(before.amount), cli.money(after.amount));
  add(cli.say("persons", "人数"), persons(before), persons(after));
  const auto invested = [&cli](const AwardLine& line) {
    return line.investment ? investment_text(*line.investment, cli.language()) : "";
  };
  add(cli.say("round", "投资轮次"), invested(before), invested(after));
  if (out.empty()) out = cli.say("nothing changes", "无变化");
  cli.note(batch + "#" + std::to_string(after.line) + cli.say(": ", "：") + out + "\n");
  return out;
}

/// What the batch declares from now on: as given; else what its lines amount to where that was so before, or
/// where they would pass what it declared.
Outcome<void> declare_again(Cli& cli, const AmendOptions& o, const AwardBatchValue& batch, Fen added,
                            AmendAwards& action) {
  action.published = batch.published;
  if (!o.published.empty()) {
    auto day = date_option(o.published, "--published");
    if (!day) return std::unexpected(day.error());
    action.published = *day;
  }
  const Fen lines_total = batch.recorded_total + added;
  action.declared_total = batch.declared_total == batch.recorded_total
                              ? lines_total
                              : std::max(batch.declared_total, lines_total);
  if (!o.declared_total.empty()) {
    auto total = wan_option(o.declared_total, "--declared-total");
    if (!total) return std::unexpected(total.error());
    action.declared_total = *total;
  }
  if (action.declared_total != batch.declared_total)
    cli.note(cli.say("the batch declares from now on ", "批次公布总额改为 ") +
             cli.money(action.declared_total) + cli.say(", before ", "，原为 ") +
             cli.money(batch.declared_total) + "\n");
  return {};
}

/// The lines of a list as they are to be, and what they add to the batch, below zero where they lower it.
struct Amended {
  std::vector<AwardLine> lines;
  Fen added = 0;
};
Outcome<Amended> amended(Cli& cli, Client& client, const AmendAwards& action,
                         const std::vector<AwardChange>& changes) {
  Amended out;
  for (const AwardChange& change : changes) {
    auto held = client.state<AwardValue>(AwardKey{action.programme, action.batch, change.line});
    if (!held) return std::unexpected(held.error());
    if (!**held)
      return give_up(ExitCode::refused, Code::unknown_award,
                     action.programme + "/" + action.batch + "#" + std::to_string(change.line));
    const AwardLine before = line_of(change.line, ***held);
    if (needs_round(change, before))
      return give_up(ExitCode::bad_input, Code::missing_value,
                     action.batch + "#" + std::to_string(change.line) + " 投资轮次 (round)");
    AwardLine after = changed(change, before);
    say_changes(cli, action.batch, before, after);
    out.added += after.amount - before.amount;  // of at most kLinesMax lines
    out.lines.push_back(std::move(after));
  }
  return out;
}

/// What is asked for, by which a journal is known: of what is recorded there is nothing in it.
Bytes asked_for(const AmendAwards& action, const AmendOptions& o, const std::vector<AwardChange>& changes) {
  Bytes out = encode(Action(action));
  std::string text = o.published + "\n" + o.declared_total;
  for (const AwardChange& change : changes) {
    text += "\n";
    for (std::size_t c = 0; c < kColumnCount; ++c)
      if (const auto said = recorded_text(change, static_cast<Column>(c)))
        text += std::to_string(c) + "=" + *said + "\t";
  }
  std::ranges::copy(bytes_of(text), std::back_inserter(out));
  return out;
}

int amend(Cli& cli, const AmendOptions& o) {
  auto client = cli.client();
  if (!client) return cli.finish(client.error());
  AmendAwards action{Id(o.programme), Id(o.batch), DocumentNo(o.document_no), Note(o.reason), 0, {}, {}};
  const std::string name = o.programme + "/" + o.batch;
  auto batch = (*client)->state<AwardBatchValue>(AwardBatchKey{action.programme, action.batch});
  if (!batch) return cli.finish(batch.error());
  if (!**batch) return cli.finish({ExitCode::refused, Error{Code::unknown_batch, name}});
  auto kind = kind_of(cli, action.programme, false);
  if (!kind) return cli.finish(kind.error());
  if (!o.list.file.empty()) {
    ListOptions list = o.list;
    return import_file(
        cli, list, amended_award_list(),
        {.review = {.programme = action.programme, .batch = action.batch, .list = {}},
         .may_be_unidentified = true,
         .given = {.kind = *kind}},
        [&](const std::vector<AwardChange>& changes, const PreparedList&) -> Outcome<std::vector<Action>> {
          // What the lines are then, and what the batch declares, follow from what they are now: the journal is of
          // what was asked.
          list.asked = asked_for(action, o, changes);
          auto lines = amended(cli, **client, action, changes);
          if (!lines) return std::unexpected(lines.error());
          if (auto good = declare_again(cli, o, ***batch, lines->added, action); !good)
            return std::unexpected(good.error());
          return plan_amendments(action, lines->lines);
        });
  }
  if (o.line > 0 && !o.of_line())
    return cli.finish(
        {ExitCode::usage,
         Error{Code::missing_value, "LINE: --amount, --beneficiary, --code, --project, --round, --stake"}});
  Fen added = 0;
  std::string changes;
  if (o.line > 0) {
    auto held = (*client)->state<AwardValue>(AwardKey{action.programme, action.batch, o.line});
    if (!held) return cli.finish(held.error());
    if (!**held)
      return cli.finish({ExitCode::refused, Error{Code::unknown_award, name + "#" + std::to_string(o.line)}});
    auto line = amended_line(cli, o, ***held);
    if (!line) return cli.finish(line.error());
    added = line->amount - (**held)->amount;
    changes = cli.say(": ", "：") + say_changes(cli, action.batch, line_of(o.line, ***held), *line);
    action.lines.push_back(*std::move(line));
  }
  if (auto good = declare_again(cli, o, ***batch, added, action); !good) return cli.finish(good.error());
  return cli.submit(action, cli.say("amended: ", "已更正：") + name +
                                (o.line > 0 ? "#" + std::to_string(o.line) : "") + changes);
}

}  // namespace

Outcome<std::optional<ProgrammeKind>> kind_of(Cli& cli, const Id& programme, bool dry_run) {
  auto client = cli.client();
  if (!client) {
    if (dry_run) return std::nullopt;  // no network here: as far as the file goes
    return std::unexpected(client.error());
  }
  auto held = (*client)->state<ProgrammeValue>(ProgrammeKey{programme});
  if (!held) return std::unexpected(held.error());
  return **held ? std::optional((**held)->kind) : std::nullopt;
}

void add_award_amend(Command& family) {
  Command& amend_command = family.command(
      "amend", {"correct award lines, or what the batch says of itself, with the reason (role award)\n"
                "LINE and what of it is to be otherwise; or --file: 序号 and what is to be otherwise; what "
                "it does not say stays, - "
                "takes a project or a code away",
                "更正安排行或批次公布信息，须说明理由（角色 award）\n填 LINE 及要更正的内容；或用 --file "
                "给出序号及要更正的内容：未写的保持不变，项目或代码填 - 表示取消"});
  auto& o = amend_command.keep<AmendOptions>();
  amend_command.argument("PROGRAMME", &o.programme, kProgrammeWords);
  amend_command.argument("BATCH", &o.batch, kBatchWords);
  const Option& line = amend_command.argument("[LINE]", &o.line, kBatchLineWords);
  const Option& file = add_list_options(amend_command, o.list, "--file FILE").excludes({line});
  const auto of_line = [&](const char* spec, std::string* to, Words about) {
    amend_command.option(spec, to, about).needs({line});
  };
  of_line("--amount AMOUNT", &o.amount,
          {"万元, or with its unit; not below what was paid", "金额，万元或带单位；不低于已拨付金额"});
  of_line("--beneficiary NAME", &o.beneficiary,
          {"as registered under the code", "受益企业名称，与代码登记的一致"});
  of_line("--code CODE", &o.code,
          {"the enterprise's code; - takes it away; only while nothing is paid",
           "企业代码；填 - 表示取消确认；仅限尚未拨付"});
  of_line("--project TEXT", &o.project, {"the project's name", "项目名称"});
  of_line(
      "--round ROUND", &o.round,
      {"of a fund's investment: seed, angel, Pre-A, A to D, later, Pre-IPO, strategic, placement, buyout",
       "基金投资轮次：种子轮、天使轮、Pre-A轮、A轮至D轮、E轮及以后、Pre-IPO轮、战略投资、定向增发、并购"});
  of_line("--stake PERCENT", &o.stake,
          {"of a fund's investment: what the fund holds after it, as 12.5%", "基金投后持股比例，如 12.5%"});
  const Option& published =
      amend_command.option("--published DAY", &o.published, {"of the whole batch", "整个批次的公布日期"});
  const Option& total = amend_command.option(
      "--declared-total SUM", &o.declared_total,
      {"of the whole batch; else what its lines amount to, or as before where lines are still to come",
       "整个批次的公布总额；默认为各行之和；尚有行未记录时默认不变"});
  amend_command.option("--reason TEXT", &o.reason, kReasonWords).required();
  amend_command.option("--document-no NUMBER", &o.document_no, kDocumentNoWords);
  amend_command.at_least_one({line, file, published, total});
  amend_command.example(
      "credence award amend puhui-2026 b1 3 --amount 50 --reason 名单笔误 --document-no 粤工信〔2026〕9号 "
      "--key "
      "iit-award");
  amend_command.runs(o, amend);
}

}  // namespace credence
