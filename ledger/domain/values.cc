// What the state's values say of themselves.
#include "ledger/domain/state_values.h"

#include <algorithm>

namespace credence {
namespace {

constexpr auto kEnds = std::to_array<std::string_view>({"none", "revoked", "cascaded", "merged", "dissolved"});
constexpr auto kTitleChanges = std::to_array<std::string_view>(
    {"renewed", "review_opened", "suspended", "reinstated", "cascaded", "merged", "carried_over", "dissolved"});
constexpr auto kEnterpriseEnds = std::to_array<std::string_view>({"none", "merged", "dissolved"});
static_assert(kEnds.size() == static_cast<std::size_t>(last_of(TitleEnd{})) + 1);
static_assert(kTitleChanges.size() == static_cast<std::size_t>(last_of(TitleChange{})) + 1);
static_assert(kEnterpriseEnds.size() == static_cast<std::size_t>(last_of(EnterpriseEnd{})) + 1);

}  // namespace

std::string_view name_of(TitleEnd end) { return kEnds[static_cast<std::size_t>(end)]; }
std::string_view name_of(TitleChange change) { return kTitleChanges[static_cast<std::size_t>(change)]; }
std::string_view name_of(EnterpriseEnd end) { return kEnterpriseEnds[static_cast<std::size_t>(end)]; }

const OwnedSet& ValidatorsValue::at(Height height) const {
  return scheduled && scheduled->from <= height ? scheduled->validators : current;
}

bool ChainValue::has(std::string_view feature, Height at) const {
  return std::ranges::any_of(features, [&](const FeatureFlag& flag) { return flag.name == feature && flag.from <= at; });
}

bool QualificationValue::in_force(const Date& day) const {
  if (day < valid_from || !running(day)) return false;
  return std::ranges::none_of(suspensions, [&](const Suspension& s) { return s.from <= day && (!s.to || day < *s.to); });
}

std::optional<Date> QualificationValue::last_day() const {
  if (!valid_to || !review_until) return valid_to;
  return std::max(*valid_to, *review_until);
}

bool QualificationValue::running(const Date& day) const {
  const std::optional<Date> last = last_day();
  return (!last || day <= *last) && (!revoked_from || day < *revoked_from);
}

void QualificationValue::end_with(EnterpriseEnd how, const Date& day) {
  if (how == EnterpriseEnd::none || !running(day)) return;
  revoked_from = std::max(day, valid_from);
  end = how == EnterpriseEnd::merged ? TitleEnd::merged : TitleEnd::dissolved;
}

const QualificationRule* QualificationRulesValue::on(bool renewal, const Date& day) const {
  const QualificationRule* found = nullptr;
  for (const QualificationRule& rule : versions)
    if ((renewal ? rule.renew : rule.issue) && rule.effective_from <= day) found = &rule;
  return found;
}

CREDENCE_VARIANT_MEMBERS(StateKey)

CREDENCE_VARIANT_MEMBERS(Fact)

#define CREDENCE_CODED(Type)                     \
  template Result<Type> decode(BytesView bytes); \
  template Result<Bytes> try_encode(const Type& value);
#define CREDENCE_STATE_KEY(Key) CREDENCE_CODED(ValueOf<Key>::type)
#include "ledger/domain/state_keys.def"
CREDENCE_CODED(HistoryEntry)
CREDENCE_CODED(Receipt)
#undef CREDENCE_STATE_KEY
#undef CREDENCE_CODED

}  // namespace credence
