// credence errors: the table of errors, of docs/errors.md.
#pragma once

#include "client/console/console.h"

namespace credence {

void add_error_commands(CLI::App& app, Cli& cli);

}  // namespace credence
