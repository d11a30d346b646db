// SPDX-License-Identifier: Apache-2.0
#include "client/tables/describe.h"

#include <algorithm>

#include "client/words/action_view.h"
#include "client/words/facts.h"
#include "ledger/views/json.h"

namespace credence::tables {
namespace {

/// Where an entry stands, and who made it.
void add_entry(Cells& cells, const HistoryEntry& entry) {
  cells.add("height", &entry.height);
  cells.add("position", &entry.position);
  const Date day = date_in_china(entry.time_ms);
  cells.add("day", &day);
  cells.add("time_ms", &entry.time_ms);
  cells.add("transaction_id", &entry.transaction);
  cells.add("signer", &entry.signer);
  cells.add("checker", &entry.checker);
}
template <class Body>
void add_fact(Cells& cells, const Body& body) {
  if constexpr (Listed<Body>) cells.fields(&body);
}

void add_origin(Cells& cells, const std::optional<Origin>& origin) {
  cells.add("recorded_height", origin ? &origin->height : nullptr);
  cells.add("recorded_position", origin ? &origin->position : nullptr);
  cells.add("recorded_transaction_id", origin ? &origin->transaction : nullptr);
}
/// What has a table of its own.
template <class K>
concept Tabled = false
#define STATE_TABLE(Key, name, en, zh) || std::same_as<K, Key>
#include "client/tables/state_tables.def"
#undef STATE_TABLE
    ;

/// A key whose one member names nothing has no columns.
template <class Key>
void add_key(Cells& cells, const Key& key) {
  if constexpr (!requires { key.zero; }) cells.fields(&key);
}
template <class Key>
std::size_t add_state(Cells& cells, const Key& key, const typename ValueOf<Key>::type& value,
                      const std::optional<Origin>& origin) {
  add_key(cells, key);
  const std::size_t keys = cells.row().size();
  cells.fields(&value);
  add_origin(cells, origin);
  return keys;
}

template <std::size_t I = 0, class F>
void each_fact(F f) {
  if constexpr (I < kFactKinds) {
    f(I, std::variant_alternative_t<I, FactBody>{});
    each_fact<I + 1>(f);
  }
}
template <class T, std::size_t I = 0>
consteval std::size_t place_of_key() {
  if constexpr (std::same_as<std::variant_alternative_t<I, StateKeyBody>, T>)
    return I;
  else
    return place_of_key<T, I + 1>();
}

Table itself() {
  return {Table::Kind::itself,
          "columns",
          {"every table with its columns", "全部表及其列"},
          {{"table_name", CellKind::text},
           {"place", CellKind::whole},
           {"column_name", CellKind::text},
           {"kind", CellKind::text},
           {"english", CellKind::text},
           {"chinese", CellKind::text}},
          2,
          0};
}
Table blocks() {
  return {Table::Kind::block,
          "blocks",
          {"one row for each block", "每个区块一行"},
          {{"height", CellKind::whole},
           {"day", CellKind::day},
           {"time", CellKind::time},
           {"header_hash", CellKind::text},
           {"parent_hash", CellKind::text},
           {"state_root", CellKind::text},
           {"transactions", CellKind::whole},
           {"refused", CellKind::whole}},
          1,
          0};
}
Table transactions() {
  return {Table::Kind::block,
          "transactions",
          {"one row for each transaction, those included that were refused", "每笔交易一行，含被拒绝的交易"},
          {{"height", CellKind::whole},
           {"position", CellKind::whole},
           {"day", CellKind::day},
           {"transaction_id", CellKind::text},
           {"action", CellKind::text},
           {"row_count", CellKind::whole},
           {"signer", CellKind::text},
           {"outcome", CellKind::text},
           {"waits", CellKind::flag},
           {"detail", CellKind::text}},
          2,
          0};
}

std::vector<Table> make_tables() {
  std::vector<Table> out{itself(), blocks(), transactions()};
  each_fact([&](std::size_t i, const auto& body) {
    Cells cells(true);
    HistoryEntry entry;
    add_entry(cells, entry);
    add_fact(cells, body);
    const Fact fact(body);
    std::string english(name_of(fact));
    std::ranges::replace(english, '_', ' ');
    out.push_back({Table::Kind::entries,
                   std::string(name_of(fact)),
                   {english, describe(fact, Language::zh).kind},
                   cells.columns(),
                   2,
                   i});
  });
#define STATE_TABLE(Key, name, en, zh)                                                                \
  {                                                                                                   \
    Cells cells(true);                                                                                \
    const std::size_t keys = add_state(cells, Key{}, ValueOf<Key>::type{}, std::nullopt);             \
    out.push_back({Table::Kind::state, #name, {en, zh}, cells.columns(), keys, place_of_key<Key>()}); \
  }
#include "client/tables/state_tables.def"
#undef STATE_TABLE
  return out;
}

std::optional<std::size_t> table_of(Table::Kind kind, std::size_t variant) {
  const auto& all = all_tables();
  for (std::size_t i = 0; i < all.size(); ++i)
    if (all[i].kind == kind && all[i].variant == variant) return i;
  return std::nullopt;
}

}  // namespace

const std::vector<Table>& all_tables() {
  static const std::vector<Table> all = make_tables();
  return all;
}
std::optional<std::size_t> table_of_fact(std::size_t variant) {
  return table_of(Table::Kind::entries, variant);
}
std::optional<std::size_t> table_of_key(std::size_t variant) { return table_of(Table::Kind::state, variant); }

std::string_view name_of(CellKind kind) {
  constexpr std::string_view kNames[] = {"text", "whole number", "fen",  "yuan",
                                         "day",  "time",         "flag", "json"};
  return kNames[static_cast<std::size_t>(kind)];
}

Said words_of(const Column& column) {
  std::string name = column.name;
  Said unit;
  if (column.kind == CellKind::fen) name.resize(name.size() - 4), unit = {" (0.01 CNY)", "（分）"};
  if (column.kind == CellKind::yuan) name.resize(name.size() - 5), unit = {" (CNY)", "（元）"};
  const auto words = [](const std::string& member) {
    return Said(std::string(member_words(member, Language::en)),
                std::string(member_words(member, Language::zh)));
  };
  Said out = words(name);
  // Of a record that may be missing, or a name that stands twice: whose it is, then what.
  for (auto at = name.find('_'); out.zh == name && at != std::string::npos; at = name.find('_', at + 1)) {
    const Said whose = words(name.substr(0, at)), what = words(name.substr(at + 1));
    if (whose.zh != name.substr(0, at) && what.zh != name.substr(at + 1))
      out = whose + Said(": ", "：") + what;
  }
  return out + unit;
}

std::vector<std::vector<Cell>> rows_about_columns() {
  std::vector<std::vector<Cell>> out;
  for (const Table& table : all_tables())
    for (std::size_t i = 0; i < table.columns.size(); ++i) {
      const Column& column = table.columns[i];
      const Said words = words_of(column);
      out.push_back({table.name, std::to_string(i + 1), column.name, std::string(name_of(column.kind)),
                     words.en, words.zh});
    }
  return out;
}

std::vector<Cell> row_of(const HistoryEntry& entry) {
  Cells cells;
  add_entry(cells, entry);
  std::visit([&](const auto& body) { add_fact(cells, body); }, static_cast<const FactBody&>(entry.fact));
  return cells.row();
}

Result<std::vector<Cell>> row_of(const StateKey& key, BytesView value, const std::optional<Origin>& origin) {
  return std::visit(
      [&]<class Key>(const Key& body) -> Result<std::vector<Cell>> {
        Cells cells;
        if constexpr (Tabled<Key>) {
          const auto held = decode<typename ValueOf<Key>::type>(value);
          if (!held) return std::unexpected(held.error());
          (void)add_state(cells, body, *held, origin);
        }
        return cells.row();
      },
      static_cast<const StateKeyBody&>(key));
}

std::string document() {
  std::string out;
  const auto chapter = [&out](Table::Kind kind) {
    for (const Table& table : all_tables()) {
      if (table.kind != kind) continue;
      out += "\n### `" + table.name + "`\n\n" + table.about.en + " · " + table.about.zh + "\n\n";
      out += "| column | kind | what | 含义 |\n|---|---|---|---|\n";
      for (const Column& column : table.columns) {
        const Said words = words_of(column);
        out += "| `" + column.name + "` | " + std::string(name_of(column.kind)) + " | " + words.en + " | " +
               words.zh + " |\n";
      }
    }
  };
  out += "## The export itself\n";
  chapter(Table::Kind::itself);
  chapter(Table::Kind::block);
  out += "\n## What was recorded\n";
  chapter(Table::Kind::entries);
  out += "\n## How things stand\n";
  chapter(Table::Kind::state);
  return out;
}

}  // namespace credence::tables
