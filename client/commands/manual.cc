// SPDX-License-Identifier: Apache-2.0
// credence completion and credence manual: what shells and man(1) read, made from the commands themselves.
#include "client/console/manual.h"
#include "client/base/files.h"
#include "client/commands/families.h"
#include "client/console/completion.h"
#include "client/console/console.h"

namespace credence {
namespace {

int print_script(const Cli& cli, Shell shell) {
  cli.print(std::string(completion_script(shell)));
  return 0;
}

/// One a line, with what is said of it after a tab; ":files" where a file is meant.
int print_offers(const Cli& cli, const Command& app, const std::vector<std::string>& words) {
  const Completion found = complete(app, words, cli.language());
  std::string out;
  for (const Completion::Offer& offer : found.offers)
    out += offer.word + (offer.about.empty() ? "" : "\t" + offer.about) + "\n";
  cli.print(out + (found.files ? ":files\n" : ""));
  return 0;
}

struct ManualOptions {
  std::vector<std::string> called;
  std::filesystem::path all;
};

int write_pages(Cli& cli, const Command& app, const std::filesystem::path& folder) {
  std::vector<const Command*> pages{&app};
  for (const Command& family : app.commands()) pages.push_back(&family);
  for (const Command* page : pages) {
    const std::filesystem::path file = folder / (manual_name(*page) + ".1");
    if (auto written = write_file(file, manual_page(*page, cli.language())); !written)
      return cli.finish(written.error());
  }
  cli.print(cli.counted(pages.size(), noun::kPage) + cli.say(": ", "：") + folder.string() + "\n");
  return 0;
}

int show_manual(Cli& cli, const Command& app, const ManualOptions& options) {
  if (!options.all.empty()) return write_pages(cli, app, options.all);
  const auto command = command_called(app, options.called);
  if (!command) return cli.finish(command.error());
  cli.print(manual_page(**command, cli.language()));
  return 0;
}

}  // namespace

void add_manual_commands(Command& app) {
  Command& completion =
      app.command("completion", {"what a shell needs to complete command lines; no network needed",
                                 "供命令行补全使用的脚本；无需网络"});
  const auto script = [&completion](std::string name, Words about, Shell shell) -> Command& {
    Command& out = completion.command(std::move(name), about);
    out.runs([shell](Cli& cli) { return print_script(cli, shell); });
    return out;
  };
  script("bash", {"for bash", "用于 bash"}, Shell::bash).example("source <(credence completion bash)");
  script("zsh", {"for zsh", "用于 zsh"}, Shell::zsh).example("source <(credence completion zsh)");
  script("fish", {"for fish", "用于 fish"}, Shell::fish).example("credence completion fish | source");
  Command& offers = completion.command(
      "offers",
      {"what may stand where the last word stands: the scripts ask it", "列出末词的候选项，由上述脚本调用"});
  auto& words = offers.keep<std::vector<std::string>>();
  offers.argument("[WORD]", &words, {"the words so far, after --", "已输入的词，写在 -- 之后"});
  offers.runs(words, [&app](Cli& cli, const std::vector<std::string>& so_far) {
    return print_offers(cli, app, so_far);
  });

  Command& manual =
      app.command("manual", {"pages for man(1), one for each family of commands; no network needed",
                             "man(1) 手册页，每组命令一页；无需网络"});
  auto& o = manual.keep<ManualOptions>();
  Option& called =
      manual.argument("[COMMAND]", &o.called,
                      {"of this command: award; none: of the program", "命令，例如 award；不填则为程序本身"});
  manual.option("--folder DIR", &o.all, {"write all pages into this folder", "把全部手册页写入该文件夹"})
      .excludes({called});
  manual.example("credence manual award | man -l -");
  manual.runs(o, [&app](Cli& cli, const ManualOptions& options) { return show_manual(cli, app, options); });
}

}  // namespace credence
