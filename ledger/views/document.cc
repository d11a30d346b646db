// JSON views: documents.
#include "ledger/views/writer.h"

namespace credence::views {

void write(Writer& w, const AnchorDocument& v) {
  w("sha256", v.sha256)("size_bytes", v.size_bytes)("title", v.title)("document_no", v.document_no)(
      "issued_on", v.issued_on);
}
void write(Writer& w, const DocumentAnchored& v) { write(w, v.document); }
void write(Writer& w, const DocumentValue& v) {
  w("size_bytes", v.size_bytes)("title", v.title)("document_no", v.document_no)("issued_on", v.issued_on);
  w("department", v.department)("signer", v.signer)("recorded", iso_time(v.recorded_ms));
}

}  // namespace credence::views
