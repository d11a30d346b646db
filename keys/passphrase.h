// SPDX-License-Identifier: Apache-2.0
// A passphrase in memory, and where it comes from. Its bytes are wiped when it goes.
//
// A file or a variable of the environment holds one line; one line end is cut. What an editor or a shell adds
// without anyone seeing it is refused by name, not taken for a part of it: a byte-order mark, UTF-16, a blank
// at an end, a second line, a control character.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "ledger/primitives/error.h"

namespace credence {

inline constexpr std::size_t kPassphraseBytesMax = 1024;

class Passphrase {
 public:
  Passphrase() { bytes_.reserve(kPassphraseBytesMax); }
  /// At most kPassphraseBytesMax bytes are taken.
  explicit Passphrase(std::string_view text);
  ~Passphrase();
  Passphrase(Passphrase&&) noexcept = default;
  Passphrase& operator=(Passphrase&& other) noexcept;
  Passphrase(const Passphrase&) = delete;
  Passphrase& operator=(const Passphrase&) = delete;

  /// False if it is full.
  [[nodiscard]] bool append(char c);
  [[nodiscard]] std::string_view view() const { return {bytes_.data(), bytes_.size()}; }
  bool operator==(const Passphrase& other) const { return bytes_ == other.bytes_; }

 private:
  std::vector<char> bytes_;  // never grows beyond what was reserved: growing would leave a copy behind
};

/// `bad_passphrase` with what is wrong; `where` names the source.
[[nodiscard]] Result<void> check_passphrase(std::string_view text, const std::string& where);
/// From a file that nobody else may read. `passphrase_exposed` (others may), `file_unreadable`,
/// `bad_passphrase`.
[[nodiscard]] Result<Passphrase> passphrase_of_file(const std::string& path);
/// From CREDENCE_PASSPHRASE; nothing if it is not set.
[[nodiscard]] Result<std::optional<Passphrase>> passphrase_of_environment();

/// For programs that open keys, before they do: no core dump holds one, no process of the same user reads
/// their memory, and what they make is for this user alone if `private_files`.
void guard_secrets(bool private_files);

}  // namespace credence
