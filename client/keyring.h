// SPDX-License-Identifier: Apache-2.0
// Key files by name: DIR/keys/NAME.json, encrypted (keys/key_file.h), mode 0600. A key is named by its name
// or by the path of its file. The passphrase comes from --passphrase-file, CREDENCE_PASSPHRASE, the file
// `passphrase` of the data directory (the demonstration network has one), or a prompt without echo, in this
// order.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "client/base/failure.h"
#include "client/base/language.h"
#include "keys/passphrase.h"
#include "ledger/primitives/keys.h"

namespace credence {

struct PassphraseOptions {
  std::filesystem::path file;  // --passphrase-file
  std::filesystem::path data;  // the data directory; may be empty
  Language language = Language::en;
};

/// The first source that there is (keys/passphrase.h). `twice`: a prompt asks again and compares, for new
/// keys. `no_passphrase` if there is no source and no terminal.
[[nodiscard]] Outcome<Passphrase> read_passphrase(const PassphraseOptions& options, std::string_view what,
                                                  bool twice);

class Keyring {
 public:
  Keyring(std::filesystem::path directory, PassphraseOptions passphrase);

  /// The file of a key: NAME in the keyring, or a path (it holds a '/' or ends in ".json"). `no_such_key`
  /// lists the names.
  [[nodiscard]] Outcome<std::filesystem::path> file_of(const std::string& name_or_file) const;
  /// `wrong_passphrase`, `damaged_key_file`, `no_passphrase`. For a key that is not under the network's
  /// passphrase a terminal is asked.
  [[nodiscard]] Outcome<SecretKey> open(const std::string& name_or_file) const;
  [[nodiscard]] Outcome<PublicKey> public_key(const std::string& name_or_file) const;
  /// A new key of the suite; never overwrites. An empty `file` means NAME in the keyring.
  [[nodiscard]] Outcome<PublicKey> create(Suite suite, const std::string& name,
                                          const std::filesystem::path& file) const;
  /// The file with the network's passphrase, where a key is made under it: nothing else was named.
  [[nodiscard]] std::optional<std::filesystem::path> shared_passphrase() const;
  [[nodiscard]] std::vector<std::string> names() const;
  /// The name of the key that has this id, if it is in the keyring.
  [[nodiscard]] std::optional<std::string> name_of(const KeyId& id) const;

 private:
  std::filesystem::path directory_;
  PassphraseOptions passphrase_;
};

/// Makes a key of the suite under a passphrase and writes its file; never overwrites.
[[nodiscard]] Outcome<SecretKey> make_key_file(Suite suite, const std::filesystem::path& file,
                                               std::string_view passphrase, bool fast_for_tests = false);

}  // namespace credence
