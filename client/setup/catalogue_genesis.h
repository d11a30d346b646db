// SPDX-License-Identifier: Apache-2.0
// The genesis that a catalogue makes: its first validators with their owners, the posts of the departments
// that take part, and the titles.
#pragma once

#include <functional>
#include <span>

#include "client/setup/catalogue.h"

namespace credence {

/// Which network of a catalogue.
struct NetworkScope {
  std::size_t validators = SIZE_MAX;  // how many of the catalogue's, from the first on
  // Their owners decide by vote; else nobody does, and each administrator decides for the own department.
  bool governed = true;
};

/// The posts of the departments that take part: all but those that could only administer and vote, and own no
/// validator of this network.
[[nodiscard]] std::vector<const CataloguePost*> posts_taking_part(const Catalogue& catalogue,
                                                                  const NetworkScope& scope);

struct GenesisParts {
  Id network;
  std::uint64_t time_ms = 0;
  std::span<const PublicKey> validators;                  // their suite is the network's
  std::function<PublicKey(const CataloguePost&)> key_of;  // asked once for each post that takes part
};
/// `bad_genesis` says what of it the ledger refuses.
[[nodiscard]] Result<Genesis> catalogue_genesis(const Catalogue& catalogue, bool governed,
                                                const GenesisParts& parts);
/// Whether it could be made, told with made-up keys, before any file is written.
[[nodiscard]] Result<void> try_genesis(const Catalogue& catalogue, const NetworkScope& scope);

}  // namespace credence
