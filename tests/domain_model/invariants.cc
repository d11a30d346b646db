// SPDX-License-Identifier: Apache-2.0
#include "tests/domain_model/invariants.h"

#include <algorithm>

namespace credence::model {
namespace {

struct Invariants {
  const Bytes& bytes;

  std::optional<std::string> operator()(const auto&) const { return std::nullopt; }

  std::optional<std::string> operator()(const ProgrammeKey&) const {
    const auto v = decode<ProgrammeValue>(bytes).value();
    if (v.budget < v.allocated + v.awarded - v.awarded_of_quotas)
      return "envelope below quotas and awards outside them";
    if (v.allocated < v.awarded_of_quotas) return "quotas below what is awarded of them";
    if (v.awarded < v.paid) return "awarded below paid";
    if (v.paid < v.demanded || v.demanded < v.recovered) return "more comes back than was paid or demanded";
    if (v.paid < v.demanded + v.cost_ended || v.cost_ended < v.written_off)
      return "more ends than is invested, or less than is lost";
    if (std::min({v.awarded, v.paid, v.released, v.demanded, v.recovered, v.allocated, v.awarded_of_quotas,
                  v.social_capital, v.reversed, v.written_off, v.returned}) < 0)
      return "a negative total";
    if (v.social_promised < v.social_capital) return "more paid in than promised";
    if (v.closed_on && v.awarded != v.paid) return "closed, and not settled";
    return std::nullopt;
  }
  std::optional<std::string> operator()(const QuotaKey&) const {
    const auto v = decode<QuotaValue>(bytes).value();
    if (v.amount < v.awarded || v.awarded < v.paid || v.paid < 0) return "quota below awarded below paid";
    return std::nullopt;
  }
  std::optional<std::string> operator()(const AwardBatchKey&) const {
    const auto v = decode<AwardBatchValue>(bytes).value();
    if (v.declared_total < v.recorded_total) return "more recorded than declared";
    if (v.declared_count > 0 && v.declared_count < v.recorded_count) return "more lines than declared";
    if (v.recorded_total < v.released_total + v.paid_total) return "more paid and released than awarded";
    if (v.unidentified_count > v.recorded_count || v.settled > v.recorded_count)
      return "more lines settled or unidentified than there are";
    if (v.open_objections > v.objections) return "more objections open than filed";
    if (v.stage == AwardStage::public_notice && v.paid_total > 0) return "paid while in public notice";
    if ((v.stage == AwardStage::confirmed) != v.confirmed_on.has_value()) return "confirmed without a day";
    if (v.stage == AwardStage::confirmed && v.notice_ends && *v.confirmed_on <= *v.notice_ends)
      return "confirmed while in notice";
    return std::nullopt;
  }
  std::optional<std::string> operator()(const AwardKey&) const {
    const auto v = decode<AwardValue>(bytes).value();
    if (v.amount < v.paid + v.released) return "paid and released beyond the award";
    if (v.paid < v.acknowledged || v.paid < v.demanded || v.demanded < v.recovered)
      return "acknowledged, demanded or recovered beyond what was paid";
    if (v.paid < v.demanded + v.cost_ended || v.cost_ended < v.written_off)
      return "more ends than is invested, or less than is lost";
    if (v.closed && v.amount != v.paid + v.released) return "closed with a rest";
    Fen paid = 0;
    for (std::size_t i = 0; i < v.paid_days.size(); ++i) {
      if (v.paid_days[i].amount <= 0 || (i > 0 && v.paid_days[i - 1].on >= v.paid_days[i].on))
        return "days of payment out of order, or empty";
      paid += v.paid_days[i].amount;
    }
    if (paid != v.paid) return "paid without a day";
    if ((v.corrections > 0) != v.correction.has_value()) return "corrected without a reason";
    if (!std::ranges::is_sorted(v.milestones)) return "milestones out of order";
    if (v.paid > 0 && !v.code) return "paid to nobody";
    return std::nullopt;
  }
  std::optional<std::string> operator()(const EnterpriseKey&) const {
    const auto v = decode<EnterpriseValue>(bytes).value();
    Fen awarded = 0, paid = 0, recovered = 0;
    for (const ProgrammeShare& share : v.programmes) {
      if (share.awarded < share.paid || share.paid < share.recovered)
        return "a share below what is paid of it";
      awarded += share.awarded, paid += share.paid, recovered += share.recovered;
    }
    if (std::tuple(awarded, paid, recovered) != std::tuple(v.awarded, v.paid, v.recovered))
      return "shares of programmes do not sum up";
    if (v.kind != HolderKind::enterprise && !v.programmes.empty()) return "money of no enterprise";
    if (v.kind != HolderKind::enterprise && !v.belongs_to && v.department.empty())
      return "a holder of nobody";
    if (v.awarded < v.paid || v.paid < v.recovered) return "awarded below paid below recovered";
    if ((v.end == EnterpriseEnd::none) == v.ends_on.has_value()) return "ends without a day";
    return std::nullopt;
  }
  std::optional<std::string> operator()(const PaymentListKey&) const {
    const auto v = decode<PaymentListValue>(bytes).value();
    if (v.declared_total < v.recorded_total || (v.declared_count > 0 && v.declared_count < v.recorded_count))
      return "more paid than declared";
    if (v.recorded_count < v.reversed_count || v.recorded_total < v.reversed_total)
      return "more returned than paid";
    return std::nullopt;
  }
  std::optional<std::string> operator()(const RecoveryKey&) const {
    const auto v = decode<RecoveryValue>(bytes).value();
    return v.demanded < v.recovered ? std::optional("recovered beyond the demand") : std::nullopt;
  }
  std::optional<std::string> operator()(const QualificationKey&) const {
    const auto v = decode<QualificationValue>(bytes).value();
    for (std::size_t i = 1; i < v.suspensions.size(); ++i)
      if (!v.suspensions[i - 1].to || *v.suspensions[i - 1].to > v.suspensions[i].from)
        return "suspensions overlap";
    if (v.revoked_from && v.in_force(*v.revoked_from)) return "in force after its end";
    if (v.revoked_from.has_value() != (v.end != TitleEnd::none)) return "ended without a reason";
    return std::nullopt;
  }
  std::optional<std::string> operator()(const CreditStandingKey&) const {
    const auto v = decode<CreditStandingValue>(bytes).value();
    if (v.open.size() > v.penalties + v.dishonesty) return "more open entries than adverse ones";
    if (v.closed > v.honours + v.licences + v.penalties + v.dishonesty) return "more closed than recorded";
    return std::nullopt;
  }
  std::optional<std::string> operator()(const ValidatorsKey&) const {
    const auto v = decode<ValidatorsValue>(bytes).value();
    const OwnedSet& latest = v.latest();
    if (!latest.owners.empty() && (latest.owners.size() != latest.set.size() || latest.set.size() < 4))
      return "too few validators, or owners missing";
    return std::nullopt;
  }
  std::optional<std::string> operator()(const DepartmentKey&) const {
    const auto v = decode<DepartmentValue>(bytes).value();
    return v.admin_keys == 0 && v.check_keys + v.govern_keys > 0 ? std::optional("no administrator is left")
                                                                 : std::nullopt;
  }
};

}  // namespace

std::optional<std::string> broken_invariant(const StateKey& key, const Bytes& value) {
  return std::visit(Invariants{value}, key);
}

}  // namespace credence::model
