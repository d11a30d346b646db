// SPDX-License-Identifier: Apache-2.0
// Stores of other formats: brought to the present one where something leads there, refused otherwise; never
// read as what they are not.
#include <gtest/gtest.h>

#include "ledger/store/keyspace.h"
#include "ledger/store/snapshot_install.h"
#include "ledger/store/store_format.h"
#include "tests/support/kept_store.h"
#include "tests/support/ledger_world.h"

namespace credence {
namespace {

using keyspace::kFormat;
using world::World;

void put(KeyValue& store, const Bytes& key, const Bytes& value) {
  WriteBatch out;
  out.put(key, value);
  ASSERT_TRUE(store.write(out, true));
}
std::uint32_t format_of(const KeyValue& store) {
  return decode<std::uint32_t>(store.get(keyspace::meta("format")).value().value()).value();
}
/// A ledger of ten blocks whose store says that it has this format.
std::shared_ptr<KeyValue> store_of(std::uint32_t format) {
  std::shared_ptr<KeyValue> disk = make_memory_key_value();
  World w(std::make_unique<KeptStore>(disk));
  while (w.ledger().height() < 10) w.apply({});
  put(*disk, keyspace::meta("format"), encode(format));
  return disk;
}
Result<void> opens(const std::shared_ptr<KeyValue>& disk) {
  auto opened = Ledger::open(std::make_unique<KeptStore>(disk), world::genesis());
  return opened ? Result<void>{} : std::unexpected(opened.error());
}

TEST(VersionsStore, AnotherFormatIsRefusedBeforeAnythingElseIsRead) {
  EXPECT_TRUE(opens(store_of(kFormat)));
  for (const std::uint32_t format : {kFormat + 1, kFormat - 1, 0u, UINT32_MAX}) {
    const auto disk = store_of(format);
    put(*disk, keyspace::meta("chain"), Bytes(7));  // of another shape in that format
    const auto refused = opens(disk);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, Code::store_format);
    EXPECT_TRUE(refused.error().detail.contains(std::to_string(format))) << refused.error().detail;
    EXPECT_TRUE(refused.error().detail.contains(std::to_string(kFormat))) << refused.error().detail;
    EXPECT_EQ(format_of(*disk), format) << "as it was";
    EXPECT_EQ(check_store_format(*disk).error().code, Code::store_format);
  }
}

TEST(VersionsStore, AStoreWithoutANumberIsDamaged) {
  const auto disk = store_of(kFormat);
  WriteBatch out;
  out.erase(keyspace::meta("format"));
  ASSERT_TRUE(disk->write(out, true));
  EXPECT_EQ(opens(disk).error().code, Code::storage_corrupt);
  put(*disk, keyspace::meta("format"), Bytes(3));
  EXPECT_EQ(opens(disk).error().code, Code::storage_corrupt);
}

// ---- an older format, planted: two steps lead to the present one, and each moves a record ----------------

const Bytes kOldest = keyspace::meta("one"), kOlder = keyspace::meta("two"), kNow = keyspace::meta("three");
int crashes = 0;

Result<void> move(KeyValue& store, const Bytes& from, const Bytes& to) {
  if (crashes-- > 0) return fail(Code::storage_failed, "planted");
  const auto held = store.get(from);
  if (!held) return std::unexpected(held.error());
  if (!*held) return {};  // moved before a crash
  WriteBatch out;
  out.put(to, **held);
  out.erase(from);
  return store.write(out, true);
}
constexpr StoreMigration kSteps[] = {
    {kFormat - 1, [](KeyValue& store) { return move(store, kOlder, kNow); }},
    {kFormat - 2, [](KeyValue& store) { return move(store, kOldest, kOlder); }}};

TEST(VersionsStore, AnOlderFormatIsBroughtToThePresentOneStepByStep) {
  const auto disk = store_of(kFormat - 2);
  put(*disk, kOldest, Bytes(5));
  crashes = 0;
  ASSERT_TRUE(bring_to_format(*disk, kSteps));
  EXPECT_EQ(format_of(*disk), kFormat);
  EXPECT_EQ(disk->get(kNow).value(), Bytes(5));
  EXPECT_TRUE(opens(disk));
  EXPECT_TRUE(bring_to_format(*disk, kSteps)) << "once more changes nothing";
}

TEST(VersionsStore, ACrashBetweenTheStepsLosesNothing) {
  const auto disk = store_of(kFormat - 2);
  put(*disk, kOldest, Bytes(5));
  crashes = 1;
  EXPECT_EQ(bring_to_format(*disk, kSteps).error().code, Code::storage_failed);
  EXPECT_EQ(format_of(*disk), kFormat - 2);
  ASSERT_TRUE(move(*disk, kOldest, kOlder));  // its write came through, and the number did not
  ASSERT_TRUE(bring_to_format(*disk, kSteps));
  EXPECT_EQ(format_of(*disk), kFormat);
  EXPECT_EQ(disk->get(kNow).value(), Bytes(5));
}

TEST(VersionsStore, AGapInTheStepsRefusesWithoutTouchingAnything) {
  const auto disk = store_of(kFormat - 2);
  put(*disk, kOldest, Bytes(5));
  EXPECT_EQ(bring_to_format(*disk, std::span(kSteps).first(1)).error().code, Code::store_format);
  EXPECT_EQ(bring_to_format(*disk, std::span(kSteps).last(1)).error().code, Code::store_format);
  EXPECT_EQ(format_of(*disk), kFormat - 2);
  EXPECT_EQ(disk->get(kOldest).value(), Bytes(5));
}

TEST(VersionsStore, AJoinThatAnotherVersionBeganIsBegunAnew) {
  const std::shared_ptr<KeyValue> begun = make_memory_key_value();
  put(*begun, keyspace::meta("joining"), Bytes(9));
  put(*begun, keyspace::meta("format"), encode(kFormat + 1));
  const auto install = SnapshotInstall::open(std::make_unique<KeptStore>(begun), world::genesis());
  ASSERT_FALSE(install);
  EXPECT_EQ(install.error().code, Code::store_format);
}

}  // namespace
}  // namespace credence
