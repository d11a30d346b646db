// SPDX-License-Identifier: Apache-2.0
#include "client/claims.h"

#include "ledger/primitives/counted.h"

namespace credence {
namespace {

constexpr int kRounds = 8;  // a key may be registered meanwhile, and name another

const StateProof& state_of(const StateProof& proof) {
  return proof;  // NOLINT(bugprone-return-const-ref-from-parameter): callers hold it
}
const StateProof& state_of(const HistoryPage& page) { return page.head; }

using Keys = std::vector<StateKey>;

bool same(const Keys& a, const Keys& b) {
  return std::ranges::equal(a, b,
                            [](const StateKey& x, const StateKey& y) { return encode(x) == encode(y); });
}

std::optional<Bytes> value_of(const KeyProof& proof) {
  if (!proof.value) return std::nullopt;
  return Bytes(proof.value->begin(), proof.value->end());
}

/// The keys that a claim names, as far as the values that are held say so: of one that is not held nothing
/// follows yet.
Keys needed(const StateKey& subject, const std::optional<Bytes>& value, const Keys& keys,
            const KeyProofs& held) {
  Keys out;
  (void)Context::of(subject, value, [&](const StateKey& key) -> Result<std::optional<Bytes>> {
    const std::size_t at = out.size();
    out.push_back(key);
    const bool known = at < held.size() && encode(keys[at]) == encode(key);
    return known ? value_of(held[at]) : std::nullopt;
  });
  return out;
}

/// `fetch(keys)` with the keys that the answer itself names; `keys` is what is known of them, and what was
/// found.
template <class Fetch>
auto with_context(const StateKey& subject, Keys& keys, Fetch fetch) -> decltype(fetch(keys)) {
  if (keys.empty()) keys = needed(subject, Bytes{}, {}, {});
  for (int round = 0; round < kRounds; ++round) {
    auto held = fetch(keys);
    if (!held) return held;
    Keys all = needed(subject, value_of(state_of(held->proof)), keys, held->context);
    if (same(all, keys)) return held;
    keys = std::move(all);
  }
  return give_up(ExitCode::unreachable, Code::stale_answer, "what the proof names changes with each answer");
}

}  // namespace

template <class Claim>
Outcome<Claim> fetch_claim(Client& client, const StateKey& key) {
  Keys keys;
  auto held = with_context(key, keys, [&](const Keys& named) { return client.state_proof_with(key, named); });
  if (!held) return std::unexpected(held.error());
  return Claim{std::move(held->proof), std::move(held->context)};
}
template Outcome<TitleClaim> fetch_claim(Client&, const StateKey&);
template Outcome<AbsenceClaim> fetch_claim(Client&, const StateKey&);
template Outcome<TotalClaim> fetch_claim(Client&, const StateKey&);
template Outcome<AwardClaim> fetch_claim(Client&, const StateKey&);
template Outcome<StandingClaim> fetch_claim(Client&, const StateKey&);

Outcome<EntriesClaim> fetch_entries(Client& client, const HistoryKey& subject, std::uint64_t from,
                                    std::uint64_t count) {
  Keys keys;
  auto held = with_context(subject, keys, [&](const Keys& named) {
    return client.history_page_with(subject, from, count, named);
  });
  if (!held) return std::unexpected(held.error());
  return EntriesClaim{std::move(held->proof), std::move(held->context)};
}

Outcome<HistoryClaim> fetch_history(
    Client& client, const HistoryKey& subject,
    const std::function<void(std::uint64_t read, std::uint64_t total)>& progress) {
  HistoryClaim out;
  Keys keys;
  for (bool more = true; more;) {
    auto page = with_context(subject, keys, [&](const Keys& named) {
      return client.history_page_with(subject, out.entries.size(), limits::kPageEntriesMax, named);
    });
    if (!page) return std::unexpected(page.error());
    HistoryValue head;
    if (page->proof.head.value) {
      auto decoded = decode<HistoryValue>(*page->proof.head.value);
      if (!decoded) return give_up(ExitCode::not_verified, decoded.error());
      head = *std::move(decoded);
    }
    if (head.count > limits::kBundleEntriesMax)
      return give_up(
          ExitCode::bad_input, Code::limit_exceeded,
          counted(head.count, "entry", "entries") + ", at most " + std::to_string(limits::kBundleEntriesMax));
    for (auto& entry : page->proof.entries) out.entries.push_back(std::move(entry));
    if (progress) progress(page->proof.entries.size(), head.count);
    out.head = std::move(page->proof.head);
    out.context = std::move(page->context);
    more = out.entries.size() < head.count;
    if (client.stopped()) return give_up(ExitCode::interrupted, Code::interrupted);
  }
  return out;
}

}  // namespace credence
