// SPDX-License-Identifier: Apache-2.0
// Routes of the state and of histories. What is proved travels as canonical bytes; the JSON beside it is a
// view.
#include "ledger/views/json.h"
#include "node/api/routes_impl.h"
#include "node/sync/ledger_thread.h"

namespace credence::node {
namespace {

constexpr std::size_t kHistoriesMax = 20;              // subjects of one question
constexpr std::uint64_t kHistoriesEntriesMax = 1'000;  // subjects times entries

/// A proof, and further keys under the same header: nobody writes while a ledger is read.
template <class Proof>
Result<Proof> with_context(const Ledger& at, const std::vector<StateKey>& keys, KeyProofs& context,
                           Result<Proof> proof) {
  if (!proof || keys.empty()) return proof;
  auto held = at.prove_keys(keys);
  if (!held) return std::unexpected(held.error());
  context = *std::move(held);
  return proof;
}
json::value context_text(const KeyProofs& context) {
  if (context.empty()) return nullptr;
  return json::value(proof_text(context));
}

}  // namespace

ApiAnswer ApiRoutes::state(const StateKey& key, const Call& call) const {
  if (auto good = check_key(key); !good) return problem(good.error());
  const auto with = call.keys();
  if (!with) return problem(with.error());
  KeyProofs context;
  const auto proof = backend_.ledger().read(
      [&](const Ledger& at) { return with_context(at, *with, context, at.prove_state(key)); });
  if (!proof) return failed(proof.error());
  json::value view = nullptr;
  if (proof->value) {
    auto shown = state_value_to_json(key, *proof->value);
    if (!shown) return problem(Error{Code::storage_corrupt, shown.error().detail});
    view = *std::move(shown);
  }
  return proved_answer(proof->block, {{"proof", proof_text(*proof)},
                                      {"context", context_text(context)},
                                      {"height", proof->block.header.height},
                                      {"view", std::move(view)}});
}

ApiAnswer ApiRoutes::history(const HistoryKey& subject, const Call& call) const {
  const auto from = call.number_of("from", 0);
  const auto count = call.number_of("count", limits::kPageEntriesMax);
  if (!from) return problem(from.error());
  if (!count) return problem(count.error());
  if (*count > limits::kPageEntriesMax)
    return problem(Error{Code::limit_exceeded, "count: at most " + std::to_string(limits::kPageEntriesMax)});
  const auto last = call.number_of("last", 0);
  if (!last) return problem(last.error());
  if (*last > limits::kPageEntriesMax)
    return problem(Error{Code::limit_exceeded, "last: at most " + std::to_string(limits::kPageEntriesMax)});
  if (*last > 0 && *from > 0) return problem(Error{Code::bad_request, "from or last, not both"});
  const auto with = call.keys();
  if (!with) return problem(with.error());
  KeyProofs context;
  const auto page = backend_.ledger().read([&](const Ledger& at) {
    if (*last == 0) return with_context(at, *with, context, at.prove_history(subject, *from, *count));
    const auto head = at.prove_history(subject, 0, 0);  // how many there are
    if (!head || !head->head.value) return with_context(at, *with, context, head);
    const auto list = decode<HistoryValue>(*head->head.value);
    if (!list) return Result<HistoryPage>(fail(Code::storage_corrupt, "the head of a history"));
    return with_context(at, *with, context,
                        at.prove_history(subject, list->count - std::min(*last, list->count), *last));
  });
  if (!page) return failed(page.error());
  json::array entries;
  for (const auto& bytes : page->entries) {
    const auto entry = decode<HistoryEntry>(bytes);
    if (!entry) return problem(Error{Code::storage_corrupt, "a history entry: " + entry.error().detail});
    entries.emplace_back(to_json(*entry));
  }
  std::uint64_t total = 0;
  if (page->head.value)
    if (const auto head = decode<HistoryValue>(*page->head.value)) total = head->count;
  json::object view{{"total", total}, {"from", page->from}, {"entries", std::move(entries)}};
  return proved_answer(page->head.block, {{"proof", proof_text(*page)},
                                          {"context", context_text(context)},
                                          {"height", page->head.block.header.height},
                                          {"view", std::move(view)}});
}

/// The first pages of several histories, all under one header, without views of their entries.
ApiAnswer ApiRoutes::histories(const Call& call) const {
  if (!call.asks("of")) return problem(Error{Code::bad_request, "of: missing"});
  std::vector<HistoryKey> subjects;
  for (const std::string_view path : split(call.query.find("of")->second, ',')) {
    if (subjects.size() == kHistoriesMax)
      return problem(Error{Code::limit_exceeded, "of: at most " + std::to_string(kHistoriesMax)});
    auto subject = subject_called(path);
    if (!subject) return problem(subject.error());
    subjects.push_back(*std::move(subject));
  }
  const auto count = call.number_of("count", kHistoriesEntriesMax / kHistoriesMax);
  if (!count) return problem(count.error());
  if (*count > std::min(limits::kPageEntriesMax, kHistoriesEntriesMax / subjects.size()))
    return problem(Error{Code::limit_exceeded,
                         "count: at most " + std::to_string(kHistoriesEntriesMax) + " entries in all"});
  std::vector<HistoryPage> pages;
  const auto good = backend_.ledger().read([&](const Ledger& at) -> Result<void> {
    for (const HistoryKey& subject : subjects) {
      auto page = at.prove_history(subject, 0, *count);
      if (!page) return std::unexpected(page.error());
      pages.push_back(*std::move(page));
    }
    return {};
  });
  if (!good) return failed(good.error());
  json::array proofs;
  for (const HistoryPage& page : pages) proofs.emplace_back(proof_text(page));
  const BlockProof& block = pages.front().head.block;
  return proved_answer(block, {{"proofs", std::move(proofs)}, {"height", block.header.height}});
}

}  // namespace credence::node
