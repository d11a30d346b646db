// SPDX-License-Identifier: Apache-2.0
// The texts of credit entries, which nodes keep off the chain: handed in and asked for with signed requests,
// and checked against the commitment that the chain proves. A node that gives another text is named, as for
// every other answer.
#pragma once

#include "client/client.h"
#include "ledger/domain/credit_text.h"

namespace credence {

/// "gd-iit/2026-4/17": department, batch, line. `bad_id`, `bad_number`.
[[nodiscard]] Result<CreditKey> parse_credit_key(std::string_view text);
[[nodiscard]] std::string text_of(const CreditKey& key);
/// 32 random bytes.
[[nodiscard]] Hash32 random_salt();

/// Asks the nodes one after the other until one gives the text that the entry commits to. What the nodes that
/// keep texts say is the failure: `text_erased`, `text_not_entitled`, `text_not_held`; `texts_not_kept` if
/// none keeps any.
[[nodiscard]] Outcome<CreditText> fetch_text(Client& client, const SecretKey& key, const CreditKey& entry);

/// Hands a text to every node that keeps texts; how many took it. A failure if none did.
[[nodiscard]] Outcome<std::size_t> hand_in_text(Client& client, const SecretKey& key, const CreditKey& entry,
                                                const CreditText& text);

}  // namespace credence
