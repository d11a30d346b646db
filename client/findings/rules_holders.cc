// SPDX-License-Identifier: Apache-2.0
// Rules about who was awarded and paid: that the enterprise was there, held the title, and was not barred; by
// the days of the facts, also of those that were recorded later.
#include <algorithm>

#include "client/findings/rules.h"

namespace credence::findings {
namespace {

/// The payments of an award that were paid within days; sum, days and entries go into the finding.
template <class Within>
void add_payments(Finding& out, const Award& award, Within within) {
  for (const Payment& payment : award.payments) {
    if (!within(payment)) continue;
    out.sum = plus(out.sum, payment.amount);
    out.days.push_back(payment.on);
    out.evidence.push_back(payment.place);
  }
}

/// The term of a title that was the last one begun on a day; null: none was.
const Term* term_on(const Book& book, const Id& type, const Uscc& code, const Date& day) {
  const auto terms = book.titles.find({type, code});
  if (terms == book.titles.end()) return nullptr;
  const Term* out = nullptr;
  for (const Term& term : terms->second)
    if (term.from <= day && (out == nullptr || term.from >= out->from)) out = &term;
  return out;
}

Said weight_words(CreditClass weight) {
  constexpr std::string_view kChinese[] = {"", "轻微", "一般", "严重"};
  return text(credence::name_of(weight), kChinese[static_cast<std::size_t>(weight)]);
}

FindingSubject title_subject(const Id& type) { return {FindingSubject::Kind::title, type, {}}; }

void without_title(Context& context, const Award& award, const Id& type, const Term* term) {
  Finding out;
  out.subjects = {subject_of(context.book, *award.code), subject_of(award), title_subject(type)};
  out.days = {award.day()};
  out.sum = award.amount - award.released;
  out.evidence = {award.place};
  if (term != nullptr) out.evidence.push_back(term->changed == Place{} ? term->issued : term->changed);
  out.computed =
      text("On the day of the award, ", "安排日 ") + plain(award.day().iso()) +
      text(", the enterprise did not hold the title that the programme asks for, as it is known today.",
           " 时，按目前已知情况，企业并不具备该专项所要求的资格。");
  context.add(std::move(out));
}

void title_ended(Context& context, const Award& award, const Id& type, const Term& term) {
  const Date end = *term.over();
  Finding out;
  out.subjects = {subject_of(context.book, *award.code), subject_of(award), title_subject(type)};
  out.days = {award.day(), end};
  out.sum = award.amount - award.released;
  out.evidence = {award.place, term.issued};
  if (term.changed != Place{}) out.evidence.push_back(term.changed);
  out.computed = text("The title that the programme asks for ended on ", "该专项所要求的资格于 ") +
                 plain(end.iso()) +
                 text(term.end == TitleEnd::revoked || term.end == TitleEnd::cascaded ? " (revoked)" : "",
                      term.end == TitleEnd::revoked || term.end == TitleEnd::cascaded ? "（撤销）" : "") +
                 text(", within ", " 终止，距安排日 " + award.day().iso() + " 不足 ") +
                 counted(context.value("months"), noun::kMonth) +
                 text(" of the award on " + award.day().iso() + ".", "。");
  context.add(std::move(out));
}

}  // namespace

void enterprise_gone(Context& context) {
  for (const auto& [key, award] : context.book.awards) {
    if (!award.code || !award.stands()) continue;
    const auto at = context.book.enterprises.find(*award.code);
    if (at == context.book.enterprises.end() || !at->second.ends_on) continue;
    if (*at->second.ends_on > context.book.today) continue;  // announced
    const Enterprise& enterprise = at->second;
    const Date& end = *enterprise.ends_on;
    const bool awarded_after = award.day() >= end;
    Finding out;
    add_payments(out, award, [&](const Payment& payment) {
      if (payment.payee != *award.code) return false;  // a successor is there to be paid
      return payment.on >= end || end <= later(payment.on, context.value("days"));
    });
    if (!awarded_after && out.days.empty()) continue;
    const bool paid_after = std::ranges::any_of(out.days, [&](const Date& day) { return day >= end; });
    if (awarded_after) out.sum = award.amount - award.released;
    out.subjects = {subject_of(context.book, *award.code), subject_of(award)};
    out.days.push_back(award.day()), out.days.push_back(end);
    out.evidence.push_back(award.place), out.evidence.push_back(enterprise.ended);
    const bool merged = enterprise.end == EnterpriseEnd::merged;
    out.computed =
        text(merged ? "The enterprise was merged away on " : "The enterprise was dissolved on ", "企业于 ") +
        plain(end.iso()) + text("; ", merged ? " 因合并终止；" : " 注销；") +
        (awarded_after ? text("it was awarded on or after that day: ", "在该日或其后仍获安排：")
         : paid_after  ? text("it was paid on or after that day: ", "在该日或其后仍获拨付：")
                       : text("within ", "此前 ") + counted(context.value("days"), noun::kDay) +
                            text(" before, it was paid ", "内获拨付 ")) +
        money(out.sum) + text(".", "。");
    context.add(std::move(out));
  }
}

void title_gone(Context& context) {
  const auto months = static_cast<unsigned>(context.value("months"));
  for (const auto& [key, award] : context.book.awards) {
    if (!award.code || !award.stands()) continue;
    for (const Id& type : award.rules->required_titles) {
      const Term* const term = term_on(context.book, type, *award.code, award.day());
      if (!context.book.holds(type, *award.code, award.day())) {
        without_title(context, award, type, term);
        continue;
      }
      const auto end = term->over();
      const bool with_its_enterprise = term->end == TitleEnd::merged || term->end == TitleEnd::dissolved;
      if (end && *end <= context.book.today && *end < after_months(award.day(), months) &&
          !with_its_enterprise && !context.book.holds(type, *award.code, *end))
        title_ended(context, award, type, *term);
    }
  }
}

void credit_barred(Context& context) {
  for (const auto& [key, award] : context.book.awards) {
    if (!award.code || !award.stands()) continue;
    const auto entries = context.book.credit_of.find(*award.code);
    if (entries == context.book.credit_of.end()) continue;
    const CreditClass asked = award.rules->blocking_credit != CreditClass::none
                                  ? award.rules->blocking_credit
                                  : static_cast<CreditClass>(context.value("class"));
    for (const Credit* entry : entries->second) {
      if (entry->weight < asked) continue;
      Finding out;
      const bool awarded = entry->active(award.day());
      if (awarded) {
        out.sum = award.amount - award.released;
        out.days.push_back(award.day());
      } else {
        add_payments(out, award, [&](const Payment& payment) { return entry->active(payment.on); });
      }
      if (out.days.empty()) continue;
      out.subjects = {subject_of(context.book, *award.code), subject_of(award)};
      out.evidence.push_back(award.place), out.evidence.push_back(entry->place);
      out.computed = text(awarded ? "Awarded" : "Paid", awarded ? "于 " : "拨付时，") +
                     (awarded ? text(" on " + award.day().iso(), award.day().iso() + " 安排时，") : Said{}) +
                     text(" while an adverse entry of the class ", "企业有一条程度为 ") +
                     weight_words(entry->weight) + text(", decided on ", " 的不良信用记录，决定日 ") +
                     plain(entry->from.iso()) + text(" and published to ", "，公示至 ") +
                     plain(entry->to.iso()) + text(", was active: ", "，尚在有效期内：") + money(out.sum) +
                     text(".", "。");
      context.add(std::move(out));
    }
  }
}

void fraud_not_recovered(Context& context) {
  for (const auto& [key, award] : context.book.awards) {
    if (!award.code || award.paid <= award.demanded) continue;
    for (const Id& type : award.rules->required_titles) {
      const Term* const term = term_on(context.book, type, *award.code, award.day());
      if (term == nullptr || !term->fraud) continue;
      if (later(*term->ended_from, context.value("days")) >= context.book.today) continue;
      Finding out;
      out.subjects = {subject_of(context.book, *award.code), subject_of(award), title_subject(type)};
      out.days = {award.day(), *term->ended_from};
      out.sum = award.paid - award.demanded;
      out.evidence = {award.place, term->changed};
      for (const Payment& payment : award.payments) out.evidence.push_back(payment.place);
      out.computed = text("The title that the award was built on was revoked for fraud from ",
                          "安排所依据的资格因弄虚作假自 ") +
                     plain(term->ended_from->iso()) + text("; of ", " 起撤销；已拨付 ") + money(award.paid) +
                     text(" paid, no recovery is demanded for ", "，其中未要求追回 ") + money(out.sum) +
                     text(".", "。");
      context.add(std::move(out));
    }
  }
}

}  // namespace credence::findings
