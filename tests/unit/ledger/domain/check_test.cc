// SPDX-License-Identifier: Apache-2.0
// check_action: every refusal that needs no state, each by spoiling one field of a valid action.
#include <gtest/gtest.h>

#include <functional>

#include "ledger/domain/check.h"
#include "ledger/domain/genesis.h"
#include "tests/support/domain_samples.h"

namespace credence {
namespace {

using namespace samples;

/// The error of a sample after one change, as "code: detail".
template <class Body>
std::string spoilt(Body body, const std::function<void(Body&)>& change) {
  change(body);
  const auto outcome = check_action(Action(std::move(body)));
  if (outcome) return "accepted";
  return std::string(info(outcome.error().code).name) + ": " + outcome.error().detail;
}

#define SPOILT(sample, change) spoilt<std::decay_t<decltype(sample())>>(sample(), [](auto& a) { change; })

const Uscc kNoCode = Uscc::from(bytes_of("91440101732977352X")).value();
const Date kNoDay{2023, 2, 29};
constexpr const char* kIdentity = "11010519491231002X";

TEST(CheckAction, EverySampleIsAccepted) {
  const auto actions = every_action();
  ASSERT_EQ(actions.size(), std::variant_size_v<ActionBody>);
  for (std::size_t i = 0; i < actions.size(); ++i) {
    EXPECT_EQ(actions[i].index(), i);
    const auto outcome = check_action(actions[i]);
    EXPECT_TRUE(outcome.has_value()) << name_of(actions[i]) << ": " << outcome.error().text_en();
  }
}

TEST(CheckAction, NamesRolesAndSizes) {
  const auto actions = every_action();
  const std::pair<const char*, std::optional<Role>> expected[] = {{"register_department", Role::admin},
                                                                  {"register_key", Role::admin},
                                                                  {"revoke_key", std::nullopt},
                                                                  {"register_enterprises", Role::registrar},
                                                                  {"create_programme", Role::programme},
                                                                  {"record_awards", Role::award},
                                                                  {"identify_beneficiaries", Role::award},
                                                                  {"record_payments", Role::pay},
                                                                  {"define_qualification", Role::admin},
                                                                  {"issue_qualifications", Role::qualify},
                                                                  {"revoke_qualification", Role::qualify},
                                                                  {"rotate_key", std::nullopt},
                                                                  {"bind_enterprise_key", Role::registrar},
                                                                  {"set_credit_rules", Role::admin},
                                                                  {"record_credit", Role::credit},
                                                                  {"withdraw_credit", Role::credit},
                                                                  {"define_rating_scale", Role::admin},
                                                                  {"record_ratings", Role::credit},
                                                                  {"anchor_document", std::nullopt},
                                                                  {"set_calendar", Role::admin},
                                                                  {"amend_programme", Role::programme},
                                                                  {"set_programme_rules", Role::programme},
                                                                  {"allocate_quota", Role::programme},
                                                                  {"register_projects", Role::award},
                                                                  {"record_listings", Role::award},
                                                                  {"close_programme", Role::programme},
                                                                  {"file_objection", std::nullopt},
                                                                  {"decide_objection", Role::award},
                                                                  {"withdraw_awards", Role::award},
                                                                  {"acknowledge_payments", Role::enterprise},
                                                                  {"record_results", Role::award},
                                                                  {"demand_recovery", Role::award},
                                                                  {"record_recovery", Role::pay},
                                                                  {"record_social_capital", Role::award},
                                                                  {"publish_challenge", Role::programme},
                                                                  {"record_bids", Role::award},
                                                                  {"select_bids", Role::award},
                                                                  {"set_qualification_rule", Role::qualify},
                                                                  {"renew_qualifications", Role::qualify},
                                                                  {"review_qualifications", Role::qualify},
                                                                  {"object_to_qualification", std::nullopt},
                                                                  {"decide_qualifications", Role::qualify},
                                                                  {"suspend_qualification", Role::qualify},
                                                                  {"reinstate_qualification", Role::qualify},
                                                                  {"rename_enterprise", Role::registrar},
                                                                  {"merge_enterprise", Role::registrar},
                                                                  {"dissolve_enterprise", Role::registrar},
                                                                  {"request_credit_repair", Role::enterprise},
                                                                  {"decide_credit_repair", Role::credit},
                                                                  {"decide_pending", std::nullopt},
                                                                  {"propose_change", Role::govern},
                                                                  {"vote_on_change", Role::govern},
                                                                  {"define_target", Role::admin},
                                                                  {"record_measure", Role::measure},
                                                                  {"admit_code", Role::registrar},
                                                                  {"reverse_payments", Role::pay},
                                                                  {"amend_awards", Role::award},
                                                                  {"restore_enterprise", Role::registrar},
                                                                  {"register_holders", Role::qualify},
                                                                  {"raise_problem", Role::audit},
                                                                  {"answer_problem", std::nullopt},
                                                                  {"settle_problem", Role::audit},
                                                                  {"withdraw_results", Role::award},
                                                                  {"withdraw_entry", Role::award},
                                                                  {"void_receipt", Role::pay},
                                                                  {"record_fund_return", Role::award},
                                                                  {"record_relief", Role::award},
                                                                  {"seal_bid", Role::enterprise},
                                                                  {"open_bid", Role::enterprise},
                                                                  {"take_recovery_step", Role::award}};
  const std::size_t lines[] = {1, 1, 1, 2, 1, 2, 1, 2, 1, 2, 1, 1, 1, 1, 2, 1, 1, 2, 1, 1, 1, 1, 1, 1,
                               1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 2, 2, 1, 2, 1, 1, 1, 1, 1, 1,
                               1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 2, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1};
  ASSERT_EQ(std::size(expected), actions.size());
  for (std::size_t i = 0; i < actions.size(); ++i) {
    EXPECT_EQ(name_of(actions[i]), expected[i].first);
    EXPECT_EQ(role_for(actions[i]), expected[i].second);
    EXPECT_EQ(lines_of(actions[i]), lines[i]);
  }
}

TEST(CheckAction, Departments) {
  EXPECT_EQ(SPOILT(register_department, a.id = "GD"), "bad_id: id: \"GD\"");
  EXPECT_EQ(SPOILT(register_department, a.name_zh = ""), "bad_name: name_zh: empty");
  EXPECT_EQ(SPOILT(register_department, a.name_en = "x "), "bad_name: name_en: a blank at an end, \"x \"");
  EXPECT_EQ(SPOILT(register_department, a.kind = static_cast<DepartmentKind>(99)), "malformed: kind");
}

TEST(CheckAction, KeysAndTheSeparationOfDuties) {
  EXPECT_EQ(SPOILT(register_key, a.department = ""), "bad_id: department: empty");
  EXPECT_THAT(SPOILT(register_key, a.key = PublicKey{}), testing::StartsWith("bad_public_key: key"));
  EXPECT_EQ(SPOILT(register_key, a.roles.clear()), "bad_roles: roles: empty");
  EXPECT_EQ(SPOILT(register_key, (a.roles = List<Role, 8>{Role::pay, Role::admin})),
            "bad_roles: roles: not strictly rising");
  EXPECT_EQ(SPOILT(register_key, (a.roles = List<Role, 8>{Role::pay, Role::pay})),
            "bad_roles: roles: not strictly rising");
  EXPECT_EQ(SPOILT(register_key, (a.roles = List<Role, 8>{Role::award, Role::pay})),
            "duties_not_separated: roles: award, pay");
  EXPECT_EQ(SPOILT(register_key, (a.roles = List<Role, 8>{Role::admin, Role::award, Role::pay})),
            "duties_not_separated: roles: award, pay");
  EXPECT_EQ(SPOILT(register_key, (a.roles = List<Role, 8>{static_cast<Role>(99)})), "malformed: roles");
  EXPECT_EQ(SPOILT(register_key, (a.roles = List<Role, 8>{Role::award, Role::check})),
            "duties_not_separated: roles: check");
  EXPECT_EQ(SPOILT(register_key, (a.roles = List<Role, 8>{Role::enterprise})),
            "bad_roles: roles: enterprise");
  EXPECT_EQ(SPOILT(register_key, a.holder = ""), "bad_name: holder: empty");
  EXPECT_THAT(SPOILT(register_key, a.holder = kIdentity), testing::StartsWith("personal_data: holder: "));
  EXPECT_EQ(SPOILT(revoke_key, a.reason = ""), "bad_name: reason: empty");
}

TEST(CheckAction, Enterprises) {
  EXPECT_EQ(SPOILT(register_enterprises, a.lines.clear()), "empty_list: lines");
  EXPECT_EQ(SPOILT(register_enterprises, a.lines[1].code = kNoCode),
            "uscc_bad_check_digit: line 2, code: \"91440101732977352X\"");
  EXPECT_EQ(SPOILT(register_enterprises, a.lines[0].code = Uscc{}).substr(0, 34),
            "uscc_bad_region: line 1, code: at ");
  EXPECT_EQ(SPOILT(register_enterprises, a.lines[1].name = ""), "bad_name: line 2, name: empty");
  EXPECT_EQ(SPOILT(register_enterprises, a.lines[0].registered_on = kNoDay),
            "bad_date: line 1, registered_on: 2023-02-29");
  EXPECT_EQ(SPOILT(register_enterprises, a.lines[0].place = ""), "bad_name: line 1, place: empty");
  EXPECT_EQ(SPOILT(register_enterprises, a.lines[1].code = a.lines[0].code),
            "repeated_line: line 2, code: " + std::string(text_of(code(1))));
  EXPECT_EQ(SPOILT(register_enterprises, a.lines.resize(1001, a.lines[0])),
            "limit_exceeded: lines: 1001, at most 1000");
}

TEST(CheckAction, Programmes) {
  EXPECT_EQ(SPOILT(create_programme, a.id = "Puhui"), "bad_id: id: \"Puhui\"");
  EXPECT_EQ(SPOILT(create_programme, a.name = ""), "bad_name: name: empty");
  EXPECT_EQ(SPOILT(create_programme, a.lead_department = "_"), "bad_id: lead_department: \"_\"");
  EXPECT_EQ(SPOILT(create_programme, a.finance_department = ""), "bad_id: finance_department: empty");
  EXPECT_EQ(SPOILT(create_programme, a.finance_department = a.lead_department),
            "duties_not_separated: finance_department: department gd-iit");
  EXPECT_EQ(SPOILT(create_programme, a.budget = 0), "bad_amount: budget: 0.00 CNY");
  EXPECT_EQ(SPOILT(create_programme, a.budget = limits::kAmountFenMax + 1),
            "bad_amount: budget: 10,000,000,000,000.01 CNY");
  EXPECT_EQ(SPOILT(create_programme, a.fiscal_year = 1989), "bad_fiscal_year: fiscal_year: 1989");
  EXPECT_EQ(SPOILT(create_programme, a.fiscal_year = 2101), "bad_fiscal_year: fiscal_year: 2101");
  EXPECT_EQ(SPOILT(create_programme, a.fiscal_year = 1990), "accepted");
  EXPECT_EQ(SPOILT(create_programme, a.document_no = ""), "accepted");
  EXPECT_THAT(SPOILT(create_programme, a.document_no = kIdentity),
              testing::StartsWith("personal_data: document_no: "));
}

TEST(CheckAction, AwardDeclarations) {
  EXPECT_EQ(SPOILT(record_awards, a.programme = ""), "bad_id: programme: empty");
  EXPECT_EQ(SPOILT(record_awards, a.batch = ""), "bad_id: batch: empty");
  EXPECT_EQ(SPOILT(record_awards, a.title = ""), "bad_name: title: empty");
  EXPECT_EQ(SPOILT(record_awards, a.published = kNoDay), "bad_date: published: 2023-02-29");
  EXPECT_EQ(SPOILT(record_awards, a.stage = static_cast<AwardStage>(2)), "malformed: stage");
  EXPECT_EQ(SPOILT(record_awards, a.declared_total = 0), "bad_amount: declared_total: 0.00 CNY");
  EXPECT_EQ(SPOILT(record_awards, a.declared_total = 600'499'999),
            "total_above_declared: declared_total: 6,005,000.00 CNY, at most 6,004,999.99 CNY");
  EXPECT_EQ(SPOILT(record_awards, a.declared_count = 1),
            "count_above_declared: declared_count: 2, at most 1");
  EXPECT_EQ(SPOILT(record_awards, a.declared_count = 0), "accepted");
  EXPECT_EQ(SPOILT(record_awards, a.lines.clear()), "accepted");  // a batch whose lines were not published
  EXPECT_EQ(SPOILT(record_awards, a.source = "\x01"),
            "bad_character: source: U+0001, at character 1, \"<U+0001>\"");
  EXPECT_THAT(SPOILT(record_awards, a.source = "账号 6222021234567890123"),
              testing::StartsWith("personal_data: source: "));
}

TEST(CheckAction, AwardLines) {
  EXPECT_EQ(SPOILT(record_awards, a.lines[1].amount = 0), "bad_amount: line 3, amount: 0.00 CNY");
  EXPECT_EQ(SPOILT(record_awards, a.lines[1].amount = -1), "bad_amount: line 3, amount: -0.01 CNY");
  EXPECT_EQ(SPOILT(record_awards, a.lines[1].amount = INT64_MAX),
            "bad_amount: line 3, amount: 92,233,720,368,547,758.07 CNY");
  EXPECT_EQ(SPOILT(record_awards, a.lines[0].line = 0), "lines_not_rising: line 0, line: after 0");
  EXPECT_EQ(SPOILT(record_awards, a.lines[1].line = 1), "lines_not_rising: line 1, line: after 1");
  EXPECT_EQ(SPOILT(record_awards, std::swap(a.lines[0], a.lines[1])),
            "lines_not_rising: line 1, line: after 3");
  EXPECT_EQ(SPOILT(record_awards, a.lines[1].beneficiary = ""), "bad_name: line 3, beneficiary: empty");
  EXPECT_EQ(SPOILT(record_awards, a.lines[0].code = kNoCode),
            "uscc_bad_check_digit: line 1, code: \"91440101732977352X\"");
  EXPECT_THAT(SPOILT(record_awards, a.lines[0].project = kIdentity),
              testing::StartsWith("personal_data: line 1, project: "));
  EXPECT_THAT(SPOILT(record_awards, a.lines[1].beneficiary = kIdentity),
              testing::StartsWith("personal_data: line 3, beneficiary: "));
}

TEST(CheckAction, NoProjectOfABeneficiaryTwiceInOnePart) {
  const auto same_name = [](RecordAwards& a) {
    a.lines[1].beneficiary = a.lines[0].beneficiary;
    a.lines[1].project = a.lines[0].project;
  };
  EXPECT_EQ(spoilt<RecordAwards>(record_awards(), same_name),
            "repeated_line: line 3, project: \"样例企业0001\", \"产业孵化器\"");
  const auto same_code = [](RecordAwards& a) {
    a.lines[1].code = a.lines[0].code;
    a.lines[1].project = a.lines[0].project;
  };
  EXPECT_EQ(spoilt<RecordAwards>(record_awards(), same_code),
            "repeated_line: line 3, project: \"样例企业0003\", \"产业孵化器\"");
  EXPECT_EQ(SPOILT(record_awards, a.lines[1].code = a.lines[0].code), "accepted");  // another project
  EXPECT_EQ(SPOILT(record_awards, a.lines[1].project = a.lines[0].project),
            "accepted");  // another beneficiary
}

TEST(CheckAction, Identifications) {
  EXPECT_EQ(SPOILT(identify_beneficiaries, a.lines.clear()), "empty_list: lines");
  EXPECT_EQ(SPOILT(identify_beneficiaries, a.lines[0].code = kNoCode),
            "uscc_bad_check_digit: line 3, code: \"91440101732977352X\"");
  EXPECT_EQ(SPOILT(identify_beneficiaries, a.lines.push_back(a.lines[0])),
            "lines_not_rising: line 3, line: after 3");
  EXPECT_EQ(SPOILT(identify_beneficiaries, a.batch = "B"), "bad_id: batch: \"B\"");
}

TEST(CheckAction, Payments) {
  EXPECT_EQ(SPOILT(record_payments, a.list = ""), "bad_id: list: empty");
  EXPECT_EQ(SPOILT(record_payments, a.lines.clear()), "empty_list: lines");
  EXPECT_EQ(SPOILT(record_payments, a.declared_total = 0), "bad_amount: declared_total: 0.00 CNY");
  EXPECT_EQ(SPOILT(record_payments, a.declared_total = 600'099'999),
            "total_above_declared: declared_total: 6,001,000.00 CNY, at most 6,000,999.99 CNY");
  EXPECT_EQ(SPOILT(record_payments, a.declared_count = 1),
            "count_above_declared: declared_count: 2, at most 1");
  EXPECT_EQ(SPOILT(record_payments, a.declared_count = 0), "accepted");
  EXPECT_EQ(SPOILT(record_payments, a.lines[1].amount = 0), "bad_amount: line 2, amount: 0.00 CNY");
  EXPECT_EQ(SPOILT(record_payments, a.lines[1].line = 1), "lines_not_rising: line 1, line: after 1");
  EXPECT_EQ(SPOILT(record_payments, a.lines[1].award_line = 0), "lines_not_rising: line 2, award_line: zero");
  EXPECT_EQ(SPOILT(record_payments, a.lines[1].award_batch = ""), "bad_id: line 2, award_batch: empty");
  EXPECT_EQ(SPOILT(record_payments, a.lines[1].paid_on = kNoDay), "bad_date: line 2, paid_on: 2023-02-29");
  EXPECT_EQ(SPOILT(record_payments, a.lines[1].code = kNoCode),
            "uscc_bad_check_digit: line 2, code: \"91440101732977352X\"");
}

TEST(CheckAction, AThousandLinesOfTheLargestAmountDoNotWrap) {
  RecordPayments payments{"p", "l", 1000, limits::kAmountFenMax, {}};
  for (std::uint32_t i = 1; i <= 1000; ++i)
    payments.lines.push_back({i, "b", i, code(i), limits::kAmountFenMax, Date{2022, 4, 1}});
  const auto outcome = check_action(payments);
  ASSERT_FALSE(outcome.has_value());
  EXPECT_EQ(outcome.error().code, Code::total_above_declared);
  EXPECT_EQ(outcome.error().detail,
            "declared_total: 10,000,000,000,000,000.00 CNY, at most 10,000,000,000,000.00 CNY");
}

TEST(CheckAction, QualificationTypes) {
  EXPECT_EQ(SPOILT(define_qualification, a.type = ""), "bad_id: type: empty");
  EXPECT_EQ(SPOILT(define_qualification, a.name_zh = ""), "bad_name: name_zh: empty");
  EXPECT_EQ(SPOILT(define_qualification, a.name_en = ""), "bad_name: name_en: empty");
  EXPECT_EQ(SPOILT(define_qualification, a.issuer = "工信"), "bad_id: issuer: \"工信\"");
  EXPECT_EQ(SPOILT(define_qualification, a.years = 51), "bad_term: years: 51");
  EXPECT_EQ(SPOILT(define_qualification, a.years = 50), "accepted");
  EXPECT_EQ(SPOILT(define_qualification, a.prerequisite = "?"), "bad_id: prerequisite: \"?\"");
  EXPECT_EQ(SPOILT(define_qualification, a.prerequisite = a.type),
            "prerequisite_of_itself: prerequisite: type little-giant");
}

TEST(CheckAction, Qualifications) {
  EXPECT_EQ(SPOILT(issue_qualifications, a.lines.clear()), "empty_list: lines");
  EXPECT_EQ(SPOILT(issue_qualifications, a.title = ""), "bad_name: title: empty");
  EXPECT_EQ(SPOILT(issue_qualifications, a.lines[1].line = 17), "lines_not_rising: line 17, line: after 17");
  EXPECT_EQ(SPOILT(issue_qualifications, a.lines[1].code = a.lines[0].code),
            "repeated_line: line 18, code: " + std::string(text_of(code(1))));
  EXPECT_EQ(SPOILT(issue_qualifications, a.lines[0].valid_from = kNoDay),
            "bad_date: line 17, valid_from: 2023-02-29");
  EXPECT_EQ(SPOILT(issue_qualifications, a.lines[0].valid_to = kNoDay),
            "bad_date: line 17, valid_to: 2023-02-29");
  EXPECT_EQ(SPOILT(issue_qualifications, (a.lines[0].valid_to = Date{2022, 6, 30})),
            "dates_reversed: line 17, valid_to: from 2022-07-01, to 2022-06-30");
  EXPECT_EQ(SPOILT(issue_qualifications, (a.lines[0].valid_to = Date{2022, 7, 1})),
            "dates_reversed: line 17, valid_to: from 2022-07-01, to 2022-07-01")
      << "a term of no day";
  EXPECT_EQ(SPOILT(issue_qualifications, (a.lines[0].valid_to = Date{2022, 7, 2})), "accepted");
  EXPECT_EQ(SPOILT(issue_qualifications, a.lines[0].enterprise = ""), "bad_name: line 17, enterprise: empty");
  EXPECT_EQ(SPOILT(issue_qualifications, a.lines[0].certificate_no = "6222021234567890"),
            "accepted");  // numbers may be long
  EXPECT_THAT(SPOILT(issue_qualifications, a.lines[0].certificate_no = kIdentity),
              testing::StartsWith("personal_data: line 17, certificate_no: "));
  EXPECT_EQ(SPOILT(revoke_qualification, a.code = kNoCode),
            "uscc_bad_check_digit: code: \"91440101732977352X\"");
  EXPECT_EQ(SPOILT(revoke_qualification, a.effective = kNoDay), "bad_date: effective: 2023-02-29");
  EXPECT_EQ(SPOILT(revoke_qualification, a.reason = ""), "bad_name: reason: empty");
  EXPECT_THAT(SPOILT(revoke_qualification, a.reason = kIdentity),
              testing::StartsWith("personal_data: reason: "));
}

TEST(CheckAction, RulesOfTitles) {
  EXPECT_EQ(SPOILT(set_qualification_rule, a.type = ""), "bad_id: type: empty");
  EXPECT_EQ(SPOILT(set_qualification_rule, a.rule.version = ""), "bad_id: version: empty");
  EXPECT_EQ(SPOILT(set_qualification_rule, (a.rule.issue = false, a.rule.renew = false)),
            "bad_rule: version: 2026-2");
  EXPECT_EQ(SPOILT(set_qualification_rule, a.rule.effective_from = kNoDay),
            "bad_date: effective_from: 2023-02-29");
  EXPECT_EQ(SPOILT(set_qualification_rule, (a.rule.effective_to = Date{2026, 3, 31})),
            "dates_reversed: effective_to: from 2026-04-01, to 2026-03-31");
  EXPECT_EQ(SPOILT(set_qualification_rule, a.rule.years = 51), "bad_term: years: 51");
  EXPECT_EQ(SPOILT(set_qualification_rule, a.rule.ban_years = 51), "bad_term: ban_years: 51");
  EXPECT_EQ(SPOILT(set_qualification_rule, a.rule.notice_days = 91), "bad_rule: notice_days: 91, at most 90");
  EXPECT_EQ(SPOILT(set_qualification_rule, a.rule.prerequisites[0] = a.type),
            "prerequisite_of_itself: prerequisites: type little-giant");
  EXPECT_EQ(SPOILT(set_qualification_rule, a.rule.prerequisites.push_back("specialized")),
            "bad_rule: prerequisites: not strictly rising");
}

TEST(CheckAction, ChangesOfTitles) {
  EXPECT_EQ(SPOILT(renew_qualifications, a.lines.clear()), "empty_list: lines");
  EXPECT_EQ(SPOILT(review_qualifications, a.until = kNoDay), "bad_date: until: 2023-02-29");
  EXPECT_EQ(SPOILT(review_qualifications, a.lines[1].code = a.lines[0].code),
            "repeated_line: line 2, code: " + std::string(text_of(code(1))));
  EXPECT_EQ(SPOILT(object_to_qualification, a.reason = ""), "bad_name: reason: empty");
  EXPECT_THAT(SPOILT(object_to_qualification, a.reason = kIdentity),
              testing::StartsWith("personal_data: reason: "));
  EXPECT_EQ(SPOILT(decide_qualifications, a.lines[1].code = a.lines[0].code),
            "repeated_line: line 2, code: " + std::string(text_of(code(1))));
  EXPECT_EQ(SPOILT(suspend_qualification, a.reason = ""), "bad_name: reason: empty");
  EXPECT_EQ(SPOILT(reinstate_qualification, a.effective = kNoDay), "bad_date: effective: 2023-02-29");
}

TEST(CheckAction, ChangesOfEnterprises) {
  EXPECT_EQ(SPOILT(rename_enterprise, a.name = ""), "bad_name: name: empty");
  EXPECT_EQ(SPOILT(rename_enterprise, a.effective = kNoDay), "bad_date: effective: 2023-02-29");
  EXPECT_EQ(SPOILT(merge_enterprise, a.into = a.code),
            "merged_into_itself: into: " + std::string(text_of(code(1))));
  EXPECT_EQ(SPOILT(merge_enterprise, std::swap(a.titles[0], a.titles[1])),
            "repeated_line: titles: not strictly rising");
  EXPECT_EQ(SPOILT(dissolve_enterprise, a.code = kNoCode),
            "uscc_bad_check_digit: code: \"91440101732977352X\"");
}

TEST(CheckAction, CreditRepairs) {
  EXPECT_EQ(SPOILT(request_credit_repair, a.entry.batch = ""), "bad_id: batch: empty");
  EXPECT_EQ(SPOILT(request_credit_repair, a.evidence = Hash32{}), "malformed: evidence: zero");
  EXPECT_EQ(SPOILT(decide_credit_repair, a.entry.line = 0), "lines_not_rising: line: zero");
}

TEST(CheckAction, CreditRules) {
  EXPECT_EQ(SPOILT(set_credit_rules, a.version = ""), "bad_id: version: empty");
  EXPECT_EQ(SPOILT(set_credit_rules, a.effective_from = kNoDay), "bad_date: effective_from: 2023-02-29");
  EXPECT_EQ(SPOILT(set_credit_rules, a.terms.clear()), "empty_list: terms");
  EXPECT_EQ(SPOILT(set_credit_rules, std::swap(a.terms[0], a.terms[1])),
            "lines_not_rising: terms: not strictly rising");
  EXPECT_EQ(SPOILT(set_credit_rules, a.terms[0].weight = CreditClass::none),
            "lines_not_rising: terms: not strictly rising");
  EXPECT_EQ(SPOILT(set_credit_rules, a.terms[1].months_min = 13),
            "bad_credit_term: terms: general, at least 13, at most 12, after 3");
  EXPECT_EQ(SPOILT(set_credit_rules, a.terms[1].months_max = 121),
            "bad_credit_term: terms: general, at least 3, at most 121, after 3");
  EXPECT_EQ(SPOILT(set_credit_rules, a.terms[1].repair_months = 13),
            "bad_credit_term: terms: general, at least 3, at most 12, after 13");
}

TEST(CheckAction, CreditEntries) {
  EXPECT_EQ(SPOILT(record_credit, a.batch = ""), "bad_id: batch: empty");
  EXPECT_EQ(SPOILT(record_credit, a.lines.clear()), "empty_list: lines");
  EXPECT_EQ(SPOILT(record_credit, a.lines[1].line = 1), "lines_not_rising: line 1, line: after 1");
  EXPECT_EQ(SPOILT(record_credit, a.lines[0].code = kNoCode),
            "uscc_bad_check_digit: line 1, code: \"91440101732977352X\"");
  EXPECT_EQ(SPOILT(record_credit, a.lines[0].decided_on = kNoDay),
            "bad_date: line 1, decided_on: 2023-02-29");
  EXPECT_EQ(SPOILT(record_credit, a.lines[0].published_to = std::nullopt),
            "bad_date: line 1, published_to: empty");
  EXPECT_EQ(SPOILT(record_credit, (a.lines[0].published_to = Date{2026, 3, 31})),
            "dates_reversed: line 1, published_to: from 2026-04-01, to 2026-03-31");
  // an honour without end
  EXPECT_EQ(SPOILT(record_credit, a.lines[1].published_to = std::nullopt), "accepted");
  EXPECT_EQ(SPOILT(record_credit, a.lines[0].weight = CreditClass::none),
            "credit_class_differs: line 1, class: none, for penalty");
  EXPECT_EQ(SPOILT(record_credit, a.lines[1].weight = CreditClass::minor),
            "credit_class_differs: line 2, class: minor, for honour");
  EXPECT_EQ(SPOILT(record_credit, a.lines[1].weight = static_cast<CreditClass>(9)),
            "malformed: line 2, class");
  EXPECT_EQ(SPOILT(record_credit, a.lines[1].kind = static_cast<CreditKind>(9)), "malformed: line 2, kind");
  EXPECT_EQ(SPOILT(record_credit, a.lines[1].commitment = Hash32{}), "malformed: line 2, commitment: zero");
  EXPECT_THAT(SPOILT(record_credit, a.lines[1].commitment = a.lines[0].commitment),
              testing::StartsWith("repeated_line: line 2, commitment: "));
  EXPECT_EQ(SPOILT(withdraw_credit, a.entry.department = ""), "bad_id: department: empty");
  EXPECT_EQ(SPOILT(withdraw_credit, a.entry.line = 0), "lines_not_rising: line: zero");
  EXPECT_THAT(SPOILT(withdraw_credit, a.document_no = kIdentity),
              testing::StartsWith("personal_data: document_no: "));
}

TEST(CheckAction, Ratings) {
  EXPECT_EQ(SPOILT(define_rating_scale, a.scale = ""), "bad_id: scale: empty");
  EXPECT_EQ(SPOILT(define_rating_scale, a.agency = "_"), "bad_id: agency: \"_\"");
  EXPECT_EQ(SPOILT(define_rating_scale, a.grades.clear()), "empty_list: grades");
  EXPECT_EQ(SPOILT(define_rating_scale, a.grades[1] = a.grades[0]), "repeated_line: grades: A");
  EXPECT_EQ(SPOILT(define_rating_scale, a.grades[1] = ""), "bad_name: grades: empty");
  EXPECT_EQ(SPOILT(record_ratings, a.lines[0].grade = ""), "bad_name: line 1, grade: empty");
  EXPECT_EQ(SPOILT(record_ratings, (a.lines[0].valid_to = Date{2025, 12, 31})),
            "dates_reversed: line 1, valid_to: from 2026-01-01, to 2025-12-31");
  EXPECT_EQ(SPOILT(record_ratings, a.lines[1].code = a.lines[0].code),
            "repeated_line: line 2, code: " + std::string(text_of(code(1))));
}

TEST(CheckAction, Documents) {
  EXPECT_EQ(SPOILT(anchor_document, a.sha256 = Hash32{}), "malformed: sha256: zero");
  EXPECT_EQ(SPOILT(anchor_document, a.title = ""), "bad_name: title: empty");
  EXPECT_EQ(SPOILT(anchor_document, a.issued_on = kNoDay), "bad_date: issued_on: 2023-02-29");
  EXPECT_THAT(SPOILT(anchor_document, a.title = kIdentity), testing::StartsWith("personal_data: title: "));
}

TEST(CheckAction, DetailsFitTheReceipt) {
  RecordAwards awards = record_awards();
  std::string longest;
  for (int i = 0; i < 100; ++i) longest += "样";
  awards.lines[0].beneficiary = longest;
  awards.lines[0].project = longest;
  awards.lines[1] = awards.lines[0];
  awards.lines[1].line = 9;
  const auto outcome = check_action(awards);
  ASSERT_FALSE(outcome.has_value());
  EXPECT_EQ(outcome.error().code, Code::repeated_line);
  EXPECT_LE(outcome.error().detail.size(), limits::kNoteBytesMax);
  EXPECT_TRUE(valid_utf8(outcome.error().detail));
}

TEST(CheckAction, ASealedBidAndItsOpening) {
  EXPECT_EQ(SPOILT(seal_bid, a.challenge = "C1"), "bad_id: challenge: \"C1\"");
  EXPECT_EQ(SPOILT(seal_bid, a.code = pilot_code()),
            "uscc_bad_check_digit: code: \"" + std::string(text_of(pilot_code())) + "\"");
  EXPECT_EQ(SPOILT(seal_bid, a.commitment.reset()), "accepted");
  EXPECT_EQ(SPOILT(open_bid, a.programme = ""), "bad_id: programme: empty");
  EXPECT_EQ(SPOILT(open_bid, a.members.clear()), "empty_list: members");
  EXPECT_EQ(SPOILT(open_bid, a.members[1].share = 3'001), "bad_shares: members: 10001");
  EXPECT_EQ(SPOILT(open_bid, a.members[1].code = a.members[0].code),
            "bad_shares: members: " + std::string(text_of(code(1))));
  EXPECT_EQ(SPOILT(open_bid, a.project = ""), "bad_name: project: empty");
  EXPECT_EQ(SPOILT(open_bid, a.amount = 0), "bad_amount: amount: 0.00 CNY");
}

TEST(CheckAction, ARecoveryWithWhatIsAskedForBesideIt) {
  EXPECT_EQ(SPOILT(demand_recovery, a.charges.interest = 1), "accepted");
  EXPECT_EQ(SPOILT(demand_recovery, a.charges.penalty = -1), "bad_amount: penalty: -0.01 CNY");
  EXPECT_EQ(SPOILT(demand_recovery, (a.demanded = 0, a.charges.interest = 1)),
            "bad_amount: demanded: 0.00 CNY");
  EXPECT_EQ(SPOILT(record_recovery, a.amount = 0), "bad_amount: amount: 0.00 CNY");
  EXPECT_EQ(SPOILT(record_recovery, (a.amount = 0, a.charges.late_charge = 1)), "accepted");
  EXPECT_EQ(SPOILT(record_recovery, (a.amount = -1, a.charges.late_charge = 1)),
            "bad_amount: amount: -0.01 CNY");
  EXPECT_EQ(SPOILT(record_recovery, a.charges.late_charge = -1), "bad_amount: late_charge: -0.01 CNY");
  EXPECT_EQ(SPOILT(take_recovery_step, a.due = a.on), "accepted");
  EXPECT_EQ(SPOILT(take_recovery_step, a.due = (Date{2023, 4, 30})),
            "day_too_early: due: not before 2023-05-01");
  EXPECT_EQ(SPOILT(take_recovery_step, a.step = RecoveryStep::served), "malformed: due: served");
  EXPECT_EQ(SPOILT(take_recovery_step, a.withdrawn = true), "malformed: due: decided");
  EXPECT_EQ(SPOILT(take_recovery_step, (a.withdrawn = true, a.due.reset(), a.note = "")),
            "bad_name: note: empty");
  EXPECT_EQ(SPOILT(take_recovery_step, a.note = ""), "accepted");
}

TEST(CheckAction, OnlyACodeThatItsCheckDigitAloneMakesWrongIsAnException) {
  EXPECT_EQ(SPOILT(admit_code, a.code = code(1)),
            "uscc_check_digit_fits: code: \"" + std::string(text_of(code(1))) + "\"");
  EXPECT_EQ(SPOILT(admit_code, a.code = Uscc::from(bytes_of("9135021AM00013FA1N")).value()),
            "uscc_bad_region: code: at character 8, \"9135021AM00013FA1N\"");
  EXPECT_EQ(SPOILT(admit_code, a.code = Uscc::from(bytes_of("91350211M00013FAIN")).value()),
            "uscc_bad_character: code: at character 17, \"91350211M00013FAIN\"");
  EXPECT_EQ(SPOILT(admit_code, a.code = Uscc::from(bytes_of("91350211m00013fa1n")).value()),
            "uscc_bad_check_digit: code: \"91350211M00013FA1N\"")
      << "not in capitals";
  EXPECT_EQ(SPOILT(admit_code, a.code = Uscc::from(bytes_of(kIdentity)).value()),
            "personal_data: code: an identity number");
  EXPECT_EQ(SPOILT(admit_code, a.name = ""), "bad_name: name: empty");
  EXPECT_THAT(SPOILT(admit_code, a.name = kIdentity), testing::StartsWith("personal_data: name: "));
  EXPECT_THAT(SPOILT(admit_code, a.document_no = kIdentity),
              testing::StartsWith("personal_data: document_no: "));
  EXPECT_EQ(SPOILT(admit_code, a.document_no = ""), "accepted");
  EXPECT_EQ(SPOILT(admit_code, a.reason = ""), "bad_name: reason: empty");
  EXPECT_THAT(SPOILT(admit_code, a.reason = "卡号 6222021234567890123"),
              testing::StartsWith("personal_data: reason: "));
}

TEST(CheckAction, ACodeWithARecordedExceptionIsTakenInEveryActionAndNoOther) {
  const auto with_code = [](const Uscc& code) {
    std::vector<Action> out;
    for (Action action : every_action())
      std::visit(
          [&]<class Body>(Body& body) {
            if constexpr (std::is_same_v<Body, AdmitCode>) return;
            if constexpr (requires { body.lines.front().code = code; })
              body.lines.front().code = code;
            else if constexpr (requires { body.members.front().code = code; })
              body.members.front().code = code;
            else if constexpr (requires { body.code = code; })
              body.code = code;
            else
              return;
            out.emplace_back(body);
          },
          action);
    MergeEnterprise merger = merge_enterprise();
    merger.into = code;
    out.emplace_back(merger);
    return out;
  };
  const CodeExcepted pilot = [](const Uscc& code) { return code == pilot_code(); };
  const auto actions = with_code(pilot_code());
  EXPECT_EQ(actions.size(), 27U) << "actions that name a code";
  for (const Action& action : actions) {
    EXPECT_TRUE(check_action(action, pilot)) << name_of(action);
    const auto without = check_action(action);
    ASSERT_FALSE(without) << name_of(action);
    EXPECT_EQ(without.error().code, Code::uscc_bad_check_digit) << name_of(action);
  }
  for (const Action& action : with_code(kNoCode))
    EXPECT_FALSE(check_action(action, pilot)) << name_of(action);
  const CodeExcepted any = [](const Uscc&) { return true; };
  for (const Action& action : with_code(Uscc::from(bytes_of(kIdentity)).value()))
    EXPECT_FALSE(check_action(action, any)) << "a person's number is never a code: " << name_of(action);
}

}  // namespace
}  // namespace credence
