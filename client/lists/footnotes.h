// SPDX-License-Identifier: Apache-2.0
// Notes around a list that say no, not yet or another sum (verdict.h) of single lines: 第2项因企业失信不予拨付, 样例公司放弃,
// *为暂缓项目. Internal to client/lists/reading.cc.
#pragma once

#include "client/lists/row_roles.h"
#include "client/lists/verdict.h"

namespace credence {

struct Footnote {
  std::uint32_t row = 0;  // of the sheet
  std::string text;
  std::vector<std::size_t>
      lines;  // that it names, as places among the rows; none: it says how many, and not which
};
/// By number, by the name of the enterprise or the project, by code, by a mark that stands in the line as well.
/// `says_no`: by which word a text does; `shares`: a share of all sums is heard too (按上述金额的80%安排).
[[nodiscard]] std::vector<Footnote> find_footnotes(const Sheet& sheet, const Layout& layout,
                                                   const Account& account, std::span<const RowFacts> rows,
                                                   NoWord says_no, bool shares);

}  // namespace credence
