// SPDX-License-Identifier: Apache-2.0
#include "keys/aead.h"

#include <gcrypt.h>
#include <openssl/evp.h>

#include <memory>

namespace credence {
namespace {

constexpr std::size_t kPlainBytes = kSealedBytes - kTagBytes;
constexpr std::size_t kSm4KeyBytes = 16;

const unsigned char* raw(BytesView bytes) { return reinterpret_cast<const unsigned char*>(bytes.data()); }
unsigned char* out(std::span<std::byte> bytes) { return reinterpret_cast<unsigned char*>(bytes.data()); }
int size(BytesView bytes) { return static_cast<int>(bytes.size()); }

// ---- AES-256-GCM ------------------------------------------------------------------------------------------

struct AesFree {
  void operator()(EVP_CIPHER_CTX* context) const { EVP_CIPHER_CTX_free(context); }
};
using Aes = std::unique_ptr<EVP_CIPHER_CTX, AesFree>;

bool aes_encrypt(BytesView key, BytesView nonce, BytesView bound, BytesView plain,
                 std::span<std::byte, kSealedBytes> sealed) {
  const Aes aes(EVP_CIPHER_CTX_new());
  int made = 0;
  return aes && EVP_EncryptInit_ex(aes.get(), EVP_aes_256_gcm(), nullptr, raw(key), raw(nonce)) == 1 &&
         EVP_EncryptUpdate(aes.get(), nullptr, &made, raw(bound), size(bound)) == 1 &&
         EVP_EncryptUpdate(aes.get(), out(sealed), &made, raw(plain), size(plain)) == 1 &&
         EVP_EncryptFinal_ex(aes.get(), out(sealed) + made, &made) == 1 &&
         EVP_CIPHER_CTX_ctrl(aes.get(), EVP_CTRL_GCM_GET_TAG, kTagBytes, out(sealed) + kPlainBytes) == 1;
}

bool aes_decrypt(BytesView key, BytesView nonce, BytesView bound,
                 std::span<const std::byte, kSealedBytes> sealed, std::span<std::byte, kPlainBytes> plain) {
  const Aes aes(EVP_CIPHER_CTX_new());
  std::array<unsigned char, kTagBytes> tag;
  std::copy_n(raw(sealed) + kPlainBytes, kTagBytes, tag.begin());
  int made = 0;
  return aes && EVP_DecryptInit_ex(aes.get(), EVP_aes_256_gcm(), nullptr, raw(key), raw(nonce)) == 1 &&
         EVP_DecryptUpdate(aes.get(), nullptr, &made, raw(bound), size(bound)) == 1 &&
         EVP_DecryptUpdate(aes.get(), out(plain), &made, raw(sealed), kPlainBytes) == 1 &&
         EVP_CIPHER_CTX_ctrl(aes.get(), EVP_CTRL_GCM_SET_TAG, kTagBytes, tag.data()) == 1 &&
         EVP_DecryptFinal_ex(aes.get(), out(plain) + made, &made) == 1;
}

// ---- SM4-GCM ----------------------------------------------------------------------------------------------

/// libgcrypt wants to be told once that nobody asks for its locked memory.
bool gcrypt_ready() {
  static const bool ready = [] {
    if (gcry_control(GCRYCTL_INITIALIZATION_FINISHED_P) != 0) return true;
    return gcry_check_version(GCRYPT_VERSION) != nullptr && gcry_control(GCRYCTL_DISABLE_SECMEM, 0) == 0 &&
           gcry_control(GCRYCTL_INITIALIZATION_FINISHED, 0) == 0;
  }();
  return ready;
}

/// A context with the key, the nonce and what is bound; null: the library failed.
class Sm4 {
 public:
  Sm4(BytesView key, BytesView nonce, BytesView bound) {
    good_ = gcrypt_ready() && gcry_cipher_open(&handle_, GCRY_CIPHER_SM4, GCRY_CIPHER_MODE_GCM, 0) == 0 &&
            gcry_cipher_setkey(handle_, key.data(), kSm4KeyBytes) == 0 &&
            gcry_cipher_setiv(handle_, nonce.data(), nonce.size()) == 0 &&
            gcry_cipher_authenticate(handle_, bound.data(), bound.size()) == 0;
  }
  ~Sm4() { gcry_cipher_close(handle_); }
  Sm4(const Sm4&) = delete;
  Sm4& operator=(const Sm4&) = delete;

  bool encrypt(BytesView plain, std::span<std::byte, kSealedBytes> sealed) {
    return good_ &&
           gcry_cipher_encrypt(handle_, sealed.data(), kPlainBytes, plain.data(), plain.size()) == 0 &&
           gcry_cipher_gettag(handle_, sealed.data() + kPlainBytes, kTagBytes) == 0;
  }
  bool decrypt(std::span<const std::byte, kSealedBytes> sealed, std::span<std::byte, kPlainBytes> plain) {
    return good_ &&
           gcry_cipher_decrypt(handle_, plain.data(), plain.size(), sealed.data(), kPlainBytes) == 0 &&
           gcry_cipher_checktag(handle_, sealed.data() + kPlainBytes, kTagBytes) == 0;
  }

 private:
  gcry_cipher_hd_t handle_ = nullptr;
  bool good_ = false;
};

}  // namespace

std::string_view cipher_of(Suite suite) { return suite == Suite::sm2_sm3 ? "sm4-gcm" : "aes-256-gcm"; }

bool encrypt_secret(Suite suite, BytesView key, BytesView nonce, BytesView bound, BytesView plain,
                    std::span<std::byte, kSealedBytes> sealed) {
  if (suite == Suite::sm2_sm3) return Sm4(key, nonce, bound).encrypt(plain, sealed);
  return aes_encrypt(key, nonce, bound, plain, sealed);
}

bool decrypt_secret(Suite suite, BytesView key, BytesView nonce, BytesView bound,
                    std::span<const std::byte, kSealedBytes> sealed, std::span<std::byte, 32> plain) {
  if (suite == Suite::sm2_sm3) return Sm4(key, nonce, bound).decrypt(sealed, plain);
  return aes_decrypt(key, nonce, bound, sealed, plain);
}

}  // namespace credence
