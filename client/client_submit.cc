// SPDX-License-Identifier: Apache-2.0
// How a transaction gets to the ledger: the same bytes go to one node after the other until a certified
// receipt is in hand.
#include <openssl/rand.h>

#include "client/client_turns.h"
#include "client/code_exceptions.h"
#include "ledger/primitives/counted.h"

namespace credence {

// One transaction on its way. A node that gets its turn is handed the bytes, and asked for the receipt if it
// took them; whoever fails or takes too long hands over to the next. Where nobody answers they are asked
// again until the time of the call is over: nodes may be restarting, and what was handed to one of them may
// be executed.
class Client::Core::Submission {
 public:
  using Value = Verified<VerifiedTransaction>;
  Submission(Core& client, const TxId& id, BytesView bytes)
      : client_(client),
        round_(client),
        id_(id),
        body_(credence::text_of(bytes)),
        target_("/v1/transactions/" + id.hex()) {}

  Outcome<Value> run() {
    while (auto ended = turns_.next()) {
      if (auto value = take(ended->tag, client_.reply_of(ended->tag, std::move(ended->answer))))
        return *std::move(value);
      if (round_.refusal() == nullptr) continue;
      if (auto other = client_.other_chain(round_)) return give_up(ExitCode::other_chain, *std::move(other));
      break;
    }
    return std::unexpected(round_.failure());
  }

 private:
  void hand_over(std::size_t node) {
    waiting_.erase(node);
    turns_.calls.start(
        *client_.pools_[node],
        {.method = HttpRequest::Method::post,
         .target = client_.options_.although_not_ready ? "/v1/transactions?although=feature_not_ready"
                                                       : "/v1/transactions",
         .body = body_,
         .content_type = "application/octet-stream",
         .timeout = round_.timeout()},
        node);
  }
  // A node that has taken the transaction may hold its answer back for a while.
  void wait_for_receipt(std::size_t node) {
    waiting_.insert(node);
    turns_.go_on(node);
    turns_.calls.start(*client_.pools_[node],
                       {.target = target_ + "?wait_ms=" + std::to_string(client_.options_.wait_ms),
                        .timeout = round_.timeout(client_.options_.wait_ms),
                        .hold = milliseconds(client_.options_.wait_ms)},
                       node);
  }

  std::optional<Value> take(std::size_t node, const Result<Reply>& reply) {
    if (!reply) return failed(node, reply.error());
    round_.heard(node);
    if (reply->status == 200) return receipt(node, *reply);
    if (waiting_.contains(node)) return std::nullopt;  // not yet: the next node's turn
    if (reply->status == 202) {
      round_.handed_over = true;
      wait_for_receipt(node);
    } else if (reply->status == 429 || reply->status == 503) {
      round_.busy = reply->problem();
      turns_.rest(reply->retry_after());
    } else {
      round_.refused.insert_or_assign(node, reply->problem());
    }
    return std::nullopt;
  }

  std::optional<Value> failed(std::size_t node, const Error& error) {
    if (error.code != Code::bad_answer) {
      round_.unheard.insert_or_assign(node, error);
      return std::nullopt;
    }
    round_.heard(node);
    client_.report(node, target_, error);
    round_.unproved = error;
    return std::nullopt;
  }

  std::optional<Value> receipt(std::size_t node, const Reply& reply) {
    Result<Value> value = client_.with_sets(node, [&] { return client_.transaction_in(reply, id_); });
    if (!value) {
      if (value.error().code != Code::not_understood) client_.report(node, target_, value.error());
      round_.unproved = value.error();
      return std::nullopt;
    }
    turns_.proved(node);
    const Height height = value->header().height;
    for (Height floor = client_.floor_;
         floor < height && !client_.floor_.compare_exchange_weak(floor, height);) {
    }
    return *std::move(value);
  }

  Core& client_;
  Round round_;
  const TxId id_;
  const std::string body_;
  const std::string target_;
  std::set<std::size_t> waiting_;  // nodes that have taken it, and are asked for the receipt
  Turns turns_{client_, round_, Turns::Rounds::endless, [this](std::size_t node) { hand_over(node); }};
};

Outcome<Bytes> Client::sign_until(const Action& action, const SecretKey& key, Height expiry,
                                  const CoSigners& others) const {
  if (auto good = check_action(action, taken_before); !good)
    return give_up(ExitCode::bad_input, good.error());
  if (auto good = check_supported(action); !good) return give_up(ExitCode::refused, good.error());
  auto encoded = try_encode(action);
  if (!encoded) return give_up(ExitCode::bad_input, encoded.error());
  if (encoded->size() > limits::kActionBytesMax)
    return give_up(ExitCode::bad_input, Code::limit_exceeded, counted(encoded->size(), "byte", "bytes"));
  TransactionBody body;
  body.chain = core_->network_.anchor.chain;
  body.signer = key_id(key.public_key());
  if (RAND_bytes(reinterpret_cast<unsigned char*>(&body.nonce), sizeof body.nonce) != 1)
    return give_up(ExitCode::internal, Code::internal, "no randomness");
  body.expiry_height = expiry;
  body.action = *std::move(encoded);
  CoSigners keys{&key};
  keys.insert(keys.end(), others.begin(), others.end());
  return or_fail(sign_transaction(body, keys), ExitCode::bad_input);
}

Outcome<Bytes> Client::sign(const Action& action, const SecretKey& key, const CoSigners& others) {
  auto head = header();
  if (!head) return std::unexpected(head.error());
  return sign_until(action, key, head->header().height + core_->options_.expiry_heights, others);
}

Outcome<Verified<VerifiedTransaction>> Client::submit(const Action& action, const SecretKey& key,
                                                      const CoSigners& others) {
  auto bytes = sign(action, key, others);
  if (!bytes) return std::unexpected(bytes.error());
  auto done = submit_bytes(*bytes);
  if (done && (*done)->receipt.code != 0) return give_up(ExitCode::refused, error_of((*done)->receipt));
  return done;
}

Outcome<Verified<VerifiedTransaction>> Client::submit_bytes(BytesView transaction) {
  auto parsed = parse_transaction(core_->network_.anchor.chain, transaction);
  if (!parsed) return give_up(ExitCode::bad_input, parsed.error());
  return Core::Submission(*core_, parsed->id, transaction).run();
}

}  // namespace credence
