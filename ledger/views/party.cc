// JSON views: departments and their keys.
#include "ledger/views/writer.h"

namespace credence::views {

void write(Writer& w, const RegisterDepartment& v) {
  w("id", v.id)("name_zh", v.name_zh)("name_en", v.name_en)("kind", v.kind);
}
void write(Writer& w, const KeyPost& v) {
  w("department", v.department)("key", v.key)("key_id", key_id(v.key))("roles", v.roles)("holder", v.holder);
}
void write(Writer& w, const RegisterKey& v) {
  write(w, static_cast<const KeyPost&>(v));
  w("possession", v.possession);
}
void write(Writer& w, const RevokeKey& v) { w("key", v.key)("reason", v.reason); }
void write(Writer& w, const RotateKey& v) { w("key", v.key)("key_id", key_id(v.key))("possession", v.possession); }
void write(Writer& w, const BindEnterpriseKey& v) {
  w("code", v.code)("key", v.key)("key_id", key_id(v.key))("holder", v.holder)("document_no", v.document_no)("possession", v.possession);
}
void write(Writer& w, const KeyRotated& v) { w("old_key", v.old_key)("key", v.key)("key_id", key_id(v.key)); }
void write(Writer& w, const EnterpriseKeyBound& v) {
  w("department", v.department);
  write(w, v.key);
}
void write(Writer& w, const DepartmentRegistered& v) { write(w, v.department); }
void write(Writer& w, const KeyRegistered& v) { write(w, v.key); }
void write(Writer& w, const KeyRevoked& v) { write(w, v.key); }
void write(Writer& w, const DepartmentValue& v) {
  w("name_zh", v.name_zh)("name_en", v.name_en)("kind", v.kind)("suspended", v.suspended)("authority", v.authority);
  w("admin_keys", v.admin_keys)("check_keys", v.check_keys)("govern_keys", v.govern_keys)("pending", v.pending);
}
void write(Writer& w, const SignerValue& v) {
  w("key", v.key)("department", v.department)("roles", v.roles)("holder", v.holder)("revoked", v.revoked);
  w("enterprise", v.enterprise)("first", v.first)("present", v.present);
}

}  // namespace credence::views
