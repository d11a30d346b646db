// SPDX-License-Identifier: Apache-2.0
// Enterprises: the actions, what the state keeps of them, and what histories say. Included through actions.h
// and state_values.h.
#pragma once

#include "ledger/domain/types.h"

namespace credence {

// ---- actions ----------------------------------------------------------------------------------------------

/// No enterprise of the register is older; and where a file writes 1900-01-01 for "none", nothing is
/// recorded.
inline constexpr Date kFirstEnterprises{1949, 10, 1};

struct EnterpriseLine {
  Uscc code;
  Name name;
  std::optional<Date> registered_on;
  std::optional<Name> place;
  CREDENCE_FIELDS(code, name, registered_on, place);
};
struct RegisterEnterprises {
  List<EnterpriseLine, limits::kLinesMax> lines;
  CREDENCE_FIELDS(lines);
};

/// Code, titles and their expiry stay; the former name is kept.
struct RenameEnterprise {
  Uscc code;
  Name name;
  Date effective;
  DocumentNo document_no;
  CREDENCE_FIELDS(code, name, effective, document_no);
};

struct TitleDecision {
  Id type;
  bool carried = false;  // the successor takes it over, with its number and its last day
  CREDENCE_FIELDS(type, carried);
};
/// `code` becomes part of `into` on a day, which may be announced. Each title of it that still runs on that
/// day is decided on.
struct MergeEnterprise {
  Uscc code, into;
  Date effective;  // the first day without it
  DocumentNo document_no;
  List<TitleDecision, 64> titles;  // strictly rising by type
  CREDENCE_FIELDS(code, into, effective, document_no, titles);
};

/// Deregistered on a day, which may be announced: its titles end, and from then on it gets no awards,
/// payments and titles.
struct DissolveEnterprise {
  Uscc code;
  Date effective;  // the first day without it
  DocumentNo document_no;
  CREDENCE_FIELDS(code, effective, document_no);
};

/// Undoes a merger or a dissolution that was recorded by mistake, before others have built on it.
struct RestoreEnterprise {
  Uscc code;
  DocumentNo document_no;
  Note reason;  // not empty
  CREDENCE_FIELDS(code, document_no, reason);
};

/// Admits a code of the early pilot, whose check digit the standard refuses, for the enterprise of this name.
/// The enterprise can be registered only afterwards.
struct AdmitCode {
  Uscc code;
  Name name;
  DocumentNo document_no;
  Note reason;  // not empty
  CREDENCE_FIELDS(code, name, document_no, reason);
};

// ---- state ------------------------------------------------------------------------------------------------

struct EnterpriseKey {
  Uscc code;
  CREDENCE_KEY_FIELDS(code);
};

/// What an enterprise holds of one programme.
struct ProgrammeShare {
  Id programme;
  Fen awarded = 0;           // without what was released again
  std::uint32_t awards = 0;  // not withdrawn
  CREDENCE_FIELDS(programme, awarded, awards);
};
enum class EnterpriseEnd : std::uint8_t { none, merged, dissolved };
constexpr EnterpriseEnd last_of(EnterpriseEnd) { return EnterpriseEnd::dissolved; }
[[nodiscard]] std::string_view name_of(EnterpriseEnd end);

struct FormerName {
  Name name;
  Date until;  // the day on which the next name took effect
  CREDENCE_FIELDS(name, until);
};

struct EnterpriseValue {
  Name name;
  std::optional<Date> registered_on;
  std::optional<Name> place;
  Fen awarded = 0, paid = 0;  // paid: of its awards, also to a successor
  std::uint32_t awards = 0, payments = 0;
  List<Id, 64> qualifications;  // types ever issued to it, strictly rising
  Fen recovered = 0;            // of `paid`
  // The programmes that ever gave it an award, strictly rising.
  List<ProgrammeShare, limits::kProgrammesPerEnterpriseMax> programmes;
  List<FormerName, 32> former_names;        // the oldest first
  EnterpriseEnd end = EnterpriseEnd::none;  // how it ends: merged or dissolved
  // It ends on this day, which may lie in the future: until then the enterprise is as before.
  std::optional<Date> ends_on;
  std::optional<Uscc> successor;                 // that it is merged into
  List<Uscc, limits::kLineageMax> predecessors;  // that are merged into it, in the order of the chain
  CREDENCE_FIELDS(name, registered_on, place, awarded, paid, awards, payments, qualifications, recovered,
                  programmes, former_names, end, ends_on, successor, predecessors);
  /// No day that is recorded of it lies before this one.
  [[nodiscard]] Date first_day() const { return registered_on.value_or(kFirstEnterprises); }
  /// Neither merged nor dissolved on a day.
  [[nodiscard]] bool active(const Date& day) const { return end == EnterpriseEnd::none || day < *ends_on; }
};

template <>
struct ValueOf<EnterpriseKey> {
  using type = EnterpriseValue;
};

struct CodeExceptionKey {
  Uscc code;
  CREDENCE_KEY_FIELDS(code);
};
struct CodeExceptionValue {
  Id department;  // that admitted the code
  Name name;
  DocumentNo document_no;
  Note reason;
  CREDENCE_FIELDS(department, name, document_no, reason);
};

template <>
struct ValueOf<CodeExceptionKey> {
  using type = CodeExceptionValue;
};

// ---- facts of histories -----------------------------------------------------------------------------------

struct EnterpriseRenamed {
  RenameEnterprise rename;
  Name former;
  CREDENCE_FIELDS(rename, former);
};
struct EnterpriseMerged {
  MergeEnterprise merger;
  CREDENCE_FIELDS(merger);
};
struct EnterpriseDissolved {
  DissolveEnterprise dissolution;
  CREDENCE_FIELDS(dissolution);
};
/// `end`: what was undone; `into`: the successor of the merger, and `taken_back` the titles that it had taken
/// over.
struct EnterpriseRestored {
  RestoreEnterprise restoration;
  EnterpriseEnd end = EnterpriseEnd::none;
  Date ends_on;
  std::optional<Uscc> into;
  List<Id, limits::kTakenBackMax> taken_back;  // strictly rising
  CREDENCE_FIELDS(restoration, end, ends_on, into, taken_back);
};
struct EnterpriseRegistered {
  EnterpriseLine line;
  CREDENCE_FIELDS(line);
};
struct CodeAdmitted {
  Id department;
  AdmitCode admission;
  CREDENCE_FIELDS(department, admission);
};

}  // namespace credence
