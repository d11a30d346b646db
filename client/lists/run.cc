// SPDX-License-Identifier: Apache-2.0
#include "client/lists/run.h"

#include <unistd.h>

#include <atomic>
#include <chrono>
#include <mutex>
#include <thread>

#include "client/base/files.h"
#include "client/base/list_errors.h"
#include "client/lists/plan.h"
#include "client/lists/recorded.h"
#include "client/lists/trial.h"

namespace credence {
namespace {

constexpr std::size_t kTrialsMax = 100;  // each names many of the lines that would be refused
constexpr std::size_t kLeftOutMax = 50;  // lines of one list: each costs a refused transaction

// What a receipt says about a line, without the line's place: that is kept beside it.
Error error_of_line(const Receipt& receipt) {
  return fail(error_of(receipt).code, without_line(details_of(receipt))).error();
}

using Recorded = Verified<VerifiedTransaction>;

Outcome<Recorded> ask_for(Client& client, const JournalList& list, const std::filesystem::path& journal) {
  auto parsed = parse_transaction(client.network().anchor.chain, list.transaction);
  if (!parsed) return give_up(ExitCode::bad_input, Code::journal_damaged, journal.string());
  return client.transaction(parsed->id);
}

/// What the journal of these lists is known by.
Outcome<Hash32> digest_of(const KeyId& signer, const std::vector<Action>& lists,
                          const ImportOptions& options) {
  std::vector<Bytes> encoded;
  if (!options.asked.empty()) encoded.push_back(options.asked);
  for (const Action& action : lists) {
    if (!options.asked.empty()) break;
    auto bytes = try_encode(action);
    if (!bytes) return give_up(ExitCode::bad_input, bytes.error());
    encoded.push_back(*std::move(bytes));
  }
  return journal_digest(signer, encoded);
}

/// The lines of a list that were left out when it was sent.
std::vector<std::size_t> places_without(const Action& list, const Recorded& sent) {
  return sent->action ? places_not_in(list, *sent->action) : std::vector<std::size_t>{};
}

/// Where a second person has decided on a list that waited: how, and what of it is not recorded. Else nothing.
struct Decided {
  PendingOutcome how;
  Missing missing;
};
Outcome<std::optional<Decided>> decided_since(Client& client, const Recorded& done, const Action& list) {
  if (!is_parked(done->receipt)) return std::nullopt;
  auto how = outcome_of_pending(client, *done);
  if (!how) return std::unexpected(how.error());
  if (!*how) return std::nullopt;
  auto missing = without_recorded(client, list);
  if (!missing) return std::unexpected(missing.error());
  return Decided{**std::move(how), *std::move(missing)};
}

/// Whether a list whose receipt the journal has would be signed anew.
Outcome<bool> would_sign_anew(Client& client, const Action& list, const JournalList& known,
                              const std::filesystem::path& journal, ListToSign& out) {
  if (known.done->code != 0) {
    if (!may_be_recorded(known.done->code)) return true;
    auto missing = without_recorded(client, list);
    if (!missing) return std::unexpected(missing.error());
    return missing->lines > 0;
  }
  auto found = ask_for(client, known, journal);
  if (!found && found.error().exit == ExitCode::unreachable) return std::unexpected(found.error());
  if (!found) return true;
  auto decided = decided_since(client, *found, list);
  if (!decided) return std::unexpected(decided.error());
  if (!*decided)  // lines that were left out are tried again
    return !is_parked((*found)->receipt) && !places_without(list, *found).empty();
  if ((*decided)->missing.lines == 0) return false;
  if (!(*decided)->how.approved) out.sent_back = (*decided)->how;
  return true;
}

// The run of one import; `work` is called by each worker.
class ImportRun {
 public:
  ImportRun(Client& client, const SecretKey& key, const std::vector<Action>& lists,
            const ImportOptions& options, Journal journal)
      : client_(client),
        key_(key),
        actions_(lists),
        options_(options),
        journal_(std::move(journal)),
        sent_back_(lists.size()),
        results_(lists.size()) {}

  Outcome<void> prepare() {
    if (journal_.ready()) return {};
    auto head = client_.header();
    if (!head) return std::unexpected(head.error());
    std::vector<JournalList> signed_lists;
    for (const Action& action : actions_) {
      // Nothing is signed that stands on the ledger already: the list may have been recorded from another
      // computer.
      auto missing = without_recorded_ends(client_, action);
      if (!missing) return std::unexpected(missing.error());
      if (missing->lines == 0) {
        signed_lists.push_back({.lines = lines_of(action), .expiry = 0, .transaction = {}, .done = {}});
        continue;
      }
      auto list = sign(missing->action, head->header().height);
      if (!list) return std::unexpected(list.error());
      signed_lists.push_back(*std::move(list));
    }
    return journal_.begin(std::move(signed_lists));
  }

  void work() {
    while (!stop_ && !client_.stopped()) {
      const std::size_t index = next_++;
      if (index >= actions_.size()) return;
      auto done = record(index);
      if (!done) {
        const std::lock_guard lock(mutex_);
        if (!failure_) failure_ = done.error();
        stop_ = true;
        return;
      }
      if (options_.progress) options_.progress(lines_of(actions_[index]));
    }
  }

  ImportReport report(double seconds) && {
    ImportReport out;
    out.planned = actions_.size();
    out.seconds = seconds;
    out.failure = std::move(failure_);
    for (auto& result : results_)
      if (result) out.lists.push_back(*std::move(result));
    if (client_.stopped() && out.lists.size() < out.planned && !out.failure)
      out.failure = Failure{ExitCode::interrupted, Error{Code::interrupted, {}}};
    return out;
  }

 private:
  using LeftOut = std::map<std::size_t, Error>;
  Outcome<JournalList> sign(const Action& action, Height now) {
    const Height expiry = now + client_.options().expiry_heights;
    const Client::CoSigners others =
        options_.checker == nullptr ? Client::CoSigners{} : Client::CoSigners{options_.checker};
    auto bytes = client_.sign_until(action, key_, expiry, others);
    if (!bytes) return std::unexpected(bytes.error());
    return JournalList{
        .lines = lines_of(action), .expiry = expiry, .transaction = *std::move(bytes), .done = {}};
  }

  // One list, until it is recorded or nothing can be done about its refusal.
  Outcome<void> record(std::size_t index) {
    const JournalList before = journal_.list(index);
    if (before.transaction.empty()) return keep_held(index, {});
    Action action = actions_[index];
    std::optional<Recorded> sent_before;
    if (before.done && before.done->code == 0) {
      auto found = ask_for(client_, before, options_.journal);
      if (!found && found.error().exit == ExitCode::unreachable) return std::unexpected(found.error());
      if (found) {
        auto decided = decided_since(client_, *found, actions_[index]);
        if (!decided) return std::unexpected(decided.error());
        if (!*decided) {
          const auto rest = places_without(actions_[index], *found);
          if (is_parked((*found)->receipt) || rest.empty()) return keep(index, *found, {}, true);
          sent_before = *found;
          action = only_lines(actions_[index], rest);
        } else {
          if (!(*decided)->how.approved) sent_back_[index] = (*decided)->how;
          if ((*decided)->missing.lines == 0) return keep_held(index, {});
          action = std::move((*decided)->missing.action);
        }
      }
    }
    if (before.done && may_be_recorded(before.done->code)) {  // nothing is sent if by now all of it is held
      auto missing = without_recorded(client_, actions_[index]);
      if (!missing) return std::unexpected(missing.error());
      if (missing->lines == 0)
        if (auto found = ask_for(client_, before, options_.journal)) return keep(index, *found, {}, true);
    }
    LeftOut left_out;                  // by place in the whole list
    bool as_journaled = !before.done;  // those bytes may be on their way already
    if (options_.leave_out_refused) {
      auto trimmed = leave_out(index, action, left_out);
      if (!trimmed) return std::unexpected(trimmed.error());
      if (*trimmed) {
        as_journaled = false;
        auto missing = without_recorded(client_, action);
        if (!missing) return std::unexpected(missing.error());
        if (missing->lines == 0 ||
            lines_of(action) == 0)  // a declaration without its lines is not sent either
          return sent_before ? keep(index, *sent_before, left_out, true) : keep_held(index, left_out);
        action = std::move(missing->action);
      }
    }
    bool asked = false;
    std::size_t one_by_one = 0;
    for (;;) {
      if (!as_journaled)
        if (auto anew = sign_anew(index, action); !anew) return anew;
      as_journaled = false;
      auto sent = send(index, action);
      if (!sent) return std::unexpected(sent.error());
      const Receipt& receipt = (*sent)->receipt;
      if (receipt.code == 0) return keep(index, *sent, left_out, false);
      if (may_be_recorded(receipt.code) && !asked) {
        asked = true;
        auto missing = without_recorded(client_, action);
        if (!missing) return std::unexpected(missing.error());
        if (missing->lines == 0) return keep(index, *sent, left_out, false);
        if (missing->lines < lines_of(action)) {
          action = std::move(missing->action);
          continue;
        }
      }
      const auto place = refused_line(action, receipt);
      if (!options_.leave_out_refused || !place || ++one_by_one > kLeftOutMax || lines_of(action) < 2)
        return keep(index, *sent, left_out, false);
      const Action one = only_lines(action, {*place});
      action = only_lines(action, places_not_in(action, one));
      for (const std::size_t i : places_in(actions_[index], one)) left_out.emplace(i, error_of_line(receipt));
    }
  }

  Outcome<Recorded> send(std::size_t index, const Action& action) {
    const JournalList list = journal_.list(index);
    auto sent = client_.submit_bytes(list.transaction);
    if (sent || !expired_unexecuted(client_, sent.error(), list.expiry)) return sent;
    if (auto anew = sign_anew(index, action); !anew) return std::unexpected(anew.error());
    return client_.submit_bytes(journal_.list(index).transaction);
  }

  Outcome<void> sign_anew(std::size_t index, const Action& action) {
    auto head = client_.header();
    if (!head) return std::unexpected(head.error());
    auto list = sign(action, head->header().height);
    if (!list) return std::unexpected(list.error());
    return journal_.replace(index, *std::move(list));
  }

  /// Takes out of a list what the ledger would refuse of it now, or once the lists before it that wait are approved, as
  /// a node says: before it is signed. Whether it did;
  /// where nobody says anything, the receipts decide.
  Outcome<bool> leave_out(std::size_t index, Action& action, LeftOut& left_out) {
    std::vector<KeyId> others;
    if (options_.checker != nullptr) others.push_back(key_id(options_.checker->public_key()));
    bool out = false;
    for (std::size_t trial = 0; trial < kTrialsMax && lines_of(action) > 0; ++trial) {
      std::vector<Action> asked = waiting_;  // as if they were recorded already
      asked.push_back(action);
      auto tried = try_lists(client_, key_id(key_.public_key()), others, asked);
      if (!tried && tried.error().exit == ExitCode::interrupted) return std::unexpected(tried.error());
      if (!tried) break;
      if (!waiting_.empty() && tried->pieces > 1)  // the pieces know nothing of each other
        return give_up(ExitCode::refused, list_code::too_much_waits, std::to_string(waiting_.size()));
      std::erase_if(tried->refused, [&](const ListTrial::Line& line) { return line.list < waiting_.size(); });
      if (tried->refused.empty()) break;
      out = true;
      std::vector<std::size_t> refused;
      for (const ListTrial::Line& line : tried->refused) {
        refused.push_back(line.place);
        for (const std::size_t i : places_in(actions_[index], only_lines(action, {line.place})))
          left_out.emplace(i, line.error);
      }
      std::vector<std::size_t> rest;
      for (std::size_t i = 0; i < lines_of(action); ++i)
        if (std::ranges::find(refused, i) == refused.end()) rest.push_back(i);
      action = only_lines(action, rest);
    }
    return out;
  }

  /// All of it, but for what is left out, stood on the ledger before anything was signed.
  Outcome<void> keep_held(std::size_t index, const LeftOut& left_out) {
    const Action& whole = actions_[index];
    ImportedList out{.lines = lines_of(whole), .amount = amount_of(whole)};
    out.held = true;
    out.present = out.lines - left_out.size();
    std::vector<std::size_t> places;
    for (const auto& [place, error] : left_out) {
      places.push_back(place);
      out.left_out.push_back({place, error});
    }
    out.amount -= amount_of(only_lines(whole, places));
    results_[index] = std::move(out);
    return {};
  }

  // Counts what the receipt means for each line: recorded by it, held by the ledger already, or left out.
  Outcome<void> keep(std::size_t index, const Recorded& done, const LeftOut& left_out, bool before) {
    const Action& whole = actions_[index];
    ImportedList out{
        .lines = lines_of(whole), .amount = amount_of(whole), .id = done->transaction.id, .before = before};
    out.receipt = done->receipt;
    out.header = done.header();
    out.certificate = done.certificate();
    out.sent_back = sent_back_[index];
    const bool ok = out.receipt.code == 0;
    if (!done->action) return give_up(ExitCode::not_verified, done->action.error());
    const std::vector<std::size_t> absent = places_not_in(whole, *done->action);
    const Action rest = ok ? only_lines(whole, absent) : whole;
    if (ok ? !absent.empty() : may_be_recorded(out.receipt.code)) {
      auto missing = without_recorded(client_, rest);
      if (!missing) return std::unexpected(missing.error());
      out.held = !ok && missing->lines == 0;
      out.present = lines_of(rest) - std::min(lines_of(rest), missing->lines);
      if (ok && missing->lines > 0) {
        for (const std::size_t place : places_in(whole, missing->action)) {
          const auto known = left_out.find(place);
          out.left_out.push_back(
              {place, known != left_out.end() ? known->second : Error{Code::not_recorded, {}}});
        }
        out.amount -= amount_of(missing->action);
      }
    }
    // One list after the other where lines are left out (ImportOptions::in_flight).
    if (options_.leave_out_refused && is_parked(out.receipt)) waiting_.push_back(*done->action);
    const JournalList::Done how{.code = out.receipt.code, .height = out.header.height};
    results_[index] = std::move(out);
    if (before) return {};
    return journal_.done(index, how);
  }

  Client& client_;
  const SecretKey& key_;
  const std::vector<Action>& actions_;
  const ImportOptions& options_;
  Journal journal_;
  std::vector<std::optional<PendingOutcome>> sent_back_;  // as results_
  std::vector<std::optional<ImportedList>> results_;      // each written by one worker
  std::vector<Action> waiting_;                           // sent, and not yet approved: of one worker
  std::atomic<std::size_t> next_{0};
  std::atomic<bool> stop_{false};
  std::mutex mutex_;
  std::optional<Failure> failure_;
};

template <class Value, class Of>
Value sum(const std::vector<ImportedList>& lists, Of of) {
  Value out = 0;
  for (const ImportedList& list : lists) out += of(list);
  return out;
}

}  // namespace

std::size_t ImportReport::lines_recorded() const {
  return sum<std::size_t>(lists, [](const ImportedList& l) { return l.before ? 0 : l.lines_of_receipt(); });
}
std::size_t ImportReport::lines_waiting() const {
  return sum<std::size_t>(lists, [](const ImportedList& l) { return l.waits() ? l.lines : 0; });
}
std::size_t ImportReport::lines_before() const {
  return sum<std::size_t>(
      lists, [](const ImportedList& l) { return l.present + (l.before ? l.lines_of_receipt() : 0); });
}
std::size_t ImportReport::lines_left_out() const {
  return sum<std::size_t>(lists, [](const ImportedList& l) { return l.left_out.size(); });
}
std::size_t ImportReport::lines_refused() const {
  return sum<std::size_t>(lists, [](const ImportedList& l) { return l.ok() ? 0 : l.lines - l.present; });
}
Fen ImportReport::amount_recorded() const {
  return sum<Fen>(lists, [](const ImportedList& l) { return l.ok() && !l.waits() ? l.amount : 0; });
}
const ImportedList* ImportReport::first_refused() const {
  for (const ImportedList& list : lists)
    if (!list.ok()) return &list;
  return nullptr;
}
std::optional<Failure> ImportReport::outcome() const {
  if (failure) return failure;
  if (const ImportedList* const list = first_refused())
    return Failure{ExitCode::refused, error_of(list->receipt)};
  return std::nullopt;
}

std::filesystem::path journal_path(const std::filesystem::path& list, const std::filesystem::path& fallback) {
  const std::filesystem::path directory = list.has_parent_path() ? list.parent_path() : ".";
  if (access(directory.c_str(), W_OK) == 0 || fallback.empty()) return beside(list, ".credence-journal");
  return fallback / beside(list.filename(), ".credence-journal");
}

bool expired_unexecuted(Client& client, const Failure& refused, Height expiry) {
  if (refused.error.code != Code::expired) return false;
  auto head = client.header();
  return head && head->header().height > expiry;
}

Outcome<std::vector<ListToSign>> lists_to_sign(Client& client, const KeyId& signer,
                                               const std::vector<Action>& lists,
                                               const ImportOptions& options) {
  auto digest = digest_of(signer, lists, options);
  if (!digest) return std::unexpected(digest.error());
  auto known = read_journal(options.journal, client.network().anchor.chain, *digest);
  if (!known) return std::unexpected(known.error());
  std::vector<ListToSign> out;
  for (std::size_t i = 0; i < lists.size(); ++i) {
    ListToSign one{i};
    if (i < known->size()) {
      const JournalList& list = (*known)[i];
      if (list.transaction.empty() || !list.done) continue;  // it stood already, or is on its way
      auto anew = would_sign_anew(client, lists[i], list, options.journal, one);
      if (!anew) return std::unexpected(anew.error());
      if (!*anew) continue;
    }
    out.push_back(std::move(one));
  }
  return out;
}

Outcome<ImportReport> run_import(Client& client, const SecretKey& key, const std::vector<Action>& lists,
                                 const ImportOptions& options) {
  auto digest = digest_of(key_id(key.public_key()), lists, options);
  if (!digest) return std::unexpected(digest.error());
  auto journal = Journal::open(options.journal, client.network().anchor.chain, *digest);
  if (!journal) return std::unexpected(journal.error());
  const auto begin = std::chrono::steady_clock::now();
  ImportRun run(client, key, lists, options, *std::move(journal));
  if (auto prepared = run.prepare(); !prepared) return std::unexpected(prepared.error());
  {
    std::vector<std::jthread> workers;
    for (std::size_t i = 0; i < std::clamp<std::size_t>(options.in_flight, 1, lists.size()); ++i)
      workers.emplace_back([&run] { run.work(); });
  }
  return std::move(run).report(
      std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count());
}

}  // namespace credence
