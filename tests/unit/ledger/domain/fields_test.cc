// SPDX-License-Identifier: Apache-2.0
// check_action looks at every field of every action: each is spoiled alone, found as the codec finds it. And
// each bound is taken, and not passed.
#include <gmock/gmock.h>

#include "ledger/domain/features.h"
#include "ledger/domain/state_values.h"
#include "tests/support/domain_samples.h"

namespace credence {
namespace {

using namespace samples;

enum class Fault : std::uint8_t { control_character, identity_number };

/// Walks the fields of a value in their order, and spoils one.
class Spoiler {
 public:
  Spoiler(std::size_t target, Fault fault) : left_(target), fault_(fault) {}

  template <class... Ts>
  Spoiler& operator()(Ts&... fields) {
    (visit(fields), ...);
    return *this;
  }
  /// The codes that the spoiled field may be refused with; none if it had fewer fields than `target`.
  [[nodiscard]] const std::vector<Code>& expected() const { return expected_; }

 private:
  [[nodiscard]] bool here() { return left_-- == 0; }

  void visit(Id& id) {
    if (!here()) return;
    id = "No Id";
    expected_ = {Code::bad_id};
  }
  template <std::size_t M>
  void visit(Text<M>& text) {
    if (!here()) return;
    text = fault_ == Fault::control_character ? "\x01" : "11010519491231002X";
    expected_ = {fault_ == Fault::control_character ? Code::bad_character
                 : M < 18                           ? Code::limit_exceeded
                                                    : Code::personal_data};
  }
  void visit(Date& day) {
    if (!here()) return;
    day = {2023, 2, 29};
    expected_ = {Code::bad_date};
  }
  void visit(Uscc& code) {
    if (!here()) return;
    code = Uscc::from(bytes_of("9144A101732977351X")).value();
    expected_ = {Code::uscc_bad_region};
  }
  void visit(PublicKey& key) {
    if (!here()) return;
    key = {};
    expected_ = {Code::bad_public_key};
  }
  void visit(std::int64_t& number) {  // of fen, or measured
    if (!here()) return;
    number = -1;
    expected_ = {Code::bad_amount, Code::bad_measure, Code::bad_target, Code::bad_rules};
  }
  template <class T>
  void visit(std::optional<T>& value) {
    T inside = value.value_or(T{});
    if constexpr (requires { inside.count; })  // of persons: never so few that one is known
      if (!value) inside.count = limits::kPersonsMin, inside.person_class = "领军人才";
    const bool before = expected_.empty();
    visit(inside);
    if (before && !expected_.empty()) value = inside;
  }
  template <class T, std::size_t M>
  void visit(List<T, M>& list) {
    for (T& item : list) visit(item);
  }
  template <class... Ts>
  void visit(std::variant<Ts...>& value) {
    std::visit([this](auto& body) { visit(body); }, value);
  }
  template <class T>
  void visit(T& value) {
    // else a number, a bool, a hash, a signature
    if constexpr (requires { value.serialize(*this); }) value.serialize(*this);
  }

  std::size_t left_;
  Fault fault_;
  std::vector<Code> expected_;
};

/// The samples, and each change that can be voted on.
std::vector<Action> actions() {
  std::vector<Action> out = every_action();
  const PublicKey key = secret(10).public_key();
  const FirstKeys keys{{key, "管理岗", {}}, {secret(11).public_key(), "复核岗", {}}};
  const Change changes[] = {RemoveValidator{key},
                            ReplaceValidatorKey{key, secret(11).public_key(), {}},
                            AdmitDepartment{register_department(), {}, keys},
                            AppointKeys{"gd-iit", keys},
                            SuspendDepartment{"gd-iit", true},
                            ChangeAuthority{"gd-iit", Role::award, true},
                            EnableFeature{features::kFourEyes, 10},
                            SetLimit{ChainLimit::list_lines, 10}};
  for (const Change& change : changes) {
    ProposeChange proposal = propose_change();
    proposal.change = change;
    out.emplace_back(proposal);
  }
  return out;
}

TEST(CheckFields, EveryTextDayCodeKeyAndAmountOfEveryActionIsChecked) {
  std::size_t fields = 0;
  for (const Action& action : actions()) {
    ASSERT_TRUE(check_action(action)) << name_of(action);
    for (const Fault fault : {Fault::control_character, Fault::identity_number}) {
      for (std::size_t target = 0;; ++target) {
        Action spoilt = action;
        Spoiler spoiler(target, fault);
        std::visit([&](auto& body) { body.serialize(spoiler); }, static_cast<ActionBody&>(spoilt));
        if (spoiler.expected().empty()) break;
        ++fields;
        const auto outcome = check_action(spoilt);
        ASSERT_FALSE(outcome) << name_of(action) << ": field " << target << " is not checked";
        EXPECT_THAT(spoiler.expected(), testing::Contains(outcome.error().code))
            << name_of(action) << ", field " << target << ": " << outcome.error().text_en();
      }
    }
  }
  EXPECT_GT(fields, 500U);
}

/// A field of a valid action: the first value is taken, the second is refused.
template <class Body, class Field, class Value>
void expect_bound(Body body, Field field, Value taken, Value refused, Code code) {
  auto& at = field(body);
  at = static_cast<std::decay_t<decltype(at)>>(taken);
  const auto good = check_action(Action(body));
  EXPECT_TRUE(good) << name_of(Action(body)) << ": " << good.error().text_en();
  at = static_cast<std::decay_t<decltype(at)>>(refused);
  const auto bad = check_action(Action(body));
  ASSERT_FALSE(bad) << name_of(Action(body)) << ": beyond the bound";
  EXPECT_EQ(bad.error().code, code) << bad.error().text_en();
}

TEST(CheckFields, EachBoundIsTakenAndNotPassed) {
  const auto year = [](auto sample, auto field) {
    expect_bound(sample, field, 1990, 1989, Code::bad_fiscal_year);
    expect_bound(sample, field, 2100, 2101, Code::bad_fiscal_year);
  };
  year(create_programme(), [](auto& a) -> auto& { return a.fiscal_year; });
  year(define_target(), [](auto& a) -> auto& { return a.year; });
  SetCalendar no_days = set_calendar();
  no_days.holidays.clear();
  no_days.workdays.clear();
  year(no_days, [](auto& a) -> auto& { return a.year; });

  expect_bound(define_qualification(), [](auto& a) -> auto& { return a.years; }, 50, 51, Code::bad_term);
  expect_bound(
      set_qualification_rule(), [](auto& a) -> auto& { return a.rule.years; }, 50, 51, Code::bad_term);
  expect_bound(
      set_qualification_rule(), [](auto& a) -> auto& { return a.rule.ban_years; }, 50, 51, Code::bad_term);
  expect_bound(
      set_qualification_rule(), [](auto& a) -> auto& { return a.rule.notice_days; }, 90, 91, Code::bad_rule);
  expect_bound(
      set_programme_rules(), [](auto& a) -> auto& { return a.rules.notice_days; }, 60, 61, Code::bad_rules);
  expect_bound(
      set_programme_rules(), [](auto& a) -> auto& { return a.rules.acceptance_months; }, 120, 121,
      Code::bad_rules);
  expect_bound(
      set_credit_rules(), [](auto& a) -> auto& { return a.terms[2].months_max; }, 120, 121,
      Code::bad_credit_term);
  expect_bound(
      set_credit_rules(), [](auto& a) -> auto& { return a.terms[2].months_min; }, 36, 37,
      Code::bad_credit_term);
  expect_bound(
      set_credit_rules(), [](auto& a) -> auto& { return a.terms[2].repair_months; }, 36, 37,
      Code::bad_credit_term);
  expect_bound(
      publish_challenge(), [](auto& a) -> auto& { return a.winners_max; }, 1, 0, Code::limit_exceeded);
  expect_bound(
      publish_challenge(), [](auto& a) -> auto& { return a.winners_max; }, 100, 101, Code::limit_exceeded);
  expect_bound(
      record_results(), [](auto& a) -> auto& { return a.lines[0].award_line; }, 1U, 0U,
      Code::lines_not_rising);
  expect_bound(
      record_payments(), [](auto& a) -> auto& { return a.lines[0].award_line; }, 1U, 0U,
      Code::lines_not_rising);
  expect_bound(
      demand_recovery(), [](auto& a) -> auto& { return a.award_line; }, 1U, 0U, Code::lines_not_rising);
  expect_bound(record_recovery(), [](auto& a) -> auto& { return a.receipt; }, 1U, 0U, Code::lines_not_rising);
  expect_bound(
      decide_objection(), [](auto& a) -> auto& { return a.objection; }, 1U, 0U, Code::lines_not_rising);
  expect_bound(
      withdraw_credit(), [](auto& a) -> auto& { return a.entry.line; }, 1U, 0U, Code::lines_not_rising);

  expect_bound(
      create_programme(), [](auto& a) -> auto& { return a.budget; }, Fen{1}, Fen{0}, Code::bad_amount);
  expect_bound(
      create_programme(), [](auto& a) -> auto& { return a.budget; }, limits::kAmountFenMax,
      limits::kAmountFenMax + 1, Code::bad_amount);
  expect_bound(
      record_awards(), [](auto& a) -> auto& { return a.declared_count; }, 2U, 1U, Code::count_above_declared);
  expect_bound(
      record_payments(), [](auto& a) -> auto& { return a.declared_total; }, record_payments().declared_total,
      record_payments().declared_total - 1, Code::total_above_declared);
  expect_bound(
      define_target(), [](auto& a) -> auto& { return a.value; }, std::int64_t{1}, std::int64_t{0},
      Code::bad_target);
  expect_bound(
      define_target(), [](auto& a) -> auto& { return a.value; }, std::int64_t{limits::kAmountFenMax},
      std::int64_t{limits::kAmountFenMax + 1}, Code::bad_target);
  DefineTarget share = define_target();
  share.kind = TargetKind::share;
  expect_bound(
      share, [](auto& a) -> auto& { return a.value; }, std::int64_t{kShareWhole},
      std::int64_t{kShareWhole + 1}, Code::bad_target);
  RecordMeasure part = record_measure();
  part.whole = 10;
  expect_bound(
      part, [](auto& a) -> auto& { return a.value; }, std::int64_t{10}, std::int64_t{11}, Code::bad_measure);
  expect_bound(
      record_measure(), [](auto& a) -> auto& { return a.value; }, std::int64_t{0}, std::int64_t{-1},
      Code::bad_measure);
  expect_bound(
      record_measure(), [](auto& a) -> auto& { return a.value; }, std::int64_t{limits::kAmountFenMax},
      std::int64_t{limits::kAmountFenMax + 1}, Code::bad_measure);

  // The end of a span may be its beginning, and not the day before.
  using End = std::optional<Date>;
  expect_bound(
      issue_qualifications(), [](auto& a) -> auto& { return a.lines[0].valid_to; }, End({2022, 7, 2}),
      End({2022, 7, 1}), Code::dates_reversed);
  expect_bound(
      record_listings(), [](auto& a) -> auto& { return a.lines[0].valid_to; }, End({2022, 7, 1}),
      End({2022, 6, 30}), Code::dates_reversed);
  expect_bound(
      set_qualification_rule(), [](auto& a) -> auto& { return a.rule.effective_to; }, End({2026, 4, 1}),
      End({2026, 3, 31}), Code::dates_reversed);
  expect_bound(
      record_credit(), [](auto& a) -> auto& { return a.lines[0].published_to; }, End({2026, 4, 1}),
      End({2026, 3, 31}), Code::dates_reversed);
  expect_bound(
      record_ratings(), [](auto& a) -> auto& { return a.lines[0].valid_to; }, Date{2026, 1, 1},
      Date{2025, 12, 31}, Code::dates_reversed);
}

TEST(CheckFields, LimitsOfTheChainAreTakenAtTheirBoundsAndNotBeyond) {
  const std::tuple<ChainLimit, std::uint32_t, std::uint32_t> bounds[] = {
      {ChainLimit::block_transactions, 1, limits::kBlockTransactionsMax},
      {ChainLimit::block_bytes, limits::kTransactionBytesMax + 64, limits::kBatchBytesMax},
      {ChainLimit::list_lines, 1, limits::kLinesMax}};
  for (const auto& [limit, least, most] : bounds) {
    const auto checked = [&](std::uint32_t value) {
      ProposeChange proposal = propose_change();
      proposal.change = SetLimit{limit, value};
      const auto outcome = check_action(Action(proposal));
      return outcome ? Code::ok : outcome.error().code;
    };
    EXPECT_EQ(checked(least), Code::ok) << name_of(limit);
    EXPECT_EQ(checked(most), Code::ok) << name_of(limit);
    EXPECT_EQ(checked(least - 1), Code::limit_out_of_bounds) << name_of(limit);
    EXPECT_EQ(checked(most + 1), Code::limit_out_of_bounds) << name_of(limit);
  }
}

}  // namespace
}  // namespace credence
