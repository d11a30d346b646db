#include "client/history_claim.h"

namespace credence {

Outcome<HistoryClaim> fetch_history(
    Client& client, const HistoryKey& subject,
    const std::function<void(std::uint64_t read, std::uint64_t total)>& progress) {
  HistoryClaim out;
  for (bool more = true; more;) {
    auto page = client.history_page(subject, out.entries.size(), limits::kPageEntriesMax);
    if (!page) return std::unexpected(page.error());
    HistoryValue head;
    if (page->head.value) {
      auto decoded = decode<HistoryValue>(*page->head.value);
      if (!decoded) return give_up(ExitCode::not_verified, decoded.error());
      head = *std::move(decoded);
    }
    if (head.count > limits::kBundleEntriesMax)
      return give_up(
          ExitCode::bad_input, Code::limit_exceeded,
          std::to_string(head.count) + " entries, at most " + std::to_string(limits::kBundleEntriesMax));
    for (auto& entry : page->entries) out.entries.push_back(std::move(entry));
    if (progress) progress(page->entries.size(), head.count);
    out.head = std::move(page->head);
    more = out.entries.size() < head.count;
    if (client.stopped()) return give_up(ExitCode::interrupted, Code::interrupted);
  }
  return out;
}

}  // namespace credence
