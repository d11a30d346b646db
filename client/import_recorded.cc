#include "client/import_recorded.h"

namespace credence {
namespace {

// Leaves the lines for which `is_held` is not true.
template <class List, class Held>
Outcome<Missing> leave(const List& list, Held is_held) {
  List rest = list;
  rest.lines.clear();
  for (const auto& line : list.lines) {
    auto held = is_held(line);
    if (!held) return std::unexpected(held.error());
    if (!*held) rest.lines.push_back(line);
  }
  const std::size_t count = rest.lines.size();
  return Missing{std::move(rest), count};
}

template <class Value, class Same>
Outcome<bool> holds(Client& client, const StateKey& key, Same same) {
  auto value = client.state<Value>(key);
  if (!value) return std::unexpected(value.error());
  return **value && same(***value);
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
  Outcome<Missing> operator()(const RecordAwards& list) const {
    if (list.lines.empty()) {
      auto held = holds<AwardBatchValue>(
          client, AwardBatchKey{list.programme, list.batch}, [&](const AwardBatchValue& v) {
            return v.title == list.title && v.document_no == list.document_no &&
                   v.published == list.published && v.stage == list.stage &&
                   v.declared_count == list.declared_count && v.declared_total == list.declared_total &&
                   v.source == list.source;
          });
      if (!held) return std::unexpected(held.error());
      return Missing{list, *held ? std::size_t{0} : std::size_t{1}};
    }
    return leave(list, [&](const AwardLine& line) {
      return holds<AwardValue>(
          client, AwardKey{list.programme, list.batch, line.line}, [&](const AwardValue& v) {
            return v.beneficiary == line.beneficiary && (!line.code || v.code == line.code) &&
                   v.project == line.project && v.amount == line.amount;
          });
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
  Outcome<Missing> operator()(const IssueQualifications& list) const {
    return leave(list, [&](const QualificationLine& line) {
      return holds<QualificationValue>(
          client, QualificationKey{list.type, line.code}, [&](const QualificationValue& v) {
            return v.certificate_no == line.certificate_no && v.document_no == list.document_no &&
                   v.valid_from == line.valid_from && (!line.valid_to || v.valid_to == line.valid_to);
          });
    });
  }
  Outcome<Missing> operator()(const RegisterDepartment& a) const {
    return whole<DepartmentValue>(a, DepartmentKey{a.id}, DepartmentValue{a.name_zh, a.name_en, a.kind});
  }
  Outcome<Missing> operator()(const RegisterKey& a) const {
    return whole<SignerValue>(a, SignerKey{key_id(a.key)},
                              SignerValue{a.key, a.department, a.roles, a.holder, false});
  }
  Outcome<Missing> operator()(const DefineQualification& a) const {
    return whole<QualificationTypeValue>(
        a, QualificationTypeKey{a.type},
        QualificationTypeValue{a.name_zh, a.name_en, a.issuer, a.years, a.prerequisite});
  }
  Outcome<Missing> operator()(const CreateProgramme& a) const {
    auto held = holds<ProgrammeValue>(client, ProgrammeKey{a.id}, [&](const ProgrammeValue& v) {
      return v.name == a.name && v.lead_department == a.lead_department &&
             v.finance_department == a.finance_department && v.fiscal_year == a.fiscal_year &&
             v.budget == a.budget && v.document_no == a.document_no;
    });
    if (!held) return std::unexpected(held.error());
    return Missing{a, *held ? std::size_t{0} : std::size_t{1}};
  }
  template <class Value>
  Outcome<Missing> whole(const Action& action, const StateKey& key, const Value& wanted) const {
    auto held = holds<Value>(client, key, [&](const Value& v) { return encode(v) == encode(wanted); });
    if (!held) return std::unexpected(held.error());
    return Missing{action, *held ? std::size_t{0} : std::size_t{1}};
  }
  template <class Other>
  Outcome<Missing> operator()(const Other& action) const {
    return Missing{action, 1};
  }
};

}  // namespace

bool says_recorded(std::uint16_t receipt_code) {
  switch (static_cast<Code>(receipt_code)) {
    case Code::already_registered:
    case Code::line_recorded:
    case Code::duplicate_award:
    case Code::already_in_force:
      return true;
    default:
      return false;
  }
}

Outcome<Missing> without_recorded(Client& client, const Action& action) {
  return std::visit(Asker{client}, action);
}

}  // namespace credence
