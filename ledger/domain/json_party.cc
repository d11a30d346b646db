// JSON views: departments and their keys.
#include "ledger/domain/json_writer.h"

namespace credence::views {

void write(Writer& w, const RegisterDepartment& v) {
  w("id", v.id)("name_zh", v.name_zh)("name_en", v.name_en)("kind", v.kind);
}
void write(Writer& w, const RegisterKey& v) {
  w("department", v.department)("key", v.key)("key_id", key_id(v.key))("roles", v.roles)("holder", v.holder);
}
void write(Writer& w, const RevokeKey& v) { w("key", v.key)("reason", v.reason); }
void write(Writer& w, const DepartmentRegistered& v) { write(w, v.department); }
void write(Writer& w, const KeyRegistered& v) { write(w, v.key); }
void write(Writer& w, const KeyRevoked& v) { write(w, v.key); }
void write(Writer& w, const DepartmentValue& v) {
  w("name_zh", v.name_zh)("name_en", v.name_en)("kind", v.kind);
}
void write(Writer& w, const SignerValue& v) {
  w("key", v.key)("department", v.department)("roles", v.roles)("holder", v.holder)("revoked", v.revoked);
}

}  // namespace credence::views
