// credence report …: tables of what is recorded, each row proved, with files that anyone checks row by row.
#include "client/commands/report.h"

#include <boost/json.hpp>
#include <deque>
#include <map>

#include "client/base/csv.h"
#include "client/base/files.h"
#include "client/base/json_text.h"
#include "client/console/command.h"
#include "client/claims.h"
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
      return give_up(ExitCode::refused, Code::not_yet_certified, std::to_string(*as_of->as_of_height));
    auto header = client.header(*as_of->as_of_height);
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
    return std::unexpected(good.error());
  return Taken{*std::move(report), block, *std::move(manifest)};
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
      cells.push_back(amount != nullptr ? yuan_text(*amount) : clipped(cleaned(report.cell_text(r, c)), 40));
    }
    table.row(std::move(cells));
  }
  return table.text();
}

template <ReportKind kind>
int make_report(Cli& cli, const ReportOptions& options) {
  if constexpr (kind == ReportKind::enterprise)
    if (auto code = cli.code(options.subject); !code) return cli.finish(code.error());
  auto client = cli.client();
  if (!client) return cli.finish(client.error());
  auto taken = take(cli, **client, kind, options);
  if (!taken) return cli.finish(taken.error());
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
            with_separators(report.rows.size() - (report.has_total ? 1 : 0)) +
            cli.say(" rows, complete, ", " 行，完整，") + cli.proved_under(taken->block) + "\n  " +
            cli.say("header ", "区块头 ") + report.question.header_hash.hex() + "\n");
  for (const fs::path& path : manifests)
    cli.note(cli.say("written; anyone checks it with\n  credence verify ",
                     "已写入；任何人均可验证：\n  credence verify ") +
             path.string() + " --anchor genesis.json\n");
  cli.warn_of_bad_answers();
  return 0;
}

template <ReportKind kind>
void add_report(CLI::App& family, Cli& cli, const char* what, const char* subject) {
  const auto o = std::make_shared<ReportOptions>();
  auto* const command = family.add_subcommand(std::string(name_of(kind)), what);
  command->add_option(subject, o->subject)->required();
  command->add_option("--csv", o->csv, "write it as CSV as well, and FILE.manifest beside it");
  command->add_option("--xlsx", o->xlsx, "write it as XLSX as well, and FILE.manifest beside it");
  command->add_option("--manifest", o->manifest, "write the manifest: for what --json prints");
  command->add_option("--as-of", o->as_of, kAsOfHelp);
  runs(cli, command, o, make_report<kind>);
}

json::object difference_json(const ReportDifference& d) {
  constexpr std::string_view kWhat[] = {"changed", "missing", "added", "head"};
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

}  // namespace

int verify_report(const Cli& cli, const Genesis& genesis, const fs::path& manifest_file,
                  const fs::path& report_file, std::string_view manifest, const BundleQuestion& asked) {
  auto verified = verify_manifest({chain_id(genesis), genesis.validators}, bytes_of(manifest));
  constexpr int kForged = static_cast<int>(ExitCode::not_verified);
  if (!verified) {
    Error error = verified.error().error;
    error.detail = manifest_file.string() + ": " + cleaned(error.detail);
    return cli.finish({ExitCode::not_verified, std::move(error)});
  }
  auto file = read_report_file(report_file);
  if (!file) return cli.finish(file.error());
  const Report& report = verified->report;
  const auto differences = compare(report, *file, kDifferencesMax);
  const BlockHeader& header = verified->block.header;
  const bool old = !check_age(header, asked.now_ms, asked.max_age_ms);
  const int code = !differences.empty() ? kForged : old ? static_cast<int>(kTooOld) : 0;
  const std::size_t rows = report.rows.size() - (report.has_total ? 1 : 0);
  if (cli.json) {
    json::array list;
    for (const ReportDifference& d : differences) list.push_back(difference_json(d));
    json::object out{
        {"verdict", !differences.empty() ? "forged"
                    : old                ? "too_old"
                                         : "valid"},
        {"kind", "report"},
        {"report", json::object{{"kind", name_of(report.question.kind)},
                                {"subject", cleaned(report.question.subject)}}},
        {"rows", rows},
        {"histories", verified->sources},
        {"file", report_file.string()},
        {"as_of", json::object{{"height", header.height},
                               {"time", iso_time(header.time_ms)},
                               {"header_hash", report.question.header_hash.hex()}}},
        {"certificate", to_json(verified->block.certificate, *verified->trust.set_at(header.height))},
        {"differences", std::move(list)},
        {"exit_code", code}};
    if (!differences.empty()) out["error"] = to_json(Error{list_code::report_differs, report_file.string()});
    cli.print_json(out);
    return code;
  }
  if (!differences.empty()) {
    std::string text = cli.say("FORGED OR DAMAGED: the report is not what is proved: ",
                               "伪造或损坏：报表与已证明的内容不符：") +
                       report_file.string() + "\n";
    for (const ReportDifference& d : differences) text += difference_text(cli, d);
    if (differences.size() == kDifferencesMax) text += "  …\n";
    cli.print(text);
    return code;
  }
  const std::string names =
      signer_names(verified->block.certificate, *verified->trust.set_at(header.height), cli.language());
  cli.print(
      (old ? cli.say("TOO OLD: proved, but older than allowed\n", "过旧：已证明，但超过允许的期限\n")
           : cli.say("VALID: every row is proved, and none is missing\n", "有效：每一行均已证明，无遗漏\n")) +
      "  " + cleaned(report.title) + "\n  " + with_separators(rows) + cli.say(" rows from ", " 行，来自 ") +
      std::to_string(verified->sources) + cli.say(" complete histories\n  as of ", " 份完整历史\n  截至 ") +
      time_in_china(header.time_ms) + cli.say(" (China), block ", "，区块 ") +
      with_separators(header.height) + "  " + report.question.header_hash.hex() + "\n  " +
      cli.say("signed by ", "签名者 ") + names + "\n");
  return code;
}

void add_report_commands(CLI::App& app, Cli& cli) {
  auto* const family = app.add_subcommand("report",
                                          "tables whose every row is proved, as CSV, XLSX and JSON with a "
                                          "manifest that credence verify checks")
                           ->require_subcommand(1);
  add_report<ReportKind::programme>(*family, cli, "the awards of a programme", "PROGRAMME");
  add_report<ReportKind::department>(*family, cli, "the programmes that a department leads or finances",
                                     "DEPARTMENT");
  add_report<ReportKind::enterprise>(*family, cli, "everything recorded about an enterprise", "CODE");
  add_report<ReportKind::year>(*family, cli, "the programmes of a fiscal year, of all departments", "YEAR");
}

}  // namespace credence
