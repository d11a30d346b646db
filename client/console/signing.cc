// SPDX-License-Identifier: Apache-2.0
// Whose key signs, and whose may sign second.
#include "client/base/files.h"
#include "client/console/console.h"
#include "client/console/options.h"
#include "client/four_eyes.h"

namespace credence {

Keyring Cli::keyring(bool ask_passphrase) const {
  const std::filesystem::path data = data_directory(network.data);
  return Keyring(data / "keys",
                 {passphrase_file, ask_passphrase ? std::filesystem::path() : data, language_});
}

Outcome<SecretKey> Cli::signing_key() const {
  if (key.empty()) {
    auto none = keyring().file_of("");
    return give_up(ExitCode::usage, Code::no_such_key,
                   "--key" + (none ? "" : "; " + none.error().error.detail));
  }
  auto opened = keyring().open(key);
  if (opened)
    if (const auto file = keyring().file_of(key); file && others_may_read(*file))
      note(say("warning: others may read the key: ", "警告：其他用户可以读取密钥文件：") + "chmod 600 " +
           file->string() + "\n");
  return opened;
}

Outcome<std::string> Cli::checkers_text(const Id& department) {
  auto to = client();
  if (!to) return std::unexpected(to.error());
  auto held = checkers_of(**to, department);
  if (!held) return std::unexpected(held.error());
  const Keyring ring = keyring();
  std::string out;
  for (const KeyHeld& one : *held) {
    const std::string name = ring.name_of(one.id).value_or(one.id.hex());
    out += (out.empty() ? "" : ", ") + name + " (" + department + " · " + one.holder + ")";
  }
  return out.empty() ? say("none", "无") : out;
}

Outcome<void> Cli::require_checker(const KeyId& maker, const KeyId& second, const std::string& given) {
  auto to = client();
  if (!to) return std::unexpected(to.error());
  auto checked = may_check(**to, maker, second);
  if (!checked) return std::unexpected(checked.error());
  if (checked->code == Code::ok) return {};
  auto others = checkers_text(checked->maker);
  if (!others) return std::unexpected(others.error());
  std::string detail = given;
  if (!checked->checker.empty()) detail += say(" is of ", " 属于 ") + checked->checker;
  return give_up(ExitCode::refused, checked->code,
                 detail + say("; signed for ", "；经办部门 ") + checked->maker +
                     say("; may check: ", "；可复核的密钥：") + *others);
}

Outcome<std::optional<SecretKey>> Cli::checking_key(const SecretKey& maker) {
  if (checker.empty()) return std::optional<SecretKey>{};
  auto opened = keyring().open(checker);
  if (!opened) return std::unexpected(opened.error());
  if (auto good =
          require_checker(key_id(maker.public_key()), key_id(opened->public_key()), "--checker " + checker);
      !good)
    return std::unexpected(good.error());
  return std::optional<SecretKey>(*std::move(opened));
}

}  // namespace credence
