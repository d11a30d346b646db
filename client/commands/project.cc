// SPDX-License-Identifier: Apache-2.0
// credence project …, listing …: lists beside the awards of a programme, its library and its catalogue of
// products.
#include "client/commands/families.h"
#include "client/console/list_file.h"
#include "client/console/options.h"
#include "client/lists/plan.h"

namespace credence {
namespace {

struct LinesOptions {
  ListOptions list;
  std::string programme, batch, document_no, reason;
};

int import_projects(Cli& cli, const LinesOptions& o) {
  return import_file(cli, o.list, project_list(), {.review = {Id(o.programme), {}, {}, true}},
                     [&](const std::vector<ProjectLine>& lines, const PreparedList&) {
                       return plan_projects(RegisterProjects{Id(o.programme), {}}, lines);
                     });
}

/// Of products that are listed already: what changes is said before it is signed.
Outcome<void> say_changes(Cli& cli, const RecordListings& head, const std::vector<ProductLine>& lines) {
  auto client = cli.client();
  if (!client) {
    if (cli.dry_run) return {};  // no network here: as far as the file goes
    return std::unexpected(client.error());
  }
  const std::string none = cli.say("until further notice", "长期");
  std::optional<Date> today;
  for (const ProductLine& line : lines) {
    const Hash32 product =
        project_hash((*client)->network().anchor.chain.suite, head.programme, line.code, line.product);
    auto held = (*client)->state<ListingValue>(ListingKey{head.programme, product});
    if (!held) return std::unexpected(held.error());
    if (!**held) continue;
    const ListingValue& before = ***held;
    if (!today) today = date_in_china(held->proof().header.time_ms);
    std::string out;
    const auto add = [&](std::string_view en, std::string_view zh, const std::string& old,
                         const std::string& now) {
      if (old != now)
        out += (out.empty() ? "" : cli.say("; ", "；")) + cli.say(en, zh) + " " + old + " → " + now;
    };
    const auto last = [&none](const std::optional<Date>& day) { return day ? day->iso() : none; };
    add("from", "有效期起", before.valid_from.iso(), line.valid_from.iso());
    add("to", "有效期止", last(before.valid_to), last(line.valid_to));
    if (out.empty()) continue;  // nothing would be recorded of it
    add("batch", "批次", before.batch, head.batch);
    if (!line.reason.empty()) out += cli.say("; reason: ", "；原因：") + std::string(line.reason);
    if (line.valid_to && *line.valid_to < *today) out += cli.say(" (over by now)", "（已到期）");
    cli.note(cli.say("listed already: ", "已在目录：") + std::string(line.enterprise) + cli.say(", ", "，") +
             std::string(line.product) + cli.say(": ", "：") + out + "\n");
  }
  return {};
}

int import_listings(Cli& cli, const LinesOptions& o) {
  return import_file(
      cli, o.list, listing_list(), {.review = {Id(o.programme), {}, {}}, .given = {.reason = Note(o.reason)}},
      [&](const std::vector<ProductLine>& lines, const PreparedList&) -> Outcome<std::vector<Action>> {
        const RecordListings head{Id(o.programme), Id(o.batch), DocumentNo(o.document_no), {}, {}};
        if (auto good = say_changes(cli, head, lines); !good) return std::unexpected(good.error());
        return plan_listings(head, lines);
      });
}

}  // namespace

void add_project_commands(Command& app) {
  Command& project = app.command("project", {"the library of projects", "项目库"});
  Command& enter =
      project
          .command(
              "import",
              {"enter projects into the library (role award)\nFILE: 序号, 企业名称, 统一社会信用代码, "
               "项目名称, 申报金额（万元）",
               "项目入库（角色 award）\nFILE：序号、企业名称、统一社会信用代码、项目名称、申报金额（万元）"})
          .uses(kSigns);
  auto& o = enter.keep<LinesOptions>();
  add_list_options(enter, o.list);
  add_duplicates_option(enter, o.list);
  enter.option("--programme PROGRAMME", &o.programme, kProgrammeWords).required();
  enter.runs(o, import_projects);
}

void add_listing_commands(Command& app) {
  Command& listing = app.command("listing", {"procurement catalogues", "政府采购目录"});
  Command& list =
      listing
          .command(
              "import",
              {"list products, or set another term (role award)\nFILE: 序号, 企业名称, "
               "统一社会信用代码, 产品名称, 有效期起, 有效期止, 下架原因",
               "产品列入目录，或更改有效期（角色 "
               "award）\nFILE：序号、企业名称、统一社会信用代码、产品名称、有效期起、有效期止、下架原因"})
          .uses(kSigns);
  auto& o = list.keep<LinesOptions>();
  add_list_options(list, o.list);
  add_term_options(list, o.list, false);
  list.option("--programme PROGRAMME", &o.programme, kProgrammeWords).required();
  list.option("--batch BATCH", &o.batch, kBatchWords).required();
  list.option("--document-no NUMBER", &o.document_no, kDocumentNoWords);
  list.option("--reason TEXT", &o.reason,
              {"why, of all lines, where the list has no column for it; on networks with former-terms",
               "全部行的理由（撤出目录时尤应填写），名单中没有原因列时填写；须网络具有 former-terms 特性"});
  list.runs(o, import_listings);
}

}  // namespace credence
