// SPDX-License-Identifier: Apache-2.0
// Fills the book from what an audited chain records. It holds at most kRecordsMax records: memory is bounded.
// Internal to client/findings.
#pragma once

#include "client/audit/audit.h"
#include "client/findings/book.h"

namespace credence::findings {

inline constexpr std::uint64_t kRecordsMax = 20'000'000;

class Fold final : public AuditWatcher {
 public:
  /// `limit_exceeded`; `malformed` for what does not follow from the entries before.
  [[nodiscard]] Result<void> recorded(const HistoryEntry& entry) override;
  [[nodiscard]] Result<void> ended(const KeyReader& state) override;
  [[nodiscard]] Book& book() { return book_; }

 private:
  struct Apply;
  [[nodiscard]] static Place place_of(const HistoryEntry& entry);
  void note_turn(const HistoryEntry& entry);

  Book book_;
  std::map<KeyId, Post> posts_;
  // case -> its award, and its place there
  std::map<std::pair<Id, Id>, std::pair<Award*, std::size_t>> recoveries_;
  std::optional<std::pair<Height, std::uint32_t>> last_turn_;
  std::uint64_t records_ = 0;
};

}  // namespace credence::findings
