// SPDX-License-Identifier: Apache-2.0
// Histories: read page by page from whichever node proves the next one, filtered after that.
#include "client/client_round.h"

namespace credence {
namespace {

Outcome<void> check_query(const HistoryKey& subject, const HistoryQuery& query, const ReadOptions& options) {
  if (const auto good = check_key(subject); !good) return give_up(ExitCode::usage, good.error());
  for (const std::string& kind : query.kinds)
    if (std::ranges::find(fact_names(), kind) == fact_names().end())
      return give_up(ExitCode::usage, Code::unknown_choice, "no such kind of entry: " + kind);
  for (const auto& day : {query.from, query.to, options.as_of_date})
    if (day && !day->valid()) return give_up(ExitCode::usage, Code::bad_date, day->iso());
  return {};
}

/// Later than what is asked for: neither this entry nor a later one is wanted.
bool too_late(const HistoryEntry& entry, const HistoryQuery& query, const ReadOptions& options) {
  if (options.as_of_height && entry.height > *options.as_of_height) return true;
  const Date day = date_in_china(entry.time_ms);
  return (options.as_of_date && *options.as_of_date < day) || (query.to && *query.to < day);
}
bool too_early(const HistoryEntry& entry, const HistoryQuery& query) {
  return query.from && date_in_china(entry.time_ms) < *query.from;
}

}  // namespace

std::string history_path(const HistoryKey& subject) {
  struct Path {
    std::string operator()(const EnterpriseKey& k) const {
      return "enterprises/" + std::string(text_of(k.code));
    }
    std::string operator()(const ProgrammeKey& k) const { return "programmes/" + k.id; }
    std::string operator()(const DepartmentKey& k) const { return "departments/" + k.id; }
    std::string operator()(const QualificationTypeKey& k) const { return "qualifications/" + k.type; }
    std::string operator()(const TargetKey& k) const { return "targets/" + k.id; }
    std::string operator()(const ChainKey&) const { return "chain"; }
  };
  return "/v1/" + std::visit(Path{}, subject.subject) + "/history";
}

bool HistoryQuery::matches(const HistoryEntry& entry) const {
  const auto is = [](const Id* held, const std::optional<Id>& wanted) {
    return !wanted || (held != nullptr && *held == *wanted);
  };
  if (!kinds.empty() && std::ranges::find(kinds, name_of(entry.fact)) == kinds.end()) return false;
  if (!is(programme_of(entry.fact), programme) || !is(title_of(entry.fact), title)) return false;
  const Date day = date_in_china(entry.time_ms);
  return !(from && day < *from) && !(to && *to < day);
}

Outcome<std::vector<HistoryEntry>> Client::Core::read_page(HistoryReading& reading, const std::string& path,
                                                           const Need& need) {
  const auto wanted =
      reading.next(std::clamp<std::uint64_t>(options_.page_entries, 1, limits::kPageEntriesMax));
  const std::string target = path +
                             (wanted.from ? "?from=" + std::to_string(*wanted.from) + "&count=" : "?last=") +
                             std::to_string(wanted.count);
  using Entries = std::vector<HistoryEntry>;
  const bool first =
      reading.total() == 0;  // the page that pins the header: it must be recent enough, later ones need not
  return ask_all<Entries>(target, [&](const Reply& reply) -> Result<Entries> {
    auto page = coded_member<HistoryPage>(reply.body, "proof");
    if (!page) return std::unexpected(page.error());
    HistoryReading after = reading;
    auto entries = after.add(*trust(), *page);
    if (!entries) return entries;
    if (auto good = check_block(page->head.block, first ? need : Need{}); !good)
      return std::unexpected(good.error());
    reading = std::move(after);
    return entries;
  });
}

Outcome<Verified<HistorySummary>> Client::read_history(const HistoryKey& subject, const HistoryQuery& query,
                                                       const EachEntry& each, const ReadOptions& options) {
  if (auto good = check_query(subject, query, options); !good) return std::unexpected(good.error());
  HistoryReading reading(subject, query.order);
  HistorySummary out;
  const std::string path = history_path(subject);
  const Core::Need need = core_->need_of(options);
  const bool rising = query.order == HistoryOrder::oldest_first;
  bool more = true;
  do {
    auto page = core_->read_page(reading, path, need);
    if (!page) return std::unexpected(page.error());
    for (auto entry = page->begin(); more && entry != page->end(); ++entry) {
      if (const auto* const later = std::get_if<LaterFact>(&entry->fact);
          later != nullptr && !query.for_display)
        return give_up(ExitCode::not_understood, Code::not_understood,
                       "fact " + std::to_string(later->number));
      const bool late = too_late(*entry, query, options);
      if (rising ? late : too_early(*entry, query)) {  // times only rise: nothing beyond this entry is wanted
        out.all = true;
        more = false;
      } else if (!late && query.matches(*entry)) {
        ++out.matched;
        more = each(*entry) && out.matched != query.limit;
      }
      ++out.read;
    }
  } while (more && !reading.complete());
  out.all = out.all || (reading.complete() && out.read == reading.total());
  out.total = reading.total();
  return Verified<HistorySummary>(out, reading.block());
}

Outcome<Verified<History>> Client::history(const HistoryKey& subject, const HistoryQuery& query,
                                           const ReadOptions& options) {
  History out;
  auto summary = read_history(
      subject, query,
      [&](const HistoryEntry& entry) {
        out.entries.push_back(entry);
        return true;
      },
      options);
  if (!summary) return std::unexpected(summary.error());
  static_cast<HistorySummary&>(out) = **summary;
  return Verified<History>(std::move(out), summary->proof());
}

}  // namespace credence
