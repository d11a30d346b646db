// SPDX-License-Identifier: Apache-2.0
// Words that every family of the domain uses: ids, dates, money, unified social credit codes, roles.
#pragma once

#include "ledger/codec/codec.h"
#include "ledger/primitives/limits.h"

namespace credence {

/// A short name that people type: 1 to 48 of `a-z 0-9 -`, beginning with a letter or digit.
using Id = Text<limits::kIdBytesMax>;
using Name = Text<limits::kNameBytesMax>;
using DocumentNo = Text<limits::kDocumentNoBytesMax>;
using Note = Text<limits::kNoteBytesMax>;

[[nodiscard]] Result<void> check_id(std::string_view id);
/// Not empty, no control characters, no blanks at either end.
[[nodiscard]] Result<void> check_name(std::string_view name);

/// A day of the Gregorian calendar, as printed on documents (no time zone).
struct Date {
  std::uint16_t year = 0;
  std::uint8_t month = 0;
  std::uint8_t day = 0;
  auto operator<=>(const Date&) const = default;
  [[nodiscard]] bool valid() const;       // 1900-01-01 to 9999-12-31
  [[nodiscard]] std::string iso() const;  // "2024-11-25"
  template <class A>
  void save(A& archive) const {
    archive(year, month, day);
  }
  /// A day that no calendar has is `bad_date`.
  template <class A>
  void load(A& archive) {
    archive(year, month, day);
    if (!valid()) archive.refuse(Code::bad_date, iso());
  }
};
/// "2024-11-25" only, or `bad_date`.
[[nodiscard]] Result<Date> parse_date(std::string_view iso);
/// The day that lies so many days after 1970-01-01; the last one is 9999-12-31.
[[nodiscard]] Date date_of_days(std::uint64_t days_since_1970);
/// The last day of a term that begins on `from`: 2022-12-19 and 3 years give 2025-12-18. None for 0 years
/// (without end).
[[nodiscard]] std::optional<Date> end_of_term(const Date& from, unsigned years);
/// The same day so many months later, or that month's last day: 2024-01-31 and 1 month give 2024-02-29. Not
/// beyond 9999-12-31.
[[nodiscard]] Date after_months(const Date& from, unsigned months);
/// So many days later. Not beyond 9999-12-31.
[[nodiscard]] Date after_days(const Date& from, unsigned days);
/// The day before.
[[nodiscard]] Date before_day(const Date& day);
/// The day in China (+08:00) of a block time.
[[nodiscard]] Date date_in_china(std::uint64_t time_ms);

/// Money: a whole number of fen (0.01 CNY). Sums are checked; nothing wraps.
using Fen = std::int64_t;
[[nodiscard]] Result<Fen> add_fen(Fen a, Fen b);  // `amount_overflow`
/// 1 to kAmountFenMax, or `bad_amount`.
[[nodiscard]] Result<void> check_amount(Fen amount);
/// "600.5" (万元, at most 6 decimals, no sign, no exponent) to fen: 1 万元 = 1,000,000 fen. `bad_amount` says
/// why.
[[nodiscard]] Result<Fen> parse_wan(std::string_view text);
[[nodiscard]] std::string wan_text(Fen amount);  // "600.5"; as yuan: `yuan_text`, ledger/primitives/details.h

/// A unified social credit code of GB 32100-2015: 18 characters of `0123456789ABCDEFGHJKLMNPQRTUWXY`.
using Uscc = Fixed<18, struct UsccKind>;
/// All 18 are of the alphabet. What is decoded holds no other code: one that only looks like another is
/// `uscc_bad_character`.
[[nodiscard]] bool in_alphabet(const Uscc& code);
inline void CEREAL_LOAD_FUNCTION_NAME(BoundedReader& in, Uscc& value) {
  std::ranges::copy(in.bytes(Uscc::kSize), value.bytes.begin());
  if (!in_alphabet(value)) in.refuse(Code::uscc_bad_character, "a code");
}
/// Checks length (in characters), region, alphabet and check digit, in this order; each failure has its code:
/// `uscc_old_number` (15 digits), `uscc_wrong_length`, `uscc_bad_region`, `uscc_bad_character`,
/// `uscc_bad_check_digit`, and `uscc_lower_case` if capitals alone would mend it. `bad_utf8` for other bytes.
[[nodiscard]] Result<Uscc> parse_uscc(std::string_view text);
[[nodiscard]] std::string_view text_of(const Uscc& code);
/// The code in a text that the standard refuses for its check digit alone: so are some that were issued in
/// the early pilot. Those are taken where an exception is recorded for them (AdmitCode). None for every other
/// text, and none for one with the form of a resident's identity number: no exception is recorded for that.
[[nodiscard]] std::optional<Uscc> misfit_uscc(std::string_view text);
/// The check digit that 17 characters need; for generators of synthetic codes. Asserts the alphabet.
[[nodiscard]] char uscc_check_digit(std::string_view first17);
/// True if position 17 is the GB 11714 check digit of positions 9 to 16. Codes in force exist for which it is
/// not (10 of 78,609 in a register of Guangdong), so that this is for a warning and `parse_uscc` does not
/// refuse them.
[[nodiscard]] bool organisation_code_matches(const Uscc& code);
/// The GB 11714 check digit of 8 characters. Asserts the alphabet.
[[nodiscard]] char organisation_check_digit(std::string_view first8);

/// What a key may do. One table, `docs/architecture.md`, says which action needs which role.
enum class Role : std::uint8_t {
  admin,      // registers departments and keys, defines qualification types
  registrar,  // registers enterprises, attests their keys
  programme,  // creates programmes
  award,      // records award lists, identifies beneficiaries
  pay,        // records payment lists; never together with `award` on one key
  qualify,    // issues and revokes qualifications
  audit,      // raises problems and settles them; records nothing else
  // second signature on what others of the department do; never together with a maker's role on one key
  check,
  govern,      // proposes and votes, for a department that owns validators
  enterprise,  // acts for one enterprise: only keys that a department attested (`bind_enterprise_key`)
  credit,      // records credit entries, decides repairs, rates
  measure,     // records the measured figures of a plan's targets
};
constexpr Role last_of(Role) { return Role::measure; }
[[nodiscard]] std::string_view name_of(Role role);
[[nodiscard]] std::optional<Role> role_named(std::string_view name);

enum class DepartmentKind : std::uint8_t {
  industry,
  finance,
  science,
  tax,
  regulator,
  audit,
  government,
  party,
  association,
  other
};
constexpr DepartmentKind last_of(DepartmentKind) { return DepartmentKind::other; }
[[nodiscard]] std::string_view name_of(DepartmentKind kind);
[[nodiscard]] std::optional<DepartmentKind> department_kind_named(std::string_view name);

/// What money of a programme is. Sums of different kinds are never added for a reader.
enum class ProgrammeKind : std::uint8_t {
  grant,                  // 专项补助
  reward,                 // 奖励
  interest_subsidy,       // 贷款贴息
  fund_investment,        // 政府引导基金投资
  tax_relief,             // 税收优惠
  challenge,              // 揭榜挂帅
  talent_subsidy,         // 人才补贴, paid to the employer: nothing of a person is recorded
  procurement_catalogue,  // 政府采购目录: lists products, holds no money
};
constexpr ProgrammeKind last_of(ProgrammeKind) { return ProgrammeKind::procurement_catalogue; }
[[nodiscard]] std::string_view name_of(ProgrammeKind kind);
[[nodiscard]] std::optional<ProgrammeKind> programme_kind_named(std::string_view name);

/// What the state keeps under a key: ValueOf<EnterpriseKey>::type is EnterpriseValue, and so on.
template <class Key>
struct ValueOf;

}  // namespace credence
