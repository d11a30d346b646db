#include "client/import.h"

#include <unistd.h>

#include <thread>

#include "client/import_plan.h"

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
    const bool tried = before.done.has_value();
    if (tried && before.done->code == 0) {
      auto parsed = parse_transaction(client_.network().anchor.chain, before.transaction);
      if (!parsed) return give_up(ExitCode::bad_input, Code::journal_damaged, options_.journal.string());
      if (auto found = client_.transaction(parsed->id)) return keep(index, *found, true);
    }
    if (tried && before.done->code != 0)
      if (auto anew = sign_anew(index); !anew) return anew;
    auto sent = client_.submit_bytes(journal_.list(index).transaction);
    if (!sent && sent.error().error.code == Code::expired && has_expired(before.expiry)) {
      if (auto anew = sign_anew(index); !anew) return anew;
      sent = client_.submit_bytes(journal_.list(index).transaction);
    }
    if (!sent) return std::unexpected(sent.error());
    return keep(index, *sent, tried && before.done->code == 0);
  }

  // A certified header beyond the expiry: the old bytes can never be executed any more.
  bool has_expired(Height expiry) {
    auto head = client_.block(std::nullopt);
    return head && head->header().height > expiry;
  }

  Outcome<void> sign_anew(std::size_t index) {
    auto head = client_.block(std::nullopt);
    if (!head) return std::unexpected(head.error());
    auto list = sign(actions_[index], head->header().height);
    if (!list) return std::unexpected(list.error());
    return journal_.replace(index, *std::move(list));
  }

  Outcome<void> keep(std::size_t index, const Verified<VerifiedTransaction>& done, bool before) {
    results_[index] = ImportedList{.lines = lines_of(actions_[index]),
                                   .amount = amount_of(actions_[index]),
                                   .id = done->transaction.id,
                                   .before = before,
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
  return sum<std::size_t>(
      lists, [](const ImportedList& l) { return l.receipt.code == 0 && !l.before ? l.lines : 0; });
}
std::size_t ImportReport::lines_before() const {
  return sum<std::size_t>(
      lists, [](const ImportedList& l) { return l.receipt.code == 0 && l.before ? l.lines : 0; });
}
std::size_t ImportReport::lines_refused() const {
  return sum<std::size_t>(lists, [](const ImportedList& l) { return l.receipt.code != 0 ? l.lines : 0; });
}
Fen ImportReport::amount_recorded() const {
  return sum<Fen>(lists, [](const ImportedList& l) { return l.receipt.code == 0 ? l.amount : 0; });
}
const ImportedList* ImportReport::first_refused() const {
  for (const ImportedList& list : lists)
    if (list.receipt.code != 0) return &list;
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
