// A request taken apart, the function that answers it, and what is told of errors.
#include <algorithm>

#include "ledger/primitives/printable.h"
#include "node/api/http_status.h"
#include "node/api/page.h"
#include "node/api/routes_impl.h"

namespace credence::node {
namespace {

// for the certificate of the head, before "not yet certified"
constexpr std::uint64_t kCertificateWaitMs = 5'000;
constexpr std::size_t kTargetBytesMax = 4'096;
constexpr std::size_t kSegmentsMax = 8;
constexpr std::string_view kNames[] = {
    "transactions", "batches",        "blocks",   "validators",      "archive", "enterprises", "programmes",
    "departments",  "qualifications", "targets",  "code-exceptions", "state",   "chain",       "status",
    "health",       "livez",          "evidence", "genesis",         "credit",  "metrics"};
constexpr std::string_view kOtherName = "other";

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

Result<Id> id_of(const std::string& text) {
  if (auto good = check_id(text); !good) return std::unexpected(good.error());
  return Id(text);
}

/// Also one that can be on the ledger as a recorded exception alone.
Result<Uscc> code_of(const std::string& text) {
  if (const auto misfit = misfit_uscc(text)) return *misfit;
  return parse_uscc(text);
}

ApiAnswer method_not_allowed(std::string_view allow) {
  ApiAnswer out = problem(Error{Code::wrong_method, std::string(allow)});
  out.allow = allow;
  return out;
}

}  // namespace

Result<std::uint64_t> ApiRoutes::Call::number_of(std::string_view name, std::uint64_t fallback) const {
  const auto at = query.find(name);
  if (at == query.end()) return fallback;
  const auto value = number<std::uint64_t>(at->second);
  if (!value) return fail(Code::bad_request, std::string(name) + " must be a whole number");
  return *value;
}

Result<std::vector<StateKey>> ApiRoutes::Call::keys() const {
  std::vector<StateKey> out;
  const auto at = query.find("with");
  if (at == query.end()) return out;
  for (const auto text : split(at->second, ',')) {
    if (out.size() == limits::kContextMax)
      return fail(Code::limit_exceeded, "with: at most " + std::to_string(limits::kContextMax));
    const auto bytes = from_hex(text);
    if (!bytes) return std::unexpected(bytes.error());
    auto key = decode<StateKey>(*bytes);
    if (!key) return std::unexpected(key.error());
    out.push_back(*std::move(key));
  }
  return out;
}

ApiAnswer json_answer(unsigned status, const json::value& value) {
  ApiAnswer out;
  out.status = status;
  out.body = json::serialize(value);
  out.body.push_back('\n');
  return out;
}

ApiAnswer failed(const Error& error) {
  ApiAnswer out = problem(error);
  if (error.code == Code::not_yet_certified) {
    out.wait_for = TxId{};
    out.wait_ms = kCertificateWaitMs;
  }
  return out;
}

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
  if (target.size() > kTargetBytesMax || !target.starts_with('/'))
    return problem(Error{Code::bad_request, "the target"});
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
      auto value =
          percent_decoded(equals == std::string_view::npos ? std::string_view() : part.substr(equals + 1));
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
  if (call.is(5, "blocks") && path[3] == "under") return block_under(path[2], path[4]);
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
  if (path[1] == "chain" && path.size() == 3 && path[2] == "history")
    return history(HistoryKey{ChainKey{}}, call);
  if (path[1] == "chain" && path.size() == 2) return state(ChainKey{}, call);
  if (path[1] != "programmes" && path[1] != "departments" && path[1] != "qualifications" &&
      path[1] != "targets")
    return problem(Error{Code::no_route, {}});
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

std::string_view ApiRoutes::name_of(std::string_view target) {
  if (!target.starts_with("/v1/") && !target.starts_with("/metrics")) return kOtherName;
  target.remove_prefix(target.starts_with("/v1/") ? 4 : 1);
  const auto word = target.substr(0, target.find_first_of("/?"));
  const auto at = std::ranges::find(kNames, word);
  return at == std::end(kNames) ? kOtherName : *at;
}

}  // namespace credence::node
