// SPDX-License-Identifier: Apache-2.0
// Who a key id is: department and post, asked from the ledger with proof and remembered.
#pragma once

#include <map>

#include "client/client.h"

namespace credence {

struct SignerInfo {
  Id department;
  Name department_zh, department_en;
  Name holder;
  List<Role, 8> roles;
  bool revoked = false;
  /// "广东省财政厅 · 资金拨付岗" or "gd-finance · 资金拨付岗".
  [[nodiscard]] std::string text(bool zh) const;
};

class Directory {
 public:
  explicit Directory(Client& client) : client_(client) {}
  /// Nothing for a key that is proved to be unknown.
  [[nodiscard]] Outcome<std::optional<SignerInfo>> signer(const KeyId& key);
  /// The same as text; the first digits of the id where it is not known or cannot be asked.
  [[nodiscard]] std::string name(const KeyId& key, bool zh);

 private:
  Client& client_;
  std::map<KeyId, std::optional<SignerInfo>> known_;
};

}  // namespace credence
