// SPDX-License-Identifier: Apache-2.0
// The table of docs/domain.md, "What is recorded, and where": it names every action and every fact, each command
// in it exists, and a cell without a command says why.
#include <gtest/gtest.h>

#include <fstream>
#include <set>
#include <sstream>

#include "client/commands/commands.h"
#include "client/console/console.h"
#include "ledger/domain/past.h"
#include "tests/source_tree.h"

namespace credence {
namespace {

struct Row {
  std::vector<std::string> cells;
};
std::vector<Row> rows_of_the_page() {
  std::ifstream in(source_dir() / "docs/domain.md");
  std::vector<Row> out;
  bool inside = false;
  for (std::string line; std::getline(in, line);) {
    if (line.starts_with("## ")) inside = line == "## What is recorded, and where";
    if (!inside || !line.starts_with("| `")) continue;
    Row row;
    std::istringstream cells(line.substr(1));
    for (std::string cell; std::getline(cells, cell, '|');) row.cells.push_back(cell);
    out.push_back(std::move(row));
  }
  return out;
}

/// What stands between backticks.
std::vector<std::string> quoted(const std::string& cell) {
  std::vector<std::string> out;
  for (std::size_t at = 0; (at = cell.find('`', at)) != std::string::npos;) {
    const std::size_t end = cell.find('`', at + 1);
    if (end == std::string::npos) break;
    out.push_back(cell.substr(at + 1, end - at - 1));
    at = end + 1;
  }
  return out;
}

/// "history --programme" is a command with an option that it has; empty: it is.
std::string missing_in(const Command& root, const std::string& line) {
  std::vector<std::string> words, options;
  std::istringstream in(line);
  for (std::string word; in >> word;) (word.starts_with("--") ? options : words).push_back(word);
  const auto found = command_called(root, words);
  if (!found || !(*found)->does_something()) return "no command: " + line;
  for (const std::string& option : options) {
    const auto has = [&](const Option& one) {
      return std::ranges::find(one.names, option) != one.names.end();
    };
    if (std::ranges::none_of((*found)->options(), has) && std::ranges::none_of(root.options(), has))
      return "no option: " + line;
  }
  return {};
}

TEST(Coverage, TheTableNamesEveryActionAndEveryFact) {
  const std::set<std::string> actions = {
#define CREDENCE_ACTION(Type, name, ...) #name,
#include "ledger/domain/actions.def"
#undef CREDENCE_ACTION
  };
  std::set<std::string> named, facts;
  for (const Row& row : rows_of_the_page()) {
    ASSERT_EQ(row.cells.size(), 8U) << row.cells.front();
    for (const std::string& action : quoted(row.cells[0]))
      EXPECT_TRUE(named.insert(action).second) << action << " has two rows";
    for (const std::string& fact : quoted(row.cells[1])) facts.insert(fact);
  }
  EXPECT_EQ(named, actions);
  EXPECT_EQ(facts, std::set<std::string>(fact_names().begin(), fact_names().end()));
}

TEST(Coverage, EachCellNamesCommandsThatExistOrSaysWhyThereIsNone) {
  Cli cli;
  const Program program(cli);
  for (const Row& row : rows_of_the_page())
    for (std::size_t column = 2; column < row.cells.size(); ++column) {
      const std::string& cell = row.cells[column];
      const auto commands = quoted(cell);
      const auto dash = cell.find("–");
      const bool reason = dash != std::string::npos && cell.size() - dash > 20;
      EXPECT_TRUE(reason || (dash == std::string::npos && !commands.empty()))
          << row.cells[0] << ": an empty cell";
      for (const std::string& command : commands)
        EXPECT_EQ(missing_in(program, command), "") << row.cells[0] << ":" << cell;
    }
}

}  // namespace
}  // namespace credence
