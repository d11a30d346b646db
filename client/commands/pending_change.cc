// SPDX-License-Identifier: Apache-2.0
#include "client/commands/pending_change.h"

namespace credence {
namespace {

using Before = Outcome<std::optional<Action>>;

struct Standing {
  Client& client;

  /// `fill` takes the value in the state over into the action.
  template <class Value, class Body, class Fill>
  Before with(const StateKey& key, Body body, Fill fill) const {
    auto held = client.state<Value>(key);
    if (!held) return std::unexpected(held.error());
    if (!**held) return std::nullopt;
    fill(body, ***held);
    return Action(std::move(body));
  }

  Before operator()(const AllocateQuota& a) const {
    return with<QuotaValue>(QuotaKey{a.programme, a.quota}, a,
                            [](AllocateQuota& out, const QuotaValue& held) {
                              out.amount = held.amount;
                              out.name = held.name;
                            });
  }
  Before operator()(const SetProgrammeRules& a) const {
    return with<ProgrammeRules>(ProgrammeRulesKey{a.programme}, a,
                                [](SetProgrammeRules& out, const ProgrammeRules& held) { out.rules = held; });
  }
  /// The version that would stand on its first day without it.
  Before operator()(const SetCreditRules& a) const {
    auto held = client.state<CreditRulesValue>(CreditRulesKey{});
    if (!held) return std::unexpected(held.error());
    if (!**held) return std::nullopt;
    const SetCreditRules* before = nullptr;
    for (const SetCreditRules& one : (**held)->versions)
      if (one.effective_from <= a.effective_from) before = &one;
    return before == nullptr ? std::nullopt : std::optional(Action(*before));
  }
  Before operator()(const SetQualificationRule& a) const {
    auto held = client.state<QualificationRulesValue>(QualificationRulesKey{a.type});
    if (!held) return std::unexpected(held.error());
    if (!**held) return std::nullopt;
    const QualificationRule* before = nullptr;
    for (const QualificationRule& one : (**held)->versions)
      if (one.effective_from <= a.rule.effective_from &&
          ((one.issue && a.rule.issue) || (one.renew && a.rule.renew)))
        before = &one;
    return before == nullptr ? std::nullopt : std::optional(Action(SetQualificationRule{a.type, *before}));
  }
  Before operator()(const SetCalendar& a) const {
    return with<CalendarValue>(CalendarKey{a.year}, a, [](SetCalendar& out, const CalendarValue& held) {
      out.holidays = held.holidays;
      out.workdays = held.workdays;
      out.document_no = held.document_no;
    });
  }
  Before operator()(const RenameEnterprise& a) const {
    return with<EnterpriseValue>(
        EnterpriseKey{a.code}, a,
        [](RenameEnterprise& out, const EnterpriseValue& held) { out.name = held.name; });
  }
  Before operator()(const DemandRecovery& a) const {
    return with<RecoveryValue>(RecoveryKey{a.programme, a.recovery}, a,
                               [](DemandRecovery& out, const RecoveryValue& held) {
                                 out.demanded = held.demanded;
                                 out.charges = held.charged;
                                 out.document_no = held.document_no;
                                 out.reason = held.reason;
                               });
  }
  Before operator()(const AmendAwards& a) const {
    auto out = with<AwardBatchValue>(AwardBatchKey{a.programme, a.batch}, a,
                                     [](AmendAwards& batch, const AwardBatchValue& held) {
                                       batch.declared_total = held.declared_total;
                                       batch.published = held.published;
                                     });
    if (!out || !*out) return out;
    for (AwardLine& line : std::get<AmendAwards>(**out).lines) {
      auto held = client.state<AwardValue>(AwardKey{a.programme, a.batch, line.line});
      if (!held) return std::unexpected(held.error());
      if (!**held) continue;
      const AwardValue& award = ***held;
      line = {line.line,    award.beneficiary, award.code,      award.project,
              award.amount, award.persons,     award.investment};
    }
    return out;
  }
  template <class Body>
  Before operator()(const Body& a) const {
    if constexpr (requires { a.programme, a.budget; })  // another envelope
      return with<ProgrammeValue>(ProgrammeKey{a.programme}, a,
                                  [](Body& out, const ProgrammeValue& held) { out.budget = held.budget; });
    else
      return std::nullopt;
  }
};

}  // namespace

Outcome<std::optional<Action>> as_it_stands(Client& client, const Action& action) {
  return std::visit(Standing{client}, action);
}

}  // namespace credence
