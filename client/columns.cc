#include "client/columns.h"

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
    {Column::amount_wan, "金额(万元)"},
    {Column::amount_wan, "资金(万元)"},
    {Column::amount_wan, "奖励金额(万元)"},
    {Column::amount_wan, "补助金额(万元)"},
    {Column::amount_wan, "资助金额(万元)"},
    {Column::amount_wan, "安排金额(万元)"},
    {Column::amount_wan, "拨付金额(万元)"},
    {Column::amount_wan, "申报金额(万元)"},
    {Column::amount_wan, "amount_wan"},
    {Column::amount_wan, "amount(wan)"},
    {Column::amount_wan, "amount(万元)"},
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

// The written form of the first alias.
constexpr std::string_view kHeads[kColumnCount] = {
    "序号",     "企业名称", "统一社会信用代码", "项目名称", "金额（万元）", "批次", "批次序号", "支付日期",
    "注册日期", "地区",     "证书编号",         "有效期起", "有效期止",     "结论", "产品名称"};

}  // namespace

std::string_view head_of(Column column) { return kHeads[static_cast<std::size_t>(column)]; }

Result<Columns> Columns::of(std::span<const std::string> heads, std::span<const ColumnRule> rules) {
  Columns out;
  out.heads_.assign(heads.begin(), heads.end());
  std::string other_amount;
  for (std::size_t i = 0; i < heads.size(); ++i) {
    const std::string normal = normal_form(heads[i]);
    if (normal.find("金额") != std::string::npos || normal.find("amount") != std::string::npos)
      other_amount = heads[i];
    for (const Alias& alias : kAliases) {
      if (alias.normal != normal) continue;
      auto& place = out.at_[index(alias.column)];
      if (place) return fail(Code::repeated_column, out.heads_[*place] + " / " + heads[i]);
      place = i;
      break;
    }
  }
  for (const ColumnRule& rule : rules) {
    if (!rule.required || out.has(rule.column)) continue;
    std::string detail(head_of(rule.column));
    if (rule.column == Column::amount_wan && !other_amount.empty()) detail += " ≠ " + other_amount;
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

std::string_view Columns::head(Column column) const {
  const auto& at = at_[index(column)];
  return at ? std::string_view(heads_[*at]) : head_of(column);
}

}  // namespace credence
