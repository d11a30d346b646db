// How a command is tied to what it does.
#pragma once

#include <CLI/CLI.hpp>
#include <memory>

#include "client/console/console.h"

namespace credence {

/// `what(cli, *options)` runs when the command is named; its result is the exit code.
template <class Options, class What>
void runs(Cli& cli, CLI::App* command, const std::shared_ptr<Options>& options, What what) {
  command->callback(
      [&cli, options, what] { cli.run = [&cli, options, what] { return what(cli, *options); }; });
}

}  // namespace credence
