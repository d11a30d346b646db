// SPDX-License-Identifier: Apache-2.0
// credence report …: tables of what is recorded, each row proved, with files that anyone checks row by row.
#include "client/commands/report.h"
#include "client/commands/families.h"

#include <boost/json.hpp>
#include <deque>
#include <map>

#include "client/base/csv.h"
#include "client/base/files.h"
#include "client/base/json_text.h"
#include "client/claims.h"
#include "client/commands/known.h"
#include "client/commands/proof.h"
#include "client/console/console.h"
#include "client/console/options.h"
#include "client/reports/report_file.h"
#include "client/words/bundle_view.h"
#include "client/words/facts.h"
#include "ledger/views/json.h"

namespace credence {
namespace {

namespace json = boost::json;
namespace fs = std::filesystem;

constexpr std::size_t kDifferencesMax = 50;

struct ReportOptions {
  std::string subject, as_of;
  fs::path csv, xlsx, manifest;
};

/// The histories of a report, fetched once each and kept as bundles.
class Sources {
 public:
  Sources(Cli& cli, Client& client) : cli_(cli), client_(client) {}

  Outcome<const ProvedHistory*> history(const HistoryKey& subject) {
    const Bytes key = encode(subject);
    used_.insert(key);
    if (const auto at = held_.find(key); at != held_.end()) return &at->second.history;
    if (held_.size() == kReportSourcesMax)
      return give_up(ExitCode::bad_input, Code::limit_exceeded,
                     std::to_string(kReportSourcesMax) + " histories");
    std::optional<Progress> progress;
    auto claim = fetch_history(client_, subject, [&](std::uint64_t read, std::uint64_t total) {
      if (!progress && total > limits::kPageEntriesMax)
        progress.emplace(cli_.say("history", "历史"), total, cli_.language(), cli_.json);
      if (progress) progress->advance(read);
    });
    if (!claim) return std::unexpected(claim.error());
    if (progress) progress->finish();
    auto bytes = encode_bundle(*client_.trust(), *claim);
    if (!bytes) return give_up(ExitCode::bad_input, bytes.error());
    Held& held = held_[key];
    held.bundle = *std::move(bytes);
    auto verified = verify_bundle(client_.network().anchor, held.bundle);
    if (!verified) return give_up(ExitCode::not_verified, verified.error().error);
    held.history = std::get<ProvedHistory>(verified->proved);
    held.block = verified->block;
    if (!oldest_ || held.block.header.height < oldest_->header.height) oldest_ = held.block;
    return &held.history;
  }
  [[nodiscard]] ReportSources asked() {
    return [this](const HistoryKey& subject) { return history(subject); };
  }
  /// Up to which all histories are known: the oldest block that one of them rests on.
  [[nodiscard]] const BlockProof& oldest() const { return *oldest_; }
  void forget_use() { used_.clear(); }
  [[nodiscard]] List<Blob<limits::kBundleBytesMax>, kReportSourcesMax> bundles() const {
    List<Blob<limits::kBundleBytesMax>, kReportSourcesMax> out;
    for (const auto& [key, held] : held_)
      if (used_.contains(key)) out.emplace_back(Bytes(held.bundle));
    return out;
  }

 private:
  struct Held {
    Bytes bundle;
    ProvedHistory history;  // refers to `bundle`
    BlockProof block;
  };
  Cli& cli_;
  Client& client_;
  std::map<Bytes, Held> held_;
  std::set<Bytes> used_;
  std::optional<BlockProof> oldest_;
};

struct Taken {
  Report report;
  BlockProof block;
  Bytes manifest;
};

/// Reads the histories, chooses the block at which all of them are known, and makes the rows at it.
Outcome<Taken> take(Cli& cli, Client& client, ReportKind kind, const ReportOptions& options) {
  auto as_of = as_of_options(options.as_of);
  if (!as_of) return std::unexpected(as_of.error());
  if (options.subject.size() > limits::kIdBytesMax)
    return give_up(ExitCode::usage, Code::bad_name, options.subject);
  ReportQuestion question;
  question.kind = kind;
  question.subject = options.subject;
  question.chinese = cli.zh();
  question.day = as_of->as_of_date;
  question.height = as_of->as_of_height.value_or(~Height{0});
  Sources sources(cli, client);
  auto first = build_report(question, sources.asked());
  if (!first) return std::unexpected(first.error());
  BlockProof block = sources.oldest();
  if (as_of->as_of_height) {
    if (*as_of->as_of_height > block.header.height)
      return give_up(
          ExitCode::refused, list_code::day_to_come,
          "--as-of " + std::to_string(*as_of->as_of_height) + " > " + std::to_string(block.header.height));
    auto header = client.header(as_of->as_of_height);
    if (!header) return std::unexpected(header.error());
    block = header->proof();
  }
  question.height = block.header.height;
  question.header_hash = header_hash(client.network().anchor.chain, block.header);
  sources.forget_use();
  auto report = build_report(question, sources.asked());
  if (!report) return std::unexpected(report.error());
  auto manifest = encode_manifest({question, block, sources.bundles()});
  if (!manifest) return give_up(ExitCode::bad_input, manifest.error());
  // As whoever receives it will.
  if (auto good = verify_manifest(client.network().anchor, *manifest); !good)
    return give_up(ExitCode::not_verified,
                   Error{good.error().error.code, good.error().field + ": " + good.error().error.detail});
  return Taken{*std::move(report), block, *std::move(manifest)};
}

/// "as of the end of 2026-03-31": what a report says of a day; nothing where it is of the block alone.
std::string day_text(const Cli& cli, const ReportQuestion& question, const BlockHeader& header) {
  if (!question.day) return {};
  return cli.say("as of the end of ", "截至 ") + question.day->iso() + cli.say("", " 日终") +
         (question.day_over(header.time_ms)
              ? ""
              : cli.say(" (that day was not over at its block: what was recorded later is not in it)",
                        "（至其所据区块时该日尚未结束：其后的记录不在内）"));
}

std::string table_text(const Report& report) {
  Table table;
  for (const ReportColumn& column : report.columns)
    table.column(column.head,
                 column.type == ReportColumn::Type::text ? Table::Align::left : Table::Align::right);
  for (std::size_t r = 0; r < report.rows.size(); ++r) {
    std::vector<std::string> cells;
    for (std::size_t c = 0; c < report.columns.size(); ++c) {
      const auto* const amount = std::get_if<Fen>(&report.rows[r][c]);
      cells.push_back(amount != nullptr ? yuan_text(*amount) : cleaned(report.cell_text(r, c)));
    }
    table.row(std::move(cells));
  }
  return table.text();
}

/// What may have been meant by a programme or a department that is not registered.
template <ReportKind kind>
std::string meant(Cli& cli, const std::string& subject) {
  if constexpr (kind == ReportKind::programme) return meant_by(cli, of_programme(Id(subject)));
  if constexpr (kind == ReportKind::department) return meant_by(cli, of_department(Id(subject)));
  return {};
}

template <ReportKind kind>
int make_report(Cli& cli, const ReportOptions& options) {
  if constexpr (kind == ReportKind::enterprise)
    if (auto code = cli.code(options.subject); !code) return cli.finish(code.error());
  auto client = cli.client();
  if (!client) return cli.finish(client.error());
  auto taken = take(cli, **client, kind, options);
  if (!taken) {
    Failure failure = taken.error();
    if (failure.error.code == Code::not_recorded) failure.error.detail += meant<kind>(cli, options.subject);
    return cli.finish(failure);
  }
  const Report& report = taken->report;
  std::vector<fs::path> manifests;
  json::array files;
  const auto add = [&](const fs::path& file) {
    files.push_back(json::string(file.string()));
    manifests.emplace_back(file.string() + ".manifest");
  };
  if (!options.csv.empty()) {
    if (auto written = write_file(options.csv, report_csv(report)); !written)
      return cli.finish(written.error());
    add(options.csv);
  }
  if (!options.xlsx.empty()) {
    if (auto written = write_report_xlsx(report, options.xlsx); !written) return cli.finish(written.error());
    add(options.xlsx);
  }
  if (!options.manifest.empty()) manifests.push_back(options.manifest);
  for (const fs::path& path : manifests)
    if (auto written = write_file(path, text_of(taken->manifest)); !written)
      return cli.finish(written.error());
  if (cli.json) {
    json::object out = report_json(report);
    out["proof"] = cli.proof_json(taken->block);
    out["files"] = std::move(files);
    json::array made;
    for (const fs::path& path : manifests) made.push_back(json::string(path.string()));
    out["manifests"] = std::move(made);
    cli.print_json(out);
    return 0;
  }
  cli.print(cleaned(report.title) + "\n" + table_text(report) +
            cli.counted(report.rows.size() - report.totals, noun::kRow) +
            cli.say(", complete, ", "，完整，") + cli.proved_under(taken->block) + "\n  " +
            (report.question.day ? day_text(cli, report.question, taken->block.header) + "\n  " : "") +
            cli.say("header ", "区块头 ") + report.question.header_hash.hex() + "\n");
  for (const fs::path& path : manifests)
    cli.note(cli.say("written; anyone checks it with\n  credence verify ",
                     "已写入；任何人均可验证：\n  credence verify ") +
             path.string() + " --anchor genesis.json\n");
  cli.warn_of_bad_answers();
  return 0;
}

template <ReportKind kind>
void add_report(Command& family, const char* subject, Words subject_words, Words about) {
  Command& command = family.command(std::string(name_of(kind)), about);
  auto& o = command.keep<ReportOptions>();
  command.argument(subject, &o.subject, subject_words);
  command
      .option("--csv FILE", &o.csv,
              {"write it as CSV as well, and FILE.manifest beside it",
               "另写为 CSV，并在其旁写出凭证 FILE.manifest"})
      .writes({".manifest"})
      .ends_in({".csv"});
  command
      .option("--xlsx FILE", &o.xlsx,
              {"write it as XLSX as well, and FILE.manifest beside it",
               "另写为 XLSX，并在其旁写出凭证 FILE.manifest"})
      .writes({".manifest"})
      .ends_in({".xlsx"});
  command
      .option("--manifest FILE", &o.manifest,
              {"write the manifest: for what --json prints", "写出凭证：用于 --json 输出的内容"})
      .writes();
  command.option("--as-of MOMENT", &o.as_of, kAsOfWords);
  command.runs(o, make_report<kind>);
}

json::object difference_json(const ReportDifference& d) {
  constexpr std::string_view kWhat[] = {"changed", "missing", "added", "head", "reformatted"};
  return {{"what", kWhat[static_cast<std::size_t>(d.what)]},
          {"line", d.line},
          {"row", d.row},
          {"column", cleaned(d.column)},
          {"in_file", cleaned(d.held)},
          {"proved", cleaned(d.proved)}};
}

std::string difference_text(const Cli& cli, const ReportDifference& d) {
  const std::string line = cli.say("  line ", "  第 ") + std::to_string(d.line) + cli.say("", " 行");
  const std::string held = cli.say("'", "“") + cleaned(d.held) + cli.say("'", "”"),
                    proved = cli.say("'", "“") + cleaned(d.proved) + cli.say("'", "”");
  switch (d.what) {
    case ReportDifference::What::changed:
      return line + cli.say(", ", "，") + cleaned(d.column) + cli.say(": ", "：") + held +
             cli.say(" in the file, ", "（文件），") + proved + cli.say(" is proved\n", "（已证明）\n");
    case ReportDifference::What::reformatted:
      return line + cli.say(", ", "，") + cleaned(d.column) + cli.say(": ", "：") + held +
             cli.say(" is what a spreadsheet program made of ", " 系电子表格程序改写自 ") + proved + "\n";
    case ReportDifference::What::missing:
      return line + cli.say(": a row is missing before it: ", "：其前缺少一行：") + proved + "\n";
    case ReportDifference::What::added:
      return line + cli.say(": a row that is not proved: ", "：多出未经证明的一行：") + held + "\n";
    case ReportDifference::What::head:
      return line + cli.say(": title or heads: ", "：标题或表头：") + held +
             cli.say(", proved: ", "，已证明：") + proved + "\n";
  }
  return {};
}

/// What a report is worth: `error` where its file is not what is proved.
struct ReportVerdict {
  std::string_view name;
  ExitCode exit;
  std::optional<Error> error;
  Words headline;
};
ReportVerdict verdict_of(const std::vector<ReportDifference>& differences, const std::vector<Said>& shown,
                         const Judgement& age, bool to_come, const std::string& file) {
  if (!std::ranges::all_of(differences, [](const ReportDifference& d) {
        return d.what == ReportDifference::What::reformatted;
      }))
    return {"forged",
            ExitCode::not_verified,
            Error{list_code::report_differs, file},
            {"FORGED OR DAMAGED: the report is not what is proved", "伪造或损坏：报表与已证明的内容不符"}};
  if (!shown.empty())
    return {"shown_otherwise",
            ExitCode::not_verified,
            Error{list_code::report_shown_otherwise, file},
            {"SHOWN OTHERWISE: whoever opens the file may see something else than is proved",
             "显示不符：打开该文件所见可能与已证明的内容不同"}};
  if (!differences.empty())
    return {"reformatted",
            ExitCode::no_proof,
            Error{list_code::report_reformatted, file},
            {"REFORMATTED: another program saved it anew, and changed values so that they cannot be "
             "compared; nothing else differs",
             "写法被改：其他程序重新保存并改动了数值写法，无法比对；其余内容相符"}};
  if (to_come)
    return {
        "day_to_come",
        ExitCode::not_verified,
        {},
        {"NOT BELIEVED: the report speaks of a day that is still to come", "不可采信：报表所述日期尚未到来"}};
  if (age.verdict == Verdict::too_old)
    return {name_of(age.verdict),
            ExitCode::too_old,
            {},
            {"TOO OLD: proved, but older than allowed", "过旧：已证明，但超过允许的期限"}};
  if (age.verdict == Verdict::from_future)
    return {
        name_of(age.verdict),
        ExitCode::not_verified,
        {},
        {"NOT BELIEVED: its block lies ahead of this machine's clock", "不可采信：其区块时间晚于本机时钟"}};
  return {name_of(age.verdict),
          ExitCode::ok,
          {},
          {"VALID: every row is proved, and none is missing", "有效：每一行均已证明，无遗漏"}};
}

json::object verdict_json(const VerifiedReport& verified, const ReportVerdict& verdict, const Judgement& age,
                          const std::vector<ReportDifference>& differences, const std::vector<Said>& shown,
                          const fs::path& file) {
  const Report& report = verified.report;
  const BlockHeader& header = verified.block.header;
  const ValidatorSet* const signers = verified.trust.signers_at(header.height);
  json::array list;
  for (const ReportDifference& d : differences) list.push_back(difference_json(d));
  json::array otherwise;
  for (const Said& place : shown) otherwise.push_back(json::string(place.en));
  json::object out{{"verdict", verdict.name},
                   {"kind", "report"},
                   {"age_ms", age.age_ms},
                   {"report", json::object{{"kind", name_of(report.question.kind)},
                                           {"subject", cleaned(report.question.subject)}}},
                   {"rows", report.rows.size() - report.totals},
                   {"histories", verified.sources},
                   {"file", file.string()},
                   {"as_of", json::object{{"height", header.height},
                                          {"time", iso_time(header.time_ms)},
                                          {"header_hash", report.question.header_hash.hex()}}},
                   {"as_of_day", report.question.day ? json::value(json::string(report.question.day->iso()))
                                                     : json::value(nullptr)},
                   {"as_of_day_over", report.question.day_over(header.time_ms)},
                   {"certificate", signers ? json::value(to_json(verified.block.certificate, *signers))
                                           : json::value(nullptr)},
                   {"differences", std::move(list)},
                   {"shown_otherwise", std::move(otherwise)},
                   {"exit_code", static_cast<int>(verdict.exit)}};
  if (verdict.error) out["error"] = to_json(*verdict.error);
  return out;
}

}  // namespace

int verify_report(const Cli& cli, const TrustAnchor& anchor, const fs::path& manifest_file,
                  const fs::path& report_file, std::string_view manifest, const BundleQuestion& asked) {
  auto verified = verify_manifest(anchor, bytes_of(manifest));
  if (!verified) return refused_proof(cli, manifest_file, manifest, verified.error());
  auto file = read_report_file(report_file);
  if (!file) return cli.finish(file.error());
  const Report& report = verified->report;
  const auto differences = compare(report, *file, kDifferencesMax);
  const BlockHeader& header = verified->block.header;
  const Judgement age = judge_age(header, asked);
  const bool to_come = report.question.day && date_in_china(asked.now_ms) < *report.question.day;
  const ReportVerdict verdict = verdict_of(differences, file->shown, age, to_come, report_file.string());
  if (cli.json) {
    cli.print_json(verdict_json(*verified, verdict, age, differences, file->shown, report_file));
    return static_cast<int>(verdict.exit);
  }
  std::string text = cli.say(verdict.headline.en, verdict.headline.zh) + cli.say(" (", "（") +
                     age_text(age, cli.language()) + cli.say(")", "）");
  if (!differences.empty() || !file->shown.empty()) {
    text += cli.say(": ", "：") + cleaned(report_file.string()) + "\n";
    for (const ReportDifference& d : differences) text += difference_text(cli, d);
    if (differences.size() == kDifferencesMax) text += "  …\n";
    for (const Said& place : file->shown) text += "  " + place.in(cli.language()) + "\n";
    if (!file->shown.empty()) {
      const ErrorInfo& row = info(list_code::report_shown_otherwise);
      text += "  → " + cli.say(row.remedy_en, row.remedy_zh) + " (" + std::string(row.name) + ")\n";
    }
    cli.print(text);
    return static_cast<int>(verdict.exit);
  }
  const ValidatorSet* const signers = verified->trust.signers_at(header.height);
  const std::string by = signers ? cli.say("signed by ", "签名者 ") +
                                       signer_names(verified->block.certificate, *signers, cli.language())
                                 : cli.say("the block is the pinned one", "该区块即固定锚本身");
  cli.print(text + "\n  " + cleaned(report.title) + "\n  " +
            cli.counted(report.rows.size() - report.totals, noun::kRow) + cli.say(" from ", "，来自 ") +
            cli.counted(verified->sources, noun::kCompleteHistory) + "\n  " +
            (report.question.day
                 ? day_text(cli, report.question, header) + cli.say("\n  proved at ", "\n  证明时刻 ")
                 : cli.say("as of ", "截至 ")) +
            time_in_china(header.time_ms) + cli.say(" (China), block ", "，区块 ") +
            with_separators(header.height) + "  " + report.question.header_hash.hex() + "\n  " + by + "\n");
  return static_cast<int>(verdict.exit);
}

void add_report_commands(Command& app) {
  Command& family =
      app.command("report", {"tables whose every row is proved, as CSV, XLSX and JSON with a manifest that "
                             "credence verify checks",
                             "每一行均经证明的报表：CSV、XLSX 和 JSON，附凭证，可用 credence verify 验证"})
          .uses(kAsks);
  add_report<ReportKind::programme>(family, "PROGRAMME", kProgrammeWords,
                                    {"the awards of a programme", "专项安排明细"});
  add_report<ReportKind::department>(
      family, "DEPARTMENT", kDepartmentWords,
      {"the programmes that a department leads or finances", "部门专项汇总：牵头或办理拨付的专项"});
  add_report<ReportKind::enterprise>(family, "CODE", kCodeWords,
                                     {"everything recorded about an enterprise", "企业的全部记录"});
  add_report<ReportKind::year>(
      family, "YEAR", {"a fiscal year, 2026", "财政年度，例如 2026"},
      {"the programmes of a fiscal year, of all departments", "财政年度专项汇总：所有部门的专项"});
}

}  // namespace credence
