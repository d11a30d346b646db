// SPDX-License-Identifier: Apache-2.0
// A small HTTP/1.1 client, plain or over TLS: one host a pool, connections kept alive, every step under a
// time limit, every head and body under a size limit. Nothing that a server sends makes it wait or allocate
// without bound.
//
// TLS 1.2 or later. The certificate is judged by the system's authorities, by those of a file, or must be
// exactly the pinned one.
//
// Threads: one thread of the process runs all connections, as long as there is a pool. Members may be called
// from any thread; an HttpCalls belongs to one thread at a time.
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "client/base/list_errors.h"
#include "client/endpoint.h"

namespace credence {

inline constexpr std::size_t kHttpBodyBytesMax = std::size_t{48} << 20;
inline constexpr std::size_t kHttpHeaderBytesMax = std::size_t{16} << 10;
inline constexpr std::size_t kHttpIdleMax = 16;                           // connections kept for later
inline constexpr std::size_t kHttpProgressBytes = std::size_t{64} << 10;  // fewer bytes are no progress

struct HttpRequest {
  enum class Method { get, post };
  Method method = Method::get;
  std::string target = {};  // under the endpoint's prefix
  std::string body = {};
  std::string content_type = {};
  std::chrono::milliseconds timeout{10'000};  // for the whole exchange
  std::chrono::milliseconds hold{0};          // so long the server may hold the answer back
};
struct HttpResponse {
  unsigned status = 0;
  std::string body;
};

/// How an exchange ends without an answer:
///   host_unknown, connection_refused, host_unreachable   nobody is there
///   tls_not_spoken, tls_needed, tls_untrusted            it speaks otherwise, or may be somebody else
///   bad_certificate                                      the file of authorities cannot be read
///   hung_up, unreachable, timed_out                      it was closed, broke otherwise, or took too long
///   bad_answer                                           no HTTP, or too long
/// The detail holds what the code does not say; never the address.
[[nodiscard]] constexpr bool is_no_answer(Code code) {
  if (code == list_code::tls_expired || code == list_code::tls_other_name) return true;
  switch (code) {
    case Code::host_unknown:
    case Code::connection_refused:
    case Code::host_unreachable:
    case Code::tls_not_spoken:
    case Code::tls_needed:
    case Code::tls_untrusted:
    case Code::bad_certificate:
    case Code::not_a_node:
    case Code::hung_up:
    case Code::unreachable:
    case Code::timed_out:
      return true;
    default:
      return false;
  }
}

class HttpPool {
 public:
  explicit HttpPool(Endpoint endpoint);
  ~HttpPool();
  HttpPool(const HttpPool&) = delete;
  HttpPool& operator=(const HttpPool&) = delete;
  [[nodiscard]] const Endpoint& endpoint() const;
  /// One exchange. A kept connection that the server closed meanwhile is opened again once: requests must be
  /// idempotent.
  [[nodiscard]] Result<HttpResponse> exchange(const HttpRequest& request);

 private:
  friend class HttpCalls;
  class Shared;
  struct Call;
  struct Inbox;
  class Loop;
  std::shared_ptr<Loop> loop_;
  std::shared_ptr<Shared> shared_;
};

struct HttpEnded {
  std::size_t tag = 0;
  Result<HttpResponse> answer;
};

/// Exchanges under way at once, with several servers. What has not ended when it goes is given up.
class HttpCalls {
 public:
  using Clock = std::chrono::steady_clock;
  HttpCalls();
  ~HttpCalls();
  HttpCalls(const HttpCalls&) = delete;
  HttpCalls& operator=(const HttpCalls&) = delete;

  /// `tag` must not be that of another one under way. The pool must outlive this.
  void start(HttpPool& pool, const HttpRequest& request, std::size_t tag);
  [[nodiscard]] std::size_t under_way() const { return calls_.size(); }
  /// The next one that ends; nothing if none does until then, or `stopped` says so.
  [[nodiscard]] std::optional<HttpEnded> next(Clock::time_point until,
                                              const std::function<bool()>& stopped = {});
  /// When one under way last got on: it connected, greeted, began to answer, or brought so many bytes more.
  /// In the future while its answer may be held back.
  [[nodiscard]] Clock::time_point progress(std::size_t tag) const;
  /// The latest of these.
  [[nodiscard]] Clock::time_point last_progress() const;

 private:
  std::shared_ptr<HttpPool::Inbox> inbox_;
  std::vector<std::shared_ptr<HttpPool::Call>> calls_;
};

}  // namespace credence
