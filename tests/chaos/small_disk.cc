// SPDX-License-Identifier: Apache-2.0
#include "tests/chaos/small_disk.h"

#include <sys/mount.h>
#include <sys/statvfs.h>

#include <cerrno>
#include <cstring>
#include <stdexcept>
#include <string>

namespace credence::testing {
namespace {

bool resize(const std::filesystem::path& directory, std::uint64_t bytes) {
  const std::string size = "size=" + std::to_string(bytes);
  return mount(nullptr, directory.c_str(), nullptr, MS_REMOUNT, size.c_str()) == 0;
}

}  // namespace

SmallDisk::SmallDisk(std::filesystem::path directory, std::uint64_t bytes)
    : directory_(std::move(directory)), bytes_(bytes) {
  const std::string options = "mode=0700,size=" + std::to_string(bytes);
  if (mount("credence-chaos", directory_.c_str(), "tmpfs", 0, options.c_str()) != 0)
    throw std::runtime_error("a tmpfs at " + directory_.string() + ": " + std::strerror(errno));
}

SmallDisk::~SmallDisk() { umount2(directory_.c_str(), MNT_DETACH); }

std::uint64_t SmallDisk::bytes_used() const {
  struct statvfs now{};
  if (statvfs(directory_.c_str(), &now) != 0) throw std::runtime_error("statvfs: " + directory_.string());
  return static_cast<std::uint64_t>(now.f_blocks - now.f_bfree) * now.f_frsize;
}

void SmallDisk::fill() {
  // It may grow between the look and the change: a size below what is used is refused, and looked at again.
  for (int i = 0; i < 1'000; ++i)
    if (resize(directory_, bytes_used())) return;
  throw std::runtime_error("cannot fill " + directory_.string() + ": " + std::strerror(errno));
}

void SmallDisk::make_room() {
  if (!resize(directory_, bytes_))
    throw std::runtime_error("cannot make room in " + directory_.string() + ": " + std::strerror(errno));
}

}  // namespace credence::testing
