// SPDX-License-Identifier: Apache-2.0
// node.toml: where a node keeps its things, whom it talks to, and its local limits. What validators must
// agree on stands in the genesis, not here: settings may differ from node to node without harm.
#pragma once

#include "keys/passphrase.h"
#include "ledger/chain/block.h"
#include "ledger/primitives/limits.h"
#include "node/base/log.h"

namespace credence::node {

/// "host:port", "[v6]:port"; the host may be a name.
struct Address {
  std::string host;
  std::uint16_t port = 0;
  [[nodiscard]] std::string text() const;
};
[[nodiscard]] Result<Address> parse_address(std::string_view text);

struct PeerConfig {
  std::string name;
  PublicKey key;
  Address address;
};

struct MempoolLimits {
  std::size_t count_max = 20'000;
  std::size_t bytes_max = 64 * limits::kMiB;
  std::size_t signer_count_max = 5'000;  // per signing key
  std::size_t peer_percent = 50;         // of count and bytes, through one peer
};

struct NodeConfig {
  std::string data_dir;
  std::string genesis_path;
  std::string key_path;
  std::string passphrase_path;  // empty: from the environment, CREDENCE_PASSPHRASE
  Address listen;               // for peers
  Address api;
  std::string tls_certificate_path, tls_key_path;  // of the API, PEM; empty: plain HTTP
  std::vector<PeerConfig> peers;
  std::vector<PublicKey> observers;  // nodes that may follow this one beside the validators
  bool observer = false;             // this node follows and serves without being a validator
  LogLevel log_level = LogLevel::info;
  bool log_json = false;

  MempoolLimits pool;
  std::size_t api_connections_max = 1'000;
  std::size_t api_bytes_max = 64 * limits::kMiB;  // of long bodies and answers on their way
  std::size_t api_address_percent = 25;           // of all of that, for one address
  std::size_t worker_threads = 0;                 // 0: one for each core
  // How much of the state stays in memory; absent: as StateTree::Cache says.
  std::optional<std::size_t> state_cache_bytes;

  Height snapshot_behind = 0;  // a node that lacks more blocks joins by a snapshot of the state; 0: never
  Height keep_blocks = 0;      // how many of the last blocks are kept; 0: all

  std::size_t scrub_bytes_per_second = 4 * limits::kMiB;  // read again while it works; 0: none
  std::uint64_t scrub_every_hours = 24;                   // from one end to the next beginning

  std::string texts_dir;  // where texts of credit entries are kept; empty: this node keeps none
  std::uint64_t texts_bytes_max = 1024 * limits::kMiB;

  std::uint64_t view_timeout_ms = 2'000;
  // How long a transaction may be passed over before this node suspects the primary.
  std::uint64_t patience_ms = 4'000;
  std::uint64_t api_idle_ms = 30'000;
};

/// Reads and checks the text of node.toml. Relative paths are taken from `directory`. `bad_config` with
/// "line:column: what": unknown and repeated settings are refused, as are missing ones.
[[nodiscard]] Result<NodeConfig> parse_config(std::string_view toml, const std::string& directory);
[[nodiscard]] Result<NodeConfig> read_config(const std::string& path);

/// A whole file of at most `size_max` bytes, or `bad_config` that says what and why.
[[nodiscard]] Result<std::string> read_text_file(const std::string& path, std::size_t size_max);

/// From its file or from the environment (keys/passphrase.h).
[[nodiscard]] Result<Passphrase> read_passphrase(const NodeConfig& config);

}  // namespace credence::node
