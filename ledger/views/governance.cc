// SPDX-License-Identifier: Apache-2.0
// JSON views: second signatures, proposals, the validators; facts of a later version.
#include "ledger/views/writer.h"

namespace credence::views {
namespace {

json::array validators(const OwnedSet& owned) {
  json::array out;
  for (std::size_t i = 0; i < owned.set.size(); ++i) {
    Writer w;
    w("number", static_cast<std::uint32_t>(i))("validator", owned.set.validators[i]);
    if (i < owned.owners.size()) w("owner", owned.owners[i]);
    out.push_back(w.take());
  }
  return out;
}

}  // namespace

void write(Writer& w, const LaterFact& v) { w("number", v.number)("bytes", to_hex(v.bytes)); }
void write(Writer& w, const DecidePending& v) { write_as(w, v, {{"transaction", "transaction_decided"}}); }
void write(Writer& w, const ActionParked& v) { write_as(w, v, {{"transaction", "parked"}}); }
void write(Writer& w, const PendingValue& v) {
  v.fields([&w]<class Field>(std::string_view name, const Field& field) {
    if constexpr (!std::same_as<Field, decltype(PendingValue::action)>)
      w(name, field);
    else if (const auto action = decode<Action>(field))
      w.object(name, to_json(*action));
  });
}
void write(Writer& w, const ProposeChange& v) {
  w("change", name_of(v.change))
      .object("content", std::visit([](const auto& change) { return view_of(change); }, v.change));
  w("note", v.note)("expires", v.expires);
}
void write(Writer& w, const ValidatorsValue& v) {
  w.array("validators", validators(v.current));
  if (v.scheduled) {
    Writer next;
    next("from", v.scheduled->from).array("validators", validators(v.scheduled->validators));
    w.object("scheduled", next.take());
  }
  w("open", v.open);
}

}  // namespace credence::views
