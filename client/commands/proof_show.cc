// SPDX-License-Identifier: Apache-2.0
// credence proof show: all that a proof file holds, verified or not: for whoever reads the file itself.
#include <boost/json.hpp>

#include "client/base/files.h"
#include "client/commands/families.h"
#include "client/console/console.h"
#include "client/paper/attachment.h"
#include "client/words/bundle_content.h"
#include "client/words/bundle_view.h"

namespace credence {
namespace {

int show_proof(Cli& cli, const std::filesystem::path& path) {
  auto file = read_file(path, limits::kBundleBytesMax);
  if (!file) return cli.finish({ExitCode::bad_input, file.error()});
  file = bundle_in(*std::move(file));
  if (!file) return cli.finish({ExitCode::no_proof, file.error()});
  const auto content = read_bundle(bytes_of(*file));
  if (!content) {
    const BundleFault& fault = content.error();
    const int exit = static_cast<int>(fault.no_proof() ? ExitCode::no_proof : ExitCode::not_verified);
    if (cli.json) {
      boost::json::object out = fault_json(fault, file->size());
      out["exit_code"] = exit;
      cli.print_json(out);
    } else {
      cli.print(fault_text(fault, file->size(), cli.language()));
    }
    return exit;
  }
  if (cli.json)
    print_bundle_json(*content, file->size());
  else
    cli.print(bundle_content_text(*content, file->size(), cli.language()));
  return 0;
}

}  // namespace

void add_proof_commands(Command& app) {
  Command& show =
      app.command("proof", {"proof files as they are", "证明文件本身"})
          .command(
              "show",
              {"all that a proof file holds, field by field; nothing of it is verified, and no network is "
               "asked",
               "逐字段显示证明文件的全部内容；不作验证，也不询问网络"});
  auto& file = show.keep<std::filesystem::path>();
  show.argument("FILE", &file,
                {"what credence prove or credence certificate wrote",
                 "credence prove 或 credence certificate 写出的文件"});
  show.example("credence proof show title.credence-proof --json");
  show.runs(file, show_proof);
}

}  // namespace credence
