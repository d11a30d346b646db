// SPDX-License-Identifier: Apache-2.0
// Routes of what a node says of itself, unproved, and of the texts of credit entries that it keeps.
#include "ledger/domain/dry_run.h"
#include "ledger/proof/archive.h"
#include "ledger/views/json.h"
#include "node/api/routes_impl.h"

namespace credence::node {
namespace {

json::object program_json(const ProgramSaid& program) {
  json::array features;
  for (const Id& feature : program.features) features.emplace_back(std::string_view(feature));
  return {{"version", std::string_view(program.version)},
          {"messages", {{"oldest", program.speaks.oldest}, {"newest", program.speaks.newest}}},
          {"features", std::move(features)}};
}

}  // namespace

/// A signed request for the text of a credit entry, or with one. In the body, so that no proxy writes it into
/// its log.
ApiAnswer ApiRoutes::credit_text(const Call& call) const {
  if (texts_ == nullptr) return problem(Error{Code::texts_not_kept, {}});
  if (!call.request.confidential) return problem(Error{Code::text_needs_tls, {}});
  const auto text = texts_->answer(bytes_of(call.request.body));
  if (!text) return problem(text.error());
  return json_answer(200, {{"salt", text->salt.hex()}, {"text", std::string_view(text->text)}});
}

/// What this node allows, so that nobody has to find it out by trying.
ApiAnswer ApiRoutes::limits() const {
  namespace most = credence::limits;
  return json_answer(200, {{"connections", bounds_.connections},
                           {"requests_waiting", bounds_.waiting},
                           {"event_streams", bounds_.streams},
                           {"bytes_on_their_way", bounds_.bytes},
                           {"percent_for_one_address", bounds_.address_percent},
                           {"idle_ms", bounds_.idle_ms},
                           {"wait_ms_max", most::kApiWaitMsMax},
                           {"target_bytes_max", kTargetBytesMax},
                           {"header_bytes_max", most::kApiHeaderBytesMax},
                           {"body_bytes_max", most::kApiBodyBytesMax},
                           {"dry_run_bytes_max", kDryRunBytesMax},
                           {"dry_run_actions_max", kDryRunActionsMax},
                           {"transaction_bytes_max", most::kTransactionBytesMax},
                           {"batch_transactions_max", most::kBlockTransactionsMax},
                           {"history_entries_max", most::kPageEntriesMax},
                           {"context_keys_max", most::kContextMax},
                           {"rows_max", kRowsMax},
                           {"archive_blocks_max", most::kArchivePageBlocksMax},
                           {"archive_bytes_max", most::kArchivePageBytesMax},
                           {"desk_bytes_max", desk_bytes()}});
}

ApiAnswer ApiRoutes::genesis() const {
  ApiAnswer out;
  out.body = genesis_json_;
  return out;
}

ApiAnswer ApiRoutes::metrics() const {
  ApiAnswer out;
  out.content_type = "text/plain; version=0.0.4; charset=utf-8";
  out.body = backend_.metrics();
  return out;
}

ApiAnswer ApiRoutes::status() const {
  const NodeStatus now = backend_.status();
  json::array peers;
  for (const auto& peer : now.peers)
    peers.push_back({{"name", peer.name},
                     {"key", peer.key.hex()},
                     {"connected", peer.connected},
                     {"certified", peer.certified},
                     {"messages", peer.connected ? json::value(peer.version) : nullptr},
                     {"program", peer.program ? program_json(*peer.program) : json::value(nullptr)}});
  return json_answer(200, {{"network", now.network},
                           {"chain", now.chain.hex()},
                           {"node", now.name},
                           {"validator", now.self},
                           {"key", now.key.hex()},
                           {"height", now.height},
                           {"certified", now.certified},
                           {"head", now.head.hex()},
                           {"view", now.core.view},
                           {"primary", now.core.primary},
                           {"changing_view", now.core.changing_view},
                           {"recovering", now.core.recovering},
                           {"syncing", now.syncing},
                           {"oldest", now.oldest},
                           {"joining", now.joining.height == 0 ? json::value(nullptr)
                                                               : json::value{{"height", now.joining.height},
                                                                             {"entries", now.joining.entries},
                                                                             {"of", now.joining.of},
                                                                             {"bytes", now.joining.bytes}}},
                           {"peers", std::move(peers)},
                           {"pool", {{"transactions", now.pool.count}, {"bytes", now.pool.bytes}}},
                           {"time_ms", backend_.now_utc_ms()},
                           {"program", program_json(now.program)}});
}

ApiAnswer ApiRoutes::evidence() const {
  json::array list;
  for (const Evidence& one : backend_.evidence())
    list.push_back({{"validator", one.validator},
                    {"key", one.key.hex()},
                    {"what", contradiction(one).value_or("")},
                    {"proof", to_base64(encode(one))}});
  return json_answer(200, {{"evidence", std::move(list)}});
}

ApiAnswer ApiRoutes::health() const {
  const Health now = backend_.health();
  if (!now.ready) return problem(503, now.why);
  if (now.why.code == Code::ok) return json_answer(200, {{"status", "ok"}});
  const auto& row = info(now.why.code);
  return json_answer(200, {{"status", "ok"},
                           {"state", row.name},
                           {"detail", now.why.detail},
                           {"cause", {{"en", row.cause_en}, {"zh", row.cause_zh}}}});
}

ApiAnswer ApiRoutes::livez() const {
  if (const auto good = backend_.alive(); !good) return problem(503, good.error());
  return json_answer(200, {{"status", "alive"}});
}

}  // namespace credence::node
