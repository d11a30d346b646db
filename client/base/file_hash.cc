// SPDX-License-Identifier: Apache-2.0
#include "client/base/file_hash.h"

#include <openssl/evp.h>

#include <cerrno>
#include <cstring>
#include <fstream>
#include <memory>

namespace credence {

Result<FileHash> hash_file(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file || std::filesystem::is_directory(path))
    return fail(Code::file_unreadable, path.string() + ": " + std::strerror(file ? EISDIR : errno));
  const std::unique_ptr<EVP_MD_CTX, void (*)(EVP_MD_CTX*)> context(EVP_MD_CTX_new(), EVP_MD_CTX_free);
  CREDENCE_ASSERT(context != nullptr && EVP_DigestInit_ex(context.get(), EVP_sha256(), nullptr) == 1);
  FileHash out;
  std::string piece(1 << 16, '\0');
  while (file.read(piece.data(), static_cast<std::streamsize>(piece.size())), file.gcount() > 0) {
    const auto size = static_cast<std::size_t>(file.gcount());
    CREDENCE_ASSERT(EVP_DigestUpdate(context.get(), piece.data(), size) == 1);
    out.size_bytes += size;
  }
  if (file.bad()) return fail(Code::file_unreadable, path.string());
  unsigned length = 0;
  CREDENCE_ASSERT(EVP_DigestFinal_ex(context.get(), reinterpret_cast<unsigned char*>(out.sha256.bytes.data()),
                                     &length) == 1 &&
                  length == Hash32::kSize);
  return out;
}

}  // namespace credence
