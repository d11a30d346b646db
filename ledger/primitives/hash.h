// SPDX-License-Identifier: Apache-2.0
// The suite's hash H under domain tags: no value of one kind can stand in for a value of another kind.
//
//   chain_hash(tag, chain, bytes)      = H(tag16 || chain_id || bytes)   what is signed or identified; the suite
//                                                                        is the one that the chain's id names
//   tagged_hash(suite, tag, parts...)  = H(tag16 || parts...)            inner nodes of trees, whose roots
//                                                                        stand in a header bound to its chain
//
// A tag is 16 bytes of ASCII padded with zeros, so that tags are prefix-free by length.
#pragma once

#include <initializer_list>

#include "ledger/primitives/suite.h"

namespace credence {

enum class Tag : std::uint8_t {
  genesis,
  public_key,
  transaction,
  batch,
  header,
  validator_set,
  merkle_leaf,
  merkle_node,
  merkle_root,
  state_key,
  state_value,
  state_leaf,
  state_node,
  history_entry,
  history_node,
  history_root,
  // One tag for each kind of consensus message: a vote can never be replayed as another kind.
  pre_prepare,
  prepare,
  commit,
  checkpoint,
  view_change,
  new_view,
  peer_hello,      // proves who is at the other end of a TLS connection
  bundle,          // the checksum of a proof bundle
  credit_text,     // the commitment to a text that is kept off the chain
  text_request,    // a signed request for such a text
  key_possession,  // proves that somebody holds a key, and for what
  anchor,          // the check digits of a pinned anchor's line
  holder,          // the code of what holds a title and is no enterprise
  sealed_bid,      // what an enterprise seals before a challenge's last day for bids
};
inline constexpr std::size_t kTagCount = static_cast<std::size_t>(Tag::sealed_bid) + 1;

/// The 16 bytes of a tag.
[[nodiscard]] BytesView tag_bytes(Tag tag);

/// The suite's hash of the parts, one after the other, without a tag: for what a norm defines.
[[nodiscard]] Hash32 plain_hash(Suite suite, std::initializer_list<BytesView> parts);

[[nodiscard]] Hash32 tagged_hash(Suite suite, Tag tag, std::initializer_list<BytesView> parts);
[[nodiscard]] inline Hash32 tagged_hash(Suite suite, Tag tag, BytesView part) {
  return tagged_hash(suite, tag, {part});
}

[[nodiscard]] inline Hash32 chain_hash(Tag tag, const ChainId& chain, BytesView bytes) {
  return tagged_hash(chain.suite, tag, {chain.view(), bytes});
}

}  // namespace credence
