// SPDX-License-Identifier: Apache-2.0
// What a successor answers for (docs/domain.md): those that were merged into it by a day, directly or through
// others.
#pragma once

#include "client/client.h"

namespace credence {

/// An adverse entry, and of whom it was recorded: of the enterprise itself, or of one that it answers for.
struct AdverseEntry {
  Uscc code;
  CreditMark mark;
};
/// The weightiest adverse entry that bars an enterprise on a day; nothing if there is none. Each value that
/// it rests on is proved.
[[nodiscard]] Outcome<std::optional<AdverseEntry>> worst_entry(Client& client, const Uscc& code,
                                                               const Date& day);

}  // namespace credence
