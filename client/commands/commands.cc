// SPDX-License-Identifier: Apache-2.0
#include "client/commands/commands.h"

#include <unistd.h>

#include "client/commands/families.h"
#include "client/console/console.h"
#include "client/console/help.h"

namespace credence {
namespace {

void add_program_options(Command& app, Cli& cli) {
  app.flag("--json", cli.json,
           {"print JSON on standard output, errors included", "在标准输出上输出 JSON，包括错误"});
  app.option("--lang LANGUAGE", &cli.language_option,
             {"zh or en; else CREDENCE_LANG, else LANG", "zh 或 en；默认取 CREDENCE_LANG，再取 LANG"})
      .one_of({"zh", "en"});
  app.option("--data DIR", &cli.network.data,
             {"directory of the network: network.json, keys; else CREDENCE_DATA, else ./run",
              "网络文件夹（内有 network.json 和密钥）；默认取 CREDENCE_DATA，再取 ./run"})
      .of(Use::data);
  app.option("--genesis FILE", &cli.network.genesis,
             {"genesis.json to trust, instead of the directory's",
              "所信任的 genesis.json，代替网络文件夹中的那一份"})
      .of(Use::genesis);
  app.option("--node URL", &cli.network.nodes,
             {"API address of a node to ask, instead of the directory's",
              "所询问节点的 API 地址，代替网络文件夹中的节点"})
      .of(Use::network);
  app.option("--key KEY", &cli.key,
             {"the key that signs: a name in DIR/keys or a file",
              "签名所用的密钥：DIR/keys 中的名称，或密钥文件"})
      .of(Use::key);
  app.option("--checker KEY", &cli.checker,
             {"a second key that signs: of the same department, with the role check (four eyes)",
              "第二个签名密钥：同一部门、具有角色 check（双人复核）"})
      .of(Use::checker);
  app.flag("--dry-run", cli.dry_run,
           {"ask a node what the ledger would say to it, every line that would be refused included; sign and "
            "record nothing",
            "询问节点账本将如何处理，列出将被拒绝的每一行；不签名，不记录"})
      .of(Use::checker);
  app.option("--passphrase-file FILE", &cli.passphrase_file,
             {"file with the passphrase of the key, mode 0600", "密钥口令文件，权限 0600"})
      .of(Use::passphrase);
  app.option("--ca FILE", &cli.network.ca,
             {"who signed the certificates of https nodes (PEM), instead of the system's authorities",
              "签发 https 节点证书的机构（PEM 文件），代替系统自带的机构"})
      .of(Use::network);
  app.option("--timeout SECONDS", &cli.timeout_s,
             {"what one transaction or question may take, waiting for nodes that are away; else 120, without "
              "that wait",
              "单笔交易或查询的时限（秒），期间等待不在线的节点；默认 120 秒，且不等待"})
      .range(1, 86'400)
      .of(Use::network);
  app.option("--max-age AGE", &cli.max_age,
             {"refuse state that rests on an older block: 90s, 15m, 12h, 30d",
              "不接受所依据区块更旧的状态：90s（秒）、15m（分钟）、12h（小时）、30d（天）"})
      .of(Use::network);
  app.flag("--overwrite", cli.overwrite,
           {"write over files that are there; else the command ends before it does anything",
            "覆盖已存在的文件；默认不执行任何操作即结束"})
      .of(Use::writes);
  app.flag("-h,--help", cli.help, {"print this help and exit", "显示本帮助并退出"});
  app.flag("--version", cli.version, {"print the version and exit", "显示版本并退出"}).of(Use::program);
}

void add_help_command(Command& app) {
  Command& help = app.command(
      "help", {"the help of a command, as its --help prints it", "显示某一命令的帮助，与其 --help 相同"});
  auto& words = help.keep<std::vector<std::string>>();
  help.argument(
      "[COMMAND]", &words,
      {"the command: award import; none: the program", "命令，例如 award import；不填则为程序本身"});
  help.runs(words, [&app](Cli& cli, const std::vector<std::string>& called) {
    const auto command = command_called(app, called);
    if (!command) return cli.finish(command.error());
    cli.print(help_text(**command, cli.language(), terminal_width(STDOUT_FILENO)));
    return 0;
  });
}

}  // namespace

Program::Program(Cli& cli)
    : Command("credence",
              {"Credence: verified records of enterprise credit and public subsidies",
               "Credence：企业信用与财政奖补资金的可验证记录"},
              nullptr) {
  add_program_options(*this, cli);
  footer(
      {"Exit codes: credence errors --exit-codes\n"
       "Environment: CREDENCE_DATA, CREDENCE_PASSPHRASE, CREDENCE_LANG (zh|en), CREDENCE_CONFIGS\n"
       "中文帮助：credence --lang zh --help",
       "退出码：credence errors --exit-codes\n"
       "环境变量：CREDENCE_DATA、CREDENCE_PASSPHRASE、CREDENCE_LANG（zh|en）、CREDENCE_CONFIGS\n"
       "English: credence --lang en --help"});
  add_network_commands(*this);
  add_key_commands(*this);
  add_department_commands(*this);
  add_enterprise_commands(*this);
  add_programme_commands(*this);
  add_project_commands(*this);
  add_listing_commands(*this);
  add_calendar_commands(*this);
  add_award_commands(*this);
  add_challenge_commands(*this);
  add_payment_commands(*this);
  add_result_commands(*this);
  add_recovery_commands(*this);
  add_fund_commands(*this);
  add_relief_commands(*this);
  add_qualification_commands(*this);
  add_holder_commands(*this);
  add_things_commands(*this);
  add_evidence_commands(*this);
  add_credit_commands(*this);
  add_document_commands(*this);
  add_catalogue_commands(*this);
  add_target_commands(*this);
  add_duty_commands(*this);
  add_pending_commands(*this);
  add_governance_commands(*this);
  add_who_may_command(*this);
  add_read_commands(*this);
  add_prove_commands(*this);
  add_certificate_commands(*this);
  add_verify_command(*this);
  add_proof_commands(*this);
  add_anchor_commands(*this);
  add_report_commands(*this);
  add_code_commands(*this);
  add_error_commands(*this);
  add_audit_commands(*this);
  add_problem_commands(*this);
  add_findings_command(*this);
  add_doctor_command(*this);
  add_help_command(*this);
  add_manual_commands(*this);
  add_examples(*this);
}

}  // namespace credence
