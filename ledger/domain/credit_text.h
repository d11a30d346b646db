// SPDX-License-Identifier: Apache-2.0
// The text of a credit entry, which is kept off the chain, and the commitment to it that is on the chain.
//
//   commitment = H(credit_text, salt || text)
//
// The salt is 32 random bytes, kept and erased together with the text.
//
// Without the salt nobody can test a guess of the text against the chain: an erased text stays erased.
#pragma once

#include "ledger/domain/credit.h"
#include "ledger/domain/party.h"

namespace credence {

struct CreditText {
  Hash32 salt;
  Text<limits::kCreditTextBytesMax> text;
  CREDENCE_FIELDS(salt, text);
};
[[nodiscard]] Hash32 credit_commitment(Suite suite, const CreditText& text);
/// Not empty, UTF-8 of plain characters (text.h), line ends and tabs, no identity or account numbers.
[[nodiscard]] Result<void> check_credit_text(std::string_view text);

/// A request for a text to one node, signed by a registered key: HC(text_request, chain, encoded request) is
/// signed. It names the node that it is meant for, so that no other node can use it, and is valid for a
/// minute at most, so that nobody can use it later.
struct TextRequest {
  CreditKey entry;
  PublicKey node;                  // the validator key of the node that is asked
  PublicKey key;                   // who asks
  std::uint64_t time_ms = 0;       // when it was signed
  std::uint64_t expires_ms = 0;    // at most kTextRequestMsMax later
  std::optional<CreditText> text;  // to be kept; absent: asks for it
  CREDENCE_FIELDS(entry, node, key, time_ms, expires_ms, text);
};
struct SignedTextRequest {
  Blob<2 * limits::kCreditTextBytesMax> request;
  Signature signature;
  CREDENCE_FIELDS(request, signature);
};
inline constexpr std::uint64_t kTextRequestMsMax = 60'000;

/// Who may hand in and read the text of an entry, by the state: `signer` is the key's value, in force.
[[nodiscard]] bool may_hand_in_text(const SignerValue& signer, const CreditKey& entry);
[[nodiscard]] bool may_read_text(const SignerValue& signer, const CreditKey& entry, const Uscc& code);

}  // namespace credence
