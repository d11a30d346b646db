// SPDX-License-Identifier: Apache-2.0
// The synthetic programme: from its rules to money that came back, and what is refused on the way. Named as
// synthetic in both languages; its enterprises do not exist (their codes are of no province).
#include "client/base/now.h"
#include "client/demo/story.h"

namespace credence {
namespace {

constexpr std::uint64_t kLifeSeed = 0x11FE;
const Id kProgramme("sample-life"), kBatch("b1");

// ---- the cast ---------------------------------------------------------------------------------------------

/// Who plays each part; a part that no post of the catalogue can play stays empty.
Outcome<LifeCast> cast_of(DemoRecorder& recorder) {
  LifeCast out;
  const Catalogue& catalogue = recorder.catalogue;
  const auto play = [&catalogue](Role role, std::string& key, Id* department) {
    const CataloguePost* const post = catalogue.any_post(role);
    if (post == nullptr) return;
    key = post->key;
    if (department != nullptr) *department = post->department;
  };
  play(Role::admin, out.admin, nullptr);
  play(Role::registrar, out.registrar, nullptr);
  play(Role::qualify, out.qualify, &out.issuer);
  play(Role::credit, out.credit, &out.bureau);
  play(Role::measure, out.measure, &out.statistics);
  // Who leads a programme awards as well; who pays is another department.
  const auto plays = [](const CataloguePost& post, Role role) {
    return std::ranges::find(post.roles, role) != post.roles.end();
  };
  for (const CataloguePost& post : catalogue.posts) {
    const CataloguePost* const award = catalogue.post(post.department, Role::award);
    if (!out.lead.empty() || award == nullptr || !plays(post, Role::programme)) continue;
    out.programme = post.key;
    out.award = award->key;
    out.lead = post.department;
  }
  for (const CataloguePost& post : catalogue.posts) {
    if (!out.finance.empty() || !plays(post, Role::pay) || post.department == out.lead) continue;
    out.pay = post.key;
    out.finance = post.department;
  }
  out.today = today_in_china();
  for (std::size_t i = 0; i < out.codes.size(); ++i) {
    auto code = parse_uscc(synthetic_code(i, kLifeSeed));
    if (!code) return give_up(ExitCode::internal, code.error());
    out.codes[i] = *code;
    out.names[i] = Name(synthetic_name(i) + "（合成数据）");
  }
  for (std::size_t i = 0; i < out.keys.size(); ++i)
    out.keys[i] = "sample-enterprise-" + std::to_string(i + 1);
  return out;
}

/// The enterprises, and the keys that they act with: attested by the registrar.
Outcome<LifeChapter> beginning(DemoRecorder& recorder, const LifeCast& cast) {
  Story story(recorder, cast,
              {"Synthetic enterprises, and keys that they act with", "样例企业（合成数据）及其密钥"});
  RegisterEnterprises enterprises;
  for (std::size_t i = 0; i < cast.codes.size(); ++i)
    enterprises.lines.push_back({cast.codes[i], cast.names[i], std::nullopt, std::nullopt});
  if (auto good = story.step({{"register four synthetic enterprises", "登记四家样例企业"},
                              cast.registrar,
                              enterprises,
                              story.state<EnterpriseValue>(EnterpriseKey{cast.codes.back()})});
      !good)
    return std::unexpected(good.error());
  const Keyring keyring = recorder.cli.keyring();
  const ChainId& chain = story.client().network().anchor.chain;
  for (std::size_t i = 0; i < cast.keys.size(); ++i) {
    auto key = keyring.public_key(cast.keys[i]);
    if (!key) key = keyring.create(chain.suite, cast.keys[i], {});
    if (!key) return std::unexpected(key.error());
    auto secret = recorder.key(cast.keys[i]);
    if (!secret) return std::unexpected(secret.error());
    const KeyStatement held{*key, KeyUse::enterprise, Id(text_of(cast.codes[i]))};
    const Signature possession = sign(**secret, statement_hash(chain, held));
    if (auto good = story.step(
            {{"bind an enterprise's key, by the statement of who holds it", "绑定企业密钥（凭持有声明）"},
             cast.registrar,
             BindEnterpriseKey{cast.codes[i], *key, Name("样例企业经办岗"), {}, possession},
             story.state<SignerValue>(SignerKey{key_id(*key)})});
        !good)
      return std::unexpected(good.error());
  }
  return std::move(story).take();
}

// ---- the programme ----------------------------------------------------------------------------------------

RecordAwards batch_of(const Id& programme, AwardStage stage) {
  RecordAwards out;
  out.programme = programme;
  out.batch = kBatch;
  out.title = "样例安排清单（合成数据）";
  out.stage = stage;
  out.declared_count = 2;
  out.declared_total = 140 * kWan;
  out.source = "合成数据 synthetic data";
  return out;
}

RecordAwards announced(const LifeCast& cast, const Id& programme) {
  RecordAwards out = batch_of(programme, AwardStage::public_notice);
  out.lines.push_back({1, cast.names[0], cast.codes[0], Name("样例项目：工业软件研发"), 80 * kWan});
  out.lines.push_back({2, cast.names[1], cast.codes[1], Name("样例项目：数字化转型"), 60 * kWan});
  return out;
}

RecordPayments tranche(const LifeCast& cast, const char* list) {
  RecordPayments out{kProgramme, Id(list), 1, 40 * kWan, {}};
  out.lines.push_back({1, kBatch, 1, cast.codes[0], 40 * kWan, cast.today});
  return out;
}

RecordResults result(const LifeCast& cast, ResultStep step, Performance grade = Performance::none) {
  RecordResults out{kProgramme, step, {}, {}};
  out.lines.push_back({1, kBatch, 1, true, 0, grade, cast.today});
  return out;
}

std::vector<LifeStep> programme_steps(Story& story) {
  const LifeCast& cast = story.cast();
  ProgrammeRules rules;
  rules.acceptance_months = 12;
  rules.one_project = true;
  rules.tranches.push_back({TrancheCondition::confirmed, 0, 50, 0});
  rules.tranches.push_back({TrancheCondition::accepted, 0, 50, 0});
  const AwardKey award{kProgramme, kBatch, 1};
  const auto batch = [&](auto holds) {
    return story.state<AwardBatchValue>(AwardBatchKey{kProgramme, kBatch}, holds);
  };
  const auto of_award = [&](auto holds) { return story.state<AwardValue>(award, holds); };
  const RecordAwards confirmation = batch_of(kProgramme, AwardStage::confirmed);
  const auto decided = story.state<ObjectionValue>(
      ObjectionKey{kProgramme, kBatch, 1}, [](const ObjectionValue& v) { return v.decided_on.has_value(); });
  const auto accepted = of_award([](const AwardValue& v) { return v.acceptance == Acceptance::passed; });
  const auto paid = [&](const char* list) {
    return story.state<PaymentValue>(PaymentKey{kProgramme, Id(list), 1});
  };
  const RecoveryKey recovery{kProgramme, Id("r1")};
  return {
      {{"programme: its envelope", "设立专项：预算"},
       cast.programme,
       CreateProgramme{kProgramme,
                       Name("样例专项资金（合成数据）Sample programme (synthetic data)"),
                       cast.lead,
                       cast.finance,
                       cast.today.year,
                       200 * kWan,
                       {}},
       story.state<ProgrammeValue>(ProgrammeKey{kProgramme}),
       200 * kWan},
      {{"rules: one project each, half on confirmation, half on acceptance",
        "专项规则：每企业一个项目，下达付一半、验收后付一半"},
       cast.programme,
       SetProgrammeRules{kProgramme, rules, {}},
       story.state<ProgrammeValue>(ProgrammeKey{kProgramme},
                                   [](const ProgrammeValue& v) { return v.rules_version > 0; })},
      {{"public notice: two awards", "公示：两笔安排"},
       cast.award,
       announced(cast, kProgramme),
       batch([](const AwardBatchValue&) { return true; }),
       140 * kWan},
      {{"objection of the third enterprise to line 2", "第三家企业对第 2 行提出异议"},
       cast.keys[2],
       FileObjection{kProgramme, kBatch, 2, Note("样例异议：材料不实"), {}},
       story.state<ObjectionValue>(ObjectionKey{kProgramme, kBatch, 1})},
      {{"confirm with the objection open", "异议未处理即下达"},
       cast.award,
       confirmation,
       decided,
       0,
       Code::objection_open},
      {{"objection upheld: line 2 is withdrawn", "异议成立：第 2 行撤回"},
       cast.award,
       DecideObjection{kProgramme, kBatch, 1, true, {}, Note("样例决定：属实")},
       decided},
      {{"confirmed", "下达"},
       cast.award,
       confirmation,
       batch([](const AwardBatchValue& v) { return v.stage == AwardStage::confirmed; }),
       80 * kWan},
      {{"payment: first tranche", "拨付：第一期"}, cast.pay, tranche(cast, "p1"), paid("p1"), 40 * kWan},
      {{"second tranche before acceptance", "验收前拨付第二期"},
       cast.pay,
       tranche(cast, "p2"),
       accepted,
       40 * kWan,
       Code::tranche_not_due},
      {{"the enterprise acknowledges the payment", "企业确认收款"},
       cast.keys[0],
       [] {
         AcknowledgePayments out{kProgramme, Id("p1"), {}};
         out.lines.push_back({1});
         return out;
       }(),
       story.state<PaymentValue>(PaymentKey{kProgramme, Id("p1"), 1},
                                 [](const PaymentValue& v) { return v.acknowledged; })},
      {{"acceptance passed", "验收通过"}, cast.award, result(cast, ResultStep::acceptance), accepted},
      {{"payment: second tranche", "拨付：第二期"}, cast.pay, tranche(cast, "p2"), paid("p2"), 40 * kWan},
      {{"performance: good", "绩效评价：良"},
       cast.award,
       result(cast, ResultStep::performance, Performance::good),
       of_award([](const AwardValue& v) { return v.performance == Performance::good; })},
      {{"recovery: a part is demanded back, with interest", "追回：要求退回部分资金，另计利息"},
       cast.award,
       DemandRecovery{kProgramme,
                      Id("r1"),
                      kBatch,
                      1,
                      10 * kWan,
                      {},
                      Note("样例追回：审计核减"),
                      {.interest = kWan / 2}},
       story.state<RecoveryValue>(recovery),
       10 * kWan},
      {{"the decision names the last day to pay", "作出追回决定，限期缴回"},
       cast.award,
       TakeRecoveryStep{
           kProgramme, Id("r1"), RecoveryStep::decided, cast.today, after_days(cast.today, 30), {}, {}},
       story.state<RecoveryValue>(recovery, [](const RecoveryValue& v) { return v.due().has_value(); })},
      {{"close with money outstanding", "资金未追回即结项"},
       cast.award,
       result(cast, ResultStep::closing),
       story.state<RecoveryValue>(recovery, [](const RecoveryValue& v) { return v.receipts > 0; }),
       0,
       Code::recovery_open},
      {{"the money came back, and the interest", "追回到账，含利息"},
       cast.pay,
       RecordRecovery{kProgramme, Id("r1"), 1, 10 * kWan, cast.today, {.interest = kWan / 2}},
       story.state<RecoveryValue>(recovery, [](const RecoveryValue& v) { return v.receipts > 0; }),
       10 * kWan},
      {{"closed", "结项"}, cast.award, result(cast, ResultStep::closing), of_award([](const AwardValue& v) {
         return v.closed;
       })},
  };
}

std::string in_wan(Fen amount) { return wan_text(amount); }

}  // namespace

Outcome<LifeChapter> programme_story(DemoRecorder& recorder, const LifeCast& cast) {
  Story story(recorder, cast,
              {"Sample programme (synthetic data): its whole life", "样例专项资金（合成数据）：全过程"});
  if (auto good = story.run(programme_steps(story)); !good) return std::unexpected(good.error());
  auto value = story.value<ProgrammeValue>(ProgrammeKey{kProgramme});
  if (!value) return std::unexpected(value.error());
  const std::string en = "in the state, in 10,000 CNY: envelope " + in_wan(value->budget) + " ≥ awarded " +
                         in_wan(value->awarded) + " ≥ paid " + in_wan(value->paid) + "; released " +
                         in_wan(value->released) + ", demanded back " + in_wan(value->demanded) +
                         ", recovered " + in_wan(value->recovered);
  const std::string zh = "状态中（万元）：预算 " + in_wan(value->budget) + " ≥ 安排 " +
                         in_wan(value->awarded) + " ≥ 拨付 " + in_wan(value->paid) + "；释放 " +
                         in_wan(value->released) + "，要求追回 " + in_wan(value->demanded) + "，已追回 " +
                         in_wan(value->recovered);
  const bool right = value->awarded == 80 * kWan && value->paid == 80 * kWan &&
                     value->released == 60 * kWan && value->demanded == 10 * kWan &&
                     value->recovered == 10 * kWan;
  if (auto good = story.proved(right, {en, zh}); !good) return std::unexpected(good.error());
  return std::move(story).take();
}

Outcome<LifeChapter> notice_story(DemoRecorder& recorder, const LifeCast& cast) {
  Story story(recorder, cast,
              {"Sample programme (synthetic data) with a notice of 7 days: it stays in public notice",
               "样例专项资金（合成数据）：公示 7 日，仍在公示期"});
  const Id id("sample-notice");
  ProgrammeRules rules;
  rules.notice_days = 7;
  auto before = story.state<AwardBatchValue>(AwardBatchKey{id, kBatch})();
  if (!before) return std::unexpected(before.error());
  if (auto good = story.run({
          {{"programme", "设立专项"},
           cast.programme,
           CreateProgramme{id,
                           Name("样例专项资金·公示（合成数据）Sample programme, notice (synthetic data)"),
                           cast.lead,
                           cast.finance,
                           cast.today.year,
                           200 * kWan,
                           {}},
           story.state<ProgrammeValue>(ProgrammeKey{id}),
           200 * kWan},
          {{"rules: public notice of 7 days", "专项规则：公示 7 日"},
           cast.programme,
           SetProgrammeRules{id, rules, {}},
           story.state<ProgrammeValue>(ProgrammeKey{id},
                                       [](const ProgrammeValue& v) { return v.rules_version > 0; })},
          {{"public notice", "公示"},
           cast.award,
           announced(cast, id),
           story.state<AwardBatchValue>(AwardBatchKey{id, kBatch}),
           140 * kWan},
          {{"confirm on the same day", "当日即下达"},
           cast.award,
           batch_of(id, AwardStage::confirmed),
           [held = *before]() -> Outcome<bool> { return held; },
           0,
           Code::notice_running},
      });
      !good)
    return std::unexpected(good.error());
  auto value = story.value<AwardBatchValue>(AwardBatchKey{id, kBatch});
  if (!value) return std::unexpected(value.error());
  const std::string last = value->notice_ends ? value->notice_ends->iso() : "";
  if (auto good = story.proved(value->stage == AwardStage::public_notice && value->notice_ends,
                               {"its notice runs to " + last, "公示至 " + last});
      !good)
    return std::unexpected(good.error());
  return std::move(story).take();
}

namespace {

using Tell = Outcome<LifeChapter> (*)(DemoRecorder&, const LifeCast&);
/// A story, and the parts that it cannot do without.
struct Tale {
  Tell tell;
  Words about;
  std::vector<std::pair<Role, const std::string LifeCast::*>> parts;
};

std::vector<Tale> all_tales() {
  using Cast = LifeCast;
  const std::pair lead{Role::programme, &Cast::programme}, award{Role::award, &Cast::award},
      pay{Role::pay, &Cast::pay};
  return {{programme_story, {"a programme's whole life", "专项资金全过程"}, {lead, award, pay}},
          {notice_story, {"a programme in public notice", "公示中的专项资金"}, {lead, award, pay}},
          {kinds_story, {"programmes of other kinds", "其他类型的专项"}, {lead, award, pay}},
          {holder_story,
           {"titles of products and places", "产品与园区等的资格"},
           {{Role::qualify, &Cast::qualify}}},
          {title_story, {"titles", "资格"}, {{Role::qualify, &Cast::qualify}}},
          {credit_story, {"a credit entry", "信用记录"}, {{Role::credit, &Cast::credit}}},
          {target_story, {"targets with figures", "目标与数据"}, {{Role::measure, &Cast::measure}}},
          {four_eyes_story, {"two signatures", "双人复核"}, {lead, award, pay}}};
}

/// What the catalogue has nobody for; empty: nothing.
std::string missing_of(const Tale& tale, const LifeCast& cast, Language language) {
  std::string out;
  for (const auto& [role, part] : tale.parts)
    if ((cast.*part).empty())
      out += (out.empty() ? "" : language == Language::zh ? "、" : ", ") + std::string(name_of(role));
  return out;
}

}  // namespace

Outcome<Life> record_life(DemoRecorder& recorder) {
  auto cast = cast_of(recorder);
  if (!cast) return std::unexpected(cast.error());
  const Language language = recorder.cli.language();
  Life out;
  std::vector<Tell> told;
  for (const Tale& tale : all_tales()) {
    const std::string missing =
        cast->registrar.empty() ? std::string(name_of(Role::registrar)) : missing_of(tale, *cast, language);
    if (missing.empty())
      told.push_back(tale.tell);
    else
      out.left_out.push_back(
          std::string(tale.about.in(language)) +
          recorder.cli.say(": no post of the catalogue has the role ", "：目录中没有岗位具有角色 ") +
          missing);
  }
  out.lead = cast->lead;
  out.finance = cast->finance;
  out.issuer = cast->issuer;
  if (const CataloguePost* const post = recorder.catalogue.any_post(Role::registrar))
    out.registrar = post->department;
  out.has_targets = std::ranges::find(told, Tell{target_story}) != told.end();
  if (cast->registrar.empty()) return out;
  auto first = beginning(recorder, *cast);
  if (!first) return std::unexpected(first.error());
  out.chapters.resize(1 + told.size());
  out.chapters[0] = *std::move(first);
  out.code = text_of(cast->codes[0]);
  if (!out.lead.empty() && !out.finance.empty()) out.programme = kProgramme;
  auto done = in_parallel(told.size(), [&](std::size_t i) -> Outcome<void> {
    auto chapter = told[i](recorder, *cast);
    if (!chapter) return std::unexpected(chapter.error());
    out.chapters[i + 1] = *std::move(chapter);
    return {};
  });
  if (!done) return std::unexpected(done.error());
  auto rows = plan_rows(recorder, *cast);
  if (!rows) return std::unexpected(rows.error());
  out.chapters.push_back(*std::move(rows));
  return out;
}

}  // namespace credence
