// SPDX-License-Identifier: Apache-2.0
// A report for people and for programs.
#include <algorithm>
#include <cstdio>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

#include "tests/chaos/run.h"

namespace credence::testing {
namespace {

namespace json = boost::json;
using std::chrono::milliseconds;

constexpr milliseconds kBeyondTimeout{1'000};

milliseconds median(std::vector<milliseconds> values) {
  std::ranges::sort(values);
  return values.empty() ? milliseconds(0) : values[values.size() / 2];
}
milliseconds worst(const std::vector<milliseconds>& values) {
  return values.empty() ? milliseconds(0) : *std::ranges::max_element(values);
}

template <class... Values>
std::string line(const char* format, Values... values) {
  std::array<char, 300> out{};
  std::snprintf(out.data(), out.size(), format, values...);
  return std::string(out.data()) + "\n";
}
unsigned long long wide(std::uint64_t value) { return value; }

std::string table(const ChaosReport& report) {
  std::string out = line("%-13s %5s %9s %9s %13s %17s", "fault", "done", "longest", "blocks", "acknowledged",
                         "longest pause");
  for (const auto& [kind, one] : report.kinds)
    out += line("%-13s %5llu %7.1f s %9llu %13llu %14lld ms", std::string(name_of(kind)).c_str(),
                wide(one.done), static_cast<double>(one.longest.count()) / 1e3, wide(one.blocks),
                wide(one.acknowledged), static_cast<long long>(one.longest_pause.count()));
  return out;
}

}  // namespace

std::string text_of(const ChaosReport& report) {
  std::string out;
  if (!report.kinds.empty()) out += table(report);
  for (const auto& [kind, why] : report.left_out)
    out += line("left out: %s (%s)", std::string(name_of(kind)).c_str(), why.c_str());
  if (!report.primary_kill_pauses.empty()) {
    const auto bound = report.view_timeout + kBeyondTimeout;
    const auto most = worst(report.primary_kill_pauses);
    out += line(
        "primary killed %zu times: median %lld ms, worst %lld ms without a block; time-out + 1 s is %lld ms: "
        "%s",
        report.primary_kill_pauses.size(), static_cast<long long>(median(report.primary_kill_pauses).count()),
        static_cast<long long>(most.count()), static_cast<long long>(bound.count()),
        most < bound ? "below" : "ABOVE");
  }
  const Judgement& j = report.judgement;
  out += line("seed %llu, %zu nodes, %zu clients, %.0f s; slow links by %s", wide(report.options.seed),
              report.options.nodes, report.options.clients, report.seconds, report.slow_link_by.c_str());
  if (report.judged) {
    out += line(
        "acknowledged %llu (%llu refused as doubles), unanswered %llu (%llu of them recorded), ordered again "
        "without effect %llu, repeated %llu, "
        "read %llu",
        wide(j.acknowledged), wide(j.refused_as_double), wide(j.unanswered), wide(j.unanswered_recorded),
        wide(j.ordered_again), wide(j.repeats), wide(j.readings));
    out += line("lost %llu, doubled %llu, moved %llu, out of order %llu, wrong %llu, nobody's %llu",
                wide(j.lost), wide(j.doubled), wide(j.moved), wide(j.out_of_order), wide(j.wrong),
                wide(j.unasked));
    out += report.header_differences.empty() ? line("same header hashes on all %zu nodes, blocks 1 to %llu",
                                                    report.options.nodes, wide(report.height))
                                             : line("%zu headers DIFFER", report.header_differences.size());
  }
  for (const auto* list : {&j.examples, &report.header_differences, &report.failures})
    for (std::size_t i = 0; i < std::min<std::size_t>(list->size(), 20); ++i) out += "  " + (*list)[i] + "\n";
  if (!report.kept.empty()) out += "the files of all nodes are kept in " + report.kept + "\n";
  if (report.interrupted)
    out += "interrupted: nothing was checked\n";
  else
    out += report.good()
               ? "good\n"
               : "FAILED; the same faults again: --seed " + std::to_string(report.options.seed) + "\n";
  return out;
}

std::string json_of(const ChaosReport& report) {
  json::array kinds, left_out, pauses;
  for (const auto& [kind, one] : report.kinds)
    kinds.push_back({{"fault", name_of(kind)},
                     {"done", one.done},
                     {"longest_ms", one.longest.count()},
                     {"blocks", one.blocks},
                     {"acknowledged", one.acknowledged},
                     {"longest_pause_ms", one.longest_pause.count()}});
  for (const auto& [kind, why] : report.left_out)
    left_out.push_back({{"fault", name_of(kind)}, {"why", why}});
  for (const milliseconds pause : report.primary_kill_pauses) pauses.push_back(pause.count());
  const Judgement& j = report.judgement;
  json::object out{{"seed", report.options.seed},         {"nodes", report.options.nodes},
                   {"clients", report.options.clients},   {"seconds", report.seconds},
                   {"slow_link_by", report.slow_link_by}, {"faults", std::move(kinds)},
                   {"left_out", std::move(left_out)}};
  if (!pauses.empty())
    out["primary_kills"] = {{"pauses_ms", std::move(pauses)},
                            {"median_ms", median(report.primary_kill_pauses).count()},
                            {"worst_ms", worst(report.primary_kill_pauses).count()},
                            {"view_timeout_ms", report.view_timeout.count()},
                            {"bound_ms", (report.view_timeout + kBeyondTimeout).count()}};
  if (report.judged)
    out["histories"] = {{"acknowledged", j.acknowledged},
                        {"refused_as_double", j.refused_as_double},
                        {"unanswered", j.unanswered},
                        {"unanswered_recorded", j.unanswered_recorded},
                        {"ordered_again", j.ordered_again},
                        {"repeats", j.repeats},
                        {"readings", j.readings},
                        {"lost", j.lost},
                        {"doubled", j.doubled},
                        {"moved", j.moved},
                        {"out_of_order", j.out_of_order},
                        {"wrong", j.wrong},
                        {"unasked", j.unasked}};
  out["height"] = report.height;
  out["headers_differing"] = report.header_differences.size();
  out["same_header_hashes"] = report.judged && report.header_differences.empty();
  json::array failures;
  for (const auto* list : {&j.examples, &report.header_differences, &report.failures})
    for (const std::string& one : *list) failures.push_back(json::string(one));
  out["failures"] = std::move(failures);
  out["interrupted"] = report.interrupted;
  out["kept"] = report.kept;
  out["good"] = report.good();
  return json::serialize(out) + "\n";
}

}  // namespace credence::testing
