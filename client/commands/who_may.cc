// SPDX-License-Identifier: Apache-2.0
// credence who-may: roles and who holds them, proved to be complete.
#include <algorithm>

#include "client/base/json_text.h"
#include "client/commands/families.h"
#include "client/commands/known.h"
#include "client/console/console.h"
#include "client/four_eyes.h"
#include "client/words/enum_words.h"
#include "ledger/views/json.h"

namespace credence {
namespace {

namespace json = boost::json;

int who_may(Cli& cli, const std::string& what) {
  std::optional<Role> role = role_named(what);
  for (std::size_t i = 0; i < std::variant_size_v<ActionBody> && !role; ++i)
    if (action_name(i) == what) {
      role = role_of(i);
      if (!role) {
        cli.print(cli.say("any key; the rules decide (docs/architecture.md)\n",
                          "任何密钥；由规则决定（docs/architecture.md）\n"));
        return 0;
      }
    }
  auto client = cli.client();
  if (!client) return cli.finish(client.error());
  auto chain = (*client)->history(HistoryKey{ChainKey{}});
  if (!chain) return cli.finish(chain.error());
  const std::vector<Id> known = departments_of((*chain)->entries);
  if (!what.empty() && !role && std::ranges::find(known, what) == known.end())
    return cli.finish(
        {ExitCode::usage,
         Error{Code::unknown_choice,
               what + ": " + cli.say("neither action, role nor department", "不是事项、角色或部门") +
                   meant_text(cli, what, {known.begin(), known.end()})}});
  Table table;
  for (const auto& head : {cli.say("role", "角色"), cli.say("department", "部门"), cli.say("post", "岗位"),
                           cli.say("key id", "密钥编号"), cli.say("standing", "状态")})
    table.column(head);
  json::array list;
  auto value = (*client)->state<ChainValue>(ChainKey{});
  if (!value) return cli.finish(value.error());
  const bool governed = **value && (**value)->governed;
  std::map<Id, DepartmentValue> standing;
  const std::vector<KeyHeld> keys = keys_in_force((*chain)->entries);
  for (std::size_t i = 0; i <= static_cast<std::size_t>(last_of(Role{})); ++i) {
    const Role one = static_cast<Role>(i);
    if (role && one != *role) continue;
    for (const KeyHeld& key : keys) {
      if (std::ranges::find(key.roles, one) == key.roles.end() ||
          (!what.empty() && !role && key.department != what))
        continue;
      if (!standing.contains(key.department)) {
        auto department = (*client)->state<DepartmentValue>(DepartmentKey{key.department});
        if (!department) return cli.finish(department.error());
        standing.emplace(key.department, (**department).value_or(DepartmentValue{}));
      }
      const DepartmentValue& department = standing.at(key.department);
      const bool granted = !governed || !is_granted(one) ||
                           std::ranges::find(department.authority, one) != department.authority.end();
      const std::string state = department.suspended ? cli.say("suspended", "已暂停")
                                : granted            ? cli.say("in force", "有效")
                                                     : cli.say("withdrawn", "角色已收回");
      if (cli.json)
        list.push_back(json::object{{"role", name_of(one)},
                                    {"department", key.department},
                                    {"holder", key.holder},
                                    {"key", key.id.hex()},
                                    {"in_force", granted && !department.suspended}});
      else
        table.row({std::string(role_words(one).in(cli.language())), key.department, key.holder,
                   shown_id(key.id.hex()), state});
    }
  }
  if (cli.json) {
    cli.print_json(
        {{"complete", true}, {"who_may", std::move(list)}, {"proof", cli.proof_json(chain->proof())}});
    return 0;
  }
  if (table.rows() > 0) cli.print(table.text());
  cli.print(cli.say("complete: ", "完整：共 ") + cli.counted(table.rows(), noun::kRow) + cli.say(", ", "，") +
            cli.proved_under(chain->proof()) + "\n");
  cli.warn_of_bad_answers();
  return 0;
}

}  // namespace

void add_who_may_command(Command& app) {
  Command& who = app.command("who-may", {"roles and who holds them, proved to be complete",
                                         "各角色由谁持有，并证明无遗漏"})
                     .uses(kAsks);
  auto& what = who.keep<std::string>();
  who.argument("[WHAT]", &what,
               {"an action (record_payments), a role (pay) or a department; else all",
                "事项（record_payments）、角色（pay）或部门；默认为全部"});
  who.runs(what, who_may);
}

}  // namespace credence
