// Which lines of a list the ledger holds already: asked when a list is refused because something in it is
// there, so that an import whose journal is lost, or a register that overlaps an earlier one, still records
// exactly what is missing.
#pragma once

#include "client/client.h"

namespace credence {

struct Missing {
  Action action;  // the list with the lines that are not held; meaningless if `lines` is 0
  std::size_t lines = 0;
};

/// True for receipts that say that something is there already.
[[nodiscard]] bool says_recorded(std::uint16_t receipt_code);

/// Asks for each line, with proof. A line that is held with other content stays: the ledger shall refuse it
/// and say why.
[[nodiscard]] Outcome<Missing> without_recorded(Client& client, const Action& action);

}  // namespace credence
