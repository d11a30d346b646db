// JSON views: the chain itself.
#include "ledger/domain/json_writer.h"

namespace credence::views {

void write(Writer& w, const HistoryValue& v) { w("count", v.count).array("peaks", hashes(v.peaks)); }
void write(Writer& w, const ExecutedValue& v) {
  w("height", v.height)("index", v.index)("expiry_height", v.expiry_height);
}
void write(Writer& w, const ChainValue& v) {
  w("version", v.version).array("features", texts(v.features))("admin_keys", v.admin_keys);
}

}  // namespace credence::views
