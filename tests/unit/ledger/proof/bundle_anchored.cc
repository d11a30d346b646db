// SPDX-License-Identifier: Apache-2.0
// Proof bundles that rest on a pinned anchor, or on a header later than their block: true ones, some that
// another anchor is needed for, and forged ones.
#include "tests/unit/ledger/proof/bundle_samples.h"

namespace credence::samples {
namespace {

void flip(auto& hash) { hash.bytes[0] ^= std::byte{1}; }

/// The trust of somebody who pinned this header and was told its validators.
TrustChain told(const PinnedHeader& pin, const Seeds& set) {
  TrustChain out(anchor_of(pin));
  EXPECT_TRUE(out.tell(set_of(set)));
  return out;
}

}  // namespace

void BundleWorld::anchored(std::vector<BundleVector>& out) {
  const BlockHeader head = w.ledger().head();
  const PinnedHeader before = pinned(kPinnedBefore), at = pinned(head.height), after = pinned(kPinned);
  const auto add = [&](const std::string& name, std::string why, Bytes bytes, std::optional<PinnedHeader> pin,
                       Code code = Code::ok, std::string field = {}) {
    out.push_back({"valid/" + name + ".proof", std::move(why), std::move(bytes),
                   BundleQuestion{head.time_ms + kLater * 1000}, code == Code::ok ? "valid" : "not_anchored",
                   code, std::move(field), pin});
  };
  const Bytes plain = bundle(title(1)), plain_later = encode_bundle(later_trust(), later(title(1))).value();
  add("title", "the pinned header is the block's own", plain, at);
  const Bytes under_after = under(TrustChain(anchor_of(after)), title(1), kPinned);
  add("title-under-anchor",
      "the block lies before the pinned header, and its validators were replaced twice since", under_after,
      after);
  add("record-under-anchor", "a record of an older block, under the same",
      under(anchor_of(after), record(), kPinned), after);
  add("history-under-anchor", "a history, under the same",
      under(anchor_of(after), history(HistoryKey{EnterpriseKey{code(2)}}), kPinned), after);
  const Bytes from_before = encode_bundle(follow(told(before, kFirst)), later(title(1))).value();
  add("title-after-anchor", "the block lies above the pinned header: the changes since travel along",
      from_before, before);
  add("title-after-anchor", "the same from the genesis, whose validators are those of that anchor",
      from_before, {});
  add("title-later-set", "changes before the anchor are passed over, and tell its validators", plain_later,
      after);
  const Bytes from_after = encode_bundle(told(after, kThird), later(title(1))).value();
  add("title-after-late-anchor", "no change since the anchor", from_after, after);
  const Bytes signed_later = under(later_trust(), title(1), kLater);
  add("title-under-later", "an old block under a header that today's validators signed", signed_later, {});
  add("title-under-later-from-anchor", "the same from an anchor between the two",
      under(told(after, kThird), title(1), kLater), after);
  // Honest, and of no use with this anchor.
  add("title", "the block lies before the anchor", plain, after, Code::before_anchor, "claim.block.header");
  add("title-under-anchor", "its path ends at another anchor", under_after, before, Code::other_anchor,
      "later");
  add("title-under-anchor", "the same with the genesis", under_after, {}, Code::other_anchor, "later");
  add("title-after-late-anchor", "made for another anchor: the genesis does not know its validators",
      from_after, {}, Code::other_anchor, "set");
  add("title-after-late-anchor", "made for another anchor", from_after, before, Code::other_anchor, "set");
  Claim between = title(1);
  block_of(between) = certified(kPinnedBefore + 100);
  add("title-between", "nobody tells the validators of the anchor", bundle(between), before,
      Code::other_anchor, "claim.block.header");
  add("title-between", "the same with the genesis", bundle(between), {});
}

void BundleWorld::forge_anchored(std::vector<BundleVector>& out) {
  const PinnedHeader after = pinned(kPinned), before = pinned(kPinnedBefore);
  const auto add = [&](const std::string& name, std::string why, Bytes bytes, std::optional<PinnedHeader> pin,
                       Code code, std::string field) {
    const bool other = code == Code::other_anchor;
    out.push_back({"forged/anchor-" + name + ".proof",
                   std::move(why),
                   std::move(bytes),
                   {},
                   other ? "not_anchored" : "forged",
                   code,
                   std::move(field),
                   pin});
  };
  const auto later_of = [this](const Claim& claim, Height above) {
    return headers_.later(block_of(claim).header.height, above);
  };
  /// A title under the pinned header, changed.
  const auto forge = [&](const std::string& name, std::string why, Code code, std::string field,
                         const std::function<void(Claim&, LaterHeader&)>& change) {
    Claim claim = title(1);
    block_of(claim).certificate = {after.height, after.header, {}};
    LaterHeader above = later_of(claim, kPinned);
    change(claim, above);
    add(name, std::move(why), encode_bundle(anchor_of(after), claim, above).value(), after, code,
        std::move(field));
  };
  const std::string later = "later";
  forge("peak", "a peak that is another", Code::wrong_root, later,
        [](Claim&, LaterHeader& l) { flip(l.place.peaks[1]); });
  forge("peak-left-out", "a peak left out", Code::wrong_root, later,
        [](Claim&, LaterHeader& l) { l.place.peaks.pop_back(); });
  forge("peak-added", "a peak more", Code::wrong_root, later,
        [](Claim&, LaterHeader& l) { l.place.peaks.push_back(l.place.peaks[0]); });
  forge("path", "a sibling that is another", Code::wrong_root, later,
        [](Claim&, LaterHeader& l) { flip(l.place.path[2]); });
  forge("path-cut", "a sibling left out", Code::wrong_root, later,
        [](Claim&, LaterHeader& l) { l.place.path.pop_back(); });
  forge("path-longer", "a sibling more", Code::wrong_root, later,
        [](Claim&, LaterHeader& l) { l.place.path.push_back(l.place.path[0]); });
  forge("path-of-another", "the path of the block before", Code::wrong_root, later,
        [&](Claim& c, LaterHeader& l) { l = headers_.later(block_of(c).header.height - 1, kPinned); });
  forge("count", "the range of the header before, one shorter", Code::wrong_root, later,
        [&](Claim& c, LaterHeader& l) { l.place = later_of(c, kPinned - 1).place; });
  forge("block-made-younger", "the block made younger", Code::wrong_root, later,
        [](Claim& c, LaterHeader&) { block_of(c).header.time_ms += 86'400'000; });
  forge("block-of-another-state", "a block of another state at that height", Code::wrong_root, later,
        [](Claim& c, LaterHeader&) { flip(block_of(c).header.state_root); });
  forge("range-made-up", "a later header of another chain of headers", Code::wrong_header, later,
        [this](Claim& c, LaterHeader& l) {
          BlockHeader& header = block_of(c).header;
          header.time_ms += 86'400'000;
          HeaderChain made(w.chain());
          while (made.next() < header.height) made.grow({});
          made.take(header);
          while (made.next() <= kPinned) made.grow({});
          l = made.later(header.height, kPinned);
        });
  forge("header-changed", "the pinned header with another range", Code::wrong_root, later,
        [](Claim&, LaterHeader& l) { flip(l.header.headers); });
  forge("header-other-time", "the pinned header made younger", Code::wrong_header, later,
        [](Claim&, LaterHeader& l) { l.header.time_ms += 1; });
  forge("certificate-of-another", "a certificate that names another header", Code::wrong_header, later,
        [](Claim& c, LaterHeader&) { flip(block_of(c).certificate.header_hash); });
  forge("height-0", "block 0 under a later header", Code::wrong_height, "claim.block.header",
        [&](Claim& c, LaterHeader& l) {
          block_of(c).header = headers_.at(0);
          l = headers_.later(0, kPinned);
        });
  forge("not-later", "a header that is not later", Code::wrong_height, later,
        [&](Claim& c, LaterHeader& l) { l.header = block_of(c).header; });
  forge("huge-height", "a later header of the last height that there is", Code::wrong_root, later,
        [](Claim&, LaterHeader& l) { l.header.height = UINT64_MAX; });
  PinnedHeader stranger = after;
  flip(stranger.chain);
  Claim own = title(1);
  block_of(own).certificate = {after.height, after.header, {}};
  add("of-another-chain", "a pinned header of another chain",
      encode_bundle(anchor_of(after), own, later_of(own, kPinned)).value(), stranger, Code::other_anchor,
      "chain");
  PinnedHeader other_set = after;
  other_set.set = before.set;
  add("of-another-set", "a pinned line whose validators are not the header's",
      encode_bundle(anchor_of(after), own, later_of(own, kPinned)).value(), other_set,
      Code::wrong_validator_set, later);
  // Signed later headers.
  const auto sign_later = [&](const std::string& name, std::string why, Code code, std::string field,
                              const std::function<void(Certificate&)>& change) {
    Claim claim = title(1);
    block_of(claim).certificate = certified(kLater).certificate;
    change(block_of(claim).certificate);
    add(name, std::move(why), encode_bundle(later_trust(), claim, later_of(claim, kLater)).value(), {}, code,
        std::move(field));
  };
  const std::string certificate = "claim.block.certificate";
  sign_later("later-unsigned", "nobody signed the later header, and nobody pinned it", Code::other_anchor,
             later, [](Certificate& c) { c.signatures.clear(); });
  sign_later("later-few", "too few signed the later header", Code::not_enough_signers, certificate,
             [](Certificate& c) { c.signatures.pop_back(); });
  sign_later("later-own-certificate", "the certificate of the block itself", Code::wrong_header, later,
             [&](Certificate& c) { c = block_of(title(1)).certificate; });
  Claim replaced = title(1);
  block_of(replaced).certificate = certify(w.chain(), headers_.at(kLater), kFirst, 4);
  add("later-replaced-set", "the later header signed by those who were replaced",
      encode_bundle(later_trust(), replaced, later_of(replaced, kLater)).value(), {}, Code::bad_signature,
      certificate);
  add("later-changes-missing", "without the changes that led to the later header",
      encode_bundle(w.anchor(), replaced, later_of(replaced, kLater)).value(), {}, Code::wrong_validator_set,
      later);
  // The validators of an anchor.
  TrustChain made_up(
      anchor_of(PinnedHeader{w.chain(), kPinned, after.header, validator_set_hash(set_of({71, 72, 73}))}));
  EXPECT_TRUE(made_up.tell(set_of({71, 72, 73})));
  Claim strangers = title(1);
  block_of(strangers) = certified(kLater);
  block_of(strangers).certificate = certify(w.chain(), headers_.at(kLater), {71, 72, 73}, 3);
  add("set-of-strangers", "validators that the anchor does not name",
      encode_bundle(made_up, strangers).value(), after, Code::other_anchor, "set");
}

}  // namespace credence::samples
