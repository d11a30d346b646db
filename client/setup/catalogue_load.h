// SPDX-License-Identifier: Apache-2.0
// What of a catalogue goes onto a ledger: departments, titles and targets as actions, and both files as
// anchored documents, so that anybody can tell later which catalogue a network was made from. The posts' keys
// are registered by who holds them.
#pragma once

#include "client/client.h"
#include "client/setup/catalogue_plan.h"
#include "client/words/table.h"

namespace credence {

struct NamedAction {
  Action action;
  std::string what;  // "target gd-g-parks"
};
/// In an order in which each may be recorded. Fails where a file cannot be read.
[[nodiscard]] Outcome<std::vector<NamedAction>> catalogue_actions(const Catalogue& catalogue,
                                                                  const std::optional<Plan>& plan);
/// The file as a document: hash, size, and a title that says what it is.
[[nodiscard]] Outcome<AnchorDocument> document_of_file(const std::filesystem::path& file, const Name& title);
/// Where it was recorded; nothing: the state proves that it was there before.
struct Loaded {
  std::optional<Height> height;
  bool waits = false;  // for its second signature
};
/// Records it unless it is there. `checker` signs as well; none: nullptr.
[[nodiscard]] Outcome<Loaded> load_action(Client& client, const SecretKey& key, const SecretKey* checker,
                                          const NamedAction& action);

/// "34 departments, 8 tasks, 5 projects, …".
[[nodiscard]] std::string catalogue_summary(const Catalogue& catalogue, const std::optional<Plan>& plan,
                                            Language language);

}  // namespace credence
