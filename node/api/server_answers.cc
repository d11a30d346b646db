// SPDX-License-Identifier: Apache-2.0
// Requests in work on the workers, and requests that wait for a certificate.
#include "node/api/server_impl.h"

namespace credence::node {

asio::awaitable<ApiAnswer> ApiServer::Impl::answer(Session& session, ApiRequest request) {
  const auto begin = Clock::now();
  const auto shared = std::make_shared<const ApiRequest>(std::move(request));
  ApiAnswer out = co_await ask(session, shared);
  if (out.wait_for && out.wait_ms > 0) out = co_await wait(session, shared, std::move(out), begin);
  co_return out;
}

/// The answer may get better: waits for what makes it so, and asks again. The waiter is there before the
/// second question, so that no certificate is missed in between.
asio::awaitable<ApiAnswer> ApiServer::Impl::wait(Session& session, SharedRequest request, ApiAnswer first,
                                                 Clock::time_point begin) {
  const Lease place(waiting_, session.origin, 1);
  // pending is an answer
  if (!place)
    co_return first.status == 202 ? std::move(first)
                                  : busy("as many requests of this address wait as may be");
  const auto deadline = begin + std::chrono::milliseconds(first.wait_ms);
  auto waiter = std::make_shared<Waiter>(session, asio::steady_timer(context_), false);
  const auto at = waiters_.emplace(*first.wait_for, waiter);
  watch();
  ApiAnswer out = std::move(first);
  while (!stopping_ && !session.gone) {
    out = co_await ask(session, request);
    if (!out.wait_for || Clock::now() >= deadline || stopping_) break;
    if (!waiter->woken && !session.gone) {
      waiter->timer.expires_at(deadline);
      (void)co_await waiter->timer.async_wait(kUse);
    }
    waiter->woken = false;
  }
  waiters_.erase(at);
  co_return out;
}

/// One question, and all of its pieces. Streams begin within their own bound: after a start all readers come
/// again at once, and a browser takes a 503 for the end.
asio::awaitable<ApiAnswer> ApiServer::Impl::ask(Session& session, SharedRequest request) {
  const std::string_view name = ApiRoutes::name_of(request->target);
  const bool dry_run = name == "dry-runs";
  const Lease place(name == "events" ? streams_ : dry_run ? dry_runs_ : working_, session.origin, 1);
  if (!place) co_return busy("as many requests of this address are in work as may be");
  if (dry_run && !dry_run_rate_.take(session.origin, Clock::now()))
    co_return busy("this address has asked for as many dry runs as it may at the moment");
  auto out = std::make_shared<ApiAnswer>();
  std::function<ApiAnswer()> piece = [this, request = std::move(request)] {
    return routes_.handle(*request);
  };
  while (piece) {
    Work work = [out, piece = std::move(piece)] { *out = piece(); };
    if (!co_await compute(session, std::move(work))) co_return busy("the node ends");
    piece = std::exchange(out->rest, nullptr);
  }
  if (out->later) {
    auto later = std::exchange(out->later, nullptr);
    *out = co_await hear(std::move(later));
  }
  co_return std::move(*out);
}

/// Does this on a worker, when the address has its turn.
asio::awaitable<bool> ApiServer::Impl::compute(Session& session, Work work) {
  auto start = [this, &session, work = std::move(work)](auto handler) mutable {
    const auto shared = std::make_shared<decltype(handler)>(std::move(handler));
    jobs_.push(session.origin, Job{std::move(work), [shared](bool done) { (*shared)(done); }});
    begin_jobs();
  };
  const bool done = co_await asio::async_initiate<const asio::use_awaitable_t<>, void(bool)>(
      std::move(start), asio::use_awaitable);
  co_return done;
}

/// An answer that is made elsewhere.
asio::awaitable<ApiAnswer> ApiServer::Impl::hear(std::function<void(std::function<void(ApiAnswer)>)> later) {
  auto start = [this, later = std::move(later)](auto handler) mutable {
    const auto shared = std::make_shared<decltype(handler)>(std::move(handler));
    later([this, shared](ApiAnswer answer) {
      asio::post(context_, [shared, answer = std::move(answer)]() mutable { (*shared)(std::move(answer)); });
    });
  };
  co_return co_await asio::async_initiate<const asio::use_awaitable_t<>, void(ApiAnswer)>(
      std::move(start), asio::use_awaitable);
}

/// As many as there are threads, so that the addresses come in turn however many requests one of them has.
void ApiServer::Impl::begin_jobs() {
  while (jobs_begun_ < workers_.threads() && !jobs_.empty()) {
    Job job = jobs_.pop();
    ++jobs_begun_;
    const auto end = [this, told = std::move(job.done)](bool done) {
      asio::post(context_, [this, told, done] {
        --jobs_begun_;
        begin_jobs();
        told(done);
      });
    };
    const auto work = [work = std::move(job.work), end] {
      work();
      end(true);
    };
    if (!workers_.post_client(work)) end(false);
  }
}

}  // namespace credence::node
