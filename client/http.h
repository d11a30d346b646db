// A small blocking HTTP/1.1 client: one host, connections kept alive, every step under a time limit, every
// body under a size limit. Nothing that a server sends makes it wait or allocate without bound.
//
// Thread-safety: HttpPool may be used from many threads at once; each call takes a connection of its own.
#pragma once

#include <chrono>
#include <memory>
#include <string>
#include <string_view>

#include "ledger/primitives/error.h"

namespace credence {

inline constexpr std::size_t kHttpBodyBytesMax = std::size_t{48} << 20;
inline constexpr std::size_t kHttpHeaderBytesMax = std::size_t{16} << 10;
inline constexpr std::size_t kHttpIdleMax = 16;  // connections kept for later

struct Endpoint {
  std::string host;
  std::string port;
  bool operator==(const Endpoint&) const = default;
  [[nodiscard]] std::string text() const;  // "http://127.0.0.1:7201", brackets around IPv6
};
/// "http://host:port" or "host:port", also "[::1]:7201"; `bad_answer` is never given, only `malformed` with
/// the text.
[[nodiscard]] Result<Endpoint> parse_endpoint(std::string_view url);

struct HttpRequest {
  enum class Method { get, post };
  Method method = Method::get;
  std::string target;
  std::string body;
  std::string content_type;
  std::chrono::milliseconds timeout{10'000};  // for the whole exchange
};
struct HttpResponse {
  unsigned status = 0;
  std::string body;
};

class HttpPool {
 public:
  explicit HttpPool(Endpoint endpoint);
  ~HttpPool();
  [[nodiscard]] const Endpoint& endpoint() const;
  /// `unreachable` if nothing listens or the connection broke, `timed_out`, or `bad_answer` if it is not HTTP
  /// or too long. A kept connection that the server closed meanwhile is opened again once.
  [[nodiscard]] Result<HttpResponse> exchange(const HttpRequest& request);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace credence
