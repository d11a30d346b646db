// SPDX-License-Identifier: Apache-2.0
// The genesis: its hash is the chain id, and its content is held to the same rules as the actions it stands
// for.
#include "ledger/domain/genesis.h"

#include <algorithm>
#include <map>
#include <set>

#include "ledger/domain/actions.h"
#include "ledger/domain/features.h"

namespace credence {
namespace {

constexpr std::uint64_t kTimeMsMax = 253'402'300'799'999;  // the last millisecond of 9999

using Checked = Result<void>;

Checked bad(std::string_view member, const std::string& why) {
  return fail(Code::bad_genesis, std::string(member) + ": " + why);
}

std::string at(std::string_view list, std::size_t place) {
  return std::string(list) + "[" + std::to_string(place) + "]";
}

/// The check of an action as one of a member of the genesis.
Checked member(const std::string& place, const Action& action) {
  auto good = check_action(action);
  if (!good) return bad(place + "." + good.error().detail, std::string(info(good.error().code).name));
  return good;
}

Checked check_head(const Genesis& genesis) {
  if (auto good = check_id(genesis.network); !good) return bad("network", good.error().detail);
  if (genesis.time_ms == 0 || genesis.time_ms > kTimeMsMax)
    return bad("time_ms", std::to_string(genesis.time_ms));
  if (auto good = check_validator_set(genesis.validators); !good)
    return bad("validators", good.error().detail);
  if (genesis.validators.suite() != genesis.suite)
    return bad("validators", "keys of the suite " + std::string(name_of(genesis.validators.suite())));
  for (std::size_t i = 0; i < genesis.validators.size(); ++i) {
    const Validator& validator = genesis.validators.validators[i];
    if (auto good = check_name(validator.name_zh); !good)
      return bad(at("validators", i) + ".name_zh", good.error().detail);
    if (auto good = check_name(validator.name_en); !good)
      return bad(at("validators", i) + ".name_en", good.error().detail);
  }
  return {};
}

Checked check_parties(const Genesis& genesis, std::set<std::string>& departments) {
  for (std::size_t i = 0; i < genesis.departments.size(); ++i) {
    const auto& department = genesis.departments[i];
    if (auto good = member(at("departments", i), department); !good) return good;
    if (!departments.insert(department.id).second)
      return bad(at("departments", i) + ".id", "repeated: " + department.id);
  }
  std::set<PublicKey> keys;
  bool admin = false;
  for (std::size_t i = 0; i < genesis.keys.size(); ++i) {
    const auto& key = genesis.keys[i];
    if (auto good = member(at("keys", i), RegisterKey{key, {}}); !good) return good;
    if (auto good = check_suite(key.key, genesis.suite); !good)
      return bad(at("keys", i) + ".key", good.error().detail);
    if (!departments.contains(key.department))
      return bad(at("keys", i) + ".department", "unknown: " + key.department);
    if (!keys.insert(key.key).second) return bad(at("keys", i) + ".key", "repeated: " + key.key.hex());
    admin = admin || std::ranges::count(key.roles, Role::admin) != 0;
  }
  if (!admin) return bad("keys", "none has the role admin");
  return {};
}

/// With four eyes a department can do nothing, and come to no further key, without somebody who administers
/// it and somebody who checks.
Checked check_two_persons(const Genesis& genesis) {
  if (std::ranges::find(genesis.features, Id(features::kFourEyes)) == genesis.features.end()) return {};
  for (const RegisterDepartment& department : genesis.departments) {
    bool any = false;
    std::set<Role> roles;
    for (const KeyPost& key : genesis.keys)
      if (key.department == department.id) any = true, roles.insert(key.roles.begin(), key.roles.end());
    for (const Role role : {Role::admin, Role::check})
      if (any && !roles.contains(role))
        return bad("keys", department.id + " has no key with the role " + std::string(name_of(role)));
  }
  return {};
}

Checked check_qualifications(const Genesis& genesis, const std::set<std::string>& departments) {
  std::set<std::string> types;
  for (std::size_t i = 0; i < genesis.qualifications.size(); ++i) {
    const auto& type = genesis.qualifications[i];
    const std::string place = at("qualifications", i);
    if (auto good = member(place, type); !good) return good;
    if (!departments.contains(type.issuer)) return bad(place + ".issuer", "unknown: " + type.issuer);
    // Only types above it in the list, so that no ring of prerequisites can be written.
    if (type.prerequisite && !types.contains(*type.prerequisite))
      return bad(place + ".prerequisite", "not defined above: " + *type.prerequisite);
    if (!types.insert(type.type).second) return bad(place + ".type", "repeated: " + type.type);
  }
  return {};
}

Checked check_features(const Genesis& genesis) {
  for (std::size_t i = 0; i < genesis.features.size(); ++i) {
    if (!features::known(genesis.features[i]))
      return bad(at("features", i), "unknown: " + genesis.features[i]);
    if (i > 0 && genesis.features[i] <= genesis.features[i - 1])
      return bad(at("features", i), "not strictly rising");
  }
  return {};
}

/// Every validator has an owner that can vote from the first block on, or none has.
Checked check_owners(const Genesis& genesis) {
  if (genesis.owners.empty()) return {};
  if (genesis.owners.size() != genesis.validators.size())
    return bad("validators", std::to_string(genesis.owners.size()) + " owners of " +
                                 std::to_string(genesis.validators.size()));
  for (std::size_t i = 0; i < genesis.owners.size(); ++i) {
    const bool votes = std::ranges::any_of(genesis.keys, [&](const KeyPost& key) {
      return key.department == genesis.owners[i] && std::ranges::count(key.roles, Role::govern) != 0;
    });
    if (!votes)
      return bad(at("validators", i) + ".owner", genesis.owners[i] + " has no key with the role govern");
  }
  return {};
}

}  // namespace

ChainId chain_id(const Genesis& genesis) {
  return {genesis.suite, tagged_hash(genesis.suite, Tag::genesis, encode(genesis)).bytes};
}

Result<void> check_genesis(const Genesis& genesis) {
  if (auto good = check_head(genesis); !good) return good;
  std::set<std::string> departments;
  if (auto good = check_parties(genesis, departments); !good) return good;
  if (auto good = check_qualifications(genesis, departments); !good) return good;
  if (auto good = check_features(genesis); !good) return good;
  if (auto good = check_two_persons(genesis); !good) return good;
  if (auto good = check_owners(genesis); !good) return good;
  // The bounds of lists and texts that no check above names: chain_id must be able to encode it.
  if (auto bytes = try_encode(genesis); !bytes) return bad("genesis", bytes.error().detail);
  return {};
}

}  // namespace credence
