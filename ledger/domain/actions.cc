// The actions' names, roles and sizes: one row for each alternative of the variant, in its order.
#include "ledger/domain/actions.h"

#include "ledger/domain/names.h"
#include "ledger/domain/past.h"

namespace credence {
namespace {

struct ActionRow {
  std::string_view name;
  std::optional<Role> role;
};
constexpr auto kActions = std::to_array<ActionRow>({
    {"register_department", Role::admin},
    {"register_key", Role::admin},
    {"revoke_key", std::nullopt},
    {"register_enterprises", Role::registrar},
    {"create_programme", Role::programme},
    {"record_awards", Role::award},
    {"identify_beneficiaries", Role::award},
    {"record_payments", Role::pay},
    {"define_qualification", Role::admin},
    {"issue_qualifications", Role::qualify},
    {"revoke_qualification", Role::qualify},
    {"rotate_key", std::nullopt},
    {"bind_enterprise_key", Role::registrar},
    {"set_credit_rules", Role::admin},
    {"record_credit", Role::credit},
    {"withdraw_credit", Role::credit},
    {"define_rating_scale", Role::admin},
    {"record_ratings", Role::credit},
    {"anchor_document", std::nullopt},
    {"set_calendar", Role::admin},
    {"amend_programme", Role::programme},
    {"set_programme_rules", Role::programme},
    {"allocate_quota", Role::programme},
    {"register_projects", Role::award},
    {"record_listings", Role::award},
    {"close_programme", Role::programme},
    {"file_objection", std::nullopt},
    {"decide_objection", Role::award},
    {"withdraw_awards", Role::award},
    {"acknowledge_payments", Role::enterprise},
    {"record_results", Role::award},
    {"demand_recovery", Role::award},
    {"record_recovery", Role::pay},
    {"record_social_capital", Role::award},
    {"publish_challenge", Role::programme},
    {"record_bids", Role::award},
    {"select_bids", Role::award},
    {"set_qualification_rule", Role::qualify},
    {"renew_qualifications", Role::qualify},
    {"review_qualifications", Role::qualify},
    {"object_to_qualification", std::nullopt},
    {"decide_qualifications", Role::qualify},
    {"suspend_qualification", Role::qualify},
    {"reinstate_qualification", Role::qualify},
    {"rename_enterprise", Role::registrar},
    {"merge_enterprise", Role::registrar},
    {"dissolve_enterprise", Role::registrar},
    {"request_credit_repair", Role::enterprise},
    {"decide_credit_repair", Role::credit},
    {"decide_pending", std::nullopt},
    {"propose_change", Role::govern},
    {"vote_on_change", Role::govern},
    {"define_target", Role::admin},
    {"record_measure", Role::measure},
    {"admit_code", Role::registrar},
});
static_assert(kActions.size() == std::variant_size_v<ActionBody>);

constexpr auto kFacts = std::to_array<std::string_view>(
    {"enterprise_registered", "programme_created", "batch_opened", "awarded", "identified", "paid",
     "qualification_defined", "qualification_issued", "qualification_revoked", "department_registered",
     "key_registered", "key_revoked", "key_rotated", "enterprise_key_bound",
     "credit_rules_set", "credit_recorded", "credit_withdrawn", "rating_scale_defined",
     "rated", "document_anchored",
     "calendar_set", "programme_amended", "programme_rules_set",
     "quota_allocated", "project_entered", "product_listed", "programme_closed", "objected",
     "objection_decided", "award_released", "payment_acknowledged", "result_recorded", "recovery_demanded",
     "recovered", "social_capital_recorded", "challenge_published", "bid_recorded",
     "qualification_rule_set", "qualification_noticed", "qualification_objected", "qualification_refused", "qualification_changed", "enterprise_renamed", "enterprise_merged", "enterprise_dissolved", "credit_repair_requested", "credit_repair_decided", "action_parked", "pending_decided",
     "change_proposed", "change_voted", "change_decided", "target_defined", "measure_recorded", "code_admitted"});
static_assert(kFacts.size() == std::variant_size_v<FactBody>);

constexpr auto kChanges = std::to_array<std::string_view>({"add_validator", "remove_validator", "replace_validator_key", "admit_department",
                                                           "suspend_department", "change_authority", "enable_feature", "set_limit", "appoint_keys"});
static_assert(kChanges.size() == std::variant_size_v<Change>);
constexpr auto kLimits = std::to_array<std::string_view>({"block_transactions", "block_bytes", "list_lines", "idle_seconds"});
static_assert(kLimits.size() == static_cast<std::size_t>(last_of(ChainLimit{})) + 1);

}  // namespace

std::string_view name_of(const Change& change) { return kChanges[change.index()]; }
std::string_view name_of(ChainLimit limit) { return kLimits[static_cast<std::size_t>(limit)]; }
std::optional<ChainLimit> chain_limit_named(std::string_view name) {
  return named<ChainLimit>(kLimits, name);
}
std::string_view name_of(ChangeStatus status) {
  return status == ChangeStatus::open ? "open" : status == ChangeStatus::passed ? "passed" : "rejected";
}

std::string_view action_name(std::size_t index) { return kActions[index].name; }
std::optional<Role> role_of(std::size_t index) { return kActions[index].role; }
std::string_view name_of(const Action& action) { return action_name(action.index()); }
std::optional<Role> role_for(const Action& action) { return role_of(action.index()); }
bool needs_checker_of(std::size_t index) {
  const std::optional<Role> role = role_of(index);
  return role && role != Role::enterprise && role != Role::govern;
}
bool needs_checker(const Action& action) { return needs_checker_of(action.index()); }

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
std::span<const std::string_view> fact_names() { return kFacts; }

CREDENCE_VARIANT_MEMBERS(Action)
template Result<Action> decode(BytesView bytes);
template Result<Bytes> try_encode(const Action& value);

}  // namespace credence
