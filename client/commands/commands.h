// SPDX-License-Identifier: Apache-2.0
// The whole command line: the program's own options, and every family of commands.
#pragma once

#include "client/console/app.h"

namespace credence {

/// `credence` and all commands below it. The values of its own options go to `cli`.
class Program : public Command {
 public:
  explicit Program(Cli& cli);
};

}  // namespace credence
