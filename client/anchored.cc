// SPDX-License-Identifier: Apache-2.0
#include "client/anchored.h"

namespace credence {
namespace {

std::unexpected<Failure> not_of_this_chain(const PinnedHeader& pinned) {
  return give_up(ExitCode::not_verified, Code::other_anchor,
                 "block " + std::to_string(pinned.height) + " of this chain is another");
}

/// The pinned header whole.
Outcome<BlockHeader> header_of(Client& client, const AnchorFile& anchor) {
  if (anchor.header) return *anchor.header;
  auto header = client.header(anchor.pinned.height);
  if (!header) return std::unexpected(header.error());
  if (header_hash(anchor.pinned.chain, **header) != anchor.pinned.header)
    return not_of_this_chain(anchor.pinned);
  return **header;
}

/// The anchor with the validators that it names and the changes since, as far as this client knows them.
Outcome<TrustChain> trust_from(Client& client, const AnchorFile& anchor) {
  TrustChain out(anchor.trust());
  const auto known = client.trust();
  if (anchor.trust().validators.size() == 0) {
    const ValidatorSet* const set = known->set_at(anchor.pinned.height);
    if (set == nullptr || !out.tell(*set)) return not_of_this_chain(anchor.pinned);
  }
  for (const ValidatorSetChange& change : known->changes()) {
    if (change.block.header.height < anchor.pinned.height) continue;
    if (auto good = out.add(change); !good) return give_up(ExitCode::not_verified, good.error());
  }
  return out;
}

}  // namespace

Outcome<Bytes> bundle_under(Client& client, const AnchorFile& anchor, Claim claim) {
  const PinnedHeader& pinned = anchor.pinned;
  if (pinned.chain != client.network().anchor.chain)
    return give_up(ExitCode::other_chain, Code::wrong_chain, pinned.chain.hex());
  BlockProof& block = block_of(claim);
  if (block.header.height >= pinned.height) {
    auto trust = trust_from(client, anchor);
    if (!trust) return std::unexpected(trust.error());
    if (trust->pins(block.header.height) && block.certificate.header_hash != pinned.header)
      return not_of_this_chain(pinned);
    return or_fail(encode_bundle(*trust, claim), ExitCode::bad_input);
  }
  auto header = header_of(client, anchor);
  if (!header) return std::unexpected(header.error());
  auto place = client.header_place(block.header.height, header_hash(pinned.chain, block.header), *header);
  if (!place) return std::unexpected(place.error());
  block.certificate = {pinned.height, pinned.header, {}};
  return or_fail(encode_bundle(anchor_of(pinned), claim, LaterHeader{*header, *std::move(place)}),
                 ExitCode::bad_input);
}

Outcome<Verified<BlockHeader>> check_anchor(Client& client, const PinnedHeader& pinned) {
  if (pinned.chain != client.network().anchor.chain)
    return give_up(ExitCode::other_chain, Code::wrong_chain, pinned.chain.hex());
  auto own = client.header(pinned.height);
  if (own) {
    const BlockHeader& header = **own;
    const bool same =
        header_hash(pinned.chain, header) == pinned.header && header.validator_set == pinned.set;
    if (!same) return not_of_this_chain(pinned);
    return own;
  }
  if (own.error().error.code != Code::pruned_below) return own;
  // Nobody holds the block itself any more; later ones still commit to it.
  auto latest = client.header();
  if (!latest) return latest;
  const BlockHeader& header = **latest;
  const ValidatorSet* const set = client.trust()->set_at(pinned.height);
  if (set == nullptr || validator_set_hash(*set) != pinned.set) return not_of_this_chain(pinned);
  auto place = client.header_place(pinned.height, pinned.header, header);
  if (!place) return std::unexpected(place.error());
  return latest;
}

}  // namespace credence
