// SPDX-License-Identifier: Apache-2.0
// What a list says that it is about, against what the command says: the title of the table, the name of its sheet or file, the
// head of a part or a column (资格类别, 专项名称) may name another title, or another programme.
#pragma once

#include "client/lists/reading.h"

namespace credence {

/// The title or the programme of a command, as the ledger names it, and all others.
struct Subject {
  bool title = false;  // else a programme
  std::string name;    // as a person reads it
  std::vector<std::string> own, others;
  unsigned year = 0;  // of the first day of titles, where an option gives it
};

/// Lines that are said to be of something else are asked about, and left out as answered. `file`: its name, without what it
/// ends in.
void ask_about_subject(const Sheet& sheet, const Subject& subject, std::string_view file,
                       const ListAnswers& answers, Reading& reading);

}  // namespace credence
