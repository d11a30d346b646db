// SPDX-License-Identifier: Apache-2.0
// What an error says beside its code, typed: lines, fields, amounts, days, ids (details.def). Receipts carry it;
// the words around it are the reader's, in his language.
//
//   fail(Code::award_exceeded, said::line(17) + said::field("amount") + said::amount(60'000))
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

namespace credence {

enum class What : std::uint8_t {
#define CREDENCE_DETAIL(name, kind, en, zh) name,
#include "ledger/primitives/details.def"
#undef CREDENCE_DETAIL
};
inline constexpr std::size_t kDetailRows = 0
#define CREDENCE_DETAIL(...) +1
#include "ledger/primitives/details.def"
#undef CREDENCE_DETAIL
    ;
constexpr What last_of(What) { return static_cast<What>(kDetailRows - 1); }
/// "amount": the stable name in JSON.
[[nodiscard]] std::string_view name_of(What what);

enum class DetailKind : std::uint8_t { NUMBER, AMOUNT, DAY, HASH, ID, NAME, MARK };
[[nodiscard]] DetailKind kind_of(What what);

/// One thing said: a number or an amount in `number`, anything else in `text`.
struct Detail {
  What what = What::text;
  std::int64_t number = 0;
  std::string text = {};
  bool operator==(const Detail&) const = default;
};

/// All that is said, in order.
struct Details : std::vector<Detail> {
  using std::vector<Detail>::vector;
  Details& operator+=(const Details& more) {
    insert(end(), more.begin(), more.end());
    return *this;
  }
  friend Details operator+(Details first, const Details& more) { return first += more, first; }
};

/// The line that it concerns; none: it concerns the whole.
[[nodiscard]] std::optional<std::uint32_t> line_in(const Details& details);
/// The first field that it names, or nothing.
[[nodiscard]] std::string_view field_in(const Details& details);
/// For where the line is shown apart.
[[nodiscard]] Details without_line(Details details);

/// What people call a field, in the language of the text.
using FieldWords = std::string_view (*)(std::string_view field);
/// "line 17, amount: 6.00 CNY, at most 5.00 CNY" or "第 17 行，amount：6.00 元，至多 5.00 元".
[[nodiscard]] std::string details_text(const Details& said, bool chinese, FieldWords field = nullptr);
/// Fen as "6,005,000.00".
[[nodiscard]] std::string yuan_text(std::int64_t fen);

// ---- one function for each row of details.def ------------------------------------------------------------------
namespace said {

/// A number, a text, a day (`iso`), a hash (`hex`) or a code (`text_of`).
template <class T>
[[nodiscard]] Details one(What what, const T& value) {
  if constexpr (std::is_arithmetic_v<T>)
    return {Detail{what, static_cast<std::int64_t>(value), {}}};
  else if constexpr (requires { value.iso(); })
    return {Detail{what, 0, value.iso()}};
  else if constexpr (requires { text_of(value); })
    return {Detail{what, 0, std::string(text_of(value))}};
  else if constexpr (requires { value.hex(); })
    return {Detail{what, 0, value.hex()}};
  else
    return {Detail{what, 0, std::string(std::string_view(value))}};
}

#define CREDENCE_DETAIL_VALUE(name)            \
  template <class T>                           \
  [[nodiscard]] Details name(const T& value) { \
    return one(What::name, value);             \
  }
#define CREDENCE_DETAIL_NUMBER CREDENCE_DETAIL_VALUE
#define CREDENCE_DETAIL_AMOUNT CREDENCE_DETAIL_VALUE
#define CREDENCE_DETAIL_DAY CREDENCE_DETAIL_VALUE
#define CREDENCE_DETAIL_HASH CREDENCE_DETAIL_VALUE
#define CREDENCE_DETAIL_ID CREDENCE_DETAIL_VALUE
#define CREDENCE_DETAIL_NAME CREDENCE_DETAIL_VALUE
#define CREDENCE_DETAIL_MARK(name) \
  [[nodiscard]] inline Details name() { return {Detail{What::name, 0, {}}}; }
#define CREDENCE_DETAIL(name, kind, en, zh) CREDENCE_DETAIL_##kind(name)
#include "ledger/primitives/details.def"
#undef CREDENCE_DETAIL
#undef CREDENCE_DETAIL_VALUE
#undef CREDENCE_DETAIL_NUMBER
#undef CREDENCE_DETAIL_AMOUNT
#undef CREDENCE_DETAIL_DAY
#undef CREDENCE_DETAIL_ID
#undef CREDENCE_DETAIL_NAME
#undef CREDENCE_DETAIL_HASH
#undef CREDENCE_DETAIL_MARK

}  // namespace said
}  // namespace credence
