// How credenced ends. Stable: service units and scripts rely on it (docs/operations.md).
#pragma once

#include "ledger/primitives/error.h"

namespace credence::node {

enum class ExitCode : int {
  clean = 0,
  failure = 1,           // anything not below
  bad_config = 2,
  storage_corrupt = 3,
  port_in_use = 4,
  storage_failed = 5,    // full disk, failed write
  diverged = 6,
  wrong_passphrase = 7,
  duplicate_node = 8,
};

[[nodiscard]] constexpr ExitCode exit_code_of(Code code) {
  switch (code) {
    case Code::bad_config:
    case Code::bad_genesis:
    case Code::wrong_chain:
    case Code::not_a_validator:
    case Code::damaged_key_file: return ExitCode::bad_config;
    case Code::storage_corrupt: return ExitCode::storage_corrupt;
    case Code::port_in_use: return ExitCode::port_in_use;
    case Code::storage_failed:
    case Code::storage_full:
    case Code::storage_locked: return ExitCode::storage_failed;
    case Code::diverged: return ExitCode::diverged;
    case Code::bad_passphrase:
    case Code::no_passphrase:
    case Code::wrong_passphrase: return ExitCode::wrong_passphrase;
    case Code::duplicate_node: return ExitCode::duplicate_node;
    default: return ExitCode::failure;
  }
}

}  // namespace credence::node
