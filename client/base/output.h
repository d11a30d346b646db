// SPDX-License-Identifier: Apache-2.0
// The one place where the client writes for people and programs: a terminal shows whatever the text holds and
// obeys none of it.
#pragma once

#include <cstdio>
#include <string_view>

namespace credence {

/// To standard output or standard error, as lines of printable text (ledger/primitives/printable.h).
void show(std::FILE* to, std::string_view text);
/// To standard output, what the program drew itself and no text of anybody: a terminal obeys its colours.
void show_picture(std::string_view picture);
/// To standard output, a JSON value or a piece of one: JSON whatever the bytes of its texts.
void show_json(std::string_view json);

}  // namespace credence
