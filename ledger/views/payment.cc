// JSON views: payments, results, recovery, a fund's social capital, challenges.
#include "ledger/views/writer.h"

namespace credence::views {

void write(Writer& w, const PaymentLine& v) {
  w("line", v.line)("award_batch", v.award_batch)("award_line", v.award_line)("code", v.code)
      .fen("amount", v.amount)("paid_on", v.paid_on);
}
void write(Writer& w, const RecordPayments& v) {
  w("programme", v.programme)("list", v.list)("declared_count", v.declared_count)
      .fen("declared_total", v.declared_total)
      .lines(v.lines);
}
void write(Writer& w, const AcknowledgementLine& v) { w("line", v.line); }
void write(Writer& w, const AcknowledgePayments& v) {
  w("programme", v.programme)("list", v.list).lines(v.lines);
}
void write(Writer& w, const ResultLine& v) {
  w("line", v.line)("award_batch", v.award_batch)("award_line", v.award_line)("passed", v.passed);
  if (v.milestone > 0) w("milestone", v.milestone);
  if (v.grade != Performance::none) w("grade", v.grade);
  w("on", v.on);
}
void write(Writer& w, const RecordResults& v) {
  w("programme", v.programme)("step", v.step)("document_no", v.document_no).lines(v.lines);
}
void write(Writer& w, const DemandRecovery& v) {
  w("programme", v.programme)("recovery", v.recovery)("award_batch", v.award_batch)("award_line",
                                                                                    v.award_line);
  w.fen("demanded", v.demanded)("document_no", v.document_no)("reason", v.reason);
}
void write(Writer& w, const RecordRecovery& v) {
  w("programme", v.programme)("recovery", v.recovery)("receipt", v.receipt)
      .fen("amount", v.amount)("received_on", v.received_on);
}
void write(Writer& w, const RecordSocialCapital& v) {
  w("programme", v.programme)("entry", v.entry)("award_batch", v.award_batch)("award_line", v.award_line)(
      "investor", v.investor);
  w.fen("amount", v.amount)("invested_on", v.invested_on)("document_no", v.document_no);
}
void write(Writer& w, const Paid& v) {
  w("programme", v.programme)("list", v.list);
  write(w, v.line);
}
void write(Writer& w, const PaymentAcknowledged& v) {
  w("programme", v.programme)("list", v.list)("line", v.line)("code", v.code).fen("amount", v.amount);
}
void write(Writer& w, const ResultRecorded& v) {
  w("programme", v.programme)("step", v.step)("document_no", v.document_no);
  write(w, v.line);
}
void write(Writer& w, const RecoveryDemanded& v) {
  write(w, v.demand);
  w("code", v.code).fen("before", v.before);
}
void write(Writer& w, const Recovered& v) {
  write(w, v.receipt);
  w("code", v.code).fen("outstanding", v.outstanding);
}
void write(Writer& w, const SocialCapitalRecorded& v) { write(w, v.capital); }
void write(Writer& w, const PaymentListValue& v) {
  w("declared_count", v.declared_count).fen("declared_total", v.declared_total);
  w("recorded_count", v.recorded_count).fen("recorded_total", v.recorded_total);
}
void write(Writer& w, const PaymentValue& v) {
  w("award_batch", v.award_batch)("award_line", v.award_line)("code", v.code)
      .fen("amount", v.amount)("paid_on", v.paid_on)("acknowledged", v.acknowledged);
}
void write(Writer& w, const RecoveryValue& v) {
  w("award_batch", v.award_batch)("award_line", v.award_line)("code", v.code);
  w.fen("demanded", v.demanded).fen("recovered", v.recovered).fen("outstanding", v.demanded - v.recovered);
  w("receipts", v.receipts)("opened_on", v.opened_on)("document_no", v.document_no)("reason", v.reason);
}
void write(Writer& w, const SocialCapitalValue& v) {
  w("award_batch", v.award_batch)("award_line", v.award_line)("investor", v.investor)
      .fen("amount", v.amount)("invested_on", v.invested_on);
}

// ---- challenges
// --------------------------------------------------------------------------------------------------------

namespace {

json::array milestones(const List<Milestone, 6>& list) {
  json::array out;
  for (const Milestone& milestone : list) {
    Writer w;
    w("name", milestone.name)("due", milestone.due);
    out.push_back(w.take());
  }
  return out;
}

template <class Published>
void write_challenge(Writer& w, const Published& v) {
  w("title", v.title)("document_no", v.document_no)("source", v.source)
      .fen("amount", v.amount)("bids_until", v.bids_until);
  w("winners_max", v.winners_max).array("milestones", milestones(v.milestones));
}

}  // namespace

void write(Writer& w, const PublishChallenge& v) {
  w("programme", v.programme)("challenge", v.challenge);
  write_challenge(w, v);
}
void write(Writer& w, const BidLine& v) {
  w("line", v.line)("code", v.code)("enterprise", v.enterprise)("project", v.project).fen("amount", v.amount);
}
void write(Writer& w, const RecordBids& v) {
  w("programme", v.programme)("challenge", v.challenge).lines(v.lines);
}
void write(Writer& w, const SelectionLine& v) { w("line", v.line).fen("amount", v.amount); }
void write(Writer& w, const SelectBids& v) {
  w("programme", v.programme)("challenge", v.challenge)("document_no", v.document_no)(
      "published", v.published)("stage", v.stage)
      .lines(v.lines);
}
void write(Writer& w, const ChallengePublished& v) { write(w, v.challenge); }
void write(Writer& w, const BidRecorded& v) {
  w("programme", v.programme)("challenge", v.challenge);
  write(w, v.line);
}
void write(Writer& w, const ChallengeValue& v) {
  write_challenge(w, v);
  w("bids", v.bids)("selected", v.selected);
}
void write(Writer& w, const BidValue& v) {
  w("code", v.code)("enterprise", v.enterprise)("project", v.project)
      .fen("amount", v.amount)("selected", v.selected);
}

}  // namespace credence::views
