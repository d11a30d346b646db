// SPDX-License-Identifier: Apache-2.0
// What was asked of a moment of the past and was not there: whether it is there today.
#pragma once

#include "client/console/console.h"

namespace credence {

[[nodiscard]] inline std::string later_words(const Cli& cli) {
  return cli.say("; it was recorded later", "；其后才有记录");
}
/// These words where the state has a value of this key by now; nothing where today was asked about.
template <class Value, class Key>
[[nodiscard]] std::string recorded_later(Cli& cli, const ReadOptions& as_of, const Key& key) {
  if (!as_of.past()) return {};
  auto client = cli.client();
  if (!client) return {};
  const auto now = (*client)->template state<Value>(key);
  return now && **now ? later_words(cli) : "";
}

}  // namespace credence
