// SPDX-License-Identifier: Apache-2.0
#include "client/words/enum_words.h"

#include "client/words/recovery_words.h"

#include "client/words/facts.h"

namespace credence {
namespace {

/// One row a value, in its order; as many as there are.
template <class E, std::size_t N>
Words row_of(const Words (&rows)[N], E value) {
  static_assert(N == static_cast<std::size_t>(last_of(E{})) + 1);
  return rows[static_cast<std::size_t>(value)];
}

}  // namespace

Words role_words(Role role) {
  static constexpr Words kRows[] = {{"admin", "管理"},      {"registrar", "登记"}, {"programme", "专项"},
                                    {"award", "安排"},      {"pay", "拨付"},       {"qualify", "资格认定"},
                                    {"audit", "审计"},      {"check", "复核"},     {"govern", "治理"},
                                    {"enterprise", "企业"}, {"credit", "信用"},    {"measure", "指标"}};
  return row_of(kRows, role);
}

Words kind_words(DepartmentKind kind) {
  static constexpr Words kRows[] = {{"industry", "工信"},   {"finance", "财政"},   {"science", "科技"},
                                    {"tax", "税务"},        {"regulator", "监管"}, {"audit", "审计"},
                                    {"government", "政府"}, {"party", "党委"},     {"association", "协会"},
                                    {"other", "其他"}};
  return row_of(kRows, kind);
}

Words kind_words(ProgrammeKind kind) {
  static constexpr Words kRows[] = {{"grant", "专项补助"},
                                    {"reward", "奖励"},
                                    {"interest subsidy", "贷款贴息"},
                                    {"fund investment", "政府引导基金投资"},
                                    {"tax relief", "税收优惠"},
                                    {"challenge", "揭榜挂帅"},
                                    {"talent subsidy", "人才补贴"},
                                    {"procurement catalogue", "政府采购目录"}};
  return row_of(kRows, kind);
}

Words kind_words(HolderKind kind) {
  static constexpr Words kRows[] = {{"enterprise", "企业"},   {"product", "产品"}, {"project", "项目"},
                                    {"platform", "平台"},     {"place", "地方"},   {"park", "园区"},
                                    {"laboratory", "实验室"}, {"team", "团队"}};
  return row_of(kRows, kind);
}

Words class_words(CreditClass weight) {
  static constexpr Words kRows[] = {
      {"none", "无"}, {"minor", "轻微"}, {"general", "一般"}, {"serious", "严重"}};
  return row_of(kRows, weight);
}

Words status_words(ChangeStatus status) {
  static constexpr Words kRows[] = {{"open", "待表决"}, {"passed", "已通过"}, {"rejected", "未通过"}};
  return row_of(kRows, status);
}

Words change_words(const Change& change) {
  static constexpr Words kRows[] = {{"add a validator", "增加验证者"},
                                    {"remove a validator", "移除验证者"},
                                    {"replace a validator's key", "更换验证者的密钥"},
                                    {"add a department", "新增部门"},
                                    {"suspend or reinstate a department", "暂停或恢复部门"},
                                    {"grant or withdraw a role", "授予或收回角色"},
                                    {"enable a feature", "启用协议功能"},
                                    {"set a limit", "设定限值"},
                                    {"appoint first keys", "设立首批密钥"}};
  static_assert(std::size(kRows) == std::variant_size_v<Change>);
  return kRows[change.index()];
}

Words stage_words(AwardStage stage) {
  static constexpr Words kRows[] = {{"public notice", "公示"}, {"confirmed", "下达"}};
  return row_of(kRows, stage);
}

Words step_words(ResultStep step) {
  static constexpr Words kRows[] = {
      {"milestone", "里程碑"}, {"acceptance", "验收"}, {"performance", "绩效评价"}, {"closing", "结项"}};
  return row_of(kRows, step);
}

Words paid_words(ProgrammeKind kind) {
  if (kind == ProgrammeKind::tax_relief) return {"used", "已享受"};
  if (kind == ProgrammeKind::fund_investment) return {"invested", "投资"};
  return {"paid", "拨付"};
}

const Noun& paid_noun(ProgrammeKind kind) {
  return kind == ProgrammeKind::tax_relief ? noun::kRelief : noun::kPayment;
}

Words reversal_words(Reversal kind) {
  static constexpr Words kRows[] = {{"returned by the bank", "退票"}, {"voided", "冲销"}};
  return row_of(kRows, kind);
}

Words return_words(ReturnKind kind) {
  static constexpr Words kRows[] = {{"exit", "退出"}, {"income", "收益"}, {"loss", "损失"}};
  return row_of(kRows, kind);
}

Words way_words(ExitWay way) {
  static constexpr Words kRows[] = {{"none", "无"},
                                    {"transfer", "转让"},
                                    {"public listing", "上市"},
                                    {"buy-back", "回购"},
                                    {"liquidation", "清算"}};
  return row_of(kRows, way);
}

Words relief_words(ReliefStep step) {
  static constexpr Words kRows[] = {
      {"claimed", "申报享受"}, {"checked", "已核查"}, {"adjusted", "已调整"}, {"withdrawn", "已取消"}};
  return row_of(kRows, step);
}

Words round_words(InvestmentRound round) {
  static constexpr Words kRows[] = {{"seed", "种子轮"},
                                    {"angel", "天使轮"},
                                    {"Pre-A", "Pre-A轮"},
                                    {"A", "A轮"},
                                    {"B", "B轮"},
                                    {"C", "C轮"},
                                    {"D", "D轮"},
                                    {"E or later", "E轮及以后"},
                                    {"Pre-IPO", "Pre-IPO轮"},
                                    {"strategic", "战略投资"},
                                    {"private placement", "定向增发"},
                                    {"buyout", "并购"}};
  return row_of(kRows, round);
}

std::string percent_text(unsigned basis_points) {
  std::string out = std::to_string(basis_points / 100);
  if (const unsigned rest = basis_points % 100; rest > 0) {
    out += rest < 10 ? ".0" : ".";
    out += std::to_string(rest % 10 == 0 ? rest / 10 : rest);
  }
  return out + "%";
}

std::string investment_text(const FundInvestment& investment, Language language) {
  std::string out(round_words(investment.round).in(language));
  if (investment.stake > 0)
    out += std::string(Words{", ", "，"}.in(language)) + percent_text(investment.stake);
  return out;
}

Words condition_words(TrancheCondition condition) {
  static constexpr Words kRows[] = {{"confirmed", "下达后"},
                                    {"milestone", "里程碑通过后"},
                                    {"accepted", "验收通过后"},
                                    {"performance", "绩效评价后"}};
  return row_of(kRows, condition);
}

Words change_words(TitleChange change) {
  static constexpr Words kRows[] = {{"title renewed", "资格续期"},
                                    {"title under review", "资格复核"},
                                    {"title suspended", "资格暂停"},
                                    {"title reinstated", "资格恢复"},
                                    {"title fell with another", "资格连带撤销"},
                                    {"title ended by merger", "资格因合并终止"},
                                    {"title taken over", "资格承继"},
                                    {"title ended with its holder", "资格因注销终止"},
                                    {"title restored", "资格恢复（企业终止已撤销）"}};
  return row_of(kRows, change);
}

Words credit_words(CreditKind kind) {
  static constexpr Words kRows[] = {
      {"honour", "荣誉"}, {"licence", "行政许可"}, {"penalty", "行政处罚"}, {"dishonesty", "失信"}};
  return row_of(kRows, kind);
}

std::string value_text(std::string_view member, std::string_view text, Language language) {
  std::optional<Words> found;
  const auto among = [&]<class E>(E, Words (*words)(E)) {
    for (std::size_t i = 0; i <= static_cast<std::size_t>(last_of(E{})) && !found; ++i)
      if (name_of(static_cast<E>(i)) == text) found = words(static_cast<E>(i));
  };
  if (member == "stage") among(AwardStage{}, stage_words);
  if (member == "step") {
    among(ResultStep{}, step_words);
    among(ReliefStep{}, relief_words);
    among(RecoveryStep{}, step_words);
  }
  if (member == "way") among(ExitWay{}, way_words);
  if (member == "round") among(InvestmentRound{}, round_words);
  if (member == "condition") among(TrancheCondition{}, condition_words);
  if (member == "grade" || member == "result") among(Performance{}, grade_words);
  if (member == "result" && text == "passed") found = Words{"passed", "通过"};
  if (member == "result" && text == "failed") found = Words{"failed", "不通过"};
  if (member == "weight" || member == "class" || member == "blocking_credit")
    among(CreditClass{}, class_words);
  if (member == "roles" || member == "role") among(Role{}, role_words);
  if (member == "kind") {
    among(ProgrammeKind{}, kind_words);
    among(CreditKind{}, credit_words);
    among(HolderKind{}, kind_words);
    among(DepartmentKind{}, kind_words);
    among(ReturnKind{}, return_words);
    among(Reversal{}, reversal_words);
  }
  return std::string(found ? found->in(language) : text);
}

std::string roles_text(const List<Role, 8>& roles, Language language) {
  std::string out;
  for (const Role role : roles)
    out += std::string(out.empty() ? "" : Words{", ", "、"}.in(language)) +
           std::string(role_words(role).in(language));
  return out;
}

}  // namespace credence
