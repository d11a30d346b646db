// The commands export-chain and audit.
#pragma once

#include "client/cli.h"

namespace credence {

void add_audit_commands(CLI::App& app, Cli& cli);

}  // namespace credence
