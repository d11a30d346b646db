// SPDX-License-Identifier: Apache-2.0
// What would become of actions, without recording any: one node's word, for people who look before they sign.
#include "ledger/domain/dry_run.h"

#include "ledger/execution/dry_run.h"
#include "ledger/store/state_snapshot.h"
#include "ledger/views/json.h"
#include "node/api/routes_impl.h"

namespace credence::node {
namespace {

constexpr std::size_t kLinesNamedMax = 10'000;  // of one answer; further ones are counted

json::object refusal(const Receipt& receipt) {
  json::object view = to_json(receipt);
  view.erase("transaction");  // there is none
  return {{"receipt", proof_text(receipt)}, {"view", std::move(view)}};
}

}  // namespace

/// One request: all of it on the state after one block, whatever the chain does meanwhile.
struct ApiRoutes::DryRunWork {
  class SnapshotState final : public StateSource {
   public:
    explicit SnapshotState(std::shared_ptr<const StateSnapshot> at) : at_(std::move(at)) {}
    Result<std::optional<BytesView>> value(const Hash32& key_hash, BytesView key) const override {
      auto found = at_->value(key_hash, key);
      if (!found) return std::unexpected(found.error());
      held_ = *std::move(found);
      return held_ ? std::optional<BytesView>(*held_) : std::nullopt;
    }

   private:
    const std::shared_ptr<const StateSnapshot> at_;
    mutable std::optional<Bytes> held_;
  };

  DryRunWork(DryRun what, const ChainId& chain, const std::shared_ptr<const StateSnapshot>& at,
             std::uint64_t now)
      : asked(std::move(what)), header(at->header()), state(at), runner(chain, header, now, state) {}
  const DryRun asked;
  const BlockHeader header;
  const SnapshotState state;
  DryRunner runner;
  std::size_t next = 0, named = 0, not_named = 0;
  json::array results;
};

ApiAnswer ApiRoutes::post_dry_run(const Call& call) const {
  auto asked = decode<DryRun>(bytes_of(call.request.body));
  if (!asked) return problem(asked.error());
  auto at = backend_.ledger().read([](const Ledger& ledger) { return ledger.snapshot(); });
  if (!at) return problem(at.error());
  const ChainId chain = backend_.ledger().read([](const Ledger& ledger) { return ledger.chain(); });
  return go_on(std::make_shared<DryRunWork>(*std::move(asked), chain, *at, backend_.now_utc_ms()));
}

/// One action is a piece of work: other requests have their turns between.
ApiAnswer ApiRoutes::go_on(std::shared_ptr<DryRunWork> work) const {
  const DryRun& asked = work->asked;
  if (work->next < asked.actions.size()) {
    const auto tried = work->runner.run(asked.actions[work->next++], asked.maker, asked.others);
    if (!tried) return problem(tried.error());
    json::object result = refusal(tried->whole);
    json::array lines;
    for (const Receipt& line : tried->lines) {
      if (work->named++ < kLinesNamedMax)
        lines.emplace_back(refusal(line));
      else
        ++work->not_named;
    }
    result["lines"] = std::move(lines);
    work->results.emplace_back(std::move(result));
    ApiAnswer out;
    out.rest = [this, work = std::move(work)] { return go_on(work); };
    return out;
  }
  return json_answer(200, {{"proved", false},
                           {"height", work->header.height},
                           {"time", iso_time(work->header.time_ms)},
                           {"time_ms", work->header.time_ms},
                           {"results", std::move(work->results)},
                           {"lines_not_named", work->not_named}});
}

}  // namespace credence::node
