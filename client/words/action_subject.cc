// SPDX-License-Identifier: Apache-2.0
// What an action is called by what it says, and what it is about.
#include <algorithm>

#include "client/words/action_view.h"
#include "client/words/enum_words.h"
#include "client/words/facts.h"
#include "client/words/recovery_words.h"

namespace credence {
namespace {

std::string uscc_text(const Uscc& code) { return std::string(text_of(code)); }

/// The subject by the members that actions of a family share; those of their own kind come first.
struct ActionSubject {
  static constexpr std::size_t kNamed = 3;
  Language language;

  static std::string award_text(const Id& batch, std::uint32_t line) {
    return batch + "#" + std::to_string(line);
  }
  /// "/b1#3, b1#5, …".
  template <class Lines, class NameOf>
  [[nodiscard]] std::string named(const Lines& lines, NameOf name_of) const {
    std::string out;
    for (std::size_t i = 0; i < std::min(lines.size(), kNamed); ++i)
      out += (i == 0 ? "/" : std::string(Words{", ", "，"}.in(language))) + name_of(lines[i]);
    return out + std::string(lines.size() > kNamed ? Words{", …", " 等"}.in(language) : "");
  }
  template <class Lines>
  [[nodiscard]] std::string lines_of(const Id& list, const Lines& lines) const {
    if (lines.empty()) return "/" + list;
    return named(lines, [&list](const auto& one) { return award_text(list, one.line); });
  }
  template <class Lines>
  [[nodiscard]] std::string codes_of(const Lines& lines) const {
    std::string out = named(lines, [](const auto& one) { return uscc_text(one.code); });
    return out.empty() ? out : std::string(Words{", ", "，"}.in(language)) + out.substr(1);
  }

  std::string operator()(const RegisterKey& a) const {
    return a.department + " · " + a.holder + " (" + roles_text(a.roles, language) + ")";
  }
  std::string operator()(const RevokeKey& a) const { return a.key.hex(); }
  std::string operator()(const RotateKey& a) const { return key_id(a.key).hex(); }
  std::string operator()(const BindEnterpriseKey& a) const { return uscc_text(a.code) + " · " + a.holder; }
  std::string operator()(const RegisterEnterprises& a) const {
    return a.lines.empty() ? "" : std::string(a.lines.front().name);
  }
  std::string operator()(const RegisterHolders& a) const {
    return a.lines.empty() ? "" : std::string(a.lines.front().name);
  }
  std::string operator()(const CreateProgramme& a) const { return a.id + " " + a.name; }
  std::string operator()(const RenameEnterprise& a) const { return uscc_text(a.code) + " → " + a.name; }
  std::string operator()(const MergeEnterprise& a) const {
    return uscc_text(a.code) + " → " + uscc_text(a.into);
  }
  std::string operator()(const SetCalendar& a) const { return std::to_string(a.year); }
  std::string operator()(const SetCreditRules& a) const { return a.version; }
  std::string operator()(const RecordCredit& a) const { return a.department + "/" + a.batch; }
  std::string operator()(const RecordMeasure& a) const { return a.target + " " + a.on.iso(); }
  std::string operator()(const RecordFundReturn& a) const { return a.programme + "/" + a.entry; }
  std::string operator()(const WithdrawEntry& a) const { return a.programme + "/" + a.entry; }
  std::string operator()(const RecordSocialCapital& a) const {
    return a.programme + "/" + a.entry +
           std::string(a.promised ? Words{", promised", "，认缴"}.in(language) : std::string_view());
  }
  std::string operator()(const RecordRelief& a) const {
    return a.programme + lines_of(a.list, a.lines) + std::string(Words{", ", "，"}.in(language)) +
           std::string(relief_words(a.step).in(language));
  }
  std::string operator()(const RecordResults& a) const {
    return a.programme +
           named(a.lines, [](const auto& one) { return award_text(one.award_batch, one.award_line); });
  }
  std::string operator()(const WithdrawResults& a) const {
    return a.programme +
           named(a.lines, [](const auto& one) { return award_text(one.award_batch, one.award_line); });
  }
  std::string operator()(const ReversePayments& a) const { return a.programme + lines_of(a.list, a.lines); }
  std::string operator()(const WithdrawAwards& a) const { return a.programme + lines_of(a.batch, a.lines); }
  std::string operator()(const IdentifyBeneficiaries& a) const {
    return a.programme + lines_of(a.batch, a.lines);
  }
  std::string operator()(const AmendAwards& a) const { return a.programme + lines_of(a.batch, a.lines); }
  std::string operator()(const DecideQualifications& a) const { return a.type + codes_of(a.lines); }
  std::string operator()(const ReviewQualifications& a) const { return a.type + codes_of(a.lines); }
  std::string operator()(const DecideObjection& a) const {
    return a.programme + "/" + a.batch + std::string(Words{", objection ", "，异议 "}.in(language)) +
           std::to_string(a.objection);
  }
  std::string operator()(const RecordRecovery& a) const {
    return a.programme + "/" + a.recovery + std::string(Words{", receipt ", "，到账 "}.in(language)) +
           std::to_string(a.receipt);
  }
  std::string operator()(const VoidReceipt& a) const {
    return a.programme + "/" + a.recovery + std::string(Words{", receipt ", "，到账 "}.in(language)) +
           std::to_string(a.receipt);
  }
  std::string operator()(const TakeRecoveryStep& a) const {
    return a.programme + "/" + a.recovery + ", " + a.on.iso() +
           (a.withdrawn ? " " + std::string(step_words(a.step).in(language)) : "");
  }
  std::string operator()(const AllocateQuota& a) const { return a.programme + "/" + a.quota + " " + a.name; }
  std::string operator()(const RaiseProblem& a) const { return a.problem + " · " + a.department; }
  std::string operator()(const AnchorDocument& a) const { return a.title; }
  std::string operator()(const ProposeChange& a) const {
    return std::string(change_words(a.change).in(language));
  }
  std::string operator()(const VoteOnChange& a) const { return a.proposal.hex(); }
  std::string operator()(const DecidePending& a) const { return a.transaction.hex(); }

  template <class Body>
  std::string operator()(const Body& a) const {
    std::string out;
    const auto add = [&out](const std::string& text, const char* before) {
      out += (out.empty() || text.empty() ? "" : before) + text;
    };
    if constexpr (requires { a.programme; }) add(a.programme, "");
    if constexpr (requires { a.entry.department; })
      add(a.entry.department + "/" + a.entry.batch + "/" + std::to_string(a.entry.line), "/");
    if constexpr (requires { a.type; }) add(a.type, "");
    if constexpr (requires { a.scale; }) add(a.scale, "");
    if constexpr (requires { a.department; }) add(a.department, "");
    if constexpr (requires { a.id; }) add(a.id, "");
    if constexpr (requires { a.problem; }) add(a.problem, "");
    if constexpr (requires { a.batch; }) add(a.batch, "/");
    if constexpr (requires { a.list; }) add(a.list, "/");
    if constexpr (requires { a.challenge; }) add(a.challenge, "/");
    if constexpr (requires { a.recovery; }) add(a.recovery, "/");
    if constexpr (requires { a.code; }) add(uscc_text(a.code), ", ");
    if constexpr (requires { a.name_zh; }) add(a.name_zh, " ");
    if constexpr (requires { a.lines.front().enterprise; })
      if (a.lines.size() == 1) add(a.lines.front().enterprise, ", ");
    return out;
  }
};

/// Of actions that say one of several things: which. Nothing: their row of actions.def says it.
struct ActionVerb {
  using Verb = std::optional<Words>;

  /// What all lines say alike.
  template <class Lines, class Said>
  static auto alike(const Lines& lines, Said said) -> std::optional<decltype(said(lines[0]))> {
    if (lines.empty() ||
        !std::ranges::all_of(lines, [&](const auto& one) { return said(one) == said(lines[0]); }))
      return std::nullopt;
    return said(lines[0]);
  }
  Verb operator()(const RecordAwards& a) const {
    if (!a.lines.empty()) return {};
    return a.stage == AwardStage::confirmed ? Words{"confirm a list of awards", "下达安排名单"}
                                            : Words{"open a list of awards", "公布安排名单"};
  }
  Verb operator()(const RecordResults& a) const {
    const auto passed = alike(a.lines, [](const ResultLine& one) { return one.passed; });
    switch (a.step) {
      case ResultStep::milestone:
        if (!passed) return Words{"record milestones", "记录里程碑"};
        return *passed ? Words{"milestone passed", "里程碑通过"} : Words{"milestone failed", "里程碑未通过"};
      case ResultStep::acceptance:
        if (!passed) return Words{"record acceptances", "记录验收结果"};
        return *passed ? Words{"acceptance passed", "验收通过"} : Words{"acceptance failed", "验收未通过"};
      case ResultStep::performance:
        return graded(alike(a.lines, [](const ResultLine& one) { return one.grade; }));
      case ResultStep::closing:
        return Words{"close awards", "项目结项"};
    }
    return {};
  }
  Verb operator()(const WithdrawResults& a) const { return correction_words(correction_of(a.step)); }
  Verb operator()(const ReversePayments& a) const {
    return a.kind == Reversal::returned ? Words{"record returned payments", "记录退票"}
                                        : Words{"void payments", "冲销拨付"};
  }
  Verb operator()(const DecideObjection& a) const {
    return a.upheld ? Words{"uphold an objection", "异议成立"} : Words{"dismiss an objection", "异议不成立"};
  }
  Verb operator()(const DecideQualifications& a) const {
    const auto recognise = alike(a.lines, [](const NoticeDecision& one) { return one.recognised; });
    if (!recognise) return {};
    return *recognise ? Words{"recognise applicants", "予以认定"} : Words{"refuse applicants", "不予认定"};
  }
  Verb operator()(const DecideCreditRepair& a) const {
    return a.granted ? Words{"grant a repair of credit", "准予信用修复"}
                     : Words{"refuse a repair of credit", "不予信用修复"};
  }
  Verb operator()(const SettleProblem& a) const {
    return a.mended ? Words{"settle a problem", "问题销号"} : Words{"send a problem back", "退回继续整改"};
  }
  Verb operator()(const VoteOnChange& a) const {
    return a.yes ? Words{"vote yes on a change", "表决赞成变更"}
                 : Words{"vote no on a change", "表决反对变更"};
  }
  Verb operator()(const RecordFundReturn& a) const { return return_words(a.kind); }
  Verb operator()(const WithdrawEntry& a) const { return correction_words(correction_of(a.kind)); }
  Verb operator()(const TakeRecoveryStep& a) const {
    return a.withdrawn ? Words{"take back a step of a recovery", "撤回追回程序记录"} : step_words(a.step);
  }
  template <class Body>
  Verb operator()(const Body&) const {
    return {};
  }

 private:
  static Verb graded(const std::optional<Performance>& grade) {
    static constexpr Words kRows[] = {{"record performances", "记录绩效评价"},
                                      {"performance excellent", "绩效评价：优"},
                                      {"performance good", "绩效评价：良"},
                                      {"performance fair", "绩效评价：中"},
                                      {"performance poor", "绩效评价：差"}};
    static_assert(std::size(kRows) == static_cast<std::size_t>(last_of(Performance{})) + 1);
    return kRows[static_cast<std::size_t>(grade.value_or(Performance::none))];
  }
};

}  // namespace

std::string subject_of(const Action& action, Language language) {
  return std::visit(ActionSubject{language}, action);
}

std::string describe(const Action& action, Language language) {
  if (const auto verb = std::visit(ActionVerb{}, action)) return std::string(verb->in(language));
  return std::string(words_of(action, language == Language::zh));
}

}  // namespace credence
