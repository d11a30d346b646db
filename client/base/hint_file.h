// SPDX-License-Identifier: Apache-2.0
// What one run of a program tells the next, and is no more than a hint: a file may be absent, damaged or not
// writable.
//
//   FILE  {"format": FORMAT, MEMBER: {…}}      mode 0600, in a folder of the user's own
#pragma once

#include <boost/json/object.hpp>
#include <filesystem>
#include <string_view>

namespace credence {

/// Whose hints a file holds.
struct HintFile {
  std::string_view format, member;
  /// What is there; empty: nothing, or no file is named.
  [[nodiscard]] boost::json::object read(const std::filesystem::path& file) const;
  void keep(const std::filesystem::path& file, boost::json::object hints) const;
};

}  // namespace credence
