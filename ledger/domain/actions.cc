// The actions' names, roles and sizes: one row for each alternative of the variant, in its order.
#include "ledger/domain/actions.h"

#include "ledger/domain/state_values.h"

namespace credence {
namespace {

struct ActionRow {
  std::string_view name;
  std::optional<Role> role;
};
constexpr auto kActions = std::to_array<ActionRow>({
    {"register_department", Role::admin},
    {"register_key", Role::admin},
    {"revoke_key", Role::admin},
    {"register_enterprises", Role::registrar},
    {"create_programme", Role::programme},
    {"record_awards", Role::award},
    {"identify_beneficiaries", Role::award},
    {"record_payments", Role::pay},
    {"define_qualification", Role::admin},
    {"issue_qualifications", Role::qualify},
    {"revoke_qualification", Role::qualify},
    {"set_credit_rules", Role::admin},
    {"record_credit", Role::credit},
    {"withdraw_credit", Role::credit},
    {"define_rating_scale", Role::admin},
    {"record_ratings", Role::credit},
    {"anchor_document", std::nullopt},
});
static_assert(kActions.size() == std::variant_size_v<Action>);

constexpr auto kFacts = std::to_array<std::string_view>(
    {"enterprise_registered", "programme_created", "batch_opened", "awarded", "identified", "paid",
     "qualification_defined", "qualification_issued", "qualification_revoked", "department_registered",
     "key_registered", "key_revoked", "credit_rules_set", "credit_recorded", "credit_withdrawn", "rating_scale_defined",
     "rated", "document_anchored"});
static_assert(kFacts.size() == std::variant_size_v<Fact>);

}  // namespace

std::string_view name_of(const Action& action) { return kActions[action.index()].name; }
std::optional<Role> role_for(const Action& action) { return kActions[action.index()].role; }

std::size_t lines_of(const Action& action) {
  return std::visit(
      [](const auto& body) -> std::size_t {
        if constexpr (requires { body.lines.size(); })
          return body.lines.size();
        else
          return 1;
      },
      action);
}

std::string_view name_of(const Fact& fact) { return kFacts[fact.index()]; }

}  // namespace credence
