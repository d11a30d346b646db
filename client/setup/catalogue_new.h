// SPDX-License-Identifier: Apache-2.0
// A first catalogue of a province: departments and titles in, catalogue.json out, with the posts that its people
// need and the nodes that its departments own.
#pragma once

#include "client/setup/catalogue.h"

namespace credence {

struct NewCatalogue {
  Id network;
  std::vector<RegisterDepartment> departments;
  std::vector<DefineQualification> titles;  // without an issuer: the first department that can issue
};

/// One line of what a person writes: "industry", an id, both names; "title" with the years that it runs, 0 for
/// ever. Puts it into `out`, or says what is wrong. An empty English name is the id.
[[nodiscard]] std::expected<void, Said> add_new(NewCatalogue& out, const std::vector<std::string>& fields);

/// What it still lacks for a network that can do anything: who leads programmes, who pays.
[[nodiscard]] Said lacks(const NewCatalogue& made);

/// catalogue.json. Roles follow from the kinds of the departments: who leads (industry, science), pays (finance),
/// registers enterprises and keeps credit entries (regulator, else who leads), audits (audit); every one
/// has two administrators and two checkers, so that nobody is alone, and votes with its node. Four eyes are on.
[[nodiscard]] std::string catalogue_text(const NewCatalogue& made);

}  // namespace credence
