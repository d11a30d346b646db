// SPDX-License-Identifier: Apache-2.0
#include "client/keyring.h"

#include <fcntl.h>
#include <termios.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>

#include "client/base/csv.h"
#include "client/base/file_kind.h"
#include "client/base/files.h"
#include "client/base/place_to_write.h"
#include "keys/key_file.h"
#include "ledger/domain/types.h"

namespace credence {
namespace {

/// No key is ever written over, nor anything else that is there.
Outcome<void> check_new(const std::filesystem::path& file) {
  if (const auto place = place_to_write(file); !place) return std::unexpected(place.error());
  std::error_code ignored;
  if (!std::filesystem::exists(file, ignored)) return {};
  return give_up(ExitCode::bad_input, Code::file_exists, file.string());
}

namespace fs = std::filesystem;

// Reads one line from the terminal without showing it.
std::optional<Passphrase> prompt(const std::string& text) {
  const int terminal = open("/dev/tty", O_RDWR | O_CLOEXEC);
  if (terminal < 0) return std::nullopt;
  termios before{};
  if (tcgetattr(terminal, &before) != 0) {
    close(terminal);
    return std::nullopt;
  }
  termios silent = before;
  silent.c_lflag &= ~static_cast<tcflag_t>(ECHO);
  tcsetattr(terminal, TCSAFLUSH, &silent);
  (void)!write(terminal, text.data(), text.size());
  Passphrase out;
  char c = 0;
  bool ended = false;
  while (!ended && ::read(terminal, &c, 1) == 1) {
    ended = c == '\n';
    if (!ended && !out.append(c)) break;
  }
  tcsetattr(terminal, TCSAFLUSH, &before);
  (void)!write(terminal, "\n", 1);
  close(terminal);
  if (!ended) return std::nullopt;
  return out;
}

}  // namespace

Outcome<Passphrase> read_passphrase(const PassphraseOptions& options, std::string_view what, bool twice) {
  if (!options.file.empty()) return or_fail(passphrase_of_file(options.file), ExitCode::key);
  auto given = passphrase_of_environment();
  if (!given) return give_up(ExitCode::key, given.error());
  if (*given) return **std::move(given);
  std::error_code ignored;
  if (const fs::path file = options.data / "passphrase"; !options.data.empty() && fs::exists(file, ignored))
    return or_fail(passphrase_of_file(file), ExitCode::key);
  const bool zh = options.language == Language::zh;
  auto typed = prompt((zh ? "口令（" : "passphrase of ") + std::string(what) + (zh ? "）：" : ": "));
  if (!typed) return give_up(ExitCode::key, Code::no_passphrase, std::string(what));
  if (twice) {  // it will be in a file one day
    if (auto good = check_passphrase(typed->view(), std::string(what)); !good)
      return give_up(ExitCode::key, good.error());
    const auto again = prompt(zh ? "再输一遍：" : "again: ");
    if (again != typed)
      return give_up(ExitCode::key, Code::no_passphrase, zh ? "两次输入不一致" : "the two differ");
  }
  return *std::move(typed);
}

Keyring::Keyring(fs::path directory, PassphraseOptions passphrase)
    : directory_(std::move(directory)), passphrase_(std::move(passphrase)) {}

std::optional<fs::path> Keyring::shared_passphrase() const {
  std::error_code ignored;
  const fs::path file = passphrase_.data / "passphrase";
  if (!passphrase_.file.empty() || std::getenv("CREDENCE_PASSPHRASE") != nullptr ||
      passphrase_.data.empty() || !fs::exists(file, ignored))
    return std::nullopt;
  return file;
}

std::vector<std::string> Keyring::names() const {
  std::vector<std::string> out;
  std::error_code error;
  for (fs::directory_iterator at(directory_, error), end; !error && at != end; at.increment(error))
    if (at->path().extension() == ".json") out.push_back(at->path().stem().string());
  std::ranges::sort(out);
  return out;
}

Outcome<fs::path> Keyring::file_of(const std::string& name_or_file) const {
  std::error_code ignored;
  const bool path = name_or_file.find('/') != std::string::npos || name_or_file.ends_with(".json");
  const fs::path file = path ? fs::path(name_or_file) : directory_ / (name_or_file + ".json");
  if (!name_or_file.empty() && fs::is_regular_file(file, ignored)) return file;
  if (!name_or_file.empty() && fs::exists(file, ignored))
    return give_up(ExitCode::key, Code::file_unreadable, file.string() + ": no regular file");
  constexpr std::size_t kNamed = 12;
  std::vector<std::string> all = names();
  std::ranges::stable_sort(all, std::ranges::greater{}, [&name_or_file](const std::string& one) {
    return std::ranges::mismatch(one, name_or_file).in1 - one.begin();  // those that begin alike come first
  });
  std::string known;
  for (std::size_t i = 0; i < std::min(all.size(), kNamed); ++i) known += (i == 0 ? ": " : ", ") + all[i];
  if (all.size() > kNamed) known += ", … (" + std::to_string(all.size()) + ")";
  return give_up(ExitCode::key, Code::no_such_key,
                 (name_or_file.empty() ? "" : "'" + name_or_file + "'; ") + directory_.string() + known);
}

namespace {

/// The text of a key file; `wrong_file` where it is another kind of file.
Outcome<std::string> key_text(const fs::path& file, Language language) {
  auto text = read_file(file, kKeyFileBytesMax);
  const auto bad = [&](Error error) {
    return give_up(ExitCode::key, told_by_kind(std::move(error), file, {kKeyFileName}, language));
  };
  if (!text) return bad(text.error());
  if (auto readable = public_key_of(*text); !readable)
    return bad({readable.error().code, file.string() + ": " + readable.error().detail});
  return *std::move(text);
}

}  // namespace

Outcome<SecretKey> Keyring::open(const std::string& name_or_file) const {
  auto file = file_of(name_or_file);
  if (!file) return std::unexpected(file.error());
  auto text = key_text(*file, passphrase_.language);
  if (!text) return std::unexpected(text.error());
  auto passphrase = read_passphrase(passphrase_, name_or_file, false);
  if (!passphrase) return std::unexpected(passphrase.error());
  auto key = open_key(*text, passphrase->view());
  if (!key && key.error().code == Code::wrong_passphrase && shared_passphrase())
    if (auto own = read_passphrase({{}, {}, passphrase_.language}, name_or_file, false))
      key = open_key(*text, own->view());
  if (!key)
    return give_up(ExitCode::key, key.error().code,
                   file->string() + (key.error().detail.empty() ? "" : ": " + key.error().detail));
  return *std::move(key);
}

Outcome<PublicKey> Keyring::public_key(const std::string& name_or_file) const {
  auto file = file_of(name_or_file);
  if (!file) return std::unexpected(file.error());
  auto text = key_text(*file, passphrase_.language);
  if (!text) return std::unexpected(text.error());
  return or_fail(public_key_of(*text), ExitCode::key);
}

Outcome<PublicKey> Keyring::create(Suite suite, const std::string& name, const fs::path& file) const {
  if (auto good = check_id(name); !good) return give_up(ExitCode::usage, good.error());
  const fs::path place = file.empty() ? directory_ / (name + ".json") : file;
  if (auto good = check_new(place); !good) return std::unexpected(good.error());
  auto passphrase = read_passphrase(passphrase_, name, true);
  if (!passphrase) return std::unexpected(passphrase.error());
  auto key = make_key_file(suite, place, passphrase->view());
  if (!key) return std::unexpected(key.error());
  return key->public_key();
}

std::optional<std::string> Keyring::name_of(const KeyId& id) const {
  for (const std::string& name : names())
    if (const auto key = public_key(name); key && key_id(*key) == id) return name;
  return std::nullopt;
}

Outcome<SecretKey> make_key_file(Suite suite, const fs::path& file, std::string_view passphrase,
                                 bool fast_for_tests) {
  auto key = new_secret_key(suite);
  if (!key) return give_up(ExitCode::internal, key.error());
  auto text = seal_key(*key, passphrase, fast_for_tests);
  if (!text) return give_up(ExitCode::key, text.error());
  if (auto good = check_new(file); !good) return std::unexpected(good.error());
  if (auto written = write_file(file, *text, 0600); !written) return std::unexpected(written.error());
  return *std::move(key);
}

}  // namespace credence
