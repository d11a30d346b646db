// SPDX-License-Identifier: Apache-2.0
#include <thread>

#include "client/base/now.h"
#include "client/client_turns.h"
#include "client/own_writes.h"
#include "ledger/primitives/counted.h"
#include "ledger/proof/archive.h"

namespace credence {
namespace {

constexpr std::size_t kSeenHeadersMax = 1024;
constexpr milliseconds kStalePatience{3'000};
constexpr std::uint64_t kStatusTimeoutMs = 3'000;  // as unproved_status_of
constexpr std::size_t kBytesTriedInAMs = 1024;  // by a slow node, of what is tried there before it is signed

std::filesystem::path own_writes_of(const Network& network) {
  return network.slow_nodes.empty() ? std::filesystem::path()
                                    : network.slow_nodes.parent_path() / "own-writes.json";
}

std::vector<std::string> addresses_of(const Network& network) {
  std::vector<std::string> out;
  out.reserve(network.nodes.size());
  for (const NetworkNode& node : network.nodes) out.push_back(node.api.text());
  return out;
}

const BlockProof& block_of(const TransactionProof& proof) { return proof.block; }
const BlockProof& block_of(const StateProof& proof) { return proof.block; }
const BlockProof& block_of(const HistoryPage& page) { return page.head.block; }

/// A key without a value and an empty history are proved as such. Of a transaction or a block a node can only
/// say that it has none.
bool absence_is_proved(std::string_view target) {
  return !target.starts_with("/v1/transactions/") && !target.starts_with("/v1/blocks/") &&
         target != "/v1/dry-runs";
}

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
    out.transactions.push_back(
        {transaction->id, transaction->body.signer, {}, std::move(known), *std::move(receipt)});
    for (std::size_t k = 1; k < transaction->signatures.size(); ++k)
      out.transactions.back().others.push_back(key_id(transaction->signatures[k].key));
  }
  return out;
}

}  // namespace

Client::Core::Core(Network network, ClientOptions options)
    : network_(std::move(network)),
      options_(options),
      order_(addresses_of(network_), options.first_node, network_.slow_nodes),
      wrote_before_(latest_own_write(own_writes_of(network_), network_.anchor.chain)),
      floor_(wrote_before_),
      trust_(std::make_shared<TrustChain>(network_.anchor)) {
  for (const NetworkNode& node : network_.nodes) pools_.push_back(std::make_unique<HttpPool>(node.api));
}

Client::Core::~Core() {
  if (floor_ > wrote_before_) keep_own_write(own_writes_of(network_), network_.anchor.chain, floor_);
}

std::shared_ptr<const TrustChain> Client::Core::trust() const {
  const std::lock_guard lock(mutex_);
  return trust_;
}

bool Client::Core::learn(std::size_t node) {
  TrustChain known = *trust();
  const std::size_t before = known.changes().size();
  for (bool more = true; more;) {
    const std::string target = "/v1/validators?from=" + std::to_string(known.latest_from());
    const auto reply = reply_of(
        node,
        pools_[node]->exchange({.target = target, .timeout = milliseconds(options_.request_timeout_ms)}));
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
  if (known.changes().size() > trust_->changes().size())
    trust_ = std::make_shared<TrustChain>(std::move(known));
  return trust_->changes().size() > before;
}

std::vector<BadAnswer> Client::Core::bad_answers() const {
  const std::lock_guard lock(mutex_);
  return bad_answers_;
}

void Client::Core::report(std::size_t node, std::string asked, Error error) {
  const std::lock_guard lock(mutex_);
  if (bad_answers_.size() < limits::kBadAnswersMax)
    bad_answers_.push_back({pools_[node]->endpoint().text(), std::move(asked), std::move(error)});
}

Result<Client::Core::Reply> Client::Core::reply_of(std::size_t node, Result<HttpResponse> answer) const {
  if (!answer) return std::unexpected(answer.error());
  auto body = parse_object(answer->body);
  if (body && problem_code(*body) == Code::tls_needed) return fail(Code::tls_needed);
  if (body) return Reply{answer->status, *std::move(body), node};
  const std::string status = "HTTP " + std::to_string(answer->status);
  if (answer->status == 200) return fail(Code::bad_answer, status + ", " + body.error().detail);
  // A server that is no node: a proxy in front of one that is down, or something else altogether.
  if (answer->status == 400 && !pools_[node]->endpoint().tls &&
      answer->body.find("HTTPS") != std::string::npos)
    return fail(Code::tls_needed);
  return fail(answer->status >= 500 ? Code::unreachable : Code::not_a_node, status);
}

Result<void> Client::Core::check_block(const BlockProof& proof, const Need& need) {
  {
    const std::lock_guard lock(mutex_);
    const auto [at, fresh] = seen_.try_emplace(proof.header.height, proof);
    if (!fresh)
      if (const auto conflict = find_conflict(*trust_, at->second, proof))
        return fail(Code::conflicting_certificates, conflict->text());
    if (seen_.size() > kSeenHeadersMax) seen_.erase(seen_.begin());
  }
  if (proof.header.height < need.as_of)
    return fail(list_code::day_to_come,
                "block " + std::to_string(need.as_of) + " > " + std::to_string(proof.header.height));
  if (proof.header.height < need.at_least)
    return fail(Code::stale_answer,
                "block " + std::to_string(proof.header.height) + " < " + std::to_string(need.at_least));
  return check_age(proof.header, now_ms(), need.max_age_ms);
}

Client::Core::Need Client::Core::need_of(const ReadOptions& options) const {
  return {floor_, options.as_of_height.value_or(0), options.max_age_ms.value_or(options_.max_age_ms)};
}

bool Client::Core::ask_each(const std::string& target, const std::function<Result<void>(const Reply&)>& check,
                            Round& round, const std::string& body) {
  Turns turns(*this, round, Turns::Rounds::one, [&](std::size_t node) {
    HttpRequest request{.target = target, .timeout = round.timeout()};
    if (!body.empty()) {
      request.method = HttpRequest::Method::post;
      request.body = body;
      request.content_type = "application/octet-stream";
      request.hold = milliseconds(body.size() / kBytesTriedInAMs);
    }
    turns.calls.start(*pools_[node], request, node);
  });
  while (auto ended = turns.next()) {
    const std::size_t node = ended->tag;
    const auto reply = reply_of(node, std::move(ended->answer));
    if (!reply) {
      if (reply.error().code != Code::bad_answer) {
        round.unheard.insert_or_assign(node, reply.error());
        continue;
      }
      round.heard(node);
      report(node, target, reply.error());
      round.unproved = reply.error();
      continue;
    }
    round.heard(node);
    if (reply->status == 503 || reply->status == 429 || reply->status == 202) {
      round.busy = reply->problem();
      round.again = std::max(round.again, reply->retry_after());
    } else if (reply->status != 200 &&
               (reply->status / 100 != 4 || reply->status == 410 || !absence_is_proved(target))) {
      round.refused.emplace(node, reply->problem());
    } else {
      const Result<void> checked =
          reply->status == 200 ? with_sets(node, [&] { return check(*reply); }) : reply->unproved();
      if (checked) {
        turns.proved(node);
        return true;
      }
      if (checked.error().code == Code::stale_answer || checked.error().code == list_code::day_to_come) {
        round.stale = checked.error();
        continue;
      }
      round.unproved = checked.error();
      if (checked.error().code == Code::not_understood) continue;  // it is proved: the node did not lie
      report(node, target, checked.error());
      ++round.wrong;
    }
  }
  return false;
}

Outcome<void> Client::Core::ask_until(const std::string& target,
                                      const std::function<Result<void>(const Reply&)>& check,
                                      const std::string& body) {
  Round round(*this);
  const std::size_t known_bad = bad_answers().size();
  const auto begin = Round::Clock::now();
  milliseconds silence = kPauseMin;  // between rounds in which nobody answered
  while (!round.late()) {
    round.begin();
    if (ask_each(target, check, round, body)) return {};
    // Only a lagging or busy node is worth another round, and none at all if they may be restarting:
    // everything else will be the same again. A node catches up soon; on a chain where nothing happens the
    // next block comes when it is due.
    const bool lagging = round.stale && round.stale->code == Code::stale_answer &&
                         Round::Clock::now() - begin < kStalePatience;
    const bool silent = options_.wait_for_nodes && round.reached.empty();
    if (!lagging && !round.busy && !silent) break;
    round.pause(silent ? silence : round.again);
    silence = std::min(2 * silence, kPauseMax);
  }
  if (auto other = other_chain(round)) {
    const std::lock_guard lock(mutex_);  // who serves another chain does not lie about this one
    if (bad_answers_.size() > known_bad) bad_answers_.resize(known_bad);
    return give_up(ExitCode::other_chain, *std::move(other));
  }
  return std::unexpected(round.failure());
}

Result<std::string> Client::Core::text_of(std::size_t node, std::string target, std::uint64_t timeout_ms) {
  auto answer = pools_[node]->exchange({.target = std::move(target), .timeout = milliseconds(timeout_ms)});
  if (!answer) return std::unexpected(answer.error());
  if (answer->status == 200) return std::move(answer->body);
  // Plain HTTP to TLS is told by the node itself, or by whatever stands before it.
  if (const auto reply = reply_of(node, *answer); !reply && reply.error().code == Code::tls_needed)
    return std::unexpected(reply.error());
  return fail(Code::bad_answer, "HTTP " + std::to_string(answer->status));
}

std::optional<Error> Client::Core::other_chain(const Round& round) {
  if (round.reached.empty() || round.wrong + round.refused.size() < round.reached.size()) return std::nullopt;
  for (const std::size_t node : round.reached) {
    const auto text = text_of(node, "/v1/status", kStatusTimeoutMs);
    const auto status = text ? parse_object(*text) : std::unexpected(text.error());
    const auto said = status ? ChainId::from_hex(text_member(*status, "chain").value_or(""))
                             : std::unexpected(status.error());
    if (!said || *said == network_.anchor.chain) return std::nullopt;
    if (node == *round.reached.rbegin())
      return Error{Code::other_chain, pools_[node]->endpoint().text() + ": " + said->hex() +
                                          "; genesis: " + network_.anchor.chain.hex()};
  }
  return std::nullopt;
}

// ---- the face ---------------------------------------------------------------------------------------------

Client::Client(Network network, ClientOptions options)
    : core_(std::make_unique<Core>(std::move(network), options)) {}
Client::~Client() = default;
const Network& Client::network() const { return core_->network_; }
const ClientOptions& Client::options() const { return core_->options_; }
std::shared_ptr<const TrustChain> Client::trust() const { return core_->trust(); }
std::vector<std::size_t> Client::node_order() const { return core_->order_.order(); }
std::vector<BadAnswer> Client::bad_answers() const { return core_->bad_answers(); }
void Client::on_waiting(std::function<void(const Error&)> tell) { core_->on_waiting_ = std::move(tell); }
void Client::stop() { core_->stopped_ = true; }
bool Client::stopped() const { return core_->stopped(); }

// ---- reading ----------------------------------------------------------------------------------------------

Result<Verified<VerifiedTransaction>> Client::Core::transaction_in(const Reply& reply, const TxId& id) {
  auto proof = coded_member<TransactionProof>(reply.body, "proof");
  if (!proof) return std::unexpected(proof.error());
  auto value = verify(*trust(), *proof, id);
  if (!value) return std::unexpected(value.error());
  return accept(*std::move(value), proof->block,
                Need{});  // what is recorded stays: its block may be of any age
}

Outcome<Verified<VerifiedTransaction>> Client::transaction(const TxId& id) {
  return core_->ask_all<Verified<VerifiedTransaction>>(
      "/v1/transactions/" + id.hex(),
      [&](const Core::Reply& reply) { return core_->transaction_in(reply, id); });
}

namespace {
constexpr std::size_t kTransactionDigitsMin = 8;  // docs/api.md
}

Outcome<Verified<VerifiedTransaction>> Client::transaction_called(const std::string& digits) {
  using Value = Verified<VerifiedTransaction>;
  if (digits.find_first_not_of("0123456789abcdef") != std::string::npos ||
      digits.size() < kTransactionDigitsMin || digits.size() > 2 * TxId().bytes.size())
    return give_up(ExitCode::usage, Code::bad_transaction_id, digits);
  if (digits.size() == 2 * TxId().bytes.size()) return transaction(TxId::from_hex(digits).value());
  return core_->ask_all<Value>("/v1/transactions/" + digits, [&](const Core::Reply& reply) -> Result<Value> {
    const auto id = TxId::from_hex(text_member(reply.body, "id").value_or(""));
    if (!id || !id->hex().starts_with(digits))
      return fail(Code::wrong_subject, "a transaction whose id begins otherwise");
    return core_->transaction_in(reply, *id);
  });
}

Outcome<Verified<BlockHeader>> Client::header(std::optional<Height> height, const ReadOptions& options) {
  using Value = Verified<BlockHeader>;
  const std::string target = "/v1/blocks/" + (height ? std::to_string(*height) : "latest");
  return core_->ask_all<Value>(target, [&](const Core::Reply& reply) -> Result<Value> {
    auto proof = coded_member<BlockProof>(reply.body, "proof");
    if (!proof) return std::unexpected(proof.error());
    if (height && proof->header.height != *height)
      return fail(Code::wrong_subject,
                  "block " + std::to_string(proof->header.height) + ", asked for " + std::to_string(*height));
    if (auto good = core_->trust()->verify(*proof); !good) return std::unexpected(good.error());
    return core_->accept(proof->header, *proof, height ? Core::Need{} : core_->need_of(options));
  });
}

Outcome<HeaderPlace> Client::header_place(Height height, const Hash32& hash, const BlockHeader& later) {
  const std::string target =
      "/v1/blocks/" + std::to_string(height) + "/under/" + std::to_string(later.height);
  return core_->ask_all<HeaderPlace>(target, [&](const Core::Reply& reply) -> Result<HeaderPlace> {
    auto place = coded_member<HeaderPlace>(reply.body, "proof");
    if (!place) return place;
    if (auto good = check_place(later, height, hash, *place); !good) return std::unexpected(good.error());
    return place;
  });
}

Outcome<Verified<Block>> Client::block(Height height) {
  using Value = Verified<Block>;
  return core_->ask_all<Value>(
      "/v1/blocks/" + std::to_string(height) + "/content", [&](const Core::Reply& reply) -> Result<Value> {
        auto content = coded_member<ArchiveBlock>(reply.body, "proof");
        if (!content) return std::unexpected(content.error());
        const BlockProof proof{content->header, content->certificate};
        if (proof.header.height != height)
          return fail(Code::wrong_subject, "block " + std::to_string(proof.header.height) + ", asked for " +
                                               std::to_string(height));
        if (auto good = core_->trust()->verify(proof); !good) return std::unexpected(good.error());
        if (auto good = check_archive_content(*content); !good) return std::unexpected(good.error());
        auto block = block_from(core_->network_.anchor.chain, *content);
        if (!block) return std::unexpected(block.error());
        return core_->accept(*std::move(block), proof, Core::Need{});
      });
}

template <class Proof, class Check>
Outcome<Client::WithContext<Proof>> Client::Core::proof(const std::string& target, const Need& need,
                                                        Check check, std::span<const StateKey> context) {
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
                  counted(keys->size(), "key", "keys") + " of " + std::to_string(context.size()));
    for (std::size_t i = 0; i < context.size(); ++i)
      if (auto good = verify(block.header, (*keys)[i], context[i]); !good)
        return std::unexpected(good.error());
    return Value{*std::move(proof), *std::move(keys)};
  });
}

Outcome<TransactionProof> Client::transaction_proof(const TxId& id) {
  return alone(
      core_->proof<TransactionProof>("/v1/transactions/" + id.hex(), Core::Need{},
                                     [&](const auto& proof) { return verify(*core_->trust(), proof, id); }));
}

Outcome<StateProof> Client::state_proof(const StateKey& key, const ReadOptions& options) {
  CREDENCE_ASSERT(!options.past());  // single values of the past are not stored: ask for the subject
  if (auto good = check_key(key); !good) return give_up(ExitCode::usage, good.error());
  return alone(
      core_->proof<StateProof>("/v1/state/" + to_hex(encode(key)), core_->need_of(options),
                               [&](const auto& proof) { return verify(*core_->trust(), proof, key); }));
}

Outcome<Client::WithContext<StateProof>> Client::state_proof_with(const StateKey& key,
                                                                  std::span<const StateKey> context) {
  if (auto good = check_key(key); !good) return give_up(ExitCode::usage, good.error());
  return core_->proof<StateProof>(
      "/v1/state/" + to_hex(encode(key)), core_->need_of({}),
      [&](const auto& proof) { return verify(*core_->trust(), proof, key); }, context);
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
  return core_->proof<HistoryPage>(
      target, core_->need_of({}),
      [&](const HistoryPage& page) -> Result<VerifiedPage> {
        auto verified = verify(*core_->trust(), page, subject);
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

Result<std::string> Client::unproved_status_of(std::size_t node, std::uint64_t timeout_ms) {
  return core_->text_of(node, "/v1/status", timeout_ms);
}

Result<std::string> Client::evidence_of(std::size_t node, std::uint64_t timeout_ms) {
  return core_->text_of(node, "/v1/evidence", timeout_ms);
}

}  // namespace credence
