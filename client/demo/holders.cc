// SPDX-License-Identifier: Apache-2.0
// Synthetic holders that are no enterprises: two products of one maker with a certificate each, a park of a
// department; and money of other kinds: relief, talent.
#include "client/demo/story.h"
#include "client/setup/catalogue_plan.h"
#include "ledger/domain/features.h"

namespace credence {
namespace {

const Id kTest("sample-compat-test"), kPark("sample-famed-park"), kRelief("sample-relief"),
    kTalent("sample-talent"), kHolderBatch("b1");

Uscc code_of(Story& story, const HolderLine& line) {
  return holder_code(story.client().network().anchor.chain.suite, line);
}

LifeStep confer(Story& story, const Id& type, std::initializer_list<HolderLine> holders, const Words& what) {
  IssueQualifications out{
      type, Id("sample-life"), Name("样例认定清单（合成数据）"), {}, Note("合成数据 synthetic data"), {}};
  std::uint32_t line = 0;
  for (const HolderLine& holder : holders)
    out.lines.push_back({++line, code_of(story, holder), holder.name, {}, story.cast().today, std::nullopt});
  return {what, story.cast().qualify, out,
          story.state<QualificationValue>(QualificationKey{type, out.lines.back().code})};
}

std::vector<LifeStep> holder_steps(Story& story) {
  const LifeCast& cast = story.cast();
  const std::vector<HolderLine> holders = sample_holders(cast);
  RegisterHolders registered;
  for (const HolderLine& holder : holders) registered.lines.push_back(holder);
  const auto define = [&](const Id& type, std::string_view zh, std::string_view en, HolderKind kind) {
    return LifeStep{{"define a title that is not for enterprises", "设立企业以外对象的资格"},
                    cast.admin,
                    DefineQualification{type, Name(zh), Name(en), cast.issuer, 3, std::nullopt, kind, {}},
                    story.state<QualificationTypeValue>(QualificationTypeKey{type})};
  };
  return {
      define(kTest, "样例产品适配测试", "Sample: compatibility test of a product", HolderKind::product),
      define(kPark, "样例软件名园", "Sample: famed software park", HolderKind::park),
      {{"two products of one maker and a park are registered", "登记同一企业的两个产品和一个园区"},
       cast.qualify,
       registered,
       story.state<EnterpriseValue>(EnterpriseKey{code_of(story, holders.back())})},
      confer(story, kTest, {holders[0], holders[1]},
             {"a certificate for each product", "两个产品各获一张证书"}),
      confer(story, kPark, {holders[2]}, {"a title for the park", "认定园区"}),
  };
}

/// One award of a programme of a kind; nothing of it is paid here.
std::vector<LifeStep> award_steps(Story& story, const Id& id, std::string_view name, ProgrammeKind kind,
                                  const Words& founded, const Words& awarded,
                                  std::optional<SupportedPersons> persons) {
  const LifeCast& cast = story.cast();
  // The first task of the plan, if there is one: `credence duty show` then tells of it.
  const auto plan = read_plan(story.recorder().catalogue);
  const Id task = plan && *plan && !(*plan)->tasks.empty() ? (*plan)->tasks.front().id : Id("sample-task");
  const bool alone = kind == ProgrammeKind::tax_relief && story.has_feature(features::kTaxRelief);
  CreateProgramme programme{
      id,   Name(name),   cast.lead, alone ? cast.lead : cast.finance, cast.today.year, 100 * kWan, {},
      kind, std::nullopt, task};
  RecordAwards awards;
  awards.programme = id;
  awards.batch = kHolderBatch;
  awards.title = "样例清单（合成数据）";
  awards.stage = AwardStage::confirmed;
  awards.declared_count = 1;
  awards.declared_total = 60 * kWan;
  awards.source = "合成数据 synthetic data";
  awards.lines.push_back(
      {1, cast.names[1], cast.codes[1], Name("样例项目（合成数据）"), 60 * kWan, std::move(persons)});
  return {{founded, cast.programme, programme, story.state<ProgrammeValue>(ProgrammeKey{id}), 100 * kWan},
          {awarded, cast.award, awards, story.state<AwardBatchValue>(AwardBatchKey{id, kHolderBatch}),
           60 * kWan}};
}

/// What is used of the relief: claimed, and adjusted downwards by a check. Nobody pays it.
std::vector<LifeStep> used_steps(Story& story) {
  const LifeCast& cast = story.cast();
  RecordRelief claimed{kRelief, Id("q1"), ReliefStep::claimed, {}, {}, {}};
  claimed.lines.push_back(
      {1, kHolderBatch, 1, Date{cast.today.year, 1, 1}, cast.today, 50 * kWan, cast.today});
  RecordRelief adjusted = claimed;
  adjusted.step = ReliefStep::adjusted;
  adjusted.reason = "样例核查（合成数据）";
  adjusted.lines[0].amount = 42 * kWan;
  const ReliefKey key{kRelief, Id("q1"), 1};
  return {{{"a relief is claimed", "企业申报享受"},
           cast.award,
           claimed,
           story.state<ReliefValue>(key),
           50 * kWan},
          {{"the claim is adjusted", "核查后调整"},
           cast.award,
           adjusted,
           story.state<ReliefValue>(key, [](const ReliefValue& v) { return v.amount == 42 * kWan; }),
           42 * kWan}};
}

}  // namespace

std::vector<HolderLine> sample_holders(const LifeCast& cast) {
  return {{1,
           HolderKind::product,
           Name("样例产品：协同设计软件 V2（合成数据）"),
           cast.codes[0],
           {},
           std::nullopt},
          {2,
           HolderKind::product,
           Name("样例产品：协同设计软件 V3（合成数据）"),
           cast.codes[0],
           {},
           std::nullopt},
          {3, HolderKind::park, Name("样例软件园（合成数据）"), std::nullopt, cast.lead, std::nullopt}};
}

Outcome<LifeChapter> holder_story(DemoRecorder& recorder, const LifeCast& cast) {
  Story story(recorder, cast,
              {"Sample products, park, relief and talent subsidy (synthetic data)",
               "样例产品、园区、税收优惠与人才补贴（合成数据）"});
  auto relief = award_steps(story, kRelief, "样例税收优惠（合成数据）Sample relief (synthetic data)",
                            ProgrammeKind::tax_relief, {"a relief", "设立税收优惠"},
                            {"a relief is granted", "记录税收优惠"}, std::nullopt);
  const auto talent = award_steps(
      story, kTalent, "样例人才补贴（合成数据）Sample talent subsidy (synthetic data)",
      ProgrammeKind::talent_subsidy, {"a talent subsidy", "设立人才补贴"},
      {"a subsidy for three persons, of whom nothing is recorded", "补贴三人，不记录任何个人信息"},
      SupportedPersons{3, Name("样例领军人才"), 3, Note("样例条件：全职在岗")});
  if (story.has_feature(features::kTaxRelief))
    for (LifeStep& step : used_steps(story)) relief.push_back(std::move(step));
  for (const auto& steps : {holder_steps(story), relief, talent})
    if (auto good = story.run(steps); !good) return std::unexpected(good.error());
  std::size_t certificates = 0;
  for (const HolderLine& holder : sample_holders(cast)) {
    const Id& type = holder.kind == HolderKind::park ? kPark : kTest;
    auto title = story.value<QualificationValue>(QualificationKey{type, code_of(story, holder)});
    if (!title) return std::unexpected(title.error());
    certificates += title->in_force(cast.today) ? 1 : 0;
  }
  if (auto good =
          story.proved(certificates == 3,
                       {"in the state: two certificates of one type for one maker, and a park's own title",
                        "状态中：同一企业的两张同类证书，以及园区自身的称号"});
      !good)
    return std::unexpected(good.error());
  auto enterprise = story.value<EnterpriseValue>(EnterpriseKey{cast.codes[1]});
  if (!enterprise) return std::unexpected(enterprise.error());
  if (auto good = story.proved(enterprise->by_kind().size() >= 2,
                               {"in the state: an enterprise's relief and its talent subsidy, apart",
                                "状态中：同一企业的税收优惠与人才补贴分开合计"});
      !good)
    return std::unexpected(good.error());
  return std::move(story).take();
}

}  // namespace credence
