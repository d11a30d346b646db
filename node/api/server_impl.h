// SPDX-License-Identifier: Apache-2.0
// The inside of the server. server.cc: its life and its connections; server_head.cc: what answers begin with;
// server_answers.cc: requests in work and requests that wait; server_events.cc: streams of events, and the
// watch for clients that went. All but `work` runs on the server's one thread.
//
// What one address may have is bounded, and so is the whole: connections (one that rests goes when there is
// no room for another), requests in work, requests that wait, streams of events, and the bytes of long bodies
// and answers (those up to kApiOwnBytes every connection has of its own). Work is done for the addresses in
// turn. An answer is moved to the socket, never copied.
#pragma once

#include <atomic>
#include <deque>
#include <future>
#include <map>
#include <set>
#include <thread>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/string_body.hpp>

#include "ledger/domain/dry_run.h"
#include "node/api/server.h"
#include "node/api/tls.h"
#include "node/base/crowd.h"
#include "node/base/log.h"
#include "node/base/version.h"
#include "node/desk/desk.h"

// g++ 12 takes the memory of a coroutine's frame for one that another function frees: both are Asio's.
#pragma GCC diagnostic ignored "-Wmismatched-new-delete"

namespace credence::node {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;
using asio::ip::tcp;
// Dry runs in work; of one address one at a time, and how many it may ask for: in a second, and in one burst.
inline constexpr std::size_t kDryRunsMax = 2;
inline constexpr double kDryRunsPerSecond = 1, kDryRunsAtOnce = 30;
inline constexpr auto kUse = asio::as_tuple(asio::use_awaitable);
using Clock = std::chrono::steady_clock;
using Parser = http::request_parser<http::string_body>;

[[nodiscard]] inline std::string_view view_of(beast::string_view text) { return {text.data(), text.size()}; }
[[nodiscard]] inline ApiAnswer busy(const char* what) { return problem(Error{Code::busy, what}); }

/// The answer to a connection that there is no room for.
[[nodiscard]] std::string too_many();

/// HTTP sends no body with such a status, whatever the answer has.
[[nodiscard]] inline bool bodiless(const ApiAnswer& answer) {
  return answer.status == 204 || answer.status == 304;
}
/// The head of an answer as it is sent. `length`: of the body; nothing: it ends with the connection.
/// `request_id` names the request; empty: there was none.
[[nodiscard]] std::string head_of(const ApiAnswer& answer, const std::string& request_id, bool keep_alive,
                                  unsigned version, std::optional<std::size_t> length);

class ApiServer::Impl {
 public:
  Impl(ApiOptions options, Backend& backend, WorkerPool& workers)
      : options_(std::move(options)),
        backend_(backend),
        routes_(backend, options_.genesis_json, options_.texts, options_.page, bounds(), options_.search,
                options_.desk),
        workers_(workers) {}

  Result<void> start();
  void stop();
  void certified(std::vector<TxId> ids);
  std::atomic<std::uint16_t> port{0};

 private:
  struct Session {
    Session(tcp::socket socket, ApiStream::Tls tls, std::string from, std::string at)
        : stream(std::move(socket), std::move(tls)), origin(std::move(from)), address(std::move(at)) {}
    ApiStream stream;
    const std::string origin, address;
    std::string request_id = {};  // of the request that is being answered
    bool busy = false;            // a request is being answered
    bool gone = false;            // its client went while it waited
  };
  /// A request that waits, or a stream with nothing to tell.
  struct Waiter {
    Session& session;
    asio::steady_timer timer;
    bool woken = false;
  };
  using Work = std::function<void()>;
  struct Job {
    Work work;
    std::function<void(bool)> done;  // on the thread; false: the node ends, and the work was not done
  };
  using SharedRequest = std::shared_ptr<const ApiRequest>;
  using SharedPiece = std::shared_ptr<const EventPiece>;

  struct Kept {
    SharedPiece piece;
    std::uint64_t wakes;  // nothing new: since this many of them
  };

  // ---- server.cc
  Result<void> listen();
  asio::awaitable<void> accept_loop();
  void take(tcp::socket socket);
  asio::awaitable<void> serve(std::shared_ptr<Session> session);
  asio::awaitable<void> converse(Session& session);
  asio::awaitable<bool> read(Session& session, beast::flat_buffer& buffer, Parser& parser, Lease& body);
  asio::awaitable<boost::system::error_code> take_in(Session& session, beast::flat_buffer& buffer,
                                                     Parser& parser);
  asio::awaitable<void> refuse(Session& session, ApiAnswer reply);
  asio::awaitable<bool> write(Session& session, ApiAnswer answer, bool head, bool keep_alive,
                              unsigned version);
  // ---- server_answers.cc
  asio::awaitable<ApiAnswer> answer(Session& session, ApiRequest request);
  asio::awaitable<ApiAnswer> wait(Session& session, SharedRequest request, ApiAnswer first,
                                  Clock::time_point begin);
  asio::awaitable<ApiAnswer> ask(Session& session, SharedRequest request);
  asio::awaitable<bool> compute(Session& session, Work work);
  asio::awaitable<ApiAnswer> hear(std::function<void(std::function<void(ApiAnswer)>)> later);
  void begin_jobs();
  // ---- server_events.cc
  asio::awaitable<void> stream(Session& session, ApiAnswer answer, unsigned version);
  asio::awaitable<void> tell(Session& session, const EventFeed& feed, Waiter& waiter);
  asio::awaitable<bool> send_text(Session& session, std::string_view text);
  asio::awaitable<SharedPiece> read_events(Session& session, const EventFeed& feed, std::uint64_t next);
  void keep(const std::string& name, Kept piece);
  void watch();
  asio::awaitable<void> watch_loop();

  [[nodiscard]] Bound shared(std::size_t all) const {
    return {all, std::max<std::size_t>(1, all * options_.address_percent / 100)};
  }
  [[nodiscard]] Bound half() const { return shared(std::max<std::size_t>(4, options_.connections_max / 2)); }
  [[nodiscard]] ApiBounds bounds() const;

  asio::io_context context_{1};
  const ApiOptions options_;
  Backend& backend_;
  const ApiRoutes routes_;
  WorkerPool& workers_;
  std::unique_ptr<ApiTls> tls_;  // none: plain HTTP
  tcp::acceptor acceptor_{context_};
  const std::string too_many_ = too_many();
  std::set<std::shared_ptr<Session>> sessions_;
  Crowd<Session> crowd_{shared(options_.connections_max)};
  Shares bytes_{shared(options_.bytes_max)};
  Shares working_{shared(std::max<std::size_t>(4, options_.connections_max / 4))};
  Shares waiting_{half()};
  Shares streams_{half()};
  Shares dry_runs_{Bound{kDryRunsMax, 1}};
  Rate dry_run_rate_{kDryRunsPerSecond, kDryRunsAtOnce, limits::kOriginsRememberedMax};
  Turns<Job> jobs_;
  std::size_t jobs_begun_ = 0;
  std::multimap<TxId, std::shared_ptr<Waiter>> waiters_;
  std::set<std::shared_ptr<Waiter>> followers_;  // of streams
  bool watching_ = false;

  // Streams of one topic at one place share what is read for them.
  std::map<std::string, Kept, std::less<>> kept_;  // by topic and position, at most kKeptMax
  std::deque<std::string> kept_order_;
  struct Reading {
    asio::steady_timer done;  // is cancelled then
    SharedPiece piece;        // nothing: the node ends
    std::uint64_t wakes;      // when it began
  };
  std::map<std::string, std::shared_ptr<Reading>> reading_;
  std::uint64_t wakes_ = 0;  // certificates so far
  bool stopping_ = false;
  std::promise<void> ended_;
  std::thread thread_;
};

}  // namespace credence::node
