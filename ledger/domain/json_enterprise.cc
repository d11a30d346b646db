// JSON views: enterprises.
#include "ledger/domain/json_writer.h"

namespace credence::views {

void write(Writer& w, const EnterpriseLine& v) {
  w("code", v.code)("name", v.name)("registered_on", v.registered_on)("place", v.place);
}
void write(Writer& w, const RegisterEnterprises& v) { w.lines(v.lines); }
void write(Writer& w, const EnterpriseRegistered& v) { write(w, v.line); }
void write(Writer& w, const EnterpriseValue& v) {
  w("name", v.name)("registered_on", v.registered_on)("place", v.place)
      .fen("awarded", v.awarded)
      .fen("paid", v.paid);
  w("awards", v.awards)("payments", v.payments).array("qualifications", texts(v.qualifications));
  w.fen("recovered", v.recovered);
  json::array programmes;
  for (const ProgrammeShare& share : v.programmes) {
    Writer one;
    one("programme", share.programme).fen("awarded", share.awarded)("awards", share.awards);
    programmes.push_back(one.take());
  }
  w.array("programmes", std::move(programmes));
}

}  // namespace credence::views
