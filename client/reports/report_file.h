// SPDX-License-Identifier: Apache-2.0
// Reports as files: CSV for programs, XLSX for people, JSON for both; written, and read again to be checked
// against a manifest. Each says in its first line (JSON: in `taken_at`) at which block it was taken.
#pragma once

#include <boost/json/object.hpp>
#include <filesystem>

#include "client/base/failure.h"
#include "client/reports/report.h"

namespace credence {

/// UTF-8 with BOM. A text that an office program would take for a formula stands behind an apostrophe.
[[nodiscard]] std::string report_csv(const Report& report);
/// Money and counts are numbers. Written beside the path and renamed.
[[nodiscard]] Outcome<void> write_report_xlsx(const Report& report, const std::filesystem::path& path);
/// {"report", "columns", "rows": [{id: value}]}; money in fen, as everywhere in JSON.
[[nodiscard]] boost::json::object report_json(const Report& report);

/// Any of the three, told by its content.
[[nodiscard]] Outcome<ReportFile> read_report_file(const std::filesystem::path& path);

}  // namespace credence
