#include "client/console/possession.h"

namespace credence {

void add_first_key_options(Command& command, const FirstKeyOptions& to) {
  constexpr Words kPost{"the post, never a person's number", "岗位名称，切勿填写个人证件号码"};
  command.option("--admin KEY", &to.admin, {"of its administrator: a public key of 66 digits, or a key of this machine", "管理员的公钥：66 位十六进制，或本机密钥"}).required();
  command.option("--holder POST", &to.holder, kPost).required();
  command.option("--possession HEX", &to.possession, kPossessionWords);
  command.option("--check KEY", &to.checker, {"of who checks there: a public key of 66 digits, or a key of this machine", "复核人的公钥：66 位十六进制，或本机密钥"}).required();
  command.option("--check-holder POST", &to.checker_holder, kPost).required();
  command.option("--check-possession HEX", &to.checker_possession, kPossessionWords);
}

Outcome<PublicKey> public_key_of(Cli& cli, const std::string& text) {
  if (auto key = PublicKey::from_hex(text)) return *key;
  return cli.keyring().public_key(text);
}

Outcome<Signature> possession_of(Cli& cli, const std::string& given, const std::string& key, KeyUse use, const Id& of) {
  auto public_key = public_key_of(cli, key);
  if (!public_key) return std::unexpected(public_key.error());
  auto chain = find_chain(cli.network);
  if (!chain) return std::unexpected(chain.error());
  const Hash32 statement = statement_hash(*chain, {*public_key, use, of});
  if (given.empty()) {
    if (PublicKey::from_hex(key)) return give_up(ExitCode::usage, Code::possession_not_proved, "--possession");
    auto opened = cli.keyring().open(key);
    if (!opened) return std::unexpected(opened.error());
    return sign(*opened, statement);
  }
  auto signature = Signature::from_hex(given);
  if (!signature) return give_up(ExitCode::usage, signature.error().code, "--possession: " + signature.error().detail);
  if (!verify(*public_key, statement, *signature))
    return give_up(ExitCode::bad_input, Code::possession_not_proved, public_key->hex().substr(0, 12) + "…, " + of);
  return *signature;
}

Outcome<FirstKey> first_key_of(Cli& cli, const std::string& key, const std::string& holder, const std::string& possession, const Id& department) {
  auto public_key = public_key_of(cli, key);
  if (!public_key) return std::unexpected(public_key.error());
  auto statement = possession_of(cli, possession, key, KeyUse::department, department);
  if (!statement) return std::unexpected(statement.error());
  return FirstKey{*public_key, Name(holder), *statement};
}

}  // namespace credence
