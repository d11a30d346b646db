// SPDX-License-Identifier: Apache-2.0
// What the functions of the routes share: a request taken apart, and how answers are made.
#pragma once

#include <charconv>

#include <boost/json.hpp>

#include "ledger/domain/state_values.h"
#include "ledger/proof/proof.h"
#include "node/api/routes.h"

namespace credence::node {

namespace json = boost::json;

inline constexpr std::size_t kTargetBytesMax = 4'096;
inline constexpr std::size_t kRowsMax = 100;         // of a search or a list in one answer
inline constexpr std::uint64_t kRetryAfterMs = 500;  // whoever was refused for want of room comes again

[[nodiscard]] ApiAnswer json_answer(unsigned status, const json::value& value);
/// A proof waits for the certificate of its block: the caller asks again when there is one.
[[nodiscard]] ApiAnswer failed(const Error& error);

/// The answer is true under this block: it has not changed as long as that is the one.
[[nodiscard]] ApiAnswer proved_answer(const BlockProof& block, const json::value& value);

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

/// By their names: members of a query, or parts of a path that stand in braces in its pattern.
using Parameters = std::map<std::string, std::string, std::less<>>;
[[nodiscard]] std::vector<std::string_view> split(std::string_view text, char at);

/// A request taken apart: segments of the path and members of the query, percent-decoded.
struct ApiRoutes::Call {
  const ApiRequest& request;
  std::vector<std::string> path;
  Parameters query;
  Parameters parameters;

  /// A part of the path.
  [[nodiscard]] const std::string& at(std::string_view name) const { return parameters.find(name)->second; }
  [[nodiscard]] bool asks(std::string_view name) const { return query.contains(name); }
  /// `bad_request` for a member of the query that is none of these, which blanks separate.
  [[nodiscard]] Result<void> check_query(std::string_view known) const;
  /// A number of the query; `fallback` if it is missing, `bad_request` if it is none.
  [[nodiscard]] Result<std::uint64_t> number_of(std::string_view name, std::uint64_t fallback) const;
  /// Further keys that are to be proved under the same header.
  [[nodiscard]] Result<std::vector<StateKey>> keys() const;
};

/// What a reader of events has seen: `Last-Event-ID` is "height:index" (routes_events.cc).
struct ApiRoutes::EventPlace {
  Height height = 0;
  std::uint64_t index = 0;
};

struct ApiRoutes::Route {
  std::string_view method;   // "GET" answers HEAD as well
  std::string_view pattern;  // "/v1/blocks/{height}": a name in braces takes any one segment
  std::string_view query;    // the members that it knows, with blanks between
  ApiAnswer (*answer)(const ApiRoutes&, const Call&);
  Result<HistoryKey> (*subject)(const Parameters&) = nullptr;  // whose history it gives; none: another route

  [[nodiscard]] bool fits(std::span<const std::string> path, Parameters& parameters) const;
};

}  // namespace credence::node
