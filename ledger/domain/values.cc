// What the state's values say of themselves.
#include "ledger/domain/state_values.h"

#include <algorithm>

namespace credence {

const OwnedSet& ValidatorsValue::at(Height height) const {
  return scheduled && scheduled->from <= height ? scheduled->validators : current;
}

bool ChainValue::has(std::string_view feature, Height at) const {
  return std::ranges::any_of(features, [&](const FeatureFlag& flag) { return flag.name == feature && flag.from <= at; });
}

bool QualificationValue::in_force(const Date& day) const {
  if (day < valid_from) return false;
  if (valid_to && *valid_to < day) return false;
  return !revoked_from || day < *revoked_from;
}

}  // namespace credence
