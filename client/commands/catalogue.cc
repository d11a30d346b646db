// SPDX-License-Identifier: Apache-2.0
// credence catalogue …: what a network is made from and the plan that it carries out: printed, checked, and
// put onto the ledger.
#include "client/base/json_text.h"
#include "client/commands/families.h"
#include "client/console/console.h"
#include "client/console/dry_run.h"
#include "client/lists/recorded.h"
#include "client/setup/catalogue_load.h"
#include "client/setup/catalogue_plan.h"
#include "client/setup/plan_kinds.h"
#include "client/words/enum_words.h"
#include "client/words/target_view.h"

namespace credence {
namespace {

namespace fs = std::filesystem;
namespace json = boost::json;

struct CatalogueOptions {
  fs::path directory;
  std::string family;
  bool ungoverned = false;
};

/// One family as a table and as JSON, from the same cells.
struct Column {
  std::string_view key;
  Words head;
  bool list = false;  // several values in a cell
};
using Cell = std::vector<std::string>;
struct Family {
  std::string_view key;
  Words title;
  std::vector<Column> columns;
  std::vector<std::vector<Cell>> rows;
};

constexpr Column kId{"id", {"id", "编号"}}, kZh{"name_zh", {"name (zh)", "名称"}},
    kEn{"name_en", {"name (en)", "英文名称"}}, kSection{"section", {"section", "章节"}},
    kKind{"kind", {"kind", "类别"}};

Cell cell(const std::string& text) { return text.empty() ? Cell{} : Cell{text}; }
Cell cells(const std::vector<Id>& ids) { return {ids.begin(), ids.end()}; }

Family departments_of(const Catalogue& catalogue, const std::optional<Plan>& plan) {
  Family out{"departments",
             {"departments, and what they answer for", "部门及其任务、工程与保障措施"},
             {kId,
              kZh,
              kEn,
              kKind,
              {"tasks", {"tasks", "任务"}, true},
              {"projects", {"projects", "工程"}, true},
              {"safeguards", {"safeguards", "保障措施"}, true},
              {"roles", {"roles", "角色"}, true}},
             {}};
  const auto duties = [](const std::vector<PlanDuty>& list, const Id& department) {
    Cell ids;
    for (const PlanDuty& duty : list)
      if (std::ranges::find(duty.departments, department) != duty.departments.end()) ids.push_back(duty.id);
    return ids;
  };
  for (const RegisterDepartment& d : catalogue.departments) {
    Cell roles;
    for (const CataloguePost& post : catalogue.posts)
      if (post.department == d.id)
        for (const Role role : post.roles) roles.emplace_back(name_of(role));
    std::vector<Cell> row{{d.id}, {d.name_zh}, {d.name_en}, {std::string(name_of(d.kind))},
                          {},     {},          {},          roles};
    if (plan) {
      row[4] = duties(plan->tasks, d.id);
      row[5] = duties(plan->projects, d.id);
      row[6] = duties(plan->safeguards, d.id);
    }
    out.rows.push_back(std::move(row));
  }
  return out;
}

Family qualifications_of(const Catalogue& catalogue) {
  Family out{"qualifications",
             {"titles that are conferred on the ledger", "账本上认定的资格"},
             {kId,
              kZh,
              kEn,
              {"issuer", {"issuer", "认定部门"}},
              {"years", {"years", "有效年数"}},
              {"prerequisite", {"prerequisite", "前置资格"}}},
             {}};
  for (const DefineQualification& q : catalogue.qualifications)
    out.rows.push_back({{q.type},
                        {q.name_zh},
                        {q.name_en},
                        {q.issuer},
                        {std::to_string(q.years)},
                        cell(q.prerequisite.value_or(Id()))});
  return out;
}

Family validators_of(const Catalogue& catalogue) {
  Family out{"validators",
             {"who may run a validator, in this order", "可运行验证节点的单位（依次）"},
             {kId, kZh, kEn, {"owner", {"owner", "所有部门"}}},
             {}};
  for (const CatalogueValidator& v : catalogue.validators)
    out.rows.push_back({{v.node}, {v.name_zh}, {v.name_en}, cell(v.owner)});
  return out;
}

Family duties_of(std::string_view key, const Words& title, const std::vector<PlanDuty>& list) {
  Family out{key,
             title,
             {kId,
              kZh,
              kEn,
              kSection,
              {"departments", {"departments, the leading one first", "责任部门（首位为牵头）"}, true}},
             {}};
  for (const PlanDuty& d : list)
    out.rows.push_back({{d.id}, {d.name_zh}, {d.name_en}, {d.section}, cells(d.departments)});
  return out;
}

Family entries_of(std::string_view key, const Words& title, const Column& refers,
                  const std::vector<PlanEntry>& list) {
  Family out{key, title, {kId, kZh, kEn, kKind, kSection, refers}, {}};
  for (const PlanEntry& e : list)
    out.rows.push_back({{e.id},
                        {e.name_zh},
                        {e.name_en},
                        {e.kind},
                        cell(e.section),
                        cell(e.refers_to.empty() ? e.region : std::string(e.refers_to))});
  return out;
}

Family targets_of(std::string_view key, const Words& title, const std::vector<DefineTarget>& list,
                  Language language) {
  Family out{key,
             title,
             {kId,
              kZh,
              kEn,
              {"value", {"plan", "规划值"}},
              {"year", {"by", "年份"}},
              {"department", {"department", "责任部门"}},
              {"source", {"source", "出处"}}},
             {}};
  for (const DefineTarget& t : list) {
    const TargetValue shown{t.plan,    t.name_zh, t.name_en,     t.department, t.kind, t.value, t.unit_zh,
                            t.unit_en, t.year,    t.document_no, t.source,     0,      {}};
    out.rows.push_back({{t.id},
                        {t.name_zh},
                        {t.name_en},
                        {wanted_text(shown, language)},
                        cell(t.year == 0 ? "" : std::to_string(t.year)),
                        cell(t.department),
                        cell(t.source)});
  }
  return out;
}

std::vector<Family> families_of(const Catalogue& catalogue, const std::optional<Plan>& plan,
                                Language language) {
  std::vector<Family> out{departments_of(catalogue, plan)};
  if (plan) {
    out.push_back(duties_of("tasks", {"tasks", "重点任务"}, plan->tasks));
    out.push_back(duties_of("projects", {"projects", "重点工程"}, plan->projects));
    out.push_back(duties_of("safeguards", {"safeguards", "保障措施"}, plan->safeguards));
    out.push_back(
        entries_of("organisations", {"organisations", "组织"}, {"region", {"", ""}}, plan->organisations));
    out.push_back(entries_of("instruments", {"instruments", "政策工具"}, {"of", {"of", "所属任务"}},
                             plan->instruments));
    out.push_back(entries_of("titles", {"titles that the plan speaks of", "规划所涉称号"},
                             {"qualification", {"on the ledger as", "账本资格"}}, plan->titles));
    out.push_back(targets_of("targets", {"targets", "目标"}, plan->targets, language));
    std::vector<DefineTarget> baselines;
    for (const PlanBaseline& b : plan->baselines) {
      baselines.push_back(b.figure);
      baselines.back().source = Note(b.section);
    }
    out.push_back(targets_of("baselines", {"where things stood", "基期"}, baselines, language));
    out.push_back(
        entries_of("places", {"places", "地区与载体"}, {"region", {"GB/T 2260", "区划代码"}}, plan->places));
  }
  out.push_back(qualifications_of(catalogue));
  out.push_back(validators_of(catalogue));
  return out;
}

/// A value as the reader's language has it: roles and kinds are words, all else is a name or an id.
std::string shown_value(const std::string& text, std::string_view key, Language language) {
  const auto role = key == "roles" ? role_named(text) : std::nullopt;
  if (role) return std::string(role_words(*role).in(language));
  if (key != "kind") return text;
  const auto kind = department_kind_named(text);
  return std::string(kind ? kind_words(*kind).in(language) : plan_kind(text, language));
}

std::string joined(const Cell& cell, std::string_view key, Language language) {
  std::string out;
  for (const std::string& text : cell) out += (out.empty() ? "" : " ") + shown_value(text, key, language);
  return out;
}

std::string table_of(const Family& family, Language language) {
  Table table;
  std::vector<std::size_t> shown;
  for (std::size_t c = 0; c < family.columns.size(); ++c) {
    // Of the two names the one in the reader's language; and no column of nothing.
    if (family.columns[c].key == (language == Language::zh ? "name_en" : "name_zh")) continue;
    if (std::ranges::all_of(family.rows, [c](const std::vector<Cell>& row) { return row[c].empty(); }))
      continue;
    shown.push_back(c);
    table.column(std::string(family.columns[c].head.in(language)));
  }
  for (const std::vector<Cell>& row : family.rows) {
    std::vector<std::string> texts;
    texts.reserve(shown.size());
    for (const std::size_t c : shown) texts.push_back(joined(row[c], family.columns[c].key, language));
    table.row(std::move(texts));
  }
  return std::string(family.title.in(language)) + " (" + std::to_string(family.rows.size()) + ")\n" +
         table.text() + "\n";
}

json::array json_of(const Family& family) {
  json::array out;
  for (const std::vector<Cell>& row : family.rows) {
    json::object one;
    for (std::size_t c = 0; c < family.columns.size(); ++c) {
      if (family.columns[c].list)
        one[family.columns[c].key] = text_array(row[c]);
      else if (!row[c].empty())
        one[family.columns[c].key] = row[c].front();
    }
    out.push_back(std::move(one));
  }
  return out;
}

struct Read {
  Catalogue catalogue;
  std::optional<Plan> plan;
};
Outcome<Read> read_both(const Cli& cli, const CatalogueOptions& options) {
  auto place = find_catalogue(options.directory);
  if (!place) return std::unexpected(place.error());
  auto catalogue = read_catalogue(*place, cli.language());
  if (!catalogue) return std::unexpected(catalogue.error());
  auto plan = read_plan(*catalogue, cli.language());
  if (!plan) return std::unexpected(plan.error());
  return Read{*std::move(catalogue), *std::move(plan)};
}

int show(Cli& cli, const CatalogueOptions& options) {
  auto read = read_both(cli, options);
  if (!read) return cli.finish(read.error());
  std::vector<Family> families = families_of(read->catalogue, read->plan, cli.language());
  if (!options.family.empty()) {
    std::string known;
    for (const Family& family : families) known += (known.empty() ? "" : " ") + std::string(family.key);
    std::erase_if(families, [&](const Family& family) { return family.key != options.family; });
    if (families.empty())
      return cli.finish({ExitCode::usage, Error{Code::unknown_choice, options.family + ": " + known}});
  }
  if (cli.json) {
    json::object out{{"file", read->catalogue.file.string()}, {"network", read->catalogue.network}};
    if (read->plan)
      out["plan"] = json::object{{"id", read->plan->id},
                                 {"name_zh", read->plan->name_zh},
                                 {"name_en", read->plan->name_en},
                                 {"status_zh", read->plan->status_zh},
                                 {"status_en", read->plan->status_en},
                                 {"from", read->plan->from},
                                 {"to", read->plan->to}};
    for (const Family& family : families) out[family.key] = json_of(family);
    cli.print_json(out);
    return 0;
  }
  if (read->plan && options.family.empty()) {
    const Plan& plan = *read->plan;
    cli.print(std::string(cli.zh() ? plan.name_zh : plan.name_en) +
              (plan.status_zh.empty()
                   ? ""
                   : cli.say(" (", "（") + std::string(cli.zh() ? plan.status_zh : plan.status_en) +
                         cli.say(")", "）")) +
              "\n\n");
  }
  for (const Family& family : families) cli.print(table_of(family, cli.language()));
  return 0;
}

int check(Cli& cli, const CatalogueOptions& options) {
  auto place = find_catalogue(options.directory);
  if (!place) return cli.finish(place.error());
  auto catalogue = read_catalogue_with_faults(*place);
  if (!catalogue) return cli.finish(catalogue.error());
  auto plan = read_plan_with_faults(*catalogue);
  if (!plan) return cli.finish(plan.error());
  const std::vector<CatalogueProblem> problems =
      check_catalogue(*catalogue, *plan, {SIZE_MAX, !options.ungoverned});
  if (cli.json) {
    json::array list;
    for (const CatalogueProblem& p : problems)
      list.push_back(json::object{{"file", p.file},
                                  {"line", p.line},
                                  {"place", p.place},
                                  {"what", json::object{{"en", p.what.en}, {"zh", p.what.zh}}},
                                  {"remedy", json::object{{"en", p.remedy.en}, {"zh", p.remedy.zh}}}});
    cli.print_json({{"good", problems.empty()}, {"problems", std::move(list)}});
    return problems.empty() ? 0 : static_cast<int>(ExitCode::bad_input);
  }
  for (const CatalogueProblem& p : problems)
    cli.print(p.file + ":" + std::to_string(p.line) + ": " + p.place + (p.place.empty() ? "" : ": ") +
              p.what.in(cli.language()) + "\n  → " + p.remedy.in(cli.language()) + "\n");
  if (!problems.empty())
    return cli.finish({ExitCode::bad_input, Error{Code::catalogue_broken, std::to_string(problems.size())}});
  cli.print(cli.say("good: ", "目录有效：") + catalogue_summary(*catalogue, *plan, cli.language()) + "\n");
  return 0;
}

/// What of it is not on the ledger yet, asked about and not recorded.
int try_load(Cli& cli, const Read& read) {
  auto client = cli.client();
  if (!client) return cli.finish(client.error());
  const auto actions = catalogue_actions(read.catalogue, read.plan);
  if (!actions) return cli.finish(actions.error());
  std::vector<Step> steps;
  for (const NamedAction& one : *actions) {
    auto missing = without_recorded(**client, one.action);
    if (!missing) return cli.finish(missing.error());
    if (missing->lines > 0) steps.push_back({one.action, one.what});
  }
  return try_steps(cli, steps);
}

int load(Cli& cli, const CatalogueOptions& options) {
  auto read = read_both(cli, options);
  if (!read) return cli.finish(read.error());
  // What goes onto the ledger names departments and titles; validators and posts are none of it.
  if (const auto problems = check_catalogue(read->catalogue, read->plan, {SIZE_MAX, false});
      !problems.empty())
    return cli.finish(first_problem(Code::catalogue_broken, problems, cli.language()));
  if (cli.dry_run) return try_load(cli, *read);
  auto key = cli.signing_key();
  if (!key) return cli.finish(key.error());
  auto checker = cli.checking_key(*key);
  if (!checker) return cli.finish(checker.error());
  auto client = cli.client();
  if (!client) return cli.finish(client.error());
  const auto actions = catalogue_actions(read->catalogue, read->plan);
  if (!actions) return cli.finish(actions.error());
  Table table;
  for (const auto& head : {cli.say("recorded", "已记录"), cli.say("block", "区块")}) table.column(head);
  json::array list;
  for (const NamedAction& one : *actions) {
    auto done = load_action(**client, *key, *checker ? &**checker : nullptr, one);
    if (!done) return cli.finish(done.error());
    const std::string block =
        !done->height ? cli.say("before", "此前")
                      : with_separators(*done->height) +
                            (done->waits ? cli.say(", waits for a second signature", "，待复核") : "");
    if (cli.json)
      list.push_back(
          json::object{{"action", name_of(one.action)},
                       {"what", one.what},
                       {"height", done->height ? json::value(*done->height) : json::value(nullptr)},
                       {"waits", done->waits}});
    else
      table.row({one.what, block});
  }
  if (cli.json)
    cli.print_json({{"loaded", std::move(list)}});
  else
    cli.print(table.text());
  cli.warn_of_bad_answers();
  return 0;
}

}  // namespace

void add_catalogue_commands(Command& app) {
  Command& family = app.command("catalogue", {"what a network is made from, and the plan that it carries out",
                                              "目录：建立网络的依据，以及所落实的规划"});
  auto& o = family.keep<CatalogueOptions>();
  const auto command = [&](const char* name, Words about,
                           int (*run)(Cli&, const CatalogueOptions&)) -> Command& {
    Command& out = family.command(name, about, o, run);
    out.option("--catalogue DIR", &o.directory,
               {"the directory; else the only one with a catalogue.json in configs/",
                "目录所在文件夹；默认为 configs/ 中唯一含 catalogue.json 的文件夹"});
    return out;
  };
  command("show",
          {"print it: departments with their duties, instruments, titles, targets, places …",
           "显示目录：部门及其职责、政策工具、称号、目标、地区与载体等"},
          show)
      .argument(
          "[FAMILY]", &o.family,
          {"only this one: departments, tasks, projects, safeguards, targets …",
           "仅显示一类：departments 部门、tasks 任务、projects 工程、safeguards 保障措施、targets 目标等"});
  command(
      "check",
      {"every reference that leads nowhere, and all that network init would refuse, with its file and place",
       "检查目录：列出每处失效引用及 network init 将拒绝的内容，注明文件与位置"},
      check)
      .flag("--ungoverned", o.ungoverned,
            {"for a network that nobody governs: validators need no owners",
             "用于无治理的网络：验证者无需所有部门"});
  add_catalogue_new_command(family);
  command("load",
          {"record on the ledger what it has not yet: departments, titles, targets, and the hashes of both "
           "files (role admin)",
           "把账本尚无的内容记录上链：部门、资格、目标，以及两个文件的哈希（角色 admin）"},
          load)
      .uses(kSigns);
}

}  // namespace credence
