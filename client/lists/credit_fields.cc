// SPDX-License-Identifier: Apache-2.0
#include "client/lists/credit_fields.h"

#include <algorithm>
#include <map>
#include <unordered_map>

#include "client/base/characters.h"
#include "client/base/csv.h"
#include "client/base/json_text.h"
#include "client/base/list_errors.h"
#include "client/lists/sight.h"

namespace credence {
namespace {

namespace json = boost::json;

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
                                                                          {"CF_LYDWDM", "CF_SJLYDM"}};
constexpr Date kNoDay{1900, 1, 1};  // how these files write that there is none
// After the prefix. The legal representative, and the documents of persons.
constexpr std::string_view kPersonal[] = {"FRDB", "FDDB", "FR",       "FR_ZJLX",  "FR_ZJHM", "FR_SFZH",
                                          "SFZ",  "SFZH", "XDR_ZJLX", "XDR_ZJHM", "XDR_SFZ", "XDR_SFZH"};
// Of an agency's own files: the class of a penalty.
constexpr std::string_view kClassHeads[] = {"级别", "失信等级", "CLASS", "CF_FJ"};

std::string_view prefix_of(CreditKind kind) { return kind == CreditKind::licence ? "XK_" : "CF_"; }

std::string upper(std::string_view text) {
  std::string out(trimmed(text));
  for (char& c : out)
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
  return out;
}

Result<CreditClass> parse_class(std::string_view text) {
  constexpr std::pair<std::string_view, CreditClass> kWords[] = {
      {"轻微", CreditClass::minor}, {"一般", CreditClass::general}, {"严重", CreditClass::serious}};
  for (const auto& [word, weight] : kWords)
    if (text == word) return weight;
  const auto named = credit_class_named(text);
  if (!named || *named == CreditClass::none) return fail(Code::credit_class_differs, std::string(text));
  return *named;
}

/// Where each field of the set stands in the file.
struct CreditHeads {
  CreditKind kind = CreditKind::licence;
  std::map<std::string_view, std::size_t> at;  // by the field's name
  std::optional<std::size_t> weight;
  std::vector<std::size_t> dropped;

  [[nodiscard]] std::string_view value(const Sheet& sheet, std::size_t row, std::string_view suffix) const {
    const auto found = at.find(std::string(prefix_of(kind)) + std::string(suffix));
    return found != at.end() ? shown_text(sheet, row, found->second) : std::string_view();
  }
};

std::string present_name(std::string head) {
  const auto former =
      std::ranges::find(kFormerNames, head, &std::pair<std::string_view, std::string_view>::first);
  return former == std::end(kFormerNames) ? std::move(head) : std::string(former->second);
}

bool is_credit_head(std::string_view text) {
  const std::string head = upper(text);
  return head.starts_with("XK_") || head.starts_with("CF_");
}

std::expected<CreditHeads, Complaint> read_credit_heads(const Sheet& sheet, std::size_t row) {
  CreditHeads out;
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

/// The first line with heads of a set: above it stands a title, or the same heads in words.
std::expected<std::size_t, Complaint> credit_head_row(const Sheet& sheet) {
  if (sheet.rows() == 0) return complain(Code::empty_list);
  for (std::size_t row = 0; row < std::min(sheet.rows(), kHeadRowsMax); ++row)
    if (std::ranges::any_of(sheet.cells(row),
                            [&](const Cell& cell) { return is_credit_head(sheet.text(cell)); }))
      return row;
  return complain(Code::missing_column, Said("XK_XDR_SHXYM / CF_XDR_SHXYM"));
}

/// What is kept of a record, in the order of the set.
std::string text_of_record(const CreditHeads& heads, const Sheet& sheet, std::size_t row) {
  json::object out;
  for (const CreditField& field : fields_of(heads.kind)) {
    const auto at = heads.at.find(field.name);
    if (at == heads.at.end()) continue;
    if (const std::string_view text = shown_text(sheet, row, at->second); !text.empty())
      out[field.name] = text;
  }
  return json::serialize(out);
}

/// What a cell does not say although it stands there.
std::optional<Complaint> lost_in(const Sheet& sheet, const Cell& cell) {
  if ((cell.marks & kCut) != 0) return Complaint{Code::field_too_long, {}};
  if (cell.kind == CellKind::uncomputed) return Complaint{list_code::empty_formula, {}};
  if (cell.kind == CellKind::error || placeholder_of(sheet.text(cell)) == Placeholder::lost)
    return Complaint{list_code::lost_value, {}};
  return std::nullopt;
}

/// One record while it is read; problems carry the national name of the column.
class CreditReader {
 public:
  CreditReader(const CreditHeads& heads, const Sheet& sheet, std::size_t row,
               std::vector<LineProblem>& problems)
      : heads_(heads), sheet_(sheet), row_(row), problems_(problems), before_(problems.size()) {}
  [[nodiscard]] bool good() const { return problems_.size() == before_; }
  void problem(std::string_view suffix, Complaint what, std::optional<Column> column = std::nullopt) {
    problems_.push_back({sheet_.line(row_), std::string(prefix_of(heads_.kind)) + std::string(suffix),
                         shortened(value(suffix)), std::move(what), column});
  }
  [[nodiscard]] std::string_view value(std::string_view suffix) const {
    return heads_.value(sheet_, row_, suffix);
  }
  std::optional<Date> day(std::string_view suffix, bool required) {
    if (value(suffix).empty()) {
      if (required) problem(suffix, {Code::missing_value, {}});
      return std::nullopt;
    }
    auto out = read_day(value(suffix));
    if (out && *out == kNoDay && required) problem(suffix, {Code::missing_value, {}});
    if (out) return *out == kNoDay ? std::nullopt : std::optional(*out);
    problem(suffix, {Code::bad_date, std::move(out.error())});
    return std::nullopt;
  }
  Uscc code() {
    const std::string plain = plain_form(value("XDR_SHXYM"));
    if (plain.empty()) problem("XDR_SHXYM", {Code::missing_value, {}});
    if (plain.empty()) return {};
    auto out = parse_uscc(plain);
    if (out) return *out;
    misfit = misfit_uscc(plain);
    problem("XDR_SHXYM", {out.error().code, {}}, Column::code);
    return {};
  }
  CreditLine line(std::uint32_t number, CreditClass weight);
  std::optional<Uscc> misfit;

 private:
  const CreditHeads& heads_;
  const Sheet& sheet_;
  const std::size_t row_;
  std::vector<LineProblem>& problems_;
  const std::size_t before_;
};

CreditLine CreditReader::line(std::uint32_t number, CreditClass weight) {
  CreditLine out;
  out.line = number;
  out.kind = heads_.kind;
  if (value("XDR_LB").contains("自然人")) problem("XDR_LB", {Code::natural_person, {}});
  out.code = code();
  if (value("WSH").empty()) problem("WSH", {Code::missing_value, {}});
  out.decided_on = day("JDRQ", true).value_or(Date{});
  if (heads_.kind == CreditKind::licence) {
    out.published_to = day("YXQZI", false);
    if (out.published_to && out.published_to->year >= 2099)
      out.published_to.reset();  // how "for ever" is written in these files
    return out;
  }
  out.published_to = day("GSJZQ", true);
  out.weight = weight;
  if (heads_.weight)
    if (const std::string_view written = shown_text(sheet_, row_, *heads_.weight); !written.empty()) {
      const auto given = parse_class(written);
      if (given) out.weight = *given;
      if (!given) problem("FJ", {given.error().code, Said(std::string(written))});
    }
  if (out.weight == CreditClass::none) problem("FJ", {Code::missing_value, Said("--class")});
  return out;
}

}  // namespace

std::span<const CreditField> fields_of(CreditKind kind) {
  if (kind == CreditKind::licence) return kLicence;
  return kPenalty;
}

std::expected<Reading, Complaint> read_credit_list(const Sheet& sheet, const ListAnswers& answers) {
  auto head = credit_head_row(sheet);
  if (!head) return std::unexpected(head.error());
  auto heads = read_credit_heads(sheet, *head);
  if (!heads) return std::unexpected(heads.error());
  Reading out;
  out.layout.first = out.layout.last = *head;
  out.layout.data = *head + 1;
  for (std::size_t row = 0; row < *head; ++row)
    out.passed.push_back({PassedRow::Why::title, sheet.line(row), first_text(sheet, row), {}});
  for (const Cell& cell : sheet.cells(*head)) {
    ColumnAccount column;
    column.column = cell.column;
    column.path = {std::string(sheet.text(cell))};
    column.hidden = sheet.column_hidden(cell.column);
    if (std::ranges::find(heads->dropped, cell.column) != heads->dropped.end())
      column.why = {"about a person: left out", "涉及个人，略去"};
    else if (heads->weight == cell.column ||
             std::ranges::any_of(heads->at, [&](const auto& pair) { return pair.second == cell.column; }))
      column.why = {"a field of the national set", "国家标准字段"};
    out.account.columns.push_back(std::move(column));
  }
  std::vector<SightRow> rows;
  for (std::size_t row = out.layout.data; row < sheet.rows(); ++row) {
    std::uint8_t marks = 0;
    for (const auto& [field, column] : heads->at)
      marks = static_cast<std::uint8_t>(marks | sheet.cell(row, column).marks);
    rows.push_back({static_cast<std::uint32_t>(row), heads->value(sheet, row, "XDR_MC"), marks});
  }
  Sight sight = look_for_unseen(sheet, rows, answers);
  out.questions = std::move(sight.questions);
  out.remarks = std::move(sight.remarks);
  const std::set<std::size_t> left(sight.left.begin(), sight.left.end());
  for (std::size_t i = 0; i < rows.size(); ++i) {
    if (!left.contains(i))
      out.lines.push_back({rows[i].row, 0, {}});
    else
      out.passed.push_back({PassedRow::Why::left, sheet.line(rows[i].row), shortened(rows[i].label), {}});
  }
  return out;
}

std::vector<std::string> dropped_columns(const Reading& reading) {
  std::vector<std::string> out;
  for (const ColumnAccount& column : reading.account.columns)
    if (column.why.en.starts_with("about a person")) out.push_back(column.head());
  return out;
}

CreditDraft::CreditDraft(const Sheet& sheet, const Reading& reading, CreditClass weight) {
  const auto heads = read_credit_heads(sheet, reading.layout.first);
  CREDENCE_ASSERT(heads);  // read_credit_list has read them
  records_ = reading.lines.size();
  std::unordered_map<std::string, std::size_t> seen;
  for (const LineRow& row : reading.lines) {
    Entry entry;
    entry.file_line = sheet.line(row.row);
    CreditReader reader(*heads, sheet, row.row, problems_);
    if (const Complaint* const bad = sheet.problem(row.row); bad != nullptr) {
      problems_.push_back({entry.file_line, {}, {}, *bad, {}});
    } else {
      for (const auto& [field, column] : heads->at)
        if (auto lost = lost_in(sheet, sheet.cell(row.row, column)))
          problems_.push_back({entry.file_line,
                               std::string(field),
                               shortened(sheet.text(row.row, column)),
                               *std::move(lost),
                               {}});
      entry.line = reader.line(static_cast<std::uint32_t>(entries_.size() + 1), weight);
      entry.text = text_of_record(*heads, sheet, row.row);
      if (auto good = check_credit_text(entry.text); !good)
        problems_.push_back({entry.file_line, {}, {}, {good.error().code, {}}, {}});
      const auto [first, fresh] = seen.try_emplace(entry.text, entry.file_line);
      const std::string where = std::to_string(first->second);
      if (!fresh)
        problems_.push_back({entry.file_line,
                             {},
                             {},
                             {Code::repeated_line, Said("line " + where, "第 " + where + " 行")},
                             {}});
    }
    entry.good = reader.good();
    entry.misfit = reader.misfit;
    if (entry.misfit) misfits_.insert(*entry.misfit);
    entries_.push_back(std::move(entry));
  }
}

void CreditDraft::except(const std::set<Uscc>& codes) {
  for (Entry& entry : entries_) {
    if (!entry.misfit || !codes.contains(*entry.misfit)) continue;
    std::erase_if(problems_, [&](const LineProblem& p) {
      return p.file_line == entry.file_line && p.column == Column::code;
    });
    entry.good =
        std::ranges::none_of(problems_, [&](const LineProblem& p) { return p.file_line == entry.file_line; });
    entry.line.code = *entry.misfit;
  }
}

void CreditDraft::finish() { std::ranges::stable_sort(problems_, {}, &LineProblem::file_line); }

CreditDraft::Good CreditDraft::good() const {
  Good out;
  for (const Entry& entry : entries_) {
    if (!entry.good) continue;
    out.lines.push_back(entry.line);
    out.texts.push_back(entry.text);
    out.file_lines.push_back(entry.file_line);
  }
  return out;
}

std::string credit_head_csv(CreditKind kind) {
  std::vector<std::string> heads;
  for (const CreditField& field : fields_of(kind)) heads.emplace_back(field.name);
  return csv_line(heads);
}

Result<std::string> credit_record_csv(CreditKind kind, std::string_view text) {
  const auto object = parse_object(text);
  if (!object) return std::unexpected(object.error());
  std::vector<std::string> fields;
  for (const CreditField& field : fields_of(kind))
    fields.push_back(text_member(*object, field.name).value_or(""));
  if (std::ranges::all_of(fields, [](const std::string& field) { return field.empty(); }))
    return fail(Code::malformed, "no field of the set");
  return csv_line(fields);
}

}  // namespace credence
