// SPDX-License-Identifier: Apache-2.0
// Where the rows of tables go. Internal to client/tables.
#pragma once

#include <filesystem>

#include "client/tables/describe.h"

namespace credence::tables {

class Sink {
 public:
  virtual ~Sink() = default;
  /// As many cells as the table has columns.
  [[nodiscard]] virtual Result<void> row(std::size_t table, std::span<const Cell> cells) = 0;
  /// All of it is on disk, under its own name. Without it nothing is left.
  [[nodiscard]] virtual Result<void> finish() = 0;
};
/// `machine_failed`, `storage_full`.
[[nodiscard]] Result<std::unique_ptr<Sink>> csv_sink(const std::filesystem::path& folder);
[[nodiscard]] Result<std::unique_ptr<Sink>> sqlite_sink(const std::filesystem::path& file);

}  // namespace credence::tables
