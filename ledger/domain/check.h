// SPDX-License-Identifier: Apache-2.0
// What the checks of all actions share. Internal to ledger/domain. The checks are in check_*.cc by families.
#pragma once

#include <algorithm>
#include <set>

#include "ledger/domain/actions.h"
#include "ledger/domain/text.h"
#include "ledger/primitives/keys.h"

namespace credence::checks {

using Checked = Result<void>;

/// Stops at the first failed check and keeps it.
class Checker {
 public:
  /// The line that later fields belong to; none at first.
  void line(std::uint32_t number) { line_ = number; }
  void whole() { line_.reset(); }

  template <class T>
  Checker& operator()(std::string_view field, const Result<T>& outcome) {
    if (good_ && !outcome) [[unlikely]]
      good_ = fail(outcome.error().code,
                   (line_ ? said::line(*line_) : Details{}) + said::field(field) + outcome.error().details);
    return *this;
  }
  /// The condition that must hold, or the error. What is said of it may be a function: where nothing is wrong,
  /// nothing is made.
  template <class Said = Details>
  Checker& require(bool holds, std::string_view field, Code code, const Said& said = {}) {
    if (holds || !good_) return *this;
    if constexpr (std::is_invocable_v<Said>)
      return (*this)(field, Checked(fail(code, said())));
    else
      return (*this)(field, Checked(fail(code, said)));
  }
  [[nodiscard]] bool good() const { return good_.has_value(); }
  [[nodiscard]] Checked result() const { return good_; }

 private:
  std::optional<std::uint32_t> line_;
  Checked good_;
};

inline Checked name(std::string_view text) {
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
inline Checked document(const DocumentNo& text) {
  if (auto good = check_free_text(text, DocumentNo::kMax); !good) return good;
  return check_no_resident_id(text);
}

inline Checked reason(const Note& text) {
  if (text.empty()) return fail(Code::bad_name, said::empty());
  return optional_text(text);
}

inline Checked date(const Date& day) {
  if (!day.valid()) return fail(Code::bad_date, said::day(day));
  return {};
}
inline Checked date(const std::optional<Date>& day) { return day ? date(*day) : Checked{}; }

/// No term is longer than 50 years, the anniversary included.
inline Checked within_term(const Date& first, const Date& last) {
  if (last <= after_months(first, 12 * limits::kTermYearsMax)) return {};
  return fail(Code::day_too_far, said::day(last) + said::term_begins(first));
}

/// A code as the standard has it, or as a recorded exception: of an enterprise, or of whatever holds a title. And
/// the one feature that a check asks for.
class CodeCheck {
 public:
  explicit CodeCheck(const CodeExcepted& excepted, bool tax_relief = true)
      : excepted_(excepted), tax_relief_(tax_relief) {}
  [[nodiscard]] bool tax_relief() const { return tax_relief_; }

  Result<Uscc> operator()(const Uscc& given) const {
    if (holder_kind_of(given) == HolderKind::enterprise) return holder(given);
    return fail(Code::holder_not_enterprise, said::code(given));
  }
  Result<Uscc> holder(const Uscc& given) const {
    auto good = parse_uscc(text_of(given));
    if (good || !excepted_) return good;
    const auto misfit = misfit_uscc(text_of(given));
    return misfit && excepted_(*misfit) ? Result<Uscc>(given) : good;
  }

 private:
  const CodeExcepted& excepted_;
  bool tax_relief_;
};

/// The declaration of a list against what this part of it holds.
inline void declaration(Checker& check, std::uint32_t declared_count, Fen declared_total, std::size_t count,
                        Fen total) {
  check.whole();
  check.require(declared_count == 0 || count <= declared_count, "declared_count", Code::count_above_declared,
                [&] { return said::number(count) + said::at_most(declared_count); });
  check.require(total <= declared_total, "declared_total", Code::total_above_declared,
                [&] { return said::amount(total) + said::at_most_amount(declared_total); });
}

/// Calls `body` for each line, after the checks that all lists share: not empty, not too long, numbers
/// strictly rising from 1.
template <class Lines, class Body>
void each_line(Checker& check, const Lines& lines, bool may_be_empty, Body body) {
  check.require(may_be_empty || !lines.empty(), "lines", Code::empty_list);
  check.require(lines.size() <= Lines::kMax, "lines", Code::limit_exceeded,
                [&] { return said::number(lines.size()) + said::at_most(Lines::kMax); });
  if (!check.good()) return;
  std::uint32_t before = 0;
  std::uint32_t place = 0;
  for (const auto& line : lines) {
    if constexpr (requires { line.line; }) {
      check.line(line.line);
      check.require(line.line > before, "line", Code::lines_not_rising, [&] { return said::after(before); });
      before = line.line;
    } else {
      check.line(++place);
    }
    body(line);
    if (!check.good()) return;
  }
}

/// Adds an amount that was checked to a running sum.
inline void add(Checker& check, Fen& sum, Fen amount) {
  const auto next = add_fen(sum, amount);
  check("amount", next);
  if (next) sum = *next;
}

// ---- one overload an action: the first thing that is wrong, its detail beginning with line and field ------

#define CREDENCE_ACTION(Type, ...) [[nodiscard]] Checked check(const Type& action, const CodeCheck& code);
#include "ledger/domain/actions.def"
#undef CREDENCE_ACTION

}  // namespace credence::checks
