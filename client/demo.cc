#include "client/demo.h"

#include <thread>

#include "client/cli_import.h"
#include "client/csv.h"
#include "client/facts.h"
#include "client/files.h"
#include "client/import_plan.h"
#include "client/import_recorded.h"
#include "client/json_text.h"
#include "client/network_process.h"
#include "client/network_setup.h"
#include "client/sample.h"
#include "client/synthetic.h"

namespace credence {
namespace {

namespace fs = std::filesystem;
namespace json = boost::json;

constexpr std::size_t kInFlight = 8;
constexpr std::string_view kSyntheticTitle = "sample-innovative-sme";
constexpr std::uint64_t kAbsentSeed = 0xABCDEF;  // its enterprises are never registered

// One row of what was recorded.
struct Row {
  std::string what;
  std::string department;
  std::size_t lines = 0;
  Fen amount = 0;
  bool before = false;  // by an earlier run
  std::vector<ImportedList>
      lists;  // with their proved receipts; empty if the state proved that it is there already
  KeyId signer;
};

// The work of a wave, in parallel; stops at the first failure.
template <class Work>
Outcome<void> in_parallel(std::size_t count, Work work) {
  std::atomic<std::size_t> next{0};
  std::mutex mutex;
  std::optional<Failure> failure;
  {
    std::vector<std::jthread> threads;
    for (std::size_t t = 0; t < std::min(kInFlight, count); ++t)
      threads.emplace_back([&] {
        for (std::size_t i = next++; i < count; i = next++) {
          Outcome<void> done = work(i);
          if (done) continue;
          const std::lock_guard lock(mutex);
          if (!failure) failure = done.error();
          next = count;
        }
      });
  }
  if (failure) return std::unexpected(*failure);
  return {};
}

class Demo {
 public:
  Demo(Cli& cli, const DemoOptions& options)
      : cli_(cli), options_(options), directory_(data_directory(cli.network.data)) {}

  Outcome<void> run() {
    if (auto done = start(); !done) return done;
    if (auto done = register_parties(); !done) return done;
    if (auto done = record_sample(); !done) return done;
    if (options_.synthetic > 0)
      if (auto done = record_synthetic(); !done) return done;
    print_rows();
    if (auto done = verify_all(); !done) return done;
    return {};
  }

  void say_next() const {
    const std::string data = directory_ == "run" ? "" : " --data " + directory_.string();
    const fs::path place = fs::read_symlink("/proc/self/exe");
    const std::string below = fs::relative(place).string();
    const std::string program = below.starts_with("..") ? place.string() : below;
    const std::string base = "  " + program + data + " ";
    cli_.print(cli_.say("\nTry next:\n", "\n接下来可以试试：\n") + base + "history " + shown_code_ + "\n" +
               base + "programme show " + shown_programme_ + "\n" + base + "history --programme " +
               shown_programme_ + "\n" + base + "block latest\n" + base + "network status\n" + base +
               "network down\n");
  }

  json::object report() const {
    json::array rows;
    for (const Row& row : rows_) {
      json::object one{{"what", row.what},
                       {"department", row.department},
                       {"lines", row.lines},
                       {"amount_fen", std::to_string(row.amount)},
                       {"recorded_before", row.before}};
      if (!row.lists.empty()) one["blocks"] = blocks_text(row.lists);
      rows.push_back(std::move(one));
    }
    return {{"verified", verified_},
            {"recorded", std::move(rows)},
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
  Outcome<void> start() {
    auto place = find_configs(options_.catalogue, "guangdong");
    if (!place) return std::unexpected(place.error());
    auto catalogue = read_catalogue(*place);
    if (!catalogue) return std::unexpected(catalogue.error());
    catalogue_ = *std::move(catalogue);
    std::error_code ignored;
    if (!fs::exists(directory_ / "network.json", ignored)) {
      cli_.note(cli_.say("making a network of ", "建立网络，验证节点数 ") +
                std::to_string(options_.validators) + cli_.say(" validators in ", "，目录 ") +
                directory_.string() + "\n");
      NetworkPlan plan{.directory = directory_,
                       .catalogue = catalogue_,
                       .name = {},
                       .validators = options_.validators,
                       .base_port = options_.base_port,
                       .admins_only = true};
      if (auto made = init_network(plan); !made) return std::unexpected(made.error());
    }
    auto network = find_network(cli_.network);
    if (!network) return std::unexpected(network.error());
    network_ = *std::move(network);
    auto program = find_credenced();
    if (!program) return std::unexpected(program.error());
    auto started =
        nodes_up(*network_, {.program = *program, .deadline_ms = 60'000, .only = {}, .stopped = interrupted});
    if (!started) return std::unexpected(started.error());
    auto client = cli_.client();
    if (!client) return std::unexpected(client.error());
    client_ = *client;
    std::string names;
    for (std::size_t i = 0; i < network_->anchor.validators.size(); ++i)
      names += "  " + network_->nodes[std::min(i, network_->nodes.size() - 1)].api.text() + "  " +
               network_->validator_name(static_cast<std::uint16_t>(i), cli_.zh()) + "\n";
    cli_.note(cli_.say("validators:\n", "验证节点：\n") + names);
    return {};
  }

  Outcome<const SecretKey*> key(const std::string& post) {
    const std::lock_guard lock(mutex_);
    const auto at = keys_.find(post);
    if (at != keys_.end()) return &at->second;
    auto opened = cli_.keyring().open(post);
    if (!opened) return std::unexpected(opened.error());
    return &keys_.emplace(post, *std::move(opened)).first->second;
  }

  // The second signature, where the network asks for one.
  Outcome<void> add_checker(const Action& action, const CataloguePost* maker, Client::CoSigners& out) {
    const CataloguePost* const post = maker == nullptr ? nullptr : catalogue_.checker(maker->department, action);
    if (post == nullptr) return {};
    auto opened = key(post->key);
    if (!opened) return std::unexpected(opened.error());
    out.push_back(*opened);
    return {};
  }

  // One action, unless the state proves that it was recorded before.
  Outcome<Row> record_one(const Action& action, const std::string& post, std::string what) {
    Row row{.what = std::move(what),
            .department = {},
            .lines = lines_of(action),
            .amount = amount_of(action),
            .before = false,
            .lists = {},
            .signer = {}};
    auto missing = without_recorded(*client_, action);
    if (!missing) return std::unexpected(missing.error());
    if (missing->lines == 0) {
      row.before = true;
      return row;
    }
    auto signer = key(post);
    if (!signer) return std::unexpected(signer.error());
    Client::CoSigners others;
    if (auto added = add_checker(action, catalogue_.post_of_key(post), others); !added) return std::unexpected(added.error());
    auto done = client_->submit(action, **signer, others);
    if (!done)
      return std::unexpected(Failure{
          done.error().exit, Error{done.error().error.code, row.what + ": " + done.error().error.detail}});
    row.signer = key_id((*signer)->public_key());
    row.lists.push_back({.lines = row.lines,
                         .amount = row.amount,
                         .id = (*done)->transaction.id,
                         .receipt = (*done)->receipt,
                         .header = done->header(),
                         .certificate = done->certificate()});
    return row;
  }

  // A wave of actions that do not depend on each other, as one row.
  Outcome<void> record_wave(const std::vector<Action>& actions, const std::string& post,
                            const std::string& what) {
    Row all{.what = what,
            .department = {},
            .lines = actions.size(),
            .amount = 0,
            .before = true,
            .lists = {},
            .signer = {}};
    std::mutex mutex;
    auto done = in_parallel(actions.size(), [&](std::size_t i) -> Outcome<void> {
      auto row = record_one(actions[i], post, what);
      if (!row) return std::unexpected(row.error());
      const std::lock_guard lock(mutex);
      if (row->before) return {};
      all.before = false;
      all.signer = row->signer;
      all.lists.push_back(row->lists.front());
      return {};
    });
    if (!done) return done;
    rows_.push_back(std::move(all));
    return {};
  }

  Outcome<void> register_parties() {
    const CataloguePost* const admin = catalogue_.any_post(Role::admin);
    if (admin == nullptr) return give_up(ExitCode::bad_input, Code::bad_config, "no admin in the catalogue");
    std::vector<Action> departments(catalogue_.departments.begin(), catalogue_.departments.end());
    std::vector<Action> keys;
    for (const CataloguePost& post : catalogue_.posts) {
      auto public_key = cli_.keyring().public_key(post.key);
      if (!public_key) return std::unexpected(public_key.error());
      keys.emplace_back(RegisterKey{post.department, *public_key, post.roles, post.holder});
    }
    std::vector<Action> titles, later;
    for (const DefineQualification& title : catalogue_.qualifications)
      (title.prerequisite ? later : titles).emplace_back(title);
    if (auto done = record_wave(departments, admin->key, cli_.say("departments", "部门")); !done) return done;
    if (auto done = record_wave(keys, admin->key, cli_.say("keys of posts", "岗位密钥")); !done) return done;
    if (auto done = record_wave(titles, admin->key, cli_.say("titles", "资格种类")); !done) return done;
    for (const Action& title : later) {  // each may need the one before
      auto row = record_one(title, admin->key, std::get<DefineQualification>(title).type);
      if (!row) return std::unexpected(row.error());
      rows_.back().lines += 1;
      if (!row->before) rows_.back().lists.push_back(row->lists.front());
    }
    return {};
  }

  // A list in its parts, with a journal: resumed after a crash, not repeated by a second run.
  Outcome<Row> record_lists(const std::vector<Action>& lists, const std::string& department,
                            const std::string& what, Progress* progress) {
    const CataloguePost* const post = catalogue_.post(department, role_for(lists.front()).value());
    if (post == nullptr) return give_up(ExitCode::bad_input, Code::wrong_role, what + ": " + department);
    auto signer = key(post->key);
    if (!signer) return std::unexpected(signer.error());
    std::vector<Bytes> encoded;
    for (const Action& action : lists) encoded.push_back(encode(action));
    const KeyId id = key_id((*signer)->public_key());
    const std::string digest = journal_digest(id, encoded).hex().substr(0, 16);
    ImportOptions import{.journal = directory_ / "journals" / (digest + ".credence-journal"),
                         .in_flight = kInFlight,
                         .leave_out_refused = false,
                         .checker = nullptr,
                         .progress = {}};
    Client::CoSigners others;
    if (auto added = add_checker(lists.front(), post, others); !added) return std::unexpected(added.error());
    if (!others.empty()) import.checker = others.front();
    if (auto made = make_directories(directory_ / "journals"); !made) return std::unexpected(made.error());
    if (progress != nullptr) import.progress = [progress](std::size_t n) { progress->advance(n); };
    auto report = run_import(*client_, **signer, lists, import);
    if (!report) return std::unexpected(report.error());
    if (auto failure = report->outcome())
      return give_up(failure->exit, Error{failure->error.code, what + ": " + failure->error.detail});
    Row row{.what = what,
            .department = department,
            .lines = report->lines_recorded() + report->lines_before(),
            .amount = report->amount_recorded(),
            .before = report->lines_recorded() == 0,
            .lists = std::move(report->lists),
            .signer = id};
    if (const auto* const batch = std::get_if<RecordAwards>(&lists.front());
        batch != nullptr && row.lines == 0) {
      row.before = row.lists.front().before || row.lists.front().held;
      row.amount = batch->declared_total;
      row.what += cli_.say(" (declared only)", "（仅有声明）");
    }
    return row;
  }

  Outcome<void> record_sample() {
    auto place = find_configs(options_.sample, "sample");
    if (!place) return std::unexpected(place.error());
    auto steps = read_sample(*place);
    if (!steps) return std::unexpected(steps.error());
    // First what later steps refer to (enterprises, programmes), then the lists: each wave in parallel, shown
    // in the order of the sample.
    std::vector<std::optional<Row>> rows(steps->size());
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
        auto row = record_lists(step.lists, step.department,
                                describe(step.lists.front(), cli_.language()) + ": " + step.title, nullptr);
        if (!row) return std::unexpected(row.error());
        rows[wave[k]] = *std::move(row);
        return {};
      });
      if (!done) return done;
    }
    for (std::size_t i = 0; i < rows.size(); ++i) {
      note_subjects((*steps)[i]);
      rows_.push_back(*std::move(rows[i]));
    }
    return {};
  }

  // A synthetic programme that its department's maker signs alone: it waits, is seen to wait, and its checker approves it.
  Outcome<void> show_second_signature() {
    const CataloguePost* const maker = catalogue_.any_post(Role::programme);
    const CataloguePost* const pay = catalogue_.any_post(Role::pay);
    if (maker == nullptr || pay == nullptr) return {};
    const CreateProgramme programme{Id("sample-two-signatures"), Name("样例专项资金（双人复核演示，合成数据）"), maker->department, pay->department, 2026, 100, {}};
    const CataloguePost* const checker = catalogue_.checker(maker->department, programme);
    if (checker == nullptr) return {};
    auto missing = without_recorded(*client_, programme);
    if (!missing) return std::unexpected(missing.error());
    if (missing->lines == 0) return {};
    auto first = key(maker->key);
    if (!first) return std::unexpected(first.error());
    auto second = key(checker->key);
    if (!second) return std::unexpected(second.error());
    auto parked = client_->submit(programme, **first);
    if (!parked) return std::unexpected(parked.error());
    const TxId id = (*parked)->transaction.id;
    auto waits = client_->state<PendingValue>(PendingKey{id});
    if (!waits) return std::unexpected(waits.error());
    auto approved = client_->submit(DecidePending{id, true, {}}, **second);
    if (!approved) return std::unexpected(approved.error());
    auto held = client_->state<ProgrammeValue>(ProgrammeKey{programme.id});
    if (!held) return std::unexpected(held.error());
    return check(**waits && **held, cli_.say("four eyes: signed by one, it waited; approved by ", "双人复核：一人签名后待复核；复核人 ") +
                                        checker->department + " · " + checker->holder + cli_.say(", it was done in block ", "，执行于区块 ") +
                                        std::to_string(approved->header().height));
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

  template <class Line, class Plan>
  Outcome<std::vector<Action>> lists_of(const std::string& name, const std::string& csv,
                                        Result<ParsedLines<Line>> (*parse)(const ListInput&), Plan plan) {
    const fs::path file = directory_ / "synthetic" / (name + ".csv");
    if (auto written = write_file(file, csv); !written) return std::unexpected(written.error());
    auto parsed = parse(csv);
    if (!parsed) return give_up(ExitCode::internal, parsed.error());
    if (!parsed->problems.empty())
      return give_up(ExitCode::internal, Error{parsed->problems.front().error.code, file.string()});
    return plan(parsed->lines);
  }

  Outcome<void> record_synthetic() {
    const std::size_t n = options_.synthetic;
    const std::string id = "synthetic-" + std::to_string(n) +
                           (options_.seed == 1 ? "" : "-seed-" + std::to_string(options_.seed));
    const SyntheticLists made = make_synthetic(n, options_.seed, "b1");
    const CataloguePost* const lead = catalogue_.any_post(Role::award);
    const CataloguePost* const registrar = catalogue_.any_post(Role::registrar);
    const CataloguePost* const pay = catalogue_.any_post(Role::pay);
    const CataloguePost* const qualify = catalogue_.any_post(Role::qualify);
    if (lead == nullptr || registrar == nullptr || pay == nullptr || qualify == nullptr)
      return give_up(ExitCode::bad_input, Code::bad_config, "posts");
    const std::string count = std::to_string(n);
    const CreateProgramme programme{Id(id),
                                    Name("样例专项资金（合成数据，" + count + " 家）"),
                                    lead->department,
                                    pay->department,
                                    2026,
                                    made.awarded_fen,
                                    {}};
    RecordAwards awards{.programme = Id(id),
                        .batch = Id("b1"),
                        .title = Name("样例安排清单（合成数据）"),
                        .document_no = {},
                        .published = {},
                        .stage = AwardStage::confirmed,
                        .declared_count = 0,
                        .declared_total = 0,
                        .source = {},
                        .lines = {}};
    const RecordPayments payments{
        .programme = Id(id), .list = Id("p1"), .declared_count = 0, .declared_total = 0, .lines = {}};
    const IssueQualifications titles{.type = Id(kSyntheticTitle),
                                     .batch = Id(id),
                                     .title = Name("样例认定清单（合成数据）"),
                                     .document_no = {},
                                     .source = {},
                                     .lines = {}};
    auto enterprise_lists =
        lists_of<EnterpriseLine>(id + "-enterprises", made.enterprises, parse_enterprise_lines,
                                 [](const auto& l) { return plan_enterprises(l); });
    auto award_lists = lists_of<AwardLine>(id + "-awards", made.awards, parse_award_lines,
                                           [&](const auto& l) { return plan_awards(awards, l); });
    auto payment_lists = lists_of<PaymentLine>(id + "-payments", made.payments, parse_payment_lines,
                                               [&](const auto& l) { return plan_payments(payments, l); });
    auto title_lists =
        lists_of<QualificationLine>(id + "-titles", made.qualifications, parse_qualification_lines,
                                    [&](const auto& l) { return plan_qualifications(titles, l); });
    for (const auto* lists : {&enterprise_lists, &award_lists, &payment_lists, &title_lists})
      if (!*lists) return std::unexpected(lists->error());
    struct Part {
      const std::vector<Action>* lists;
      std::string department, what;
    };
    const std::vector<Action> create{programme};
    for (const Part& part :
         {Part{&create, lead->department, id}, Part{&*enterprise_lists, registrar->department, id},
          Part{&*award_lists, lead->department, id + "/b1"},
          Part{&*payment_lists, pay->department, id + "/p1"}, Part{&*title_lists, qualify->department, id}}) {
      std::size_t lines = 0;
      for (const Action& action : *part.lists) lines += lines_of(action);
      const std::string what = describe(part.lists->front(), cli_.language()) + ": " + part.what;
      Progress progress(what, lines, cli_.language(), cli_.json);
      auto row = record_lists(*part.lists, part.department, what, &progress);
      if (!row) return std::unexpected(row.error());
      progress.finish();
      rows_.push_back(*std::move(row));
    }
    if (!award_lists->empty()) batches_.push_back(std::get<RecordAwards>(award_lists->front()));
    shown_code_ = made.first_code;
    shown_programme_ = id;
    return {};
  }

  void print_rows() {
    if (cli_.json) return;
    Table table;
    table.column(cli_.say("recorded", "已记录"));
    table.column(cli_.say("lines", "行数"), Table::Align::right);
    table.column(cli_.say("amount (CNY)", "金额（元）"), Table::Align::right);
    table.column(cli_.say("blocks", "区块"));
    table.column(cli_.say("signed by", "经办签名"));
    for (const Row& row : rows_) {
      std::string blocks = row.lists.empty() ? cli_.say("before", "此前") : blocks_text(row.lists);
      if (row.before && !row.lists.empty()) blocks += cli_.say(" (before)", "（此前）");
      table.row({clipped(row.what, 60), with_separators(row.lines),
                 row.amount > 0 ? yuan_text(row.amount) : "", blocks,
                 row.signer.is_zero() ? "" : cli_.directory().name(row.signer, cli_.zh())});
    }
    cli_.print("\n" + table.text() + "\n");
  }

  Outcome<void> check(bool good, const std::string& what) {
    if (!cli_.json) cli_.print((good ? "✓ " : "✗ ") + what + "\n");
    if (good) return {};
    return give_up(ExitCode::not_verified, Code::not_verified, what);
  }

  // Beyond the receipts: batches in the state, one history as a whole, one absence.
  Outcome<void> verify_all() {
    if (auto shown = show_second_signature(); !shown) return shown;
    std::size_t receipts = 0;
    for (const Row& row : rows_) receipts += row.lists.size();
    if (auto good = check(true, std::to_string(receipts) +
                                    cli_.say(" receipts proved, each under a block signed by a quorum",
                                             " 份回执均由法定数量验证者签名的区块证明"));
        !good)
      return good;
    std::size_t right = 0;
    for (const RecordAwards& batch : batches_) {
      auto held = client_->state<AwardBatchValue>(AwardBatchKey{batch.programme, batch.batch});
      if (!held) return std::unexpected(held.error());
      if (**held && (**held)->declared_total == batch.declared_total &&
          (**held)->declared_count == batch.declared_count)
        ++right;
    }
    if (auto good = check(
            right == batches_.size(),
            std::to_string(right) + " / " + std::to_string(batches_.size()) +
                cli_.say(" batches stand in the state as published", " 个批次与公布内容一致（状态证明）"));
        !good)
      return good;
    auto absent_code = parse_uscc(synthetic_code(0, kAbsentSeed));
    if (!absent_code) return give_up(ExitCode::internal, absent_code.error());
    auto absent = client_->state<EnterpriseValue>(EnterpriseKey{*absent_code});
    if (!absent) return std::unexpected(absent.error());
    if (auto good = check(!**absent, synthetic_code(0, kAbsentSeed) +
                                         cli_.say(" is proved not to be registered", " 已证明未登记"));
        !good)
      return good;
    return verify_history();
  }

  Outcome<void> verify_history() {
    auto code = parse_uscc(shown_code_);
    if (!code) return give_up(ExitCode::internal, code.error());
    auto history = client_->history(of_enterprise(*code));
    if (!history) return std::unexpected(history.error());
    shown_entries_ = (*history)->entries.size();
    if (!cli_.json) cli_.print("\n" + shown_code_ + "\n" + history_table(cli_, (*history)->entries, true));
    if (auto good =
            check(shown_entries_ > 0, cli_.say("its history is complete: ", "其历史完整：共 ") +
                                          std::to_string(shown_entries_) + cli_.say(" entries, ", " 条，") +
                                          cli_.proved_under(history->proof()));
        !good)
      return good;
    if (!client_->bad_answers().empty())
      return check(false, cli_.say("a node gave answers that failed a check", "有节点给出的答复未通过检查"));
    verified_ = true;
    return {};
  }

  Cli& cli_;
  const DemoOptions& options_;
  const fs::path directory_;
  Catalogue catalogue_;
  std::optional<Network> network_;
  Client* client_ = nullptr;
  std::mutex mutex_;  // of keys_
  std::map<std::string, SecretKey> keys_;
  std::vector<Row> rows_;
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
