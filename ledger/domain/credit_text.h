// The text of a credit entry, which is kept off the chain, and the commitment to it that is on the chain.
//
//   commitment = H(credit_text, salt || text)      the salt is 32 random bytes, kept and erased together with the text
//
// Without the salt nobody can test a guess of the text against the chain: an erased text stays erased.
#pragma once

#include "ledger/domain/credit.h"

namespace credence {

struct CreditText {
  Hash32 salt;
  Text<limits::kCreditTextBytesMax> text;
  template <class A> void serialize(A& a) { a(salt, text); }
};
[[nodiscard]] Hash32 credit_commitment(const CreditText& text);
/// Not empty, UTF-8 without control characters but line ends and tabs, no identity or account numbers.
[[nodiscard]] Result<void> check_credit_text(std::string_view text);

}  // namespace credence
