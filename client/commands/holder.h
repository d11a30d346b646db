// SPDX-License-Identifier: Apache-2.0
// Lists of titles whose holders are no enterprises.
#pragma once

#include "client/console/list_file.h"

namespace credence {

/// What holds the titles of a type; enterprises where the type is not known, and in a dry run without a network.
[[nodiscard]] Outcome<HolderKind> held_by(Cli& cli, const Id& type, bool dry_run);

using PlanTitles = std::function<Outcome<std::vector<Action>>(const std::vector<QualificationLine>& lines)>;
/// Reads a list that names holders beside their enterprises, or holders of one department; registers those that are
/// not yet; then `plan(lines)` makes what is signed.
int import_holder_titles(Cli& cli, const ListOptions& options, const Id& title, HolderKind kind,
                         const Id& department, const PlanTitles& plan);

}  // namespace credence
