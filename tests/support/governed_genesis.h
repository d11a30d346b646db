// SPDX-License-Identifier: Apache-2.0
// The usual network (ledger_world.h), governed: gd-iit owns three of the four validators, gd-finance one;
// with four eyes on demand.
#pragma once

#include "tests/support/ledger_world.h"

namespace credence::world {

inline const SecretKey kIitGovern = secret(46), kFinanceGovern = secret(47), kIitCheck = secret(48),
                       kFinanceCheck = secret(49), kScienceGovern = secret(50), kScienceCheck = secret(52);

inline Genesis governed_genesis(bool four_eyes = false) {
  Genesis out = genesis();
  const auto key = [&out](const char* department, const SecretKey& secret,
                          std::initializer_list<Role> roles) {
    out.keys.push_back({department, secret.public_key(), List<Role, 8>(roles), "岗位"});
  };
  key("gd-iit", kIitGovern, {Role::govern});
  key("gd-finance", kFinanceGovern, {Role::govern});
  key("gd-science", kScienceGovern, {Role::govern});
  key("gd-iit", kIitCheck, {Role::check});
  key("gd-finance", kFinanceCheck, {Role::check});
  key("gd-science", kScienceCheck, {Role::check});
  for (const char* owner : {"gd-iit", "gd-iit", "gd-science", "gd-finance"}) out.owners.emplace_back(owner);
  if (four_eyes) out.features.emplace_back("four-eyes");
  return out;
}

}  // namespace credence::world
