// SPDX-License-Identifier: Apache-2.0
// Documents: their hashes on the chain, so that anybody who has a file can tell what it is and who recorded
// it. Included through actions.h and state_values.h.
#pragma once

#include "ledger/domain/types.h"

namespace credence {

/// By a key that makes records for a department: one with a role beside audit, check and govern, none of an
/// enterprise.
struct AnchorDocument {
  Hash32 sha256;  // of the file's bytes, as sha256sum prints it
  std::uint64_t size_bytes = 0;
  Name title;
  DocumentNo document_no;  // may be empty
  std::optional<Date> issued_on;
  CREDENCE_FIELDS(sha256, size_bytes, title, document_no, issued_on);
};

struct DocumentKey {
  Hash32 sha256;
  CREDENCE_KEY_FIELDS(sha256);
};
/// The department that records a document first stands for it. Later attempts are refused, and the refusal
/// names the first.
struct DocumentValue {
  std::uint64_t size_bytes = 0;
  Name title;
  DocumentNo document_no;
  std::optional<Date> issued_on;
  Id department;  // who recorded it
  KeyId signer;
  std::uint64_t recorded_ms = 0;  // of the block
  CREDENCE_FIELDS(size_bytes, title, document_no, issued_on, department, signer, recorded_ms);
};
template <>
struct ValueOf<DocumentKey> {
  using type = DocumentValue;
};

struct DocumentAnchored {
  AnchorDocument document;
  CREDENCE_FIELDS(document);
};

}  // namespace credence
