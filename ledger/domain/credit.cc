// SPDX-License-Identifier: Apache-2.0
// Words, rules by date, activity and commitments of credit entries. Pure.
#include "ledger/domain/credit.h"

#include "ledger/domain/credit_text.h"
#include "ledger/domain/names.h"
#include "ledger/domain/text.h"
#include "ledger/primitives/hash.h"

namespace credence {
namespace {

constexpr auto kCreditKinds = std::to_array<std::string_view>({"honour", "licence", "penalty", "dishonesty"});
constexpr auto kClasses = std::to_array<std::string_view>({"none", "minor", "general", "serious"});
constexpr auto kStatuses =
    std::to_array<std::string_view>({"recorded", "repair_requested", "repaired", "withdrawn"});
static_assert(kCreditKinds.size() == static_cast<std::size_t>(last_of(CreditKind{})) + 1);
static_assert(kClasses.size() == static_cast<std::size_t>(last_of(CreditClass{})) + 1);
static_assert(kStatuses.size() == static_cast<std::size_t>(last_of(CreditStatus{})) + 1);

}  // namespace

std::string_view name_of(CreditKind kind) { return kCreditKinds[static_cast<std::size_t>(kind)]; }
std::optional<CreditKind> credit_kind_named(std::string_view name) {
  return named<CreditKind>(kCreditKinds, name);
}
std::string_view name_of(CreditClass weight) { return kClasses[static_cast<std::size_t>(weight)]; }
std::optional<CreditClass> credit_class_named(std::string_view name) {
  return named<CreditClass>(kClasses, name);
}
std::string_view name_of(CreditStatus status) { return kStatuses[static_cast<std::size_t>(status)]; }

const SetCreditRules* CreditRulesValue::on(const Date& day) const {
  const SetCreditRules* found = nullptr;
  for (const SetCreditRules& version : versions)
    if (version.effective_from <= day) found = &version;
  return found;
}

const CreditTerm* CreditRulesValue::term(const Id& version, CreditClass weight) const {
  const auto rules = std::ranges::find(versions, version, &SetCreditRules::version);
  if (rules == versions.end()) return nullptr;
  const auto found = std::ranges::find(rules->terms, weight, &CreditTerm::weight);
  return found == rules->terms.end() ? nullptr : &*found;
}

bool CreditValue::active(const Date& day) const {
  return !closed_on && decided_on <= day && (!published_to || day <= *published_to);
}

const CreditMark* CreditStandingValue::worst(const Date& day) const {
  const CreditMark* found = nullptr;
  for (const CreditMark& mark : open)
    if (mark.decided_on <= day && day <= mark.published_to &&
        (found == nullptr || mark.weight > found->weight))
      found = &mark;
  return found;
}

Hash32 credit_commitment(Suite suite, const CreditText& text) {
  return tagged_hash(suite, Tag::credit_text, {text.salt.view(), bytes_of(std::string_view(text.text))});
}

bool may_hand_in_text(const SignerValue& signer, const CreditKey& entry) {
  return !signer.revoked && !signer.enterprise && signer.department == entry.department &&
         std::ranges::find(signer.roles, Role::credit) != signer.roles.end();
}

bool may_read_text(const SignerValue& signer, const CreditKey& entry, const Uscc& code) {
  if (signer.revoked) return false;
  if (signer.enterprise) return *signer.enterprise == code;
  return may_hand_in_text(signer, entry) ||
         std::ranges::find(signer.roles, Role::audit) != signer.roles.end();
}

Result<void> check_credit_text(std::string_view text) {
  if (text.empty()) return fail(Code::bad_name, said::empty());
  if (text.size() > limits::kCreditTextBytesMax)
    return fail(Code::limit_exceeded, said::bytes(text.size()) + said::at_most(limits::kCreditTextBytesMax));
  if (!valid_utf8(text)) return fail(Code::bad_utf8, said::name(shown(text)));
  for (const CodePoint& point : code_points(text))
    if (!is_plain(point.value) && point.value != '\n' && point.value != '\t')
      return fail(Code::bad_character,
                  said::code_point(code_point_text(point.value)) + said::character(point.offset + 1));
  return check_no_personal_data(text);
}

}  // namespace credence
