// SPDX-License-Identifier: Apache-2.0
#include "client/demo/demo.h"

#include <set>

#include "client/base/json_text.h"
#include "client/base/now.h"
#include "client/console/history_table.h"
#include "client/console/run_list.h"
#include "client/demo/parts.h"
#include "client/demo/sample.h"
#include "client/demo/synthetic.h"
#include "client/setup/catalogue_load.h"
#include "client/setup/network_files.h"
#include "client/setup/node_processes.h"
#include "client/targets.h"
#include "client/words/facts.h"
#include "client/words/target_view.h"
#include "ledger/views/json.h"

namespace credence {
namespace {

namespace fs = std::filesystem;
namespace json = boost::json;

constexpr std::uint64_t kAbsentSeed = 0xABCDEF;  // its enterprises are never registered

/// What the sample names and the catalogue does not have: a post of a department, a title.
std::string lacked_by(const Catalogue& catalogue, const std::vector<SampleStep>& steps) {
  std::set<std::string> out;
  for (const SampleStep& step : steps)
    for (const Action& action : step.lists) {
      if (catalogue.post(step.department, role_for(action).value()) == nullptr) out.insert(step.department);
      if (const auto* const programme = std::get_if<CreateProgramme>(&action))
        for (const Id& id : {programme->lead_department, programme->finance_department})
          if (catalogue.department(id) == nullptr) out.insert(id);
      if (const auto* const titles = std::get_if<IssueQualifications>(&action))
        if (std::ranges::find(catalogue.qualifications, titles->type, &DefineQualification::type) ==
            catalogue.qualifications.end())
          out.insert(titles->type);
    }
  std::string text;
  for (const std::string& one : out) text += (text.empty() ? "" : ", ") + one;
  return text;
}

class Demo {
 public:
  Demo(Cli& cli, const DemoOptions& options)
      : cli_(cli), options_(options), directory_(data_directory(cli.network.data)) {}

  Outcome<void> run() {
    if (auto done = start(); !done) return done;
    if (auto done = record_plan(); !done) return done;
    if (auto done = record_sample(); !done) return done;
    auto life = record_life(*recorder_);
    if (!life) return std::unexpected(life.error());
    life_ = *std::move(life);
    left_out_.insert(left_out_.end(), life_.left_out.begin(), life_.left_out.end());
    if (shown_code_.empty()) shown_code_ = life_.code;
    if (shown_programme_.empty()) shown_programme_ = life_.programme;
    const bool all_parts = !life_.programme.empty() && !life_.issuer.empty();
    if (options_.synthetic > 0 && !all_parts)
      left_out_.push_back(
          cli_.say("synthetic enterprises with awards, payments and titles, for the same reason",
                   "大量合成企业及其安排、拨付和资格（原因同上）"));
    if (options_.synthetic > 0 && all_parts) {
      auto bulk = record_bulk(*recorder_, life_, options_.synthetic, options_.seed);
      if (!bulk) return std::unexpected(bulk.error());
      if (bulk->batch) batches_.push_back(*bulk->batch);
      shown_code_ = bulk->first_code;
      shown_programme_ = bulk->programme;
    }
    print_rows();
    print_life();
    return verify_all();
  }

  void say_next() const {
    const std::string data = directory_ == "run" ? "" : " --data " + directory_.string();
    const fs::path place = fs::read_symlink("/proc/self/exe");
    const std::string below = fs::relative(place).string();
    const std::string program = below.starts_with("..") ? place.string() : below;
    const std::string base = "  " + program + data + " ";
    std::string out;
    if (!page_.empty())
      out += cli_.say("\nThe page, for a browser: ", "\n页面（浏览器打开）：") + page_ + "\n";
    out += cli_.say("\nTry next:\n", "\n接下来可以试试：\n");
    std::vector<std::string> commands;
    if (!shown_code_.empty()) commands.push_back("history " + shown_code_);
    if (!shown_programme_.empty()) commands.push_back("programme show " + shown_programme_);
    if (!life_.programme.empty()) commands.push_back("history --programme " + life_.programme);
    if (plan_) commands.emplace_back("catalogue show tasks");
    for (const char* command : {"target list", "block latest", "network status", "network down"})
      commands.emplace_back(command);
    for (const std::string& command : commands) out += base + command + "\n";
    cli_.print(out);
  }

  [[nodiscard]] json::object report() const {
    json::array rows, life;
    for (const DemoRow& row : recorder_->rows) {
      json::object one{{"what", row.what},
                       {"lines", row.lines},
                       {"amount_fen", std::to_string(row.amount)},
                       {"recorded_before", row.before}};
      if (!row.lists.empty()) one["blocks"] = blocks_text(row.lists);
      rows.push_back(std::move(one));
    }
    for (const LifeChapter& chapter : life_.chapters) {
      json::array steps;
      for (const LifeRow& row : chapter.rows) {
        json::object one{{"what", row.what},
                         {"amount_fen", std::to_string(row.amount)},
                         {"height", row.height ? json::value(*row.height) : json::value(nullptr)}};
        if (row.refused) one["refused"] = to_json(*row.refused);
        steps.push_back(std::move(one));
      }
      life.push_back(json::object{{"title", json::object{{"en", chapter.title.en}, {"zh", chapter.title.zh}}},
                                  {"steps", std::move(steps)},
                                  {"proved", text_array(chapter.proved)}});
    }
    return {{"verified", verified_},
            {"page", page_},
            {"catalogue", recorder_->catalogue.file.string()},
            {"recorded", std::move(rows)},
            {"life", std::move(life)},
            {"left_out", text_array(left_out_)},
            {"history_of", shown_code_},
            {"history_entries", shown_entries_}};
  }

  Outcome<void> stop() const {
    if (!network_) return {};
    auto stopped = nodes_down(*network_, {});
    if (!stopped) return std::unexpected(stopped.error());
    cli_.note(cli_.say("network stopped\n", "网络已停止\n"));
    return {};
  }

 private:
  Outcome<Catalogue> read_files() {
    auto place = find_catalogue(options_.catalogue);
    if (!place) return std::unexpected(place.error());
    auto catalogue = read_catalogue(*place, cli_.language());
    if (!catalogue) return std::unexpected(catalogue.error());
    auto plan = read_plan(*catalogue, cli_.language());
    if (!plan) return std::unexpected(plan.error());
    plan_ = *std::move(plan);
    if (const auto problems = check_catalogue(*catalogue, plan_, {options_.validators, true});
        !problems.empty())
      return std::unexpected(first_problem(Code::catalogue_broken, problems, cli_.language()));
    return catalogue;
  }

  Outcome<void> start() {
    auto catalogue = read_files();
    if (!catalogue) return std::unexpected(catalogue.error());
    std::error_code ignored;
    if (!fs::exists(directory_ / "network.json", ignored)) {
      cli_.note(cli_.say("making a network of ", "建立网络：") +
                cli_.counted(options_.validators, noun::kValidator) + cli_.say(" in ", "，目录 ") +
                directory_.string() + "\n");
      NetworkPlan plan{.directory = directory_,
                       .catalogue = *catalogue,
                       .name = {},
                       .suite = *suite_named(options_.suite),
                       .validators = options_.validators,
                       .base_port = options_.base_port,
                       .language = cli_.language()};
      if (auto made = init_network(plan); !made) return std::unexpected(made.error());
    } else {
      cli_.note(cli_.say("the network in ", "使用已有网络，目录 ") + directory_.string() +
                cli_.say(" is there already: its data is kept\n", "；数据保留\n"));
    }
    auto network = find_network(cli_.network);
    if (!network) return std::unexpected(network.error());
    network_ = *std::move(network);
    auto program = find_credenced();
    if (!program) return std::unexpected(program.error());
    auto started = nodes_up(*network_, {.program = *program,
                                        .deadline_ms = 60'000,
                                        .only = {},
                                        .stopped = interrupted,
                                        .waiting = cli_.waiting_for_node()});
    if (!started) return std::unexpected(started.error());
    auto client = cli_.client();
    if (!client) return std::unexpected(client.error());
    recorder_ = std::make_unique<DemoRecorder>(cli_, directory_, *std::move(catalogue), **client);
    std::string names;
    for (std::size_t i = 0; i < network_->genesis.validators.size(); ++i) {
      const Validator& validator = network_->genesis.validators.validators[i];
      names += "  " + network_->nodes[std::min(i, network_->nodes.size() - 1)].api.text() + "  " +
               (cli_.zh() ? validator.name_zh : validator.name_en) + "\n";
    }
    cli_.note(cli_.say("validators:\n", "验证节点：\n") + names);
    // A node serves the page that is installed beside it.
    if (std::error_code none;
        fs::exists(program->parent_path().parent_path() / "share/credence/page/index.html", none))
      page_ = network_->nodes.front().api.text() + "/";
    return {};
  }

  /// Departments, posts and titles stand in the genesis; the plan's targets and the hashes of the catalogue's
  /// files do not.
  Outcome<void> record_plan() {
    auto admin = recorder_->any_post(Role::admin);
    if (!admin) return std::unexpected(admin.error());
    auto documents = catalogue_actions(recorder_->catalogue, plan_);
    if (!documents) return std::unexpected(documents.error());
    std::vector<Action> targets;
    for (const NamedAction& one : *documents)
      if (std::holds_alternative<DefineTarget>(one.action) ||
          std::holds_alternative<AnchorDocument>(one.action))
        targets.push_back(one.action);
    return recorder_->record_wave(
        targets, (*admin)->key,
        cli_.say("targets of the plan, hashes of the catalogue's files", "规划目标及目录文件哈希"));
  }

  Outcome<void> record_sample() {
    auto place = find_configs(options_.sample, "sample");
    if (!place) return std::unexpected(place.error());
    auto steps = read_sample(*place);
    if (!steps) return std::unexpected(steps.error());
    if (const std::string lacks = lacked_by(recorder_->catalogue, *steps); !lacks.empty()) {
      left_out_.push_back(
          cli_.say("the sample of published facts: the catalogue has no ", "已公布事实样例：目录中没有 ") +
          lacks);
      return {};
    }
    // First what later steps refer to (enterprises, programmes), then the lists: each wave in parallel, shown
    // in the order of the sample.
    std::vector<std::optional<DemoRow>> rows(steps->size());
    for (const bool first : {true, false}) {
      std::vector<std::size_t> wave;
      for (std::size_t i = 0; i < steps->size(); ++i) {
        const Action& action = (*steps)[i].lists.front();
        if ((std::holds_alternative<RegisterEnterprises>(action) ||
             std::holds_alternative<CreateProgramme>(action)) == first)
          wave.push_back(i);
      }
      auto done = in_parallel(wave.size(), [&](std::size_t k) -> Outcome<void> {
        const SampleStep& step = (*steps)[wave[k]];
        auto row = recorder_->record_lists(step.lists, step.department,
                                           describe(step.lists.front(), cli_.language()) + ": " + step.title,
                                           nullptr);
        if (!row) return std::unexpected(row.error());
        rows[wave[k]] = *std::move(row);
        return {};
      });
      if (!done) return done;
    }
    for (std::size_t i = 0; i < rows.size(); ++i) {
      note_subjects((*steps)[i]);
      recorder_->rows.push_back(*std::move(rows[i]));
    }
    return {};
  }

  // What the demonstration shows in the end: an enterprise and a programme of the sample.
  void note_subjects(const SampleStep& step) {
    for (const Action& action : step.lists) {
      if (const auto* const titles = std::get_if<IssueQualifications>(&action);
          titles != nullptr && !titles->lines.empty())
        shown_code_ = text_of(titles->lines.back().code);
      if (const auto* const awards = std::get_if<RecordAwards>(&action)) {
        batches_.push_back(*awards);
        if (shown_programme_.empty()) shown_programme_ = awards->programme;
      }
    }
  }

  // ---- what a person sees ---------------------------------------------------------------------------------

  void print_rows() {
    if (cli_.json) return;
    Table table;
    table.column(cli_.say("recorded", "已记录"));
    table.column(cli_.say("lines", "行数"), Table::Align::right);
    table.column(cli_.say("amount (CNY)", "金额（元）"), Table::Align::right);
    table.column(cli_.say("blocks", "区块"));
    table.column(cli_.say("signed by", "经办签名"));
    for (const DemoRow& row : recorder_->rows) {
      std::string blocks = row.lists.empty() ? cli_.say("before", "此前") : blocks_text(row.lists);
      if (row.before && !row.lists.empty()) blocks += cli_.say(" (before)", "（此前）");
      table.row({row.what, with_separators(row.lines), row.amount > 0 ? yuan_text(row.amount) : "", blocks,
                 row.signer.is_zero() ? "" : cli_.directory().name(row.signer, cli_.zh())});
    }
    cli_.print("\n" + cli_.say("the catalogue and the published facts", "目录与已公布事实") + "\n" +
               table.text());
  }

  [[nodiscard]] std::string outcome_text(const LifeRow& row) const {
    if (row.refused) {
      const ErrorInfo& rule = info(row.refused->code);
      return cli_.say("refused, as it must be: ", "按规则拒绝：") +
             std::string(cli_.zh() ? rule.cause_zh : rule.cause_en);
    }
    return row.height ? cli_.say("done", "完成") : "";
  }

  void print_life() {
    if (cli_.json) return;
    for (const LifeChapter& chapter : life_.chapters) {
      Table table;
      table.column(cli_.say("step", "步骤"));
      table.column(cli_.say("amount (CNY)", "金额（元）"), Table::Align::right);
      table.column(cli_.say("block", "区块"), Table::Align::right);
      table.column(cli_.say("signed by", "经办签名"));
      table.column(cli_.say("checked by", "复核签名"));
      table.column(cli_.say("outcome", "结果"));
      const auto name = [this](const KeyId& key) { return cli_.directory().name(key, cli_.zh()); };
      for (const LifeRow& row : chapter.rows)
        table.row({row.what, row.amount > 0 ? yuan_text(row.amount) : "",
                   row.height ? with_separators(*row.height) : cli_.say("before", "此前"),
                   row.signer.is_zero() ? "" : name(row.signer), row.checker ? name(*row.checker) : "",
                   outcome_text(row)});
      cli_.print("\n" + std::string(chapter.title.in(cli_.language())) + "\n" +
                 (table.rows() > 0 ? table.text() : ""));
      for (const std::string& line : chapter.proved) cli_.print("✓ " + line + "\n");
    }
    if (!left_out_.empty()) cli_.print(cli_.say("\nleft out\n", "\n略去的部分\n"));
    for (const std::string& line : left_out_) cli_.print("– " + line + "\n");
  }

  // The batches as the state holds them: stage, notice, what was declared, and how far the lines go.
  Outcome<void> show_batches() {
    Table table;
    const auto head = [&](const char* en, const char* zh, Table::Align align = Table::Align::left) {
      table.column(cli_.say(en, zh), align);
    };
    head("batch", "批次");
    head("stage", "阶段");
    head("published", "公布日期");
    head("document", "文号");
    head("declared", "声明笔数", Table::Align::right);
    head("declared (CNY)", "声明金额（元）", Table::Align::right);
    head("lines", "已录行", Table::Align::right);
    head("lines (CNY)", "已录金额（元）", Table::Align::right);
    head("no code", "未认定主体", Table::Align::right);
    std::size_t right = 0;
    for (const RecordAwards& batch : batches_) {
      auto held = recorder_->client.state<AwardBatchValue>(AwardBatchKey{batch.programme, batch.batch});
      if (!held) return std::unexpected(held.error());
      if (!**held) continue;
      const AwardBatchValue& v = ***held;
      right += v.declared_total == batch.declared_total && v.declared_count == batch.declared_count &&
               v.stage == batch.stage && v.document_no == batch.document_no && v.published == batch.published;
      table.row({batch.programme + "/" + batch.batch,
                 v.stage == AwardStage::confirmed ? cli_.say("confirmed", "下达")
                                                  : cli_.say("public notice", "公示"),
                 v.published ? v.published->iso() : "", std::string(v.document_no),
                 v.declared_count > 0 ? std::to_string(v.declared_count) : "", yuan_text(v.declared_total),
                 std::to_string(v.recorded_count), v.recorded_total > 0 ? yuan_text(v.recorded_total) : "",
                 std::to_string(v.unidentified_count)});
    }
    if (!cli_.json)
      cli_.print("\n" +
                 cli_.say("award batches as published: what the notices do not say stays empty",
                          "安排批次（与公布一致；公告未载明的留空）") +
                 "\n" + table.text());
    return recorder_->check(right == batches_.size(),
                            std::to_string(right) + " / " + cli_.counted(batches_.size(), noun::kBatch) +
                                cli_.say(" stand in the state as published", "与公布内容一致（状态证明）"));
  }

  Outcome<void> show_targets() {
    auto all = all_targets(recorder_->client);
    if (!all) return std::unexpected(all.error());
    if (!cli_.json)
      cli_.print(
          "\n" +
          cli_.say("targets: the plan's have no figure yet, nothing is invented; the samples are synthetic",
                   "目标进度：规划目标尚无数据，不作虚构；样例为合成数据") +
          "\n" + target_table(all->targets, today_in_china(), cli_.language()).text());
    std::size_t measured = 0;
    for (const auto& [id, target] : all->targets) measured += target.latest.has_value();
    return recorder_->check(
        !life_.has_targets || measured >= 3,
        cli_.counted(all->targets.size(), noun::kTarget) +
            cli_.say(", a complete list; progress from the figures of ", "，清单完整；有数据的 ") +
            std::to_string(measured) + cli_.say("", " 项"));
  }

  // Beyond the receipts: batches and targets in the state, one history as a whole, one absence.
  Outcome<void> verify_all() {
    if (auto good = show_batches(); !good) return good;
    if (auto good = show_targets(); !good) return good;
    if (!cli_.json) cli_.print("\n");
    if (auto good = recorder_->check(
            true, cli_.say("catalogue loaded, every reference good: ", "目录已载入，引用全部有效：") +
                      catalogue_summary(recorder_->catalogue, plan_, cli_.language()));
        !good)
      return good;
    std::size_t receipts = 0;
    for (const DemoRow& row : recorder_->rows) receipts += row.lists.size();
    for (const LifeChapter& chapter : life_.chapters)
      for (const LifeRow& row : chapter.rows) receipts += row.height.has_value();
    if (auto good = recorder_->check(true, cli_.counted(receipts, noun::kProvedReceipt) +
                                               cli_.say(", each under a block signed by a quorum",
                                                        "，均由法定数量验证者签名的区块证明"));
        !good)
      return good;
    auto absent_code = parse_uscc(synthetic_code(0, kAbsentSeed));
    if (!absent_code) return give_up(ExitCode::internal, absent_code.error());
    auto absent = recorder_->client.state<EnterpriseValue>(EnterpriseKey{*absent_code});
    if (!absent) return std::unexpected(absent.error());
    if (auto good =
            recorder_->check(!**absent, synthetic_code(0, kAbsentSeed) +
                                            cli_.say(" is proved not to be registered", " 已证明未登记"));
        !good)
      return good;
    if (auto good = verify_history(); !good) return good;
    if (!recorder_->client.bad_answers().empty())
      return recorder_->check(
          false, cli_.say("a node gave answers that failed a check", "有节点给出的答复未通过检查"));
    verified_ = true;
    return {};
  }

  Outcome<void> verify_history() {
    if (shown_code_.empty()) return {};  // nobody may register enterprises: that was said
    auto code = parse_uscc(shown_code_);
    if (!code) return give_up(ExitCode::internal, code.error());
    auto history = recorder_->client.history(of_enterprise(*code));
    if (!history) return std::unexpected(history.error());
    shown_entries_ = (*history)->entries.size();
    if (!cli_.json)
      cli_.print("\n" + shown_code_ + "\n" + history_table(cli_, (*history)->entries, true, {}));
    if (auto good = recorder_->check(shown_entries_ > 0,
                                     cli_.say("its history is complete: ", "其历史完整：共 ") +
                                         cli_.counted(shown_entries_, noun::kEntry) + cli_.say(", ", "，") +
                                         cli_.proved_under(history->proof()));
        !good)
      return good;
    return {};
  }

  Cli& cli_;
  const DemoOptions& options_;
  const fs::path directory_;
  std::optional<Plan> plan_;
  std::optional<Network> network_;
  std::string page_;  // its address; empty: it was not built
  std::unique_ptr<DemoRecorder> recorder_;
  Life life_;
  std::vector<std::string> left_out_;
  std::vector<RecordAwards> batches_;
  std::string shown_code_, shown_programme_;
  std::size_t shown_entries_ = 0;
  bool verified_ = false;
};

}  // namespace

int run_demo(Cli& cli, const DemoOptions& options) {
  if (options.synthetic > kSyntheticMax)
    return cli.finish(
        {ExitCode::usage, Error{Code::limit_exceeded, "--synthetic " + std::to_string(options.synthetic)}});
  const auto begin = std::chrono::steady_clock::now();
  Demo demo(cli, options);
  const auto done = demo.run();
  if (options.check) {
    if (auto stopped = demo.stop(); !stopped && done) return cli.finish(stopped.error());
  }
  if (!done) return cli.finish(done.error());
  const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
  if (cli.json) {
    json::object out = demo.report();
    out["seconds"] = seconds;
    cli.print_json(out);
    return 0;
  }
  char text[32];
  std::snprintf(text, sizeof text, "%.1f", seconds);
  cli.print(cli.say("\neverything verified in ", "\n全部验证通过，用时 ") + text + cli.say(" s\n", " 秒\n"));
  if (!options.check) demo.say_next();
  return 0;
}

}  // namespace credence
