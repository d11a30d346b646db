// SPDX-License-Identifier: Apache-2.0
// What a proof says beside its subject: the registers that the subject names (its enterprise, its title, its
// programme), the department that answers for them, and so the names of all; or that one of them is not
// registered.
//
// Each is a key of the state under the header of the claim. Which keys there are follows from the claim
// alone, and from what the keys before them hold: a file with fewer, with others or in another order is no
// proof.
#pragma once

#include <functional>

#include "ledger/codec/codec.h"
#include "ledger/proof/verify.h"

namespace credence {

/// How many successors of an award's enterprise its context holds at most. A longer line is not followed: the
/// last one says into which it was merged.
inline constexpr std::size_t kSuccessorsMax = 4;

/// The keys of a context with their values; nothing: the key is absent.
class Context {
 public:
  /// The value of the context's key of this kind; nothing where there is no such key, or where it is absent.
  template <class Key>
  [[nodiscard]] std::optional<typename ValueOf<Key>::type> find() const {
    for (const auto& [key, value] : keys_)
      if (std::holds_alternative<Key>(key) && value)
        return decode<typename ValueOf<Key>::type>(*value).value();
    return std::nullopt;
  }
  /// The enterprises of an award: its own, and, where that was or will be merged, its successors in turn.
  [[nodiscard]] std::vector<std::pair<Uscc, EnterpriseValue>> enterprises() const;
  /// Of a standing: the claim's own enterprise, and after it each that was, or will be, merged into it,
  /// directly or through others. `into`: the place of the one that it is merged into.
  struct Merged {
    Uscc code;
    std::optional<EnterpriseValue> enterprise;  // none: not registered
    CreditStandingValue standing;               // of the claim's own empty: the claim itself says it
    std::size_t into = 0;
  };
  [[nodiscard]] std::vector<Merged> lineage() const;
  /// Keys in the order of the file.
  [[nodiscard]] const std::vector<std::pair<StateKey, std::optional<Bytes>>>& keys() const { return keys_; }

  /// What the value of a key is; nothing where it is absent. Bytes that are no value of the key are an error.
  using Read = std::function<Result<std::optional<Bytes>>(const StateKey& key)>;
  /// The context of a claim about `subject`, which has this value: reads each key once, in the order of the
  /// file.
  [[nodiscard]] static Result<Context> of(const StateKey& subject, const std::optional<Bytes>& value,
                                          const Read& read);

 private:
  std::vector<std::pair<StateKey, std::optional<Bytes>>> keys_;
};

/// The encoding of what this version knows of a value of this key: the bytes themselves, unless a later
/// version wrote them. `malformed` and the other errors of decoding.
[[nodiscard]] Result<Known<Bytes>> known_value(const StateKey& key, BytesView value);

}  // namespace credence
