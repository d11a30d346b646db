// SPDX-License-Identifier: Apache-2.0
// What is behind Client: the connections, what is known of the nodes and of the chain, and how one question
// is asked until an answer is proved. Private to client*.cc.
#pragma once

#include <atomic>
#include <map>
#include <mutex>

#include "client/base/json_text.h"
#include "client/client.h"
#include "client/http.h"
#include "client/node_order.h"

namespace credence {

class Client::Core {
 public:
  Core(Network network, ClientOptions options);
  ~Core();
  [[nodiscard]] std::shared_ptr<const TrustChain> trust() const;
  [[nodiscard]] std::vector<BadAnswer> bad_answers() const;
  [[nodiscard]] bool stopped() const { return stopped_; }

  struct Reply;           // one node's answer
  struct Round;           // one call: its deadline and what the nodes answered (client_round.h)
  class Turns;            // which node is asked when (client_turns.h)
  struct Need {           // how recent the header must be that an answer rests on
    Height at_least = 0;  // a node that is behind is worth waiting for
    Height as_of = 0;     // this block must be certified; if it is not, it may never be
    std::uint64_t max_age_ms = 0;
  };
  class Submission;
  [[nodiscard]] Result<Verified<VerifiedTransaction>> transaction_in(const Reply& reply, const TxId& id);
  [[nodiscard]] Result<std::string> text_of(std::size_t node, std::string target, std::uint64_t timeout_ms);
  [[nodiscard]] Result<Reply> reply_of(std::size_t node, Result<HttpResponse> answer) const;
  /// Asks one node after the other until `check` accepts an answer; reports those whose answers fail it. A
  /// check may run more than once and must change nothing unless it succeeds.
  /// With a body it is posted; a node may then take its time.
  [[nodiscard]] Outcome<void> ask_until(const std::string& target,
                                        const std::function<Result<void>(const Reply&)>& check,
                                        const std::string& body = {});
  /// Every node once: true if one proved its answer.
  [[nodiscard]] bool ask_each(const std::string& target,
                              const std::function<Result<void>(const Reply&)>& check, Round& round,
                              const std::string& body);
  /// The chain that the nodes which answered say they serve, if it is another one than ours.
  [[nodiscard]] std::optional<Error> other_chain(const Round& round);
  template <class T, class Check>
  [[nodiscard]] Outcome<T> ask_all(const std::string& target, Check check, const std::string& body = {});
  /// The answer's proof, if `check` finds nothing wrong with it, and the keys of `context` under its header.
  template <class Proof, class Check>
  [[nodiscard]] Outcome<WithContext<Proof>> proof(const std::string& target, const Need& need, Check check,
                                                  std::span<const StateKey> context = {});
  /// Of a certified block: no other one is known at its height, and it is recent enough.
  [[nodiscard]] Result<void> check_block(const BlockProof& proof, const Need& need);
  template <class T>
  [[nodiscard]] Result<Verified<T>> accept(T value, const BlockProof& proof, const Need& need);
  [[nodiscard]] Need need_of(const ReadOptions& options) const;
  /// One page into the reading, from whichever node proves it.
  [[nodiscard]] Outcome<std::vector<HistoryEntry>> read_page(HistoryReading& reading, const std::string& path,
                                                             const Need& need);
  void report(std::size_t node, std::string asked, Error error);
  /// Follows the changes of the validator set that this node proves; true if there were any.
  [[nodiscard]] bool learn(std::size_t node);
  /// `check()`; once more if it failed for a validator set that could be learned from this node.
  template <class Check>
  [[nodiscard]] auto with_sets(std::size_t node, Check check) -> decltype(check());

 private:
  friend class Client;
  Network network_;
  ClientOptions options_;
  std::vector<std::unique_ptr<HttpPool>> pools_;
  NodeOrder order_;
  std::function<void(const Error&)> on_waiting_;
  const Height wrote_before_;  // by an earlier program of this user
  std::atomic<Height> floor_;  // own writes are certified up to here: reads must not be older
  std::atomic<bool> stopped_{false};
  mutable std::mutex mutex_;  // of what follows
  std::shared_ptr<const TrustChain> trust_;
  std::vector<BadAnswer> bad_answers_;
  std::map<Height, BlockProof> seen_;  // the latest 1,024 certified headers: two for one height are evidence
};

template <class Check>
auto Client::Core::with_sets(std::size_t node, Check check) -> decltype(check()) {
  auto first = check();
  if (first || first.error().code != Code::wrong_validator_set || !learn(node)) return first;
  return check();
}

}  // namespace credence
