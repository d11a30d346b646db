// SPDX-License-Identifier: Apache-2.0
#include "client/audit/audit.h"

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <deque>
#include <set>
#include <thread>

#include "client/base/list_errors.h"
#include "ledger/store/keyspace.h"

namespace credence {
namespace {

/// The threads that check blocks. Parts of earlier blocks go first, so that the executing thread seldom
/// waits.
class Checkers {
 public:
  explicit Checkers(unsigned threads) {
    for (unsigned i = 0; i < threads; ++i) threads_.emplace_back([this] { work(); });
  }
  ~Checkers() {
    {
      const std::lock_guard lock(mutex_);
      stopping_ = true;
    }
    work_.notify_all();
  }

  void add(std::shared_ptr<BlockCheck> block) {
    {
      const std::lock_guard lock(mutex_);
      tasks_.push_back({std::move(block), kBegin});
    }
    work_.notify_one();
  }
  /// Returns when `block`, the next in order, is checked.
  void wait(const BlockCheck& block) {
    std::unique_lock lock(mutex_);
    ready_.wait(lock, [&] { return done_.erase(&block) > 0; });
  }

 private:
  struct Task {
    std::shared_ptr<BlockCheck> block;
    std::size_t part;
  };
  static constexpr std::size_t kBegin = ~std::size_t{0};

  void work() {
    KeyCache keys;
    std::unique_lock lock(mutex_);
    while (true) {
      work_.wait(lock, [this] { return stopping_ || !tasks_.empty(); });
      if (stopping_) return;
      const Task task = std::move(tasks_.front());
      tasks_.pop_front();
      lock.unlock();
      const bool ended = task.part == kBegin ? begin(task.block) : task.block->check_part(task.part, keys);
      if (ended) task.block->finish();
      lock.lock();
      if (!ended) continue;
      done_.insert(task.block.get());
      ready_.notify_one();
    }
  }

  /// True if there is nothing more to check.
  bool begin(const std::shared_ptr<BlockCheck>& block) {
    const std::size_t parts = block->begin();
    if (parts == 0) return true;
    {
      const std::lock_guard lock(mutex_);
      for (std::size_t part = parts; part-- > 0;) tasks_.push_front({block, part});
    }
    if (parts > 1)
      work_.notify_all();
    else
      work_.notify_one();
    return false;
  }

  std::mutex mutex_;
  std::condition_variable work_, ready_;
  std::deque<Task> tasks_;
  std::set<const BlockCheck*> done_;
  bool stopping_ = false;
  std::vector<std::jthread> threads_;  // joined first
};

std::vector<std::string> differing_fields(const BlockHeader& a, const BlockHeader& b) {
  std::vector<std::string> out;
  if (a.suite != b.suite) out.emplace_back("suite");
  if (a.height != b.height) out.emplace_back("height");
  if (a.parent != b.parent) out.emplace_back("parent");
  if (a.headers != b.headers) out.emplace_back("headers");
  if (a.time_ms != b.time_ms) out.emplace_back("time_ms");
  if (a.batch_root != b.batch_root) out.emplace_back("batch_root");
  if (a.receipts_root != b.receipts_root) out.emplace_back("receipts_root");
  if (a.state_root != b.state_root) out.emplace_back("state_root");
  if (a.validator_set != b.validator_set) out.emplace_back("validator_set");
  if (a.next_validator_set != b.next_validator_set) out.emplace_back("next_validator_set");
  return out;
}

class Audit {
 public:
  Audit(ArchiveReader reader, const AuditOptions& options)
      : reader_(std::move(reader)), options_(options), target_(reader_.height_hint()) {}

  std::expected<AuditReport, AuditFailure> run() {
    const auto begin = std::chrono::steady_clock::now();
    if (!read_genesis() || !execute_all() || !check_end()) return std::unexpected(*failure_);
    auto totals = audit_totals(*store_);
    if (!totals) {
      fail_with({{}, totals.error()}, AuditVerdict::not_reconciled);
      return std::unexpected(*failure_);
    }
    if (options_.watcher != nullptr)
      if (auto good = options_.watcher->ended(*store_); !good) {
        fail_with({{}, good.error()}, AuditVerdict::machine_failed);
        return std::unexpected(*failure_);
      }
    report_.totals = *std::move(totals);
    report_.head = ledger_->head();
    report_.head_hash = ledger_->head_hash();
    report_.height = ledger_->height();
    report_.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
    return std::move(report_);
  }

 private:
  bool fail_with(AuditFinding finding, AuditVerdict verdict) {
    failure_ = {verdict, std::move(finding.error), std::move(finding.place), checked_};
    return false;
  }
  /// The content is wrong; the detail begins with the place.
  bool damaged(AuditFinding finding) {
    const AuditPlace& place = finding.place;
    std::string where = place.height > 0 ? "block " + std::to_string(place.height) + ", " : "";
    if (place.transaction) where += "transaction " + std::to_string(*place.transaction) + ", ";
    if (!place.field.empty()) where += place.field + ", ";
    where += "bytes " + std::to_string(place.offset) + "-" + std::to_string(place.end) + ": ";
    finding.error.detail = where + finding.error.detail;
    return fail_with(std::move(finding), AuditVerdict::damaged);
  }
  bool reading_failed(const Error& error) {
    const AuditPlace place{ledger_ ? ledger_->height() + 1 : 0, reader_.offset(), reader_.size(),
                           std::nullopt, "record"};
    return fail_with({place, error},
                     error.code == Code::wrong_length ? AuditVerdict::truncated : AuditVerdict::damaged);
  }

  bool read_genesis() {
    auto record = reader_.next();
    if (record && !*record) return reading_failed({Code::wrong_length, "no genesis"});
    if (!record) return reading_failed(record.error());
    const AuditPlace place{0, (*record)->offset, (*record)->end_offset(), std::nullopt, "genesis"};
    if ((*record)->kind != ArchiveKind::genesis)
      return damaged({place, {Code::malformed, "the first record is no genesis"}});
    auto held = archive_genesis(**record);
    if (!held) return fail_with({place, held.error()}, AuditVerdict::damaged);
    if (options_.genesis && chain_id(*options_.genesis) != held->chain)
      return fail_with(
          {place, {Code::wrong_chain, held->chain.hex() + " ≠ " + chain_id(*options_.genesis).hex()}},
          AuditVerdict::other_chain);
    report_.chain = held->chain;
    report_.genesis = std::move(held->genesis);
    auto store = make_audit_store(options_.store);
    store_ = store.get();
    auto opened = Ledger::open(std::move(store), report_.genesis);
    if (!opened) return fail_with({place, opened.error()}, AuditVerdict::machine_failed);
    ledger_ = *std::move(opened);
    report_.signers = report_.genesis.validators;
    sets_.add(report_.genesis.validators);
    return tell_watcher();
  }

  /// What the last block recorded: the store still holds it.
  bool tell_watcher() {
    if (options_.watcher == nullptr) return true;
    const Height height = ledger_->height();
    Result<void> good;
    const auto scanned = store_->scan(
        keyspace::entries(height, 0), keyspace::entries(height + 1, 0), [&](BytesView, BytesView bytes) {
          const auto record = decode<keyspace::EntriesRecord>(bytes);
          if (!record) good = std::unexpected(record.error());
          for (std::size_t i = 0; good && i < record->items.size(); ++i) {
            const auto entry = decode<HistoryEntry>(record->items[i]);
            good = entry ? options_.watcher->recorded(*entry) : std::unexpected(entry.error());
          }
          return good.has_value();
        });
    if (!scanned) good = scanned;
    return good ||
           fail_with({{height, 0, 0, std::nullopt, "history"}, good.error()}, AuditVerdict::machine_failed);
  }

  /// Reads ahead, checks ahead, executes in order; ends at the end record.
  bool execute_all() {
    Checkers checkers(options_.threads != 0 ? options_.threads
                                            : std::max(1u, std::thread::hardware_concurrency()));
    std::deque<std::shared_ptr<BlockCheck>> ahead;
    std::size_t ahead_bytes = 0;
    Result<void> reading;
    while (true) {
      while (!end_ && reading && ahead_bytes < limits::kAuditAheadBytesMax &&
             ahead.size() < limits::kAuditAheadBlocksMax) {
        auto record = reader_.next();
        if (!record)
          reading = std::unexpected(record.error());
        else if (!*record)
          reading = fail(Code::wrong_length, "byte " + std::to_string(reader_.size()) + ": no end record");
        else if ((*record)->kind != ArchiveKind::block)
          end_ = **std::move(record);
        else {
          ahead_bytes += (*record)->body.size();
          checkers.add(ahead.emplace_back(
              std::make_shared<BlockCheck>(report_.chain, sets_, ++read_, **std::move(record))));
        }
      }
      if (ahead.empty()) return reading ? true : reading_failed(reading.error());
      const auto block = ahead.front();
      checkers.wait(*block);
      ahead.pop_front();
      ahead_bytes -= block->bytes();
      if (!execute(*block)) return false;
      if (options_.stop != nullptr && *options_.stop)
        return fail_with({{}, {list_code::stopped_reading, {}}}, AuditVerdict::interrupted);
    }
  }

  bool execute(const BlockCheck& block) {
    if (block.finding()) return damaged(refined(block, *block.finding()));
    const BlockHeader& header = block.block().header;
    if (header.height != ledger_->height() + 1)
      return damaged(block.found(
          "header.height", {Code::wrong_height,
                            std::to_string(header.height) + " after " + std::to_string(ledger_->height())}));
    if (!block.certified())
      if (auto wrong = block.check_certificate(ledger_->validators()))
        return damaged(refined(block, *std::move(wrong)));
    report_.signers = ledger_->validators();
    auto executed = ledger_->apply(block.batch());
    if (!executed)
      return fail_with({block.found("execution", executed.error())}, AuditVerdict::machine_failed);
    if (*executed != header) return damaged(divergence(block, *executed));
    if (header.next_validator_set != header.validator_set) sets_.add(ledger_->validators());
    report_.counts += block.counts();
    report_.transactions += header.transaction_count;
    report_.certificate_signatures += block.block().certificate.signatures.size();
    report_.certificate = block.block().certificate;
    if (options_.watcher != nullptr)
      if (auto good =
              options_.watcher->executed(header, ledger_->head_hash(), block.batch(), block.block().receipts);
          !good)
        return fail_with({block.found("", good.error()).place, good.error()}, AuditVerdict::machine_failed);
    if (!tell_watcher()) return false;
    checked_ = header.height;
    if (options_.progress) options_.progress(header.height, target_);
    return true;
  }

  /// The quorum signed this header, and yet executing its transactions gives another one: which receipt,
  /// which field.
  AuditFinding divergence(const BlockCheck& block, const BlockHeader& executed) const {
    const Error error{Code::diverged, header_difference(executed, block.block().header)};
    if (auto receipt = differing_receipt(block)) return block.found("receipt", error, receipt);
    const auto fields = differing_fields(executed, block.block().header);
    return block.found("header." + (fields.empty() ? std::string("transaction_count") : fields.front()),
                       error);
  }
  /// After the block was executed.
  std::optional<std::uint32_t> differing_receipt(const BlockCheck& block) const {
    const auto held = ledger_->block(ledger_->height());
    if (!held) return std::nullopt;
    const auto& receipts = block.block().receipts;
    for (std::uint32_t i = 0; i < std::min(receipts.size(), held->receipts.size()); ++i)
      if (receipts[i] != held->receipts[i]) return i;
    return std::nullopt;
  }

  /// A finding that names a whole header or the receipts is narrowed down by executing the block: nothing is
  /// audited after it.
  AuditFinding refined(const BlockCheck& block, AuditFinding finding) {
    const bool header_wrong = finding.place.field == "header";
    if (!header_wrong && finding.place.field != "receipts") return finding;
    const ArchiveBlock& held = block.block();
    auto executed = ledger_->apply(block.batch());
    if (!executed) return finding;
    if (!header_wrong) {
      if (const auto receipt = differing_receipt(block)) {
        finding.place.transaction = receipt;
        finding.place.field = "receipt";
      }
      return finding;
    }
    finding.place.field = "header." + wrong_field(held, *executed);
    finding.error.detail += "; executed: " + header_difference(*executed, held.header);
    return finding;
  }
  /// The one field that, set right, gives the header that the certificate signs. A wrong time also makes
  /// another state root.
  std::string wrong_field(const ArchiveBlock& held, const BlockHeader& executed) const {
    const auto signs = [&](const BlockHeader& header) {
      return header_hash(report_.chain, header) == held.certificate.header_hash;
    };
    const auto fields = differing_fields(executed, held.header);
    BlockHeader mended = held.header;
    for (const auto& field : fields) {
      mended = held.header;
      if (field == "suite")
        mended.suite = executed.suite;
      else if (field == "height")
        mended.height = executed.height;
      else if (field == "parent")
        mended.parent = executed.parent;
      else if (field == "headers")
        mended.headers = executed.headers;
      else if (field == "batch_root")
        mended.batch_root = executed.batch_root;
      else if (field == "receipts_root")
        mended.receipts_root = executed.receipts_root;
      else if (field == "state_root")
        mended.state_root = executed.state_root;
      else if (field == "validator_set")
        mended.validator_set = executed.validator_set;
      else if (field == "next_validator_set")
        mended.next_validator_set = executed.next_validator_set;
      if (signs(mended)) return field;
    }
    return "time_ms";
  }

  bool check_end() {
    const AuditPlace place{ledger_->height(), end_->offset, end_->end_offset(), std::nullopt, "end"};
    const auto end = decode<ArchiveEnd>(end_->body);
    if (end_->kind != ArchiveKind::end || !end) return damaged({place, {Code::malformed, "no end record"}});
    const Hash32 last = ledger_->height() == 0 ? Hash32{} : ledger_->head_hash();
    if (end->height != ledger_->height())
      return damaged({place,
                      {Code::wrong_height, std::to_string(end->height) + ", the last block is " +
                                               std::to_string(ledger_->height())}});
    if (end->header_hash != last) return damaged({place, {Code::wrong_header, end->header_hash.hex()}});
    if (reader_.offset() != reader_.size())
      return damaged({{ledger_->height(), reader_.offset(), reader_.size(), std::nullopt, "after the end"},
                      {Code::trailing_bytes, reader_.rest_in_words()}});
    return true;
  }

  ArchiveReader reader_;
  const AuditOptions& options_;
  const std::optional<Height> target_;
  KnownSets sets_;
  std::unique_ptr<Ledger> ledger_;
  const KeyValue* store_ = nullptr;  // the ledger's
  Height read_ = 0;                  // blocks read
  Height checked_ = 0;               // the last block that is right
  std::optional<ArchiveRecord> end_;
  AuditReport report_;
  std::optional<AuditFailure> failure_;
};

}  // namespace

std::string_view name_of(AuditVerdict verdict) {
  switch (verdict) {
    case AuditVerdict::verified:
      return "verified";
    case AuditVerdict::damaged:
      return "damaged_or_forged";
    case AuditVerdict::not_an_archive:
      return "not_an_archive";
    case AuditVerdict::machine_failed:
      return "machine_failed";
    case AuditVerdict::truncated:
      return "truncated";
    case AuditVerdict::other_chain:
      return "other_chain";
    case AuditVerdict::not_reconciled:
      return "not_reconciled";
    case AuditVerdict::interrupted:
      return "interrupted";
  }
  return {};
}

std::expected<AuditReport, AuditFailure> audit_archive(const std::filesystem::path& file,
                                                       const AuditOptions& options) {
  auto reader = ArchiveReader::open(file);
  if (!reader)
    return std::unexpected(
        AuditFailure{AuditVerdict::not_an_archive, reader.error(), {0, 0, 20, std::nullopt, "head"}, 0});
  return Audit(*std::move(reader), options).run();
}

}  // namespace credence
