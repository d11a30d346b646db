// SPDX-License-Identifier: Apache-2.0
#include "client/audit/export.h"

#include <algorithm>
#include <chrono>
#include <thread>

#include "client/base/json_text.h"
#include "client/http.h"

namespace credence {
namespace {

using Clock = std::chrono::steady_clock;
using std::chrono::milliseconds;

constexpr milliseconds kPause{200};
// For small questions to all nodes: a node that hangs does not hold up the others.
constexpr std::uint64_t kAsideMs = 3'000;

/// The changes of the validator set above what `known` holds, as far as this node proves them.
std::vector<ValidatorSetChange> set_changes(HttpPool& pool, TrustChain known, std::uint64_t timeout_ms) {
  std::vector<ValidatorSetChange> out;
  while (true) {
    auto answer = pool.exchange({.target = "/v1/validators?from=" + std::to_string(known.latest_from()),
                                 .timeout = milliseconds(timeout_ms)});
    if (!answer || answer->status != 200) return out;
    const auto body = parse_object(answer->body);
    const auto page =
        body ? coded_member<ValidatorSetChanges>(*body, "proof") : std::unexpected(body.error());
    if (!page || page->empty()) return out;
    for (const ValidatorSetChange& change : *page) {
      if (!known.add(change)) return out;
      out.push_back(change);
    }
  }
}

class Exporter {
 public:
  Exporter(const Network& network, ArchiveWriter writer, const ExportOptions& options)
      : writer_(std::move(writer)), options_(options) {
    for (const NetworkNode& node : network.nodes) pools_.push_back(std::make_unique<HttpPool>(node.api));
    report_.before = writer_.height();
    report_.chain = writer_.trust().chain();
  }

  Outcome<ExportReport> run() {
    auto last_progress = Clock::now();
    std::optional<Height> target = highest_certified();
    while (!stopped() && (!target || writer_.height() < *target)) {
      if (target) {
        const Step step = one_round(*target);
        if (step == Step::failed) return std::unexpected(failure_);
        if (step == Step::nothing_more) break;
        if (step == Step::advanced) {
          last_progress = Clock::now();
          if (options_.progress) options_.progress(writer_.height(), *target);
          continue;
        }
      }
      if (Clock::now() - last_progress > milliseconds(options_.deadline_ms))
        return std::unexpected(gave_up());
      std::this_thread::sleep_for(kPause);
      if (!target) target = highest_certified();
    }
    if (stopped()) return give_up(ExitCode::interrupted, Code::interrupted);
    if (auto done = writer_.finish(); !done) return std::unexpected(done.error());
    report_.height = writer_.height();
    report_.bytes = writer_.bytes();
    return std::move(report_);
  }

 private:
  enum class Step { advanced, unanswered, nothing_more, failed };

  [[nodiscard]] bool stopped() const { return options_.stop != nullptr && *options_.stop; }

  Result<ArchivePage> ask(std::size_t node, Height from, std::uint64_t timeout_ms) {
    auto answer = pools_[node]->exchange({.target = target_of(from), .timeout = milliseconds(timeout_ms)});
    if (!answer)
      return fail(answer.error().code, pools_[node]->endpoint().text() + ": " + answer.error().detail);
    if (answer->status == 410)  // it keeps the last blocks only
      return fail(Code::pruned_below, pools_[node]->endpoint().text() + ": block " + std::to_string(from));
    if (answer->status != 200)
      return fail(answer->status >= 500 ? Code::unreachable : Code::bad_answer,
                  pools_[node]->endpoint().text() + ": HTTP " + std::to_string(answer->status));
    auto page = decode<ArchivePage>(bytes_of(answer->body));
    if (!page) return fail(Code::bad_answer, page.error().detail);
    return page;
  }
  static std::string target_of(Height from) { return "/v1/archive?from=" + std::to_string(from); }

  /// What the nodes say: only an aim. A node that says too much is found out when it has no such blocks.
  std::optional<Height> highest_certified() {
    std::optional<Height> out;
    for (std::size_t node = 0; node < pools_.size() && !stopped(); ++node) {
      const auto page = ask(node, ~Height{0}, std::min(kAsideMs, options_.request_timeout_ms));
      if (page && !out) first_ = node;
      if (page)
        out = std::max(out.value_or(0), page->certified);
      else
        note(node, ~Height{0}, page.error());
    }
    if (out) out = std::min(*out, options_.until);
    return out;
  }

  /// Asks each node in turn, the last good one first, until one gives a block.
  Step one_round(Height target) {
    bool all_answered = true;
    std::size_t pruned = 0;
    const Height from = writer_.height() + 1;
    for (std::size_t k = 0, start = first_; k < pools_.size() && !stopped(); ++k) {
      const std::size_t node = (start + k) % pools_.size();
      auto page = ask(node, from, options_.request_timeout_ms);
      if (!page) {
        note(node, from, page.error());
        all_answered = false;
        if (page.error().code == Code::pruned_below) ++pruned;
        continue;
      }
      const Height before = writer_.height();
      first_ = node;
      if (!take(node, *page, target)) return Step::failed;
      if (writer_.height() > before) return Step::advanced;
    }
    if (pruned == pools_.size()) {  // waiting brings nothing
      failure_ = Failure{ExitCode::refused, *last_error_};
      return Step::failed;
    }
    return all_answered ? Step::nothing_more : Step::unanswered;
  }

  /// False if the file cannot be written.
  bool take(std::size_t node, const ArchivePage& page, Height target) {
    for (const ArchiveBlock& block : page.blocks) {
      if (writer_.height() >= target || stopped()) return true;
      auto good = writer_.check(block);
      if (!good &&
          good.error().code == Code::wrong_validator_set) {  // perhaps the set has changed since the start
        for (const ValidatorSetChange& change :
             set_changes(*pools_[node], writer_.trust(), options_.request_timeout_ms))
          (void)writer_.learn(change);
        good = writer_.check(block);
      }
      if (!good) {
        note(node, writer_.height() + 1, good.error());
        first_ = (node + 1) % pools_.size();
        return true;
      }
      if (auto done = writer_.append(block); !done) {
        failure_ = done.error();
        return false;
      }
    }
    return true;
  }

  void note(std::size_t node, Height from, const Error& error) {
    last_error_ = error;
    if (is_no_answer(error.code) || error.code == Code::pruned_below) return;
    if (report_.bad_answers.size() < limits::kBadAnswersMax)
      report_.bad_answers.push_back({pools_[node]->endpoint().text(), target_of(from), error});
  }

  [[nodiscard]] Failure gave_up() const {
    if (!report_.bad_answers.empty()) return {ExitCode::not_verified, report_.bad_answers.back().error};
    return {ExitCode::unreachable, last_error_.value_or(Error{Code::unreachable, {}})};
  }

  ArchiveWriter writer_;
  const ExportOptions& options_;
  std::vector<std::unique_ptr<HttpPool>> pools_;
  std::size_t first_ = 0;
  ExportReport report_;
  std::optional<Error> last_error_;
  Failure failure_;
};

}  // namespace

Outcome<ExportReport> export_chain(const Network& network, const std::filesystem::path& file,
                                   const ExportOptions& options) {
  // A file that is there may hold blocks of changed sets: what the nodes prove of the changes is learned
  // before it is read.
  TrustChain trust = network.anchor;
  for (const NetworkNode& node : network.nodes) {
    HttpPool pool(node.api);
    for (const ValidatorSetChange& change :
         set_changes(pool, trust, std::min(kAsideMs, options.request_timeout_ms)))
      (void)trust.add(change);
  }
  auto writer = ArchiveWriter::open(file, network.genesis, std::move(trust));
  if (!writer) return std::unexpected(writer.error());
  return Exporter(network, *std::move(writer), options).run();
}

}  // namespace credence
