// SPDX-License-Identifier: Apache-2.0
// Takes a chain from a running network into an archive. The nodes go on working: a page is at most a few MiB,
// and each block of it is read under the lock alone. Every block is checked as it comes (certificate, link,
// roots); one that fails condemns the node's answer, and the next node is asked.
//
// Thread-safety: one call at a time for one file; `stop` may be set from anywhere.
#pragma once

#include <atomic>
#include <functional>

#include "client/audit/archive.h"
#include "client/client.h"
#include "client/network.h"

namespace credence {

struct ExportOptions {
  Height until = ~Height{0};  // the last block wanted; else all that are certified when it begins
  std::uint64_t request_timeout_ms = 30'000;
  std::uint64_t deadline_ms = 120'000;  // without any progress
  const std::atomic<bool>* stop = nullptr;
  /// After each page: the last block in the file, and the one aimed at.
  std::function<void(Height height, Height target)> progress = {};
};

struct ExportReport {
  Height before = 0;  // the last block that the file held already
  Height height = 0;  // the last block in it now
  std::uint64_t bytes = 0;
  ChainId chain;
  std::vector<BadAnswer> bad_answers;
};

/// Makes or continues the archive. `unreachable` and `interrupted` leave it unfinished: the same call goes on
/// there.
[[nodiscard]] Outcome<ExportReport> export_chain(const Network& network, const std::filesystem::path& file,
                                                 const ExportOptions& options);

}  // namespace credence
