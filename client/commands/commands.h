// The whole command line: the program's own options, and every family of commands.
#pragma once

namespace CLI {
class App;
}

namespace credence {

class Cli;

/// `cli` is filled by the parser, and must live as long as `app`.
void add_commands(CLI::App& app, Cli& cli);

}  // namespace credence
