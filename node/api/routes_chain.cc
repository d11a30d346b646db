// SPDX-License-Identifier: Apache-2.0
// Routes of transactions and blocks. What is proved travels as canonical bytes; the JSON beside it is a view.
#include "ledger/primitives/counted.h"
#include "ledger/proof/archive.h"
#include "ledger/views/json.h"
#include "node/api/http_status.h"
#include "node/api/routes_impl.h"
#include "node/sync/ledger_thread.h"

namespace credence::node {
namespace {

constexpr std::size_t kBatchPart = 64;  // transactions for one piece of work: a few milliseconds

}  // namespace

ApiAnswer ApiRoutes::post_transaction(const Call& call) const {
  const ApiRequest& request = call.request;
  if (call.asks("although") && call.query.at("although") != info(Code::feature_not_ready).name)
    return problem(Error{Code::bad_request, "although: only feature_not_ready"});
  Bytes bytes;
  if (request.content_type == "application/octet-stream") {
    const auto raw = bytes_of(request.body);
    bytes.assign(raw.begin(), raw.end());
  } else {
    boost::system::error_code error;
    const json::value value = json::parse(json::string_view(request.body.data(), request.body.size()), error);
    if (error || !value.is_object())
      return problem(Error{Code::bad_request, "the body must be a JSON object, or application/octet-stream"});
    const auto* text = value.get_object().if_contains("transaction");
    if (text == nullptr || !text->is_string())
      return problem(Error{Code::bad_request, "the member transaction must be a base64 text"});
    auto decoded = from_base64(std::string_view(text->get_string().data(), text->get_string().size()));
    if (!decoded) return problem(decoded.error());
    bytes = *std::move(decoded);
  }
  if (bytes.size() > limits::kTransactionBytesMax)
    return problem(Error{Code::body_too_long, counted(bytes.size(), "byte", "bytes") + ", at most " +
                                                  std::to_string(limits::kTransactionBytesMax)});
  TxId id;
  const auto taken = backend_.submit(std::move(bytes), id, call.asks("although"));
  if (!taken) return problem(taken.error());
  if (*taken == Backend::Submitted::executed) return transaction(id, 0);
  return json_answer(202, {{"id", id.hex()}, {"status", "pending"}});
}

struct ApiRoutes::BatchWork {
  Batch batch;
  std::size_t next = 0, refused = 0;
  bool ended = false, full = false;  // nothing more of it is read; for want of room
  json::array results;
};

/// Many transactions in one request, each on its own: one that breaks a rule keeps no other out. But who sends
/// one that is not signed as it says has made none of them by the library, and every check of a signature
/// costs: the batch ends there. It ends as well where there is no room any more: what is refused under a flood
/// is neither read nor answered one by one.
ApiAnswer ApiRoutes::post_batch(const Call& call) const {
  if (const auto room = backend_.room(); !room) return problem(room.error());
  auto batch = decode<Batch>(bytes_of(call.request.body));
  if (!batch) return problem(batch.error());
  auto work = std::make_shared<BatchWork>();
  work->batch = *std::move(batch);
  return go_on(std::move(work));
}

ApiAnswer ApiRoutes::go_on(std::shared_ptr<BatchWork> work) const {
  auto& transactions = work->batch.transactions;
  const std::size_t end = std::min(transactions.size(), work->next + kBatchPart);
  for (; work->next < end && !work->ended; ++work->next) {
    TxId id;
    const auto taken = backend_.submit(std::move(transactions[work->next]), id, false);
    json::object result{{"id", id.is_zero() ? json::value(nullptr) : json::value(id.hex())}};
    if (taken) {
      result["status"] = *taken == Backend::Submitted::executed ? "committed" : "pending";
    } else {
      ++work->refused;
      result["status"] = "refused";
      result["error"] = to_json(taken.error());
      const Code code = taken.error().code;
      const unsigned status = http_status_of(code);
      work->full = status == 429 || status == 503;
      work->ended = work->full || code == Code::bad_signature || code == Code::high_s_signature;
    }
    work->results.emplace_back(std::move(result));
  }
  if (!work->ended && work->next < transactions.size()) {
    ApiAnswer out;
    out.rest = [this, work = std::move(work)] { return go_on(work); };
    return out;
  }
  json::object out{{"refused", work->refused}, {"results", std::move(work->results)}};
  if (work->next < transactions.size()) out["not_read"] = transactions.size() - work->next;
  if (work->full) out["retry_after_ms"] = kRetryAfterMs;
  return json_answer(202, std::move(out));
}

/// The id as it stands, or that of the one transaction whose id begins so.
Result<TxId> ApiRoutes::whole_id(std::string_view digits) const {
  constexpr std::size_t kDigitsMin = 8;
  if (digits.size() >= kDigitsMin && digits.size() < 2 * TxId().bytes.size())
    return backend_.ledger().read([&](const Ledger& at) { return at.transaction_called(digits); });
  auto id = TxId::from_hex(digits);
  if (!id) return fail(Code::bad_request, "the id: " + id.error().detail);
  return id;
}

ApiAnswer ApiRoutes::transaction(const Call& call) const {
  const auto id = whole_id(call.at("id"));
  if (!id) return problem(id.error());
  const auto wait_ms = call.number_of("wait_ms", 0);
  if (!wait_ms) return problem(wait_ms.error());
  return transaction(*id, std::min(*wait_ms, limits::kApiWaitMsMax));
}

ApiAnswer ApiRoutes::transaction(const TxId& id, std::uint64_t wait_ms) const {
  const auto proof = backend_.ledger().read([&](const Ledger& at) { return at.prove_transaction(id); });
  if (!proof) {
    const Code code = proof.error().code;
    const bool unknown = code == Code::not_found || code == Code::pruned_below;
    const bool waits = code == Code::not_yet_certified || (unknown && backend_.pending(id));
    ApiAnswer out = waits ? json_answer(202, {{"id", id.hex()}, {"status", "pending"}})
                          : problem(code == Code::not_found ? Error{code, id.hex()} : proof.error());
    // Also what is nowhere may be on its way: it was sent to another node, or leaves the pool at this moment.
    if (waits || unknown) {
      out.wait_for = id;
      out.wait_ms = wait_ms;
    }
    return out;
  }
  const auto body = decode<Transaction>(proof->transaction);
  const auto parsed = body ? decode<TransactionBody>(body->body) : std::unexpected(body.error());
  const auto action = parsed ? decode<Action>(parsed->action) : std::unexpected(parsed.error());
  const auto receipt = decode<Receipt>(proof->receipt);
  json::object view{{"height", proof->block.header.height},
                    {"index", proof->index},
                    {"time", iso_time(proof->block.header.time_ms)},
                    {"time_ms", proof->block.header.time_ms}};
  view["action"] = action ? json::value(to_json(*action)) : json::value(nullptr);
  view["receipt"] = receipt ? json::value(to_json(*receipt)) : json::value(nullptr);
  return proved_answer(
      proof->block,
      {{"id", id.hex()}, {"status", "committed"}, {"proof", proof_text(*proof)}, {"view", std::move(view)}});
}

ApiAnswer ApiRoutes::block(const Call& call) const {
  const std::string_view height = call.at("height");
  const bool latest = height == "latest";
  const auto asked = latest ? std::optional<Height>(0) : number<Height>(height);
  if (!asked) return problem(Error{Code::bad_request, "the height must be a whole number or 'latest'"});
  if (!latest && *asked == 0) return genesis_block();
  struct Answer {
    BlockProof proof;
    TxIds ids;
    ValidatorSet set;
  };
  const auto answer = backend_.ledger().read([&](const Ledger& at) -> Result<Answer> {
    const Height wanted = latest ? at.certified_height() : *asked;
    auto proof = at.prove_block(wanted);
    if (!proof) return std::unexpected(proof.error());
    const auto stored = at.block(wanted);
    if (!stored) return std::unexpected(stored.error());
    const auto read = read_batch(at.chain(), stored->proposal);
    if (!read) return fail(Code::storage_corrupt, read.error().detail);
    return Answer{*std::move(proof), ids_of(**read), at.validators()};
  });
  if (!answer) return failed(answer.error());
  json::array ids;
  for (const auto& id : answer->ids) ids.emplace_back(id.hex());
  json::object view{{"header", to_json(answer->proof.header)},
                    {"certificate", to_json(answer->proof.certificate, answer->set)}};
  return proved_answer(answer->proof, {{"height", answer->proof.header.height},
                                       {"proof", proof_text(answer->proof)},
                                       {"transactions", std::move(ids)},
                                       {"view", std::move(view)}});
}

/// Nobody signed it: there is nothing to wait for.
ApiAnswer ApiRoutes::genesis_block() const {
  const auto stored = backend_.ledger().read([](const Ledger& at) { return at.block(0); });
  if (!stored) return problem(stored.error());
  return json_answer(
      200,
      {{"height", 0},
       {"proof", nullptr},
       {"transactions", json::array()},
       {"view", {{"header", to_json(stored->header)}, {"certificate", nullptr}}},
       {"note",
        {{"en",
          "block 0 is the genesis: it has no certificate and needs none, since it follows from genesis.json"},
         {"zh", "区块 0 即创世区块：由 genesis.json 推得，没有也不需要证书"}}}});
}

/// The changes of the validator set from a height on: what a verifier follows from its anchor.
ApiAnswer ApiRoutes::validators(const Call& call) const {
  const auto from = call.number_of("from", 0);
  if (!from) return problem(from.error());
  const auto changes = backend_.ledger().read([&](const Ledger& at) { return at.prove_set_changes(*from); });
  if (!changes) return failed(changes.error());
  json::array view;
  for (const auto& change : *changes) {
    json::array names;
    for (const auto& validator : change.next.validators)
      names.push_back({{"key", validator.key.hex()},
                       {"name_zh", std::string_view(validator.name_zh)},
                       {"name_en", std::string_view(validator.name_en)}});
    view.push_back({{"height", change.block.header.height}, {"next", std::move(names)}});
  }
  return json_answer(200, {{"proof", proof_text(*changes)}, {"view", std::move(view)}});
}

/// One certified block with its transactions and receipts: they rebuild the roots in its header.
ApiAnswer ApiRoutes::block_content(const Call& call) const {
  const auto asked = number<Height>(call.at("height"));
  if (!asked || *asked == 0)
    return problem(Error{Code::bad_request,
                         "the height must be a whole number from 1: block 0 follows from the genesis"});
  auto stored = backend_.ledger().read([&](const Ledger& at) { return at.block(*asked); });
  if (!stored) return failed(stored.error());
  if (!stored->certificate) return failed(Error{Code::not_yet_certified, "block " + std::to_string(*asked)});
  auto batch = batch_of(stored->proposal);
  if (!batch) return problem(Error{Code::storage_corrupt, batch.error().detail});
  const ArchiveBlock content{stored->header, *std::move(stored->certificate), std::move(batch->transactions),
                             std::move(stored->receipts)};
  return json_answer(200, {{"height", *asked}, {"proof", proof_text(content)}});
}

/// Where a block's header stands among those that a later one commits to.
ApiAnswer ApiRoutes::block_under(const Call& call) const {
  const auto at = number<Height>(call.at("height")), above = number<Height>(call.at("later"));
  if (!at || !above || *at == 0 || *at >= *above)
    return problem(Error{Code::bad_request, "two heights, the later one last"});
  const auto place =
      backend_.ledger().read([&](const Ledger& held) { return held.prove_header(*at, *above); });
  if (!place) return failed(place.error());
  return json_answer(200, {{"height", *at}, {"under", *above}, {"proof", proof_text(*place)}});
}

/// Certified blocks from a height on, as canonical bytes. The lock is taken for each block: a writer never
/// waits for a page.
ApiAnswer ApiRoutes::archive(const Call& call) const {
  const auto from = call.number_of("from", 1);
  if (!from) return problem(from.error());
  if (*from == 0)
    return problem(Error{Code::bad_request, "from must be 1 or more: block 0 follows from the genesis"});
  ArchivePage page;
  page.certified = backend_.ledger().read([](const Ledger& at) { return at.certified_height(); });
  std::size_t bytes = 0;
  for (Height height = *from; height <= page.certified; ++height) {
    if (bytes >= limits::kArchivePageBytesMax || page.blocks.size() == limits::kArchivePageBlocksMax) break;
    auto stored = backend_.ledger().read([&](const Ledger& at) { return at.block(height); });
    if (!stored) return problem(stored.error());
    if (!stored->certificate) break;  // it is on its way from a peer
    auto batch = batch_of(stored->proposal);
    if (!batch) return problem(Error{Code::storage_corrupt, batch.error().detail});
    bytes += stored->proposal.batch.size() + limits::kKiB;
    for (const auto& receipt : stored->receipts) bytes += receipt.size();
    page.blocks.push_back({stored->header, *std::move(stored->certificate), std::move(batch->transactions),
                           std::move(stored->receipts)});
  }
  const Bytes bytes_of_page = encode(page);
  page = {};  // before it is there a third time
  ApiAnswer out;
  out.content_type = "application/octet-stream";
  out.body = text_of(bytes_of_page);
  return out;
}

}  // namespace credence::node
