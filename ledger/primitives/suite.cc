// SPDX-License-Identifier: Apache-2.0
#include "ledger/primitives/suite.h"

#include <algorithm>

namespace credence {
namespace {

constexpr std::string_view kNames[] = {"secp256k1-sha256", "sm2-sm3"};
static_assert(std::size(kNames) == std::size(kSuites));

}  // namespace

std::string_view name_of(Suite suite) { return kNames[static_cast<std::size_t>(suite)]; }

std::optional<Suite> suite_named(std::string_view name) {
  const auto at = std::ranges::find(kNames, name);
  if (at == std::end(kNames)) return std::nullopt;
  return kSuites[at - std::begin(kNames)];
}

}  // namespace credence
