// How a transaction gets to the ledger: the same bytes go to one node after the other until a certified
// receipt is in hand.
#include <openssl/rand.h>

#include "client/client_round.h"
#include "client/code_exceptions.h"

namespace credence {

// One transaction on its way. `node` takes its turn in `visit`; whoever fails hands over to the next. Where
// nobody answers they are asked again until the time of the call is over: nodes may be restarting, and what
// was handed to one of them may be executed.
class Client::Submission {
 public:
  using Value = Verified<VerifiedTransaction>;
  Submission(Client& client, const TxId& id, BytesView bytes)
      : client_(client), round_(client), id_(id), bytes_(bytes), target_("/v1/transactions/" + id.hex()) {}

  Outcome<Value> run() {
    const std::size_t nodes = client_.pools_.size();
    for (std::size_t node = client_.first_; !round_.late();) {
      for (std::size_t k = 0; k < nodes && !round_.late(); ++k, node = (node + 1) % nodes) {
        if (auto value = visit(node)) return *std::move(value);
        if (round_.refusal() != nullptr) return std::unexpected(round_.failure());
      }
      round_.pause(again_);
      again_ = kPauseMin;
    }
    return std::unexpected(round_.failure());
  }

 private:
  // Hands the bytes to a node and waits there for a while. A node that takes them and never delivers loses
  // its turn.
  std::optional<Value> visit(std::size_t node) {
    auto posted = client_.ask(node, {.method = HttpRequest::Method::post,
                                     .target = "/v1/transactions",
                                     .body = std::string(credence::text_of(bytes_)),
                                     .content_type = "application/octet-stream",
                                     .timeout = round_.timeout()});
    if (!posted) return failed(node, posted.error());
    ++round_.reached;
    if (posted->status == 200) return take(node, *posted);
    if (posted->status == 429 || posted->status == 503) {
      round_.busy = posted->problem();
      again_ = std::max(again_, posted->retry_after());
      return std::nullopt;
    }
    if (posted->status != 202) {
      round_.refused.insert_or_assign(node, posted->problem());
      return std::nullopt;
    }
    auto answer =
        client_.ask(node, {.method = HttpRequest::Method::get,
                           .target = target_ + "?wait_ms=" + std::to_string(client_.options_.wait_ms),
                           .body = {},
                           .content_type = {},
                           .timeout = round_.timeout(client_.options_.wait_ms)});
    if (!answer) return failed(node, answer.error());
    return answer->status == 200 ? take(node, *answer) : std::nullopt;
  }

  std::optional<Value> failed(std::size_t node, const Error& error) {
    if (error.code == Code::bad_answer) {
      client_.report(node, target_, error);
      round_.unproved = error;
    }
    round_.transport = error;
    return std::nullopt;
  }

  std::optional<Value> take(std::size_t node, const Reply& reply) {
    Result<Value> value = client_.with_sets(node, [&] { return client_.transaction_in(reply, id_); });
    if (!value) {
      client_.report(node, target_, value.error());
      round_.unproved = value.error();
      return std::nullopt;
    }
    client_.first_ = node;
    const Height height = value->header().height;
    for (Height floor = client_.floor_;
         floor < height && !client_.floor_.compare_exchange_weak(floor, height);) {
    }
    return *std::move(value);
  }

  Client& client_;
  Round round_;
  const TxId id_;
  const BytesView bytes_;
  const std::string target_;
  milliseconds again_ = kPauseMin;
};

Outcome<Bytes> Client::sign_until(const Action& action, const SecretKey& key, Height expiry,
                                  const CoSigners& others) const {
  if (auto good = check_action(action, taken_before); !good)
    return give_up(ExitCode::bad_input, good.error());
  auto encoded = try_encode(action);
  if (!encoded) return give_up(ExitCode::bad_input, encoded.error());
  if (encoded->size() > limits::kActionBytesMax)
    return give_up(ExitCode::bad_input, Code::limit_exceeded, std::to_string(encoded->size()) + " bytes");
  TransactionBody body;
  body.chain = network_.anchor.chain;
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
  return sign_until(action, key, head->header().height + options_.expiry_heights, others);
}

Outcome<Verified<VerifiedTransaction>> Client::submit(const Action& action, const SecretKey& key,
                                                      const CoSigners& others) {
  auto bytes = sign(action, key, others);
  if (!bytes) return std::unexpected(bytes.error());
  auto done = submit_bytes(*bytes);
  if (done && (*done)->receipt.code != 0) {
    const std::uint16_t code = (*done)->receipt.code;
    return give_up(ExitCode::refused, known(code) ? static_cast<Code>(code) : Code::internal,
                   (*done)->receipt.detail);
  }
  return done;
}

Outcome<Verified<VerifiedTransaction>> Client::submit_bytes(BytesView transaction) {
  auto parsed = parse_transaction(network_.anchor.chain, transaction);
  if (!parsed) return give_up(ExitCode::bad_input, parsed.error());
  return Submission(*this, parsed->id, transaction).run();
}

}  // namespace credence
