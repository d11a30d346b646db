// credence pending …: second signatures. credence governance …: votes of the validators' owners. credence who-may: roles and who holds
// them. Every list is proved to be complete.
#include <CLI/CLI.hpp>

#include <algorithm>

#include "client/base/json_text.h"
#include "client/console/command.h"
#include "client/words/facts.h"
#include "ledger/views/json.h"

namespace credence {
namespace {

namespace json = boost::json;

constexpr Height kProposalHeights = 20'000;  // how long a proposal is open unless it says otherwise

struct GovernanceOptions {
  std::string department, id, reason, note, key, new_key, name_zh, name_en, owner, kind = "other", holder, role, feature, limit, what, possession;
  std::vector<std::string> authority;
  std::uint64_t height = 0, expires = 0;
  std::uint32_t value = 0;
  bool yes = false, no = false;
};

// ---- pending -------------------------------------------------------------------------------------------------------------

using Entries = Verified<std::vector<HistoryEntry>>;

std::vector<Id> departments_of(const std::vector<HistoryEntry>& chain) {
  std::vector<Id> out;
  for (const HistoryEntry& entry : chain)
    if (const auto* fact = std::get_if<DepartmentRegistered>(&entry.fact)) out.push_back(fact->department.id);
  return out;
}

/// The departments that are asked about: the one named, or all.
Outcome<std::vector<Id>> departments(Client& client, const std::string& only) {
  if (!only.empty()) {
    if (auto good = check_id(only); !good) return give_up(ExitCode::usage, good.error());
    return std::vector<Id>{Id(only)};
  }
  auto chain = client.history(HistoryKey{ChainKey{}});
  if (!chain) return std::unexpected(chain.error());
  return departments_of((*chain)->entries);
}

/// The transactions that wait in a department, oldest first: what its complete history parked and did not decide.
std::vector<TxId> waiting_in(const std::vector<HistoryEntry>& entries) {
  std::vector<TxId> out;
  for (const HistoryEntry& entry : entries) {
    if (const auto* parked = std::get_if<ActionParked>(&entry.fact)) out.push_back(parked->transaction);
    if (const auto* decided = std::get_if<PendingDecided>(&entry.fact)) std::erase(out, decided->decision.transaction);
  }
  return out;
}

int list_pending(Cli& cli, const GovernanceOptions& options) {
  auto client = cli.client();
  if (!client) return cli.finish(client.error());
  auto asked = departments(**client, options.department);
  if (!asked) return cli.finish(asked.error());
  Table table;
  for (const auto& head : {cli.say("transaction", "交易"), cli.say("department", "部门"), cli.say("action", "事项"), cli.say("lines", "行数"),
                           cli.say("made by", "经办"), cli.say("until block", "有效至区块")})
    table.column(head);
  json::array list;
  std::optional<BlockProof> proof;
  for (const Id& department : *asked) {
    auto value = (*client)->state<DepartmentValue>(DepartmentKey{department});
    if (!value) return cli.finish(value.error());
    proof = value->proof();
    if (!**value || (**value)->pending == 0) continue;
    auto history = (*client)->history(HistoryKey{DepartmentKey{department}});
    if (!history) return cli.finish(history.error());
    proof = history->proof();
    for (const TxId& id : waiting_in((*history)->entries)) {
      auto pending = (*client)->state<PendingValue>(PendingKey{id});
      if (!pending) return cli.finish(pending.error());
      if (!**pending) continue;  // decided meanwhile
      const PendingValue& held = ***pending;
      const auto action = decode<Action>(held.action);
      if (!action) return cli.finish({ExitCode::not_verified, action.error()});
      if (cli.json)
        list.push_back(json::object{{"transaction", id.hex()}, {"department", department}, {"action", name_of(*action)},
                                    {"lines", lines_of(*action)}, {"maker", held.maker.hex()}, {"expires", held.expires}});
      else
        table.row({id.hex(), department, describe(*action, cli.language()), std::to_string(lines_of(*action)),
                   cli.directory().name(held.maker, cli.zh()), with_separators(held.expires)});
    }
  }
  if (!proof) return cli.finish({ExitCode::refused, Error{Code::not_recorded, cli.say("no department", "没有部门")}});
  if (cli.json) {
    cli.print_json({{"complete", true}, {"pending", std::move(list)}, {"proof", cli.proof_json(*proof)}});
    return 0;
  }
  if (table.rows() > 0) cli.print(table.text());
  cli.print(cli.say("complete: ", "完整：共 ") + std::to_string(table.rows()) + cli.say(" waiting, ", " 项待复核，") + cli.proved_under(*proof) + "\n");
  cli.warn_of_bad_answers();
  return 0;
}

int show_pending(Cli& cli, const GovernanceOptions& options) {
  auto id = TxId::from_hex(options.id);
  if (!id) return cli.finish({ExitCode::usage, id.error()});
  auto client = cli.client();
  if (!client) return cli.finish(client.error());
  auto found = (*client)->state<PendingValue>(PendingKey{*id});
  if (!found) return cli.finish(found.error());
  if (!**found) return cli.finish({ExitCode::refused, Error{Code::not_recorded, options.id + "; " + cli.proved_under(found->proof())}});
  const json::object view = state_value_to_json(PendingKey{*id}, encode(***found)).value();
  if (cli.json) {
    cli.print_json({{"transaction", options.id}, {"pending", view}, {"proof", cli.proof_json(found->proof())}});
    return 0;
  }
  cli.print(cli.say("made by ", "经办：") + cli.directory().name((**found)->maker, cli.zh()) + "\n" + json::serialize(view.at("action")) + "\n" +
            cli.proved_under(found->proof()) + "\n");
  return 0;
}

int decide_pending(Cli& cli, const GovernanceOptions& options, bool approve) {
  auto id = TxId::from_hex(options.id);
  if (!id) return cli.finish({ExitCode::usage, id.error()});
  return cli.submit(DecidePending{*id, approve, Note(options.reason)}, approve ? cli.say("approved and done", "已复核通过并执行") : cli.say("rejected", "已驳回"));
}

void add_pending_commands(CLI::App& app, Cli& cli) {
  auto* const family = app.add_subcommand("pending", "actions that wait for a second signature (four eyes)")->require_subcommand(1);
  const auto options = std::make_shared<GovernanceOptions>();
  auto* const list = family->add_subcommand("list", "what waits, proved to be complete");
  list->add_option("--department", options->department, "one department; else all");
  runs(cli, list, options, list_pending);
  auto* const show = family->add_subcommand("show", "one action that waits, whole");
  show->add_option("TRANSACTION", options->id)->required();
  runs(cli, show, options, show_pending);
  auto* const approve = family->add_subcommand("approve", "check an action of one's own department (role check): it is done now");
  approve->add_option("TRANSACTION", options->id)->required();
  approve->add_option("--reason", options->reason);
  runs(cli, approve, options, [](Cli& one, const GovernanceOptions& o) { return decide_pending(one, o, true); });
  auto* const reject = family->add_subcommand("reject", "reject an action (role check), or withdraw one's own");
  reject->add_option("TRANSACTION", options->id)->required();
  reject->add_option("--reason", options->reason)->required();
  runs(cli, reject, options, [](Cli& one, const GovernanceOptions& o) { return decide_pending(one, o, false); });
}

// ---- governance ------------------------------------------------------------------------------------------------------------

Outcome<PublicKey> key_of(Cli& cli, const std::string& text) {
  if (auto key = PublicKey::from_hex(text)) return *key;
  return cli.keyring().public_key(text);
}

int propose(Cli& cli, const GovernanceOptions& options, Change change) {
  auto client = cli.client();
  if (!client) return cli.finish(client.error());
  ProposeChange action{std::move(change), Note(options.note), options.expires};
  if (action.expires == 0) {
    auto head = (*client)->header();
    if (!head) return cli.finish(head.error());
    action.expires = head->header().height + kProposalHeights;
  }
  return cli.submit(action, cli.say("proposed: ", "已提出：") + std::string(name_of(action.change)) +
                                cli.say("; the transaction below is its id", "；下列交易即提案编号"));
}

int propose_with_key(Cli& cli, const GovernanceOptions& options, const std::function<Change(const PublicKey&)>& make) {
  auto key = key_of(cli, options.key);
  if (!key) return cli.finish(key.error());
  return propose(cli, options, make(*key));
}

int propose_department(Cli& cli, const GovernanceOptions& options) {
  const auto kind = department_kind_named(options.kind);
  if (!kind) return cli.finish({ExitCode::usage, Error{Code::bad_name, "--kind " + options.kind}});
  AdmitDepartment change{{Id(options.department), Name(options.name_zh), Name(options.name_en), *kind}, {}, {}, Name(options.holder)};
  for (const std::string& name : options.authority) {
    const auto role = role_named(name);
    if (!role || change.authority.size() == change.authority.kMax) return cli.finish({ExitCode::usage, Error{Code::bad_roles, "--role " + name}});
    change.authority.push_back(*role);
  }
  std::ranges::sort(change.authority);
  return propose_with_key(cli, options, [&](const PublicKey& key) {
    change.admin = key;
    return Change(change);
  });
}

int propose_role(Cli& cli, const GovernanceOptions& options, bool granted) {
  const auto role = role_named(options.role);
  if (!role) return cli.finish({ExitCode::usage, Error{Code::bad_roles, options.role}});
  return propose(cli, options, ChangeAuthority{Id(options.department), *role, granted});
}

/// What a validator's key signs for its owner: as --possession gives it, else made here if KEY is a key file that opens.
Outcome<Signature> possession_of(Cli& cli, const GovernanceOptions& options, const std::string& key, const Id& owner) {
  if (!options.possession.empty()) {
    auto given = Signature::from_hex(options.possession);
    if (!given) return give_up(ExitCode::usage, given.error().code, "--possession: " + given.error().detail);
    return *given;
  }
  if (PublicKey::from_hex(key)) return give_up(ExitCode::usage, Code::validator_key_not_held, "--possession");
  auto client = cli.client();
  if (!client) return std::unexpected(client.error());
  auto opened = cli.keyring().open(key);
  if (!opened) return std::unexpected(opened.error());
  return sign(*opened, statement_hash((*client)->network().anchor.chain, {opened->public_key(), owner}));
}

int make_possession(Cli& cli, const GovernanceOptions& options) {
  if (auto good = check_id(options.owner); !good) return cli.finish({ExitCode::usage, good.error()});
  auto network = find_network(cli.network);
  if (!network) return cli.finish(network.error());
  auto opened = cli.keyring().open(options.key);
  if (!opened) return cli.finish(opened.error());
  const PublicKey key = opened->public_key();
  const Signature statement = sign(*opened, statement_hash(network->anchor.chain, {key, Id(options.owner)}));
  if (cli.json)
    cli.print_json({{"key", key.hex()}, {"owner", options.owner}, {"chain", network->anchor.chain.hex()}, {"possession", statement.hex()}});
  else
    cli.print(cli.say("key         ", "公钥     ") + key.hex() + "\n" + cli.say("possession  ", "持有声明 ") + statement.hex() + "\n");
  return 0;
}

int propose_validator(Cli& cli, const GovernanceOptions& options) {
  auto key = key_of(cli, options.key);
  if (!key) return cli.finish(key.error());
  auto possession = possession_of(cli, options, options.key, Id(options.owner));
  if (!possession) return cli.finish(possession.error());
  return propose(cli, options, AddValidator{{*key, Name(options.name_zh), Name(options.name_en)}, Id(options.owner), *possession});
}

int propose_replacement(Cli& cli, const GovernanceOptions& options) {
  auto old = key_of(cli, options.key);
  if (!old) return cli.finish(old.error());
  auto fresh = key_of(cli, options.new_key);
  if (!fresh) return cli.finish(fresh.error());
  auto client = cli.client();
  if (!client) return cli.finish(client.error());
  auto held = (*client)->state<ValidatorsValue>(ValidatorsKey{});
  if (!held) return cli.finish(held.error());
  const auto at = **held ? (**held)->latest().set.index_of(*old) : std::nullopt;
  if (!at || *at >= (**held)->latest().owners.size()) return cli.finish({ExitCode::refused, Error{Code::unknown_validator, old->hex()}});
  auto possession = possession_of(cli, options, options.new_key, (**held)->latest().owners[*at]);
  if (!possession) return cli.finish(possession.error());
  return propose(cli, options, ReplaceValidatorKey{*old, *fresh, *possession});
}

int vote(Cli& cli, const GovernanceOptions& options) {
  auto id = TxId::from_hex(options.id);
  if (!id) return cli.finish({ExitCode::usage, id.error()});
  return cli.submit(VoteOnChange{*id, options.yes}, cli.say("voted", "已投票"));
}

std::string change_text(const ProposeChange& proposal) {
  json::object view = to_json(Action(proposal));
  return std::string(name_of(proposal.change)) + " " + json::serialize(view.at("content"));
}

int show_change(Cli& cli, const GovernanceOptions& options) {
  auto id = TxId::from_hex(options.id);
  if (!id) return cli.finish({ExitCode::usage, id.error()});
  auto client = cli.client();
  if (!client) return cli.finish(client.error());
  auto found = (*client)->state<ChangeValue>(ChangeKey{*id});
  if (!found) return cli.finish(found.error());
  if (!**found) return cli.finish({ExitCode::refused, Error{Code::not_recorded, options.id + "; " + cli.proved_under(found->proof())}});
  if (cli.json) {
    cli.print_json({{"proposal", options.id}, {"change", state_value_to_json(ChangeKey{*id}, encode(***found)).value()},
                    {"proof", cli.proof_json(found->proof())}});
    return 0;
  }
  const ChangeValue& value = ***found;
  std::string out = change_text(value.proposal) + "\n  " + std::string(name_of(value.status));
  if (value.status == ChangeStatus::passed) out += cli.say(", in force from block ", "，自区块起生效 ") + with_separators(value.effective);
  else out += cli.say(", open until block ", "，表决截止区块 ") + with_separators(value.proposal.expires);
  for (const ChangeVote& one : value.votes) out += "\n  " + std::string(one.yes ? cli.say("yes  ", "赞成 ") : cli.say("no   ", "反对 ")) + one.department;
  cli.print(out + "\n" + cli.proved_under(found->proof()) + "\n");
  return 0;
}

Outcome<Verified<std::optional<ValidatorsValue>>> validators(Client& client) { return client.state<ValidatorsValue>(ValidatorsKey{}); }

int list_changes(Cli& cli) {
  auto client = cli.client();
  if (!client) return cli.finish(client.error());
  auto found = validators(**client);
  if (!found) return cli.finish(found.error());
  if (!**found) return cli.finish({ExitCode::refused, Error{Code::not_governed, {}}});
  Table table;
  for (const auto& head : {cli.say("proposal", "提案"), cli.say("change", "变更"), cli.say("yes", "赞成"), cli.say("no", "反对"), cli.say("until block", "截止区块")})
    table.column(head);
  json::array list;
  for (const TxId& id : (**found)->open) {
    auto change = (*client)->state<ChangeValue>(ChangeKey{id});
    if (!change) return cli.finish(change.error());
    if (!**change) continue;
    if (cli.json) {
      json::object view = state_value_to_json(ChangeKey{id}, encode(***change)).value();
      view["proposal"] = id.hex();
      list.push_back(std::move(view));
      continue;
    }
    std::string yes;
    std::string no;
    for (const ChangeVote& one : (**change)->votes) (one.yes ? yes : no) += ((one.yes ? yes : no).empty() ? "" : ", ") + std::string(one.department);
    table.row({id.hex(), clipped(change_text((**change)->proposal), 60), yes, no, with_separators((**change)->proposal.expires)});
  }
  if (cli.json) {
    cli.print_json({{"complete", true}, {"open", std::move(list)}, {"proof", cli.proof_json(found->proof())}});
    return 0;
  }
  if (table.rows() > 0) cli.print(table.text());
  cli.print(cli.say("complete: ", "完整：共 ") + std::to_string(table.rows()) + cli.say(" open, ", " 项待表决，") + cli.proved_under(found->proof()) + "\n");
  return 0;
}

int show_validators(Cli& cli) {
  auto client = cli.client();
  if (!client) return cli.finish(client.error());
  auto found = validators(**client);
  if (!found) return cli.finish(found.error());
  if (!**found) return cli.finish({ExitCode::refused, Error{Code::not_recorded, cli.proved_under(found->proof())}});
  const ValidatorsValue& value = ***found;
  if (cli.json) {
    cli.print_json({{"validators", state_value_to_json(ValidatorsKey{}, encode(value)).value()}, {"proof", cli.proof_json(found->proof())}});
    return 0;
  }
  const auto print = [&](const OwnedSet& owned) {
    Table table;
    for (const auto& head : {cli.say("no", "序号"), cli.say("validator", "验证者"), cli.say("owner", "所有部门"), cli.say("key", "密钥")}) table.column(head);
    for (std::size_t i = 0; i < owned.set.size(); ++i) {
      const Validator& one = owned.set.validators[i];
      table.row({std::to_string(i), std::string(cli.zh() ? one.name_zh : one.name_en), i < owned.owners.size() ? std::string(owned.owners[i]) : "", one.key.hex()});
    }
    cli.print(table.text());
  };
  const bool ahead = value.scheduled && value.scheduled->from > found->header().height;
  print(value.at(found->header().height));
  if (ahead) {
    cli.print(cli.say("from block ", "自区块起 ") + with_separators(value.scheduled->from) + ":\n");
    print(value.scheduled->validators);
  }
  cli.print(cli.proved_under(found->proof()) + "\n");
  return 0;
}

CLI::App* add_proposal(CLI::App& family, const std::shared_ptr<GovernanceOptions>& options, const char* name, const char* what) {
  auto* const out = family.add_subcommand(name, what);
  out->add_option("--note", options->note, "why");
  out->add_option("--until", options->expires, "the last block in which it can be voted on; else 20,000 from now");
  return out;
}

void add_propose_commands(CLI::App& family, Cli& cli) {
  auto* const all = family.add_subcommand("propose", "propose a change (role govern); the proposer's department votes for it")->require_subcommand(1);
  const auto options = std::make_shared<GovernanceOptions>();
  auto* const add = add_proposal(*all, options, "add-validator", "a node becomes a validator, W blocks after the vote");
  add->add_option("KEY", options->key, "its public key: 66 digits, a name or a file")->required();
  add->add_option("--owner", options->owner, "the department that owns it")->required();
  add->add_option("--name-zh", options->name_zh)->required();
  add->add_option("--name-en", options->name_en)->required();
  constexpr const char* kPossessionHelp = "what credence governance possession printed where the key is; not needed if KEY is a key file here";
  add->add_option("--possession", options->possession, kPossessionHelp);
  runs(cli, add, options, propose_validator);
  auto* const remove = add_proposal(*all, options, "remove-validator", "a validator stops being one");
  remove->add_option("KEY", options->key)->required();
  runs(cli, remove, options, [](Cli& one, const GovernanceOptions& o) {
    return propose_with_key(one, o, [](const PublicKey& key) { return Change(RemoveValidator{key}); });
  });
  auto* const replace = add_proposal(*all, options, "replace-validator-key", "a validator gets another key");
  replace->add_option("OLD", options->key)->required();
  replace->add_option("NEW", options->new_key)->required();
  replace->add_option("--possession", options->possession, kPossessionHelp);
  runs(cli, replace, options, propose_replacement);
  auto* const admit = add_proposal(*all, options, "add-department", "a new department with its first administrator");
  admit->add_option("ID", options->department)->required();
  admit->add_option("--name-zh", options->name_zh)->required();
  admit->add_option("--name-en", options->name_en)->required();
  admit->add_option("--kind", options->kind);
  admit->add_option("--admin", options->key, "the administrator's public key: 66 digits, a name or a file")->required();
  admit->add_option("--holder", options->holder, "the administrator's post")->required();
  admit->add_option("--role", options->authority, "a role that its keys may have; repeatable")->expected(1)->take_all();
  runs(cli, admit, options, propose_department);
  for (const bool suspended : {true, false}) {
    auto* const suspend = add_proposal(*all, options, suspended ? "suspend-department" : "reinstate-department",
                                       suspended ? "its keys sign nothing" : "its keys sign again");
    suspend->add_option("ID", options->department)->required();
    runs(cli, suspend, options, [suspended](Cli& one, const GovernanceOptions& o) {
      return propose(one, o, SuspendDepartment{Id(o.department), suspended});
    });
    auto* const role = add_proposal(*all, options, suspended ? "withdraw-role" : "grant-role",
                                    suspended ? "its keys may use a role no longer" : "its keys may have a role; award leads programmes, pay finances them");
    role->add_option("ID", options->department)->required();
    role->add_option("ROLE", options->role)->required();
    runs(cli, role, options, [suspended](Cli& one, const GovernanceOptions& o) { return propose_role(one, o, !suspended); });
  }
  auto* const feature = add_proposal(*all, options, "enable-feature", "a protocol feature from a height on");
  feature->add_option("NAME", options->feature)->required();
  feature->add_option("--from", options->height, "the first block under it")->required();
  runs(cli, feature, options,
       [](Cli& one, const GovernanceOptions& o) { return propose(one, o, EnableFeature{Id(o.feature), o.height}); });
  auto* const limit = add_proposal(*all, options, "set-limit", "block_transactions, block_bytes or list_lines");
  limit->add_option("LIMIT", options->limit)->required();
  limit->add_option("VALUE", options->value)->required();
  runs(cli, limit, options, [](Cli& one, const GovernanceOptions& o) {
    const auto which = chain_limit_named(o.limit);
    if (!which) return one.finish({ExitCode::usage, Error{Code::bad_name, o.limit}});
    return propose(one, o, SetLimit{*which, o.value});
  });
}

// ---- who may do what ---------------------------------------------------------------------------------------------------------

struct KeyHeld {
  KeyId id;
  Id department;
  List<Role, 8> roles;
  Name holder;
};

/// The keys of departments in force, from the chain's complete history.
std::vector<KeyHeld> keys_in_force(const std::vector<HistoryEntry>& chain) {
  std::vector<KeyHeld> out;
  for (const HistoryEntry& entry : chain) {
    if (const auto* added = std::get_if<KeyRegistered>(&entry.fact))
      out.push_back({key_id(added->key.key), added->key.department, added->key.roles, added->key.holder});
    if (const auto* revoked = std::get_if<KeyRevoked>(&entry.fact)) std::erase_if(out, [&](const KeyHeld& k) { return k.id == revoked->key.key; });
    if (const auto* rotated = std::get_if<KeyRotated>(&entry.fact))
      for (KeyHeld& key : out)
        if (key.id == rotated->old_key) key.id = key_id(rotated->key);
  }
  return out;
}

int who_may(Cli& cli, const std::string& what) {
  std::optional<Role> role = role_named(what);
  for (std::size_t i = 0; i < std::variant_size_v<ActionBody> && !role; ++i)
    if (action_name(i) == what) {
      role = role_of(i);
      if (!role) {
        cli.print(cli.say("any key; the rules decide (docs/architecture.md)\n", "任何密钥；由规则决定（docs/architecture.md）\n"));
        return 0;
      }
    }
  auto client = cli.client();
  if (!client) return cli.finish(client.error());
  auto chain = (*client)->history(HistoryKey{ChainKey{}});
  if (!chain) return cli.finish(chain.error());
  const std::vector<Id> known = departments_of((*chain)->entries);
  if (!what.empty() && !role && std::ranges::find(known, what) == known.end())
    return cli.finish({ExitCode::usage, Error{Code::bad_name, what + ": " + cli.say("neither action, role nor department", "不是事项、角色或部门")}});
  Table table;
  for (const auto& head : {cli.say("role", "角色"), cli.say("department", "部门"), cli.say("post", "岗位"), cli.say("key id", "密钥编号"), cli.say("standing", "状态")})
    table.column(head);
  json::array list;
  auto value = (*client)->state<ChainValue>(ChainKey{});
  if (!value) return cli.finish(value.error());
  const bool governed = **value && (**value)->governed;
  std::map<Id, DepartmentValue> standing;
  const std::vector<KeyHeld> keys = keys_in_force((*chain)->entries);
  for (std::size_t i = 0; i <= static_cast<std::size_t>(last_of(Role{})); ++i) {
    const Role one = static_cast<Role>(i);
    if (role && one != *role) continue;
    for (const KeyHeld& key : keys) {
      if (std::ranges::find(key.roles, one) == key.roles.end() || (!what.empty() && !role && key.department != what)) continue;
      if (!standing.contains(key.department)) {
        auto department = (*client)->state<DepartmentValue>(DepartmentKey{key.department});
        if (!department) return cli.finish(department.error());
        standing.emplace(key.department, (**department).value_or(DepartmentValue{}));
      }
      const DepartmentValue& department = standing.at(key.department);
      const bool granted = !governed || !is_granted(one) || std::ranges::find(department.authority, one) != department.authority.end();
      const std::string state = department.suspended ? cli.say("suspended", "已暂停") : granted ? cli.say("in force", "有效") : cli.say("withdrawn", "角色已收回");
      if (cli.json)
        list.push_back(json::object{{"role", name_of(one)}, {"department", key.department}, {"holder", key.holder}, {"key", key.id.hex()},
                                    {"in_force", granted && !department.suspended}});
      else
        table.row({std::string(name_of(one)), key.department, key.holder, key.id.hex().substr(0, 16) + "…", state});
    }
  }
  if (cli.json) {
    cli.print_json({{"complete", true}, {"who_may", std::move(list)}, {"proof", cli.proof_json(chain->proof())}});
    return 0;
  }
  if (table.rows() > 0) cli.print(table.text());
  cli.print(cli.say("complete: ", "完整：共 ") + std::to_string(table.rows()) + cli.say(" rows, ", " 行，") + cli.proved_under(chain->proof()) + "\n");
  cli.warn_of_bad_answers();
  return 0;
}

}  // namespace

void add_governance_commands(CLI::App& app, Cli& cli) {
  add_pending_commands(app, cli);
  auto* const family = app.add_subcommand("governance", "proposals and votes of the departments that own validators")->require_subcommand(1);
  add_propose_commands(*family, cli);
  const auto options = std::make_shared<GovernanceOptions>();
  auto* const ballot = family->add_subcommand("vote", "vote on a proposal (role govern): one vote for each validator that one's department owns");
  ballot->add_option("PROPOSAL", options->id)->required();
  auto* const choice = ballot->add_option_group("choice", "");
  choice->add_flag("--yes", options->yes);
  choice->add_flag("--no", options->no);
  choice->require_option(1);
  runs(cli, ballot, options, vote);
  auto* const list = family->add_subcommand("list", "the proposals that are open");
  list->callback([&cli] { cli.run = [&cli] { return list_changes(cli); }; });
  auto* const show = family->add_subcommand("show", "a proposal, its votes and what became of it");
  show->add_option("PROPOSAL", options->id)->required();
  runs(cli, show, options, show_change);
  auto* const statement = family->add_subcommand("possession", "sign with a validator's new key that its owner holds it: for a proposal of somebody else");
  statement->add_option("KEY", options->key, "the key's name or file")->required();
  statement->add_option("--owner", options->owner, "the department that owns the validator")->required();
  runs(cli, statement, options, make_possession);
  auto* const set = family->add_subcommand("validators", "the validators, their owners, and a change that is scheduled");
  set->callback([&cli] { cli.run = [&cli] { return show_validators(cli); }; });
  auto* const who = app.add_subcommand("who-may", "roles and who holds them, proved to be complete");
  who->add_option("WHAT", options->what, "an action (record_payments), a role (pay) or a department; else all");
  runs(cli, who, options, [](Cli& one, const GovernanceOptions& o) { return who_may(one, o.what); });
}

}  // namespace credence
