// SPDX-License-Identifier: Apache-2.0
// All that a proof bundle holds, field by field: for whoever wants to read the file itself. Nothing of it is
// verified, and both forms say so.
#pragma once

#include "client/base/language.h"
#include "ledger/proof/bundle.h"

namespace credence {

/// To standard output, as one JSON object: each field in words, and its bytes in hexadecimal where they are
/// hashed. A history's entries are written one by one, in bounded memory.
void print_bundle_json(const BundleContent& content, std::uint64_t file_bytes);
/// What it is about, and where each field lies.
[[nodiscard]] std::string bundle_content_text(const BundleContent& content, std::uint64_t file_bytes,
                                              Language language);

}  // namespace credence
