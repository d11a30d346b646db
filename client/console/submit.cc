// SPDX-License-Identifier: Apache-2.0
// A command that signs: what it sent before, the ledger that is asked first, what is sent, and what came of it.
#include <boost/json/value_from.hpp>

#include "client/code_exceptions.h"
#include "client/console/console.h"
#include "client/console/dry_run.h"
#include "client/console/options.h"
#include "client/console/persons.h"
#include "client/console/public_notice.h"
#include "client/console/standard_streams.h"
#include "client/console/touched.h"
#include "client/console/waits_too.h"
#include "client/four_eyes.h"
#include "client/words/action_view.h"
#include "ledger/primitives/place_errors.h"
#include "ledger/views/json.h"

namespace credence {
namespace {

/// `refused` where a node says that the ledger would refuse it. Where nobody says anything the receipt will.
Outcome<void> ask_ledger(const Cli& cli, Client& client, const Action& action, const SecretKey& maker,
                         const Client::CoSigners& others) {
  std::vector<KeyId> ids;
  for (const SecretKey* const other : others) ids.push_back(key_id(other->public_key()));
  const KeyId own = key_id(maker.public_key());
  auto tried = others.empty() ? waits_before(client, own, action) : Outcome<std::vector<Action>>();
  if (!tried) return std::unexpected(tried.error());
  // What waits is tried before what would wait too, as if both were approved by then.
  tried->push_back(action);
  const auto answer = client.dry_run(own, ids, *tried);
  if (!answer && answer.error().exit == ExitCode::unreachable) return std::unexpected(answer.error());
  if (!answer) return {};
  const auto refused = first_refusal(answer->tried.back());
  if (!refused) return {};
  cli.note(cli.say("node ", "节点 ") + answer->node + cli.say(" refuses this after block ", " 依据区块 ") +
           with_separators(answer->height) +
           cli.say("; not proved. It was not signed, and is not recorded:\n",
                   " 之后的状态拒绝以下事项，未经证明；该事项未签名，未记录：\n"));
  return give_up(ExitCode::refused, *refused);
}

}  // namespace

void Cli::open_unfinished(const Command& command) {
  auto maker = keyring().public_key(key);
  auto second = checker.empty() ? maker : keyring().public_key(checker);
  auto chain = find_chain(network);
  if (!maker || !second || !chain) return;  // the command says what is wrong
  const auto as_bytes = [](std::string_view text) {
    const BytesView view = bytes_of(text);
    return Bytes(view.begin(), view.end());
  };
  const std::array asked{as_bytes(chain->hex()), as_bytes(checker.empty() ? "" : key_id(*second).hex()),
                         as_bytes(asked_text(command))};
  unfinished_.emplace(Unfinished::open(data_directory(network.data) / "unfinished", *chain,
                                       journal_digest(key_id(*maker), asked)));
  if (*unfinished_) return;
  Failure& why = unfinished_->error();
  if (why.error.code == Code::journal_in_use)
    why.error = {place_code::command_at_work,
                 why.error.detail + say(": the same command is running", "：同一命令正在运行")};
  if (why.error.code == Code::journal_damaged)  // the remedy of a list's journal would not do
    why = {ExitCode::internal,
           {Code::machine_failed,
            why.error.detail +
                say(" is damaged: what this command sent before may be recorded; remove the file "
                    "only when you have looked whether it is",
                    " 已损坏：此命令此前发送的内容可能已记录；请先查明是否已记录，再删除该文件")}};
}

bool Cli::never_executed(const Bytes& transaction, const Outcome<Recorded>& sent) {
  if (sent) return (*sent)->receipt.code == static_cast<std::uint16_t>(Code::expired);
  const auto parsed = parse_transaction(client_->network().anchor.chain, transaction);
  return parsed && expired_unexecuted(*client_, sent.error(), parsed->body.expiry_height);
}

std::optional<int> Cli::end_earlier() {
  auto to = client();
  if (!to) return finish(to.error());
  Unfinished& earlier = **unfinished_;
  const Bytes bytes = earlier.transaction();
  note(say("this command was run before and has no answer yet: its transaction is sent again\n",
           "此命令此前已执行但尚无答复：再次发送同一笔交易\n"));
  auto done = (*to)->submit_bytes(bytes);
  const bool over = never_executed(bytes, done);
  if (!done && !over) return finish_sent(done.error());
  earlier.end();
  if (over) {
    note(say("it expired and was not executed: it is signed anew\n", "该交易已过期且未执行：重新签名\n"));
    return std::nullopt;
  }
  if ((*done)->receipt.code != 0) return finish({ExitCode::refused, error_of((*done)->receipt)});
  signed_before_ = true;
  const auto& action = (*done)->action;
  const bool goes_on = has(command_->use(), Use::follows);
  if (goes_on || earlier.one_of_several()) {
    if (!goes_on)
      note(say("recorded: ", "已记录：") + (action ? told(*action) : "") + say("; transaction ", "；交易 ") +
           (*done)->transaction.id.hex() + "\n");
    ended_ = *std::move(done);
    return std::nullopt;
  }
  return report(*done, action ? told(*action) : std::string(), {}, {});
}

Outcome<Cli::Recorded> Cli::send(const Action& action, const SecretKey& key_of_maker,
                                 const Client::CoSigners& others, std::size_t of) {
  if (ended_ && (*ended_)->transaction.body.action == encode(action))
    return *std::exchange(ended_, std::nullopt);
  auto to = client();
  if (!to) return std::unexpected(to.error());
  if (!unfinished_) open_unfinished(*command_);
  CREDENCE_ASSERT(unfinished_.has_value());  // the keys and the network were read before
  if (!*unfinished_) return std::unexpected(unfinished_->error());
  if ((*unfinished_)->transaction().empty())  // else it is signed already
    if (auto good = ask_ledger(*this, **to, action, key_of_maker, others); !good)
      return std::unexpected(good.error());
  const auto is_over = [this](const Bytes& transaction) {
    const auto parsed = parse_transaction(client_->network().anchor.chain, transaction);
    const auto head = client_->header();  // nothing is executed by the question
    return parsed && head && head->header().height > parsed->body.expiry_height &&
           never_executed(transaction, client_->submit_bytes(transaction));
  };
  for (;;) {
    auto fresh = (*to)->sign(action, key_of_maker, others);
    if (!fresh) return std::unexpected(fresh.error());
    auto bytes = (*unfinished_)->keep(*fresh, of, is_over);
    if (!bytes) return std::unexpected(bytes.error());
    signed_before_ = *bytes != *fresh;
    auto done = (*to)->submit_bytes(*bytes);
    const bool over = never_executed(*bytes, done);
    if (done || over) (*unfinished_)->end();
    if (over && signed_before_) continue;
    if (done && (*done)->receipt.code != 0) return give_up(ExitCode::refused, error_of((*done)->receipt));
    return done;
  }
}

std::optional<TxId> Cli::on_its_way() const {
  const Bytes bytes = unfinished_ && *unfinished_ ? (*unfinished_)->transaction() : Bytes{};
  if (bytes.empty()) return std::nullopt;
  const auto parsed = parse_transaction(client_->network().anchor.chain, bytes);
  return parsed ? std::optional(parsed->id) : std::nullopt;
}

std::string Cli::on_its_way_text(const TxId& sent) const {
  return say("  it may be recorded all the same: transaction ", "  仍可能已记录：交易 ") + sent.hex() + "\n" +
         say("  the same command sends this transaction again, which is executed at most once\n",
             "  重新执行同一命令将再次发送这笔交易，至多执行一次\n") +
         say("  or ask: ", "  亦可查询：") + "credence tx " + sent.hex().substr(0, 16) + "\n";
}

int Cli::finish_sent(const Failure& failure) const {
  return finish(failure, failure.exit == ExitCode::refused ? std::nullopt : on_its_way());
}

int Cli::submit(const Action& action, const std::string& what, const FollowOne& follow) {
  if (auto good = check_action(action, taken_before); !good)
    return finish({ExitCode::bad_input, good.error()});
  if (auto good = refuse_waiting(*this, action); !good) return finish(good.error());
  if (auto good = persons_agreed(*this, action); !good) return finish(good.error());
  if (dry_run) return try_steps(*this, {{action, told(action)}});
  auto signer = signing_key();
  if (!signer) return finish(signer.error());
  auto second = checking_key(*signer);
  if (!second) return finish(second.error());
  const std::string about = json ? std::string() : touched_text(*this, action);  // as it is before
  const auto done = send(action, *signer, *second ? Client::CoSigners{&**second} : Client::CoSigners{});
  if (!done) return finish_sent(done.error());
  const std::string amounts = amounts_text(action, language_);  // what was typed is read back
  return report(*done, amounts.empty() ? what : what + say(", ", "，") + amounts, about, follow);
}

int Cli::report(const Recorded& done, const std::string& what, const std::string& about,
                const FollowOne& follow) {
  const bool waits = is_parked(done->receipt);
  // Whether more could be asked or not, it is recorded: what is not known of it is left out.
  const auto until =
      waits ? waits_until(*client_, done->transaction.id).value_or(std::nullopt) : std::optional<Date>{};
  const auto notice = done->action && !waits
                          ? notice_of(*client_, *done->action, done->header.height).value_or(std::nullopt)
                          : std::nullopt;
  const auto then = follow ? follow(*client_, *done) : Outcome<Followed>(Followed{});
  const int exit = then ? 0 : static_cast<int>(then.error().exit);
  if (json) {
    boost::json::object out{{"transaction", done->transaction.id.hex()},
                            {"height", done.header().height},
                            {"index", done->index},
                            {"receipt", to_json(done->receipt)},
                            {"waits", waits},
                            {"signed_before", signed_before_},
                            {"proof", proof_json(done.proof())}};
    if (until) out["until"] = until->iso();
    if (notice) out["public_notice"] = notice->json();
    add_followed(out, then);
    print_json(out);
    return exit;
  }
  print((waits    ? waiting_text(*done, until)
         : notice ? notice->what(*this) + say(": ", "：") + summary_of(notice->of, language_) + "\n  " +
                        notice->next(*this)
                  : what) +
        (then && !then->became.empty() ? "\n  " + then->became : std::string()) + "\n" + about + "  " +
        proved_under(done.proof()) + "\n  " + say("transaction ", "交易 ") + done->transaction.id.hex() +
        (signed_before_
             ? say(": signed by an earlier run, and recorded once", "：由此前的执行签名，仅记录一次")
             : std::string()) +
        "\n");
  if (!then) return finish(then.error());
  note(then->text);
  warn_of_bad_answers();
  return 0;
}

void add_followed(boost::json::object& out, const Outcome<Cli::Followed>& then) {
  if (!then) {
    out["error"] = to_json(then.error().error);
    out["exit_code"] = static_cast<int>(then.error().exit);
    return;
  }
  for (const auto& [name, value] : then->members)
    std::visit([&](const auto& one) { out[name] = boost::json::value_from(one); }, value);
}

}  // namespace credence
