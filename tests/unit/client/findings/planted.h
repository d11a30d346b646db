// SPDX-License-Identifier: Apache-2.0
// The story itself: what is honest, and what is planted in an honest province. Enterprises 1 to 99 are honest
// ones of the small programmes, which come near to each rule; those from 100 on are of one plant each.
#pragma once

#include "tests/unit/client/findings/province.h"

namespace credence::testing {

/// (rule, what it is about): what the plants are found as. Some break two rules.
using FoundSet = std::multiset<std::pair<std::string, std::string>>;

class PlantedChain : public Story {
 public:
  /// Among about `lines` honest awards of the province.
  explicit PlantedChain(unsigned lines, bool planted, std::uint64_t seed = 1)
      : planted_(planted), province_(*this, lines, seed) {
    tell();
  }
  [[nodiscard]] const FoundSet& expected() const { return expected_; }
  [[nodiscard]] unsigned honest_lines() const { return province_.lines(); }

 private:
  void plant(std::string rule, std::string about) { expected_.emplace(std::move(rule), std::move(about)); }

  /// What the province does until then comes first.
  void on(const Date& day) {
    province_.until(day);
    Story::on(day);
  }
  void tell() {
    on({2025, 1, 2});
    begin();
    near_before();
    if (planted_) plant_before();
    february_and_march();
    on({2025, 5, 6});
    near_in_may();
    if (planted_) plant_in_may();
    on({2025, 6, 2});
    near_in_june();
    result(honest_, ResultStep::acceptance);
    if (planted_) plant_in_june();
    on({2025, 8, 1});
    near_in_august();
    if (planted_) plant_in_august();
    on({2026, 2, 2});
    dissolve(39, {2026, 1, 5});  // more than 180 days after its payment
    award(list("honest-2026", "b1",
               {{1, 90 * kWan, "智能焊接产线数字化改造项目二期"}, {2, 5 * kWan, "节能改造"}}));
    on({2026, 9, 21});
  }

  // ---- honest
  void begin() {
    enterprises(1, 59);
    ProgrammeRules rules;
    rules.acceptance_months = 12;
    rules.required_titles.push_back("specialized");
    for (const unsigned number : {1u, 2u, 3u}) title(number);
    programme("honest-2025", 2025, &rules);
    programme("honest-2026", 2026);
  }
  void february_and_march() {
    on({2025, 2, 3});
    honest_ = list("honest-2025", "b1",
                   {{1, 95 * kWan, "智能焊接产线数字化改造项目一期"}, {2, 10 * kWan}, {3, 10 * kWan}},
                   AwardStage::public_notice);
    award(honest_);
    near_quick_ = list("near-notice", "b1", {{48, kWan}}, AwardStage::public_notice);
    award(near_quick_);
    if (planted_) plant_notices();
    on({2025, 2, 6});
    confirm(near_quick_);  // after the three days that its programme asks for
    if (planted_) plant_early();
    on({2025, 2, 14});
    confirm(honest_);
    on({2025, 3, 3});
    pay(honest_);
    enterprises(60, 2, world::kRegistrar, {&posts::kCheck});
  }

  // ---- honest, and nearly what each rule looks for
  void near_before() {
    SetCreditRules credit = samples::set_credit_rules();
    credit.effective_from = {2025, 1, 1};
    act(world::kAdmin, credit);
    for (const unsigned number : {42u, 43u, 44u}) title(number);
    ProgrammeRules titled;
    titled.required_titles.push_back("specialized");
    programme("near-title", 2025, &titled);
    ProgrammeRules capped;
    capped.cap = 10 * kWan;
    for (const char* id : {"near-cap", "near-tight"}) programme(id, 2025, &capped);
    ProgrammeRules quick;
    quick.notice_days = 3, quick.first_day_counts = true;
    programme("near-notice", 2025, &quick);
    programme("near-2025");
    programme("near-old", 2024);
    programme("near-restored", 2025, &capped);
    programme("near-relief", 2025, nullptr, ProgrammeKind::tax_relief);
    programme("near-challenge", 2025, nullptr, ProgrammeKind::challenge);
    ProgrammeRules wider;
    wider.cap = 20 * kWan;  // long before its batch
    act(world::kProgramme, SetProgrammeRules{"near-cap", wider, "粤工信〔2025〕8号"});
    RegisterProjects projects{"near-2025", {}};
    projects.lines.push_back({1, code_of(38), world::enterprise_name(38), "先入库项目", kWan});
    act(world::kAward, projects);
    credit_entry(46, "c-near", CreditClass::general);
    credit_entry(47, "c-wrong", CreditClass::serious);
    act(posts::kCredit, WithdrawCredit{{"gd-iit", "c-wrong", 1}, "粤撤〔2025〕1号"});
  }
  void near_in_may() {
    award(list("near-cap", "b1", {{31, 15 * kWan}}));
    ProgrammeRules tighter;
    tighter.cap = 5 * kWan;
    act(world::kProgramme, SetProgrammeRules{"near-tight", tighter, "粤工信〔2025〕8号"});
    award(list("near-tight", "b1", {{32, 5 * kWan}}));
    RecordAwards paper = list("near-2025", "paper", {{38, kWan, "先入库项目"}});
    paper.document_no = "粤工信〔2025〕30号";
    act(world::kAward, AnchorDocument{tagged_hash(samples::kSuite, Tag::credit_text, bytes_of("near")), 100,
                                      "样例通知", paper.document_no, Date{2025, 4, 20}});
    award(paper);
    // Of enterprise 33 just under the threshold, and again 87 days later.
    award(list("near-2025", "b1",
               {{33, 95 * kWan, "甲"},
                {34, 2 * kWan},
                {39, kWan},
                {40, kWan},
                {46, kWan},
                {47, kWan},
                {49, kWan, "甲"}}));
    pay("near-2025", "p1", {{1, "b1", 2, code_of(34), kWan, today}, {2, "b1", 3, code_of(39), kWan, today}});
    award(list("near-title", "b1", {{42, kWan}, {43, kWan}, {44, kWan}}));
    pay("near-title", "p1", {{1, "b1", 1, code_of(42), kWan, today}});
    near_spread();
    ProgrammeRules restored;
    restored.cap = 20 * kWan;
    set_rules("near-restored", restored);
    restored.cap = 10 * kWan;
    set_rules("near-restored", restored);
    RecordAwards recorded = list("near-restored", "b1", {{53, 5 * kWan}});
    recorded.published = Date{2025, 4, 6};  // thirty days before
    award(recorded);
    award(list("near-relief", "b1", {{52, kWan, "同名事项"}}));
    award(list("near-old", "relieved", {{52, kWan, "同名事项"}}));  // in another year
    challenge("near-challenge", "c1", {54, 55});
    problem("problem-mended", {2025, 5, 30});
    act(world::kAward, AnswerProblem{"problem-mended", 0, "粤整〔2025〕1号", std::nullopt, "已整改"});
    act(posts::kAudit, SettleProblem{"problem-mended", true, std::nullopt, ""});
    RecordAwards old = list("near-old", "b1", {{41, kWan}});
    old.published = Date{2024, 6, 3};
    award(old);
    RecordAwards unpublished = list("near-2025", "unpublished", {});
    unpublished.declared_count = 10, unpublished.declared_total = kWan;
    award(unpublished);
    award(list("near-2025", "kept", {{51, kWan, "同名项目"}}));
    award(list("near-old", "objected", {{51, kWan, "同名项目"}}, AwardStage::public_notice));
    act(world::kAward, FileObjection{"near-old", "objected", 0, "样例", std::nullopt});
    act(world::kAward, DecideObjection{"near-old", "objected", 1, true, "粤工信〔2025〕13号", "样例"});
    // Returned by the bank in June, and paid again on the same day: once more the same sum.
    award(list("near-2025", "again", {{35, kWan}, {36, 2 * kWan}}));
    pay("near-2025", "p4",
        {{1, "again", 1, code_of(35), kWan, today}, {2, "again", 2, code_of(36), 2 * kWan, today}});
    near_back_ = list("near-2025", "back", {{45, kWan}});
    award(near_back_), pay(near_back_);
    demand(near_back_, kWan);
  }
  void problem(const Id& id, const Date& due) {
    RaiseProblem raised;
    raised.problem = id, raised.department = "gd-iit", raised.due = due, raised.finding = "样例问题";
    act(posts::kAudit, raised);
  }
  /// Thirty beneficiaries, the largest ten of whom hold more than half, as they do where sums are even.
  void near_spread() {
    std::vector<Line> lines;
    for (unsigned i = 0; i < 30; ++i) lines.push_back({1 + i, (1 + i) * kWan, "均布样例"});
    programme("near-spread");
    award(list("near-spread", "b1", lines));
  }
  void near_in_june() {
    returned(near_back_, kWan, today);
    reverse("near-2025", "p4", Reversal::returned);
    pay("near-2025", "p5", {{1, "again", 1, code_of(35), kWan, today}});
    act(world::kAward, again_withdrawn());
    // The other half, 27 days after the first.
    pay("near-2025", "p2", {{1, "b1", 2, code_of(34), kWan, today}});
    act(world::kRegistrar, MergeEnterprise{code_of(40), code_of(50), today, "粤市监〔2025〕2号", {}});
    pay("near-2025", "p3", {{1, "b1", 4, code_of(50), kWan, today}});  // to the successor
    RecordResults graded{"near-2025", ResultStep::performance, "", {}};
    graded.lines.push_back({1, "b1", 7, true, 0, Performance::fair, today});
    act(world::kAward, graded);
    WithdrawAwards withdrawal{"near-old", "b1", "粤工信〔2025〕12号", "样例", {}};
    withdrawal.lines.push_back({1});
    act(world::kAward, withdrawal);
  }
  void near_in_august() {
    award(list("near-2025", "b2", {{33, 95 * kWan, "乙"}, {49, kWan, "乙"}}));
    revoke(42, today, true);
    act(world::kAward, DemandRecovery{"near-title", "r1", "b1", 1, kWan, "粤追〔2025〕2号", "样例"});
    act(world::kPay, RecordRecovery{"near-title", "r1", 1, kWan, today});
  }
  /// What was returned of line 2 is released.
  static WithdrawAwards again_withdrawn() {
    WithdrawAwards out{"near-2025", "again", "粤工信〔2025〕14号", "样例", {}};
    out.lines.push_back({2});
    return out;
  }
  /// The first two lines of a payment list, or the first.
  void reverse(const Id& programme_id, const Id& list_id, Reversal kind, std::uint32_t lines = 2) {
    ReversePayments action{programme_id, list_id, kind, "粤财函〔2025〕1号", {}};
    for (std::uint32_t line = 1; line <= lines; ++line) action.lines.push_back({line, today, "账号有误"});
    act(world::kPay, action);
  }
  void credit_entry(unsigned number, const Id& batch, CreditClass weight) {
    RecordCredit record{"gd-iit", batch, {}};
    record.lines.push_back({1, code_of(number), CreditKind::dishonesty, weight, Date{2025, 1, 2},
                            weight == CreditClass::serious ? Date{2026, 6, 1} : Date{2025, 12, 1},
                            tagged_hash(samples::kSuite, Tag::credit_text, bytes_of(batch))});
    act(posts::kCredit, record);
  }
  void dissolve(unsigned number, const Date& day) {
    act(world::kRegistrar, DissolveEnterprise{code_of(number), day, "粤市监〔2025〕1号"});
  }

  // ---- planted
  RecordAwards planted_award(const Id& programme_id, const std::vector<Line>& lines,
                             const std::optional<Date>& published = {}, const Id& batch = "b1") {
    RecordAwards out = list(programme_id, batch, lines);
    if (published) out.published = *published;
    award(out);
    return out;
  }
  void plant_before() {
    enterprises(100, 60);
    enterprises(900'000, 20);
    programme("f27-relief", 2025, nullptr, ProgrammeKind::tax_relief);
    programme("f29", 2025, nullptr, ProgrammeKind::challenge);
    programme("f35", 2025, nullptr, ProgrammeKind::tax_relief);
    ProgrammeRules parts;
    parts.tranches.push_back({TrancheCondition::confirmed, 0, 50, 0});
    parts.tranches.push_back({TrancheCondition::accepted, 0, 50, 0});
    for (const char* id : {"f19-parts", "f6-ruled"}) programme(id, 2025, &parts);
    for (const unsigned number : {111u, 112u, 114u, 125u}) title(number);
    ProgrammeRules titled;
    titled.required_titles.push_back("specialized");
    for (const char* id : {"f10", "f12"}) programme(id, 2025, &titled);
    ProgrammeRules capped;
    capped.cap = 10 * kWan;
    programme("f19", 2025, &capped);
    ProgrammeRules accepted;
    accepted.acceptance_months = 1;
    programme("f8", 2025, &accepted);
    for (const char* id : {"f1-a", "f3", "f4", "f5", "f6", "f7", "f9", "f11", "f14", "f15", "f16", "f17",
                           "f27-grant", "f31-hands", "f31-city", "f31-one", "f32"})
      programme(id, 2025);
    programme("f1-b", 2026);
    enterprises(170, 1, posts::kTurnMaker, {&posts::kTurnCheck});
    enterprises(171, 1, posts::kBackMaker, {&posts::kBackCheck});
    plant("F20", "登记乙岗/登记甲岗");
  }
  /// Notices of 3 February: confirmed after three days and paid; after three days; in June; never.
  void plant_notices() {
    early_ = list("f5", "b1", {{105, 3 * kWan}}, AwardStage::public_notice);
    short_ = list("f6", "short", {{106, 3 * kWan}}, AwardStage::public_notice);
    late_ = list("f6", "late", {{107, 3 * kWan}}, AwardStage::public_notice);
    for (const auto* batch : {&early_, &short_, &late_}) award(*batch);
    award(list("f6", "never", {{132, 3 * kWan}}, AwardStage::public_notice));
    plant("F6", "f6/never");
  }
  void plant_early() {
    confirm(early_), confirm(short_);
    pay(early_);
    plant("F5", "f5/b1/1"), plant("F6", "f5/b1"), plant("F6", "f6/short");
  }
  void plant_in_may() {
    planted_award("f1-a", {{101, 8 * kWan, "智能焊接产线数字化改造项目（南区）"}});
    planted_award("f1-b", {{101, 9 * kWan, "智能焊接产线数字化升造项目(南区)"}});
    plant("F1", "f1-a/b1/1");
    planted_award("f3", {{103, 4 * kWan}}, Date{2025, 5, 1});
    pay("f3", "p1", {{1, "b1", 1, code_of(103), 2 * kWan, {2025, 5, 2}}});
    pay("f3", "p2", {{1, "b1", 1, code_of(103), 2 * kWan, {2025, 5, 6}}});
    plant("F3", "f3/b1/1");
    planted_award("f4", {{104, 95 * kWan, "甲线"}, {104, 96 * kWan, "乙线"}});
    plant("F4", "f4/b1/1");
    // F7: a document, a library entry and a demand that come too late.
    RecordAwards paper = list("f7", "paper", {{108, kWan}});
    paper.published = Date{2025, 4, 1}, paper.document_no = "粤工信〔2025〕31号";
    award(paper);
    act(world::kAward, AnchorDocument{tagged_hash(samples::kSuite, Tag::credit_text, bytes_of("paper")), 100,
                                      "样例通知", "粤工信〔2025〕31号", Date{2025, 4, 20}});
    plant("F7", "f7/paper/1");
    planted_award("f7", {{109, kWan, "后入库项目"}}, Date{2025, 4, 1}, "library");
    RegisterProjects projects{"f7", {}};
    projects.lines.push_back({1, code_of(109), world::enterprise_name(109), "后入库项目", kWan});
    act(world::kAward, projects);
    plant("F7", "f7/library/1");
    returned_ = planted_award("f7", {{110, kWan}}, {}, "returned");
    pay(returned_);
    planted_award("f8", {{115, kWan}});
    plant("F8", "f8/b1/1");
    planted_award("f9", {{116, kWan}, {117, kWan}, {118, kWan}});
    pay("f9", "p1", {{1, "b1", 1, code_of(116), kWan, today}});
    planted_award("f10", {{111, kWan}, {112, kWan}, {125, kWan}});
    planted_award("f11", {{113, 2 * kWan}});
    const RecordAwards fraud = planted_award("f12", {{114, 3 * kWan}});
    pay(fraud);
    planted_award("f14", {{119, 7 * kWan}}, Date{2024, 5, 6});
    plant("F14", "f14/b1/1");
    waiting_ = planted_award("f15", {{120, 6 * kWan}});
    pay(waiting_);
    planted_award("f16", {{126, 5 * kWan}});
    pay("f16", "p1", {{1, "b1", 1, code_of(126), 5 * kWan, today}});
    RecordAwards less = list("f17", "b1", {{121, kWan}, {122, kWan}});
    less.declared_count = 3, less.declared_total += kWan;
    award(less);
    pay("f17", "p1", {{1, "b1", 1, code_of(121), kWan, today}}, kWan);
    plant("F17", "f17/b1"), plant("F17", "f17/p1");
    ProgrammeRules wider;
    wider.cap = 20 * kWan;
    act(world::kProgramme, SetProgrammeRules{"f19", wider, "粤工信〔2025〕10号"});
    planted_award("f19", {{123, 15 * kWan}});
    plant("F19", "f19/b1");
    set_rules("f19-parts", {});  // the whole may be paid at once
    planted_award("f19-parts", {{133, kWan}});
    plant("F19", "f19-parts/b1");
    planted_award("f6-ruled", {{134, kWan}}, Date{2025, 4, 5});
    plant("F6", "f6-ruled/b1");
    planted_award("f27-relief", {{127, 5 * kWan, "云平台软件研发"}});
    planted_award("f27-grant", {{127, 6 * kWan, "云平台软件研发"}});
    plant("F27", "f27-relief/b1/1");
    problem("problem-late", {2025, 7, 1});
    plant("F34", "problem-late");
    planted_award("f35", {{136, 9 * kWan, "研发费用加计扣除"}});
    const auto relief = [&](std::uint32_t line, const Date& from, const Date& to,
                            ReliefStep step = ReliefStep::claimed) {
      RecordRelief action{"f35", "q", step, "", step == ReliefStep::withdrawn ? "误报" : "", {}};
      action.lines.push_back({line, "b1", 1, from, to, step == ReliefStep::withdrawn ? 0 : kWan, today});
      act(world::kAward, action);
    };
    relief(1, {2024, 1, 1}, {2024, 3, 31});
    relief(2, {2024, 4, 1}, {2024, 6, 30});  // beside it
    relief(3, {2024, 3, 1}, {2024, 3, 31});  // withdrawn
    relief(3, {2024, 3, 1}, {2024, 3, 31}, ReliefStep::withdrawn);
    relief(4, {2024, 6, 30}, {2024, 9, 30});
    plant("F35", "f35/b1/1");
    challenge("f29", "c1", {128, 135, 128});
    challenge("f29", "c2", {129, 130});
    plant("F29", "f29"), plant("F29", "f29");
    concentrate();
    poor_ = planted_award("f32", {{124, kWan, "甲"}});
  }
  void concentrate() {
    std::vector<Line> hands, city, one;
    for (unsigned i = 0; i < 30; ++i) {
      one.push_back({i == 0 ? 131 : i, i == 0 ? 20 * kWan : kWan, "集中样例独家"});
      hands.push_back({1 + i, i < 10 ? 20 * kWan : kWan, "集中样例"});
      city.push_back({i < 20 ? 900'000 + i : 1 + i, kWan, "集中样例城市"});
    }
    planted_award("f31-hands", hands), planted_award("f31-city", city), planted_award("f31-one", one);
    plant("F31", "f31-hands"), plant("F31", "f31-city/4403"), plant("F31", "f31-one");
  }
  void plant_in_june() {
    confirm(late_);
    plant("F6", "f6/late");
    dissolve(116, {2025, 6, 1});  // paid on 6 May
    dissolve(117, {2025, 5, 1});  // awarded on 6 May
    act(world::kRegistrar, MergeEnterprise{code_of(130), code_of(129), today, "粤市监〔2025〕3号", {}});
    plant("F9", "f9/b1/1"), plant("F9", "f9/b1/2");
    revoke(111, {2025, 5, 1});
    revoke(112, {2025, 6, 1});
    revoke(114, {2025, 6, 1}, true);
    act(world::kQualify,
        SuspendQualification{"specialized", code_of(125), {2025, 5, 1}, "粤工信〔2025〕78号", "样例"});
    plant("F10", "f10/b1/3");
    plant("F10", "f10/b1/1"), plant("F10", "f10/b1/2"), plant("F10", "f12/b1/1"), plant("F12", "f12/b1/1");
    credit_entry(113, "c1", CreditClass::serious);
    plant("F11", "f11/b1/1");
    result(poor_, ResultStep::performance, true, Performance::poor);
    reverse("f16", "p1", Reversal::returned, 1);
    plant("F16", "f16/b1/1");
  }
  void plant_in_august() {
    demand(returned_, kWan);
    returned(returned_, kWan, {2025, 7, 20});
    plant("F7", "f7/returned/1");
    demand(waiting_, 5 * kWan);
    plant("F15", "f15/b1/1");
    planted_award("f32", {{124, 2 * kWan, "乙"}}, {}, "b2");
    plant("F32", "f32/b1/1");
  }

  const bool planted_;
  Province province_;
  FoundSet expected_;
  RecordAwards honest_, near_quick_, early_, short_, late_, returned_, waiting_, poor_, near_back_;
};

}  // namespace credence::testing
