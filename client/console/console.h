// SPDX-License-Identifier: Apache-2.0
// What all commands share: the global options, the client and the keyring that they make, and how results and
// failures are printed.
#pragma once

#include <filesystem>
#include <functional>
#include <map>
#include <memory>

#include "client/client.h"
#include "client/console/app.h"
#include "client/console/unfinished.h"
#include "client/directory.h"
#include "client/keyring.h"
#include "client/lists/lines.h"
#include "client/lists/run.h"
#include "client/words/table.h"

namespace boost::json {
class object;
}

namespace credence {

class Cli {
 public:
  // Global options, filled by the parser.
  NetworkOptions network;
  bool json = false;
  bool although_not_ready = false;  // ClientOptions
  bool dry_run = false;             // --dry-run: nothing is signed or sent
  bool overwrite = false;           // --overwrite: files that are there
  std::string language_option;
  std::filesystem::path passphrase_file;
  std::uint64_t timeout_s = 0;  // 0: not given
  std::string max_age;          // as it was given; empty: any
  std::string key;              // --key
  std::string checker;          // --checker
  bool help = false, version = false;

  [[nodiscard]] Language language() const { return language_; }
  void choose() { language_ = choose_language(language_option); }
  /// Runs a command. What the same command signed before and knows no end of is sent again first, and its end
  /// is what the command says: nothing is signed twice.
  int run(const Command& command);
  /// What is wrong, in words: "nobody listens at that address (127.0.0.1:7180)".
  [[nodiscard]] std::string cause(const Error& error) const;
  [[nodiscard]] bool zh() const { return language_ == Language::zh; }
  /// "1 line", "1,000 行".
  [[nodiscard]] std::string counted(std::uint64_t number, const Noun& noun) const {
    return credence::counted(number, noun, language());
  }
  [[nodiscard]] std::string say(std::string_view en, std::string_view zh) const {
    return std::string(Words{en, zh}.in(language_));
  }

  /// --timeout, else two minutes.
  [[nodiscard]] std::uint64_t deadline_ms() const { return (timeout_s > 0 ? timeout_s : 120) * 1000; }
  /// Made at the first call.
  [[nodiscard]] Outcome<Client*> client();
  /// `ask_passphrase`: of a new key, though the network has a file with one.
  [[nodiscard]] Keyring keyring(bool ask_passphrase = false) const;
  /// The key that --key names, opened.
  [[nodiscard]] Outcome<SecretKey> signing_key() const;
  /// The key that --checker names, opened; nothing where it is not given. Where the ledger would not count
  /// its signature beside this maker's, the failure says why and names the keys that may check.
  [[nodiscard]] Outcome<std::optional<SecretKey>> checking_key(const SecretKey& maker);
  /// Refuses what `checking_key` refuses, of two keys that are known; `given` is how the second was named.
  [[nodiscard]] Outcome<void> require_checker(const KeyId& maker, const KeyId& checker,
                                              const std::string& given);
  /// "gd-iit-check (gd-iit · 复核岗), 3fa2…": the keys of a department that may check, by their files' names
  /// where they are here.
  [[nodiscard]] Outcome<std::string> checkers_text(const Id& department);
  [[nodiscard]] Directory& directory();
  /// The code that somebody gives. For one whose check digit does not fit the ledger is asked for a recorded
  /// exception; without it, or where nobody answers, the failure is the code's.
  [[nodiscard]] Outcome<Uscc> code(std::string_view text);

  /// `file_exists` where somebody's file would be written over without --overwrite.
  [[nodiscard]] Outcome<void> may_write(const std::filesystem::path& file) const;

  // ---- printing -------------------------------------------------------------------------------------------
  void print(const std::string& text) const;  // standard output
  /// What is printed from now on, failures included, is put here instead; notes are not. nullptr: no more.
  void print_into(std::string* sink) { sink_ = sink; }
  void note(const std::string& text) const;  // standard error, not with --json
  /// Notes which node a start waits for, and what that says.
  [[nodiscard]] std::function<void(const NetworkNode&, const Error&)> waiting_for_node() const;
  void print_json(const boost::json::object& object) const;
  /// A piece of a result that is printed piece by piece: of JSON as it is, else as `print`.
  void put(const std::string& piece) const;
  /// Prints a failure (and which nodes gave bad answers) and gives its exit code. `sent`: a transaction that
  /// may be executed all the same.
  int finish(const Failure& failure, const std::optional<TxId>& sent = {}) const;
  /// The same of what is not there, which is an answer too: in JSON `view`, with its proof and the error.
  int finish(const Failure& failure, boost::json::object view) const;
  /// Prints what is wrong with the command line, what may have been meant and where help is.
  int finish(const Mistake& mistake) const;
  /// "proved under block 12 (2026-11-24 08:00:00), signed by A, B, C".
  [[nodiscard]] std::string proved_under(const BlockProof& proof) const;
  /// Who gave or refused a second signature: "gd-iit · 复核岗, block 20: the reason".
  [[nodiscard]] std::string decision_text(const PendingOutcome& outcome);
  [[nodiscard]] boost::json::object proof_json(const BlockProof& proof) const;
  /// The names of those who signed a certificate that this client verified.
  [[nodiscard]] std::string signers(const Certificate& certificate) const;
  /// "6,005,000.00 元" or "6,005,000.00 CNY".
  [[nodiscard]] std::string yuan(Fen amount) const;
  /// "6,005,000.00 元（600.5 万元）" or "6,005,000.00 CNY (600.5 wan)".
  [[nodiscard]] std::string money(Fen amount) const;
  /// summary_of, and of a measured figure the figure, which is told by what the target counts. Where nobody
  /// answers that is left out.
  [[nodiscard]] std::string told(const Action& action);
  /// "waits for a second signature, to 2027-03-09".
  [[nodiscard]] std::string waiting_words(const std::optional<Date>& until) const;
  /// What follows an action that was executed: members for its JSON, a sentence for people, and what became
  /// of it, which joins the result.
  struct Followed {
    using Member = std::variant<std::uint64_t, std::string, std::vector<std::string>>;
    std::vector<std::pair<std::string, Member>> members;
    std::string text;
    std::string became = {};
  };
  using Follow = std::function<Outcome<Followed>(Client&)>;
  using FollowOne = std::function<Outcome<Followed>(Client&, const VerifiedTransaction&)>;
  /// Signs with --key and, if it is given, --checker; writes it down (client/console/unfinished.h), submits,
  /// and reports: `what` was done, or that it waits
  /// for whom; the block, who signed, the transaction's id. Then comes what follows; where that fails the
  /// report says both.
  int submit(const Action& action, const std::string& what, const FollowOne& follow = {});

  /// Warns of nodes whose answers failed a check.
  void warn_of_bad_answers() const;

  using Recorded = Verified<VerifiedTransaction>;
  /// Signs one of `of` actions of this command, writes it down, and sends it. A receipt that names a broken
  /// rule is a `refused` failure.
  [[nodiscard]] Outcome<Recorded> send(const Action& action, const SecretKey& key,
                                       const Client::CoSigners& others, std::size_t of = 1);
  /// What may be executed although its end is not known.
  [[nodiscard]] std::optional<TxId> on_its_way() const;
  [[nodiscard]] std::string on_its_way_text(const TxId& sent) const;

 private:
  /// What this command has on its way; nothing where it does not sign.
  void open_unfinished(const Command& command);
  /// Sends what an earlier run had on its way. Its exit code; nothing: the command is to run.
  [[nodiscard]] std::optional<int> end_earlier();
  /// Whether it is proved that a transaction, which was `sent` so, expired unexecuted.
  [[nodiscard]] bool never_executed(const Bytes& transaction, const Outcome<Recorded>& sent);
  /// The end of what could not be proved to be executed.
  int finish_sent(const Failure& failure) const;
  /// `about`: whole lines on what it touched, as it stood before.
  int report(const Recorded& done, const std::string& what, const std::string& about,
             const FollowOne& follow);
  /// That it waits and how long, for what, and who may check it.
  [[nodiscard]] std::string waiting_text(const VerifiedTransaction& parked, const std::optional<Date>& until);
  /// The validators of the certificate's height: the client followed their changes when it verified it.
  [[nodiscard]] ValidatorSet signing_set(const Certificate& certificate) const;

  Language language_ = Language::en;
  std::string* sink_ = nullptr;
  std::unique_ptr<Client> client_;
  std::unique_ptr<Directory> directory_;
  const Command* command_ = nullptr;
  std::optional<Outcome<Unfinished>> unfinished_;
  std::optional<Recorded> ended_;  // of an earlier run: it is not signed again
  bool signed_before_ = false;
};

/// Joins the members of what followed, or its error with the exit code.
void add_followed(boost::json::object& out, const Outcome<Cli::Followed>& then);

/// Ctrl-C once: the client stops soon and what is journaled is kept; twice: the program ends.
void install_interrupt_handler();
[[nodiscard]] bool interrupted();
void interrupt_stops(Client* client);

/// The moment that --as-of names; empty: now.
[[nodiscard]] Outcome<ReadOptions> as_of_options(const std::string& text);
/// The day of an option (its name for the error) that has come, or today in China.
[[nodiscard]] Outcome<Date> day_or_today(const std::string& text, std::string_view option);
/// The day on which something is judged: that of --on; else the one that --as-of names, or the day of its
/// block, so that what was known then is judged then; else today in China, by this machine's clock.
[[nodiscard]] Outcome<Date> day_asked(Cli& cli, const std::string& on, const ReadOptions& as_of);
/// Of a block that was asked for and that nobody has: it is still to come (`day_to_come`). Else the failure itself.
[[nodiscard]] Failure to_come(Failure failure, Height height);
/// "as of 2026-12-01, ", before what is proved; nothing of now.
[[nodiscard]] std::string as_of_clause(const Cli& cli, const ReadOptions& options);
/// as_of_options in words, for a result: " as of block 1,200", or nothing.
[[nodiscard]] std::string as_of_text(const Cli& cli, const ReadOptions& options);

}  // namespace credence
