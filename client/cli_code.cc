// credence code check: one verdict a line. Needs no network.
#include <CLI/CLI.hpp>
#include <iostream>

#include "client/cli_command.h"
#include "client/csv.h"
#include "client/json_text.h"
#include "ledger/domain/json.h"

namespace credence {
namespace {

bool check_one(const Cli& cli, std::string_view text) {
  const auto parsed = parse_uscc(text);
  if (cli.json) {
    boost::json::object out{
        {"code", valid_utf8(text) ? text : "?"}, {"valid", parsed.has_value()}, {"reason", nullptr}};
    if (!parsed) {
      const ErrorInfo& row = info(parsed.error().code);
      out["reason"] = row.name;
      out["detail"] = parsed.error().detail;
      out["cause"] = boost::json::object{{"en", row.cause_en}, {"zh", row.cause_zh}};
      out["remedy"] = boost::json::object{{"en", row.remedy_en}, {"zh", row.remedy_zh}};
    }
    cli.print_json(out);
  } else if (parsed) {
    cli.print(std::string(text) + "\t" + cli.say("valid", "有效") + "\n");
  } else {
    const ErrorInfo& row = info(parsed.error().code);
    cli.print(std::string(text) + "\t" + cli.say("invalid", "无效") + "\t" + std::string(row.name) + "\t" +
              std::string(cli.zh() ? row.cause_zh : row.cause_en) + cli.say(". ", "。") +
              std::string(cli.zh() ? row.remedy_zh : row.remedy_en) + "\n");
  }
  return parsed.has_value();
}

int check_codes(const Cli& cli, const std::vector<std::string>& codes) {
  bool all = true;
  for (const std::string& code : codes) {
    if (code != "-") {
      all = check_one(cli, code) && all;
      continue;
    }
    for (std::string line; std::getline(std::cin, line);) {
      const std::string_view text =
          trimmed(line.ends_with('\r') ? std::string_view(line).substr(0, line.size() - 1) : line);
      if (!text.empty()) all = check_one(cli, text) && all;
    }
  }
  return static_cast<int>(all ? ExitCode::ok : ExitCode::bad_input);
}

}  // namespace

void add_code_commands(CLI::App& app, Cli& cli) {
  auto* const code =
      app.add_subcommand("code", "unified social credit codes (GB 32100-2015)")->require_subcommand(1);
  auto* const check = code->add_subcommand(
      "check", "one verdict a line; exit code 5 if any code is invalid; no network needed");
  const auto codes = std::make_shared<std::vector<std::string>>();
  check->add_option("CODE", *codes, "codes, or - to read one a line from standard input")->required();
  runs(cli, check, codes, check_codes);
}

}  // namespace credence
