// SPDX-License-Identifier: Apache-2.0
#include "client/console/console.h"

#include <unistd.h>
#include <csignal>
#include <cstdio>

#include "client/base/file_kind.h"
#include "client/base/files.h"
#include "client/base/json_text.h"
#include "client/base/list_errors.h"
#include "client/base/output.h"
#include "client/base/place_to_write.h"
#include "client/base/written.h"
#include "client/code_exceptions.h"
#include "client/console/help.h"
#include "client/console/options.h"
#include "client/console/quorum.h"
#include "client/console/standard_streams.h"
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

Outcome<void> Cli::may_write(const std::filesystem::path& file) const {
  if (is_standard_stream(file)) return {};
  if (const auto place = place_to_write(file); !place) return std::unexpected(place.error());
  std::error_code none;
  if (overwrite || !std::filesystem::exists(file, none)) return {};
  return give_up(ExitCode::bad_input, Code::file_exists, file.string());
}

int Cli::run(const Command& command) {
  command_ = &command;
  for (const Option& option : command.options()) {
    const auto* const* file = std::get_if<std::filesystem::path*>(&option.target);
    if (file == nullptr || (*file)->empty()) continue;
    // - is standard output, of --out alone: of what is written beside a result there is no other. An --out that
    // is never written over, a key or a sealed bid, is no stream either.
    const bool out = option.name() == "--out", writes = !option.written.empty();
    if (is_standard_stream(**file) && out != writes)
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

}  // namespace credence
