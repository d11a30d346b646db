// SPDX-License-Identifier: Apache-2.0
// The actions' names, roles and sizes.
#include "ledger/domain/actions.h"

#include "ledger/domain/names.h"
#include "ledger/domain/past.h"

namespace credence {
namespace {

struct ActionRow {
  std::string_view name;
  std::optional<Role> role;
  std::string_view english, chinese;
};
constexpr ActionRow kActions[] = {
#define CREDENCE_ACTION(Type, name, role, english, chinese) {#name, role, english, chinese},
#include "ledger/domain/actions.def"
#undef CREDENCE_ACTION
};

constexpr std::string_view kFacts[] = {
#define CREDENCE_FACT(Type, name) #name,
#include "ledger/domain/facts.def"
#undef CREDENCE_FACT
};

constexpr auto kChanges = std::to_array<std::string_view>(
    {"add_validator", "remove_validator", "replace_validator_key", "admit_department", "suspend_department",
     "change_authority", "enable_feature", "set_limit", "appoint_keys"});
static_assert(kChanges.size() == std::variant_size_v<Change>);
constexpr auto kLimits =
    std::to_array<std::string_view>({"block_transactions", "block_bytes", "list_lines", "idle_seconds"});
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
std::string_view words_of(const Action& action, bool chinese) {
  return chinese ? kActions[action.index()].chinese : kActions[action.index()].english;
}
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

std::string_view name_of(const Fact& fact) {
  return std::holds_alternative<LaterFact>(fact) ? "unknown" : kFacts[fact.index()];
}
std::span<const std::string_view> fact_names() { return kFacts; }

CREDENCE_VARIANT_MEMBERS(Action)
template Result<Action> decode(BytesView bytes);
template Result<Bytes> try_encode(const Action& value);

}  // namespace credence
