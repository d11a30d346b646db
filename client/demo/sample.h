// SPDX-License-Identifier: Apache-2.0
// The sample of published facts, configs/sample/sample.json: steps that are replayed in order. The format is
// described in configs/sample/README.md.
#pragma once

#include <filesystem>
#include <vector>

#include "client/base/failure.h"
#include "ledger/domain/actions.h"

namespace credence {

struct SampleStep {
  Id department;              // whose key signs
  std::string title;          // what it is, for a table
  std::vector<Action> lists;  // one action, or a list in its parts
};

/// Reads the manifest and all its lists. `bad_config` names the step and member; a bad line is an error too:
/// it is our own file.
[[nodiscard]] Outcome<std::vector<SampleStep>> read_sample(const std::filesystem::path& directory);

}  // namespace credence
