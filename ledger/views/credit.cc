// SPDX-License-Identifier: Apache-2.0
// JSON views: credit entries. Beside their names, a kind and a weight say of what.
#include "ledger/views/writer.h"

namespace credence::views {
namespace {

template <class Entry>
void write_entry(Writer& w, const Entry& v) {
  write_as(w, v, {{"kind", "credit"}, {"weight", "class"}});
}

}  // namespace

void write(Writer& w, const CreditTerm& v) { write_entry(w, v); }
void write(Writer& w, const CreditLine& v) { write_entry(w, v); }
void write(Writer& w, const CreditValue& v) { write_entry(w, v); }
void write(Writer& w, const CreditMark& v) { write_entry(w, v); }

}  // namespace credence::views
