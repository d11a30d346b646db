// Beast with coroutines. A session reads a request within its limits, has it answered on a worker, perhaps waits for a certificate and
// asks again, and writes the answer.
#include "node/api/server.h"

#include <atomic>
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
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/http.hpp>

#include "node/api/tls.h"
#include "node/base/log.h"
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
constexpr std::string_view kTooMany = "HTTP/1.1 503 Service Unavailable\r\nConnection: close\r\nRetry-After: 1\r\nContent-Length: 0\r\n\r\n";

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
  if (error == http::error::body_limit) return problem(Error{Code::body_too_long, "at most " + std::to_string(limits::kApiBodyBytesMax) + " bytes"});
  if (error == http::error::header_limit || error == http::error::buffer_overflow) return problem(431, Error{Code::bad_request, "the header is too long"});
  if (error == http::error::end_of_stream || error == http::error::partial_message) return std::nullopt;
  if (error.category() == http::make_error_code(http::error::bad_method).category()) return problem(Error{Code::bad_request, error.message()});
  return std::nullopt;
}

template <class Response>
void set_head(Response& response, const ApiAnswer& answer, bool keep_alive) {
  response.result(answer.status);
  response.set(http::field::server, kServerName);
  if (answer.status != 204) response.set(http::field::content_type, answer.content_type);
  response.set(http::field::cache_control, "no-store");
  response.set("X-Content-Type-Options", "nosniff");
  response.set(http::field::access_control_allow_origin, "*");  // public, without cookies: any page may read it
  if (!answer.allow.empty()) {
    response.set(http::field::allow, answer.allow);
    response.set(http::field::access_control_allow_methods, answer.allow);
    response.set(http::field::access_control_allow_headers, "Content-Type");
  }
  if (answer.retry_after_ms) response.set(http::field::retry_after, std::to_string((*answer.retry_after_ms + 999) / 1000));
  response.keep_alive(keep_alive);
}

}  // namespace

class ApiServer::Impl {
 public:
  Impl(ApiOptions options, Backend& backend, WorkerPool& workers)
      : options_(std::move(options)), routes_(backend, options_.genesis_json, options_.texts), workers_(workers) {}

  Result<void> start();
  void stop();
  void certified(std::vector<TxId> ids);
  std::atomic<std::uint16_t> port{0};

 private:
  struct Session {
    Session(tcp::socket socket, ApiStream::Tls tls) : stream(std::move(socket), std::move(tls)) {}
    ApiStream stream;
    bool busy = false;  // a request is being answered
  };
  struct Waiter {
    TxId id;
    asio::steady_timer timer;
    bool woken = false;
  };

  Result<void> listen();
  asio::awaitable<void> accept_loop();
  asio::awaitable<void> serve(std::shared_ptr<Session> session);
  asio::awaitable<void> converse(Session& session);
  asio::awaitable<bool> read(Session& session, beast::flat_buffer& buffer, Parser& parser);
  asio::awaitable<ApiAnswer> answer(ApiRequest request);
  asio::awaitable<ApiAnswer> on_worker(std::shared_ptr<const ApiRequest> request);
  asio::awaitable<bool> write(Session& session, const ApiAnswer& answer, bool head, bool keep_alive, unsigned version);

  asio::io_context context_{1};
  const ApiOptions options_;
  const ApiRoutes routes_;
  WorkerPool& workers_;
  std::unique_ptr<ApiTls> tls_;  // none: plain HTTP
  tcp::acceptor acceptor_{context_};
  std::set<std::shared_ptr<Session>> sessions_;
  std::multimap<TxId, std::shared_ptr<Waiter>> waiters_;
  bool stopping_ = false;
  std::promise<void> ended_;
  std::thread thread_;
};

Result<void> ApiServer::Impl::listen() {
  boost::system::error_code error;
  tcp::resolver resolver(context_);
  const auto found = resolver.resolve(options_.listen.host, std::to_string(options_.listen.port), tcp::resolver::passive | tcp::resolver::numeric_service, error);
  if (error || found.empty()) return fail(Code::port_in_use, "api, " + options_.listen.text() + ": " + error.message());
  const tcp::endpoint end = found.begin()->endpoint();
  acceptor_.open(end.protocol(), error);
  if (!error) acceptor_.set_option(tcp::acceptor::reuse_address(true), error);
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
  log(LogLevel::info, "api_started", {{"address", options_.listen.host}, {"port", port.load()}, {"tls_sha256", tls_ ? tls_->fingerprint() : "-"}});
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

asio::awaitable<void> ApiServer::Impl::accept_loop() {
  asio::steady_timer pause(context_);
  while (!stopping_) {
    auto [error, socket] = co_await acceptor_.async_accept(kUse);
    if (stopping_) co_return;
    if (error) {
      log(LogLevel::warning, "api_accept_failed", {{"reason", error.message()}});
      pause.expires_after(std::chrono::milliseconds(100));
      (void)co_await pause.async_wait(kUse);
      continue;
    }
    boost::system::error_code ignored;
    if (sessions_.size() >= options_.connections_max) {
      socket.non_blocking(true, ignored);
      socket.write_some(asio::buffer(kTooMany), ignored);
      continue;
    }
    socket.set_option(tcp::no_delay(true), ignored);
    auto session = std::make_shared<Session>(std::move(socket), tls_ ? tls_->context() : nullptr);
    sessions_.insert(session);
    asio::co_spawn(context_, serve(std::move(session)), asio::detached);
  }
}

asio::awaitable<void> ApiServer::Impl::serve(std::shared_ptr<Session> session) {
  session->stream.expires_after(std::chrono::milliseconds(options_.idle_ms));
  if (co_await session->stream.greet()) co_await converse(*session);
  boost::system::error_code ignored;
  session->stream.socket().shutdown(tcp::socket::shutdown_send, ignored);
  session->stream.close();
  sessions_.erase(session);
}

asio::awaitable<void> ApiServer::Impl::converse(Session& session) {
  beast::flat_buffer buffer(limits::kApiHeaderBytesMax + limits::kApiBodyBytesMax);
  while (!stopping_) {
    Parser parser;
    parser.header_limit(static_cast<std::uint32_t>(limits::kApiHeaderBytesMax));
    parser.body_limit(limits::kApiBodyBytesMax);
    const bool whole = co_await read(session, buffer, parser);
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
    session.busy = true;
    session.stream.expires_never();
    const ApiAnswer answered = co_await answer(std::move(request));
    session.busy = false;
    const bool written = co_await write(session, answered, head, keep_alive && !stopping_, message.version());
    if (!written || !keep_alive || stopping_) co_return;
  }
}

/// False if there is no whole request; whoever sent a bad one has got its answer.
asio::awaitable<bool> ApiServer::Impl::read(Session& session, beast::flat_buffer& buffer, Parser& parser) {
  session.stream.expires_after(std::chrono::milliseconds(options_.idle_ms));
  auto [error, got] = co_await http::async_read_header(session.stream, buffer, parser, kUse);
  if (!error && !parser.is_done()) {
    if (view_of(parser.get()[http::field::expect]) == "100-continue") {
      http::response<http::empty_body> go_on{http::status::continue_, parser.get().version()};
      (void)co_await http::async_write(session.stream, go_on, kUse);
    }
    const auto [body_error, more] = co_await http::async_read(session.stream, buffer, parser, kUse);
    error = body_error;
  }
  if (!error) co_return true;
  const auto reply = unreadable(error);
  if (reply) {
    (void)co_await write(session, *reply, false, false, 11);
    // The rest of what it sends is read and dropped for a moment: a reset would take the answer from it.
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
  co_return false;
}

asio::awaitable<ApiAnswer> ApiServer::Impl::on_worker(std::shared_ptr<const ApiRequest> request) {
  const auto work = [this, request](auto handler) {
    auto shared = std::make_shared<decltype(handler)>(std::move(handler));
    const auto finish = [this, shared](ApiAnswer out) {
      asio::post(context_, [shared, out = std::move(out)]() mutable { (*shared)(std::move(out)); });
    };
    if (!workers_.post([this, request, finish] { finish(routes_.handle(*request)); })) finish(problem(Error{Code::busy, {}}));
  };
  auto out = co_await asio::async_initiate<const asio::use_awaitable_t<>, void(ApiAnswer)>(work, asio::use_awaitable);
  co_return out;
}

/// Asks once; if the answer may get better, waits for it and asks again. The waiter is there before the second question, so that no
/// certificate is missed in between.
asio::awaitable<ApiAnswer> ApiServer::Impl::answer(ApiRequest request) {
  const auto begin = Clock::now();
  const auto shared = std::make_shared<const ApiRequest>(std::move(request));
  ApiAnswer out = co_await on_worker(shared);
  if (!out.wait_for || out.wait_ms == 0) co_return out;
  const auto deadline = begin + std::chrono::milliseconds(out.wait_ms);
  auto waiter = std::make_shared<Waiter>(*out.wait_for, asio::steady_timer(context_), false);
  const auto at = waiters_.emplace(waiter->id, waiter);
  while (!stopping_) {
    out = co_await on_worker(shared);
    if (!out.wait_for || Clock::now() >= deadline || stopping_) break;
    if (!waiter->woken) {
      waiter->timer.expires_at(deadline);
      (void)co_await waiter->timer.async_wait(kUse);
    }
    waiter->woken = false;
  }
  waiters_.erase(at);
  co_return out;
}

asio::awaitable<bool> ApiServer::Impl::write(Session& session, const ApiAnswer& answer, bool head, bool keep_alive, unsigned version) {
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
  response.body() = answer.body;
  if (answer.status != 204) response.prepare_payload();
  const auto [error, size] = co_await http::async_write(session.stream, response, kUse);
  co_return !error;
}

ApiServer::ApiServer(ApiOptions options, Backend& backend, WorkerPool& workers)
    : impl_(std::make_unique<Impl>(std::move(options), backend, workers)) {}
ApiServer::~ApiServer() { stop(); }
Result<void> ApiServer::start() { return impl_->start(); }
void ApiServer::stop() { impl_->stop(); }
void ApiServer::certified(Height, const std::vector<TxId>& ids) { impl_->certified(ids); }
std::uint16_t ApiServer::port() const { return impl_->port; }

}  // namespace credence::node
