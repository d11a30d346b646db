// SPDX-License-Identifier: Apache-2.0
#include "client/reports/own_awards.h"

namespace credence {

void Support::add(const Award& award) {
  if (award.released == award.amount) return void(++ended);
  ++awards;
  if (award.persons) persons += award.persons->count;
  if (award.stage != AwardStage::public_notice) return;
  ++awards_in_notice;
  in_notice += award.amount - award.released;
}

Support support_of(std::span<const Award> awards) {
  Support out;
  for (const Award& award : awards) out.add(award);
  return out;
}

}  // namespace credence
