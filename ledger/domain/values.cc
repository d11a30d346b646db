// SPDX-License-Identifier: Apache-2.0
// What the state's values say of themselves.
#include "ledger/domain/state_values.h"

#include <algorithm>

#include "ledger/primitives/merkle.h"

namespace credence {
namespace {

constexpr auto kEnds =
    std::to_array<std::string_view>({"none", "revoked", "cascaded", "merged", "dissolved"});
constexpr auto kTitleChanges =
    std::to_array<std::string_view>({"renewed", "review_opened", "suspended", "reinstated", "cascaded",
                                     "merged", "carried_over", "dissolved", "restored"});
constexpr auto kTitleStates =
    std::to_array<std::string_view>({"never_issued", "not_begun", "revoked", "cascaded", "merged",
                                     "dissolved", "ended", "suspended", "in_force"});
static_assert(kTitleStates.size() == static_cast<std::size_t>(last_of(TitleState{})) + 1);
constexpr auto kEnterpriseEnds = std::to_array<std::string_view>({"none", "merged", "dissolved"});
static_assert(kEnds.size() == static_cast<std::size_t>(last_of(TitleEnd{})) + 1);
static_assert(kTitleChanges.size() == static_cast<std::size_t>(last_of(TitleChange{})) + 1);
static_assert(kEnterpriseEnds.size() == static_cast<std::size_t>(last_of(EnterpriseEnd{})) + 1);

/// Walks through the fields of a key as an archive does; keeps the first that is not fit.
struct KeyFields {
  Result<void> good = {};

  template <class... Fields>
  void operator()(Fields&... fields) {
    (field(fields), ...);
  }

  void field(const Id& id) { keep(check_id(id)); }
  void field(const Uscc& code) { require(in_alphabet(code), Code::uscc_bad_character, "a code"); }
  void field(const Date& day) { require(day.valid(), Code::bad_date, day.iso()); }
  void field(std::uint8_t nothing) {
    require(nothing == 0, Code::malformed, "a key's empty field is " + std::to_string(nothing));
  }
  void field(std::uint32_t line) { require(line > 0, Code::malformed, "a key's line is 0"); }
  void field(Height height) { require(height > 0, Code::malformed, "a key's height is 0"); }
  void field(std::uint16_t year) {
    require(is_calendar_year(year), Code::bad_fiscal_year, std::to_string(year));
  }
  template <std::size_t N, class Kind>
  void field(const Fixed<N, Kind>&) {}  // a hash
  template <class... Keys>
  void field(std::variant<Keys...>& key) {
    std::visit([this](auto& one) { this->field(one); }, key);
  }
  template <class Key>
    requires requires(Key& key, KeyFields& fields) { key.serialize(fields); }
  void field(Key& key) {
    key.serialize(*this);
  }

 private:
  void keep(Result<void> outcome) {
    if (good) good = std::move(outcome);
  }
  void require(bool fit, Code code, std::string detail) {
    if (!fit) keep(fail(code, std::move(detail)));
  }
};

}  // namespace

std::string_view name_of(TitleEnd end) { return kEnds[static_cast<std::size_t>(end)]; }
std::string_view name_of(TitleState state) { return kTitleStates[static_cast<std::size_t>(state)]; }
std::string_view name_of(TitleChange change) { return kTitleChanges[static_cast<std::size_t>(change)]; }
std::string_view name_of(EnterpriseEnd end) { return kEnterpriseEnds[static_cast<std::size_t>(end)]; }

const OwnedSet& ValidatorsValue::at(Height height) const {
  return scheduled && scheduled->from <= height ? scheduled->validators : current;
}

Hash32 root_of(Suite suite, const ExecutedIds& ids) {
  std::vector<Hash32> leaves;
  leaves.reserve(ids.size());
  for (const ExecutedId& one : ids) leaves.push_back(merkle_leaf(suite, encode(one)));
  return merkle_root(suite, leaves);
}
bool ExecutedValue::names(Suite suite, const ExecutedIds& others) const {
  return others.size() == count && root_of(suite, others) == ids;
}

bool ChainValue::has(std::string_view feature, Height at) const {
  return std::ranges::any_of(
      features, [&](const FeatureFlag& flag) { return flag.name == feature && flag.from <= at; });
}

TitleState TitleTerm::state(const Date& day) const {
  // What ended before it began never begins.
  if (revoked_from && *revoked_from <= std::max(day, valid_from)) switch (end) {
      case TitleEnd::cascaded:
        return TitleState::cascaded;
      case TitleEnd::merged:
        return TitleState::merged;
      case TitleEnd::dissolved:
        return TitleState::dissolved;
      case TitleEnd::none:
      case TitleEnd::revoked:
        return TitleState::revoked;
    }
  if (day < valid_from) return TitleState::not_begun;
  if (!running(day)) return TitleState::ended;
  const bool suspended = std::ranges::any_of(
      suspensions, [&](const Suspension& s) { return s.from <= day && (!s.to || day < *s.to); });
  return suspended ? TitleState::suspended : TitleState::in_force;
}

std::optional<Date> TitleTerm::last_day() const {
  if (!valid_to || !review_until) return valid_to;
  return std::max(*valid_to, *review_until);
}

bool TitleTerm::running(const Date& day) const {
  const std::optional<Date> last = last_day();
  return (!last || day <= *last) && (!revoked_from || day < *revoked_from);
}

void TitleTerm::end_with(EnterpriseEnd how, const Date& day) {
  if (how == EnterpriseEnd::none || !running(day)) return;
  revoked_from = std::max(day, valid_from);
  end = how == EnterpriseEnd::merged ? TitleEnd::merged : TitleEnd::dissolved;
}

void QualificationValue::end_with(EnterpriseEnd how, const Date& day) {
  TitleTerm::end_with(how, day);
  for (TitleTerm& term : former) term.end_with(how, day);
}

const TitleTerm& QualificationValue::term_on(const Date& day) const {
  if (former.empty() || valid_from <= day) return *this;
  const auto begun = std::ranges::find_if(former.rbegin(), former.rend(),
                                          [&](const TitleTerm& term) { return term.valid_from <= day; });
  return begun == former.rend() ? former.front() : *begun;
}

void QualificationValue::follow_on(const QualificationValue* before) {
  all_terms = before == nullptr || before->all_terms;
  former = {};
  if (before == nullptr) return;
  former = before->former;
  add_former(*before);
}

void QualificationValue::add_former(const TitleTerm& term) {
  if (former.size() == former.kMax) {
    former.erase(former.begin());
    all_terms = false;
  }
  former.push_back(term);
}

const QualificationRule* QualificationRulesValue::on(bool renewal, const Date& day) const {
  const QualificationRule* found = nullptr;
  for (const QualificationRule& rule : versions)
    if ((renewal ? rule.renew : rule.issue) && rule.effective_from <= day) found = &rule;
  return found;
}

CREDENCE_VARIANT_COPIES(StateKey)
void StateKey::write(CanonicalWriter& out) const { save_variant<>(out, *this); }
void StateKey::read(BoundedReader& in) {
  load_variant<>(in, *this);
  if (auto good = check_key(*this); !good) in.refuse(good.error().code, good.error().detail);
}

Result<void> check_key(const StateKey& key) {
  KeyFields fields;
  StateKey copy = key;  // an archive takes no const fields
  std::visit([&fields](auto& one) { fields.field(one); }, static_cast<StateKeyBody&>(copy));
  return fields.good;
}

List<ReceiptDetail, limits::kDetailsMax> receipt_details(const Details& said) {
  List<ReceiptDetail, limits::kDetailsMax> out;
  for (const Detail& item : said) {
    if (out.size() == out.kMax) break;
    std::string text = item.text;
    if (std::size_t size = limits::kDetailTextBytesMax; text.size() > size) {
      while (size > 0 && (static_cast<unsigned char>(text[size]) & 0xC0) == 0x80)
        --size;  // between characters
      text.resize(size);
    }
    if (!valid_utf8(text)) text.clear();
    out.push_back({item.what, item.number, std::move(text)});
  }
  return out;
}

Details details_of(const Receipt& receipt) {
  Details out;
  for (const ReceiptDetail& item : receipt.details) out.push_back({item.what, item.number, item.text});
  return out;
}

Error error_of(const Receipt& receipt) {
  const Code code = known(receipt.code) ? static_cast<Code>(receipt.code) : Code::internal;
  return fail(code, details_of(receipt)).error();
}

CREDENCE_VARIANT_COPIES(Fact)
void Fact::write(CanonicalWriter& out) const {
  if (const auto* const later = std::get_if<LaterFact>(this))
    out.bytes(later->bytes);
  else
    save_variant<>(out, *this);
}
void Fact::read(BoundedReader& in) {
  const BytesView bytes = in.variant_bytes();
  const std::uint8_t number = bytes.empty() ? 0 : std::to_integer<std::uint8_t>(bytes.front());
  try {
    if (number >= kFactKinds) throw CodecFault(Code::not_understood, {});
    BoundedReader own(bytes);
    load_variant<>(own, *this);
  } catch (const CodecFault& fault) {
    if (fault.code != Code::not_understood) throw;
    *this = LaterFact{number, Blob<limits::kActionBytesMax>(bytes)};
  }
}

#define CREDENCE_CODED(Type)                     \
  template Result<Type> decode(BytesView bytes); \
  template Result<Bytes> try_encode(const Type& value);
#define CREDENCE_STATE_KEY(Key) CREDENCE_CODED(ValueOf<Key>::type)
#include "ledger/domain/state_keys.def"
CREDENCE_CODED(HistoryEntry)
CREDENCE_CODED(Receipt)
#undef CREDENCE_STATE_KEY
#undef CREDENCE_CODED

}  // namespace credence
