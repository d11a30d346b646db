// SPDX-License-Identifier: Apache-2.0
// credence duty show: what each department that answers for a task, project or safeguard of the plan has recorded for
// it. The plan names the departments, the ledger what they recorded: programmes, titles and targets name their task.
#include <algorithm>

#include "client/base/json_text.h"
#include "client/base/list_errors.h"
#include "client/commands/families.h"
#include "client/commands/known.h"
#include "client/console/console.h"
#include "client/console/options.h"
#include "client/registered.h"
#include "client/setup/catalogue_plan.h"
#include "client/targets.h"

namespace credence {
namespace {

namespace json = boost::json;

struct DutyOptions {
  std::filesystem::path catalogue;
  std::string duty, department;
  bool recorded = false;
};

/// What is on the ledger, by the task that it names.
struct OnLedger {
  AllOf<ProgrammeValue> programmes;
  AllOf<QualificationTypeValue> titles;
  AllTargets targets;
};

Outcome<OnLedger> read_ledger(Client& client) {
  auto programmes = all_programmes(client);
  if (!programmes) return std::unexpected(programmes.error());
  auto titles = all_titles(client);
  if (!titles) return std::unexpected(titles.error());
  auto targets = all_targets(client);
  if (!targets) return std::unexpected(targets.error());
  return OnLedger{*std::move(programmes), *std::move(titles), *std::move(targets)};
}

/// One department's part of one duty.
struct Part {
  const PlanDuty* duty = nullptr;
  Id department;
  bool named = true;  // by the plan; else it recorded something for the duty all the same
  std::vector<Id> programmes, titles, targets;
  [[nodiscard]] bool empty() const { return programmes.empty() && titles.empty() && targets.empty(); }
};

Part part_of(const OnLedger& ledger, const PlanDuty& duty, const Id& department, bool named) {
  Part out{&duty, department, named, {}, {}, {}};
  for (const auto& [id, value] : ledger.programmes.all)
    if (value.task == duty.id && value.lead_department == department) out.programmes.push_back(id);
  for (const auto& [id, value] : ledger.titles.all)
    if (value.task == duty.id && value.issuer == department) out.titles.push_back(id);
  for (const auto& [id, value] : ledger.targets.targets)
    if (value.task == duty.id && value.department == department) out.targets.push_back(id);
  return out;
}

/// Every department that the plan names for the duty, then those that recorded something for it without being named.
void add_parts(const OnLedger& ledger, const Plan& plan, const PlanDuty& duty, std::vector<Part>& out) {
  const std::vector<Id> named = plan.responsible(duty);
  for (const Id& department : named) out.push_back(part_of(ledger, duty, department, true));
  std::vector<Id> others;
  const auto add = [&](const Id& task, const Id& department) {
    if (task == duty.id && std::ranges::find(named, department) == named.end() &&
        std::ranges::find(others, department) == others.end())
      others.push_back(department);
  };
  for (const auto& [id, value] : ledger.programmes.all) add(value.task, value.lead_department);
  for (const auto& [id, value] : ledger.titles.all) add(value.task, value.issuer);
  for (const auto& [id, value] : ledger.targets.targets) add(value.task, value.department);
  for (const Id& department : others) out.push_back(part_of(ledger, duty, department, false));
}

std::string ids_text(const std::vector<Id>& ids) {
  std::string out;
  for (const Id& id : ids) out += (out.empty() ? "" : ", ") + id;
  return out;
}
json::array ids_json(const std::vector<Id>& ids) {
  json::array out;
  for (const Id& id : ids) out.emplace_back(std::string_view(id));
  return out;
}

void print_parts(const Cli& cli, const std::vector<Part>& parts) {
  const PlanDuty* duty = nullptr;
  Table table;
  const auto begin = [&] {
    table = Table();
    for (const auto& head : {cli.say("department", "部门"), cli.say("programmes", "专项"),
                             cli.say("titles", "资格"), cli.say("targets", "目标")})
      table.column(head);
  };
  const auto end = [&] {
    if (duty == nullptr) return;
    cli.print(duty->id + "  " + std::string(cli.zh() ? duty->name_zh : duty->name_en) + "  " + duty->section +
              "\n" + table.text() + "\n");
  };
  for (const Part& part : parts) {
    if (part.duty != duty) {
      end();
      duty = part.duty;
      begin();
    }
    table.row({part.department + (part.named ? "" : cli.say(" (not named by the plan)", "（规划未列）")),
               part.empty() ? cli.say("nothing recorded", "尚无记录") : ids_text(part.programmes),
               ids_text(part.titles), ids_text(part.targets)});
  }
  end();
}

std::string place_of(const Catalogue& catalogue) { return catalogue.file.parent_path().string(); }

int show(Cli& cli, const DutyOptions& o) {
  auto directory = find_catalogue(o.catalogue);
  if (!directory) return cli.finish(directory.error());
  auto catalogue = read_catalogue(*directory);
  if (!catalogue) return cli.finish(catalogue.error());
  auto plan = read_plan(*catalogue);
  if (!plan) return cli.finish(plan.error());
  if (!*plan) return cli.finish({ExitCode::refused, Error{list_code::no_plan, place_of(*catalogue)}});
  auto client = cli.client();
  if (!client) return cli.finish(client.error());
  if (!may_be_of(*catalogue, (*client)->network().genesis))
    return cli.finish(
        {ExitCode::refused, Error{list_code::other_catalogue,
                                  place_of(*catalogue) + "; " + (*client)->network().genesis.network}});
  if (!o.duty.empty() && (*plan)->duty(o.duty) == nullptr) {
    std::vector<std::string> ids;
    for (const auto* list : {&(*plan)->tasks, &(*plan)->projects, &(*plan)->safeguards})
      for (const PlanDuty& duty : *list) ids.emplace_back(duty.id);
    return cli.finish({ExitCode::usage, Error{Code::unknown_choice, o.duty + meant_text(cli, o.duty, ids)}});
  }
  auto ledger = read_ledger(**client);
  if (!ledger) return cli.finish(ledger.error());
  std::vector<Part> parts;
  for (const auto* list : {&(*plan)->tasks, &(*plan)->projects, &(*plan)->safeguards})
    for (const PlanDuty& duty : *list)
      if (o.duty.empty() || duty.id == o.duty) add_parts(*ledger, **plan, duty, parts);
  if (!o.department.empty() && std::ranges::find(parts, Id(o.department), &Part::department) == parts.end())
    if (auto good = require_department(cli, o.department); !good) return cli.finish(good.error());
  std::erase_if(parts, [&](const Part& part) {
    return (!o.department.empty() && part.department != o.department) || (o.recorded && part.empty());
  });
  const auto filled = static_cast<std::size_t>(std::ranges::count(parts, false, &Part::empty));
  if (cli.json) {
    json::array duties;
    for (const Part& part : parts)
      duties.push_back(json::object{{"duty", part.duty->id},
                                    {"department", part.department},
                                    {"named_by_plan", part.named},
                                    {"programmes", ids_json(part.programmes)},
                                    {"titles", ids_json(part.titles)},
                                    {"targets", ids_json(part.targets)}});
    cli.print_json({{"plan", (*plan)->id},
                    {"complete", true},
                    {"recorded", filled},
                    {"duties", std::move(duties)},
                    {"proof", cli.proof_json(ledger->targets.proof)}});
    return 0;
  }
  print_parts(cli, parts);
  cli.print(cli.say("complete: ", "完整：共 ") + with_separators(parts.size()) +
            cli.say(" duties of departments, something recorded for ", " 项部门职责，其中已有记录 ") +
            with_separators(filled) + cli.say(", ", " 项，") + cli.proved_under(ledger->targets.proof) +
            "\n");
  cli.warn_of_bad_answers();
  return 0;
}

}  // namespace

void add_duty_commands(Command& app) {
  Command& family = app.command(
      "duty", {"what the plan asks of each department, and what it has recorded", "规划职责及各部门的记录"});
  auto& o = family.keep<DutyOptions>();
  Command& out =
      family
          .command("show",
                   {"for each task, project and safeguard of the plan: what each department that answers for "
                    "it has recorded",
                    "规划的每项任务、工程与保障措施：各责任部门已记录的专项、资格和目标"},
                   o, show)
          .uses(kAsks);
  out.argument("[DUTY]", &o.duty, {"only this one: its id in plan.json", "仅限该项：plan.json 中的编号"});
  out.option("--department DEPARTMENT", &o.department, {"only those of this department", "仅限该部门的"});
  out.flag("--recorded", o.recorded, {"only those for which something is recorded", "仅限已有记录的"});
  out.option("--catalogue DIR", &o.catalogue,
             {"the catalogue with the plan; else the only one in configs/",
              "含规划的目录；默认为 configs/ 中唯一的目录"});
}

}  // namespace credence
