// SPDX-License-Identifier: Apache-2.0
#include "client/credit_texts.h"

#include <openssl/rand.h>

#include <charconv>
#include <chrono>

#include "client/base/now.h"
#include "client/client_round.h"
#include "client/http.h"

namespace credence {
namespace {

/// The key that a node says is its own, a validator's or an observer's. Not proved: a request that names a
/// key is of use to its node alone.
Result<PublicKey> node_key_of(Client& client, std::size_t node) {
  auto text = client.unproved_status_of(node);
  if (!text) return std::unexpected(text.error());
  auto status = parse_object(*text);
  if (!status) return std::unexpected(status.error());
  return PublicKey::from_hex(text_member(*status, "key").value_or(""));
}

Error problem_of(const json::object& body, unsigned status) {
  if (const auto code = problem_code(body)) return {*code, text_member(body, "detail").value_or("")};
  return {Code::bad_answer, "HTTP " + std::to_string(status)};
}

Result<CreditText> ask(Client& client, std::size_t node, const SecretKey& key, const CreditKey& entry,
                       std::optional<CreditText> text) {
  const Endpoint& endpoint = client.network().nodes.at(node).api;
  if (!endpoint.confidential()) return fail(Code::text_needs_tls, endpoint.text());
  const auto node_key = node_key_of(client, node);
  if (!node_key) return std::unexpected(node_key.error());
  const std::uint64_t now = now_ms();
  const TextRequest request{entry,          *node_key, key.public_key(), now, now + kTextRequestMsMax / 2,
                            std::move(text)};
  SignedTextRequest out;
  const Bytes bytes = encode(request);
  out.request.assign(bytes.begin(), bytes.end());
  out.signature = sign(key, chain_hash(Tag::text_request, client.network().anchor.chain, bytes));
  HttpPool pool(endpoint);
  const Bytes body = encode(out);
  auto answer = pool.exchange({.method = HttpRequest::Method::post,
                               .target = "/v1/credit/texts",
                               .body = std::string(text_of(BytesView(body))),
                               .content_type = "application/octet-stream",
                               .timeout = milliseconds(client.options().request_timeout_ms)});
  if (!answer) return std::unexpected(answer.error());
  auto object = parse_object(answer->body);
  if (!object) return fail(Code::bad_answer, object.error().detail);
  if (answer->status != 200) return std::unexpected(problem_of(*object, answer->status));
  const auto salt = Hash32::from_hex(text_member(*object, "salt").value_or(""));
  auto content = text_member(*object, "text");
  if (!salt || !content || content->size() > limits::kCreditTextBytesMax)
    return fail(Code::bad_answer, "salt, text");
  return CreditText{*salt, *std::move(content)};
}

/// The failure that says most: of nodes that keep texts before those that keep none, and these before
/// unreachable ones.
int weight_of(Code code) {
  switch (code) {
    case Code::text_erased:
      return 5;
    case Code::text_not_entitled:
      return 4;
    case Code::text_not_held:
      return 2;
    case Code::texts_not_kept:
      return 1;
    default:
      return is_no_answer(code) ? 0 : 3;
  }
}

Failure failure_of(const Error& error) {
  if (is_no_answer(error.code)) return {ExitCode::unreachable, error};
  switch (error.code) {
    case Code::bad_answer:
    case Code::text_differs:
      return {ExitCode::not_verified, error};
    default:
      return {ExitCode::refused, error};
  }
}

}  // namespace

Result<CreditKey> parse_credit_key(std::string_view text) {
  const auto first = text.find('/');
  const auto last = text.find_last_of("/#");  // "dept/batch/1", and as histories print it "dept/batch#1"
  if (first == std::string_view::npos || first == last)
    return fail(Code::bad_id, std::string(text) + ": DEPARTMENT/BATCH/LINE");
  CreditKey out;
  const std::string_view parts[] = {text.substr(0, first), text.substr(first + 1, last - first - 1)};
  for (const auto part : parts)
    if (auto good = check_id(part); !good) return std::unexpected(good.error());
  out.department = Id(parts[0]);
  out.batch = Id(parts[1]);
  const std::string_view number = text.substr(last + 1);
  const auto [end, error] = std::from_chars(number.data(), number.data() + number.size(), out.line);
  if (error != std::errc{} || end != number.data() + number.size() || out.line == 0)
    return fail(Code::bad_number, std::string(number));
  return out;
}

std::string text_of(const CreditKey& key) {
  return key.department + "/" + key.batch + "/" + std::to_string(key.line);
}

Hash32 random_salt() {
  Hash32 out;
  CREDENCE_ASSERT(RAND_bytes(reinterpret_cast<unsigned char*>(out.bytes.data()),
                             static_cast<int>(out.bytes.size())) == 1);
  return out;
}

Outcome<CreditText> fetch_text(Client& client, const SecretKey& key, const CreditKey& entry) {
  auto held = client.state<CreditValue>(entry);
  if (!held) return std::unexpected(held.error());
  if (!**held) return give_up(ExitCode::refused, Code::unknown_credit_entry, text_of(entry));
  std::optional<Error> worst;
  for (const std::size_t node : client.node_order()) {
    auto text = ask(client, node, key, entry, std::nullopt);
    if (text && credit_commitment(client.network().anchor.chain.suite, *text) == (**held)->commitment)
      return *std::move(text);
    Error error = text ? Error{Code::text_differs, client.network().nodes[node].api.text()} : text.error();
    if (!worst || weight_of(error.code) > weight_of(worst->code)) worst = std::move(error);
  }
  return std::unexpected(failure_of(worst.value_or(Error{Code::unreachable, {}})));
}

Outcome<std::size_t> hand_in_text(Client& client, const SecretKey& key, const CreditKey& entry,
                                  const CreditText& text) {
  std::size_t taken = 0;
  std::optional<Error> worst;
  for (const std::size_t node : client.node_order()) {
    const auto done = ask(client, node, key, entry, text);
    if (done) ++taken;
    if (!done && (!worst || weight_of(done.error().code) > weight_of(worst->code))) worst = done.error();
  }
  if (taken == 0) return std::unexpected(failure_of(worst.value_or(Error{Code::unreachable, {}})));
  return taken;
}

}  // namespace credence
