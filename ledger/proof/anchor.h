// SPDX-License-Identifier: Apache-2.0
// A pinned anchor: a header that a reader trusts because its hash was published where nobody can change it,
// in a gazette or a newspaper. It is one line of text:
//
//   line  := "credence-anchor:1:" chain ":" height ":" header ":" set ":" check
//   chain := the hexadecimal digits of the chain's id, which begins with its suite
//   header, set := those of a hash      height := decimal digits, no zero first
//   check := the first 8 hexadecimal digits of H(anchor, the PinnedHeader's encoding): finds slips of the pen
//
// Blanks and line breaks do not count, capitals are read as small letters: it may be set in columns.
#pragma once

#include <string>

#include "ledger/chain/block.h"

namespace credence {

struct PinnedHeader {
  ChainId chain;
  Height height = 0;  // at least 1: block 0 follows from the genesis
  Hash32 header;      // its hash
  Hash32 set;         // hash of the validator set that signs it
  bool operator==(const PinnedHeader&) const = default;
  template <class A>
  void serialize(A& archive) {
    archive(chain, height, header, set);
  }
};

inline constexpr std::string_view kAnchorWord = "credence-anchor";
inline constexpr std::size_t kAnchorLineBytesMax = 1024;  // with blanks

[[nodiscard]] std::string anchor_line(const PinnedHeader& anchor);
/// `bad_anchor` with what is wrong.
[[nodiscard]] Result<PinnedHeader> parse_anchor_line(std::string_view text);
/// The text begins as a line does.
[[nodiscard]] bool is_anchor_line(std::string_view text);

}  // namespace credence
