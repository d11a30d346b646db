#include <thread>

#include "client/client_round.h"

namespace credence {
namespace {

constexpr std::size_t kBadAnswersMax = 1000;
constexpr std::size_t kSeenHeadersMax = 1024;

std::uint64_t now_ms() {
  return static_cast<std::uint64_t>(
      std::chrono::duration_cast<milliseconds>(std::chrono::system_clock::now().time_since_epoch()).count());
}

struct Unit {};  // what a proof says is in the proof

const BlockProof& block_of(const TransactionProof& proof) { return proof.block; }
const BlockProof& block_of(const StateProof& proof) { return proof.block; }
const BlockProof& block_of(const HistoryPage& page) { return page.head.block; }

std::string subject_path(const HistoryKey& subject) {
  struct Path {
    std::string operator()(const EnterpriseKey& k) const {
      return "/v1/enterprises/" + std::string(text_of(k.code));
    }
    std::string operator()(const ProgrammeKey& k) const { return "/v1/programmes/" + k.id; }
    std::string operator()(const DepartmentKey& k) const { return "/v1/departments/" + k.id; }
    std::string operator()(const QualificationTypeKey& k) const { return "/v1/qualifications/" + k.type; }
    std::string operator()(const ChainKey&) const { return "/v1/chain"; }
  };
  return std::visit(Path{}, subject.subject) + "/history";
}

}  // namespace

Client::Client(Network network, ClientOptions options)
    : network_(std::move(network)), options_(options), trust_(std::make_shared<TrustChain>(network_.anchor)) {
  for (const NetworkNode& node : network_.nodes) pools_.push_back(std::make_unique<HttpPool>(node.api));
}
Client::~Client() = default;

std::shared_ptr<const TrustChain> Client::trust() const {
  const std::lock_guard lock(mutex_);
  return trust_;
}

bool Client::learn(std::size_t node) {
  TrustChain known = *trust();
  const std::size_t before = known.changes().size();
  for (bool more = true; more;) {
    const std::string target = "/v1/validators?from=" + std::to_string(known.latest_from());
    auto reply = ask(node, {.method = HttpRequest::Method::get,
                            .target = target,
                            .body = {},
                            .content_type = {},
                            .timeout = milliseconds(options_.request_timeout_ms)});
    if (!reply || reply->status != 200) break;
    auto page = coded_member<ValidatorSetChanges>(reply->body, "proof");
    more = page && !page->empty();
    if (!page) report(node, target, page.error());
    for (std::size_t i = 0; more && i < page->size(); ++i)
      if (auto good = known.add((*page)[i]); !good) {
        report(node, target, good.error());
        more = false;
      }
  }
  const std::lock_guard lock(mutex_);
  if (known.changes().size() > trust_->changes().size()) trust_ = std::make_shared<TrustChain>(std::move(known));
  return trust_->changes().size() > before;
}

std::vector<BadAnswer> Client::bad_answers() const {
  const std::lock_guard lock(mutex_);
  return bad_answers_;
}

void Client::report(std::size_t node, std::string asked, Error error) {
  const std::lock_guard lock(mutex_);
  if (bad_answers_.size() < kBadAnswersMax)
    bad_answers_.push_back({pools_[node]->endpoint().text(), std::move(asked), std::move(error)});
}

Result<Client::Reply> Client::ask(std::size_t node, const HttpRequest& request) const {
  auto answer = pools_[node]->exchange(request);
  if (!answer)
    return fail(answer.error().code, pools_[node]->endpoint().text() + ": " + answer.error().detail);
  auto body = parse_object(answer->body);
  if (!body)
    return fail(Code::bad_answer, "HTTP " + std::to_string(answer->status) + ", " + body.error().detail);
  return Reply{answer->status, *std::move(body)};
}

template <class T>
Result<Verified<T>> Client::accept(T value, const BlockProof& proof, Height at_least) {
  {
    const std::lock_guard lock(mutex_);
    const auto [at, fresh] = seen_.try_emplace(proof.header.height, proof);
    if (!fresh)
      if (const auto conflict = find_conflict(*trust_, at->second, proof))
        return fail(Code::conflicting_certificates, conflict->text());
    if (seen_.size() > kSeenHeadersMax) seen_.erase(seen_.begin());
  }
  if (proof.header.height < at_least)
    return fail(Code::stale_answer,
                "block " + std::to_string(proof.header.height) + " < " + std::to_string(at_least));
  if (auto good = check_age(proof.header, now_ms(), options_.max_age_ms); !good) return std::unexpected(good.error());
  return Verified<T>(std::move(value), proof);
}

template <class T, class Check>
Outcome<T> Client::ask_all(const std::string& target, Check check) {
  Round round(*this);
  while (!round.late()) {
    round.reached = 0;
    round.busy.reset();
    round.stale.reset();
    round.unproved.reset();
    round.refused.clear();
    milliseconds again = kPauseMin;
    std::size_t wrong = 0;
    for (std::size_t k = 0, start = first_; k < pools_.size() && !round.late(); ++k) {
      const std::size_t node = (start + k) % pools_.size();
      auto reply = ask(node, {.method = HttpRequest::Method::get,
                              .target = target,
                              .body = {},
                              .content_type = {},
                              .timeout = round.timeout()});
      if (!reply) {
        if (reply.error().code == Code::bad_answer) {
          report(node, target, reply.error());
          round.unproved = reply.error();
        }
        round.transport = reply.error();
        continue;
      }
      ++round.reached;
      if (reply->status == 200) {
        Result<T> checked = with_sets(node, [&] { return check(*reply); });
        if (checked) {
          first_ = node;
          return *std::move(checked);
        }
        if (checked.error().code == Code::stale_answer) {
          round.stale = checked.error();
          continue;
        }
        report(node, target, checked.error());
        round.unproved = checked.error();
        ++wrong;
      } else if (reply->status == 503 || reply->status == 429 || reply->status == 202) {
        round.busy = reply->problem();
        again = std::max(again, reply->retry_after());
      } else {
        round.refused.emplace(node, reply->problem());
      }
    }
    if (round.unproved && wrong == round.reached &&
        wrong > 1)  // more likely than so many liars: a genesis of another network
      round.unproved->detail +=
          " (" + std::to_string(wrong) + "/" + std::to_string(wrong) + "; genesis.json?)";
    // Only a lagging or busy node is worth another round: everything else will be the same again.
    if (!round.stale && !round.busy) break;
    round.pause(again);
  }
  return std::unexpected(round.failure());
}

// ---- reading
// ---------------------------------------------------------------------------------------------------------

Result<Verified<VerifiedTransaction>> Client::transaction_in(const Reply& reply, const TxId& id) {
  auto proof = coded_member<TransactionProof>(reply.body, "proof");
  if (!proof) return std::unexpected(proof.error());
  auto value = verify(*trust(), *proof, id);
  if (!value) return std::unexpected(value.error());
  return accept(*std::move(value), proof->block, 0);
}

Outcome<Verified<VerifiedTransaction>> Client::transaction(const TxId& id) {
  return ask_all<Verified<VerifiedTransaction>>(
      "/v1/transactions/" + id.hex(), [&](const Reply& reply) { return transaction_in(reply, id); });
}

Outcome<Verified<Client::Block>> Client::block(std::optional<Height> height) {
  using Value = Verified<Block>;
  const std::string target = "/v1/blocks/" + (height ? std::to_string(*height) : "latest");
  return ask_all<Value>(target, [&](const Reply& reply) -> Result<Value> {
    auto proof = coded_member<BlockProof>(reply.body, "proof");
    if (!proof) return std::unexpected(proof.error());
    if (height && proof->header.height != *height)
      return fail(Code::wrong_subject,
                  "block " + std::to_string(proof->header.height) + ", asked for " + std::to_string(*height));
    if (auto good = trust()->verify(*proof); !good) return std::unexpected(good.error());
    Block block;
    if (const auto* const ids = reply.body.if_contains("transactions"); ids != nullptr && ids->is_array())
      for (const json::value& text : ids->get_array()) {
        auto id = text.is_string() ? TxId::from_hex(std::string_view(text.get_string()))
                                   : fail(Code::bad_answer, "transactions");
        if (!id) return fail(Code::bad_answer, "transactions: " + id.error().detail);
        block.unproved_ids.push_back(*id);
      }
    if (block.unproved_ids.size() != proof->header.transaction_count)
      return fail(Code::wrong_root, std::to_string(block.unproved_ids.size()) +
                                        " transactions, the header has " +
                                        std::to_string(proof->header.transaction_count));
    return accept(std::move(block), *proof, height ? 0 : floor_.load());
  });
}

template <class Proof, class Check>
Outcome<Proof> Client::proof(const std::string& target, Height at_least, Check check) {
  return ask_all<Proof>(target, [&](const Reply& reply) -> Result<Proof> {
    auto proof = coded_member<Proof>(reply.body, "proof");
    if (!proof) return proof;
    if (auto good = check(*proof); !good) return std::unexpected(good.error());
    auto accepted = accept(Unit{}, block_of(*proof), at_least);
    if (!accepted) return std::unexpected(accepted.error());
    return proof;
  });
}

Outcome<TransactionProof> Client::transaction_proof(const TxId& id) {
  return proof<TransactionProof>("/v1/transactions/" + id.hex(), 0,
                                 [&](const auto& proof) { return verify(*trust(), proof, id); });
}

Outcome<StateProof> Client::state_proof(const StateKey& key) {
  return proof<StateProof>("/v1/state/" + to_hex(encode(key)), floor_,
                           [&](const auto& proof) { return verify(*trust(), proof, key); });
}

Outcome<HistoryPage> Client::history_page(const HistoryKey& subject, std::uint64_t from,
                                          std::uint64_t count) {
  const std::string target =
      subject_path(subject) + "?from=" + std::to_string(from) + "&count=" + std::to_string(count);
  return proof<HistoryPage>(target, floor_, [&](const HistoryPage& page) -> Result<VerifiedPage> {
    auto verified = verify(*trust(), page, subject);
    if (!verified) return verified;
    const std::size_t entries = verified->entries.size();
    const bool stuck = entries == 0 && count > 0 && verified->from < verified->total;
    if (verified->from != from || entries > count || stuck)
      return fail(Code::wrong_subject,
                  "entries from " + std::to_string(verified->from) + ", asked from " + std::to_string(from));
    return verified;
  });
}

Outcome<Verified<std::optional<Bytes>>> Client::state_bytes(const StateKey& key) {
  auto proof = state_proof(key);
  if (!proof) return std::unexpected(proof.error());
  std::optional<Bytes> value;
  if (proof->value) value.emplace(proof->value->begin(), proof->value->end());
  return Verified<std::optional<Bytes>>(std::move(value), proof->block);
}

Outcome<Verified<std::vector<HistoryEntry>>> Client::history(const HistoryKey& subject,
                                                             const EntriesSeen& seen) {
  const std::string path = subject_path(subject);
  Failure last{ExitCode::not_verified, Error{Code::incomplete_history, {}}};
  // A page that contradicts the ones before it condemns the whole reading: begin anew, each time with another
  // node first.
  for (std::size_t attempt = 0; attempt <= pools_.size(); ++attempt) {
    HistoryVerifier verifier(*trust(), subject);
    std::vector<HistoryEntry> entries;
    bool broken = false;
    do {
      const std::uint64_t from = verifier.next();
      const std::string target =
          path + "?from=" + std::to_string(from) + "&count=" + std::to_string(limits::kPageEntriesMax);
      auto page = ask_all<HistoryPage>(
          target, [](const Reply& reply) { return coded_member<HistoryPage>(reply.body, "proof"); });
      if (!page) return std::unexpected(page.error());
      const std::size_t node = first_;
      auto added = with_sets(node, [&] {
        verifier.follow(*trust());
        return verifier.add(*page);
      });
      if (added && page->head.block.header.height < floor_) {
        last = {ExitCode::not_verified,
                Error{Code::stale_answer, "block " + std::to_string(page->head.block.header.height)}};
        std::this_thread::sleep_for(kPauseMin);
        broken = true;
      } else if (!added || (verifier.next() == from && !verifier.complete())) {
        last = {ExitCode::not_verified,
                added ? Error{Code::incomplete_history, "from " + std::to_string(from)} : added.error()};
        report(node, target, last.error);
        broken = true;
      } else {
        std::ranges::move(*added, std::back_inserter(entries));
        if (seen)
          seen(entries.size(),
               std::max<std::uint64_t>(entries.size(), verifier.complete() ? 0 : entries.size() + 1));
      }
      if (broken) first_ = (node + 1) % pools_.size();
      if (stopped()) return give_up(ExitCode::interrupted, Code::interrupted);
    } while (!broken && !verifier.complete());
    if (broken) continue;
    auto proof = verifier.finish();
    if (proof) {
      auto value = accept(std::move(entries), *proof, floor_.load());
      if (value) return *std::move(value);
      last = {ExitCode::not_verified, value.error()};
    } else {
      last = {ExitCode::not_verified, proof.error()};
      report(first_, path, last.error);
    }
    first_ = (first_ + 1) % pools_.size();
  }
  return std::unexpected(last);
}

Result<std::string> Client::text_of(std::size_t node, std::string target, std::uint64_t timeout_ms) {
  auto answer = pools_[node]->exchange({.method = HttpRequest::Method::get,
                                        .target = std::move(target),
                                        .body = {},
                                        .content_type = {},
                                        .timeout = milliseconds(timeout_ms)});
  if (!answer) return std::unexpected(answer.error());
  if (answer->status != 200) return fail(Code::bad_answer, "HTTP " + std::to_string(answer->status));
  return std::move(answer->body);
}

Result<std::string> Client::status_of(std::size_t node, std::uint64_t timeout_ms) {
  return text_of(node, "/v1/status", timeout_ms);
}

Result<std::string> Client::evidence_of(std::size_t node, std::uint64_t timeout_ms) {
  return text_of(node, "/v1/evidence", timeout_ms);
}

}  // namespace credence
