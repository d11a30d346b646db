// SPDX-License-Identifier: Apache-2.0
// Every exchange is a coroutine on the one HTTP thread; who waits for it sleeps on an inbox.
#include "client/http.h"

#include <netdb.h>
#include <sys/socket.h>

#include <algorithm>
#include <atomic>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/http/field.hpp>
#include <boost/beast/http/verb.hpp>
#include <condition_variable>
#include <csignal>
#include <cstring>
#include <deque>
#include <mutex>
#include <thread>

#include "client/http_connection.h"

namespace credence {
namespace {

namespace asio = boost::asio;
namespace http = boost::beast::http;
using Clock = HttpCalls::Clock;
using Addresses = HttpConnection::Addresses;
constexpr auto kUse = asio::as_tuple(asio::use_awaitable);
constexpr std::chrono::milliseconds kStopPoll{20};  // how soon a wait notices that it is to end

HttpConnection::Request to_beast(const HttpRequest& in, const Endpoint& endpoint) {
  HttpConnection::Request out;
  out.version(11);
  out.method(in.method == HttpRequest::Method::get ? http::verb::get : http::verb::post);
  out.target(endpoint.prefix + in.target);
  const bool v6 = endpoint.host.find(':') != std::string::npos;
  out.set(http::field::host, (v6 ? "[" + endpoint.host + "]" : endpoint.host) + ":" + endpoint.port);
  out.set(http::field::user_agent, "credence-client");
  out.set(http::field::accept, "application/json");
  if (in.method == HttpRequest::Method::post) {
    out.set(http::field::content_type, in.content_type);
    out.body() = in.body;
  }
  out.keep_alive(true);
  out.prepare_payload();
  return out;
}

Result<Addresses> look_up(const std::string& host, const std::string& port) {
  addrinfo hints{};
  hints.ai_socktype = SOCK_STREAM;
  hints.ai_flags = AI_NUMERICSERV | AI_ADDRCONFIG;
  addrinfo* found = nullptr;
  if (const int error = getaddrinfo(host.c_str(), port.c_str(), &hints, &found); error != 0)
    return fail(Code::host_unknown, error == EAI_NONAME || error == EAI_NODATA ? "" : gai_strerror(error));
  Addresses out;
  for (const addrinfo* at = found; at != nullptr; at = at->ai_next) {
    asio::ip::tcp::endpoint one;
    if (at->ai_addrlen > one.capacity()) continue;
    std::memcpy(one.data(), at->ai_addr, at->ai_addrlen);
    one.resize(at->ai_addrlen);
    out.push_back(one);
  }
  freeaddrinfo(found);
  return out;
}

}  // namespace

/// The thread, while somebody needs it.
class HttpPool::Loop {
 public:
  static std::shared_ptr<Loop> get() {
    static std::mutex mutex;
    static std::weak_ptr<Loop> running;
    const std::lock_guard lock(mutex);
    auto out = running.lock();
    if (!out) running = out = std::make_shared<Loop>();
    return out;
  }
  Loop() {
    sigset_t all, before;  // signals are for the program's own threads
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    thread_ = std::thread([this] { context->run(); });
    pthread_sigmask(SIG_SETMASK, &before, nullptr);
  }
  ~Loop() {
    context->stop();
    thread_.join();
  }
  Loop(const Loop&) = delete;
  Loop& operator=(const Loop&) = delete;

  // A look-up that nobody waits for any more may still hold it.
  const std::shared_ptr<asio::io_context> context = std::make_shared<asio::io_context>(1);

 private:
  asio::executor_work_guard<asio::io_context::executor_type> work_ = asio::make_work_guard(*context);
  std::thread thread_;
};

/// Where exchanges that one caller started say that they ended.
struct HttpPool::Inbox {
  std::mutex mutex;
  std::condition_variable arrived;
  std::deque<HttpEnded> ended;

  void put(HttpEnded one) {
    const std::lock_guard lock(mutex);
    ended.push_back(std::move(one));
    arrived.notify_one();
  }
};

/// One exchange. The atomics are read by the caller; the rest belongs to the HTTP thread once it is started.
struct HttpPool::Call {
  std::size_t tag = 0;
  HttpConnection::Request message;
  Clock::time_point deadline;
  std::weak_ptr<Inbox> inbox;
  std::weak_ptr<asio::io_context> context;
  std::atomic<Clock::rep> progress{0};
  HttpConnection* connection = nullptr;
  bool given_up = false;

  void progressed(Clock::time_point when) {
    Clock::rep seen = progress;
    const Clock::rep now = when.time_since_epoch().count();
    while (seen < now && !progress.compare_exchange_weak(seen, now)) {
    }
  }
};

/// What a pool and its exchanges share. All of it belongs to the HTTP thread, but for the endpoint.
class HttpPool::Shared {
 public:
  Shared(Endpoint to, const std::shared_ptr<asio::io_context>& context)
      : endpoint(std::move(to)), context_(*context), context_if_there_(context) {}
  const Endpoint endpoint;

  static asio::awaitable<void> run(std::shared_ptr<Shared> self, std::shared_ptr<Call> call) {
    Result<HttpResponse> answer = co_await self->exchange(*call);
    call->connection = nullptr;
    if (const auto inbox = call->inbox.lock()) inbox->put({call->tag, std::move(answer)});
  }

 private:
  struct LookUp {
    explicit LookUp(asio::io_context& context) : done(context, Clock::time_point::max()) {}
    asio::steady_timer done;
    std::optional<Result<Addresses>> found;
  };

  asio::awaitable<Result<HttpResponse>> exchange(Call& call);
  asio::awaitable<Result<HttpResponse>> exchange_on(std::unique_ptr<HttpConnection> connection, Call& call,
                                                    bool& stale);
  asio::awaitable<Result<Addresses>> addresses();
  std::shared_ptr<LookUp> look_up_aside();

  asio::io_context& context_;
  const std::weak_ptr<asio::io_context> context_if_there_;
  std::unique_ptr<asio::ssl::context> tls_;  // made when it is needed
  std::vector<std::unique_ptr<HttpConnection>> idle_;
  std::shared_ptr<LookUp> look_up_;
};

asio::awaitable<Result<HttpResponse>> HttpPool::Shared::exchange(Call& call) {
  while (!idle_.empty()) {
    auto kept = std::move(idle_.back());
    idle_.pop_back();
    bool stale = false;
    Result<HttpResponse> answer = co_await exchange_on(std::move(kept), call, stale);
    if (!stale) co_return answer;
  }
  if (endpoint.tls && !tls_) {
    auto made = tls_context(endpoint);
    if (!made) co_return std::unexpected(made.error());
    tls_ = *std::move(made);
  }
  const Result<Addresses> found = co_await addresses();
  if (!found) co_return std::unexpected(found.error());
  auto fresh = std::make_unique<HttpConnection>(context_, tls_.get());
  if (call.given_up) co_return std::unexpected(Error{Code::timed_out, {}});
  call.connection = fresh.get();
  const Result<void> opened =
      co_await fresh->open(*found, endpoint, call.deadline, [&call] { call.progressed(Clock::now()); });
  call.connection = nullptr;
  if (!opened) co_return std::unexpected(opened.error());
  bool stale = false;
  Result<HttpResponse> answer = co_await exchange_on(std::move(fresh), call, stale);
  co_return answer;
}

/// `stale` if the server had closed the connection before it took the request.
asio::awaitable<Result<HttpResponse>> HttpPool::Shared::exchange_on(
    std::unique_ptr<HttpConnection> connection, Call& call, bool& stale) {
  if (call.given_up) co_return std::unexpected(Error{Code::timed_out, {}});
  call.connection = connection.get();
  Result<HttpResponse> answer =
      co_await connection->exchange(call.message, call.deadline, [&call] { call.progressed(Clock::now()); });
  call.connection = nullptr;
  stale = !answer && answer.error().code == Code::hung_up && !connection->answer_started() && !call.given_up;
  if (answer && connection->reusable() && idle_.size() < kHttpIdleMax) idle_.push_back(std::move(connection));
  co_return answer;
}

/// Looks a name up on a thread of its own, since nothing can interrupt that; whoever comes meanwhile waits
/// for the same.
asio::awaitable<Result<Addresses>> HttpPool::Shared::addresses() {
  boost::system::error_code is_name;
  const auto numeric = asio::ip::make_address(endpoint.host, is_name);
  if (!is_name) co_return Addresses{{numeric, static_cast<std::uint16_t>(std::stoul(endpoint.port))}};
  if (!look_up_) look_up_ = look_up_aside();
  const auto mine = look_up_;
  while (!mine->found) (void)co_await mine->done.async_wait(kUse);
  if (look_up_ == mine) look_up_.reset();
  co_return *mine->found;
}

std::shared_ptr<HttpPool::Shared::LookUp> HttpPool::Shared::look_up_aside() {
  auto out = std::make_shared<LookUp>(context_);
  std::thread([mine = out, context = context_if_there_, host = endpoint.host,
               port = endpoint.port]() mutable {
    auto found = look_up(host, port);
    const auto to = context.lock();
    if (!to) return;
    asio::post(*to, [mine = std::move(mine), found = std::move(found)]() mutable {
      mine->found = std::move(found);
      mine->done.cancel();
    });
  }).detach();
  return out;
}

HttpPool::HttpPool(Endpoint endpoint)
    : loop_(Loop::get()), shared_(std::make_shared<Shared>(std::move(endpoint), loop_->context)) {}
HttpPool::~HttpPool() = default;
const Endpoint& HttpPool::endpoint() const { return shared_->endpoint; }

Result<HttpResponse> HttpPool::exchange(const HttpRequest& request) {
  HttpCalls calls;
  calls.start(*this, request, 0);
  auto ended = calls.next(Clock::now() + request.timeout);
  if (!ended) return fail(Code::timed_out);
  return std::move(ended->answer);
}

HttpCalls::HttpCalls() : inbox_(std::make_shared<HttpPool::Inbox>()) {}

HttpCalls::~HttpCalls() {
  for (const auto& call : calls_)
    if (const auto context = call->context.lock())
      asio::post(*context, [call] {
        call->given_up = true;
        if (call->connection != nullptr) call->connection->close();
      });
}

void HttpCalls::start(HttpPool& pool, const HttpRequest& request, std::size_t tag) {
  auto call = std::make_shared<HttpPool::Call>();
  const auto now = Clock::now();
  call->tag = tag;
  call->message = to_beast(request, pool.endpoint());
  call->deadline = now + request.timeout;
  call->inbox = inbox_;
  call->context = pool.loop_->context;
  call->progressed(now + request.hold);
  calls_.push_back(call);
  asio::co_spawn(*pool.loop_->context, HttpPool::Shared::run(pool.shared_, std::move(call)), asio::detached);
}

std::optional<HttpEnded> HttpCalls::next(Clock::time_point until, const std::function<bool()>& stopped) {
  std::unique_lock lock(inbox_->mutex);
  while (inbox_->ended.empty()) {
    const auto now = Clock::now();
    if (now >= until || (stopped && stopped())) return std::nullopt;
    inbox_->arrived.wait_until(lock, stopped ? std::min(until, now + kStopPoll) : until);
  }
  HttpEnded out = std::move(inbox_->ended.front());
  inbox_->ended.pop_front();
  std::erase_if(calls_, [&](const auto& call) { return call->tag == out.tag; });
  return out;
}

Clock::time_point HttpCalls::progress(std::size_t tag) const {
  for (const auto& call : calls_)
    if (call->tag == tag) return Clock::time_point(Clock::duration(call->progress.load()));
  return {};
}

Clock::time_point HttpCalls::last_progress() const {
  Clock::time_point out;
  for (const auto& call : calls_) out = std::max(out, progress(call->tag));
  return out;
}

}  // namespace credence
