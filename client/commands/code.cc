// SPDX-License-Identifier: Apache-2.0
// credence code check: one verdict a line, without a network. credence code admit and exceptions: codes of
// the early pilot, which the standard refuses, and which the ledger takes as recorded exceptions.
#include <iostream>

#include "client/base/csv.h"
#include "client/base/json_text.h"
#include "client/code_exceptions.h"
#include "client/commands/families.h"
#include "client/console/console.h"
#include "client/console/options.h"
#include "client/words/facts.h"
#include "ledger/views/json.h"

namespace credence {
namespace {

bool check_one(const Cli& cli, std::string_view text) {
  const auto parsed = code_written(text);
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

// ---- recorded exceptions ----------------------------------------------------------------------------------

struct ExceptionOptions {
  std::string code, name, document_no, reason;
};

/// The code, if an exception can be recorded for it.
Result<Uscc> code_of_exception(const std::string& text) {
  if (const auto misfit = misfit_uscc(text)) return *misfit;
  auto code = code_written(text);
  if (code) return fail(Code::uscc_check_digit_fits, text);
  return code;
}

int admit(Cli& cli, const ExceptionOptions& options) {
  auto code = code_of_exception(options.code);
  if (!code) return cli.finish({ExitCode::bad_input, code.error()});
  return cli.submit(
      AdmitCode{*code, Name(options.name), DocumentNo(options.document_no), Note(options.reason)},
      cli.say("code admitted as an exception: ", "已记录代码例外：") + options.code + " " + options.name);
}

int show_exception(Cli& cli, const ExceptionOptions& options) {
  auto code = code_of_exception(options.code);
  if (!code) return cli.finish({ExitCode::bad_input, code.error()});
  auto client = cli.client();
  if (!client) return cli.finish(client.error());
  auto found = (*client)->state<CodeExceptionValue>(CodeExceptionKey{*code});
  if (!found) return cli.finish(found.error());
  const bool stands = (*found)->has_value();
  if (cli.json) {
    boost::json::object out{{"code", options.code}, {"exception", nullptr}};
    if (stands) out["exception"] = to_json(***found);
    out["proof"] = cli.proof_json(found->proof());
    cli.print_json(out);
    return static_cast<int>(stands ? ExitCode::ok : ExitCode::refused);
  }
  if (!stands)
    return cli.finish({ExitCode::refused,
                       Error{Code::not_recorded, options.code + "; " + cli.proved_under(found->proof())}});
  const CodeExceptionValue& held = ***found;
  cli.print(options.code + "  " + held.name + "\n  " +
            cli.say("admitted as an exception by ", "例外记录部门：") + held.department +
            (held.document_no.empty() ? "" : cli.say(", ", "，") + held.document_no) + cli.say(": ", "：") +
            held.reason + "\n  " + cli.proved_under(found->proof()) + "\n");
  cli.warn_of_bad_answers();
  return 0;
}

/// All of them: the chain's own history has every admission.
int list_exceptions(Cli& cli) {
  auto client = cli.client();
  if (!client) return cli.finish(client.error());
  auto history = (*client)->history(of_chain(), {.kinds = {"code_admitted"}});
  if (!history) return cli.finish(history.error());
  if (cli.json) {
    boost::json::array list;
    for (const HistoryEntry& entry : (*history)->entries) list.push_back(to_json(entry));
    cli.print_json(
        {{"complete", true}, {"exceptions", std::move(list)}, {"proof", cli.proof_json(history->proof())}});
    return 0;
  }
  Table table;
  for (const auto& head :
       {cli.say("code", "代码"), cli.say("enterprise", "企业"), cli.say("document", "文号"),
        cli.say("reason", "理由"), cli.say("recorded", "记录时间"), cli.say("block", "区块"),
        cli.say("signed by", "经办"), cli.say("checked by", "复核")})
    table.column(head);
  for (const HistoryEntry& entry : (*history)->entries) {
    const AdmitCode& admitted = std::get<CodeAdmitted>(entry.fact).admission;
    table.row({std::string(text_of(admitted.code)), admitted.name, admitted.document_no, admitted.reason,
               time_in_china(entry.time_ms), with_separators(entry.height),
               cli.directory().name(entry.signer, cli.zh()),
               entry.checker ? cli.directory().name(*entry.checker, cli.zh()) : ""});
  }
  if (table.rows() > 0) cli.print(table.text());
  cli.print(cli.say("complete: ", "完整：共 ") + cli.counted(table.rows(), noun::kException) +
            cli.say(", ", "，") + cli.proved_under(history->proof()) + "\n");
  cli.warn_of_bad_answers();
  return 0;
}

}  // namespace

void add_code_commands(Command& app) {
  Command& family = app.command(
      "code", {"unified social credit codes (GB 32100-2015)", "统一社会信用代码（GB 32100-2015）"});
  Command& check =
      family.command("check", {"one verdict a line; exit code 5 if any code is invalid; no network needed",
                               "校验代码，每行一个结论；有无效代码时退出码为 5；无需网络"});
  auto& codes = check.keep<std::vector<std::string>>();
  check.argument("CODE", &codes,
                 {"codes, or - to read one a line from standard input", "代码；或填 - 从标准输入逐行读取"});
  check.runs(codes, check_codes);

  auto& o = family.keep<ExceptionOptions>();
  Command& one =
      family
          .command("admit",
                   {"record an early-pilot code, whose check digit does not fit, as an exception (role "
                    "registrar)\n"
                    "then register its enterprise under this name",
                    "把校验位不符的早期试点代码记录为例外（角色 registrar）\n随后以此名称登记该企业"},
                   o, admit)
          .uses(kSigns);
  one.argument("CODE", &o.code, {"as the business licence has it", "按营业执照填写"});
  one.option("--name NAME", &o.name, {"the enterprise that has this code", "使用该代码的企业名称"})
      .required();
  one.option("--document-no NUMBER", &o.document_no, {"of the document that shows it", "佐证文件的文号"});
  one.option("--reason TEXT", &o.reason, kReasonWords).required();
  Command& shown =
      family
          .command(
              "exceptions",
              {"the recorded exception of a code, or that there is none, proved; without CODE all of them",
               "某代码已记录的例外，或证明没有例外；不填 CODE 则列出全部例外"})
          .uses(kAsks);
  shown.argument("[CODE]", &o.code, kCodeWords);
  shown.runs(o, [](Cli& cli, const ExceptionOptions& options) {
    return options.code.empty() ? list_exceptions(cli) : show_exception(cli, options);
  });
}

}  // namespace credence
