// SPDX-License-Identifier: Apache-2.0
#include "client/console/dry_run.h"

#include "client/base/json_text.h"
#include "client/code_exceptions.h"
#include "client/console/touched.h"
#include "client/console/waits_too.h"
#include "client/words/facts.h"
#include "ledger/views/json.h"

namespace credence {
namespace {

namespace json = boost::json;

/// "record", "wait" or "refuse".
const char* what_becomes(const DryRunAnswer::Tried& tried) {
  return tried.whole.code != 0 || !tried.lines.empty() ? "refuse" : tried.whole.pending ? "wait" : "record";
}

json::object tried_json(const Step& step, const DryRunAnswer::Tried& tried) {
  json::array lines;
  for (const Receipt& line : tried.lines) lines.emplace_back(to_json(error_of(line)));
  json::object out{{"what", step.what}, {"would", what_becomes(tried)}, {"error", nullptr}};
  if (tried.whole.code != 0) out["error"] = to_json(error_of(tried.whole));
  out["lines"] = std::move(lines);
  return out;
}

std::string tried_text(Cli& cli, const Step& step, const DryRunAnswer::Tried& tried) {
  const std::string_view would = what_becomes(tried);
  const std::string what = step.what + "\n" + touched_text(cli, step.action);
  if (would == "record") return cli.say("would be recorded: ", "可以记录：") + what;
  if (would == "wait")
    return cli.say("would wait for a second signature, and then be recorded: ",
                   "提交后待复核，复核通过即可记录：") +
           what;
  std::string out = cli.say("would be refused: ", "将被拒绝：") + what;
  for (const Receipt& line : tried.lines) out += "  " + error_text(error_of(line), cli.language()) + "\n";
  if (tried.whole.code != 0 && tried.lines.empty())
    out += "  " + error_text(error_of(tried.whole), cli.language()) + "\n";
  return out;
}

}  // namespace

std::optional<Error> first_refusal(const DryRunAnswer::Tried& tried) {
  // What is wrong with the whole when lines were left out follows from that.
  if (!tried.lines.empty()) return error_of(tried.lines.front());
  if (tried.whole.code != 0) return error_of(tried.whole);
  return std::nullopt;
}

Outcome<WouldSign> would_sign(Cli& cli) {
  if (cli.key.empty())
    if (auto none = cli.signing_key(); !none) return std::unexpected(none.error());
  auto maker = cli.keyring().public_key(cli.key);
  if (!maker) return std::unexpected(maker.error());
  WouldSign out{key_id(*maker), {}};
  if (cli.checker.empty()) return out;
  auto checker = cli.keyring().public_key(cli.checker);
  if (!checker) return std::unexpected(checker.error());
  out.others.push_back(key_id(*checker));
  if (auto good = cli.require_checker(out.maker, out.others.front(), "--checker " + cli.checker); !good)
    return std::unexpected(good.error());
  return out;
}

std::string said_by(const Cli& cli, const std::string& node, Height height) {
  return cli.say("so says ", "以上为节点 ") + node + cli.say(" after block ", " 依据区块 ") +
         with_separators(height) +
         cli.say("; not proved. Nothing was signed, nothing was recorded\n",
                 " 之后状态的答复，未经证明。未签名，未记录\n");
}

int try_steps(Cli& cli, const std::vector<Step>& steps) {
  std::vector<Action> actions;
  for (const Step& step : steps) {
    if (auto good = check_action(step.action, taken_before); !good)
      return cli.finish({ExitCode::bad_input, good.error()});
    actions.push_back(step.action);
  }
  auto signers = would_sign(cli);
  if (!signers) return cli.finish(signers.error());
  auto client = cli.client();
  if (!client) return cli.finish(client.error());
  // What waits before the first of them is tried before it, and not told.
  auto before = actions.empty() || !signers->others.empty()
                    ? Outcome<std::vector<Action>>()
                    : waits_before(**client, signers->maker, actions.front());
  if (!before) return cli.finish(before.error());
  actions.insert(actions.begin(), before->begin(), before->end());
  auto answer = (*client)->dry_run(signers->maker, signers->others, actions);
  if (!answer) return cli.finish(answer.error());
  answer->tried.erase(answer->tried.begin(),
                      answer->tried.begin() + static_cast<std::ptrdiff_t>(before->size()));
  std::optional<Error> first;
  std::string text;
  json::array results;
  for (std::size_t i = 0; i < steps.size(); ++i) {
    const DryRunAnswer::Tried& tried = answer->tried[i];
    if (!first) first = first_refusal(tried);
    if (!cli.json) text += tried_text(cli, steps[i], tried);
    results.push_back(tried_json(steps[i], tried));
  }
  const int exit = first ? static_cast<int>(ExitCode::refused) : 0;
  if (!cli.json) {
    cli.print(text);
    cli.note(said_by(cli, answer->node, answer->height));
    cli.warn_of_bad_answers();
    return exit;
  }
  json::object out{{"dry_run", true},
                   {"node", answer->node},
                   {"height", answer->height},
                   {"results", std::move(results)},
                   {"exit_code", exit}};
  if (first) out["error"] = to_json(*first);
  cli.print_json(out);
  return exit;
}

}  // namespace credence
