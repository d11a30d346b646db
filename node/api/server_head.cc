// SPDX-License-Identifier: Apache-2.0
// What an answer begins with.
#include <sstream>

#include <boost/beast/http/empty_body.hpp>
#include <boost/beast/http/write.hpp>

#include "node/api/server_impl.h"

namespace credence::node {

std::string too_many() {
  const ApiAnswer answer = busy("as many connections are open as may be");
  return "HTTP/1.1 503 Service Unavailable\r\nServer: " + std::string(kServerName) +
         "\r\nContent-Type: " + answer.content_type +
         "\r\nContent-Length: " + std::to_string(answer.body.size()) +
         "\r\nRetry-After: 1\r\nConnection: close\r\n\r\n" + answer.body;
}

std::string head_of(const ApiAnswer& answer, const std::string& request_id, bool keep_alive, unsigned version,
                    std::optional<std::size_t> length) {
  http::response<http::empty_body> response;
  response.version(version);
  response.result(answer.status);
  response.set(http::field::server, kServerName);
  if (!bodiless(answer)) response.set(http::field::content_type, answer.content_type);
  response.set(http::field::cache_control, "no-store");
  // What the API says is data and no page: nothing in it is run, framed or sent on.
  response.set("X-Content-Type-Options", "nosniff");
  response.set("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'");
  response.set("Referrer-Policy", "no-referrer");
  // public, without cookies: any page may read it
  response.set(http::field::access_control_allow_origin, "*");
  response.set(http::field::access_control_expose_headers, "ETag, Retry-After, X-Request-Id");
  if (!request_id.empty()) response.set("X-Request-Id", request_id);
  if (!answer.allow.empty()) {
    response.set(http::field::allow, answer.allow);
    response.set(http::field::access_control_allow_methods, answer.allow);
    response.set(http::field::access_control_allow_headers,
                 "Content-Type, If-None-Match, Last-Event-ID, X-Request-Id");
  }
  for (const auto& [name, value] : answer.headers) response.set(name, value);
  if (answer.retry_after_ms)
    response.set(http::field::retry_after, std::to_string((*answer.retry_after_ms + 999) / 1000));
  response.keep_alive(keep_alive);
  if (length && !bodiless(answer)) response.content_length(*length);
  std::ostringstream out;
  out << response.base();
  return std::move(out).str();
}

}  // namespace credence::node
