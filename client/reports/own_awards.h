// SPDX-License-Identifier: Apache-2.0
// What awards come to as they stand: how many count, what of them is only in public notice, for how many persons. What
// the ledger's totals do not hold is folded from complete histories, so that every command and report says the same.
#pragma once

#include <map>
#include <span>

#include "ledger/domain/past.h"

namespace credence {

/// Of awards of one kind. An award of which nothing was paid, and all was released, counts no more.
struct Support {
  std::uint64_t awards = 0, ended = 0;  // that count; that were released whole
  Fen in_notice = 0;                    // of what is awarded: in public notice, or never confirmed
  std::uint64_t awards_in_notice = 0;
  std::uint64_t persons = 0;  // of talent subsidies that count

  void add(const Award& award);
};
[[nodiscard]] Support support_of(std::span<const Award> awards);

/// The awards of one enterprise, from its own history.
class OwnAwards {
 public:
  explicit OwnAwards(const Uscc& code) : code_(code) {}

  void add(const HistoryEntry& entry) { std::visit(*this, entry.fact); }
  void operator()(const Awarded& f) {
    if (f.line.code == code_) take({f.programme, f.batch, f.line.line}, f.kind, f.stage, f.line);
  }
  void operator()(const Identified& f) {
    if (f.code != code_) return;
    AwardLine line;
    line.amount = f.amount;
    take({f.programme, f.batch, f.line}, f.kind, f.stage, line);
  }
  void operator()(const AwardAmended& f) {
    const AwardKey key{f.programme, f.batch, f.line.line};
    const bool own = f.line.code == code_;
    if (const auto held = awards_.find(key); held != awards_.end()) {
      if (!own) return void(awards_.erase(held));
      held->second.award.amount = f.line.amount;
      if (f.line.persons) held->second.award.persons = f.line.persons;
    } else if (own) {
      take(key, f.kind, f.stage, f.line);
    }
  }
  void operator()(const AwardReleased& f) {
    const auto held = awards_.find({f.programme, f.batch, f.line});
    if (held == awards_.end()) return;
    held->second.award.released += f.amount;
  }
  void operator()(const BatchOpened& f) {
    for (auto& [key, held] : awards_)
      if (key.programme == f.programme && key.batch == f.batch) held.award.stage = f.stage;
  }
  template <class Other>
  void operator()(const Other&) {}

  [[nodiscard]] std::map<ProgrammeKind, Support> sums() const {
    std::map<ProgrammeKind, Support> out;
    for (const auto& [key, held] : awards_) out[held.kind].add(held.award);
    return out;
  }

 private:
  struct Held {
    ProgrammeKind kind = ProgrammeKind::grant;
    Award award;
  };
  void take(const AwardKey& key, ProgrammeKind kind, AwardStage stage, const AwardLine& line) {
    Held& held = awards_[key];
    held.kind = kind;
    held.award.stage = stage;
    held.award.amount = line.amount;
    held.award.persons = line.persons;
  }

  const Uscc code_;
  std::map<AwardKey, Held> awards_;
};

}  // namespace credence
