#include <thread>

#include "client/base/now.h"
#include "client/client_round.h"
#include "ledger/proof/archive.h"

namespace credence {
namespace {

constexpr std::size_t kSeenHeadersMax = 1024;
constexpr milliseconds kStalePatience{3'000};

const BlockProof& block_of(const TransactionProof& proof) { return proof.block; }
const BlockProof& block_of(const StateProof& proof) { return proof.block; }
const BlockProof& block_of(const HistoryPage& page) { return page.head.block; }

/// The query that asks for further keys of the state under the same header.
std::string with_keys(std::string_view target, std::span<const StateKey> keys) {
  std::string out;
  for (const StateKey& key : keys)
    out += (out.empty() ? (target.contains('?') ? "&with=" : "?with=") : ",") + to_hex(encode(key));
  return out;
}

template <class Held>
auto alone(Held held) -> Outcome<decltype(held->proof)> {
  if (!held) return std::unexpected(held.error());
  return std::move(held->proof);
}

/// What a quorum has certified is decoded as it is: the transactions' own signatures were its business.
Result<Block> block_from(const ChainId& chain, const ArchiveBlock& content) {
  Block out;
  for (std::size_t i = 0; i < content.transactions.size(); ++i) {
    auto transaction = parse_transaction(chain, content.transactions[i]);
    if (!transaction) return std::unexpected(transaction.error());
    auto action = decode<Action>(transaction->body.action);
    auto receipt = decode<Receipt>(content.receipts[i]);
    if (!receipt) return std::unexpected(receipt.error());
    std::optional<Action> known;
    if (action) known = *std::move(action);
    out.transactions.push_back({transaction->id, transaction->body.signer, std::move(known), *std::move(receipt)});
  }
  return out;
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
  if (bad_answers_.size() < limits::kBadAnswersMax)
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

Result<void> Client::check_block(const BlockProof& proof, const Need& need) {
  {
    const std::lock_guard lock(mutex_);
    const auto [at, fresh] = seen_.try_emplace(proof.header.height, proof);
    if (!fresh)
      if (const auto conflict = find_conflict(*trust_, at->second, proof))
        return fail(Code::conflicting_certificates, conflict->text());
    if (seen_.size() > kSeenHeadersMax) seen_.erase(seen_.begin());
  }
  if (proof.header.height < need.as_of)
    return fail(Code::not_yet_certified, "block " + std::to_string(need.as_of) + "; certified is " +
                                             std::to_string(proof.header.height));
  if (proof.header.height < need.at_least)
    return fail(Code::stale_answer,
                "block " + std::to_string(proof.header.height) + " < " + std::to_string(need.at_least));
  return check_age(proof.header, now_ms(), need.max_age_ms);
}

Client::Need Client::need_of(const ReadOptions& options) const {
  return {floor_, options.as_of_height.value_or(0), options.max_age_ms.value_or(options_.max_age_ms)};
}

Outcome<void> Client::ask_until(const std::string& target,
                                const std::function<Result<void>(const Reply&)>& check) {
  Round round(*this);
  const auto begin = Round::Clock::now();
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
        const Result<void> checked = with_sets(node, [&] { return check(*reply); });
        if (checked) {
          first_ = node;
          return {};
        }
        if (checked.error().code == Code::stale_answer || checked.error().code == Code::not_yet_certified) {
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
    // Only a lagging or busy node is worth another round: everything else will be the same again. A node
    // catches up soon; on a chain where nothing happens the next block comes when it is due.
    const bool lagging = round.stale && round.stale->code == Code::stale_answer &&
                         Round::Clock::now() - begin < kStalePatience;
    if (!lagging && !round.busy) break;
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
  return accept(*std::move(value), proof->block,
                Need{});  // what is recorded stays: its block may be of any age
}

Outcome<Verified<VerifiedTransaction>> Client::transaction(const TxId& id) {
  return ask_all<Verified<VerifiedTransaction>>(
      "/v1/transactions/" + id.hex(), [&](const Reply& reply) { return transaction_in(reply, id); });
}

Outcome<Verified<BlockHeader>> Client::header(std::optional<Height> height, const ReadOptions& options) {
  using Value = Verified<BlockHeader>;
  const std::string target = "/v1/blocks/" + (height ? std::to_string(*height) : "latest");
  return ask_all<Value>(target, [&](const Reply& reply) -> Result<Value> {
    auto proof = coded_member<BlockProof>(reply.body, "proof");
    if (!proof) return std::unexpected(proof.error());
    if (height && proof->header.height != *height)
      return fail(Code::wrong_subject,
                  "block " + std::to_string(proof->header.height) + ", asked for " + std::to_string(*height));
    if (auto good = trust()->verify(*proof); !good) return std::unexpected(good.error());
    return accept(proof->header, *proof, height ? Need{} : need_of(options));
  });
}

Outcome<Verified<Block>> Client::block(Height height) {
  using Value = Verified<Block>;
  return ask_all<Value>("/v1/blocks/" + std::to_string(height) + "/content", [&](const Reply& reply) -> Result<Value> {
    auto content = coded_member<ArchiveBlock>(reply.body, "proof");
    if (!content) return std::unexpected(content.error());
    const BlockProof proof{content->header, content->certificate};
    if (proof.header.height != height)
      return fail(Code::wrong_subject,
                  "block " + std::to_string(proof.header.height) + ", asked for " + std::to_string(height));
    if (auto good = trust()->verify(proof); !good) return std::unexpected(good.error());
    if (auto good = check_archive_content(*content); !good) return std::unexpected(good.error());
    auto block = block_from(network_.anchor.chain, *content);
    if (!block) return std::unexpected(block.error());
    return accept(*std::move(block), proof, Need{});
  });
}

template <class Proof, class Check>
Outcome<Client::WithContext<Proof>> Client::proof(const std::string& target, const Need& need, Check check,
                                                  std::span<const StateKey> context) {
  using Value = WithContext<Proof>;
  return ask_all<Value>(target + with_keys(target, context), [&](const Reply& reply) -> Result<Value> {
    auto proof = coded_member<Proof>(reply.body, "proof");
    if (!proof) return std::unexpected(proof.error());
    if (auto good = check(*proof); !good) return std::unexpected(good.error());
    const BlockProof& block = block_of(*proof);
    if (auto good = check_block(block, need); !good) return std::unexpected(good.error());
    if (context.empty()) return Value{*std::move(proof), {}};
    auto keys = coded_member<KeyProofs>(reply.body, "context");
    if (!keys) return std::unexpected(keys.error());
    if (keys->size() != context.size())
      return fail(Code::wrong_subject,
                  std::to_string(keys->size()) + " keys of " + std::to_string(context.size()));
    for (std::size_t i = 0; i < context.size(); ++i)
      if (auto good = verify(block.header.state_root, (*keys)[i], context[i]); !good)
        return std::unexpected(good.error());
    return Value{*std::move(proof), *std::move(keys)};
  });
}

Outcome<TransactionProof> Client::transaction_proof(const TxId& id) {
  return alone(proof<TransactionProof>("/v1/transactions/" + id.hex(), Need{},
                                       [&](const auto& proof) { return verify(*trust(), proof, id); }));
}

Outcome<StateProof> Client::state_proof(const StateKey& key, const ReadOptions& options) {
  CREDENCE_ASSERT(!options.past());  // single values of the past are not stored: ask for the subject
  if (auto good = check_key(key); !good) return give_up(ExitCode::usage, good.error());
  return alone(proof<StateProof>("/v1/state/" + to_hex(encode(key)), need_of(options),
                                 [&](const auto& proof) { return verify(*trust(), proof, key); }));
}

Outcome<Client::WithContext<StateProof>> Client::state_proof_with(const StateKey& key,
                                                                  std::span<const StateKey> context) {
  if (auto good = check_key(key); !good) return give_up(ExitCode::usage, good.error());
  return proof<StateProof>(
      "/v1/state/" + to_hex(encode(key)), need_of({}),
      [&](const auto& proof) { return verify(*trust(), proof, key); }, context);
}

Outcome<HistoryPage> Client::history_page(const HistoryKey& subject, std::uint64_t from,
                                          std::uint64_t count) {
  return alone(history_page_with(subject, from, count, {}));
}

Outcome<Client::WithContext<HistoryPage>> Client::history_page_with(const HistoryKey& subject,
                                                                    std::uint64_t from, std::uint64_t count,
                                                                    std::span<const StateKey> context) {
  if (auto good = check_key(subject); !good) return give_up(ExitCode::usage, good.error());
  const std::string target =
      history_path(subject) + "?from=" + std::to_string(from) + "&count=" + std::to_string(count);
  return proof<HistoryPage>(
      target, need_of({}),
      [&](const HistoryPage& page) -> Result<VerifiedPage> {
        auto verified = verify(*trust(), page, subject);
        if (!verified) return verified;
        const std::size_t entries = verified->entries.size();
        const bool stuck = entries == 0 && count > 0 && verified->from < verified->total;
        if (verified->from != from || entries > count || stuck)
          return fail(Code::wrong_subject, "entries from " + std::to_string(verified->from) +
                                               ", asked from " + std::to_string(from));
        return verified;
      },
      context);
}

Outcome<Verified<std::optional<Bytes>>> Client::state_bytes(const StateKey& key, const ReadOptions& options) {
  auto proof = state_proof(key, options);
  if (!proof) return std::unexpected(proof.error());
  std::optional<Bytes> value;
  if (proof->value) value.emplace(proof->value->begin(), proof->value->end());
  return Verified<std::optional<Bytes>>(std::move(value), proof->block);
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

Result<std::string> Client::unproved_status_of(std::size_t node, std::uint64_t timeout_ms) {
  return text_of(node, "/v1/status", timeout_ms);
}

Result<std::string> Client::evidence_of(std::size_t node, std::uint64_t timeout_ms) {
  return text_of(node, "/v1/evidence", timeout_ms);
}

}  // namespace credence
