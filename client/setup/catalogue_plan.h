// SPDX-License-Identifier: Apache-2.0
// The plan of a catalogue, plan.json: its tasks, projects and safeguards with the departments that answer for
// them, its instruments, titles, targets, baselines and places, as data. Of these the targets go onto the
// ledger; the rest is for people. The format is described in docs/catalogue.md.
#pragma once

#include "client/base/language.h"
#include "client/setup/catalogue_genesis.h"

namespace credence {

/// A task, project or safeguard.
struct PlanDuty {
  Id id;
  Name name_zh, name_en;
  std::string section;          // of the plan
  std::vector<Id> departments;  // that answer for it; the one that the plan names first leads
};
/// An organisation, instrument, title or place.
struct PlanEntry {
  Id id;
  Name name_zh, name_en;
  std::string section;  // empty: that of the duty that it is of
  std::string kind;     // of a title who holds it: enterprise, product, place …
  Id refers_to;         // of an instrument its duty; of a title the type on the ledger, or empty
  std::string region;   // of a place, GB/T 2260; or empty
};
/// Where things stood when the plan was made.
struct PlanBaseline {
  DefineTarget figure;  // year 0: the plan names none
  std::string section;
  Id target;  // that it is the beginning of, or empty
};
struct Plan : CatalogueText {
  Id id;
  Name name_zh, name_en;
  Note status_zh, status_en;
  DocumentNo document_no;
  std::uint16_t from = 0, to = 0;  // years
  std::vector<PlanEntry> organisations, instruments, titles, places;
  std::vector<PlanDuty> tasks, projects, safeguards;
  std::vector<DefineTarget> targets;  // as they are defined on the ledger
  std::vector<PlanBaseline> baselines;
  /// Departments that the plan names together: 各地级以上市.
  std::vector<std::pair<Id, std::vector<Id>>> groups;

  [[nodiscard]] const PlanDuty* duty(std::string_view id) const;
  /// The departments that answer for a duty: those of a group one by one.
  [[nodiscard]] std::vector<Id> responsible(const PlanDuty& duty) const;
};

/// The plan.json beside the catalogue's file; nothing if there is none. As read_catalogue.
[[nodiscard]] Outcome<std::optional<Plan>> read_plan(const Catalogue& catalogue,
                                                     Language language = Language::en);
[[nodiscard]] Outcome<std::optional<Plan>> read_plan_with_faults(const Catalogue& catalogue);

/// Every problem of both files, in their order: what is malformed, all that `network init` would refuse for this
/// network, and what leads nowhere.
[[nodiscard]] std::vector<CatalogueProblem> check_catalogue(const Catalogue& catalogue,
                                                            const std::optional<Plan>& plan,
                                                            const NetworkScope& scope = {});

}  // namespace credence
