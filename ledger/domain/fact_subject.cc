// SPDX-License-Identifier: Apache-2.0
// What a fact is about: its programme, its title.
#include "ledger/domain/past.h"

namespace credence {
namespace {

/// The first field of this name that is an id and says one, here or in a struct among the fields.
struct IdNamed {
  std::string_view wanted;
  const Id* found = nullptr;
  template <class T>
  void operator()(std::string_view name, const T& field) {
    if constexpr (Listed<T>)
      field.fields(*this);
    else if constexpr (std::same_as<T, Id>)
      if (!found && name == wanted && !field.empty()) found = &field;
  }
};
const Id* id_named(const Fact& fact, std::string_view name) {
  IdNamed id{name};
  std::visit([&id](const auto& said) { said.fields(id); }, fact);
  return id.found;
}

}  // namespace

const Id* programme_of(const Fact& fact) {
  const auto* created = std::get_if<ProgrammeCreated>(&fact);
  return created ? &created->programme.id : id_named(fact, "programme");
}
const Id* title_of(const Fact& fact) { return id_named(fact, "type"); }

}  // namespace credence
