// SPDX-License-Identifier: Apache-2.0
// The rules of each action: one overload an action, in the files rules_*.cc by families. Internal to
// ledger/execution.
//
// A rule either changes the overlay and records facts, or returns the first rule broken; on an error the
// caller rolls back.
#pragma once

#include "ledger/execution/executor.h"

namespace credence {

/// What a block collects beside the state.
struct BlockRecord {
  std::vector<Bytes> entries;
  std::vector<HistoryAppend> appends;
  std::vector<HistoryCompleted> completed;
  std::size_t told = 0;  // lines of batches whose enterprises were told of what concerns the whole batch
};

/// One transaction in execution.
struct TransactionContext {
  Overlay& state;
  BlockRecord& record;
  Height height = 0;
  std::uint32_t position = 0;
  std::uint64_t time_ms = 0;
  TxId transaction;
  KeyId signer;
  Id department;                     // of the signer; empty: it acts for an enterprise
  std::optional<Uscc> enterprise{};  // that the signer is bound to
  std::optional<KeyId> checker{};    // who checked it; must be of the signer's department
  bool parked = false;               // the action waits for its second signature: for the receipt
  ChainId chain{};                   // zero in the genesis
  // The transaction that made the action: an earlier one if the action waited for its second signature.
  TxId origin{};
  // A dry run (dry_run.h): lines that are refused are noted here and left out, instead of the whole action.
  std::vector<Error>* refused = nullptr;

  using Subject = decltype(HistoryKey::subject);
  /// Appends one entry to the history of each subject.
  void say(std::span<const Subject> subjects, Fact fact);
  void say(std::initializer_list<Subject> subjects, Fact fact) {
    say(std::span(subjects.begin(), subjects.size()), std::move(fact));
  }
  /// `wrong_department` unless the signer is of this one.
  [[nodiscard]] Result<void> require_department(const Id& responsible) const;
  /// `wrong_enterprise` unless the signer is bound to this one (its role is `enterprise`).
  [[nodiscard]] Result<void> require_enterprise(const Uscc& code) const;
  /// A protocol feature (ledger/domain/features.h) that is in force at this height.
  [[nodiscard]] bool has_feature(std::string_view name);
  /// The validators' owners decide by vote what else an administrator decides.
  [[nodiscard]] bool governed();
  /// The day of the block in China (+08:00), for which every day that somebody states is a day of China as
  /// well.
  [[nodiscard]] Date today() const { return date_in_china(time_ms); }
  /// Where the chain is governed, `role_not_granted` unless the department may give its keys this role.
  [[nodiscard]] Result<void> require_authority(const Id& department, Role role);
};

// ---- days that somebody states (rules_days.cc; the table of all of them is in docs/domain.md) -------------

/// `day_in_future` if it lies after the day of the block, or after `latest` if that is later.
[[nodiscard]] Result<void> require_past(const TransactionContext& context, std::string_view field,
                                        const Date& day, const Date& latest = {});
/// `day_too_far` if it lies more than a year after the day of the block.
[[nodiscard]] Result<void> require_soon(const TransactionContext& context, std::string_view field,
                                        const Date& day);
/// `day_too_early` if it lies before the first day that is possible, where one is known: "registered", "the
/// award". `what` says of what.
[[nodiscard]] Result<void> require_from(std::string_view field, const Date& day,
                                        const std::optional<Date>& first, Details (*what)());
/// The last day of a public notice of so many days, at least one, that begins today; `working`: days of the
/// calendar (`calendar_missing`). It is fixed when the notice begins: a later calendar moves none.
[[nodiscard]] Result<Date> notice_end(TransactionContext& context, unsigned days, bool working,
                                      bool first_day_counts);

// ---- enterprises and those that were merged into them (rules_enterprise_end.cc) ---------------------------

/// `name_mismatch` unless the enterprise of the code, which is registered, has this name, widths of brackets
/// and blanks aside (rules_enterprise.cc).
[[nodiscard]] Result<void> check_registered_name(TransactionContext& context, const Uscc& code,
                                                 const Name& name, std::string_view field);
/// A type of title of these holders: `unknown_qualification_type`, `wrong_holder` (rules_qualification.cc).
[[nodiscard]] Result<void> require_type(TransactionContext& context, const Id& id, HolderKind holder);
/// How an enterprise ends, for `enterprise_ended`: "merged on 2026-06-01" (rules_enterprise.cc).
[[nodiscard]] Details ended_text(const EnterpriseValue& enterprise);
/// An enterprise answers for those that were merged into it by today, directly or through others: itself
/// first.
[[nodiscard]] std::vector<Uscc> lineage_of(TransactionContext& context, const Uscc& code);
/// Who stands for an enterprise today: itself, or what it was merged into; that one may be dissolved.
[[nodiscard]] Uscc heir_of(TransactionContext& context, const Uscc& code);
/// What is about to be recorded rests on the mergers of this lineage, of this enterprise and of those that it
/// went on into, or on this merger: they are not undone any more.
void build_on_lineage(TransactionContext& context, std::span<const Uscc> lineage);
void build_on_path(TransactionContext& context, const Uscc& code);
void build_on(TransactionContext& context, const Uscc& merged);

/// Checks that this key may sign an action of this role as its maker, and fills in the department or the
/// enterprise (executor.cc).
[[nodiscard]] Result<void> check_maker(TransactionContext& context, const KeyId& id,
                                       std::optional<Role> role);
/// Whether the signer's key makes records for a department (rules_document.cc).
[[nodiscard]] bool makes_records(TransactionContext& context);
/// Keeps an action until a checker decides (rules_pending.cc).
[[nodiscard]] Result<void> park_action(TransactionContext& context, const Action& action, BytesView bytes);
/// The votes of the signer's department are enough to pass a change (rules_governance.cc).
[[nodiscard]] bool decides_alone(TransactionContext& context);

// ---- keys (rules_party.cc) --------------------------------------------------------------------------------

/// The key that stands now for one that was replaced, and for itself otherwise; the key is registered.
[[nodiscard]] KeyId present_key(TransactionContext& context, const KeyId& id);
/// `possession_not_proved` unless this key signed for this use on this chain; `wrong_suite` for a key of another suite.
[[nodiscard]] Result<void> check_possession(const TransactionContext& context, const KeyStatement& statement,
                                            const Signature& signature);
/// Checks that both keys are new, and that their holders have signed for them.
[[nodiscard]] Result<void> check_first_keys(TransactionContext& context, const Id& department,
                                            const FirstKeys& keys);
/// A new department, and first keys; the caller has checked that they may come.
void admit_department(TransactionContext& context, const RegisterDepartment& department,
                      const List<Role, 16>& authority);
void admit_first_keys(TransactionContext& context, const Id& department, const FirstKeys& keys);
/// A department's key of a genesis.
[[nodiscard]] Result<void> apply_rules(TransactionContext& context, const KeyPost& key);

// ---- the actions ------------------------------------------------------------------------------------------

#define CREDENCE_ACTION(Type, ...) \
  [[nodiscard]] Result<void> apply_rules(TransactionContext& context, const Type& action);
#include "ledger/domain/actions.def"
#undef CREDENCE_ACTION

/// The weightiest adverse credit entry of an enterprise, or of one that it answers for, that is active on a
/// day, if its class is at least this one; `none` asks for nothing. For programmes that block payments, and
/// for issuers.
[[nodiscard]] std::optional<CreditMark> adverse_credit(TransactionContext& context, const Uscc& code,
                                                       CreditClass at_least, const Date& day);

/// What runs an action that `context.signer` signed, with these keys beside it (executor.cc).
[[nodiscard]] Result<void> run_action(TransactionContext& context, BytesView action,
                                      std::span<const KeyId> cosigners);

/// What an action does to one of its lines. An error names the line, and refuses the action; in a dry run it is
/// noted, what the line changed is taken back, and the next line follows.
template <class Apply>
[[nodiscard]] Result<void> apply_line(TransactionContext& context, std::uint32_t line, Apply&& apply) {
  if (context.refused != nullptr) context.state.begin();
  Result<void> good = apply();
  if (!good && !line_in(good.error().details))
    good = fail(good.error().code, said::line(line) + good.error().details);
  if (context.refused == nullptr) return good;
  if (!good) {
    context.state.rollback();
    context.refused->push_back(std::move(good.error()));
  }
  context.state.begin();
  return {};
}
/// The number of a line: its own, or its place where lines have none.
template <class Line>
[[nodiscard]] std::uint32_t number_of(const Line& line, std::size_t place) {
  if constexpr (requires { line.line; })
    return line.line;
  else
    return static_cast<std::uint32_t>(place) + 1;
}
/// The same for all lines in order.
template <class Lines, class Apply>
[[nodiscard]] Result<void> apply_lines(TransactionContext& context, const Lines& lines, Apply&& apply) {
  for (std::size_t i = 0; i < lines.size(); ++i)
    if (auto good = apply_line(context, number_of(lines[i], i), [&] { return apply(lines[i]); }); !good)
      return good;
  return {};
}

}  // namespace credence
