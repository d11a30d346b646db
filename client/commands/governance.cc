// SPDX-License-Identifier: Apache-2.0
// credence governance …: votes of the validators' owners, and what came of them.
#include <algorithm>

#include "client/base/json_text.h"
#include "client/commands/ballot.h"
#include "client/commands/families.h"
#include "client/console/console.h"
#include "client/console/options.h"
#include "client/four_eyes.h"
#include "client/words/action_view.h"
#include "client/words/enum_words.h"
#include "ledger/chain/quorum.h"
#include "ledger/views/json.h"

namespace credence {
namespace {

namespace json = boost::json;

struct VoteOptions {
  std::string id;
  bool yes = false, no = false, although_not_ready = false;
};

/// The transaction that proposed it, by its id or the beginning of it.
Outcome<TxId> proposal_called(Cli& cli, const std::string& digits) {
  auto client = cli.client();
  if (!client) return std::unexpected(client.error());
  if (auto whole = TxId::from_hex(digits)) return *whole;
  auto found = (*client)->transaction_called(digits);
  if (!found) return std::unexpected(found.error());
  return (**found).transaction.id;
}

int vote(Cli& cli, const VoteOptions& options) {
  cli.although_not_ready = options.although_not_ready;  // before there is a client
  auto id = proposal_called(cli, options.id);
  if (!id) return cli.finish(id.error());
  return cli.submit(VoteOnChange{*id, options.yes},
                    options.yes ? cli.say("voted yes", "已投赞成票") : cli.say("voted no", "已投反对票"),
                    [&](Client& client, const VerifiedTransaction& sent) {
                      return is_parked(sent.receipt) ? Cli::Followed{} : count_votes(cli, client, *id);
                    });
}

std::string change_text(const Cli& cli, const ProposeChange& proposal) {
  const std::string what(change_words(proposal.change).in(cli.language()));
  return proposal.note.empty() ? what : what + cli.say(": ", "：") + proposal.note;
}
/// "passed, in force from block 812", "rejected", "open, open until block 900".
std::string end_text(const Cli& cli, const ChangeValue& value) {
  const std::string status(status_words(value.status).in(cli.language()));
  if (value.status == ChangeStatus::passed)
    return status + cli.say(", in force from block ", "，自区块 ") + with_separators(value.effective) +
           cli.say("", " 起生效");
  if (value.status == ChangeStatus::rejected) return status;
  return status + cli.say(", open until block ", "，表决截止区块 ") + with_separators(value.proposal.expires);
}

int show_change(Cli& cli, const VoteOptions& options) {
  auto id = proposal_called(cli, options.id);
  if (!id) return cli.finish(id.error());
  auto client = cli.client();
  if (!client) return cli.finish(client.error());
  auto found = (*client)->state<ChangeValue>(ChangeKey{*id});
  if (!found) return cli.finish(found.error());
  if (!**found)
    return cli.finish(
        {ExitCode::refused, Error{Code::not_recorded, options.id + "; " + cli.proved_under(found->proof())}});
  if (cli.json) {
    cli.print_json({{"proposal", id->hex()},
                    {"change", state_value_to_json(ChangeKey{*id}, encode(***found)).value()},
                    {"proof", cli.proof_json(found->proof())}});
    return 0;
  }
  const ChangeValue& value = ***found;
  std::string out = change_text(cli, value.proposal) + "\n" +
                    action_text(Action(value.proposal), cli.language()) + "  " + end_text(cli, value);
  for (const ChangeVote& one : value.votes) {
    out += "\n  " + std::string(one.yes ? cli.say("yes  ", "赞成 ") : cli.say("no   ", "反对 ")) +
           one.department;
    if (value.status != ChangeStatus::open) continue;
    auto counts = vote_counts(**client, one);
    if (!counts) return cli.finish(counts.error());
    if (!*counts)
      out += cli.say(" (does not count: its key is revoked, or the department suspended)",
                     "（不计入：其密钥已注销，或部门已被暂停）");
  }
  cli.print(out + "\n" + cli.proved_under(found->proof()) + "\n");
  return 0;
}

Outcome<Verified<std::optional<ValidatorsValue>>> validators(Client& client) {
  return client.state<ValidatorsValue>(ValidatorsKey{});
}

int list_changes(Cli& cli) {
  auto client = cli.client();
  if (!client) return cli.finish(client.error());
  auto found = validators(**client);
  if (!found) return cli.finish(found.error());
  if (!**found) return cli.finish({ExitCode::refused, Error{Code::not_governed, {}}});
  Table table;
  for (const auto& head : {cli.say("proposal", "提案"), cli.say("change", "变更"), cli.say("yes", "赞成"),
                           cli.say("no", "反对"), cli.say("until block", "截止区块")})
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
    for (const ChangeVote& one : (**change)->votes)
      (one.yes ? yes : no) += ((one.yes ? yes : no).empty() ? "" : ", ") + std::string(one.department);
    table.row({id.hex(), change_text(cli, (**change)->proposal), yes, no,
               with_separators((**change)->proposal.expires)});
  }
  if (cli.json) {
    cli.print_json(
        {{"complete", true}, {"open", std::move(list)}, {"proof", cli.proof_json(found->proof())}});
    return 0;
  }
  if (table.rows() > 0) cli.print(table.text());
  cli.print(cli.say("complete: ", "完整：共 ") + std::to_string(table.rows()) +
            cli.say(" open, ", " 项待表决，") + cli.proved_under(found->proof()) + "\n");
  return 0;
}

int show_validators(Cli& cli) {
  auto client = cli.client();
  if (!client) return cli.finish(client.error());
  auto found = validators(**client);
  if (!found) return cli.finish(found.error());
  if (!**found)
    return cli.finish({ExitCode::refused, Error{Code::not_recorded, cli.proved_under(found->proof())}});
  const ValidatorsValue& value = ***found;
  if (cli.json) {
    cli.print_json({{"validators", state_value_to_json(ValidatorsKey{}, encode(value)).value()},
                    {"proof", cli.proof_json(found->proof())}});
    return 0;
  }
  const auto print = [&](const OwnedSet& owned) {
    Table table;
    for (const auto& head : {cli.say("no", "序号"), cli.say("validator", "验证者"),
                             cli.say("owner", "所有部门"), cli.say("key", "密钥")})
      table.column(head);
    for (std::size_t i = 0; i < owned.set.size(); ++i) {
      const Validator& one = owned.set.validators[i];
      table.row({std::to_string(i), std::string(cli.zh() ? one.name_zh : one.name_en),
                 i < owned.owners.size() ? std::string(owned.owners[i]) : "", one.key.hex()});
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

}  // namespace

Outcome<Cli::Followed> count_votes(const Cli& cli, Client& client, const TxId& proposal) {
  auto found = client.state<ChangeValue>(ChangeKey{proposal});
  if (!found) return std::unexpected(found.error());
  if (!**found) return give_up(ExitCode::not_verified, Code::unknown_proposal, proposal.hex());
  const ChangeValue& value = ***found;
  Cli::Followed out{{{"status", std::string(name_of(value.status))}}, {}};
  out.became = change_text(cli, value.proposal) + cli.say(": ", "：");
  if (value.status != ChangeStatus::open) {
    out.became += end_text(cli, value);
    return out;
  }
  auto owned = validators(client);
  if (!owned) return std::unexpected(owned.error());
  if (!**owned) return give_up(ExitCode::not_verified, Code::not_governed, {});
  const OwnedSet& set = (**owned)->latest();
  std::uint64_t yes = 0, no = 0;
  for (const ChangeVote& one : value.votes) {
    auto counts = vote_counts(client, one);
    if (!counts) return std::unexpected(counts.error());
    if (*counts)
      (one.yes ? yes : no) += static_cast<std::uint64_t>(std::ranges::count(set.owners, one.department));
  }
  const std::uint64_t needed = quorum(set.set.size());
  out.members.insert(out.members.end(),
                     {{"yes", yes}, {"no", no}, {"needed", needed}, {"validators", set.set.size()}});
  out.became += cli.say("yes ", "赞成 ") + std::to_string(yes) + cli.say(", no ", "，反对 ") +
                std::to_string(no) + cli.say(" of ", "，共 ") + std::to_string(set.set.size()) +
                cli.say(", needed to pass: ", " 票，通过需 ") + std::to_string(needed) + cli.say("; ", "；") +
                end_text(cli, value);
  return out;
}

void add_governance_commands(Command& app) {
  Command& family = app.command("governance", {"proposals and votes of the departments that own validators",
                                               "验证者所有部门的提案与表决"})
                        .uses(kSigns);
  add_propose_commands(family);
  add_features_command(family);
  auto& o = family.keep<VoteOptions>();
  constexpr Words kProposalWords{"the transaction's id of the proposal, or the first eight digits or more",
                                 "提案的交易编号，或其开头至少 8 位"};
  Command& ballot = family.command(
      "vote",
      {"vote on a proposal (role govern): one vote for each validator that one's department owns",
       "表决提案（角色 govern）：本部门每拥有一个验证者有一票"},
      o, vote);
  ballot.argument("PROPOSAL", &o.id, kProposalWords);
  Option& yes = ballot.flag("--yes", o.yes, {"for it", "赞成"});
  Option& no = ballot.flag("--no", o.no, {"against it", "反对"});
  ballot.exactly_one({yes, no});
  ballot.flag("--although-not-ready", o.although_not_ready, kAlthoughNotReadyWords);
  family.command("list", {"the proposals that are open", "待表决的提案"}).uses(kAsks).runs(list_changes);
  Command& show = family
                      .command("show", {"a proposal, its votes and what became of it", "提案及其表决与结果"},
                               o, show_change)
                      .uses(kAsks);
  show.argument("PROPOSAL", &o.id, kProposalWords);
  family
      .command("validators", {"the validators, their owners, and a change that is scheduled",
                              "验证者、其所有部门，以及待生效的变更"})
      .uses(kAsks)
      .runs(show_validators);
}

}  // namespace credence
