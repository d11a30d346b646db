// SPDX-License-Identifier: Apache-2.0
#include "client/findings/rules.h"

#include "client/words/enum_words.h"

#include <algorithm>

#include "ledger/domain/calendar.h"

namespace credence {
namespace {

using namespace findings;  // NOLINT(google-build-using-namespace)

constexpr std::uint64_t kDaysMax = 36'500;

constexpr FindingParameter kF1[] = {
    {"near", 10, 0, 50, {"percent of a name's characters that may differ", "名称中可以不同的字符比例（%）"}}};
constexpr FindingParameter kF3[] = {
    {"days", 10, 0, kDaysMax, {"days between the two payments", "两次拨付相隔的天数"}}};
constexpr FindingParameter kF4[] = {
    {"threshold",
     1'000'000,
     1,
     1'000'000'000'000,
     {"CNY, where the programme has no cap", "元，专项未设上限时适用"}},
    {"margin",
     10,
     1,
     99,
     {"percent below the line that still count as just under", "低于该线多少比例（%）以内算作贴线"}},
    {"days", 30, 0, kDaysMax, {"days that count as one occasion", "视为同一次的天数"}}};
constexpr FindingParameter kF5[] = {
    {"days",
     7,
     1,
     365,
     {"days of public notice, the first included, where the programme's rules name none",
      "专项规则未规定时的公示天数，含首日"}}};
constexpr FindingParameter kF6[] = {
    {"days",
     7,
     1,
     365,
     {"days of public notice, the first included, where the programme's rules name none",
      "专项规则未规定时的公示天数，含首日"}},
    {"late_days",
     20,
     1,
     1'000,
     {"working days from the end of the notice to the award", "公示期满至下达的工作日数"}},
    {"record_days",
     30,
     0,
     kDaysMax,
     {"days from the publication to the record, where there was no notice on the ledger",
      "账本上未公示的批次，公布至记录的天数"}}};
constexpr FindingParameter kF8[] = {
    {"days", 0, 0, kDaysMax, {"days of grace after the last day", "期满后的宽限天数"}}};
constexpr FindingParameter kF9[] = {
    {"days",
     180,
     0,
     kDaysMax,
     {"days between a payment and the enterprise's end", "拨付与企业终止相隔的天数"}}};
constexpr FindingParameter kF10[] = {
    {"months", 12, 0, 600, {"months between the award and the title's end", "安排与资格终止相隔的月数"}}};
constexpr FindingParameter kF11[] = {
    {"class",
     3,
     1,
     3,
     {"the least class, where the programme names none: 1 minor, 2 general, 3 serious",
      "专项未规定时的最低程度：1 轻微，2 一般，3 严重"}}};
constexpr FindingParameter kF12[] = {{"days", 0, 0, kDaysMax, {"days after the revocation", "撤销后的天数"}}};
constexpr FindingParameter kF14[] = {
    {"years",
     1,
     0,
     50,
     {"years after the award's, at the end of which", "安排年度之后的年数，以其年末为准"}}};
constexpr FindingParameter kF15[] = {
    {"days", 15, 0, kDaysMax, {"days until something has come back", "应有款项到账的天数"}},
    {"part_days", 365, 0, kDaysMax, {"days until all has come back", "应全部到账的天数"}}};
constexpr FindingParameter kF16[] = {{"days", 30, 0, kDaysMax, {"days after the return", "退票后的天数"}}};
constexpr FindingParameter kF19[] = {
    {"days", 30, 1, kDaysMax, {"days between the change and the batch", "规则变更与批次相隔的天数"}}};
constexpr FindingParameter kF20[] = {
    {"times", 1, 1, 1'000'000, {"entries in each direction", "每个方向的笔数"}}};
constexpr FindingParameter kF27[] = {
    {"near", 10, 0, 50, {"percent of a name's characters that may differ", "名称中可以不同的字符比例（%）"}}};
constexpr FindingParameter kF31[] = {
    {"lines", 30, 1, 1'000'000, {"fewest award lines of a programme", "专项的最少安排行数"}},
    {"top", 10, 1, 1'000, {"how many beneficiaries are the largest", "前几家受益企业"}},
    {"share",
     60,
     1,
     100,
     {"percent that they hold of what is beyond an even share", "前几家在平均份额之外所占的比例（%）"}},
    {"one_share",
     30,
     1,
     100,
     {"percent that the largest one holds of what is beyond an even share",
      "最大一家在平均份额之外所占的比例（%）"}},
    {"city_share", 50, 1, 100, {"percent of the programme in one city", "单一城市所占专项的比例（%）"}}};

constexpr FindingParameter kF34[] = {
    {"days", 0, 0, kDaysMax, {"days of grace after the last day", "期满后的宽限天数"}}};

constexpr FindingRule kRules[] = {
    {"F1",
     {"repeated support", "重复支持"},
     {"one project of one enterprise, by its name or nearly, is awarded more than once, across programmes, "
      "years and lines",
      "同一企业的同名或近似名称项目在不同专项、年度或行中多次获安排"},
     kF1,
     repeated_support},
    {"F3",
     {"paid twice", "重复拨付"},
     {"one award line is paid the same amount twice within a few days", "同一安排行在数日内两次拨付同一金额"},
     kF3,
     paid_twice},
    {"F4",
     {"split awards", "拆分安排"},
     {"one enterprise gets several awards at a time, each just under the cap or threshold, and together "
      "above it",
      "同一企业同期获多笔安排，每笔贴近而低于上限或起点，合计超过"},
     kF4,
     split_awards},
    {"F5",
     {"paid early", "提前拨付"},
     {"money is paid before the public notice can have ended", "公示期满之前即已拨付"},
     kF5,
     paid_early},
    {"F6",
     {"notice short, award late", "公示过短、下达过晚"},
     {"a batch is awarded before its public notice can have ended, long after or not at all, or recorded "
      "long "
      "after it was published",
      "批次在公示期满之前下达，期满后过晚或迟迟未下达，或公布后过晚记录"},
     kF6,
     notice_or_late},
    {"F7",
     {"days out of order", "日期倒置"},
     {"a document or a library entry is of a later day than the award it comes before, or money came back "
      "before "
      "it was demanded",
      "文件或项目入库的日期晚于安排日，或追回款到账早于追回决定"},
     {},
     days_out_of_order},
    {"F8",
     {"acceptance overdue", "逾期未验收"},
     {"the last day of acceptance is over and it was not passed; where the enterprise has ended, that is "
      "said",
      "验收期限已过而未通过；企业已终止的一并说明"},
     kF8,
     acceptance_overdue},
    {"F9",
     {"enterprise gone", "企业已终止"},
     {"an enterprise is awarded or paid on or after the day it ended, or ends soon after it was paid",
      "企业在终止之日或其后获安排或拨付，或在拨付后不久终止"},
     kF9,
     enterprise_gone},
    {"F10",
     {"title gone", "资格不存"},
     {"the title that a programme asks for was not held on the day of the award, as is known today, or ended "
      "soon "
      "after it",
      "按目前已知情况，安排日并不具备专项所要求的资格，或其后不久终止"},
     kF10,
     title_gone},
    {"F11",
     {"barred by credit", "信用受限"},
     {"an enterprise is awarded or paid while an adverse entry is active, by the day of its decision",
      "以决定日计，企业在不良信用记录有效期内获安排或拨付"},
     kF11,
     credit_barred},
    {"F12",
     {"fraud not recovered", "弄虚作假未追回"},
     {"a title was revoked for fraud, and what was paid on it is not demanded back",
      "资格因弄虚作假撤销，而依据该资格拨付的资金未要求追回"},
     kF12,
     fraud_not_recovered},
    {"F14",
     {"idle money", "资金闲置"},
     {"money is neither paid nor released by 31 December of the year after the award",
      "截至安排次年 12 月 31 日，资金既未拨付也未释放"},
     kF14,
     idle_money},
    {"F15",
     {"recovery waits", "追回未到账"},
     {"what was demanded back has not come back in time", "要求追回的款项未按期到账"},
     kF15,
     recovery_waits},
    {"F16",
     {"returned, not paid again", "退票未重新拨付"},
     {"a payment that the bank returned is neither paid again nor released in time",
      "银行退回的款项未按期重新拨付或释放"},
     kF16,
     returned_unpaid},
    {"F17",
     {"declared, not recorded", "申报与记录不符"},
     {"the count or the total that a list declares is not that of its lines",
      "名单申报的行数或合计与各行不符"},
     {},
     declared_differs},
    {"F19",
     {"rules loosened", "规则放宽"},
     {"a programme's rules ask less, shortly before a batch is awarded", "批次安排前不久放宽专项规则"},
     kF19,
     rules_loosened},
    {"F20",
     {"posts in turn", "互为复核"},
     {"two posts make and check in turn, or one post does both", "两个岗位互为经办与复核，或同一岗位兼任"},
     kF20,
     posts_in_turn},
    {"F27",
     {"relief and grant", "税惠与补助重叠"},
     {"tax relief and an award of one enterprise have one name, or nearly, in one fiscal year",
      "同一企业同一财政年度内，税收优惠与资金安排的事项同名或名称近似"},
     kF27,
     relief_and_grant},
    {"F29",
     {"bids of one hand", "一家多次揭榜"},
     {"one enterprise, or enterprises that are one today, bid more than once for one challenge",
      "同一企业或如今已合并为一家的企业，对同一榜单多次揭榜"},
     {},
     bids_of_one_hand},
    {"F31",
     {"concentration", "资金集中"},
     {"one enterprise, few of many, or one city hold most of a programme",
      "一家企业、众多企业中的少数或单一城市占有专项的大部分资金"},
     kF31,
     concentration},
    {"F32",
     {"funded after a poor result", "绩效差仍获支持"},
     {"an enterprise is awarded again after its project failed or was graded poor",
      "项目验收未通过或绩效为差之后，企业再获安排"},
     {},
     funded_after_poor},
    {"F34",
     {"problem not mended", "审计问题逾期未整改"},
     {"a problem that an auditor raised has no answer by its day", "审计问题到期无整改答复"},
     kF34,
     problem_overdue},
    {"F35",
     {"relief claimed twice", "税惠重复申报"},
     {"one enterprise claims relief of one programme twice for days of one period",
      "同一企业在同一专项中就同一所属期内的日期两次申报享受优惠"},
     {},
     relief_claimed_twice},
};

constexpr std::string_view kKinds[] = {"enterprise", "programme", "batch", "award",     "payment_list",
                                       "title",      "post",      "city",  "challenge", "problem"};

}  // namespace

std::span<const FindingRule> finding_rules() { return kRules; }
std::string_view name_of(FindingSubject::Kind kind) { return kKinds[static_cast<std::size_t>(kind)]; }

namespace findings {

std::uint64_t Context::value(std::string_view parameter) const {
  const auto at = std::ranges::find(rule.parameters, parameter, &FindingParameter::name);
  CREDENCE_ASSERT(at != rule.parameters.end());
  return values[static_cast<std::size_t>(at - rule.parameters.begin())];
}

namespace {

/// The kind of the programme that a finding is about; nothing: it names none.
std::optional<ProgrammeKind> kind_of(const Book& book, const Finding& finding) {
  for (const FindingSubject& subject : finding.subjects) {
    const auto held = book.programmes.find(Id(subject.id.substr(0, subject.id.find('/'))));
    if (held != book.programmes.end()) return held->second.kind;
  }
  return std::nullopt;
}

}  // namespace

void Context::add(Finding finding) {
  std::ranges::sort(finding.days);
  finding.days.erase(std::ranges::unique(finding.days).begin(), finding.days.end());
  if (from && finding.days.back() < *from) return;
  if (to && *to < finding.days.back()) return;
  ++found;
  if (finding.sums.empty() && finding.sum > 0) {
    if (const auto kind = kind_of(book, finding))
      finding.sums[*kind] = finding.sum;
    else
      other = plus(other, finding.sum);
  }
  for (const auto& [kind, amount] : finding.sums) sums[kind] = plus(sums[kind], amount);
  if (!finding.sums.empty()) finding.sum = finding.sums.size() == 1 ? finding.sums.begin()->second : 0;
  if (out.size() >= kFindingsMax) {
    ++left_out;
    return;
  }
  std::ranges::sort(finding.evidence);
  finding.evidence.erase(std::ranges::unique(finding.evidence).begin(), finding.evidence.end());
  if (finding.evidence.size() > kFindingPartsMax) {
    finding.evidence_left_out = finding.evidence.size() - kFindingPartsMax;
    finding.evidence.resize(kFindingPartsMax);
  }
  if (finding.subjects.size() > kFindingPartsMax) finding.subjects.resize(kFindingPartsMax);
  finding.rule = &rule;
  out.push_back(std::move(finding));
}

FindingSubject subject_of(const Book& book, const Uscc& enterprise) {
  return {FindingSubject::Kind::enterprise, std::string(text_of(enterprise)), book.name_of(enterprise)};
}
FindingSubject subject_of(const Programme& programme) {
  return {FindingSubject::Kind::programme, programme.id, programme.name};
}
FindingSubject subject_of(const Batch& batch) {
  return {FindingSubject::Kind::batch, batch.programme->id + "/" + batch.id, {}};
}
FindingSubject subject_of(const Award& award) {
  return {FindingSubject::Kind::award,
          award.programme().id + "/" + award.batch->id + "/" + std::to_string(award.line), award.project};
}

void add_sum(Finding& finding, const Award& award, Fen amount) {
  Fen& sum = finding.sums[award.programme().kind];
  sum = plus(sum, amount);
}
Said sums_of(const Finding& finding) {
  if (finding.sums.size() == 1) return money(finding.sums.begin()->second);
  Said out = text("", "");
  for (const auto& [kind, amount] : finding.sums) {
    const Words words = kind_words(kind);
    if (!out.en.empty()) out = out + text(", ", "、");
    out = out + text(words.en, words.zh) + text(" ", " ") + money(amount);
  }
  return out;
}

Said money(Fen amount) { return {yuan_text(amount) + " CNY", yuan_text(amount) + " 元"}; }
Said text(std::string_view en, std::string_view zh) { return {std::string(en), std::string(zh)}; }
Said plain(const std::string& both) { return Said(both); }

Date later(const Date& day, std::uint64_t days) { return after_days(day, static_cast<unsigned>(days)); }

Fen percent_of(Fen amount, std::uint64_t percent) {
  const auto share = static_cast<Fen>(percent);
  return amount / 100 * share + amount % 100 * share / 100;
}

Fen plus(Fen a, Fen b) { return add_fen(a, b).value_or(INT64_MAX); }

}  // namespace findings
}  // namespace credence
