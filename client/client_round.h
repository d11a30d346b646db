// SPDX-License-Identifier: Apache-2.0
// One call of the client library: what the nodes answered, how long it may still take, and what to say if
// nothing came of it. Private to client*.cc.
#pragma once

#include <algorithm>
#include <array>
#include <chrono>
#include <set>
#include <thread>

#include "client/client_core.h"
#include "ledger/chain/quorum.h"

namespace credence {

namespace json = boost::json;
using std::chrono::milliseconds;

inline constexpr milliseconds kPauseMin{40};
inline constexpr milliseconds kPauseMax{2'000};

/// The code that a problem (RFC 9457) names, if the object is one.
[[nodiscard]] inline std::optional<Code> problem_code(const json::object& body) {
  const auto name = text_member(body, "code");
  for (const ErrorInfo& row : all_errors())
    if (name && row.name == *name) return row.code;
  return std::nullopt;
}

/// "/v1/enterprises/CODE/history".
[[nodiscard]] std::string history_path(const HistoryKey& subject);

// One node's answer, parsed: 200 or 202 with what was asked for, or a problem.
struct Client::Core::Reply {
  unsigned status = 0;
  json::object body;
  std::size_t node = 0;
  [[nodiscard]] Error problem() const {
    const auto detail = text_member(body, "detail").value_or("");
    if (const auto code = problem_code(body); code && sayable(*code)) return Error{*code, detail};
    return unproved().error();
  }
  /// The answer where only a proof counts.
  [[nodiscard]] Result<void> unproved() const {
    const auto name = text_member(body, "code"), detail = text_member(body, "detail");
    return fail(Code::bad_answer, "HTTP " + std::to_string(status) + (name ? " " + *name : "") +
                                      (detail && !detail->empty() ? ": " + *detail : ""));
  }
  /// Codes of the client's own judgement ("its absence is proved", "two certificates") are nothing that a
  /// node can say.
  [[nodiscard]] static bool sayable(Code code) {
    const auto number = static_cast<std::uint16_t>(code);
    return code == Code::pruned_below || number < 600 || number >= 800;
  }
  [[nodiscard]] milliseconds retry_after() const {
    const auto ms = number_member(body, "retry_after_ms").value_or(100);
    return std::clamp(milliseconds(std::min<std::uint64_t>(ms, 60'000)), kPauseMin, kPauseMax);
  }
};

// One call of the library: how long it may take and what became of the nodes that were asked.
struct Client::Core::Round {
  using Clock = std::chrono::steady_clock;
  const Core& client;
  Clock::time_point deadline;
  std::map<std::size_t, Error> refused;  // node -> its problem (4xx)
  std::optional<Error> unproved;         // the last failed check
  std::optional<Error> stale;
  std::optional<Error> busy;             // the last 429 or 503
  std::map<std::size_t, Error> unheard;  // node -> why it gave no answer
  std::set<std::size_t> reached;         // nodes that answered anything in this round
  std::size_t wrong = 0;                 // of them, those whose answers failed a check
  milliseconds again = kPauseMin;        // how long busy nodes want to be left alone

  explicit Round(const Core& c)
      : client(c),
        deadline(Clock::now() + milliseconds(c.options_.deadline_ms)),
        notice(Clock::now() + kNoticeAfter) {}

  void begin() { reached.clear(); }

  /// A node answered. The first answer of a round takes the place of what the round before learned; a round that the
  /// deadline ends before anybody answered has learned nothing, and what was known before stays the reason.
  void heard(std::size_t node) {
    if (reached.empty()) {
      busy.reset();
      stale.reset();
      unproved.reset();
      refused.clear();
      wrong = 0;
      again = kPauseMin;
    }
    reached.insert(node);
    unheard.erase(node);
  }

  [[nodiscard]] bool late() const { return Clock::now() >= deadline || client.stopped(); }
  void pause(milliseconds time) const {
    const auto until = std::min(deadline, Clock::now() + time);
    give_notice();
    while (!client.stopped() && Clock::now() < until)
      std::this_thread::sleep_for(std::min<Clock::duration>(milliseconds(20), until - Clock::now()));
  }
  [[nodiscard]] milliseconds timeout(std::uint64_t extra_ms = 0) const {
    const auto left = std::chrono::duration_cast<milliseconds>(deadline - Clock::now());
    return std::clamp(left, milliseconds(1), milliseconds(client.options_.request_timeout_ms + extra_ms));
  }
  /// Enough nodes say the same that one of them is honest, or all that can be asked do.
  [[nodiscard]] const Error* refusal() const {
    const auto trust = client.trust();
    const std::size_t validators = trust->set_at(trust->latest_from())->size();
    const std::size_t enough = std::min(one_honest(validators), client.pools_.size());
    std::map<Code, std::size_t> votes;
    for (const auto& [node, error] : refused)
      if (++votes[error.code] >= enough) return &error;
    return nullptr;
  }
  /// Why nothing came of it, the weightiest reason first.
  [[nodiscard]] Failure failure() const {
    if (client.stopped()) return {ExitCode::interrupted, Error{Code::interrupted, {}}};
    if (unproved && unproved->code == Code::not_understood) return {ExitCode::not_understood, *unproved};
    if (unproved) return {ExitCode::not_verified, *unproved};
    if (const Error* const said = refusal()) return {ExitCode::refused, *said};
    if (stale)
      return {stale->code == list_code::day_to_come ? ExitCode::refused : ExitCode::not_verified, *stale};
    if (!refused.empty()) return {ExitCode::refused, refused.begin()->second};
    if (busy)
      return {ExitCode::unreachable,
              Error{Code::timed_out, std::string(info(busy->code).name) + ": " + busy->detail}};
    if (!reached.empty()) return {ExitCode::unreachable, Error{Code::timed_out, {}}};
    return {ExitCode::unreachable, why_unheard()};
  }
  /// The one reason why no node gave an answer, or that none did, and why each.
  [[nodiscard]] Error why_unheard() const {
    Error out{Code::unreachable, {}};
    std::set<Code> codes;
    for (const auto& [node, error] : unheard) codes.insert(error.code);
    constexpr std::array kAway{Code::connection_refused, Code::host_unreachable, Code::hung_up};
    const bool away = !codes.empty() && std::ranges::find(kAway, *codes.begin()) != kAway.end();
    // several are away: the network is
    if (codes.size() == 1 && (unheard.size() == 1 || !away)) out.code = *codes.begin();
    for (const auto& [node, error] : unheard) {
      out.detail += (out.detail.empty() ? "" : "; ") + client.pools_[node]->endpoint().text();
      if (error.code != out.code) out.detail += " " + std::string(info(error.code).name);
      if (!error.detail.empty()) out.detail += ": " + error.detail;
    }
    return out;
  }

  /// Says, when it is time, why it takes so long: once that nobody answered, and once that who answered is not
  /// ready, or what is waited for.
  void give_notice() const {
    if (Clock::now() < notice || !client.on_waiting_) return;
    const bool told = busy && busy->code != Code::bad_answer;
    if (!told && !handed_over && (silence_told || !reached.empty())) {
      notice = Clock::now() + kNoticeAfter;  // somebody may answer, and not be ready
      return;
    }
    const bool silent = !told && !handed_over;
    silence_told = silence_told || silent;
    notice = silent ? Clock::now() + kNoticeAfter : Clock::time_point::max();
    client.on_waiting_(told ? *busy : silent ? why_unheard() : Error{Code::not_yet_certified, {}});
  }
  static constexpr std::chrono::seconds kNoticeAfter{2};
  bool handed_over = false;  // a node has taken the transaction: its block is waited for
  mutable bool silence_told = false;
  mutable Clock::time_point notice;  // when it is time
};

template <class T>
Result<Verified<T>> Client::Core::accept(T value, const BlockProof& proof, const Need& need) {
  if (auto good = check_block(proof, need); !good) return std::unexpected(good.error());
  return Verified<T>(std::move(value), proof);
}

template <class T, class Check>
Outcome<T> Client::Core::ask_all(const std::string& target, Check check, const std::string& body) {
  std::optional<T> out;
  auto asked = ask_until(
      target,
      [&](const Reply& reply) -> Result<void> {
        Result<T> value = check(reply);
        if (!value) return std::unexpected(std::move(value.error()));
        out = *std::move(value);
        return {};
      },
      body);
  if (!asked) return std::unexpected(std::move(asked.error()));
  return *std::move(out);
}

}  // namespace credence
