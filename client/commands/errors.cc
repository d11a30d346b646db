// credence errors: what each code means and what to do. Needs no network. docs/errors.md is the same table.
#include <CLI/CLI.hpp>
#include <charconv>

#include "client/commands/errors.h"
#include "client/base/json_text.h"

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

int show_errors(const Cli& cli, const std::vector<std::string>& wanted) {
  std::vector<const ErrorInfo*> errors;
  for (const std::string& text : wanted) {
    const ErrorInfo* const error = find_error(text);
    if (error == nullptr) return cli.finish({ExitCode::usage, {Code::not_found, "error " + text}});
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

void add_error_commands(CLI::App& app, Cli& cli) {
  auto* const errors =
      app.add_subcommand("errors", "what an error means and what to do about it; no network needed");
  const auto wanted = std::make_shared<std::vector<std::string>>();
  errors->add_option("CODE", *wanted, "names or numbers, budget_exceeded or 351; none: all");
  errors->callback([&cli, wanted] { cli.run = [&cli, wanted] { return show_errors(cli, *wanted); }; });
}

}  // namespace credence
