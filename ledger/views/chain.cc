// JSON views: the chain itself.
#include "ledger/views/writer.h"

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
  const auto limits = [](const ChainLimits& of) {
    Writer one;
    one("block_transactions", of.block_transactions)("block_bytes", of.block_bytes)("list_lines", of.list_lines)("idle_seconds", of.idle_seconds);
    return one.take();
  };
  w("version", v.version).array("features", std::move(features))("governed", v.governed);
  w.object("limits", limits(v.limits)).object("next_limits", limits(v.next_limits))("next_limits_from", v.next_limits_from);
}

}  // namespace credence::views
