// SPDX-License-Identifier: Apache-2.0
// Chains that were recorded once replay to the same roots: tests/data/golden/README.md.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <sstream>

#include "ledger/store/ledger.h"
#include "tests/domain_model/driver.h"
#include "tests/source_tree.h"

namespace credence {
namespace {

namespace fs = std::filesystem;

struct GoldenBlock {
  Proposal proposal;
  BlockHeader header;
  template <class A>
  void serialize(A& a) {
    a(proposal, header);
  }
};
struct GoldenChain {
  Genesis genesis;
  List<GoldenBlock, 10'000> blocks;
  template <class A>
  void serialize(A& a) {
    a(genesis, blocks);
  }
};

/// What is recorded.
struct Recorded {
  const char* name;
  model::Kind kind;
  bool feature_by_vote;
  std::string_view holds = {};  // an action that is done in it
  bool rounds = false, former_terms = false;
};
constexpr auto kRecorded = std::to_array<Recorded>({
    {"plain", model::Kind::plain, false},
    {"governed", model::Kind::governed, true},
    {"four-eyes", model::Kind::governed_four_eyes, false},
    {"fund-returns-tax-relief", model::Kind::governed_four_eyes, false},  // recorded with the features of 1.1
    {"sealed-bids", model::Kind::plain, false, "open_bid"},
    {"fund-rounds", model::Kind::governed_four_eyes, false, {}, true},
    {"former-terms", model::Kind::plain, false, {}, false, true},
    {"recovery-parts", model::Kind::governed_four_eyes, false, "take_recovery_step"},
});
constexpr std::size_t kBlocks = 60, kTransactions = 16;

fs::path folder() { return source_dir() / "tests/data/golden"; }
fs::path file_of(const std::string& name) { return folder() / (name + ".chain"); }
std::string read(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  std::ostringstream out;
  out << in.rdbuf();
  return out.str();
}
std::string row(const std::string& name, const ChainId& chain, const BlockHeader& head) {
  return name + " height " + std::to_string(head.height) + " header " + header_hash(chain, head).hex() +
         " state " + head.state_root.hex() + "\n";
}

/// The place of an action in the variant.
std::size_t action_index(std::string_view wanted) {
  constexpr std::string_view kNames[] = {
#define CREDENCE_ACTION(Type, name, ...) #name,
#include "ledger/domain/actions.def"
#undef CREDENCE_ACTION
  };
  return static_cast<std::size_t>(std::ranges::find(kNames, wanted) - std::ranges::begin(kNames));
}

/// A fund whose lines tell their rounds, and with it an investor that is registered.
bool has_rounds(const model::Model& model) {
  for (const auto& [id, programme] : model.programmes) {
    bool round = false, investor = false;
    for (const auto& [batch, held] : programme.batches)
      for (const auto& [line, award] : held.awards) round = round || award.said.investment;
    for (const auto& [entry, capital] : programme.capital) investor = investor || capital.investor_code;
    if (round && investor) return true;
  }
  return false;
}

/// A former term of a title that was revoked or fell, and one of a product.
bool has_former_terms(const model::Model& model) {
  const auto ended = [](const TitleTerm& term) {
    return term.end == TitleEnd::revoked || term.end == TitleEnd::cascaded;
  };
  const bool titles = std::ranges::any_of(
      model.titles.held, [&](const auto& held) { return std::ranges::any_of(held.second.former, ended); });
  const bool products = std::ranges::any_of(model.programmes, [](const auto& programme) {
    return std::ranges::any_of(programme.second.listings,
                               [](const auto& listing) { return !listing.second.former.empty(); });
  });
  return titles && products;
}

/// The first seed whose chain has what the name says.
GoldenChain make(const Recorded& wanted) {
  for (auto seed = static_cast<std::uint64_t>(wanted.kind) + 3'000;; seed += 3) {
    model::Run run(seed);
    const auto proposals = run.record(kBlocks, kTransactions);
    if (wanted.feature_by_vote && !run.model().feature("four-eyes")) continue;
    if (!wanted.holds.empty() && run.seen().done[action_index(wanted.holds)] == 0) continue;
    if (wanted.rounds && !has_rounds(run.model())) continue;
    if (wanted.former_terms && !has_former_terms(run.model())) continue;
    GoldenChain out{run.genesis(), {}};
    const auto ledger = Ledger::open(make_memory_key_value(), run.genesis()).value();
    for (const Proposal& proposal : proposals)
      out.blocks.push_back({proposal, ledger->apply(proposal).value()});
    return out;
  }
}

void record() {
  std::string index = read(folder() / "index.txt");
  for (const Recorded& wanted : kRecorded) {
    if (fs::exists(file_of(wanted.name))) continue;
    const GoldenChain chain = make(wanted);
    std::ofstream(file_of(wanted.name), std::ios::binary) << text_of(encode(chain));
    index += row(wanted.name, chain_id(chain.genesis), chain.blocks.back().header);
    std::printf("recorded %s\n", file_of(wanted.name).c_str());
  }
  std::ofstream(folder() / "index.txt", std::ios::binary) << index;
}

TEST(Golden, RecordedChainsReplayToTheSameRoots) {
  if (std::getenv("CREDENCE_REGENERATE") != nullptr) record();
  const std::string index = read(folder() / "index.txt");
  std::size_t chains = 0, blocks = 0;
  std::map<Code, std::size_t> codes;
  for (const auto& entry : fs::directory_iterator(folder())) {
    if (entry.path().extension() != ".chain") continue;
    const std::string name = entry.path().stem(), bytes = read(entry.path());
    const auto chain = decode<GoldenChain>(bytes_of(bytes));
    ASSERT_TRUE(chain) << name << ": the encoding has changed: " << chain.error().text_en();
    auto opened = Ledger::open(make_memory_key_value(), chain->genesis);
    ASSERT_TRUE(opened) << name << ": " << opened.error().text_en();
    Ledger& ledger = **opened;
    for (const GoldenBlock& block : chain->blocks) {
      ASSERT_TRUE(check_proposal(ledger.chain(), block.proposal))
          << name << ", height " << block.header.height;
      const auto header = ledger.apply(block.proposal);
      ASSERT_TRUE(header) << name << ": " << header.error().text_en();
      ASSERT_EQ(*header, block.header)
          << name << ", recorded against now: " << header_difference(block.header, *header);
      const StoredBlock stored = ledger.block(header->height).value();
      for (const auto& receipt : stored.receipts)
        ++codes[static_cast<Code>(decode<Receipt>(receipt).value().code)];
      ++blocks;
    }
    EXPECT_TRUE(ledger.check_state());
    EXPECT_NE(index.find(row(name, ledger.chain(), ledger.head())), std::string::npos)
        << name << " is not the chain of index.txt";
    ++chains;
  }
  EXPECT_EQ(chains, kRecorded.size()) << "chains in " << folder();
  EXPECT_GT(codes[Code::ok], 500U);
  EXPECT_GT(codes.size(), 60U) << "refusals are part of what must not change";
  std::printf("%zu chains, %zu blocks, %zu codes\n", chains, blocks, codes.size());
}

TEST(Golden, AnotherRootIsNoticed) {
  auto chain = decode<GoldenChain>(bytes_of(read(file_of("plain")))).value();
  const auto ledger = Ledger::open(make_memory_key_value(), chain.genesis).value();
  Hash32 root;
  for (GoldenBlock& block : chain.blocks) {
    ++block.proposal.time_ms;
    root = ledger->apply(block.proposal).value().state_root;
  }
  EXPECT_NE(root, chain.blocks.back().header.state_root);
}

}  // namespace
}  // namespace credence
