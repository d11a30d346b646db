// SPDX-License-Identifier: Apache-2.0
// Rules about sums: support that repeats, payments that repeat, awards that were split, money that lies, what
// does not come back, and lists that are not what they declare.
#include <algorithm>
#include <array>
#include <ranges>

#include "client/findings/rules.h"
#include "client/words/recovery_words.h"
#include "ledger/domain/calendar.h"
#include "ledger/domain/text.h"

namespace credence::findings {
namespace {

constexpr std::size_t kNearNamesMax =
    300;  // of one enterprise: beyond, only equal names are brought together

/// Awards of one enterprise whose projects have the same name, or nearly.
struct SameProject {
  std::string folded;
  std::vector<const Award*> awards;
};
std::vector<SameProject> by_project(const std::vector<const Award*>& awards, std::uint64_t percent) {
  std::vector<SameProject> out;
  std::map<std::string, std::size_t> exact;
  for (const Award* award : awards) {
    const std::string folded = folded_name(award->project);
    if (folded.empty()) continue;
    const auto [at, fresh] = exact.try_emplace(folded, out.size());
    if (fresh && out.size() < kNearNamesMax)
      at->second = static_cast<std::size_t>(
          std::ranges::find_if(out,
                               [&](const SameProject& p) { return nearly_same(p.folded, folded, percent); }) -
          out.begin());
    if (at->second == out.size()) out.push_back({folded, {}});
    out[at->second].awards.push_back(award);
  }
  return out;
}

/// What of an award is neither paid nor released.
Fen unpaid(const Award& award) { return award.amount - award.released - award.paid; }

void add_split(Context& context, const Uscc& code, std::span<const Award* const> run, Fen line) {
  Finding out;
  Said list;
  out.subjects.push_back(subject_of(context.book, code));
  for (const Award* award : run) {
    out.sum = plus(out.sum, award->amount);
    out.days.push_back(award->day());
    out.subjects.push_back(subject_of(*award));
    out.evidence.push_back(award->place);
  }
  if (out.sum <= line) return;
  out.computed = text(counted(run.size(), noun::kAward).en + " to one enterprise within ", "同一企业在 ") +
                 counted(context.value("days"), noun::kDay) +
                 text(", each at most ", "内获 " + std::to_string(run.size()) + " 笔安排，每笔低于 ") +
                 money(line) + text(" and no further below it than ", " 且差额不超过 ") +
                 plain(std::to_string(context.value("margin"))) + text(" %: together ", "%，合计 ") +
                 money(out.sum) + text(".", "。");
  context.add(std::move(out));
}

}  // namespace

void repeated_support(Context& context) {
  const std::uint64_t percent = context.value("near");
  for (const auto& [code, awards] : context.book.standing_by_heir()) {
    std::vector<const Award*> kept;
    std::ranges::copy_if(awards, std::back_inserter(kept), [](const Award* award) {
      const ProgrammeKind kind = award->programme().kind;  // of these each year's has the same name
      return kind != ProgrammeKind::tax_relief && kind != ProgrammeKind::talent_subsidy;
    });
    for (const SameProject& same : by_project(kept, percent)) {
      if (same.awards.size() < 2) continue;
      Finding out;
      out.subjects.push_back(subject_of(context.book, code));
      std::string where;
      for (const Award* award : same.awards) {
        add_sum(out, *award, award->amount - award->released);
        out.days.push_back(award->day());
        out.subjects.push_back(subject_of(*award));
        out.evidence.push_back(award->place);
        where += (where.empty() ? "" : "; ") + award->programme().id + " " +
                 std::to_string(award->programme().year);
      }
      out.computed =
          text("One project of one enterprise, by its name or nearly (", "同一企业的同名或近似名称项目（") +
          plain(same.awards.front()->project) +
          text("), was awarded " + counted(same.awards.size(), noun::kTime).en + " (" + where + "): ",
               "）共获 " + std::to_string(same.awards.size()) + " 次安排（" + where + "），合计 ") +
          sums_of(out) + text(".", "。");
      context.add(std::move(out));
    }
  }
}

void paid_twice(Context& context) {
  for (const auto& [key, award] : context.book.awards) {
    if (award.payments.size() < 2) continue;
    std::vector<const Payment*> payments;
    for (const Payment& payment : award.payments) payments.push_back(&payment);
    std::ranges::stable_sort(payments, {}, [](const Payment* p) { return std::pair(p->amount, p->on); });
    for (std::size_t i = 1; i < payments.size(); ++i) {
      const Payment &a = *payments[i - 1], &b = *payments[i];
      if (a.amount != b.amount || later(a.on, context.value("days")) < b.on) continue;
      Finding out;
      out.subjects = {subject_of(context.book, b.payee),
                      subject_of(award),
                      {FindingSubject::Kind::payment_list, key.programme + "/" + a.list, {}},
                      {FindingSubject::Kind::payment_list, key.programme + "/" + b.list, {}}};
      out.days = {a.on, b.on};
      out.sum = b.amount;
      out.evidence = {award.place, a.place, b.place};
      out.computed = text("The same amount, ", "同一安排行两次拨付同一金额 ") + money(b.amount) +
                     text(", was paid twice for one award line, on ", "，分别于 ") + plain(a.on.iso()) +
                     text(" and on ", " 和 ") + plain(b.on.iso()) + text(".", "。");
      context.add(std::move(out));
    }
  }
}

void split_awards(Context& context) {
  const Fen threshold = static_cast<Fen>(context.value("threshold")) * 100;
  const auto line_of = [&](const Award& award) {
    return award.rules->cap > 0 ? award.rules->cap : threshold;
  };
  for (const auto& [code, awards] : context.book.standing_by_heir()) {
    std::map<Fen, std::vector<const Award*>> near;  // by the line that they lie just below
    for (const Award* award : awards) {
      const Fen line = line_of(*award);
      if (award->amount < line && award->amount >= percent_of(line, 100 - context.value("margin")))
        near[line].push_back(award);
    }
    for (auto& [line, list] : near) {
      std::ranges::stable_sort(list, {}, [](const Award* award) { return award->day(); });
      for (std::size_t i = 0; i < list.size();) {
        std::size_t end = i + 1;
        while (end < list.size() && list[end]->day() <= later(list[i]->day(), context.value("days"))) ++end;
        if (end - i > 1) add_split(context, code, std::span(list).subspan(i, end - i), line);
        i = end;
      }
    }
  }
}

void idle_money(Context& context) {
  for (const auto& [key, award] : context.book.awards) {
    if (!award.batch->awarded_on || !award.programme().pays() || award.closed) continue;
    const Fen rest = unpaid(award);
    const auto last_year = award.batch->awarded_on->year + context.value("years");
    const Date last{static_cast<std::uint16_t>(std::min<std::uint64_t>(last_year, 9999)), 12, 31};
    const Fen by_then = [&] {
      Fen sum = award.amount - award.released;
      for (const Payment& payment : award.payments)
        if (payment.on <= last) sum -= payment.amount;
      return sum;
    }();
    if (context.book.today <= last || by_then <= 0) continue;
    Finding out;
    if (award.code) out.subjects.push_back(subject_of(context.book, *award.code));
    out.subjects.push_back(subject_of(award));
    out.days = {*award.batch->awarded_on, last};
    out.sum = by_then;
    out.evidence = {award.place, award.batch->confirmed};
    for (const Payment& payment : award.payments) out.evidence.push_back(payment.place);
    out.computed = text("Of what was awarded on ", "于 ") + plain(award.batch->awarded_on->iso()) +
                   text(", ", " 安排的资金，") + money(by_then) +
                   text(" was neither paid nor released by ", " 截至 ") + plain(last.iso()) +
                   text("; unpaid today: ", " 既未拨付也未释放；目前未拨付：") + money(rest) +
                   text(".", "。");
    context.add(std::move(out));
  }
}

/// What is owed beside the money itself.
Said beside_text(const Charges& owed) {
  if (owed.none()) return text("", "");
  return text("; owed beside it: " + charges_text(owed, Language::en),
              "；另欠：" + charges_text(owed, Language::zh));
}

void recovery_waits(Context& context) {
  const Date& today = context.book.today;
  for (const auto& [key, award] : context.book.awards)
    for (const Recovery& recovery : award.recoveries) {
      const Fen rest = recovery.demanded - recovery.received;
      const bool nothing = recovery.received == 0;
      const Date due =
          last_due(recovery.steps)
              .value_or(later(recovery.demanded_on, context.value(nothing ? "days" : "part_days")));
      if ((rest <= 0 && recovery.owed.none()) || today <= due) continue;
      Finding out;
      if (award.code) out.subjects.push_back(subject_of(context.book, *award.code));
      out.subjects.push_back(subject_of(award));
      out.days = {recovery.demanded_on, due};
      out.sum = rest;
      out.evidence = {award.place, recovery.demand, recovery.last};
      out.computed =
          text("Of ", "于 ") +
          text(money(recovery.demanded).en + " demanded on " + recovery.demanded_on.iso() + ", ",
               recovery.demanded_on.iso() + " 要求追回的 " + money(recovery.demanded).zh + " 中，") +
          money(recovery.received) +
          text(" had come back by " + today.iso() + ", after the last day, ",
               " 截至 " + today.iso() + " 已到账，期限为 ") +
          plain(due.iso()) + beside_text(recovery.owed) + text(".", "。");
      context.add(std::move(out));
    }
}

void returned_unpaid(Context& context) {
  const Date& today = context.book.today;
  for (const auto& [key, award] : context.book.awards) {
    if (award.closed) continue;
    for (const Return& back : award.returns) {
      Fen again = 0;
      for (const Payment& payment : award.payments)
        if (payment.place > back.place) again = plus(again, payment.amount);
      const Date due = later(back.on, context.value("days"));
      if (again >= back.amount || today <= due) continue;
      Finding out;
      if (award.code) out.subjects.push_back(subject_of(context.book, *award.code));
      out.subjects.push_back(subject_of(award));
      out.days = {back.on, due};
      out.sum = back.amount - again;
      out.evidence = {award.place, back.paid, back.place};
      out.computed = text("Of ", "") +
                     text(money(back.amount).en + " that the bank returned on " + back.on.iso() + ", ",
                          back.on.iso() + " 银行退回的 " + money(back.amount).zh + "中，") +
                     money(out.sum) +
                     text(" was neither paid again nor released by " + today.iso() + "; looked for by ",
                          "截至 " + today.iso() + " 既未重新拨付也未释放；应于 ") +
                     plain(due.iso()) + text(".", " 前办理。");
      context.add(std::move(out));
    }
  }
}

void relief_and_grant(Context& context) {
  for (const auto& [code, awards] : context.book.standing_by_heir())
    for (const Award* relief : awards) {
      if (relief->programme().kind != ProgrammeKind::tax_relief) continue;
      for (const Award* grant : awards) {
        if (!grant->programme().pays() || grant->programme().year != relief->programme().year) continue;
        const std::string name = folded_name(relief->project);
        if (name.empty() || !nearly_same(name, folded_name(grant->project), context.value("near"))) continue;
        Finding out;
        out.subjects = {subject_of(context.book, code), subject_of(*relief), subject_of(*grant)};
        out.days = {relief->day(), grant->day()};
        out.sum = grant->amount - grant->released;
        out.evidence = {relief->place, grant->place};
        out.computed = text("Tax relief of ", "同一财政年度内，同名或近似名称事项既享受税收优惠 ") +
                       money(relief->amount) + text(" and an award of ", "，又获安排 ") + money(out.sum) +
                       text(" are for what has one name, or nearly, in one fiscal year (" +
                                std::string(relief->project) + ").",
                            "（" + std::string(relief->project) + "）。");
        context.add(std::move(out));
      }
    }
}

void relief_claimed_twice(Context& context) {
  std::map<std::pair<Id, Uscc>, std::vector<const Relief*>> of_one;  // by programme and who answers today
  for (const Relief& relief : context.book.reliefs | std::views::values)
    if (!relief.withdrawn && relief.amount > 0)
      of_one[{relief.award->programme().id, context.book.heir_of(relief.code)}].push_back(&relief);
  for (auto& [whose, claims] : of_one) {
    std::ranges::stable_sort(claims, {}, [](const Relief* one) { return std::pair(one->from, one->to); });
    const Relief* reaches = nullptr;  // of those before, the one whose period ends last
    for (const Relief* claim : claims) {
      if (reaches != nullptr && claim->from <= reaches->to) {
        const Relief& before = *reaches;
        const auto name = [](const Relief& one) { return one.list + "#" + std::to_string(one.line); };
        Finding out;
        out.subjects = {subject_of(context.book, whose.second), subject_of(claim->award->programme()),
                        subject_of(*before.award)};
        if (claim->award != before.award) out.subjects.push_back(subject_of(*claim->award));
        out.days = {claim->from, std::min(claim->to, before.to)};
        out.sum = std::min(claim->amount, before.amount);
        out.evidence = {before.place, claim->place};
        out.computed = text("Claim ", "优惠申报 ") + plain(name(before)) + text(" of ", "（") +
                       money(before.amount) + text(" is for ", "）所属期 ") + plain(before.from.iso()) +
                       text(" to ", " 至 ") + plain(before.to.iso()) + text(", claim ", "，优惠申报 ") +
                       plain(name(*claim)) + text(" of ", "（") + money(claim->amount) +
                       text(" for ", "）所属期 ") + plain(claim->from.iso()) + text(" to ", " 至 ") +
                       plain(claim->to.iso()) + text(": they have days in common.", "，日期有重叠。");
        context.add(std::move(out));
      }
      if (reaches == nullptr || reaches->to < claim->to) reaches = claim;
    }
  }
}

void declared_differs(Context& context) {
  const auto add = [&](FindingSubject subject, const Programme* programme, const Dated& seen,
                       std::array<std::uint64_t, 2> counts, std::array<Fen, 2> totals) {
    Finding out;
    if (programme != nullptr) out.subjects.push_back(subject_of(*programme));
    out.subjects.push_back(std::move(subject));
    out.days = {seen.day};
    out.sum = std::max(totals[0], totals[1]) - std::min(totals[0], totals[1]);
    out.evidence = {seen.place};
    out.computed = text("Declared: ", "申报 ") + counted(counts[0], noun::kLine) + text(", ", "、") +
                   money(totals[0]) + text("; recorded: ", "，记录 ") + counted(counts[1], noun::kLine) +
                   text(", ", "、") + money(totals[1]) +
                   text(counts[0] == 0 ? " (0 lines: none were declared)." : ".",
                        counts[0] == 0 ? "（0 行表示未申报行数）。" : "。");
    context.add(std::move(out));
  };
  for (const auto& [key, batch] : context.book.batches)  // one without lines: its lines were not published
    if (batch.recorded_count > 0 &&
        (batch.declared_total != batch.recorded_total ||
         (batch.declared_count != 0 && batch.declared_count != batch.recorded_count)))
      add(subject_of(batch), batch.programme, {batch.first_day, batch.opened},
          {batch.declared_count, batch.recorded_count}, {batch.declared_total, batch.recorded_total});
  for (const DeclaredList& list : context.book.declared_lists) {
    const auto programme = context.book.programmes.find(list.programme);
    const auto seen = context.book.payment_lists.find({list.programme, list.list});
    if (seen == context.book.payment_lists.end()) continue;
    add({FindingSubject::Kind::payment_list, list.programme + "/" + list.list, {}},
        programme == context.book.programmes.end() ? nullptr : &programme->second, seen->second,
        {list.value.declared_count, list.value.recorded_count},
        {list.value.declared_total, list.value.recorded_total});
  }
}

}  // namespace credence::findings
