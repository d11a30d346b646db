// SPDX-License-Identifier: Apache-2.0
// The low-level functions of OpenSSL (SHA-256) and nettle (SM3) cost no allocation and no lookup, unlike
// EVP_Digest; the state tree needs that. Most of what it hashes fits into two or three blocks: of such a short
// input OpenSSL computes the blocks alone, and it is laid out and padded here (FIPS 180-4, 5.1.1), for its
// Update of what is no whole block and Final take nearly as long as a block.
#define OPENSSL_SUPPRESS_DEPRECATED
#include "ledger/primitives/hash.h"

#include <nettle/sm3.h>
#include <openssl/sha.h>

#include <algorithm>
#include <bit>
#include <cstring>

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
    "credence:textreq", "credence:possess", "credence:anchor",  "credence:holder", "credence:sealbid",
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

constexpr std::size_t kBlock = SHA256_CBLOCK;

/// Of blocks that are whole: padded already.
Hash32 sha256_of_blocks(std::span<const unsigned char> blocks) {
  SHA256_CTX context;
  SHA256_Init(&context);
  SHA256_Update(&context, blocks.data(), blocks.size());
  std::array<SHA_LONG, 8> words;
  std::ranges::transform(context.h, words.begin(), [](SHA_LONG word) { return std::byteswap(word); });
  return std::bit_cast<Hash32>(words);
}

/// Of two hashes under a tag, as trees are made of: lengths that the compiler knows need no call to be copied.
Hash32 sha256_of_pair(BytesView tag, BytesView left, BytesView right) {
  constexpr std::size_t kTag = sizeof(Tag16), kHash = Hash32::kSize, kSize = kTag + 2 * kHash;
  std::array<unsigned char, 2 * kBlock> padded{};
  std::memcpy(padded.data(), tag.data(), kTag);
  std::memcpy(padded.data() + kTag, left.data(), kHash);
  std::memcpy(padded.data() + kTag + kHash, right.data(), kHash);
  padded[kSize] = 0x80;
  padded[padded.size() - 2] = static_cast<unsigned char>(kSize >> 5);
  padded[padded.size() - 1] = static_cast<unsigned char>(kSize << 3);
  return sha256_of_blocks(padded);
}

/// SHA-256 of the parts, which have `size` bytes together: at most kShortMax.
constexpr std::size_t kShortMax = 4 * kBlock - 9;  // the padding has 9 bytes at least
Hash32 sha256_of_short(BytesView first, std::initializer_list<BytesView> parts, std::size_t size) {
  std::array<unsigned char, 4 * kBlock> padded;
  std::size_t at = 0;
  const auto add = [&](BytesView part) {
    if (!part.empty()) std::memcpy(padded.data() + at, part.data(), part.size());
    at += part.size();
  };
  add(first);
  for (const BytesView part : parts) add(part);
  const std::size_t end = (size + 9 + kBlock - 1) / kBlock * kBlock;
  std::memset(padded.data() + size, 0, end - size);
  padded[size] = 0x80;
  padded[end - 2] = static_cast<unsigned char>(size >> 5);  // the bits, big-endian: fewer than 2^16
  padded[end - 1] = static_cast<unsigned char>(size << 3);
  return sha256_of_blocks(std::span(padded).first(end));
}

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
  if (suite == Suite::sm2_sm3) return hash_of<Sm3>(first, parts);
  const auto is_hash = [](BytesView part) { return part.size() == Hash32::kSize; };
  if (parts.size() == 2 && first.size() == sizeof(Tag16) && std::ranges::all_of(parts, is_hash))
    return sha256_of_pair(first, *parts.begin(), *std::prev(parts.end()));
  std::size_t size = first.size();
  for (const BytesView part : parts) size += part.size();
  return size <= kShortMax ? sha256_of_short(first, parts, size) : hash_of<Sha256>(first, parts);
}

}  // namespace

BytesView tag_bytes(Tag tag) { return kTags[static_cast<std::size_t>(tag)].bytes; }

Hash32 plain_hash(Suite suite, std::initializer_list<BytesView> parts) { return hash_of(suite, {}, parts); }

Hash32 tagged_hash(Suite suite, Tag tag, std::initializer_list<BytesView> parts) {
  return hash_of(suite, tag_bytes(tag), parts);
}

}  // namespace credence
