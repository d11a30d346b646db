// SPDX-License-Identifier: Apache-2.0
// The proof inside a PDF: found whatever program saved the document last, and every document that gives none
// has its own error. docs/proofs.md, "On paper".
#include <gtest/gtest.h>
#include <zlib.h>

#include "client/paper/attachment.h"
#include "client/paper/paper_errors.h"
#include "ledger/proof/bundle.h"

namespace credence {
namespace {

std::string bundle(std::size_t size = 200) {
  std::string out(kBundleMagic);
  for (std::size_t i = 0; out.size() < size; ++i) out.push_back(static_cast<char>(i * 7));
  return out;
}
std::string packed(const std::string& bytes) {
  uLongf size = compressBound(static_cast<uLong>(bytes.size()));
  std::string out(size, '\0');
  compress(reinterpret_cast<Bytef*>(out.data()), &size, reinterpret_cast<const Bytef*>(bytes.data()),
           static_cast<uLong>(bytes.size()));
  out.resize(size);
  return out;
}
std::string stream(const std::string& dictionary, const std::string& bytes, const std::string& line = "\n") {
  return "7 0 obj\n<< " + dictionary + " >>\nstream" + line + bytes + "\nendstream\nendobj\n";
}
std::string attached(const std::string& more, const std::string& bytes) {
  return stream("/Type /EmbeddedFile " + more, bytes);
}
std::string length(const std::string& bytes) { return "/Length " + std::to_string(bytes.size()); }
std::string document(const std::string& objects) {
  return "%PDF-1.7\n1 0 obj\n<< /Type /Catalog /Names << /EmbeddedFiles 3 0 R >> >>\nendobj\n" + objects +
         "trailer\n<< /Root 1 0 R >>\nstartxref\n9\n%%EOF\n";
}
std::string error_of(const std::string& pdf) {
  const auto read = attached_proof(pdf);
  return read ? "read" : std::string(info(read.error().code).name);
}

TEST(PaperAttachment, IsReadHoweverItIsPacked) {
  const std::string proof = bundle(), small = packed(proof);
  EXPECT_EQ(attached_proof(document(attached(length(proof), proof))), proof);
  EXPECT_EQ(attached_proof(document(attached("/Length 12 0 R", proof))), proof);
  EXPECT_EQ(attached_proof(document(attached("/Filter /FlateDecode " + length(small), small))), proof);
  EXPECT_EQ(attached_proof(document(attached(length(small) + " /Filter[ /FlateDecode ]", small))), proof);
  EXPECT_EQ(attached_proof(document(attached("/Length 12 0 R /Filter/FlateDecode", small))), proof);
  EXPECT_EQ(attached_proof(document(stream(length(proof) + "/Type/EmbeddedFile", proof, "\r\n"))), proof);
  // A seal that was added behind it writes the object once more.
  const std::string one = attached(length(proof), proof);
  EXPECT_EQ(attached_proof(document(one) + document(one)), proof);
  // Other attachments are passed over, also one that says it is packed and is not.
  EXPECT_EQ(attached_proof(document(attached("/Length 5", "hello") +
                                    attached("/Filter /FlateDecode /Length 5", "hello") +
                                    attached("/Filter /LZWDecode /Length 5", "hello") + one)),
            proof);
}

TEST(PaperAttachment, ADocumentWithoutOneHasItsOwnError) {
  const std::string proof = bundle();
  EXPECT_EQ(error_of(document("")), "pdf_without_proof");
  EXPECT_EQ(error_of(document(attached("/Length 5", "hello"))), "pdf_without_proof");
  EXPECT_EQ(error_of(document(stream(length(proof), proof))), "pdf_without_proof") << "no attachment";
  EXPECT_EQ(error_of(document("") + "<< /Encrypt 9 0 R >>\n%%EOF\n"), "pdf_encrypted");
  EXPECT_EQ(error_of(document(attached(length(proof), proof) + attached("/Length 201", bundle(201)))),
            "pdf_proofs_differ");
  EXPECT_EQ(error_of("%PDF-1.7\n"), "pdf_damaged");
  EXPECT_EQ(error_of(document(attached("/Length 9999999999", proof))), "pdf_damaged");
  std::string broken = packed(proof);
  broken.back() ^= 1;  // its checksum
  EXPECT_EQ(error_of(document(attached("/Filter /FlateDecode " + length(broken), broken))), "pdf_damaged");
}

TEST(PaperAttachment, AFileThatEndsEarlyIsDamagedWhereverItEnds) {
  const std::string proof = bundle();
  const std::string whole =
      document(attached("/Filter /FlateDecode " + length(packed(proof)), packed(proof)));
  for (std::size_t size = 0; size < whole.size() - 2; ++size)
    EXPECT_EQ(error_of(whole.substr(0, size)), "pdf_damaged") << size;
  EXPECT_EQ(attached_proof(whole), proof);
}

TEST(PaperAttachment, NothingUnfoldsWithoutEnd) {
  std::string bomb = bundle(kPdfBytesMax + 1);
  const std::string small = packed(bomb);
  bomb.clear();
  ASSERT_LT(small.size(), std::size_t{1} << 20);
  EXPECT_EQ(error_of(document(attached("/Filter /FlateDecode " + length(small), small))), "pdf_too_large");
  // What is no proof is not unfolded: a thousand of them are passed at once.
  std::string zeros = packed(std::string(1 << 22, '\0')), many;
  for (std::size_t i = 0; i < kAttachmentsMax; ++i)
    many += attached("/Filter /FlateDecode " + length(zeros), zeros);
  EXPECT_EQ(error_of(document(many)), "pdf_without_proof");
  EXPECT_EQ(error_of(document(many + attached("/Length 0", ""))), "pdf_too_large");
  EXPECT_EQ(error_of(document("") + std::string(kPdfBytesMax, ' ')), "pdf_too_large");
}

TEST(PaperAttachment, AnyByteMayBeAnotherOne) {
  const std::string proof = bundle(64);
  const std::string whole = document(attached(length(proof), proof));
  for (std::size_t at = 0; at < whole.size(); ++at)
    for (const int bit : {0, 3, 5, 7}) {
      std::string other = whole;
      other[at] = static_cast<char>(other[at] ^ (1 << bit));
      const auto read = attached_proof(other);
      EXPECT_TRUE(!read || read->starts_with(kBundleMagic));
    }
}

}  // namespace
}  // namespace credence
