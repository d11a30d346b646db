// SPDX-License-Identifier: Apache-2.0
// What a key's holder signs before the ledger takes the key.
#include "ledger/domain/party.h"

#include "ledger/primitives/hash.h"

namespace credence {

Hash32 statement_hash(const ChainId& chain, const KeyStatement& statement) {
  return chain_hash(Tag::key_possession, chain, encode(statement));
}

std::string_view name_of(KeyUse use) {
  return use == KeyUse::department ? "department" : use == KeyUse::enterprise ? "enterprise" : "validator";
}

}  // namespace credence
