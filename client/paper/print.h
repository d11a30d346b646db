// SPDX-License-Identifier: Apache-2.0
// A verified proof bundle as people print it: a PDF of A4 pages that says what `credence verify` says, with a
// QR code and the bundle attached inside. The print proves nothing: the bundle does.
#pragma once

#include <optional>

#include "client/words/bundle_view.h"

namespace credence {

/// Entries of a history that is printed: some 400 pages.
inline constexpr std::uint64_t kPrintedEntriesMax = 10'000;

struct PrintOptions {
  Language lead = Language::zh;            // that stands first; the other one stands beside it, smaller
  std::optional<Date> day = std::nullopt;  // judged on it; none: the day of the block in China
  std::string address = {};                // of a page that verifies: "https://ledger.example"; may be empty
};

/// What the QR code holds: the bundle; that of a title without its names, which is smaller; or the bundle's
/// checksum, behind the address where there is one.
enum class CodeHolds : std::uint8_t { proof, proof_without_names, digest };
[[nodiscard]] std::string_view name_of(CodeHolds holds);  // "proof", "proof_without_names", "digest"

struct Print {
  std::string pdf;
  CodeHolds code = CodeHolds::digest;
  unsigned pages = 0;
};

/// How the print is judged: as of its own block, so that it depends on no clock.
[[nodiscard]] BundleQuestion print_question(const VerifiedBundle& bundle, const PrintOptions& options);

/// `file` is what `bundle` was read from; `name` is that of the attachment. The same arguments give the same
/// bytes where the fonts are the same. `limit_exceeded` for too many entries, `no_font`, `pdf_too_large`.
[[nodiscard]] Result<Print> print_bundle(const Genesis* genesis, const VerifiedBundle& bundle, BytesView file,
                                         const std::string& name, const PrintOptions& options);

}  // namespace credence
