// SPDX-License-Identifier: Apache-2.0
// What the commands share that audit an archive: its options, the bar, Ctrl-C, and what is said of a failure.
#pragma once

#include "client/audit/audit.h"
#include "client/console/console.h"

namespace credence {

struct AuditArguments {
  std::filesystem::path file;
  unsigned threads = 0;
  std::size_t memory_mib = 1024;
  std::filesystem::path temporary;
};
/// FILE and the options of an audit.
void add_audit_arguments(Command& command, AuditArguments& arguments);

/// Calls `audit` with the options that the arguments and --genesis ask for; prints why it failed. The exit
/// code: 0 where it did not fail.
[[nodiscard]] int with_audit_options(
    Cli& cli, const AuditArguments& arguments,
    const std::function<std::optional<AuditFailure>(const AuditOptions&)>& audit);
/// One line of what a verified audit says of the chain, where --genesis was not given.
void note_own_genesis(const Cli& cli);

}  // namespace credence
