// SPDX-License-Identifier: Apache-2.0
// What a writer of tables has to look up again at the end, in bounded memory: kept as an audit keeps its state.
// Internal to client/tables.
#pragma once

#include "client/audit/store.h"

namespace credence::tables {

class Kept {
 public:
  explicit Kept(const AuditStoreOptions& options) : store_(make_audit_store(options)) {}
  [[nodiscard]] Result<void> put(const Bytes& name, const Bytes& value) {
    waiting_.put(under_letter(name), value);
    return waiting_.size() < kAtOnce ? Result<void>{} : flush();
  }
  [[nodiscard]] Result<void> flush() {
    auto written = store_->write(waiting_, false);
    waiting_.clear();
    return written;
  }
  /// After a flush.
  [[nodiscard]] Result<std::optional<Bytes>> get(const Bytes& name) const {
    return store_->get(under_letter(name));
  }
  /// After a flush: the values of [from, to) in the order of their names, until `visit` returns false.
  [[nodiscard]] Result<void> scan(const Bytes& from, const Bytes& to,
                                  const std::function<bool(BytesView value)>& visit) const {
    return store_->scan(under_letter(from), under_letter(to),
                        [&](BytesView, BytesView value) { return visit(value); });
  }

 private:
  static constexpr std::size_t kAtOnce = 10'000;
  /// Of the state, which is the letter that the store keeps.
  static Bytes under_letter(const Bytes& name) {
    Bytes out{std::byte{'s'}};
    out.insert(out.end(), name.begin(), name.end());
    return out;
  }
  std::unique_ptr<KeyValue> store_;
  WriteBatch waiting_;
};

}  // namespace credence::tables
