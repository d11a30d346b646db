// SPDX-License-Identifier: Apache-2.0
// credence errors: what each code means and what to do. Needs no network. docs/errors.md is the same table.
#include <algorithm>
#include <charconv>

#include "client/base/json_text.h"
#include "client/commands/families.h"
#include "client/commands/known.h"
#include "client/console/console.h"

namespace credence {
namespace {

/// By name or number: "budget_exceeded", "351".
const ErrorInfo* find_error(std::string_view wanted) {
  std::uint16_t number = 0;
  const auto [end, error] = std::from_chars(wanted.data(), wanted.data() + wanted.size(), number);
  if (error == std::errc{} && end == wanted.data() + wanted.size())
    return known(number) ? &info(static_cast<Code>(number)) : nullptr;
  const auto at = std::ranges::find(all_errors(), wanted, &ErrorInfo::name);
  return at == all_errors().end() ? nullptr : &*at;
}

boost::json::object error_json(const ErrorInfo& error) {
  return {{"number", static_cast<unsigned>(error.code)},
          {"code", error.name},
          {"cause", boost::json::object{{"en", error.cause_en}, {"zh", error.cause_zh}}},
          {"remedy", boost::json::object{{"en", error.remedy_en}, {"zh", error.remedy_zh}}}};
}

struct ErrorOptions {
  std::vector<std::string> wanted;
  bool exit_codes = false;
};

int show_exit_codes(const Cli& cli) {
  boost::json::array list;
  Table table;
  table.column(cli.say("exit code", "退出码"), Table::Align::right);
  table.column(cli.say("meaning", "含义"));
  for (const ExitCodeRow& row : kExitCodes) {
    const int number = static_cast<int>(row.code);
    list.push_back(boost::json::object{
        {"exit_code", number},
        {"meaning", boost::json::object{{"en", row.meaning.en}, {"zh", row.meaning.zh}}}});
    table.row({std::to_string(number), std::string(row.meaning.in(cli.language()))});
  }
  if (cli.json)
    cli.print_json({{"exit_codes", std::move(list)}});
  else
    cli.print(table.text());
  return static_cast<int>(ExitCode::ok);
}

int show_errors(const Cli& cli, const ErrorOptions& options) {
  if (options.exit_codes) return show_exit_codes(cli);
  const std::vector<std::string>& wanted = options.wanted;
  std::vector<const ErrorInfo*> errors;
  for (const std::string& text : wanted) {
    const ErrorInfo* const error = find_error(text);
    if (error == nullptr) {
      std::vector<std::string> names;
      for (const ErrorInfo& one : all_errors()) names.emplace_back(one.name);
      return cli.finish({ExitCode::usage, {Code::unknown_choice, text + meant_text(cli, text, names)}});
    }
    errors.push_back(error);
  }
  if (wanted.empty())
    for (const ErrorInfo& error : all_errors()) errors.push_back(&error);
  boost::json::array list;
  for (const ErrorInfo* error : errors) {
    const std::string_view remedy = cli.zh() ? error->remedy_zh : error->remedy_en;
    if (cli.json)
      list.push_back(error_json(*error));
    else
      cli.print(std::to_string(static_cast<unsigned>(error->code)) + "  " + std::string(error->name) +
                "\n     " + std::string(cli.zh() ? error->cause_zh : error->cause_en) + "\n" +
                (remedy.empty() ? "" : "     → " + std::string(remedy) + "\n"));
  }
  if (cli.json) cli.print_json({{"errors", std::move(list)}});
  return static_cast<int>(ExitCode::ok);
}

}  // namespace

void add_error_commands(Command& app) {
  Command& errors = app.command("errors", {"what an error means and what to do about it; no network needed",
                                           "错误的原因与处理办法；无需网络"});
  auto& o = errors.keep<ErrorOptions>();
  Option& code = errors.argument("[CODE]", &o.wanted,
                                 {"names or numbers, budget_exceeded or 351; none: all",
                                  "名称或编号，例如 budget_exceeded 或 351；不填则列出全部"});
  errors.flag("--exit-codes", o.exit_codes, {"how credence ends, instead", "改为列出 credence 的退出码"})
      .excludes({code});
  errors.runs(o, show_errors);
}

}  // namespace credence
