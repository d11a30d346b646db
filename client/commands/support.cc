// SPDX-License-Identifier: Apache-2.0
#include "client/commands/support.h"

#include <boost/json.hpp>

#include "client/query.h"

namespace credence {
namespace {

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

}  // namespace

void Support::add(const Award& award) {
  if (award.released == award.amount) return void(++ended);
  ++awards;
  if (award.persons) persons += award.persons->count;
  if (award.stage != AwardStage::public_notice) return;
  ++awards_in_notice;
  in_notice += award.amount - award.released;
}

Support support_of(std::span<const Award> awards) {
  Support out;
  for (const Award& award : awards) out.add(award);
  return out;
}

Outcome<std::map<ProgrammeKind, Support>> support_of(Client& client, const Uscc& code,
                                                     const ReadOptions& as_of) {
  HistoryQuery query;
  query.kinds = {"awarded", "identified", "award_amended", "award_released", "batch_opened"};
  OwnAwards awards(code);
  const auto each = [&awards](const HistoryEntry& entry) {
    awards.add(entry);
    return true;
  };
  auto read = client.read_history(of_enterprise(code), query, each, as_of);
  if (!read) return std::unexpected(read.error());
  return awards.sums();
}

std::string notice_text(const Cli& cli, const Support& support) {
  if (support.awards_in_notice == 0) return {};
  return cli.say(", of it in public notice ", "，其中公示中 ") + cli.money(support.in_notice) +
         cli.say(" in ", "，") + cli.counted(support.awards_in_notice, noun::kAward);
}

std::string persons_text(const Cli& cli, const Support& support) {
  if (support.persons == 0) return {};
  return cli.say("supported persons ", "支持人数 ") + with_separators(support.persons) + cli.say("", " 人");
}

boost::json::object support_json(const Support& support) {
  return {{"awards", support.awards},
          {"ended", support.ended},
          {"in_notice", std::to_string(support.in_notice)},
          {"in_notice_yuan", yuan_text(support.in_notice)},
          {"awards_in_notice", support.awards_in_notice},
          {"persons", support.persons}};
}

}  // namespace credence
