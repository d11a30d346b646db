// SPDX-License-Identifier: Apache-2.0
// Rules about how programmes are run: rules that were loosened, posts that check each other in turn, money
// that gathers in few hands or one city, support after a poor result.
#include <algorithm>
#include <set>
#include <span>

#include "client/findings/rules.h"
#include "ledger/domain/calendar.h"

namespace credence::findings {
namespace {

/// Whether more may be paid as soon as an award is confirmed. Amounts are measured on an award of 1,000,000 CNY.
bool sooner(const List<Tranche, 12>& before, const List<Tranche, 12>& after) {
  const auto at_once = [](const List<Tranche, 12>& tranches) {
    constexpr Fen kOf = 100'000'000;
    Fen sum = tranches.empty() ? kOf : 0;
    for (const Tranche& tranche : tranches)
      if (tranche.condition == TrancheCondition::confirmed)
        sum = plus(sum, tranche.percent > 0 ? percent_of(kOf, tranche.percent) : tranche.amount);
    return std::min(sum, kOf);
  };
  return at_once(after) > at_once(before);
}

/// What a later version asks less of; empty: nothing.
Said loosened(const ProgrammeRules& before, const ProgrammeRules& after) {
  Said out;
  const auto note = [&out](bool less, std::string_view en, std::string_view zh) {
    if (!less) return;
    if (!out.empty()) out += text(", ", "、");
    out += text(en, zh);
  };
  const auto fewer = [](const auto& a, const auto& b) { return !std::ranges::includes(b, a); };
  note(before.cap > 0 && (after.cap == 0 || after.cap > before.cap), "cap", "上限");
  note(before.one_project && !after.one_project, "one project", "单个项目");
  note(before.library_required && !after.library_required, "library", "项目库");
  note(before.quota_required && !after.quota_required, "quota", "额度");
  note(before.overdue_blocks && !after.overdue_blocks, "overdue acceptance", "逾期验收限制");
  note(after.notice_days < before.notice_days || (before.working_days && !after.working_days) ||
           (before.notice_days > 0 && after.first_day_counts && !before.first_day_counts),
       "public notice", "公示期");
  note(before.acceptance_months > 0 &&
           (after.acceptance_months == 0 || after.acceptance_months > before.acceptance_months),
       "acceptance", "验收期限");
  note(fewer(before.excluded, after.excluded), "excluded programmes", "互斥专项");
  note(fewer(before.required_titles, after.required_titles), "titles", "资格要求");
  note(before.blocking_credit != CreditClass::none &&
           (after.blocking_credit == CreditClass::none || after.blocking_credit > before.blocking_credit),
       "credit", "信用限制");
  note(sooner(before.tranches, after.tranches), "tranches", "拨付条件");
  return out;
}

/// What a batch's rules ask less than those that were in force before the last days, however many changes lie
/// between.
void loosened_before(Context& context, const Batch& batch) {
  const auto& versions = batch.programme->versions;
  const RulesVersion *before = nullptr, *last = nullptr;
  std::vector<Place> changes;
  std::vector<Date> days;
  for (const RulesVersion& version : versions) {
    if (batch.opened < version.place) break;  // the batch does not rest on it
    const bool recent = later(version.set_on, context.value("days")) > batch.opened_on;
    if (!recent || before == nullptr) {
      before = &version;
      continue;
    }
    last = &version;
    changes.push_back(version.place), days.push_back(version.set_on);
  }
  if (last == nullptr) return;
  const Said what = loosened(before->rules, last->rules);
  if (what.empty()) return;
  Finding out;
  out.subjects = {subject_of(*batch.programme), subject_of(batch)};
  out.days = std::move(days);
  out.days.push_back(batch.opened_on);
  out.sum = batch.recorded_total;
  out.evidence = std::move(changes);
  out.evidence.push_back(before->place), out.evidence.push_back(batch.opened);
  out.computed = text("The programme's rules ask less (" + what.en + ") since " + last->set_on.iso(),
                      "专项规则于 " + last->set_on.iso() + " 放宽（" + what.zh + "）") +
                 text(", less than ", "，距该批次 " + batch.opened_on.iso() + " 不足 ") +
                 counted(context.value("days"), noun::kDay) +
                 text(" before this batch of " + batch.opened_on.iso() + ".", "。");
  context.add(std::move(out));
}

FindingSubject post_subject(const Post& post) {
  return {FindingSubject::Kind::post, post.department, post.holder};
}

/// The confirmed awards of one programme that stand.
struct Held {
  std::uint64_t lines = 0;
  Fen total = 0;
  std::map<Uscc, Fen> by_enterprise;
  std::map<std::string, Fen> by_city;  // the first four digits of the region; without those of no city
  std::map<Uscc, std::vector<const Award*>> awards;
};
std::map<Id, Held> held_by_programme(const Book& book) {
  std::map<Id, Held> out;
  for (const auto& [code, awards] : book.standing_by_heir())
    for (const Award* award : awards) {
      if (!award->batch->awarded_on) continue;
      Held& held = out[award->programme().id];
      const Fen amount = award->amount - award->released;
      ++held.lines;
      held.total = plus(held.total, amount);
      held.by_enterprise[code] = plus(held.by_enterprise[code], amount);
      held.awards[code].push_back(award);
      const std::string city(text_of(*award->code).substr(2, 4));
      if (!city.ends_with("00")) held.by_city[city] = plus(held.by_city[city], amount);
    }
  return out;
}

/// The first `top` of the ranked beneficiaries.
void add_hands(Context& context, const Programme& programme, const Held& held,
               std::span<const std::pair<Fen, Uscc>> ranked, std::size_t top, std::uint64_t least) {
  Finding out;
  out.subjects.push_back(subject_of(programme));
  for (const auto& [amount, code] : ranked.first(top)) {
    out.sum = plus(out.sum, amount);
    out.subjects.push_back(subject_of(context.book, code));
    for (const Award* award : held.awards.at(code)) {
      out.days.push_back(award->day());
      out.evidence.push_back(award->place);
    }
  }
  const Said of = counted(ranked.size(), noun::kBeneficiary);
  out.computed = (top == 1 ? text("The largest of " + of.en + " holds ", "共 " + of.zh + "，最大一家获 ")
                           : text("The " + std::to_string(top) + " largest of " + of.en + " hold ",
                                  "共 " + of.zh + "，前 " + std::to_string(top) + " 家获 ")) +
                 money(out.sum) + text(" of ", "，占 ") + money(held.total) + text(", at least ", " 的 ") +
                 plain(std::to_string(least)) + text(" %.", "% 及以上。");
  context.add(std::move(out));
}

/// One beneficiary, else the largest few, hold their even share and much of what is beyond it: few of few are
/// not many.
void few_hands(Context& context, const Programme& programme, const Held& held) {
  std::vector<std::pair<Fen, Uscc>> ranked;
  for (const auto& [code, amount] : held.by_enterprise) ranked.emplace_back(amount, code);
  std::ranges::sort(ranked, std::ranges::greater{});
  for (const auto& [top, share] : {std::pair(std::uint64_t{1}, context.value("one_share")),
                                   std::pair(context.value("top"), context.value("share"))}) {
    if (top >= ranked.size()) continue;
    const std::uint64_t even = 100 * top / ranked.size();
    const std::uint64_t least = even + (100 - even) * share / 100;
    Fen sum = 0;
    for (std::size_t i = 0; i < top; ++i) sum = plus(sum, ranked[i].first);
    if (sum < percent_of(held.total, least)) continue;
    add_hands(context, programme, held, ranked, top, least);
    return;
  }
}

void one_city(Context& context, const Programme& programme, const Held& held) {
  for (const auto& [city, amount] : held.by_city) {
    if (amount < percent_of(held.total, context.value("city_share"))) continue;
    Finding out;
    out.subjects = {subject_of(programme), {FindingSubject::Kind::city, city, {}}};
    out.sum = amount;
    for (const auto& [code, awards] : held.awards)
      for (const Award* award : awards)
        if (text_of(*award->code).substr(2, 4) == city) {
          out.days.push_back(award->day());
          out.evidence.push_back(award->place);
        }
    out.computed = text("Enterprises whose codes were given in region " + city + " hold ",
                        "代码登记地区为 " + city + " 的企业获 ") +
                   money(amount) + text(" of ", "，占 ") + money(held.total) + text(", at least ", " 的 ") +
                   plain(std::to_string(context.value("city_share"))) + text(" %.", "% 及以上。");
    context.add(std::move(out));
  }
}

}  // namespace

void rules_loosened(Context& context) {
  for (const auto& [key, batch] : context.book.batches) loosened_before(context, batch);
}

void posts_in_turn(Context& context) {
  const auto& turns = context.book.turns;
  for (const auto& [pair, turn] : turns) {
    const auto& [maker, checker] = pair;
    const bool same = maker == checker;
    const auto other = turns.find({checker, maker});
    if (other == turns.end() || (!same && checker < maker)) continue;  // each pair once
    const Turn& back = other->second;
    if (std::min(turn.times, back.times) < context.value("times")) continue;
    Finding out;
    out.subjects.push_back(post_subject(maker));
    if (!same) out.subjects.push_back(post_subject(checker));
    out.days = {turn.last_on, back.last_on};
    out.evidence = {turn.first, turn.last, back.first, back.last};
    out.computed = same ? text("Keys of one post made and checked ", "同一岗位的密钥既经办又复核，共 ") +
                              counted(turn.times, noun::kEntry) + text(".", "。")
                        : text("Two posts check each other: " + counted(turn.times, noun::kEntry).en +
                                   " one way, " + std::to_string(back.times) + " the other.",
                               "两个岗位互为经办与复核：一方向 " + std::to_string(turn.times) +
                                   " 笔，另一方向 " + std::to_string(back.times) + " 笔。");
    context.add(std::move(out));
  }
}

void bids_of_one_hand(Context& context) {
  for (const auto& [key, bids] : context.book.bids) {
    std::map<Uscc, std::vector<const Bid*>> by_heir;
    for (const Bid& bid : bids) by_heir[context.book.heir_of(bid.code)].push_back(&bid);
    for (const auto& [code, same] : by_heir) {
      if (same.size() < 2) continue;
      Finding out;
      std::set<Uscc> bidders;
      for (const Bid* bid : same) {
        out.sum = plus(out.sum, bid->amount);
        out.days.push_back(bid->place.day);
        out.evidence.push_back(bid->place);
        bidders.insert(bid->code);
      }
      for (const Uscc& bidder : bidders) out.subjects.push_back(subject_of(context.book, bidder));
      const auto programme = context.book.programmes.find(key.first);
      if (programme != context.book.programmes.end()) out.subjects.push_back(subject_of(programme->second));
      out.subjects.push_back({FindingSubject::Kind::challenge, key.first + "/" + key.second, {}});
      const std::string count = std::to_string(same.size());
      out.computed =
          bidders.size() == 1
              ? text("One enterprise bid " + counted(same.size(), noun::kTime).en + " for one challenge.",
                     "同一企业对同一榜单揭榜 " + count + " 次。")
              : text(count + " bids for one challenge are of enterprises that are one today.",
                     "同一榜单的 " + count + " 份揭榜来自如今已合并为一家的企业。");
      context.add(std::move(out));
    }
  }
}

void concentration(Context& context) {
  for (const auto& [id, held] : held_by_programme(context.book)) {
    if (held.lines < context.value("lines")) continue;
    const Programme& programme = context.book.programmes.at(id);
    few_hands(context, programme, held);
    one_city(context, programme, held);
  }
}

void funded_after_poor(Context& context) {
  for (const auto& [code, awards] : context.book.standing_by_heir()) {
    std::optional<Date> first;
    for (const Award* award : awards)
      if (award->poor_on) first = std::min(first.value_or(*award->poor_on), *award->poor_on);
    if (!first) continue;
    Finding out;
    out.subjects.push_back(subject_of(context.book, code));
    for (const Award* award : awards) {
      const bool again = award->day() > *first;
      if (!again && !award->poor_on) continue;
      out.subjects.push_back(subject_of(*award));
      out.evidence.push_back(award->poor_on ? award->judged : award->place);
      if (!again) continue;
      add_sum(out, *award, award->amount - award->released);
      out.days.push_back(award->day());
    }
    if (out.days.empty()) continue;
    out.days.push_back(*first);
    out.computed =
        text("A project failed its acceptance or was graded poor on ", "项目于 ") + plain(first->iso()) +
        text("; afterwards its enterprise was awarded ", " 验收未通过或绩效为差；其后该企业又获安排 ") +
        sums_of(out) + text(".", "。");
    context.add(std::move(out));
  }
}

void problem_overdue(Context& context) {
  const Date& today = context.book.today;
  for (const auto& [id, problem] : context.book.problems) {
    if (problem.stage != ProblemStage::open || later(problem.until, context.value("days")) >= today) continue;
    Finding out;
    out.subjects.push_back({FindingSubject::Kind::problem, id, problem.department});
    const auto programme = context.book.programmes.find(problem.programme);
    if (programme != context.book.programmes.end()) out.subjects.push_back(subject_of(programme->second));
    if (problem.code) out.subjects.push_back(subject_of(context.book, *problem.code));
    out.days = {problem.raised.day, problem.until};
    out.sum = problem.amount;
    out.evidence = {problem.raised, problem.last};
    out.computed = text("A problem that an auditor raised was to be mended by ", "审计问题应于 ") +
                   plain(problem.until.iso()) + text(" and had no answer on ", " 前整改，截至 ") +
                   plain(today.iso()) + text(".", " 尚无答复。");
    context.add(std::move(out));
  }
}

}  // namespace credence::findings
