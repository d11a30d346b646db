// SPDX-License-Identifier: Apache-2.0
// Counts in words: one line, two lines; and no count beside it that glues a plural to its number.
#include "client/base/counted.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <regex>
#include <sstream>

#include "ledger/primitives/counted.h"
#include "tests/source_tree.h"

namespace credence {
namespace {

TEST(Counted, OneAndSeveral) {
  EXPECT_EQ(counted(0, noun::kLine, Language::en), "0 lines");
  EXPECT_EQ(counted(1, noun::kLine, Language::en), "1 line");
  EXPECT_EQ(counted(2, noun::kEntry, Language::en), "2 entries");
  EXPECT_EQ(counted(1'000'001, noun::kBatch, Language::en), "1,000,001 batches");
  EXPECT_EQ(counted(1, noun::kSignedList, Language::en), "1 signed list");
  EXPECT_EQ(counted(1, noun::kLine, Language::zh), "1 行");
  EXPECT_EQ(counted(2'000, noun::kTransaction, Language::zh), "2,000 笔交易");
  EXPECT_EQ(counted(1, noun::kDay), (Said{"1 day", "1 天"}));
  EXPECT_EQ(counted(1, "byte", "bytes"), "1 byte");
  EXPECT_EQ(counted(21, "byte", "bytes"), "21 bytes");
}

// Whoever counts something calls `counted`: a plural that follows a number in the source is "1 lines" some day.
// A bound that is a constant is none of them.
TEST(Counted, NoPluralIsGluedToANumber) {
  const std::regex glued(
      R"re((to_string|with_separators)\(([^;"]{1,80})\) ?\+ ?((cli|cli_|on)\.)?(say|text|Said)?\(?\{? ?" ([a-z]+ )?)re"
      R"re((lines|awards|batches|bytes|days|entries|rows|payments|transactions|signatures|enterprises|keys|nodes|validators|targets|records|holders|pages|names|files|lists|receipts|months|times|departments|figures|histories|findings|hashes|tables|titles|programmes|changes|votes|columns|blocks|years|hours|minutes|seconds|notices|objections|bids|beneficiaries|items|parts)\b)re");
  const std::regex constant(R"(\bk[A-Z])");
  std::size_t files = 0;
  for (const char* folder : {"client", "ledger", "node"})
    for (const auto& entry : std::filesystem::recursive_directory_iterator(source_dir() / folder)) {
      if (entry.path().extension() != ".cc") continue;
      ++files;
      std::ifstream in(entry.path());
      std::ostringstream all;
      all << in.rdbuf();
      const std::string text = std::regex_replace(all.str(), std::regex(R"(\s+)"), " ");
      for (std::sregex_iterator at(text.begin(), text.end(), glued), end; at != end; ++at)
        EXPECT_TRUE(std::regex_search((*at)[2].str(), constant)) << entry.path() << ": " << at->str();
    }
  EXPECT_GT(files, 200u);
}

}  // namespace
}  // namespace credence
