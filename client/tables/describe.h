// SPDX-License-Identifier: Apache-2.0
// Which tables there are, and what their columns are: what docs/tables.md says, and what the table `columns`
// of each export says. Made of the lists of facts and of the state, so that nothing is left out.
#pragma once

#include <map>

#include "client/base/said.h"
#include "client/tables/cells.h"

namespace credence::tables {

struct Table {
  enum class Kind : std::uint8_t {
    itself,   // the table of all columns
    block,    // a row for each block, or for each transaction
    entries,  // what was recorded: a row for each fact of a kind
    state,    // how things stand at the end
  };
  Kind kind = Kind::itself;
  std::string name;
  Said about;
  std::vector<Column> columns;
  std::size_t keys = 0;     // of a table of the state: so many columns name its row
  std::size_t variant = 0;  // place of the fact, or of the key, among its kinds
};
/// In the order in which they are described. Their place in it is what rows are sent to.
[[nodiscard]] const std::vector<Table>& all_tables();
/// Of a fact of that place, of a key of that place; none: it is left out.
[[nodiscard]] std::optional<std::size_t> table_of_fact(std::size_t variant);
[[nodiscard]] std::optional<std::size_t> table_of_key(std::size_t variant);
inline constexpr std::size_t kColumnsTable = 0, kBlocksTable = 1, kTransactionsTable = 2;

/// What a column is called.
[[nodiscard]] Said words_of(const Column& column);
[[nodiscard]] std::string_view name_of(CellKind kind);
/// The rows of the table `columns`.
[[nodiscard]] std::vector<std::vector<Cell>> rows_about_columns();
/// docs/tables.md.
[[nodiscard]] std::string document();

// ---- rows -------------------------------------------------------------------------------------------------

/// Where an entry stands, and who made it; then what it says.
[[nodiscard]] std::vector<Cell> row_of(const HistoryEntry& entry);
/// What names it, what it holds, and the entry that recorded it.
struct Origin {
  Height height = 0;
  std::uint32_t position = 0;
  TxId transaction;
  template <class A>
  void serialize(A& a) {
    a(height, position, transaction);
  }
};
[[nodiscard]] Result<std::vector<Cell>> row_of(const StateKey& key, BytesView value,
                                               const std::optional<Origin>& origin);
/// The things of the state that an entry records, or records anew.
[[nodiscard]] std::vector<StateKey> things_of(const HistoryEntry& entry, Suite suite);

}  // namespace credence::tables
