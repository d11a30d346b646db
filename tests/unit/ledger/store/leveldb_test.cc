// SPDX-License-Identifier: Apache-2.0
// LevelDB under the ledger: locks, torn tails, flipped bytes.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <leveldb/env.h>

#include <filesystem>
#include <fstream>

#include "ledger/store/leveldb_store.h"
#include "tests/support/ledger_world.h"

namespace credence {
namespace {

namespace fs = std::filesystem;
using namespace world;  // NOLINT(google-build-using-namespace)

class LevelDb : public testing::Test {
 protected:
  void SetUp() override {
    root_ = fs::path(testing::TempDir()) /
            ("credence-" + std::string(testing::UnitTest::GetInstance()->current_test_info()->name()) + "-" +
             std::to_string(getpid()));
    fs::remove_all(root_);
  }
  void TearDown() override { fs::remove_all(root_); }

  /// Three blocks in `root_`; their hashes by height.
  std::vector<Hash32> make_chain() {
    World w(open_leveldb((root_ / "chain").string()).value());
    std::vector<Hash32> hashes = {w.ledger().head_hash()};
    w.register_enterprises(50);
    hashes.push_back(w.ledger().head_hash());
    w.create_programme();
    hashes.push_back(w.ledger().head_hash());
    std::vector<AwardLine> lines;
    for (std::uint32_t i = 1; i <= 50; ++i) lines.push_back(World::award(i, i, 10));
    EXPECT_EQ(w.run(kAward, World::awards(lines, 50, 1000)), Code::ok);
    hashes.push_back(w.ledger().head_hash());
    return hashes;
  }
  fs::path copy() {
    const fs::path to = root_ / "copy";
    fs::remove_all(to);
    fs::copy(root_ / "chain", to, fs::copy_options::recursive);
    return to;
  }
  static fs::path largest(const fs::path& folder, const std::string& extension) {
    fs::path found;
    for (const auto& entry : fs::directory_iterator(folder))
      if (entry.path().extension() == extension &&
          (found.empty() || entry.file_size() > fs::file_size(found)))
        found = entry.path();
    return found;
  }
  fs::path root_;
};

TEST_F(LevelDb, KeepsTheContractOfTheInterface) {
  auto store = open_leveldb((root_ / "deep" / "folder").string()).value();
  WriteBatch batch;
  for (const char* key : {"b", "a", "c", "d"})
    batch.put(Bytes(bytes_of(key).begin(), bytes_of(key).end()), Bytes(2));
  ASSERT_TRUE(store->write(batch, true));
  batch = {};
  batch.erase(Bytes{std::byte{'c'}});
  ASSERT_TRUE(store->write(batch, false));
  EXPECT_EQ(store->get(bytes_of("a")).value(), Bytes(2));
  EXPECT_EQ(store->get(bytes_of("c")).value(), std::nullopt);
  std::string seen;
  ASSERT_TRUE(store->scan(bytes_of("a"), bytes_of("d"), [&](BytesView key, BytesView) {
    seen += text_of(key);
    return true;
  }));
  EXPECT_EQ(seen, "ab");
}

TEST_F(LevelDb, ADirectoryInUseIsSaidToBe) {
  auto first = open_leveldb(root_.string()).value();
  const auto second = open_leveldb(root_.string());
  ASSERT_FALSE(second);
  EXPECT_EQ(second.error().code, Code::storage_locked) << second.error().text_en();
  EXPECT_NE(second.error().detail.find(root_.string()), std::string::npos);
}

/// The files of a folder with their bytes, but for the text that LevelDB logs for people.
std::map<std::string, std::string> content_of(const fs::path& folder) {
  std::map<std::string, std::string> out;
  for (const auto& entry : fs::directory_iterator(folder)) {
    const std::string name = entry.path().filename();
    std::ifstream file(entry.path(), std::ios::binary);
    if (!name.starts_with("LOG"))
      out[name] = std::string(std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>());
  }
  return out;
}

TEST_F(LevelDb, AStoreThatLacksAFileIsNeverBegunAnew) {
  const auto hashes = make_chain();
  // Twice opened and closed: tables, a log, a manifest that is not the first.
  ASSERT_TRUE(Ledger::open(open_leveldb((root_ / "chain").string()).value(), genesis()));
  std::size_t kinds = 0;
  for (const auto& [lost, bytes] : content_of(root_ / "chain")) {
    if (lost == "LOCK") continue;
    ++kinds;
    const fs::path damaged = copy();
    fs::remove(damaged / lost);
    const auto before = content_of(damaged);
    // Only without CURRENT it can be read all the same: without the log it would be the store of before.
    EXPECT_EQ(open_leveldb(damaged.string(), {.untouched = true}).has_value(), lost == "CURRENT") << lost;
    const auto store = open_leveldb(damaged.string());
    ASSERT_FALSE(store) << lost;
    EXPECT_EQ(store.error().code, Code::storage_corrupt) << lost << ": " << store.error().text_en();
    for (const auto& [name, content] : before)
      EXPECT_EQ(content_of(damaged)[name], content) << name << " without " << lost;
  }
  EXPECT_GE(kinds, 4u) << "CURRENT, a manifest, a log, a table";
}

/// Whatever stands in CURRENT LevelDB takes for a path: it would say that the disk cannot be read.
TEST_F(LevelDb, ACurrentThatNamesNoManifestIsADamagedStore) {
  const auto hashes = make_chain();
  for (const char* const held : {"", "\n", "{\"network\": \"x\"}\n", "MANIFEST-000002", "MANIFEST-999999\n",
                                 "../MANIFEST-000002\n", "000003.log\n", "."}) {
    const fs::path damaged = copy();
    std::ofstream(damaged / "CURRENT") << held;
    const auto before = content_of(damaged);
    const auto store = open_leveldb(damaged.string());
    ASSERT_FALSE(store) << held;
    EXPECT_EQ(store.error().code, Code::storage_corrupt) << held << ": " << store.error().text_en();
    EXPECT_THAT(store.error().detail, ::testing::HasSubstr("CURRENT names no manifest")) << held;
    EXPECT_EQ(content_of(damaged), before) << held;
    // What it should name is known: it is read all the same.
    auto read = open_leveldb(damaged.string(), {.untouched = true});
    ASSERT_TRUE(read) << held << ": " << read.error().text_en();
    auto ledger = Ledger::open(*std::move(read), genesis());
    ASSERT_TRUE(ledger) << held << ": " << ledger.error().text_en();
    EXPECT_EQ((*ledger)->head_hash(), hashes.back()) << held;
  }
  fs::create_directories(root_ / "foreign");
  std::ofstream(root_ / "foreign" / "CURRENT") << "something else";
  EXPECT_EQ(leveldb_is_there((root_ / "foreign").string()).error().code, Code::storage_corrupt);
}

TEST_F(LevelDb, ACreationThatWasCutOffBeginsAgain) {
  fs::create_directories(root_ / "half");
  std::ofstream(root_ / "half" / "MANIFEST-000001") << "half";
  EXPECT_EQ(leveldb_is_there((root_ / "half").string()), false);
  EXPECT_TRUE(open_leveldb((root_ / "half").string()));
  EXPECT_EQ(leveldb_is_there((root_ / "half").string()), true);
}

TEST_F(LevelDb, AStoreIsReadWithoutAChangeOnTheDisk) {
  const auto hashes = make_chain();
  const fs::path at = copy();
  const auto before = content_of(at);
  {
    auto ledger = Ledger::open(open_leveldb(at.string(), {.untouched = true}).value(), genesis());
    ASSERT_TRUE(ledger) << ledger.error().text_en();
    EXPECT_EQ((*ledger)->head_hash(), hashes.back());
    EXPECT_TRUE((*ledger)->apply(Proposal{})) << "in memory";
    EXPECT_EQ(open_leveldb(at.string(), {.untouched = true}).error().code, Code::storage_locked);
  }
  EXPECT_EQ(content_of(at), before);
  fs::remove(at / "CURRENT");
  auto without = Ledger::open(open_leveldb(at.string(), {.untouched = true}).value(), genesis());
  ASSERT_TRUE(without) << without.error().text_en();
  EXPECT_EQ((*without)->head_hash(), hashes.back());
  EXPECT_FALSE(fs::exists(at / "CURRENT"));
  EXPECT_EQ(open_leveldb((root_ / "nowhere").string(), {.untouched = true}).error().code, Code::not_found);
  EXPECT_FALSE(fs::exists(root_ / "nowhere"));
}

/// A disk on which so many bytes still fit.
class SmallDisk final : public leveldb::EnvWrapper {
 public:
  explicit SmallDisk(std::size_t left) : EnvWrapper(leveldb::Env::Default()), left_(left) {}
  leveldb::Status NewWritableFile(const std::string& name, leveldb::WritableFile** out) override {
    const auto status = target()->NewWritableFile(name, out);
    if (status.ok()) *out = new File(*out, *this);
    return status;
  }
  void enlarge(std::size_t bytes) { left_ += bytes; }

 private:
  class File final : public leveldb::WritableFile {
   public:
    File(leveldb::WritableFile* file, SmallDisk& disk) : file_(file), disk_(disk) {}
    leveldb::Status Append(const leveldb::Slice& data) override {
      if (data.size() > disk_.left_) return leveldb::Status::IOError("log", "No space left on device");
      disk_.left_ -= data.size();
      return file_->Append(data);
    }
    leveldb::Status Close() override { return file_->Close(); }
    leveldb::Status Flush() override { return file_->Flush(); }
    leveldb::Status Sync() override { return file_->Sync(); }

   private:
    std::unique_ptr<leveldb::WritableFile> file_;
    SmallDisk& disk_;
  };
  std::size_t left_;
};

TEST_F(LevelDb, AFullDiskStopsAllWritingAndTheLedgerOpensAgainWhereItWas) {
  SmallDisk disk(200'000);
  LevelDbOptions options;
  options.env = &disk;
  Height reached = 0;
  Hash32 hash;
  {
    World w(open_leveldb(root_.string(), options).value());
    std::optional<Error> failed;
    for (unsigned at = 1; !failed; at += 100) {
      RegisterEnterprises action;
      for (unsigned i = at; i < at + 100; ++i)
        action.lines.push_back({code(i), enterprise_name(i), std::nullopt, std::nullopt});
      const auto applied =
          w.ledger().apply(proposal_of(w.ledger().head().time_ms + 1, {w.transaction(kRegistrar, action)}));
      if (!applied) failed = applied.error();
    }
    EXPECT_EQ(failed->code, Code::storage_full) << failed->text_en();
    reached = w.ledger().height();
    hash = w.ledger().head_hash();
    EXPECT_GT(reached, 0u);
    disk.enlarge(100'000'000);
    EXPECT_EQ(w.ledger().apply(Proposal{}).error().code, Code::storage_full)
        << "not before the ledger is opened again";
    EXPECT_EQ(w.ledger().write_records({{"vote", Bytes(1)}}).error().code, Code::storage_full);
  }
  World again(open_leveldb(root_.string(), options).value());
  EXPECT_EQ(again.ledger().height(), reached);
  EXPECT_EQ(again.ledger().head_hash(), hash);
  EXPECT_TRUE(again.ledger().check_state());
  EXPECT_TRUE(again.ledger().apply(Proposal{}));
}

TEST_F(LevelDb, AFileInThePlaceOfTheDirectoryIsAFailure) {
  std::ofstream(root_) << "x";
  EXPECT_EQ(open_leveldb(root_.string()).error().code, Code::storage_failed);
}

TEST_F(LevelDb, ATornTailGivesAnEarlierBlockOrAClearRefusal) {
  const auto hashes = make_chain();
  const fs::path log = largest(root_ / "chain", ".log");
  ASSERT_FALSE(log.empty());
  const auto size = fs::file_size(log);
  std::set<Height> heights;
  for (std::uintmax_t cut = 1; cut < size; cut += std::max<std::uintmax_t>(1, size / 150)) {
    const fs::path torn = copy();
    fs::resize_file(torn / log.filename(), size - cut);
    auto store = open_leveldb(torn.string());
    if (!store) {
      EXPECT_EQ(store.error().code, Code::storage_corrupt) << store.error().text_en();
      continue;
    }
    auto ledger = Ledger::open(*std::move(store), genesis());
    if (!ledger) {
      EXPECT_EQ(ledger.error().code, Code::storage_corrupt) << ledger.error().text_en();
      continue;
    }
    heights.insert((*ledger)->height());
    EXPECT_EQ((*ledger)->head_hash(), hashes.at((*ledger)->height())) << "cut by " << cut;
    EXPECT_TRUE((*ledger)->check_state());
  }
  EXPECT_GE(heights.size(), 3u) << "the cuts fell into several blocks";
}

TEST_F(LevelDb, AFlippedByteIsNeverAWrongAnswer) {
  const auto hashes = make_chain();
  {
    // Once more opened and closed, the log has become a table: what long-lived data lies in.
    auto ledger = Ledger::open(open_leveldb((root_ / "chain").string()).value(), genesis());
    ASSERT_TRUE(ledger);
  }
  const fs::path table = largest(root_ / "chain", ".ldb");
  ASSERT_FALSE(table.empty());
  const auto size = fs::file_size(table);
  std::size_t refused = 0;
  for (std::uintmax_t at = 0; at < size; at += std::max<std::uintmax_t>(1, size / 120)) {
    const fs::path damaged = copy();
    {
      std::fstream file(damaged / table.filename(), std::ios::in | std::ios::out | std::ios::binary);
      file.seekg(static_cast<std::streamoff>(at));
      const char was = static_cast<char>(file.get());
      file.seekp(static_cast<std::streamoff>(at));
      file.put(static_cast<char>(was ^ 0x20));
    }
    auto store = open_leveldb(damaged.string());
    auto ledger = store ? Ledger::open(*std::move(store), genesis()) : std::unexpected(store.error());
    if (!ledger) {
      EXPECT_EQ(ledger.error().code, Code::storage_corrupt) << ledger.error().text_en();
      ++refused;
      continue;
    }
    EXPECT_EQ((*ledger)->head_hash(), hashes.at((*ledger)->height()));
    for (Height height = 0; height <= (*ledger)->height(); ++height) {
      const auto block = (*ledger)->block(height);
      if (block) {
        EXPECT_EQ(header_hash((*ledger)->chain(), block->header), hashes[height]);
      } else {
        EXPECT_EQ(block.error().code, Code::storage_corrupt);
      }
      refused += block ? 0 : 1;
    }
    for (unsigned i = 1; i <= 50; ++i) {
      const auto value = (*ledger)->state(EnterpriseKey{code(i)});
      if (value) {
        EXPECT_EQ(decode<EnterpriseValue>(value->value()).value().awarded, (*ledger)->height() == 3 ? 10 : 0);
      } else {
        EXPECT_EQ(value.error().code, Code::storage_corrupt);
      }
    }
  }
  EXPECT_GT(refused, 20u) << "many flipped bytes lie in what was read here";
}

}  // namespace
}  // namespace credence
