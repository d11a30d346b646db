// The help in Chinese. The commands describe themselves in English; cli_help_zh.def has the Chinese of every
// description, which takes its place when the help is printed.
#pragma once

#include <set>
#include <span>
#include <string>
#include <vector>

#include "client/words/table.h"

namespace CLI {
class App;
}

namespace credence {

/// The rows of cli_help_zh.def.
[[nodiscard]] std::span<const Words> help_rows();
/// What the help of `app` and of all commands below it says: descriptions, footers, heads of groups.
[[nodiscard]] std::set<std::string> help_texts(CLI::App& app);
/// Those of them that have no row and need one: a text without Latin letters (万元) is not English.
[[nodiscard]] std::vector<std::string> untranslated(CLI::App& app);
/// From now on the help of `app` and of all commands below it is Chinese.
void help_in_chinese(CLI::App& app);
/// What the parser says of a mistake, in Chinese; as it is, where it is of no known form.
[[nodiscard]] std::string mistake_in_chinese(const std::string& message);

}  // namespace credence
