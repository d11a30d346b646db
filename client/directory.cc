// SPDX-License-Identifier: Apache-2.0
#include "client/directory.h"

namespace credence {

std::string SignerInfo::text(bool zh) const {
  return (zh ? std::string(department_zh) : std::string(department)) + " · " + holder;
}

Outcome<std::optional<SignerInfo>> Directory::signer(const KeyId& key) {
  if (const auto at = known_.find(key); at != known_.end()) return at->second;
  auto value = client_.state<SignerValue>(SignerKey{key});
  if (!value) return std::unexpected(value.error());
  std::optional<SignerInfo> out;
  if (**value) {
    const SignerValue& signer = ***value;
    // An enterprise's key is shown as the enterprise's.
    if (signer.enterprise) {
      out = SignerInfo{Id(), {}, {}, signer.holder, signer.roles, signer.revoked};
      out->department = std::string(text_of(*signer.enterprise));
      auto enterprise = client_.state<EnterpriseValue>(EnterpriseKey{*signer.enterprise});
      if (!enterprise) return std::unexpected(enterprise.error());
      out->department_zh = out->department_en = **enterprise ? (**enterprise)->name : Name(out->department);
      known_.emplace(key, out);
      return out;
    }
    out = SignerInfo{signer.department, Name(signer.department), Name(signer.department), signer.holder,
                     signer.roles,      signer.revoked};
    auto department = client_.state<DepartmentValue>(DepartmentKey{signer.department});
    if (!department) return std::unexpected(department.error());
    if (**department) {
      out->department_zh = (**department)->name_zh;
      out->department_en = (**department)->name_en;
    }
  }
  known_.emplace(key, out);
  return out;
}

std::string Directory::name(const KeyId& key, bool zh) {
  const auto found = signer(key);
  return found && *found ? (*found)->text(zh) : key.hex();
}

}  // namespace credence
