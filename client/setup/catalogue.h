// SPDX-License-Identifier: Apache-2.0
// The catalogue that a network is made from. catalogue.json: who may validate, which departments there are,
// their posts (one key each) and the titles that they confer; plan.json beside it, if there is one: the plan
// that they carry out (catalogue_plan.h). The format, and how another province writes its own:
// docs/catalogue.md.
#pragma once

#include <filesystem>
#include <vector>

#include "client/base/said.h"
#include "client/setup/json_lines.h"
#include "ledger/domain/actions.h"
#include "ledger/domain/genesis.h"

namespace credence {

/// Something in a file of a catalogue that is malformed, leads nowhere, stands twice, or that nobody could do.
struct CatalogueProblem {
  std::string file, place;  // "plan.json", "tasks[2].departments[1]"
  std::size_t line = 0;     // where that stands
  Said what, remedy;
};
/// A file as it was read, and what could not be read of it.
struct CatalogueText {
  std::filesystem::path file;
  JsonLines lines;
  std::vector<CatalogueProblem> malformed;

  void problem(std::string place, Said what, Said remedy) {
    const std::size_t line = line_of(lines, place);
    malformed.push_back({file.string(), std::move(place), line, std::move(what), std::move(remedy)});
  }
};

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
struct Catalogue : CatalogueText {
  Id network;
  std::vector<CatalogueValidator> validators;
  std::vector<RegisterDepartment> departments;
  std::vector<CataloguePost> posts;
  std::vector<DefineQualification> qualifications;
  std::vector<Id> features;  // of the genesis

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

/// Whether the catalogue may be that of this network: it knows a department that the network began with.
[[nodiscard]] bool may_be_of(const Catalogue& catalogue, const Genesis& genesis);

/// `path` is the file or its directory. `bad_config` says the first of what is missing, unknown or wrong, and how
/// much more there is.
[[nodiscard]] Outcome<Catalogue> read_catalogue(const std::filesystem::path& path,
                                                Language language = Language::en);
/// The same with all of that in `malformed`; those members are empty.
[[nodiscard]] Outcome<Catalogue> read_catalogue_with_faults(const std::filesystem::path& path);
/// The first problem, and how many more there are. `problems` must not be empty.
[[nodiscard]] Failure first_problem(Code code, const std::vector<CatalogueProblem>& problems,
                                    Language language);

/// A directory of configs/ that came with the program: `option` if it is given, else CREDENCE_CONFIGS/NAME,
/// else configs/NAME upwards of the working directory and of the program itself.
[[nodiscard]] Outcome<std::filesystem::path> find_configs(const std::filesystem::path& option,
                                                          const std::string& name);
/// The directory of a catalogue: `option` if it is given, else the only one with a catalogue.json in
/// configs/. Where there are several, the failure names them.
[[nodiscard]] Outcome<std::filesystem::path> find_catalogue(const std::filesystem::path& option);

}  // namespace credence
