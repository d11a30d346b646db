// SPDX-License-Identifier: Apache-2.0
// The catalogue that a network is made from. catalogue.json: who may validate, which departments there are,
// their posts (one key each) and the titles that they confer; plan.json beside it, if there is one: the plan
// that they carry out (catalogue_plan.h). The format, and how another province writes its own:
// docs/catalogue.md.
#pragma once

#include <filesystem>
#include <vector>

#include "client/base/failure.h"
#include "ledger/domain/actions.h"
#include "ledger/domain/genesis.h"

namespace credence {

struct CatalogueValidator {
  Id node;
  Name name_zh, name_en;
  Id owner{};  // the department that owns it; empty: it takes part only in a network that nobody governs
};
struct CataloguePost {
  Id key;  // the name of its key file
  Id department;
  List<Role, 8> roles;
  Name holder;
};
struct Catalogue {
  Id network;
  std::vector<CatalogueValidator> validators;
  std::vector<RegisterDepartment> departments;
  std::vector<CataloguePost> posts;
  std::vector<DefineQualification> qualifications;
  std::vector<Id> features;    // of the genesis
  std::filesystem::path file;  // where it was read

  [[nodiscard]] const RegisterDepartment* department(std::string_view id) const;
  /// The first post of a department that has the role.
  [[nodiscard]] const CataloguePost* post(std::string_view department, Role role) const;
  [[nodiscard]] bool four_eyes() const;
  /// The post whose key signs as well, where the network asks for two signatures (four eyes) on the action.
  [[nodiscard]] const CataloguePost* checker(std::string_view department, const Action& action) const;
  [[nodiscard]] const CataloguePost* post_of_key(std::string_view key) const;
  /// The first post anywhere that has the role.
  [[nodiscard]] const CataloguePost* any_post(Role role) const;
};

/// `path` is the file or its directory. `bad_config` names the member that is missing, unknown or wrong.
[[nodiscard]] Outcome<Catalogue> read_catalogue(const std::filesystem::path& path);

/// A directory of configs/ that came with the program: `option` if it is given, else CREDENCE_CONFIGS/NAME,
/// else configs/NAME upwards of the working directory and of the program itself.
[[nodiscard]] Outcome<std::filesystem::path> find_configs(const std::filesystem::path& option,
                                                          const std::string& name);
/// The directory of a catalogue: `option` if it is given, else the only one with a catalogue.json in
/// configs/. Where there are several, the failure names them.
[[nodiscard]] Outcome<std::filesystem::path> find_catalogue(const std::filesystem::path& option);

}  // namespace credence
