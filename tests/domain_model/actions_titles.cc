// SPDX-License-Identifier: Apache-2.0
// Enterprises, titles, credit.
#include "tests/domain_model/actions.h"
#include "tests/support/suite.h"

namespace credence::model {

template <class Wanted>
std::optional<TypeAndCode> Actions::title(Wanted wanted) {
  if (m_.titles.held.empty()) return std::nullopt;
  for (int tries = 0; tries < 20; ++tries) {
    const auto& [key, value] = among(m_.titles.held);
    if (wanted(key, value)) return key;
  }
  return among(m_.titles.held).first;
}

template <class Wanted>
CreditKey Actions::credit_entry(Wanted wanted) {
  if (m_.credit.entries.empty() || chance(3)) return {"iit", "none", 1};
  for (int tries = 0; tries < 30; ++tries) {
    const auto& [key, entry] = among(m_.credit.entries);
    if (wanted(key, entry)) return key;
  }
  return among(m_.credit.entries).first;
}

// ---- enterprises ------------------------------------------------------------------------------------------

Action Actions::register_enterprises() {
  RegisterEnterprises out;
  const unsigned count = 1 + pick(4);
  for (unsigned i = 0; i < count; ++i) {
    const Uscc code = enterprise();
    if (std::ranges::find(out.lines, code, &EnterpriseLine::code) != out.lines.end()) continue;
    if (m_.titles.enterprises.contains(code) && chance(85)) continue;
    const auto held = m_.titles.enterprises.find(code);
    if (held != m_.titles.enterprises.end() && chance(50))
      out.lines.push_back(held->second.said);
    else
      out.lines.push_back({code, Name("样例企业" + std::string(text_of(code).substr(8, 8)) + "（广东）"),
                           chance(4)    ? std::optional(around(0, 9))
                           : chance(15) ? std::nullopt
                                        : std::optional(Date{2019, 2, 28}),
                           std::nullopt});
  }
  if (out.lines.empty()) {
    const Uscc code = enterprise();
    out.lines.push_back({code, Name("样例企业" + std::string(text_of(code).substr(8, 8)) + "（广东）"),
                         Date{2019, 2, 28}, std::nullopt});
  }
  return out;
}

Action Actions::admit_code() {
  if (!m_.exceptions.empty() && chance(30)) {
    const auto& [code, held] = among(m_.exceptions);
    return AdmitCode{code, held.name, held.document_no, chance(50) ? held.reason : reason()};
  }
  const Uscc code = pilot_code();
  return AdmitCode{code, chance(10) ? Name("另一企业") : name_of_enterprise(code), document(), reason()};
}

Action Actions::rename_enterprise() {
  const Uscc code = chance(15) ? holder_for(type()) : enterprise();
  const auto held = m_.titles.enterprises.find(code);
  const Name name = held != m_.titles.enterprises.end() && chance(20)
                        ? held->second.name
                        : Name("更名企业" + std::to_string(pick(1000)) + "(深圳)");
  return RenameEnterprise{code, name,
                          chance(3) ? Date{chance(50) ? std::uint16_t{2018} : std::uint16_t{1900}, 1, 1}
                                    : around(20, chance(8) ? 5 : 0),
                          document()};
}

Action Actions::merge_enterprise() {
  Uscc code = enterprise(), into = enterprise();
  for (int tries = 0; code == into || tries < 2; ++tries) into = enterprise();
  if (const Uscc one = holder_for(type()), other = holder_for(type());
      holder_kind_of(one) == holder_kind_of(other) && one != other && chance(20))
    code = one, into = other;
  // A successor that holds one of the titles itself, if there is one.
  if (const auto mine = title([&](const TypeAndCode& key, const QualificationValue& value) {
        return key.second == code && m_.title_runs(value, m_.today);
      });
      mine && mine->second == code && chance(50))
    if (const auto other = title([&](const TypeAndCode& key, const QualificationValue& value) {
          return key.first == mine->first && key.second != code && m_.title_runs(value, m_.today);
        });
        other && other->second != code)
      into = other->second;
  MergeEnterprise out{code,
                      into,
                      chance(3)   ? Date{chance(50) ? std::uint16_t{2018} : std::uint16_t{1900}, 1, 1}
                      : chance(3) ? around(0, 800)
                                  : around(10, 10),
                      document(),
                      {}};
  for (const auto& [key, title] : m_.titles.held) {
    if (key.second != code) continue;
    if (m_.title_runs(title, out.effective) ? chance(88) : chance(4)) {
      const auto there = m_.titles.held.find({key.first, into});
      const bool free = there == m_.titles.held.end() || !m_.title_runs(there->second, out.effective);
      out.titles.push_back({key.first, free ? chance(70) : chance(40)});
    }
  }
  return out;
}

Action Actions::dissolve_enterprise() {
  return DissolveEnterprise{chance(15) ? holder_for(type()) : enterprise(),
                            chance(3) ? around(0, 800) : around(10, 10), document()};
}

Action Actions::restore_enterprise() {
  Uscc code = enterprise();
  if (!m_.titles.ends.empty() && chance(90))
    for (int tries = 0; tries < 8; ++tries) {
      code = among(m_.titles.ends).first;
      if (!m_.titles.ends.at(code).built_on) break;
    }
  return RestoreEnterprise{code, document(), reason()};
}

Action Actions::register_holders() {
  RegisterHolders out;
  const unsigned count = 1 + pick(3);
  for (std::uint32_t number = 1; number <= count; ++number) {
    HolderLine line{
        number, HolderKind::product, written("样例产品" + std::to_string(pick(12)) + " (V1)"), {}, {}, {}};
    if (chance(50)) line.kind = among({HolderKind::project, HolderKind::park, HolderKind::team});
    if (line.kind != HolderKind::park || chance(30)) line.belongs_to = enterprise();
    if (line.kind == HolderKind::park || chance(10)) line.department = department();
    if (chance(30)) line.place = Name("样例区");
    if (std::ranges::none_of(out.lines, [&](const HolderLine& other) {
          return holder_code(samples::kSuite, other) == holder_code(samples::kSuite, line);
        }))
      out.lines.push_back(line);
  }
  return out;
}

// ---- titles -----------------------------------------------------------------------------------------------

Action Actions::define_qualification() {
  if (chance(25)) return among(m_.titles.types).second;
  DefineQualification out{
      Id("t" + std::to_string(pick(9))),  "称号",      "Title", among({Id("iit"), Id("sci"), department()}),
      static_cast<std::uint8_t>(pick(4)), std::nullopt};
  if (chance(30)) out.held_by = among({HolderKind::product, HolderKind::park, HolderKind::team});
  if (chance(30)) out.task = "gd-t1";
  if (chance(40)) out.prerequisite = type();
  if (out.prerequisite == out.type) out.prerequisite.reset();
  return out;
}

Action Actions::set_qualification_rule() {
  SetQualificationRule out{type(), {}};
  const auto held = m_.titles.rules.find(out.type);
  if (held != m_.titles.rules.end() && chance(12)) {
    out.rule = among(held->second);
    if (chance(40)) out.rule.years = static_cast<std::uint8_t>(pick(5));
    return out;
  }
  QualificationRule& rule = out.rule;
  rule.version = Id("v" + std::to_string(pick(200)));
  const unsigned actions = pick(4);
  rule.issue = actions != 1;
  rule.renew = actions != 2;
  rule.effective_from = chance(3) ? around(0, 900) : around(60, 60);
  if (chance(20)) rule.effective_to = plus_days(rule.effective_from, static_cast<int>(pick(200)));
  rule.years = static_cast<std::uint8_t>(pick(4));
  for (const auto& [id, definition] : m_.titles.types)
    if (id < out.type && chance(20)) rule.prerequisites.push_back(id);
  if (chance(2)) rule.prerequisites = {Id("no-such")};
  if (chance(40)) rule.notice_days = static_cast<std::uint8_t>(1 + pick(10));
  rule.ban_years = static_cast<std::uint8_t>(pick(4));
  return out;
}

Action Actions::issue_qualifications() {
  IssueQualifications out{type(), Id("q" + std::to_string(made_)), "名单", document(), "", {}};
  const unsigned count = 1 + pick(3);
  for (std::uint32_t number = 1; number <= count; ++number) {
    const Uscc code = chance(3) ? enterprise() : holder_for(out.type);
    if (std::ranges::find(out.lines, code, &QualificationLine::code) != out.lines.end()) continue;
    QualificationLine line{number,
                           code,
                           name_of_enterprise(code),
                           document(),
                           chance(3) ? Date{chance(50) ? std::uint16_t{2018} : std::uint16_t{1900}, 1, 1}
                                     : around(30, chance(4) ? 900 : 10),
                           std::nullopt};
    const auto held = m_.titles.held.find({out.type, code});
    if (held != m_.titles.held.end() && chance(60))
      if (const auto last = m_.title_last(held->second))
        line.valid_from = plus_days(held->second.revoked_from.value_or(*last), 1 + static_cast<int>(pick(3)));
    if (chance(20)) line.valid_to = plus_months(line.valid_from, 12 * (1 + pick(4)));
    out.lines.push_back(line);
  }
  return out;
}

Action Actions::renew_qualifications() {
  RenewQualifications out{{type(), Id("q" + std::to_string(made_)), "续期名单", document(), "", {}}};
  const auto found = title([&](const TypeAndCode&, const QualificationValue& value) {
    return value.valid_to && !value.revoked_from;
  });
  Uscc code = enterprise();
  if (found && chance(95)) out.type = found->first, code = found->second;
  QualificationLine line{1, code, name_of_enterprise(code), document(), around(10, 10), std::nullopt};
  if (const auto held = m_.titles.held.find({out.type, code}); held != m_.titles.held.end())
    if (const auto last = m_.title_last(held->second))
      line.valid_from = plus_days(*last, chance(85) ? 1 - static_cast<int>(pick(20)) : 2);
  out.lines.push_back(line);
  return out;
}

Action Actions::review_qualifications() {
  ReviewQualifications out{type(), around(1, 200), document(), {}};
  const auto found = title([&](const TypeAndCode&, const QualificationValue& value) {
    return !value.review_until && m_.title_runs(value, m_.today);
  });
  if (found && chance(92)) out.type = found->first;
  out.lines.push_back({1, found && chance(95) ? found->second : enterprise()});
  return out;
}

Action Actions::object_to_qualification() {
  ObjectToQualification out{type(), enterprise(), reason(), {}};
  if (!m_.titles.notices.empty() && chance(90)) std::tie(out.type, out.code) = among(m_.titles.notices).first;
  return out;
}

Action Actions::decide_qualifications() {
  DecideQualifications out{type(), document(), {}};
  Uscc code = enterprise();
  if (!m_.titles.notices.empty() && chance(95)) {
    for (int tries = 0; tries < 10; ++tries) {
      const auto& [key, notice] = among(m_.titles.notices);
      std::tie(out.type, code) = key;
      if (notice.notice_to < m_.today || chance(15)) break;
    }
  }
  out.lines.push_back({1, code, chance(75), chance(70) ? reason() : Note()});
  return out;
}

Action Actions::suspend_qualification() {
  const auto found = title(
      [&](const TypeAndCode&, const QualificationValue& value) { return m_.title_runs(value, m_.today); });
  if (!found) return SuspendQualification{type(), enterprise(), m_.today, document(), reason()};
  return SuspendQualification{found->first, chance(96) ? found->second : enterprise(),
                              around(10, chance(10) ? 5 : 0), document(), reason()};
}

Action Actions::reinstate_qualification() {
  const auto found = title([&](const TypeAndCode&, const QualificationValue& value) {
    return !value.suspensions.empty() && !value.suspensions.back().to;
  });
  if (!found) return ReinstateQualification{type(), enterprise(), m_.today, document(), reason()};
  return ReinstateQualification{found->first, found->second, around(8, chance(10) ? 8 : 0), document(),
                                reason()};
}

Action Actions::revoke_qualification() {
  const auto found = title([&](const TypeAndCode&, const QualificationValue& value) {
    return !value.revoked_from || (value.end != TitleEnd::revoked && chance(50));
  });
  RevokeQualification out{type(),     enterprise(), around(40, chance(10) ? 5 : 0),
                          document(), reason(),     chance(50)};
  if (found && chance(96)) std::tie(out.type, out.code) = *found;
  // A day in a former term, where some title has one.
  if (chance(25))
    if (const auto anew =
            title([](const TypeAndCode&, const QualificationValue& value) { return !value.former.empty(); });
        anew && !m_.titles.held.at(*anew).former.empty()) {
      std::tie(out.type, out.code) = *anew;
      out.effective =
          plus_days(among(m_.titles.held.at(*anew).former).valid_from, static_cast<int>(pick(30)));
    }
  return out;
}

// ---- credit -----------------------------------------------------------------------------------------------

Action Actions::set_credit_rules() {
  if (!m_.credit.rules.empty() && chance(25)) {
    SetCreditRules again = among(m_.credit.rules);
    if (chance(40)) again.document_no = "另一文号";
    return again;
  }
  SetCreditRules out{Id("c" + std::to_string(pick(300))),
                     m_.credit.rules.empty() ? around(60, 0) : around(30, chance(3) ? 900 : 30),
                     document(),
                     {}};
  for (const CreditClass weight : {CreditClass::minor, CreditClass::general, CreditClass::serious}) {
    if (chance(15)) continue;
    const auto months = static_cast<std::uint8_t>(1 + pick(6));
    out.terms.push_back({weight, static_cast<std::uint8_t>(pick(months + 1U)), months,
                         static_cast<std::uint8_t>(pick(months + 1U))});
  }
  if (out.terms.empty()) out.terms.push_back({CreditClass::serious, 0, 12, 3});
  return out;
}

Action Actions::record_credit() {
  RecordCredit out{among({Id("iit"), Id("sci")}), Id("b" + std::to_string(made_ / 400)), {}};
  const unsigned count = 1 + pick(3);
  std::uint32_t number = 1 + pick(40);
  for (unsigned i = 0; i < count; ++i, number += 1 + pick(3)) {
    CreditLine line{number,
                    enterprise(),
                    static_cast<CreditKind>(pick(4)),
                    CreditClass::none,
                    chance(3) ? Date{chance(50) ? std::uint16_t{2018} : std::uint16_t{1900}, 1, 1}
                              : around(60, chance(5) ? 3 : 0),
                    std::nullopt,
                    {}};
    for (std::byte& byte : line.commitment.bytes) byte = static_cast<std::byte>(1 + pick(250));
    if (line.kind == CreditKind::penalty || line.kind == CreditKind::dishonesty) {
      line.weight = static_cast<CreditClass>(1 + pick(3));
      line.published_to = plus_months(line.decided_on, 1 + pick(4));
    }
    out.lines.push_back(line);
  }
  return out;
}

Action Actions::withdraw_credit() {
  return WithdrawCredit{
      credit_entry([&](const CreditKey&, const Entry& entry) { return !entry.closed_on || chance(10); }),
      document(), chance(15) ? reason() : Note()};
}
Action Actions::request_credit_repair() {
  RequestCreditRepair out{credit_entry([&](const CreditKey&, const Entry& entry) {
                            return entry.status == CreditStatus::recorded &&
                                   (!entry.rules.empty() || chance(10)) &&
                                   key_with(Role::enterprise, std::nullopt, entry.said.code);
                          }),
                          {}};
  out.evidence.bytes.fill(std::byte{7});
  return out;
}
Action Actions::decide_credit_repair() {
  return DecideCreditRepair{credit_entry([&](const CreditKey&, const Entry& entry) {
                              return entry.status == CreditStatus::repair_requested;
                            }),
                            chance(75), document(), chance(15) ? reason() : Note()};
}

Action Actions::define_rating_scale() {
  if (!m_.credit.scales.empty() && chance(30)) return among(m_.credit.scales).second;
  return DefineRatingScale{Id("s" + std::to_string(pick(4))), "信用等级", "Rating",
                           among({Id("iit"), Id("sci"), department()}),
                           chance(50) ? List<Text<16>, 32>{"A", "B", "C"} : List<Text<16>, 32>{"优", "良"}};
}
Action Actions::record_ratings() {
  RecordRatings out{m_.credit.scales.empty() || chance(3) ? Id("none") : among(m_.credit.scales).first, {}};
  const Date on = chance(3) ? Date{chance(50) ? std::uint16_t{2018} : std::uint16_t{1900}, 1, 1}
                            : around(20, chance(4) ? 5 : 0);
  const unsigned count = 1 + pick(2);
  for (std::uint32_t number = 1; number <= count; ++number) {
    const Uscc code = enterprise();
    if (std::ranges::find(out.lines, code, &RatingLine::code) != out.lines.end()) continue;
    const auto held = m_.credit.ratings.find({out.scale, code});
    if (held != m_.credit.ratings.end() && chance(15)) {
      out.lines.push_back({number, code, held->second.grade, held->second.rated_on, held->second.valid_to});
      continue;
    }
    const auto scale = m_.credit.scales.find(out.scale);
    out.lines.push_back(
        {number, code,
         scale == m_.credit.scales.end() || chance(4) ? Text<16>("Z") : among(scale->second.grades), on,
         plus_months(on, 12)});
  }
  return out;
}

}  // namespace credence::model
