// SPDX-License-Identifier: Apache-2.0
// Where a file may be written that somebody names.
#pragma once

#include <filesystem>

#include "client/base/failure.h"

namespace credence {

/// Where the bytes go: there, or to the plain file that a link leads to. `not_a_plain_file` where anything else is: a
/// folder, a pipe, a device, a link that leads nowhere. Every writer asks; whether a plain file may be written over
/// is for its command to say.
[[nodiscard]] Outcome<std::filesystem::path> place_to_write(const std::filesystem::path& path);

}  // namespace credence
