// SPDX-License-Identifier: Apache-2.0
// Credit entries and ratings: what can be said of the actions without the state.
#include "ledger/domain/check.h"

namespace credence::checks {
namespace {

void entry(Checker& check, const CreditKey& key) {
  check("department", check_id(key.department))("batch", check_id(key.batch));
  check.require(key.line >= 1, "line", Code::lines_not_rising, said::zero());
}

/// A word of a scale: "AAA", "B-", "优".
Checked grade(const Text<16>& text) {
  if (text.empty()) return fail(Code::bad_name, said::empty());
  return optional_text(text);
}

}  // namespace

Checked check(const SetCreditRules& action, const CodeCheck&) {
  Checker check;
  check("version", check_id(action.version))("effective_from", date(action.effective_from));
  check("document_no", document(action.document_no));
  check.require(!action.terms.empty(), "terms", Code::empty_list);
  CreditClass before = CreditClass::none;
  for (const CreditTerm& term : action.terms) {
    check.require(term.weight > before && term.weight <= last_of(term.weight), "terms",
                  Code::lines_not_rising, said::not_rising());
    check.require(term.months_min <= term.months_max && term.months_max >= 1 && term.months_max <= 120 &&
                      term.repair_months <= term.months_max,
                  "terms", Code::bad_credit_term,
                  said::word(check.good() ? name_of(term.weight) : "") + said::at_least(term.months_min) +
                      said::at_most(term.months_max) + said::after(term.repair_months));
    before = term.weight;
  }
  return check.result();
}

Checked check(const RecordCredit& action, const CodeCheck& code) {
  Checker check;
  check("department", check_id(action.department));
  check("batch", check_id(action.batch));
  std::set<Hash32> commitments;
  each_line(check, action.lines, false, [&](const CreditLine& line) {
    check("code", code(line.code))("decided_on", date(line.decided_on))("published_to",
                                                                        date(line.published_to));
    check.require(line.kind <= last_of(line.kind), "kind", Code::malformed);
    check.require(line.weight <= last_of(line.weight), "class", Code::malformed);
    if (!check.good()) return;
    check.require(is_adverse(line.kind) == (line.weight != CreditClass::none), "class",
                  Code::credit_class_differs,
                  said::word(name_of(line.weight)) + said::use(name_of(line.kind)));
    check.require(!is_adverse(line.kind) || line.published_to, "published_to", Code::bad_date, said::empty());
    if (line.published_to)
      check.require(line.decided_on <= *line.published_to, "published_to", Code::dates_reversed,
                    said::from(line.decided_on) + said::to(*line.published_to));
    check.require(!line.commitment.is_zero(), "commitment", Code::malformed, said::zero());
    check.require(commitments.insert(line.commitment).second, "commitment", Code::repeated_line,
                  said::word(line.commitment.hex()));
  });
  return check.result();
}

Checked check(const RequestCreditRepair& action, const CodeCheck&) {
  Checker check;
  entry(check, action.entry);
  check.require(!action.evidence.is_zero(), "evidence", Code::malformed, said::zero());
  return check.result();
}

Checked check(const DecideCreditRepair& action, const CodeCheck&) {
  Checker check;
  entry(check, action.entry);
  return check("document_no", document(action.document_no))("reason", optional_text(action.reason)).result();
}

Checked check(const WithdrawCredit& action, const CodeCheck&) {
  Checker check;
  entry(check, action.entry);
  return check("document_no", document(action.document_no))("reason", optional_text(action.reason)).result();
}

Checked check(const DefineRatingScale& action, const CodeCheck&) {
  Checker check;
  check("scale", check_id(action.scale))("name_zh", name(action.name_zh))("name_en", name(action.name_en));
  check("agency", check_id(action.agency));
  check.require(!action.grades.empty(), "grades", Code::empty_list);
  std::set<std::string_view> seen;
  for (const auto& text : action.grades) {
    check("grades", grade(text));
    check.require(seen.insert(text).second, "grades", Code::repeated_line, said::word(text));
  }
  return check.result();
}

Checked check(const RecordRatings& action, const CodeCheck& code) {
  Checker check;
  check("scale", check_id(action.scale));
  std::set<Uscc> codes;
  each_line(check, action.lines, false, [&](const RatingLine& line) {
    check("code", code(line.code))("grade", grade(line.grade));
    check("rated_on", date(line.rated_on))("valid_to", date(line.valid_to));
    check.require(line.rated_on <= line.valid_to, "valid_to", Code::dates_reversed,
                  said::from(line.rated_on) + said::to(line.valid_to));
    check("valid_to", within_term(line.rated_on, line.valid_to));
    check.require(codes.insert(line.code).second, "code", Code::repeated_line, said::code(line.code));
  });
  return check.result();
}

}  // namespace credence::checks
