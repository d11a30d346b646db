// SPDX-License-Identifier: Apache-2.0
// The questions of the domain. The present is one value of the state where one value answers; otherwise, and
// always for the past, the subject's complete history is folded (ledger/domain/past.h), so that everything in
// one answer rests on one header.
#include "client/client_round.h"

namespace credence {
namespace {

/// Feeds a fold; the reading ends at the first entry that it refuses.
template <class Past>
struct Folding {
  Past past;
  Result<void> good;
  EachEntry each() {
    return [this](const HistoryEntry& entry) {
      good = past.add(entry);
      return good.has_value();
    };
  }
};

}  // namespace

template <class Value>
Outcome<Verified<std::optional<Value>>> Client::state(const StateKey& key, const ReadOptions& options) {
  auto found = state_bytes(key, options);
  if (!found) return std::unexpected(found.error());
  std::optional<Value> value;
  if (**found) {
    auto decoded = decode<Value>(***found);
    if (!decoded) return give_up(ExitCode::not_verified, decoded.error());
    value = *std::move(decoded);
  }
  return Verified<std::optional<Value>>(std::move(value), found->proof());
}
#define CREDENCE_STATE_KEY(Key)                                                                    \
  template Outcome<Verified<std::optional<ValueOf<Key>::type>>> Client::state(const StateKey& key, \
                                                                              const ReadOptions& options);
#include "ledger/domain/state_keys.def"
#undef CREDENCE_STATE_KEY

std::vector<Title> Enterprise::titles_in_force(const Date& on) const {
  std::vector<Title> out;
  for (const Title& title : titles)
    if (title.in_force(on)) out.push_back(title);
  return out;
}

Outcome<Verified<std::optional<Enterprise>>> Client::enterprise(const Uscc& code,
                                                                const ReadOptions& options) {
  Folding<EnterprisePast> fold;
  auto read = read_history(of_enterprise(code), {}, fold.each(), options);
  if (!read) return std::unexpected(read.error());
  if (!fold.good) return give_up(ExitCode::not_verified, fold.good.error());
  std::optional<Enterprise> out;
  if (fold.past.value()) out = Enterprise{code, *fold.past.value(), fold.past.titles()};
  return Verified<std::optional<Enterprise>>(std::move(out), read->proof());
}

Outcome<Verified<std::optional<AwardList>>> Client::award_list(const Id& programme,
                                                               const ReadOptions& options) {
  Folding<ProgrammePast> fold;
  auto read = read_history(of_programme(programme), {}, fold.each(), options);
  if (!read) return std::unexpected(read.error());
  if (!fold.good) return give_up(ExitCode::not_verified, fold.good.error());
  std::optional<AwardList> out;
  if (fold.past.value()) {
    ProgrammeValue value = *fold.past.value();
    out = AwardList{std::move(value), std::move(fold.past).awards()};
  }
  return Verified<std::optional<AwardList>>(std::move(out), read->proof());
}

Outcome<Verified<std::optional<ProgrammeValue>>> Client::programme(const Id& id, const ReadOptions& options) {
  if (!options.past()) return state<ProgrammeValue>(ProgrammeKey{id}, options);
  auto list = award_list(id, options);
  if (!list) return std::unexpected(list.error());
  std::optional<ProgrammeValue> out;
  if (**list) out = (**list)->programme;
  return Verified<std::optional<ProgrammeValue>>(std::move(out), list->proof());
}

Outcome<Verified<TitleStatus>> Client::title(const Id& type, const Uscc& code, const Date& on,
                                             const ReadOptions& options) {
  if (!on.valid()) return give_up(ExitCode::usage, Code::bad_date, on.iso());
  if (!options.past()) {
    // The state decides about every day from the first term on that it holds; of one with all terms about every day.
    auto latest = state<QualificationValue>(QualificationKey{type, code}, options);
    if (!latest) return std::unexpected(latest.error());
    std::vector<Title> terms;
    if (**latest) terms = terms_of(type, ***latest);
    if (terms.empty() || (**latest)->speaks_of(on))
      return Verified<TitleStatus>(title_status(terms, on), latest->proof());
  }
  auto found = enterprise(code, options);
  if (!found) return std::unexpected(found.error());
  std::vector<Title> terms;
  if (**found) terms = (**found)->titles;
  std::erase_if(terms, [&](const Title& title) { return title.type != type; });
  return Verified<TitleStatus>(title_status(terms, on), found->proof());
}

}  // namespace credence
