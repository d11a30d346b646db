// SPDX-License-Identifier: Apache-2.0
// credence keys …: encrypted key files, and which of them the ledger knows.
#include <algorithm>

#include "client/base/json_text.h"
#include "client/commands/families.h"
#include "client/console/console.h"
#include "client/console/options.h"
#include "client/console/possession.h"
#include "client/words/enum_words.h"

namespace credence {
namespace {

namespace json = boost::json;

struct KeyOptions {
  std::string name, department, holder, reason, code, document_no, possession, owner, suite;
  std::vector<std::string> roles;
  std::filesystem::path out;
  bool ask = false;
};

int new_key(Cli& cli, const KeyOptions& options) {
  const Keyring ring = cli.keyring(options.ask);
  const auto shared = ring.shared_passphrase();
  const auto chain = find_chain(cli.network);
  const Suite suite = suite_named(options.suite).value_or(chain ? chain->suite : Suite::secp256k1_sha256);
  auto key = ring.create(suite, options.name, options.out);
  if (!key) return cli.finish(key.error());
  const std::string file =
      options.out.empty() ? (data_directory(cli.network.data) / "keys" / (options.name + ".json")).string()
                          : options.out.string();
  if (cli.json) {
    json::object out{{"name", options.name},
                     {"file", file},
                     {"suite", name_of(suite)},
                     {"public_key", key->hex()},
                     {"key_id", key_id(*key).hex()}};
    if (shared) out["passphrase_file"] = shared->string();
    cli.print_json(out);
    return 0;
  }
  cli.print(file + "\n  " + cli.say("public key ", "公钥 ") + key->hex() + "\n  " +
            cli.say("key id     ", "密钥编号 ") + key_id(*key).hex() + "\n");
  if (shared)
    cli.note(
        cli.say("its passphrase is the network's, ", "其口令即本网络的口令 ") + shared->string() +
        cli.say(": who reads that file holds this key. A key of somebody else is made where it belongs, or "
                "with --ask-passphrase\n",
                "：能读取该文件者即持有此密钥。他方的密钥应在其自己的机器上生成，或使用 --ask-passphrase\n"));
  return 0;
}

json::object key_json(const std::string& name, const PublicKey& key) {
  return {{"name", name}, {"public_key", key.hex()}, {"key_id", key_id(key).hex()}};
}

// What the ledger says of a key, where a network can be asked; where nobody answers, that is said once.
std::string standing(Cli& cli, const PublicKey& key, bool& silent) {
  if (silent || !cli.client()) return {};
  auto found = cli.directory().signer(key_id(key));
  if (!found) {
    silent = true;
    cli.note(cli.say("what the ledger says of them could not be asked: ", "无法查询账本上的登记情况：") +
             cli.cause(found.error().error) + "\n");
    return {};
  }
  if (!*found) return cli.say("not registered", "未登记");
  return (*found)->text(cli.zh()) + cli.say(" (", "（") + roles_text((*found)->roles, cli.language()) +
         cli.say(")", "）") + ((*found)->revoked ? cli.say(", revoked", "，已注销") : "");
}

int show_keys(Cli& cli, const std::string& only) {
  const Keyring ring = cli.keyring();
  const std::vector<std::string> names = only.empty() ? ring.names() : std::vector{only};
  json::array list;
  bool silent = false;
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
    table.row({name, shown_id(key_id(*key).hex()), standing(cli, *key, silent)});
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
  auto department = id_option(options.department);
  if (!department) return cli.finish(department.error());
  auto key = public_key_of(cli, options.name);
  if (!key) return cli.finish(key.error());
  auto possession = possession_of(cli, options.possession, options.name, KeyUse::department, *department);
  if (!possession) return cli.finish(possession.error());
  RegisterKey action{{*department, *key, {}, Name(options.holder)}, *possession};
  for (const std::string& name : options.roles) {
    const auto role = role_named(name);
    if (!role || action.roles.size() == action.roles.kMax)
      return cli.finish({ExitCode::usage, Error{Code::bad_roles, "--role " + name}});
    action.roles.push_back(*role);
  }
  std::ranges::sort(action.roles);
  return cli.submit(action, cli.say("key registered: ", "已登记密钥：") + options.name);
}

/// Signed where the key is, for one use on one chain: what registering, binding or adopting it needs of its
/// holder.
int make_possession(Cli& cli, const KeyOptions& options) {
  KeyStatement statement{{}, KeyUse::department, Id(options.department)};
  if (!options.owner.empty()) statement.use = KeyUse::validator, statement.of = Id(options.owner);
  if (!options.code.empty()) statement.use = KeyUse::enterprise, statement.of = Id(options.code);
  if (statement.use == KeyUse::enterprise) {
    if (auto code = parse_uscc(options.code); !code && !misfit_uscc(options.code))
      return cli.finish({ExitCode::bad_input, code.error()});
  } else if (auto good = check_id(statement.of); !good) {
    return cli.finish({ExitCode::usage, good.error()});
  }
  auto chain = find_chain(cli.network);
  if (!chain) return cli.finish(chain.error());
  auto opened = cli.keyring().open(options.name);
  if (!opened) return cli.finish(opened.error());
  statement.key = opened->public_key();
  const Signature signature = sign(*opened, statement_hash(*chain, statement));
  if (cli.json)
    cli.print_json({{"key", statement.key.hex()},
                    {"use", name_of(statement.use)},
                    {"of", statement.of},
                    {"chain", chain->hex()},
                    {"possession", signature.hex()}});
  else
    cli.print(cli.say("key         ", "公钥     ") + statement.key.hex() + "\n" +
              cli.say("possession  ", "持有声明 ") + signature.hex() + "\n");
  return 0;
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
  auto key = public_key_of(cli, options.name);
  if (!key) return cli.finish(key.error());
  auto old = cli.keyring().public_key(cli.key);
  if (!old) return cli.finish(old.error());
  auto client = cli.client();
  if (!client) return cli.finish(client.error());
  auto held = (*client)->state<SignerValue>(SignerKey{key_id(*old)});
  if (!held) return cli.finish(held.error());
  if (!**held) return cli.finish({ExitCode::refused, Error{Code::unknown_key, key_id(*old).hex()}});
  const bool enterprise = (**held)->enterprise.has_value();
  auto possession = possession_of(cli, options.possession, options.name,
                                  enterprise ? KeyUse::enterprise : KeyUse::department,
                                  enterprise ? Id(text_of(*(**held)->enterprise)) : (**held)->department);
  if (!possession) return cli.finish(possession.error());
  return cli.submit(RotateKey{*key, *possession},
                    cli.say("key replaced by ", "密钥已更换为 ") + options.name);
}

int bind_key(Cli& cli, const KeyOptions& options) {
  auto code = cli.code(options.code);
  if (!code) return cli.finish(code.error());
  auto key = public_key_of(cli, options.name);
  if (!key) return cli.finish(key.error());
  auto possession =
      possession_of(cli, options.possession, options.name, KeyUse::enterprise, Id(text_of(*code)));
  if (!possession) return cli.finish(possession.error());
  return cli.submit(
      BindEnterpriseKey{*code, *key, Name(options.holder), DocumentNo(options.document_no), *possession},
      cli.say("key bound to ", "密钥已绑定到 ") + options.code + ": " + options.name);
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
          .uses(Use::data | Use::genesis | Use::passphrase);
  make.argument("NAME", &o.name, {"DIR/keys/NAME.json", "存为 DIR/keys/NAME.json"});
  make.option("-o,--out FILE", &o.out, {"another file", "存为其他文件"});
  make.option("--suite SUITE", &o.suite,
              {"its cryptographic suite; else the network's, where one is here",
               "密码套件（SUITE）；本机有网络时默认与其相同"})
      .one_of(all_names<Suite>());
  make.flag("--ask-passphrase", o.ask,
            {"type a passphrase of its own, also where the network has one",
             "输入其自己的口令，即使本网络已有口令文件"});

  Command& show = family
                      .command("show", {"the public key of one, or a list of all; needs no passphrase",
                                        "显示某一密钥的公钥，或列出全部；无需口令"})
                      .uses(kAsks);
  show.argument("[KEY]", &o.name, {"a name in DIR/keys, or a file", "DIR/keys 中的名称，或密钥文件"});
  show.runs(o, [](Cli& cli, const KeyOptions& options) { return show_keys(cli, options.name); });

  Command& statement = family
                           .command("possession",
                                    {"sign, where a key is, that it is held for one use: what those need who "
                                     "register, bind or adopt it",
                                     "在密钥所在机器上签署持有声明：供他人登记、绑定或采用该密钥"},
                                    o, make_possession)
                           .uses(Use::data | Use::genesis | Use::passphrase);
  statement.argument("KEY", &o.name, {"the key's name or file", "密钥名称或文件"});
  Option& of_department = statement.option("--department DEPARTMENT", &o.department,
                                           {"as a key of this department", "作为该部门的密钥"});
  Option& of_enterprise = statement.option(
      "--code CODE", &o.code, {"as a key of the enterprise of this code", "作为该代码企业的密钥"});
  Option& of_validator = statement.option(
      "--validator DEPARTMENT", &o.owner,
      {"as a validator's key, of the department that owns it", "作为验证者的密钥：填写其所有部门"});
  statement.exactly_one({of_department, of_enterprise, of_validator});

  Command& add =
      family.command("register",
                     {"register a key of one's own department (role admin; a second person checks)",
                      "登记本部门的密钥（角色 admin；须由另一人复核）"},
                     o, register_key);
  add.argument("KEY", &o.name, kPublicKeyWords);
  add.option("--possession HEX", &o.possession, kPossessionWords);
  add.option("--department DEPARTMENT", &o.department, kDepartmentWords).required();
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
  revoke.argument("KEY", &o.name, {"a name, a file or a key id", "名称、文件或密钥编号"});
  revoke.option("--reason TEXT", &o.reason, kReasonWords).required();

  Command& rotate =
      family.command("rotate",
                     {"replace the key of --key by a new one, which goes on with what the old one did",
                      "把 --key 的密钥更换为新密钥，由其继续原密钥经办的事项"},
                     o, rotate_key);
  rotate.argument("KEY", &o.name, kPublicKeyWords);
  rotate.option("--possession HEX", &o.possession, kPossessionWords);

  Command& bind = family.command(
      "bind",
      {"bind a key to an enterprise (role registrar; a second person checks): the department attests it",
       "把密钥绑定到企业（角色 registrar；须由另一人复核）：由部门认证"},
      o, bind_key);
  bind.argument("KEY", &o.name, kPublicKeyWords);
  bind.option("--possession HEX", &o.possession, kPossessionWords);
  bind.option("--code CODE", &o.code, kCodeWords).required();
  bind.option("--holder POST", &o.holder, {"the post in the enterprise", "企业内的岗位"}).required();
  bind.option("--document-no NUMBER", &o.document_no,
              {"the authorisation that was seen", "已查验的授权文件"});
}

}  // namespace credence
