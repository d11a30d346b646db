// SPDX-License-Identifier: Apache-2.0
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
  if (out.first > 0) {
    const ValidatorSet before = ledger.validators_at(out.first - 1);
    for (const Validator& one : before.validators) add(one);
    if (const auto was = before.index_of(self); was && !out.set.index_of(self))
      for (const Validator& one : out.set.validators)
        if (one.name_en == before.validators[*was].name_en && !before.index_of(one.key))
          out.successor = one.key;
  }
  if (const auto last = ledger.set_ends(out.height);
      last && *last < ledger.height() + limits::kPipelineWindow) {
    const ValidatorSet next = ledger.validators_at(*last + 1);
    for (const Validator& one : next.validators) add(one);
    out.scheduled = next.index_of(self).has_value();
  }
  out.known = out.everyone.index_of(self).has_value();
  for (const PublicKey& key : observers) add({key, "观察节点", "observer"});
  add({self, "观察节点", "observer"});
  out.self = *out.everyone.index_of(self);
  return out;
}

}  // namespace credence::node
