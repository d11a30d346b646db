#include "node/base/members.h"

namespace credence::node {

Members members_of(const Ledger& ledger, const PublicKey& self, std::span<const PublicKey> observers) {
  Members out;
  out.height = ledger.certified_height() + 1;
  out.set = ledger.validators_at(out.height);
  out.first = ledger.set_begins(out.height);
  out.everyone = out.set;
  const auto add = [&out](const Validator& one) {
    if (!out.everyone.index_of(one.key)) out.everyone.validators.push_back(one);
  };
  if (out.first > 0)
    for (const Validator& one : ledger.validators_at(out.first - 1).validators) add(one);
  if (const auto last = ledger.set_ends(out.height); last && *last < ledger.height() + limits::kPipelineWindow)
    for (const Validator& one : ledger.validators_at(*last + 1).validators) add(one);
  out.known = out.everyone.index_of(self).has_value();
  for (const PublicKey& key : observers) add({key, "观察节点", "observer"});
  add({self, "观察节点", "observer"});
  out.self = *out.everyone.index_of(self);
  return out;
}

}  // namespace credence::node
