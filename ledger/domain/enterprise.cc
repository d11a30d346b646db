// SPDX-License-Identifier: Apache-2.0
// Enterprises and what holds titles beside them: kinds, codes, and money by kind.
#include "ledger/domain/enterprise.h"
#include "ledger/domain/names.h"
#include "ledger/domain/text.h"
#include "ledger/primitives/hash.h"

namespace credence {
namespace {

constexpr auto kHolderKinds = std::to_array<std::string_view>(
    {"enterprise", "product", "project", "platform", "place", "park", "laboratory", "team"});
static_assert(kHolderKinds.size() == static_cast<std::size_t>(last_of(HolderKind{})) + 1);

constexpr std::string_view kDigits = "0123456789ABCDEFGHJKLMNPQRTUWXY";

}  // namespace

std::string_view name_of(HolderKind kind) { return kHolderKinds[static_cast<std::size_t>(kind)]; }
std::optional<HolderKind> holder_kind_named(std::string_view name) {
  return named<HolderKind>(kHolderKinds, name);
}

HolderKind holder_kind_of(const Uscc& code) {
  const std::string_view text = text_of(code);
  const bool other =
      text[0] == '0' && text[1] >= '1' && text[1] < '0' + static_cast<int>(kHolderKinds.size());
  return other ? static_cast<HolderKind>(text[1] - '0') : HolderKind::enterprise;
}

Uscc holder_code(Suite suite, const HolderLine& holder) {
  const std::array head = {static_cast<std::byte>(holder.kind),
                           static_cast<std::byte>(holder.belongs_to.has_value()),
                           static_cast<std::byte>(holder.department.size())};
  const Hash32 hash = tagged_hash(suite, Tag::holder,
                                  {head, holder.belongs_to ? holder.belongs_to->view() : BytesView{},
                                   bytes_of(holder.department), bytes_of(folded_name(holder.name))});
  // The form of a code of GB 32100: kind, the region of the owner, nine characters of the hash.
  std::string text = {'0', static_cast<char>('0' + static_cast<int>(holder.kind))};
  text += holder.belongs_to ? text_of(*holder.belongs_to).substr(2, 6) : "000000";
  for (std::size_t i = 0; i < 9; ++i)
    text.push_back(kDigits[std::to_integer<unsigned>(hash.bytes[i]) % kDigits.size()]);
  text.push_back(uscc_check_digit(text));
  return Uscc::from(bytes_of(text)).value();
}

std::vector<KindSum> EnterpriseValue::by_kind() const {
  std::vector<KindSum> out;
  for (std::size_t i = 0; i <= static_cast<std::size_t>(last_of(ProgrammeKind{})); ++i) {
    KindSum sum{.kind = static_cast<ProgrammeKind>(i)};
    bool any = false;
    for (const ProgrammeShare& share : programmes) {
      if (share.kind != sum.kind) continue;
      any = true;
      sum.awarded += share.awarded, sum.paid += share.paid, sum.recovered += share.recovered;
      sum.awards += share.awards, sum.payments += share.payments;
    }
    if (any) out.push_back(sum);
  }
  return out;
}

}  // namespace credence
