// SPDX-License-Identifier: Apache-2.0
// node.toml through toml++. Every setting is taken out of its table when it is read; what is left over is
// unknown and refused.
#include "node/base/config.h"

#include <arpa/inet.h>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <set>

#include <toml++/toml.h>

#include "ledger/primitives/counted.h"
#include "ledger/proof/snapshot_limits.h"
#include "node/base/desk_config.h"

namespace credence::node {
namespace {

constexpr std::size_t kConfigBytesMax = limits::kMiB;
constexpr std::ptrdiff_t kConfigDotsMax = 4096;
constexpr std::uint64_t kHeightsMax = 1'000'000'000'000;

std::string at(const toml::source_region& where) {
  return std::to_string(where.begin.line) + ":" + std::to_string(where.begin.column) + ": ";
}
std::unexpected<Error> bad(const toml::node& node, const std::string& what) {
  return fail(Code::bad_config, at(node.source()) + what);
}

/// A table being read: the first error is kept, and everything after it does nothing.
class Reader {
 public:
  Reader(const toml::table& table, std::string name, std::optional<Error>& error)
      : table_(table), name_(std::move(name)), error_(error) {}

  void text(const char* key, std::string& out, bool required) {
    const toml::node* node = find(key, required);
    if (node == nullptr) return;
    const auto* value = node->as_string();
    if (value == nullptr) return set(bad(*node, full(key) + " must be a text"));
    if (value->get().empty()) return set(bad(*node, full(key) + " is empty"));
    out = value->get();
  }
  template <class N>
  void number(const char* key, N& out, std::uint64_t low, std::uint64_t high) {
    const toml::node* node = find(key, false);
    if (node == nullptr) return;
    const auto* value = node->as_integer();
    if (value == nullptr || value->get() < 0 || static_cast<std::uint64_t>(value->get()) < low ||
        static_cast<std::uint64_t>(value->get()) > high)
      return set(bad(*node, full(key) + " must be a whole number from " + std::to_string(low) + " to " +
                                std::to_string(high)));
    out = static_cast<N>(value->get());
  }
  template <class F>
  void parsed(const char* key, bool required, F parse) {
    std::string value;
    text(key, value, required);
    if (error_ || value.empty()) return;
    if (Result<void> done = parse(value); !done)
      set(bad(*table_.get(key), full(key) + ": " + done.error().detail));
  }
  void boolean(const char* key, bool& out) {
    const toml::node* node = find(key, false);
    if (node == nullptr) return;
    if (!node->is_boolean()) return set(bad(*node, full(key) + " must be true or false"));
    out = node->as_boolean()->get();
  }
  const toml::table* table(const char* key, bool required = false) {
    const toml::node* node = find(key, required);
    if (node == nullptr) return nullptr;
    if (!node->is_table()) set(bad(*node, full(key) + " must be a table"));
    return node->as_table();
  }
  const toml::array* array(const char* key) {
    const toml::node* node = find(key, false);
    if (node == nullptr) return nullptr;
    if (!node->is_array()) set(bad(*node, full(key) + " must be a list"));
    return node->as_array();
  }
  /// Comes after all settings were asked for. An unknown one goes before one that is missing: it may be that one.
  void refuse_unknown() {
    for (const auto& [key, node] : table_)
      if (!seen_.contains(key.str())) {
        error_ = Error{Code::bad_config,
                       at(key.source()) + "unknown setting " + full(key.str()) + meant(key.str())};
        return;
      }
  }
  void set(std::unexpected<Error> error) {
    if (!error_) error_ = error.error();
  }

 private:
  std::string full(std::string_view key) const {
    return name_.empty() ? std::string(key) : name_ + "." + std::string(key);
  }
  /// "; did you mean listen": the nearest of those that are known, if one is near and not set.
  [[nodiscard]] std::string meant(std::string_view key) const {
    std::string out;
    std::size_t least = 3;
    for (const std::string& known : seen_)
      if (const std::size_t far = distance(key, known); far < least && !table_.contains(known)) {
        least = far;
        out = "; did you mean " + full(known);
      }
    return out;
  }
  /// What a setting of the whole file becomes that is written behind the head of a table.
  [[nodiscard]] std::string elsewhere(const char* key) const {
    for (const auto& [name, node] : table_)
      if (const auto* const table = node.as_table(); table != nullptr && table->contains(key))
        return "; line " + std::to_string(table->get(key)->source().begin.line) + " sets it in [" +
               std::string(name.str()) + "]: it belongs before the first [table]";
    return {};
  }
  static std::size_t distance(std::string_view a, std::string_view b) {
    std::vector<std::size_t> row(b.size() + 1);
    for (std::size_t j = 0; j <= b.size(); ++j) row[j] = j;
    for (std::size_t i = 1; i <= a.size(); ++i) {
      std::size_t corner = std::exchange(row[0], i);
      for (std::size_t j = 1; j <= b.size(); ++j)
        corner = std::exchange(
            row[j], std::min({row[j] + 1, row[j - 1] + 1, corner + (a[i - 1] == b[j - 1] ? 0 : 1)}));
    }
    return row[b.size()];
  }
  const toml::node* find(const char* key, bool required) {
    seen_.insert(key);
    const toml::node* node = table_.get(key);
    if (node == nullptr && required)
      set(fail(Code::bad_config,
               at(table_.source()) + "the setting " + full(key) + " is missing" + elsewhere(key)));
    return error_ ? nullptr : node;
  }

  const toml::table& table_;
  const std::string name_;
  std::optional<Error>& error_;
  std::set<std::string, std::less<>> seen_;
};

template <class T, class F>
auto into(T& out, F parse) {
  return [&out, parse](std::string_view text) -> Result<void> {
    auto value = parse(text);
    if (!value) return std::unexpected(value.error());
    out = *std::move(value);
    return {};
  };
}

Result<LogLevel> parse_level(std::string_view text) {
  if (text == "debug") return LogLevel::debug;
  if (text == "info") return LogLevel::info;
  if (text == "warning") return LogLevel::warning;
  if (text == "error") return LogLevel::error;
  return fail(Code::bad_config, "one of debug, info, warning, error");
}

Result<bool> parse_format(std::string_view text) {
  if (text == "json") return true;
  if (text == "text") return false;
  return fail(Code::bad_config, "one of text, json");
}

void read_peers(Reader& reader, NodeConfig& config, std::optional<Error>& error) {
  const toml::array* list = reader.array("peers");
  if (list == nullptr) return;
  if (list->size() > limits::kValidatorsMax)
    return reader.set(bad(*list, "more than " + std::to_string(limits::kValidatorsMax) + " peers"));
  std::set<PublicKey> keys;
  for (std::size_t i = 0; i < list->size() && !error; ++i) {
    const toml::node& node = *list->get(i);
    const std::string name = "peers[" + std::to_string(i) + "]";
    if (!node.is_table()) return reader.set(bad(node, name + " must be a table"));
    Reader peer(*node.as_table(), name, error);
    PeerConfig out;
    peer.text("name", out.name, true);
    peer.parsed("key", true, into(out.key, [](std::string_view text) { return PublicKey::from_hex(text); }));
    peer.parsed("address", true, into(out.address, parse_address));
    peer.refuse_unknown();
    if (!error && !keys.insert(out.key).second)
      peer.set(bad(node, name + " repeats the key of another peer"));
    config.peers.push_back(std::move(out));
  }
}

void read_observers(Reader& reader, NodeConfig& config) {
  const toml::array* list = reader.array("observers");
  if (list == nullptr) return;
  if (list->size() > limits::kValidatorsMax)
    return reader.set(bad(*list, "more than " + std::to_string(limits::kValidatorsMax) + " observers"));
  for (std::size_t i = 0; i < list->size(); ++i) {
    const toml::node& node = *list->get(i);
    const auto* text = node.as_string();
    const auto key = text == nullptr ? fail(Code::bad_public_key) : PublicKey::from_hex(text->get());
    if (!key)
      return reader.set(
          bad(node, "observers[" + std::to_string(i) + "] must be a public key of 68 hexadecimal digits"));
    config.observers.push_back(*key);
  }
}

/// A name that begins like an address is none.
bool is_loopback(const Address& address) {
  in_addr number{};
  if (inet_pton(AF_INET, address.host.c_str(), &number) == 1) return ntohl(number.s_addr) >> 24 == 127;
  return address.host == "localhost" || address.host == "::1";
}

/// Both on one port of one address: the second would not get it.
bool same_place(const Address& a, const Address& b) {
  const auto everywhere = [](const Address& address) {
    return address.host == "0.0.0.0" || address.host == "::";
  };
  return a.port != 0 && a.port == b.port && (a.host == b.host || everywhere(a) || everywhere(b));
}

void read_api(Reader& top, NodeConfig& config, std::optional<Error>& error) {
  const auto* table = top.table("api", true);
  if (table == nullptr) return;
  Reader api(*table, "api", error);
  api.parsed("address", true, into(config.api, parse_address));
  api.text("tls_certificate", config.tls_certificate_path, false);
  api.text("tls_key", config.tls_key_path, false);
  bool plain = false;
  api.boolean("plain_beyond_loopback", plain);
  api.refuse_unknown();
  if (error) return;
  if (config.tls_certificate_path.empty() != config.tls_key_path.empty())
    return api.set(bad(*table, "api.tls_certificate and api.tls_key belong together"));
  if (config.tls_key_path.empty() && !plain && !is_loopback(config.api))
    api.set(bad(*table, "api.address " + config.api.text() +
                            " serves other machines in plain HTTP: set api.tls_certificate and api.tls_key, "
                            "or api.plain_beyond_loopback = true"));
}

std::optional<DeskConfig> read_desk(Reader& top, std::optional<Error>& error) {
  const toml::table* const table = top.table("desk");
  if (table == nullptr) return std::nullopt;
  Reader local(*table, "desk", error);
  DeskConfig desk;
  local.text("program", desk.program, false);
  local.number("at_once", desk.at_once, 1, limits::kWorkerThreadsMax);
  if (const toml::array* const list = local.array("allow")) {
    desk.allow.clear();
    for (const toml::node& one : *list) {
      const auto* const text = one.as_string();
      if (text == nullptr)
        local.set(bad(one, "desk.allow must be a list of addresses and networks"));
      else
        desk.allow.push_back(text->get());
    }
  }
  local.refuse_unknown();
  return desk;
}

void read_tables(Reader& top, NodeConfig& config, std::optional<Error>& error) {
  if (const auto* table = top.table("log")) {
    Reader log(*table, "log", error);
    log.parsed("level", false, into(config.log_level, parse_level));
    log.parsed("format", false, into(config.log_json, parse_format));
    log.refuse_unknown();
  }
  if (const auto* table = top.table("limits")) {
    Reader local(*table, "limits", error);
    local.number("pool_transactions", config.pool.count_max, 10, limits::kPoolTransactionsMax);
    local.number("pool_bytes", config.pool.bytes_max, limits::kMiB, limits::kPoolBytesMax);
    local.number("signer_transactions", config.pool.signer_count_max, 1, limits::kPoolTransactionsMax);
    local.number("peer_percent", config.pool.peer_percent, 1, 100);
    local.number("api_connections", config.api_connections_max, 1, limits::kApiConnectionsMax);
    local.number("api_bytes", config.api_bytes_max, limits::kApiBytesMin, limits::kApiBytesMax);
    local.number("api_address_percent", config.api_address_percent, 1, 100);
    local.number("worker_threads", config.worker_threads, 0, limits::kWorkerThreadsMax);
    local.number("state_cache_bytes", config.state_cache_bytes, 16 * limits::kMiB,
                 1024 * 1024 * limits::kMiB);
    local.refuse_unknown();
  }
  if (const auto* table = top.table("texts")) {
    Reader local(*table, "texts", error);
    local.text("directory", config.texts_dir, true);
    local.number("bytes", config.texts_bytes_max, limits::kMiB, 1024 * 1024 * limits::kMiB);
    local.refuse_unknown();
  }
  (void)read_desk(top, error);
  if (const auto* table = top.table("join")) {
    Reader local(*table, "join", error);
    local.number("snapshot_behind", config.snapshot_behind, 0, kHeightsMax);
    local.refuse_unknown();
  }
  if (const auto* table = top.table("prune")) {
    Reader local(*table, "prune", error);
    local.number("keep_blocks", config.keep_blocks, 0, kHeightsMax);
    if (!error && config.keep_blocks > 0 && config.keep_blocks < limits::kPruneKeepMin)
      local.set(bad(
          *table, "prune.keep_blocks must be 0 (all) or at least " + std::to_string(limits::kPruneKeepMin)));
    local.refuse_unknown();
  }
  if (const auto* table = top.table("scrub")) {
    Reader local(*table, "scrub", error);
    local.number("bytes_per_second", config.scrub_bytes_per_second, 0, 1024 * limits::kMiB);
    local.number("every_hours", config.scrub_every_hours, 1, 24 * 366);
    local.refuse_unknown();
  }
  if (const auto* table = top.table("timeouts")) {
    Reader local(*table, "timeouts", error);
    local.number("view_ms", config.view_timeout_ms, limits::kViewTimeoutMsMin, limits::kViewTimeoutMsMax);
    local.number("patience_ms", config.patience_ms, 500, 600'000);
    local.number("api_idle_ms", config.api_idle_ms, 100, 600'000);
    local.refuse_unknown();
  }
}

void make_absolute(std::string& path, const std::string& directory) {
  if (!path.empty() && path.front() != '/')
    path = (std::filesystem::path(directory) / path).lexically_normal().string();
}

}  // namespace

std::string Address::text() const {
  const std::string number = std::to_string(port);
  return host.find(':') == std::string::npos ? host + ":" + number : "[" + host + "]:" + number;
}

Result<Address> parse_address(std::string_view text) {
  const auto colon = text.rfind(':');
  if (colon == std::string_view::npos || colon == 0)
    return fail(Code::bad_config, "an address is host:port, not '" + std::string(text) + "'");
  Address out;
  std::string_view host = text.substr(0, colon);
  if (host.front() == '[' && host.back() == ']')
    host = host.substr(1, host.size() - 2);
  else if (host.find(':') != std::string_view::npos)
    return fail(Code::bad_config, "write an IPv6 address as [address]:port");
  if (host.empty() || host.size() > 253) return fail(Code::bad_config, "the host is missing or too long");
  out.host = host;
  const std::string_view port = text.substr(colon + 1);
  const auto [end, error] = std::from_chars(port.data(), port.data() + port.size(), out.port);
  if (error != std::errc{} || end != port.data() + port.size())
    return fail(Code::bad_config, "the port must be a number from 0 to 65535");
  return out;
}

namespace {

Result<toml::table> table_of(std::string_view text) {
  // Each dot can open one more table inside another, and toml++ recurses into them.
  if (std::ranges::count(text, '.') > kConfigDotsMax)
    return fail(Code::bad_config, "1:1: more than " + std::to_string(kConfigDotsMax) + " dots");
  try {
    return toml::parse(text);
  } catch (const toml::parse_error& error) {
    return fail(Code::bad_config, at(error.source()) + std::string(error.description()));
  }
}

/// What `parse` makes of the file; its paths are taken from the file's folder.
template <class Parse>
auto read_with(const std::string& path, Parse parse) -> decltype(parse(std::string_view(), std::string())) {
  auto text = read_text_file(path, kConfigBytesMax);
  if (!text) return std::unexpected(text.error());
  auto config = parse(*text, std::filesystem::absolute(path).parent_path().string());
  if (!config) return fail(config.error().code, path + ":" + config.error().detail);
  return config;
}

}  // namespace

Result<std::optional<DeskConfig>> parse_desk_config(std::string_view text, const std::string& directory) {
  const auto table = table_of(text);
  if (!table) return std::unexpected(table.error());
  std::optional<Error> error;
  Reader top(*table, "", error);
  auto desk = read_desk(top, error);
  if (error) return std::unexpected(*error);
  if (desk) make_absolute(desk->program, directory);
  return desk;
}
Result<std::optional<DeskConfig>> read_desk_config(const std::string& path) {
  return read_with(path, parse_desk_config);
}

Result<NodeConfig> parse_config(std::string_view text, const std::string& directory) {
  const auto table = table_of(text);
  if (!table) return std::unexpected(table.error());
  NodeConfig config;
  std::optional<Error> error;
  Reader top(*table, "", error);
  top.text("data_dir", config.data_dir, true);
  top.text("genesis", config.genesis_path, true);
  top.text("key_file", config.key_path, true);
  top.text("passphrase_file", config.passphrase_path, false);
  top.parsed("listen", true, into(config.listen, parse_address));
  top.boolean("observer", config.observer);
  read_observers(top, config);
  read_peers(top, config, error);
  read_api(top, config, error);
  read_tables(top, config, error);
  top.refuse_unknown();
  if (error) return std::unexpected(*error);
  if (same_place(config.listen, config.api))
    return std::unexpected(
        bad(*table->get("api"), "api.address and listen are one address: " + config.listen.text()).error());
  for (std::string* path : {&config.data_dir, &config.genesis_path, &config.key_path, &config.passphrase_path,
                            &config.texts_dir, &config.tls_certificate_path, &config.tls_key_path})
    make_absolute(*path, directory);
  return config;
}

Result<NodeConfig> read_config(const std::string& path) { return read_with(path, parse_config); }

Result<std::string> read_text_file(const std::string& path, std::size_t size_max) {
  std::ifstream file(path, std::ios::binary);
  if (!file) return fail(Code::bad_config, path + ": " + std::strerror(errno));
  std::string out(size_max + 1, '\0');
  file.read(out.data(), static_cast<std::streamsize>(out.size()));
  if (file.bad() || (file.fail() && !file.eof())) return fail(Code::bad_config, path + ": cannot be read");
  out.resize(static_cast<std::size_t>(file.gcount()));
  if (out.size() > size_max)
    return fail(Code::bad_config, path + ": longer than " + counted(size_max, "byte", "bytes"));
  return out;
}

Result<Passphrase> read_passphrase(const NodeConfig& config) {
  if (!config.passphrase_path.empty()) {
    auto read = passphrase_of_file(config.passphrase_path);
    if (!read && read.error().code == Code::file_unreadable)
      return fail(Code::bad_config, "passphrase_file " + read.error().detail);
    return read;
  }
  auto given = passphrase_of_environment();
  if (!given) return std::unexpected(given.error());
  if (!*given)
    return fail(Code::bad_config,
                "neither passphrase_file nor the environment variable CREDENCE_PASSPHRASE is set");
  return **std::move(given);
}

}  // namespace credence::node
