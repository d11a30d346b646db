// SPDX-License-Identifier: Apache-2.0
#include "tests/support/domain_samples.h"

#include "ledger/domain/genesis.h"
#include "ledger/domain/state_values.h"

namespace credence::samples {

Uscc code(unsigned number, std::string_view region) {
  std::string text = std::to_string(100'000'000 + number).substr(1);
  text.push_back(organisation_check_digit(text));
  text = "91" + std::string(region) + text;
  text.push_back(uscc_check_digit(text));
  return parse_uscc(text).value();
}

RegisterDepartment register_department() {
  return {"gd-finance", "广东省财政厅", "Department of Finance", DepartmentKind::finance};
}
RegisterKey register_key() {
  return {{"gd-finance", secret(7).public_key(), List<Role, 8>{Role::registrar, Role::award}, "资金处经办"},
          {}};
}
RevokeKey revoke_key() { return {key_id(secret(7).public_key()), "轮换"}; }

RegisterEnterprises register_enterprises() {
  RegisterEnterprises out;
  out.lines.push_back({code(1), "样例企业0001", Date{2019, 2, 28}, Name("广州")});
  out.lines.push_back({code(2), "样例企业0002（集团）", std::nullopt, std::nullopt});
  return out;
}
CreateProgramme create_programme() {
  return {"puhui-2022", "普惠性制造业投资奖励", "gd-iit",           "gd-finance",
          2022,         1'000'000'000,          "粤工信〔2022〕1号"};
}
RecordAwards record_awards() {
  RecordAwards out;
  out.programme = "puhui-2022";
  out.batch = "b1";
  out.title = "第一批";
  out.document_no = "粤工信〔2022〕55号";
  out.published = Date{2022, 3, 3};
  out.declared_count = 3;
  out.declared_total = 600'500'000;
  out.source = "https://example.org/notice";
  out.lines.push_back({1, "样例企业0001", code(1), "产业孵化器", 600'000'000});
  out.lines.push_back({3, "样例企业0003", std::nullopt, "", 500'000});
  return out;
}
IdentifyBeneficiaries identify_beneficiaries() {
  IdentifyBeneficiaries out{"puhui-2022", "b1", {}};
  out.lines.push_back({3, code(3)});
  return out;
}
RecordPayments record_payments() {
  RecordPayments out{"puhui-2022", "p1", 2, 600'100'000, {}};
  out.lines.push_back({1, "b1", 1, code(1), 600'000'000, Date{2022, 4, 1}});
  out.lines.push_back({2, "b1", 3, code(3), 100'000, Date{2022, 4, 2}});
  return out;
}
DefineQualification define_qualification() {
  return {"little-giant", "小巨人", "Little giant", "gd-iit", 3, Id("specialized")};
}
IssueQualifications issue_qualifications() {
  IssueQualifications out{"little-giant", "2022-1", "第一批名单", "工信部企业〔2022〕1号", "", {}};
  out.lines.push_back({17, code(1), "样例企业0001", "GR202244001234", Date{2022, 7, 1}, Date{2025, 6, 30}});
  out.lines.push_back({18, code(2), "样例企业0002", "", Date{2022, 7, 1}, std::nullopt});
  return out;
}
RevokeQualification revoke_qualification() {
  return {"little-giant", code(1), Date{2023, 1, 1}, "", "提供虚假材料"};
}

RotateKey rotate_key() { return {secret(8).public_key(), {}}; }
BindEnterpriseKey bind_enterprise_key() {
  return {code(1), secret(9).public_key(), "财务负责人", "授权〔2022〕1号", {}};
}
SetCreditRules set_credit_rules() {
  return {"2026", Date{2026, 4, 1}, "国家发展改革委令 2026 年",
          List<CreditTerm, 3>{{CreditClass::minor, 0, 3, 0},
                              {CreditClass::general, 3, 12, 3},
                              {CreditClass::serious, 12, 36, 12}}};
}
RecordCredit record_credit() {
  const auto commitment = [](std::string_view text) {
    return tagged_hash(samples::kSuite, Tag::credit_text, bytes_of(text));
  };
  RecordCredit out{"gd-iit", "2026-4", {}};
  out.lines.push_back({1, code(1), CreditKind::penalty, CreditClass::general, Date{2026, 4, 1},
                       Date{2026, 12, 31}, commitment("a")});
  out.lines.push_back(
      {2, code(2), CreditKind::honour, CreditClass::none, Date{2026, 4, 1}, std::nullopt, commitment("b")});
  return out;
}
WithdrawCredit withdraw_credit() { return {{"gd-iit", "2026-4", 1}, "粤撤〔2026〕1号"}; }
DefineRatingScale define_rating_scale() {
  return {"tax-credit", "纳税信用等级", "Tax credit rating", "gd-iit",
          List<Text<16>, 32>{"A", "B", "M", "C", "D"}};
}
RecordRatings record_ratings() {
  RecordRatings out{"tax-credit", {}};
  out.lines.push_back({1, code(1), "A", Date{2026, 1, 1}, Date{2026, 12, 31}});
  out.lines.push_back({2, code(2), "B", Date{2026, 1, 1}, Date{2026, 12, 31}});
  return out;
}
AnchorDocument anchor_document() {
  return {tagged_hash(samples::kSuite, Tag::credit_text, bytes_of("file")), 12'345,
          "关于公布第一批名单的通知", "粤工信〔2022〕55号", Date{2022, 3, 3}};
}
SetCalendar set_calendar() {
  SetCalendar out{2026, {}, {}, "国办发明电〔2025〕7号"};
  out.holidays.push_back({2026, 10, 1});
  out.workdays.push_back({2026, 10, 10});
  return out;
}
AmendProgramme amend_programme() {
  return {"puhui-2022", 2'000'000'000, "粤工信〔2022〕9号", std::nullopt, "追加预算"};
}
ProgrammeRules programme_rules() {
  ProgrammeRules out;
  out.cap = 500'000'000;
  out.one_project = true;
  out.overdue_blocks = true;
  out.notice_days = 5;
  out.working_days = true;
  out.acceptance_months = 12;
  out.excluded.push_back("other-2022");
  out.required_titles.push_back("specialized");
  out.blocking_credit = CreditClass::serious;
  out.tranches.push_back({TrancheCondition::confirmed, 0, 50, 0});
  out.tranches.push_back({TrancheCondition::accepted, 0, 50, 0});
  return out;
}
SetProgrammeRules set_programme_rules() { return {"puhui-2022", programme_rules(), "粤工信〔2022〕2号"}; }
AllocateQuota allocate_quota() { return {"puhui-2022", "guangzhou", "广州市", 500'000'000, ""}; }
RegisterProjects register_projects() {
  RegisterProjects out{"puhui-2022", {}};
  out.lines.push_back({1, code(1), "样例企业0001", "产线改造", 600'000'000});
  return out;
}
RecordListings record_listings() {
  RecordListings out{"catalogue-2022", "b1", "", {}};
  out.lines.push_back({1, code(1), "样例企业0001", "样例软件", Date{2022, 7, 1}, Date{2025, 6, 30}});
  return out;
}
CloseProgramme close_programme() { return {"puhui-2022", "粤工信〔2024〕3号", "全部拨付"}; }
FileObjection file_objection() { return {"puhui-2022", "b1", 3, "材料不实", Hash32{}}; }
DecideObjection decide_objection() { return {"puhui-2022", "b1", 1, true, "粤工信函〔2022〕8号", "属实"}; }
WithdrawAwards withdraw_awards() {
  WithdrawAwards out{"puhui-2022", "b1", "", "企业放弃", {}};
  out.lines.push_back({3});
  return out;
}
AcknowledgePayments acknowledge_payments() {
  AcknowledgePayments out{"puhui-2022", "p1", {}};
  out.lines.push_back({1});
  return out;
}
RecordResults record_results() {
  RecordResults out{"puhui-2022", ResultStep::milestone, "", {}};
  out.lines.push_back({1, "b1", 1, false, 1, Performance::none, Date{2023, 3, 1}});
  return out;
}
DemandRecovery demand_recovery() { return {"puhui-2022", "r1", "b1", 1, 100'000, "粤审〔2023〕1号", "挪用"}; }
RecordRecovery record_recovery() { return {"puhui-2022", "r1", 1, 50'000, Date{2023, 6, 1}}; }
TakeRecoveryStep take_recovery_step() {
  return {"puhui-2022",      "r1",      RecoveryStep::decided, Date{2023, 5, 1}, Date{2023, 6, 1},
          "粤追〔2023〕1号", "直接送达"};
}
RecordSocialCapital record_social_capital() {
  return {"fund-2022", "c1", "b1", 1, "样例创投", 900'000'000, Date{2022, 9, 1}, ""};
}
RecordFundReturn record_fund_return() {
  return {"fund-2022",
          "x1",
          "b1",
          1,
          ReturnKind::exit,
          ExitWay::buy_back,
          100'000'000,
          120'000'000,
          Date{2025, 9, 1},
          "粤基金〔2025〕2号",
          Hash32{{std::byte{4}}}};
}
RecordRelief record_relief() {
  RecordRelief out{"relief-2022", "q4", ReliefStep::adjusted, "粤税核〔2023〕7号", "核查后调减", {}};
  out.lines.push_back({1, "b1", 1, Date{2022, 10, 1}, Date{2022, 12, 31}, 80'000, Date{2023, 4, 1}});
  return out;
}
PublishChallenge publish_challenge() {
  PublishChallenge out{"challenge-2022",
                       "c1",
                       "工业软件内核",
                       "粤科〔2022〕5号",
                       "https://example.org/challenge",
                       300'000'000,
                       Date{2022, 6, 30},
                       2,
                       {}};
  out.milestones.push_back({"样机", Date{2022, 12, 31}});
  return out;
}
RecordBids record_bids() {
  RecordBids out{"challenge-2022", "c1", {}};
  out.lines.push_back({1, code(1), "样例企业0001", "几何内核", 200'000'000});
  return out;
}
SealBid seal_bid() {
  return {"challenge-2022", "c1", code(1), tagged_hash(samples::kSuite, Tag::sealed_bid, bytes_of("bid"))};
}
OpenBid open_bid() {
  OpenBid out{"challenge-2022", "c1", {}, "几何内核", 200'000'000, {}};
  out.members.push_back({code(1), 7'000});
  out.members.push_back({code(2), 3'000});
  out.salt.bytes.fill(std::byte{4});
  return out;
}
SelectBids select_bids() {
  SelectBids out{"challenge-2022", "c1", "", Date{2022, 7, 10}, AwardStage::public_notice, {}};
  out.lines.push_back({1, 150'000'000});
  return out;
}

SetQualificationRule set_qualification_rule() {
  QualificationRule rule;
  rule.version = "2026-2";
  rule.effective_from = {2026, 4, 1};
  rule.years = 3;
  rule.prerequisites.push_back("specialized");
  rule.notice_days = 7;
  rule.ban_years = 3;
  rule.document_no = "工信部企业〔2026〕2号";
  return {"little-giant", rule};
}
RenewQualifications renew_qualifications() {
  RenewQualifications out{issue_qualifications()};
  for (auto& line : out.lines) line.valid_from = {2025, 7, 1}, line.valid_to = std::nullopt;
  return out;
}
ReviewQualifications review_qualifications() {
  ReviewQualifications out{"little-giant", Date{2026, 12, 31}, "粤工信〔2026〕9号", {}};
  out.lines.push_back({1, code(1)});
  out.lines.push_back({2, code(2)});
  return out;
}
ObjectToQualification object_to_qualification() {
  return {"little-giant", code(1), "营业收入与申报不符", Hash32{}};
}
DecideQualifications decide_qualifications() {
  DecideQualifications out{"little-giant", "粤工信〔2026〕10号", {}};
  out.lines.push_back({1, code(1), true, "异议不成立"});
  out.lines.push_back({2, code(2), false, "材料不实"});
  return out;
}
SuspendQualification suspend_qualification() {
  return {"little-giant", code(1), Date{2024, 1, 1}, "", "涉嫌违规，调查中"};
}
ReinstateQualification reinstate_qualification() {
  return {"little-giant", code(1), Date{2024, 3, 1}, "", "调查终结"};
}
RenameEnterprise rename_enterprise() {
  return {code(1), "样例企业0001（新）", Date{2026, 5, 1}, "粤市监变字〔2026〕1号"};
}
MergeEnterprise merge_enterprise() {
  return {code(1), code(2), Date{2026, 6, 1}, "",
          List<TitleDecision, 64>{{"little-giant", false}, {"specialized", true}}};
}
DissolveEnterprise dissolve_enterprise() { return {code(1), Date{2026, 6, 1}, ""}; }
RequestCreditRepair request_credit_repair() {
  return {{"gd-iit", "2026-4", 1}, tagged_hash(samples::kSuite, Tag::credit_text, bytes_of("evidence"))};
}
DecideCreditRepair decide_credit_repair() { return {{"gd-iit", "2026-4", 1}, true, "粤修复〔2026〕1号"}; }
DecidePending decide_pending() {
  DecidePending out{{}, false, "金额有误"};
  out.transaction.bytes.fill(std::byte{3});
  return out;
}
ProposeChange propose_change() {
  return {AddValidator{{secret(10).public_key(), "新验证者", "New validator"}, "gd-iit", {}}, "扩容", 1000};
}
VoteOnChange vote_on_change() { return {decide_pending().transaction, true}; }
DefineTarget define_target() {
  return {"large-enterprises",
          "plan-2025",
          "千亿级企业数",
          "Enterprises of the 100-billion class",
          "gd-iit",
          TargetKind::count,
          4,
          "家",
          "enterprises",
          2025,
          "",
          "二"};
}
RecordMeasure record_measure() {
  return {"large-enterprises", Date{2024, 12, 31}, 3, 0, anchor_document().sha256, ""};
}

ReversePayments reverse_payments() {
  ReversePayments out{"puhui-2022", "p1", Reversal::returned, "粤财函〔2022〕3号", {}};
  out.lines.push_back({1, Date{2022, 4, 6}, "账号有误"});
  return out;
}
AmendAwards amend_awards() {
  AmendAwards out{"puhui-2022", "b1", "粤工信〔2022〕60号", "名单笔误", 600'400'000, Date{2022, 3, 4}, {}};
  out.lines.push_back({3, "样例企业0004", code(4), "", 400'000});
  return out;
}
RestoreEnterprise restore_enterprise() { return {code(1), "粤市监〔2026〕2号", "登记错误"}; }

RegisterHolders register_holders() {
  RegisterHolders out;
  out.lines.push_back({1, HolderKind::product, "样例办公软件 V3.1", code(1), "", std::nullopt});
  out.lines.push_back({2, HolderKind::park, "样例软件园", std::nullopt, "gd-iit", Name("样例区")});
  return out;
}

Uscc pilot_code() { return misfit_uscc("91350211M00013FA1N").value(); }
AdmitCode admit_code() {
  return {pilot_code(), "样例试点企业", "厦市监函〔2015〕1号", "试点期间赋码，营业执照如此"};
}

RaiseProblem raise_problem() {
  return {"sj-2026-17", "gd-iit",       "puhui-2022",        code(1),           "f7",
          120'000,      {2026, 12, 31}, "粤审报〔2026〕9号", "同一设备重复补助"};
}
AnswerProblem answer_problem() {
  return {"sj-2026-17", 120'000, "粤工信函〔2026〕31号", Hash32{{std::byte{3}}}, "已收回重复补助"};
}
WithdrawResults withdraw_results() {
  WithdrawResults out{"puhui-2022", ResultStep::milestone, "粤工信函〔2026〕3号", "录入有误", {}};
  out.lines.push_back({1, "b1", 1, 1});
  return out;
}
WithdrawEntry withdraw_entry() { return {"puhui-2022", EntryKind::social_capital, "c1", "", "录入有误"}; }
VoidReceipt void_receipt() { return {"puhui-2022", "r1", 1, "", "金额录入有误"}; }
SettleProblem settle_problem() { return {"sj-2026-17", false, Date{2027, 1, 31}, "款项尚未到账"}; }

std::vector<Action> every_action() {
  return {
#define CREDENCE_ACTION(Type, name, ...) name(),
#include "ledger/domain/actions.def"
#undef CREDENCE_ACTION
  };
}

Genesis genesis() {
  Genesis out;
  out.network = "guangdong-demo";
  out.time_ms = 1'790'000'000'000;
  out.suite = samples::kSuite;
  for (std::uint8_t i = 1; i <= 4; ++i)
    out.validators.validators.push_back(
        {secret(i).public_key(), Name("验证者" + std::to_string(i)), Name("Validator " + std::to_string(i))});
  out.departments.push_back(register_department());
  out.departments.push_back(
      {"gd-iit", "广东省工业和信息化厅", "Department of Industry", DepartmentKind::industry});
  out.keys.push_back({"gd-iit", secret(11).public_key(), List<Role, 8>{Role::admin}, "管理岗"});
  out.keys.push_back(
      {"gd-finance", secret(12).public_key(), List<Role, 8>{Role::pay, Role::audit}, "拨付岗"});
  out.qualifications.push_back({"specialized", "专精特新", "Specialized", "gd-iit", 3, std::nullopt});
  out.qualifications.push_back({"little-giant", "小巨人", "Little giant", "gd-iit", 3, Id("specialized")});
  return out;
}

}  // namespace credence::samples
