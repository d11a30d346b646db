// SPDX-License-Identifier: Apache-2.0
// Days that stand in a list and that no head says what they are of: where the list records days they are asked about, for
// a title recorded to the type's own last day is another one than the list says.
#pragma once

#include "client/lists/account.h"

namespace credence {

/// Adds questions of columns that are not read and hold days, two days or how long, as far as the account leaves open from
/// when or until when.
void ask_about_days(const Sheet& sheet, const Layout& layout, const ListKind& kind,
                    const ListAnswers& answers, AccountOutcome& out);

}  // namespace credence
