// SPDX-License-Identifier: Apache-2.0
// Pinned anchors: their line; blocks before and after them, across 200 changes
// of the validators; and how large the proofs are. CREDENCE_ENTERPRISES=500000
// makes the table of docs/proofs.md: a state of a million keys.
#include <gtest/gtest.h>

#include <cctype>
#include <cstdlib>

#include "ledger/store/state_snapshot.h"
#include "tests/unit/ledger/proof/bundle_samples.h"

namespace credence {
namespace {

using samples::certify;
using samples::code;
using samples::HeaderChain;
using samples::Seeds;
using samples::set_of;
using world::World;

Hash32 filled(int byte) {
  Hash32 out;
  out.bytes.fill(static_cast<std::byte>(byte));
  return out;
}
const PinnedHeader kPin{ChainId{samples::kSuite, filled(0xc1).bytes}, 1'234'567, filled(0xab), filled(0x5e)};

// ---- the line ---------------------------------------------------------------------------------------------

TEST(AnchorLine, IsReadAsItIsWritten) {
  const std::string line = anchor_line(kPin);
  std::printf("%zu characters: %s\n", line.size(), line.c_str());
  EXPECT_TRUE(is_anchor_line(line));
  EXPECT_EQ(parse_anchor_line(line).value(), kPin);
  std::string capitals = line, columns, wide;
  for (char& c : capitals) c = static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
  for (std::size_t i = 0; i < line.size(); i += 20) {
    columns += line.substr(i, 20) + " \r\n\t";
    wide += line.substr(i, 20) + "\u3000";
  }
  for (const std::string& other : {capitals, columns, wide})
    EXPECT_EQ(parse_anchor_line(other).value(), kPin) << other;
}

TEST(AnchorLine, ASlipOfThePenIsFound) {
  const std::string line = anchor_line(kPin);
  for (std::size_t i = 0; i < line.size(); ++i)
    for (const char c : {'0', '7', 'd', ':', 'x', '\0'}) {
      if (line[i] == c) continue;
      std::string slip = line;
      slip[i] = c;
      const auto read = parse_anchor_line(slip);
      ASSERT_FALSE(read) << slip;
      ASSERT_EQ(read.error().code, Code::bad_anchor);
    }
  for (std::size_t i = 0; i < line.size(); ++i) {
    EXPECT_FALSE(parse_anchor_line(line.substr(0, i)));
    EXPECT_FALSE(parse_anchor_line(line.substr(0, i) + line.substr(i + 1)));
  }
  for (const auto& [from, to] : {std::pair<std::string, std::string>{":1:", ":2:"},
                                 {":1234567:", ":01234567:"},
                                 {":1234567:", ":+1234567:"},
                                 {":1234567:", ":18446744073709551617:"},
                                 {":1234567:", ":0:"}}) {
    std::string slip = line;
    slip.replace(slip.find(from), from.size(), to);
    EXPECT_FALSE(parse_anchor_line(slip)) << slip;
  }
  EXPECT_FALSE(parse_anchor_line(std::string(2000, ' ') + line)) << "longer than any";
  EXPECT_FALSE(parse_anchor_line(""));
}

// ---- across 200 changes of the validators -----------------------------------------------------------------

constexpr std::size_t kChanges = 200;
constexpr Height kApart = 10;  // blocks between two changes

/// A chain of headers whose `size` validators change 200 times, one each time, after those of a ledger.
class Changing {
 public:
  Changing(World& w, std::size_t size) : chain_(w.chain()), headers_(w.chain()), size_(size) {
    begin_ = w.ledger().height() + 1;
    BlockHeader header;
    for (Height at = 0; at < end(); ++at) {
      if (at < begin_)
        header = w.ledger().block(at).value().header;
      else
        header.time_ms += 1000;
      header.validator_set = validator_set_hash(set_of(seeds(at)));
      header.next_validator_set = validator_set_hash(set_of(seeds(at + 1)));
      headers_.grow(header);
    }
  }
  [[nodiscard]] Height end() const { return begin_ + kApart * (kChanges + 1); }
  [[nodiscard]] Height last() const { return end() - 1; }
  [[nodiscard]] Height begin() const { return begin_; }
  [[nodiscard]] TrustChain genesis() const { return TrustChain({chain_, set_of(seeds(0))}); }
  [[nodiscard]] PinnedHeader pin(Height at) const {
    return {chain_, at, headers_.hash(at), headers_.at(at).validator_set};
  }
  [[nodiscard]] BlockProof block(Height at) const {
    const Seeds signers = seeds(at);
    return {headers_.at(at), certify(chain_, headers_.at(at), signers, quorum(signers.size()))};
  }
  /// The changes that the trust does not know, up to a height.
  [[nodiscard]] TrustChain follow(TrustChain trust, Height below) const {
    if (trust.anchor().pinned) {
      EXPECT_TRUE(trust.tell(set_of(seeds(trust.anchor().from()))));
    }
    for (std::size_t i = 0; i < kChanges; ++i) {
      const Height at = begin_ + kApart * (i + 1) - 1;
      if (at < trust.latest_from() || at >= below) continue;
      EXPECT_TRUE(trust.add({block(at), set_of(seeds(at + 1))}));
    }
    return trust;
  }
  /// The claim in the block of this height: of its own, or of the ledger's last state.
  [[nodiscard]] Claim in(Claim claim, Height at) const {
    block_of(claim) = block(at);
    return claim;
  }
  [[nodiscard]] Bytes under(const PinnedHeader& pinned, Claim claim) const {
    BlockProof& proof = block_of(claim);
    proof.certificate = {pinned.height, pinned.header, {}};
    return encode_bundle(anchor_of(pinned), claim, headers_.later(proof.header.height, pinned.height))
        .value();
  }

 private:
  [[nodiscard]] Seeds seeds(Height at) const {
    Seeds out;
    for (std::size_t i = 1; i <= size_; ++i) out.push_back(static_cast<std::uint8_t>(i));
    const std::size_t changes = at < begin_ ? 0 : std::min<std::size_t>((at - begin_) / kApart, kChanges);
    if (changes > 0) out[changes % size_] = static_cast<std::uint8_t>(100 + changes % 150);
    return out;
  }

  ChainId chain_;
  HeaderChain headers_;
  std::size_t size_;
  Height begin_ = 0;
};

bool proves(const TrustAnchor& anchor, const Bytes& file) { return verify_bundle(anchor, file).has_value(); }

TEST(Anchor, APinnedHeaderProvesBlocksBeforeAndAfterItAcross200ChangesOfTheValidators) {
  samples::BundleWorld world;
  const Changing chain(world.w, 4);
  const Claim title = world.title(1);
  const Height own = block_of(title).header.height;
  const PinnedHeader first = chain.pin(own + 2), last = chain.pin(chain.last());
  const PinnedHeader middle = chain.pin(chain.begin() + 100 * kApart + 3);

  const Bytes before = chain.under(last, chain.in(title, own));
  EXPECT_TRUE(proves(anchor_of(last), before));
  const Bytes halfway = chain.under(middle, chain.in(title, own));
  EXPECT_TRUE(proves(anchor_of(middle), halfway));
  const Claim late = chain.in(title, chain.last());
  const Bytes after_all = encode_bundle(chain.follow(anchor_of(first), chain.last()), late).value();
  EXPECT_TRUE(proves(anchor_of(first), after_all));
  const Bytes after_half = encode_bundle(chain.follow(anchor_of(middle), chain.last()), late).value();
  EXPECT_TRUE(proves(anchor_of(middle), after_half));
  const Bytes at = encode_bundle(anchor_of(last), late).value();
  EXPECT_TRUE(proves(anchor_of(last), at));
  // The block's own validators need not be trusted any more: another block of theirs is not under the anchor.
  Claim forged = chain.in(title, own);
  block_of(forged).header.time_ms += 1;
  EXPECT_FALSE(proves(anchor_of(last), chain.under(last, forged)));
  for (const auto& [anchor, file] : {std::pair(&first, &before), {&last, &halfway}, {&last, &after_half}})
    EXPECT_TRUE(verify_bundle(anchor_of(*anchor), *file).error().not_anchored());

  std::printf("a title, 4 validators, %zu changes of them, %llu blocks\n", kChanges,
              static_cast<unsigned long long>(chain.end()));
  std::printf("%8zu bytes  of a block before the pinned one, all changes between\n", before.size());
  std::printf("%8zu bytes  of the pinned block\n", at.size());
  std::printf("%8zu bytes  of a block after the pinned one, 100 changes between\n", after_half.size());
  std::printf("%8zu bytes  the same, all changes between\n", after_all.size());
  EXPECT_LE(before.size(), 2'900u) << "one QR code";
}

// ---- sizes ------------------------------------------------------------------------------------------------

struct Sized {
  const char* name;
  Claim claim;
};

/// Enterprises, one of them with a title; the state has about two keys for each. The last block is that of
/// the record, an award list of one line: what it holds all headers after it hold as well.
class SizeWorld : public samples::BundleWorld {
 public:
  explicit SizeWorld(unsigned enterprises) {
    w.register_enterprises(enterprises, 100);
    RecordAwards list = World::awards({World::award(1, 1, 5000)}, 1, 5000);
    list.batch = "b9";
    const Bytes last = w.transaction(world::kAward, list);
    EXPECT_EQ(w.apply({last}).at(0).code, 0);
    claims = {{"record", record(last)},
              {"title", title(1)},
              {"title, no names", title(1)},
              {"absence", absence(QualificationKey{"little-giant", code(1)})},
              {"history page", page(0, 10)}};
    std::get<TitleClaim>(claims[2].claim).context.clear();
  }
  std::vector<Sized> claims;
};

TEST(AnchorSizes, ATableOfProofs) {
  const char* const asked = std::getenv("CREDENCE_ENTERPRISES");
  SizeWorld world(asked ? static_cast<unsigned>(std::atoi(asked)) : 2'000);
  std::printf("bytes of a proof, %llu keys of the state\n",
              static_cast<unsigned long long>(world.w.ledger().snapshot().value()->entries()));
  std::printf("%-16s %10s %10s %12s %14s %14s\n", "", "validators", "genesis", "200 changes", "anchor after",
              "anchor before");
  for (const std::size_t size : {4u, 31u}) {
    const Changing chain(world.w, size);
    const PinnedHeader after = chain.pin(chain.last()), before = chain.pin(chain.last() - 5);
    for (const Sized& one : world.claims) {
      const Height own = block_of(one.claim).header.height;
      const Claim now = chain.in(one.claim, own);
      const Bytes genesis = encode_bundle(chain.genesis(), now).value();
      const Claim late = chain.in(one.claim, chain.last());
      const Height height = block_of(late).header.height;
      const Bytes changes = encode_bundle(chain.follow(chain.genesis(), height), late).value();
      const Bytes pinned_after = chain.under(after, now);
      const Bytes pinned_before = encode_bundle(chain.follow(anchor_of(before), height), late).value();
      EXPECT_TRUE(proves(chain.genesis().anchor(), genesis)) << one.name;
      EXPECT_TRUE(proves(chain.genesis().anchor(), changes)) << one.name;
      EXPECT_TRUE(proves(anchor_of(after), pinned_after)) << one.name;
      EXPECT_TRUE(proves(anchor_of(before), pinned_before)) << one.name;
      std::printf("%-16s %10zu %10zu %12zu %14zu %14zu\n", one.name, size, genesis.size(), changes.size(),
                  pinned_after.size(), pinned_before.size());
      if (one.name == std::string_view("title, no names")) {
        EXPECT_LE(pinned_after.size(), 2'900u) << "one QR code";
        EXPECT_TRUE(size > 4 || genesis.size() <= 2'900u) << "one QR code";
      }
    }
  }
}

}  // namespace
}  // namespace credence
