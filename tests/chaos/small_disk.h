// SPDX-License-Identifier: Apache-2.0
// A small file system of its own for one directory, that can be made full and roomy again while it is in use.
#pragma once

#include <cstdint>
#include <filesystem>

namespace credence::testing {

class SmallDisk {
 public:
  /// Mounts a tmpfs over the directory, in this process' own mount namespace. Throws std::runtime_error, as
  /// all members do.
  SmallDisk(std::filesystem::path directory, std::uint64_t bytes);
  ~SmallDisk();
  SmallDisk(const SmallDisk&) = delete;

  /// Not one page more can be written.
  void fill();
  void make_room();
  [[nodiscard]] std::uint64_t bytes_used() const;

 private:
  const std::filesystem::path directory_;
  const std::uint64_t bytes_;
};

}  // namespace credence::testing
