// SPDX-License-Identifier: Apache-2.0
// One connection to a server, plain or over TLS, as coroutines on the HTTP thread. Private to http.cc.
#pragma once

#include <openssl/ssl.h>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/http/message.hpp>
#include <boost/beast/http/string_body.hpp>
#include <functional>
#include <variant>

#include "client/http.h"

namespace credence {

class HttpConnection {
 public:
  using Clock = std::chrono::steady_clock;
  using Request = boost::beast::http::request<boost::beast::http::string_body>;
  using Addresses = std::vector<boost::asio::ip::tcp::endpoint>;
  /// Called whenever the exchange got on.
  using Progressed = std::function<void()>;

  /// `tls` is null for a plain one; otherwise it must outlive this.
  HttpConnection(boost::asio::io_context& context, boost::asio::ssl::context* tls);

  boost::asio::awaitable<Result<void>> open(const Addresses& addresses, const Endpoint& endpoint,
                                            Clock::time_point deadline, Progressed progressed);
  boost::asio::awaitable<Result<HttpResponse>> exchange(const Request& request, Clock::time_point deadline,
                                                        Progressed progressed);
  void close();

  /// May be kept for another exchange.
  [[nodiscard]] bool reusable() const { return reusable_; }
  /// Part of an answer had come when the connection broke.
  [[nodiscard]] bool answer_started() const { return started_; }

 private:
  using Plain = boost::beast::tcp_stream;
  using Secure = boost::asio::ssl::stream<boost::beast::tcp_stream>;
  using Read = std::pair<boost::system::error_code, std::size_t>;
  boost::asio::awaitable<boost::system::error_code> write(const Request& request);
  boost::asio::awaitable<Read> read_some(std::size_t most);  // into the buffer
  [[nodiscard]] boost::beast::tcp_stream& lowest();
  [[nodiscard]] static Error reading_error(const boost::system::error_code& error);

  std::variant<Plain, Secure> stream_;
  boost::beast::flat_buffer buffer_;
  bool reusable_ = false;
  bool started_ = false;
};

/// What is believed of servers: the file of authorities, the system's, or nothing where a pin decides.
/// `bad_certificate` names the file.
[[nodiscard]] Result<std::unique_ptr<boost::asio::ssl::context>> tls_context(const Endpoint& endpoint);

}  // namespace credence
