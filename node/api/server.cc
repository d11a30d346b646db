// SPDX-License-Identifier: Apache-2.0
// Beast with coroutines. A session reads a request within its limits, has it answered on a worker, perhaps
// waits for a certificate and asks again, and writes the answer.
//
// What one address may have is bounded, and so is the whole: connections (one that rests goes when there is
// no room for another), requests in work and requests that wait, and the bytes of long bodies and answers
// (those up to kApiOwnBytes every connection has of its own). Work is done for the addresses in turn. An
// answer is moved to the socket, never copied.
#include "node/api/server.h"

#include <atomic>
#include <future>
#include <map>
#include <set>
#include <thread>

#include <poll.h>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/http.hpp>

#include "node/api/page.h"
#include "node/api/tls.h"
#include "node/base/crowd.h"
#include "node/base/log.h"
#include "node/base/origin.h"
#include "node/base/version.h"

namespace credence::node {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;
using asio::ip::tcp;
constexpr auto kUse = asio::as_tuple(asio::use_awaitable);
using Clock = std::chrono::steady_clock;
using Parser = http::request_parser<http::string_body>;

constexpr std::chrono::seconds kStopMax{5};
// for clients that went while their request waits
constexpr std::chrono::milliseconds kWatchEvery{200};
// of the system's buffers, each way: they are memory too
constexpr int kSocketBytes = 128 * static_cast<int>(limits::kKiB);
constexpr std::size_t kBufferBytesMax = limits::kApiHeaderBytesMax + limits::kApiOwnBytes / 2;

std::string_view view_of(beast::string_view text) { return {text.data(), text.size()}; }

std::string media_type(std::string_view header) {
  std::string out(header.substr(0, header.find(';')));
  while (!out.empty() && out.back() == ' ') out.pop_back();
  for (char& c : out)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return out;
}

/// The answer to a request that could not be read, or nothing if there is nobody to answer.
std::optional<ApiAnswer> unreadable(const boost::system::error_code& error) {
  if (error == http::error::body_limit)
    return problem(
        Error{Code::body_too_long, "at most " + std::to_string(limits::kApiBodyBytesMax) + " bytes"});
  if (error == http::error::header_limit || error == http::error::buffer_overflow)
    return problem(431, Error{Code::bad_request, "the header is too long"});
  if (error == http::error::end_of_stream || error == http::error::partial_message) return std::nullopt;
  if (error.category() == http::make_error_code(http::error::bad_method).category())
    return problem(Error{Code::bad_request, error.message()});
  return std::nullopt;
}

ApiAnswer busy(const char* what) { return problem(Error{Code::busy, what}); }

/// Without a session: there is no room for one.
std::string too_many() {
  const ApiAnswer answer = busy("as many connections are open as may be");
  return "HTTP/1.1 503 Service Unavailable\r\nServer: " + std::string(kServerName) +
         "\r\nContent-Type: " + answer.content_type +
         "\r\nContent-Length: " + std::to_string(answer.body.size()) +
         "\r\nRetry-After: 1\r\nConnection: close\r\n\r\n" + answer.body;
}

template <class Response>
void set_head(Response& response, const ApiAnswer& answer, bool keep_alive) {
  response.result(answer.status);
  response.set(http::field::server, kServerName);
  if (answer.status != 204 && answer.status != 304)
    response.set(http::field::content_type, answer.content_type);
  response.set(http::field::cache_control, "no-store");
  response.set("X-Content-Type-Options", "nosniff");
  // public, without cookies: any page may read it
  response.set(http::field::access_control_allow_origin, "*");
  if (!answer.allow.empty()) {
    response.set(http::field::allow, answer.allow);
    response.set(http::field::access_control_allow_methods, answer.allow);
    response.set(http::field::access_control_allow_headers, "Content-Type");
  }
  for (const auto& [name, value] : answer.headers) response.set(name, value);
  if (answer.retry_after_ms)
    response.set(http::field::retry_after, std::to_string((*answer.retry_after_ms + 999) / 1000));
  response.keep_alive(keep_alive);
}

}  // namespace

class ApiServer::Impl {
 public:
  Impl(ApiOptions options, Backend& backend, WorkerPool& workers)
      : options_(std::move(options)),
        backend_(backend),
        routes_(backend, options_.genesis_json, options_.texts, options_.page),
        workers_(workers) {}

  Result<void> start();
  void stop();
  void certified(std::vector<TxId> ids);
  std::atomic<std::uint16_t> port{0};

 private:
  struct Session {
    Session(tcp::socket socket, ApiStream::Tls tls, std::string from)
        : stream(std::move(socket), std::move(tls)), origin(std::move(from)) {}
    ApiStream stream;
    const std::string origin;
    bool busy = false;  // a request is being answered
    bool gone = false;  // its client went while it waited
  };
  struct Waiter {
    Session& session;
    asio::steady_timer timer;
    bool woken = false;
  };
  using Work = std::function<ApiAnswer()>;
  struct Job {
    Work work;
    std::function<void(ApiAnswer)> done;  // on the thread
  };
  using SharedRequest = std::shared_ptr<const ApiRequest>;

  Result<void> listen();
  asio::awaitable<void> accept_loop();
  void take(tcp::socket socket);
  asio::awaitable<void> serve(std::shared_ptr<Session> session);
  asio::awaitable<void> converse(Session& session);
  asio::awaitable<bool> read(Session& session, beast::flat_buffer& buffer, Parser& parser, Lease& body);
  asio::awaitable<void> refuse(Session& session, ApiAnswer reply);
  asio::awaitable<ApiAnswer> answer(Session& session, ApiRequest request);
  asio::awaitable<ApiAnswer> wait(Session& session, SharedRequest request, ApiAnswer first,
                                  Clock::time_point begin);
  asio::awaitable<ApiAnswer> ask(Session& session, SharedRequest request);
  asio::awaitable<ApiAnswer> compute(Session& session, Work work);
  void begin_jobs();
  asio::awaitable<void> watch_loop();
  asio::awaitable<bool> write(Session& session, ApiAnswer answer, bool head, bool keep_alive,
                              unsigned version);
  [[nodiscard]] Bound shared(std::size_t all) const {
    return {all, std::max<std::size_t>(1, all * options_.address_percent / 100)};
  }

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
  Shares waiting_{shared(std::max<std::size_t>(4, options_.connections_max / 2))};
  Turns<Job> jobs_;
  std::size_t jobs_begun_ = 0;
  std::multimap<TxId, std::shared_ptr<Waiter>> waiters_;
  bool watching_ = false;
  bool stopping_ = false;
  std::promise<void> ended_;
  std::thread thread_;
};

Result<void> ApiServer::Impl::listen() {
  boost::system::error_code error;
  tcp::resolver resolver(context_);
  const auto found = resolver.resolve(options_.listen.host, std::to_string(options_.listen.port),
                                      tcp::resolver::passive | tcp::resolver::numeric_service, error);
  if (error || found.empty())
    return fail(Code::port_in_use, "api, " + options_.listen.text() + ": " + error.message());
  const tcp::endpoint end = found.begin()->endpoint();
  acceptor_.open(end.protocol(), error);
  if (!error) acceptor_.set_option(tcp::acceptor::reuse_address(true), error);
  if (!error) acceptor_.set_option(asio::socket_base::send_buffer_size(kSocketBytes), error);
  if (!error) acceptor_.set_option(asio::socket_base::receive_buffer_size(kSocketBytes), error);
  if (!error) acceptor_.bind(end, error);
  if (!error) acceptor_.listen(asio::socket_base::max_listen_connections, error);
  if (error) return fail(Code::port_in_use, "api, " + options_.listen.text() + ": " + error.message());
  port = acceptor_.local_endpoint(error).port();
  return {};
}

Result<void> ApiServer::Impl::start() {
  if (!options_.tls_certificate_path.empty()) {
    auto tls = ApiTls::load(options_.tls_certificate_path, options_.tls_key_path);
    if (!tls) return std::unexpected(tls.error());
    tls_ = *std::move(tls);
  }
  if (auto done = listen(); !done) return done;
  asio::co_spawn(context_, accept_loop(), asio::detached);
  thread_ = std::thread([this] {
    name_thread("api");
    context_.run();
    ended_.set_value();
  });
  log(LogLevel::info, "api_started",
      {{"address", options_.listen.host},
       {"port", port.load()},
       {"tls_sha256", tls_ ? tls_->fingerprint() : "-"}});
  return {};
}

void ApiServer::Impl::stop() {
  if (!thread_.joinable()) return;
  asio::post(context_, [this] {
    stopping_ = true;
    boost::system::error_code ignored;
    acceptor_.close(ignored);
    for (const auto& session : sessions_)
      if (!session->busy) session->stream.close();
    for (const auto& [id, waiter] : waiters_) waiter->timer.cancel();
  });
  if (ended_.get_future().wait_for(kStopMax) != std::future_status::ready) context_.stop();
  thread_.join();
}

void ApiServer::Impl::certified(std::vector<TxId> ids) {
  asio::post(context_, [this, ids = std::move(ids)] {
    const auto wake = [](const std::shared_ptr<Waiter>& waiter) {
      waiter->woken = true;
      waiter->timer.cancel();
    };
    if (ids.empty())
      for (const auto& [id, waiter] : waiters_) wake(waiter);
    const auto wake_range = [&](const TxId& id) {
      const auto [first, last] = waiters_.equal_range(id);
      for (auto at = first; at != last; ++at) wake(at->second);
    };
    wake_range(TxId{});
    for (const auto& id : ids) wake_range(id);
  });
}

// ---- connections ------------------------------------------------------------------------------------------

asio::awaitable<void> ApiServer::Impl::accept_loop() {
  asio::steady_timer pause(context_);
  while (!stopping_) {
    auto [error, socket] = co_await acceptor_.async_accept(kUse);
    if (stopping_) co_return;
    if (!error) {
      take(std::move(socket));
      continue;
    }
    log(LogLevel::warning, "api_accept_failed", {{"reason", error.message()}});
    pause.expires_after(std::chrono::milliseconds(100));
    (void)co_await pause.async_wait(kUse);
  }
}

void ApiServer::Impl::take(tcp::socket socket) {
  boost::system::error_code ignored, unknown;
  const auto end = socket.remote_endpoint(unknown);
  auto session = std::make_shared<Session>(std::move(socket), tls_ ? tls_->context() : nullptr,
                                           unknown ? std::string() : origin_of(end.address()));
  const auto room = crowd_.room_for(session->origin);
  if (!room.given) {
    session->stream.socket().non_blocking(true, ignored);
    session->stream.socket().write_some(asio::buffer(too_many_), ignored);
    return;
  }
  if (room.instead_of != nullptr) {
    crowd_.leave(room.instead_of);
    room.instead_of->stream.close();  // its coroutine ends
  }
  session->stream.socket().set_option(tcp::no_delay(true), ignored);
  sessions_.insert(session);
  crowd_.enter(session.get(), session->origin);
  // bad_alloc ends one session
  asio::co_spawn(context_, serve(std::move(session)), [](const std::exception_ptr&) {});
}

asio::awaitable<void> ApiServer::Impl::serve(std::shared_ptr<Session> session) {
  struct Leaving {
    Impl& server;
    std::shared_ptr<Session> session;
    ~Leaving() {
      boost::system::error_code ignored;
      session->stream.socket().shutdown(tcp::socket::shutdown_send, ignored);
      session->stream.close();
      server.crowd_.leave(session.get());
      server.sessions_.erase(session);
    }
  } const leaving{*this, session};
  session->stream.expires_after(std::chrono::milliseconds(options_.idle_ms));
  if (co_await session->stream.greet()) co_await converse(*session);
}

asio::awaitable<void> ApiServer::Impl::converse(Session& session) {
  beast::flat_buffer buffer(kBufferBytesMax);
  while (!stopping_) {
    Parser parser;
    Lease body, room;
    parser.header_limit(static_cast<std::uint32_t>(limits::kApiHeaderBytesMax));
    parser.body_limit(limits::kApiBodyBytesMax);
    const bool whole = co_await read(session, buffer, parser, body);
    if (!whole) co_return;
    auto& message = parser.get();
    const bool head = message.method() == http::verb::head;
    const bool keep_alive = message.keep_alive() && !stopping_;
    ApiRequest request;
    request.method = view_of(message.method_string());
    request.target = view_of(message.target());
    request.content_type = media_type(view_of(message[http::field::content_type]));
    request.body = std::move(message.body());
    request.confidential = session.stream.confidential();
    request.takes_gzip = takes_gzip(view_of(message[http::field::accept_encoding]));
    request.if_none_match = view_of(message[http::field::if_none_match]);
    const std::string_view route = ApiRoutes::name_of(request.target);
    session.busy = true;
    crowd_.work(&session);
    session.stream.expires_never();
    const auto begin = Clock::now();
    ApiAnswer answered = co_await answer(session, std::move(request));
    session.busy = false;
    crowd_.rest(&session);
    if (session.gone) co_return;
    if (answered.body.size() > limits::kApiOwnBytes) {
      room = Lease(bytes_, session.origin, answered.body.size());
      if (!room)
        answered =
            busy("as many bytes of answers are on their way to this address as may be: take them first");
    }
    backend_.count_request(route, answered.status,
                           std::chrono::duration<double>(Clock::now() - begin).count());
    const bool written =
        co_await write(session, std::move(answered), head, keep_alive && !stopping_, message.version());
    if (!written || !keep_alive || stopping_) co_return;
    if (buffer.size() == 0) buffer.shrink_to_fit();
  }
}

/// False if there is no whole request; whoever sent a bad one has got its answer.
asio::awaitable<bool> ApiServer::Impl::read(Session& session, beast::flat_buffer& buffer, Parser& parser,
                                            Lease& body) {
  session.stream.expires_after(std::chrono::milliseconds(options_.idle_ms));
  auto [error, got] = co_await http::async_read_header(session.stream, buffer, parser, kUse);
  if (!error && !parser.is_done()) {
    const std::size_t length =
        parser.chunked() ? limits::kApiBodyBytesMax : parser.content_length().value_or(0);
    // as it is, and taken apart
    if (length > limits::kApiOwnBytes) body = Lease(bytes_, session.origin, 2 * length);
    if (length > limits::kApiOwnBytes && !body) {
      ApiAnswer reply = busy("as many bytes of requests are on their way from this address as may be");
      co_await refuse(session, std::move(reply));
      co_return false;
    }
    if (view_of(parser.get()[http::field::expect]) == "100-continue") {
      http::response<http::empty_body> go_on{http::status::continue_, parser.get().version()};
      (void)co_await http::async_write(session.stream, go_on, kUse);
    }
    const auto [body_error, more] = co_await http::async_read(session.stream, buffer, parser, kUse);
    error = body_error;
  }
  if (!error) co_return true;
  auto reply = unreadable(error);
  if (reply) co_await refuse(session, *std::move(reply));
  co_return false;
}

/// Answers, and reads and drops for a moment what else is sent: a reset would take the answer away.
asio::awaitable<void> ApiServer::Impl::refuse(Session& session, ApiAnswer reply) {
  (void)co_await write(session, std::move(reply), false, false, 11);
  boost::system::error_code ignored;
  session.stream.socket().shutdown(tcp::socket::shutdown_send, ignored);
  session.stream.expires_after(std::chrono::seconds(1));
  std::array<char, 4096> scrap;
  for (std::size_t dropped = 0; dropped < 4 * limits::kApiBodyBytesMax;) {
    const auto [end, size] = co_await session.stream.async_read_some(asio::buffer(scrap), kUse);
    if (end) break;
    dropped += size;
  }
}

asio::awaitable<bool> ApiServer::Impl::write(Session& session, ApiAnswer answer, bool head, bool keep_alive,
                                             unsigned version) {
  session.stream.expires_after(std::chrono::milliseconds(options_.idle_ms));
  if (head) {
    http::response<http::empty_body> response;
    response.version(version);
    set_head(response, answer, keep_alive);
    response.content_length(answer.body.size());
    http::response_serializer<http::empty_body> serializer(response);
    const auto [error, size] = co_await http::async_write_header(session.stream, serializer, kUse);
    co_return !error;
  }
  http::response<http::string_body> response;
  response.version(version);
  set_head(response, answer, keep_alive);
  response.body() = std::move(answer.body);
  if (answer.status != 204 && answer.status != 304) response.prepare_payload();
  const auto [error, size] = co_await http::async_write(session.stream, response, kUse);
  co_return !error;
}

// ---- answers ----------------------------------------------------------------------------------------------

asio::awaitable<ApiAnswer> ApiServer::Impl::answer(Session& session, ApiRequest request) {
  const auto begin = Clock::now();
  const auto shared = std::make_shared<const ApiRequest>(std::move(request));
  ApiAnswer out = co_await ask(session, shared);
  if (out.wait_for && out.wait_ms > 0) out = co_await wait(session, shared, std::move(out), begin);
  co_return out;
}

/// The answer may get better: waits for what makes it so, and asks again. The waiter is there before the
/// second question, so that no certificate is missed in between.
asio::awaitable<ApiAnswer> ApiServer::Impl::wait(Session& session, SharedRequest request, ApiAnswer first,
                                                 Clock::time_point begin) {
  const Lease place(waiting_, session.origin, 1);
  // pending is an answer
  if (!place)
    co_return first.status == 202 ? std::move(first)
                                  : busy("as many requests of this address wait as may be");
  const auto deadline = begin + std::chrono::milliseconds(first.wait_ms);
  auto waiter = std::make_shared<Waiter>(session, asio::steady_timer(context_), false);
  const auto at = waiters_.emplace(*first.wait_for, waiter);
  if (!std::exchange(watching_, true)) asio::co_spawn(context_, watch_loop(), asio::detached);
  ApiAnswer out = std::move(first);
  while (!stopping_ && !session.gone) {
    out = co_await ask(session, request);
    if (!out.wait_for || Clock::now() >= deadline || stopping_) break;
    if (!waiter->woken && !session.gone) {
      waiter->timer.expires_at(deadline);
      (void)co_await waiter->timer.async_wait(kUse);
    }
    waiter->woken = false;
  }
  waiters_.erase(at);
  co_return out;
}

/// Ends the wait of those whose clients went: they would keep their places for nothing.
asio::awaitable<void> ApiServer::Impl::watch_loop() {
  asio::steady_timer timer(context_);
  std::vector<pollfd> ends;
  std::vector<std::shared_ptr<Waiter>> who;
  while (!waiters_.empty() && !stopping_) {
    timer.expires_after(kWatchEvery);
    (void)co_await timer.async_wait(kUse);
    ends.clear();
    who.clear();
    for (const auto& [id, waiter] : waiters_) {
      ends.push_back({waiter->session.stream.socket().native_handle(), POLLRDHUP, 0});
      who.push_back(waiter);
    }
    if (::poll(ends.data(), ends.size(), 0) <= 0) continue;
    for (std::size_t i = 0; i < ends.size(); ++i) {
      if (ends[i].revents == 0) continue;
      who[i]->session.gone = true;
      who[i]->timer.cancel();
    }
  }
  who.clear();
  watching_ = false;
}

/// One question, and all of its pieces.
asio::awaitable<ApiAnswer> ApiServer::Impl::ask(Session& session, SharedRequest request) {
  const Lease place(working_, session.origin, 1);
  if (!place) co_return busy("as many requests of this address are in work as may be");
  Work work = [this, request = std::move(request)] { return routes_.handle(*request); };
  ApiAnswer out;
  while (work) {
    out = co_await compute(session, std::move(work));
    work = std::exchange(out.rest, nullptr);
  }
  co_return out;
}

asio::awaitable<ApiAnswer> ApiServer::Impl::compute(Session& session, Work work) {
  auto start = [this, &session, work = std::move(work)](auto handler) mutable {
    const auto shared = std::make_shared<decltype(handler)>(std::move(handler));
    jobs_.push(session.origin, Job{std::move(work), [shared](ApiAnswer out) { (*shared)(std::move(out)); }});
    begin_jobs();
  };
  ApiAnswer out = co_await asio::async_initiate<const asio::use_awaitable_t<>, void(ApiAnswer)>(
      std::move(start), asio::use_awaitable);
  co_return out;
}

/// As many as there are threads, so that the addresses come in turn however many requests one of them has.
void ApiServer::Impl::begin_jobs() {
  while (jobs_begun_ < workers_.threads() && !jobs_.empty()) {
    Job job = jobs_.pop();
    ++jobs_begun_;
    const auto end = [this, done = std::move(job.done)](ApiAnswer out) {
      asio::post(context_, [this, done, out = std::move(out)]() mutable {
        --jobs_begun_;
        begin_jobs();
        done(std::move(out));
      });
    };
    if (!workers_.post_client([work = std::move(job.work), end] { end(work()); })) end(busy("the node ends"));
  }
}

ApiServer::ApiServer(ApiOptions options, Backend& backend, WorkerPool& workers)
    : impl_(std::make_unique<Impl>(std::move(options), backend, workers)) {}
ApiServer::~ApiServer() { stop(); }
Result<void> ApiServer::start() { return impl_->start(); }
void ApiServer::stop() { impl_->stop(); }
void ApiServer::certified(Height, const std::vector<TxId>& ids) { impl_->certified(ids); }
std::uint16_t ApiServer::port() const { return impl_->port; }

}  // namespace credence::node
