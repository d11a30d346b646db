// SPDX-License-Identifier: Apache-2.0
// credence export-chain and credence audit.
#include "client/commands/audit.h"

#include "client/audit/export.h"
#include "client/base/counted.h"
#include "client/base/file_kind.h"
#include "client/base/files.h"
#include "client/base/json_text.h"
#include "client/base/output.h"
#include "client/commands/families.h"
#include "client/console/console.h"
#include "client/network_file.h"
#include "client/tables/tables.h"
#include "client/words/enum_words.h"
#include "client/words/facts.h"
#include "ledger/views/genesis_json.h"
#include "ledger/views/json.h"

namespace credence {
namespace {

namespace json = boost::json;

constexpr std::size_t kProgrammesShown = 50;

/// Set by Ctrl-C through a thread-free poll: each block asks.
class StopFlag {
 public:
  const std::atomic<bool>* flag() { return &flag_; }
  void poll() { flag_ = interrupted(); }

 private:
  std::atomic<bool> flag_{false};
};

/// A bar whose total may be known only later.
class Bar {
 public:
  Bar(const Cli& cli, std::string label) : cli_(cli), label_(std::move(label)) {}
  void at(Height height, std::optional<Height> target) {
    if (!bar_) bar_ = std::make_unique<Progress>(label_, target.value_or(0), cli_.language(), cli_.json);
    if (height > done_) bar_->advance(height - done_);
    done_ = std::max(done_, height);
  }
  void finish() {
    if (bar_) bar_->finish();
  }

 private:
  const Cli& cli_;
  const std::string label_;
  std::unique_ptr<Progress> bar_;
  Height done_ = 0;
};

// ---- export-chain -----------------------------------------------------------------------------------------

struct ExportArguments {
  std::filesystem::path file;
  Height until = ~Height{0};
};

int run_export(Cli& cli, const ExportArguments& arguments) {
  auto network = find_network(cli.network);
  if (!network) return cli.finish(network.error());
  StopFlag stop;
  Bar bar(cli, cli.say("blocks", "区块"));
  ExportOptions options;
  options.until = arguments.until;
  options.deadline_ms = cli.deadline_ms();
  options.stop = stop.flag();
  options.progress = [&](Height height, Height target) {
    bar.at(height, target);
    stop.poll();
  };
  auto done = export_chain(*network, arguments.file, options);
  bar.finish();
  if (!done && done.error().exit == ExitCode::bad_input)
    return cli.finish({ExitCode::bad_input,
                       told_by_kind(done.error().error, arguments.file, {kArchiveName}, cli.language())});
  if (!done) return cli.finish(done.error());
  for (const BadAnswer& bad : done->bad_answers)
    cli.note(cli.say("warning: ", "警告：") + bad.node +
             cli.say(" gave blocks that failed a check: ", " 给出的区块未通过检查：") +
             error_text(bad.error, cli.language()) + "\n");
  if (cli.json) {
    cli.print_json({{"file", arguments.file.string()},
                    {"chain", done->chain.hex()},
                    {"height", done->height},
                    {"new_blocks", done->height - done->before},
                    {"bytes", done->bytes},
                    {"bad_answers", done->bad_answers.size()}});
    return 0;
  }
  cli.print(arguments.file.string() + cli.say(": blocks 1-", "：区块 1-") + with_separators(done->height) +
            cli.say(", ", "，") + with_separators(done->height - done->before) +
            cli.say(" of them new, ", " 个为新增，") + counted(done->bytes, noun::kByte, cli.language()) +
            cli.say("; each under a certificate\n", "；每个区块均有证书\n"));
  return 0;
}

// ---- audit ------------------------------------------------------------------------------------------------

json::object money_json(const MoneyTotals& sum) {
  return {{"programmes", sum.programmes},
          {"awards", sum.awards},
          {"payments", sum.payments},
          {"budget", std::to_string(sum.budget)},
          {"awarded", std::to_string(sum.awarded)},
          {"in_notice", std::to_string(sum.in_notice)},
          {"paid", std::to_string(sum.paid)},
          {"recovered", std::to_string(sum.recovered)}};
}

/// Each kind of programme for itself.
template <class Key>
json::array groups_json(const AuditTotals::ByKind<Key>& groups, std::string_view name) {
  json::array out;
  for (const auto& [key, sum] : groups) {
    json::object one = money_json(sum);
    one[name] = key.first;
    one["kind"] = name_of(key.second);
    out.push_back(std::move(one));
  }
  return out;
}
json::array kinds_json(const AuditTotals& totals) {
  json::array out;
  for (const auto& [kind, sum] : totals.by_kind) {
    json::object one = money_json(sum);
    one["kind"] = name_of(kind);
    out.push_back(std::move(one));
  }
  return out;
}

/// The default action of each kind, for its name.
template <std::size_t I = 0, class F>
void each_action(F f) {
  if constexpr (I < std::variant_size_v<ActionBody>) {
    f(I, Action(std::variant_alternative_t<I, ActionBody>{}));
    each_action<I + 1>(f);
  }
}

json::object report_json(const AuditReport& report, bool genesis_given) {
  json::array actions, programmes;
  each_action([&](std::size_t i, const Action& action) {
    const ActionCount& count = report.counts.actions[i];
    actions.push_back(json::object{{"action", name_of(action)},
                                   {"transactions", count.transactions},
                                   {"refused", count.refused},
                                   {"lines", count.lines}});
  });
  for (const auto& [id, value, in_notice] : report.totals.programmes) {
    json::object one = to_json(value);
    one["id"] = std::string(id);
    one["in_notice"] = std::to_string(in_notice);
    programmes.push_back(std::move(one));
  }
  const AuditTotals& totals = report.totals;
  return {{"verified", true},
          {"verdict", name_of(AuditVerdict::verified)},
          {"chain", report.chain.hex()},
          {"network", std::string(report.genesis.network)},
          {"genesis_given", genesis_given},
          {"height", report.height},
          {"head_hash", report.head_hash.hex()},
          {"time", iso_time(report.head.time_ms)},
          {"certificate", to_json(report.certificate, report.signers)},
          {"transactions", report.transactions},
          {"signatures", report.counts.signatures},
          {"certificate_signatures", report.certificate_signatures},
          {"unreadable_actions", report.counts.unreadable_actions},
          {"actions", std::move(actions)},
          {"state",
           {{"entries", totals.state_entries},
            {"enterprises", totals.enterprises},
            {"holders", totals.holders},
            {"qualifications", totals.qualifications},
            {"revoked_qualifications", totals.revoked_qualifications}}},
          {"by_kind", kinds_json(totals)},
          {"by_programme", std::move(programmes)},
          {"by_fiscal_year", groups_json(totals.by_fiscal_year, "fiscal_year")},
          {"by_lead_department", groups_json(totals.by_lead_department, "department")},
          {"by_finance_department", groups_json(totals.by_finance_department, "department")},
          {"reconciled", true},
          {"seconds", report.seconds}};
}

std::string verdict_text(const Cli& cli, AuditVerdict verdict) {
  switch (verdict) {
    case AuditVerdict::verified:
      return cli.say("verified", "已核验");
    case AuditVerdict::damaged:
      return cli.say("damaged or forged", "损坏或被伪造");
    case AuditVerdict::not_an_archive:
      return cli.say("not an archive", "不是归档文件");
    case AuditVerdict::machine_failed:
      return cli.say("this machine failed", "本机操作失败");
    case AuditVerdict::truncated:
      return cli.say("ends early: all before that is right", "归档不完整：此前内容均无误");
    case AuditVerdict::other_chain:
      return cli.say("of another chain than the genesis that was given", "与所给创世文件不属于同一条链");
    case AuditVerdict::not_reconciled:
      return cli.say("every block is right, and totals that must agree do not",
                     "各区块均无误，但应相符的合计不相符");
    case AuditVerdict::interrupted:
      return cli.say("stopped by hand", "已手动中断");
  }
  return {};
}

int audit_failed(const Cli& cli, AuditFailure failed, const std::filesystem::path& file) {
  const int exit = static_cast<int>(failed.verdict);
  if (failed.verdict == AuditVerdict::not_an_archive) {
    failed.error = told_by_kind(failed.error, file, {kArchiveName}, cli.language());
    if (!cli.json) {
      cli.note("credence: " + error_text(failed.error, cli.language()) + "\n");
      return exit;
    }
  }
  if (!cli.json) {
    cli.note(cli.say("checked up to block ", "已核验至区块 ") + with_separators(failed.checked) +
             cli.say("; then: ", "；随后：") + verdict_text(cli, failed.verdict) +
             "\ncredence: " + error_text(failed.error, cli.language()) + "\n");
    return exit;
  }
  const AuditPlace& place = failed.place;
  cli.print_json(
      {{"verified", false},
       {"verdict", name_of(failed.verdict)},
       {"error", to_json(failed.error)},
       {"place",
        {{"height", place.height},
         {"offset", place.offset},
         {"end", place.end},
         {"transaction", place.transaction ? json::value(*place.transaction) : json::value(nullptr)},
         {"field", place.field}}},
       {"checked_height", failed.checked},
       {"exit_code", exit}});
  return exit;
}

Table money_table(const Cli& cli, const std::string& head) {
  Table out;
  out.column(head);
  out.column(cli.say("kind", "类型"));
  for (const auto& text :
       {cli.say("programmes", "专项数"), cli.say("awards recorded", "记录笔数"),
        cli.say("payments or reliefs", "拨付或享受笔数"), cli.say("budget (CNY)", "预算（元）"),
        cli.say("awarded (CNY)", "安排（元）"), cli.say("in public notice (CNY)", "其中公示中（元）"),
        cli.say("paid or used (CNY)", "拨付或享受（元）"), cli.say("recovered (CNY)", "追回（元）")})
    out.column(text, Table::Align::right);
  return out;
}
void money_row(const Cli& cli, Table& table, const std::string& name, ProgrammeKind kind,
               const MoneyTotals& sum) {
  table.row({name, std::string(kind_words(kind).in(cli.language())), with_separators(sum.programmes),
             with_separators(sum.awards), with_separators(sum.payments), yuan_text(sum.budget),
             yuan_text(sum.awarded), yuan_text(sum.in_notice), yuan_text(sum.paid),
             yuan_text(sum.recovered)});
}

std::string department_name(const Cli& cli, const AuditTotals& totals, const std::string& id) {
  const auto at = totals.departments.find(id);
  return at == totals.departments.end() ? id
                                        : std::string(cli.zh() ? at->second.name_zh : at->second.name_en);
}

void print_money(const Cli& cli, const AuditTotals& totals) {
  Table programmes = money_table(cli, cli.say("programme", "专项"));
  for (std::size_t i = 0; i < std::min(totals.programmes.size(), kProgrammesShown); ++i) {
    const auto& [id, value, in_notice] = totals.programmes[i];
    money_row(cli, programmes, id, value.kind,
              {1, value.awards, value.payments, value.budget, value.awarded, value.paid, value.recovered,
               in_notice});
  }
  if (totals.programmes.size() > kProgrammesShown)
    programmes.row({cli.say("… of ", "…… 共 ") + with_separators(totals.programmes.size()), "", "", "", "",
                    "", "", "", "", ""});
  Table years = money_table(cli, cli.say("fiscal year", "财政年度"));
  for (const auto& [of, sum] : totals.by_fiscal_year)
    money_row(cli, years, std::to_string(of.first), of.second, sum);
  Table leads = money_table(cli, cli.say("lead department", "牵头部门"));
  for (const auto& [of, sum] : totals.by_lead_department)
    money_row(cli, leads, department_name(cli, totals, of.first), of.second, sum);
  Table payers = money_table(cli, cli.say("finance department", "财政部门"));
  for (const auto& [of, sum] : totals.by_finance_department)
    money_row(cli, payers, department_name(cli, totals, of.first), of.second, sum);
  for (const auto& [kind, sum] : totals.by_kind) money_row(cli, payers, cli.say("all", "合计"), kind, sum);
  for (const Table* table : {&programmes, &years, &leads, &payers})
    if (table->rows() > 0) cli.print("\n" + table->text());
}

void print_report(const Cli& cli, const AuditReport& report) {
  Table actions;
  actions.column(cli.say("action", "事项"));
  for (const auto& text : {cli.say("transactions", "交易数"), cli.say("refused", "被拒绝"),
                           cli.say("lines recorded", "记录行数")})
    actions.column(text, Table::Align::right);
  each_action([&](std::size_t i, const Action& action) {
    const ActionCount& count = report.counts.actions[i];
    if (count.transactions > 0)
      actions.row({describe(action, cli.language()), with_separators(count.transactions),
                   with_separators(count.refused), with_separators(count.lines)});
  });
  cli.print(actions.text());
  print_money(cli, report.totals);
  const std::string signers = signer_names(report.certificate, report.signers, cli.language());
  cli.print(
      "\n" +
      cli.say("✓ every signature, certificate, link and root of blocks 1-",
              "✓ 已核验全部签名、证书、链接与根，区块 1-") +
      with_separators(report.height) + cli.say(" verified: ", "：") +
      counted(report.transactions, noun::kTransaction, cli.language()) + cli.say(", ", "，") +
      counted(report.counts.signatures + report.certificate_signatures, noun::kSignature, cli.language()) +
      "\n" +
      cli.say("✓ all transactions executed again: the same receipts and the same state, ",
              "✓ 全部交易已重新执行：回执与状态一致，状态 ") +
      counted(report.totals.state_entries, noun::kEntry, cli.language()) + "\n" +
      cli.say(
          "✓ reconciled: budget ≥ awarded ≥ paid or used ≥ recovered in every programme; programme totals = "
          "award lines; enterprise totals = identified award lines, payments and reliefs\n",
          "✓ 已核对：各专项预算 ≥ 安排 ≥ 拨付或享受 ≥ 追回；专项合计等于安排各行之和；"
          "企业合计等于已识别的安排、拨付及享受之和\n") +
      cli.say("  up to block ", "  截至区块 ") + with_separators(report.height) + cli.say(" of ", "，") +
      time_in_china(report.head.time_ms) +
      (signers.empty() ? "" : cli.say(", signed by ", "，签名者：") + signers) + "\n  " +
      cli.say("head  ", "区块头 ") + report.head_hash.hex() + "\n  " + cli.say("chain ", "链     ") +
      report.chain.hex() + "\n");
  note_own_genesis(cli);
}

struct AuditCommandArguments : AuditArguments {
  TableFiles files;
  [[nodiscard]] bool writes() const { return !files.folder.empty() || !files.sqlite.empty(); }
};

int run_audit(Cli& cli, const AuditCommandArguments& arguments) {
  const bool genesis_given = !cli.network.genesis.empty();
  if (auto good = check_table_files(arguments.files); !good)
    return cli.finish({ExitCode::bad_input, good.error()});
  std::optional<TablesReport> report;
  const int exit = with_audit_options(cli, arguments, [&](const AuditOptions& options) {
    if (arguments.writes()) {
      auto done = write_tables(arguments.file, options, arguments.files);
      if (!done) return std::optional(std::move(done.error()));
      report = *std::move(done);
    } else {
      auto done = audit_archive(arguments.file, options);
      if (!done) return std::optional(std::move(done.error()));
      report = TablesReport{*std::move(done), 0, 0};
    }
    return std::optional<AuditFailure>();
  });
  if (exit != 0) return exit;
  if (cli.json) {
    json::object out = report_json(report->audit, genesis_given);
    if (arguments.writes()) out["written"] = json::object{{"tables", report->tables}, {"rows", report->rows}};
    cli.print_json(out);
  } else {
    print_report(cli, report->audit);
    for (const auto* written : {&arguments.files.folder, &arguments.files.sqlite})
      if (!written->empty())
        cli.note(written->string() + cli.say(": ", "：") +
                 counted(report->tables, noun::kTable, cli.language()) + cli.say(", ", "，") +
                 counted(report->rows, noun::kRow, cli.language()) + "\n");
  }
  return 0;
}

}  // namespace

void note_own_genesis(const Cli& cli) {
  if (cli.network.genesis.empty())
    cli.print(
        cli.say("  the genesis is the archive's own: compare the chain id with a source you trust, or give "
                "--genesis\n",
                "  所用创世文件来自归档本身：请与可信来源核对链标识，或用 --genesis 指定\n"));
}

int with_audit_options(Cli& cli, const AuditArguments& arguments,
                       const std::function<std::optional<AuditFailure>(const AuditOptions&)>& audit) {
  AuditOptions options;
  options.threads = arguments.threads;
  options.store = {arguments.memory_mib << 20, arguments.temporary};
  if (!cli.network.genesis.empty()) {
    auto text = read_file(cli.network.genesis, limits::kGenesisBytesMax);
    auto genesis = text ? genesis_from_json(*text) : std::unexpected(text.error());
    if (!genesis)
      return cli.finish(
          {ExitCode::bad_input,
           told_by_kind(text ? bad_network_file(cli.network.genesis, *text, genesis.error()) : text.error(),
                        cli.network.genesis, {kGenesisName}, cli.language())});
    options.genesis = *std::move(genesis);
  }
  StopFlag stop;
  Bar bar(cli, cli.say("blocks", "区块"));
  options.stop = stop.flag();
  options.progress = [&](Height height, std::optional<Height> target) {
    bar.at(height, target);
    stop.poll();
  };
  const auto failed = audit(options);
  bar.finish();
  return failed ? audit_failed(cli, *failed, arguments.file) : 0;
}

void add_audit_arguments(Command& command, AuditArguments& arguments) {
  command.argument("FILE", &arguments.file,
                   {"what credence export-chain wrote", "credence export-chain 写出的归档文件"});
  command
      .option("--threads N", &arguments.threads,
              {"that check signatures; else one for each core", "核验签名的线程数；默认每个处理器核心一个"})
      .range(1, 256);
  command
      .option("--memory MIB", &arguments.memory_mib,
              {"MiB of state kept in memory; beyond it a temporary LevelDB is used",
               "内存中保存的状态上限（MiB）；超出部分使用临时 LevelDB"})
      .range(1, 1 << 20);
  command.option(
      "--temporary DIR", &arguments.temporary,
      {"where that LevelDB is made; else the system's place", "临时 LevelDB 的位置；默认为系统临时文件夹"});
}

void add_audit_commands(Command& app) {
  Command& exporter =
      app.command("export-chain", {"write the whole chain (genesis, blocks, receipts, certificates) into one "
                                   "file, while the network runs; each block is checked as it "
                                   "comes. If the file is there, it is continued.",
                                   "把整条链（创世文件、区块、回执、证书）写入一个归档文件，网络照常运行；每"
                                   "个区块收到即核验。文件已存在的，接续写入。"})
          .uses(kAsks);
  auto& e = exporter.keep<ExportArguments>();
  exporter.argument("FILE", &e.file, {"the archive", "归档文件"});
  exporter.option("--until BLOCK", &e.until,
                  {"the last block wanted; else all that are certified now",
                   "最后一个所需区块；默认为目前已认证的全部区块"});
  exporter.footer(
      {"Exit codes: 0 done · 3 the file or the nodes' blocks fail a check · 4 no node answered\n"
       "  5 the file is of another chain or no archive · 130 Ctrl-C (the same command goes on there)",
       "退出码：0 完成 · 3 文件或节点给出的区块未通过检查 · 4 没有节点应答\n"
       "  5 文件属于另一条链或不是归档文件 · 130 Ctrl-C 中断（重新执行同一命令即接续）"});
  exporter.runs(e, run_export);

  Command& audit =
      app.command(
             "audit",
             {"verify an archive offline, from its genesis: every signature, certificate, link and root, and "
              "every transaction executed again; "
              "then print the totals and reconcile them. With --genesis FILE the chain must be that one.",
              "从创世文件起离线核验归档文件：每个签名、证书、链接与根，并重新执行每笔交易；随后列出合计并核对"
              "。填写 --genesis FILE 时，链须与该文件相符。"})
          .uses(Use::genesis);
  auto& a = audit.keep<AuditCommandArguments>();
  add_audit_arguments(audit, a);
  audit.option("--tables DIR", &a.files.folder,
               {"write everything as CSV tables into this new folder (docs/tables.md)",
                "把全部内容写成 CSV 表，存入该新文件夹（docs/tables.md）"});
  audit
      .option("--sqlite FILE", &a.files.sqlite,
              {"write the same tables into one SQLite file", "把同样的表写入一个 SQLite 文件"})
      .writes();
  audit.example("credence audit chain.archive --tables tables --sqlite chain.sqlite");
  audit.footer(
      {"Exit codes: 0 verified · 3 damaged or forged, and where · 5 no archive · 11 ends early, all before "
       "is right\n"
       "  12 of another genesis than the one given · 13 totals do not agree · 10 this machine · 130 Ctrl-C",
       "退出码：0 已核验 · 3 损坏或被伪造，并指出位置 · 5 不是归档文件 · 11 归档不完整，此前内容均无误\n"
       "  12 与所给创世文件不属于同一条链 · 13 合计不相符 · 10 本机操作失败 · 130 Ctrl-C 中断"});
  audit.runs(a, run_audit);
}

}  // namespace credence
