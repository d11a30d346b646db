// SPDX-License-Identifier: Apache-2.0
// What a verified bundle says, line by line, in one language: what `credence verify` prints, and what stands
// on the certificates that people print.
#pragma once

#include <vector>

#include "client/words/bundle_view.h"

namespace credence {

/// In both languages of as many lines, in the same order. All of it is `cleaned`.
struct BundleStatement {
  struct Row {
    std::string name, value;
  };
  std::string verdict = {};     // "VALID: in force on 2026-11-24"
  std::string whom = {};        // the name of its subject, or the code where no name is proved
  std::string what = {};        // "Specialized", "complete and in order: 12 entries"; may be empty
  std::vector<Row> says = {};   // whom it is about, and what is proved of it
  std::vector<Row> proof = {};  // the block, what leads to it from the anchor, the network, the checksum
};
[[nodiscard]] BundleStatement statement_of(const BundleView& view);

/// The heads of a table of entries, and whether a column stands to the right.
struct EntryColumn {
  Words head;
  Table::Align align = Table::Align::left;
};
inline constexpr EntryColumn kEntryColumns[] = {
    {{"no", "序号"}, Table::Align::right},
    {{"recorded", "记录时间"}},
    {{"kind", "事项"}},
    {{"about", "对象"}},
    {{"programme or title", "专项或资格"}},
    {{"amount (CNY)", "金额（元）"}, Table::Align::right},
    {{"detail", "内容"}},
    {{"block", "区块"}, Table::Align::right},
};

}  // namespace credence
