// SPDX-License-Identifier: Apache-2.0
// A PDF that somebody hands in to be verified: whatever its bytes, what comes out begins as a proof does and
// is no longer than the bound, or there is an error of this reader's own.
#include <zlib.h>

#include "client/paper/attachment.h"
#include "client/paper/paper_errors.h"
#include "ledger/proof/bundle.h"
#include "tests/fuzz/fuzz.h"

namespace credence::fuzz {

void one_input(BytesView bytes) {
  const auto read = attached_proof(text_of(bytes));
  if (read) {
    CREDENCE_ASSERT(read->starts_with(kBundleMagic) && read->size() <= kPdfBytesMax);
    return;
  }
  const Code code = read.error().code;
  CREDENCE_ASSERT(code == paper_code::pdf_damaged || code == paper_code::pdf_encrypted ||
                  code == paper_code::pdf_without_proof || code == paper_code::pdf_too_large ||
                  code == paper_code::pdf_proofs_differ);
}

std::vector<Bytes> seeds() {
  const std::string proof = std::string(kBundleMagic) + "abc";
  std::string packed(100, '\0');
  uLongf size = packed.size();
  compress(reinterpret_cast<Bytef*>(packed.data()), &size, reinterpret_cast<const Bytef*>(proof.data()),
           proof.size());
  packed.resize(size);
  const std::string head = "%PDF-1.7\n7 0 obj\n<< /Type /EmbeddedFile ",
                    tail = "\nendstream\nendobj\n%%EOF\n";
  std::vector<Bytes> out;
  for (const std::string& text :
       {head + "/Length 19 >>\nstream\n" + proof + tail, head + "/Length 8 0 R >>\nstream\r\n" + proof + tail,
        head + "/Filter /FlateDecode >>\nstream\n" + packed + tail, head + "/Length 0 >>\nstream\n" + tail,
        std::string("%PDF-1.7\n<< /Encrypt 3 0 R >>\n%%EOF\n")}) {
    const BytesView view = bytes_of(text);
    out.emplace_back(view.begin(), view.end());
  }
  return out;
}

}  // namespace credence::fuzz
