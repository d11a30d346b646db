// JSON views: the chain itself.
#include "ledger/domain/json_writer.h"

namespace credence::views {

void write(Writer& w, const HistoryValue& v) { w("count", v.count).array("peaks", hashes(v.peaks)); }
void write(Writer& w, const ExecutedValue& v) {
  w("height", v.height)("index", v.index)("expiry_height", v.expiry_height);
}
void write(Writer& w, const ChainValue& v) {
  json::array features;
  for (const FeatureFlag& flag : v.features) {
    Writer one;
    one("name", flag.name)("from", flag.from);
    features.push_back(one.take());
  }
  Writer limits;
  limits("block_transactions", v.limits.block_transactions)("block_bytes", v.limits.block_bytes)("list_lines", v.limits.list_lines);
  w("version", v.version).array("features", std::move(features))("admin_keys", v.admin_keys)("governed", v.governed);
  w.object("limits", limits.take());
}

}  // namespace credence::views
