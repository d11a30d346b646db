// SPDX-License-Identifier: Apache-2.0
#include "client/four_eyes.h"

#include <algorithm>
#include <set>

namespace credence {
namespace {

bool has(const List<Role, 8>& roles, Role role) { return std::ranges::find(roles, role) != roles.end(); }

/// The transactions that wait in a department with the time of their blocks, the oldest first: of the newest
/// entries of its history those that were parked and not decided, until there are as many as the state says.
Outcome<std::vector<std::pair<TxId, std::uint64_t>>> waiting_in(Client& client, const Id& department,
                                                                std::size_t count) {
  std::vector<std::pair<TxId, std::uint64_t>> out;
  std::set<TxId> decided;
  auto read = client.read_history(
      of_department(department),
      {.kinds = {"action_parked", "pending_decided"}, .order = HistoryOrder::newest_first},
      [&](const HistoryEntry& entry) {
        if (const auto* fact = std::get_if<PendingDecided>(&entry.fact))
          decided.insert(fact->decision.transaction);
        if (const auto* fact = std::get_if<ActionParked>(&entry.fact);
            fact != nullptr && !decided.contains(fact->transaction))
          out.emplace_back(fact->transaction, entry.time_ms);
        return out.size() < count;
      });
  if (!read) return std::unexpected(read.error());
  std::ranges::reverse(out);
  return out;
}

}  // namespace

std::vector<Id> departments_of(const std::vector<HistoryEntry>& chain) {
  std::vector<Id> out;
  for (const HistoryEntry& entry : chain)
    if (const auto* fact = std::get_if<DepartmentRegistered>(&entry.fact)) out.push_back(fact->department.id);
  return out;
}

std::vector<KeyHeld> keys_in_force(const std::vector<HistoryEntry>& chain) {
  std::vector<KeyHeld> out;
  for (const HistoryEntry& entry : chain) {
    if (const auto* added = std::get_if<KeyRegistered>(&entry.fact))
      out.push_back({key_id(added->key.key), added->key.department, added->key.roles, added->key.holder});
    if (const auto* revoked = std::get_if<KeyRevoked>(&entry.fact))
      std::erase_if(out, [&](const KeyHeld& k) { return k.id == revoked->key.key; });
    if (const auto* rotated = std::get_if<KeyRotated>(&entry.fact))
      for (KeyHeld& key : out)
        if (key.id == rotated->old_key) key.id = key_id(rotated->key);
  }
  return out;
}

Outcome<std::vector<KeyHeld>> checkers_of(Client& client, const Id& department) {
  auto chain = client.history(of_chain());
  if (!chain) return std::unexpected(chain.error());
  std::vector<KeyHeld> out = keys_in_force((*chain)->entries);
  std::erase_if(
      out, [&](const KeyHeld& key) { return key.department != department || !has(key.roles, Role::check); });
  return out;
}

Outcome<CheckerRefused> may_check(Client& client, const KeyId& maker, const KeyId& checker) {
  CheckerRefused out;
  auto made = client.state<SignerValue>(SignerKey{maker});
  if (!made) return std::unexpected(made.error());
  if (!**made || (**made)->enterprise) return out;  // the ledger says what is wrong with the maker's own key
  out.maker = (**made)->department;
  if (maker == checker) return CheckerRefused{Code::signed_twice, out.maker, out.maker};
  auto second = client.state<SignerValue>(SignerKey{checker});
  if (!second) return std::unexpected(second.error());
  if (!**second) return CheckerRefused{Code::unknown_key, out.maker, {}};
  const SignerValue& held = ***second;
  out.checker = held.enterprise ? Id(text_of(*held.enterprise)) : held.department;
  if (held.revoked)
    out.code = Code::revoked_key;
  else if (held.enterprise || held.department != out.maker)
    out.code = Code::wrong_department;
  else if (!has(held.roles, Role::check))
    out.code = Code::wrong_role;
  return out;
}

Outcome<bool> vote_counts(Client& client, const ChangeVote& vote) {
  auto department = client.state<DepartmentValue>(DepartmentKey{vote.department});
  if (!department) return std::unexpected(department.error());
  KeyId id = vote.key;
  std::optional<SignerValue> held;
  for (int step = 0; step < 3; ++step) {  // the key, the first of those that replaced each other, the last
    auto value = client.state<SignerValue>(SignerKey{id});
    if (!value) return std::unexpected(value.error());
    held = **value;
    if (!held) return false;
    id = step == 0 ? held->first : held->present;
  }
  return !held->revoked && **department && !(**department)->suspended;
}

Outcome<WaitingList> waiting(Client& client, const std::optional<Id>& department) {
  auto chain = client.history(of_chain());
  if (!chain) return std::unexpected(chain.error());
  WaitingList out{{}, chain->proof()};
  std::vector<Id> asked = departments_of((*chain)->entries);
  if (department) {
    if (std::ranges::find(asked, *department) == asked.end())
      return give_up(ExitCode::refused, Code::unknown_department, "department " + *department);
    asked = {*department};
  }
  for (const Id& one : asked) {
    auto value = client.state<DepartmentValue>(DepartmentKey{one});
    if (!value) return std::unexpected(value.error());
    out.proof = value->proof();
    if (!**value || (**value)->pending == 0) continue;
    auto ids = waiting_in(client, one, (**value)->pending);
    if (!ids) return std::unexpected(ids.error());
    for (const auto& [id, since_ms] : *ids) {
      auto pending = client.state<PendingValue>(PendingKey{id});
      if (!pending) return std::unexpected(pending.error());
      out.proof = pending->proof();
      if (!**pending) continue;  // decided meanwhile
      auto action = decode<Action>((**pending)->action);
      if (!action) return give_up(ExitCode::not_verified, action.error());
      out.items.push_back({id, ***pending, *std::move(action), since_ms});
    }
  }
  return out;
}

Outcome<std::optional<Date>> waits_until(Client& client, const TxId& id) {
  auto held = client.state<PendingValue>(PendingKey{id});
  if (!held) return std::unexpected(held.error());
  return **held ? std::optional((**held)->until) : std::nullopt;
}

Outcome<TxId> waiting_called(Client& client, std::string_view digits) {
  if (digits.size() == 2 * TxId().bytes.size()) return or_fail(TxId::from_hex(digits), ExitCode::usage);
  auto all = waiting(client, std::nullopt);
  if (!all) return std::unexpected(all.error());
  std::vector<TxId> found;
  for (const Waiting& one : all->items)
    if (one.id.hex().starts_with(digits)) found.push_back(one.id);
  if (found.empty()) return give_up(ExitCode::refused, Code::unknown_pending, std::string(digits));
  if (found.size() > 1)
    return give_up(ExitCode::refused, Code::ambiguous_id,
                   std::string(digits) + "…: " + std::to_string(found.size()));
  return found.front();
}

Outcome<std::optional<PendingOutcome>> outcome_of_pending(Client& client, const VerifiedTransaction& parked) {
  const TxId& id = parked.transaction.id;
  std::optional<PendingOutcome> out;
  auto held = client.state<PendingValue>(PendingKey{id});
  if (!held) return std::unexpected(held.error());
  if (**held) return out;
  auto maker = client.state<SignerValue>(SignerKey{parked.transaction.body.signer});
  if (!maker) return std::unexpected(maker.error());
  auto read = client.read_history(
      of_department(**maker ? (**maker)->department : Id()),
      {.kinds = {"action_parked", "pending_decided"}, .order = HistoryOrder::newest_first},
      [&](const HistoryEntry& entry) {
        if (const auto* fact = std::get_if<PendingDecided>(&entry.fact);
            fact != nullptr && fact->decision.transaction == id)
          out = {fact->decision.approve, fact->decision.reason, entry.signer, entry.height,
                 entry.transaction};
        const auto* kept = std::get_if<ActionParked>(&entry.fact);
        return !out && (kept == nullptr || kept->transaction != id);
      });
  if (!read) return std::unexpected(read.error());
  if (!out) return give_up(ExitCode::not_verified, Code::incomplete_history, "transaction " + id.hex());
  return out;
}

}  // namespace credence
