// SPDX-License-Identifier: Apache-2.0
// The client library. It believes no node: every answer is proved under the genesis, or is an error that
// names the check which failed; then the next node is asked, and the lying one is reported (`bad_answers`).
//
//   auto network = find_network({.data = {}, .genesis = "genesis.json", .nodes = {"http://10.0.0.7:7101"}});
//   Client client(*network);
//   auto status = client.title(Id("little-giant"), *parse_uscc("914401017418885372"), Date{2026, 11, 24});
//   if (!status) …               // status.error(): why there is no proved answer
//   else if ((*status)->in_force()) …   // proved under status->header(), signed by status->certificate()
//
// Three short programs to copy are in client/examples/.
//
// Thread-safety: all members may be called at once from many threads. Calls block; each has a deadline.
#pragma once

#include <functional>
#include <memory>
#include <span>

#include "client/network.h"
#include "client/query.h"
#include "client/verified.h"

namespace credence {

struct DryRunAnswer;  // client/dry_run.h

struct ClientOptions {
  std::uint64_t request_timeout_ms = 15'000;  // one exchange
  std::uint64_t wait_ms = 5'000;        // how long a node may hold an answer back while a transaction waits
  std::uint64_t deadline_ms = 120'000;  // one call of the library, all retries together
  std::uint64_t max_age_ms = 0;         // ReadOptions::max_age_ms where a question names none
  // how far ahead a transaction that is signed here may be executed: so far always may be
  // (docs/encoding.md, "Ids of executed transactions")
  std::uint64_t expiry_heights = 2'000;
  std::uint64_t page_entries = limits::kPageEntriesMax;  // history entries in one exchange
  std::optional<std::size_t> first_node = std::nullopt;  // asked first; none: a random one
  // A question that reaches no node is asked again until the deadline; else it is given up at once.
  bool wait_for_nodes = false;
  // A vote for a feature of the protocol counts although not every validator's program is known to know it.
  bool although_not_ready = false;
};

class Client {
 public:
  explicit Client(Network network, ClientOptions options = {});
  ~Client();

  [[nodiscard]] const Network& network() const;
  [[nodiscard]] const ClientOptions& options() const;
  /// The validator sets known so far: from the genesis, and what was learned since. It grows when an answer
  /// rests on a later set.
  [[nodiscard]] std::shared_ptr<const TrustChain> trust() const;

  // ---- writing --------------------------------------------------------------------------------------------
  /// Further keys that sign: a checker's.
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

  /// What one node says would become of these actions, one after the other, if these keys signed them now.
  /// Not proved; nothing is signed or recorded.
  [[nodiscard]] Outcome<DryRunAnswer> dry_run(const KeyId& maker, std::span<const KeyId> others,
                                              std::span<const Action> actions);

  // ---- questions of the domain. Where the thing may not exist: nothing, which is proved too ---------------
  [[nodiscard]] Outcome<Verified<std::optional<Enterprise>>> enterprise(const Uscc& code,
                                                                        const ReadOptions& options = {});
  /// Budget, awarded, paid.
  [[nodiscard]] Outcome<Verified<std::optional<ProgrammeValue>>> programme(const Id& id,
                                                                           const ReadOptions& options = {});
  /// The same with the complete list of awards. All of it is kept in memory; read_history streams.
  [[nodiscard]] Outcome<Verified<std::optional<AwardList>>> award_list(const Id& programme,
                                                                       const ReadOptions& options = {});
  /// Whether an enterprise holds a title on a day. Never issued is proved as well.
  [[nodiscard]] Outcome<Verified<TitleStatus>> title(const Id& type, const Uscc& code, const Date& on,
                                                     const ReadOptions& options = {});
  /// The entries of a history that match: complete, in order, nothing added.
  [[nodiscard]] Outcome<Verified<History>> history(const HistoryKey& subject, const HistoryQuery& query = {},
                                                   const ReadOptions& options = {});
  /// The same for any length in bounded memory: `each` gets one entry after the other, each proved to be the
  /// next; that nothing is missing is proved once this returns.
  [[nodiscard]] Outcome<Verified<HistorySummary>> read_history(const HistoryKey& subject,
                                                               const HistoryQuery& query,
                                                               const EachEntry& each,
                                                               const ReadOptions& options = {});
  [[nodiscard]] Outcome<Verified<VerifiedTransaction>> transaction(const TxId& id);
  /// The one whose id begins with these digits, at least eight. That there is no other is what the node says.
  [[nodiscard]] Outcome<Verified<VerifiedTransaction>> transaction_called(const std::string& digits);

  // ---- what these are made of -----------------------------------------------------------------------------
  /// A certified header; the highest one without a height.
  [[nodiscard]] Outcome<Verified<BlockHeader>> header(std::optional<Height> height = std::nullopt,
                                                      const ReadOptions& options = {});
  /// Where a header of this height and hash stands among those that `later`
  /// commits to, verified. `later` is one that the caller believes; nodes
  /// that say the chain has another header there are not believed either.
  [[nodiscard]] Outcome<HeaderPlace> header_place(Height height, const Hash32& hash,
                                                  const BlockHeader& later);
  /// All transactions of a block with their receipts, in order: they rebuild the roots in its header.
  [[nodiscard]] Outcome<Verified<Block>> block(Height height);
  /// Any value of the state, by its key; nothing where it is proved to be absent:
  /// state<DepartmentValue>(DepartmentKey{id}). Defined for each value of the state, in client_domain.cc
  /// alone.
  template <class Value>
  [[nodiscard]] Outcome<Verified<std::optional<Value>>> state(const StateKey& key,
                                                              const ReadOptions& options = {});
  [[nodiscard]] Outcome<Verified<std::optional<Bytes>>> state_bytes(const StateKey& key,
                                                                    const ReadOptions& options = {});

  // ---- the proofs themselves, verified: what a proof bundle is made of (ledger/proof/bundle.h) ------------
  [[nodiscard]] Outcome<TransactionProof> transaction_proof(const TxId& id);
  [[nodiscard]] Outcome<StateProof> state_proof(const StateKey& key, const ReadOptions& options = {});
  /// Entries from `from` on, at most `count` (up to kPageEntriesMax). Beyond the end: `refused`, `not_found`.
  [[nodiscard]] Outcome<HistoryPage> history_page(const HistoryKey& subject, std::uint64_t from,
                                                  std::uint64_t count);
  /// A proof, and further keys of the state under the same header, in the order asked for: at most
  /// kContextMax.
  template <class Proof>
  struct WithContext {
    Proof proof;
    KeyProofs context;
  };
  [[nodiscard]] Outcome<WithContext<StateProof>> state_proof_with(const StateKey& key,
                                                                  std::span<const StateKey> context);
  [[nodiscard]] Outcome<WithContext<HistoryPage>> history_page_with(const HistoryKey& subject,
                                                                    std::uint64_t from, std::uint64_t count,
                                                                    std::span<const StateKey> context);

  /// What a node says of itself, as JSON text: the one thing here that is not proved.
  [[nodiscard]] Result<std::string> unproved_status_of(std::size_t node, std::uint64_t timeout_ms = 3'000);
  /// The evidence against validators that a node holds, as JSON text; each piece proves itself
  /// (verify_evidence).
  [[nodiscard]] Result<std::string> evidence_of(std::size_t node, std::uint64_t timeout_ms = 3'000);

  /// All nodes in the order in which they are asked: those that were slow lately last.
  [[nodiscard]] std::vector<std::size_t> node_order() const;

  /// Every answer that failed a check, in the order found.
  [[nodiscard]] std::vector<BadAnswer> bad_answers() const;

  /// Called from the thread that waits, at most once a call of the library, when nobody has answered, or who
  /// answers is not ready, for two seconds: with the reason. Set it before the first call.
  void on_waiting(std::function<void(const Error&)> tell);

  /// Ends waiting calls soon: Ctrl-C. Safe in a signal handler.
  void stop();
  [[nodiscard]] bool stopped() const;

 private:
  class Core;  // client_core.h
  std::unique_ptr<Core> core_;
};

}  // namespace credence
