// The routes of the HTTP API (docs/api.md) as functions of a request: no sockets in here, so that tests and fuzzers call them directly.
//
// Thread-safety: `handle` may be called at once from many threads; it may block for a disk read or a signature check.
#pragma once

#include "node/api/backend.h"
#include "node/api/credit_texts.h"

namespace credence::node {

struct ApiRequest {
  std::string method;        // "GET"
  std::string target;        // "/v1/blocks/7?x=y", as sent
  std::string content_type;  // lower case, without parameters
  std::string body;
};

struct ApiAnswer {
  unsigned status = 200;
  std::string content_type = "application/json";
  std::string body;
  std::string allow;                          // with 405 and OPTIONS
  std::optional<std::uint64_t> retry_after_ms;
  /// The answer may be a better one soon: ask again when this transaction, or any block (zero), is certified, for at most
  /// `wait_ms` after the request came.
  std::optional<TxId> wait_for;
  std::uint64_t wait_ms = 0;
};

/// An RFC 9457 problem.
[[nodiscard]] ApiAnswer problem(unsigned status, const Error& error);
/// With the status that fits the code.
[[nodiscard]] ApiAnswer problem(const Error& error);

class ApiRoutes {
 public:
  /// `backend` and `texts` must outlive this. `genesis_json` is served as it is. Without `texts` this node keeps none.
  ApiRoutes(Backend& backend, std::string genesis_json, CreditTexts* texts = nullptr);
  [[nodiscard]] ApiAnswer handle(const ApiRequest& request) const;

 private:
  struct Call;
  [[nodiscard]] ApiAnswer route(const Call& call) const;
  [[nodiscard]] ApiAnswer post_transaction(const Call& call) const;
  [[nodiscard]] ApiAnswer post_batch(const Call& call) const;
  [[nodiscard]] ApiAnswer transaction(const TxId& id, std::uint64_t wait_ms) const;
  [[nodiscard]] ApiAnswer block(std::string_view height) const;
  [[nodiscard]] ApiAnswer block_content(std::string_view height) const;
  [[nodiscard]] ApiAnswer validators(const Call& call) const;
  [[nodiscard]] ApiAnswer archive(const Call& call) const;
  [[nodiscard]] ApiAnswer state(const StateKey& key, const Call& call) const;
  [[nodiscard]] ApiAnswer history(const HistoryKey& subject, const Call& call) const;
  [[nodiscard]] ApiAnswer subjects(const Call& call) const;
  [[nodiscard]] ApiAnswer credit_text(const Call& call) const;
  [[nodiscard]] ApiAnswer status() const;
  [[nodiscard]] ApiAnswer health() const;
  [[nodiscard]] ApiAnswer evidence() const;

  Backend& backend_;
  const std::string genesis_json_;
  CreditTexts* const texts_;
};

}  // namespace credence::node
