// SPDX-License-Identifier: Apache-2.0
// Everything that an archive holds as tables, from an audit of it: one CSV file for each table, or one SQLite
// file. There is nothing of an archive that does not pass. docs/tables.md describes every column.
//
// Rows go to disk as blocks are executed: memory does not grow with the chain, but for what the audit's own
// stores keep within their budget. The same archive gives the same CSV files, byte for byte.
//
// Thread-safety: as audit_archive.
#pragma once

#include "client/audit/audit.h"

namespace credence {

struct TableFiles {
  std::filesystem::path folder;  // of CSV files; empty: none. It is made; one that holds something is refused
  std::filesystem::path sqlite;  // empty: none. One that is there is replaced
};
/// `file_exists`: the folder holds something. `not_a_plain_file`: what is there in the place of the file is none.
[[nodiscard]] Result<void> check_table_files(const TableFiles& files);

struct TablesReport {
  AuditReport audit;
  std::size_t tables = 0;
  std::uint64_t rows = 0;  // of all tables together
};
/// The watcher of the options is not used. Of a failure no file is left.
[[nodiscard]] std::expected<TablesReport, AuditFailure> write_tables(const std::filesystem::path& archive,
                                                                     const AuditOptions& options,
                                                                     const TableFiles& files);

}  // namespace credence
