// SPDX-License-Identifier: Apache-2.0
// Key files: scrypt of OpenSSL, and the suite's cipher (aead.h). The parameters in a file are bounded before
// they are used, so that a hostile file costs neither much time nor much memory.
#include "keys/key_file.h"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/rand.h>

#include <boost/json.hpp>

#include "keys/aead.h"

namespace credence {
namespace {

namespace json = boost::json;

constexpr std::string_view kKind = "credence-key-v1";
constexpr std::uint64_t kN = 1u << 15;
constexpr std::uint64_t kNFast = 1u << 10;
// What a file may ask for at most: half a second and 128 MiB.
constexpr std::uint64_t kNMax = 1u << 17;
constexpr std::uint64_t kWorkMax = std::uint64_t{1} << 20;  // N * r * p
constexpr std::size_t kSaltBytes = 16;
constexpr std::uint64_t kScryptMemoryMax = 160u << 20;  // 128 * N * r at the bounds, with room

unsigned char* raw(std::byte* bytes) { return reinterpret_cast<unsigned char*>(bytes); }
const unsigned char* raw(const std::byte* bytes) { return reinterpret_cast<const unsigned char*>(bytes); }

/// 32 bytes that are wiped when they go.
struct Secret32 {
  std::array<std::byte, 32> bytes{};
  Secret32() = default;
  Secret32(const Secret32&) = delete;
  Secret32& operator=(const Secret32&) = delete;
  ~Secret32() { OPENSSL_cleanse(bytes.data(), bytes.size()); }
};

struct KeyFile {
  PublicKey public_key;
  std::uint64_t n = kN, r = 8, p = 1;
  Fixed<kSaltBytes, struct SaltKind> salt;
  Fixed<kNonceBytes, struct NonceKind> nonce;
  Fixed<kSealedBytes, struct SealedKind> ciphertext;

  [[nodiscard]] Suite suite() const { return public_key.suite; }

  /// What the cipher authenticates beside the key itself.
  [[nodiscard]] std::string bound() const {
    std::string out(kKind);
    for (const std::string& part :
         {std::string(name_of(suite())), public_key.hex(), std::string("scrypt"), std::to_string(n),
          std::to_string(r), std::to_string(p), salt.hex(), std::string(cipher_of(suite())), nonce.hex()})
      out.append("|").append(part);
    return out;
  }
  [[nodiscard]] Hash32 checksum() const {
    return plain_hash(suite(), {bytes_of(bound()), bytes_of("|"), bytes_of(ciphertext.hex())});
  }
};

std::unexpected<Error> damaged(std::string_view member) {
  return fail(Code::damaged_key_file, "member " + std::string(member));
}

template <class F>
bool take_hex(const json::object& from, std::string_view member, F& out) {
  const auto* text = from.if_contains(member);
  if (text == nullptr || !text->is_string()) return false;
  auto value = F::from_hex(text->get_string());
  if (!value) return false;
  out = *value;
  return true;
}

bool take_number(const json::object& from, std::string_view member, std::uint64_t low, std::uint64_t high,
                 std::uint64_t& out) {
  const auto* number = from.if_contains(member);
  if (number == nullptr || !number->is_int64()) return false;
  const std::int64_t value = number->get_int64();
  if (value < 0) return false;
  out = static_cast<std::uint64_t>(value);
  return out >= low && out <= high;
}

bool is_text(const json::object& from, std::string_view member, std::string_view expected) {
  const auto* text = from.if_contains(member);
  return text != nullptr && text->is_string() && std::string_view(text->get_string()) == expected;
}

Result<KeyFile> parse(std::string_view text) {
  if (text.size() > kKeyFileBytesMax)
    return fail(Code::damaged_key_file, "longer than " + std::to_string(kKeyFileBytesMax) + " bytes");
  boost::system::error_code error;
  const json::value value = json::parse(json::string_view(text.data(), text.size()), error);
  if (error || !value.is_object()) return fail(Code::damaged_key_file, "not a JSON object");
  const auto& object = value.get_object();
  KeyFile file;
  if (!is_text(object, "kind", kKind)) return damaged("kind");
  if (!take_hex(object, "public_key", file.public_key)) return damaged("public_key");
  if (!is_text(object, "suite", name_of(file.suite()))) return damaged("suite");
  const auto* kdf = object.if_contains("kdf");
  if (kdf == nullptr || !kdf->is_object()) return damaged("kdf");
  const auto& scrypt = kdf->get_object();
  if (!is_text(scrypt, "name", "scrypt")) return damaged("kdf.name");
  if (!take_number(scrypt, "n", 2, kNMax, file.n) || (file.n & (file.n - 1)) != 0) return damaged("kdf.n");
  if (!take_number(scrypt, "r", 1, 8, file.r)) return damaged("kdf.r");
  if (!take_number(scrypt, "p", 1, 4, file.p)) return damaged("kdf.p");
  if (file.n * file.r * file.p > kWorkMax) return damaged("kdf: n * r * p");
  if (!take_hex(scrypt, "salt", file.salt)) return damaged("kdf.salt");
  if (!is_text(object, "cipher", cipher_of(file.suite()))) return damaged("cipher");
  if (!take_hex(object, "nonce", file.nonce)) return damaged("nonce");
  if (!take_hex(object, "ciphertext", file.ciphertext)) return damaged("ciphertext");
  Hash32 checksum;
  if (!take_hex(object, "checksum", checksum)) return damaged("checksum");
  if (checksum != file.checksum()) return fail(Code::damaged_key_file, "the checksum does not fit");
  return file;
}

std::string write(const KeyFile& file) {
  const json::object object{
      {"kind", kKind},
      {"suite", name_of(file.suite())},
      {"public_key", file.public_key.hex()},
      {"kdf", {{"name", "scrypt"}, {"n", file.n}, {"r", file.r}, {"p", file.p}, {"salt", file.salt.hex()}}},
      {"cipher", cipher_of(file.suite())},
      {"nonce", file.nonce.hex()},
      {"ciphertext", file.ciphertext.hex()},
      {"checksum", file.checksum().hex()}};
  return json::serialize(object) + "\n";
}

Result<void> stretch(const KeyFile& file, std::string_view passphrase, Secret32& out) {
  if (EVP_PBE_scrypt(passphrase.data(), passphrase.size(), raw(file.salt.bytes.data()),
                     file.salt.bytes.size(), file.n, file.r, file.p, kScryptMemoryMax, raw(out.bytes.data()),
                     out.bytes.size()) != 1)
    return fail(Code::internal, "scrypt failed: not enough memory?");
  return {};
}

}  // namespace

Result<std::string> seal_key(const SecretKey& key, std::string_view passphrase, bool fast_for_tests) {
  KeyFile file;
  file.public_key = key.public_key();
  file.n = fast_for_tests ? kNFast : kN;
  if (RAND_bytes(raw(file.salt.bytes.data()), static_cast<int>(kSaltBytes)) != 1 ||
      RAND_bytes(raw(file.nonce.bytes.data()), static_cast<int>(kNonceBytes)) != 1)
    return fail(Code::internal, "the system gives no randomness");
  Secret32 cipher_key;
  if (auto done = stretch(file, passphrase, cipher_key); !done) return std::unexpected(done.error());
  if (!encrypt_secret(file.suite(), cipher_key.bytes, file.nonce.view(), bytes_of(file.bound()), key.view(),
                      file.ciphertext.bytes))
    return fail(Code::internal, std::string(cipher_of(file.suite())) + " failed");
  return write(file);
}

Result<SecretKey> open_key(std::string_view json, std::string_view passphrase) {
  const auto file = parse(json);
  if (!file) return std::unexpected(file.error());
  Secret32 cipher_key, plain;
  if (auto done = stretch(*file, passphrase, cipher_key); !done) return std::unexpected(done.error());
  if (!decrypt_secret(file->suite(), cipher_key.bytes, file->nonce.view(), bytes_of(file->bound()),
                      file->ciphertext.bytes, plain.bytes))
    return fail(Code::wrong_passphrase, "for the key " + file->public_key.hex());
  auto key = SecretKey::from(file->suite(), plain.bytes);
  if (!key) return fail(Code::damaged_key_file, "the key inside is not valid");
  if (key->public_key() != file->public_key) return damaged("public_key");
  return key;
}

Result<PublicKey> public_key_of(std::string_view json) {
  const auto file = parse(json);
  if (!file) return std::unexpected(file.error());
  return file->public_key;
}

Result<SecretKey> new_secret_key(Suite suite) {
  for (int tries = 0; tries < 8; ++tries) {  // all but 2^-32 of all bytes are a valid scalar
    Secret32 bytes;
    if (RAND_priv_bytes(raw(bytes.bytes.data()), static_cast<int>(bytes.bytes.size())) != 1)
      return fail(Code::internal, "the system gives no randomness");
    if (auto key = SecretKey::from(suite, bytes.bytes)) return key;
  }
  return fail(Code::internal, "the system gives bad randomness");
}

}  // namespace credence
