// SPDX-License-Identifier: Apache-2.0
// credence holder …: products, projects, platforms, places, parks, laboratories and teams, which hold titles and are
// no enterprises. Lists of their titles: credence title import.
#include "client/commands/holder.h"

#include "client/commands/later.h"

#include "client/base/files.h"
#include "client/base/json_text.h"
#include "client/commands/families.h"
#include "client/commands/known.h"
#include "client/console/options.h"
#include "client/console/run_list.h"
#include "client/lists/plan.h"
#include "client/lists/run.h"
#include "client/words/enum_words.h"
#include "ledger/views/json.h"

namespace credence {
namespace {

namespace json = boost::json;

struct HolderCommand {
  std::string kind, name, of, department, place, as_of;
};

int register_holder(Cli& cli, const HolderCommand& o) {
  const auto kind = holder_kind_named(o.kind);
  if (!kind) return cli.finish({ExitCode::usage, Error{Code::unknown_choice, "--kind " + o.kind}});
  HolderLine line{1, *kind, Name(o.name), {}, Id(o.department), {}};
  if (!o.of.empty()) {
    auto code = cli.code(o.of);
    if (!code) return cli.finish(code.error());
    line.belongs_to = *code;
  }
  if (!o.place.empty()) line.place = Name(o.place);
  auto client = cli.client();
  if (!client) return cli.finish(client.error());
  const Uscc code = holder_code((*client)->network().anchor.chain.suite, line);
  RegisterHolders action;
  action.lines.push_back(std::move(line));
  return cli.submit(
      action, cli.say("holder registered: ", "已登记持有对象：") + std::string(text_of(code)) + " " + o.name);
}

struct Held {
  HolderRegistered fact;
  EnterpriseValue value;
};

int list_holders(Cli& cli, const HolderCommand& o) {
  std::optional<Uscc> of;
  if (!o.of.empty()) {
    auto code = cli.code(o.of);
    if (!code) return cli.finish(code.error());
    of = *code;
  }
  auto client = cli.client();
  if (!client) return cli.finish(client.error());
  if (auto good = require_department(cli, o.department); !good) return cli.finish(good.error());
  if (auto good = require_enterprise(cli, of); !good) return cli.finish(good.error());
  auto as_of = as_of_options(o.as_of);
  if (!as_of) return cli.finish(as_of.error());
  auto history = (*client)->history(of_chain(), {.kinds = {"holder_registered"}}, *as_of);
  if (!history) return cli.finish(history.error());
  std::vector<Held> found;
  for (const HistoryEntry& entry : (*history)->entries) {
    const auto& fact = std::get<HolderRegistered>(entry.fact);
    const HolderLine& line = fact.line;
    if ((!o.kind.empty() && name_of(line.kind) != o.kind) || (of && line.belongs_to != of) ||
        (!o.department.empty() && line.department != o.department))
      continue;
    auto value = enterprise_then(**client, fact.code, *as_of);
    if (!value) return cli.finish(value.error());
    found.push_back({fact, *value});
  }
  if (cli.json) {
    json::array holders;
    for (const Held& one : found) {
      json::object view = to_json(one.value);
      view["code"] = text_of(one.fact.code);
      view["registrar"] = one.fact.registrar;
      holders.push_back(std::move(view));
    }
    cli.print_json(
        {{"complete", true}, {"holders", std::move(holders)}, {"proof", cli.proof_json(history->proof())}});
    return 0;
  }
  Table table;
  for (const auto& head : {cli.say("code", "代码"), cli.say("kind", "类型"), cli.say("name", "名称"),
                           cli.say("of", "所属"), cli.say("titles", "资格")})
    table.column(head);
  for (const auto& [fact, value] : found) {
    std::string owner = value.belongs_to ? std::string(text_of(*value.belongs_to)) : "";
    if (!value.department.empty()) owner += (owner.empty() ? "" : ", ") + value.department;
    std::string titles;
    for (const Id& type : value.qualifications) titles += (titles.empty() ? "" : ", ") + type;
    table.row({std::string(text_of(fact.code)), std::string(kind_words(value.kind).in(cli.language())),
               std::string(value.name), owner, titles});
  }
  if (table.rows() > 0) cli.print(table.text());
  cli.print(cli.say("complete: ", "完整：共 ") + with_separators(found.size()) +
            cli.say(found.size() == 1 ? " holder, " : " holders, ", " 个持有对象，") +
            as_of_clause(cli, *as_of) + cli.proved_under(history->proof()) + "\n");
  cli.warn_of_bad_answers();
  return 0;
}

/// What registers those of a list that are not registered yet.
Outcome<std::vector<Action>> registrations(Client& client, const std::vector<HolderLine>& holders) {
  std::vector<HolderLine> missing;
  for (const HolderLine& line : holders) {
    const Uscc code = holder_code(client.network().anchor.chain.suite, line);
    auto held = client.state<EnterpriseValue>(EnterpriseKey{code});
    if (!held) return std::unexpected(held.error());
    if (!**held) missing.push_back(line);
  }
  if (missing.empty()) return std::vector<Action>{};
  for (std::size_t i = 0; i < missing.size(); ++i) missing[i].line = static_cast<std::uint32_t>(i + 1);
  return plan_holders(missing);
}

/// Signs them with the keys of the command line.
Outcome<void> register_holders(Cli& cli, const ListOptions& options, const std::vector<Action>& actions) {
  auto client = cli.client();
  if (!client) return std::unexpected(client.error());
  auto key = cli.signing_key();
  if (!key) return std::unexpected(key.error());
  auto checker = cli.checking_key(*key);
  if (!checker) return std::unexpected(checker.error());
  std::filesystem::path journal = options.journal;
  if (journal.empty()) journal = journal_path(options.file, (*client)->network().directory / "journals");
  journal += ".holders";
  if (auto made = make_directories(journal.parent_path()); !made) return made;
  auto report = run_import(**client, *key, actions,
                           {.journal = journal, .checker = *checker ? &**checker : nullptr, .progress = {}});
  if (!report) return std::unexpected(report.error());
  if (auto failure = report->outcome()) return std::unexpected(*failure);
  std::size_t lines = 0;
  for (const Action& action : actions) lines += lines_of(action);
  cli.note(cli.say("registered as holders: ", "已登记持有对象：") + with_separators(lines) +
           (report->lines_waiting() > 0 ? cli.say(", waiting for a second signature", "，待复核") : "") +
           "\n");
  return {};
}

}  // namespace

Outcome<HolderKind> held_by(Cli& cli, const Id& type, bool dry_run) {
  auto client = cli.client();
  if (!client) {
    if (dry_run) return HolderKind::enterprise;  // no network here: as far as the file goes
    return std::unexpected(client.error());
  }
  auto held = (*client)->state<QualificationTypeValue>(QualificationTypeKey{type});
  if (!held) return std::unexpected(held.error());
  return **held ? (**held)->held_by : HolderKind::enterprise;  // the ledger says that there is none
}

int import_holder_titles(Cli& cli, const ListOptions& options, const Id& title, HolderKind kind,
                         const Id& department, const PlanTitles& plan) {
  const bool owned = department.empty();
  ListOptions list = options;
  return import_file(
      cli, list, holder_title_list(owned), {.review = {}, .enterprises_exist = owned, .title = title},
      [&](const std::vector<HolderTitleLine>& lines, const PreparedList&) -> Outcome<std::vector<Action>> {
        auto client = cli.client();
        if (!client) return std::unexpected(client.error());
        std::vector<HolderLine> holders;
        std::vector<QualificationLine> titles;
        for (const HolderTitleLine& line : lines) {
          HolderLine holder{line.line, kind, line.product, {}, department, line.place};
          if (owned) holder.belongs_to = line.code;
          const Uscc code = holder_code((*client)->network().anchor.chain.suite, holder);
          titles.push_back(
              {line.line, code, line.product, line.certificate_no, line.valid_from, line.valid_to});
          holders.push_back(std::move(holder));
        }
        auto first = registrations(**client, holders);
        if (!first) return std::unexpected(first.error());
        list.first = *std::move(first);
        list.record_first = [&] { return register_holders(cli, options, list.first); };
        return plan(titles);
      });
}

void add_holder_commands(Command& app) {
  Command& family =
      app.command("holder", {"what holds titles and is no enterprise: products, parks, teams …",
                             "企业以外的资格持有对象：产品、项目、平台、地方、园区、实验室、团队"});
  auto& o = family.keep<HolderCommand>();
  const Words of{"the enterprise that it belongs to: the maker of a product",
                 "所属企业的代码，例如产品的研发企业"};
  const Words department{"the department that it belongs to: of a place or a park",
                         "所属部门，例如地方和园区的主管部门"};
  Command& add =
      family
          .command("register",
                   {"register one; its code follows from its kind, what it belongs to and its name (role "
                    "qualify)",
                    "登记一个持有对象；其代码由类型、所属和名称得出（角色 qualify）"},
                   o, register_holder)
          .uses(kSigns);
  add.option("--kind KIND", &o.kind,
             {"what it is",
              "类型：product 产品、project 项目、platform 平台、place 地方、park 园区、laboratory "
              "实验室、team 团队"})
      .one_of(all_names<HolderKind>(HolderKind::product))
      .required();
  add.option("--name NAME", &o.name, {"its name; of a product with its version", "名称；产品须含版本"})
      .required();
  add.option("--of CODE", &o.of, of);
  add.option("--department DEPARTMENT", &o.department, department);
  add.option("--place NAME", &o.place, {"where it is", "所在地区"});
  Command& list = family
                      .command("list",
                               {"all of them, or those of one: complete and proved",
                                "全部持有对象，或某企业、某部门的，完整并附证明"},
                               o, list_holders)
                      .uses(kAsks);
  list.option("--kind KIND", &o.kind, {"only those of this kind", "仅限该类型"})
      .one_of(all_names<HolderKind>(HolderKind::product));
  list.option("--of CODE", &o.of, {"only those of this enterprise", "仅限该企业的"});
  list.option("--department DEPARTMENT", &o.department, {"only those of this department", "仅限该部门的"});
  list.option("--as-of MOMENT", &o.as_of, kAsOfWords);
}

}  // namespace credence
