// SPDX-License-Identifier: Apache-2.0
#include "node/sync/background_scrub.h"

#include <ctime>

#include "node/base/loop.h"

namespace credence::node {
namespace {

using std::chrono::nanoseconds;

constexpr std::size_t kPieceBytes = 64 << 10;  // that it reads in one go
constexpr int kIdlePerWork = 19;
constexpr std::chrono::seconds kAgain{60};  // after a store of one moment could not be had

nanoseconds thread_worked() {
  timespec now{};
  (void)clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return std::chrono::seconds(now.tv_sec) + nanoseconds(now.tv_nsec);
}

}  // namespace

BackgroundScrub::BackgroundScrub(const SharedLedger& ledger, ScrubPace pace, Done done)
    : ledger_(ledger), pace_(pace), done_(std::move(done)), thread_([this](const std::stop_token& stop) {
        name_thread("scrub");
        run(stop);
      }) {}

BackgroundScrub::~BackgroundScrub() = default;  // the thread is asked to stop, and waited for

std::optional<ScrubReport> BackgroundScrub::last() const {
  const std::lock_guard lock(mutex_);
  return last_;
}

void BackgroundScrub::run(const std::stop_token& stop) {
  while (!stop.stop_requested()) {
    const auto report = read_all(stop);
    if (stop.stop_requested()) return;  // what it was not let read looks like damage
    if (report) {
      done_(*report);
      const std::lock_guard lock(mutex_);
      last_ = report;
    }
    wait(report ? pace_.pause : kAgain, stop);
  }
}

std::optional<ScrubReport> BackgroundScrub::read_all(const std::stop_token& stop) {
  const auto scrub = ledger_.read([&](const Ledger& at) {
    return at.scrub([this, &stop](std::size_t bytes) { return pay(bytes, stop); });
  });
  return scrub ? std::optional((*scrub)->run()) : std::nullopt;
}

Result<void> BackgroundScrub::pay(std::size_t bytes, const std::stop_token& stop) {
  bytes_ += bytes;
  owed_ += bytes;
  if (owed_ >= kPieceBytes) {
    const nanoseconds worked = thread_worked();
    const nanoseconds by_bytes(owed_ * std::nano::den / pace_.bytes_per_second);
    wait(std::max(by_bytes, kIdlePerWork * (worked - std::exchange(worked_, worked))), stop);
    owed_ = 0;
  }
  if (stop.stop_requested()) return fail(Code::node_stopping);
  return {};
}

void BackgroundScrub::wait(nanoseconds time, const std::stop_token& stop) {
  std::unique_lock lock(mutex_);
  wake_.wait_for(lock, stop, time, [] { return false; });
}

}  // namespace credence::node
