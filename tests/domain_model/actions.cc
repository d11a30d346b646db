// SPDX-License-Identifier: Apache-2.0
// Which action comes next, and who signs it.
#include "tests/domain_model/actions.h"

#include "ledger/primitives/keys.h"

namespace credence::model {

namespace {

struct Keys {
  std::vector<PublicKey> by_number;
  std::map<PublicKey, SecretKey> secrets;
  Keys() {
    for (std::size_t i = 1; i <= kKeys; ++i) {
      std::array<std::byte, 32> bytes{};
      bytes[30] = static_cast<std::byte>(i >> 8);
      bytes[31] = static_cast<std::byte>(i);
      const SecretKey secret = SecretKey::from(samples::kSuite, bytes).value();
      by_number.push_back(secret.public_key());
      secrets.emplace(by_number.back(), secret);
    }
  }
};
const Keys& keys() {
  static const Keys made;
  return made;
}

}  // namespace

const PublicKey& public_key_of(std::size_t number) { return keys().by_number[number]; }
const SecretKey* secret_key_of(const PublicKey& key) {
  const auto at = keys().secrets.find(key);
  return at == keys().secrets.end() ? nullptr : &at->second;
}

Genesis genesis_of(Kind kind) {
  Genesis out;
  out.network = "model";
  out.time_ms = 1'790'000'000'000;
  out.suite = samples::kSuite;
  for (std::size_t i = 0; i < 4; ++i)
    out.validators.validators.push_back({public_key_of(i), "验证者", "Validator"});
  for (const char* id : {"aud", "fin", "iit", "sci"})
    out.departments.push_back({id, "部门", "Department", DepartmentKind::other});
  std::size_t next = kValidatorKeys;
  const auto posts = [&](const char* department, std::initializer_list<Role> roles) {
    for (const Role role : roles)
      out.keys.push_back({department, public_key_of(next++), List<Role, 8>{role}, "岗位"});
  };
  posts("iit", {Role::admin, Role::measure, Role::registrar, Role::programme, Role::award, Role::qualify,
                Role::credit, Role::check, Role::govern});
  posts("fin", {Role::admin, Role::pay, Role::check, Role::govern});
  posts("sci", {Role::admin, Role::measure, Role::registrar, Role::programme, Role::award, Role::qualify,
                Role::credit, Role::check, Role::govern});
  posts("aud", {Role::admin, Role::audit, Role::check, Role::govern});
  out.qualifications.push_back({"t0", "创新型", "Innovative", "iit", 3, std::nullopt});
  out.qualifications.push_back({"t1", "专精特新", "Specialized", "iit", 3, Id("t0")});
  out.qualifications.push_back({"t2", "小巨人", "Little giant", "iit", 2, Id("t1")});
  out.qualifications.push_back({"t3", "园区", "Park", "sci", 0, std::nullopt});
  out.qualifications.push_back({"t4", "软件产品", "Product", "iit", 2, std::nullopt, HolderKind::product});
  if (kind != Kind::plain)
    for (const char* owner : {"aud", "fin", "iit", "sci"}) out.owners.emplace_back(owner);
  if (kind == Kind::governed_four_eyes)
    for (const char* feature : {"four-eyes", "fund-returns", "fund-rounds", "tax-relief"})
      out.features.emplace_back(feature);
  if (kind != Kind::governed)  // there by vote
    for (const char* feature : {"recovery-parts", "sealed-bids", "former-terms"})
      out.features.emplace_back(feature);
  std::ranges::sort(out.features);
  return out;
}

// ---- which ------------------------------------------------------------------------------------------------

namespace {

/// How often each action is tried, in the order of the variant.
constexpr auto kWeights = std::to_array<unsigned>({
    2, 3,  2,                // departments, keys
    5, 2,  12, 6, 14,        // enterprises, programmes, awards, identification, payments
    2, 10, 4,                // titles
    2, 3,                    // rotation, binding
    2, 6,  3,  1, 4,  2, 1,  // credit, ratings, documents, calendar
    4, 5,  5,  5, 4,  2, 6, 5, 5, 5, 12, 6, 5, 10,  // programmes and what becomes of awards
    3, 4,  4,                                       // challenges
    3, 5,  4,  4, 5,  4, 4,                         // titles
    2, 2,  1,                                       // enterprises
    5, 5,  12, 5, 10,                               // repair, four eyes, votes
    3, 12, 3,                                       // targets, codes of the early pilot
    5, 8,  2,                                       // corrections
    6,                                              // what holds titles and is no enterprise
    4, 6,  6,                                       // problems of audits
    6, 6,  4,                                       // withdrawals
    8, 10,                                          // returns of a fund, tax relief
    9, 6,                                           // bids of enterprises
    8,                                              // steps of recoveries
});
static_assert(kWeights.size() == std::variant_size_v<ActionBody>);

}  // namespace

Attempt Actions::next() {
  ++made_;
  Attempt out;
  std::optional<Action> healing;
  if (chance(12)) healing = repair();
  if (healing) {
    out.action = *healing;
  } else if (m_.governance.governed && made_ % 2'500 < 100 && chance(70)) {
    out.action = propose_change();  // now and then too many at once
  } else {
    const unsigned total = std::accumulate(kWeights.begin(), kWeights.end(), 0U);
    unsigned at = pick(total);
    std::size_t index = 0;
    while (at >= kWeights[index]) at -= kWeights[index++];
    out.action = action_of(index);
    if (chance(8) && !m_.has_mistyped_code(out.action)) out.unfit = make_unfit(out.action, random_);
    out.undecodable = out.unfit == Code::uscc_bad_character || out.unfit == Code::bad_date;
    if (out.undecodable) out.unfit.reset();
  }
  out.keys = signers_for(out.action);
  if (auto* rotation = std::get_if<RotateKey>(&out.action); rotation != nullptr && !out.unfit) {
    // The new key's statement depends on who signs.
    const auto held = m_.keys.find(key_id(out.keys.front()));
    const auto enterprise = held == m_.keys.end() ? std::nullopt : held->second.enterprise;
    if (enterprise)
      rotation->possession = possession(rotation->key, KeyUse::enterprise, Id(text_of(*enterprise)));
    else if (held != m_.keys.end())
      rotation->possession = possession(rotation->key, KeyUse::department, held->second.department);
  }
  return out;
}

Action Actions::action_of(std::size_t index) {
  using Make = Action (Actions::*)();
  static constexpr Make kMakers[] = {
#define CREDENCE_ACTION(Type, name, ...) &Actions::name,
#include "ledger/domain/actions.def"
#undef CREDENCE_ACTION
  };
  return (this->*kMakers[index])();
}

// ---- things -----------------------------------------------------------------------------------------------

DocumentNo Actions::document() {
  return chance(30) ? DocumentNo() : DocumentNo("粤〔2026〕" + std::to_string(pick(99)) + "号");
}
Note Actions::reason() { return Note(among({"核查", "材料不实", "企业放弃", "调整"})); }

Id Actions::department() { return chance(4) ? Id("none") : among(m_.departments).first; }

Id Actions::programme(std::optional<ProgrammeKind> kind) {
  if (m_.programmes.empty() || chance(2)) return "none";
  for (int tries = 0; tries < 12; ++tries) {
    const auto& [id, programme] = among(m_.programmes);
    if (kind && programme.said.kind != kind) continue;
    if (programme.closed_on && chance(80)) continue;
    return id;
  }
  return among(m_.programmes).first;
}

Id Actions::type() { return chance(2) ? Id("none") : among(m_.titles.types).first; }

namespace {

Uscc code_of(unsigned number) {
  std::string text = std::to_string(100'000'000 + number).substr(1);
  text.push_back(organisation_check_digit(text));
  text = "91440000" + text;
  text.push_back(uscc_check_digit(text));
  return parse_uscc(text).value();
}

}  // namespace

Uscc Actions::enterprise() {
  // Now and then one whose check digit does not fit, mostly with its exception.
  if (chance(4)) return !m_.exceptions.empty() && chance(90) ? among(m_.exceptions).first : pilot_code();
  // Those of now mostly: sixteen new ones every thousand actions.
  const unsigned now = made_ / 1000;
  const unsigned age = chance(85) ? 0 : pick(now + 1);
  return code_of((now - age) * 16 + pick(16));
}
Uscc Actions::pilot_code() {
  std::string text(text_of(code_of(made_ / 1000 * 16 + pick(16))));
  text[17] = text[17] == 'A' ? 'B' : 'A';
  return misfit_uscc(text).value();
}
Uscc Actions::holder_for(const Id& type) {
  const auto held = m_.titles.types.find(type);
  if (held == m_.titles.types.end() || held->second.held_by == HolderKind::enterprise) return enterprise();
  std::vector<Uscc> fit, others;
  for (const auto& [code, holder] : m_.titles.enterprises)
    if (holder.holder.kind != HolderKind::enterprise)
      (holder.holder.kind == held->second.held_by ? fit : others).push_back(code);
  if (!fit.empty() && chance(90)) return among(fit);
  return others.empty() ? enterprise() : among(others);
}
Name Actions::name_of_enterprise(const Uscc& code) {
  const auto held = m_.titles.enterprises.find(code);
  if (held == m_.titles.enterprises.end())
    return Name("样例企业" + std::string(text_of(code).substr(8, 8)) + "（广东）");
  if (chance(3)) return "另一企业";
  return chance(30) ? written(held->second.name) : held->second.name;
}
Name Actions::written(std::string text) {
  const auto replace = [&](std::string_view from, std::string_view to) {
    for (std::size_t at = 0; (at = text.find(from, at)) != std::string::npos; at += to.size())
      text.replace(at, from.size(), to);
  };
  if (chance(30)) replace("（", chance(50) ? "(" : "【"), replace("）", chance(50) ? ")" : "】");
  if (chance(20)) replace("一", "⼀");
  if (chance(20)) replace("1", "１");
  if (chance(10)) replace("(", "　(");
  return Name(text);
}
std::uint32_t Actions::number_for(std::size_t held) {
  return chance(90) ? static_cast<std::uint32_t>(held + 1 + pick(2))
                    : 1 + pick(static_cast<unsigned>(held) + 2);
}
const PublicKey& Actions::fresh_key() {
  if (next_key_ >= kKeys || chance(8))
    return public_key_of(pick(static_cast<unsigned>(std::min(next_key_, kKeys))));
  return public_key_of(next_key_++);
}

Signature Actions::possession(const PublicKey& key, KeyUse use, const Id& of) {
  return sign(*secret_key_of(key), statement_hash(m_.chain, {key, use, chance(95) ? of : department()}));
}
FirstKeys Actions::first_keys(const Id& department) {
  const auto one = [&] {
    const PublicKey& key = fresh_key();
    return FirstKey{key, "岗位", possession(key, KeyUse::department, department)};
  };
  FirstKeys out{one(), one()};
  while (out.checker.key == out.admin.key) out.checker = one();
  return out;
}

// ---- who signs --------------------------------------------------------------------------------------------

namespace {

struct Responsible {
  const Model& m;
  std::optional<Id> of_programme(const Id& id, bool finance) const {
    const auto held = m.programmes.find(id);
    if (held == m.programmes.end()) return std::nullopt;
    return finance ? held->second.said.finance_department : held->second.said.lead_department;
  }
  template <class Body>
  std::optional<Id> operator()(const Body& body) const {
    if constexpr (std::same_as<Body, CreateProgramme>) {
      return body.lead_department;
    } else if constexpr (std::same_as<Body, RaiseProblem>) {
      return std::nullopt;
    } else if constexpr (std::same_as<Body, AnswerProblem> || std::same_as<Body, SettleProblem>) {
      const auto held = m.problems.find(body.problem);
      if (held == m.problems.end()) return std::nullopt;
      return std::same_as<Body, AnswerProblem> ? held->second.raised.department : held->second.auditor;
    } else if constexpr (std::same_as<Body, SealBid> || std::same_as<Body, OpenBid>) {
      return std::nullopt;  // of an enterprise
    } else if constexpr (requires { body.programme; }) {
      return of_programme(body.programme,
                          std::same_as<Body, RecordPayments> || std::same_as<Body, RecordRecovery> ||
                              std::same_as<Body, VoidReceipt> || std::same_as<Body, ReversePayments>);
    } else if constexpr (requires { body.type; } && !std::same_as<Body, DefineQualification> &&
                         !std::same_as<Body, ObjectToQualification>) {
      const auto held = m.titles.types.find(body.type);
      return held == m.titles.types.end() ? std::nullopt : std::optional(held->second.issuer);
    } else if constexpr (std::same_as<Body, RecordMeasure>) {
      const auto held = m.targets.find(body.target);
      return held == m.targets.end() ? std::nullopt : std::optional(held->second.department);
    } else if constexpr (std::same_as<Body, RecordCredit> || std::same_as<Body, RegisterKey>) {
      return body.department;
    } else if constexpr (std::same_as<Body, DecideCreditRepair> || std::same_as<Body, WithdrawCredit>) {
      return body.entry.department;
    } else if constexpr (std::same_as<Body, RecordRatings>) {
      const auto held = m.credit.scales.find(body.scale);
      return held == m.credit.scales.end() ? std::nullopt : std::optional(held->second.agency);
    } else if constexpr (std::same_as<Body, RevokeKey>) {
      const auto held = m.keys.find(body.key);
      return held == m.keys.end() ? std::nullopt : std::optional(held->second.department);
    } else if constexpr (std::same_as<Body, DecidePending>) {
      const auto held = m.waiting.find(body.transaction);
      return held == m.waiting.end() ? std::nullopt : std::optional(held->second.department);
    } else {
      return std::nullopt;
    }
  }
};

/// The enterprise whose key must sign.
std::optional<Uscc> enterprise_for(const Model& m, const Action& action) {
  if (const auto* request = std::get_if<RequestCreditRepair>(&action)) {
    const auto held = m.credit.entries.find(request->entry);
    return held == m.credit.entries.end() ? std::nullopt : std::optional(held->second.said.code);
  }
  if (const auto* received = std::get_if<AcknowledgePayments>(&action)) {
    const auto programme = m.programmes.find(received->programme);
    if (programme == m.programmes.end()) return std::nullopt;
    const auto list = programme->second.lists.find(received->list);
    if (list == programme->second.lists.end() || received->lines.empty()) return std::nullopt;
    const auto payment = list->second.payments.find(received->lines.front().line);
    return payment == list->second.payments.end() ? std::nullopt : std::optional(payment->second.code);
  }
  if (const auto* seal = std::get_if<SealBid>(&action)) return seal->code;
  if (const auto* bid = std::get_if<OpenBid>(&action); bid != nullptr && !bid->members.empty())
    return bid->members.front().code;
  return std::nullopt;
}

}  // namespace

std::optional<Id> Actions::responsible(const Action& action) const {
  return std::visit(Responsible{m_}, action);
}

std::optional<PublicKey> Actions::key_with(const std::optional<Role>& role,
                                           const std::optional<Id>& department,
                                           const std::optional<Uscc>& enterprise) {
  std::vector<const Key*> found;
  for (const auto& [id, key] : m_.keys) {
    if (key.revoked || (role && !key.has(*role))) continue;
    if (enterprise ? key.enterprise != enterprise
                   : (department && (key.department != *department || key.enterprise)))
      continue;
    found.push_back(&key);
  }
  return found.empty() ? std::nullopt : std::optional(among(found)->key);
}

PublicKey Actions::signer_for(const Action& action) {
  if (chance(1)) return public_key_of(kKeys - 1 - pick(3));  // nobody's
  if (chance(5)) return among(m_.keys).second.key;
  std::optional<Role> role = role_for(action);
  if (std::holds_alternative<DecidePending>(action)) role = Role::check;
  if (std::holds_alternative<RevokeKey>(action) && chance(60)) role = Role::admin;
  if (const auto found = key_with(role, chance(97) ? responsible(action) : std::nullopt,
                                  chance(97) ? enterprise_for(m_, action) : std::nullopt))
    return *found;
  if (const auto found = key_with(role, std::nullopt, std::nullopt)) return *found;
  return among(m_.keys).second.key;
}

std::vector<PublicKey> Actions::signers_for(const Action& action) {
  std::vector<PublicKey> out{signer_for(action)};
  if (const auto* decision = std::get_if<DecidePending>(&action); decision != nullptr && chance(12)) {
    if (const auto held = m_.waiting.find(decision->transaction); held != m_.waiting.end())
      out[0] = m_.keys.at(held->second.maker).key;
  }
  const auto add = [&](const PublicKey& key) {
    if (std::ranges::find(out, key) == out.end()) out.push_back(key);
  };
  const bool votes = role_for(action) == Role::govern;
  if ((needs_checker(action) || votes) && chance(m_.feature("four-eyes") ? 65 : 10)) {
    const auto signer = m_.keys.find(key_id(out[0]));
    if (signer != m_.keys.end())
      if (const auto checker = key_with(Role::check, signer->second.department, std::nullopt)) add(*checker);
  }
  if (chance(1)) add(chance(50) ? among(m_.keys).second.key : public_key_of(kKeys - 1));
  return out;
}

}  // namespace credence::model
