// SPDX-License-Identifier: Apache-2.0
// credence department …, credence enterprise …: who there is.
#include <algorithm>

#include "client/base/json_text.h"
#include "client/commands/families.h"
#include "client/commands/known.h"
#include "client/console/console.h"
#include "client/console/list_file.h"
#include "client/console/options.h"
#include "client/lists/plan.h"
#include "client/setup/catalogue_plan.h"
#include "client/words/enum_words.h"
#include "ledger/views/json.h"

namespace credence {
namespace {

namespace json = boost::json;

// ---- departments ------------------------------------------------------------------------------------------

struct DepartmentOptions {
  std::string id, name_zh, name_en, kind = "other";
};

int register_department(Cli& cli, const DepartmentOptions& options) {
  const auto kind = department_kind_named(options.kind);
  if (!kind) return cli.finish({ExitCode::usage, Error{Code::unknown_choice, "--kind " + options.kind}});
  const RegisterDepartment action{Id(options.id), Name(options.name_zh), Name(options.name_en), *kind};
  return cli.submit(action, cli.say("department registered: ", "已登记部门：") + options.id);
}

/// What a department set up, by its own complete history.
struct RecordedBy {
  std::vector<Id> leads, pays, titles, targets;
  [[nodiscard]] std::vector<std::pair<std::string_view, const std::vector<Id>*>> by_member() const {
    return {{"leads", &leads}, {"pays", &pays}, {"titles", &titles}, {"targets", &targets}};
  }
};
Outcome<RecordedBy> recorded_by(Client& client, const Id& id) {
  RecordedBy out;
  auto read = client.read_history(of_department(id), {.for_display = true}, [&](const HistoryEntry& entry) {
    if (const auto* const f = std::get_if<ProgrammeCreated>(&entry.fact))
      (f->programme.lead_department == id ? out.leads : out.pays).push_back(f->programme.id);
    if (const auto* const f = std::get_if<QualificationDefined>(&entry.fact))
      out.titles.push_back(f->type.type);
    if (const auto* const f = std::get_if<TargetDefined>(&entry.fact)) out.targets.push_back(f->target.id);
    return true;
  });
  if (!read) return std::unexpected(read.error());
  return out;
}

/// What the plan asks of it; nothing where no catalogue of this network with a plan is at hand.
std::vector<PlanDuty> duties_of(const Genesis& genesis, const Id& id) {
  std::vector<PlanDuty> out;
  const auto directory = find_catalogue({});
  if (!directory) return out;
  const auto catalogue = read_catalogue(*directory);
  if (!catalogue || !may_be_of(*catalogue, genesis)) return out;
  const auto plan = read_plan(*catalogue);
  if (!plan || !*plan) return out;
  for (const auto* list : {&(*plan)->tasks, &(*plan)->projects, &(*plan)->safeguards})
    for (const PlanDuty& duty : *list)
      if (const std::vector<Id> all = (*plan)->responsible(duty); std::ranges::find(all, id) != all.end())
        out.push_back(duty);
  return out;
}

std::string responsibilities_text(const Cli& cli, const DepartmentValue& value,
                                  const std::vector<PlanDuty>& duties) {
  std::string out, roles;
  for (const Role role : value.authority)
    roles += (roles.empty() ? "" : cli.say(", ", "、")) + std::string(role_words(role).in(cli.language()));
  if (!roles.empty()) out += "  " + cli.say("roles granted: ", "获授角色：") + roles + "\n";
  for (const PlanDuty& duty : duties)
    out += "  " + cli.say("answers for ", "负责 ") + duty.id + "  " +
           std::string(cli.zh() ? duty.name_zh : duty.name_en) + "\n";
  return out;
}

std::string recorded_text(const Cli& cli, const RecordedBy& recorded) {
  static constexpr Words kWords[] = {{"leads the programmes ", "牵头专项 "},
                                     {"pays for the programmes ", "拨付专项 "},
                                     {"issues the titles ", "认定资格 "},
                                     {"measures the targets ", "记录目标 "}};
  std::string out;
  std::size_t which = 0;
  for (const auto& [member, ids] : recorded.by_member()) {
    const Words words = kWords[which++];
    if (ids->empty()) continue;
    std::string list;
    for (const Id& one : *ids) list += (list.empty() ? "" : ", ") + one;
    out += "  " + std::string(words.in(cli.language())) + list + "\n";
  }
  return out.empty() ? "  " + cli.say("nothing is recorded by it yet", "尚无记录") + "\n" : out;
}

int show_department(Cli& cli, const std::string& id) {
  if (auto good = check_id(id); !good) return cli.finish({ExitCode::usage, good.error()});
  auto client = cli.client();
  if (!client) return cli.finish(client.error());
  auto found = (*client)->state<DepartmentValue>(DepartmentKey{Id(id)});
  if (!found) return cli.finish(found.error());
  auto recorded = recorded_by(**client, Id(id));
  if (!recorded) return cli.finish(recorded.error());
  const std::vector<PlanDuty> duties = duties_of((*client)->network().genesis, Id(id));
  json::object view{{"id", id}, {"department", nullptr}, {"proof", cli.proof_json(found->proof())}};
  if (!**found)
    return cli.finish(
        {ExitCode::refused, Error{Code::not_recorded, id + meant_by(cli, {DepartmentKey{Id(id)}}) + "; " +
                                                          cli.proved_under(found->proof())}},
        std::move(view));
  if (cli.json) {
    view["department"] = state_value_to_json(DepartmentKey{}, encode(***found)).value();
    json::array answers;
    for (const PlanDuty& duty : duties) answers.emplace_back(std::string_view(duty.id));
    view["duties"] = std::move(answers);
    for (const auto& [what, ids] : recorded->by_member()) {
      json::array list;
      for (const Id& one : *ids) list.emplace_back(std::string_view(one));
      view[what] = std::move(list);
    }
    cli.print_json(view);
    return 0;
  }
  cli.print(id + "  " + std::string(cli.zh() ? (**found)->name_zh : (**found)->name_en) + "  " +
            std::string(kind_words((**found)->kind).in(cli.language())) + "\n" +
            responsibilities_text(cli, ***found, duties) + recorded_text(cli, *recorded) +
            cli.proved_under(found->proof()) + "\n");
  return 0;
}

// ---- enterprises ------------------------------------------------------------------------------------------

struct EnterpriseOptions {
  ListOptions list;
  std::string code, name, registered_on, place, on, as_of;
};

int import_enterprises(Cli& cli, const EnterpriseOptions& options) {
  return import_file(
      cli, options.list, enterprise_list(), {.review = {}, .enterprises_exist = false},
      [](const std::vector<EnterpriseLine>& lines, const PreparedList&) { return plan_enterprises(lines); });
}

int register_enterprise(Cli& cli, const EnterpriseOptions& options) {
  auto code = cli.code(options.code);
  if (!code) return cli.finish(code.error());
  EnterpriseLine line{*code, Name(options.name), {}, {}};
  if (!options.registered_on.empty()) {
    auto day = date_option(options.registered_on, "REGISTERED");
    if (!day) return cli.finish(day.error());
    line.registered_on = *day;
  }
  if (!options.place.empty()) line.place = Name(options.place);
  RegisterEnterprises action;
  action.lines.push_back(std::move(line));
  return cli.submit(action,
                    cli.say("enterprise registered: ", "已登记企业：") + options.code + " " + options.name);
}

}  // namespace

void add_department_commands(Command& app) {
  Command& family = app.command("department", {"departments", "部门"});
  auto& o = family.keep<DepartmentOptions>();
  Command& add = family
                     .command("register", {"register a department (role admin)", "登记部门（角色 admin）"}, o,
                              register_department)
                     .uses(kSigns);
  add.argument("DEPARTMENT", &o.id, kDepartmentWords);
  add.option("--name-zh NAME", &o.name_zh, kNameZhWords).required();
  add.option("--name-en NAME", &o.name_en, kNameEnWords).required();
  add.option("--kind KIND", &o.kind, kDepartmentKindWords).one_of(all_names<DepartmentKind>());
  Command& show =
      family.command("show", {"what the ledger holds of a department, proved", "账本上的部门记录，附证明"})
          .uses(kAsks);
  show.argument("DEPARTMENT", &o.id, kDepartmentWords);
  show.runs(o, [](Cli& cli, const DepartmentOptions& options) { return show_department(cli, options.id); });
  add_department_list_command(family);
}

void add_enterprise_commands(Command& app) {
  Command& family = app.command("enterprise", {"enterprises", "企业"}).uses(kSigns);
  auto& o = family.keep<EnterpriseOptions>();
  Command& add = family.command(
      "register", {"register one enterprise (role registrar)", "登记一家企业（角色 registrar）"}, o,
      register_enterprise);
  add.argument("CODE", &o.code, kCodeWords);
  add.option("--name NAME", &o.name, {"its name", "企业名称"}).required();
  add.option("--on DAY", &o.registered_on,
             {"the day of its registration, 2020-01-31", "注册日期，例如 2020-01-31"});
  add.option("--place NAME", &o.place, {"where it is", "所在地区"});
  Command& many = family.command(
      "import",
      {"register the enterprises of a list (role registrar)\nFILE: 企业名称, 统一社会信用代码, 注册日期, "
       "地区",
       "登记名单中的全部企业（角色 registrar）\nFILE：企业名称、统一社会信用代码、注册日期、地区"},
      o, import_enterprises);
  add_list_options(many, o.list);
  add_enterprise_life_commands(family);
  add_enterprise_find_command(family);
  add_enterprise_list_command(family);
}

}  // namespace credence
