// credence verify: a proof file, or a report against its manifest, checked without a network.
#include <boost/json.hpp>
#include <charconv>

#include "client/base/files.h"
#include "client/base/now.h"
#include "client/commands/families.h"
#include "client/commands/proof.h"
#include "client/commands/report.h"
#include "client/console/history_table.h"
#include "client/console/options.h"
#include "ledger/views/genesis_json.h"

namespace credence {
namespace {

namespace fs = std::filesystem;
namespace json = boost::json;

/// "90", "90s", "15m", "12h", "30d" in milliseconds.
Outcome<std::uint64_t> parse_duration(const std::string& text) {
  std::uint64_t n = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), n);
  const std::string_view unit(end, text.data() + text.size());
  const std::uint64_t seconds = unit.empty() || unit == "s" ? 1
                                : unit == "m"               ? 60
                                : unit == "h"               ? 3600
                                : unit == "d"               ? 86'400
                                                            : 0;
  if (error != std::errc{} || seconds == 0 || n == 0 || n > 1'000'000'000)
    return give_up(ExitCode::usage, Code::bad_number, "--max-age " + text + ": 90s, 15m, 12h, 30d");
  return n * seconds * 1000;
}

ExitCode exit_code(Verdict verdict) {
  if (verdict == Verdict::valid) return ExitCode::ok;
  return verdict == Verdict::too_old ? ExitCode::too_old : ExitCode::not_in_force;
}

int verify_file(const Cli& cli, const ProofOptions& options) {
  auto question = question_of(cli, options);
  if (!question) return cli.finish(question.error());
  auto text = read_file(options.anchor, limits::kGenesisBytesMax);
  if (!text) return cli.finish({ExitCode::bad_input, text.error()});
  auto genesis = genesis_from_json(*text);
  if (!genesis)
    return cli.finish(
        {ExitCode::bad_input,
         Error{genesis.error().code, options.anchor.string() + ": " + cleaned(genesis.error().detail)}});
  auto file = read_file(options.file, limits::kBundleBytesMax);
  if (!file) return cli.finish({ExitCode::bad_input, file.error()});
  if (is_manifest(*file)) {
    fs::path report = options.report.empty() ? options.file : options.report;
    if (options.report.empty() && report.extension() == ".manifest") report.replace_extension();
    return verify_report(cli, *genesis, options.file, report, *file, *question);
  }
  if (const fs::path beside = options.file.string() + ".manifest";
      !file->starts_with(kBundleMagic) && fs::exists(beside)) {
    auto manifest = read_file(beside, limits::kBundleBytesMax);
    if (!manifest) return cli.finish({ExitCode::bad_input, manifest.error()});
    return verify_report(cli, *genesis, beside, options.file, *manifest, *question);
  }
  auto shown = shown_entries(options);
  if (!shown) return cli.finish(shown.error());
  const auto verified = verify_bundle({chain_id(*genesis), genesis->validators}, bytes_of(*file));
  if (!verified) {
    constexpr int kForged = static_cast<int>(ExitCode::not_verified);
    if (cli.json) {
      json::object out = fault_json(verified.error(), file->size());
      out["exit_code"] = kForged;
      cli.print_json(out);
    } else {
      cli.print(fault_text(verified.error(), file->size(), cli.language()));
    }
    return kForged;
  }
  const BundleView view{*genesis,     *verified,      judge(*verified, *question),
                        file->size(), cli.language(), *shown};
  const int code = static_cast<int>(exit_code(view.judgement.verdict));
  view.print(cli.json, {{"exit_code", code}});
  return code;
}

}  // namespace

Outcome<HistoryQuery> shown_entries(const ProofOptions& options) {
  HistoryFilter filter = options.filter;
  if (options.what.empty() && options.file.empty()) return query_of(filter);
  filter.programme = options.programme;
  filter.qualification = options.qualification;
  return query_of(filter);
}

Outcome<BundleQuestion> question_of(const Cli& cli, const ProofOptions& options) {
  BundleQuestion out;
  out.now_ms = now_ms();
  out.max_age_ms = cli.max_age_s * 1000;
  if (!options.age.empty()) {
    auto age = parse_duration(options.age);
    if (!age) return std::unexpected(age.error());
    out.max_age_ms = *age;
  }
  if (!options.date.empty()) {
    auto day = parse_date(options.date);
    if (!day) return give_up(ExitCode::usage, day.error());
    out.day = *day;
  }
  return out;
}

void add_verify_command(Command& app) {
  Command& verify = app.command(
      "verify",
      {"check a proof file, or a report against its manifest: no network, no other file but the genesis",
       "验证证明文件，或对照凭证验证报表：无需网络，除创世文件外无需其他文件"});
  auto& o = verify.keep<ProofOptions>();
  verify.argument("FILE", &o.file,
                  {"what credence prove wrote; or a report, or its manifest",
                   "credence prove 写出的文件；或报表，或其凭证"});
  verify
      .option(
          "--anchor FILE", &o.anchor,
          {"genesis.json of the network: what is trusted to begin with", "网络的 genesis.json：信任的起点"})
      .required();
  verify.option("--report FILE", &o.report,
                {"the report that a manifest is of, if it is not the manifest's name without .manifest",
                 "凭证所属的报表；默认为凭证文件名去掉 .manifest"});
  verify.option("--programme PROGRAMME", &o.programme,
                {"of a history, show only entries of this programme", "历史中仅显示该专项的条目"});
  verify.option("--qualification TYPE", &o.qualification,
                {"of a history, show only entries of this title", "历史中仅显示该资格的条目"});
  add_filter_options(verify, o.filter);
  verify.option("--date DAY", &o.date,
                {"is it so on this day? (2026-11-24; else the day of the proof's block)",
                 "按该日判断（2026-11-24；默认为证明所依据区块的当日）"});
  verify.option("--max-age AGE", &o.age,
                {"how old the proof may be: 90s, 15m, 12h, 30d",
                 "证明最多可有多旧：90s（秒）、15m（分钟）、12h（小时）、30d（天）"});
  verify.footer(
      {"Exit codes: 0 valid · 7 proved, but not in force on the day: not begun, expired or revoked\n"
       "  8 proved, but too old: older than --max-age, or of before --date · 3 forged or damaged: where is "
       "said\n"
       "  5 a file cannot be read",
       "退出码：0 有效 · 7 已证明但该日无效：未开始、已过期或已撤销\n"
       "  8 已证明但过旧：超过 --max-age，或早于 --date · 3 伪造或损坏，并指出位置\n"
       "  5 文件无法读取"});
  verify.runs(o, verify_file);
}

}  // namespace credence
