// SPDX-License-Identifier: Apache-2.0
// A proof bundle inside a PDF: attached when a certificate is made, taken out again when it is verified.
//
// Writing is qpdf's. Reading is hostile bytes, and needs no object of the document: a PDF keeps every stream
// outside of its packed objects, with its dictionary in plain bytes, whatever program saved it last. So the
// bytes are searched for dictionaries of the type EmbeddedFile, and what they hold is taken if it begins as a
// bundle does. Where the rest of the document points does not matter: a bundle proves itself. The same rules
// in docs/proofs.md, "On paper", and client/web/src/lib/pdf.ts.
#pragma once

#include <string>
#include <string_view>

#include "ledger/primitives/error.h"

namespace credence {

inline constexpr std::size_t kPdfBytesMax = std::size_t{64} << 20;  // also of what it unfolds to
inline constexpr std::size_t kAttachmentsMax = 1000;

[[nodiscard]] bool is_pdf(std::string_view bytes);

/// The proof that is attached: `pdf_too_large` (also of too many attachments), `pdf_without_proof`,
/// `pdf_encrypted`, `pdf_damaged` (it ends early, or the attachment cannot be unpacked), `pdf_proofs_differ`
/// (several, and not the same).
[[nodiscard]] Result<std::string> attached_proof(std::string_view pdf);

/// The bundle of a file that was handed in: of a PDF what is attached, else the file itself.
[[nodiscard]] Result<std::string> bundle_in(std::string file);

/// The PDF with the bundle attached under this name, not packed, so that its bytes stand there as they are.
/// The same bytes in give the same bytes out. `internal`: the library refuses the document.
[[nodiscard]] Result<std::string> with_attachment(const std::string& pdf, const std::string& name,
                                                  const std::string& bundle);

}  // namespace credence
