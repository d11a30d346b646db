// credence department …, credence enterprise …: who there is.
#include <CLI/CLI.hpp>

#include "client/base/json_text.h"
#include "client/console/command.h"
#include "client/console/list_file.h"
#include "client/lists/plan.h"
#include "ledger/views/json.h"

namespace credence {
namespace {

namespace json = boost::json;

template <class T>
std::shared_ptr<T> kept() {
  return std::make_shared<T>();
}

// ---- departments
// -----------------------------------------------------------------------------------------------------

struct DepartmentOptions {
  std::string id, name_zh, name_en, kind = "other";
};

int register_department(Cli& cli, const DepartmentOptions& options) {
  const auto kind = department_kind_named(options.kind);
  if (!kind) return cli.finish({ExitCode::usage, Error{Code::bad_name, "--kind " + options.kind}});
  const RegisterDepartment action{Id(options.id), Name(options.name_zh), Name(options.name_en), *kind};
  return cli.submit(action, cli.say("department registered: ", "已登记部门：") + options.id);
}

int show_department(Cli& cli, const std::string& id) {
  if (auto good = check_id(id); !good) return cli.finish({ExitCode::usage, good.error()});
  auto client = cli.client();
  if (!client) return cli.finish(client.error());
  auto found = (*client)->state<DepartmentValue>(DepartmentKey{Id(id)});
  if (!found) return cli.finish(found.error());
  if (cli.json) {
    json::object view{{"id", id}, {"department", nullptr}, {"proof", cli.proof_json(found->proof())}};
    if (**found)
      view["department"] = json::object{{"name_zh", (**found)->name_zh},
                                        {"name_en", (**found)->name_en},
                                        {"kind", name_of((**found)->kind)}};
    cli.print_json(view);
    return **found ? 0 : static_cast<int>(ExitCode::refused);
  }
  if (!**found)
    return cli.finish(
        {ExitCode::refused, Error{Code::not_recorded, id + "; " + cli.proved_under(found->proof())}});
  cli.print(id + "  " + (**found)->name_zh + "  " + (**found)->name_en + "  " +
            std::string(name_of((**found)->kind)) + "\n" + cli.proved_under(found->proof()) + "\n");
  return 0;
}

// ---- enterprises
// -----------------------------------------------------------------------------------------------------

struct EnterpriseOptions {
  ListOptions list;
  std::string code, name, registered_on, place, on, as_of;
};

int register_enterprise(Cli& cli, const EnterpriseOptions& options) {
  if (!options.list.file.empty())
    return import_file<EnterpriseLine>(
        cli, options.list, parse_enterprise_lines, {.review = {}, .enterprises_exist = false},
        [](const std::vector<EnterpriseLine>& lines) { return plan_enterprises(lines); });
  auto code = cli.code(options.code);
  if (!code) return cli.finish(code.error());
  EnterpriseLine line{*code, Name(options.name), {}, {}};
  if (!options.registered_on.empty()) {
    auto day = parse_any_date(options.registered_on);
    if (!day) return cli.finish({ExitCode::bad_input, day.error()});
    line.registered_on = *day;
  }
  if (!options.place.empty()) line.place = Name(options.place);
  RegisterEnterprises action;
  action.lines.push_back(std::move(line));
  return cli.submit(action,
                    cli.say("enterprise registered: ", "已登记企业：") + options.code + " " + options.name);
}

void add_department_commands(CLI::App& app, Cli& cli) {
  auto* const family = app.add_subcommand("department", "departments")->require_subcommand(1);
  const auto options = kept<DepartmentOptions>();
  auto* const add = family->add_subcommand("register", "register a department (role admin)");
  add->add_option("ID", options->id)->required();
  add->add_option("--name-zh", options->name_zh)->required();
  add->add_option("--name-en", options->name_en)->required();
  add->add_option("--kind", options->kind,
                  "industry, finance, science, tax, regulator, audit, government, party, association, other");
  runs(cli, add, options, register_department);
  auto* const show = family->add_subcommand("show", "what the ledger holds of a department, proved");
  show->add_option("ID", options->id)->required();
  runs(cli, show, options, [](Cli& one, const auto& o) { return show_department(one, o.id); });
}

}  // namespace

void add_party_commands(CLI::App& app, Cli& cli) {
  add_department_commands(app, cli);
  auto* const family = app.add_subcommand("enterprise", "enterprises")->require_subcommand(1);
  const auto options = kept<EnterpriseOptions>();
  auto* const add =
      family->add_subcommand("register", "register one enterprise, or those of a list (role registrar)\n--file: 企业名称, 统一社会信用代码, 注册日期, 地区");
  auto* const code = add->add_option("CODE", options->code, "its unified social credit code");
  auto* const name = add->add_option("--name", options->name);
  add->add_option("--registered-on", options->registered_on, "the day of its registration, 2020-01-31");
  add->add_option("--place", options->place);
  add_list_options(*add, options->list, "--file", false);
  auto* const file = add->get_option("--file");
  code->excludes(file);
  name->excludes(file);
  code->needs(name);
  add->callback([&cli, options, add] {
    if (options->code.empty() && options->list.file.empty())
      throw CLI::RequiredError("CODE and --name, or --file");
    (void)add;
    cli.run = [&cli, options] { return register_enterprise(cli, *options); };
  });
  add_enterprise_commands(*family, cli);
}

}  // namespace credence
