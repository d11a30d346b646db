// SPDX-License-Identifier: Apache-2.0
#include "node/api/stream.h"

#include <openssl/err.h>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/ssl/error.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>

#include "node/api/routes.h"
#include "node/base/version.h"

namespace credence::node {
namespace {

namespace asio = boost::asio;
constexpr auto kUse = asio::as_tuple(asio::use_awaitable);

/// To one who speaks plain HTTP to a port of TLS.
std::string plain_answer() {
  const ApiAnswer answer = problem(Error{Code::tls_needed, {}});
  return "HTTP/1.1 " + std::to_string(answer.status) + " Bad Request\r\nServer: " + std::string(kServerName) +
         "\r\nContent-Type: " + answer.content_type +
         "\r\nContent-Length: " + std::to_string(answer.body.size()) + "\r\nConnection: close\r\n\r\n" +
         answer.body;
}

}  // namespace

asio::awaitable<bool> ApiStream::greet() {
  if (!secure_) co_return true;
  const auto [error] = co_await secure_->async_handshake(asio::ssl::stream_base::server, kUse);
  if (!error) co_return true;
  if (error.category() == asio::error::get_ssl_category() &&
      ERR_GET_REASON(static_cast<unsigned long>(error.value())) == SSL_R_HTTP_REQUEST) {
    const std::string answer = plain_answer();
    (void)co_await asio::async_write(plain_, asio::buffer(answer), kUse);
  }
  co_return false;
}

bool ApiStream::confidential() const {
  if (secure_) return true;
  boost::system::error_code unknown;
  const auto end = plain_.socket().remote_endpoint(unknown);
  if (unknown) return false;
  const auto address = end.address();
  return address.is_loopback() ||
         (address.is_v6() && address.to_v6().is_v4_mapped() &&
          asio::ip::make_address_v4(asio::ip::v4_mapped, address.to_v6()).is_loopback());
}

asio::awaitable<ApiStream::Outcome> ApiStream::read_some(asio::mutable_buffer into) {
  if (secure_) {
    const auto [error, bytes] = co_await secure_->async_read_some(asio::buffer(into), kUse);
    co_return Outcome{error, bytes};
  }
  const auto [error, bytes] = co_await plain_.async_read_some(asio::buffer(into), kUse);
  co_return Outcome{error, bytes};
}

asio::awaitable<boost::system::error_code> ApiStream::write(std::string_view first, std::string_view then) {
  const std::array<asio::const_buffer, 2> both{asio::buffer(first), asio::buffer(then)};
  if (secure_) {
    const auto [error, bytes] = co_await asio::async_write(*secure_, both, kUse);
    co_return error;
  }
  const auto [error, bytes] = co_await asio::async_write(plain_, both, kUse);
  co_return error;
}

}  // namespace credence::node
