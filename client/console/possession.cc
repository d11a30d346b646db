// SPDX-License-Identifier: Apache-2.0
#include "client/console/possession.h"

namespace credence {

Outcome<PublicKey> public_key_of(Cli& cli, const std::string& text) {
  if (auto key = PublicKey::from_hex(text)) return *key;
  return cli.keyring().public_key(text);
}

Outcome<Signature> possession_of(Cli& cli, const std::string& given, const std::string& key, KeyUse use,
                                 const Id& of) {
  auto public_key = public_key_of(cli, key);
  if (!public_key) return std::unexpected(public_key.error());
  auto chain = find_chain(cli.network);
  if (!chain) return std::unexpected(chain.error());
  const Hash32 statement = statement_hash(*chain, {*public_key, use, of});
  if (given.empty()) {
    if (PublicKey::from_hex(key))
      return give_up(ExitCode::usage, Code::possession_not_proved, "--possession");
    auto opened = cli.keyring().open(key);
    if (!opened) return std::unexpected(opened.error());
    return sign(*opened, statement);
  }
  auto signature = Signature::from_hex(given);
  if (!signature)
    return give_up(ExitCode::usage, signature.error().code, "--possession: " + signature.error().detail);
  if (!verify(*public_key, statement, *signature))
    return give_up(ExitCode::bad_input, Code::possession_not_proved,
                   public_key->hex().substr(0, 12) + "…, " + of);
  return *signature;
}

}  // namespace credence
