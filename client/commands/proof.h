// SPDX-License-Identifier: Apache-2.0
// What the commands prove and verify share: how a verified bundle is judged.
#pragma once

#include "client/console/console.h"
#include "client/words/bundle_view.h"

namespace credence {

/// The reader's own choices.
struct JudgeOptions {
  std::string date, age;
  bool any_age = false;
  std::uint64_t now_ms = 0;  // 0: this machine's clock
};
[[nodiscard]] Outcome<BundleQuestion> question_of(const Cli& cli, const JudgeOptions& options);
/// How credence ends with a verdict.
[[nodiscard]] ExitCode exit_code(Verdict verdict);

}  // namespace credence
