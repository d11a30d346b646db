// credence department …, credence enterprise …: who there is.
#include <CLI/CLI.hpp>

#include "client/cli_import.h"
#include "client/import_plan.h"
#include "client/json_text.h"
#include "ledger/domain/json.h"

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
        cli, options.list, parse_enterprise_lines,
        [](const std::vector<EnterpriseLine>& lines) { return plan_enterprises(lines); });
  auto code = parse_uscc(options.code);
  if (!code) return cli.finish({ExitCode::bad_input, code.error()});
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

std::string title_line(const Cli& cli, const Title& title, const Date& on) {
  const QualificationValue& term = title.term;
  std::string out = title.type + "  " + term.valid_from.iso() + cli.say(" to ", " 至 ") +
                    (term.valid_to ? term.valid_to->iso() : cli.say("no end", "无期限"));
  if (term.revoked_from) out += cli.say(", revoked from ", "，撤销日期 ") + term.revoked_from->iso();
  return out + (title.in_force(on) ? cli.say("  in force", "  有效") : "");
}

void print_enterprise(const Cli& cli, const Enterprise& enterprise, const Date& on,
                      const ReadOptions& as_of) {
  const EnterpriseValue& value = enterprise.profile;
  std::string out = std::string(text_of(enterprise.code)) + "  " + value.name;
  if (value.place) out += "  " + *value.place;
  if (value.registered_on) out += cli.say("  founded ", "  成立 ") + value.registered_on->iso();
  out += as_of_text(cli, as_of) + "\n  " + cli.say("awarded ", "安排 ") + cli.money(value.awarded) +
         cli.say(" in ", "，") + std::to_string(value.awards) + cli.say(" awards", " 笔") + "\n  " +
         cli.say("paid    ", "拨付 ") + cli.money(value.paid) + cli.say(" in ", "，") +
         std::to_string(value.payments) + cli.say(" payments", " 笔") + "\n";
  for (const Title& title : enterprise.titles)
    out += "  " + cli.say("title   ", "资格 ") + title_line(cli, title, on) + "\n";
  cli.print(out);
}

json::object title_json(const Title& title, const Date& on) {
  json::object out = to_json(title.term);
  out["type"] = title.type;
  out["in_force"] = title.in_force(on);
  return out;
}

int show_enterprise(Cli& cli, const EnterpriseOptions& options) {
  auto code = parse_uscc(options.code);
  if (!code) return cli.finish({ExitCode::bad_input, code.error()});
  auto as_of = as_of_options(options.as_of);
  if (!as_of) return cli.finish(as_of.error());
  auto on = day_or_today(options.on, "--on");
  if (!on) return cli.finish(on.error());
  auto client = cli.client();
  if (!client) return cli.finish(client.error());
  auto found = (*client)->enterprise(*code, *as_of);
  if (!found) return cli.finish(found.error());
  if (cli.json) {
    json::object view{{"code", options.code},
                      {"enterprise", nullptr},
                      {"on", on->iso()},
                      {"proof", cli.proof_json(found->proof())}};
    if (**found) {
      json::array titles;
      for (const Title& title : (**found)->titles) titles.push_back(title_json(title, *on));
      view["enterprise"] = to_json((**found)->profile);
      view["titles"] = std::move(titles);
    }
    cli.print_json(view);
    return **found ? 0 : static_cast<int>(ExitCode::refused);
  }
  if (!**found)
    return cli.finish(
        {ExitCode::refused, Error{Code::not_recorded, options.code + as_of_text(cli, *as_of) + "; " +
                                                          cli.proved_under(found->proof())}});
  print_enterprise(cli, ***found, *on, *as_of);
  cli.print(cli.proved_under(found->proof()) + "\n");
  cli.warn_of_bad_answers();
  return 0;
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
  add->callback(
      [&cli, options] { cli.run = [&cli, options] { return register_department(cli, *options); }; });
  auto* const show = family->add_subcommand("show", "what the ledger holds of a department, proved");
  show->add_option("ID", options->id)->required();
  show->callback(
      [&cli, options] { cli.run = [&cli, options] { return show_department(cli, options->id); }; });
}

}  // namespace

void add_party_commands(CLI::App& app, Cli& cli) {
  add_department_commands(app, cli);
  auto* const family = app.add_subcommand("enterprise", "enterprises")->require_subcommand(1);
  const auto options = kept<EnterpriseOptions>();
  auto* const add =
      family->add_subcommand("register", "register one enterprise, or those of a CSV file (role registrar)");
  auto* const code = add->add_option("CODE", options->code, "its unified social credit code");
  auto* const name = add->add_option("--name", options->name);
  add->add_option("--registered-on", options->registered_on, "the day of its registration, 2020-01-31");
  add->add_option("--place", options->place);
  auto* const file =
      add->add_option("--file", options->list.file, "CSV: 企业名称, 统一社会信用代码, 注册日期, 地区");
  add->add_flag("--skip-bad", options->list.skip_bad, "leave bad lines out instead of writing nothing");
  add->add_flag("--dry-run", options->list.dry_run, "check the file only; send nothing");
  add->add_option("--journal", options->list.journal,
                  "where to keep what was signed; else FILE.credence-journal");
  add->add_option("--in-flight", options->list.in_flight, "lists on their way at once")
      ->check(CLI::Range(1, 64));
  code->excludes(file);
  name->excludes(file);
  code->needs(name);
  add->callback([&cli, options, add] {
    if (options->code.empty() && options->list.file.empty())
      throw CLI::RequiredError("CODE and --name, or --file");
    (void)add;
    cli.run = [&cli, options] { return register_enterprise(cli, *options); };
  });
  auto* const show = family->add_subcommand(
      "show", "what the ledger holds of an enterprise, or the proof that it holds nothing");
  show->add_option("CODE", options->code)->required();
  show->add_option("--on", options->on, "which titles are in force on this day; else today");
  show->add_option("--as-of", options->as_of, kAsOfHelp);
  show->callback([&cli, options] { cli.run = [&cli, options] { return show_enterprise(cli, *options); }; });
}

}  // namespace credence
