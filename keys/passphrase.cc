// SPDX-License-Identifier: Apache-2.0
#include "keys/passphrase.h"

#include <fcntl.h>
#include <openssl/crypto.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdlib>
#include <cstring>

#include "ledger/primitives/place_errors.h"

namespace credence {
namespace {

constexpr const char* kVariable = "CREDENCE_PASSPHRASE";

std::string_view without_line_end(std::string_view text) {
  if (text.ends_with('\n')) text.remove_suffix(1);
  if (text.ends_with('\r')) text.remove_suffix(1);
  return text;
}

/// A blank that nobody sees at an end of a line: also the no-break and the ideographic one.
bool blank_at_an_end(std::string_view text) {
  for (const std::string_view blank : {" ", "\t", "\xC2\xA0", "\xE3\x80\x80", "\xE2\x80\x8B", "\xEF\xBB\xBF"})
    if (text.starts_with(blank) || text.ends_with(blank)) return true;
  return false;
}

bool is_control(char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; }

}  // namespace

Passphrase::Passphrase(std::string_view text) : Passphrase() {
  text = text.substr(0, kPassphraseBytesMax);
  bytes_.assign(text.begin(), text.end());
}

Passphrase::~Passphrase() {
  if (!bytes_.empty()) OPENSSL_cleanse(bytes_.data(), bytes_.size());
}

Passphrase& Passphrase::operator=(Passphrase&& other) noexcept {
  std::swap(bytes_, other.bytes_);  // what this held is wiped with the other one
  return *this;
}

bool Passphrase::append(char c) {
  if (bytes_.size() == kPassphraseBytesMax) return false;
  bytes_.push_back(c);
  return true;
}

Result<void> check_passphrase(std::string_view text, const std::string& where) {
  const auto bad = [&](const char* what) { return fail(Code::bad_passphrase, where + ": " + what); };
  if (text.starts_with("\xEF\xBB\xBF")) return bad("BOM (U+FEFF)");
  if (text.starts_with("\xFF\xFE") || text.starts_with("\xFE\xFF")) return bad("UTF-16");
  if (text.size() > kPassphraseBytesMax) return bad("> 1024 bytes");
  if (text.empty()) return bad("0 bytes");
  if (std::ranges::find(text, '\n') != text.end()) return bad("> 1 line");
  if (blank_at_an_end(text)) return bad("blank at an end / 首尾有空白");
  if (std::ranges::any_of(text, is_control)) return bad("control character / 控制字符");
  return {};
}

Result<Passphrase> passphrase_of_file(const std::string& path) {
  const auto unreadable = [&] { return fail(Code::file_unreadable, path + ": " + std::strerror(errno)); };
  const int file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (file < 0) return unreadable();
  struct Closed {
    int file;
    std::array<char, kPassphraseBytesMax + 3> bytes{};  // a line end, and one too many
    ~Closed() {
      OPENSSL_cleanse(bytes.data(), bytes.size());
      ::close(file);
    }
  } held{file};
  struct stat status{};
  if (::fstat(file, &status) != 0) return unreadable();
  if (S_ISDIR(status.st_mode)) errno = EISDIR;
  if (S_ISDIR(status.st_mode)) return unreadable();
  if ((status.st_mode & 077U) != 0) return fail(place_code::passphrase_exposed, path);
  std::size_t size = 0;
  while (size < held.bytes.size()) {
    const ssize_t n = ::read(file, held.bytes.data() + size, held.bytes.size() - size);
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) return unreadable();
    if (n == 0) break;
    size += static_cast<std::size_t>(n);
  }
  const std::string_view text = without_line_end({held.bytes.data(), size});
  if (auto good = check_passphrase(text, path); !good) return std::unexpected(good.error());
  return Passphrase(text);
}

Result<std::optional<Passphrase>> passphrase_of_environment() {
  const char* const value = std::getenv(kVariable);
  if (value == nullptr) return std::optional<Passphrase>();
  const std::string_view text = without_line_end(value);
  if (auto good = check_passphrase(text, kVariable); !good) return std::unexpected(good.error());
  return std::optional<Passphrase>(std::in_place, text);
}

void guard_secrets(bool private_files) {
  const rlimit none{};
  (void)setrlimit(RLIMIT_CORE, &none);
  (void)prctl(PR_SET_DUMPABLE, 0);  // a limit does not hold where cores are piped into a program
  if (private_files) umask(077);
}

}  // namespace credence
