// SPDX-License-Identifier: Apache-2.0
#include "client/own_writes.h"

#include <algorithm>

#include "client/base/hint_file.h"
#include "client/base/json_text.h"
#include "client/base/now.h"

namespace credence {
namespace {

namespace json = boost::json;

constexpr HintFile kOwnWrites{"credence-own-writes-1", "chains"};

/// Those of the last minute.
json::object read_chains(const std::filesystem::path& file) {
  json::object out;
  const std::uint64_t now = now_ms();
  for (const auto& [chain, value] : kOwnWrites.read(file)) {
    const auto at = value.is_object() ? number_member(value.get_object(), "at") : std::nullopt;
    if (at && *at <= now && now - *at < kOwnWriteForMs) out[chain] = value;
  }
  return out;
}

Height height_of(const json::object& chains, const ChainId& chain) {
  const auto* const value = chains.if_contains(chain.hex());
  return value == nullptr ? 0 : number_member(value->get_object(), "height").value_or(0);
}

}  // namespace

Height latest_own_write(const std::filesystem::path& file, const ChainId& chain) {
  return height_of(read_chains(file), chain);
}

void keep_own_write(const std::filesystem::path& file, const ChainId& chain, Height height) {
  if (file.empty()) return;
  json::object chains = read_chains(file);  // another program may have written meanwhile
  chains[chain.hex()] = {{"height", std::max(height, height_of(chains, chain))}, {"at", now_ms()}};
  kOwnWrites.keep(file, std::move(chains));
}

}  // namespace credence
