// SPDX-License-Identifier: Apache-2.0
#include "tests/chaos/history.h"

#include <algorithm>
#include <map>
#include <set>

namespace credence::testing {
namespace {

std::string text_of_place(const Place& place) {
  return std::to_string(place.height) + ":" + std::to_string(place.index);
}

class Judge {
 public:
  Judge(const std::vector<History>& histories, const std::vector<Recorded>& chain)
      : histories_(histories), chain_(chain) {}

  Judgement run() {
    for (const History& one : histories_)
      for (const Attempt& attempt : one.attempts) asked_.emplace(attempt.id, &attempt);
    walk_the_chain();
    for (const History& one : histories_) {
      for (const Attempt& attempt : one.attempts) answer(attempt);
      for (const Repeat& repeat : one.repeats) again(repeat);
      for (const Reading& reading : one.readings) reading_of(reading);
    }
    real_time();
    return std::move(out_);
  }

 private:
  void say(std::uint64_t& count, const std::string& text) {
    ++count;
    if (out_.examples.size() < 20) out_.examples.push_back(text);
  }

  /// The rule, anew: outcomes by order alone.
  void walk_the_chain() {
    std::set<std::string> awarded;
    for (const Recorded& one : chain_) {
      const std::string where = one.id.hex() + " at " + text_of_place(one.place);
      const auto [at, fresh] = recorded_.emplace(one.id, &one);
      if (!fresh && one.code == kReplayedCode) {
        ++out_.ordered_again;
        continue;
      }
      if (!fresh) say(out_.doubled, where + ": it stands at " + text_of_place(at->second->place) + " too");
      const auto asked = asked_.find(one.id);
      if (asked == asked_.end()) {
        say(out_.unasked, where + ": nobody asked for it");
        continue;
      }
      const std::string& project = asked->second->project;
      const std::uint16_t expected = awarded.contains(project) ? kDoubleCode : 0;
      if (one.code == 0 && expected != 0)
        say(out_.doubled, where + ": a second award to " + project);
      else if (one.code != expected)
        say(out_.wrong,
            where + ": outcome " + std::to_string(one.code) + ", the order says " + std::to_string(expected));
      if (one.code == 0) awarded.insert(project);
      if (one.code == kDoubleCode) ++out_.refused_as_double;
      awards_after_[one.place.height] = awarded.size();
    }
  }

  void answer(const Attempt& attempt) {
    const auto found = recorded_.find(attempt.id);
    if (!attempt.place) {
      ++out_.unanswered;
      if (found != recorded_.end()) ++out_.unanswered_recorded;
      return;
    }
    ++out_.acknowledged;
    compare(attempt.id, *attempt.place, attempt.code);
  }
  void again(const Repeat& repeat) {
    ++out_.repeats;
    compare(repeat.id, repeat.place, repeat.code);
  }
  void compare(const TxId& id, const Place& place, std::uint16_t code) {
    const auto found = recorded_.find(id);
    if (found == recorded_.end()) {
      say(out_.lost, id.hex() + ": acknowledged at " + text_of_place(place) + ", and not in the chain");
    } else if (found->second->place != place || found->second->code != code) {
      say(out_.moved, id.hex() + ": told " + text_of_place(place) + " with outcome " + std::to_string(code) +
                          ", stands at " + text_of_place(found->second->place) + " with " +
                          std::to_string(found->second->code));
    }
  }

  void reading_of(const Reading& reading) {
    ++out_.readings;
    const auto after = awards_after_.upper_bound(reading.height);
    const std::uint64_t expected = after == awards_after_.begin() ? 0 : std::prev(after)->second;
    const std::string what =
        std::to_string(reading.awards) + " awards read under block " + std::to_string(reading.height);
    if (reading.awards != expected) say(out_.wrong, what + "; it holds " + std::to_string(expected));
    if (reading.height < reading.known)
      say(out_.wrong, what + "; the reader had an answer from block " + std::to_string(reading.known));
  }

  /// Whoever begins after another's end stands behind it.
  void real_time() {
    std::vector<const Attempt*> by_begin, by_end;
    for (const History& one : histories_)
      for (const Attempt& attempt : one.attempts)
        if (attempt.place) by_begin.push_back(&attempt);
    by_end = by_begin;
    std::ranges::sort(by_begin, {}, [](const Attempt* a) { return a->begin; });
    std::ranges::sort(by_end, {}, [](const Attempt* a) { return a->end; });
    const Attempt* furthest = nullptr;
    std::size_t ended = 0;
    for (const Attempt* attempt : by_begin) {
      for (; ended < by_end.size() && by_end[ended]->end < attempt->begin; ++ended)
        if (furthest == nullptr || *furthest->place < *by_end[ended]->place) furthest = by_end[ended];
      if (furthest != nullptr && *attempt->place < *furthest->place)
        say(out_.out_of_order, attempt->id.hex() + " at " + text_of_place(*attempt->place) +
                                   ": asked for after " + furthest->id.hex() +
                                   " was answered, which stands at " + text_of_place(*furthest->place));
    }
  }

  const std::vector<History>& histories_;
  const std::vector<Recorded>& chain_;
  std::map<TxId, const Attempt*> asked_;
  std::map<TxId, const Recorded*> recorded_;
  std::map<Height, std::uint64_t> awards_after_;
  Judgement out_;
};

}  // namespace

Judgement judge(const std::vector<History>& histories, const std::vector<Recorded>& chain) {
  return Judge(histories, chain).run();
}

}  // namespace credence::testing
