// SPDX-License-Identifier: Apache-2.0
// The rows of the plan, one line each: something of each row stands in the state, proved, and in a complete list.
#include "client/demo/story.h"
#include "client/targets.h"
#include "ledger/domain/features.h"

namespace credence {
namespace {

/// What is in the list, and the block that proves all of it.
struct Shown {
  bool holds = false;  // the thing that is shown is as it must be
  std::uint64_t listed = 0;
  Height height = 0;
};
using Look = std::function<Outcome<Shown>()>;
struct Row {
  const char* id;
  Words what;
  Look look;
};

class Rows {
 public:
  Rows(Story& story, const LifeCast& cast) : story_(story), cast_(cast) {}

  Outcome<void> run() {
    for (const Row& row : all()) {
      auto shown = row.look();
      if (!shown) return std::unexpected(shown.error());
      const auto line = [&](Words said, std::string_view blocks, std::string_view listed) {
        return std::string(row.id) + "  " + std::string(said.en.empty() ? said.zh : said.en) +
               std::string(blocks) + std::to_string(shown->height) + std::string(listed) +
               std::to_string(shown->listed);
      };
      const std::string en = line({row.what.en, {}}, ": shown, proved under block ", ", listed: ");
      const std::string zh = line({{}, row.what.zh}, "：可查、已证明（区块 ", "），完整清单 ");
      if (auto good = story_.proved(shown->holds && shown->listed > 0, {en, zh}); !good) return good;
    }
    return suite();
  }

 private:
  template <class Value, class Holds>
  Look see(const StateKey& key, const HistoryKey& list, std::string kind, Holds holds) {
    return [this, key, list, kind = std::move(kind), holds]() -> Outcome<Shown> {
      auto value = story_.client().template state<Value>(key);
      if (!value) return std::unexpected(value.error());
      auto history = story_.client().history(list, {.kinds = {kind}});
      if (!history) return std::unexpected(history.error());
      return Shown{**value && holds(***value), (*history)->matched, history->header().height};
    };
  }
  template <class Value>
  Look see(const StateKey& key, const HistoryKey& list, std::string kind) {
    return see<Value>(key, list, std::move(kind), [](const Value&) { return true; });
  }
  /// A holder that is no enterprise, of the sample: by its place in the list of holders_story.
  Look title(const char* type, const HolderLine& holder) {
    const Uscc code = holder_code(story_.client().network().anchor.chain.suite, holder);
    return see<QualificationValue>(QualificationKey{Id(type), code}, of_title(Id(type)),
                                   "qualification_issued",
                                   [this](const QualificationValue& v) { return v.in_force(cast_.today); });
  }
  Outcome<Shown> targets() {
    auto all = all_targets(story_.client());
    if (!all) return std::unexpected(all.error());
    Shown out{false, all->targets.size(), all->proof.header.height};
    for (const auto& [id, target] : all->targets) out.holds = out.holds || target.latest.has_value();
    return out;
  }
  /// An association is a party in its own right; a catalogue may have none.
  Look association() {
    for (const RegisterDepartment& department : story_.recorder().catalogue.departments)
      if (department.kind == DepartmentKind::association)
        return see<DepartmentValue>(DepartmentKey{department.id}, of_department(department.id),
                                    "department_registered");
    return see<DepartmentValue>(DepartmentKey{cast_.issuer}, of_department(cast_.issuer),
                                "department_registered");
  }

  std::vector<Row> all() {
    const Id b1("b1"), fund("sample-fund"), relief("sample-relief"), talent("sample-talent"),
        life("sample-life"), challenge("sample-challenge"), catalogue("sample-catalogue"),
        first(kSampleTitles[0]);
    return {
        {"S1",
         {"special funds", "财政专项资金"},
         see<AwardValue>(AwardKey{life, b1, 1}, of_programme(life), "paid",
                         [](const AwardValue& v) { return v.paid > 0; })},
        {"S2",
         {"guidance funds", "政府引导基金"},
         story_.has_feature(features::kFundReturns)
             ? see<ProgrammeValue>(ProgrammeKey{fund}, of_programme(fund), "fund_return_recorded",
                                   [](const ProgrammeValue& v) {
                                     return v.social_capital > 0 && v.returned > 0 && v.written_off > 0;
                                   })
             : see<ProgrammeValue>(ProgrammeKey{fund}, of_programme(fund), "social_capital_recorded",
                                   [](const ProgrammeValue& v) { return v.social_capital > 0; })},
        {"S3",
         {"tax relief", "税收优惠"},
         story_.has_feature(features::kTaxRelief)
             ? see<AwardValue>(AwardKey{relief, b1, 1}, of_programme(relief), "relief_recorded",
                               [](const AwardValue& v) { return v.paid > 0; })
             : see<AwardValue>(AwardKey{relief, b1, 1}, of_programme(relief), "awarded")},
        {"S4",
         {"procurement catalogue", "政府采购目录"},
         see<ProgrammeValue>(ProgrammeKey{catalogue}, of_programme(catalogue), "product_listed")},
        {"S5",
         {"titles of enterprises", "企业资格"},
         see<QualificationValue>(QualificationKey{first, cast_.codes[1]}, of_title(first),
                                 "qualification_issued",
                                 [this](const QualificationValue& v) { return v.in_force(cast_.today); })},
        {"S6",
         {"challenges", "揭榜挂帅"},
         see<ChallengeValue>(ChallengeKey{challenge, Id("c1")}, of_programme(challenge), "bid_recorded")},
        {"S7",
         {"titles of places and parks", "地方与园区的称号"},
         title("sample-famed-park", sample_holders(cast_)[2])},
        {"S8", {"targets", "规划目标"}, [this] { return targets(); }},
        {"S9",
         {"tasks of departments", "部门任务"},
         see<ProgrammeValue>(ProgrammeKey{relief}, of_department(cast_.lead), "programme_created",
                             [](const ProgrammeValue& v) { return !v.task.empty(); })},
        {"S10",
         {"certificates of products", "产品测试与证书"},
         title("sample-compat-test", sample_holders(cast_)[1])},
        {"S11",
         {"talent", "人才补贴"},
         see<AwardValue>(
             AwardKey{talent, b1, 1}, of_programme(talent), "awarded",
             [](const AwardValue& v) { return v.persons && v.persons->count >= limits::kPersonsMin; })},
        {"S13", {"associations", "行业组织"}, association()},
        {"S14",
         {"credit", "信用"},
         see<CreditValue>(CreditKey{cast_.bureau, Id("sample-life"), 1}, of_department(cast_.bureau),
                          "credit_recorded")},
    };
  }

  /// S12: of a network that was made with it.
  Outcome<void> suite() {
    if (story_.client().network().anchor.chain.suite != Suite::sm2_sm3)
      return story_.proved(true, {"S12  SM2 and SM3: not asked for (--suite sm2-sm3)",
                                  "S12  国密 SM2、SM3：本网络未采用（--suite sm2-sm3）"});
    return story_.proved(true, {"S12  SM2 and SM3: every signature and hash above is of them",
                                "S12  国密 SM2、SM3：以上全部签名与哈希均采用"});
  }

  Story& story_;
  const LifeCast& cast_;
};

}  // namespace

Outcome<LifeChapter> plan_rows(DemoRecorder& recorder, const LifeCast& cast) {
  Story story(recorder, cast, {"The rows of the plan: shown, proved, listed", "规划各行：可查、可证、可列"});
  Rows rows(story, cast);
  if (auto good = rows.run(); !good) return std::unexpected(good.error());
  return std::move(story).take();
}

}  // namespace credence
