// SPDX-License-Identifier: Apache-2.0
// Answers signed requests for the texts of credit entries. It checks requests against the state, and texts
// against the commitments on the chain. It erases texts that may no longer be kept.
//
// A text goes when the state says that its entry is repaired or withdrawn, or when the last day of its
// publication is over. `sweep` looks at every text that is held, so that a node that was down, or catches up,
// erases what was decided meanwhile; a text whose entry the state has closed is never handed out, swept or
// not.
//
// Thread-safety: all members, from any thread.
#pragma once

#include "node/api/text_store.h"
#include "node/base/shared_ledger.h"

namespace credence::node {

class CreditTexts {
 public:
  /// `ledger` and `now_utc_ms` must outlive this; `self` is this node's validator key.
  CreditTexts(std::unique_ptr<TextStore> store, const SharedLedger& ledger, PublicKey self,
              std::function<std::uint64_t()> now_utc_ms);

  /// The body of a request: hands a text in (the answer is the same text), or asks for one. `bad_signature`,
  /// `text_request_stale`, `unknown_key`, `text_not_entitled`, `unknown_credit_entry`, `text_erased`,
  /// `text_differs`, `text_not_held`, those of the store.
  [[nodiscard]] Result<CreditText> answer(BytesView signed_request);
  /// Erases what may no longer be kept; how many.
  [[nodiscard]] Result<std::size_t> sweep();

 private:
  [[nodiscard]] Result<TextRequest> open_request(BytesView signed_request) const;
  /// The entry as the state holds it, if its text may still be kept; else it is erased here.
  [[nodiscard]] Result<CreditValue> open_entry(const CreditKey& key);
  template <class Key>
  [[nodiscard]] Result<std::optional<typename ValueOf<Key>::type>> state(const Key& key) const;
  [[nodiscard]] Date today() const;

  const std::unique_ptr<TextStore> store_;
  const SharedLedger& ledger_;
  const PublicKey self_;
  const std::function<std::uint64_t()> now_utc_ms_;
};

}  // namespace credence::node
