// SPDX-License-Identifier: Apache-2.0
// Synthetic titles, a credit entry, targets and a second signature: what else the demonstration tells.
#include <chrono>
#include <thread>

#include "client/base/files.h"
#include "client/credit_texts.h"
#include "client/demo/story.h"
#include "client/setup/catalogue_load.h"

namespace credence {
namespace {

// ---- titles -----------------------------------------------------------------------------------------------

IssueQualifications issue(const LifeCast& cast, std::string_view type,
                          std::initializer_list<std::size_t> holders) {
  IssueQualifications out{
      Id(type), Id("sample-life"), Name("样例认定清单（合成数据）"), {}, Note("合成数据 synthetic data"), {}};
  std::uint32_t line = 0;
  for (const std::size_t i : holders)
    out.lines.push_back({++line, cast.codes[i], cast.names[i], {}, cast.today, std::nullopt});
  return out;
}

QualificationKey held_by(const LifeCast& cast, std::size_t title, std::size_t enterprise) {
  return {Id(kSampleTitles[title]), cast.codes[enterprise]};
}

std::vector<LifeStep> title_steps(Story& story) {
  const LifeCast& cast = story.cast();
  const auto holds = [&](std::size_t title, std::size_t enterprise) {
    return story.state<QualificationValue>(held_by(cast, title, enterprise));
  };
  std::vector<LifeStep> out;
  for (const DefineQualification& type : sample_titles(cast.issuer))
    out.push_back({type.prerequisite
                       ? Words{"define a title that needs the one before", "设立资格（以前一资格为前提）"}
                       : Words{"define a title", "设立资格"},
                   cast.admin, type, story.state<QualificationTypeValue>(QualificationTypeKey{type.type})});
  out.push_back({{"the first title, to two enterprises", "认定第一级资格：两家企业"},
                 cast.qualify,
                 issue(cast, kSampleTitles[0], {0, 1}),
                 holds(0, 1)});
  out.push_back({{"the second title without the first", "无第一级资格而认定第二级"},
                 cast.qualify,
                 issue(cast, kSampleTitles[1], {2}),
                 holds(1, 0),
                 0,
                 Code::prerequisite_missing});
  out.push_back({{"the second title", "认定第二级资格"},
                 cast.qualify,
                 issue(cast, kSampleTitles[1], {0}),
                 holds(1, 0)});
  out.push_back(
      {{"the third title", "认定第三级资格"}, cast.qualify, issue(cast, kSampleTitles[2], {0}), holds(2, 0)});
  out.push_back(
      {{"the first title is revoked: what is built on it falls with it", "撤销第一级资格：其上资格连带撤销"},
       cast.qualify,
       RevokeQualification{
           Id(kSampleTitles[0]), cast.codes[0], cast.today, {}, Note("样例撤销：提供虚假材料"), false},
       story.state<QualificationValue>(
           held_by(cast, 0, 0), [](const QualificationValue& v) { return v.revoked_from.has_value(); })});
  return out;
}

// ---- credit -----------------------------------------------------------------------------------------------

SetCreditRules sample_credit_rules() {
  return {Id("sample"), Date{2000, 1, 1}, DocumentNo("样例规则（合成数据）"),
          List<CreditTerm, 3>{{CreditClass::minor, 0, 3, 0},
                              {CreditClass::general, 3, 12, 3},
                              {CreditClass::serious, 12, 36, 12}}};
}

/// The enterprise reads its own text, as only who is entitled can.
Outcome<void> read_text(Story& story, const SecretKey& own, const CreditKey& entry,
                        const std::string& expected) {
  auto read = fetch_text(story.client(), own, entry);
  if (!read) return std::unexpected(read.error());
  return story.proved(read->text == expected,
                      {"the enterprise read the text of its entry; it is the one that the chain commits to",
                       "企业已读取本企业记录的正文，与链上承诺一致"});
}

}  // namespace

std::vector<DefineQualification> sample_titles(const Id& issuer) {
  return {{Id(kSampleTitles[0]), Name("样例创新型中小企业"), Name("Sample: innovative SME"), issuer, 3,
           std::nullopt},
          {Id(kSampleTitles[1]), Name("样例专精特新中小企业"), Name("Sample: specialized and innovative SME"),
           issuer, 3, Id(kSampleTitles[0])},
          {Id(kSampleTitles[2]), Name("样例专精特新“小巨人”企业"), Name("Sample: little giant"), issuer, 3,
           Id(kSampleTitles[1])}};
}

Outcome<LifeChapter> title_story(DemoRecorder& recorder, const LifeCast& cast) {
  Story story(recorder, cast,
              {"Sample titles (synthetic data): a chain of prerequisites, and a revocation that cascades",
               "样例资格（合成数据）：前置资格链与连带撤销"});
  if (auto good = story.run(title_steps(story)); !good) return std::unexpected(good.error());
  std::vector<QualificationValue> titles;
  for (const QualificationKey& key :
       {held_by(cast, 0, 0), held_by(cast, 1, 0), held_by(cast, 2, 0), held_by(cast, 0, 1)}) {
    auto value = story.value<QualificationValue>(key);
    if (!value) return std::unexpected(value.error());
    titles.push_back(*std::move(value));
  }
  const bool fell = titles[0].end == TitleEnd::revoked && titles[1].end == TitleEnd::cascaded &&
                    titles[2].end == TitleEnd::cascaded;
  if (auto good = story.proved(fell, {"the first title is revoked, the two above it fell with it",
                                      "第一级已撤销，其上两级连带撤销"});
      !good)
    return std::unexpected(good.error());
  if (auto good = story.proved(titles[3].end == TitleEnd::none,
                               {"the other enterprise keeps its title", "另一家企业的资格不受影响"});
      !good)
    return std::unexpected(good.error());
  return std::move(story).take();
}

/// No node gives the text. One that is a block behind still may: it is asked again, for ten seconds.
bool is_erased(Client& client, const SecretKey& key, const CreditKey& entry) {
  const auto until = std::chrono::steady_clock::now() + std::chrono::seconds(10);
  for (;;) {
    const auto text = fetch_text(client, key, entry);
    if (!text && text.error().error.code == Code::text_erased) return true;
    if (std::chrono::steady_clock::now() > until) return false;
    std::this_thread::sleep_for(std::chrono::milliseconds(100));
  }
}

Outcome<LifeChapter> credit_story(DemoRecorder& recorder, const LifeCast& cast) {
  Story story(recorder, cast,
              {"Sample credit entry (synthetic data): recorded, repaired, its text erased",
               "样例信用记录（合成数据）：记录、修复、正文删除"});
  const Suite suite = story.client().network().anchor.chain.suite;
  const CreditKey entry{cast.bureau, Id("sample-life"), 1};
  CreditText text{random_salt(), {}};
  text.text = std::string("样例行政处罚（合成数据）：未按规定报送材料。Synthetic data.");
  RecordCredit record{cast.bureau, Id("sample-life"), {}};
  record.lines.push_back({1, cast.codes[1], CreditKind::penalty, CreditClass::minor, cast.today,
                          after_months(cast.today, 3), credit_commitment(suite, text)});
  const auto status = [&](CreditStatus least) {
    return story.state<CreditValue>(entry, [least](const CreditValue& v) { return v.status >= least; });
  };
  const auto recorded = status(CreditStatus::recorded);
  auto before = recorded();
  if (!before) return std::unexpected(before.error());
  if (auto good = story.run({{{"rules: how long a class is published", "信用规则：各级别公示期限"},
                              cast.admin,
                              sample_credit_rules(),
                              story.state<CreditRulesValue>(CreditRulesKey{})},
                             {{"a minor penalty; of its text the chain holds a salted commitment",
                               "轻微行政处罚；正文仅以加盐承诺上链"},
                              cast.credit,
                              record,
                              recorded}});
      !good)
    return std::unexpected(good.error());
  auto own = recorder.key(cast.keys[1]);
  if (!own) return std::unexpected(own.error());
  if (!*before) {
    auto bureau = recorder.key(cast.credit);
    if (!bureau) return std::unexpected(bureau.error());
    if (auto kept = hand_in_text(story.client(), **bureau, entry, text); !kept)
      return std::unexpected(kept.error());
    if (auto good = read_text(story, **own, entry, text.text); !good) return std::unexpected(good.error());
  }
  if (auto good = story.run({{{"the enterprise requests the repair", "企业申请信用修复"},
                              cast.keys[1],
                              RequestCreditRepair{entry, tagged_hash(suite, Tag::credit_text,
                                                                     bytes_of(std::string_view("样例材料")))},
                              status(CreditStatus::repair_requested)},
                             {{"repair granted", "同意修复"},
                              cast.credit,
                              DecideCreditRepair{entry, true, {}},
                              status(CreditStatus::repaired)}});
      !good)
    return std::unexpected(good.error());
  if (auto good = story.proved(is_erased(story.client(), **own, entry),
                               {"no node gives its text any more: erased; the empty entry stays provable",
                                "各节点均不再提供正文：已删除；空条目仍可证明"});
      !good)
    return std::unexpected(good.error());
  return std::move(story).take();
}

Outcome<LifeChapter> target_story(DemoRecorder& recorder, const LifeCast& cast) {
  Story story(recorder, cast,
              {"Sample targets (synthetic data): figures with their evidence",
               "样例目标（合成数据）：指标数据及其依据"});
  const std::filesystem::path file = recorder.directory / "synthetic" / "sample-evidence.txt";
  if (auto written = write_file(file, "样例统计表（合成数据） Sample statistics (synthetic data)\n");
      !written)
    return std::unexpected(written.error());
  auto document = document_of_file(file, Name("样例统计表（合成数据）"));
  if (!document) return std::unexpected(document.error());
  const auto target = [&](const char* id, const char* zh, const char* en, TargetKind kind,
                          std::int64_t value) {
    const bool count = kind == TargetKind::count;
    return DefineTarget{Id(id),
                        Id("sample"),
                        Name(zh),
                        Name(en),
                        cast.statistics,
                        kind,
                        value,
                        Name(count ? "家" : ""),
                        Name(count ? "enterprises" : ""),
                        2030,
                        {},
                        Note("合成数据 synthetic data")};
  };
  const Date first{static_cast<std::uint16_t>(cast.today.year - 2), 12, 31},
      second{static_cast<std::uint16_t>(cast.today.year - 1), 12, 31};
  const auto figure = [&](const char* id, const Date& on, std::int64_t value, std::int64_t whole = 0,
                          const char* note = "") {
    return RecordMeasure{Id(id), on, value, whole, document->sha256, Note(note)};
  };
  const auto measured = [&](const char* id, std::uint32_t days, std::uint16_t corrections = 0) {
    return story.state<TargetValue>(TargetKey{Id(id)}, [=](const TargetValue& v) {
      return v.latest && v.days >= days && v.latest->corrections >= corrections;
    });
  };
  constexpr const char *kLarge = "sample-large-enterprises", *kShare = "sample-share",
                       *kRevenue = "sample-revenue";
  const auto defined = [&](const char* id) { return story.state<TargetValue>(TargetKey{Id(id)}); };
  const Words define{"define a target", "设立目标"}, record{"a figure", "记录指标数据"};
  if (auto good = story.run({
          {{"anchor the evidence: its hash", "依据文件存证（哈希）"},
           cast.measure,
           *document,
           story.state<DocumentValue>(DocumentKey{document->sha256})},
          {define, cast.admin,
           target(kLarge, "样例目标：大型企业数（合成数据）", "Sample: large enterprises (synthetic data)",
                  TargetKind::count, 4),
           defined(kLarge)},
          {define, cast.admin,
           target(kShare, "样例目标：过亿企业占比（合成数据）",
                  "Sample: share above 100 million (synthetic data)", TargetKind::share, 3000),
           defined(kShare)},
          {define, cast.admin,
           target(kRevenue, "样例目标：产业收入（合成数据）", "Sample: revenue (synthetic data)",
                  TargetKind::amount, 180'000'000'000'000),
           defined(kRevenue)},
          {{"a figure without anchored evidence", "依据文件未存证的数据"},
           cast.measure,
           [&] {
             auto out = figure(kLarge, first, 2);
             out.evidence.bytes[0] ^= std::byte{1};
             return out;
           }(),
           measured(kLarge, 1),
           0,
           Code::evidence_not_anchored},
          {record, cast.measure, figure(kLarge, first, 2), measured(kLarge, 1)},
          {record, cast.measure, figure(kLarge, second, 3), measured(kLarge, 2)},
          {record, cast.measure, figure(kShare, second, 1'180, 4'000), measured(kShare, 1)},
          {{"the figure corrected, with the reason", "更正数据并说明理由"},
           cast.measure,
           figure(kShare, second, 1'250, 4'000, "样例更正：补报七十家"),
           measured(kShare, 1, 1)},
          {record, cast.measure, figure(kRevenue, second, 165'000'000'000'000), measured(kRevenue, 1)},
      });
      !good)
    return std::unexpected(good.error());
  return std::move(story).take();
}

Outcome<LifeChapter> four_eyes_story(DemoRecorder& recorder, const LifeCast& cast) {
  Story story(recorder, cast,
              {"Four eyes (synthetic data): signed by one, approved by another later",
               "双人复核（合成数据）：一人签名，另一人稍后复核"});
  const CreateProgramme programme{
      Id("sample-two-signatures"),
      Name("样例专项资金·双人复核（合成数据）Sample programme, two signatures (synthetic data)"),
      cast.lead,
      cast.finance,
      cast.today.year,
      100,
      {}};
  const CataloguePost* const checker = recorder.catalogue.checker(cast.lead, programme);
  if (checker == nullptr) return std::move(story).take();  // this network asks for one signature
  const auto there = story.state<ProgrammeValue>(ProgrammeKey{programme.id});
  auto before = there();
  if (!before) return std::unexpected(before.error());
  TxId id;
  if (!*before) {
    auto maker = recorder.key(cast.programme);
    if (!maker) return std::unexpected(maker.error());
    auto parked = story.client().submit(programme, **maker);  // alone
    if (!parked) return std::unexpected(parked.error());
    id = (*parked)->transaction.id;
    auto waits = story.value<PendingValue>(PendingKey{id});
    if (!waits) return std::unexpected(waits.error());
    const std::string en = "signed by the maker alone it waited, and nothing else changed: block " +
                           std::to_string(parked->header().height);
    const std::string zh =
        "经办人单独签名后待复核，未产生其他变更：区块 " + std::to_string(parked->header().height);
    if (auto good = story.proved(waits->maker == key_id((*maker)->public_key()), {en, zh}); !good)
      return std::unexpected(good.error());
  }
  if (auto good = story.step(
          {{"approved by the second key of the department: done now", "由本部门第二密钥复核通过后执行"},
           checker->key,
           DecidePending{id, true, {}},
           there});
      !good)
    return std::unexpected(good.error());
  auto held = there();
  if (!held) return std::unexpected(held.error());
  if (auto good = story.proved(*held, {"the programme stands", "专项已设立"}); !good)
    return std::unexpected(good.error());
  return std::move(story).take();
}

}  // namespace credence
