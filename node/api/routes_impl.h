// SPDX-License-Identifier: Apache-2.0
// What the functions of the routes share: a request taken apart, and how answers are made.
#pragma once

#include <charconv>

#include <boost/json.hpp>

#include "ledger/domain/state_values.h"
#include "node/api/routes.h"

namespace credence::node {

namespace json = boost::json;

[[nodiscard]] ApiAnswer json_answer(unsigned status, const json::value& value);
/// A proof waits for the certificate of its block: the caller asks again when there is one.
[[nodiscard]] ApiAnswer failed(const Error& error);

template <class T>
std::string proof_text(const T& proof) {
  return to_base64(encode(proof));
}

/// The whole text is one.
template <class N>
std::optional<N> number(std::string_view text) {
  N out = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), out);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return out;
}

/// A request taken apart: segments of the path and members of the query, percent-decoded.
struct ApiRoutes::Call {
  const ApiRequest& request;
  std::vector<std::string> path;
  std::map<std::string, std::string, std::less<>> query;

  [[nodiscard]] bool is(std::size_t size, std::string_view first) const {
    return path.size() == size && path[1] == first;
  }
  /// A number of the query; `fallback` if it is missing, `bad_request` if it is none.
  [[nodiscard]] Result<std::uint64_t> number_of(std::string_view name, std::uint64_t fallback) const;
  /// Further keys that are to be proved under the same header.
  [[nodiscard]] Result<std::vector<StateKey>> keys() const;
};

}  // namespace credence::node
