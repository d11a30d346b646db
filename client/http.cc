#include "client/http.h"

#include <boost/asio/connect.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>
#include <mutex>
#include <vector>

namespace credence {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;
using Clock = std::chrono::steady_clock;

// One connection. Asynchronous operations on a private io_context, run until they end or the deadline passes:
// the only way to put a time limit on a blocking call.
class Connection {
 public:
  Result<void> open(const Endpoint& endpoint, Clock::time_point deadline) {
    asio::ip::tcp::resolver resolver(context_);
    beast::error_code error = asio::error::would_block;
    asio::ip::tcp::resolver::results_type addresses;
    resolver.async_resolve(endpoint.host, endpoint.port, [&](const beast::error_code& e, auto found) {
      error = e;
      addresses = std::move(found);
    });
    if (auto run = wait(error, deadline, [&] { resolver.cancel(); }); !run) return run;
    error = asio::error::would_block;
    asio::async_connect(socket_, addresses, [&](const beast::error_code& e, const auto&) { error = e; });
    if (auto run = wait(error, deadline, [this] { close(); }); !run) return run;
    socket_.set_option(asio::ip::tcp::no_delay(true), error);
    return {};
  }

  Result<HttpResponse> exchange(const http::request<http::string_body>& request, Clock::time_point deadline) {
    beast::error_code error = asio::error::would_block;
    http::async_write(socket_, request, [&](const beast::error_code& e, std::size_t) { error = e; });
    if (auto run = wait(error, deadline, [this] { close(); }); !run) return std::unexpected(run.error());
    http::response_parser<http::string_body> parser;
    parser.body_limit(kHttpBodyBytesMax);
    parser.header_limit(kHttpHeaderBytesMax);
    error = asio::error::would_block;
    http::async_read(socket_, buffer_, parser, [&](const beast::error_code& e, std::size_t) { error = e; });
    if (auto run = wait(error, deadline, [this] { close(); }); !run) {
      started_ = parser.got_some();
      return std::unexpected(run.error());
    }
    reusable_ = parser.get().keep_alive();
    return HttpResponse{parser.get().result_int(), std::move(parser.get().body())};
  }

  [[nodiscard]] bool reusable() const { return reusable_; }
  /// Part of an answer had come when the connection broke.
  [[nodiscard]] bool answer_started() const { return started_; }

 private:
  void close() {
    beast::error_code ignored;
    socket_.close(ignored);
  }

  template <class Cancel>
  Result<void> wait(const beast::error_code& error, Clock::time_point deadline, Cancel cancel) {
    context_.restart();
    context_.run_until(deadline);
    const bool late = !context_.stopped();
    if (late) {
      cancel();
      context_.run();  // the cancelled handler still refers to our variables
      return fail(Code::timed_out);
    }
    if (!error) return {};
    if (error == http::error::body_limit || error == http::error::header_limit)
      return fail(Code::bad_answer, "longer than " + std::to_string(kHttpBodyBytesMax >> 20) + " MiB");
    if (error.category() == http::make_error_code(http::error::end_of_stream).category() &&
        error != http::error::end_of_stream && error != http::error::partial_message)
      return fail(Code::bad_answer, "not HTTP: " + error.message());
    return fail(Code::unreachable, error.message());
  }

  asio::io_context context_{1};
  asio::ip::tcp::socket socket_{context_};
  beast::flat_buffer buffer_;
  bool reusable_ = false;
  bool started_ = false;
};

http::request<http::string_body> to_beast(const HttpRequest& in, const Endpoint& endpoint) {
  http::request<http::string_body> out;
  out.version(11);
  out.method(in.method == HttpRequest::Method::get ? http::verb::get : http::verb::post);
  out.target(in.target);
  out.set(http::field::host, endpoint.host + ":" + endpoint.port);
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

}  // namespace

std::string Endpoint::text() const {
  const bool v6 = host.find(':') != std::string::npos;
  return "http://" + (v6 ? "[" + host + "]" : host) + ":" + port;
}

Result<Endpoint> parse_endpoint(std::string_view url) {
  std::string_view rest = url;
  const auto bad = [&] {
    return fail(Code::malformed, "'" + std::string(url) + "': http://host:port is expected");
  };
  if (rest.starts_with("http://")) rest.remove_prefix(7);
  if (rest.ends_with("/")) rest.remove_suffix(1);
  const std::size_t colon = rest.rfind(':');
  if (colon == std::string_view::npos || colon == 0) return bad();
  std::string_view host = rest.substr(0, colon);
  const std::string_view port = rest.substr(colon + 1);
  if (host.starts_with("[") && host.ends_with("]"))
    host = host.substr(1, host.size() - 2);
  else if (host.find(':') != std::string_view::npos)
    return bad();
  if (host.empty() || host.find_first_of("/?#@ ") != std::string_view::npos) return bad();
  if (port.empty() || port.size() > 5 || port.find_first_not_of("0123456789") != std::string_view::npos)
    return bad();
  if (const int number = std::stoi(std::string(port)); number < 1 || number > 65535) return bad();
  return Endpoint{std::string(host), std::string(port)};
}

struct HttpPool::Impl {
  Endpoint endpoint;
  std::mutex mutex;
  std::vector<std::unique_ptr<Connection>> idle;

  std::unique_ptr<Connection> take() {
    const std::lock_guard lock(mutex);
    if (idle.empty()) return nullptr;
    auto out = std::move(idle.back());
    idle.pop_back();
    return out;
  }
  void give_back(std::unique_ptr<Connection> connection) {
    const std::lock_guard lock(mutex);
    if (connection->reusable() && idle.size() < kHttpIdleMax) idle.push_back(std::move(connection));
  }
};

HttpPool::HttpPool(Endpoint endpoint) : impl_(std::make_unique<Impl>()) {
  impl_->endpoint = std::move(endpoint);
}
HttpPool::~HttpPool() = default;
const Endpoint& HttpPool::endpoint() const { return impl_->endpoint; }

Result<HttpResponse> HttpPool::exchange(const HttpRequest& request) {
  const auto deadline = Clock::now() + request.timeout;
  const auto message = to_beast(request, impl_->endpoint);
  if (auto kept = impl_->take()) {
    auto answer = kept->exchange(message, deadline);
    const bool stale = !answer && answer.error().code == Code::unreachable && !kept->answer_started();
    if (answer) impl_->give_back(std::move(kept));
    if (!stale)
      return answer;  // a connection that was closed while idle is opened anew; all our requests are
                      // idempotent
  }
  auto fresh = std::make_unique<Connection>();
  if (auto opened = fresh->open(impl_->endpoint, deadline); !opened) return std::unexpected(opened.error());
  auto answer = fresh->exchange(message, deadline);
  if (answer) impl_->give_back(std::move(fresh));
  return answer;
}

}  // namespace credence
