// SPDX-License-Identifier: Apache-2.0
// credence verify of several files and of folders: a verdict for each, and a summary.
#pragma once

#include "client/console/console.h"

namespace credence {

/// How many files one command looks at.
inline constexpr std::size_t kVerifiedFilesMax = 100'000;

/// `judge` prints the verdict of one file and gives its exit code. Of a folder every file below it is looked at,
/// but hidden ones, the anchor's, and manifests whose report is there: they are judged with it. The exit code is
/// the worst.
int verify_files(Cli& cli, const std::vector<std::string>& files, const std::string& anchor,
                 const std::function<int(const std::filesystem::path&)>& judge);

}  // namespace credence
