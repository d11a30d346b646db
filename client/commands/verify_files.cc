// SPDX-License-Identifier: Apache-2.0
#include "client/commands/verify_files.h"

#include <algorithm>
#include <boost/json.hpp>

#include "client/words/bundle_view.h"

namespace credence {
namespace {

namespace fs = std::filesystem;
namespace json = boost::json;

/// How files end, the worst first, and what the summary calls them.
struct End {
  ExitCode exit;
  Words name;
};
constexpr std::array kEnds{
    End{ExitCode::not_verified, {"forged, damaged, or of the future", "伪造、损坏或来自未来"}},
    End{ExitCode::bad_input, {"unreadable", "无法读取"}},
    End{ExitCode::not_anchored, {"not under this anchor", "不在该信任锚之下"}},
    End{ExitCode::not_understood, {"of a later version", "由更新版本写出"}},
    End{ExitCode::no_proof, {"no proof", "不是证明"}},
    End{ExitCode::refused, {"recorded, and refused", "已记录但被拒绝"}},
    End{ExitCode::not_in_force, {"proved, and not in force", "已证明但无效"}},
    End{ExitCode::too_old, {"proved, and too old", "已证明但过旧"}},
    End{ExitCode::ok, {"valid", "有效"}}};

std::size_t rank_of(int exit) {
  const auto at = std::ranges::find(kEnds, static_cast<ExitCode>(exit), &End::exit);
  return at == kEnds.end() ? 0 : static_cast<std::size_t>(at - kEnds.begin());
}

constexpr std::size_t kManyFiles = 200;  // more are worth a progress bar

bool hidden(const fs::path& path) { return path.filename().string().starts_with('.'); }

/// Those of a folder that are judged, in the order of their names.
Outcome<void> add_folder(const fs::path& folder, const fs::path& anchor, std::vector<fs::path>& out) {
  std::error_code error;
  std::vector<fs::path> found;
  for (fs::recursive_directory_iterator at(folder, error), end; !error && at != end; at.increment(error)) {
    if (hidden(at->path())) {
      if (at->is_directory(error)) at.disable_recursion_pending();
      continue;
    }
    if (!at->is_regular_file(error) || fs::equivalent(at->path(), anchor, error)) {
      error.clear();
      continue;
    }
    fs::path report = at->path();
    const bool manifest = report.extension() == ".manifest";
    if (manifest && fs::exists(report.replace_extension(), error)) continue;
    found.push_back(at->path());
    if (out.size() + found.size() > kVerifiedFilesMax)
      return give_up(ExitCode::bad_input, Code::limit_exceeded,
                     folder.string() + ": > " + std::to_string(kVerifiedFilesMax));
  }
  if (error)
    return give_up(ExitCode::bad_input, Code::file_unreadable, folder.string() + ": " + error.message());
  std::ranges::sort(found);
  out.insert(out.end(), found.begin(), found.end());
  return {};
}

struct Judged {
  std::string file, said;  // what was printed of it
  int exit = 0;
};

std::string summary_text(const Cli& cli, const std::vector<Judged>& all) {
  std::string out = cli.say("files: ", "文件数：") + with_separators(all.size());
  for (auto end = kEnds.rbegin(); end != kEnds.rend(); ++end) {
    const auto rank = static_cast<std::size_t>(kEnds.rend() - end) - 1;
    const auto count = std::ranges::count(all, rank, [](const Judged& one) { return rank_of(one.exit); });
    if (count > 0)
      out += cli.say("; ", "；") + std::string(end->name.in(cli.language())) + cli.say(": ", "：") +
             with_separators(static_cast<std::uint64_t>(count));
  }
  return out + "\n";
}

}  // namespace

int verify_files(Cli& cli, const std::vector<std::string>& files, const std::string& anchor,
                 const std::function<int(const fs::path&)>& judge) {
  std::vector<fs::path> chosen;
  std::error_code ignored;
  for (const fs::path file : files) {
    if (!fs::is_directory(file, ignored)) {
      chosen.push_back(file);
      continue;
    }
    if (auto added = add_folder(file, anchor, chosen); !added) return cli.finish(added.error());
  }
  if (chosen.empty())
    return cli.finish(
        {ExitCode::bad_input,
         Error{Code::file_unreadable, cleaned(files.front()) + cli.say(": the folder holds no file to verify",
                                                                       "：文件夹中没有可验证的文件")}});
  std::optional<Progress> progress;
  if (chosen.size() > kManyFiles)
    progress.emplace(cli.say("verify", "验证"), chosen.size(), cli.language(), cli.json);
  std::vector<Judged> all;
  for (const fs::path& file : chosen) {
    if (interrupted()) return cli.finish({ExitCode::interrupted, Error{Code::interrupted, {}}});
    Judged one{cleaned(file.string()), {}, 0};
    cli.print_into(&one.said);
    one.exit = judge(file);
    cli.print_into(nullptr);
    if (cli.json) {
      cli.put((all.empty() ? "[" : ",") +
              json::serialize(json::object{
                  {"file", one.file}, {"exit_code", one.exit}, {"result", json::parse(one.said)}}));
      one.said.clear();
    } else {
      one.said.resize(std::min(one.said.find('\n'), one.said.size()));
    }
    all.push_back(std::move(one));
    if (progress) progress->advance(1);
  }
  if (progress) progress->finish();
  const int worst = std::ranges::min(all, {}, [](const Judged& one) { return rank_of(one.exit); }).exit;
  if (cli.json) {
    cli.put("]\n");
    return worst;
  }
  Table table;
  table.column(cli.say("file", "文件"));
  table.column(cli.say("verdict", "判定"));
  for (Judged& one : all) table.row({std::move(one.file), std::move(one.said)});
  cli.print(table.text() + summary_text(cli, all));
  return worst;
}

}  // namespace credence
