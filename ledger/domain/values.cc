// What the state's values say of themselves.
#include "ledger/domain/state_values.h"

namespace credence {

bool QualificationValue::in_force(const Date& day) const {
  if (day < valid_from) return false;
  if (valid_to && *valid_to < day) return false;
  return !revoked_from || day < *revoked_from;
}

}  // namespace credence
