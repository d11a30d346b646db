// SPDX-License-Identifier: Apache-2.0
#include "client/setup/catalogue_genesis.h"

#include <algorithm>

namespace credence {
namespace {

std::size_t validators_of(const Catalogue& catalogue, const NetworkScope& scope) {
  return std::min(scope.validators, catalogue.validators.size());
}

}  // namespace

std::vector<const CataloguePost*> posts_taking_part(const Catalogue& catalogue, const NetworkScope& scope) {
  const auto end =
      catalogue.validators.begin() + static_cast<std::ptrdiff_t>(validators_of(catalogue, scope));
  const auto takes_part = [&](const Id& department) {
    const bool owns = scope.governed &&
                      std::find_if(catalogue.validators.begin(), end,
                                   [&](const CatalogueValidator& v) { return v.owner == department; }) != end;
    return owns || std::ranges::any_of(catalogue.posts, [&](const CataloguePost& post) {
             return post.department == department && std::ranges::any_of(post.roles, [](Role role) {
                      return is_granted(role) || role == Role::audit;
                    });
           });
  };
  std::vector<const CataloguePost*> out;
  for (const CataloguePost& post : catalogue.posts)
    if (takes_part(post.department)) out.push_back(&post);
  return out;
}

Result<Genesis> catalogue_genesis(const Catalogue& catalogue, bool governed, const GenesisParts& parts) {
  Genesis out;
  out.network = parts.network;
  out.time_ms = parts.time_ms;
  for (std::size_t i = 0; i < parts.validators.size(); ++i) {
    const CatalogueValidator& validator = catalogue.validators[i];
    out.validators.validators.push_back({parts.validators[i], validator.name_zh, validator.name_en});
    if (governed) out.owners.push_back(validator.owner);
  }
  out.suite = out.validators.suite();
  out.departments.assign(catalogue.departments.begin(), catalogue.departments.end());
  for (const CataloguePost* post : posts_taking_part(catalogue, {parts.validators.size(), governed}))
    out.keys.push_back({post->department, parts.key_of(*post), post->roles, post->holder});
  out.qualifications.assign(catalogue.qualifications.begin(), catalogue.qualifications.end());
  out.features.assign(catalogue.features.begin(), catalogue.features.end());
  std::ranges::sort(out.features);  // as a genesis has them
  if (auto good = check_genesis(out); !good) return std::unexpected(good.error());
  return out;
}

Result<void> try_genesis(const Catalogue& catalogue, const NetworkScope& scope) {
  std::uint32_t made = 0;
  const auto next_key = [&made] {
    Bytes secret(32, std::byte{0});
    ++made;
    for (std::size_t i = 0; i < 4; ++i) secret[31 - i] = static_cast<std::byte>(made >> (8 * i));
    return SecretKey::from(Suite{}, secret).value().public_key();
  };
  std::vector<PublicKey> validators;
  for (std::size_t i = 0; i < validators_of(catalogue, scope); ++i) validators.push_back(next_key());
  const auto genesis =
      catalogue_genesis(catalogue, scope.governed,
                        {catalogue.network, 1, validators, [&](const CataloguePost&) { return next_key(); }});
  return genesis ? Result<void>{} : std::unexpected(genesis.error());
}

}  // namespace credence
