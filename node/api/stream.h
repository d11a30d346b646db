// SPDX-License-Identifier: Apache-2.0
// A client's connection to the API, plain or over TLS: the sessions read and write through it alike. What
// Asio and OpenSSL make of it is compiled once, in stream.cc.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <memory>
#include <optional>
#include <string_view>

namespace credence::node {

class ApiStream {
 public:
  struct Outcome {
    boost::system::error_code error;
    std::size_t bytes = 0;
  };
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

  boost::asio::ip::tcp::socket& socket() { return plain_.socket(); }
  void close() { plain_.close(); }
  void expires_after(std::chrono::milliseconds time) { plain_.expires_after(time); }
  void expires_never() { plain_.expires_never(); }

  /// Some bytes, at most so many; an error if there are none.
  boost::asio::awaitable<Outcome> read_some(boost::asio::mutable_buffer into);
  /// All of both, at once.
  boost::asio::awaitable<boost::system::error_code> write(std::string_view first, std::string_view then = {});

 private:
  boost::beast::tcp_stream plain_;
  const Tls tls_;  // outlives what it was read for: files may be replaced meanwhile
  std::optional<boost::asio::ssl::stream<boost::beast::tcp_stream&>> secure_;
};

}  // namespace credence::node
