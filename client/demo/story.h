// SPDX-License-Identifier: Apache-2.0
// A story of the demonstration, step by step. Each step is one signed action whose proved receipt says what
// became of it: done, or refused by the rule that must refuse it. What the state proves to be done by an
// earlier run is not done again. Internal to client/demo.
#pragma once

#include "client/demo/parts.h"
#include "client/demo/synthetic.h"

namespace credence {

inline constexpr Fen kWan = 1'000'000;

using Done = std::function<Outcome<bool>()>;

struct LifeStep {
  Words what;
  std::string key;  // the name of the key that signs
  Action action;
  Done done;  // whether an earlier run did it, by the state
  Fen amount = 0;
  Code expected = Code::ok;  // or the rule that must refuse it
};

/// Everything that the stories need to know of the network.
struct LifeCast {
  std::string admin, registrar, programme, award, pay, qualify, credit, measure;  // names of keys
  Id lead, finance, issuer, bureau, statistics;                                   // departments
  Date today;
  std::array<Uscc, 4> codes;  // synthetic enterprises
  std::array<Name, 4> names;
  std::array<std::string, 3> keys;  // of the first three
};

class Story {
 public:
  Story(DemoRecorder& recorder, const LifeCast& cast, Words title)
      : recorder_(recorder), cast_(cast), chapter_{title, {}, {}} {}

  [[nodiscard]] DemoRecorder& recorder() { return recorder_; }
  [[nodiscard]] const LifeCast& cast() const { return cast_; }
  [[nodiscard]] Client& client() { return recorder_.client; }
  /// The network began with this feature (ledger/domain/features.h).
  [[nodiscard]] bool has_feature(std::string_view name) {
    return std::ranges::find(client().network().genesis.features, Id(name)) !=
           client().network().genesis.features.end();
  }
  [[nodiscard]] LifeChapter take() && { return std::move(chapter_); }

  [[nodiscard]] Outcome<void> step(const LifeStep& step);
  /// All of them, one after the other.
  [[nodiscard]] Outcome<void> run(const std::vector<LifeStep>& steps);
  /// What is proved in the end; a failure unless it holds.
  [[nodiscard]] Outcome<void> proved(bool holds, const Words& what);

  /// Whether the state proves that `holds` is true of the value under a key.
  template <class Value>
  [[nodiscard]] Done state(
      const StateKey& key, std::function<bool(const Value&)> holds = [](const Value&) { return true; }) {
    return [this, key, holds]() -> Outcome<bool> {
      auto value = client().template state<Value>(key);
      if (!value) return std::unexpected(value.error());
      return **value && holds(***value);
    };
  }
  /// The value under a key; a failure if there is none.
  template <class Value>
  [[nodiscard]] Outcome<Value> value(const StateKey& key) {
    auto found = client().template state<Value>(key);
    if (!found) return std::unexpected(found.error());
    if (!**found) return give_up(ExitCode::not_verified, Code::not_recorded, std::string(chapter_.title.en));
    return ***found;
  }

 private:
  DemoRecorder& recorder_;
  const LifeCast& cast_;
  LifeChapter chapter_;
};

/// Two products of the first enterprise, and a park.
[[nodiscard]] std::vector<HolderLine> sample_holders(const LifeCast& cast);
/// The rows of the plan, S1 to S14: one line each, whether the story's things of it are shown, proved and listed.
[[nodiscard]] Outcome<LifeChapter> plan_rows(DemoRecorder& recorder, const LifeCast& cast);

/// The chapters; each runs by itself, beside the others.
[[nodiscard]] Outcome<LifeChapter> programme_story(DemoRecorder& recorder, const LifeCast& cast);
[[nodiscard]] Outcome<LifeChapter> notice_story(DemoRecorder& recorder, const LifeCast& cast);
[[nodiscard]] Outcome<LifeChapter> kinds_story(DemoRecorder& recorder, const LifeCast& cast);
[[nodiscard]] Outcome<LifeChapter> holder_story(DemoRecorder& recorder, const LifeCast& cast);
[[nodiscard]] Outcome<LifeChapter> title_story(DemoRecorder& recorder, const LifeCast& cast);
[[nodiscard]] Outcome<LifeChapter> credit_story(DemoRecorder& recorder, const LifeCast& cast);
[[nodiscard]] Outcome<LifeChapter> target_story(DemoRecorder& recorder, const LifeCast& cast);
[[nodiscard]] Outcome<LifeChapter> four_eyes_story(DemoRecorder& recorder, const LifeCast& cast);

}  // namespace credence
