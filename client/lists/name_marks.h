// SPDX-License-Identifier: Apache-2.0
// Marks of notes behind names: 样例机床有限公司①, 样例公司*, 样例公司（注1）. They are part of no name unless somebody says so:
// each is asked about, with the note that explains it. Internal to the reading of lists.
#pragma once

#include "client/lists/reading.h"

namespace credence {

/// The mark at the end of a name, as written; empty where it has none. What stands before it is `rest`.
struct NameMark {
  std::string mark, rest;
};
[[nodiscard]] NameMark mark_behind(std::string_view name);

/// One question for each mark: behind names of enterprises, and behind projects and products where a note explains it.
/// As answered, the lines are read without it. `names`: where names stand in a list whose account does not say it, of
/// credit.
void ask_about_marks(const Sheet& sheet, const ListAnswers& answers, Reading& reading,
                     std::optional<std::size_t> names = std::nullopt);

}  // namespace credence
