// SPDX-License-Identifier: Apache-2.0
#include "client/http_connection.h"

#include <openssl/err.h>
#include <openssl/sha.h>
#include <openssl/x509v3.h>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/read_size.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/write.hpp>
#include <sstream>

#include "client/base/list_errors.h"
#include "ledger/primitives/hash.h"

namespace credence {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;
using asio::ip::tcp;
using boost::system::error_code;
constexpr auto kUse = asio::as_tuple(asio::use_awaitable);

constexpr unsigned char kTlsAlert = 0x15;  // the type of a TLS record: no HTTP begins so
constexpr std::size_t kFirstBytes = 4096;
constexpr std::size_t kReadBytesMax = 65536;

bool closed(const error_code& error) {
  return error == asio::error::eof || error == asio::error::connection_reset ||
         error == asio::error::broken_pipe || error == asio::ssl::error::stream_truncated ||
         error == http::error::end_of_stream || error == http::error::partial_message;
}
bool timed_out(const error_code& error) {
  return error == beast::error::timeout || error == asio::error::timed_out;
}

Error connecting_error(const error_code& error) {
  if (timed_out(error)) return {Code::timed_out, {}};
  if (error == asio::error::connection_refused) return {Code::connection_refused, {}};
  if (error == asio::error::network_unreachable || error == asio::error::host_unreachable ||
      error == asio::error::network_down)
    return {Code::host_unreachable, {}};
  return {Code::unreachable, error.message()};
}

Error handshake_error(const error_code& error, SSL* ssl) {
  if (timed_out(error)) return {Code::timed_out, "TLS"};
  if (const long why = SSL_get_verify_result(ssl); why != X509_V_OK) {
    const bool time = why == X509_V_ERR_CERT_HAS_EXPIRED || why == X509_V_ERR_CERT_NOT_YET_VALID;
    const bool name = why == X509_V_ERR_HOSTNAME_MISMATCH || why == X509_V_ERR_IP_ADDRESS_MISMATCH;
    return {time   ? list_code::tls_expired
            : name ? list_code::tls_other_name
                   : Code::tls_untrusted,
            X509_verify_cert_error_string(why)};
  }
  // it hung up at our greeting
  if (error.category() != asio::error::get_ssl_category()) return {Code::tls_not_spoken, {}};
  switch (ERR_GET_REASON(static_cast<unsigned long>(error.value()))) {
    case SSL_R_WRONG_VERSION_NUMBER:
    case SSL_R_PACKET_LENGTH_TOO_LONG:
    case SSL_R_HTTP_REQUEST:
      return {Code::tls_not_spoken, {}};
    default:
      return {Code::tls_not_spoken, error.message()};
  }
}

std::string digest(const unsigned char* data, std::size_t size) {
  Hash32 out;
  SHA256(data, size, reinterpret_cast<unsigned char*>(out.bytes.data()));
  return out.hex();
}

/// The SHA-256 of a certificate, or of its public key.
std::string certificate_digest(X509* certificate, bool key_only) {
  unsigned char* der = nullptr;
  const int size =
      key_only ? i2d_X509_PUBKEY(X509_get_X509_PUBKEY(certificate), &der) : i2d_X509(certificate, &der);
  if (size <= 0) return {};
  const std::string out = digest(der, static_cast<std::size_t>(size));
  OPENSSL_free(der);
  return out;
}

Result<void> check_pin(SSL* ssl, const std::string& pin) {
  if (pin.empty()) return {};
  const std::unique_ptr<X509, decltype(&X509_free)> certificate(SSL_get1_peer_certificate(ssl), &X509_free);
  const std::string whole = certificate ? certificate_digest(certificate.get(), false) : std::string();
  if (certificate && (pin == whole || pin == certificate_digest(certificate.get(), true))) return {};
  return fail(Code::tls_untrusted, "sha256=" + whole);
}

/// Names the host to the server, and to the check of its certificate.
void name_host(SSL* ssl, const std::string& host) {
  error_code is_name;
  (void)asio::ip::make_address(host, is_name);
  if (is_name) {
    SSL_set_tlsext_host_name(ssl, host.c_str());
    SSL_set1_host(ssl, host.c_str());
  } else {
    X509_VERIFY_PARAM_set1_ip_asc(SSL_get0_param(ssl), host.c_str());
  }
}

}  // namespace

Result<std::unique_ptr<asio::ssl::context>> tls_context(const Endpoint& endpoint) {
  auto out = std::make_unique<asio::ssl::context>(asio::ssl::context::tls_client);
  SSL_CTX_set_min_proto_version(out->native_handle(), TLS1_2_VERSION);
  error_code error;
  if (!endpoint.pin.empty()) return out;
  out->set_verify_mode(asio::ssl::verify_peer, error);
  if (endpoint.ca.empty())
    out->set_default_verify_paths(error);
  else if (out->load_verify_file(endpoint.ca, error); error)
    return fail(Code::bad_certificate, endpoint.ca);
  return out;
}

HttpConnection::HttpConnection(asio::io_context& context, asio::ssl::context* tls) : stream_(Plain(context)) {
  if (tls != nullptr) stream_.emplace<Secure>(beast::tcp_stream(context), *tls);
}

beast::tcp_stream& HttpConnection::lowest() {
  return std::visit([](auto& stream) -> beast::tcp_stream& { return beast::get_lowest_layer(stream); },
                    stream_);
}

void HttpConnection::close() { lowest().close(); }

asio::awaitable<Result<void>> HttpConnection::open(const Addresses& addresses, const Endpoint& endpoint,
                                                   Clock::time_point deadline, Progressed progressed) {
  lowest().expires_at(deadline);
  const auto [connecting, reached] = co_await lowest().async_connect(addresses, kUse);
  if (connecting) co_return std::unexpected(connecting_error(connecting));
  error_code ignored;
  lowest().socket().set_option(tcp::no_delay(true), ignored);
  progressed();
  auto* const secure = std::get_if<Secure>(&stream_);
  if (secure == nullptr) co_return Result<void>{};
  name_host(secure->native_handle(), endpoint.host);
  const auto [greeting] = co_await secure->async_handshake(asio::ssl::stream_base::client, kUse);
  if (greeting) co_return std::unexpected(handshake_error(greeting, secure->native_handle()));
  progressed();
  co_return check_pin(secure->native_handle(), endpoint.pin);
}

asio::awaitable<error_code> HttpConnection::write(const Request& request) {
  std::ostringstream out;
  out << request.base();
  const std::string head = std::move(out).str();
  const std::array<asio::const_buffer, 2> both{asio::buffer(head), asio::buffer(request.body())};
  if (auto* const secure = std::get_if<Secure>(&stream_)) {
    const auto [error, bytes] = co_await asio::async_write(*secure, both, kUse);
    co_return error;
  }
  const auto [error, bytes] = co_await asio::async_write(std::get<Plain>(stream_), both, kUse);
  co_return error;
}

asio::awaitable<HttpConnection::Read> HttpConnection::read_some(std::size_t most) {
  const asio::mutable_buffer into = buffer_.prepare(most);
  if (auto* const secure = std::get_if<Secure>(&stream_)) {
    const auto [error, bytes] = co_await secure->async_read_some(asio::buffer(into), kUse);
    buffer_.commit(bytes);
    co_return Read{error, bytes};
  }
  const auto [error, bytes] = co_await std::get<Plain>(stream_).async_read_some(asio::buffer(into), kUse);
  buffer_.commit(bytes);
  co_return Read{error, bytes};
}

asio::awaitable<Result<HttpResponse>> HttpConnection::exchange(const Request& request,
                                                               Clock::time_point deadline,
                                                               Progressed progressed) {
  lowest().expires_at(deadline);
  reusable_ = started_ = false;
  const error_code writing = co_await write(request);
  // A server that refuses a request may answer and close before it took all of it: its answer is worth
  // reading.
  if (timed_out(writing)) co_return std::unexpected(Error{Code::timed_out, {}});
  const auto [silent, first] = co_await read_some(kFirstBytes);
  if (silent) co_return std::unexpected(reading_error(writing ? writing : silent));
  started_ = true;
  progressed();
  if (*static_cast<const unsigned char*>(buffer_.data().data()) == kTlsAlert)
    co_return std::unexpected(Error{Code::tls_needed, {}});
  http::response_parser<http::string_body> parser;
  parser.eager(true);
  parser.body_limit(kHttpBodyBytesMax);
  parser.header_limit(kHttpHeaderBytesMax);
  for (std::size_t bytes = first, told = 0;;) {
    error_code error;
    buffer_.consume(parser.put(buffer_.data(), error));
    if (error && error != http::error::need_more) co_return std::unexpected(reading_error(error));
    if (parser.is_done()) break;
    if (bytes >= told + kHttpProgressBytes) {
      told = bytes;
      progressed();
    }
    const auto [end, more] = co_await read_some(beast::read_size(buffer_, kReadBytesMax));
    bytes += more;
    if (!end) continue;
    error = end;
    if (end == asio::error::eof && parser.got_some()) parser.put_eof(error);
    if (error) co_return std::unexpected(reading_error(error));
    break;
  }
  reusable_ = parser.get().keep_alive() && !writing && buffer_.size() == 0;  // nothing unasked for
  co_return HttpResponse{parser.get().result_int(), std::move(parser.get().body())};
}

Error HttpConnection::reading_error(const error_code& error) {
  if (timed_out(error)) return {Code::timed_out, {}};
  if (error == http::error::header_limit)
    return {Code::bad_answer, "HTTP head > " + std::to_string(kHttpHeaderBytesMax >> 10) + " KiB"};
  if (error == http::error::body_limit)
    return {Code::bad_answer, "HTTP body > " + std::to_string(kHttpBodyBytesMax >> 20) + " MiB"};
  if (closed(error)) return {Code::hung_up, {}};
  const bool of_http = error.category() == http::make_error_code(http::error::end_of_stream).category();
  if (!of_http) return {Code::unreachable, error.message()};
  return {Code::bad_answer, "HTTP: " + error.message()};
}

}  // namespace credence
