// SPDX-License-Identifier: Apache-2.0
#include "node/api/credit_texts.h"

#include "ledger/domain/state_values.h"
#include "ledger/primitives/keys.h"
#include "node/base/log.h"

namespace credence::node {
namespace {

constexpr std::uint64_t kClockDriftMs = 10'000;  // a requester's clock may be so far ahead

std::string name_of_entry(const CreditKey& key) {
  return key.department + "/" + key.batch + "/" + std::to_string(key.line);
}

}  // namespace

CreditTexts::CreditTexts(std::unique_ptr<TextStore> store, const SharedLedger& ledger, PublicKey self,
                         std::function<std::uint64_t()> now_utc_ms)
    : store_(std::move(store)), ledger_(ledger), self_(self), now_utc_ms_(std::move(now_utc_ms)) {}

Date CreditTexts::today() const { return date_in_china(now_utc_ms_()); }

template <class Key>
Result<std::optional<typename ValueOf<Key>::type>> CreditTexts::state(const Key& key) const {
  using Value = typename ValueOf<Key>::type;
  auto bytes = ledger_.read([&](const Ledger& at) { return at.state(StateKey(key)); });
  if (!bytes) return std::unexpected(bytes.error());
  if (!*bytes) return std::optional<Value>{};
  auto value = decode<Value>(**bytes);
  if (!value) return fail(Code::storage_corrupt, value.error().detail);
  return std::optional<Value>(*std::move(value));
}

Result<TextRequest> CreditTexts::open_request(BytesView signed_request) const {
  auto outer = decode<SignedTextRequest>(signed_request);
  if (!outer) return std::unexpected(outer.error());
  auto request = decode<TextRequest>(outer->request);
  if (!request) return std::unexpected(request.error());
  const ChainId chain = ledger_.read([](const Ledger& at) { return at.chain(); });
  if (auto good =
          verify(request->key, chain_hash(Tag::text_request, chain, outer->request), outer->signature);
      !good)
    return std::unexpected(good.error());
  if (request->node != self_) return fail(Code::text_request_stale, "for node " + request->node.hex());
  const std::uint64_t now = now_utc_ms_();
  const bool fresh = request->time_ms <= now + kClockDriftMs && request->expires_ms >= now &&
                     request->expires_ms > request->time_ms &&
                     request->expires_ms - request->time_ms <= kTextRequestMsMax;
  if (!fresh)
    return fail(Code::text_request_stale, std::to_string(request->time_ms) + " to " +
                                              std::to_string(request->expires_ms) + ", now " +
                                              std::to_string(now));
  return request;
}

Result<CreditValue> CreditTexts::open_entry(const CreditKey& key) {
  const auto value = state(key);
  if (!value) return std::unexpected(value.error());
  if (!*value) return fail(Code::unknown_credit_entry, name_of_entry(key));
  const bool over = (*value)->published_to && *(*value)->published_to < today();
  if (!(*value)->closed_on && !over) return **value;
  if (auto erased = store_->erase(key); !erased) return std::unexpected(erased.error());
  return fail(Code::text_erased,
              name_of_entry(key) + ", " +
                  std::string((*value)->closed_on ? name_of((*value)->status) : "publication over"));
}

Result<CreditText> CreditTexts::answer(BytesView signed_request) {
  auto request = open_request(signed_request);
  if (!request) return std::unexpected(request.error());
  const auto signer = state(SignerKey{key_id(request->key)});
  if (!signer) return std::unexpected(signer.error());
  if (!*signer) return fail(Code::unknown_key, key_id(request->key).hex());
  const auto entry = state(request->entry);
  if (!entry) return std::unexpected(entry.error());
  if (!*entry) return fail(Code::unknown_credit_entry, name_of_entry(request->entry));
  const bool may = request->text ? may_hand_in_text(**signer, request->entry)
                                 : may_read_text(**signer, request->entry, (*entry)->code);
  if (!may) return fail(Code::text_not_entitled, name_of_entry(request->entry));
  const auto open = open_entry(request->entry);
  if (!open) return std::unexpected(open.error());
  if (request->text) {
    if (credit_commitment(self_.suite, *request->text) != open->commitment)
      return fail(Code::text_differs, name_of_entry(request->entry));
    if (auto kept = store_->put(request->entry, *request->text); !kept) return std::unexpected(kept.error());
    // The entry may have been closed while it was written.
    if (const auto still = open_entry(request->entry); !still) return std::unexpected(still.error());
    return *std::move(request->text);
  }
  auto held = store_->get(request->entry);
  if (!held) return std::unexpected(held.error());
  if (!*held) return fail(Code::text_not_held, name_of_entry(request->entry));
  if (credit_commitment(self_.suite, **held) != open->commitment)
    return fail(Code::storage_corrupt, "text of " + name_of_entry(request->entry));
  return **std::move(held);
}

Result<std::size_t> CreditTexts::sweep() {
  const auto entries = store_->entries();
  if (!entries) return std::unexpected(entries.error());
  std::size_t erased = 0;
  for (const CreditKey& key : *entries) {
    const auto open = open_entry(key);
    if (open) continue;
    // An entry that this node does not know yet is not erased: it may be catching up.
    if (open.error().code == Code::unknown_credit_entry) continue;
    if (open.error().code != Code::text_erased) return std::unexpected(open.error());
    ++erased;
    log(LogLevel::info, "text_erased", {{"entry", name_of_entry(key)}});
  }
  return erased;
}

}  // namespace credence::node
