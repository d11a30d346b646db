// SPDX-License-Identifier: Apache-2.0
#include "client/lists/cell_remarks.h"

#include <array>

#include "client/base/characters.h"

namespace credence {
namespace {

constexpr std::size_t kRemarksShown = 5;

class Remarks {
 public:
  Remarks(const Sheet& sheet, const ListKind& kind, const Reading& reading)
      : sheet_(sheet), kind_(kind), reading_(reading) {}

  std::vector<Said> find() {
    for (const Wanted& wanted : kind_.columns)
      if (wanted.column != Column::amount && wanted.column != Column::line) remark_on_merged(wanted.column);
    for (const Column column : {Column::name, Column::project, Column::product})
      remark_on_marks(
          column, kBroken,
          {": " + std::string(english_of(column)) + " in several lines of one cell is read as one",
           "：" + std::string(words_of(column)) + "在单元格内分行书写，按一个读取"});
    remark_on_marks(Column::amount, kRounded,
                    {": the amount has more decimals than the cell shows; the whole amount is read",
                     "：金额的小数多于单元格所显示的，按实际数值读取"});
    for (const Wanted& wanted : kind_.columns)
      remark_on_marks(wanted.column, kPartStruck,
                      {": what is struck through in the cell of " + std::string(english_of(wanted.column)) +
                           " is left out",
                       "：" + std::string(words_of(wanted.column)) + "单元格中被划去的部分不读取"});
    remark_on_folded();
    return std::move(out_);
  }

 private:
  template <class Holds>
  void remark_where(Column column, const Holds& holds, const Said& what) {
    if (!reading_.account.has(column)) return;
    std::vector<std::size_t> lines;
    for (const LineRow& line : reading_.lines)
      if (holds(RowView(sheet_, reading_.account, line.row))) lines.push_back(sheet_.line(line.row));
    if (!lines.empty()) out_.push_back(lines_said(lines) + what);
  }
  void remark_on_merged(Column column) {
    const std::string head = reading_.account.head(column);
    remark_where(column, [&](const RowView& row) { return row.merged(column); },
                 {": " + head + " is merged with the line above and taken for each",
                  "：" + head + "与上一行合并，各行均采用"});
  }
  void remark_on_marks(Column column, std::uint8_t mark, const Said& what) {
    remark_where(column, [&](const RowView& row) { return (row.cell(column).marks & mark) != 0; }, what);
  }

  void remark_on_folded() {
    std::array<std::size_t, 2> shown{};
    for (const auto& [seen, folded] : sheet_.folded()) {
      if (++shown[folded.meant == 0] > kRemarksShown) continue;
      const std::string place = column_letters(folded.column) + std::to_string(folded.line),
                        times = std::to_string(folded.count);
      const Said where =
          Said(" (" + place, "（" + place) +
          (folded.count > 1 ? Said(", " + times + " times)", "等 " + times + " 处）") : Said(")", "）"));
      std::string what = code_point_text(seen);
      if (folded.meant == 0) {
        out_.push_back(Said("an invisible character is left out: " + what, "已略去不可见字符：" + what) +
                       where);
        continue;
      }
      std::string from, to;
      append_utf8(from, seen);
      append_utf8(to, folded.meant);
      what = from.append(" ").append(what).append(" → ").append(to);
      out_.push_back(Said("a character that only looks so is read as the right one: " + what,
                          "形似字符按标准字符读取：" + what) +
                     where);
    }
  }

  const Sheet& sheet_;
  const ListKind& kind_;
  const Reading& reading_;
  std::vector<Said> out_;
};

}  // namespace

std::vector<Said> remarks_on_cells(const Sheet& sheet, const ListKind& kind, const Reading& reading) {
  return Remarks(sheet, kind, reading).find();
}

Said lines_said(const std::vector<std::size_t>& lines) {
  return {(lines.size() == 1 ? "line " : "lines ") + lines_text(lines), "第 " + lines_text(lines) + " 行"};
}

}  // namespace credence
