// SPDX-License-Identifier: Apache-2.0
// How credenced ends. Stable: service units and scripts rely on it (docs/operations.md).
#pragma once

#include "ledger/primitives/place_errors.h"

namespace credence::node {

enum class NodeExit : int {
  clean = 0,
  failure = 1,  // anything not below
  bad_config = 2,
  storage_corrupt = 3,
  port_in_use = 4,
  storage_failed = 5,  // full disk, failed write
  diverged = 6,
  wrong_passphrase = 7,
  duplicate_node = 8,
  other_version =
      9,  // a feature of the chain, or the data directory's format, that the program does not know
};

[[nodiscard]] constexpr NodeExit exit_code_of(Code code) {
  if (code == place_code::votes_of_another) return NodeExit::bad_config;
  if (code == place_code::passphrase_exposed) return NodeExit::wrong_passphrase;
  switch (code) {
    case Code::bad_config:
    case Code::bad_genesis:
    case Code::wrong_chain:
    case Code::not_a_validator:
    case Code::damaged_key_file:
      return NodeExit::bad_config;
    case Code::storage_corrupt:
      return NodeExit::storage_corrupt;
    case Code::port_in_use:
      return NodeExit::port_in_use;
    case Code::storage_failed:
    case Code::storage_full:
    case Code::storage_locked:
      return NodeExit::storage_failed;
    case Code::diverged:
      return NodeExit::diverged;
    case Code::bad_passphrase:
    case Code::no_passphrase:
    case Code::wrong_passphrase:
      return NodeExit::wrong_passphrase;
    case Code::duplicate_node:
      return NodeExit::duplicate_node;
    case Code::unknown_feature:
    case Code::store_format:
      return NodeExit::other_version;
    default:
      return NodeExit::failure;
  }
}

}  // namespace credence::node
