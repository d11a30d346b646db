// SPDX-License-Identifier: Apache-2.0
#include "node/base/start_check.h"

#include <fcntl.h>
#include <netdb.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <memory>

namespace credence::node {
namespace {

namespace fs = std::filesystem;

/// The place itself, or the nearest above it that is there. A link is there wherever it leads.
fs::path nearest(const std::string& path) {
  std::error_code ignored;
  fs::path at = path;
  while (!fs::exists(fs::symlink_status(at, ignored)) && at.has_parent_path() && at != at.parent_path())
    at = at.parent_path();
  return at;
}

Result<void> check_place(const std::string& setting, const std::string& path) {
  std::error_code ignored;
  const fs::path at = nearest(path);
  if (path.empty() || fs::is_directory(at, ignored)) return {};
  const bool nowhere = !fs::exists(at, ignored) && fs::is_symlink(at, ignored);
  return fail(Code::bad_config, setting + " " + path + ": " + at.string() +
                                    (nowhere ? " is a link that leads nowhere" : " is no directory"));
}

/// A file can be made in it, or in the nearest directory above it that is there.
Result<void> check_directory(const std::string& setting, const std::string& path) {
  const fs::path at = nearest(path);
  const fs::path probe = at / (".credence-check-" + std::to_string(::getpid()));
  const int file = ::open(probe.c_str(), O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC, 0600);
  if (file < 0)
    return fail(Code::storage_failed,
                setting + " " + path + ": " + at.string() + ": " + std::strerror(errno));
  ::close(file);
  ::unlink(probe.c_str());
  return {};
}

using Found = std::unique_ptr<addrinfo, decltype(&freeaddrinfo)>;

Found look_up(const std::string& host, int flags, int& error) {
  addrinfo hints{};
  hints.ai_socktype = SOCK_STREAM;
  hints.ai_flags = flags;
  addrinfo* out = nullptr;
  error = getaddrinfo(host.c_str(), nullptr, &hints, &out);
  return {error == 0 ? out : nullptr, &freeaddrinfo};
}

/// A socket can have it, whatever its port.
Result<void> check_own_address(const std::string& setting, const Address& address) {
  int error = 0;
  const Found found = look_up(address.host, AI_PASSIVE, error);
  if (!found) return fail(Code::port_in_use, setting + " " + address.text() + ": " + gai_strerror(error));
  const int file = ::socket(found->ai_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
  const bool good = file >= 0 && ::bind(file, found->ai_addr, found->ai_addrlen) == 0;
  const int reason = errno;
  if (file >= 0) ::close(file);
  if (!good) return fail(Code::port_in_use, setting + " " + address.text() + ": " + std::strerror(reason));
  return {};
}

}  // namespace

Result<void> check_identity(const NodeConfig& config, const PublicKey& self) {
  if (auto good = check_place("data_dir", config.data_dir); !good) return good;
  if (auto good = check_place("texts.directory", config.texts_dir); !good) return good;
  for (const PeerConfig& peer : config.peers)
    if (peer.key == self)
      return fail(Code::bad_config, "key_file " + config.key_path + " is the key of the peer " + peer.name +
                                        " ([[peers]]): " + self.hex());
  return {};
}

Result<void> check_start(const NodeConfig& config) {
  if (auto good = check_directory("data_dir", config.data_dir); !good) return good;
  if (!config.texts_dir.empty())
    if (auto good = check_directory("texts.directory", config.texts_dir); !good) return good;
  if (auto good = check_own_address("listen", config.listen); !good) return good;
  return check_own_address("api.address", config.api);
}

std::vector<std::string> doubts_of(const NodeConfig& config, const ValidatorSet& genesis,
                                   const PublicKey& self) {
  std::vector<std::string> out;
  const auto is_peer = [&](const PublicKey& key) {
    return std::ranges::any_of(config.peers, [&](const auto& peer) { return peer.key == key; });
  };
  for (const auto& peer : config.peers) {
    if (!genesis.index_of(peer.key) &&
        std::ranges::find(config.observers, peer.key) == config.observers.end())
      out.push_back("peer " + peer.name + ": " + peer.key.hex() +
                    " is no validator of the genesis and no observer; right if it was added by vote");
    int error = 0;
    if (!look_up(peer.address.host, 0, error))
      out.push_back("peer " + peer.name + ": " + peer.address.text() + ": " + gai_strerror(error));
  }
  for (const auto& validator : genesis.validators)
    if (validator.key != self && !is_peer(validator.key))
      out.push_back("no peer has the key of validator " + std::string(validator.name_en) +
                    "; right if it was removed by vote, or dials this node");
  if (!config.observer && !genesis.index_of(self))
    out.push_back(
        "the key " + self.hex() +
        " is no validator of the genesis; right if it was added by vote, otherwise set observer = true");
  return out;
}

}  // namespace credence::node
