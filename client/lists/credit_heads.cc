// SPDX-License-Identifier: Apache-2.0
#include "client/lists/credit_heads.h"

#include <algorithm>

#include "client/base/characters.h"
#include "client/base/csv.h"
#include "client/base/list_errors.h"
#include "client/lists/comments.h"
#include "client/lists/credit_words.h"
#include "client/lists/name_marks.h"
#include "client/lists/personal.h"
#include "client/lists/sight.h"

namespace credence {
namespace {

constexpr CreditField kLicence[] = {
    {"XK_XDR_MC", "行政相对人名称"},
    {"XK_XDR_LB", "行政相对人类别"},
    {"XK_XDR_SHXYM", "行政相对人代码_1(统一社会信用代码)"},
    {"XK_XDR_GSZC", "行政相对人代码_2(工商注册号)"},
    {"XK_XDR_ZZJG", "行政相对人代码_3(组织机构代码)"},
    {"XK_XDR_SWDJ", "行政相对人代码_4(税务登记号)"},
    {"XK_XDR_SYDW", "行政相对人代码_5(事业单位证书号)"},
    {"XK_XDR_SHZZ", "行政相对人代码_6(社会组织登记证号)"},
    {"XK_XKWS", "行政许可决定文书名称"},
    {"XK_WSH", "行政许可决定文书号"},
    {"XK_XKLB", "许可类别"},
    {"XK_XKZS", "许可证书名称"},
    {"XK_XKBH", "许可编号"},
    {"XK_NR", "许可内容"},
    {"XK_JDRQ", "许可决定日期"},
    {"XK_YXQZ", "有效期自"},
    {"XK_YXQZI", "有效期至"},
    {"XK_XKJG", "许可机关"},
    {"XK_XKJGDM", "许可机关统一社会信用代码"},
    {"XK_ZT", "当前状态"},
    {"XK_LYDW", "数据来源单位"},
    {"XK_LYDWDM", "数据来源单位统一社会信用代码"},
    {"BZ", "备注"},
};
constexpr CreditField kPenalty[] = {
    {"CF_XDR_MC", "行政相对人名称"},
    {"CF_XDR_LB", "行政相对人类别"},
    {"CF_XDR_SHXYM", "行政相对人代码_1(统一社会信用代码)"},
    {"CF_XDR_GSZC", "行政相对人代码_2(工商注册号)"},
    {"CF_XDR_ZZJG", "行政相对人代码_3(组织机构代码)"},
    {"CF_XDR_SWDJ", "行政相对人代码_4(税务登记号)"},
    {"CF_XDR_SYDW", "行政相对人代码_5(事业单位证书号)"},
    {"CF_XDR_SHZZ", "行政相对人代码_6(社会组织登记证号)"},
    {"CF_WSH", "行政处罚决定书文号"},
    {"CF_WFXW", "违法行为类型"},
    {"CF_SY", "违法事实"},
    {"CF_YJ", "处罚依据"},
    {"CF_CFLB", "处罚类别"},
    {"CF_NR", "处罚内容"},
    {"CF_NR_FK", "罚款金额(万元)"},
    {"CF_NR_WFFF", "没收违法所得、没收非法财物的金额(万元)"},
    {"CF_NR_ZKDX", "暂扣或吊销证照名称及编号"},
    {"CF_JDRQ", "处罚决定日期"},
    {"CF_YXQ", "处罚有效期"},
    {"CF_GSJZQ", "公示截止期"},
    {"CF_CFJG", "处罚机关"},
    {"CF_CFJGDM", "处罚机关统一社会信用代码"},
    {"CF_SJLY", "数据来源单位"},
    {"CF_SJLYDM", "数据来源单位统一社会信用代码"},
    {"BZ", "备注"},
};
// As files of before call a column of the set: after the licences' names.
constexpr std::pair<std::string_view, std::string_view> kFormerNames[] = {{"CF_LYDW", "CF_SJLY"},
                                                                          {"CF_LYDWDM", "CF_SJLYDM"},
                                                                          {"CF_XDR_LX", "CF_XDR_LB"},
                                                                          {"XK_XDR_LX", "XK_XDR_LB"}};
// After the prefix. The legal representative, and the documents of persons.
constexpr std::string_view kPersonal[] = {"FRDB", "FDDB", "FR",       "FR_ZJLX",  "FR_ZJHM", "FR_SFZH",
                                          "SFZ",  "SFZH", "XDR_ZJLX", "XDR_ZJHM", "XDR_SFZ", "XDR_SFZH"};
// Of an agency's own files: the class of a penalty.
constexpr std::string_view kClassHeads[] = {"级别", "失信等级", "CLASS", "CF_FJ"};

std::string upper(std::string_view text) {
  std::string out(trimmed(text));
  for (char& c : out)
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
  return out;
}

std::string present_name(std::string head) {
  const auto former =
      std::ranges::find(kFormerNames, head, &std::pair<std::string_view, std::string_view>::first);
  return former == std::end(kFormerNames) ? std::move(head) : std::string(former->second);
}

bool is_credit_head(std::string_view text) {
  const std::string head = upper(text);
  return head.starts_with("XK_") || head.starts_with("CF_");
}

/// The first line with heads of a set: above it stands a title, or the same heads in words.
std::expected<std::size_t, Complaint> credit_head_row(const Sheet& sheet) {
  if (sheet.rows() == 0) return complain(Code::empty_list);
  for (std::size_t row = 0; row < std::min(sheet.rows(), kHeadRowsMax); ++row)
    if (std::ranges::any_of(sheet.cells(row),
                            [&](const Cell& cell) { return is_credit_head(sheet.text(cell)); }))
      return row;
  return complain(Code::missing_column, Said("XK_XDR_SHXYM / CF_XDR_SHXYM"));
}

/// What a head of codes says where it may speak against its lines: the state of the entry, a remark.
void let_speak(std::string_view name, ColumnAccount& column) {
  constexpr std::string_view kInForce = "是否有效";
  column.says = name == "BZ" ? "备注" : "";
  if (name != "XK_ZT" && name != "CF_ZT") return;
  column.says = kInForce;
  column.in_force =
      name == "XK_ZT" ? "1" : "0";  // of licences 1 有效, 2 无效; of penalties, as it was once, 0 正常
}

Account account_of(const Sheet& sheet, std::size_t head, const CreditHeads& heads) {
  Account out;
  for (const Cell& cell : sheet.cells(head)) {
    ColumnAccount column;
    column.column = cell.column;
    column.path = {std::string(sheet.text(cell))};
    column.meaning = meaning_of(column.path);
    column.hidden = sheet.column_hidden(cell.column);
    const std::string name = present_name(upper(column.path.front()));
    column.kept = heads.weight == cell.column ||
                  std::ranges::any_of(heads.at, [&](const auto& pair) { return pair.second == cell.column; });
    const bool dropped = std::ranges::find(heads.dropped, cell.column) != heads.dropped.end();
    if (dropped) column.why = {"about a person: left out", "涉及个人，略去"};
    if (column.kept) column.why = {"a field of the national set", "国家标准字段"};
    if (dropped || column.kept || name.ends_with("_ZT")) let_speak(name, column);
    out.columns.push_back(std::move(column));
  }
  return out;
}

/// The head of a part, or a note: one text alone in its row, that is no record cut short.
std::string_view part_in(const Sheet& sheet, std::size_t row) {
  std::string_view only;
  for (const Cell& cell : sheet.cells(row)) {
    if (cell.size == 0) continue;
    if (!only.empty()) return {};
    only = sheet.text(cell);
  }
  constexpr std::string_view kBegins[] = {"以下", "下列", "以上", "上述", "注：", "注:", "说明", "备注"};
  const std::size_t mark = std::min(only.find("、"), only.size());
  const bool numbered = mark < only.size() && is_part_mark(only.substr(0, mark));
  return starts_with_any(only, kBegins) || numbered || !ending_word(only).empty() ? only : std::string_view();
}

struct CreditRows {
  std::vector<SightRow> lines;
  std::vector<PassedRow> passed;
};
CreditRows rows_of(const Sheet& sheet, std::size_t first, const CreditHeads& heads) {
  CreditRows out;
  std::string_view part;  // that says no of the lines below it
  std::size_t part_begins = 0;
  for (std::size_t row = first; row < sheet.rows(); ++row) {
    if (const std::string_view label = part_in(sheet, row); !label.empty()) {
      const PartSays says = part_says(label, credit_verdicts());
      for (std::size_t i = part_begins; says == PartSays::no_above && i < out.lines.size(); ++i)
        out.lines[i].part = label;
      part = says == PartSays::no_below ? label : std::string_view();
      part_begins = out.lines.size();
      out.passed.push_back({PassedRow::Why::section, sheet.line(row), shortened(label), {}});
      continue;
    }
    std::uint8_t marks = 0;
    for (const auto& [field, column] : heads.at) {
      const std::uint8_t own = sheet.cell(row, column).marks;
      marks = static_cast<std::uint8_t>(marks | own | ((own & kPartStruck) != 0 ? kStruck : 0));
    }
    out.lines.push_back(
        {static_cast<std::uint32_t>(row), heads.value(sheet, row, "XDR_MC"), marks, {}, part});
  }
  return out;
}

}  // namespace

std::span<const CreditField> fields_of(CreditKind kind) {
  if (kind == CreditKind::licence) return kLicence;
  return kPenalty;
}

std::expected<CreditHeads, Complaint> read_credit_heads(const Sheet& sheet, std::size_t row) {
  CreditHeads out;
  out.at_row = row;
  const auto begins = [&](std::string_view prefix) {
    return std::ranges::any_of(sheet.cells(row),
                               [&](const Cell& cell) { return upper(sheet.text(cell)).starts_with(prefix); });
  };
  if (begins("XK_") == begins("CF_"))
    return complain(Code::missing_column, Said("XK_XDR_SHXYM / CF_XDR_SHXYM"));
  out.kind = begins("XK_") ? CreditKind::licence : CreditKind::penalty;
  for (const Cell& cell : sheet.cells(row)) {
    const std::string head = present_name(upper(sheet.text(cell)));
    const std::string_view suffix =
        head.starts_with(prefix_of(out.kind)) ? std::string_view(head).substr(3) : std::string_view();
    if (std::ranges::find(kPersonal, suffix) != std::end(kPersonal)) {
      out.dropped.push_back(cell.column);
      continue;
    }
    if (std::ranges::find(kClassHeads, head) != std::end(kClassHeads)) {
      out.weight = cell.column;
      continue;
    }
    const auto fields = fields_of(out.kind);
    const auto field = std::ranges::find(fields, head, &CreditField::name);
    if (field == fields.end()) continue;
    if (!out.at.try_emplace(field->name, cell.column).second)
      return complain(Code::repeated_column, Said(std::string(sheet.text(cell))));
  }
  for (const std::string_view suffix : {"XDR_MC", "XDR_SHXYM", "WSH", "JDRQ"}) {
    const std::string field = std::string(prefix_of(out.kind)) + std::string(suffix);
    if (!out.at.contains(field)) return complain(Code::missing_column, Said(field));
  }
  if (out.kind == CreditKind::penalty && !out.at.contains("CF_GSJZQ"))
    return complain(Code::missing_column, Said("CF_GSJZQ"));
  return out;
}

namespace {

/// A decision that gives no licence or punishes nobody, or that ends an earlier one: 不予处罚, 准予注销行政许可决定书.
std::string_view no_decision(const Sheet& sheet, std::uint32_t row, const CreditHeads& heads) {
  for (const std::string_view field : {"XK_XKWS", "XK_NR", "CF_CFLB", "CF_NR"}) {
    const auto at = heads.at.find(std::string(field));
    if (at == heads.at.end()) continue;
    const std::string_view text = sheet.text(row, at->second);
    const std::string plain = plain_form(text);
    std::string_view rest = plain;
    for (const std::string_view word : {"关于", "决定", "依法", "准予"})
      if (rest.starts_with(word)) rest.remove_prefix(word.size());
    if (starts_with_any(rest,
                        {"不予", "免予", "免于", "不罚", "免罚", "撤销", "撤回", "注销", "驳回", "终止"}) ||
        rest.contains("首违不罚"))
      return text;
  }
  return {};
}

}  // namespace

std::expected<Reading, Complaint> read_credit_list(const Sheet& sheet, const ListAnswers& answers) {
  auto head = credit_head_row(sheet);
  if (!head) return std::unexpected(head.error());
  auto heads = read_credit_heads(sheet, *head);
  if (!heads) return std::unexpected(heads.error());
  Reading out;
  out.layout.first = out.layout.last = *head;
  out.layout.data = *head + 1;
  for (std::size_t row = 0; row < *head; ++row)
    out.passed.push_back({PassedRow::Why::title, sheet.line(row), row_text(sheet, row), {}});
  out.account = account_of(sheet, *head, *heads);
  CreditRows rows = rows_of(sheet, out.layout.data, *heads);
  out.passed.insert(out.passed.end(), rows.passed.begin(), rows.passed.end());
  for (SightRow& row : rows.lines)
    if (row.part.empty()) row.part = no_decision(sheet, row.row, *heads);
  std::set<std::size_t> left;
  const auto take = [&](const Sight& sight) {
    out.questions.insert(out.questions.end(), sight.questions.begin(), sight.questions.end());
    out.remarks.insert(out.remarks.end(), sight.remarks.begin(), sight.remarks.end());
    left.insert(sight.left.begin(), sight.left.end());
  };
  take(look_for_unseen(sheet, rows.lines, answers));
  take(look_for_comments(sheet, out.account, rows.lines, answers));
  take(look_for_refused(sheet, out.layout, {}, out.account, rows.lines, answers, credit_verdicts()));
  for (std::size_t i = 0; i < rows.lines.size(); ++i) {
    const SightRow& row = rows.lines[i];
    if (!left.contains(i))
      out.lines.push_back({row.row, 0, {}});
    else
      out.passed.push_back({PassedRow::Why::left, sheet.line(row.row), shortened(row.label), {}});
  }
  std::ranges::stable_sort(out.passed, {}, &PassedRow::file_line);
  ask_about_persons(sheet, answers, out);
  ask_about_marks(sheet, answers, out, heads->at.at(std::string(prefix_of(heads->kind)) + "XDR_MC"));
  return out;
}

std::vector<std::string> dropped_columns(const Reading& reading) {
  std::vector<std::string> out;
  for (const ColumnAccount& column : reading.account.columns)
    if (column.why.en.starts_with("about a person")) out.push_back(column.head());
  return out;
}

}  // namespace credence
