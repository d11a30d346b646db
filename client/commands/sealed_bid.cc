// SPDX-License-Identifier: Apache-2.0
// credence challenge seal, join, open, unseal: an enterprise bids by its own key. What it offers stays in a
// file of its own until the last day for bids has passed; the ledger has a hash of it.
#include "client/base/files.h"
#include "client/base/json_text.h"
#include "client/base/list_errors.h"
#include "client/base/now.h"
#include "client/commands/families.h"
#include "client/commands/known.h"
#include "client/console/console.h"
#include "client/console/options.h"
#include "client/credit_texts.h"
#include "client/words/facts.h"

namespace credence {
namespace {

namespace fs = std::filesystem;
namespace json = boost::json;

constexpr std::string_view kFileEnd = ".credence-bid", kFormat = "credence-sealed-bid-1";
constexpr std::size_t kFileMax = 16 * limits::kKiB;

struct SealOptions {
  std::string programme, challenge, amount_wan, heading;
  std::vector<std::string> partners;
  fs::path file;
};

/// The enterprise that --key acts for.
Outcome<Uscc> own_enterprise(Cli& cli) {
  auto key = cli.keyring().public_key(cli.key);
  if (!key) return std::unexpected(key.error());
  auto client = cli.client();
  if (!client) return std::unexpected(client.error());
  auto signer = (*client)->state<SignerValue>(SignerKey{key_id(*key)});
  if (!signer) return std::unexpected(signer.error());
  if (!**signer) return give_up(ExitCode::refused, Code::unknown_key, key_id(*key).hex());
  if (!(**signer)->enterprise)
    return give_up(ExitCode::refused, Code::wrong_role, std::string(name_of(Role::enterprise)));
  return *(**signer)->enterprise;
}

Outcome<ChallengeValue> challenge_of(Cli& cli, const std::string& programme, const std::string& challenge) {
  for (const std::string& id : {programme, challenge})
    if (auto good = id_option(id); !good) return std::unexpected(good.error());
  if (auto good = require_programme(cli, programme); !good) return std::unexpected(good.error());
  auto client = cli.client();
  if (!client) return std::unexpected(client.error());
  auto held = (*client)->state<ChallengeValue>(ChallengeKey{Id(programme), Id(challenge)});
  if (!held) return std::unexpected(held.error());
  if (!**held) return give_up(ExitCode::refused, Code::unknown_challenge, programme + "/" + challenge);
  return ***held;
}

/// "30%", "33.33": basis points.
std::optional<std::uint16_t> share_of(std::string_view text) {
  if (text.ends_with('%')) text.remove_suffix(1);
  const std::size_t point = text.find('.');
  std::string digits(text.substr(0, point));
  const std::string_view rest = point == std::string_view::npos ? std::string_view() : text.substr(point + 1);
  if (digits.empty() || digits.size() > 3 || rest.size() > 2 ||
      (point != std::string_view::npos && rest.empty()))
    return std::nullopt;
  digits += std::string(rest) + std::string(2 - rest.size(), '0');
  unsigned out = 0;
  for (const char c : digits) {
    if (c < '0' || c > '9') return std::nullopt;
    out = 10 * out + static_cast<unsigned>(c - '0');
  }
  if (out == 0 || out >= limits::kSharesWhole) return std::nullopt;
  return static_cast<std::uint16_t>(out);
}

/// What an enterprise has sealed for a challenge and not withdrawn.
Outcome<std::optional<Hash32>> sealed_by(Client& client, const Id& programme, const Id& challenge,
                                         const Uscc& code) {
  auto held = client.state<BidderValue>(BidderKey{programme, challenge, code});
  if (!held) return std::unexpected(held.error());
  return **held ? (**held)->commitment : std::nullopt;
}

/// The lead has what its partners leave.
Outcome<BidMembers> members_of(Cli& cli, const Uscc& lead, const std::vector<std::string>& partners) {
  BidMembers out{{lead, 0}};
  std::uint32_t left = limits::kSharesWhole;
  for (const std::string& text : partners) {
    const std::size_t equals = text.find('=');
    const auto share = share_of(equals == std::string::npos ? "" : text.substr(equals + 1));
    if (!share) return give_up(ExitCode::usage, Error{list_code::bad_form, text + ": CODE=30%, CODE=33.33%"});
    auto code = cli.code(text.substr(0, equals));
    if (!code) return std::unexpected(code.error());
    auto held = (*cli.client())->state<EnterpriseValue>(EnterpriseKey{*code});
    if (!held) return std::unexpected(held.error());
    if (!**held || !(**held)->active(today_in_china()))
      return give_up(ExitCode::refused, Error{**held ? Code::enterprise_ended : Code::unknown_enterprise,
                                              std::string(text_of(*code))});
    if (out.size() == out.kMax || *share >= left)
      return give_up(ExitCode::bad_input,
                     Error{out.size() == out.kMax ? Code::limit_exceeded : Code::bad_shares, text});
    left -= *share;
    out.push_back({*code, *share});
  }
  out[0].share = static_cast<std::uint16_t>(left);
  return out;
}

std::string file_text(const ChainId& chain, const OpenBid& bid) {
  return json::serialize(json::object{{"format", kFormat},
                                      {"chain", chain.hex()},
                                      {"commitment", bid_commitment(chain, bid).hex()},
                                      {"bid", to_hex(encode(bid))}}) +
         "\n";
}

/// What a file holds: of this chain, whole.
Outcome<OpenBid> bid_in(const fs::path& file, const ChainId& chain) {
  auto text = read_file(file, kFileMax);
  if (!text) return give_up(ExitCode::bad_input, text.error());
  const auto spoilt = [&] { return give_up(ExitCode::bad_input, Error{Code::bad_bid_file, file.string()}); };
  boost::system::error_code error;
  const json::value value = json::parse(*text, error);
  if (error || !value.is_object()) return spoilt();
  const json::object& held = value.get_object();
  const auto bytes = from_hex(text_member(held, "bid").value_or(""));
  if (text_member(held, "format") != kFormat || !bytes) return spoilt();
  if (text_member(held, "chain") != chain.hex())
    return give_up(ExitCode::bad_input, Error{Code::wrong_chain, file.string()});
  auto bid = decode<OpenBid>(*bytes);
  if (!bid || text_member(held, "commitment") != bid_commitment(chain, *bid).hex()) return spoilt();
  return *std::move(bid);
}

std::string shown(const Cli& cli, const OpenBid& bid) {
  return "  " + bid.programme + "/" + bid.challenge + "  " + bid.project + "  " + cli.money(bid.amount) +
         "\n  " + cli.say("members and shares: ", "成员及份额：") + members_text(bid.members) + "\n";
}

/// Where no path is given: beside the key, under a name that no other sealing has.
Outcome<fs::path> file_for(const Cli& cli, const fs::path& asked, const OpenBid& bid,
                           const Hash32& commitment) {
  if (!asked.empty()) return asked;
  auto key = cli.keyring().file_of(cli.key);
  if (!key) return std::unexpected(key.error());
  return key->parent_path() /
         (bid.programme + "-" + bid.challenge + "-" + commitment.hex().substr(0, 8) + std::string(kFileEnd));
}

int seal(Cli& cli, const SealOptions& o) {
  auto amount = wan_option(o.amount_wan, "--amount");
  if (!amount) return cli.finish(amount.error());
  auto challenge = challenge_of(cli, o.programme, o.challenge);
  if (!challenge) return cli.finish(challenge.error());
  auto lead = own_enterprise(cli);
  if (!lead) return cli.finish(lead.error());
  auto members = members_of(cli, *lead, o.partners);
  if (!members) return cli.finish(members.error());
  const OpenBid bid{Id(o.programme), Id(o.challenge), *members, Name(o.heading), *amount, random_salt()};
  // What nobody sees until it is opened is checked here: what the ledger would not take could never be opened.
  const auto excepted = [](const Uscc&) { return true; };  // cli.code has asked the ledger
  if (auto good = check_action(bid, excepted); !good) return cli.finish({ExitCode::bad_input, good.error()});
  const ChainId& chain = (*cli.client())->network().anchor.chain;
  const Hash32 commitment = bid_commitment(chain, bid);
  const SealBid action{bid.programme, bid.challenge, *lead, commitment};
  const std::string what = cli.say("bid sealed: ", "揭榜已密封：") + o.programme + "/" + o.challenge;
  auto before = sealed_by(**cli.client(), bid.programme, bid.challenge, *lead);
  if (!before) return cli.finish(before.error());
  if (*before)
    cli.note(cli.say(
        "it replaces what your enterprise sealed or joined before: that file opens nothing any more, and "
        "who joined the former bid joins anew\n",
        "本次密封取代本企业此前密封或加入的揭榜：原文件不再能开启，已加入原揭榜的成员须重新加入\n"));
  if (cli.dry_run) return cli.submit(action, what);
  auto file = file_for(cli, o.file, bid, commitment);
  if (!file) return cli.finish(file.error());
  std::error_code ignored;
  if (fs::exists(*file, ignored))
    return cli.finish({ExitCode::bad_input, Error{Code::file_exists, file->string()}});
  if (auto written = write_file(*file, file_text(chain, bid), 0600); !written)
    return cli.finish(written.error());
  const int exit =
      cli.submit(action, what, [&](Client&, const VerifiedTransaction&) -> Outcome<Cli::Followed> {
        return Cli::Followed{
            {{"file", file->string()}, {"opens_on", after_days(challenge->bids_until, 1).iso()}},
            cli.say("what was sealed is in ", "密封的内容在 ") + file->string() +
                cli.say(
                    ". Keep it, and nobody else has it: without it the bid cannot be opened, and is none.\n",
                    "。请妥善保存，别处没有：没有它就无法开启，不算揭榜。\n") +
                (bid.members.size() > 1 ? cli.say("Each partner joins with its own key, to ",
                                                  "各成员须用自己的密钥加入，截至 ") +
                                              challenge->bids_until.iso() + cli.say(": ", "：") +
                                              "credence challenge join FILE\n"
                                        : std::string()) +
                cli.say("It is opened from ", "开启自 ") + after_days(challenge->bids_until, 1).iso() +
                cli.say(": ", "：") + "credence challenge open FILE\n"};
      });
  if (exit == static_cast<int>(ExitCode::refused)) fs::remove(*file, ignored);  // it is of no use
  return exit;
}

/// The bid of a file, after it was shown to whoever signs.
Outcome<OpenBid> read_and_show(Cli& cli, const fs::path& file) {
  auto client = cli.client();
  if (!client) return std::unexpected(client.error());
  auto bid = bid_in(file, (*client)->network().anchor.chain);
  if (!bid) return bid;
  cli.note(cli.say("the bid says:\n", "揭榜内容：\n") + shown(cli, *bid));
  return bid;
}

int join(Cli& cli, const SealOptions& o) {
  auto bid = read_and_show(cli, o.file);
  if (!bid) return cli.finish(bid.error());
  auto own = own_enterprise(cli);
  if (!own) return cli.finish(own.error());
  if (std::ranges::find(bid->members, *own, &BidMember::code) == bid->members.end())
    return cli.finish({ExitCode::refused, Error{list_code::not_a_member, std::string(text_of(*own)) + "; " +
                                                                             members_text(bid->members)}});
  auto lead = sealed_by(**cli.client(), bid->programme, bid->challenge, bid->members.front().code);
  if (!lead) return cli.finish(lead.error());
  if (*lead && *lead != bid_commitment((*cli.client())->network().anchor.chain, *bid))
    return cli.finish({ExitCode::refused, Error{Code::commitment_differs, o.file.string()}});
  return cli.submit(SealBid{bid->programme, bid->challenge, *own,
                            bid_commitment((*cli.client())->network().anchor.chain, *bid)},
                    cli.say("joined the bid for ", "已加入揭榜：") + bid->programme + "/" + bid->challenge);
}

int open(Cli& cli, const SealOptions& o) {
  auto bid = read_and_show(cli, o.file);
  if (!bid) return cli.finish(bid.error());
  return cli.submit(
      *bid, cli.say("sealed bid opened: ", "密封揭榜已开启：") + bid->programme + "/" + bid->challenge);
}

int unseal(Cli& cli, const SealOptions& o) {
  auto challenge = challenge_of(cli, o.programme, o.challenge);
  if (!challenge) return cli.finish(challenge.error());
  auto own = own_enterprise(cli);
  if (!own) return cli.finish(own.error());
  return cli.submit(SealBid{Id(o.programme), Id(o.challenge), *own, std::nullopt},
                    cli.say("sealed bid withdrawn: ", "密封揭榜已撤回：") + o.programme + "/" + o.challenge);
}

constexpr Words kFileWords{"the file that `challenge seal` wrote", "challenge seal 写出的文件"};

}  // namespace

void add_sealed_bid_commands(Command& family) {
  auto& o = family.keep<SealOptions>();
  Command& sealing = family.command(
      "seal",
      {"seal a bid of your own enterprise, until the last day for bids (role enterprise)\nNobody "
       "sees what it offers before you open it. That stays in a file: whoever loses it cannot open "
       "the bid. Sealed again, the new one replaces it",
       "用本企业密钥密封揭榜，至揭榜截止日（角色 enterprise）\n开启之前无人能看到内容。内容只"
       "保存在一个文件中，遗失即无法开启。再次密封则以新的为准"},
      o, seal);
  sealing.argument("PROGRAMME", &o.programme, kProgrammeWords);
  sealing.argument("CHALLENGE", &o.challenge,
                   {"the challenge's id within the programme", "榜单编号，在本专项内唯一"});
  sealing.option("--heading TEXT", &o.heading, {"the project that is offered", "项目名称"}).required();
  sealing.option("--amount AMOUNT", &o.amount_wan, {"what is asked for", "申报金额"}).required();
  sealing.option(
      "--partner CODE=SHARE", &o.partners,
      {"a partner of the consortium and its share, as 30%; at most four, what is left is yours. Each "
       "joins with its own key",
       "联合体成员及其份额，如 30%；至多四家，余下为本企业份额。各成员须用自己的密钥加入"});
  sealing.option("-o,--out FILE", &o.file,
                 {"where the bid is kept until it is opened; else beside the key. Never written over",
                  "密封内容的保存位置；默认在密钥旁。不会覆盖已有文件"});

  Command& joining =
      family.command("join",
                     {"join a consortium's sealed bid as its partner, until the last day for bids (role "
                      "enterprise)\nWhat it "
                      "says is shown first",
                      "作为成员加入联合体的密封揭榜，至揭榜截止日（角色 enterprise）\n先显示其内容"},
                     o, join);
  joining.argument("FILE", &o.file, kFileWords);

  Command& opening = family.command(
      "open",
      {"open a sealed bid, from the day after the last day for bids: it is a bid like others then (role "
       "enterprise, the lead's key)",
       "开启密封的揭榜，自揭榜截止日次日起；开启后与其他揭榜相同（角色 enterprise，牵头企业密钥）"},
      o, open);
  opening.argument("FILE", &o.file, kFileWords);

  Command& unsealing = family.command(
      "unseal",
      {"withdraw what your enterprise sealed or joined, until the last day for bids (role enterprise)",
       "撤回本企业密封或加入的揭榜，至揭榜截止日（角色 enterprise）"},
      o, unseal);
  unsealing.argument("PROGRAMME", &o.programme, kProgrammeWords);
  unsealing.argument("CHALLENGE", &o.challenge,
                     {"the challenge's id within the programme", "榜单编号，在本专项内唯一"});
}

}  // namespace credence
