// SPDX-License-Identifier: Apache-2.0
#include "client/commands/known.h"

#include "client/commands/then.h"
#include "client/console/help.h"
#include "client/console/options.h"
#include "client/registered.h"
#include "client/targets.h"
#include "client/words/enum_words.h"

namespace credence {
namespace {

template <class Value>
std::vector<std::string> ids_of(const Outcome<AllOf<Value>>& found) {
  std::vector<std::string> out;
  if (found)
    for (const auto& [id, value] : found->all) out.emplace_back(id);
  return out;
}

struct MeantBy {
  Cli& cli;
  Client& client;
  std::string operator()(const ProgrammeKey& k) const {
    return meant_text(cli, k.id, ids_of(all_programmes(client)));
  }
  std::string operator()(const DepartmentKey& k) const {
    return meant_text(cli, k.id, ids_of(all_departments(client)));
  }
  std::string operator()(const QualificationTypeKey& k) const {
    return meant_text(cli, k.type, ids_of(all_titles(client)));
  }
  std::string operator()(const TargetKey& k) const {
    std::vector<std::string> ids;
    if (const auto found = all_targets(client))
      for (const auto& [id, target] : found->targets) ids.emplace_back(id);
    return meant_text(cli, k.id, ids);
  }
  std::string operator()(const auto&) const { return {}; }
};

template <class Key, class Value>
Outcome<void> require(Cli& cli, const std::string& id, Code unknown) {
  if (id.empty()) return {};
  auto checked = id_option(id);
  if (!checked) return std::unexpected(checked.error());
  auto client = cli.client();
  if (!client) return std::unexpected(client.error());
  auto found = (*client)->state<Value>(Key{*checked});
  if (!found) return std::unexpected(found.error());
  if (**found) return {};
  return give_up(ExitCode::refused, unknown, id + meant_by(cli, {Key{*checked}}));
}

struct Require {
  Cli& cli;
  Outcome<void> operator()(const EnterpriseKey& k) const { return require_enterprise(cli, k.code); }
  Outcome<void> operator()(const ProgrammeKey& k) const { return require_programme(cli, k.id); }
  Outcome<void> operator()(const DepartmentKey& k) const { return require_department(cli, k.id); }
  Outcome<void> operator()(const QualificationTypeKey& k) const { return require_title(cli, k.type); }
  Outcome<void> operator()(const auto&) const { return {}; }
};

}  // namespace

std::string meant_text(const Cli& cli, std::string_view written, const std::vector<std::string>& words) {
  if (std::ranges::find(words, written) != words.end())  // it is there today: of another moment it was asked
    return later_words(cli);
  std::string meant;
  for (const std::string& one : nearest(written, words))
    meant += (meant.empty() ? "" : cli.say(", ", "、")) + one;
  return meant.empty() ? "" : cli.say("; did you mean ", "；是否指 ") + meant + cli.say("?", "？");
}

Outcome<void> require_programme(Cli& cli, const std::string& id) {
  return require<ProgrammeKey, ProgrammeValue>(cli, id, Code::unknown_programme);
}
Outcome<void> require_department(Cli& cli, const std::string& id) {
  return require<DepartmentKey, DepartmentValue>(cli, id, Code::unknown_department);
}
Outcome<void> require_title(Cli& cli, const std::string& id) {
  return require<QualificationTypeKey, QualificationTypeValue>(cli, id, Code::unknown_qualification_type);
}

Outcome<void> require_enterprise(Cli& cli, const std::optional<Uscc>& code) {
  if (!code) return {};
  auto client = cli.client();
  if (!client) return std::unexpected(client.error());
  auto found = (*client)->state<EnterpriseValue>(EnterpriseKey{*code});
  if (!found) return std::unexpected(found.error());
  if (**found) return {};
  return give_up(ExitCode::refused, Code::unknown_enterprise, std::string(text_of(*code)));
}

Outcome<void> require_subject(Cli& cli, const HistoryKey& subject) {
  return std::visit(Require{cli}, subject.subject);
}

std::string meant_by(Cli& cli, const HistoryKey& subject) {
  auto client = cli.client();
  return client ? std::visit(MeantBy{cli, **client}, subject.subject) : "";
}

Outcome<void> require_kind(Cli& cli, const Id& programme, ProgrammeKind kind) {
  auto client = cli.client();
  if (!client) return std::unexpected(client.error());
  auto found = (*client)->state<ProgrammeValue>(ProgrammeKey{programme});
  if (!found) return std::unexpected(found.error());
  if (!**found) return require_programme(cli, programme);
  if ((**found)->kind == kind) return {};
  return give_up(ExitCode::refused, Code::wrong_kind,
                 programme + ": " + std::string(kind_words((**found)->kind).in(cli.language())));
}

}  // namespace credence
