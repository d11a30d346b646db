// JSON views: second signatures, proposals, votes, the validators.
#include "ledger/views/writer.h"

namespace credence::views {
namespace {

json::array validators(const OwnedSet& owned) {
  json::array out;
  for (std::size_t i = 0; i < owned.set.size(); ++i) {
    const Validator& validator = owned.set.validators[i];
    Writer w;
    w("number", static_cast<std::uint32_t>(i))("key", validator.key)("name_zh", validator.name_zh)("name_en", validator.name_en);
    if (i < owned.owners.size()) w("owner", owned.owners[i]);
    out.push_back(w.take());
  }
  return out;
}

void write_change(Writer& w, const AddValidator& v) {
  w("key", v.validator.key)("name_zh", v.validator.name_zh)("name_en", v.validator.name_en)("owner", v.owner)("possession", v.possession);
}
void write_change(Writer& w, const RemoveValidator& v) { w("key", v.key); }
void write_change(Writer& w, const ReplaceValidatorKey& v) { w("old_key", v.old_key)("new_key", v.new_key)("possession", v.possession); }
void write_first_keys(Writer& w, const FirstKeys& v) {
  const auto one = [&w](std::string_view name, const FirstKey& key) {
    Writer inner;
    inner("key", key.key)("key_id", key_id(key.key))("holder", key.holder)("possession", key.possession);
    w.object(name, inner.take());
  };
  one("admin", v.admin);
  one("checker", v.checker);
}
void write_change(Writer& w, const AdmitDepartment& v) {
  write(w, v.department);
  w("authority", v.authority);
  write_first_keys(w, v.keys);
}
void write_change(Writer& w, const AppointKeys& v) {
  w("department", v.department);
  write_first_keys(w, v.keys);
}
void write_change(Writer& w, const SuspendDepartment& v) { w("department", v.department)("suspended", v.suspended); }
void write_change(Writer& w, const ChangeAuthority& v) { w("department", v.department)("role", name_of(v.role))("granted", v.granted); }
void write_change(Writer& w, const EnableFeature& v) { w("feature", v.feature)("from", v.from); }
void write_change(Writer& w, const SetLimit& v) { w("limit", name_of(v.limit))("value", v.value); }

}  // namespace

void write(Writer& w, const DecidePending& v) { w("transaction_decided", v.transaction)("approve", v.approve)("reason", v.reason); }
void write(Writer& w, const ProposeChange& v) {
  Writer change;
  std::visit([&change](const auto& body) { write_change(change, body); }, v.change);
  w("change", name_of(v.change)).object("content", change.take())("note", v.note)("expires", v.expires);
}
void write(Writer& w, const VoteOnChange& v) { w("proposal", v.proposal)("yes", v.yes); }
void write(Writer& w, const ActionParked& v) { w("parked", v.transaction)("action", v.action)("until", v.until); }
void write(Writer& w, const PendingDecided& v) { write(w, v.decision); }
void write(Writer& w, const ChangeProposed& v) { write(w, v.proposal); }
void write(Writer& w, const ChangeVoted& v) {
  w("department", v.department);
  write(w, v.vote);
}
void write(Writer& w, const ChangeDecided& v) {
  w("proposal", v.proposal)("change", v.change)("passed", v.passed)("effective", v.effective);
}
void write(Writer& w, const PendingValue& v) {
  w("maker", v.maker)("department", v.department)("parked", v.parked)("until", v.until);
  if (const auto action = decode<Action>(v.action)) w.object("action", to_json(*action));
}
void write(Writer& w, const ChangeValue& v) {
  write(w, v.proposal);
  w("proposed", v.proposed)("status", name_of(v.status))("effective", v.effective);
  json::array votes;
  for (const ChangeVote& vote : v.votes) {
    Writer one;
    one("department", vote.department)("yes", vote.yes)("key", vote.key);
    votes.push_back(one.take());
  }
  w.array("votes", std::move(votes));
}
void write(Writer& w, const ValidatorsValue& v) {
  w.array("validators", validators(v.current));
  if (v.scheduled) {
    Writer next;
    next("from", v.scheduled->from).array("validators", validators(v.scheduled->validators));
    w.object("scheduled", next.take());
  }
  w.array("open", hashes(v.open));
}

}  // namespace credence::views
