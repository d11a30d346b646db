// SPDX-License-Identifier: Apache-2.0
// Random transactions that lead somewhere: mostly such as a person would make of what the model holds, often
// with one thing wrong, sometimes nonsense. Everything follows from the seed.
#pragma once

#include <random>

#include "ledger/primitives/keys.h"

#include "tests/domain_model/model.h"

namespace credence::model {

/// Public keys by number, made once a process. Mostly their secrets sign nothing: the executor is given
/// transactions whose signatures were verified before.
[[nodiscard]] const PublicKey& public_key_of(std::size_t number);
/// The secret of one of them.
[[nodiscard]] const SecretKey* secret_key_of(const PublicKey& key);
inline constexpr std::size_t kKeys = 2'000;
inline constexpr std::size_t kValidatorKeys = 12;  // the first ones

enum class Kind : std::uint8_t { plain, governed, governed_four_eyes };
[[nodiscard]] Genesis genesis_of(Kind kind);

/// Changes one thing of an action so that check_action must refuse it, and says with which code; nothing if
/// it found nothing to spoil.
[[nodiscard]] std::optional<Code> make_unfit(Action& action, std::mt19937_64& random);
/// Bytes in its place that are no action.
void make_undecodable(Bytes& bytes, std::mt19937_64& random);

class Actions {
 public:
  Actions(const Model& model, std::mt19937_64& random) : m_(model), random_(random) {}
  /// An action and who signs it; the driver gives it its bytes, id and expiry.
  Attempt next();

 private:
  // ---- dice -----------------------------------------------------------------------------------------------
  unsigned pick(unsigned n) { return static_cast<unsigned>(random_() % n); }
  bool chance(unsigned percent) { return pick(100) < percent; }
  template <class Items>
  const auto& among(const Items& items) {
    return *std::next(items.begin(), pick(static_cast<unsigned>(items.size())));
  }
  template <class T>
  T among(std::initializer_list<T> items) {
    return *(items.begin() + pick(static_cast<unsigned>(items.size())));
  }
  Date around(int before, int after) {
    return plus_days(m_.today, static_cast<int>(pick(static_cast<unsigned>(before + after + 1))) - before);
  }
  /// A day on which something can have happened that followed `first`; now and then one on which it cannot.
  Date since(const Date& first) {
    if (chance(3)) return plus_days(m_.today, 1 + static_cast<int>(pick(400)));
    if (chance(3)) return plus_days(first, -1 - static_cast<int>(pick(400)));
    if (chance(25)) return m_.today;
    const Date day = plus_days(first, static_cast<int>(pick(chance(40) ? 1 : 20)));
    return std::min(day, m_.today);
  }
  /// A text as another hand writes it.
  Name written(std::string text);
  Fen money(Fen most) {
    return 1 + static_cast<Fen>(random_() % static_cast<std::uint64_t>(std::max<Fen>(most, 1)));
  }
  DocumentNo document();
  Note reason();

  // ---- things ---------------------------------------------------------------------------------------------
  Id department();
  Id programme(std::optional<ProgrammeKind> kind = std::nullopt);
  Id type();
  Uscc enterprise();
  Uscc pilot_code();
  /// Mostly of the kind that the title is for.
  Uscc holder_for(const Id& type);
  Name name_of_enterprise(const Uscc& code);
  std::uint32_t number_for(std::size_t held);
  const PublicKey& fresh_key();
  /// A statement of who holds the key, mostly for this use.
  Signature possession(const PublicKey& key, KeyUse use, const Id& of);
  FirstKeys first_keys(const Id& department);
  struct AwardAt {
    Id programme, batch;
    std::uint32_t line = 1;
    const Award* award = nullptr;
  };
  /// An award of which something holds, if one is found soon; else any, or one that is not there.
  template <class Wanted>
  AwardAt award(Wanted wanted);
  template <class Wanted>
  std::optional<TypeAndCode> title(Wanted wanted);
  template <class Wanted>
  CreditKey credit_entry(Wanted wanted);

  // ---- what the chain needs to go on ----------------------------------------------------------------------
  std::optional<Action> repair();
  std::optional<Change> healing_change();

  // ---- one an action --------------------------------------------------------------------------------------
  Action action_of(std::size_t index);
#define CREDENCE_ACTION(Type, name, ...) Action name();
#include "ledger/domain/actions.def"
#undef CREDENCE_ACTION
  Charges charges(Fen most);  // some of them, each up to so much
  Change change();
  Date last_day_of(const AwardAt& at) const;
  RecordAwards further_part(const Id& id, const Programme& programme);
  std::optional<Uscc> overdue_enterprise();
  AwardLine award_line(const Programme& programme, std::uint32_t number);
  AwardLine other_line(const Programme& programme, const Award& held);
  std::optional<Uscc> enterprise_with_key();

  // ---- who signs ------------------------------------------------------------------------------------------
  std::optional<Id> responsible(const Action& action) const;
  std::optional<PublicKey> key_with(const std::optional<Role>& role, const std::optional<Id>& department,
                                    const std::optional<Uscc>& enterprise);
  PublicKey signer_for(const Action& action);
  std::vector<PublicKey> signers_for(const Action& action);

  const Model& m_;
  std::mt19937_64& random_;
  std::size_t next_key_ = kValidatorKeys + 40;
  std::map<Hash32, OpenBid> offers_;  // what enterprises have sealed, as their own files hold it
  unsigned made_ = 0;  // actions so far: ids move on with it, so that there is always something new
};

template <class Wanted>
Actions::AwardAt Actions::award(Wanted wanted) {
  AwardAt last{programme(), "b0", 1 + pick(4), nullptr};
  if (chance(4)) return last;
  for (int tries = 0; tries < 40 && !m_.programmes.empty(); ++tries) {
    const auto& [id, held] = among(m_.programmes);
    if (held.batches.empty() || (held.closed_on && chance(80))) continue;
    const auto& [batch_id, batch] = among(held.batches);
    if (batch.awards.empty()) continue;
    const auto& [line, award] = among(batch.awards);
    last = {id, batch_id, line, &award};
    if (wanted(held, batch, batch_id, award)) break;
  }
  return last;
}

}  // namespace credence::model
