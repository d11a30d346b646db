// SPDX-License-Identifier: Apache-2.0
#include "client/lists/recorded.h"

#include <set>

#include "ledger/domain/text.h"

namespace credence {
namespace {

enum class Held : std::uint8_t { no, otherwise, same };

// Leaves the lines that are not held as they stand here.
template <class List, class Ask>
Outcome<Missing> leave(const List& list, Ask ask) {
  List rest = list;
  rest.lines.clear();
  std::vector<std::size_t> otherwise;
  for (std::size_t i = 0; i < list.lines.size(); ++i) {
    const Outcome<Held> held = ask(list.lines[i]);
    if (!held) return std::unexpected(held.error());
    if (*held != Held::same) rest.lines.push_back(list.lines[i]);
    if (*held == Held::otherwise) otherwise.push_back(i);
  }
  const std::size_t count = rest.lines.size();
  return Missing{std::move(rest), count, std::move(otherwise)};
}

template <class Value, class Same>
Outcome<Held> holds(Client& client, const StateKey& key, Same same) {
  auto value = client.state<Value>(key);
  if (!value) return std::unexpected(value.error());
  if (!**value) return Held::no;
  return same(***value) ? Held::same : Held::otherwise;
}

// Of an action that is one thing.
template <class Value, class Same>
Outcome<Missing> whole(Client& client, const Action& action, const StateKey& key, Same same) {
  const auto held = holds<Value>(client, key, std::move(same));
  if (!held) return std::unexpected(held.error());
  return Missing{action, *held == Held::same ? std::size_t{0} : std::size_t{1}, {}};
}

// What a line of awards says of an award, but for its code.
bool says(const AwardValue& award, const AwardLine& line) {
  return award.beneficiary == line.beneficiary && award.project == line.project &&
         award.amount == line.amount && award.persons == line.persons && award.investment == line.investment;
}

// Whether the award's state says already what the line says.
bool has_result(const AwardValue& award, ResultStep step, const ResultLine& line) {
  switch (step) {
    case ResultStep::milestone:
      return line.passed && award.milestones.size() >= line.milestone &&
             award.milestones[line.milestone - 1U] == line.on;
    case ResultStep::acceptance:
      return line.passed && award.acceptance == Acceptance::passed && award.acceptance_on == line.on;
    case ResultStep::performance:
      return award.performance == line.grade && award.performance_on == line.on;
    case ResultStep::closing:
      return award.closed;
  }
  return false;
}

struct Asker {
  Client& client;

  Outcome<Missing> operator()(const RegisterEnterprises& list) const {
    return leave(list, [this](const EnterpriseLine& line) {
      return holds<EnterpriseValue>(client, EnterpriseKey{line.code}, [&](const EnterpriseValue& v) {
        return v.name == line.name && v.registered_on == line.registered_on && v.place == line.place;
      });
    });
  }
  Outcome<Missing> operator()(const RegisterHolders& list) const {
    return leave(list, [this](const HolderLine& line) {
      const Uscc code = holder_code(client.network().anchor.chain.suite, line);
      return holds<EnterpriseValue>(client, EnterpriseKey{code}, [&](const EnterpriseValue& v) {
        return v.name == line.name && v.place == line.place && v.belongs_to == line.belongs_to &&
               v.department == line.department;
      });
    });
  }
  Outcome<Missing> operator()(const RecordAwards& list) const {
    if (list.lines.empty()) {
      return whole<AwardBatchValue>(client, list, AwardBatchKey{list.programme, list.batch},
                                    [&](const BatchDeclaration& declared) { return declared == list; });
    }
    return leave(list, [&](const AwardLine& line) {
      return holds<AwardValue>(
          client, AwardKey{list.programme, list.batch, line.line},
          [&](const AwardValue& v) { return says(v, line) && (!line.code || v.code == line.code); });
    });
  }
  Outcome<Missing> operator()(const RecordPayments& list) const {
    return leave(list, [&](const PaymentLine& line) {
      return holds<PaymentValue>(
          client, PaymentKey{list.programme, list.list, line.line}, [&](const PaymentValue& v) {
            return v.award_batch == line.award_batch && v.award_line == line.award_line &&
                   v.code == line.code && v.amount == line.amount && v.paid_on == line.paid_on;
          });
    });
  }
  Outcome<Missing> operator()(const AmendAwards& list) const {
    return leave(list, [&](const AwardLine& line) {
      return holds<AwardValue>(client, AwardKey{list.programme, list.batch, line.line},
                               [&](const AwardValue& v) { return says(v, line) && v.code == line.code; });
    });
  }
  Outcome<Missing> operator()(const ReversePayments& list) const {
    return leave(list, [&](const ReversalLine& line) {
      return holds<PaymentValue>(client, PaymentKey{list.programme, list.list, line.line},
                                 [&](const PaymentValue& v) {
                                   return v.reversal && v.reversal->kind == list.kind &&
                                          v.reversal->on == line.on && v.reversal->reason == line.reason;
                                 });
    });
  }
  Outcome<Missing> operator()(const RegisterProjects& list) const {
    return leave(list, [&](const ProjectLine& line) {
      const Hash32 project =
          project_hash(client.network().anchor.chain.suite, list.programme, line.code, line.project);
      return holds<LibraryProjectValue>(
          client, LibraryProjectKey{list.programme, project},
          [&](const LibraryProjectValue& v) { return v.requested == line.requested; });
    });
  }
  Outcome<Missing> operator()(const RecordListings& list) const {
    return leave(list, [&](const ListingLine& line) {
      const Hash32 product =
          project_hash(client.network().anchor.chain.suite, list.programme, line.code, line.product);
      return holds<ListingValue>(client, ListingKey{list.programme, product}, [&](const ListingValue& v) {
        return v.valid_from == line.valid_from && v.valid_to == line.valid_to;
      });
    });
  }
  Outcome<Missing> operator()(const RecordBids& list) const {
    return leave(list, [&](const BidLine& line) {
      return holds<BidValue>(
          client, BidKey{list.programme, list.challenge, line.line}, [&](const BidValue& v) {
            return v.code == line.code && v.project == line.project && v.amount == line.amount;
          });
    });
  }
  Outcome<Missing> operator()(const WithdrawAwards& list) const {
    return leave(list, [&](const WithdrawalLine& line) {
      return holds<AwardValue>(client, AwardKey{list.programme, list.batch, line.line},
                               [](const AwardValue& v) { return v.closed; });
    });
  }
  Outcome<Missing> operator()(const AcknowledgePayments& list) const {
    return leave(list, [&](const AcknowledgementLine& line) {
      return holds<PaymentValue>(client, PaymentKey{list.programme, list.list, line.line},
                                 [](const PaymentValue& v) { return v.acknowledged; });
    });
  }
  Outcome<Missing> operator()(const RecordResults& list) const {
    return leave(list, [&](const ResultLine& line) {
      return holds<AwardValue>(client, AwardKey{list.programme, line.award_batch, line.award_line},
                               [&](const AwardValue& v) { return has_result(v, list.step, line); });
    });
  }
  Outcome<Missing> operator()(const IssueQualifications& list) const {
    return leave(list, [&](const QualificationLine& line) {
      return holds<QualificationValue>(
          client, QualificationKey{list.type, line.code}, [&](const QualificationValue& v) {
            return v.certificate_no == line.certificate_no && v.document_no == list.document_no &&
                   v.valid_from == line.valid_from && (!line.valid_to || v.valid_to == line.valid_to);
          });
    });
  }
  Outcome<Missing> operator()(const RenewQualifications& list) const {
    return leave(list, [&](const QualificationLine& line) {
      return holds<QualificationValue>(
          client, QualificationKey{list.type, line.code}, [&](const QualificationValue& v) {
            return v.renewals > 0 && v.certificate_no == line.certificate_no &&
                   v.document_no == list.document_no && v.valid_from < line.valid_from && v.valid_to &&
                   (!line.valid_to || v.valid_to == line.valid_to);
          });
    });
  }
  Outcome<Missing> operator()(const RecordCredit& list) const {
    // The commitment is made anew with each import (its salt is random), so that it is not compared.
    return leave(list, [&](const CreditLine& line) {
      return holds<CreditValue>(
          client, CreditKey{list.department, list.batch, line.line}, [&](const CreditValue& v) {
            return v.code == line.code && v.kind == line.kind && v.weight == line.weight &&
                   v.decided_on == line.decided_on && v.published_to == line.published_to;
          });
    });
  }
  Outcome<Missing> operator()(const RecordRatings& list) const {
    return leave(list, [&](const RatingLine& line) {
      return holds<RatingValue>(client, RatingKey{list.scale, line.code}, [&](const RatingValue& v) {
        return v.grade == line.grade && v.rated_on == line.rated_on && v.valid_to == line.valid_to;
      });
    });
  }
  Outcome<Missing> operator()(const RegisterDepartment& a) const {
    return whole<DepartmentValue>(client, a, DepartmentKey{a.id}, [&](const DepartmentValue& v) {
      return v.name_zh == a.name_zh && v.name_en == a.name_en && v.kind == a.kind;
    });
  }
  Outcome<Missing> operator()(const RegisterKey& a) const {
    return whole<SignerValue>(client, a, SignerKey{key_id(a.key)}, [&](const SignerValue& v) {
      return !v.revoked && v.department == a.department && v.roles == a.roles && v.holder == a.holder;
    });
  }
  Outcome<Missing> operator()(const DefineQualification& a) const {
    const QualificationTypeValue wanted{a.name_zh,      a.name_en, a.issuer, a.years,
                                        a.prerequisite, a.held_by, a.task};
    return whole<QualificationTypeValue>(
        client, a, QualificationTypeKey{a.type},
        [&](const QualificationTypeValue& v) { return encode(v) == encode(wanted); });
  }
  Outcome<Missing> operator()(const DefineTarget& a) const {
    return whole<TargetValue>(client, a, TargetKey{a.id}, [&](const TargetValue& v) {
      return v.plan == a.plan && v.name_zh == a.name_zh && v.name_en == a.name_en &&
             v.department == a.department && v.kind == a.kind && v.value == a.value &&
             v.unit_zh == a.unit_zh && v.unit_en == a.unit_en && v.year == a.year &&
             v.document_no == a.document_no && v.source == a.source && v.task == a.task;
    });
  }
  Outcome<Missing> operator()(const RecordMeasure& a) const {
    return whole<MeasureValue>(client, a, MeasureKey{a.target, a.on}, [&](const MeasureValue& v) {
      return v.value == a.value && v.whole == a.whole && v.evidence == a.evidence;
    });
  }
  Outcome<Missing> operator()(const AdmitCode& a) const {
    return whole<CodeExceptionValue>(client, a, CodeExceptionKey{a.code}, [&](const CodeExceptionValue& v) {
      return v.name == a.name && v.document_no == a.document_no && v.reason == a.reason;
    });
  }
  Outcome<Missing> operator()(const AnchorDocument& a) const {
    return whole<DocumentValue>(client, a, DocumentKey{a.sha256}, [&](const DocumentValue& v) {
      return v.size_bytes == a.size_bytes && v.title == a.title && v.document_no == a.document_no &&
             v.issued_on == a.issued_on;
    });
  }
  Outcome<Missing> operator()(const CreateProgramme& a) const {
    return whole<ProgrammeValue>(client, a, ProgrammeKey{a.id}, [&](const ProgrammeValue& v) {
      return v.name == a.name && v.lead_department == a.lead_department &&
             v.finance_department == a.finance_department && v.fiscal_year == a.fiscal_year &&
             v.budget == a.budget && v.document_no == a.document_no && v.kind == a.kind &&
             v.document_hash == a.document_hash && v.task == a.task;
    });
  }
  template <class Other>
  Outcome<Missing> operator()(const Other& action) const {
    return Missing{action, 1, {}};
  }
};

// What tells a line from the others of its list.
std::string key_of(const EnterpriseLine& line) { return std::string(text_of(line.code)); }
template <class Line>
std::string key_of(const Line& line) {
  return std::to_string(line.line);
}

template <class A>
concept HasLines = requires(const A& a) { a.lines.size(); };

std::vector<std::size_t> places(const Action& whole, const Action& part, bool in_part) {
  std::vector<std::size_t> out;
  std::visit(
      [&]<class A>(const A& list) {
        if constexpr (HasLines<A>) {
          std::set<std::string> keys;
          if (const A* const some = std::get_if<A>(&part))
            for (const auto& line : some->lines) keys.insert(key_of(line));
          for (std::size_t i = 0; i < list.lines.size(); ++i)
            if (keys.contains(key_of(list.lines[i])) == in_part) out.push_back(i);
        }
      },
      whole);
  return out;
}

}  // namespace

bool may_be_recorded(std::uint16_t receipt_code) {
  switch (static_cast<Code>(receipt_code)) {
    case Code::already_registered:
    case Code::line_recorded:
    case Code::duplicate_award:
    case Code::already_in_force:
    case Code::award_closed:
    case Code::already_acknowledged:
    case Code::payment_reversed:
    case Code::already_accepted:
    case Code::already_graded:
    case Code::milestone_order:
    // Sums and counts that the list itself has used up.
    case Code::declared_count_exceeded:
    case Code::declared_total_exceeded:
    case Code::budget_exceeded:
    case Code::quota_exceeded:
    case Code::cap_exceeded:
    case Code::one_project_only:
    case Code::award_exceeded:
    case Code::tranche_not_due:
    case Code::challenge_exceeded:
      return true;
    default:
      return false;
  }
}

Outcome<Missing> without_recorded(Client& client, const Action& action) {
  return std::visit(Asker{client}, action);
}

Outcome<Missing> without_recorded_ends(Client& client, const Action& action) {
  const std::size_t lines = lines_of(action);
  auto ends = without_recorded(client, lines > 1 ? only_lines(action, {0, lines - 1}) : action);
  if (!ends) return std::unexpected(ends.error());
  if (lines < 2) return ends;
  if (ends->lines == 2) return Missing{action, lines, {}};
  return without_recorded(client, action);
}

std::optional<std::size_t> refused_line(const Action& action, const Receipt& receipt) {
  const auto line = line_in(details_of(receipt));
  if (receipt.code == 0 || !line || *line == 0) return std::nullopt;
  return std::visit(
      [number = *line]<class A>(const A& list) -> std::optional<std::size_t> {
        if constexpr (std::is_same_v<A, RegisterEnterprises>) {
          if (number <= list.lines.size()) return number - 1;
        } else if constexpr (HasLines<A>) {
          for (std::size_t i = 0; i < list.lines.size(); ++i)
            if (list.lines[i].line == number) return i;
        }
        return std::nullopt;
      },
      action);
}

Action only_lines(const Action& action, const std::vector<std::size_t>& places) {
  return std::visit(
      [&]<class A>(const A& list) -> Action {
        A out = list;
        if constexpr (HasLines<A>) {
          out.lines.clear();
          for (const std::size_t place : places) out.lines.push_back(list.lines.at(place));
        }
        return out;
      },
      action);
}

std::vector<std::size_t> places_in(const Action& whole, const Action& part) {
  return places(whole, part, true);
}
std::vector<std::size_t> places_not_in(const Action& whole, const Action& part) {
  return places(whole, part, false);
}

}  // namespace credence
