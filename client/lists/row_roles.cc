// SPDX-License-Identifier: Apache-2.0
#include "client/lists/row_roles.h"

#include <algorithm>

#include "client/base/characters.h"
#include "client/base/list_errors.h"
#include "client/lists/list_unit.h"
#include "client/lists/name_marks.h"
#include "client/lists/said_totals.h"

namespace credence {
namespace {

/// Without brackets and what they hold, blanks and marks, in small letters.
std::string label_form(std::string_view text) {
  constexpr std::u32string_view kMarks = U":、.,。-—*";
  std::string out;
  for (const char32_t c : utf32(split_asides(plain_form(text)).outside))
    if (!kMarks.contains(c)) append_utf8(out, c);
  return small_letters(std::move(out));
}

/// "填表人：张三", "注：以上金额含税": a word and what it is about.
bool is_label(std::string_view text) {
  const std::size_t wide = text.find("："), narrow = text.find(':');
  const std::size_t at = std::min(wide, narrow);
  return at != std::string_view::npos && at > 0 && at <= 30 && text.find_first_of("0123456789") > at;
}

/// 制表人 张三, 审核：李四: who signs under a list.
bool is_signature(std::string_view text) {
  const std::string plain = label_form(text);
  for (const std::string_view word :
       {"制表", "填表", "填报", "编制", "审核", "复核", "审批", "经办", "负责人", "联系人", "分管领导",
        "主管领导", "单位盖章", "盖章", "签字", "签章", "填写日期", "日期"})
    if (plain.starts_with(word)) return !is_organisation(text);
  return false;
}

/// As many figures and letters as a code has, or nearly.
bool is_long_as_code(std::string_view text) {
  constexpr std::ptrdiff_t kNearly = 15;
  return std::ranges::count_if(plain_form(text), [](char c) {
           return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
         }) >= kNearly;
}

/// "一、样例市", "（二）样例市", "第三部分 …": a part of a list, named in one cell.
bool begins_as_part(std::string_view label) {
  const std::string plain = plain_form(label);
  for (const std::string_view mark : {"、", ")", "."}) {
    const std::size_t at = plain.find(mark);
    if (at == std::string::npos || at > 12 || at + mark.size() == plain.size()) continue;
    const std::string before = plain.substr(0, at + mark.size());
    if (is_part_mark(before)) return true;
  }
  return plain.starts_with("第") &&
         is_part_mark(plain.substr(0, std::min(plain.find("部分") + 6, plain.size())));
}

/// A number of a column (1, (2), 5=3+4), a stem (甲), a letter: its kind and its place in the row of such
/// marks.
struct IndexMark {
  int kind = 0;
  unsigned number = 0;
};
std::optional<IndexMark> index_mark(std::string_view text) {
  std::string plain = plain_form(text);
  plain = plain.substr(0, plain.find('='));
  constexpr std::u32string_view kStems = U"甲乙丙丁戊己庚辛壬癸";
  const std::u32string all = utf32(plain);
  if (all.size() == 1) {
    if (const std::size_t at = kStems.find(all[0]); at != std::u32string_view::npos)
      return IndexMark{1, static_cast<unsigned>(at + 1)};
    if (all[0] >= 'A' && all[0] <= 'Z') return IndexMark{2, static_cast<unsigned>(all[0] - 'A' + 1)};
    if (all[0] >= 'a' && all[0] <= 'z') return IndexMark{2, static_cast<unsigned>(all[0] - 'a' + 1)};
  }
  if (const auto number = read_serial(plain); number && *number < 1000) return IndexMark{3, *number};
  if (const auto number = chinese_number(plain)) return IndexMark{4, *number};
  return std::nullopt;
}

}  // namespace

bool is_organisation(std::string_view name) {
  const std::string plain = label_form(mark_behind(name).rest);
  for (const std::string_view end :
       {"公司",   "厂",     "集团",   "中心",   "研究院", "研究所",  "研究会",  "设计院", "学院",
        "医院",   "院",     "所",     "合作社", "联社",   "企业",    "合伙",    "协会",   "学会",
        "商会",   "促进会", "联合会", "基金会", "联盟",   "大学",    "学校",    "中学",   "小学",
        "银行",   "支行",   "商店",   "酒店",   "饭店",   "药店",    "店",      "商行",   "经营部",
        "门市部", "工作室", "分公司", "分厂",   "分社",   "出版社",  "报社",    "旅行社", "农场",
        "林场",   "渔场",   "牧场",   "站",     "馆",     "园",      "工厂",    "总厂",   "矿",
        "co",     "ltd",    "inc",    "llc",    "corp",   "company", "limited", "gmbh"})
    if (plain.ends_with(end)) return true;
  return false;
}

bool is_total_word(std::string_view text) {
  const std::string plain = label_form(text);
  for (const std::string_view end :
       {"合计", "总计", "小计", "共计", "累计", "总合计", "合计数", "总计数", "合计金额", "总金额", "总额",
        "总数", "总和", "合计户数", "total", "totals", "subtotal", "grandtotal", "sum"})
    if (plain.ends_with(end) && !is_organisation(plain)) return true;
  for (const std::string_view begin : {"合计", "总计", "小计", "共计"}) {
    // 人数合计：9人, 项目数合计3: what is counted may stand in front.
    const std::size_t at = plain.find(begin);
    if (at != std::string::npos && at > 0 && counted_by(plain.substr(0, at)) != Counted::nothing &&
        !is_organisation(plain))
      return true;
    if (plain.starts_with(begin) && (plain.find_first_of("0123456789") != std::string::npos ||
                                     (characters_in(plain) <= 10 && !is_organisation(plain))))
      return true;
  }
  return false;
}

bool ends_as_total(std::string_view text) {
  const std::string plain = label_form(text);
  for (const std::string_view craft : {"审计", "会计", "设计", "统计"})
    if (plain.ends_with(craft)) return false;
  for (const std::string_view end : {"计", "总额", "总数", "汇总", "总和", "合"})
    if (plain.ends_with(end)) return true;
  return false;
}

RowFacts RowRoles::facts_of(std::size_t row) const {
  const RowView view(sheet_, account_, row);
  RowFacts out;
  out.row = static_cast<std::uint32_t>(row);
  // A note may reach into any column; where a row has one cell, it is none of a line's unless it looks so.
  const bool alone = sheet_.row(row).size == 1;
  const auto said = [&](Column column) {
    const std::string_view text = view.text(column);
    return placeholder_of(text) == Placeholder::empty || is_label(text) ? std::string_view() : text;
  };
  const auto figures = [&](Column column) {
    const std::string_view text = said(column);
    return alone && text.find_first_of("0123456789") == std::string_view::npos ? std::string_view() : text;
  };
  out.coded = !figures(Column::code).empty();
  out.named = !said(Column::name).empty();
  out.numbered = read_serial(said(Column::line)).has_value();
  // A day is no code, nor is what stands beside a signature, unless it is as long as one (审批科 may be a column's value).
  if (!out.numbered && !is_long_as_code(said(Column::code))) {
    const bool signature = is_signature(first_text(sheet_, row));
    if (signature || read_day(said(Column::code))) out.coded = false;
    if (signature) out.named = false;
  }
  if (!account_.has(Column::name) && !account_.has(Column::code))
    for (std::size_t column = 0; column < kColumnCount; ++column)
      if (account_.has(Column(column)) && !said(Column(column)).empty()) ++out.filled;
  out.broken = view.cell(Column::name).kind == CellKind::error ||
               placeholder_of(view.text(Column::name)) == Placeholder::lost;
  // 合计家数 | 3, where the codes stand: a figure of the total.
  if (out.coded && !is_long_as_code(said(Column::code)) && counted_in(said(Column::code)) &&
      counted_by(first_text(sheet_, row)) != Counted::nothing)
    out.coded = false;
  out.merged = view.merged(Column::name) || view.merged(Column::code) || view.merged(Column::line);
  if (account_.has(Column::award_line) && !said(Column::award_line).empty())
    out.coded = true;  // names an award
  out.label = said(Column::name);
  if (out.label.empty())
    for (const Cell& cell : sheet_.cells(row))
      if (cell.size > 0 && out.label.empty()) out.label = sheet_.text(cell);
  if (account_.has(Column::amount)) {
    std::string_view text = figures(Column::amount);
    if (!out.coded && !out.numbered && read_day(text) && !millionths(text)) text = {};  // beside a signature
    out.has_money_cell = !text.empty();
    if (view.merged(Column::amount))
      out.money = 0;  // counted where it stands
    else
      out.money = money_of(text, view.unit() ? view.unit() : account_.unit);  // a total may lack its own
  }
  return out;
}

std::optional<std::int64_t> RowRoles::money_of(std::string_view text, std::optional<AmountUnit> unit) const {
  if (const auto amount = read_amount(text, unit)) return amount->fen;
  if (unit || account_.unit_column) return std::nullopt;
  return millionths(text);
}

/// 1 2 3 4, 甲 乙 1 2: the columns, numbered.
bool RowRoles::is_index(std::size_t row) const {
  std::optional<IndexMark> before;
  std::size_t marks = 0;
  bool figures = false;
  for (const Cell& cell : sheet_.cells(row)) {
    if (cell.size == 0) continue;
    const auto mark = index_mark(sheet_.text(cell));
    if (!mark) return false;
    const bool next = before && mark->kind == before->kind && mark->number == before->number + 1;
    const bool first = mark->number == 1 && (!before || mark->kind != before->kind);
    if (!next && !first) return false;
    before = mark;
    figures = figures || mark->kind == 3;
    ++marks;
  }
  // Without a mark in the column of names, figures may be a line whose name is missing.
  const bool name = account_.has(Column::name) && !sheet_.text(row, *account_.place(Column::name)).empty();
  return marks >= 2 && (name || !figures);
}

bool RowRoles::is_heads(std::size_t row) const {
  std::size_t same = 0;
  for (const Cell& cell : sheet_.cells(row)) {
    if (cell.size == 0) continue;
    const auto& path = layout_.paths[cell.column];
    const std::string_view text = sheet_.text(cell);
    if (std::ranges::none_of(path, [text](const std::string& head) { return head == text; })) return false;
    ++same;
  }
  return same > 0;
}

/// Heads that stand over other columns than those of the table, or say another unit: another table below it.
bool RowRoles::is_other_table(std::size_t row) const {
  const auto other_unit = [this](std::optional<AmountUnit> unit) {
    return unit && account_.unit && *unit != *account_.unit;
  };
  const auto read = static_cast<std::size_t>(std::ranges::count_if(
      account_.columns, [](const ColumnAccount& column) { return column.read_as.has_value(); }));
  std::size_t heads = 0, elsewhere = 0, same = 0, others = 0;
  for (const Cell& cell : sheet_.cells(row)) {
    if (cell.size == 0) continue;
    if (row < end_of_figures_ && other_unit(unit_in_line(sheet_.text(cell)).unit)) return true;
    if (cell.kind != CellKind::text || cell.size > 60) return false;
    const std::string text(sheet_.text(cell));
    const HeadMeaning meaning = meaning_of(text);
    const auto& path = layout_.paths[cell.column];
    ++(std::ranges::find(path, text) != path.end() ? same : others);
    if (!meaning.sure || !meaning.column) continue;
    ++heads;
    const auto place = account_.place(*meaning.column);
    if ((place && *place != cell.column) || other_unit(meaning.unit)) ++elsewhere;
  }
  // 撤销金额 where 金额 stands above, beside heads that are the same.
  if (same >= 2 && same > others && others > 0) return true;
  return heads >= std::min<std::size_t>(3, read) && elsewhere > 0;
}

void RowRoles::count(const std::vector<RowFacts>& rows) {
  std::size_t all = 0, numbered = 0, coded = 0, marked = 0, organisations = 0;
  std::map<std::size_t, std::size_t> cells;
  for (const RowFacts& facts : rows) {
    if (facts.role != RowRole::note || facts.label.empty() ||
        (account_.has(Column::amount) && !facts.has_money_cell))
      continue;
    ++all;
    numbered += facts.numbered ? 1 : 0;
    coded += facts.coded ? 1 : 0;
    organisations += is_organisation(facts.label) ? 1 : 0;
    marked += is_part_mark(RowView(sheet_, account_, facts.row).text(Column::line)) ? 1 : 0;
    ++cells[sheet_.row(facts.row).size];
  }
  most_numbered_ = numbered * 2 >= all && numbered > 0;
  most_coded_ = coded * 2 >= all && coded > 0;
  most_organisations_ = organisations * 2 >= all && organisations > 0;
  marks_are_numbers_ = numbered == 0 && marked * 2 >= all && marked > 0;
  if (!cells.empty())
    usual_cells_ = std::ranges::max_element(cells, {}, [](const auto& pair) { return pair.second; })->first;
}

RowRole RowRoles::role_of(const RowFacts& facts) const {
  const RowView view(sheet_, account_, facts.row);
  const std::string_view serial = view.text(Column::line);
  if (!facts.coded &&
      (is_total_word(facts.label) || is_total_word(serial) || is_total_word(first_text(sheet_, facts.row))))
    return RowRole::total;
  if (facts.coded && is_total_word(facts.label)) return RowRole::unclear;
  if (!marks_are_numbers_ && !facts.coded && !facts.numbered &&
      (is_part_mark(serial) || begins_as_part(first_text(sheet_, facts.row))))
    return RowRole::section;
  if (facts.broken && (facts.coded || facts.numbered || facts.has_money_cell)) return RowRole::line;
  // A number alone does not make a line of a row that lacks the code that others have, or is named otherwise
  // than all others.
  const bool stands_out = most_coded_ || (most_organisations_ && !is_organisation(facts.label));
  if (facts.numbered && !facts.coded && facts.has_money_cell && facts.named && stands_out)
    return RowRole::unclear;
  if (facts.coded || facts.numbered || facts.merged || marks_are_numbers_) return RowRole::line;
  return without_identity(facts);
}

/// Neither number nor code.
RowRole RowRoles::without_identity(const RowFacts& facts) const {
  const bool label = is_label(facts.label);
  // Where neither names nor codes are listed, a row that fills what the list has may be one without its number.
  if (facts.filled > 1) return RowRole::unclear;
  if (account_.has(Column::amount)) {
    if (facts.has_money_cell) return RowRole::unclear;
    return facts.named && is_organisation(facts.label) && !label ? RowRole::line : RowRole::note;
  }
  if (!facts.named || label) return RowRole::note;
  if (is_organisation(facts.label)) return RowRole::line;
  if (most_identified()) return sheet_.row(facts.row).size == 1 ? RowRole::section : RowRole::line;
  return sheet_.row(facts.row).size == 1 && usual_cells_ > 1 ? RowRole::section : RowRole::line;
}

std::expected<std::vector<RowFacts>, Complaint> RowRoles::find() {
  std::vector<RowFacts> out;
  out.reserve(sheet_.rows() - layout_.data);
  bool at_top = true;
  if (const auto amount = account_.place(Column::amount))
    end_of_figures_ = end_of_figures(sheet_, layout_, *amount);
  for (std::size_t row = layout_.data; row < sheet_.rows(); ++row) {
    RowFacts facts = facts_of(row);
    if (sheet_.problem(row) != nullptr)
      facts.role = RowRole::line;  // a bad one
    else if (at_top && is_index(row))
      facts.role = RowRole::index;
    else if (is_heads(row))
      facts.role = RowRole::heads;
    else if (!facts.numbered && is_other_table(row))
      return complain(
          list_code::second_table,
          Said("line " + std::to_string(sheet_.line(row)) + ", with other heads or in another unit",
               "第 " + std::to_string(sheet_.line(row)) + " 行起，表头或金额单位不同"));
    at_top = at_top && (facts.role == RowRole::index || facts.role == RowRole::heads);
    out.push_back(facts);
  }
  count(out);
  for (RowFacts& facts : out)
    if (facts.role == RowRole::note) facts.role = role_of(facts);
  return out;
}

}  // namespace credence
