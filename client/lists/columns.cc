#include "client/lists/columns.h"

#include <algorithm>

namespace credence {
namespace {

struct Alias {
  Column column;
  std::string_view normal;  // as `normal_form` gives it
};

// The words of the lists that departments publish, and plain English ones. The first of a column is its own
// head.
constexpr Alias kAliases[] = {
    {Column::line, "序号"},
    {Column::line, "编号"},
    {Column::line, "no"},
    {Column::line, "no."},
    {Column::line, "seq"},
    {Column::line, "sequence"},
    {Column::line, "line"},
    {Column::line, "number"},
    {Column::name, "企业名称"},
    {Column::name, "企业"},
    {Column::name, "申报企业"},
    {Column::name, "项目申报单位"},
    {Column::name, "获奖企业"},
    {Column::name, "单位名称"},
    {Column::name, "项目单位"},
    {Column::name, "承担单位"},
    {Column::name, "项目承担单位"},
    {Column::name, "申报单位"},
    {Column::name, "受益单位"},
    {Column::name, "enterprise"},
    {Column::name, "enterprise_name"},
    {Column::name, "name"},
    {Column::name, "beneficiary"},
    {Column::name, "company"},
    {Column::code, "统一社会信用代码"},
    {Column::code, "社会信用代码"},
    {Column::code, "信用代码"},
    {Column::code, "uscc"},
    {Column::code, "code"},
    {Column::code, "credit_code"},
    {Column::code, "unified_social_credit_code"},
    {Column::project, "项目名称"},
    {Column::project, "项目"},
    {Column::project, "project"},
    {Column::project, "project_name"},
    {Column::award_batch, "批次"},
    {Column::award_batch, "award_batch"},
    {Column::award_batch, "batch"},
    {Column::award_line, "批次序号"},
    {Column::award_line, "award_line"},
    {Column::award_line, "batch_line"},
    {Column::paid_on, "支付日期"},
    {Column::paid_on, "拨付日期"},
    {Column::paid_on, "付款日期"},
    {Column::paid_on, "验收日期"},
    {Column::paid_on, "评价日期"},
    {Column::paid_on, "日期"},
    {Column::paid_on, "paid_on"},
    {Column::paid_on, "payment_date"},
    {Column::paid_on, "date"},
    {Column::registered_on, "注册日期"},
    {Column::registered_on, "成立日期"},
    {Column::registered_on, "registered_on"},
    {Column::registered_on, "registration_date"},
    {Column::place, "地区"},
    {Column::place, "所在地"},
    {Column::place, "所属地市"},
    {Column::place, "place"},
    {Column::place, "city"},
    {Column::place, "region"},
    {Column::certificate_no, "证书编号"},
    {Column::certificate_no, "certificate_no"},
    {Column::certificate_no, "certificate"},
    {Column::valid_from, "有效期起"},
    {Column::valid_from, "发证日期"},
    {Column::valid_from, "valid_from"},
    {Column::valid_to, "有效期止"},
    {Column::valid_to, "有效期至"},
    {Column::valid_to, "valid_to"},
    {Column::result, "结论"},
    {Column::result, "验收结论"},
    {Column::result, "评价等次"},
    {Column::result, "绩效等次"},
    {Column::result, "result"},
    {Column::result, "grade"},
    {Column::product, "产品名称"},
    {Column::product, "product"},
};

// Amount columns, without their unit.
constexpr std::string_view kAmounts[] = {
    "金额",       "资金",       "奖励金额",    "补助金额",      "资助金额",   "奖补金额",
    "安排金额",   "拨付金额",   "申报金额",    "支持金额",      "拟安排金额", "拟资助金额",
    "拟奖励金额", "拟补助金额", "拟支持金额",  "奖励资金",      "补助资金",   "资助资金",
    "奖补资金",   "安排资金",   "拨付资金",    "支持资金",      "专项资金",   "财政资金",
    "拟安排资金", "amount",     "awardamount", "amountawarded", "paidamount", "amountpaid"};
// These only with their unit beside them: alone they may as well be a column of words.
constexpr std::string_view kAmountsIfUnit[] = {"奖励", "补助", "资助", "奖补", "award", "grant"};
constexpr std::string_view kWanWords[] = {"万元", "wan", "10kcny", "10,000cny"};
constexpr std::string_view kYuanWords[] = {"元", "yuan", "cny", "rmb"};
// 千元 is neither, and 百万元 is not 万元.
constexpr std::string_view kOtherUnits[] = {"百万元", "十万元",   "千万元",  "千元",    "百元",
                                            "亿元",   "亿",       "美元",    "港元",    "欧元",
                                            "日元",   "thousand", "million", "billion", "usd"};

struct AmountHead {
  bool is_amount = false;
  std::optional<AmountUnit> unit;
};

std::string normal_form(std::string_view head) {
  constexpr std::pair<std::string_view, std::string_view> kSame[] = {
      {"（", "("}, {"）", ")"}, {"　", ""},       {" ", ""},           {"\t", ""},
      {"\r", ""},  {"\n", ""},  {"\xC2\xA0", ""}, {"\xEF\xBB\xBF", ""}};
  std::string out;
  while (!head.empty()) {
    bool same = false;
    for (const auto& [from, to] : kSame) {
      if (!head.starts_with(from)) continue;
      out += to;
      head.remove_prefix(from.size());
      same = true;
      break;
    }
    if (same) continue;
    const char c = head.front();
    out += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    head.remove_prefix(1);
  }
  return out;
}

std::optional<AmountUnit> take_unit(std::string& normal) {
  for (const std::string_view other : kOtherUnits)
    if (normal.find(other) != std::string::npos) return std::nullopt;
  const auto take = [&normal](std::span<const std::string_view> words) {
    for (const std::string_view word : words)
      if (const std::size_t at = normal.find(word); at != std::string::npos) {
        normal.erase(at, word.size());
        return true;
      }
    return false;
  };
  if (take(kWanWords)) return AmountUnit::wan;
  if (take(kYuanWords)) return AmountUnit::yuan;
  return std::nullopt;
}

// "奖励金额(万元)", "amount_wan", "资金,单位:元": an amount's word, and the unit beside it.
AmountHead amount_head(std::string normal) {
  AmountHead out;
  out.unit = take_unit(normal);
  constexpr std::string_view kMarks[] = {"(",  ")", "[",  "]",  "【", "】",     "_",    "-",    ":",
                                         "：", ",", "，", "、", "/",  "人民币", "单位", "unit", "in"};
  for (const std::string_view mark : kMarks)
    for (std::size_t at; (at = normal.find(mark)) != std::string::npos;) normal.erase(at, mark.size());
  out.is_amount = std::ranges::find(kAmounts, normal) != std::end(kAmounts) ||
                  (out.unit && std::ranges::find(kAmountsIfUnit, normal) != std::end(kAmountsIfUnit));
  return out;
}

// The written form of the first alias.
constexpr std::string_view kHeads[kColumnCount] = {
    "序号",     "企业名称", "统一社会信用代码", "项目名称", "金额（万元）", "批次", "批次序号", "支付日期",
    "注册日期", "地区",     "证书编号",         "有效期起", "有效期止",     "结论", "产品名称"};

}  // namespace

std::string_view name_of(AmountUnit unit) { return unit == AmountUnit::wan ? "万元" : "元"; }

std::optional<AmountUnit> unit_named(std::string_view text) {
  std::string normal = normal_form(text);
  const auto unit = take_unit(normal);
  return normal.empty() ? unit : std::nullopt;
}

std::optional<AmountUnit> unit_in_title(std::string_view text) {
  std::string normal = normal_form(text);
  const std::size_t at = std::min(normal.find("单位"), normal.find("unit"));
  if (at == std::string::npos) return std::nullopt;
  normal.erase(0, at);
  const auto unit = take_unit(normal);
  return take_unit(normal) ? std::nullopt : unit;
}

std::string_view head_of(Column column) { return kHeads[static_cast<std::size_t>(column)]; }

Result<Columns> Columns::of(std::span<const std::string> heads, std::span<const ColumnRule> rules,
                            std::span<const std::string> groups) {
  Columns out;
  out.heads_.assign(heads.begin(), heads.end());
  std::string other_amount;
  for (std::size_t i = 0; i < heads.size(); ++i) {
    const std::string normal = normal_form(heads[i]);
    std::optional<Column> column;
    const AmountHead amount = amount_head(normal);
    if (amount.is_amount) column = Column::amount;
    if (!column && (normal.find("金额") != std::string::npos || normal.find("amount") != std::string::npos))
      other_amount = heads[i];
    for (const Alias& alias : kAliases)
      if (alias.normal == normal) column = alias.column;
    if (!column) continue;
    auto& place = out.at_[index(*column)];
    if (place) return fail(Code::repeated_column, out.heads_[*place] + " / " + heads[i]);
    place = i;
    if (column != Column::amount) continue;
    out.unit_ = amount.unit;
    if (std::string group = i < groups.size() ? normal_form(groups[i]) : ""; !out.unit_ && !group.empty())
      out.unit_ = take_unit(group);
  }
  for (const ColumnRule& rule : rules) {
    if (!rule.required || out.has(rule.column)) continue;
    std::string detail(head_of(rule.column));
    if (rule.column == Column::amount && !other_amount.empty()) detail += " ≠ " + other_amount;
    return fail(Code::missing_column, detail);
  }
  for (std::size_t c = 0; c < kColumnCount; ++c) {
    const bool wanted =
        std::ranges::any_of(rules, [c](const ColumnRule& rule) { return index(rule.column) == c; });
    if (!wanted) out.at_[c].reset();
  }
  return out;
}

std::string_view Columns::field(std::span<const std::string> fields, Column column) const {
  const auto& at = at_[index(column)];
  return at && *at < fields.size() ? std::string_view(fields[*at]) : std::string_view();
}

bool Columns::repeated_by(std::span<const std::string> fields) const {
  return std::ranges::all_of(at_, [&](const std::optional<std::size_t>& at) {
    return !at || (*at < fields.size() && fields[*at] == heads_[*at]);
  });
}

std::string_view Columns::head(Column column) const {
  const auto& at = at_[index(column)];
  return at ? std::string_view(heads_[*at]) : head_of(column);
}

}  // namespace credence
