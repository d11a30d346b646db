// The commands export-chain and audit.
#pragma once

#include "client/console/console.h"

namespace credence {

void add_audit_commands(CLI::App& app, Cli& cli);

}  // namespace credence
