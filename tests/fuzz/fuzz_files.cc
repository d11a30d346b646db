// SPDX-License-Identifier: Apache-2.0
// Hostile small files and words: node.toml, genesis.json, key files, addresses of nodes; and whatever is
// shown of them.
#include <boost/json.hpp>

#include "client/endpoint.h"
#include "keys/key_file.h"
#include "ledger/primitives/printable.h"
#include "ledger/views/genesis_json.h"
#include "node/base/config.h"
#include "tests/fuzz/fuzz.h"
#include "tests/support/domain_samples.h"

namespace credence::fuzz {
namespace {

void try_config(std::string_view text) {
  const auto config = node::parse_config(text, "/x");
  if (!config) {
    CREDENCE_ASSERT(config.error().code == Code::bad_config && !config.error().detail.empty());
    return;
  }
  CREDENCE_ASSERT(config->data_dir.starts_with('/') && config->peers.size() <= limits::kValidatorsMax);
}

void try_genesis(std::string_view text) {
  const auto genesis = genesis_from_json(text);
  if (!genesis) {
    CREDENCE_ASSERT(genesis.error().code == Code::bad_genesis);
    return;
  }
  const auto again = genesis_from_json(genesis_to_json(*genesis));
  CREDENCE_ASSERT(again && chain_id(*again) == chain_id(*genesis));
}

void try_address(std::string_view text) {
  const auto endpoint = parse_endpoint(text);
  if (!endpoint) return;
  CREDENCE_ASSERT(!endpoint->host.empty() && !endpoint->port.empty());
  CREDENCE_ASSERT(parse_endpoint(endpoint->url()) == endpoint);
}

void try_printing(std::string_view text) {
  const std::string shown = printable(text);
  CREDENCE_ASSERT(printable(shown) == shown && valid_utf8(shown));
  for (const char c : shown) CREDENCE_ASSERT(static_cast<unsigned char>(c) >= 0x20 && c != 0x7F);
  boost::system::error_code error;
  (void)boost::json::parse(printable_json(boost::json::serialize(boost::json::string(text))), error);
  CREDENCE_ASSERT(!error);
}

}  // namespace

void one_input(BytesView bytes) {
  const std::string_view text = text_of(bytes);
  try_config(text);
  try_genesis(text);
  try_address(text);
  try_printing(text);
  if (const auto key = public_key_of(text); !key) CREDENCE_ASSERT(key.error().code == Code::damaged_key_file);
}

std::vector<Bytes> seeds() {
  std::vector<Bytes> out;
  for (const std::string& text :
       {genesis_to_json(samples::genesis()), seal_key(samples::secret(1), "secret", true).value(),
        std::string("https://node.example:7443/credence#sha256=") + std::string(64, 'a'),
        std::string("http://[::1]:7101"), std::string("\x1b[2J\xC2\x9B\xE2\x80\xAE\xB4\xED 企业")}) {
    const BytesView view = bytes_of(text);
    out.emplace_back(view.begin(), view.end());
  }
  return out;
}

}  // namespace credence::fuzz
