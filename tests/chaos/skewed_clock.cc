// SPDX-License-Identifier: Apache-2.0
// Preloaded into a node: its calendar clock is off by as many seconds as stand in the shared file
// CREDENCE_CLOCK_SKEW (8 bytes), from one moment to the next. Steady clocks stay as they are.
//
// libfaketime does the same and cannot be used: it and jemalloc call each other before either is ready, and
// the process hangs.
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

#include <cstdint>
#include <cstdlib>

namespace {

const volatile std::int64_t* skew = nullptr;

[[gnu::constructor]] void open_skew() {
  const char* path = std::getenv("CREDENCE_CLOCK_SKEW");
  const int file = path == nullptr ? -1 : open(path, O_RDONLY | O_CLOEXEC);
  if (file < 0) return;
  void* const mapped = mmap(nullptr, sizeof *skew, PROT_READ, MAP_SHARED, file, 0);
  if (mapped != MAP_FAILED) skew = static_cast<const volatile std::int64_t*>(mapped);
  close(file);
}

std::int64_t skew_seconds() { return skew == nullptr ? 0 : *skew; }

}  // namespace

// Asked of the kernel itself: allocators call this before anything else is set up.
extern "C" int clock_gettime(clockid_t clock, timespec* out) noexcept {
  const long result = syscall(SYS_clock_gettime, clock, out);
  if (result == 0 && (clock == CLOCK_REALTIME || clock == CLOCK_REALTIME_COARSE))
    out->tv_sec += skew_seconds();
  return static_cast<int>(result);
}

extern "C" int gettimeofday(timeval* out, void*) noexcept {
  timespec now{};
  const int result = clock_gettime(CLOCK_REALTIME, &now);
  *out = {now.tv_sec, now.tv_nsec / 1'000};
  return result;
}

extern "C" time_t time(time_t* out) noexcept {
  timespec now{};
  (void)clock_gettime(CLOCK_REALTIME, &now);
  if (out != nullptr) *out = now.tv_sec;
  return now.tv_sec;
}
