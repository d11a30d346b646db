// SPDX-License-Identifier: Apache-2.0
// What streams of events tell (docs/api.md, "Events"): blocks as they are certified, the entries of one
// subject's history, the way of one transaction, what this node sees of consensus.
//
// All but the last are read from the ledger by position: block 7, entry 12. So a reader that comes again with
// the position that it had misses nothing and gets nothing twice, at this node or at another. An event is a
// hint of the node: it names the path (`href`) whose answer is proved.
//
// The id of an event is "height:index": of a block its height and 0, of an entry the height and how many of
// the subject's entries have been told with it.
#include "ledger/views/json.h"
#include "node/api/routes_impl.h"

namespace credence::node {
namespace {

constexpr std::uint64_t kConsensusPollMs = 100, kTransactionPollMs = 1'000;
constexpr std::uint64_t kEntriesMax = 16;  // in one piece, and so read at once
constexpr std::string_view kRetry = "retry: 2000\n\n";

std::string event_text(std::string_view name, std::string_view id, const json::object& data) {
  std::string out = "event: " + std::string(name) + "\n";
  if (!id.empty()) out += "id: " + std::string(id) + "\n";
  return out + "data: " + json::serialize(data) + "\n\n";
}
std::string place_text(Height height, std::uint64_t index) {
  return std::to_string(height) + ":" + std::to_string(index);
}
/// Ends a stream: what comes next cannot be had here.
void end_with(EventPiece& piece, const Error& error) {
  piece.text += event_text("problem", {}, json::parse(problem(error).body).as_object());
  piece.last = true;
}
/// It comes with a certificate.
bool to_come(Code code) { return code == Code::not_yet_certified || code == Code::not_found; }

ApiAnswer stream_answer(EventFeed feed, std::string first = {}) {
  ApiAnswer out;
  out.content_type = "text/event-stream";
  out.headers = {{"X-Accel-Buffering", "no"}};  // nginx would keep events back
  out.body = std::string(kRetry) + first;
  out.events = std::make_shared<const EventFeed>(std::move(feed));
  return out;
}

}  // namespace

ApiAnswer ApiRoutes::events(const Call& call) const {
  if (call.asks("subject") + call.asks("transaction") + call.asks("consensus") > 1)
    return problem(Error{Code::bad_request, "one of subject, transaction, consensus"});
  std::optional<EventPlace> seen;
  if (const std::string_view last = call.request.last_event_id; !last.empty()) {
    const auto colon = last.find(':');
    const auto height = number<Height>(last.substr(0, colon));
    const auto index =
        colon == std::string_view::npos ? std::nullopt : number<std::uint64_t>(last.substr(colon + 1));
    if (!height || !index || *height == UINT64_MAX || *index == UINT64_MAX)
      return problem(Error{Code::bad_request, "Last-Event-ID: the id of an event, height:index"});
    seen = EventPlace{*height, *index};
  }
  if (call.asks("consensus")) return consensus_feed();
  if (call.asks("subject")) return subject_feed(call, seen);
  if (call.asks("transaction")) return transaction_feed(call, seen);
  return block_feed(call, seen);
}

// ---- blocks -----------------------------------------------------------------------------------------------

ApiAnswer ApiRoutes::block_feed(const Call& call, std::optional<EventPlace> seen) const {
  struct Held {
    Height certified, oldest;
  };
  const Held held =
      backend_.ledger().read([](const Ledger& at) { return Held{at.certified_height(), at.oldest()}; });
  auto next = call.number_of("from", held.certified + 1);
  if (!next) return problem(next.error());
  if (seen) next = seen->height + 1;
  if (*next == 0) return problem(Error{Code::bad_request, "from must be 1 or more: block 0 is the genesis"});
  if (*next < held.oldest)
    return problem(Error{Code::pruned_below, "block " + std::to_string(*next) + "; held from block " +
                                                 std::to_string(held.oldest)});
  EventFeed feed{"blocks", *next, [this](std::uint64_t at) { return block_events(at); }};
  return stream_answer(std::move(feed), event_text("position", place_text(*next - 1, 0),
                                                   {{"next", *next}, {"certified", held.certified}}));
}

EventPiece ApiRoutes::block_events(Height next) const {
  EventPiece out{{}, next, false};
  while (out.text.size() < limits::kApiOwnBytes) {
    const auto proof = backend_.ledger().read([&](const Ledger& at) { return at.prove_block(out.next); });
    if (!proof) {
      if (!to_come(proof.error().code)) end_with(out, proof.error());
      break;
    }
    const BlockHeader& header = proof->header;
    json::array signers;
    for (const auto& one : proof->certificate.signatures) signers.emplace_back(one.validator);
    out.text += event_text("block", place_text(header.height, 0),
                           {{"height", header.height},
                            {"hash", proof->certificate.header_hash.hex()},
                            {"time", iso_time(header.time_ms)},
                            {"time_ms", header.time_ms},
                            {"transactions", header.transaction_count},
                            {"signers", std::move(signers)},
                            {"href", "/v1/blocks/" + std::to_string(header.height)}});
    ++out.next;
  }
  return out;
}

// ---- a subject's entries ----------------------------------------------------------------------------------

ApiAnswer ApiRoutes::subject_feed(const Call& call, std::optional<EventPlace> seen) const {
  const std::string& path = call.query.find("subject")->second;
  const auto subject = subject_called(path);
  if (!subject) return problem(subject.error());
  const auto head =
      backend_.ledger().read([&](const Ledger& at) { return at.prove_history(*subject, 0, 0); });
  if (!head) return failed(head.error());
  std::uint64_t total = 0;
  if (head->head.value)
    if (const auto list = decode<HistoryValue>(*head->head.value)) total = list->count;
  auto next = call.number_of("from", total);
  if (!next) return problem(next.error());
  if (seen) next = seen->index;
  const Height height = head->head.block.header.height;
  EventFeed feed{"subject " + path, *next, [this, subject = *subject, path](std::uint64_t at) {
                   return subject_events(subject, path, at);
                 }};
  return stream_answer(std::move(feed),
                       event_text("position", place_text(height, *next),
                                  {{"next", *next}, {"certified", height}, {"total", total}}));
}

EventPiece ApiRoutes::subject_events(const HistoryKey& subject, const std::string& path,
                                     std::uint64_t next) const {
  EventPiece out{{}, next, false};
  const auto page = backend_.ledger().read([&](const Ledger& at) -> Result<std::optional<HistoryPage>> {
    // a cheap look before the dear one: most blocks say nothing of most subjects
    const auto value = at.state(subject);
    if (!value) return std::unexpected(value.error());
    const auto list = *value ? decode<HistoryValue>(**value) : HistoryValue{};
    if (!list || list->count <= next) return std::optional<HistoryPage>{};
    auto proved = at.prove_history(subject, next, kEntriesMax);
    if (!proved) return std::unexpected(proved.error());
    return std::optional(*std::move(proved));
  });
  if (!page) {
    if (!to_come(page.error().code)) end_with(out, page.error());
    return out;
  }
  if (!*page) return out;
  for (const auto& bytes : (*page)->entries) {
    if (out.text.size() >= limits::kApiOwnBytes) break;
    const auto entry = decode<HistoryEntry>(bytes);
    if (!entry) {
      end_with(out, Error{Code::storage_corrupt, "a history entry: " + entry.error().detail});
      break;
    }
    const std::uint64_t index = out.next++;
    const std::string href = "/v1/" + path + "/history?from=" + std::to_string(index) + "&count=1";
    out.text +=
        event_text("entry", place_text(entry->height, out.next),
                   {{"index", index}, {"height", entry->height}, {"entry", to_json(*entry)}, {"href", href}});
  }
  return out;
}

// ---- a transaction's way ----------------------------------------------------------------------------------

ApiAnswer ApiRoutes::transaction_feed(const Call& call, std::optional<EventPlace> seen) const {
  const auto id = TxId::from_hex(call.query.find("transaction")->second);
  if (!id) return problem(Error{Code::bad_request, "transaction: " + id.error().detail});
  if (seen) {  // it is committed, and its reader knows: 204 tells a browser to ask no more
    ApiAnswer out;
    out.status = 204;
    return out;
  }
  return stream_answer({"transaction " + id->hex(), 0,
                        [this, id = *id](std::uint64_t told) { return transaction_events(id, told); },
                        kTransactionPollMs});
}

/// `told`: 0 nothing yet, 1 that it is unknown here, 2 that it waits.
EventPiece ApiRoutes::transaction_events(const TxId& id, std::uint64_t told) const {
  EventPiece out{{}, told, false};
  const auto proof = backend_.ledger().read([&](const Ledger& at) { return at.prove_transaction(id); });
  const std::string href = "/v1/transactions/" + id.hex();
  if (proof) {
    const Height height = proof->block.header.height;
    out.text = event_text("committed", place_text(height, proof->index),
                          {{"id", id.hex()}, {"height", height}, {"index", proof->index}, {"href", href}});
    out.next = 3;
    out.last = true;
    return out;
  }
  const Code code = proof.error().code;
  if (!to_come(code) && code != Code::pruned_below) {
    end_with(out, proof.error());
    return out;
  }
  const bool waits = code == Code::not_yet_certified || backend_.pending(id);
  const std::uint64_t now = waits ? 2 : 1;
  if (now == told) return out;
  out.text = event_text(waits ? "pending" : "unknown", {}, {{"id", id.hex()}, {"href", href}});
  out.next = now;
  return out;
}

// ---- consensus --------------------------------------------------------------------------------------------

ApiAnswer ApiRoutes::consensus_feed() const {
  const std::uint64_t next = backend_.consensus_since(UINT64_MAX).next;
  return stream_answer(
      {"consensus", next, [this](std::uint64_t at) { return consensus_events(at); }, kConsensusPollMs});
}

/// Some may be missing: `lost` says how many. Nobody comes back to a place here, so these have no ids.
EventPiece ApiRoutes::consensus_events(std::uint64_t next) const {
  EventPiece out{{}, next, false};
  const ConsensusSeen seen = backend_.consensus_since(next);
  if (seen.events.empty()) return out;
  if (const std::uint64_t lost = seen.next - seen.events.size() - next; lost > 0)
    out.text += event_text("lost", {}, {{"events", lost}});
  out.next = seen.next - seen.events.size();
  for (const ConsensusEvent& one : seen.events) {
    if (out.text.size() >= limits::kApiOwnBytes) break;
    out.text += event_text(
        node::name_of(one.kind), {},
        {{"validator", one.validator}, {"view", one.view}, {"height", one.height}, {"time_ms", one.time_ms}});
    ++out.next;
  }
  return out;
}

}  // namespace credence::node
