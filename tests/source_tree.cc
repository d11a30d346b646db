// SPDX-License-Identifier: Apache-2.0
#include "tests/source_tree.h"

namespace credence {

std::filesystem::path source_dir() { return CREDENCE_SOURCE_DIR; }

}  // namespace credence
