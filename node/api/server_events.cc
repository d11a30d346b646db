// SPDX-License-Identifier: Apache-2.0
// Streams of events. A stream is a place in what the ledger holds, and nothing is queued for it: its reader
// gets the next piece when it has taken the one before. One that reads slowly waits in its write, with one
// piece in memory; one that takes nothing for the idle time is cut off, comes again and says where it was.
//
// Many readers are at the same place, at the head: what is read for one of them serves all (`reading_`,
// `kept_`), and "nothing new" is remembered until the next certificate.
#include <poll.h>

#include "node/api/server_impl.h"

namespace credence::node {
namespace {

constexpr std::chrono::seconds kBeat{15};  // a proxy, or a reader, takes silence for an end
// for clients that went while their request waits, or their stream has nothing to tell
constexpr std::chrono::milliseconds kWatchEvery{200};
constexpr std::size_t kKeptMax = 64;  // pieces of about kApiOwnBytes

}  // namespace

/// Ends with the connection: the length of a stream is not known.
asio::awaitable<void> ApiServer::Impl::stream(Session& session, ApiAnswer answer, unsigned version) {
  const Lease place(streams_, session.origin, 1);
  if (!place) {
    ApiAnswer full = busy("as many streams of events of this address are open as may be");
    (void)co_await write(session, std::move(full), false, false, version);
    co_return;
  }
  const std::string begin = head_of(answer, session.request_id, false, version, std::nullopt) + answer.body;
  if (!co_await send_text(session, begin)) co_return;
  const auto follower = std::make_shared<Waiter>(session, asio::steady_timer(context_), false);
  followers_.insert(follower);
  watch();
  co_await tell(session, *answer.events, *follower);
  followers_.erase(follower);
}

asio::awaitable<bool> ApiServer::Impl::send_text(Session& session, std::string_view text) {
  session.stream.expires_after(std::chrono::milliseconds(options_.idle_ms));
  const auto error = co_await session.stream.write(text);
  session.stream.expires_never();
  co_return !error;
}

asio::awaitable<void> ApiServer::Impl::tell(Session& session, const EventFeed& feed, Waiter& waiter) {
  std::uint64_t next = feed.next;
  auto silent_since = Clock::now();
  while (!stopping_ && !session.gone) {
    waiter.woken = false;  // before it reads: what is certified from here on wakes it
    const SharedPiece piece = co_await read_events(session, feed, next);
    if (!piece) co_return;
    if (!piece->text.empty()) {
      if (!co_await send_text(session, piece->text) || piece->last) co_return;
      next = piece->next;
      silent_since = Clock::now();
      continue;
    }
    const auto beat = silent_since + kBeat;
    if (Clock::now() >= beat) {
      if (!co_await send_text(session, ":\n\n")) co_return;
      silent_since = Clock::now();
      continue;
    }
    if (waiter.woken) continue;
    const auto again = Clock::now() + std::chrono::milliseconds(feed.poll_ms);
    waiter.timer.expires_at(feed.poll_ms > 0 ? std::min(beat, again) : beat);
    (void)co_await waiter.timer.async_wait(kUse);
  }
}

/// What comes after this position; nothing if the node ends.
asio::awaitable<ApiServer::Impl::SharedPiece> ApiServer::Impl::read_events(Session& session,
                                                                           const EventFeed& feed,
                                                                           std::uint64_t next) {
  const std::string name = feed.topic + " " + std::to_string(next);
  for (;;) {
    if (const auto held = kept_.find(name); held != kept_.end())
      if (!held->second.piece->text.empty() || held->second.wakes == wakes_) co_return held->second.piece;
    const auto at = reading_.find(name);
    if (at == reading_.end()) break;
    const auto other = at->second;
    (void)co_await other->done.async_wait(kUse);
    if (stopping_ || !other->piece) co_return nullptr;
    // it may have begun before the certificate that woke this stream
    if (!other->piece->text.empty() || other->wakes == wakes_) co_return other->piece;
  }
  const auto reading = std::make_shared<Reading>(asio::steady_timer(context_), nullptr, wakes_);
  reading->done.expires_at(Clock::time_point::max());
  reading_.emplace(name, reading);
  const auto out = std::make_shared<EventPiece>();
  Work work = [out, read = feed.read, next] { *out = read(next); };
  if (co_await compute(session, std::move(work))) reading->piece = out;
  reading_.erase(name);
  reading->done.cancel();
  if (reading->piece && feed.poll_ms == 0) keep(name, {reading->piece, reading->wakes});
  co_return reading->piece;
}

void ApiServer::Impl::keep(const std::string& name, Kept piece) {
  if (kept_.insert_or_assign(name, std::move(piece)).second) kept_order_.push_back(name);
  for (; kept_order_.size() > kKeptMax; kept_order_.pop_front()) kept_.erase(kept_order_.front());
}

// ---- clients that went -----------------------------------------------------------------------------------

void ApiServer::Impl::watch() {
  if (!std::exchange(watching_, true)) asio::co_spawn(context_, watch_loop(), asio::detached);
}

/// Ends the wait of those whose clients went: they would keep their places for nothing.
asio::awaitable<void> ApiServer::Impl::watch_loop() {
  asio::steady_timer timer(context_);
  std::vector<pollfd> ends;
  std::vector<std::shared_ptr<Waiter>> who;
  while (!(waiters_.empty() && followers_.empty()) && !stopping_) {
    timer.expires_after(kWatchEvery);
    (void)co_await timer.async_wait(kUse);
    ends.clear();
    who.clear();
    const auto look_at = [&](const std::shared_ptr<Waiter>& waiter) {
      ends.push_back({waiter->session.stream.socket().native_handle(), POLLRDHUP, 0});
      who.push_back(waiter);
    };
    for (const auto& [id, waiter] : waiters_) look_at(waiter);
    for (const auto& follower : followers_) look_at(follower);
    if (::poll(ends.data(), ends.size(), 0) <= 0) continue;
    for (std::size_t i = 0; i < ends.size(); ++i) {
      if (ends[i].revents == 0) continue;
      who[i]->session.gone = true;
      who[i]->timer.cancel();
    }
  }
  who.clear();
  watching_ = false;
}

}  // namespace credence::node
