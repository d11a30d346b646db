// SPDX-License-Identifier: Apache-2.0
// What looks like a person in texts that would be recorded for ever: a telephone number, an address of mail, a car's number,
// a name behind 联系人. Numbers of identity cards and accounts the ledger refuses by itself.
#pragma once

#include <string>
#include <string_view>

#include "client/lists/reading.h"

namespace credence {

/// The piece that does, empty where none does. `of_persons`: of a column of classes of persons, where names stand alone
/// (张三、李四) too.
[[nodiscard]] std::string personal_in(std::string_view text, bool of_persons = false);

/// One question for each column with such texts: of a list projects, products, reasons and classes of persons; of credit
/// everything that is kept.
void ask_about_persons(const Sheet& sheet, const ListAnswers& answers, Reading& reading);

}  // namespace credence
