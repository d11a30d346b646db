// One function a route. What is proved travels as canonical bytes; the JSON beside it is a view.
#include "node/api/routes.h"

#include <charconv>

#include <boost/json.hpp>

#include "ledger/proof/archive.h"
#include "ledger/primitives/printable.h"
#include "ledger/views/json.h"
#include "node/api/http_status.h"
#include "node/api/page.h"
#include "node/base/version.h"
#include "node/sync/ledger_thread.h"

namespace credence::node {
namespace {

namespace json = boost::json;

constexpr std::uint64_t kCertificateWaitMs = 5'000;  // for the certificate of the head, before "not yet certified"
constexpr std::size_t kTargetBytesMax = 4'096;
constexpr std::size_t kSegmentsMax = 8;
constexpr std::size_t kBatchPart = 64;  // transactions for one piece of work: a few milliseconds
constexpr std::string_view kNames[] = {"transactions", "batches",    "blocks",  "validators", "archive", "enterprises", "programmes", "departments", "qualifications",
                                       "targets",      "code-exceptions", "state", "chain",      "status",  "health",      "livez",      "evidence",    "genesis",
                                       "credit",       "metrics"};
constexpr std::string_view kOtherName = "other";

ApiAnswer json_answer(unsigned status, const json::value& value) {
  ApiAnswer out;
  out.status = status;
  out.body = json::serialize(value);
  out.body.push_back('\n');
  return out;
}

template <class T>
std::string proof_text(const T& proof) { return to_base64(encode(proof)); }

std::optional<int> hex_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return std::nullopt;
}

std::optional<std::string> percent_decoded(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '%') {
      out.push_back(text[i]);
      continue;
    }
    if (i + 2 >= text.size()) return std::nullopt;
    const auto high = hex_digit(text[i + 1]), low = hex_digit(text[i + 2]);
    if (!high || !low) return std::nullopt;
    out.push_back(static_cast<char>(*high * 16 + *low));
    i += 2;
  }
  return out;
}

std::vector<std::string_view> split(std::string_view text, char at) {
  std::vector<std::string_view> out;
  while (true) {
    const auto end = text.find(at);
    out.push_back(text.substr(0, end));
    if (end == std::string_view::npos) return out;
    text.remove_prefix(end + 1);
  }
}

template <class N>
std::optional<N> number(std::string_view text) {
  N out = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), out);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return out;
}

/// A proof waits for the certificate of its block: the caller asks again when there is one.
ApiAnswer failed(const Error& error) {
  ApiAnswer out = problem(error);
  if (error.code == Code::not_yet_certified) {
    out.wait_for = TxId{};
    out.wait_ms = kCertificateWaitMs;
  }
  return out;
}

Result<Id> id_of(const std::string& text) {
  if (auto good = check_id(text); !good) return std::unexpected(good.error());
  return Id(text);
}

/// Also one that can be on the ledger as a recorded exception alone.
Result<Uscc> code_of(const std::string& text) {
  if (const auto misfit = misfit_uscc(text)) return *misfit;
  return parse_uscc(text);
}

/// A proof, and further keys under the same header: nobody writes while a ledger is read.
template <class Proof>
Result<Proof> with_context(const Ledger& at, const std::vector<StateKey>& keys, KeyProofs& context, Result<Proof> proof) {
  if (!proof || keys.empty()) return proof;
  auto held = at.prove_keys(keys);
  if (!held) return std::unexpected(held.error());
  context = *std::move(held);
  return proof;
}
json::value context_text(const KeyProofs& context) {
  if (context.empty()) return nullptr;
  return json::value(proof_text(context));
}

ApiAnswer method_not_allowed(std::string_view allow) {
  ApiAnswer out = problem(Error{Code::wrong_method, std::string(allow)});
  out.allow = allow;
  return out;
}

}  // namespace

/// A request taken apart: segments of the path and members of the query, percent-decoded.
struct ApiRoutes::Call {
  const ApiRequest& request;
  std::vector<std::string> path;
  std::map<std::string, std::string, std::less<>> query;

  [[nodiscard]] bool is(std::size_t size, std::string_view first) const { return path.size() == size && path[1] == first; }
  /// A number of the query; `fallback` if it is missing, `bad_request` if it is none.
  [[nodiscard]] Result<std::uint64_t> number_of(std::string_view name, std::uint64_t fallback) const {
    const auto at = query.find(name);
    if (at == query.end()) return fallback;
    const auto value = number<std::uint64_t>(at->second);
    if (!value) return fail(Code::bad_request, std::string(name) + " must be a whole number");
    return *value;
  }
  /// Further keys that are to be proved under the same header.
  [[nodiscard]] Result<std::vector<StateKey>> keys() const {
    std::vector<StateKey> out;
    const auto at = query.find("with");
    if (at == query.end()) return out;
    for (const auto text : split(at->second, ',')) {
      if (out.size() == limits::kContextMax) return fail(Code::limit_exceeded, "with: at most " + std::to_string(limits::kContextMax));
      const auto bytes = from_hex(text);
      if (!bytes) return std::unexpected(bytes.error());
      auto key = decode<StateKey>(*bytes);
      if (!key) return std::unexpected(key.error());
      out.push_back(*std::move(key));
    }
    return out;
  }
};

ApiAnswer problem(unsigned status, const Error& error) {
  const auto& row = info(error.code);
  json::object object{{"type", "urn:credence:error:" + std::string(row.name)},
                      {"title", row.cause_en},
                      {"status", status},
                      {"code", row.name},
                      {"detail", printable(error.detail)},
                      {"cause", {{"en", row.cause_en}, {"zh", row.cause_zh}}},
                      {"remedy", {{"en", row.remedy_en}, {"zh", row.remedy_zh}}}};
  std::optional<std::uint64_t> retry_after_ms;
  if (status == 503 || status == 429) retry_after_ms = 500;
  if (retry_after_ms) object["retry_after_ms"] = *retry_after_ms;
  ApiAnswer out = json_answer(status, object);
  out.content_type = "application/problem+json";
  out.retry_after_ms = retry_after_ms;
  return out;
}

ApiAnswer problem(const Error& error) { return problem(http_status_of(error.code), error); }

ApiRoutes::ApiRoutes(Backend& backend, std::string genesis_json, CreditTexts* texts, const Page* page)
    : backend_(backend), genesis_json_(std::move(genesis_json)), texts_(texts), page_(page) {}

ApiAnswer ApiRoutes::handle(const ApiRequest& request) const {
  const std::string& target = request.target;
  if (target.size() > kTargetBytesMax || !target.starts_with('/')) return problem(Error{Code::bad_request, "the target"});
  if (page_ != nullptr && !target.starts_with("/v1/"))
    if (auto file = page_->answer(request)) return *std::move(file);
  const std::string_view all = target;
  const auto mark = all.find('?');
  Call call{request, {}, {}};
  for (const auto part : split(all.substr(1, mark == std::string_view::npos ? mark : mark - 1), '/')) {
    auto decoded = percent_decoded(part);
    if (!decoded || call.path.size() == kSegmentsMax) return problem(Error{Code::bad_request, "the path"});
    call.path.push_back(*std::move(decoded));
  }
  if (mark != std::string_view::npos) {
    for (const auto part : split(all.substr(mark + 1), '&')) {
      const auto equals = part.find('=');
      auto name = percent_decoded(part.substr(0, equals));
      auto value = percent_decoded(equals == std::string_view::npos ? std::string_view() : part.substr(equals + 1));
      if (!name || !value) return problem(Error{Code::bad_request, "the query"});
      call.query.insert_or_assign(*std::move(name), *std::move(value));
    }
  }
  return route(call);
}

ApiAnswer ApiRoutes::route(const Call& call) const {
  const std::string& method = call.request.method;
  const bool get = method == "GET" || method == "HEAD";
  const auto& path = call.path;
  if (path.size() == 1 && path[0] == "metrics") {
    if (!get) return method_not_allowed("GET, HEAD, OPTIONS");
    ApiAnswer out;
    out.content_type = "text/plain; version=0.0.4; charset=utf-8";
    out.body = backend_.metrics();
    return out;
  }
  if (path.size() < 2 || path[0] != "v1") return problem(Error{Code::no_route, {}});
  const bool batch = call.is(2, "batches");
  const bool text = call.is(3, "credit") && path[2] == "texts";
  const bool submit = batch || text || call.is(2, "transactions");
  const std::string_view allow = submit ? "POST, OPTIONS" : "GET, HEAD, OPTIONS";
  if (method == "OPTIONS") {
    ApiAnswer out;
    out.status = 204;
    out.allow = allow;
    return out;
  }
  if (submit && method != "POST") return method_not_allowed(allow);
  if (text) return credit_text(call);
  if (submit) return batch ? post_batch(call) : post_transaction(call);
  if (!get) return method_not_allowed(allow);
  if (call.is(3, "transactions")) {
    const auto id = whole_id(path[2]);
    if (!id) return problem(id.error());
    const auto wait_ms = call.number_of("wait_ms", 0);
    if (!wait_ms) return problem(wait_ms.error());
    return transaction(*id, std::min(*wait_ms, limits::kApiWaitMsMax));
  }
  if (call.is(3, "blocks")) return block(path[2]);
  if (call.is(4, "blocks") && path[3] == "content") return block_content(path[2]);
  if (call.is(2, "validators")) return validators(call);
  if (call.is(2, "archive")) return archive(call);
  if (call.is(2, "status")) return status();
  if (call.is(2, "health")) return health();
  if (call.is(2, "livez")) return livez();
  if (call.is(2, "evidence")) return evidence();
  if (call.is(2, "genesis")) {
    ApiAnswer out;
    out.body = genesis_json_;
    return out;
  }
  if (call.is(3, "state")) {
    const auto bytes = from_hex(path[2]);
    if (!bytes) return problem(bytes.error());
    const auto key = decode<StateKey>(*bytes);
    if (!key) return problem(key.error());
    return state(*key, call);
  }
  return subjects(call);
}

/// Enterprises, programmes, departments, qualifications: the values under them and their histories.
ApiAnswer ApiRoutes::subjects(const Call& call) const {
  const auto& path = call.path;
  const bool history_wanted = path.size() == 4 && path[3] == "history";
  if (path[1] == "enterprises" && (path.size() == 3 || history_wanted)) {
    const auto code = code_of(path[2]);
    if (!code) return problem(code.error());
    if (history_wanted) return history(HistoryKey{EnterpriseKey{*code}}, call);
    return state(EnterpriseKey{*code}, call);
  }
  if (path[1] == "code-exceptions" && path.size() == 3) {
    const auto code = code_of(path[2]);
    if (!code) return problem(code.error());
    return state(CodeExceptionKey{*code}, call);
  }
  if (path[1] == "chain" && path.size() == 3 && path[2] == "history") return history(HistoryKey{ChainKey{}}, call);
  if (path[1] == "chain" && path.size() == 2) return state(ChainKey{}, call);
  if (path[1] != "programmes" && path[1] != "departments" && path[1] != "qualifications" && path[1] != "targets") return problem(Error{Code::no_route, {}});
  if (path.size() < 3) return problem(Error{Code::no_route, {}});
  const auto id = id_of(path[2]);
  if (!id) return problem(id.error());
  if (path[1] == "departments") {
    if (history_wanted) return history(HistoryKey{DepartmentKey{*id}}, call);
    return path.size() == 3 ? state(DepartmentKey{*id}, call) : problem(Error{Code::no_route, {}});
  }
  if (path[1] == "targets") {
    if (history_wanted) return history(HistoryKey{TargetKey{*id}}, call);
    return path.size() == 3 ? state(TargetKey{*id}, call) : problem(Error{Code::no_route, {}});
  }
  if (path[1] == "qualifications") {
    if (history_wanted) return history(HistoryKey{QualificationTypeKey{*id}}, call);
    if (path.size() == 3) return state(QualificationTypeKey{*id}, call);
    if (path.size() != 4) return problem(Error{Code::no_route, {}});
    const auto code = code_of(path[3]);
    if (!code) return problem(code.error());
    return state(QualificationKey{*id, *code}, call);
  }
  if (history_wanted) return history(HistoryKey{ProgrammeKey{*id}}, call);
  if (path.size() == 3) return state(ProgrammeKey{*id}, call);
  if (path.size() < 5) return problem(Error{Code::no_route, {}});
  const auto second = id_of(path[4]);
  if (!second) return problem(second.error());
  if (path[3] == "batches" && path.size() == 5) return state(AwardBatchKey{*id, *second}, call);
  if (path[3] == "payments" && path.size() == 5) return state(PaymentListKey{*id, *second}, call);
  if (path[3] == "batches" && path.size() == 7 && path[5] == "lines") {
    const auto line = number<std::uint32_t>(path[6]);
    if (!line) return problem(Error{Code::bad_request, "the line must be a whole number"});
    return state(AwardKey{*id, *second, *line}, call);
  }
  return problem(Error{Code::no_route, {}});
}

ApiAnswer ApiRoutes::post_transaction(const Call& call) const {
  const ApiRequest& request = call.request;
  Bytes bytes;
  if (request.content_type == "application/octet-stream") {
    const auto raw = bytes_of(request.body);
    bytes.assign(raw.begin(), raw.end());
  } else {
    boost::system::error_code error;
    const json::value value = json::parse(json::string_view(request.body.data(), request.body.size()), error);
    if (error || !value.is_object()) return problem(Error{Code::bad_request, "the body must be a JSON object, or application/octet-stream"});
    const auto* text = value.get_object().if_contains("transaction");
    if (text == nullptr || !text->is_string()) return problem(Error{Code::bad_request, "the member transaction must be a base64 text"});
    auto decoded = from_base64(std::string_view(text->get_string().data(), text->get_string().size()));
    if (!decoded) return problem(decoded.error());
    bytes = *std::move(decoded);
  }
  if (bytes.size() > limits::kTransactionBytesMax) return problem(Error{Code::body_too_long, std::to_string(bytes.size()) + " bytes, at most " + std::to_string(limits::kTransactionBytesMax)});
  TxId id;
  const auto taken = backend_.submit(std::move(bytes), id);
  if (!taken) return problem(taken.error());
  if (*taken == Backend::Submitted::executed) return transaction(id, 0);
  return json_answer(202, {{"id", id.hex()}, {"status", "pending"}});
}

struct ApiRoutes::BatchWork {
  Batch batch;
  std::size_t next = 0, refused = 0;
  json::array results;
};

/// Many transactions in one request, each on its own: one that is refused keeps no other out. But who sends one that is not signed as it says
/// has made none of them by the library, and every check of a signature costs: the batch ends there.
ApiAnswer ApiRoutes::post_batch(const Call& call) const {
  auto batch = decode<Batch>(bytes_of(call.request.body));
  if (!batch) return problem(batch.error());
  auto work = std::make_shared<BatchWork>();
  work->batch = *std::move(batch);
  return go_on(std::move(work));
}

ApiAnswer ApiRoutes::go_on(std::shared_ptr<BatchWork> work) const {
  auto& transactions = work->batch.transactions;
  const std::size_t end = std::min(transactions.size(), work->next + kBatchPart);
  bool unsigned_one = false;
  for (; work->next < end && !unsigned_one; ++work->next) {
    TxId id;
    const auto taken = backend_.submit(std::move(transactions[work->next]), id);
    json::object result{{"id", id.is_zero() ? json::value(nullptr) : json::value(id.hex())}};
    if (taken) {
      result["status"] = *taken == Backend::Submitted::executed ? "committed" : "pending";
    } else {
      ++work->refused;
      result["status"] = "refused";
      result["error"] = to_json(taken.error());
      unsigned_one = taken.error().code == Code::bad_signature || taken.error().code == Code::high_s_signature;
    }
    work->results.emplace_back(std::move(result));
  }
  if (!unsigned_one && work->next < transactions.size()) {
    ApiAnswer out;
    out.rest = [this, work = std::move(work)] { return go_on(work); };
    return out;
  }
  json::object out{{"refused", work->refused}, {"results", std::move(work->results)}};
  if (work->next < transactions.size()) out["not_read"] = transactions.size() - work->next;
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

ApiAnswer ApiRoutes::transaction(const TxId& id, std::uint64_t wait_ms) const {
  const auto proof = backend_.ledger().read([&](const Ledger& at) { return at.prove_transaction(id); });
  if (!proof) {
    const Code code = proof.error().code;
    const bool unknown = code == Code::not_found || code == Code::pruned_below;
    const bool waits = code == Code::not_yet_certified || (unknown && backend_.pending(id));
    ApiAnswer out = waits ? json_answer(202, {{"id", id.hex()}, {"status", "pending"}}) : problem(code == Code::not_found ? Error{code, id.hex()} : proof.error());
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
  json::object view{{"height", proof->block.header.height}, {"index", proof->index}, {"time", iso_time(proof->block.header.time_ms)},
                    {"time_ms", proof->block.header.time_ms}};
  view["action"] = action ? json::value(to_json(*action)) : json::value(nullptr);
  view["receipt"] = receipt ? json::value(to_json(*receipt)) : json::value(nullptr);
  return json_answer(200, {{"id", id.hex()}, {"status", "committed"}, {"proof", proof_text(*proof)}, {"view", std::move(view)}});
}

ApiAnswer ApiRoutes::block(std::string_view height) const {
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
    return Answer{*std::move(proof), ids_of(at.chain(), stored->proposal), at.validators()};
  });
  if (!answer) return failed(answer.error());
  json::array ids;
  for (const auto& id : answer->ids) ids.emplace_back(id.hex());
  json::object view{{"header", to_json(answer->proof.header)}, {"certificate", to_json(answer->proof.certificate, answer->set)}};
  return json_answer(200, {{"height", answer->proof.header.height}, {"proof", proof_text(answer->proof)}, {"transactions", std::move(ids)}, {"view", std::move(view)}});
}

/// Nobody signed it: there is nothing to wait for.
ApiAnswer ApiRoutes::genesis_block() const {
  const auto stored = backend_.ledger().read([](const Ledger& at) { return at.block(0); });
  if (!stored) return problem(stored.error());
  return json_answer(200, {{"height", 0},
                           {"proof", nullptr},
                           {"transactions", json::array()},
                           {"view", {{"header", to_json(stored->header)}, {"certificate", nullptr}}},
                           {"note", {{"en", "block 0 is the genesis: it has no certificate and needs none, since it follows from genesis.json"},
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
      names.push_back({{"key", validator.key.hex()}, {"name_zh", std::string_view(validator.name_zh)}, {"name_en", std::string_view(validator.name_en)}});
    view.push_back({{"height", change.block.header.height}, {"next", std::move(names)}});
  }
  return json_answer(200, {{"proof", proof_text(*changes)}, {"view", std::move(view)}});
}

/// One certified block with its transactions and receipts: they rebuild the roots in its header.
ApiAnswer ApiRoutes::block_content(std::string_view height) const {
  const auto asked = number<Height>(height);
  if (!asked || *asked == 0) return problem(Error{Code::bad_request, "the height must be a whole number from 1: block 0 follows from the genesis"});
  auto stored = backend_.ledger().read([&](const Ledger& at) { return at.block(*asked); });
  if (!stored) return failed(stored.error());
  if (!stored->certificate) return failed(Error{Code::not_yet_certified, "block " + std::to_string(*asked)});
  auto batch = batch_of(stored->proposal);
  if (!batch) return problem(Error{Code::storage_corrupt, batch.error().detail});
  const ArchiveBlock content{stored->header, *std::move(stored->certificate), std::move(batch->transactions), std::move(stored->receipts)};
  return json_answer(200, {{"height", *asked}, {"proof", proof_text(content)}});
}

/// Certified blocks from a height on, as canonical bytes. The lock is taken for each block: a writer never waits for a page.
ApiAnswer ApiRoutes::archive(const Call& call) const {
  const auto from = call.number_of("from", 1);
  if (!from) return problem(from.error());
  if (*from == 0) return problem(Error{Code::bad_request, "from must be 1 or more: block 0 follows from the genesis"});
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
    page.blocks.push_back({stored->header, *std::move(stored->certificate), std::move(batch->transactions), std::move(stored->receipts)});
  }
  const Bytes bytes_of_page = encode(page);
  page = {};  // before it is there a third time
  ApiAnswer out;
  out.content_type = "application/octet-stream";
  out.body = text_of(bytes_of_page);
  return out;
}

ApiAnswer ApiRoutes::state(const StateKey& key, const Call& call) const {
  if (auto good = check_key(key); !good) return problem(good.error());
  const auto with = call.keys();
  if (!with) return problem(with.error());
  KeyProofs context;
  const auto proof = backend_.ledger().read([&](const Ledger& at) { return with_context(at, *with, context, at.prove_state(key)); });
  if (!proof) return failed(proof.error());
  json::value view = nullptr;
  if (proof->value) {
    auto shown = state_value_to_json(key, *proof->value);
    if (!shown) return problem(Error{Code::storage_corrupt, shown.error().detail});
    view = *std::move(shown);
  }
  return json_answer(200, {{"proof", proof_text(*proof)}, {"context", context_text(context)}, {"height", proof->block.header.height}, {"view", std::move(view)}});
}

ApiAnswer ApiRoutes::history(const HistoryKey& subject, const Call& call) const {
  const auto from = call.number_of("from", 0);
  const auto count = call.number_of("count", limits::kPageEntriesMax);
  if (!from) return problem(from.error());
  if (!count) return problem(count.error());
  if (*count > limits::kPageEntriesMax) return problem(Error{Code::limit_exceeded, "count: at most " + std::to_string(limits::kPageEntriesMax)});
  const auto last = call.number_of("last", 0);
  if (!last) return problem(last.error());
  if (*last > limits::kPageEntriesMax) return problem(Error{Code::limit_exceeded, "last: at most " + std::to_string(limits::kPageEntriesMax)});
  if (*last > 0 && *from > 0) return problem(Error{Code::bad_request, "from or last, not both"});
  const auto with = call.keys();
  if (!with) return problem(with.error());
  KeyProofs context;
  const auto page = backend_.ledger().read([&](const Ledger& at) {
    if (*last == 0) return with_context(at, *with, context, at.prove_history(subject, *from, *count));
    const auto head = at.prove_history(subject, 0, 0);  // how many there are
    if (!head || !head->head.value) return with_context(at, *with, context, head);
    const auto list = decode<HistoryValue>(*head->head.value);
    if (!list) return Result<HistoryPage>(fail(Code::storage_corrupt, "the head of a history"));
    return with_context(at, *with, context, at.prove_history(subject, list->count - std::min(*last, list->count), *last));
  });
  if (!page) return failed(page.error());
  json::array entries;
  for (const auto& bytes : page->entries) {
    const auto entry = decode<HistoryEntry>(bytes);
    if (!entry) return problem(Error{Code::storage_corrupt, "a history entry: " + entry.error().detail});
    entries.emplace_back(to_json(*entry));
  }
  std::uint64_t total = 0;
  if (page->head.value)
    if (const auto head = decode<HistoryValue>(*page->head.value)) total = head->count;
  json::object view{{"total", total}, {"from", page->from}, {"entries", std::move(entries)}};
  return json_answer(200, {{"proof", proof_text(*page)}, {"context", context_text(context)}, {"height", page->head.block.header.height}, {"view", std::move(view)}});
}

/// A signed request for the text of a credit entry, or with one. In the body, so that no proxy writes it into its log.
ApiAnswer ApiRoutes::credit_text(const Call& call) const {
  if (texts_ == nullptr) return problem(Error{Code::texts_not_kept, {}});
  if (!call.request.confidential) return problem(Error{Code::text_needs_tls, {}});
  const auto text = texts_->answer(bytes_of(call.request.body));
  if (!text) return problem(text.error());
  return json_answer(200, {{"salt", text->salt.hex()}, {"text", std::string_view(text->text)}});
}

ApiAnswer ApiRoutes::status() const {
  const NodeStatus now = backend_.status();
  json::array peers;
  for (const auto& peer : now.peers) peers.push_back({{"name", peer.name}, {"connected", peer.connected}, {"certified", peer.certified}});
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
                                                               : json::value{{"height", now.joining.height}, {"entries", now.joining.entries}, {"of", now.joining.of}, {"bytes", now.joining.bytes}}},
                           {"peers", std::move(peers)},
                           {"pool", {{"transactions", now.pool.count}, {"bytes", now.pool.bytes}}},
                           {"time_ms", backend_.now_utc_ms()},
                           {"version", kVersion}});
}

ApiAnswer ApiRoutes::evidence() const {
  json::array list;
  for (const Evidence& one : backend_.evidence())
    list.push_back({{"validator", one.validator}, {"key", one.key.hex()}, {"what", contradiction(one).value_or("")}, {"proof", to_base64(encode(one))}});
  return json_answer(200, {{"evidence", std::move(list)}});
}

ApiAnswer ApiRoutes::health() const {
  const Health now = backend_.health();
  if (!now.ready) return problem(503, now.why);
  if (now.why.code == Code::ok) return json_answer(200, {{"status", "ok"}});
  const auto& row = info(now.why.code);
  return json_answer(200, {{"status", "ok"}, {"state", row.name}, {"detail", now.why.detail}, {"cause", {{"en", row.cause_en}, {"zh", row.cause_zh}}}});
}

ApiAnswer ApiRoutes::livez() const {
  if (const auto good = backend_.alive(); !good) return problem(503, good.error());
  return json_answer(200, {{"status", "alive"}});
}

std::string_view ApiRoutes::name_of(std::string_view target) {
  if (!target.starts_with("/v1/") && !target.starts_with("/metrics")) return kOtherName;
  target.remove_prefix(target.starts_with("/v1/") ? 4 : 1);
  const auto word = target.substr(0, target.find_first_of("/?"));
  const auto at = std::ranges::find(kNames, word);
  return at == std::end(kNames) ? kOtherName : *at;
}

}  // namespace credence::node
