// check_action: what can be said of an action without the state. One overload of `check` for each action; the
// first thing that is wrong is the error, and its detail begins with the line and field.
#include <algorithm>
#include <set>

#include "ledger/domain/actions.h"
#include "ledger/domain/text.h"
#include "ledger/primitives/keys.h"

namespace credence {
namespace {

using Checked = Result<void>;

/// Stops at the first failed check and keeps it.
class Checker {
 public:
  /// The line that later fields belong to; none at first.
  void line(std::uint32_t number) { place_ = "line " + std::to_string(number) + ", "; }
  void whole() { place_.clear(); }

  template <class T>
  Checker& operator()(std::string_view field, const Result<T>& outcome) {
    if (good_ && !outcome)
      good_ = fail(outcome.error().code, place_ + std::string(field) + ": " + outcome.error().detail);
    return *this;
  }
  /// The condition that must hold, or the error.
  Checker& require(bool holds, std::string_view field, Code code, const std::string& detail = {}) {
    if (holds || !good_) return *this;
    return (*this)(field, Checked(fail(code, detail)));
  }
  [[nodiscard]] bool good() const { return good_.has_value(); }
  [[nodiscard]] Checked result() const { return good_; }

 private:
  std::string place_;
  Checked good_;
};

Checked name(std::string_view text) {
  if (auto good = check_name(text); !good) return good;
  return check_no_personal_data(text);
}

/// A text that may be empty, of a type that bounds it.
template <std::size_t M>
Checked optional_text(const Text<M>& text) {
  if (auto good = check_free_text(text, M); !good) return good;
  return check_no_personal_data(text);
}

/// Document and certificate numbers may hold long runs of digits, but no person's number.
Checked document(const DocumentNo& text) {
  if (auto good = check_free_text(text, DocumentNo::kMax); !good) return good;
  return check_no_resident_id(text);
}

Checked reason(const Note& text) {
  if (text.empty()) return fail(Code::bad_name, "empty");
  return optional_text(text);
}

Checked date(const Date& day) {
  if (!day.valid()) return fail(Code::bad_date, day.iso());
  return {};
}
Checked date(const std::optional<Date>& day) { return day ? date(*day) : Checked{}; }

Result<Uscc> code(const Uscc& given) { return parse_uscc(text_of(given)); }

/// The declaration of a list against what this part of it holds.
void declaration(Checker& check, std::uint32_t declared_count, Fen declared_total, std::size_t count,
                 Fen total) {
  check.whole();
  check.require(declared_count == 0 || count <= declared_count, "declared_count", Code::count_above_declared,
                std::to_string(count) + " lines of " + std::to_string(declared_count));
  check.require(total <= declared_total, "declared_total", Code::total_above_declared,
                std::to_string(total) + " of " + std::to_string(declared_total));
}

/// Calls `body` for each line, after the checks that all lists share: not empty, not too long, numbers
/// strictly rising from 1.
template <class Lines, class Body>
void each_line(Checker& check, const Lines& lines, bool may_be_empty, Body body) {
  check.require(may_be_empty || !lines.empty(), "lines", Code::empty_list);
  check.require(lines.size() <= Lines::kMax, "lines", Code::limit_exceeded, std::to_string(lines.size()));
  if (!check.good()) return;
  std::uint32_t before = 0;
  std::uint32_t place = 0;
  for (const auto& line : lines) {
    if constexpr (requires { line.line; }) {
      check.line(line.line);
      check.require(line.line > before, "line", Code::lines_not_rising, "after " + std::to_string(before));
      before = line.line;
    } else {
      check.line(++place);
    }
    body(line);
    if (!check.good()) return;
  }
}

/// Adds an amount that was checked to a running sum.
void add(Checker& check, Fen& sum, Fen amount) {
  const auto next = add_fen(sum, amount);
  check("amount", next);
  if (next) sum = *next;
}

// ---- parties ------------------------------------------------------------------------------------------

Checked check(const RegisterDepartment& action) {
  Checker check;
  check("id", check_id(action.id))("name_zh", name(action.name_zh))("name_en", name(action.name_en));
  check.require(action.kind <= last_of(action.kind), "kind", Code::malformed);
  return check.result();
}

Checked check(const RegisterKey& action) {
  Checker check;
  check("department", check_id(action.department))("key", check_public_key(action.key));
  check("holder", name(action.holder));
  const auto& roles = action.roles;
  check.require(!roles.empty(), "roles", Code::bad_roles, "none");
  check.require(std::ranges::all_of(roles, [](Role role) { return role <= last_of(role); }), "roles",
                Code::malformed);
  check.require(std::ranges::adjacent_find(roles, std::ranges::greater_equal{}) == roles.end(), "roles",
                Code::bad_roles, "not strictly rising");
  check.require(!std::ranges::count(roles, Role::award) || !std::ranges::count(roles, Role::pay), "roles",
                Code::duties_not_separated, "award and pay on one key");
  return check.result();
}

Checked check(const RevokeKey& action) { return Checker{}("reason", reason(action.reason)).result(); }

// ---- enterprises --------------------------------------------------------------------------------------

Checked check(const RegisterEnterprises& action) {
  Checker check;
  std::set<Uscc> codes;
  each_line(check, action.lines, false, [&](const EnterpriseLine& line) {
    check("code", code(line.code))("name", name(line.name))("registered_on", date(line.registered_on));
    if (line.place) check("place", name(*line.place));
    check.require(codes.insert(line.code).second, "code", Code::repeated_line,
                  std::string(text_of(line.code)));
  });
  return check.result();
}

// ---- programmes and money -----------------------------------------------------------------------------

Checked check(const CreateProgramme& action) {
  Checker check;
  check("id", check_id(action.id))("name", name(action.name));
  check("lead_department", check_id(action.lead_department));
  check("finance_department", check_id(action.finance_department))("budget", check_amount(action.budget));
  check("document_no", document(action.document_no));
  check.require(action.lead_department != action.finance_department, "finance_department",
                Code::duties_not_separated, action.finance_department);
  check.require(action.fiscal_year >= 1990 && action.fiscal_year <= 2100, "fiscal_year",
                Code::bad_fiscal_year, std::to_string(action.fiscal_year));
  return check.result();
}

Checked check(const RecordAwards& action) {
  Checker check;
  check("programme", check_id(action.programme))("batch", check_id(action.batch));
  check("title", name(action.title));
  check("document_no", document(action.document_no))("published", date(action.published));
  check("declared_total", check_amount(action.declared_total))("source", optional_text(action.source));
  check.require(action.stage <= last_of(action.stage), "stage", Code::malformed);
  Fen sum = 0;
  std::set<std::pair<std::string_view, std::string_view>> awarded;  // by name, and by code where there is one
  each_line(check, action.lines, true, [&](const AwardLine& line) {
    check("beneficiary", name(line.beneficiary))("project", optional_text(line.project));
    check("amount", check_amount(line.amount));
    bool first = awarded.emplace(line.beneficiary, line.project).second;
    if (line.code) {
      check("code", code(*line.code));
      first = awarded.emplace(text_of(*line.code), line.project).second && first;
    }
    check.require(first, "project", Code::repeated_line,
                  quoted(line.beneficiary) + ", " + quoted(line.project));
    add(check, sum, line.amount);
  });
  declaration(check, action.declared_count, action.declared_total, action.lines.size(), sum);
  return check.result();
}

Checked check(const IdentifyBeneficiaries& action) {
  Checker check;
  check("programme", check_id(action.programme))("batch", check_id(action.batch));
  each_line(check, action.lines, false, [&](const Identification& line) { check("code", code(line.code)); });
  return check.result();
}

Checked check(const RecordPayments& action) {
  Checker check;
  check("programme", check_id(action.programme))("list", check_id(action.list));
  check("declared_total", check_amount(action.declared_total));
  Fen sum = 0;
  each_line(check, action.lines, false, [&](const PaymentLine& line) {
    check("award_batch", check_id(line.award_batch))("code", code(line.code));
    check("amount", check_amount(line.amount));
    check("paid_on", date(line.paid_on));
    check.require(line.award_line >= 1, "award_line", Code::lines_not_rising, "0");
    add(check, sum, line.amount);
  });
  declaration(check, action.declared_count, action.declared_total, action.lines.size(), sum);
  return check.result();
}

// ---- qualifications -----------------------------------------------------------------------------------

Checked check(const DefineQualification& action) {
  Checker check;
  check("type", check_id(action.type))("name_zh", name(action.name_zh))("name_en", name(action.name_en));
  check("issuer", check_id(action.issuer));
  check.require(action.years <= 50, "years", Code::bad_term, std::to_string(action.years));
  if (action.prerequisite) {
    check("prerequisite", check_id(*action.prerequisite));
    check.require(*action.prerequisite != action.type, "prerequisite", Code::prerequisite_of_itself,
                  action.type);
  }
  return check.result();
}

Checked check(const IssueQualifications& action) {
  Checker check;
  check("type", check_id(action.type))("batch", check_id(action.batch))("title", name(action.title));
  check("document_no", document(action.document_no))("source", optional_text(action.source));
  std::set<Uscc> codes;
  each_line(check, action.lines, false, [&](const QualificationLine& line) {
    check("code", code(line.code))("enterprise", name(line.enterprise));
    check("certificate_no", document(line.certificate_no));
    check("valid_from", date(line.valid_from))("valid_to", date(line.valid_to));
    if (line.valid_to)
      check.require(line.valid_from <= *line.valid_to, "valid_to", Code::dates_reversed,
                    line.valid_from.iso() + " to " + line.valid_to->iso());
    check.require(codes.insert(line.code).second, "code", Code::repeated_line,
                  std::string(text_of(line.code)));
  });
  return check.result();
}

Checked check(const RevokeQualification& action) {
  Checker check;
  check("type", check_id(action.type))("code", code(action.code))("effective", date(action.effective));
  check("document_no", document(action.document_no))("reason", reason(action.reason));
  return check.result();
}

}  // namespace

Result<void> check_action(const Action& action) {
  return std::visit([](const auto& body) { return check(body); }, action);
}

}  // namespace credence
