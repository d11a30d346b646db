// SPDX-License-Identifier: Apache-2.0
// The low-level functions of OpenSSL (SHA-256) and nettle (SM3) cost no allocation and no lookup, unlike
// EVP_Digest; the state tree needs that.
#define OPENSSL_SUPPRESS_DEPRECATED
#include "ledger/primitives/hash.h"

#include <nettle/sm3.h>
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
    "credence:textreq", "credence:possess", "credence:anchor",  "credence:holder",
};

class Sha256 {
 public:
  Sha256() { SHA256_Init(&context_); }
  void add(BytesView part) { SHA256_Update(&context_, part.data(), part.size()); }
  Hash32 finish() {
    Hash32 out;
    SHA256_Final(reinterpret_cast<unsigned char*>(out.bytes.data()), &context_);
    return out;
  }

 private:
  SHA256_CTX context_;
};

class Sm3 {
 public:
  Sm3() { sm3_init(&context_); }
  void add(BytesView part) {
    sm3_update(&context_, part.size(), reinterpret_cast<const std::uint8_t*>(part.data()));
  }
  Hash32 finish() {
    Hash32 out;
    sm3_digest(&context_, out.bytes.size(), reinterpret_cast<std::uint8_t*>(out.bytes.data()));
    return out;
  }

 private:
  sm3_ctx context_;
};

template <class Hash>
Hash32 hash_of(BytesView first, std::initializer_list<BytesView> parts) {
  Hash hash;
  hash.add(first);
  for (const BytesView part : parts) hash.add(part);
  return hash.finish();
}

Hash32 hash_of(Suite suite, BytesView first, std::initializer_list<BytesView> parts) {
  return suite == Suite::sm2_sm3 ? hash_of<Sm3>(first, parts) : hash_of<Sha256>(first, parts);
}

}  // namespace

BytesView tag_bytes(Tag tag) { return kTags[static_cast<std::size_t>(tag)].bytes; }

Hash32 plain_hash(Suite suite, std::initializer_list<BytesView> parts) { return hash_of(suite, {}, parts); }

Hash32 tagged_hash(Suite suite, Tag tag, std::initializer_list<BytesView> parts) {
  return hash_of(suite, tag_bytes(tag), parts);
}

}  // namespace credence
