// What a validator's new key signs.
#include "ledger/domain/governance.h"

namespace credence {

Hash32 statement_hash(const ChainId& chain, const ValidatorStatement& statement) {
  return chain_hash(Tag::validator_key, chain, encode(statement));
}

}  // namespace credence
