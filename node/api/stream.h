// SPDX-License-Identifier: Apache-2.0
// A client's connection to the API, plain or over TLS: one type for the sessions, which read and write
// through it alike.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <memory>
#include <optional>

namespace credence::node {

class ApiStream {
 public:
  using executor_type = boost::beast::tcp_stream::executor_type;
  using Tls = std::shared_ptr<boost::asio::ssl::context>;
  /// Without `tls` it is plain.
  ApiStream(boost::asio::ip::tcp::socket socket, Tls tls) : plain_(std::move(socket)), tls_(std::move(tls)) {
    if (tls_) secure_.emplace(plain_, *tls_);
  }
  ApiStream(const ApiStream&) = delete;
  ApiStream& operator=(const ApiStream&) = delete;

  /// The TLS handshake, within the time of `expires_after`; nothing is to be done if it is plain. False:
  /// there is nobody to answer. A client that spoke plain HTTP has been told to use TLS.
  boost::asio::awaitable<bool> greet();
  /// Nobody between can read what is said: TLS, or a client on this machine.
  [[nodiscard]] bool confidential() const;

  executor_type get_executor() { return plain_.get_executor(); }
  boost::asio::ip::tcp::socket& socket() { return plain_.socket(); }
  void close() { plain_.close(); }
  template <class Duration>
  void expires_after(Duration time) {
    plain_.expires_after(time);
  }
  void expires_never() { plain_.expires_never(); }

  template <class Buffers, class Token>
  auto async_read_some(const Buffers& buffers, Token&& token) {
    return secure_ ? secure_->async_read_some(buffers, std::forward<Token>(token))
                   : plain_.async_read_some(buffers, std::forward<Token>(token));
  }
  template <class Buffers, class Token>
  auto async_write_some(const Buffers& buffers, Token&& token) {
    return secure_ ? secure_->async_write_some(buffers, std::forward<Token>(token))
                   : plain_.async_write_some(buffers, std::forward<Token>(token));
  }

 private:
  boost::beast::tcp_stream plain_;
  const Tls tls_;  // outlives what it was read for: files may be replaced meanwhile
  std::optional<boost::asio::ssl::stream<boost::beast::tcp_stream&>> secure_;
};

}  // namespace credence::node
