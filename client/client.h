// The client library. It believes no node: every answer is proved under the genesis or is an error that names
// the check that failed, and then the next node is asked. What it returns is `Verified<T>`, a type that only
// this library can make.
//
// Thread-safety: all members may be called at once from many threads. Calls block; each has a deadline.
#pragma once

#include <atomic>
#include <functional>
#include <map>
#include <mutex>

#include "client/network.h"

namespace credence {

/// A value that was proved, with the certified header that proves it.
template <class T>
class Verified {
 public:
  [[nodiscard]] const T& operator*() const& { return value_; }
  [[nodiscard]] T&& operator*() && { return std::move(value_); }
  [[nodiscard]] const T* operator->() const { return &value_; }
  [[nodiscard]] const BlockHeader& header() const { return proof_.header; }
  [[nodiscard]] const Certificate& certificate() const { return proof_.certificate; }
  [[nodiscard]] const BlockProof& proof() const { return proof_; }

 private:
  friend class Client;
  Verified(T value, BlockProof proof) : value_(std::move(value)), proof_(std::move(proof)) {}
  T value_;
  BlockProof proof_;
};

/// A node that gave an answer which did not verify.
struct BadAnswer {
  std::string node;  // "http://…"
  std::string asked;
  Error error;  // the check that failed
};

struct ClientOptions {
  std::uint64_t request_timeout_ms = 15'000;  // one exchange
  std::uint64_t wait_ms = 5'000;          // how long a node may hold an answer back while a transaction waits
  std::uint64_t deadline_ms = 120'000;    // one call of the library, all retries together
  std::uint64_t max_age_ms = 0;           // 0: any age; otherwise state must rest on a header at most so old
  std::uint64_t expiry_heights = 20'000;  // how far ahead a transaction that is signed here may be executed
};

using EntriesSeen = std::function<void(std::uint64_t seen, std::uint64_t total)>;

class Client {
 public:
  explicit Client(Network network, ClientOptions options = {});
  ~Client();

  [[nodiscard]] const Network& network() const { return network_; }
  [[nodiscard]] const ClientOptions& options() const { return options_; }
  /// The validator sets known so far: from the genesis, and what was learned since. It grows when an answer rests on a later set.
  [[nodiscard]] std::shared_ptr<const TrustChain> trust() const;

  // ---- writing
  // -------------------------------------------------------------------------------------------------------
  /// Further keys that sign: a checker's, or the key that the action brings.
  using CoSigners = std::vector<const SecretKey*>;
  /// Signs an action: a random nonce, an expiry ahead of the highest block that this client can verify now.
  [[nodiscard]] Outcome<Bytes> sign(const Action& action, const SecretKey& key, const CoSigners& others = {});
  /// The same with an expiry of one's own, and no network: for tests and for journals.
  [[nodiscard]] Outcome<Bytes> sign_until(const Action& action, const SecretKey& key, Height expiry,
                                          const CoSigners& others = {}) const;

  /// Sends the bytes until a certified receipt comes back, re-sending the same bytes to the next node where
  /// one fails: executed at most once. A receipt that is not `ok` is a value, not a failure: look at
  /// `->receipt`. `refused` when enough nodes refuse it that one of them is honest, `timed_out`,
  /// `unreachable`, or a failed check.
  [[nodiscard]] Outcome<Verified<VerifiedTransaction>> submit_bytes(BytesView transaction);
  /// sign and submit_bytes; a receipt that names a broken rule becomes a `refused` failure.
  [[nodiscard]] Outcome<Verified<VerifiedTransaction>> submit(const Action& action, const SecretKey& key,
                                                             const CoSigners& others = {});

  // ---- reading
  // -------------------------------------------------------------------------------------------------------
  [[nodiscard]] Outcome<Verified<VerifiedTransaction>> transaction(const TxId& id);
  struct Block {
    std::vector<TxId> unproved_ids;  // as the node lists them: each is to be asked for and proved
  };
  /// The certified header; the highest one without a height.
  [[nodiscard]] Outcome<Verified<Block>> block(std::optional<Height> height);
  /// The value's bytes, or nothing: proved to be absent.
  [[nodiscard]] Outcome<Verified<std::optional<Bytes>>> state_bytes(const StateKey& key);
  template <class Value>
  [[nodiscard]] Outcome<Verified<std::optional<Value>>> state(const StateKey& key);
  /// All entries of a subject, proved to be complete and in order.
  [[nodiscard]] Outcome<Verified<std::vector<HistoryEntry>>> history(const HistoryKey& subject,
                                                                     const EntriesSeen& seen = {});

  // ---- the proofs themselves, verified: what a proof bundle is made of (ledger/proof/bundle.h)
  // -------------------------------------------------------------------------------------------------------
  [[nodiscard]] Outcome<TransactionProof> transaction_proof(const TxId& id);
  [[nodiscard]] Outcome<StateProof> state_proof(const StateKey& key);
  /// Entries from `from` on, at most `count` (up to kPageEntriesMax). Beyond the end: `refused`, `not_found`.
  [[nodiscard]] Outcome<HistoryPage> history_page(const HistoryKey& subject, std::uint64_t from, std::uint64_t count);

  /// What a node says of itself, as JSON text; not proved.
  [[nodiscard]] Result<std::string> status_of(std::size_t node, std::uint64_t timeout_ms = 3'000);
  /// The evidence against validators that a node holds, as JSON text; each piece proves itself (verify_evidence).
  [[nodiscard]] Result<std::string> evidence_of(std::size_t node, std::uint64_t timeout_ms = 3'000);

  /// Every answer that failed a check, in the order found.
  [[nodiscard]] std::vector<BadAnswer> bad_answers() const;

  /// Ends waiting calls soon: Ctrl-C. Safe in a signal handler.
  void stop() { stopped_ = true; }
  [[nodiscard]] bool stopped() const { return stopped_; }

 private:
  struct Round;  // one call: its deadline and what the nodes answered
  struct Reply;  // one node's answer
  class Submission;
  [[nodiscard]] Result<Verified<VerifiedTransaction>> transaction_in(const Reply& reply, const TxId& id);
  [[nodiscard]] Result<std::string> text_of(std::size_t node, std::string target, std::uint64_t timeout_ms);
  [[nodiscard]] Result<Reply> ask(std::size_t node, const HttpRequest& request) const;
  template <class T, class Check>
  [[nodiscard]] Outcome<T> ask_all(const std::string& target, Check check);
  /// The answer's proof, if `check` finds nothing wrong with it.
  template <class Proof, class Check>
  [[nodiscard]] Outcome<Proof> proof(const std::string& target, Height at_least, Check check);
  template <class T>
  [[nodiscard]] Result<Verified<T>> accept(T value, const BlockProof& proof, Height at_least);
  void report(std::size_t node, std::string asked, Error error);
  /// Follows the changes of the validator set that this node proves; true if there were any.
  [[nodiscard]] bool learn(std::size_t node);
  /// `check()`; once more if it failed for a validator set that could be learned from this node.
  template <class Check>
  [[nodiscard]] auto with_sets(std::size_t node, Check check) -> decltype(check());

  Network network_;
  ClientOptions options_;
  std::vector<std::unique_ptr<HttpPool>> pools_;
  std::atomic<std::size_t> first_{0};  // the node to ask first: moves on when one fails
  std::atomic<Height> floor_{0};       // own writes are certified up to here: reads must not be older
  std::atomic<bool> stopped_{false};
  mutable std::mutex mutex_;  // of what follows
  std::shared_ptr<const TrustChain> trust_;
  std::vector<BadAnswer> bad_answers_;
  std::map<Height, BlockProof> seen_;  // the latest 1,024 certified headers: two for one height are evidence
};

template <class Check>
auto Client::with_sets(std::size_t node, Check check) -> decltype(check()) {
  auto first = check();
  if (first || first.error().code != Code::wrong_validator_set || !learn(node)) return first;
  return check();
}

template <class Value>
Outcome<Verified<std::optional<Value>>> Client::state(const StateKey& key) {
  auto found = state_bytes(key);
  if (!found) return std::unexpected(found.error());
  std::optional<Value> value;
  if (**found) {
    auto decoded = decode<Value>(***found);
    if (!decoded) return give_up(ExitCode::not_verified, decoded.error());
    value = *std::move(decoded);
  }
  return Verified<std::optional<Value>>(std::move(value), found->proof());
}

}  // namespace credence
