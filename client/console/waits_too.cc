// SPDX-License-Identifier: Apache-2.0
#include "client/console/waits_too.h"

#include "client/base/list_errors.h"
#include "client/words/action_view.h"

namespace credence {

std::string waits_text(const Cli& cli, const WaitsToo& waits) {
  constexpr std::size_t kShown = 20;
  const std::string all = waits.same ? std::string() : changes_text(waits.theirs, waits.ours, cli.language());
  if (all.empty()) return {};
  std::string out = cli.say("what waits, → what is given now:\n", "待复核的内容 → 本次内容：\n");
  std::size_t shown = 0;
  for (std::string_view rest = all; !rest.empty();) {
    const std::size_t end = rest.find('\n');
    if (++shown > kShown) return out + "  …\n";
    out.append("  ").append(rest.substr(0, end)).append("\n");
    rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + 1);
  }
  return out;
}

Failure waits_failure(const Cli& cli, const WaitsToo& waits) {
  return {ExitCode::refused, Error{waits.same ? list_code::waits_already : list_code::another_waits,
                                   waits.waiting.id.hex() + cli.say(": ", "：") +
                                       summary_of(waits.waiting.action, cli.language())}};
}

Outcome<std::vector<Action>> waits_before(Client& client, const KeyId& maker, const Action& action) {
  std::vector<Action> out;
  const auto* const receipt = std::get_if<RecordRecovery>(&action);
  if (receipt == nullptr || receipt->receipt < 2) return out;
  auto before = receipts_waiting(client, maker, receipt->programme, receipt->recovery);
  if (!before) return std::unexpected(before.error());
  for (RecordRecovery& one : *before)
    if (one.receipt < receipt->receipt) out.emplace_back(std::move(one));
  return out;
}

Outcome<void> refuse_waiting(Cli& cli, const Action& action) {
  const auto key = cli.key.empty() ? Outcome<PublicKey>() : cli.keyring().public_key(cli.key);
  if (cli.key.empty() || !key) return {};  // signing says so
  auto client = cli.client();
  if (!client) return std::unexpected(client.error());
  auto waits = waits_already(**client, key_id(*key), {action});
  if (!waits) return std::unexpected(waits.error());
  if (!*waits) return {};
  cli.note(waits_text(cli, **waits));
  return std::unexpected(waits_failure(cli, **waits));
}

}  // namespace credence
