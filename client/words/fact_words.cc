// SPDX-License-Identifier: Apache-2.0
// What titles, awards, corrections and grades are called (facts.h).
#include "client/words/facts.h"

#include "client/words/enum_words.h"

namespace credence {

Words state_words(TitleState state) {
  switch (state) {
    case TitleState::never_issued:
      return {"never issued", "从未认定"};
    case TitleState::not_begun:
      return {"not yet in force", "尚未生效"};
    case TitleState::revoked:
      return {"revoked", "已撤销"};
    case TitleState::cascaded:
      return {"fell with another title", "因所依据的资格终止"};
    case TitleState::merged:
      return {"ended by merger", "因合并终止"};
    case TitleState::dissolved:
      return {"ended with the enterprise", "因注销终止"};
    case TitleState::ended:
      return {"expired", "已到期"};
    case TitleState::suspended:
      return {"suspended", "已暂停"};
    case TitleState::in_force:
      return {"in force", "有效"};
  }
  return {};
}

Words correction_words(CorrectionKind kind) {
  switch (kind) {
    case CorrectionKind::amended:
      return {"amended", "更正"};
    case CorrectionKind::payment_returned:
      return {"payment returned", "退票"};
    case CorrectionKind::payment_voided:
      return {"payment voided", "冲销拨付"};
    case CorrectionKind::milestone_withdrawn:
      return {"milestone withdrawn", "撤回里程碑"};
    case CorrectionKind::acceptance_withdrawn:
      return {"acceptance withdrawn", "撤回验收"};
    case CorrectionKind::performance_withdrawn:
      return {"performance withdrawn", "撤回绩效评价"};
    case CorrectionKind::demand_withdrawn:
      return {"demand withdrawn", "撤回追回"};
    case CorrectionKind::receipt_voided:
      return {"receipt voided", "冲销追回到账"};
    case CorrectionKind::capital_withdrawn:
      return {"social capital withdrawn", "撤回社会资本"};
    case CorrectionKind::return_withdrawn:
      return {"exit, income or loss withdrawn", "撤回退出、收益或损失"};
    case CorrectionKind::relief_adjusted:
      return {"relief adjusted", "调整优惠"};
    case CorrectionKind::relief_withdrawn:
      return {"relief withdrawn", "取消优惠"};
  }
  return {};
}

Words standing_words(AwardStanding standing, ProgrammeKind kind) {
  const bool used = kind == ProgrammeKind::tax_relief;  // nobody pays a relief
  const bool invested = kind == ProgrammeKind::fund_investment;
  switch (standing) {
    case AwardStanding::public_notice:
      return {"in public notice", "公示中"};
    case AwardStanding::objected:
      return {"objected to: never confirmed", "异议成立，不予下达"};
    case AwardStanding::confirmed:
      return {"confirmed", "已下达"};
    case AwardStanding::part_paid:
      if (invested) return {"invested in part", "部分投资"};
      return used ? Words{"used in part", "部分享受"} : Words{"paid in part", "部分拨付"};
    case AwardStanding::paid:
      if (invested) return {"invested", "已投资"};
      return used ? Words{"used", "已享受"} : Words{"paid", "已拨付"};
    case AwardStanding::closed:
      return {used       ? "closed with what was used"
              : invested ? "closed with what was invested"
                         : "closed with what was paid",
              "已结项，余额释放"};
    case AwardStanding::withdrawn:
      return {"withdrawn", "已撤回"};
    case AwardStanding::in_recovery:
      return {"in recovery", "追缴中"};
    case AwardStanding::recovered:
      return {"paid back", "已追回"};
  }
  return {};
}

Words grade_words(Performance grade) {
  constexpr Words kGrades[] = {
      {"none", "无"}, {"excellent", "优"}, {"good", "良"}, {"fair", "中"}, {"poor", "差"}};
  return kGrades[static_cast<std::size_t>(grade)];
}

std::string credit_terms_text(std::span<const CreditTerm> terms, Language language) {
  const bool zh = language == Language::zh;
  std::string out;
  for (const CreditTerm& term : terms) {
    const std::string least = std::to_string(term.months_min), most = std::to_string(term.months_max),
                      repair = std::to_string(term.repair_months);
    out += (out.empty() ? ""
            : zh        ? "；"
                        : "; ") +
           std::string(class_words(term.weight).in(language)) +
           (zh ? "公示 " + least + " 至 " + most + " 个月，" + repair + " 个月后可申请修复"
               : " published " + least + " to " + most + " months, repaired after " + repair);
  }
  return out;
}

}  // namespace credence
