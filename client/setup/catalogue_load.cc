// SPDX-License-Identifier: Apache-2.0
#include "client/setup/catalogue_load.h"

#include "client/base/counted.h"
#include "client/base/file_hash.h"
#include "client/four_eyes.h"
#include "client/lists/recorded.h"

namespace credence {

Outcome<AnchorDocument> document_of_file(const std::filesystem::path& file, const Name& title) {
  const auto hash = hash_file(file);
  if (!hash) return give_up(ExitCode::bad_input, hash.error());
  return AnchorDocument{hash->sha256, hash->size_bytes, title, {}, {}};
}

Outcome<std::vector<NamedAction>> catalogue_actions(const Catalogue& catalogue,
                                                    const std::optional<Plan>& plan) {
  std::vector<NamedAction> out;
  for (const RegisterDepartment& department : catalogue.departments)
    out.push_back({department, "department " + department.id});
  for (const DefineQualification& title : catalogue.qualifications)
    out.push_back({title, "title " + title.type});
  if (plan)
    for (const DefineTarget& target : plan->targets) out.push_back({target, "target " + target.id});
  auto members = document_of_file(catalogue.file, Name(catalogue.network + " catalogue.json"));
  if (!members) return std::unexpected(members.error());
  out.push_back({*members, catalogue.file.string()});
  if (plan) {
    auto document = document_of_file(plan->file, Name(plan->name_zh + " plan.json"));
    if (!document) return std::unexpected(document.error());
    out.push_back({*document, plan->file.string()});
  }
  return out;
}

Outcome<Loaded> load_action(Client& client, const SecretKey& key, const SecretKey* checker,
                            const NamedAction& action) {
  auto missing = without_recorded(client, action.action);
  if (!missing) return std::unexpected(missing.error());
  if (missing->lines == 0) return Loaded{};
  auto done = client.submit(action.action, key,
                            checker == nullptr ? Client::CoSigners{} : Client::CoSigners{checker});
  if (!done)
    return give_up(done.error().exit,
                   Error{done.error().error.code, action.what + ": " + done.error().error.detail});
  return Loaded{done->header().height, is_parked((*done)->receipt)};
}

std::string catalogue_summary(const Catalogue& catalogue, const std::optional<Plan>& plan,
                              Language language) {
  std::string out;
  const auto add = [&](std::size_t count, const Noun& noun) {
    if (!out.empty()) out += language == Language::zh ? "、" : ", ";
    out += counted(count, noun, language);
  };
  add(catalogue.departments.size(), {"department", "departments", "个部门"});
  if (plan) {
    add(plan->tasks.size(), {"task", "tasks", "项任务"});
    add(plan->projects.size(), {"project", "projects", "项工程"});
    add(plan->safeguards.size(), {"safeguard", "safeguards", "项保障措施"});
    add(plan->organisations.size(), {"organisation", "organisations", "个组织"});
    add(plan->instruments.size(), {"instrument", "instruments", "项政策工具"});
    add(plan->titles.size(), {"title", "titles", "类称号"});
    add(plan->targets.size(), {"target", "targets", "项目标"});
    add(plan->baselines.size(), {"baseline", "baselines", "项基期数据"});
    add(plan->places.size(), {"place", "places", "处地区与载体"});
  }
  add(catalogue.qualifications.size(), {"title on the ledger", "titles on the ledger", "类账本资格"});
  add(catalogue.posts.size(), {"post", "posts", "个岗位"});
  add(catalogue.validators.size(), {"possible validator", "possible validators", "个可选验证节点单位"});
  return out;
}

}  // namespace credence
