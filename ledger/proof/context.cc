// SPDX-License-Identifier: Apache-2.0
#include "ledger/proof/context.h"

namespace credence {
namespace {

/// The registers that a key names, in the order of its fields. A history names its subject.
struct Registers {
  using Keys = std::vector<StateKey>;
  bool absent;  // the key that names them

  Keys operator()(const HistoryKey& k) const {
    return std::visit(
        [](const auto& subject) -> Keys {
          if constexpr (std::is_same_v<std::remove_cvref_t<decltype(subject)>, ChainKey>)
            return {};
          else
            return {StateKey(subject)};
        },
        k.subject);
  }
  Keys operator()(const AwardBatchKey& k) const { return {ProgrammeKey{k.programme}}; }
  Keys operator()(const AwardKey& k) const {
    return {ProgrammeKey{k.programme}, AwardBatchKey{k.programme, k.batch}};
  }
  Keys operator()(const PaymentListKey& k) const { return {ProgrammeKey{k.programme}}; }
  Keys operator()(const PaymentKey& k) const {
    return {ProgrammeKey{k.programme}, PaymentListKey{k.programme, k.list}};
  }
  Keys operator()(const QualificationKey& k) const {
    Keys out{QualificationTypeKey{k.type}, EnterpriseKey{k.code}};
    if (absent) out.emplace_back(QualificationNoticeKey{k.type, k.code});
    return out;
  }
  Keys operator()(const CreditStandingKey& k) const { return {EnterpriseKey{k.code}}; }
  Keys operator()(const auto&) const { return {}; }
};

/// What a value says of another key: the department that answers for it, or the enterprise of an award.
template <class Key, class Named>
std::optional<StateKey> named(const StateKey& key, const std::optional<Bytes>& value, Named name) {
  if (!std::holds_alternative<Key>(key) || !value) return std::nullopt;
  const auto decoded = decode<typename ValueOf<Key>::type>(*value);
  return decoded ? name(*decoded) : std::nullopt;
}
std::optional<StateKey> department_of(const StateKey& key, const std::optional<Bytes>& value) {
  using Key = std::optional<StateKey>;
  auto lead = named<ProgrammeKey>(
      key, value, [](const ProgrammeValue& v) { return Key(DepartmentKey{v.lead_department}); });
  if (lead) return lead;
  return named<QualificationTypeKey>(
      key, value, [](const QualificationTypeValue& v) { return Key(DepartmentKey{v.issuer}); });
}
std::optional<StateKey> successor_of(const StateKey& key, const std::optional<Bytes>& value) {
  return named<EnterpriseKey>(key, value, [](const EnterpriseValue& v) {
    return v.successor ? std::optional<StateKey>(EnterpriseKey{*v.successor}) : std::nullopt;
  });
}
std::optional<StateKey> enterprise_of(const StateKey& key, const std::optional<Bytes>& value) {
  return named<AwardKey>(key, value, [](const AwardValue& v) {
    return v.code ? std::optional<StateKey>(EnterpriseKey{*v.code}) : std::nullopt;
  });
}

/// Those that are, or will be, merged into the enterprise of a key.
std::vector<Uscc> predecessors_of(const StateKey& key, const std::optional<Bytes>& value) {
  if (!std::holds_alternative<EnterpriseKey>(key) || !value) return {};
  const auto decoded = decode<EnterpriseValue>(*value);
  return decoded ? std::vector<Uscc>(decoded->predecessors.begin(), decoded->predecessors.end())
                 : std::vector<Uscc>();
}
/// What a standing rests on: of each predecessor the enterprise and its standing, and then its own
/// predecessors. `at`: the place of the enterprise among the keys.
template <class Add>
Result<void> add_predecessors(const std::vector<std::pair<StateKey, std::optional<Bytes>>>& keys,
                              std::size_t at, const Add& add) {
  for (const Uscc& code : predecessors_of(keys[at].first, keys[at].second)) {
    const std::size_t place = keys.size();
    if (auto good = add(EnterpriseKey{code}); !good) return good;
    if (auto good = add(CreditStandingKey{code}); !good) return good;
    if (auto good = add_predecessors(keys, place, add); !good) return good;
  }
  return {};
}

}  // namespace

Result<Context> Context::of(const StateKey& subject, const std::optional<Bytes>& value, const Read& read) {
  Context out;
  std::optional<StateKey> department = department_of(subject, value);
  const auto add = [&](const StateKey& key) -> Result<void> {
    auto held = read(key);
    if (!held) return std::unexpected(held.error());
    if (!department) department = department_of(key, *held);
    out.keys_.emplace_back(key, *std::move(held));
    return {};
  };
  for (const StateKey& key : std::visit(Registers{!value}, subject))
    if (auto good = add(key); !good) return std::unexpected(good.error());
  if (department)
    if (auto good = add(*department); !good) return std::unexpected(good.error());
  std::optional<StateKey> enterprise = enterprise_of(subject, value);
  for (std::size_t i = 0; enterprise && i <= kSuccessorsMax; ++i) {
    if (auto good = add(*enterprise); !good) return std::unexpected(good.error());
    enterprise = successor_of(out.keys_.back().first, out.keys_.back().second);
  }
  if (std::holds_alternative<CreditStandingKey>(subject))
    if (auto good = add_predecessors(out.keys_, 0, add); !good) return std::unexpected(good.error());
  return out;
}

std::vector<Context::Merged> Context::lineage() const {
  std::vector<Merged> out;
  std::size_t next = 0;
  const auto add = [&](const auto& self, std::size_t into) -> void {
    const std::size_t place = out.size();
    const auto& [key, value] = keys_[next++];
    Merged& one =
        out.emplace_back(std::get<EnterpriseKey>(key).code, std::nullopt, CreditStandingValue{}, into);
    if (value) one.enterprise = decode<EnterpriseValue>(*value).value();
    if (place > 0)
      if (const auto& standing = keys_[next++].second)
        one.standing = decode<CreditStandingValue>(*standing).value();
    for (std::size_t left = predecessors_of(key, value).size(); left > 0; --left) self(self, place);
  };
  if (!keys_.empty()) add(add, 0);
  return out;
}

std::vector<std::pair<Uscc, EnterpriseValue>> Context::enterprises() const {
  std::vector<std::pair<Uscc, EnterpriseValue>> out;
  for (const auto& [key, value] : keys_)
    if (const auto* const enterprise = std::get_if<EnterpriseKey>(&key); enterprise != nullptr && value)
      out.emplace_back(enterprise->code, decode<EnterpriseValue>(*value).value());
  return out;
}

Result<Known<Bytes>> known_value(const StateKey& key, BytesView value) {
  return std::visit(
      [value]<class Key>(const Key&) -> Result<Known<Bytes>> {
        auto known = decode_known<typename ValueOf<Key>::type>(value);
        if (!known) return std::unexpected(known.error());
        return Known<Bytes>{encode(known->value), std::move(known->later)};
      },
      key);
}

}  // namespace credence
