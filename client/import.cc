#include "client/import.h"

#include <unistd.h>

#include <thread>

#include "client/import_plan.h"
#include "client/import_recorded.h"

namespace credence {
namespace {

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
        results_(lists.size()) {}

  Outcome<void> prepare() {
    if (journal_.ready()) return {};
    auto head = client_.block(std::nullopt);
    if (!head) return std::unexpected(head.error());
    std::vector<JournalList> signed_lists;
    for (const Action& action : actions_) {
      auto list = sign(action, head->header().height);
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
  Outcome<JournalList> sign(const Action& action, Height now) {
    const Height expiry = now + client_.options().expiry_heights;
    auto bytes = client_.sign_until(action, key_, expiry);
    if (!bytes) return std::unexpected(bytes.error());
    return JournalList{
        .lines = lines_of(action), .expiry = expiry, .transaction = *std::move(bytes), .done = {}};
  }

  // The list's receipt, proved: asked for if it is known to be there, sent otherwise.
  Outcome<void> record(std::size_t index) {
    const JournalList before = journal_.list(index);
    if (before.done && before.done->code == 0) {
      if (auto found = ask_for(before)) return keep(index, *found, true);
    } else if (before.done && says_recorded(before.done->code)) {
      return leave_out_recorded(index, std::nullopt);
    } else if (before.done) {
      if (auto anew = sign_anew(index, actions_[index]); !anew) return anew;
    }
    auto sent = send(index);
    if (!sent) return std::unexpected(sent.error());
    if (says_recorded((*sent)->receipt.code)) return leave_out_recorded(index, *std::move(sent));
    return keep(index, *sent, before.done && before.done->code == 0);
  }

  using Recorded = Verified<VerifiedTransaction>;

  Outcome<Recorded> ask_for(const JournalList& list) {
    auto parsed = parse_transaction(client_.network().anchor.chain, list.transaction);
    if (!parsed) return give_up(ExitCode::bad_input, Code::journal_damaged, options_.journal.string());
    return client_.transaction(parsed->id);
  }

  Outcome<Recorded> send(std::size_t index) {
    const JournalList list = journal_.list(index);
    auto sent = client_.submit_bytes(list.transaction);
    if (sent || sent.error().error.code != Code::expired || !has_expired(list.expiry)) return sent;
    if (auto anew = sign_anew(index, actions_[index]); !anew) return std::unexpected(anew.error());
    return client_.submit_bytes(journal_.list(index).transaction);
  }

  // Something of the list is on the ledger already: records the rest. `refusal` is the receipt that said so,
  // if it is new.
  Outcome<void> leave_out_recorded(std::size_t index, std::optional<Recorded> refusal) {
    auto missing = without_recorded(client_, actions_[index]);
    if (!missing) return std::unexpected(missing.error());
    const bool all_missing = missing->lines == std::max<std::size_t>(1, lines_of(actions_[index]));
    if (missing->lines == 0 || (refusal && all_missing)) {
      if (!refusal) {
        auto found = ask_for(journal_.list(index));
        if (!found) return std::unexpected(found.error());
        refusal = *std::move(found);
      }
      return keep(index, *refusal, false, missing->lines == 0);
    }
    if (auto anew = sign_anew(index, missing->action); !anew) return anew;
    auto sent = send(index);
    if (!sent) return std::unexpected(sent.error());
    return keep(index, *sent, false);
  }

  // A certified header beyond the expiry: the old bytes can never be executed any more.
  bool has_expired(Height expiry) {
    auto head = client_.block(std::nullopt);
    return head && head->header().height > expiry;
  }

  Outcome<void> sign_anew(std::size_t index, const Action& action) {
    auto head = client_.block(std::nullopt);
    if (!head) return std::unexpected(head.error());
    auto list = sign(action, head->header().height);
    if (!list) return std::unexpected(list.error());
    return journal_.replace(index, *std::move(list));
  }

  // `held`: the receipt is a refusal, but only because all of the list is on the ledger.
  Outcome<void> keep(std::size_t index, const Recorded& done, bool before, bool held = false) {
    const std::size_t lines = lines_of(actions_[index]);
    const std::size_t sent = journal_.list(index).lines;
    results_[index] = ImportedList{.lines = lines,
                                   .amount = amount_of(actions_[index]),
                                   .id = done->transaction.id,
                                   .before = before,
                                   .held = held,
                                   .present = held                      ? lines
                                              : done->receipt.code == 0 ? lines - std::min(lines, sent)
                                                                        : 0,
                                   .receipt = done->receipt,
                                   .header = done.header(),
                                   .certificate = done.certificate()};
    if (before) return {};
    return journal_.done(index, {.code = done->receipt.code, .height = done.header().height});
  }

  Client& client_;
  const SecretKey& key_;
  const std::vector<Action>& actions_;
  const ImportOptions& options_;
  Journal journal_;
  std::vector<std::optional<ImportedList>> results_;  // each written by one worker
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
  return sum<std::size_t>(lists, [](const ImportedList& l) {
    return l.receipt.code == 0 && !l.before ? l.lines - l.present : 0;
  });
}
std::size_t ImportReport::lines_before() const {
  return sum<std::size_t>(
      lists, [](const ImportedList& l) { return l.receipt.code == 0 && l.before ? l.lines : l.present; });
}
std::size_t ImportReport::lines_refused() const {
  return sum<std::size_t>(lists, [](const ImportedList& l) { return l.ok() ? 0 : l.lines; });
}
Fen ImportReport::amount_recorded() const {
  return sum<Fen>(lists, [](const ImportedList& l) { return l.ok() ? l.amount : 0; });
}
const ImportedList* ImportReport::first_refused() const {
  for (const ImportedList& list : lists)
    if (!list.ok()) return &list;
  return nullptr;
}
std::optional<Failure> ImportReport::outcome() const {
  if (failure) return failure;
  if (const ImportedList* const list = first_refused())
    return Failure{ExitCode::refused,
                   Error{known(list->receipt.code) ? static_cast<Code>(list->receipt.code) : Code::internal,
                         list->receipt.detail}};
  return std::nullopt;
}

std::filesystem::path journal_path(const std::filesystem::path& list, const std::filesystem::path& fallback) {
  const std::filesystem::path directory = list.has_parent_path() ? list.parent_path() : ".";
  if (access(directory.c_str(), W_OK) == 0 || fallback.empty()) return list.string() + ".credence-journal";
  return fallback / (list.filename().string() + ".credence-journal");
}

Outcome<ImportReport> run_import(Client& client, const SecretKey& key, const std::vector<Action>& lists,
                                 const ImportOptions& options) {
  std::vector<Bytes> encoded;
  for (const Action& action : lists) {
    auto bytes = try_encode(action);
    if (!bytes) return give_up(ExitCode::bad_input, bytes.error());
    encoded.push_back(*std::move(bytes));
  }
  auto journal = Journal::open(options.journal, client.network().anchor.chain,
                               journal_digest(key_id(key.public_key()), encoded));
  if (!journal) return std::unexpected(journal.error());
  encoded.clear();
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
