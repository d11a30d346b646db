// Options of commands as typed values: an error names the option.
#pragma once

#include <optional>
#include <string>

#include "client/base/failure.h"
#include "client/base/written.h"

namespace credence {

template <class T>
[[nodiscard]] Outcome<T> option_value(Result<T> value, std::string_view option) {
  if (value) return *std::move(value);
  return give_up(ExitCode::bad_input, value.error().code, std::string(option) + ": " + value.error().detail);
}
/// An amount in 万元.
[[nodiscard]] inline Outcome<Fen> wan_option(std::string_view text, std::string_view option) {
  return option_value(parse_wan(text), option);
}
/// An id: a programme's, a department's, a title's.
[[nodiscard]] inline Outcome<Id> id_option(const std::string& text) {
  if (auto good = check_id(text); !good) return give_up(ExitCode::usage, good.error());
  return Id(text);
}
/// A day that must be given.
[[nodiscard]] inline Outcome<Date> date_option(std::string_view text, std::string_view option) {
  return option_value(parse_any_date(text), option);
}
/// A day; an empty text is none.
[[nodiscard]] inline Outcome<std::optional<Date>> day_option(std::string_view text, std::string_view option) {
  if (text.empty()) return std::optional<Date>{};
  auto day = date_option(text, option);
  if (!day) return std::unexpected(day.error());
  return std::optional<Date>(*day);
}
/// The SHA-256 of a document in hexadecimal; an empty text is none.
[[nodiscard]] inline Outcome<std::optional<Hash32>> hash_option(std::string_view text,
                                                                std::string_view option) {
  if (text.empty()) return std::optional<Hash32>{};
  auto hash = option_value(Hash32::from_hex(text), option);
  if (!hash) return std::unexpected(hash.error());
  return std::optional<Hash32>(*hash);
}

}  // namespace credence
