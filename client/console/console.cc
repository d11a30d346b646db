// SPDX-License-Identifier: Apache-2.0
#include "client/console/console.h"

#include <unistd.h>
#include <csignal>
#include <cstdio>

#include <boost/json/value_from.hpp>
#include "client/base/file_kind.h"
#include "client/base/files.h"
#include "client/base/json_text.h"
#include "client/base/list_errors.h"
#include "client/base/now.h"
#include "client/base/output.h"
#include "client/base/written.h"
#include "client/code_exceptions.h"
#include "client/console/dry_run.h"
#include "client/console/help.h"
#include "client/console/options.h"
#include "client/console/persons.h"
#include "client/console/public_notice.h"
#include "client/console/quorum.h"
#include "client/console/standard_streams.h"
#include "client/console/touched.h"
#include "client/console/waits_too.h"
#include "client/four_eyes.h"
#include "client/http.h"
#include "client/node_order.h"
#include "client/words/action_view.h"
#include "client/words/detail.h"
#include "client/words/facts.h"
#include "client/words/target_view.h"
#include "ledger/views/json.h"

namespace credence {
namespace {

std::atomic<Client*> g_client{nullptr};
volatile std::sig_atomic_t g_interrupted = 0;

void on_interrupt(int) {
  if (g_interrupted != 0) _exit(static_cast<int>(ExitCode::interrupted));
  g_interrupted = 1;
  if (Client* const client = g_client.load()) client->stop();
}

/// `refused` where a node says that the ledger would refuse it. Where nobody says anything the receipt will.
Outcome<void> ask_ledger(const Cli& cli, Client& client, const Action& action, const SecretKey& maker,
                         const Client::CoSigners& others) {
  std::vector<KeyId> ids;
  for (const SecretKey* const other : others) ids.push_back(key_id(other->public_key()));
  const auto answer = client.dry_run(key_id(maker.public_key()), ids, std::span(&action, 1));
  if (!answer && answer.error().exit == ExitCode::unreachable) return std::unexpected(answer.error());
  if (!answer) return {};
  const auto refused = first_refusal(answer->tried.front());
  if (!refused) return {};
  cli.note(cli.say("node ", "节点 ") + answer->node + cli.say(" refuses this after block ", " 依据区块 ") +
           with_separators(answer->height) +
           cli.say("; not proved. It was not signed, and is not recorded:\n",
                   " 之后的状态拒绝以下事项，未经证明；该事项未签名，未记录：\n"));
  return give_up(ExitCode::refused, *refused);
}

}  // namespace

void install_interrupt_handler() {
  struct sigaction action{};
  action.sa_handler = on_interrupt;
  sigemptyset(&action.sa_mask);
  sigaction(SIGINT, &action, nullptr);
  sigaction(SIGTERM, &action, nullptr);
  std::signal(SIGPIPE, SIG_IGN);
}

bool interrupted() { return g_interrupted != 0; }

void interrupt_stops(Client* client) {
  g_client = client;
  if (client != nullptr && interrupted()) client->stop();
}

Outcome<Client*> Cli::client() {
  if (!client_) {
    auto found = find_network(network);
    if (!found && !network.genesis.empty())
      return give_up(found.error().exit,
                     told_by_kind(found.error().error, network.genesis, {kGenesisName}, language_));
    if (!found) return std::unexpected(found.error());
    found->slow_nodes = slow_nodes_file();
    ClientOptions options;
    options.deadline_ms = deadline_ms();
    options.wait_for_nodes = timeout_s > 0;  // who names no time is told at once that nobody is there
    options.although_not_ready = although_not_ready;
    if (!max_age.empty()) {
      auto age = age_option(max_age, "--max-age");
      if (!age) return std::unexpected(age.error());
      options.max_age_ms = *age;
    }
    client_ = std::make_unique<Client>(*std::move(found), options);
    client_->on_waiting([this, seconds = options.deadline_ms / 1000](const Error& why) {
      if (why.code == Code::not_yet_certified && why.detail.empty()) {  // handed over
        if (isatty(STDERR_FILENO) == 0) return;
        note(say("handed over; waiting for a block that a quorum signs, for up to ",
                 "已提交；正在等待法定数量签名的区块，最长 ") +
             std::to_string(seconds) + say(" s, Ctrl-C ends it\n", " 秒，按 Ctrl-C 结束\n"));
        if (const auto none = ask_for_quorum(*client_)) note("  " + text_of(*this, *none) + "\n");
        return;
      }
      // no answer and no end of a connection so far
      const bool unknown = why.code == Code::unreachable && why.detail.empty();
      note((is_no_answer(why.code) ? say("nobody has answered yet", "尚无节点应答")
                                   : say("who answered is not ready yet", "应答的节点尚未就绪")) +
           (unknown ? std::string() : say(": ", "：") + cause(why)) +
           say("; waiting for up to ", "；最长等待 ") + std::to_string(seconds) +
           say(" s, Ctrl-C ends it\n", " 秒，按 Ctrl-C 结束\n"));
    });
    interrupt_stops(client_.get());
  }
  return client_.get();
}

std::function<void(const NetworkNode&, const Error&)> Cli::waiting_for_node() const {
  return [this](const NetworkNode& node, const Error& why) {
    note(say("waiting for ", "正在等待 ") + node.name + say(" (", "（") +
         cause(zh() ? Error{why.code, {}} : why) + say(")\n", "）\n"));
  };
}

std::string Cli::cause(const Error& error) const {
  const ErrorInfo& known = info(error.code);
  const std::string detail = detail_text(error, language_);
  return std::string(zh() ? known.cause_zh : known.cause_en) +
         (detail.empty() ? "" : say(" (", "（") + detail + say(")", "）"));
}

Outcome<Uscc> Cli::code(std::string_view text) {
  const auto code = code_written(text);
  if (code) return *code;
  const Failure wrong{ExitCode::bad_input, code.error()};
  if (!misfit_uscc(text)) return std::unexpected(wrong);
  auto to = client();
  auto taken = to ? take_code(**to, text) : Outcome<Uscc>(std::unexpected(to.error()));
  if (taken || taken.error().error.code == wrong.error.code) return taken;
  note(say("whether an exception is recorded for it could not be asked: ",
           "无法查询是否有该代码的例外记录：") +
       cause(taken.error().error) + "\n");
  return std::unexpected(wrong);
}

Directory& Cli::directory() {
  CREDENCE_ASSERT(client_ != nullptr);
  if (!directory_) directory_ = std::make_unique<Directory>(*client_);
  return *directory_;
}

Keyring Cli::keyring(bool ask_passphrase) const {
  const std::filesystem::path data = data_directory(network.data);
  return Keyring(data / "keys",
                 {passphrase_file, ask_passphrase ? std::filesystem::path() : data, language_});
}

Outcome<SecretKey> Cli::signing_key() const {
  if (key.empty()) {
    auto none = keyring().file_of("");
    return give_up(ExitCode::usage, Code::no_such_key,
                   "--key" + (none ? "" : "; " + none.error().error.detail));
  }
  auto opened = keyring().open(key);
  if (opened)
    if (const auto file = keyring().file_of(key); file && others_may_read(*file))
      note(say("warning: others may read the key: ", "警告：其他用户可以读取密钥文件：") + "chmod 600 " +
           file->string() + "\n");
  return opened;
}

void Cli::print(const std::string& text) const {
  if (sink_ != nullptr)
    *sink_ += text;
  else
    show(stdout, laid_out(text, STDOUT_FILENO));
}

void Cli::put(const std::string& piece) const {
  if (json && sink_ == nullptr)
    show_json(piece);
  else
    print(piece);
}

void Cli::note(const std::string& text) const {
  if (!json && sink_ == nullptr) show(stderr, laid_out(text, STDERR_FILENO));
}

void Cli::print_json(const boost::json::object& object) const { put(boost::json::serialize(object) + "\n"); }

int Cli::finish(const Failure& failure, const std::optional<TxId>& sent) const {
  const bool signs = command_ != nullptr && has(command_->use(), Use::checker);
  const auto none =
      failure.exit == ExitCode::unreachable && client_ && signs ? ask_for_quorum(*client_) : std::nullopt;
  if (json) {
    boost::json::object out{{"error", to_json(failure.error)}, {"exit_code", static_cast<int>(failure.exit)}};
    if (none) out["no_quorum"] = to_json(*none);
    if (sent) out["transaction"] = sent->hex();
    print_json(out);
  } else if (sink_ != nullptr) {
    print(error_text(failure.error, language_) + "\n");
  } else {
    show(stderr, laid_out("credence: " + error_text(failure.error, language_) + "\n", STDERR_FILENO));
    if (none) note("  " + text_of(*this, *none) + "\n");
    if (sent) note(on_its_way_text(*sent));
  }
  warn_of_bad_answers();
  return static_cast<int>(failure.exit);
}

int Cli::finish(const Failure& failure, boost::json::object view) const {
  if (!json) return finish(failure);
  view["error"] = to_json(failure.error);
  view["exit_code"] = static_cast<int>(failure.exit);
  print_json(view);
  warn_of_bad_answers();
  return static_cast<int>(failure.exit);
}

int Cli::finish(const Mistake& mistake) const {
  const std::string command = mistake.command->path();
  if (json) {
    boost::json::object error{
        {"code", "usage"}, {"command", command}, {"detail", mistake_detail(mistake, Language::en)}};
    if (!mistake.nearest.empty())
      error["did_you_mean"] = boost::json::array(mistake.nearest.begin(), mistake.nearest.end());
    print_json({{"error", std::move(error)}, {"exit_code", static_cast<int>(ExitCode::usage)}});
    return static_cast<int>(ExitCode::usage);
  }
  std::string meant;
  for (const std::string& word : mistake.nearest) meant += (meant.empty() ? "" : say(", ", "、")) + word;
  if (!meant.empty()) meant = "\n  " + say("did you mean ", "是否指 ") + meant + say("?", "？");
  note("credence: usage: " + mistake_text(mistake, language_) + meant + "\n  → " + command + " --help\n");
  return static_cast<int>(ExitCode::usage);
}

void Cli::warn_of_bad_answers() const {
  if (!client_ || json) return;
  std::map<std::string, std::pair<std::size_t, BadAnswer>> by_node;
  for (BadAnswer& bad : client_->bad_answers()) {
    auto [at, fresh] = by_node.try_emplace(bad.node, 0, bad);
    ++at->second.first;
  }
  for (const auto& [node, bad] : by_node)
    note(say("warning: ", "警告：") + node +
         say(" gave answers that failed a check: ", " 给出的答复未通过检查：") + std::to_string(bad.first) +
         " × " + cause(bad.second.error) + " (" + bad.second.asked + ")\n");
}

ValidatorSet Cli::signing_set(const Certificate& certificate) const {
  return *client_->trust()->set_at(certificate.height);
}

std::string Cli::signers(const Certificate& certificate) const {
  return signer_names(certificate, signing_set(certificate), language_);
}

std::string Cli::decision_text(const PendingOutcome& outcome) {
  return directory().name(outcome.by, zh()) + say(", block ", "，区块 ") + with_separators(outcome.height) +
         (outcome.reason.empty() ? "" : say(": ", "：") + outcome.reason);
}

std::string Cli::proved_under(const BlockProof& proof) const {
  return say("proved under block ", "由区块 ") + with_separators(proof.header.height) + say(" (", "（") +
         time_in_china(proof.header.time_ms) + say("), signed by ", "）证明，签名者：") +
         signers(proof.certificate);
}

boost::json::object Cli::proof_json(const BlockProof& proof) const {
  return {{"height", proof.header.height},
          {"time", iso_time(proof.header.time_ms)},
          {"header_hash", header_hash(client_->network().anchor.chain, proof.header).hex()},
          {"chain", client_->network().anchor.chain.hex()},
          {"certificate", to_json(proof.certificate, signing_set(proof.certificate))}};
}

std::string Cli::yuan(Fen amount) const { return money_text(amount, language()); }

std::string Cli::money(Fen amount) const { return both_units_text(amount, language()); }

Outcome<std::string> Cli::checkers_text(const Id& department) {
  auto to = client();
  if (!to) return std::unexpected(to.error());
  auto held = checkers_of(**to, department);
  if (!held) return std::unexpected(held.error());
  const Keyring ring = keyring();
  std::string out;
  for (const KeyHeld& one : *held) {
    const std::string name = ring.name_of(one.id).value_or(one.id.hex());
    out += (out.empty() ? "" : ", ") + name + " (" + department + " · " + one.holder + ")";
  }
  return out.empty() ? say("none", "无") : out;
}

Outcome<void> Cli::require_checker(const KeyId& maker, const KeyId& second, const std::string& given) {
  auto to = client();
  if (!to) return std::unexpected(to.error());
  auto checked = may_check(**to, maker, second);
  if (!checked) return std::unexpected(checked.error());
  if (checked->code == Code::ok) return {};
  auto others = checkers_text(checked->maker);
  if (!others) return std::unexpected(others.error());
  std::string detail = given;
  if (!checked->checker.empty()) detail += say(" is of ", " 属于 ") + checked->checker;
  return give_up(ExitCode::refused, checked->code,
                 detail + say("; signed for ", "；经办部门 ") + checked->maker +
                     say("; may check: ", "；可复核的密钥：") + *others);
}

Outcome<std::optional<SecretKey>> Cli::checking_key(const SecretKey& maker) {
  if (checker.empty()) return std::optional<SecretKey>{};
  auto opened = keyring().open(checker);
  if (!opened) return std::unexpected(opened.error());
  if (auto good =
          require_checker(key_id(maker.public_key()), key_id(opened->public_key()), "--checker " + checker);
      !good)
    return std::unexpected(good.error());
  return std::optional<SecretKey>(*std::move(opened));
}

std::string Cli::told(const Action& action) {
  std::string out = summary_of(action, language_);
  const auto* const figure = std::get_if<RecordMeasure>(&action);
  auto to = figure != nullptr ? client() : Outcome<Client*>(nullptr);
  if (figure == nullptr || !to) return out;
  if (const auto target = (*to)->state<TargetValue>(TargetKey{figure->target}); target && **target)
    out += say(", ", "，") +
           exact_figure_text(***target, {figure->on, figure->value, figure->whole, {}, {}, 0}, language_);
  return out;
}

std::string Cli::waiting_words(const std::optional<Date>& until) const {
  return say("waits for a second signature", "待复核") +
         (until ? say(", to ", "，截止 ") + until->iso() : std::string());
}

std::string Cli::waiting_text(const VerifiedTransaction& parked, const std::optional<Date>& until) {
  const std::string id = parked.transaction.id.hex().substr(0, 8);
  std::string out =
      waiting_words(until) + say(": ", "：") + (parked.action ? told(*parked.action) : std::string());
  auto maker = directory().signer(parked.transaction.body.signer);
  if (maker && *maker)
    if (auto others = checkers_text((*maker)->department))
      out += "\n  " + say("may check: ", "可复核的密钥：") + *others;
  return out + "\n  credence pending approve " + id + " --key " + say("CHECKER", "复核密钥");
}

// ---- what is on its way -----------------------------------------------------------------------------------

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
    why.error.detail += say(": the same command is running", "：同一命令正在运行");
  if (why.error.code == Code::journal_damaged)  // the remedy of a list's journal would not do
    why = {ExitCode::internal,
           {Code::machine_failed,
            why.error.detail +
                say(" is damaged: what this command sent before may be recorded; remove the file "
                    "only when you have looked whether it is",
                    " 已损坏：此命令此前发送的内容可能已记录；请先查明是否已记录，再删除该文件")}};
}

Outcome<void> Cli::may_write(const std::filesystem::path& file) const {
  std::error_code none;
  if (std::filesystem::is_directory(file, none))
    return give_up(ExitCode::bad_input, Code::file_exists, file.string() + "/");
  if (overwrite || is_standard_stream(file) || !std::filesystem::is_regular_file(file, none)) return {};
  return give_up(ExitCode::bad_input, Code::file_exists, file.string());
}

int Cli::run(const Command& command) {
  command_ = &command;
  for (const Option& option : command.options()) {
    const auto* const* file = std::get_if<std::filesystem::path*>(&option.target);
    if (file == nullptr || (*file)->empty() || option.written.empty()) continue;
    // - is standard output, of --out alone: of what is written beside a result there is no other.
    if (is_standard_stream(**file) && option.name() != "--out")
      return finish({ExitCode::usage, Error{list_code::option_unused, option.name() + " -"}});
    for (const std::string_view end : option.written)
      if (auto good = may_write((*file)->string() + std::string(end)); !good) return finish(good.error());
  }
  const bool signs = has(command.use(), Use::checker);
  if (dry_run && !signs)
    return finish(
        Mistake{.command = &command,
                .said = {"--dry-run is of commands that record something", "--dry-run 仅用于记录类命令"}});
  if (signs && !dry_run && !key.empty()) open_unfinished(command);
  if (unfinished_ && *unfinished_ && !(*unfinished_)->transaction().empty())
    if (const auto ended = end_earlier()) return *ended;
  return command.run(*this);
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
  if (ended_ && (*ended_)->transaction.body.action == encode(action)) {
    const Recorded out = *std::exchange(ended_, std::nullopt);
    return out;
  }
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
