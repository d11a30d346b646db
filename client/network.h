// SPDX-License-Identifier: Apache-2.0
// Where a network is and what is believed about it: its genesis (the trust anchor) and the nodes to ask.
// Nodes are never believed, so any list of them will do.
//
//   DIR/network.json  {"format": "credence-network-1", "genesis": "genesis.json", "keys": "keys", "nodes": [
//                       {"name": "gd-iit", "api": "http://127.0.0.1:7201", "directory": "nodes/gd-iit"}, …],
//                     "ca": "ca.pem"}   the authorities of https nodes, where they are not the system's
#pragma once

#include <filesystem>
#include <vector>

#include "client/base/failure.h"
#include "client/endpoint.h"
#include "ledger/domain/genesis.h"
#include "ledger/proof/proof.h"

namespace credence {

struct NetworkNode {
  std::string name;
  Endpoint api;
  std::filesystem::path directory;  // of a node of this machine: node.toml, pid and log; empty otherwise
};

struct Network {
  std::filesystem::path directory;  // empty if only --genesis and --node were given
  std::filesystem::path keys;       // key files; may be empty
  Genesis genesis;
  TrustAnchor anchor;
  std::vector<NetworkNode> nodes;
  std::filesystem::path ca;  // PEM file of the authorities of https nodes; empty: the system's
  // Slow nodes are remembered here, own writes beside it (node_order.h, own_writes.h); empty: by each Client.
  std::filesystem::path slow_nodes;
};

struct NetworkOptions {
  std::filesystem::path data = {};      // --data, else CREDENCE_DATA, else ./run
  std::filesystem::path genesis = {};   // --genesis: instead of the one in `data`
  std::vector<std::string> nodes = {};  // --node, repeatable: instead of those in `data`
  std::filesystem::path ca = {};        // --ca: PEM file of the authorities that sign the nodes' certificates
};

/// The directory that is meant: the option, else CREDENCE_DATA, else "run".
[[nodiscard]] std::filesystem::path data_directory(const std::filesystem::path& option);

/// `no_network` if there is neither a network.json nor both of --genesis and --node; `bad_genesis` and others
/// for bad content.
[[nodiscard]] Outcome<Network> find_network(const NetworkOptions& options);

/// The chain alone: of --genesis if it is given, else of the network. For what needs no node.
[[nodiscard]] Outcome<ChainId> find_chain(const NetworkOptions& options);

/// Writes DIR/network.json (atomically, synced).
[[nodiscard]] Outcome<void> write_network(const Network& network);

}  // namespace credence
