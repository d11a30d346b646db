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
  std::string programme, batch, document_no;
};

int import_projects(Cli& cli, const LinesOptions& o) {
  return import_file(cli, o.list, project_list(), {.review = {Id(o.programme), {}, {}, true}},
                     [&](const std::vector<ProjectLine>& lines, const PreparedList&) {
                       return plan_projects(RegisterProjects{Id(o.programme), {}}, lines);
                     });
}

int import_listings(Cli& cli, const LinesOptions& o) {
  return import_file(cli, o.list, listing_list(), {.review = {Id(o.programme), {}, {}}},
                     [&](const std::vector<ListingLine>& lines, const PreparedList&) {
                       const RecordListings head{Id(o.programme), Id(o.batch), DocumentNo(o.document_no), {}};
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
          .command("import",
                   {"list products, or set another term (role award)\nFILE: 序号, 企业名称, "
                    "统一社会信用代码, 产品名称, 有效期起, 有效期止",
                    "产品列入目录，或更改有效期（角色 "
                    "award）\nFILE：序号、企业名称、统一社会信用代码、产品名称、有效期起、有效期止"})
          .uses(kSigns);
  auto& o = list.keep<LinesOptions>();
  add_list_options(list, o.list);
  add_term_options(list, o.list);
  list.option("--programme PROGRAMME", &o.programme, kProgrammeWords).required();
  list.option("--batch BATCH", &o.batch, kBatchWords).required();
  list.option("--document-no NUMBER", &o.document_no, kDocumentNoWords);
  list.runs(o, import_listings);
}

}  // namespace credence
