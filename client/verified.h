// SPDX-License-Identifier: Apache-2.0
// What the client library answers with: a value that follows from a block header which a quorum of validators
// signed, or a failure that names the check that failed.
#pragma once

#include <string>
#include <utility>

#include "client/base/failure.h"
#include "ledger/proof/proof.h"

namespace credence {

/// A value that was proved, with the certified header that proves it. Only the library's verifier makes one.
template <class T>
class Verified {
 public:
  [[nodiscard]] const T& value() const& { return value_; }
  [[nodiscard]] T&& value() && { return std::move(value_); }
  [[nodiscard]] const T& operator*() const& { return value_; }
  [[nodiscard]] T&& operator*() && { return std::move(value_); }
  [[nodiscard]] const T* operator->() const { return &value_; }
  /// The block under which it is proved, and when: header().height, header().time_ms.
  [[nodiscard]] const BlockHeader& header() const { return proof_.header; }
  /// Who signed that block.
  [[nodiscard]] const Certificate& certificate() const { return proof_.certificate; }
  [[nodiscard]] const BlockProof& proof() const { return proof_; }

 private:
  friend class Client;
  Verified(T value, BlockProof proof) : value_(std::move(value)), proof_(std::move(proof)) {}
  T value_;
  BlockProof proof_;
};

/// A node that gave an answer which did not verify.
struct BadAnswer {
  std::string node;  // "http://…"
  std::string asked;
  Error error;  // the check that failed
};

}  // namespace credence
