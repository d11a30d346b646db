// SPDX-License-Identifier: Apache-2.0
// A change of an enterprise that is recorded late: what lies after its day is named before anything is signed.
#pragma once

#include "client/console/console.h"

namespace credence {

/// Asks whether a change holds from a day on although awards, payments or titles of the enterprise lie on that
/// day or after it. Nothing is asked of the ledger's present day and of those to come. `title`: of the end of one
/// title, only what rests on it: awards of programmes that ask for it, titles that were built on it.
/// `later_records` where nobody agrees.
[[nodiscard]] Outcome<void> agree_to_later(Cli& cli, const Uscc& code, const Date& from, bool accepted,
                                           const std::optional<Id>& title = {});

/// A title's value as it speaks of a day: of one before the terms that the state holds with those that the complete
/// history tells of.
[[nodiscard]] Outcome<QualificationValue> title_on(Client& client, const Id& type, const Uscc& code,
                                                   const Date& day, const QualificationValue& held);

/// ", merged into 91… on 2026-12-02" of an enterprise that has ended by a day; else nothing.
[[nodiscard]] std::string ended_by(const Cli& cli, const EnterpriseValue& enterprise, const Date& day);

/// An enterprise, or what else holds titles, as it is recorded now or was then; it is registered.
[[nodiscard]] Outcome<EnterpriseValue> enterprise_then(Client& client, const Uscc& code,
                                                       const ReadOptions& as_of);

/// What ends with an enterprise, or stays of it, beside its own titles: products that a catalogue lists on the day, and
/// titles of what belongs to it, which run on; and money: of each kind what of its awards is unpaid, what is still to come
/// back. "; listed no more: …; held by what belongs to it, and run on: …; grant: awarded … unpaid …".
[[nodiscard]] Outcome<std::string> left_behind(const Cli& cli, Client& client, const Uscc& code,
                                               const Date& day, bool merged);
/// The same of an action that ends an enterprise, with the titles that end; nothing of another.
[[nodiscard]] Outcome<std::string> left_behind(const Cli& cli, Client& client, const Action& action);

/// The titles of an enterprise that run on a day, and so end with it.
[[nodiscard]] Outcome<std::vector<std::string>> running_titles(Client& client, const Uscc& code,
                                                               const Date& day);

/// "; titles that end: a, b".
[[nodiscard]] std::string titles_text(const Cli& cli, Words what, const std::vector<std::string>& types);

inline constexpr Words kAcceptLaterWords{"although awards, payments or titles lie after that day",
                                         "该日之后已有安排、拨付或资格时仍予记录"};

}  // namespace credence
