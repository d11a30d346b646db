// SPDX-License-Identifier: Apache-2.0
// The routes of the HTTP API (docs/api.md) as functions of a request: no sockets in here, so that tests and
// fuzzers call them directly.
//
// Thread-safety: `handle` may be called at once from many threads; it may block for a disk read or a
// signature check.
#pragma once

#include <span>

#include "node/api/backend.h"
#include "node/api/credit_texts.h"

namespace credence {
struct StateKey;
struct HistoryKey;
}  // namespace credence

namespace credence::node {

struct ApiRequest {
  std::string method;        // "GET"
  std::string target;        // "/v1/blocks/7?x=y", as sent
  std::string content_type;  // lower case, without parameters
  std::string body;
  bool confidential = false;  // nobody between can read what is said: TLS, or a client on this machine
  bool takes_gzip = false;
  std::string if_none_match = {};  // as sent
  std::string last_event_id = {};  // as sent
  bool chinese = false;            // the language of a problem's title
  std::string address = {};        // of the client
  bool elsewhere = false;          // a page of another origin sent it
};

/// Some events of a stream, as they go to its reader: at most about kApiOwnBytes.
struct EventPiece {
  std::string text;        // empty: there is nothing new
  std::uint64_t next = 0;  // the position after these
  bool last = false;       // nothing comes after them
};
/// What a stream tells, by position: nothing is queued.
struct EventFeed {
  std::string topic;  // streams of one topic share what is read for them
  std::uint64_t next = 0;
  std::function<EventPiece(std::uint64_t position)> read;  // on a worker
  std::uint64_t poll_ms = 0;  // there may be something new without a certificate: look so often
};

struct ApiAnswer {
  unsigned status = 200;
  std::string content_type = "application/json";
  std::string body;
  std::string allow;  // with 405 and OPTIONS
  // further ones; of the same name as another they take its place
  std::vector<std::pair<std::string, std::string>> headers = {};
  std::optional<std::uint64_t> retry_after_ms;
  /// The answer may be a better one soon: ask again when this transaction, or any block (zero), is certified,
  /// for at most `wait_ms` after the request came.
  std::optional<TxId> wait_for;
  std::uint64_t wait_ms = 0;
  /// This is no answer yet: a piece of the work was done, and this does the next one, to be called on a
  /// worker again.
  std::function<ApiAnswer()> rest;
  /// This is no answer yet: it is made elsewhere, and told once, on any thread. To be called once.
  std::function<void(std::function<void(ApiAnswer)> told)> later = {};
  /// The body begins a stream of events, which goes on with these.
  std::shared_ptr<const EventFeed> events = {};
};

/// What the server allows: for /v1/limits.
struct ApiBounds {
  std::size_t connections = 0, bytes = 0, waiting = 0, streams = 0, address_percent = 0;
  std::uint64_t idle_ms = 0;
};

/// An RFC 9457 problem.
[[nodiscard]] ApiAnswer problem(unsigned status, const Error& error);
/// With the status that fits the code.
[[nodiscard]] ApiAnswer problem(const Error& error);

class Desk;
class Page;
class SearchIndex;
enum class SearchKind : std::uint8_t;

class ApiRoutes {
 public:
  /// `backend`, `texts` and `page` must outlive this. `genesis_json` is served as it is. Without `texts` this
  /// node keeps none; without `page` it serves the API alone; without `search` it has no search and no lists;
  /// without `desk` it works for nobody.
  ApiRoutes(Backend& backend, std::string genesis_json, CreditTexts* texts = nullptr,
            const Page* page = nullptr, ApiBounds bounds = {}, const SearchIndex* search = nullptr,
            Desk* desk = nullptr);
  /// An answer, or the first piece of one (`ApiAnswer::rest`).
  [[nodiscard]] ApiAnswer handle(const ApiRequest& request) const;
  /// Every route: its method, its pattern, and the members of the query that it knows, with blanks between.
  struct Described {
    std::string_view method, pattern, query;
  };
  [[nodiscard]] static std::vector<Described> routes();
  /// The name under which requests of this target are counted: the first word of its path, "other" if it
  /// leads nowhere.
  [[nodiscard]] static std::string_view name_of(std::string_view target);
  /// How long the body of a request to this target may be.
  [[nodiscard]] std::size_t body_bytes_max(std::string_view target) const;

 private:
  struct Call;
  struct EventPlace;
  struct Route;
  struct Keys;
  [[nodiscard]] static std::span<const Route> table();  // routes_table.cc
  [[nodiscard]] static Result<HistoryKey> subject_called(std::string_view path);
  [[nodiscard]] ApiAnswer answer(const ApiRequest& request) const;
  [[nodiscard]] ApiAnswer route(Call& call) const;
  [[nodiscard]] ApiAnswer post_transaction(const Call& call) const;
  [[nodiscard]] ApiAnswer post_batch(const Call& call) const;
  [[nodiscard]] ApiAnswer transaction(const Call& call) const;
  [[nodiscard]] Result<TxId> whole_id(std::string_view digits) const;
  struct BatchWork;
  [[nodiscard]] ApiAnswer go_on(std::shared_ptr<BatchWork> work) const;
  [[nodiscard]] ApiAnswer post_dry_run(const Call& call) const;
  struct DryRunWork;
  [[nodiscard]] ApiAnswer go_on(std::shared_ptr<DryRunWork> work) const;
  [[nodiscard]] ApiAnswer transaction(const TxId& id, std::uint64_t wait_ms) const;
  [[nodiscard]] ApiAnswer block(const Call& call) const;
  [[nodiscard]] ApiAnswer genesis_block() const;
  [[nodiscard]] ApiAnswer block_content(const Call& call) const;
  [[nodiscard]] ApiAnswer block_under(const Call& call) const;
  [[nodiscard]] ApiAnswer validators(const Call& call) const;
  [[nodiscard]] ApiAnswer archive(const Call& call) const;
  [[nodiscard]] ApiAnswer state(const StateKey& key, const Call& call) const;
  [[nodiscard]] ApiAnswer history(const HistoryKey& subject, const Call& call) const;
  [[nodiscard]] ApiAnswer histories(const Call& call) const;
  [[nodiscard]] ApiAnswer credit_text(const Call& call) const;
  [[nodiscard]] ApiAnswer events(const Call& call) const;
  [[nodiscard]] ApiAnswer block_feed(const Call& call, std::optional<EventPlace> seen) const;
  [[nodiscard]] ApiAnswer subject_feed(const Call& call, std::optional<EventPlace> seen) const;
  [[nodiscard]] ApiAnswer transaction_feed(const Call& call, std::optional<EventPlace> seen) const;
  [[nodiscard]] ApiAnswer consensus_feed() const;
  [[nodiscard]] EventPiece block_events(Height next) const;
  [[nodiscard]] EventPiece subject_events(const HistoryKey& subject, const std::string& path,
                                          std::uint64_t next) const;
  [[nodiscard]] EventPiece transaction_events(const TxId& id, std::uint64_t told) const;
  [[nodiscard]] EventPiece consensus_events(std::uint64_t next) const;
  [[nodiscard]] Result<void> at_desk(const ApiRequest& request, std::string_view content_type) const;
  [[nodiscard]] ApiAnswer read_list(const Call& call) const;
  [[nodiscard]] ApiAnswer certificate(const Call& call) const;
  [[nodiscard]] ApiAnswer findings(const Call& call) const;
  [[nodiscard]] std::size_t desk_bytes() const;
  [[nodiscard]] ApiAnswer limits() const;
  [[nodiscard]] ApiAnswer search(const Call& call) const;
  [[nodiscard]] ApiAnswer list(SearchKind kind, const Call& call) const;
  [[nodiscard]] ApiAnswer genesis() const;
  [[nodiscard]] ApiAnswer metrics() const;
  [[nodiscard]] ApiAnswer status() const;
  [[nodiscard]] ApiAnswer health() const;
  [[nodiscard]] ApiAnswer livez() const;
  [[nodiscard]] ApiAnswer evidence() const;

  Backend& backend_;
  const std::string genesis_json_;
  CreditTexts* const texts_;
  const Page* const page_;
  const ApiBounds bounds_;
  const SearchIndex* const search_;
  Desk* const desk_;
};

}  // namespace credence::node
