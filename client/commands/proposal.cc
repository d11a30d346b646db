// SPDX-License-Identifier: Apache-2.0
// credence governance propose …: changes that the validators' owners vote on.
#include <algorithm>

#include "client/commands/families.h"
#include "client/console/console.h"
#include "client/console/options.h"
#include "client/console/possession.h"
#include "client/words/enum_words.h"
#include "ledger/views/json.h"

namespace credence {
namespace {

constexpr Height kProposalHeights = 20'000;  // how long a proposal is open unless it says otherwise

struct ProposalOptions {
  std::string department, note, key, new_key, name_zh, name_en, owner, kind = "other", holder, role, feature,
                                                                       limit, possession;
  std::string checker, checker_holder, checker_possession;
  std::vector<std::string> authority;
  bool although_not_ready = false;
  std::uint64_t height = 0, expires = 0;
  std::uint32_t value = 0;
};

int propose(Cli& cli, const ProposalOptions& options, Change change) {
  auto client = cli.client();
  if (!client) return cli.finish(client.error());
  ProposeChange action{std::move(change), Note(options.note), options.expires};
  if (action.expires == 0) {
    auto head = (*client)->header();
    if (!head) return cli.finish(head.error());
    action.expires = head->header().height + kProposalHeights;
  }
  return cli.submit(action, cli.say("proposed: ", "已提出：") +
                                std::string(change_words(action.change).in(cli.language())) +
                                cli.say("; the transaction below is its id", "；下列交易即提案编号"));
}

int propose_with_key(Cli& cli, const ProposalOptions& options,
                     const std::function<Change(const PublicKey&)>& make) {
  auto key = public_key_of(cli, options.key);
  if (!key) return cli.finish(key.error());
  return propose(cli, options, make(*key));
}

/// One of a department's first keys: its public half, its post, its statement.
Outcome<FirstKey> first_key_of(Cli& cli, const std::string& key, const std::string& holder,
                               const std::string& possession, const Id& department) {
  auto public_key = public_key_of(cli, key);
  if (!public_key) return std::unexpected(public_key.error());
  auto statement = possession_of(cli, possession, key, KeyUse::department, department);
  if (!statement) return std::unexpected(statement.error());
  return FirstKey{*public_key, Name(holder), *statement};
}

Outcome<FirstKeys> first_keys_of(Cli& cli, const ProposalOptions& options) {
  const Id department(options.department);
  auto admin = first_key_of(cli, options.key, options.holder, options.possession, department);
  if (!admin) return std::unexpected(admin.error());
  auto checker =
      first_key_of(cli, options.checker, options.checker_holder, options.checker_possession, department);
  if (!checker) return std::unexpected(checker.error());
  return FirstKeys{*std::move(admin), *std::move(checker)};
}

int propose_department(Cli& cli, const ProposalOptions& options) {
  const auto kind = department_kind_named(options.kind);
  if (!kind) return cli.finish({ExitCode::usage, Error{Code::unknown_choice, "--kind " + options.kind}});
  auto keys = first_keys_of(cli, options);
  if (!keys) return cli.finish(keys.error());
  AdmitDepartment change{
      {Id(options.department), Name(options.name_zh), Name(options.name_en), *kind}, {}, *std::move(keys)};
  for (const std::string& name : options.authority) {
    const auto role = role_named(name);
    if (!role || change.authority.size() == change.authority.kMax)
      return cli.finish({ExitCode::usage, Error{Code::bad_roles, "--role " + name}});
    change.authority.push_back(*role);
  }
  std::ranges::sort(change.authority);
  return propose(cli, options, std::move(change));
}

int propose_keys(Cli& cli, const ProposalOptions& options) {
  auto keys = first_keys_of(cli, options);
  if (!keys) return cli.finish(keys.error());
  return propose(cli, options, AppointKeys{Id(options.department), *std::move(keys)});
}

int propose_role(Cli& cli, const ProposalOptions& options, bool granted) {
  return propose(cli, options,
                 ChangeAuthority{Id(options.department), role_named(options.role).value(), granted});
}

int propose_suspension(Cli& cli, const ProposalOptions& options, bool suspended) {
  return propose(cli, options, SuspendDepartment{Id(options.department), suspended});
}

int propose_validator(Cli& cli, const ProposalOptions& options) {
  auto key = public_key_of(cli, options.key);
  if (!key) return cli.finish(key.error());
  auto possession = possession_of(cli, options.possession, options.key, KeyUse::validator, Id(options.owner));
  if (!possession) return cli.finish(possession.error());
  return propose(
      cli, options,
      AddValidator{{*key, Name(options.name_zh), Name(options.name_en)}, Id(options.owner), *possession});
}

int propose_replacement(Cli& cli, const ProposalOptions& options) {
  auto old = public_key_of(cli, options.key);
  if (!old) return cli.finish(old.error());
  auto fresh = public_key_of(cli, options.new_key);
  if (!fresh) return cli.finish(fresh.error());
  auto client = cli.client();
  if (!client) return cli.finish(client.error());
  auto held = (*client)->state<ValidatorsValue>(ValidatorsKey{});
  if (!held) return cli.finish(held.error());
  const auto at = **held ? (**held)->latest().set.index_of(*old) : std::nullopt;
  if (!at || *at >= (**held)->latest().owners.size())
    return cli.finish({ExitCode::refused, Error{Code::unknown_validator, old->hex()}});
  auto possession = possession_of(cli, options.possession, options.new_key, KeyUse::validator,
                                  (**held)->latest().owners[*at]);
  if (!possession) return cli.finish(possession.error());
  return propose(cli, options, ReplaceValidatorKey{*old, *fresh, *possession});
}

/// A proposal and what it has beside what it proposes.
using AddProposal = std::function<Command&(const char* name, Words about,
                                           std::function<int(Cli&, const ProposalOptions&)> run)>;

constexpr Words kValidatorKeyWords{"its public key: 68 digits, a name or a file",
                                   "公钥：68 位十六进制、名称或文件"};
void add_validator_proposals(const AddProposal& proposal, ProposalOptions& o) {
  Command& add = proposal(
      "add-validator",
      {"a node becomes a validator, W blocks after the vote", "增加验证者：表决通过后 W 个区块起生效"},
      propose_validator);
  add.argument("KEY", &o.key, kValidatorKeyWords);
  add.option("--owner DEPARTMENT", &o.owner, {"the department that owns it", "所有部门"}).required();
  add.option("--name-zh NAME", &o.name_zh, kNameZhWords).required();
  add.option("--name-en NAME", &o.name_en, kNameEnWords).required();
  add.option("--possession HEX", &o.possession, kPossessionWords);
  proposal("remove-validator", {"a validator stops being one", "移除验证者"},
           [](Cli& cli, const ProposalOptions& options) {
             return propose_with_key(cli, options,
                                     [](const PublicKey& key) { return Change(RemoveValidator{key}); });
           })
      .argument("KEY", &o.key, kValidatorKeyWords);
  Command& replace = proposal("replace-validator-key", {"a validator gets another key", "更换验证者的密钥"},
                              propose_replacement);
  replace.argument(
      "OLD", &o.key,
      {"its public key until now: 68 digits, a name or a file", "现用公钥：68 位十六进制、名称或文件"});
  replace.argument(
      "NEW", &o.new_key,
      {"its public key from then on: 68 digits, a name or a file", "新公钥：68 位十六进制、名称或文件"});
  replace.option("--possession HEX", &o.possession, kPossessionWords);
}

void add_first_key_options(Command& command, ProposalOptions& o) {
  constexpr Words kPost{"the post, never a person's number", "岗位名称，切勿填写个人证件号码"};
  command
      .option("--admin-key KEY", &o.key,
              {"of its administrator: a public key of 68 digits, or a key of this machine",
               "管理员的公钥：68 位十六进制，或本机密钥"})
      .required();
  command.option("--admin-holder POST", &o.holder, kPost).required();
  command.option("--admin-possession HEX", &o.possession, kPossessionWords);
  command
      .option("--check-key KEY", &o.checker,
              {"of who checks there: a public key of 68 digits, or a key of this machine",
               "复核人的公钥：68 位十六进制，或本机密钥"})
      .required();
  command.option("--check-holder POST", &o.checker_holder, kPost).required();
  command.option("--check-possession HEX", &o.checker_possession, kPossessionWords);
}

void add_department_proposals(const AddProposal& proposal, ProposalOptions& o) {
  Command& admit =
      proposal("add-department", {"a new department with its first two keys", "新增部门及其首批两个密钥"},
               propose_department);
  admit.argument("DEPARTMENT", &o.department, kDepartmentWords);
  admit.option("--name-zh NAME", &o.name_zh, kNameZhWords).required();
  admit.option("--name-en NAME", &o.name_en, kNameEnWords).required();
  admit.option("--kind KIND", &o.kind, kDepartmentKindWords).one_of(all_names<DepartmentKind>());
  add_first_key_options(admit, o);
  admit.option("--role ROLE", &o.authority, {"a role that its keys may have", "其密钥可以具有的角色"})
      .one_of(all_names<Role>());
  Command& appoint = proposal("appoint-keys",
                              {"new first keys for a department that has none, or has lost its own",
                               "为尚无密钥或密钥已遗失的部门设立首批密钥"},
                              propose_keys);
  appoint.argument("DEPARTMENT", &o.department, kDepartmentWords);
  add_first_key_options(appoint, o);
  const auto of_department = [&](const char* name, Words about, bool what,
                                 int (*run)(Cli&, const ProposalOptions&, bool)) -> Command& {
    Command& out = proposal(name, about, [what, run](Cli& cli, const ProposalOptions& options) {
      return run(cli, options, what);
    });
    out.argument("DEPARTMENT", &o.department, kDepartmentWords);
    return out;
  };
  of_department("suspend-department", {"its keys sign nothing", "暂停部门：其密钥的签名不再有效"}, true,
                propose_suspension);
  of_department("reinstate-department", {"its keys sign again", "恢复部门：其密钥可以重新签名"}, false,
                propose_suspension);
  constexpr Words kRoleWords{"which role", "角色"};
  of_department("grant-role",
                {"its keys may have a role; award leads programmes, pay finances them",
                 "授予角色：其密钥可以具有该角色；award 牵头专项，pay 办理拨付"},
                true, propose_role)
      .argument("ROLE", &o.role, kRoleWords)
      .one_of(all_names<Role>());
  of_department("withdraw-role", {"its keys may use a role no longer", "收回角色：其密钥不再可以使用该角色"},
                false, propose_role)
      .argument("ROLE", &o.role, kRoleWords)
      .one_of(all_names<Role>());
}

}  // namespace

void add_propose_commands(Command& governance) {
  Command& family =
      governance.command("propose", {"propose a change (role govern); the proposer's department votes for it",
                                     "提出变更（角色 govern）；提出部门即投赞成票"});
  auto& o = family.keep<ProposalOptions>();
  const AddProposal proposal = [&](const char* name, Words about,
                                   std::function<int(Cli&, const ProposalOptions&)> run) -> Command& {
    Command& out = family.command(name, about, o, std::move(run));
    out.option("--reason TEXT", &o.note, {"why", "提出的理由"});
    out.option("--until BLOCK", &o.expires,
               {"the last block in which it can be voted on; else 20,000 from now",
                "表决截止区块；默认为当前高度之后 20,000 个区块"});
    return out;
  };
  add_validator_proposals(proposal, o);
  add_department_proposals(proposal, o);
  Command& feature =
      proposal("enable-feature", {"a protocol feature from a height on", "自某一区块高度起启用协议功能"},
               [](Cli& cli, const ProposalOptions& options) {
                 cli.although_not_ready = options.although_not_ready;
                 return propose(cli, options, EnableFeature{Id(options.feature), options.height});
               });
  feature.argument("NAME", &o.feature, {"the feature's name", "功能名称"});
  feature.option("--from-block BLOCK", &o.height, {"the first block under it", "启用该功能的首个区块"})
      .required();
  feature.flag("--although-not-ready", o.although_not_ready, kAlthoughNotReadyWords);
  Command& limit = proposal(
      "set-limit",
      {"how much a block or a list holds, or when an idle chain makes a block",
       "设定限值：区块或清单的容量，或空闲时的出块间隔"},
      [](Cli& cli, const ProposalOptions& options) {
        return propose(cli, options, SetLimit{chain_limit_named(options.limit).value(), options.value});
      });
  limit
      .argument("LIMIT", &o.limit,
                {"which limit; idle_seconds: the longest time without a block",
                 "block_transactions 每块交易数、block_bytes 每块字节数、list_lines 清单行数或 idle_seconds "
                 "空闲时最长出块间隔（秒）"})
      .one_of(all_names<ChainLimit>());
  limit.argument("VALUE", &o.value, {"its new value", "新的限值"});
}

}  // namespace credence
