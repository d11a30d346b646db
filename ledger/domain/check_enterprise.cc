// Enterprises: what can be said of the actions without the state.
#include "ledger/domain/check.h"

namespace credence::checks {

Checked check(const RegisterEnterprises& action) {
  Checker check;
  std::set<Uscc> codes;
  each_line(check, action.lines, false, [&](const EnterpriseLine& line) {
    check("code", code(line.code))("name", name(line.name))("registered_on", date(line.registered_on));
    if (line.place) check("place", name(*line.place));
    check.require(codes.insert(line.code).second, "code", Code::repeated_line,
                  std::string(text_of(line.code)));
  });
  return check.result();
}

}  // namespace credence::checks
