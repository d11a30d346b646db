// SPDX-License-Identifier: Apache-2.0
// The low-level SHA-256 functions cost no allocation and no lookup, unlike EVP_Digest; the state tree needs
// that.
#define OPENSSL_SUPPRESS_DEPRECATED
#include "ledger/primitives/hash.h"

#include <openssl/sha.h>

namespace credence {
namespace {

struct Tag16 {
  std::array<std::byte, 16> bytes{};
  template <std::size_t N>
  consteval Tag16(const char (&text)[N]) {  // NOLINT(google-explicit-constructor)
    static_assert(N - 1 <= 16, "a tag has at most 16 bytes");
    for (std::size_t i = 0; i + 1 < N; ++i) bytes[i] = static_cast<std::byte>(text[i]);
  }
};

constexpr std::array<Tag16, kTagCount> kTags = {
    "credence:genesis", "credence:key",     "credence:tx",      "credence:batch",  "credence:header",
    "credence:vset",    "credence:mleaf",   "credence:mnode",   "credence:mroot",  "credence:skey",
    "credence:sval",    "credence:sleaf",   "credence:snode",   "credence:hentry", "credence:hnode",
    "credence:hroot",   "credence:preprep", "credence:prepare", "credence:commit", "credence:chkpt",
    "credence:viewchg", "credence:newview", "credence:hello",   "credence:bundle", "credence:crtext",
    "credence:textreq", "credence:possess", "credence:anchor",  "credence:ids",
};

}  // namespace

BytesView tag_bytes(Tag tag) { return kTags[static_cast<std::size_t>(tag)].bytes; }

Hash32 tagged_hash(Tag tag, std::initializer_list<BytesView> parts) {
  SHA256_CTX context;
  SHA256_Init(&context);
  const BytesView prefix = tag_bytes(tag);
  SHA256_Update(&context, prefix.data(), prefix.size());
  for (const BytesView part : parts) SHA256_Update(&context, part.data(), part.size());
  Hash32 out;
  SHA256_Final(reinterpret_cast<unsigned char*>(out.bytes.data()), &context);
  return out;
}

}  // namespace credence
