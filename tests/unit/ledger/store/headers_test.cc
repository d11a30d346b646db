// SPDX-License-Identifier: Apache-2.0
// Every header commits to all headers before it: the ledger
// proves each under each later one, also after it was pruned,
// opened again, or begun with a snapshot; and damage is found.
#include <gtest/gtest.h>

#include "ledger/store/keyspace.h"
#include "ledger/store/scrub.h"
#include "tests/support/header_chain.h"
#include "tests/support/joined_ledger.h"
#include "tests/support/kept_store.h"

namespace credence {
namespace {

using samples::HeaderChain;
using world::World;

HeaderChain headers_of(Ledger& ledger) {
  HeaderChain out(ledger.chain());
  for (Height at = 0; at <= ledger.height(); ++at) out.take(ledger.block(at).value().header);
  return out;
}

/// Every block from `from` on under every later one: the same places as from all hashes, and they hold.
void expect_places(const Ledger& ledger, const HeaderChain& headers, Height from) {
  for (Height later = from + 1; later < headers.next(); ++later)
    for (Height at = from; at < later; ++at) {
      const auto place = ledger.prove_header(at, later);
      ASSERT_TRUE(place) << at << " under " << later << ": " << place.error().text_en();
      ASSERT_EQ(*place, headers.later(at, later).place) << at << " under " << later;
      ASSERT_TRUE(check_place(headers.at(later), at, headers.hash(at), *place)) << at << " under " << later;
    }
}

TEST(AnchorHeaders, EachIsProvedUnderEachLaterOneAndNoOther) {
  World w;
  while (w.ledger().height() < 70) w.apply({});
  const HeaderChain headers = headers_of(w.ledger());
  EXPECT_EQ(headers.at(0).headers, history_root(w.chain().suite, {}));
  expect_places(w.ledger(), headers, 0);
  const HeaderPlace place = w.ledger().prove_header(37, 70).value();
  for (Height at = 0; at < 70; ++at)
    EXPECT_EQ(check_place(headers.at(70), at, headers.hash(at), place).has_value(), at == 37) << at;
  EXPECT_EQ(check_place(headers.at(69), 37, headers.hash(37), place).error().code, Code::wrong_root);
  EXPECT_EQ(check_place(headers.at(37), 37, headers.hash(37), place).error().code, Code::wrong_height);
  EXPECT_EQ(w.ledger().prove_header(70, 70).error().code, Code::wrong_height);
  EXPECT_EQ(w.ledger().prove_header(3, 71).error().code, Code::not_found);
}

TEST(AnchorHeaders, EveryFlippedBitOfAPlaceIsRefused) {
  World w;
  while (w.ledger().height() < 44) w.apply({});
  const BlockHeader& head = w.ledger().head();
  const Hash32 hash = header_hash(w.chain(), w.ledger().block(21).value().header);
  const Bytes bytes = encode(w.ledger().prove_header(21, 44).value());
  for (std::size_t bit = 0; bit < bytes.size() * 8; ++bit) {
    Bytes flipped = bytes;
    flipped[bit / 8] ^= static_cast<std::byte>(1u << (bit % 8));
    const auto place = decode<HeaderPlace>(flipped);
    ASSERT_TRUE(!place || !check_place(head, 21, hash, *place)) << "bit " << bit;
  }
}

TEST(AnchorHeaders, PruningKeepsThem) {
  World w;
  while (w.ledger().height() < 150) w.apply({});
  const HeaderChain headers = headers_of(w.ledger());
  while (w.ledger().prune(140).value()) {
  }
  ASSERT_EQ(w.ledger().block(20).error().code, Code::pruned_below);
  for (const Height at : {Height{0}, Height{1}, Height{20}, Height{63}, Height{139}})
    EXPECT_EQ(w.ledger().prove_header(at, 150).value(), headers.later(at, 150).place) << at;
}

TEST(AnchorHeaders, TheyAreThereAgainAfterAStart) {
  const std::shared_ptr<KeyValue> disk = make_memory_key_value();
  std::optional<HeaderChain> headers;
  {
    World w(std::make_unique<KeptStore>(disk));
    while (w.ledger().height() < 33) w.apply({});
    headers = headers_of(w.ledger());
  }
  World again(std::make_unique<KeptStore>(disk));
  expect_places(again.ledger(), *headers, 0);
  again.apply({});
  expect_places(again.ledger(), headers_of(again.ledger()), 20);
}

TEST(AnchorHeaders, ALedgerThatBeganWithASnapshotGoesOn) {
  World w;
  while (w.ledger().height() < 45) w.apply({});
  auto joined = join(w.ledger(), std::make_shared<Disk>());
  for (int i = 0; i < 30; ++i) {
    const Proposal next = world::proposal_of(w.ledger().head().time_ms + 1000, {});
    EXPECT_EQ(header_difference(w.ledger().apply(next).value(), joined->apply(next).value()), "");
  }
  const HeaderChain headers = headers_of(w.ledger());
  expect_places(*joined, headers, 45);
  EXPECT_EQ(joined->prove_header(44, 60).error().code, Code::pruned_below);
  EXPECT_EQ(joined->headers_before(44).error().code, Code::pruned_below);
  EXPECT_EQ(encode(joined->headers_before(60).value()), encode(w.ledger().headers_before(60).value()));
}

TEST(AnchorHeaders, DamageIsFound) {
  const auto damaged = [](const Bytes& key, std::optional<Bytes> value) {
    const std::shared_ptr<KeyValue> disk = make_memory_key_value();
    {
      World w(std::make_unique<KeptStore>(disk));
      while (w.ledger().height() < 40) w.apply({});
    }
    WriteBatch change;
    if (value)
      change.put(key, *value);
    else
      change.erase(key);
    EXPECT_TRUE(disk->write(change, true));
    return disk;
  };
  const auto opens = [](const std::shared_ptr<KeyValue>& disk) {
    const auto opened = Ledger::open(std::make_unique<KeptStore>(disk), world::genesis());
    return opened ? Code::ok : opened.error().code;
  };
  const auto scrubbed = [](const std::shared_ptr<KeyValue>& disk) {
    return LedgerScrub(std::make_unique<KeptStore>(disk), world::genesis()).run().damage.size();
  };
  EXPECT_EQ(scrubbed(damaged(keyspace::meta("unused"), Bytes{})), 0u);
  EXPECT_EQ(opens(damaged(keyspace::meta("headers"), std::nullopt)), Code::storage_corrupt);
  EXPECT_EQ(opens(damaged(keyspace::meta("headers"), encode(HistoryValue{}))), Code::storage_corrupt);
  EXPECT_GT(scrubbed(damaged(keyspace::history_node(keyspace::kHeaders, 0, 17), std::nullopt)), 0u);
  EXPECT_GT(scrubbed(damaged(keyspace::history_node(keyspace::kHeaders, 0, 17), encode(Hash32{}))), 0u);
  EXPECT_GT(scrubbed(damaged(keyspace::history_node(keyspace::kHeaders, 4, 1), encode(Hash32{}))), 0u);
}

}  // namespace
}  // namespace credence
