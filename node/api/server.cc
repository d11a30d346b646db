// SPDX-License-Identifier: Apache-2.0
// Beast with coroutines. A session reads a request within its limits, has it answered on a worker, perhaps
// waits for a certificate and asks again, and writes the answer.
#include <algorithm>
#include <random>

#include <boost/beast/core/read_size.hpp>

#include "ledger/primitives/counted.h"
#include "node/api/page.h"
#include "node/api/server_impl.h"
#include "node/base/origin.h"

namespace credence::node {
namespace {

constexpr std::chrono::seconds kStopMax{5};
constexpr std::size_t kBufferBytesMax = limits::kApiHeaderBytesMax + limits::kApiOwnBytes / 2;

constexpr std::size_t kReadBytesMax = 65536;  // at once
constexpr std::size_t kRequestIdMax = 64;

std::string media_type(std::string_view header) {
  std::string out(header.substr(0, header.find(';')));
  while (!out.empty() && out.back() == ' ') out.pop_back();
  for (char& c : out)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return out;
}

ApiAnswer too_long(std::size_t most) {
  return problem(Error{Code::body_too_long, "at most " + counted(most, "byte", "bytes")});
}

/// Browsers say from which page a request comes, though not all of them in each way.
bool from_elsewhere(std::string_view site, std::string_view origin, std::string_view host) {
  if (!site.empty()) return site != "same-origin" && site != "none";
  const auto scheme = origin.find("://");
  return !origin.empty() && (scheme == std::string_view::npos || origin.substr(scheme + 3) != host);
}

/// The answer to a request that could not be read, or nothing if there is nobody to answer.
std::optional<ApiAnswer> unreadable(const boost::system::error_code& error, std::size_t most) {
  if (error == http::error::body_limit) return too_long(most);
  if (error == http::error::header_limit || error == http::error::buffer_overflow)
    return problem(431, Error{Code::bad_request, "the header is too long"});
  if (error == http::error::end_of_stream || error == http::error::partial_message) return std::nullopt;
  if (error.category() == http::make_error_code(http::error::bad_method).category())
    return problem(Error{Code::bad_request, error.message()});
  return std::nullopt;
}

/// The name of a request: its own where that is short and plain, else one that is made up.
std::string request_id(std::string_view given) {
  const auto plain = [](char c) {
    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '-' ||
           c == '_' || c == '.';
  };
  if (!given.empty() && given.size() <= kRequestIdMax && std::ranges::all_of(given, plain))
    return std::string(given);
  static thread_local std::mt19937_64 random{std::random_device{}()};
  return to_hex(encode(std::uint64_t{random()}));
}

/// Chinese is asked for before English, as a browser says it: "zh-CN,zh;q=0.9,en;q=0.8". The first of the
/// two that is named counts.
bool asks_for_chinese(std::string_view accept_language) {
  const auto zh = accept_language.find("zh"), en = accept_language.find("en");
  return zh != std::string_view::npos && (en == std::string_view::npos || zh < en);
}

}  // namespace

ApiBounds ApiServer::Impl::bounds() const {
  return {options_.connections_max, options_.bytes_max, half().all, half().all,
          options_.address_percent, options_.idle_ms};
}

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
  const int bytes = static_cast<int>(options_.socket_bytes);
  if (!error) acceptor_.set_option(asio::socket_base::send_buffer_size(bytes), error);
  if (!error) acceptor_.set_option(asio::socket_base::receive_buffer_size(bytes), error);
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
    for (const auto& follower : followers_) {  // it comes again, and says where it was
      follower->session.stream.close();
      follower->timer.cancel();
    }
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
    ++wakes_;
    for (const auto& follower : followers_) wake(follower);
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
                                           unknown ? std::string() : origin_of(end.address()),
                                           unknown ? std::string() : end.address().to_string());
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
    // The longest that any route takes; `read` asks the route.
    parser.body_limit(
        std::max(kDryRunBytesMax, options_.desk == nullptr ? limits::kApiBodyBytesMax : kDeskBodyBytesMax));
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
    request.last_event_id = view_of(message["Last-Event-ID"]);
    request.chinese = asks_for_chinese(view_of(message[http::field::accept_language]));
    request.address = session.address;
    request.elsewhere = from_elsewhere(view_of(message["Sec-Fetch-Site"]), view_of(message["Origin"]),
                                       view_of(message[http::field::host]));
    session.request_id = request_id(view_of(message["X-Request-Id"]));
    const std::string_view route = ApiRoutes::name_of(request.target);
    session.busy = true;
    crowd_.work(&session);
    session.stream.expires_never();
    const auto begin = Clock::now();
    ApiAnswer answered = co_await answer(session, std::move(request));
    if (!answered.events) {
      session.busy = false;
      crowd_.rest(&session);
    }
    if (session.gone) co_return;
    body = Lease();
    if (answered.body.size() > limits::kApiOwnBytes) {
      room = Lease(bytes_, session.origin, answered.body.size());
      if (!room)
        answered =
            busy("as many bytes of answers are on their way to this address as may be: take them first");
    }
    backend_.count_request(route, answered.status,
                           std::chrono::duration<double>(Clock::now() - begin).count());
    if (answered.events && !head) co_return co_await stream(session, std::move(answered), message.version());
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
  boost::system::error_code error = co_await take_in(session, buffer, parser);
  const std::size_t most = routes_.body_bytes_max(view_of(parser.get().target()));
  if (!error && parser.content_length().value_or(0) > most) error = http::error::body_limit;
  if (!error && !parser.is_done()) {
    const std::size_t length = parser.chunked() ? most : parser.content_length().value_or(0);
    parser.body_limit(most);
    // as it is, and taken apart
    if (length > limits::kApiOwnBytes) body = Lease(bytes_, session.origin, 2 * length);
    if (length > limits::kApiOwnBytes && !body) {
      ApiAnswer reply = busy("as many bytes of requests are on their way from this address as may be");
      co_await refuse(session, std::move(reply));
      co_return false;
    }
    if (view_of(parser.get()[http::field::expect]) == "100-continue")
      (void)co_await session.stream.write("HTTP/1.1 100 Continue\r\n\r\n");
    parser.eager(true);
    error = co_await take_in(session, buffer, parser);
  }
  if (!error) co_return true;
  auto reply = unreadable(error, most);
  if (reply) co_await refuse(session, *std::move(reply));
  co_return false;
}

/// Reads until the parser has the head, or if it is eager, all of the request.
asio::awaitable<boost::system::error_code> ApiServer::Impl::take_in(Session& session,
                                                                    beast::flat_buffer& buffer,
                                                                    Parser& parser) {
  boost::system::error_code error = http::error::need_more;
  for (bool begun = buffer.size() > 0;; begun = true) {
    if (begun) buffer.consume(parser.put(buffer.data(), error));
    if (!error && (parser.eager() ? parser.is_done() : parser.is_header_done())) co_return error;
    if (!error && buffer.size() > 0) continue;
    if (error && error != http::error::need_more) co_return error;
    const std::size_t room = beast::read_size(buffer, kReadBytesMax);
    if (room == 0) co_return http::error::buffer_overflow;
    const auto [end, bytes] = co_await session.stream.read_some(buffer.prepare(room));
    buffer.commit(bytes);
    if (end == asio::error::eof)
      co_return parser.got_some() ? http::error::partial_message : http::error::end_of_stream;
    if (end) co_return end;
  }
}

/// Answers, and reads and drops for a moment what else is sent: a reset would take the answer away.
asio::awaitable<void> ApiServer::Impl::refuse(Session& session, ApiAnswer reply) {
  (void)co_await write(session, std::move(reply), false, false, 11);
  boost::system::error_code ignored;
  session.stream.socket().shutdown(tcp::socket::shutdown_send, ignored);
  session.stream.expires_after(std::chrono::seconds(1));
  std::array<char, 4096> scrap;
  for (std::size_t dropped = 0; dropped < 4 * limits::kApiBodyBytesMax;) {
    const auto [end, bytes] = co_await session.stream.read_some(asio::buffer(scrap));
    if (end) break;
    dropped += bytes;
  }
}

asio::awaitable<bool> ApiServer::Impl::write(Session& session, ApiAnswer answer, bool head, bool keep_alive,
                                             unsigned version) {
  session.stream.expires_after(std::chrono::milliseconds(options_.idle_ms));
  const std::string before = head_of(answer, session.request_id, keep_alive, version, answer.body.size());
  const std::string_view body = head || bodiless(answer) ? std::string_view() : answer.body;
  const auto error = co_await session.stream.write(before, body);
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
