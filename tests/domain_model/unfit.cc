// SPDX-License-Identifier: Apache-2.0
// One thing wrong with an action, and the code that check_action must give for it. So the checks that need no
// state are held against this table, and not against a second copy of themselves.
#include "tests/domain_model/actions.h"
#include "tests/support/suite.h"

namespace credence::model {
namespace {

using Random = std::mt19937_64;

template <class Body>
concept HasLines = requires(Body& body) { body.lines.front(); };

Uscc raw_code(std::string_view eighteen) { return Uscc::from(bytes_of(eighteen)).value(); }

struct BadCode {
  std::string_view text;
  Code code;
};
constexpr auto kBadCodes = std::to_array<BadCode>({
    {"9144030071526726xg", Code::uscc_bad_character},
    {"91A403001922038216", Code::uscc_bad_region},
    {"9144030019220382I6", Code::uscc_bad_character},
    {"914403001922038217", Code::uscc_bad_check_digit},
    {"一二三四五六", Code::uscc_bad_character},
    {"\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF", Code::uscc_bad_character},
});

// Each spoils something and says what must be said; nothing: the action has no such thing. `roll` varies it.

template <class Body>
std::optional<Code> spoil_id(Body& body, unsigned) {
  if constexpr (requires { body.programme = Id(); })
    body.programme = "Bad Id";
  else if constexpr (requires { body.type = Id(); })
    body.type = "-begins-with-a-hyphen";
  else if constexpr (requires { body.scale = Id(); })
    body.scale = "";
  else if constexpr (requires { body.department = Id(); })
    body.department = "部门";
  else
    return std::nullopt;
  return Code::bad_id;
}

template <class Body>
std::optional<Code> spoil_text(Body& body, unsigned roll) {
  static constexpr std::pair<std::string_view, Code> kBad[] = {
      {"户 6222021234567890123", Code::personal_data},
      {"证 11010519491231002X", Code::personal_data},
      {"空格在后 ", Code::bad_name},
      {"制表\t符", Code::bad_character},
      {"看不\u2060见", Code::bad_character},
      {"标\U000e0041签", Code::bad_character},
      {"私\ue000用", Code::bad_character},
      {"\u212b未规范", Code::bad_character}};
  const auto& [text, code] = kBad[roll % std::size(kBad)];
  if constexpr (requires { body.holder = Name(); })
    body.holder = text;
  else if constexpr (requires { body.name = Name(); })
    body.name = text;
  else if constexpr (requires { body.name_en = Name(); })
    body.name_en = text;
  else if constexpr (requires { body.title = Name(); })
    body.title = text;
  else if constexpr (requires { body.reason = Note(); })
    body.reason = text;
  else if constexpr (requires { body.grounds = Note(); })
    body.grounds = text;
  else
    return std::nullopt;
  return code;
}

template <class Body>
std::optional<Code> spoil_date(Body& body, unsigned roll) {
  const Date bad = roll % 2 == 0 ? Date{2026, 2, 30} : Date{1899, 12, 31};
  if constexpr (requires { body.effective = Date{}; })
    body.effective = bad;
  else if constexpr (requires { body.bids_until = Date{}; })
    body.bids_until = bad;
  else if constexpr (requires { body.received_on = Date{}; })
    body.received_on = bad;
  else if constexpr (requires { body.published = Date{}; })
    body.published = bad;
  else if constexpr (requires { body.lines.front().valid_from = Date{}; })
    body.lines.front().valid_from = bad;
  else if constexpr (requires { body.lines.front().paid_on = Date{}; })
    body.lines.front().paid_on = bad;
  else if constexpr (requires { body.lines.front().decided_on = Date{}; })
    body.lines.front().decided_on = bad;
  else
    return std::nullopt;
  return Code::bad_date;
}

/// Before 1900 there are no days.
Code reversed(const std::optional<Date>& last) {
  return last->valid() ? Code::dates_reversed : Code::bad_date;
}

template <class Body>
std::optional<Code> spoil_order_of_dates(Body& body, [[maybe_unused]] unsigned roll) {
  if constexpr (std::same_as<Body, SetQualificationRule>) {
    body.rule.effective_to = plus_days(body.rule.effective_from, -1);
    return reversed(body.rule.effective_to);
  } else if constexpr (requires {
                         body.lines.front().valid_from;
                         body.lines.front().valid_to = Date{};
                       }) {
    if (roll % 3 == 0) {
      body.lines.front().valid_to = plus_days(body.lines.front().valid_from, 51 * 366);
      return Code::day_too_far;
    }
    body.lines.front().valid_to = plus_days(body.lines.front().valid_from, -1);
    return reversed(body.lines.front().valid_to);
  } else if constexpr (std::same_as<Body, RecordRatings>) {
    body.lines.front().valid_to = plus_days(body.lines.front().rated_on, -1);
    return reversed(body.lines.front().valid_to);
  } else {
    return std::nullopt;
  }
}

template <class Body>
std::optional<Code> spoil_amount(Body& body, unsigned roll) {
  const Fen bad = roll % 3 == 0 ? 0 : roll % 3 == 1 ? -5 : limits::kAmountFenMax + 1;
  if constexpr (requires { body.lines.front().amount = Fen{}; }) {
    if (body.lines.empty()) return std::nullopt;
    if constexpr (std::same_as<Body, RecordRelief>)
      if (body.step == ReliefStep::withdrawn) return std::nullopt;  // it has none
    body.lines.front().amount = bad;
  } else if constexpr (requires { body.lines.front().requested = Fen{}; }) {
    body.lines.front().requested = bad;
  } else if constexpr (requires { body.amount = Fen{}; }) {
    if constexpr (std::same_as<Body, RaiseProblem> || std::same_as<Body, AnswerProblem>)
      if (bad == 0) return std::nullopt;  // none is at issue
    body.amount = bad;
    if constexpr (requires { body.charges; })
      body.charges = {};  // with them nothing may have come of the rest
  } else if constexpr (requires { body.budget = Fen{}; }) {
    if constexpr (std::same_as<Body, CreateProgramme>)
      if (body.kind == ProgrammeKind::procurement_catalogue) return std::nullopt;
    body.budget = bad;
  } else if constexpr (requires { body.demanded = Fen{}; }) {
    body.demanded = bad;
  } else {
    return std::nullopt;
  }
  return Code::bad_amount;
}

template <class Body>
std::optional<Code> spoil_code(Body& body, unsigned roll) {
  const BadCode& bad = kBadCodes[roll % kBadCodes.size()];
  constexpr bool of_titles =
      std::is_base_of_v<IssueQualifications, Body> || std::same_as<Body, ReviewQualifications> ||
      std::same_as<Body, DecideQualifications> || std::same_as<Body, ObjectToQualification> ||
      std::same_as<Body, SuspendQualification> || std::same_as<Body, ReinstateQualification> ||
      std::same_as<Body, RevokeQualification> || std::same_as<Body, RenameEnterprise> ||
      std::same_as<Body, MergeEnterprise> || std::same_as<Body, DissolveEnterprise> ||
      std::same_as<Body, RestoreEnterprise> || std::same_as<Body, AdmitCode>;
  const bool of_holder = !of_titles && roll % 5 == 0;
  const Uscc holder = holder_code(samples::kSuite, {1, HolderKind::park, "样例软件园", {}, "sci", {}});
  if (std::same_as<Body, AdmitCode> && bad.code == Code::uscc_bad_check_digit) return std::nullopt;
  if constexpr (requires { body.lines.front().code = Uscc{}; }) {
    if (body.lines.empty()) return std::nullopt;
    body.lines.front().code = of_holder ? holder : raw_code(bad.text);
  } else if constexpr (requires { body.code = Uscc{}; }) {
    body.code = of_holder ? holder : raw_code(bad.text);
  } else {
    return std::nullopt;
  }
  return of_holder ? Code::holder_not_enterprise : bad.code;
}

template <class Body>
std::optional<Code> spoil_list(Body& body, unsigned roll) {
  if constexpr (!HasLines<Body>) {
    return std::nullopt;
  } else {
    if (body.lines.empty()) return std::nullopt;
    if (roll % 3 == 0 && !std::same_as<Body, RecordAwards> && !std::same_as<Body, AmendAwards>) {
      body.lines.clear();
      return Code::empty_list;
    }
    if constexpr (requires { body.lines.front().line = 1U; }) {
      if (roll % 3 == 1) {
        body.lines.front().line = 0;
        return Code::lines_not_rising;
      }
      constexpr bool may_repeat =
          std::same_as<Body, IdentifyBeneficiaries> || std::same_as<Body, RecordPayments> ||
          std::same_as<Body, RecordBids> || std::same_as<Body, WithdrawAwards> ||
          std::same_as<Body, AcknowledgePayments> || std::same_as<Body, ReversePayments> ||
          std::same_as<Body, SelectBids> || std::same_as<Body, RecordRelief>;
      if (may_repeat) return std::nullopt;
      const auto last = body.lines.back();
      body.lines.push_back(last);
      ++body.lines.back().line;
    } else {
      const auto last = body.lines.back();
      body.lines.push_back(last);
    }
    return Code::repeated_line;
  }
}

template <class Body>
std::optional<Code> spoil_declaration(Body& body, unsigned roll) {
  if constexpr (requires {
                  body.declared_total;
                  body.lines;
                }) {
    if (body.lines.empty()) return std::nullopt;
    if (roll % 2 == 0) {
      if (body.lines.front().amount < 2) return std::nullopt;
      if constexpr (requires { body.declared_count; }) body.declared_count = 0;
      body.declared_total = 1;
      return Code::total_above_declared;
    }
    if (body.lines.size() < 2) return std::nullopt;
    if constexpr (requires { body.declared_count; }) {
      body.declared_count = 1;
      return Code::count_above_declared;
    } else {
      return std::nullopt;
    }
  } else {
    return std::nullopt;
  }
}

/// What only one kind of action has.
struct Special {
  unsigned roll;

  std::optional<Code> operator()(auto&) const { return std::nullopt; }
  std::optional<Code> operator()(RegisterKey& action) const {
    switch (roll % 5) {
      case 0:
        action.roles.clear();
        return Code::bad_roles;
      case 1:
        action.roles = {Role::pay, Role::registrar};
        return Code::bad_roles;
      case 2:
        action.roles = {Role::award, Role::pay};
        return Code::duties_not_separated;
      case 3:
        action.roles = {Role::award, Role::check};
        return Code::duties_not_separated;
      default:
        action.key.bytes.fill(std::byte{5});
        return Code::bad_public_key;
    }
  }
  std::optional<Code> operator()(RegisterEnterprises& action) const {
    action.lines.front().registered_on = Date{1900, 1, 1};
    return Code::day_too_early;
  }
  std::optional<Code> operator()(RegisterHolders& action) const {
    HolderLine& line = action.lines.front();
    switch (roll % 3) {
      case 0:
        line.kind = HolderKind::enterprise;
        return Code::wrong_holder;
      case 1:
        line.kind = HolderKind::product;
        line.belongs_to.reset();
        return Code::holder_of_nobody;
      default:
        line.kind = HolderKind::park;
        line.department.clear();
        return Code::holder_of_nobody;
    }
  }
  std::optional<Code> operator()(RecordAwards& action) const {
    if (action.lines.empty()) return std::nullopt;
    if (roll % 2 == 0 && action.lines.front().investment) {
      action.lines.front().investment->stake = limits::kSharesWhole + 1;
      return Code::limit_exceeded;
    }
    action.lines.front().persons = SupportedPersons{limits::kPersonsMin - 1, "领军人才"};
    return Code::persons_too_few;
  }
  std::optional<Code> operator()(RecordSocialCapital& action) const {
    action.promised = true;
    action.of = "s1";
    return Code::unknown_promise;
  }
  std::optional<Code> operator()(RecordFundReturn& action) const {
    switch (roll % 3) {
      case 0:
        action.way = action.kind == ReturnKind::exit ? ExitWay::none : ExitWay::transfer;
        break;
      case 1:
        if (action.kind == ReturnKind::exit) return std::nullopt;
        action.kind = ReturnKind::income, action.cost = 1;
        break;
      default:
        action.kind = ReturnKind::loss, action.way = ExitWay::none;
        action.cost = action.proceeds = 7;
    }
    return Code::bad_return;
  }
  std::optional<Code> operator()(RecordRelief& action) const {
    if (action.step == ReliefStep::withdrawn) {
      action.lines.front().amount = 1;
      return Code::bad_relief;
    }
    action.lines.front().period_to = plus_days(action.lines.front().period_from, -1);
    return reversed(action.lines.front().period_to);
  }
  std::optional<Code> operator()(CreateProgramme& action) const {
    if (action.lead_department == action.finance_department) return std::nullopt;  // it may be wrong already
    if (roll % 2 == 0) {
      action.fiscal_year = 1989;
      return Code::bad_fiscal_year;
    }
    if (action.kind == ProgrammeKind::tax_relief) return std::nullopt;
    action.finance_department = action.lead_department;
    return Code::duties_not_separated;
  }
  std::optional<Code> operator()(SetCalendar& action) const {
    if (roll % 2 == 0) {
      action.year = 2101;
      return Code::bad_fiscal_year;
    }
    action.holidays.push_back({action.year, 1, 1});
    return Code::bad_calendar;
  }
  std::optional<Code> operator()(RaiseProblem& action) const {
    action.finding.clear();
    return Code::bad_name;
  }
  std::optional<Code> operator()(AnswerProblem& action) const {
    action.measures.clear();
    return Code::bad_name;
  }
  std::optional<Code> operator()(SettleProblem& action) const {
    if (action.mended)
      action.due = Date{2026, 1, 1};
    else
      action.due.reset();
    return Code::problem_day;
  }
  std::optional<Code> operator()(DefineTarget& action) const {
    if (roll % 2 == 0) {
      action.value = 0;
      return Code::bad_target;
    }
    action.year = 2101;
    return Code::bad_fiscal_year;
  }
  std::optional<Code> operator()(DefineQualification& action) const {
    if (roll % 2 == 0) {
      action.years = 51;
      return Code::bad_term;
    }
    action.prerequisite = action.type;
    return Code::prerequisite_of_itself;
  }
  std::optional<Code> operator()(SetQualificationRule& action) const {
    switch (roll % 3) {
      case 0:
        action.rule.notice_days = 91;
        return Code::bad_rule;
      case 1:
        action.rule.issue = action.rule.renew = false;
        return Code::bad_rule;
      default:
        action.rule.ban_years = 51;
        return Code::bad_term;
    }
  }
  std::optional<Code> operator()(SetProgrammeRules& action) const {
    switch (roll % 4) {
      case 0:
        action.rules.notice_days = 61;
        return Code::bad_rules;
      case 1:
        action.rules.acceptance_months = 121;
        return Code::bad_rules;
      case 2:
        action.rules.excluded = {action.programme};
        return Code::bad_rules;
      default:
        action.rules.tranches = {{TrancheCondition::confirmed, 0, 99, 0}};
        return Code::bad_rules;
    }
  }
  std::optional<Code> operator()(RecordResults& action) const {
    action.lines.front().milestone = action.step == ResultStep::milestone ? 0 : 1;
    return Code::bad_result;
  }
  std::optional<Code> operator()(PublishChallenge& action) const {
    if (roll % 4 == 0) {
      action.milestones = {{"样机", plus_days(action.bids_until, -1)}};
      return Code::dates_reversed;
    }
    if (roll % 4 == 1) {
      action.milestones = {{"样机", plus_days(action.bids_until, 60)},
                           {"验证", plus_days(action.bids_until, 51 * 366)}};
      return Code::day_too_far;
    }
    action.winners_max = roll % 4 == 2 ? 0 : 101;
    return Code::limit_exceeded;
  }
  std::optional<Code> operator()(OpenBid& action) const {
    switch (roll % 3) {
      case 0:
        --action.members.front().share;
        break;
      case 1:
        action.members = {{action.members.front().code, 5'000}, {action.members.front().code, 5'000}};
        break;
      default:
        action.members.clear();
        return Code::empty_list;
    }
    return Code::bad_shares;
  }
  std::optional<Code> operator()(TakeRecoveryStep& action) const {
    if (roll % 2 == 0) {
      action.step = RecoveryStep::served, action.withdrawn = false, action.due = action.on;
      return Code::malformed;
    }
    action.step = RecoveryStep::decided, action.withdrawn = false, action.due = plus_days(action.on, -1);
    return Code::day_too_early;
  }
  std::optional<Code> operator()(AdmitCode& action) const {
    switch (roll % 3) {
      case 0:
        action.code = raw_code("914403001922038216");
        return Code::uscc_check_digit_fits;
      case 1:
        action.code = raw_code("11010519491231002X");
        return Code::personal_data;
      default:
        action.reason.clear();
        return Code::bad_name;
    }
  }
  std::optional<Code> operator()(AnchorDocument& action) const {
    action.sha256 = {};
    return Code::malformed;
  }
  std::optional<Code> operator()(RequestCreditRepair& action) const {
    action.evidence = {};
    return Code::malformed;
  }
  std::optional<Code> operator()(MergeEnterprise& action) const {
    if (roll % 2 == 0) {
      action.into = holder_code(samples::kSuite, {1, HolderKind::team, "样例团队", {}, "sci", {}});
      return Code::wrong_holder;
    }
    action.into = action.code;
    return Code::merged_into_itself;
  }
  std::optional<Code> operator()(RecordCredit& action) const {
    CreditLine& line = action.lines.front();
    if (line.weight == CreditClass::none)
      line.weight = CreditClass::minor;
    else
      line.weight = CreditClass::none;
    return Code::credit_class_differs;
  }
  std::optional<Code> operator()(SetCreditRules& action) const {
    if (roll % 2 == 0) {
      action.terms.front().months_min = static_cast<std::uint8_t>(action.terms.front().months_max + 1);
      return Code::bad_credit_term;
    }
    action.terms.clear();
    return Code::empty_list;
  }
  std::optional<Code> operator()(DefineRatingScale& action) const {
    action.grades.push_back(action.grades.front());
    return Code::repeated_line;
  }
  std::optional<Code> operator()(ProposeChange& action) const {
    switch (roll % 4) {
      case 0:
        action.change = EnableFeature{"No such feature", 1'000'000};
        return Code::bad_id;
      case 1:
        action.change = SetLimit{ChainLimit::list_lines, 0};
        return Code::limit_out_of_bounds;
      case 2:
        action.change = ChangeAuthority{"iit", Role::audit, true};
        return Code::bad_roles;
      default: {
        RemoveValidator change;
        change.key.bytes.fill(std::byte{5});
        action.change = change;
        return Code::bad_public_key;
      }
    }
  }
};

}  // namespace

std::optional<Code> make_unfit(Action& action, Random& random) {
  const auto kind = static_cast<unsigned>(random() % 10);
  const auto roll = static_cast<unsigned>(random() % 1'000);
  return std::visit(
      [&](auto& body) -> std::optional<Code> {
        using Body = std::decay_t<decltype(body)>;
        if constexpr (HasLines<Body>)
          if (body.lines.empty() && !std::same_as<Body, RecordAwards>) return std::nullopt;
        switch (kind) {
          case 0:
            return spoil_id(body, roll);
          case 1:
            return spoil_text(body, roll);
          case 2:
            return spoil_date(body, roll);
          case 3:
            return spoil_order_of_dates(body, roll);
          case 4:
            return spoil_amount(body, roll);
          case 5:
            return spoil_code(body, roll);
          case 6:
            return spoil_list(body, roll);
          case 7:
            return spoil_declaration(body, roll);
          default:
            return Special{roll}(body);
        }
      },
      action);
}

void make_undecodable(Bytes& bytes, Random& random) {
  switch (random() % 4) {
    case 0:
      bytes.push_back(std::byte{0});
      return;
    case 1:
      bytes = {std::byte{255}};
      return;
    case 2: {
      // A rotation with half a key.
      bytes = encode(Action(RotateKey{public_key_of(0), {}}));
      bytes.resize(bytes.size() / 2);
      return;
    }
    default:
      break;
  }
  // A revocation whose reason says that it is longer than reasons may be, or is no UTF-8.
  bytes = encode(Action(RevokeKey{KeyId{}, "原因"}));
  const std::size_t count = bytes.size() - 4 - Note("原因").size();
  if (random() % 2 == 0) {
    bytes[count + 1] = std::byte{4};
    return;
  }
  bytes.back() = std::byte{0xFF};
}

}  // namespace credence::model
