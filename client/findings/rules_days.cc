// SPDX-License-Identifier: Apache-2.0
// Rules about days: too early, too late, in the wrong order, overdue.
#include <algorithm>
#include <set>

#include "client/findings/rules.h"

namespace credence::findings {
namespace {

/// The last day of a batch's public notice: by its programme's rules; where they ask for none, of so many
/// days, the first included.
Date notice_over(const Batch& batch, std::uint64_t days) {
  return batch.notice_ends.value_or(later(*batch.noticed_on, days - 1));
}

/// Two days of one award that stand the wrong way round.
void add_order(Context& context, const Award& award, const Said& first, const Date& first_on,
               const Said& then, const Date& then_on, std::vector<Place> evidence, Fen sum) {
  Finding out;
  if (award.code) out.subjects.push_back(subject_of(context.book, *award.code));
  out.subjects.push_back(subject_of(award));
  out.days = {first_on, then_on};
  out.sum = sum;
  out.evidence = std::move(evidence);
  out.computed = first + text(" is of ", "的日期为 ") + plain(first_on.iso()) + text(", ", "，晚于") + then +
                 text(", which should follow it, of ", "的日期 ") + plain(then_on.iso()) +
                 text(".", "，而前者应当在先。");
  context.add(std::move(out));
}

void documents_of_later(Context& context, const Award& award) {
  const auto document = context.book.documents.find(award.batch->document_no);
  if (document == context.book.documents.end() || document->second.day <= award.day()) return;
  add_order(context, award, text("The document of the award", "安排文件"), document->second.day,
            text("the award", "安排"), award.day(), {document->second.place, award.place}, award.amount);
}

void project_entered_later(Context& context, const AwardKey& key, const Award& award) {
  if (!award.code) return;
  const auto entered = context.book.projects.find({key.programme, *award.code, folded_name(award.project)});
  if (entered == context.book.projects.end() || entered->second.day <= award.day()) return;
  add_order(context, award, text("The project's entry into the library", "项目入库"), entered->second.day,
            text("the award", "安排"), award.day(), {entered->second.place, award.place}, award.amount);
}

void returned_before_demand(Context& context, const Award& award) {
  for (const Recovery& recovery : award.recoveries)
    if (const auto first = recovery.first_received_on(); first && *first < recovery.demanded_on)
      add_order(context, award, text("The demand of recovery", "追回决定"), recovery.demanded_on,
                text("the receipt of the money", "追回款到账"), *first,
                {award.place, recovery.demand, recovery.last}, recovery.received);
}

void add_batch(Context& context, const Batch& batch, std::vector<Date> days, Said computed) {
  Finding out;
  out.subjects = {subject_of(*batch.programme), subject_of(batch)};
  out.days = std::move(days);
  out.sum = batch.recorded_total;
  out.evidence.push_back(batch.opened);
  if (batch.awarded_on) out.evidence.push_back(batch.confirmed);
  out.computed = std::move(computed);
  context.add(std::move(out));
}

/// What a count of working days rests on where the chain holds no calendar of the year.
Said calendar_condition(const Book& book, const Date& from, const Date& to) {
  const auto year = book.year_without_calendar(from, to);
  if (!year) return {};
  return text(" No calendar of ", "账本未记录 ") + plain(std::to_string(*year)) +
         text(" is recorded: Mondays to Fridays were counted, and holidays may move that day.",
              " 年的日历：此处按周一至周五计算，节假日可能使该日期不同。");
}

/// Of a batch that stood in notice on the ledger.
void notice_of(Context& context, const Batch& batch, bool waiting) {
  const Date over = notice_over(batch, context.value("days"));
  const Date late = context.book.after_working_days(over, context.value("late_days"));
  const Date& today = context.book.today;
  const Said from = text("In public notice from ", "自 ") + plain(batch.noticed_on->iso());
  const Said more_than = text(": more than ", "：距公示期满已超过 ") +
                         counted(context.value("late_days"), noun::kWorkingDay) +
                         text(" after the notice, to ", "（至 ") + plain(late.iso()) + text(".", "）。") +
                         calendar_condition(context.book, over, late);
  if (batch.awarded_on && *batch.awarded_on <= over)
    add_batch(context, batch, {*batch.noticed_on, *batch.awarded_on},
              from + text(", awarded on ", " 起公示，于 ") + plain(batch.awarded_on->iso()) +
                  text(": the notice was not over until ", " 下达：公示期应至 ") + plain(over.iso()) +
                  text(".", " 结束。"));
  else if (batch.awarded_on && *batch.awarded_on > late)
    add_batch(context, batch, {*batch.noticed_on, *batch.awarded_on},
              from + text(", awarded on ", " 起公示，于 ") + plain(batch.awarded_on->iso()) +
                  text("", " 下达") + more_than);
  else if (waiting && today > late)
    add_batch(context, batch, {*batch.noticed_on, late},
              from + text(", and neither awarded nor withdrawn by ", " 起公示，截至 ") + plain(today.iso()) +
                  text("", " 既未下达也未撤回") + more_than);
}

/// Of a batch that was recorded as confirmed at once. A programme without rules takes old lists as they were
/// published.
void recorded_late(Context& context, const Batch& batch) {
  if (!batch.ruled || !batch.awarded_on) return;
  const Date late = later(batch.first_day, context.value("record_days"));
  if (batch.opened_on <= late) return;
  add_batch(context, batch, {batch.first_day, batch.opened_on},
            text("Published on ", "公布日期为 ") + plain(batch.first_day.iso()) +
                text(", recorded on ", "，于 ") + plain(batch.opened_on.iso()) +
                text(": more than ", " 记录，已超过 ") + counted(context.value("record_days"), noun::kDay) +
                text(" later.", "。"));
}

}  // namespace

void paid_early(Context& context) {
  for (const auto& [key, award] : context.book.awards) {
    if (!award.batch->noticed_on) continue;
    const Date over = notice_over(*award.batch, context.value("days"));
    Finding out;
    for (const Payment& payment : award.payments) {
      if (payment.on > over) continue;
      out.sum = plus(out.sum, payment.amount);
      out.days.push_back(payment.on);
      out.evidence.push_back(payment.place);
    }
    if (out.days.empty()) continue;
    const std::string first = std::ranges::min(out.days).iso();
    if (award.code) out.subjects.push_back(subject_of(context.book, *award.code));
    out.subjects.push_back(subject_of(award));
    out.days.push_back(*award.batch->noticed_on);
    out.evidence.push_back(award.batch->opened);
    out.computed =
        text("Money was paid on ", "于 ") + plain(first) +
        text(", before the public notice from " + award.batch->noticed_on->iso() + " on is over on ",
             " 拨付，而自 " + award.batch->noticed_on->iso() + " 起的公示至 ") +
        plain(over.iso()) + text(".", " 方告结束。");
    context.add(std::move(out));
  }
}

void notice_or_late(Context& context) {
  std::set<const Batch*> waiting;  // that have lines which are neither withdrawn nor closed
  for (const auto& [key, award] : context.book.awards)
    if (!award.batch->awarded_on && !award.closed && award.stands()) waiting.insert(award.batch);
  for (const auto& [key, batch] : context.book.batches) {
    if (batch.noticed_on)
      notice_of(context, batch, waiting.contains(&batch));
    else
      recorded_late(context, batch);
  }
}

void days_out_of_order(Context& context) {
  for (const auto& [key, award] : context.book.awards) {
    documents_of_later(context, award);
    project_entered_later(context, key, award);
    returned_before_demand(context, award);
  }
}

void acceptance_overdue(Context& context) {
  const Date& today = context.book.today;
  for (const auto& [key, award] : context.book.awards) {
    const auto& due = award.batch->accepted_by;
    if (!due || award.accepted || award.closed || later(*due, context.value("days")) >= today) continue;
    Finding out;
    Said holder;
    out.evidence = {award.batch->confirmed, award.place};
    if (award.code) {
      out.subjects.push_back(subject_of(context.book, *award.code));
      if (const auto at = context.book.enterprises.find(*award.code);
          at != context.book.enterprises.end() && at->second.ends_on && *at->second.ends_on <= today) {
        holder = text("; the enterprise ended on ", "；企业已于 ") + plain(at->second.ends_on->iso()) +
                 text("", " 终止");
        out.evidence.push_back(at->second.ended);
      }
    }
    out.subjects.push_back(subject_of(award));
    out.days = {award.day(), *due};
    out.sum = award.paid - award.recovered;
    out.computed = text("Acceptance was due by ", "应于 ") + plain(due->iso()) +
                   text(" and had not been passed on ", " 前验收，截至 ") + plain(today.iso()) +
                   text("", " 仍未通过") + holder + text("; paid: ", "；已拨付：") + money(award.paid) +
                   text(".", "。");
    context.add(std::move(out));
  }
}

}  // namespace credence::findings
