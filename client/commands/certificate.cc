// SPDX-License-Identifier: Apache-2.0
// credence certificate: what credence prove proves, as a PDF to be printed, with the proof attached inside.
#include "client/anchor_file.h"
#include "client/base/file_kind.h"
#include "client/base/files.h"
#include "client/commands/families.h"
#include "client/commands/proof.h"
#include "client/console/options.h"
#include "client/console/standard_streams.h"
#include "client/paper/attachment.h"

namespace credence {
namespace {

namespace fs = std::filesystem;

struct ReprintOptions {
  ProofOptions proof;
  std::string anchor, name;
  fs::path file;
};

/// The certificate of a proof that is at hand: no network is asked.
int print_proof(const Cli& cli, const ReprintOptions& options) {
  auto trusted = read_trusted(options.anchor);
  if (!trusted)
    return cli.finish({trusted.error().exit, told_by_kind(trusted.error().error, options.anchor,
                                                          {kGenesisName, kAnchorName}, cli.language())});
  auto file = read_file(readable(options.file), limits::kBundleBytesMax);
  if (!file) return cli.finish({ExitCode::bad_input, file.error()});
  auto bundle = bundle_in(*file);
  if (!bundle) return no_proof(cli, options.file, kind_of_file(*file), bundle.error());
  const auto verified = verify_bundle(trusted->trust, bytes_of(*bundle));
  if (!verified) return refused_proof(cli, options.file, *bundle, verified.error());
  ProofOptions chosen = options.proof;
  std::string name = options.name;
  if (name.empty()) name = is_standard_stream(options.file) ? "proof" : options.file.stem().string();
  if (chosen.out.empty()) chosen.out = name + ".pdf";
  if (auto good = cli.may_write(chosen.out); !good) return cli.finish(good.error());
  const int done = write_certificate(cli, trusted->genesis ? &*trusted->genesis : nullptr, *verified,
                                     bytes_of(*bundle), chosen, name);
  if (done == 0 && !is_standard_stream(chosen.out))
    cli.note(cli.say("written to ", "已写入 ") + chosen.out.string() + "\n");
  return done;
}

Command& print_command(Command& above, ProofOptions& o, const char* name, Words about) {
  Command& command = above.command(name, about);
  command
      .option("-o,--out FILE", &o.out,
              {"the PDF to write, - is standard output; else one named after what it proves, with the "
               "ending .pdf",
               "写出的 PDF 文件，- 表示标准输出；默认按所证明的内容命名，扩展名为 .pdf"})
      .writes()
      .ends_in({".pdf"});
  command.option("--on DAY", &o.judge.date,
                 {"the day on which it is judged (2026-11-24); else the day of its block",
                  "判断所按的日期（2026-11-24）；默认为所依据区块的日期"});
  command.option("--address URL", &o.address,
                 {"of a page that verifies, to stand on the print; else the first node with https",
                  "印在证明书上的核对页地址；默认为首个 https 节点"});
  return command;
}
/// One that is fetched from nodes.
Command& fetched_command(Command& above, ProofOptions& o, const char* name, Words about,
                         int (*run)(Cli&, const ProofOptions&)) {
  Command& command = print_command(above, o, name, about);
  command.uses(kAsks);
  command.option("--under ANCHOR", &o.under, kUnderWords);
  command.runs(o, run);
  return command;
}

}  // namespace

void add_certificate_commands(Command& app) {
  Command& certificate = app.command(
      "certificate",
      {"a certificate to be printed: a PDF with its proof inside", "可打印的证明书：附有证明的 PDF 文件"});
  auto& o = certificate.keep<ProofOptions>();
  o.print = true;
  Command& title =
      fetched_command(certificate, o, "title",
                      {"of an enterprise's title, in force or not", "企业资格的证明书"}, prove_title);
  title.argument("CODE", &o.what, kCodeWords);
  title.argument("TITLE", &o.title, kTitleWords);
  Command& award =
      fetched_command(certificate, o, "award",
                      {"of a line of an award list as it stands", "名单中某一行现状的证明书"}, prove_award);
  award.argument("PROGRAMME", &o.programme, kProgrammeWords);
  award.argument("BATCH", &o.batch, kBatchWords);
  award.argument("LINE", &o.line, kBatchLineWords).range(1, std::numeric_limits<std::uint32_t>::max());
  fetched_command(certificate, o, "standing",
                  {"that no adverse credit entry in force blocks an enterprise, or which ones do",
                   "企业是否存在有效行政处罚、失信记录的证明书"},
                  prove_standing)
      .argument("CODE", &o.what, kCodeWords);
  Command& history = fetched_command(
      certificate, o, "history",
      {"of everything recorded about one subject, entry by entry", "某一对象全部记录的证明书"},
      prove_history);
  history.exactly_one({history.argument("[CODE]", &o.what, kCodeWords),
                       history.option("--programme PROGRAMME", &o.programme, kProgrammeWords),
                       history.option("--title TITLE", &o.qualification, kTitleWords),
                       history.option("--department DEPARTMENT", &o.department, kDepartmentWords)});
  history.flag("--nothing-too", o.nothing_too, kNothingTooWords);

  auto& again = certificate.keep<ReprintOptions>();
  again.proof.print = true;
  Command& proof = print_command(certificate, again.proof, "proof",
                                 {"of a proof file that is at hand, whatever it proves; no network is asked",
                                  "由现有证明文件制作证明书，不限种类；不询问网络"});
  proof.uses(Use::nothing);
  proof.argument("FILE", &again.file,
                 {"what credence prove wrote, or an earlier certificate; - is standard input",
                  "credence prove 写出的文件，或此前的证明书；- 表示标准输入"});
  proof.option("--name NAME", &again.name,
               {"of the attached proof, without its ending; else that of FILE",
                "所附证明的名称，不含扩展名；默认与 FILE 相同"});
  proof.option("--anchor ANCHOR", &again.anchor, kAnchorWords).required();
  proof.footer(
      {"The print says what credence verify says on that day. --lang chooses the language that "
       "stands first.",
       "证明书的内容即 credence verify 按该日所示；--lang 选择居前的语言。"});
  proof.runs(again, print_proof);
}

}  // namespace credence
