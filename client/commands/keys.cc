// credence keys …: encrypted key files, and which of them the ledger knows.
#include <algorithm>

#include "client/base/json_text.h"
#include "client/commands/families.h"
#include "client/console/console.h"
#include "client/console/options.h"

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
  return cli.submit(RotateKey{*key}, cli.say("key replaced by ", "密钥已更换为 ") + options.name,
                    options.name);
}

int bind_key(Cli& cli, const KeyOptions& options) {
  auto code = cli.code(options.code);
  if (!code) return cli.finish(code.error());
  auto key = cli.keyring().public_key(options.name);
  if (!key) return cli.finish(key.error());
  return cli.submit(BindEnterpriseKey{*code, *key, Name(options.holder), DocumentNo(options.document_no)},
                    cli.say("key bound to ", "密钥已绑定到 ") + options.code + ": " + options.name,
                    options.name);
}

}  // namespace

void add_key_commands(Command& app) {
  Command& family = app.command("keys", {"encrypted key files, and the keys that the ledger knows",
                                         "加密的密钥文件，以及账本登记的密钥"})
                        .uses(kSigns);
  auto& o = family.keep<KeyOptions>();
  Command& make =
      family
          .command("new",
                   {"make a key; its file is encrypted under a passphrase", "生成密钥；密钥文件以口令加密"},
                   o, new_key)
          .uses(Use::data | Use::passphrase);
  make.argument("NAME", &o.name, {"DIR/keys/NAME.json", "存为 DIR/keys/NAME.json"});
  make.option("--out FILE", &o.out, {"another file", "存为其他文件"});

  Command& show = family
                      .command("show", {"the public key of one, or a list of all; needs no passphrase",
                                        "显示某一密钥的公钥，或列出全部；无需口令"})
                      .uses(kAsks);
  show.argument("[NAME]", &o.name, {"a name in DIR/keys, or a file", "DIR/keys 中的名称，或密钥文件"});
  show.runs(o, [](Cli& cli, const KeyOptions& options) { return show_keys(cli, options.name); });

  Command& add = family.command(
      "register", {"register a key on the ledger (role admin)", "在账本上登记密钥（角色 admin）"}, o,
      register_key);
  add.argument("NAME", &o.name, {"the key that is registered: a name or a file", "待登记的密钥：名称或文件"});
  add.option("--department ID", &o.department, kDepartmentWords).required();
  add.option("--role ROLE", &o.roles,
             {"what it may do",
              "角色：admin 管理、registrar 登记、programme 专项、award 安排、pay 拨付、qualify "
              "资格认定、enterprise 企业、audit 审计、"
              "check 复核、govern 治理、credit 信用、measure 指标"})
      .required()
      .one_of(all_names<Role>());
  add.option("--holder POST", &o.holder,
             {"the post, never a person's number: 资金处经办",
              "岗位名称，切勿填写个人证件号码，例如：资金处经办"})
      .required();

  Command& revoke = family.command("revoke",
                                   {"revoke a key on the ledger: one's own, or as its administrator",
                                    "在账本上注销密钥：自己的密钥，或由管理员注销"},
                                   o, revoke_key);
  revoke.argument("NAME", &o.name, {"a name, a file or a key id", "名称、文件或密钥编号"});
  revoke.option("--reason TEXT", &o.reason, kReasonWords).required();

  Command& rotate = family.command(
      "rotate",
      {"replace the key of --key by a new one: both sign", "把 --key 的密钥更换为新密钥：两者均须签名"}, o,
      rotate_key);
  rotate.argument(
      "NAME", &o.name,
      {"the new key: a name or a file (credence keys new)", "新密钥：名称或文件（credence keys new）"});

  Command& bind = family.command(
      "bind",
      {"bind a key to an enterprise (role registrar): the department attests it, the key signs as well",
       "把密钥绑定到企业（角色 registrar）：由部门认证，该密钥一并签名"},
      o, bind_key);
  bind.argument("NAME", &o.name, {"the enterprise's key: a name or a file", "企业密钥：名称或文件"});
  bind.option("--code CODE", &o.code, kCodeWords).required();
  bind.option("--holder POST", &o.holder, {"the post in the enterprise", "企业内的岗位"}).required();
  bind.option("--document NUMBER", &o.document_no, {"the authorisation that was seen", "已查验的授权文件"});
}

}  // namespace credence
