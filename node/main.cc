// SPDX-License-Identifier: Apache-2.0
// credenced: reads its configuration, opens the ledger, runs the node until SIGTERM, SIGINT or a fault that
// it cannot survive.
#include <sys/eventfd.h>
#include <sys/resource.h>
#include <sys/signalfd.h>

#include <poll.h>
#include <unistd.h>
#include <csignal>
#include <filesystem>
#include <iostream>
#include <thread>

#include <leveldb/env.h>

#include "keys/key_file.h"
#include "ledger/primitives/printable.h"
#include "ledger/store/leveldb_store.h"
#include "ledger/views/genesis_json.h"
#include "node/api/page.h"
#include "node/api/server.h"
#include "node/api/tls.h"
#include "node/base/loop.h"
#include "node/base/members.h"
#include "node/base/memory.h"
#include "node/base/start_check.h"
#include "node/base/write_behind.h"
#include "node/command_line.h"
#include "node/desk/desk.h"
#include "node/runtime/runtime.h"
#include "node/scrub.h"
#include "node/search/search_index.h"
#include "node/sync/store_swap.h"

namespace credence::node {
namespace {

constexpr std::chrono::milliseconds kSearchPeriod{200};  // how soon what is recorded is found
constexpr std::chrono::seconds kTextSweep{10};           // how soon a text goes whose entry was closed

int stop_with(const Error& error, bool json = false) {
  if (json)
    log_error("cannot_run", error);
  else
    std::cerr << "credenced: " << error.text_en() << "\n"
              << "credenced: " << error.text_zh() << "\n";
  return static_cast<int>(exit_code_of(error.code));
}

/// Signals and fatal events come together in one place: the main thread waits here.
class StopRequest {
 public:
  StopRequest() : event_(eventfd(0, EFD_CLOEXEC)) {
    sigset_t signals;
    sigemptyset(&signals);
    sigaddset(&signals, SIGTERM);
    sigaddset(&signals, SIGINT);
    pthread_sigmask(SIG_BLOCK, &signals, nullptr);  // before any thread is made: all inherit it
    signal_ = signalfd(-1, &signals, SFD_CLOEXEC);
    std::signal(SIGPIPE, SIG_IGN);
    CREDENCE_ASSERT(event_ >= 0 && signal_ >= 0);
  }
  ~StopRequest() {
    close(event_);
    close(signal_);
  }
  StopRequest(const StopRequest&) = delete;
  StopRequest& operator=(const StopRequest&) = delete;

  void fatal(NodeExit code) {
    code_ = static_cast<int>(code);
    wake();
  }
  /// Not to end, but to begin anew: other validators sign from here on.
  void anew() {
    anew_ = true;
    wake();
  }
  /// The exit code, or nothing: begin anew.
  [[nodiscard]] std::optional<int> wait() {
    pollfd ends[] = {{event_, POLLIN, 0}, {signal_, POLLIN, 0}};
    while (poll(ends, 2, -1) < 0 && errno == EINTR) {
    }
    if ((ends[1].revents & POLLIN) != 0) {
      signalfd_siginfo info{};
      if (read(signal_, &info, sizeof info) == sizeof info)
        log(LogLevel::info, "signal", {{"number", info.ssi_signo}});
    }
    std::uint64_t count = 0;
    [[maybe_unused]] const auto taken =
        (ends[0].revents & POLLIN) != 0 ? read(event_, &count, sizeof count) : 0;
    const bool stopped = (ends[1].revents & POLLIN) != 0 || code_ != 0;
    if (anew_.exchange(false) && !stopped) return std::nullopt;
    return code_;
  }

 private:
  void wake() {
    const std::uint64_t one = 1;
    [[maybe_unused]] const auto written = write(event_, &one, sizeof one);
  }
  const int event_;
  int signal_ = -1;
  std::atomic<int> code_{0};
  std::atomic<bool> anew_{false};
};

/// As many as the system lets us: sockets and table files.
void raise_file_limit() {
  rlimit limit{};
  if (getrlimit(RLIMIT_NOFILE, &limit) != 0) return;
  limit.rlim_cur = limit.rlim_max;
  (void)setrlimit(RLIMIT_NOFILE, &limit);
}

struct Prepared {
  NodeConfig config;
  std::optional<DeskConfig> desk;
  Genesis genesis;
  std::string genesis_json;
  SecretKey key;
  Page page;
};

Result<SecretKey> read_key(const NodeConfig& config) {
  const auto text = read_text_file(config.key_path, kKeyFileBytesMax);
  if (!text) return std::unexpected(text.error());
  const auto passphrase = read_passphrase(config);
  if (!passphrase) return std::unexpected(passphrase.error());
  auto key = open_key(*text, passphrase->view());
  if (!key) return fail(key.error().code, config.key_path + ": " + key.error().detail);
  return key;
}

/// Where to dial whom. An address of one who is neither validator nor observer at present is kept for later.
std::map<ReplicaId, Address> peers_of(const NodeConfig& config, const ValidatorSet& everyone) {
  std::map<ReplicaId, Address> out;
  for (const auto& peer : config.peers) {
    const auto number = everyone.index_of(peer.key);
    if (number)
      out[*number] = peer.address;
    else
      log(LogLevel::warning, "peer_unknown", {{"name", peer.name}, {"key", peer.key.hex()}});
  }
  return out;
}

Result<Prepared> prepare(const std::string& config_path) {
  auto config = read_config(config_path);
  if (!config) return std::unexpected(config.error());
  auto desk = read_desk_config(config_path);
  if (!desk) return std::unexpected(desk.error());
  open_log(config->log_level, config->log_json);
  auto genesis_json = read_text_file(config->genesis_path, limits::kGenesisBytesMax);
  if (!genesis_json) return std::unexpected(genesis_json.error());
  auto genesis = genesis_from_json(*genesis_json);
  if (!genesis) return fail(genesis.error().code, config->genesis_path + ": " + genesis.error().detail);
  auto key = read_key(*config);
  if (!key) return std::unexpected(key.error());
  if (const auto good = check_identity(*config, key->public_key()); !good)
    return std::unexpected(good.error());
  if (key->suite() != genesis->suite)
    return fail(Code::wrong_suite, config->key_path + ": " + std::string(name_of(key->suite())) + "; " +
                                       config->genesis_path + ": " + std::string(name_of(genesis->suite)));
  auto page = Page::read(Page::installed_folder());
  if (!page) return std::unexpected(page.error());
  return Prepared{*std::move(config),       *std::move(desk), *std::move(genesis),
                  *std::move(genesis_json), *std::move(key),  *std::move(page)};
}

std::uint64_t bytes_under(const std::string& directory) {
  std::uint64_t out = 0;
  std::error_code ignored;
  for (std::filesystem::recursive_directory_iterator at(directory, ignored), end; at != end;
       at.increment(ignored))
    if (at->is_regular_file(ignored)) out += at->file_size(ignored);
  return out;
}

/// The index of this node, beside its ledger; none if it cannot be had: then there is no search. What is
/// damaged is made again.
std::unique_ptr<SearchIndex> open_search(const NodeConfig& config, const ChainId& chain) {
  const std::string place = config.data_dir + "/search";
  LevelDbOptions options;
  options.cache_bytes = 8 * limits::kMiB;
  options.write_buffer_bytes = 4 * limits::kMiB;
  options.open_files_max = 100;
  for (int attempt = 0; attempt < 2; ++attempt) {
    auto store = open_leveldb(place, options);
    auto index = store ? SearchIndex::open(*std::move(store), chain)
                       : Result<std::unique_ptr<SearchIndex>>(std::unexpected(store.error()));
    if (index) return *std::move(index);
    log_error("search_failed", index.error());
    if (!destroy_leveldb(place)) break;
  }
  return nullptr;
}

/// Where a program on this machine finds the API: by its certificate, since no authority signs for 127.0.0.1.
std::string own_url(const NodeConfig& config, std::uint16_t port) {
  Address address = config.api;
  address.port = port;
  if (address.host == "0.0.0.0") address.host = "127.0.0.1";
  if (address.host == "::") address.host = "::1";
  if (config.tls_certificate_path.empty()) return "http://" + address.text();
  const auto tls = ApiTls::load(config.tls_certificate_path, config.tls_key_path);
  return "https://" + address.text() + (tls ? "#sha256=" + (*tls)->fingerprint() : "");
}

/// Runs until it is to stop, and gives the exit code; or until the validators change: then the ledger comes
/// back, to go on with, and what waited in the pool.
struct Running {
  std::unique_ptr<Ledger> ledger;
  bool replaceable = false;                 // RuntimeOptions
  std::unique_ptr<SnapshotInstall> joined;  // takes its place, if a snapshot was joined
  std::vector<SharedTransaction> waiting;
};
std::optional<int> run_set(const Prepared& prepared, StopRequest& stop, Running& running) {
  const NodeConfig& config = prepared.config;
  RuntimeOptions options;
  options.pool = config.pool;
  options.listen = config.listen;
  options.observers = config.observers;
  options.observe = config.observer;
  options.peers =
      peers_of(config, members_of(*running.ledger, prepared.key.public_key(), config.observers).everyone);
  options.worker_threads =
      config.worker_threads > 0 ? config.worker_threads : std::max(2u, std::thread::hardware_concurrency());
  options.view_timeout_ms = config.view_timeout_ms;
  options.patience_ms = config.patience_ms;
  options.keep_blocks = config.keep_blocks;
  options.scrub = {config.scrub_bytes_per_second, std::chrono::hours(config.scrub_every_hours)};
  options.snapshot_behind = config.snapshot_behind;
  options.replaceable = running.replaceable;
  options.database_bytes = [&config] { return bytes_under(config.data_dir); };
  options.memory_bytes_max =
      memory_bound(config, options.worker_threads,
                   config.state_cache_bytes.value_or(StateTree::Cache{}.bucket_bytes_max))
          .all;
  options.open_joining = [&config](bool fresh) { return open_joining(config.data_dir, fresh); };
  const auto search = open_search(config, running.ledger->chain());
  std::unique_ptr<ApiServer> api;  // made before the runtime starts, so that its events find it
  RuntimeEvents events;
  events.fatal = [&stop](NodeExit code) { stop.fatal(code); };
  events.certified = [&api](Height height, const std::vector<TxId>& ids) { api->certified(height, ids); };
  events.set_changed = [&stop] { stop.anew(); };
  auto runtime = Runtime::make(options, prepared.key, std::move(running.ledger), std::move(events));
  if (!runtime) return stop_with(runtime.error(), config.log_json);
  std::unique_ptr<CreditTexts> texts;
  if (!config.texts_dir.empty()) {
    auto text_store = TextStore::open(prepared.key.suite(), config.texts_dir, config.texts_bytes_max);
    if (!text_store) return stop_with(text_store.error(), config.log_json);
    texts =
        std::make_unique<CreditTexts>(*std::move(text_store), (*runtime)->ledger(), prepared.key.public_key(),
                                      [at = runtime->get()] { return at->now_utc_ms(); });
    // What was decided while the node was down; what it has yet to catch up with, the sweeper finds.
    if (const auto swept = texts->sweep(); !swept) return stop_with(swept.error(), config.log_json);
  }
  std::unique_ptr<Desk> desk;
  if (prepared.desk) {
    auto opened = Desk::open({*prepared.desk, config.data_dir + "/desk", config.genesis_path,
                              [&config, &api] { return own_url(config, api->port()); }});
    if (!opened) return stop_with(opened.error(), config.log_json);
    desk = *std::move(opened);
  }
  ApiOptions api_options{config.api,
                         config.api_connections_max,
                         config.api_idle_ms,
                         prepared.genesis_json,
                         texts.get(),
                         config.api_bytes_max,
                         config.api_address_percent,
                         config.tls_certificate_path,
                         config.tls_key_path,
                         &prepared.page,
                         search.get(),
                         desk.get()};
  api = std::make_unique<ApiServer>(std::move(api_options), **runtime, (*runtime)->workers());
  if (prepared.genesis.owners.empty())
    log(LogLevel::warning, "ungoverned",
        {{"detail",
          "no department owns a validator: the validators can never change, and nobody decides on "
          "departments and their roles"}});
  if (auto done = (*runtime)->start(); !done) return stop_with(done.error(), config.log_json);
  if (prepared.page.empty()) log(LogLevel::info, "no_page", {{"folder", Page::installed_folder().string()}});
  if (auto done = api->start(); !done) {
    const int code = stop_with(done.error(), config.log_json);
    (*runtime)->stop();
    return code;
  }
  Loop sweeper;
  if (texts)
    sweeper.start(
        "texts", kTextSweep,
        [&texts] {
          if (const auto swept = texts->sweep(); !swept) log_error("text_sweep_failed", swept.error());
        },
        [] { return false; });
  Loop indexer;
  std::atomic<bool> stopping{false};
  if (search)
    indexer.start(
        "search", kSearchPeriod,
        [&search, &stopping, &runtime] {
          // A fault of what only finds things ends no validator.
          const auto follow = [&]() -> Result<bool> {
            try {
              return search->follow((*runtime)->ledger(), stopping);
            } catch (const std::exception& fault) {
              return fail(Code::internal, fault.what());
            }
          };
          for (bool more = true; more && !stopping;) {
            const auto done = follow();
            if (!done) log_error("search_failed", done.error());
            if (!done) stopping = true;  // what is found stays as it is, and says of which block
            more = done.value_or(false);
          }
        },
        [] { return false; });
  for (const SharedTransaction& one : std::exchange(running.waiting, {})) {
    TxId id;
    (void)(*runtime)->submit(one->bytes, id,
                             true);  // one that is refused by now, its client hears of from the ledger
  }
  const auto code = stop.wait();
  sweeper.stop();
  stopping = true;
  indexer.stop();
  if (desk) desk->stop();
  api->stop();
  (*runtime)->stop();
  if (code) return code;
  running.waiting = (*runtime)->waiting();
  running.joined = (*runtime)->take_joined();
  running.ledger = (*runtime)->take_ledger();
  return std::nullopt;
}

Result<std::unique_ptr<Ledger>> open_ledger(const Prepared& prepared, bool untouched = false) {
  // LevelDB's thread for compactions would be called after whoever first needs it.
  leveldb::Env::Default()->Schedule([](void*) { name_thread("leveldb"); }, nullptr);
  auto store = open_leveldb(prepared.config.data_dir, {.untouched = untouched});
  if (!store) return std::unexpected(store.error());
  return Ledger::open(write_behind(*std::move(store)), prepared.genesis, prepared.config.state_cache_bytes);
}

int run(const Prepared& prepared, StopRequest& stop) {
  const NodeConfig& config = prepared.config;
  if (const auto swapped = finish_swap(config.data_dir); !swapped)
    return stop_with(swapped.error(), config.log_json);
  if (config.snapshot_behind == 0) remove_joining(config.data_dir);
  auto ledger = open_ledger(prepared);
  if (!ledger) return stop_with(ledger.error(), config.log_json);
  const Height held = (*ledger)->height();
  const bool replaceable = held == 0 || join_begun(config.data_dir, prepared.genesis, held);
  Running running{*std::move(ledger), replaceable, nullptr, {}};
  for (;;) {
    if (const auto code = run_set(prepared, stop, running)) return *code;
    if (!running.joined) continue;
    if (const auto swapped =
            swap_in(config.data_dir, std::move(running.ledger), std::move(running.joined), held > 0);
        !swapped)
      return stop_with(swapped.error(), config.log_json);
    auto joined = open_ledger(prepared);
    if (!joined) return stop_with(joined.error(), config.log_json);
    running.ledger = *std::move(joined);
    running.replaceable = false;
  }
}

/// --check-config.
int check(const Prepared& prepared) {
  const NodeConfig& config = prepared.config;
  if (const auto good = check_start(config); !good) return stop_with(good.error());
  if (prepared.desk)
    if (const auto good = Desk::check(*prepared.desk); !good) return stop_with(good.error());
  if (!config.tls_certificate_path.empty()) {
    const auto tls = ApiTls::load(config.tls_certificate_path, config.tls_key_path);
    if (!tls) return stop_with(tls.error());
    if (const auto good = (*tls)->in_time(std::time(nullptr)); !good) return stop_with(good.error());
  }
  // What is there is opened as a start would, and nothing of it changed; a node that runs holds it.
  if (swap_begun(config.data_dir)) {
    std::cerr
        << "warning: a new ledger was taking the place of the old one when the node ended: a start ends "
           "that first\n";
  } else {
    const auto there = leveldb_is_there(config.data_dir);
    if (!there) return stop_with(there.error());
    if (*there) {
      const auto ledger = open_ledger(prepared, true);
      if (!ledger && ledger.error().code != Code::storage_locked) return stop_with(ledger.error());
      if (ledger)
        if (const auto good = check_votes(**ledger, prepared.key.public_key(), config.observers); !good)
          return stop_with(good.error());
    }
  }
  const ValidatorSet& validators = prepared.genesis.validators;
  for (const std::string& doubt : doubts_of(config, validators, prepared.key.public_key()))
    std::cerr << "warning: " << printable(doubt) << "\n";
  const auto number = validators.index_of(prepared.key.public_key());
  std::cout << "ok: "
            << (number ? "validator " + std::to_string(*number) + " of the genesis' "
                       : std::string("no validator of the genesis' "))
            << validators.size() << ", chain " << chain_id(prepared.genesis).hex() << "\n";
  return 0;
}

}  // namespace
}  // namespace credence::node

int main(int argc, char** argv) {
  using namespace credence;
  using namespace credence::node;
  int exit_code = 0;
  const auto line = read_command_line(argc, argv, exit_code);
  if (!line) return exit_code;
  guard_secrets(true);
  StopRequest stop;
  raise_file_limit();
  const auto prepared = prepare(line->config_path);
  if (!prepared) return stop_with(prepared.error());
  if (line->check_only) return check(*prepared);
  if (line->scrub_only) return static_cast<int>(scrub(prepared->config, prepared->genesis, line->repair));
  return run(*prepared, stop);
}
