// SPDX-License-Identifier: Apache-2.0
// Makes the files of a network on one machine: genesis, keys, one node.toml for each validator and observer.
//
//   DIR/genesis.json  network.json  passphrase (0600)
//   DIR/keys/POST.json               the posts' keys, encrypted under the passphrase
//   DIR/nodes/NAME/node.toml  node.key.json  data/  node.pid  node.log
#pragma once

#include <functional>
#include <map>

#include "client/base/language.h"
#include "client/network.h"
#include "client/setup/catalogue.h"

namespace credence {

struct NetworkPlan {
  std::filesystem::path directory;
  Catalogue catalogue;
  std::string name;  // of the network; empty: the catalogue's
  Suite suite = Suite::secp256k1_sha256;
  std::size_t validators = 4;
  std::size_t observers = 0;       // nodes that follow and serve without a vote: observer-1, observer-2, …
  std::uint16_t base_port = 7100;  // two free ports for each node are taken from here upwards
  bool ungoverned = false;         // nobody decides on validators, departments and their roles, ever
  /// Of posts and nodes, by their names, whose secrets others hold: no file is made for them.
  std::map<std::string, PublicKey> public_keys = {};
  Language language = Language::en;
  std::function<void()> key_made = {};  // told of each key file, by several threads
  bool fast_keys_for_tests = false;     // cheap scrypt: files that are easy to guess
};

/// The directory is there whole, or as it was: it is made beside its place (DIR.new) and moved there in the
/// end. `network_exists` if it holds anything; `catalogue_broken` before a file is written, `unknown_choice`
/// for a public key of neither a post nor a node.
[[nodiscard]] Outcome<Network> init_network(const NetworkPlan& plan);

/// `count` ports from `base` upwards on which nothing listens now.
[[nodiscard]] Outcome<std::vector<std::uint16_t>> free_ports(std::uint16_t base, std::size_t count);

}  // namespace credence
