// SPDX-License-Identifier: Apache-2.0
// One list of a struct's fields, of which its encoding, its JSON view and its schema follow.
//
//   struct Circle {
//     Name name;
//     std::uint32_t radius = 0;
//     CREDENCE_FIELDS(name, radius);
//   };
//
// The order is that of the encoding, and the names are those of the JSON view: neither may change on a
// running chain. A later version adds fields at the end (codec.h, "struct").
//
// A key, and what a header commits to, has CREDENCE_KEY_FIELDS: nothing is ever added to it, and its encoding
// is its fields alone.
#pragma once

#include <algorithm>
#include <string_view>

namespace credence {

/// Calls `f("name", member)` for each; `names` is the list as CREDENCE_FIELDS was given it.
template <class F, class... Members>
void each_field(F& f, std::string_view names, const Members&... members) {
  const auto next = [&names] {
    const std::string_view name = names.substr(0, names.find(','));
    names.remove_prefix(std::min(names.size(), name.size() + 2));  // ", "
    return name;
  };
  (f(next(), members), ...);
}

/// The encoding knows where a struct begins and ends; for other archives it is its fields.
template <class Archive, class... Members>
void archive_struct(Archive& archive, Members&... members) {
  if constexpr (requires { archive.structure(members...); })
    archive.structure(members...);
  else
    archive(members...);
}

/// A struct with CREDENCE_FIELDS or CREDENCE_KEY_FIELDS.
template <class T>
concept Listed = requires { T::kFieldNames; };

}  // namespace credence

#define CREDENCE_FIELDS(...)                          \
  template <class Archive>                            \
  void serialize(Archive& archive) {                  \
    ::credence::archive_struct(archive, __VA_ARGS__); \
  }                                                   \
  CREDENCE_NAMED_FIELDS(__VA_ARGS__)

#define CREDENCE_KEY_FIELDS(...)     \
  template <class Archive>           \
  void serialize(Archive& archive) { \
    archive(__VA_ARGS__);            \
  }                                  \
  CREDENCE_NAMED_FIELDS(__VA_ARGS__)

#define CREDENCE_NAMED_FIELDS(...)                           \
  template <class Visit>                                     \
  void fields(Visit&& visit) const {                         \
    ::credence::each_field(visit, kFieldNames, __VA_ARGS__); \
  }                                                          \
  static constexpr std::string_view kFieldNames = #__VA_ARGS__
