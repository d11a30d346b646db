// SPDX-License-Identifier: Apache-2.0
// credence catalogue new: a first catalogue.json, from a table or from answers.
#include <unistd.h>

#include <boost/json.hpp>
#include <iostream>

#include "client/base/csv.h"
#include "client/base/files.h"
#include "client/commands/families.h"
#include "client/console/list_options.h"
#include "client/console/options.h"
#include "client/setup/catalogue_load.h"
#include "client/setup/catalogue_new.h"

namespace credence {
namespace {

namespace fs = std::filesystem;
namespace json = boost::json;

constexpr std::size_t kTableBytesMax = std::size_t{1} << 20;

struct NewOptions {
  fs::path directory, file;
  std::string network;
};

/// The rows of the table: kind, id, name_zh, name_en, years. All that is wrong is said at once.
Outcome<void> read_table(const Cli& cli, const fs::path& file, NewCatalogue& out) {
  auto text = read_file(file, kTableBytesMax);
  if (!text) return give_up(ExitCode::bad_input, text.error());
  std::size_t bad = 0;
  CsvReader rows(*text);
  while (const auto row = rows.next()) {
    const std::string head = row->fields.empty() ? "" : row->fields.front();
    if (head == "kind" || head == "类别") continue;
    std::expected<void, Said> good = {};
    if (row->problem)
      good = std::unexpected(Said(std::string(info(row->problem->code).cause_en),
                                  std::string(info(row->problem->code).cause_zh)));
    else
      good = add_new(out, row->fields);
    if (good) continue;
    ++bad;
    cli.note(shown_file(file) + ":" + std::to_string(row->line) + ": " + good.error().in(cli.language()) +
             "\n");
  }
  if (bad > 0)
    return give_up(ExitCode::bad_input, Code::bad_lines, shown_file(file) + ": " + std::to_string(bad));
  return {};
}

/// One line of what is typed; nothing at its end.
std::optional<std::string> answer(const Cli& cli, std::string_view en, std::string_view zh) {
  cli.note(cli.say(en, zh) + cli.say(": ", "："));
  std::string out;
  if (!std::getline(std::cin, out)) return std::nullopt;
  return std::string(trimmed(out));
}

Outcome<void> ask_for_all(const Cli& cli, NewCatalogue& out) {
  if (cli.json || isatty(STDIN_FILENO) == 0)
    return give_up(ExitCode::usage, Code::empty_list,
                   cli.say("--file FILE: a table with rows such as ", "--file FILE：表格，每行例如 ") +
                       "industry,yl-iit,云岭省工业和信息化厅,Department of Industry,");
  cli.note(
      cli.say("Departments first, then titles; an empty kind ends.\n"
              "Kinds: industry, finance, science, tax, regulator, audit, government, party, association, "
              "other; title\n",
              "先填部门，再填资格；类别留空即结束。\n"
              "类别：工信、财政、科技、税务、监管、审计、政府、党委、协会、其他；资格\n"));
  for (;;) {
    const auto kind = answer(cli, "\nkind", "\n类别");
    if (!kind) return give_up(ExitCode::interrupted, Code::interrupted);
    if (kind->empty()) {
      const Said missing = lacks(out);
      if (missing.empty()) return {};
      cli.note(cli.say("still missing: ", "尚缺：") + missing.in(cli.language()) + "\n");
      continue;
    }
    std::vector<std::string> fields{*kind};
    const bool title = *kind == "title" || *kind == "资格";
    for (const auto& [en, zh] :
         {std::pair{"id (lower-case letters, digits, -)", "编号（小写字母、数字、-）"},
          std::pair{"name in Chinese", "中文名称"}, std::pair{"name in English", "英文名称"},
          std::pair{"years, 0 for ever", "有效年限，0 为长期"}}) {
      if (fields.size() == 4 && !title) break;
      auto text = answer(cli, std::string("  ") + en, std::string("  ") + zh);
      if (!text) return give_up(ExitCode::interrupted, Code::interrupted);
      fields.push_back(*std::move(text));
    }
    if (auto good = add_new(out, fields); !good) cli.note(good.error().in(cli.language()) + "\n");
  }
}

int make(Cli& cli, const NewOptions& options) {
  const fs::path file = options.directory / "catalogue.json";
  std::error_code ignored;
  if (fs::exists(file, ignored))
    return cli.finish({ExitCode::bad_input, Error{Code::file_exists, file.string()}});
  auto network = id_option(options.network);
  if (!network) return cli.finish(network.error());
  NewCatalogue made{*network, {}, {}};
  auto filled = options.file.empty() ? ask_for_all(cli, made) : read_table(cli, options.file, made);
  if (!filled) return cli.finish(filled.error());
  if (const Said missing = lacks(made); !missing.empty())
    return cli.finish({ExitCode::bad_input, Error{Code::catalogue_broken, cli.say("missing: ", "缺少：") +
                                                                              missing.in(cli.language())}});
  if (auto there = make_directories(options.directory); !there) return cli.finish(there.error());
  if (auto written = write_file(file, catalogue_text(made)); !written) return cli.finish(written.error());
  auto read = read_catalogue(file, cli.language());
  if (!read) return cli.finish(read.error());
  if (const auto problems = check_catalogue(*read, std::nullopt); !problems.empty())
    return cli.finish(first_problem(Code::catalogue_broken, problems, cli.language()));
  if (cli.json) {
    cli.print_json({{"file", file.string()},
                    {"network", *network},
                    {"departments", read->departments.size()},
                    {"posts", read->posts.size()},
                    {"titles", read->qualifications.size()},
                    {"validators", read->validators.size()}});
    return 0;
  }
  const std::string place = options.directory.string();
  cli.print(cli.say("written, and good: ", "已写入，检查无误：") + file.string() + "\n" +
            catalogue_summary(*read, std::nullopt, cli.language()) + "\n" +
            cli.say("add posts, prerequisites of titles and a plan.json by hand: docs/catalogue.md\n",
                    "岗位、资格的前置条件和 plan.json 可自行补充：docs/catalogue.md\n"));
  cli.note("  credence catalogue check --catalogue " + place +
           "\n  credence network demo --check --catalogue " + place +
           " --data DIR\n  credence network init --catalogue " + place + " --data DIR\n");
  return 0;
}

}  // namespace

void add_catalogue_new_command(Command& family) {
  Command& command = family.command(
      "new", {"write a first catalogue: it asks for departments and titles, or takes a table of them",
              "新建目录：逐项询问部门和资格，或读取其表格"});
  auto& o = command.keep<NewOptions>();
  command.argument("DIR", &o.directory, {"where catalogue.json is written", "写入 catalogue.json 的文件夹"});
  command.option("--network ID", &o.network, {"the network's id", "网络编号"}).required();
  command.option(
      "--file FILE", &o.file,
      {"CSV in UTF-8: kind, id, name in Chinese, name in English, years; kind is that of a department, or "
       "title",
       "UTF-8 编码的 CSV：类别、编号、中文名称、英文名称、年限；类别为部门类别，或“资格”"});
  command.example("credence catalogue new configs/yunling --network yunling --file departments.csv");
  command.runs(o, make);
}

}  // namespace credence
