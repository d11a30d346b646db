// SPDX-License-Identifier: Apache-2.0
// The part of credence verify that checks a report against its manifest.
#pragma once

#include "client/console/console.h"
#include "client/reports/report.h"

namespace credence {

/// Prints what is proved, or which rows are not; the exit code.
int verify_report(const Cli& cli, const TrustAnchor& anchor, const std::filesystem::path& manifest_file,
                  const std::filesystem::path& report_file, std::string_view manifest,
                  const BundleQuestion& asked);

}  // namespace credence
