// SPDX-License-Identifier: Apache-2.0
// Proof bundles: what is true verifies, nothing else does, and a refusal says which check failed and where.
//
//   CREDENCE_REGENERATE=1 build/release/bin/tests/unit_bundle --gtest_filter='BundleVectors.*'
//
// writes tests/data/bundles anew; do so when the format of the ledger changes.
#include <gtest/gtest.h>

#include <boost/json.hpp>
#include <filesystem>
#include <fstream>
#include <map>
#include <random>
#include <set>
#include <sstream>

#include "ledger/tree/history.h"
#include "ledger/views/genesis_json.h"
#include "tests/source_tree.h"
#include "tests/support/suite.h"
#include "tests/unit/ledger/proof/bundle_samples.h"

namespace credence {
namespace {

namespace fs = std::filesystem;
namespace json = boost::json;
using samples::BundleVector;
using samples::BundleWorld;
using samples::code;

BundleWorld& shared_world() {
  static BundleWorld made;
  return made;
}

/// Those of secp256k1-sha256 in bundles, of the national suite beside them.
fs::path folder() {
  const std::string suffix = samples::kSuite == Suite{} ? "" : "-" + std::string(name_of(samples::kSuite));
  return fs::path(source_dir()) / ("tests/data/bundles" + suffix);
}

std::string read(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  std::ostringstream out;
  out << in.rdbuf();
  return out.str();
}
void write(const fs::path& path, std::string_view text) {
  fs::create_directories(path.parent_path());
  std::ofstream(path, std::ios::binary) << text;
}

json::object entry_of(const BundleVector& vector, const TrustAnchor& anchor) {
  json::object out{{"file", vector.file}, {"why", vector.why}};
  if (vector.pinned) out["anchor"] = anchor_line(*vector.pinned);
  const BundleQuestion& question = vector.question;
  if (question.now_ms > 0) out["now_ms"] = question.now_ms;
  if (question.day) out["date"] = question.day->iso();
  if (question.max_age_ms != BundleQuestion{}.max_age_ms) out["max_age_ms"] = question.max_age_ms;
  out["verdict"] = vector.verdict;
  if (vector.code == Code::ok) return out;
  out["code"] = info(vector.code).name;
  out["field"] = vector.field;
  if (const auto verified = verify_bundle(vector.pinned ? anchor_of(*vector.pinned) : anchor, vector.bytes);
      !verified) {
    out["offset"] = verified.error().offset;
    out["length"] = verified.error().length;
  }
  return out;
}

BundleQuestion question_of(const json::object& row) {
  BundleQuestion out{row.at("now_ms").to_number<std::uint64_t>()};
  if (const auto* const day = row.if_contains("date"))
    out.day = parse_date(std::string_view(day->as_string())).value();
  if (const auto* const age = row.if_contains("max_age_ms")) out.max_age_ms = age->to_number<std::uint64_t>();
  return out;
}

// ---- the vectors under tests/data/bundles -----------------------------------------------------------------

TEST(BundleVectors, AreWhatThisCodeWrites) {
  BundleWorld& world = shared_world();
  std::map<std::string, std::string> files{{"genesis.json", genesis_to_json(world.genesis())}};
  std::string index = "[\n";
  std::vector<BundleVector> all = world.valid();
  const auto later = world.of_later_version(), forged = world.forged();
  all.insert(all.end(), later.begin(), later.end());
  all.insert(all.end(), forged.begin(), forged.end());
  for (const BundleVector& vector : all) {
    const auto [at, fresh] = files.emplace(vector.file, std::string(text_of(vector.bytes)));
    EXPECT_TRUE(fresh || at->second == text_of(vector.bytes)) << vector.file << " means two files";
    index +=
        "  " + json::serialize(entry_of(vector, world.anchor())) + (&vector == &all.back() ? "\n" : ",\n");
  }
  files.emplace("index.json", index + "]\n");
  if (std::getenv("CREDENCE_REGENERATE") != nullptr) {
    fs::remove_all(folder());
    for (const auto& [name, bytes] : files) write(folder() / name, bytes);
    std::printf("%zu files written to %s\n", files.size(), folder().c_str());
  }
  std::size_t held = 0;
  for (const auto& place : fs::recursive_directory_iterator(folder()))
    if (place.is_regular_file()) ++held;
  EXPECT_EQ(held, files.size()) << "files that no vector names";
  for (const auto& [name, bytes] : files)
    EXPECT_TRUE(read(folder() / name) == bytes)
        << name << ": the format has changed; write the vectors anew (see the head of this file)";
}

TEST(BundleVectors, EachHasTheVerdictThatTheIndexNames) {
  const Genesis genesis = genesis_from_json(read(folder() / "genesis.json")).value();
  const TrustAnchor anchor{chain_id(genesis), genesis.validators};
  std::map<std::string, std::size_t> counts;
  const json::value index = json::parse(read(folder() / "index.json"));
  for (const json::value& value : index.as_array()) {
    const json::object& row = value.as_object();
    const std::string file(row.at("file").as_string()), verdict(row.at("verdict").as_string());
    const std::string bytes = read(folder() / file);
    const auto* const line = row.if_contains("anchor");
    const auto verified = verify_bundle(
        line ? anchor_of(parse_anchor_line(std::string_view(line->as_string())).value()) : anchor,
        bytes_of(bytes));
    if (row.contains("code")) {
      ASSERT_FALSE(verified) << file;
      const BundleFault& fault = verified.error();
      EXPECT_EQ(fault.verdict(), verdict) << file;
      EXPECT_EQ(info(fault.error.code).name, row.at("code").as_string())
          << file << ": " << fault.error.detail;
      EXPECT_EQ(fault.field, row.at("field").as_string()) << file;
      EXPECT_EQ(fault.offset, row.at("offset").to_number<std::uint64_t>()) << file;
      ++counts["forged: " + std::string(info(fault.error.code).name)];
      continue;
    }
    ASSERT_TRUE(verified) << file << ": " << verified.error().field << ": "
                          << verified.error().error.text_en();
    EXPECT_EQ(name_of(judge(*verified, question_of(row)).verdict), verdict) << file << ": " << row.at("why");
    ++counts[verdict];
  }
  std::size_t sum = 0;
  for (const auto& [name, count] : counts) {
    std::printf("%4zu %s\n", count, name.c_str());
    sum += count;
  }
  EXPECT_GT(sum, 150u);
  for (std::size_t i = 0; i <= static_cast<std::size_t>(Verdict::not_understood); ++i)
    // verdict_test.cc: on a chain with four eyes alone
    if (const Verdict one = static_cast<Verdict>(i); one != Verdict::pending) {
      EXPECT_GT(counts[std::string(name_of(one))], 0u) << name_of(one);
    }
  for (const char* kind :
       {"forged: incomplete_history", "forged: before_anchor", "forged: bad_id", "forged: bad_date",
        "forged: uscc_bad_character", "forged: wrong_subject", "forged: wrong_root",
        "forged: signers_not_distinct", "forged: wrong_claim", "forged: malformed"})
    EXPECT_GT(counts[kind], 0u) << kind;
}

// ---- changes at random ------------------------------------------------------------------------------------

/// What a bundle says, without the bytes that say it.
std::string claim_of(const VerifiedBundle& bundle) {
  struct Text {
    std::string operator()(const ProvedRecord& p) const {
      return "record " + p.transaction.transaction.id.hex();
    }
    std::string operator()(const ProvedEntries& p) const {
      return "entries " + to_hex(encode(p.subject)) + std::to_string(p.page.from);
    }
    std::string operator()(const ProvedTitle& p) const { return "title " + to_hex(encode(p.title)); }
    std::string operator()(const ProvedAbsence& p) const { return "absence " + to_hex(encode(p.key)); }
    std::string operator()(const ProvedTotal& p) const { return "total " + to_hex(encode(p.key)); }
    std::string operator()(const ProvedHistory& p) const { return "history " + to_hex(encode(p.subject)); }
    std::string operator()(const ProvedAward& p) const { return "award " + to_hex(encode(p.award)); }
    std::string operator()(const ProvedStanding& p) const {
      return "standing " + std::string(text_of(p.code));
    }
    std::string operator()(const ProvedBytes& p) const { return "bytes " + to_hex(p.key_bytes); }
  };
  return std::visit(Text{}, bundle.proved);
}

std::vector<Bytes> one_of_each_kind(BundleWorld& world) {
  return {world.bundle(world.record()),
          world.bundle(world.entries()),
          encode_bundle(world.later_trust(), world.later(world.title(1))).value(),
          world.bundle(world.absence(QualificationKey{"little-giant", code(1)})),
          world.bundle(world.absence(EnterpriseKey{code(99)})),
          world.bundle(world.history(HistoryKey{EnterpriseKey{code(99)}})),
          world.bundle(world.award(1)),
          world.bundle(world.standing(2)),
          world.bundle(world.standing(8)),
          world.bundle(world.total(EnterpriseKey{code(1)})),
          world.bundle(world.history(BundleWorld::programme_history()))};
}

TEST(BundleForgeries, EveryFlippedBitIsRefusedAndLocated) {
  BundleWorld& world = shared_world();
  std::map<std::string_view, std::size_t> reasons;
  std::size_t flips = 0, other_claims = 0, other_subjects = 0;
  for (const Bytes& honest : one_of_each_kind(world)) {
    const auto original = verify_bundle(world.anchor(), honest);
    ASSERT_TRUE(original);
    // SM2 of OpenSSL takes ten times as long: of what is there each fifth bit, which meets every place of a byte.
    const bool sparse = samples::kSuite == Suite::sm2_sm3 && !original->nothing_there();
    for (std::size_t bit = 0; bit < honest.size() * 8; bit += sparse ? 5 : 1, ++flips) {
      Bytes flipped = honest;
      const std::size_t at = bit / 8;
      flipped[at] ^= static_cast<std::byte>(1u << (bit % 8));
      const auto verified = verify_bundle(world.anchor(), flipped);
      ASSERT_FALSE(verified) << claim_of(*original) << ", bit " << bit;
      const BundleFault& fault = verified.error();
      ++reasons[info(fault.error.code).name];
      // Where: in the field that is named, or before the place where reading stopped. The key of what is absent
      // may become a near key, which is absent as well: then the file is refused because it names whom the key
      // that was asked for was about, and nobody of the other.
      const bool absent =
          original->nothing_there() || std::holds_alternative<ProvedStanding>(original->proved);
      const bool of_another = absent && fault.error.code == Code::wrong_subject &&
                              fault.field.starts_with("claim.context") && at < fault.offset;
      if (of_another)
        ++other_subjects;
      else if (fault.length > 0)
        ASSERT_TRUE(fault.offset <= at && at < fault.offset + fault.length)
            << "bit " << bit << ": " << fault.field << " " << fault.offset;
      else
        ASSERT_LE(at, fault.offset) << "bit " << bit << ": " << fault.field;
      // No byte but its own is left to the checksum alone. The exceptions are the keys of what is absent:
      // near keys are absent as well, and what such a file would prove is another claim, and true; and the
      // kind, which may become one that is not known: then nothing is claimed that anybody could read.
      if (fault.error.code != Code::wrong_checksum || at >= honest.size() - Hash32::kSize) continue;
      samples::reseal(flipped);
      const auto other = verify_bundle(world.anchor(), flipped);
      ASSERT_TRUE(other && (other->nothing_there() || !other->claim_known()))
          << claim_of(*original) << ", bit " << bit;
      ASSERT_NE(claim_of(*other), claim_of(*original)) << "bit " << bit;
      ++other_claims;
    }
  }
  std::printf("%zu flipped bits in bundles of %zu kinds, all refused:\n", flips, std::variant_size_v<Claim>);
  for (const auto& [name, count] : reasons)
    std::printf("%8zu %.*s\n", count, static_cast<int>(name.size()), name.data());
  std::printf("%zu of them name others than the key that they made of that of something absent\n",
              other_subjects);
  std::printf("%zu of them would, under a checksum of their own, prove that something else is absent\n",
              other_claims);
  EXPECT_GT(flips, 50'000u);
}

/// What the flips above meet now and then, as the hashes fall.
TEST(BundleForgeries, ANearKeyIsAbsentTooAndTheNamesAreNotItsOwn) {
  BundleWorld& world = shared_world();
  const Claim honest = world.absence(QualificationKey{"little-giant", code(1)});
  const StateProof& proof = std::get<AbsenceClaim>(honest).proof;
  std::size_t near = 0;
  for (unsigned n = 100; n < 20'000 && near < 3; ++n) {
    const Bytes key = encode(StateKey(QualificationKey{"little-giant", code(n)}));
    if (!state_path_disproves(samples::kSuite, proof.block.header.state_root,
                              state_key_hash(samples::kSuite, key), proof.path))
      continue;
    ++near;
    Claim other = honest;
    std::get<AbsenceClaim>(other).proof.key = Blob<1024>(BytesView(key));
    const auto verified = verify_bundle(world.anchor(), world.bundle(other));
    ASSERT_FALSE(verified) << n;
    EXPECT_EQ(verified.error().error.code, Code::wrong_subject) << n;
    EXPECT_EQ(verified.error().field, "claim.context[1]") << n;
  }
  EXPECT_EQ(near, 3u);
}

TEST(BundleForgeries, EveryTruncationIsRefused) {
  BundleWorld& world = shared_world();
  std::size_t cuts = 0;
  for (const Bytes& honest : one_of_each_kind(world))
    for (std::size_t length = 0; length < honest.size(); ++length, ++cuts) {
      Bytes cut(honest.begin(), honest.begin() + static_cast<std::ptrdiff_t>(length));
      ASSERT_FALSE(verify_bundle(world.anchor(), cut)) << length;
      if (length < Hash32::kSize) continue;
      samples::reseal(cut);
      ASSERT_FALSE(verify_bundle(world.anchor(), cut)) << length << ", with a checksum of its own";
    }
  std::printf("%zu truncations, all refused, with and without a checksum of their own\n", cuts);
}

TEST(BundleForgeries, SplicedAndScrambledBundlesNeverProveWhatIsNotSo) {
  BundleWorld& world = shared_world();
  constexpr std::uint64_t kSeed = 20'261'124;
  std::mt19937_64 random(kSeed);
  const std::vector<Bytes> kinds = one_of_each_kind(world);
  std::set<std::string> honest;
  for (const Bytes& bytes : kinds) honest.insert(claim_of(*verify_bundle(world.anchor(), bytes)));
  constexpr std::size_t kCases = 20'000;
  std::size_t refused = 0;
  const auto below = [&random](std::size_t n) { return static_cast<std::size_t>(random() % n); };
  for (std::size_t i = 0; i < kCases; ++i) {
    Bytes bytes = kinds[below(kinds.size())];
    const Bytes& other = kinds[below(kinds.size())];
    const std::size_t begin = below(bytes.size()),
                      length = 1 + below(std::min<std::size_t>(64, bytes.size() - begin));
    switch (below(4)) {
      case 0:  // bytes of another bundle at the same place
        for (std::size_t k = begin; k < std::min(begin + length, other.size()); ++k) bytes[k] = other[k];
        break;
      case 1: {  // the end of another
        const std::size_t from = std::min(begin, other.size());
        bytes.resize(begin);
        bytes.insert(bytes.end(), other.begin() + static_cast<std::ptrdiff_t>(from), other.end());
        break;
      }
      case 2:  // noise
        for (std::size_t k = begin; k < begin + length; ++k) bytes[k] = static_cast<std::byte>(random());
        break;
      default:  // bytes left out
        bytes.erase(bytes.begin() + static_cast<std::ptrdiff_t>(begin),
                    bytes.begin() + static_cast<std::ptrdiff_t>(begin + length));
    }
    if (bytes.size() > Hash32::kSize) samples::reseal(bytes);
    const auto verified = verify_bundle(world.anchor(), bytes);
    if (!verified)
      ++refused;
    else  // nothing was changed after all, or the file became another honest one
      ASSERT_TRUE(honest.contains(claim_of(*verified)) || verified->nothing_there() ||
                  !verified->claim_known())
          << "case " << i << ", seed " << kSeed;
  }
  std::printf("%zu spliced and scrambled bundles, seed %llu: %zu refused, the others say what is so\n",
              kCases, static_cast<unsigned long long>(kSeed), refused);
  EXPECT_GT(refused, kCases / 2);
}

// ---- trust and bounds -------------------------------------------------------------------------------------

TEST(Bundle, HoldsTheChangesBelowItsBlockAndNoOthers) {
  BundleWorld& world = shared_world();
  const TrustChain known = world.later_trust();
  // A claim of before the changes needs none of them, whatever the writer knows.
  EXPECT_EQ(encode_bundle(known, world.title(1)).value(), world.bundle(world.title(1)));
  const auto verified =
      verify_bundle(world.anchor(), encode_bundle(known, world.later(world.title(1))).value());
  ASSERT_TRUE(verified);
  EXPECT_EQ(verified->trust.changes(), known.changes());
  EXPECT_EQ(verified->trust.set_at(verified->block.header.height)->size(), 5u);
}

TEST(Bundle, AnotherGenesisBelievesNothing) {
  BundleWorld& world = shared_world();
  Genesis other = world.genesis();
  other.time_ms += 1;
  for (const Bytes& bytes : one_of_each_kind(world)) {
    const auto verified = verify_bundle({chain_id(other), other.validators}, bytes);
    ASSERT_FALSE(verified);
    EXPECT_EQ(verified.error().error.code, Code::other_anchor);
  }
}

/// The chain's history, which names nobody: the only value of a state, so that no path is needed.
HistoryClaim long_history(BundleWorld& world, std::uint64_t count) {
  HistoryClaim out;
  HistoryValue head;
  for (std::uint64_t i = 0; i < count; ++i) {
    HistoryEntry entry;
    entry.height = entry.time_ms = i;
    entry.fact = KeyRevoked{RevokeKey{{}, Note("第" + std::to_string(i))}};
    out.entries.push_back(encode(entry));
    history_append(samples::kSuite, head, history_leaf(samples::kSuite, out.entries.back()));
  }
  out.head = std::get<HistoryClaim>(world.history(HistoryKey{ChainKey{}})).head;
  out.head.value = encode(head);
  out.head.path = {};
  BlockHeader& header = out.head.block.header;
  header.state_root = state_leaf_hash(samples::kSuite, {state_key_hash(samples::kSuite, out.head.key),
                                                        state_value_hash(samples::kSuite, *out.head.value)});
  out.head.block.certificate = world::certify(world.w.chain(), header);
  return out;
}

TEST(Bundle, ALongHistoryIsReadEntryByEntryFromItsBytes) {
  BundleWorld& world = shared_world();
  constexpr std::uint64_t kCount = 50'003;
  const Bytes bytes = world.bundle(long_history(world, kCount));
  const auto verified = verify_bundle(world.anchor(), bytes);
  ASSERT_TRUE(verified) << verified.error().error.text_en();
  const auto& history = std::get<ProvedHistory>(verified->proved);
  EXPECT_EQ(history.count, kCount);
  std::uint64_t seen = 0;
  history.each_entry([&](const HistoryEntry& entry) { EXPECT_EQ(entry.height, seen++); });
  EXPECT_EQ(seen, kCount);
}

TEST(Bundle, MoreThanTheLimitsIsNeitherWrittenNorRead) {
  BundleWorld& world = shared_world();
  HistoryClaim claim = long_history(world, 1);
  claim.entries.resize(limits::kBundleEntriesMax + 1);
  EXPECT_EQ(encode_bundle(TrustChain(world.anchor()), claim).error().code, Code::limit_exceeded);
  claim.entries.assign(1, Bytes(kHistoryEntryBytesMax + 1));
  EXPECT_EQ(encode_bundle(TrustChain(world.anchor()), claim).error().code, Code::limit_exceeded);
}

}  // namespace
}  // namespace credence
