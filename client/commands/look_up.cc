// SPDX-License-Identifier: Apache-2.0
// credence enterprise find, programme list, title list, department list: what there is, for who knows no code and no
// id.
#include <algorithm>

#include "client/base/characters.h"
#include "client/base/json_text.h"
#include "client/base/now.h"
#include "client/commands/families.h"
#include "client/commands/known.h"
#include "client/console/list_names.h"
#include "client/console/options.h"
#include "client/registered.h"
#include "client/words/enum_words.h"
#include "client/words/width.h"
#include "ledger/views/json.h"

namespace credence {
namespace {

namespace json = boost::json;

constexpr std::size_t kFoundShown = 100;

// ---- enterprises by a part of their name

struct FindOptions {
  std::string name;
  std::string after;  // of a list: the last code of the page before
  std::uint32_t limit = kFoundShown;
};

std::string standing_of(const Cli& cli, const EnterpriseValue& value) {
  if (value.active(today_in_china()))
    return value.kind == HolderKind::enterprise ? "" : std::string(kind_words(value.kind).in(cli.language()));
  if (value.end == EnterpriseEnd::merged)
    return cli.say("merged into ", "并入 ") + (value.successor ? std::string(text_of(*value.successor)) : "");
  return cli.say("dissolved", "已注销");
}

json::object enterprise_json(const NamedEnterprise& one) {
  return {{"code", text_of(one.code)},
          {"former_name", one.former},
          {"active", one.value.active(today_in_china())},
          {"kind", name_of(one.value.kind)},
          {"enterprise", to_json(one.value)}};
}

std::string enterprise_table(const Cli& cli, const std::vector<NamedEnterprise>& enterprises) {
  Table table;
  for (const auto& head :
       {cli.say("code", "统一社会信用代码"), cli.say("name", "名称"), cli.say("formerly", "曾用名"),
        cli.say("place", "地区"), cli.say("standing", "状态")})
    table.column(head);
  for (const NamedEnterprise& one : enterprises) {
    std::string former;
    for (const FormerName& name : one.value.former_names)
      former += (former.empty() ? "" : cli.say(", ", "、")) + std::string(name.name);
    table.row({std::string(text_of(one.code)), std::string(one.value.name), former,
               one.value.place ? std::string(*one.value.place) : "", standing_of(cli, one.value)});
  }
  return table.rows() > 0 ? table.text() : std::string();
}

/// One page of all enterprises, by their codes. The blocks tell of all that were ever to be registered, each is
/// proved for itself; what else holds titles has its own list.
int list_enterprises(Cli& cli, const FindOptions& options) {
  std::optional<Uscc> after;
  if (!options.after.empty()) {
    auto code = cli.code(options.after);
    if (!code) return cli.finish(code.error());
    after = *code;
  }
  auto client = cli.client();
  if (!client) return cli.finish(client.error());
  auto names = names_of_ledger(cli, **client);
  if (!names) return cli.finish(names.error());
  const std::vector<Uscc> codes = names->codes();
  auto at = after ? std::ranges::upper_bound(codes, *after) : codes.begin();
  std::vector<NamedEnterprise> page;
  for (; at != codes.end() && page.size() < options.limit; ++at) {
    auto held = (*client)->state<EnterpriseValue>(EnterpriseKey{*at});
    if (!held) return cli.finish(held.error());
    if (**held && (**held)->kind == HolderKind::enterprise) page.push_back({*at, ***held, false});
  }
  const auto rest = static_cast<std::uint64_t>(codes.end() - at);  // what is no enterprise is among them
  if (cli.json) {
    json::array enterprises;
    for (const NamedEnterprise& one : page) enterprises.push_back(enterprise_json(one));
    cli.print_json({{"height", names->height()},
                    {"complete", rest == 0 && !after},
                    {"enterprises", std::move(enterprises)},
                    {"codes_after", rest}});
    return 0;
  }
  cli.print(enterprise_table(cli, page) + (rest == 0 && !after ? cli.say("complete: ", "完整：共 ") : "") +
            cli.counted(page.size(), noun::kEnterprise) + cli.say(", of all blocks up to ", "，已查至区块 ") +
            with_separators(names->height()) + cli.say("; each shown is proved", "；所列各项均已证明") +
            "\n");
  if (rest > 0)
    cli.note(cli.say("codes that follow: ", "其后还有代码 ") + with_separators(rest) +
             cli.say("; the next page: credence enterprise list --after ",
                     " 个；下一页：credence enterprise list --after ") +
             std::string(text_of(page.back().code)) + "\n");
  cli.warn_of_bad_answers();
  return 0;
}

int find_enterprise(Cli& cli, const FindOptions& options) {
  if (match_form(options.name).empty())
    return cli.finish({ExitCode::usage, Error{Code::missing_value, "NAME"}});
  auto client = cli.client();
  if (!client) return cli.finish(client.error());
  auto names = names_of_ledger(cli, **client);
  if (!names) return cli.finish(names.error());
  const std::vector<Uscc> candidates = names->containing(options.name);
  auto found = enterprises_with(**client, candidates, options.name, kFoundShown, NameRegister::Match::part);
  if (!found) return cli.finish(found.error());
  const std::string up_to = cli.say("of all names up to block ", "已查至区块 ") +
                            with_separators(names->height()) +
                            cli.say("; each shown is proved", "；所列各项均已证明");
  const std::size_t more = candidates.size() > kFoundShown ? candidates.size() - kFoundShown : 0;
  json::object view{{"name", options.name},
                    {"height", names->height()},
                    {"enterprises", json::array()},
                    {"not_shown", more}};
  if (found->empty())
    return cli.finish({ExitCode::refused, Error{Code::not_recorded, options.name + "; " + up_to}},
                      std::move(view));
  if (cli.json) {
    json::array enterprises;
    for (const NamedEnterprise& one : *found) enterprises.push_back(enterprise_json(one));
    view["enterprises"] = std::move(enterprises);
    cli.print_json(view);
    return 0;
  }
  cli.print(enterprise_table(cli, *found) + cli.counted(found->size(), noun::kEnterprise) +
            cli.say(", ", "，") + up_to + "\n");
  if (more > 0)
    cli.note(cli.say("more may have it: ", "另有 ") + with_separators(more) +
             cli.say("; give more of the name\n", " 家可能符合，请补充名称\n"));
  cli.warn_of_bad_answers();
  return 0;
}

// ---- programmes and titles

struct ListFilter {
  std::string department;
  std::uint16_t year = 0;
};

std::string complete_text(const Cli& cli, std::size_t count, const Noun& noun, const BlockProof& proof) {
  return cli.say("complete: ", "完整：共 ") + cli.counted(count, noun) + cli.say(", ", "，") +
         cli.proved_under(proof) + "\n";
}

int list_programmes(Cli& cli, const ListFilter& filter) {
  if (auto good = require_department(cli, filter.department); !good) return cli.finish(good.error());
  auto client = cli.client();
  if (!client) return cli.finish(client.error());
  auto found = all_programmes(**client);
  if (!found) return cli.finish(found.error());
  std::erase_if(found->all, [&](const auto& one) {
    const ProgrammeValue& value = one.second;
    return (filter.year != 0 && value.fiscal_year != filter.year) ||
           (!filter.department.empty() && value.lead_department != filter.department &&
            value.finance_department != filter.department);
  });
  if (cli.json) {
    json::array programmes;
    for (const auto& [id, value] : found->all) {
      json::object one = to_json(value);
      one["id"] = id;
      programmes.push_back(std::move(one));
    }
    cli.print_json(
        {{"complete", true}, {"programmes", std::move(programmes)}, {"proof", cli.proof_json(found->proof)}});
    return 0;
  }
  Table table;
  for (const auto& head : {cli.say("id", "编号"), cli.say("name", "名称"), cli.say("kind", "类型"),
                           cli.say("year", "年度"), cli.say("lead", "牵头部门")})
    table.column(head);
  for (const auto& head : {cli.say("budget (CNY)", "预算（元）"), cli.say("awarded (CNY)", "安排（元）"),
                           cli.say("paid or used (CNY)", "拨付或享受（元）")})
    table.column(head, Table::Align::right);
  table.column(cli.say("closed", "办结"));
  for (const auto& [id, value] : found->all)
    table.row({std::string(id), std::string(value.name),
               std::string(kind_words(value.kind).in(cli.language())), std::to_string(value.fiscal_year),
               std::string(value.lead_department), value.budget > 0 ? yuan_text(value.budget) : "",
               yuan_text(value.awarded), yuan_text(value.paid),
               value.closed_on ? value.closed_on->iso() : ""});
  if (table.rows() > 0) cli.print(table.text());
  cli.print(complete_text(cli, found->all.size(), noun::kProgramme, found->proof));
  cli.warn_of_bad_answers();
  return 0;
}

int list_titles(Cli& cli, const ListFilter& filter) {
  if (auto good = require_department(cli, filter.department); !good) return cli.finish(good.error());
  auto client = cli.client();
  if (!client) return cli.finish(client.error());
  auto found = all_titles(**client);
  if (!found) return cli.finish(found.error());
  std::erase_if(found->all, [&](const auto& one) {
    return !filter.department.empty() && one.second.issuer != filter.department;
  });
  if (cli.json) {
    json::array titles;
    for (const auto& [id, value] : found->all) {
      titles.push_back(json::object{
          {"type", id},
          {"name_zh", value.name_zh},
          {"name_en", value.name_en},
          {"issuer", value.issuer},
          {"years", value.years},
          {"held_by", name_of(value.held_by)},
          {"task", value.task},
          {"prerequisite", value.prerequisite ? json::value(*value.prerequisite) : json::value(nullptr)}});
    }
    cli.print_json(
        {{"complete", true}, {"titles", std::move(titles)}, {"proof", cli.proof_json(found->proof)}});
    return 0;
  }
  Table table;
  for (const auto& head :
       {cli.say("type", "编号"), cli.say("name", "名称"), cli.say("issued by", "认定部门"),
        cli.say("held by", "持有对象"), cli.say("years", "有效年数"), cli.say("needs", "前置资格")})
    table.column(head);
  for (const auto& [id, value] : found->all)
    table.row({std::string(id), std::string(cli.zh() ? value.name_zh : value.name_en),
               std::string(value.issuer), std::string(kind_words(value.held_by).in(cli.language())),
               value.years > 0 ? std::to_string(value.years) : cli.say("no end", "无期限"),
               value.prerequisite ? std::string(*value.prerequisite) : ""});
  if (table.rows() > 0) cli.print(table.text());
  cli.print(complete_text(cli, found->all.size(), noun::kTitle, found->proof));
  cli.warn_of_bad_answers();
  return 0;
}

// ---- departments ------------------------------------------------------------------------------------------

int list_departments(Cli& cli, const ListFilter&) {
  auto client = cli.client();
  if (!client) return cli.finish(client.error());
  auto found = all_departments(**client);
  if (!found) return cli.finish(found.error());
  if (cli.json) {
    json::array departments;
    for (const auto& [id, value] : found->all) {
      json::object one = state_value_to_json(DepartmentKey{}, encode(value)).value();
      one["id"] = id;
      departments.push_back(std::move(one));
    }
    cli.print_json({{"complete", true},
                    {"departments", std::move(departments)},
                    {"proof", cli.proof_json(found->proof)}});
    return 0;
  }
  Table table;
  for (const auto& head : {cli.say("id", "编号"), cli.say("name", "名称"), cli.say("kind", "类别"),
                           cli.say("roles granted", "获授角色"), cli.say("state", "状态")})
    table.column(head);
  table.column(cli.say("waiting", "待复核"), Table::Align::right);
  for (const auto& [id, value] : found->all) {
    std::string roles;
    for (const Role role : value.authority)
      roles += (roles.empty() ? "" : cli.say(", ", "、")) + std::string(role_words(role).in(cli.language()));
    table.row({std::string(id), std::string(cli.zh() ? value.name_zh : value.name_en),
               std::string(kind_words(value.kind).in(cli.language())), roles,
               value.suspended ? cli.say("suspended", "已停用") : cli.say("in office", "正常"),
               value.pending > 0 ? std::to_string(value.pending) : ""});
  }
  if (table.rows() > 0) cli.print(table.text());
  cli.print(complete_text(cli, found->all.size(), noun::kDepartment, found->proof));
  cli.warn_of_bad_answers();
  return 0;
}

}  // namespace

void add_department_list_command(Command& family) {
  auto& o = family.keep<ListFilter>();
  family
      .command("list",
               {"every department with its roles, proved to be complete", "全部部门及其角色，并证明无遗漏"},
               o, list_departments)
      .uses(kAsks);
}

void add_enterprise_find_command(Command& family) {
  auto& o = family.keep<FindOptions>();
  Command& find = family
                      .command("find",
                               {"enterprises by their name or a part of it, former names too; each proved",
                                "按名称或其一部分查找企业，含曾用名；各项均附证明"},
                               o, find_enterprise)
                      .uses(kAsks);
  find.argument("NAME", &o.name,
                {"the name or a part; kinds of brackets, width and blanks do not matter",
                 "名称或其一部分；括号、全半角与空格不影响"});
}

void add_enterprise_list_command(Command& family) {
  auto& o = family.keep<FindOptions>();
  Command& list = family
                      .command("list",
                               {"every enterprise, a page at a time in the order of the codes; each proved",
                                "全部企业，按代码次序分页列出；各项均附证明"},
                               o, list_enterprises)
                      .uses(kAsks);
  list.option("--after CODE", &o.after,
              {"the last code of the page before", "上一页的最后一个代码；从其后列起"});
  list.option("--limit N", &o.limit, {"at most so many", "每页最多企业数"}).range(1, 1000);
}

void add_programme_list_command(Command& family) {
  auto& o = family.keep<ListFilter>();
  Command& list = family
                      .command("list",
                               {"every programme with its totals, proved to be complete",
                                "全部专项及其合计，并证明无遗漏"},
                               o, list_programmes)
                      .uses(kAsks);
  list.option("--department DEPARTMENT", &o.department,
              {"only those that this department leads or finances", "仅限该部门牵头或拨付的专项"});
  list.option("--year YEAR", &o.year, {"only those of this fiscal year", "仅限该财政年度"}).range(1990, 2100);
}

void add_title_list_command(Command& family) {
  auto& o = family.keep<ListFilter>();
  Command& list =
      family
          .command("list",
                   {"every title that is defined, proved to be complete", "全部资格种类，并证明无遗漏"}, o,
                   list_titles)
          .uses(kAsks);
  list.option("--issuer DEPARTMENT", &o.department,
              {"only those of this department", "仅限该部门认定的资格"});
}

}  // namespace credence
