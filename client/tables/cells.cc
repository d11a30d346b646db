// SPDX-License-Identifier: Apache-2.0
#include "client/tables/cells.h"

#include <algorithm>

#include "ledger/views/json.h"

namespace credence::tables {

std::string plain_yuan(Fen amount) {
  const auto magnitude =
      amount < 0 ? 0 - static_cast<std::uint64_t>(amount) : static_cast<std::uint64_t>(amount);
  const std::string cents = std::to_string(magnitude % 100 + 100).substr(1);
  return (amount < 0 ? "-" : "") + std::to_string(magnitude / 100) + "." + cents;
}

std::string cell_json(CellKind kind, const Cell& cell) {
  if (!cell) return "null";
  switch (kind) {
    case CellKind::whole:
    case CellKind::fen:
    case CellKind::json:
      return *cell;
    case CellKind::flag:
      return *cell == "1" ? "true" : "false";
    default:
      return boost::json::serialize(boost::json::string(*cell));
  }
}

namespace {

/// Words of SQL are no names of columns.
std::string column_name(std::string_view name, CellKind kind) {
  if (name == "on" || name == "to") return std::string(name) + "_day";
  if (name == "into") return "into_code";
  if (name == "from") return kind == CellKind::day ? "from_day" : "from_block";
  if (name == "end") return "how_ended";
  if (name == "transaction") return "parked_transaction";  // of what waits for its second signature
  return std::string(name);
}

}  // namespace

void Cells::put(std::string_view name, CellKind kind, Cell cell) {
  if (names_) {
    std::string full = column_name(name, kind);
    if (std::ranges::find(columns_, full, &Column::name) != columns_.end()) full = parent_ + "_" + full;
    columns_.push_back({std::move(full), kind});
  }
  row_.push_back(std::move(cell));
}

void Cells::add_amount(std::string_view name, std::optional<Fen> amount) {
  if (figures_) return put(name, CellKind::whole, amount ? Cell(std::to_string(*amount)) : Cell());
  put(std::string(name) + "_fen", CellKind::fen, amount ? Cell(std::to_string(*amount)) : Cell());
  put(std::string(name) + "_yuan", CellKind::yuan, amount ? Cell(plain_yuan(*amount)) : Cell());
}

void Cells::add_whole(std::string_view name, std::optional<std::uint64_t> number) {
  if (name.ends_with("_ms"))
    return put(name.substr(0, name.size() - 3), CellKind::time, number ? Cell(iso_time(*number)) : Cell());
  put(name, CellKind::whole, number ? Cell(std::to_string(*number)) : Cell());
}

/// Of what waits: its lists are there, unlike those of what was recorded, which are rows of their own.
std::string Cells::action_json(BytesView action) {
  const auto read = decode<Action>(action);
  return read ? boost::json::serialize(to_json(*read)) : std::string("null");
}

std::string Cells::object_json() const {
  std::string out = "{";
  for (std::size_t i = 0; i < row_.size(); ++i)
    out += (i > 0 ? "," : "") + boost::json::serialize(boost::json::string(columns_[i].name)) + ":" +
           cell_json(columns_[i].kind, row_[i]);
  return out + "}";
}

}  // namespace credence::tables
