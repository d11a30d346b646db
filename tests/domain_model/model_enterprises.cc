// SPDX-License-Identifier: Apache-2.0
// Enterprises and what else holds titles: registered, renamed, merged, dissolved, restored.
#include "tests/domain_model/model.h"
#include "tests/support/suite.h"

namespace credence::model {

// ---- enterprises ------------------------------------------------------------------------------------------

Code Model::apply(const Who&, const RegisterEnterprises& action) {
  for (const EnterpriseLine& line : action.lines) {
    if (const auto held = titles.enterprises.find(line.code); held != titles.enterprises.end()) {
      const bool same = held->second.name == line.name &&
                        held->second.said.registered_on == line.registered_on &&
                        held->second.said.place == line.place;
      return same ? Code::already_registered : Code::registered_differently;
    }
    const auto exception = exceptions.find(line.code);
    if (exception != exceptions.end() && fold(exception->second.name) != fold(line.name))
      return Code::exception_name_differs;
    if (line.registered_on && *line.registered_on > today) return Code::day_in_future;
    Enterprise& enterprise = titles.enterprises[line.code];
    enterprise.said = line;
    enterprise.name = line.name;
  }
  return Code::ok;
}

Code Model::apply(const Who&, const RegisterHolders& action) {
  for (const HolderLine& line : action.lines) {
    HolderLine said = line;
    said.line = 0;
    for (const auto& [code, held] : titles.enterprises) {
      const HolderLine& other = held.holder;
      if (other.kind != line.kind || other.belongs_to != line.belongs_to ||
          other.department != line.department || fold(other.name) != fold(line.name))
        continue;
      const bool same = line.name == held.name && line.place == other.place;
      return same ? Code::already_registered : Code::registered_differently;
    }
    if (line.belongs_to)
      if (const Code code = active(*line.belongs_to); code != Code::ok) return code;
    if (!line.department.empty() && !departments.contains(line.department)) return Code::unknown_department;
    Enterprise& holder = titles.enterprises[holder_code(samples::kSuite, line)];
    holder.holder = said;
    holder.name = line.name;
    holder.said.place = line.place;
  }
  return Code::ok;
}

bool Model::has_mistyped_code(const Action& action) const {
  const auto mistyped = [this](const std::optional<Uscc>& code) {
    return code && uscc_check_digit(text_of(*code).substr(0, 17)) != text_of(*code)[17] &&
           !exceptions.contains(*code);
  };
  return std::visit(
      [&]<class Body>(const Body& body) {
        if constexpr (std::same_as<Body, AdmitCode>) {
          return false;
        } else if constexpr (std::same_as<Body, MergeEnterprise>) {
          return mistyped(body.code) || mistyped(body.into);
        } else if constexpr (requires { body.lines.front().code; }) {
          return std::ranges::any_of(body.lines, [&](const auto& line) { return mistyped(line.code); });
        } else if constexpr (std::same_as<Body, RegisterHolders>) {
          return std::ranges::any_of(body.lines, [&](const auto& line) { return mistyped(line.belongs_to); });
        } else if constexpr (std::same_as<Body, RecordSocialCapital>) {
          return mistyped(body.investor_code);
        } else if constexpr (std::same_as<Body, OpenBid>) {
          return std::ranges::any_of(body.members, [&](const auto& member) { return mistyped(member.code); });
        } else if constexpr (requires { body.code; }) {
          return mistyped(body.code);
        } else {
          return false;
        }
      },
      action);
}

Code Model::apply(const Who& who, const AdmitCode& action) {
  const CodeExceptionValue wanted{who.department, action.name, action.document_no, action.reason};
  if (const auto held = exceptions.find(action.code); held != exceptions.end()) {
    const auto said = [](const CodeExceptionValue& v) { return std::tuple(v.name, v.document_no, v.reason); };
    return said(held->second) == said(wanted) ? Code::already_registered : Code::registered_differently;
  }
  exceptions.emplace(action.code, wanted);
  return Code::ok;
}

Code Model::apply(const Who&, const RenameEnterprise& action) {
  if (const Code code = active(action.code); code != Code::ok) return code;
  Enterprise& enterprise = titles.enterprises.at(action.code);
  if (enterprise.name == action.name) return Code::same_name;
  if (const Code code = first_of({past(action.effective), from(action.effective, enterprise.founded())});
      code != Code::ok)
    return code;
  if (!enterprise.former.empty() && action.effective < enterprise.former.back().until)
    return Code::dates_reversed;
  if (enterprise.former.size() == 32) return Code::limit_exceeded;
  enterprise.former.push_back({enterprise.name, action.effective});
  enterprise.name = action.name;
  return Code::ok;
}

Code Model::no_end_announced(const Uscc& code) const {
  const Enterprise& enterprise = titles.enterprises.at(code);
  if (enterprise.ends_on) return Code::end_announced;
  for (const Uscc& other : enterprise.predecessors)
    if (titles.enterprises.at(other).alive(today)) return Code::end_announced;
  return Code::ok;
}
Code Model::end_day(const Uscc& code, const Date& day) const {
  const Enterprise& enterprise = titles.enterprises.at(code);
  std::optional<Date> first = enterprise.founded();
  for (const FormerName& name : enterprise.former) first = std::max(first.value_or(name.until), name.until);
  return first_of({soon(day), from(day, first)});
}

Code Model::apply(const Who&, const MergeEnterprise& action) {
  if (const Code code = active(action.code); code != Code::ok) return code;
  if (const Code code = active(action.into); code != Code::ok) return code;
  Enterprise& enterprise = titles.enterprises.at(action.code);
  Enterprise& successor = titles.enterprises.at(action.into);
  if (const Code code = no_end_announced(action.code); code != Code::ok) return code;
  if (successor.ends_on) return Code::end_announced;
  if (const Code code =
          first_of({end_day(action.code, action.effective), from(action.effective, successor.founded())});
      code != Code::ok)
    return code;
  if (lineage(action.into, true).size() + lineage(action.code, true).size() > 65) return Code::limit_exceeded;
  successor.predecessors.push_back(action.code);
  const auto runs = [&](const Id& type, const Uscc& code, const Date& day) {
    const auto held = titles.held.find({type, code});
    return held != titles.held.end() && title_runs(held->second, day);
  };
  for (const TitleDecision& decision : action.titles)
    if (!runs(decision.type, action.code, action.effective)) return Code::title_ended;
  enterprise.end = EnterpriseEnd::merged;
  enterprise.ends_on = action.effective;
  enterprise.successor = action.into;
  EnterpriseEndValue end;
  for (const auto& [type, definition] : titles.types) {
    if (!runs(type, action.code, action.effective)) continue;
    const auto decision = std::ranges::find(action.titles, type, &TitleDecision::type);
    if (decision == action.titles.end()) return Code::title_undecided;
    QualificationValue& title = titles.held.at({type, action.code});
    EndedTitle ended{type, title.revoked_from, title.end, decision->carried, {}};
    for (const TitleTerm& term : title.former)
      if (title_runs(term, action.effective))
        ended.former.push_back({term.valid_from, term.revoked_from, term.end});
    if (decision->carried) {
      const Date by = std::min(action.effective, today);
      if (runs(type, action.into, by)) return Code::successor_holds_title;
      if (const auto own = titles.held.find({type, action.into}); own != titles.held.end())
        for (const TitleTerm& term : own->second.former)
          if (title_runs(term, by)) return Code::successor_holds_title;
      if (titles.held.contains({type, action.into})) ended.successor = titles.held.at({type, action.into});
      QualificationValue copy = title;
      copy.all_terms = false;
      copy.former = {};
      follow_on(copy, type, action.into);
      if (feature("former-terms"))
        for (TitleTerm term : title.former)
          if (title_runs(term, action.effective)) {
            term.valid_from = std::max(action.effective, term.valid_from);
            term.carried_from = action.code;
            term.banned_to.reset();
            if (copy.former.size() == 8) copy.former.erase(copy.former.begin()), copy.all_terms = false;
            copy.former.push_back(term);
          }
      copy.valid_from = std::max(action.effective, copy.valid_from);
      copy.carried_from = action.code;
      const auto there = titles.held.find({type, action.into});
      copy.banned_to = there == titles.held.end() ? std::nullopt : there->second.banned_to;
      titles.held[{type, action.into}] = copy;
    }
    end_with_enterprise(titles.held.at({type, action.code}), action.code);
    end.titles.push_back(ended);
  }
  titles.ends[action.code] = end;
  return Code::ok;
}

Code Model::apply(const Who&, const DissolveEnterprise& action) {
  if (const Code code = active(action.code); code != Code::ok) return code;
  if (const Code code = first_of({no_end_announced(action.code), end_day(action.code, action.effective)});
      code != Code::ok)
    return code;
  Enterprise& enterprise = titles.enterprises.at(action.code);
  enterprise.end = EnterpriseEnd::dissolved;
  enterprise.ends_on = action.effective;
  EnterpriseEndValue end;
  for (auto& [key, title] : titles.held) {
    if (key.second != action.code || !title_runs(title, action.effective)) continue;
    EndedTitle ended{key.first, title.revoked_from, title.end, false, {}};
    for (const TitleTerm& term : title.former)
      if (title_runs(term, action.effective))
        ended.former.push_back({term.valid_from, term.revoked_from, term.end});
    end.titles.push_back(ended);
    end_with_enterprise(title, action.code);
  }
  titles.ends[action.code] = end;
  return Code::ok;
}

void Model::build_on_lineage(const Uscc& code) {
  for (const Uscc& other : lineage(code))
    if (other != code) titles.ends.at(other).built_on = true;
}
void Model::build_on_path(const Uscc& code) {
  for (Uscc at = code; heir(at) != at; at = *titles.enterprises.at(at).successor)
    titles.ends.at(at).built_on = true;
}

namespace {

/// Of what the successor took over: it is still what the predecessor has, but for its days and its end.
bool untouched(const QualificationValue& copy, const QualificationValue& own) {
  return std::tie(copy.certificate_no, copy.document_no, copy.valid_to, copy.rule, copy.renewals,
                  copy.review_until) == std::tie(own.certificate_no, own.document_no, own.valid_to, own.rule,
                                                 own.renewals, own.review_until) &&
         copy.built_on == own.built_on &&
         std::ranges::equal(copy.suspensions, own.suspensions, [](const Suspension& a, const Suspension& b) {
           return a.from == b.from && a.to == b.to;
         });
}

}  // namespace

Code Model::apply(const Who&, const RestoreEnterprise& action) {
  const auto found = titles.enterprises.find(action.code);
  if (found == titles.enterprises.end()) return Code::unknown_enterprise;
  Enterprise& enterprise = found->second;
  if (!enterprise.ends_on) return Code::not_ended;
  const EnterpriseEndValue end = titles.ends.at(action.code);
  if (end.built_on) return Code::end_built_on;
  const std::optional<Uscc> into = enterprise.successor;
  if (into && titles.enterprises.at(*into).ends_on) return Code::end_built_on;
  for (const EndedTitle& ended : end.titles) {
    if (!ended.carried) continue;
    const auto copy = titles.held.find({ended.type, *into});
    if (copy == titles.held.end() || copy->second.carried_from != action.code) return Code::end_built_on;
    const QualificationValue& own = titles.held.at({ended.type, action.code});
    const TitleEnd expected = own.end == TitleEnd::merged ? ended.end : TitleEnd::cascaded;
    if (!untouched(copy->second, own) || copy->second.end != expected) return Code::end_built_on;
    // Its own former terms are those that it had.
    std::vector<Bytes> had;
    if (ended.successor) {
      for (const TitleTerm& term : ended.successor->former) had.push_back(encode(term));
      had.push_back(encode(static_cast<const TitleTerm&>(*ended.successor)));
    }
    for (const TitleTerm& term : copy->second.former)
      if (term.carried_from != action.code && std::ranges::find(had, encode(term)) == had.end())
        return Code::end_built_on;
  }
  for (auto& [key, title] : titles.held) {
    if (key.second != action.code) continue;
    const auto with_it = [](const TitleTerm& term) {
      return term.end == TitleEnd::merged || term.end == TitleEnd::dissolved;
    };
    for (const EndedTitle& ended : end.titles)
      for (const EndedTerm& before : ended.former)
        for (TitleTerm& term : title.former)
          if (ended.type == key.first && term.valid_from == before.valid_from && with_it(term))
            term.end = before.end, term.revoked_from = before.revoked_from;
    if (!with_it(title)) continue;
    title.end = TitleEnd::none;
    title.revoked_from.reset();
    for (const EndedTitle& ended : end.titles)
      if (ended.type == key.first) title.end = ended.end, title.revoked_from = ended.revoked_from;
  }
  for (const EndedTitle& ended : end.titles)
    if (ended.carried) {
      if (ended.successor)
        titles.held[{ended.type, *into}] = *ended.successor;
      else
        titles.held.erase({ended.type, *into});
    }
  if (into) std::erase(titles.enterprises.at(*into).predecessors, action.code);
  enterprise.end = EnterpriseEnd::none;
  enterprise.ends_on.reset();
  enterprise.successor.reset();
  titles.ends.erase(action.code);
  return Code::ok;
}

}  // namespace credence::model
