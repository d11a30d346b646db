// SPDX-License-Identifier: Apache-2.0
// credence verify: what a proof file or a report is worth, without a network. What is no proof is told from
// what is forged.
#include <boost/json.hpp>

#include "client/anchor_file.h"
#include "client/base/csv.h"
#include "client/base/file_kind.h"
#include "client/base/files.h"
#include "client/base/now.h"
#include "client/commands/families.h"
#include "client/commands/proof.h"
#include "client/commands/report.h"
#include "client/commands/verify_files.h"
#include "client/console/history_table.h"
#include "client/console/options.h"
#include "client/paper/attachment.h"
#include "ledger/views/json.h"

namespace credence {
namespace {

namespace fs = std::filesystem;
namespace json = boost::json;

struct VerifyOptions {
  std::string programme, qualification;
  HistoryFilter filter;
  JudgeOptions judge;
  std::string anchor;
  std::vector<std::string> files;
  fs::path file, report;  // `file`: the one that is looked at
  /// Whether entries are chosen, by options that say nothing of one file which is no history.
  [[nodiscard]] bool filters() const {
    return files.size() == 1 && !(programme.empty() && qualification.empty() && filter.kinds.empty() &&
                                  filter.from.empty() && filter.to.empty());
  }
};

int filters_unused(const Cli& cli, const VerifyOptions& options) {
  return cli.finish({ExitCode::usage,
                     Error{list_code::option_unused,
                           "--programme, --title, --kind, --from, --to: " + cleaned(options.file.string()) +
                               cli.say(" is no history", " 不是历史证明")}});
}

/// A file that does not begin as a proof: what it is, and which manifest is missing where it may be a report.
int other_file(const Cli& cli, const fs::path& file, std::string_view bytes) {
  const FileKind kind = kind_of_file(bytes);
  const std::string manifest = file.filename().string() + ".manifest";
  if (kind.may_be_report && file.extension() != ".manifest")
    return no_proof(cli, file, kind, {list_code::manifest_missing, manifest});
  return no_proof(cli, file, kind, {Code::not_a_bundle, "magic"}, "magic");
}

/// `printed`: it was attached inside a PDF.
int verify_proof(const Cli& cli, const VerifyOptions& options, const TrustedFile& trusted,
                 const std::string& file, const BundleQuestion& question, bool printed = false) {
  HistoryFilter filter = options.filter;
  filter.programme = options.programme;
  filter.qualification = options.qualification;
  auto shown = query_of(filter);
  if (!shown) return cli.finish(shown.error());
  const auto verified = verify_bundle(trusted.trust, bytes_of(file));
  if (!verified) return refused_proof(cli, options.file, file, verified.error());
  if (!std::holds_alternative<ProvedHistory>(verified->proved) && options.filters())
    return filters_unused(cli, options);
  const BundleView view{trusted.genesis ? &*trusted.genesis : nullptr,
                        *verified,
                        judge(*verified, question),
                        question.now_ms,
                        file.size(),
                        cli.language(),
                        *shown};
  const int code = static_cast<int>(exit_code(view.judgement.verdict));
  json::object more{{"exit_code", code}};
  if (printed) more["attached_in"] = cleaned(options.file.string());
  view.print(cli.json, more, [&cli](const std::string& piece) { cli.put(piece); });
  if (printed && !cli.json)
    cli.print(
        cli.say("Compare this with the print, item by item: the words printed on a PDF prove nothing.\n",
                "请与纸面逐项比较：PDF 上印的文字本身不证明任何内容。\n"));
  return code;
}

int verify_file(const Cli& cli, const VerifyOptions& options, const TrustedFile& trusted,
                const BundleQuestion& question) {
  std::error_code unreadable;
  if (const auto size = fs::file_size(options.file, unreadable);
      !unreadable && size > limits::kBundleBytesMax)
    return no_proof(
        cli, options.file, {"too_long", {"longer than any proof", "超过任何证明文件的长度"}},
        {Code::not_a_bundle, std::to_string(size) + " > " + std::to_string(limits::kBundleBytesMax)},
        "magic");
  auto file = read_file(options.file, limits::kBundleBytesMax);
  if (!file) return cli.finish({ExitCode::bad_input, file.error()});
  if (is_manifest(*file)) {
    if (options.filters()) return filters_unused(cli, options);
    fs::path report = options.report.empty() ? options.file : options.report;
    if (options.report.empty() && report.extension() == ".manifest") report.replace_extension();
    return verify_report(cli, trusted.trust, options.file, report, *file, question);
  }
  if (!options.report.empty())
    return cli.finish({ExitCode::usage, Error{list_code::option_unused,
                                              "--report: " + cleaned(options.file.string()) +
                                                  cli.say(" is no manifest but ", " 不是报表凭证，而是") +
                                                  std::string(kind_of_file(*file).name.in(cli.language()))}});
  if (is_pdf(*file)) {
    const auto bundle = attached_proof(*file);
    if (!bundle) return no_proof(cli, options.file, kind_of_file(*file), bundle.error());
    return verify_proof(cli, options, trusted, *bundle, question, true);
  }
  if (file->starts_with(kBundleMagic)) return verify_proof(cli, options, trusted, *file, question);
  const fs::path beside = options.file.string() + ".manifest";
  std::error_code none;
  if (!fs::exists(beside, none)) return other_file(cli, options.file, *file);
  auto manifest = read_file(beside, limits::kBundleBytesMax);
  if (!manifest) return cli.finish({ExitCode::bad_input, manifest.error()});
  if (!is_manifest(*manifest))
    return no_proof(
        cli, options.file, kind_of_file(*file),
        {list_code::manifest_missing, beside.filename().string() + cli.say(" is ", " 是") +
                                          std::string(kind_of_file(*manifest).name.in(cli.language()))});
  if (options.filters()) return filters_unused(cli, options);
  return verify_report(cli, trusted.trust, beside, options.file, *manifest, question);
}

int verify_all(Cli& cli, const VerifyOptions& options) {
  const auto question = question_of(cli, options.judge);
  if (!question) return cli.finish(question.error());
  auto trusted = read_trusted(options.anchor);
  if (!trusted) {
    Error error =
        told_by_kind(trusted.error().error, options.anchor, {kGenesisName, kAnchorName}, cli.language());
    error.detail = cleaned(error.detail);
    return cli.finish({trusted.error().exit, std::move(error)});
  }
  const auto judge_one = [&](const fs::path& file) {
    VerifyOptions one = options;
    one.file = file;
    return verify_file(cli, one, *trusted, *question);
  };
  std::error_code ignored;
  if (options.files.size() == 1 && !fs::is_directory(options.files.front(), ignored))
    return judge_one(options.files.front());
  if (!options.report.empty())
    return cli.finish(
        {ExitCode::usage, Error{list_code::option_unused,
                                cli.say("--report goes with one manifest", "--report 须与一份凭证同用")}});
  return verify_files(cli, options.files, options.anchor, judge_one);
}

}  // namespace

int no_proof(const Cli& cli, const fs::path& file, const FileKind& kind, const Error& error,
             const std::string& field) {
  constexpr ExitCode kExit = ExitCode::no_proof;
  if (cli.json) {
    json::object out{{"verdict", "no_proof"},
                     {"what", kind.id},
                     {"file", cleaned(file.string())},
                     {"error", to_json(error)},
                     {"exit_code", static_cast<int>(kExit)}};
    if (!field.empty()) out["field"] = field;
    cli.print_json(out);
    return static_cast<int>(kExit);
  }
  const ErrorInfo& row = info(error.code);
  cli.print(cli.say("NO PROOF: ", "不是证明：") + cleaned(file.filename().string()) + cli.say(" is ", " 是") +
            cli.say(kind.name.en, kind.name.zh) + "\n  " + cli.say(row.cause_en, row.cause_zh) + " (" +
            std::string(row.name) + (error.detail.empty() ? "" : ": " + cleaned(error.detail)) + ")\n  → " +
            cli.say(row.remedy_en, row.remedy_zh) + "\n" +
            cli.say("  It proves nothing, and nothing in it was found to be forged.\n",
                    "  它不证明任何内容，也未发现其中有伪造。\n"));
  return static_cast<int>(kExit);
}

int refused_proof(const Cli& cli, const fs::path& file, std::string_view bundle, const BundleFault& fault) {
  if (fault.no_proof()) return no_proof(cli, file, kind_of_file(bundle), fault.error, fault.field);
  const int exit = static_cast<int>(fault.not_anchored() ? ExitCode::not_anchored : ExitCode::not_verified);
  if (cli.json) {
    json::object out = fault_json(fault, bundle.size());
    out["exit_code"] = exit;
    cli.print_json(out);
  } else {
    cli.print(fault_text(fault, bundle.size(), cli.language()));
  }
  return exit;
}

ExitCode exit_code(Verdict verdict) {
  if (verdict == Verdict::valid) return ExitCode::ok;
  if (verdict == Verdict::refused) return ExitCode::refused;
  if (verdict == Verdict::too_old) return ExitCode::too_old;
  if (verdict == Verdict::not_understood) return ExitCode::not_understood;
  return not_in_force(verdict) ? ExitCode::not_in_force : ExitCode::not_verified;
}

Outcome<BundleQuestion> question_of(const Cli& cli, const JudgeOptions& options) {
  BundleQuestion out{options.now_ms > 0 ? options.now_ms : now_ms()};
  if (options.any_age) out.max_age_ms = 0;
  if (const std::string& written = options.age.empty() ? cli.max_age : options.age; !written.empty()) {
    auto age = age_option(written, "--max-age");
    if (!age) return std::unexpected(age.error());
    out.max_age_ms = *age;
  }
  if (!options.date.empty()) {
    auto day = date_option(options.date, "--on");
    if (!day) return std::unexpected(day.error());
    out.day = *day;
  }
  return out;
}

void add_verify_command(Command& app) {
  Command& verify = app.command(
      "verify",
      {"check a proof file, or a report against its manifest: no network, no other file but the anchor",
       "验证证明文件，或对照凭证验证报表：无需网络，除信任锚外无需其他文件"});
  auto& o = verify.keep<VerifyOptions>();
  verify.argument(
      "FILE", &o.files,
      {"what credence prove or credence certificate wrote; or a report, or its manifest; several, or "
       "a folder: a verdict for each and a summary",
       "credence prove 或 credence certificate 写出的文件；或报表，或其凭证；可给出多个文件或文件夹："
       "逐个判定并汇总"});
  verify.option("--anchor ANCHOR", &o.anchor, kAnchorWords).required();
  verify.option("--report FILE", &o.report,
                {"the report that a manifest is of, if it is not the manifest's name without .manifest",
                 "凭证所属的报表；默认为凭证文件名去掉 .manifest"});
  verify.option("--programme PROGRAMME", &o.programme,
                {"of a history, show only entries of this programme", "历史中仅显示该专项的条目"});
  verify.option("--title TITLE", &o.qualification,
                {"of a history, show only entries of this title", "历史中仅显示该资格的条目"});
  add_filter_options(verify, o.filter);
  verify.option("--on DAY", &o.judge.date,
                {"was it so on this day? (2026-11-24; else today)", "按该日判断（2026-11-24；默认为今日）"});
  Option& age = verify.option("--max-age AGE", &o.judge.age,
                              {"how old the proof may be: 90s, 15m, 12h, 30d; else 30d",
                               "证明最多可有多旧：90s（秒）、15m（分钟）、12h（小时）、30d（天）；默认 30d"});
  verify.flag("--any-age", o.judge.any_age, {"of any age: for archives", "不限新旧：用于档案"})
      .excludes({age});
  verify.option("--now MS", &o.judge.now_ms,
                {"judge as of this moment, in milliseconds since 1970 (UTC); else this machine's clock",
                 "按该时刻判断（自 1970 年起的毫秒数，UTC）；默认为本机时钟"});
  verify.footer(
      {"Exit codes: 0 valid · 2 recorded, and refused · 3 forged, or of the future · 7 proved, and not in "
       "force\n"
       "  8 proved, and too old · 9 no proof, a report without its manifest, or one that was reformatted\n"
       "  14 proved, and of a later version than this program understands\n"
       "  15 nothing in the file leads to this anchor: another one may prove it\n"
       "  5 a file cannot be read. Of several files the worst counts. docs/proofs.md has the table of "
       "verdicts.",
       "退出码：0 有效 · 2 已记录但被拒绝 · 3 伪造，或来自未来 · 7 已证明但无效\n"
       "  8 已证明但过旧 · 9 不是证明、报表缺少凭证，或报表写法被改\n"
       "  14 已证明，但由更新版本写出，本程序不能理解\n"
       "  15 文件中没有通向该信任锚的路径：换用其他信任锚或可验证\n"
       "  5 文件无法读取。多个文件时取其中最坏者。判定表见 docs/proofs.md。"});
  verify.example("credence verify title.credence-proof --anchor genesis.json");
  verify.example("credence verify title.credence-proof --anchor gazette.credence-anchor");
  verify.example("credence verify title.pdf --anchor genesis.json");
  verify.example("credence verify proofs/ --anchor genesis.json");
  verify.runs(o, verify_all);
}

}  // namespace credence
