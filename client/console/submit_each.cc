// SPDX-License-Identifier: Apache-2.0
#include "client/console/submit_each.h"

#include "client/base/json_text.h"
#include "client/code_exceptions.h"
#include "client/console/dry_run.h"
#include "client/console/public_notice.h"
#include "client/console/touched.h"
#include "client/four_eyes.h"
#include "ledger/views/json.h"

namespace credence {
namespace {

namespace json = boost::json;

/// What became of one.
struct Became {
  std::optional<Failure> failure;
  std::optional<Verified<VerifiedTransaction>> sent;
  std::optional<Date> until = {};           // it waits to this day
  std::optional<PublicNotice> notice = {};  // it is in public notice
  std::optional<TxId> unsure = {};          // it may be executed all the same
  [[nodiscard]] bool waits() const { return sent && is_parked((*sent)->receipt); }
  [[nodiscard]] bool done() const { return sent && !waits(); }
};

json::object became_json(const Step& step, const Became& became) {
  json::object out{{"what", step.what},
                   {"transaction", nullptr},
                   {"height", nullptr},
                   {"waits", became.waits()},
                   {"error", nullptr}};
  if (became.sent) {
    out["transaction"] = (*became.sent)->transaction.id.hex();
    out["height"] = became.sent->header().height;
  }
  if (became.until) out["until"] = became.until->iso();
  if (became.notice) out["public_notice"] = became.notice->json();
  if (became.failure) out["error"] = to_json(became.failure->error);
  if (became.unsure) out["transaction"] = became.unsure->hex();
  return out;
}

/// `about`: what it touched, as it stood before.
std::string became_text(const Cli& cli, const Step& step, const std::string& about, const Became& became,
                        Words done) {
  std::string out = step.what + ": ";
  if (became.failure)
    return out + error_text(became.failure->error, cli.language()) + "\n" +
           (became.unsure ? cli.on_its_way_text(*became.unsure) : "");
  out += became.waits()  ? cli.waiting_words(became.until)
         : became.notice ? became.notice->what(cli)
                         : std::string(done.in(cli.language()));
  return out + cli.say(", block ", "，区块 ") + with_separators(became.sent->header().height) + "\n" + about +
         (became.notice ? "  " + became.notice->next(cli) + "\n" : "");
}

/// What is left out where nobody answers any more: it is recorded all the same.
void look_after(Client& client, Became& became) {
  const VerifiedTransaction& sent = **became.sent;
  if (became.waits())
    became.until = waits_until(client, sent.transaction.id).value_or(std::nullopt);
  else if (sent.action)
    became.notice = notice_of(client, *sent.action, sent.header.height).value_or(std::nullopt);
}

}  // namespace

int submit_each(Cli& cli, const std::vector<Step>& steps, Words done) {
  if (cli.dry_run) return try_steps(cli, steps);
  for (const Step& step : steps)
    if (auto good = check_action(step.action, taken_before); !good)
      return cli.finish({ExitCode::bad_input, good.error()});
  auto signer = cli.signing_key();
  if (!signer) return cli.finish(signer.error());
  auto second = cli.checking_key(*signer);
  if (!second) return cli.finish(second.error());
  auto client = cli.client();
  if (!client) return cli.finish(client.error());
  std::size_t count = 0, waiting = 0, refused = 0, lines = 0;
  Fen amount = 0;
  json::array results;
  std::optional<Failure> first;
  std::optional<BlockProof> proof;
  for (const Step& step : steps) {
    Became became;
    if (step.refused) {
      if (!first) first = step.refused;
      ++refused;
      became.failure = step.refused;
      results.push_back(became_json(step, became));
      if (!cli.json) cli.print(became_text(cli, step, {}, became, done));
      continue;
    }
    const std::string about = cli.json ? std::string() : touched_text(cli, step.action);
    auto sent = cli.send(step.action, *signer, *second ? Client::CoSigners{&**second} : Client::CoSigners{},
                         steps.size());
    if (sent) {
      proof = sent->proof();
      became.sent = *std::move(sent);
      look_after(**client, became);
    } else {
      became.failure = sent.error();
      if (became.failure->exit != ExitCode::refused) became.unsure = cli.on_its_way();
      if (!first) first = sent.error();
    }
    if (became.done()) {
      ++count;
      lines += step.lines;
      amount += step.amount.value_or(0);
    }
    waiting += became.waits() ? 1 : 0;
    refused += became.failure ? 1 : 0;
    results.push_back(became_json(step, became));
    if (!cli.json) cli.print(became_text(cli, step, about, became, done));
    if (became.failure && became.failure->exit != ExitCode::refused) break;
  }
  const int exit = first ? static_cast<int>(first->exit) : 0;
  const bool summed = std::ranges::all_of(steps, [](const Step& step) { return step.amount.has_value(); });
  const std::size_t not_sent = steps.size() - results.size();
  if (cli.json) {
    json::object out{{"results", std::move(results)},
                     {"done", count},
                     {"waiting", waiting},
                     {"refused", refused},
                     {"not_sent", not_sent},
                     {"lines", lines},
                     {"amount_fen", summed ? json::value(std::to_string(amount)) : json::value(nullptr)},
                     {"exit_code", exit},
                     {"proof", nullptr}};
    if (proof) out["proof"] = cli.proof_json(*proof);
    cli.print_json(out);
    return exit;
  }
  std::string out = std::string(done.in(cli.language())) + cli.say(": ", "：") + with_separators(count) +
                    cli.say(" of ", " / ") + with_separators(steps.size());
  if (lines > 0) out += cli.say(", ", "，") + cli.counted(lines, noun::kLine);
  if (amount > 0) out += cli.say(", ", "，") + cli.money(amount);
  if (waiting > 0)
    out += cli.say("; waiting for a second signature: ", "；待复核 ") + with_separators(waiting);
  if (refused > 0) out += cli.say("; failed: ", "；失败 ") + with_separators(refused);
  if (not_sent > 0) out += cli.say("; not sent: ", "；未提交 ") + with_separators(not_sent);
  cli.print(out + "\n" + (proof ? cli.proved_under(*proof) + "\n" : ""));
  cli.warn_of_bad_answers();
  return exit;
}

}  // namespace credence
