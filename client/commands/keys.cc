// credence keys …: encrypted key files, and which of them the ledger knows.
#include <CLI/CLI.hpp>

#include <algorithm>

#include "client/base/json_text.h"
#include "client/console/command.h"

namespace credence {
namespace {

namespace json = boost::json;

struct KeyOptions {
  std::string name, department, holder, reason, code, document_no;
  std::vector<std::string> roles;
  std::filesystem::path out;
};

int new_key(Cli& cli, const KeyOptions& options) {
  auto key = cli.keyring().create(options.name, options.out);
  if (!key) return cli.finish(key.error());
  const std::string file =
      options.out.empty() ? (data_directory(cli.network.data) / "keys" / (options.name + ".json")).string()
                          : options.out.string();
  if (cli.json)
    cli.print_json(
        {{"name", options.name}, {"file", file}, {"public_key", key->hex()}, {"key_id", key_id(*key).hex()}});
  else
    cli.print(file + "\n  " + cli.say("public key ", "公钥 ") + key->hex() + "\n  " +
              cli.say("key id     ", "密钥编号 ") + key_id(*key).hex() + "\n");
  return 0;
}

json::object key_json(const std::string& name, const PublicKey& key) {
  return {{"name", name}, {"public_key", key.hex()}, {"key_id", key_id(key).hex()}};
}

// What the ledger says of a key, where a network can be asked.
std::string standing(Cli& cli, const PublicKey& key) {
  if (!cli.client()) return {};
  auto found = cli.directory().signer(key_id(key));
  if (!found) return std::string(info(found.error().error.code).name);
  if (!*found) return cli.say("not registered", "未登记");
  std::string roles;
  for (const Role role : (*found)->roles) roles += (roles.empty() ? "" : "+") + std::string(name_of(role));
  return (*found)->text(cli.zh()) + " (" + roles + ")" +
         ((*found)->revoked ? cli.say(", revoked", "，已注销") : "");
}

int show_keys(Cli& cli, const std::string& only) {
  const Keyring ring = cli.keyring();
  const std::vector<std::string> names = only.empty() ? ring.names() : std::vector{only};
  json::array list;
  Table table;
  table.column(cli.say("key", "密钥"));
  table.column(cli.say("key id", "编号"));
  table.column(cli.say("on the ledger", "账本登记"));
  for (const std::string& name : names) {
    auto key = ring.public_key(name);
    if (!key) return cli.finish(key.error());
    if (cli.json) {
      list.push_back(key_json(name, *key));
      continue;
    }
    if (!only.empty())
      cli.print(cli.say("public key ", "公钥 ") + key->hex() + "\n" + cli.say("key id     ", "编号 ") +
                key_id(*key).hex() + "\n");
    table.row({name, key_id(*key).hex().substr(0, 16) + "…", standing(cli, *key)});
  }
  if (cli.json && !only.empty())
    cli.print_json(list.at(0).as_object());
  else if (cli.json)
    cli.print_json({{"keys", std::move(list)}});
  else
    cli.print(table.text());
  return 0;
}

int register_key(Cli& cli, const KeyOptions& options) {
  auto key = cli.keyring().public_key(options.name);
  if (!key) return cli.finish(key.error());
  RegisterKey action{Id(options.department), *key, {}, Name(options.holder)};
  for (const std::string& name : options.roles) {
    const auto role = role_named(name);
    if (!role || action.roles.size() == action.roles.kMax)
      return cli.finish({ExitCode::usage, Error{Code::bad_roles, "--role " + name}});
    action.roles.push_back(*role);
  }
  std::ranges::sort(action.roles);
  return cli.submit(action, cli.say("key registered: ", "已登记密钥：") + options.name);
}

int revoke_key(Cli& cli, const KeyOptions& options) {
  RevokeKey action;
  if (auto id = KeyId::from_hex(options.name)) {
    action.key = *id;
  } else {
    auto key = cli.keyring().public_key(options.name);
    if (!key) return cli.finish(key.error());
    action.key = key_id(*key);
  }
  action.reason = Note(options.reason);
  return cli.submit(action, cli.say("key revoked: ", "已注销密钥：") + options.name);
}

int rotate_key(Cli& cli, const KeyOptions& options) {
  auto key = cli.keyring().public_key(options.name);
  if (!key) return cli.finish(key.error());
  return cli.submit(RotateKey{*key}, cli.say("key replaced by ", "密钥已更换为 ") + options.name, options.name);
}

int bind_key(Cli& cli, const KeyOptions& options) {
  auto code = cli.code(options.code);
  if (!code) return cli.finish(code.error());
  auto key = cli.keyring().public_key(options.name);
  if (!key) return cli.finish(key.error());
  return cli.submit(BindEnterpriseKey{*code, *key, Name(options.holder), DocumentNo(options.document_no)},
                    cli.say("key bound to ", "密钥已绑定到 ") + options.code + ": " + options.name, options.name);
}

}  // namespace

void add_key_commands(CLI::App& app, Cli& cli) {
  auto* const family = app.add_subcommand("keys", "encrypted key files, and the keys that the ledger knows")
                           ->require_subcommand(1);
  const auto options = std::make_shared<KeyOptions>();
  auto* const make = family->add_subcommand("new", "make a key; its file is encrypted under a passphrase");
  make->add_option("NAME", options->name, "DIR/keys/NAME.json")->required();
  make->add_option("--out", options->out, "another file");
  runs(cli, make, options, new_key);

  auto* const show =
      family->add_subcommand("show", "the public key of one, or a list of all; needs no passphrase");
  show->add_option("NAME", options->name);
  runs(cli, show, options, [](Cli& one, const auto& o) { return show_keys(one, o.name); });

  auto* const add = family->add_subcommand("register", "register a key on the ledger (role admin)");
  add->add_option("NAME", options->name, "the key that is registered: a name or a file")->required();
  add->add_option("--department", options->department)->required();
  add->add_option("--role", options->roles,
                  "admin, registrar, programme, award, pay, qualify, audit, check, govern; repeatable")
      ->required()
      ->expected(1)
      ->take_all();
  add->add_option("--holder", options->holder, "the post, never a person's number: 资金处经办")->required();
  runs(cli, add, options, register_key);

  auto* const revoke = family->add_subcommand("revoke", "revoke a key on the ledger: one's own, or as its administrator");
  revoke->add_option("NAME", options->name, "a name, a file or a key id")->required();
  revoke->add_option("--reason", options->reason)->required();
  runs(cli, revoke, options, revoke_key);

  auto* const rotate = family->add_subcommand("rotate", "replace the key of --key by a new one: both sign");
  rotate->add_option("NAME", options->name, "the new key: a name or a file (credence keys new)")->required();
  runs(cli, rotate, options, rotate_key);

  auto* const bind = family->add_subcommand(
      "bind", "bind a key to an enterprise (role registrar): the department attests it, the key signs as well");
  bind->add_option("NAME", options->name, "the enterprise's key: a name or a file")->required();
  bind->add_option("--code", options->code, "the enterprise's unified social credit code")->required();
  bind->add_option("--holder", options->holder, "the post in the enterprise")->required();
  bind->add_option("--document", options->document_no, "the authorisation that was seen");
  runs(cli, bind, options, bind_key);
}

}  // namespace credence
