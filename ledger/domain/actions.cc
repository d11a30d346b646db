// The actions' names, roles and sizes: one row for each alternative of the variant, in its order.
#include "ledger/domain/actions.h"

#include "ledger/domain/names.h"
#include "ledger/domain/past.h"

namespace credence {
namespace {

struct ActionRow {
  std::string_view name;
  std::optional<Role> role;
  bool four_eyes = false;  // moves money or status
};
constexpr auto kActions = std::to_array<ActionRow>({
    {"register_department", Role::admin},
    {"register_key", Role::admin},
    {"revoke_key", std::nullopt},
    {"register_enterprises", Role::registrar},
    {"create_programme", Role::programme, true},
    {"record_awards", Role::award, true},
    {"identify_beneficiaries", Role::award, true},
    {"record_payments", Role::pay, true},
    {"define_qualification", Role::admin},
    {"issue_qualifications", Role::qualify, true},
    {"revoke_qualification", Role::qualify, true},
    {"rotate_key", std::nullopt},
    {"bind_enterprise_key", Role::registrar},
    {"set_credit_rules", Role::admin},
    {"record_credit", Role::credit, true},
    {"withdraw_credit", Role::credit, true},
    {"define_rating_scale", Role::admin},
    {"record_ratings", Role::credit, true},
    {"anchor_document", std::nullopt},
    {"set_calendar", Role::admin},
    {"amend_programme", Role::programme, true},
    {"set_programme_rules", Role::programme, true},
    {"allocate_quota", Role::programme, true},
    {"register_projects", Role::award},
    {"record_listings", Role::award, true},
    {"close_programme", Role::programme, true},
    {"file_objection", std::nullopt},
    {"decide_objection", Role::award, true},
    {"withdraw_awards", Role::award, true},
    {"acknowledge_payments", Role::enterprise},
    {"record_results", Role::award, true},
    {"demand_recovery", Role::award, true},
    {"record_recovery", Role::pay, true},
    {"record_social_capital", Role::award, true},
    {"publish_challenge", Role::programme, true},
    {"record_bids", Role::award},
    {"select_bids", Role::award, true},
    {"set_qualification_rule", Role::qualify, true},
    {"renew_qualifications", Role::qualify, true},
    {"review_qualifications", Role::qualify, true},
    {"object_to_qualification", std::nullopt},
    {"decide_qualifications", Role::qualify, true},
    {"suspend_qualification", Role::qualify, true},
    {"reinstate_qualification", Role::qualify, true},
    {"rename_enterprise", Role::registrar, true},
    {"merge_enterprise", Role::registrar, true},
    {"dissolve_enterprise", Role::registrar, true},
    {"request_credit_repair", Role::enterprise},
    {"decide_credit_repair", Role::credit, true},
    {"decide_pending", std::nullopt},
    {"propose_change", Role::govern},
    {"vote_on_change", Role::govern},
    {"define_target", Role::admin},
    {"record_measure", Role::measure, true},
    {"admit_code", Role::registrar, true},
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
                                                           "suspend_department", "change_authority", "enable_feature", "set_limit"});
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
bool needs_checker_of(std::size_t index) { return kActions[index].four_eyes; }
bool needs_checker(const Action& action) { return needs_checker_of(action.index()); }

std::optional<PublicKey> introduced_key(const Action& action) {
  if (const auto* rotate = std::get_if<RotateKey>(&action)) return rotate->key;
  if (const auto* bind = std::get_if<BindEnterpriseKey>(&action)) return bind->key;
  return std::nullopt;
}

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
