// The register of enterprises. A code is registered once; a line that is there already is refused, so that a list which was
// sent twice is noticed, and has a code of its own when the content is the same, so that an importer can leave it out.
#include "ledger/state/rules.h"

namespace credence {

Result<void> apply_rules(TransactionContext& context, const RegisterEnterprises& action) {
  std::uint32_t number = 0;
  for (const EnterpriseLine& line : action.lines) {
    ++number;
    auto place = context.state.at(EnterpriseKey{line.code});
    if (place.present()) {
      const bool same = place->name == line.name && place->registered_on == line.registered_on && place->place == line.place;
      return fail_line(number, same ? Code::already_registered : Code::registered_differently, "code: " + std::string(text_of(line.code)));
    }
    EnterpriseValue& value = place.edit();
    value.name = line.name;
    value.registered_on = line.registered_on;
    value.place = line.place;
    context.say({EnterpriseKey{line.code}}, EnterpriseRegistered{line});
  }
  return {};
}

}  // namespace credence
