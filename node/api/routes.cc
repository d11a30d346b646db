// SPDX-License-Identifier: Apache-2.0
// A request taken apart, the row of the table that answers it, and what is told of errors.
#include <algorithm>

#include "ledger/primitives/printable.h"
#include "node/api/http_status.h"
#include "node/api/page.h"
#include "node/api/routes_impl.h"

namespace credence::node {
namespace {

// for the certificate of the head, before "not yet certified"
constexpr std::uint64_t kCertificateWaitMs = 5'000;
constexpr std::size_t kSegmentsMax = 8;
constexpr std::string_view kOtherName = "other";
constexpr std::string_view kProblemType = "application/problem+json";

std::optional<int> hex_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return std::nullopt;
}

/// `plus` is what a + stands for: itself in a path, a blank in a query, as forms and most clients write it.
std::optional<std::string> percent_decoded(std::string_view text, char plus) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '%') {
      out.push_back(text[i] == '+' ? plus : text[i]);
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

/// The title of a problem, which the request may ask for in Chinese; its cause and remedy stand in both.
void in_language(ApiAnswer& problem, bool chinese) {
  problem.headers.emplace_back("Content-Language", chinese ? "zh" : "en");
  problem.headers.emplace_back("Vary", "Accept-Language");
  if (!chinese) return;
  json::value value = json::parse(problem.body);
  value.at("title") = value.at("cause").at("zh");
  problem.body = json::serialize(value) + "\n";
}

}  // namespace

std::vector<std::string_view> split(std::string_view text, char at) {
  std::vector<std::string_view> out;
  while (true) {
    const auto end = text.find(at);
    out.push_back(text.substr(0, end));
    if (end == std::string_view::npos) return out;
    text.remove_prefix(end + 1);
  }
}

Result<std::uint64_t> ApiRoutes::Call::number_of(std::string_view name, std::uint64_t fallback) const {
  const auto at = query.find(name);
  if (at == query.end()) return fallback;
  const auto value = number<std::uint64_t>(at->second);
  if (!value) return fail(Code::bad_request, std::string(name) + " must be a whole number");
  return *value;
}

/// A name that the route does not know is an error: a mistyped one would give another answer than was meant.
Result<void> ApiRoutes::Call::check_query(std::string_view known) const {
  const auto names = split(known, ' ');
  for (const auto& [name, value] : query)
    if (!name.empty() && std::ranges::find(names, name) == names.end())
      return fail(Code::bad_request, "unknown parameter '" + name + "'" +
                                         (known.empty() ? "" : "; known are: " + std::string(known)));
  return {};
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

ApiAnswer proved_answer(const BlockProof& block, const json::value& value) {
  ApiAnswer out = json_answer(200, value);
  out.headers = {{"ETag", "\"" + block.certificate.header_hash.hex() + "\""}, {"Cache-Control", "no-cache"}};
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
  if (status == 503 || status == 429) retry_after_ms = kRetryAfterMs;
  if (retry_after_ms) object["retry_after_ms"] = *retry_after_ms;
  ApiAnswer out = json_answer(status, object);
  out.content_type = kProblemType;
  out.retry_after_ms = retry_after_ms;
  return out;
}

ApiAnswer problem(const Error& error) { return problem(http_status_of(error.code), error); }

ApiRoutes::ApiRoutes(Backend& backend, std::string genesis_json, CreditTexts* texts, const Page* page,
                     ApiBounds bounds, const SearchIndex* search, Desk* desk)
    : backend_(backend),
      genesis_json_(std::move(genesis_json)),
      texts_(texts),
      page_(page),
      bounds_(bounds),
      search_(search),
      desk_(desk) {}

ApiAnswer ApiRoutes::handle(const ApiRequest& request) const {
  ApiAnswer out = answer(request);
  if (out.status == 200 && !request.if_none_match.empty() && !out.headers.empty() &&
      out.headers.front().first == "ETag" &&
      (request.if_none_match == "*" || request.if_none_match.contains(out.headers.front().second))) {
    out.status = 304;
    out.body.clear();
  }
  if (out.later)
    out.later = [later = std::move(out.later), chinese = request.chinese](auto told) {
      later([told = std::move(told), chinese](ApiAnswer answer) {
        if (answer.content_type == kProblemType) in_language(answer, chinese);
        told(std::move(answer));
      });
    };
  if (out.content_type == kProblemType) in_language(out, request.chinese);
  return out;
}

ApiAnswer ApiRoutes::answer(const ApiRequest& request) const {
  const std::string& target = request.target;
  if (target.size() > kTargetBytesMax || !target.starts_with('/'))
    return problem(Error{Code::bad_request, "the target"});
  if (page_ != nullptr && !target.starts_with("/v1/"))
    if (auto file = page_->answer(request)) return *std::move(file);
  const std::string_view all = target;
  const auto mark = all.find('?');
  Call call{request, {}, {}, {}};
  for (const auto part : split(all.substr(1, mark == std::string_view::npos ? mark : mark - 1), '/')) {
    auto decoded = percent_decoded(part, '+');
    if (!decoded || call.path.size() == kSegmentsMax) return problem(Error{Code::bad_request, "the path"});
    call.path.push_back(*std::move(decoded));
  }
  if (mark != std::string_view::npos) {
    for (const auto part : split(all.substr(mark + 1), '&')) {
      const auto equals = part.find('=');
      auto name = percent_decoded(part.substr(0, equals), ' ');
      const auto text = equals == std::string_view::npos ? std::string_view() : part.substr(equals + 1);
      auto value = percent_decoded(text, ' ');
      if (!name || !value) return problem(Error{Code::bad_request, "the query"});
      call.query.insert_or_assign(*std::move(name), *std::move(value));
    }
  }
  return route(call);
}

/// The first row that the path fits answers; a row with parameters comes after the rows that it would hide.
ApiAnswer ApiRoutes::route(Call& call) const {
  const std::string& method = call.request.method;
  const std::string_view wanted = method == "HEAD" ? "GET" : std::string_view(method);
  std::string allow;
  for (const Route& route : table()) {
    if (!route.fits(call.path, call.parameters)) continue;
    if (route.method == wanted) {
      if (auto known = call.check_query(route.query); !known) return problem(known.error());
      return route.answer(*this, call);
    }
    allow = route.method == "GET" ? "GET, HEAD, OPTIONS" : std::string(route.method) + ", OPTIONS";
  }
  if (allow.empty()) return problem(Error{Code::no_route, {}});
  ApiAnswer out = problem(Error{Code::wrong_method, allow});
  if (method == "OPTIONS") {
    out = {};
    out.status = 204;
  }
  out.allow = allow;
  return out;
}

bool ApiRoutes::Route::fits(std::span<const std::string> path, Parameters& parameters) const {
  parameters.clear();
  const auto parts = split(pattern.substr(1), '/');
  if (parts.size() != path.size()) return false;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    if (parts[i].starts_with('{'))
      parameters.emplace(parts[i].substr(1, parts[i].size() - 2), path[i]);
    else if (parts[i] != path[i])
      return false;
  }
  return true;
}

std::string_view ApiRoutes::name_of(std::string_view target) {
  const auto word = [](std::string_view path) {
    path.remove_prefix(path.starts_with("/v1/") ? 4 : 1);
    return path.substr(0, path.find_first_of("/?"));
  };
  if (!target.starts_with("/v1/") && !target.starts_with("/metrics")) return kOtherName;
  for (const Route& route : table())
    if (word(route.pattern) == word(target)) return word(route.pattern);
  return kOtherName;
}

}  // namespace credence::node
