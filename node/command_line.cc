// SPDX-License-Identifier: Apache-2.0
#include "node/command_line.h"

#include <cstdlib>
#include <iostream>
#include <string>
#include <string_view>

#include <CLI/CLI.hpp>

#include "node/api/backend.h"
#include "node/base/exit_code.h"

namespace credence::node {
namespace {

constexpr const char* kExitCodesEn =
    "Exit codes: 0 stopped by SIGTERM or SIGINT; 1 another failure; 2 bad configuration; 3 storage corrupt; "
    "4 port in use;\n"
    "5 failed write, full disk or locked data directory; 6 diverged from the certified chain; 7 wrong "
    "passphrase;\n"
    "8 another process uses this validator's key; 9 the data directory's format, or a feature that the chain "
    "begins, is not of\n"
    "this program's version.";
constexpr const char* kExitCodesZh =
    "退出码：0 由 SIGTERM 或 SIGINT 停止；1 其他故障；2 配置有误；3 存储损坏；4 端口被占用；\n"
    "5 写入失败、磁盘已满或数据目录被占用；6 与已认证的链不一致；7 口令错误；\n"
    "8 另一进程正在使用本验证者的密钥；9 数据目录的格式或链上即将启用的功能不属于本程序的版本。";

/// --lang, which stands anywhere, else what the environment says, as `credence` reads it.
bool in_chinese(int argc, char** argv) {
  std::string_view chosen;
  for (int i = 1; i < argc; ++i) {
    const std::string_view word = argv[i];
    if (word.starts_with("--lang=")) chosen = word.substr(std::string_view("--lang=").size());
    if (word == "--lang" && i + 1 < argc) chosen = argv[i + 1];
  }
  for (const char* name : {"CREDENCE_LANG", "LC_ALL", "LC_MESSAGES", "LANG"})
    if (const char* value = std::getenv(name); chosen.empty() && value != nullptr) chosen = value;
  return chosen.starts_with("zh");
}

void label_in_chinese(CLI::App& app) {
  const auto labels = app.get_formatter();
  labels->label("Usage", "用法");
  labels->label("OPTIONS", "选项");
  labels->label("REQUIRED", "（必填）");
  labels->label("TEXT", "值");
  labels->label("Needs", "须同时给出");
}

/// What the library says in English alone.
std::string mistake_in_chinese(const CLI::App& app, const CLI::ParseError& error) {
  std::string unknown;
  for (const std::string& word : app.remaining()) unknown += " " + word;
  if (!unknown.empty()) return "无法识别：" + unknown.substr(1);
  const std::string kind = error.get_name();
  if (kind == "RequiredError") return "缺少 --config";
  if (kind == "RequiresError") return "--repair 须与 --scrub 同用";
  if (kind == "ValidationError") return "--lang 只能是 en 或 zh";
  return "选项缺少值，或给出了多个值";
}

}  // namespace

std::optional<CommandLine> read_command_line(int argc, char** argv, int& exit_code) {
  const bool zh = in_chinese(argc, argv);
  const auto say = [zh](const char* english, const char* chinese) { return zh ? chinese : english; };
  CommandLine out;
  std::string language;
  CLI::App app(say("A validator node of a Credence ledger.", "Credence 账本的验证者节点。"));
  app.footer(say(kExitCodesEn, kExitCodesZh));
  if (zh) label_in_chinese(app);
  app.option_defaults()->group(say("Options", "选项"));
  app.set_help_flag("-h,--help", say("Print this and end", "显示本帮助后结束"));
  app.add_option("--config", out.config_path, say("the node's node.toml", "节点的 node.toml"))
      ->required()
      ->type_name("FILE");
  app.add_flag("--check-config", out.check_only,
               say("read and try what a start needs, say what is wrong, and end; a running node is not "
                   "disturbed",
                   "读取并试用启动所需的一切，说明问题后结束；不影响正在运行的节点"));
  auto* const scrubbing =
      app.add_flag("--scrub", out.scrub_only,
                   say("read the whole ledger of this stopped node again, name what is damaged, and end",
                       "重新读取本节点（须已停止）的全部账本，指出损坏之处后结束"));
  app.add_flag("--repair", out.repair,
               say("make a new ledger from what is not damaged; peers give the rest at the next start",
                   "以未损坏的部分重建账本；下次启动时由其他节点补齐"))
      ->needs(scrubbing);
  app.add_option("--lang", language, say("en or zh: the language of this text", "本文的语言：en 或 zh"))
      ->type_name("LANG")
      ->check(CLI::IsMember({"en", "zh"}));
  app.set_version_flag("--version", "credenced " + this_program().version,
                       say("Print the version and end", "显示版本后结束"));
  try {
    app.parse(argc, argv);
    return out;
  } catch (const CLI::Success& asked) {
    exit_code = app.exit(asked);
  } catch (const CLI::ParseError& error) {
    if (zh)
      std::cerr << "credenced：" << mistake_in_chinese(app, error) << "；参见 credenced --help\n";
    else
      app.exit(error);
    exit_code = static_cast<int>(NodeExit::bad_config);
  }
  return std::nullopt;
}

}  // namespace credence::node
