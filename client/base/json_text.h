// SPDX-License-Identifier: Apache-2.0
// Reading JSON that others wrote. Heavy (Boost.JSON): include it in .cc files only.
#pragma once

#include <boost/json.hpp>
#include <optional>
#include <string>
#include <string_view>

#include "ledger/codec/codec.h"

namespace credence {

/// A JSON object, or `malformed` with the place.
[[nodiscard]] Result<boost::json::object> parse_object(std::string_view text);
/// A member that is a text, or nothing.
[[nodiscard]] std::optional<std::string> text_member(const boost::json::object& object,
                                                     std::string_view name);
[[nodiscard]] std::optional<std::uint64_t> number_member(const boost::json::object& object,
                                                         std::string_view name);

/// A list of texts.
template <class Texts>
[[nodiscard]] boost::json::array text_array(const Texts& texts) {
  boost::json::array out;
  for (const auto& text : texts) out.emplace_back(std::string_view(text));
  return out;
}

/// The canonical bytes in a base64 member, decoded: `bad_answer` if the member is absent or wrong.
template <class T>
[[nodiscard]] Result<T> coded_member(const boost::json::object& object, std::string_view name) {
  const auto text = text_member(object, name);
  if (!text) return fail(Code::bad_answer, "no member '" + std::string(name) + "'");
  auto bytes = from_base64(*text);
  if (!bytes) return fail(Code::bad_answer, std::string(name) + ": " + bytes.error().detail);
  auto value = decode<T>(*bytes);
  if (!value) return fail(Code::bad_answer, std::string(name) + ": " + value.error().detail);
  return value;
}

}  // namespace credence
