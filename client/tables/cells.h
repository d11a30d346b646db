// SPDX-License-Identifier: Apache-2.0
// Records as cells of a table. The columns of a record are its list of fields (ledger/codec/fields.h): a
// struct among them stands as its own fields do, a list is one cell of JSON, an amount of money two cells.
// Internal to client/tables.
#pragma once

#include <boost/json.hpp>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "ledger/domain/state_values.h"

namespace credence::tables {

enum class CellKind : std::uint8_t {
  text,
  whole,  // a whole number
  fen,    // a whole number of 0.01 CNY
  yuan,   // the same in CNY, two decimals, no separators
  day,    // 2026-01-31
  time,   // UTC, 2026-01-31T08:00:00.000Z
  flag,   // 1 or 0
  json,   // a list, or what a vote is about
};
struct Column {
  std::string name;
  CellKind kind = CellKind::text;
  bool operator==(const Column&) const = default;
};
/// As a file holds it; none: there is none.
using Cell = std::optional<std::string>;

/// "1234.50".
[[nodiscard]] std::string plain_yuan(Fen amount);
/// A cell as JSON.
[[nodiscard]] std::string cell_json(CellKind kind, const Cell& cell);

/// An amount in the ledger is an int64, and so are a target's figures, which are none.
template <class T>
concept OfFigures = std::same_as<T, DefineTarget> || std::same_as<T, TargetValue> ||
                    std::same_as<T, RecordMeasure> || std::same_as<T, MeasureValue>;

/// Takes records apart, one after the other, into one row. With `names` it gives their columns too.
class Cells {
 public:
  explicit Cells(bool names = false) : names_(names) {}

  /// A field; null: an empty one of its kind.
  template <class T>
  void add(std::string_view name, const T* v) {
    if constexpr (std::same_as<T, bool>)
      put(name, CellKind::flag, v ? Cell(*v ? "1" : "0") : Cell());
    else if constexpr (std::same_as<T, Fen>)
      add_amount(name, v ? std::optional(*v) : std::nullopt);
    else if constexpr (std::unsigned_integral<T>)
      add_whole(name, v ? std::optional<std::uint64_t>(*v) : std::nullopt);
    else if constexpr (std::is_enum_v<T>)
      put(name, CellKind::text, v ? Cell(name_of(*v)) : Cell());
    else if constexpr (std::same_as<T, Date>)
      put(name, CellKind::day, v ? Cell(v->iso()) : Cell());
    else if constexpr (std::same_as<T, Uscc>)
      put(name, CellKind::text, v ? Cell(text_of(*v)) : Cell());
    else if constexpr (std::convertible_to<const T&, std::string_view>)
      put(name, CellKind::text, v ? Cell(std::string_view(*v)) : Cell());
    else if constexpr (requires { v->hex(); })
      put(name, CellKind::text, v ? Cell(v->hex()) : Cell());
    else if constexpr (requires {
                         typename T::value_type;
                         v->has_value();
                       })
      add_optional(name, v);
    else if constexpr (std::same_as<T, decltype(PendingValue::action)>)
      put(name, CellKind::json, v ? Cell(action_json(*v)) : Cell());
    else if constexpr (std::convertible_to<const T&, BytesView>)
      put(name, CellKind::text, v ? Cell(to_hex(*v)) : Cell());
    else if constexpr (std::ranges::range<T>)
      put(name, CellKind::json, v ? Cell(list_json(*v)) : Cell());
    else if constexpr (std::same_as<T, Change>) {
      put(name, CellKind::text, v ? Cell(name_of(*v)) : Cell());
      put("content", CellKind::json,
          v ? Cell(std::visit([](const auto& one) { return record_json(one); }, *v)) : Cell());
    } else
      fields(v, name, {});
  }
  /// All fields of a record; null: empty ones.
  template <Listed T>
  void fields(const T* v, std::string_view parent = {}, std::string_view prefix = {}) {
    static const T kNone{};
    const bool figures = std::exchange(figures_, OfFigures<T>);
    const std::string outer = std::exchange(parent_, std::string(parent));
    const auto each = [&](std::string_view name, const auto& field) {
      // The number of a credit entry stands in its key.
      if (std::same_as<T, CreditLine> && parent == "line" && name == "line") return;
      const std::string full = prefix.empty() ? std::string() : std::string(prefix) + "_" + std::string(name);
      add(prefix.empty() ? name : full, v ? &field : nullptr);
    };
    (v ? *v : kNone).fields(each);
    figures_ = figures, parent_ = outer;
  }
  void put(std::string_view name, CellKind kind, Cell cell);

  [[nodiscard]] const std::vector<Column>& columns() const { return columns_; }
  [[nodiscard]] const std::vector<Cell>& row() const { return row_; }

  /// {"name": value}.
  template <Listed T>
  static std::string record_json(const T& value) {
    Cells cells(true);
    cells.fields(&value);
    return cells.object_json();
  }

 private:
  template <class T>
  void add_optional(std::string_view name, const T* v) {
    using Inner = T::value_type;
    const Inner* const inner = v && v->has_value() ? &**v : nullptr;
    if constexpr (Listed<Inner>)
      fields(inner, name, name);
    else
      add(name, inner);
  }
  template <class List>
  static std::string list_json(const List& list) {
    std::string out = "[";
    for (const auto& item : list) {
      if (out.size() > 1) out += ',';
      Cells cells(true);
      cells.add("", &item);
      using Item = std::remove_cvref_t<decltype(item)>;
      out += Listed<Item> ? cells.object_json() : cell_json(cells.columns_[0].kind, cells.row_[0]);
    }
    return out + "]";
  }
  static std::string action_json(BytesView action);
  void add_amount(std::string_view name, std::optional<Fen> amount);
  void add_whole(std::string_view name, std::optional<std::uint64_t> number);
  [[nodiscard]] std::string object_json() const;

  const bool names_;
  bool figures_ = false;
  std::string parent_;
  std::vector<Column> columns_;
  std::vector<Cell> row_;
};

}  // namespace credence::tables
