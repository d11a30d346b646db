// SPDX-License-Identifier: Apache-2.0
// Second signatures, proposals and votes: what can be said of them without the state.
#include "ledger/domain/check.h"

namespace credence::checks {
namespace {

void check_change(Checker& check, const AddValidator& change) {
  check("key", check_public_key(change.validator.key))("name_zh", name(change.validator.name_zh));
  check("name_en", name(change.validator.name_en))("owner", check_id(change.owner));
}
void check_change(Checker& check, const RemoveValidator& change) {
  check("key", check_public_key(change.key));
}
void check_change(Checker& check, const ReplaceValidatorKey& change) {
  check("old_key", check_public_key(change.old_key))("new_key", check_public_key(change.new_key));
}
void check_first_keys(Checker& check, const FirstKeys& keys) {
  check("admin.key", check_public_key(keys.admin.key))("admin.holder", name(keys.admin.holder));
  check("checker.key", check_public_key(keys.checker.key))("checker.holder", name(keys.checker.holder));
  check.require(keys.admin.key != keys.checker.key, "checker.key", Code::duties_not_separated,
                said::word(name_of(Role::admin)) + said::word(name_of(Role::check)));
}
void check_change(Checker& check, const AdmitDepartment& change) {
  check("department", check_action(change.department));
  check_first_keys(check, change.keys);
  check.require(std::ranges::all_of(change.authority, is_granted), "authority", Code::bad_roles, Details{});
  check.require(
      std::ranges::adjacent_find(change.authority, std::ranges::greater_equal{}) == change.authority.end(),
      "authority", Code::bad_roles, said::not_rising());
}
void check_change(Checker& check, const AppointKeys& change) {
  check("department", check_id(change.department));
  check_first_keys(check, change.keys);
}
void check_change(Checker& check, const SuspendDepartment& change) {
  check("department", check_id(change.department));
}
void check_change(Checker& check, const ChangeAuthority& change) {
  check("department", check_id(change.department));
  check.require(is_granted(change.role), "role", Code::bad_roles, said::word(name_of(change.role)));
}
void check_change(Checker& check, const EnableFeature& change) { check("feature", check_id(change.feature)); }
void check_change(Checker& check, const SetLimit& change) {
  struct Bounds {
    std::uint32_t min, max;
  };
  static constexpr Bounds kBounds[] = {{1, limits::kBlockTransactionsMax},
                                       {limits::kTransactionBytesMax + 64, limits::kBatchBytesMax},
                                       {1, limits::kLinesMax},
                                       {limits::kIdleSecondsMin, limits::kIdleSecondsMax}};
  const Bounds& bounds = kBounds[static_cast<std::size_t>(change.limit)];
  check.require(bounds.min <= change.value && change.value <= bounds.max, "value", Code::limit_out_of_bounds,
                said::number(change.value) + said::at_least(bounds.min) + said::at_most(bounds.max));
}

}  // namespace

Checked check(const DecidePending& action, const CodeCheck&) {
  return Checker{}("reason", action.approve ? optional_text(action.reason) : reason(action.reason)).result();
}

Checked check(const ProposeChange& action, const CodeCheck&) {
  Checker check;
  std::visit([&check](const auto& change) { check_change(check, change); }, action.change);
  check("note", optional_text(action.note));
  return check.result();
}

Checked check(const VoteOnChange&, const CodeCheck&) { return {}; }

}  // namespace credence::checks
