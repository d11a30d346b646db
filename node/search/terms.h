// SPDX-License-Identifier: Apache-2.0
// What a thing of the state is found by. Pure.
//
// A word finds a thing if one of its numbers begins with it, if it stands anywhere in one of its names (also a
// former one), or if it stands in the initials of one. Words and names are compared folded (ledger/domain's
// folded_name): case, width and kinds of brackets do not matter.
//
// So that a word in the midst of a name is found by a range of keys, each place of a name where a word may
// begin makes a term: what follows there, cut to a few characters. No word begins within the legal form at
// the end of a name (有限公司): it would find everybody.
#pragma once

#include "ledger/domain/state_values.h"

namespace credence::node {

/// What is indexed; the order is that of `kind_name`.
enum class SearchKind : std::uint8_t {
  enterprise,
  programme,
  department,
  title,
  target,
  batch,
  document,
  key
};
inline constexpr std::size_t kSearchKinds = 8;
[[nodiscard]] std::string_view kind_name(SearchKind kind);
[[nodiscard]] std::optional<SearchKind> kind_called(std::string_view name);
/// Nothing: keys of this family are not searched for.
[[nodiscard]] std::optional<SearchKind> kind_of(const StateKey& key);

struct Searchable {
  SearchKind kind = SearchKind::enterprise;
  std::vector<std::string> numbers;  // codes, ids, numbers of documents, hashes: folded; its own id first
  std::vector<std::string> names;    // folded; its present one first
};
/// Nothing if it is not searched for. The value's bytes must be of the key: `storage_corrupt`.
[[nodiscard]] Result<std::optional<Searchable>> searchable(const StateKey& key, BytesView value);

/// Where a term stands: these are also the first bytes of the index's keys, and the order in which rows come.
enum class TermFamily : char { number = 'i', name = 'n', initials = 'p' };
struct Term {
  TermFamily family;
  std::string text;
  bool operator==(const Term&) const = default;
};
/// Each once.
[[nodiscard]] std::vector<Term> terms_of(const Searchable& thing);
/// The term under which this word finds the thing, the first if there are several; nothing: it does not.
[[nodiscard]] std::optional<Term> term_found(const Searchable& thing, std::string_view folded_word);
/// What the terms begin with that a word may find, in this family; nothing: it finds none there.
[[nodiscard]] std::optional<std::string> range_of(TermFamily family, std::string_view folded_word);

/// The keys whose values an entry of a history may have changed, as far as they are searched for.
[[nodiscard]] std::vector<StateKey> touched_keys(const Fact& fact);

}  // namespace credence::node
