// SPDX-License-Identifier: Apache-2.0
// Arguments as people have them at hand: copied from a table, or in the other order.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "client/console/app.h"

namespace credence {

/// What was given for each option of a command.
using Values = std::map<const Option*, std::vector<std::string>>;

/// Puts the values of arguments in the places that the command declares. What tables print is taken apart
/// ("puhui-2026/b1#3" is PROGRAMME, BATCH and LINE), and a code that stands before a title's id, or behind it
/// where it should stand before, changes places with it: neither can be the other. What does not fit stays.
void put_in_place(const Command& command, Values& values);

}  // namespace credence
