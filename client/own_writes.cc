// SPDX-License-Identifier: Apache-2.0
#include "client/own_writes.h"

#include <algorithm>

#include "client/base/files.h"
#include "client/base/json_text.h"
#include "client/base/now.h"

namespace credence {
namespace {

namespace json = boost::json;

constexpr std::string_view kOwnWritesFormat = "credence-own-writes-1";
constexpr std::size_t kOwnWritesBytesMax = std::size_t{64} << 10;

/// Those of the last minute.
json::object read_chains(const std::filesystem::path& file) {
  json::object out;
  const auto text = read_file(file, kOwnWritesBytesMax);
  const auto object = text ? parse_object(*text) : std::unexpected(text.error());
  if (!object || text_member(*object, "format") != kOwnWritesFormat) return out;
  const auto* const chains = object->if_contains("chains");
  if (chains == nullptr || !chains->is_object()) return out;
  const std::uint64_t now = now_ms();
  for (const auto& [chain, value] : chains->get_object()) {
    const auto at = value.is_object() ? number_member(value.get_object(), "at") : std::nullopt;
    if (at && *at <= now && now - *at < kOwnWriteForMs) out[chain] = value;
  }
  return out;
}

}  // namespace

Height latest_own_write(const std::filesystem::path& file, const ChainId& chain) {
  if (file.empty()) return 0;
  const json::object chains = read_chains(file);
  const auto* const value = chains.if_contains(chain.hex());
  return value == nullptr ? 0 : number_member(value->get_object(), "height").value_or(0);
}

void keep_own_write(const std::filesystem::path& file, const ChainId& chain, Height height) {
  if (file.empty()) return;
  json::object chains = read_chains(file);  // another program may have written meanwhile
  chains[chain.hex()] = {{"height", std::max(height, latest_own_write(file, chain))}, {"at", now_ms()}};
  const json::object object{{"format", kOwnWritesFormat}, {"chains", std::move(chains)}};
  if (make_private_directories(file.parent_path()))
    (void)write_file(file, json::serialize(object) + "\n", 0600);
}

}  // namespace credence
