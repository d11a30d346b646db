// SPDX-License-Identifier: Apache-2.0
// Enterprises, and the products, places and other things beside them that hold titles: the actions, what the
// state keeps of them, and what histories say. Included through actions.h and state_values.h.
#pragma once

#include <vector>

#include "ledger/domain/types.h"
#include "ledger/primitives/suite.h"

namespace credence {

/// What holds a title. All but the first are registered with what they belong to (RegisterHolders).
enum class HolderKind : std::uint8_t {
  enterprise,
  product,  // of an enterprise, with its version
  project,  // also an application
  platform,
  place,  // a city, a zone
  park,   // also a base
  laboratory,
  team,  // nothing of a person is recorded
};
constexpr HolderKind last_of(HolderKind) { return HolderKind::team; }
[[nodiscard]] std::string_view name_of(HolderKind kind);
[[nodiscard]] std::optional<HolderKind> holder_kind_named(std::string_view name);
/// What a code is of. Those of enterprises are of GB 32100; one of anything else begins with 0, which no
/// authority has there, and says its kind second.
[[nodiscard]] HolderKind holder_kind_of(const Uscc& code);

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

/// Something that holds titles and is no enterprise. It belongs to an enterprise (its maker, its operator), to
/// a department (of a city), or both: a product has its maker, a place and a park their department.
struct HolderLine {
  std::uint32_t line = 0;
  HolderKind kind = HolderKind::enterprise;  // another one
  Name name;                                 // of a product: with its version
  std::optional<Uscc> belongs_to;
  Id department;              // empty: none
  std::optional<Name> place;  // where it is
  CREDENCE_FIELDS(line, kind, name, belongs_to, department, place);
};
/// What it is, whose, and its name as folded give its code: who knows them can name it, and it is registered
/// once.
[[nodiscard]] Uscc holder_code(Suite suite, const HolderLine& holder);
struct RegisterHolders {
  List<HolderLine, limits::kLinesMax> lines;
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
  ProgrammeKind kind = ProgrammeKind::grant;
  Fen paid = 0, recovered = 0;  // as those of the enterprise
  std::uint32_t payments = 0;
  CREDENCE_FIELDS(programme, awarded, awards, kind, paid, recovered, payments);
};
/// What an enterprise holds of all programmes of one kind.
struct KindSum {
  ProgrammeKind kind = ProgrammeKind::grant;
  Fen awarded = 0, paid = 0, recovered = 0;
  std::uint32_t awards = 0, payments = 0;
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
  // Control sums over all programmes, of whatever kind; paid: of its awards, also to a successor.
  Fen awarded = 0, paid = 0;
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
  HolderKind kind = HolderKind::enterprise;
  std::optional<Uscc> belongs_to;  // of another kind: as registered
  Id department;
  CREDENCE_FIELDS(name, registered_on, place, awarded, paid, awards, payments, qualifications, recovered,
                  programmes, former_names, end, ends_on, successor, predecessors, kind, belongs_to,
                  department);
  /// Its money, each kind of programme for itself: kinds are never added for a reader.
  [[nodiscard]] std::vector<KindSum> by_kind() const;
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
/// Told to the holder, to its owner and to its department. `registrar`: the department that registered it.
struct HolderRegistered {
  Id registrar;
  Uscc code;
  HolderLine line;
  CREDENCE_FIELDS(registrar, code, line);
};
struct CodeAdmitted {
  Id department;
  AdmitCode admission;
  CREDENCE_FIELDS(department, admission);
};

}  // namespace credence
