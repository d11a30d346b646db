// SPDX-License-Identifier: Apache-2.0
// A list that is known, told in ten thousand ways: columns in any order and under many heads, heads in one to
// three lines, titles, units, numbers of columns, parts with subtotals, totals, notes, blank rows, what is
// hidden or struck, columns of other sums. It is read as the list that it is, or something is asked or
// refused; never is another list read.
//
// Deterministic: the seed of a failing telling is printed with its sheet.
#include <gmock/gmock.h>

#include <random>
#include <set>

#include "tests/support/domain_samples.h"
#include "tests/unit/client/lists/list_samples.h"

namespace credence::testing {
namespace {

constexpr unsigned kTellings = 10'000;

struct KnownLine {
  std::string name, code, project;
  Fen amount = 0;
  [[nodiscard]] std::string text() const {
    return name + "|" + code + "|" + project + "|" + std::to_string(amount);
  }
};

/// One telling of a list, row by row, made from a seed.
class Telling {
 public:
  explicit Telling(unsigned seed) : random_(seed) {}

  Sheet tell() {
    make_list();
    choose_columns();
    titles();
    heads();
    if (chance(8)) numbers_of_columns();
    body();
    ends();
    if (hides_column_) sheet_.hide_columns(*hides_column_, *hides_column_);
    for (const MergedCells& m : merged_) sheet_.merge(m);
    EXPECT_TRUE(sheet_.finish());
    return std::move(sheet_);
  }
  [[nodiscard]] const std::multiset<std::string>& meant() const { return meant_; }

 private:
  enum What { serial, name, code, project, amount, asked, invested, remark, contact, place, twin };
  struct TellColumn {
    What what;
    std::string head, group;
  };
  using Rows = std::vector<std::string>;

  unsigned below(unsigned n) { return static_cast<unsigned>(random_() % n); }
  bool chance(unsigned one_in) { return below(one_in) == 0; }
  template <std::size_t N>
  std::string one_of(const char* const (&texts)[N]) {
    return texts[below(N)];
  }

  // ---- the list that is meant

  void make_list() {
    const unsigned count = 2 + below(6);
    for (unsigned i = 0; i < count; ++i) {
      const unsigned who = 1 + below(40);
      KnownLine line{
          "样例" + std::to_string(who) + one_of({"公司", "软件有限公司", "研究院", "机械厂", "有限合伙"}),
          std::string(text_of(samples::code(who))), one_of({"孵化器", "产线改造", "首台套", ""}), 0};
      if (!line.project.empty()) line.project += std::to_string(i);
      line.amount = static_cast<Fen>(1 + below(900)) * 100'000;  // 0.1 to 90 万元
      if (std::ranges::none_of(lines_, [&](const KnownLine& other) { return other.code == line.code; }))
        lines_.push_back(std::move(line));
    }
  }

  // ---- columns

  std::string decorated(std::string head) {
    if (chance(12)) head.insert(3, " ");
    if (chance(8)) head = "*" + head;
    if (chance(12)) head += "\u200b";
    if (chance(20)) head = "　" + head;
    return head;
  }
  std::string sum_head(const std::string& words) {
    return unit_in_title_
               ? decorated(words)
               : decorated(words + (yuan_ ? one_of({"（元）", "(元)", "（单位：元）"})
                                          : one_of({"（万元）", "(万元)", "（人民币万元）", "\n（万元）"})));
  }
  void choose_columns() {
    yuan_ = chance(3);
    unit_in_title_ = chance(4);
    with_project_ =
        std::ranges::any_of(lines_, [](const KnownLine& line) { return !line.project.empty(); }) || chance(2);
    with_code_ = !chance(4);
    with_serial_ = !chance(4);
    columns_.push_back({name,
                        decorated(one_of({"企业名称", "公司名称", "单位名称（全称）", "申报单位",
                                          "企业（单位）名称", "项目承担单位", "单位"})),
                        ""});
    if (with_code_)
      columns_.push_back({code,
                          decorated(one_of({"统一社会信用代码", "社会信用代码", "信用代码", "纳税人识别号",
                                            "统一社会信用代码（组织机构代码）"})),
                          ""});
    if (with_serial_) columns_.push_back({serial, one_of({"序号", "编号", "No"}), ""});
    if (with_project_) columns_.push_back({project, decorated(one_of({"项目名称", "项目", "课题名称"})), ""});
    columns_.push_back({amount,
                        sum_head(one_of({"补助金额", "拟安排资金", "核定金额", "金额", "奖补资金",
                                         "2026年拟支持金额", "资助额"})),
                        ""});
    if (chance(6))
      columns_.push_back({asked, sum_head(one_of({"申报金额", "申请资金", "申报补助金额"})), ""});
    if (chance(4))
      columns_.push_back(
          {invested, sum_head(one_of({"总投资", "营业收入", "上年补助金额", "已拨付金额"})), ""});
    if (chance(3)) columns_.push_back({remark, one_of({"备注", "说明", "推荐单位", "F1", ""}), ""});
    if (chance(5)) columns_.push_back({contact, one_of({"联系人", "联系电话", "企业类型"}), ""});
    if (chance(5)) columns_.push_back({place, one_of({"所属地市", "地区"}), ""});
    if (chance(20))
      columns_.push_back({twin, sum_head(one_of({"核定数", "奖励金额", "市级资金", "数额"})), ""});
    std::ranges::shuffle(columns_, random_);
    if (chance(10)) hides_column_ = below(static_cast<unsigned>(columns_.size()));
  }

  // ---- rows

  void row(const Rows& cells, bool hidden = false, std::uint8_t marks = 0) {
    sheet_.begin_row(++line_, hidden);
    for (std::size_t i = 0; i < cells.size(); ++i) {
      const bool figures = !cells[i].empty() &&
                           cells[i].find_first_not_of("0123456789.") == std::string::npos &&
                           cells[i].size() < 15;
      if (!cells[i].empty()) sheet_.add(i, cells[i], figures ? CellKind::number : CellKind::text, marks);
    }
    sheet_.end_row(columns_.size());
    if (chance(25)) ++line_;  // a blank row
  }
  Rows blank() const { return Rows(columns_.size()); }
  /// A row of one text, in one of its columns.
  void note(const std::string& text, std::size_t at) {
    Rows cells = blank();
    cells[std::min(at, cells.size() - 1)] = text;
    row(cells);
  }

  void titles() {
    if (chance(2)) {
      if (chance(2)) merged_.push_back({line_ + 1, line_ + 1, 0, columns_.size() - 1});
      note(one_of({"2026年度专项资金安排表", "附件1", "关于下达奖补资金的公示", "拟支持企业名单"}), 0);
    }
    if (unit_in_title_)
      note(yuan_ ? "单位：元" : one_of({"单位：万元", "（单位:万元）", "金额单位：人民币万元"}),
           columns_.size() - 1);
    if (chance(8)) note("填报单位：样例市工信局", 0);
  }

  void heads() {
    Rows last = blank();
    for (std::size_t i = 0; i < columns_.size(); ++i) last[i] = columns_[i].head;
    if (chance(3) && columns_.size() > 3) {
      // A group over some columns that lie beside each other; the others reach over both lines.
      const std::size_t first = below(static_cast<unsigned>(columns_.size() - 1)),
                        end = std::min(columns_.size(), first + 2 + below(2));
      Rows upper = last, lower = blank();
      for (std::size_t i = first; i < end; ++i) upper[i].clear(), lower[i] = last[i];
      upper[first] = one_of({"基本情况", "申报信息", "资金情况", "有关内容", "企业信息"});
      const bool merges = chance(2);
      if (merges) {
        merged_.push_back({line_ + 1, line_ + 1, first, end - 1});
        for (std::size_t i = 0; i < columns_.size(); ++i)
          if (i < first || i >= end) merged_.push_back({line_ + 1, line_ + 2, i, i});
      }
      const std::size_t at = line_;
      row(upper);
      if (line_ != at + 1) line_ = at + 1;  // no blank row within the heads
      row(lower);
    } else {
      row(last);
    }
    heads_ = last;
  }
  void numbers_of_columns() {
    Rows cells = blank();
    for (std::size_t i = 0; i < cells.size(); ++i) cells[i] = std::to_string(i + 1);
    row(cells);
  }

  std::string sum_text(Fen fen) {
    std::string out = yuan_ ? std::to_string(fen / 100) : wan_text(fen);
    if (chance(15) && !out.contains('.')) out += ".00";
    return out;
  }
  Rows cells_of(const KnownLine& line, unsigned number) {
    Rows cells = blank();
    for (std::size_t i = 0; i < columns_.size(); ++i) switch (columns_[i].what) {
        case serial:
          cells[i] = chance(12) ? std::to_string(number) + "、" : std::to_string(number);
          break;
        case name:
          cells[i] = line.name;
          break;
        case code:
          cells[i] = line.code;
          break;
        case project:
          cells[i] = line.project.empty() && chance(2) ? "/" : line.project;
          break;
        case amount:
          cells[i] = sum_text(line.amount);
          break;
        case asked:
          cells[i] = sum_text(line.amount * 3 + 100'000);
          break;
        case invested:
          cells[i] = sum_text(line.amount * 20 + 300'000);
          break;
        case twin:
          cells[i] = sum_text(line.amount + 200'000);
          break;
        case remark:
          cells[i] = chance(2) ? "x" : "";
          break;
        case contact:
          cells[i] = "张先生";
          break;
        case place:
          cells[i] = "样例市";
          break;
      }
    return cells;
  }
  void put(What what, Rows& cells, const std::string& text) {
    for (std::size_t i = 0; i < columns_.size(); ++i)
      if (columns_[i].what == what) cells[i] = text;
  }
  void total(const std::string& label, Fen sum) {
    Rows cells = blank();
    put(with_serial_ && chance(2) ? serial : name, cells, label);
    put(amount, cells, sum_text(sum));
    if (chance(2)) put(asked, cells, sum_text(sum * 3));
    row(cells);
  }

  void body() {
    const unsigned parts = chance(3) && lines_.size() > 2 ? 2 + below(2) : 1;
    const bool subtotal_above = chance(2), restarts = chance(2), with_subtotals = chance(2);
    Fen all = 0;
    for (const KnownLine& line : lines_) all += line.amount;
    const bool total_above = chance(6);
    if (total_above) total(one_of({"合计", "全省合计", "总计"}), all);
    unsigned number = 0;
    for (unsigned part = 0; part < parts; ++part) {
      const std::size_t first = lines_.size() * part / parts, end = lines_.size() * (part + 1) / parts;
      Fen sum = 0;
      for (std::size_t i = first; i < end; ++i) sum += lines_[i].amount;
      if (parts > 1) {
        if (restarts) number = 0;
        const std::string mark = one_of({"一", "二", "三"});
        if (subtotal_above && with_subtotals)
          total(mark + "、样例市小计", sum);
        else
          note(mark + "、样例市", 0);
      }
      for (std::size_t i = first; i < end; ++i) one_line(lines_[i], ++number);
      if (parts > 1 && with_subtotals && !subtotal_above) total("小计", sum);
      if (chance(10)) row(heads_);
    }
    if (!total_above && chance(2))
      total(one_of({"合计", "合  计", "总计（{}家）", "全省", "共计", "Total"}), all);
  }
  void one_line(const KnownLine& line, unsigned number) {
    meant_.insert(
        KnownLine{line.name, with_code_ ? line.code : "", with_project_ ? line.project : "", line.amount}
            .text());
    // Beside it, sometimes, one that is no line: hidden, or struck through.
    if (chance(40)) {
      KnownLine decoy = line;
      decoy.name = "藏匿" + line.name;
      decoy.code = std::string(text_of(samples::code(77)));
      if (chance(2))
        row(cells_of(decoy, number + 50), true);
      else
        row(cells_of(decoy, number + 50), false, kStruck);
    }
    row(cells_of(line, number));
  }

  void ends() {
    if (chance(3)) note(one_of({"注：以上金额含税", "备注：详见附件", "说明：按申报顺序排列"}), below(2));
    if (chance(4)) {
      Rows cells = blank();
      cells[0] = "填表人：张三";
      if (cells.size() > 2) cells[2] = "审核人：李四";
      row(cells);
    }
  }

  std::mt19937 random_;
  Sheet sheet_;
  std::vector<KnownLine> lines_;
  std::vector<TellColumn> columns_;
  std::vector<MergedCells> merged_;
  std::multiset<std::string> meant_;
  Rows heads_;
  std::optional<std::size_t> hides_column_;
  std::size_t line_ = 0;
  bool yuan_ = false, unit_in_title_ = false, with_code_ = true, with_project_ = true, with_serial_ = true;
};

std::string shown(const Sheet& sheet) {
  std::string out;
  for (std::size_t row = 0; row < sheet.rows(); ++row) {
    out += std::to_string(sheet.line(row)) + (sheet.row(row).hidden ? "*" : "") + ": ";
    for (const Cell& cell : sheet.cells(row))
      out += column_letters(cell.column) + "=" + std::string(sheet.text(cell)) + " ";
    out += "\n";
  }
  return out;
}

std::multiset<std::string> read_of(const ReadLines<AwardLine>& read) {
  std::multiset<std::string> out;
  for (const AwardLine& line : read.lines)
    out.insert(KnownLine{std::string(line.beneficiary), line.code ? std::string(text_of(*line.code)) : "",
                         std::string(line.project), line.amount}
                   .text());
  return out;
}

TEST(ListProperty, TenThousandTellingsOfAListAreReadAsThisListOrAsked) {
  unsigned read_right = 0, asked = 0, refused = 0, wrong = 0;
  for (unsigned seed = 1; seed <= kTellings; ++seed) {
    Telling telling(seed);
    Sheet sheet = telling.tell();
    const std::string text = wrong < 3 ? shown(sheet) : "";
    const auto read = read_lines(std::move(sheet), award_list());
    if (!read) {
      ++refused;
    } else if (!read->questions().empty()) {
      ++asked;
    } else if (!read->problems().empty()) {
      ++refused;
    } else if (read->lines.empty()) {
      ++refused;
    } else if (read_of(*read) == telling.meant()) {
      ++read_right;
    } else if (++wrong <= 3) {
      ADD_FAILURE() << "seed " << seed << "\n"
                    << text << "read as\n  " << ::testing::PrintToString(read_of(*read)) << "\nmeant\n  "
                    << ::testing::PrintToString(telling.meant());
    }
  }
  std::printf("%u tellings: %u read as the list, %u asked about, %u refused, %u wrong\n", kTellings,
              read_right, asked, refused, wrong);
  EXPECT_EQ(wrong, 0U);
  EXPECT_GT(read_right, kTellings / 3) << "most tellings are as lists are, and have to be read";
}

}  // namespace
}  // namespace credence::testing
