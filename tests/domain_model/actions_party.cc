// SPDX-License-Identifier: Apache-2.0
// Departments, keys, four eyes, votes, documents, the calendar; and what is done so that a chain does not
// lock itself up.
#include "ledger/primitives/keys.h"
#include "tests/domain_model/actions.h"

namespace credence::model {

// ---- going on ---------------------------------------------------------------------------------------------

namespace {

struct Post {
  const char* department;
  Role role;
};
/// What the four departments need to do everything.
constexpr auto kPosts = std::to_array<Post>({
    {"iit", Role::registrar}, {"iit", Role::programme}, {"iit", Role::award},  {"iit", Role::qualify},
    {"iit", Role::credit},    {"iit", Role::check},     {"fin", Role::pay},    {"fin", Role::check},
    {"sci", Role::registrar}, {"sci", Role::programme}, {"sci", Role::award},  {"sci", Role::qualify},
    {"sci", Role::credit},    {"sci", Role::check},     {"iit", Role::govern}, {"fin", Role::govern},
    {"sci", Role::govern},    {"aud", Role::govern},    {"iit", Role::admin},  {"fin", Role::admin},
    {"sci", Role::admin},     {"aud", Role::admin},     {"aud", Role::check},
});

}  // namespace

std::optional<Change> Actions::healing_change() {
  for (const auto& [id, department] : m_.departments)
    if (department.suspended) return SuspendDepartment{id, false};
  for (const Post& post : kPosts)
    if (is_granted(post.role) && !m_.departments.at(post.department).authority.contains(post.role))
      return ChangeAuthority{post.department, post.role, true};
  if (m_.governance.next_limits.list_lines < 4) return SetLimit{ChainLimit::list_lines, 1000};
  if (m_.governance.next_limits.block_transactions < 12)
    return SetLimit{ChainLimit::block_transactions, 5000};
  return std::nullopt;
}

std::optional<Action> Actions::repair() {
  if (m_.governance.governed) {
    for (const TxId& id : m_.governance.open) {
      // Vote for what heals until it passes.
      const Decision& decision = m_.governance.decisions.at(id);
      const auto* suspension = std::get_if<SuspendDepartment>(&decision.said.change);
      const auto* authority = std::get_if<ChangeAuthority>(&decision.said.change);
      const bool heals = (suspension != nullptr && !suspension->suspended) ||
                         (authority != nullptr && authority->granted) ||
                         std::holds_alternative<SetLimit>(decision.said.change);
      if (heals && decision.said.expires > m_.height && chance(70)) return VoteOnChange{id, true};
    }
    if (const auto change = healing_change()) return ProposeChange{*change, "恢复", m_.height + 40};
  }
  const Post& post = among(kPosts);
  if (m_.keys_with(post.role, Id(post.department)) > 0) return std::nullopt;
  const PublicKey& key = fresh_key();
  return RegisterKey{{post.department, key, List<Role, 8>{post.role}, "岗位"},
                     possession(key, KeyUse::department, post.department)};
}

// ---- parties ----------------------------------------------------------------------------------------------

Action Actions::register_department() {
  if (chance(30)) return among(m_.departments).second.said;
  return RegisterDepartment{Id("d" + std::to_string(pick(8))), Name("部门" + std::to_string(pick(2))),
                            "Department", DepartmentKind::tax};
}

Action Actions::register_key() {
  List<Role, 8> roles;
  switch (pick(6)) {
    case 0:
      roles = {Role::award, Role::credit};
      break;
    case 1:
      roles = {Role::audit, Role::check};
      break;
    case 2:
      roles = {Role::registrar, Role::programme, Role::qualify};
      break;
    default:
      roles = {static_cast<Role>(pick(9))};  // all but enterprise and credit
  }
  if (chance(10)) {
    const Key& held = among(m_.keys).second;
    if (!held.enterprise) return RegisterKey{{held.department, held.key, held.roles, held.holder}, {}};
  }
  const Id of = department();
  const PublicKey& key = fresh_key();
  return RegisterKey{{of, key, roles, "岗位"}, possession(key, KeyUse::department, of)};
}

Action Actions::revoke_key() {
  if (chance(5)) return RevokeKey{key_id(public_key_of(kKeys - 1)), reason()};
  const auto& [id, key] = among(m_.keys);
  // Few of the posts that everything hangs on.
  if (!key.revoked && !key.enterprise && m_.keys_with(key.roles.front(), key.department) <= 1 && chance(85))
    return RevokeKey{among(m_.keys).first, reason()};
  return RevokeKey{id, reason()};
}

Action Actions::rotate_key() { return RotateKey{fresh_key(), {}}; }

Action Actions::bind_enterprise_key() {
  if (chance(15)) {
    const Key& held = among(m_.keys).second;
    if (held.enterprise) return BindEnterpriseKey{*held.enterprise, held.key, held.holder, document(), {}};
  }
  const Uscc code = enterprise();
  const PublicKey& key = fresh_key();
  return BindEnterpriseKey{code, key, "财务岗", document(),
                           possession(key, KeyUse::enterprise, Id(text_of(code)))};
}

Action Actions::decide_pending() {
  DecidePending out{{}, chance(80), reason()};
  if (!m_.waiting.empty() && chance(97)) {
    // Of those that were parked lately, mostly: the older ones have become impossible.
    Height latest = 0;
    for (int tries = chance(80) ? 40 : 1; tries > 0; --tries) {
      const auto& [id, waiting] = among(m_.waiting);
      if (waiting.parked < latest) continue;
      latest = waiting.parked;
      out.transaction = id;
    }
  }
  if (out.approve && chance(60)) out.reason.clear();
  return out;
}

// ---- votes ------------------------------------------------------------------------------------------------

Change Actions::change() {
  const auto validator = [&] {
    const auto& held = m_.latest_set().set.validators;
    return chance(85) ? among(held).key : public_key_of(pick(kValidatorKeys));
  };
  const auto for_owner = [&](const PublicKey& key, const Id& owner) {
    return possession(key, KeyUse::validator, owner);
  };
  const PublicKey fresh = public_key_of(pick(kValidatorKeys));
  switch (pick(10)) {
    case 0:
    case 1: {
      const Id owner = department();
      return AddValidator{{fresh, "新验证者", "New"}, owner, for_owner(fresh, owner)};
    }
    case 2:
      return RemoveValidator{validator()};
    case 3: {
      const PublicKey old = validator();
      const auto at = m_.latest_set().set.index_of(old);
      const Id owner = at && *at < m_.latest_set().owners.size() ? m_.latest_set().owners[*at] : department();
      return ReplaceValidatorKey{old, fresh, for_owner(fresh, owner)};
    }
    case 4: {
      const Id id = chance(60) ? Id("d" + std::to_string(pick(8))) : department();
      if (m_.departments.contains(id) && chance(70)) return AppointKeys{id, first_keys(id)};
      return AdmitDepartment{{id, "部门", "Department", DepartmentKind::tax},
                             chance(50) ? List<Role, 16>{} : List<Role, 16>{Role::registrar, Role::pay},
                             first_keys(id)};
    }
    case 5:
      return SuspendDepartment{department(), chance(60)};
    case 6:
    case 7:
      return ChangeAuthority{
          department(),
          among({Role::registrar, Role::programme, Role::award, Role::pay, Role::qualify, Role::credit}),
          chance(60)};
    case 8:
      return EnableFeature{among({"four-eyes", "fund-returns", "tax-relief", "sealed-bids", "fund-rounds",
                                  "recovery-parts", "former-terms"}),
                           m_.height + pick(30)};
    default:
      break;
  }
  if (chance(20)) return SetLimit{ChainLimit::idle_seconds, 10 + pick(10'000)};
  if (chance(50)) return SetLimit{ChainLimit::list_lines, chance(30) ? 1 + pick(3) : 1 + pick(1000)};
  if (chance(30))
    return SetLimit{ChainLimit::block_bytes,
                    static_cast<std::uint32_t>(limits::kTransactionBytesMax) + 64 + pick(1000)};
  return SetLimit{ChainLimit::block_transactions, chance(30) ? 1 + pick(10) : 10 + pick(4000)};
}

Action Actions::propose_change() {
  if (m_.governance.governed && chance(25))
    if (const auto healing = healing_change()) return ProposeChange{*healing, "恢复", m_.height + 40};
  const Height expires = chance(4) ? m_.height : chance(3) ? m_.height + 1'000'001 : m_.height + 1 + pick(60);
  return ProposeChange{change(), chance(50) ? Note() : reason(), expires};
}

Action Actions::vote_on_change() {
  VoteOnChange out{{}, chance(78)};
  if (!m_.governance.open.empty() && chance(85))
    out.proposal = among(m_.governance.open);
  else if (!m_.governance.decisions.empty() && chance(90))
    out.proposal = among(m_.governance.decisions).first;
  return out;
}

// ---- documents and days -----------------------------------------------------------------------------------

Action Actions::anchor_document() {
  if (!m_.documents.empty() && chance(15)) {
    const auto& [hash, value] = among(m_.documents);
    return AnchorDocument{hash, value.size_bytes + pick(2), value.title, value.document_no, value.issued_on};
  }
  AnchorDocument out;
  for (std::byte& byte : out.sha256.bytes) byte = static_cast<std::byte>(1 + pick(250));
  out.size_bytes = pick(1000);
  out.title = "通知";
  out.document_no = document();
  if (chance(50)) out.issued_on = around(100, chance(4) ? 9 : 0);
  return out;
}

Action Actions::define_target() {
  if (!m_.targets.empty() && chance(20)) {
    const auto& [id, held] = among(m_.targets);
    return DefineTarget{id,
                        held.plan,
                        held.name_zh,
                        held.name_en,
                        held.department,
                        held.kind,
                        held.value + pick(2),
                        held.unit_zh,
                        held.unit_en,
                        held.year,
                        held.document_no,
                        held.source};
  }
  DefineTarget out;
  out.id = Id("target-" + std::to_string(m_.targets.size()));
  out.plan = "plan";
  out.name_zh = "规模以上企业";
  out.name_en = "Larger enterprises";
  out.department = department();
  out.kind = static_cast<TargetKind>(pick(3));
  out.value = 1 + pick(9'999);
  out.year = static_cast<std::uint16_t>(m_.today.year - 1 + pick(4));
  out.document_no = document();
  return out;
}

Action Actions::record_measure() {
  RecordMeasure out;
  out.target = m_.targets.empty() || chance(3) ? Id("none") : among(m_.targets).first;
  const auto held = m_.targets.find(out.target);
  const bool share = held != m_.targets.end() && held->second.kind == TargetKind::share;
  out.on = chance(3) ? Date{1990, 1, 1} : around(40, chance(5) ? 30 : 0);
  out.value = pick(100);
  if (share != chance(4)) out.whole = 100 + pick(100);
  if (!m_.documents.empty() && chance(95))
    out.evidence = among(m_.documents).first;
  else
    out.evidence.bytes.fill(std::byte{7});
  if (chance(50)) out.note = "更正";
  if (held != m_.targets.end() && held->second.latest && chance(30)) {
    const MeasureValue& latest = *held->second.latest;
    out.on = latest.on;
    if (chance(40)) out.value = latest.value, out.whole = latest.whole, out.evidence = latest.evidence;
  }
  return out;
}

Action Actions::raise_problem() {
  if (!m_.problems.empty() && chance(12)) {
    RaiseProblem again = among(m_.problems).second.raised;
    if (chance(50)) again.finding = "另一问题";
    return again;
  }
  RaiseProblem out;
  out.problem = Id("sj-" + std::to_string(m_.problems.size()));
  out.department = department();
  if (chance(60)) out.programme = programme();
  if (chance(60)) out.code = enterprise();
  if (chance(30)) out.rule = "f7";
  if (chance(50)) out.amount = money(1'000'000);
  out.due = chance(3) ? plus_days(m_.today, 400) : around(chance(4) ? 5 : 0, 60);
  out.document_no = document();
  out.finding = reason();
  return out;
}

Action Actions::answer_problem() {
  AnswerProblem out;
  out.problem = m_.problems.empty() || chance(3) ? Id("none") : among(m_.problems).first;
  if (chance(50)) out.amount = money(1'000'000);
  out.document_no = document();
  if (chance(30) && !m_.documents.empty()) out.document_hash = among(m_.documents).first;
  out.measures = reason();
  return out;
}

Action Actions::settle_problem() {
  SettleProblem out;
  out.problem = m_.problems.empty() || chance(3) ? Id("none") : among(m_.problems).first;
  out.mended = chance(30);
  if (!out.mended) out.due = chance(3) ? plus_days(m_.today, 400) : around(chance(4) ? 5 : 0, 60);
  if (!out.mended || chance(50)) out.reason = reason();
  return out;
}

Action Actions::set_calendar() {
  SetCalendar out{static_cast<std::uint16_t>(m_.today.year + pick(3)), {}, {}, document()};
  for (std::uint8_t day = 1; day <= 7; ++day) out.holidays.push_back({out.year, 10, day});
  for (std::uint8_t day = 8; day <= 20 && out.workdays.empty(); ++day)
    if (weekend({out.year, 10, day})) out.workdays.push_back({out.year, 10, day});
  return out;
}

}  // namespace credence::model
