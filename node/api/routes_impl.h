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
  std::map<std::string, std::string, std::less<>> parameters;  // of the path, by their names in the pattern

  [[nodiscard]] const std::string& at(std::string_view name) const { return parameters.find(name)->second; }
  /// `bad_request` for a member of the query that is none of these, which blanks separate.
  [[nodiscard]] Result<void> check_query(std::string_view known) const;
  /// A number of the query; `fallback` if it is missing, `bad_request` if it is none.
  [[nodiscard]] Result<std::uint64_t> number_of(std::string_view name, std::uint64_t fallback) const;
  /// Further keys that are to be proved under the same header.
  [[nodiscard]] Result<std::vector<StateKey>> keys() const;
};

struct ApiRoutes::Route {
  std::string_view method;   // "GET" answers HEAD as well
  std::string_view pattern;  // "/v1/blocks/{height}": a name in braces takes any one segment
  std::string_view query;    // the members that it knows, with blanks between
  ApiAnswer (*answer)(const ApiRoutes&, const Call&);

  [[nodiscard]] bool fits(const std::vector<std::string>& path,
                          std::map<std::string, std::string, std::less<>>& parameters) const;
};

}  // namespace credence::node
