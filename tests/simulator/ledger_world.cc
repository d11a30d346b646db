// SPDX-License-Identifier: Apache-2.0
// The ledger as the simulated application: the real executor, state tree and block store over a key-value
// store in memory.
#include <algorithm>
#include <map>
#include <set>

#include "ledger/domain/state_values.h"
#include "ledger/primitives/merkle.h"
#include "ledger/store/ledger.h"
#include "ledger/tree/memory_key_value.h"
#include "tests/simulator/world.h"
#include "tests/support/suite.h"

namespace credence::simulator {
namespace {

constexpr std::uint64_t kGenesisMs = 1'699'999'000'000;

/// What is on the disk; outlives the ledger that has it open. Damage shows as LevelDB shows it: a flipped bit
/// by its checksum, a block of another place by keys that are not there.
class SimulatedDisk final : public KeyValue {
 public:
  Result<std::optional<Bytes>> get(BytesView key) const override {
    if (unreadable_.contains(Bytes(key.begin(), key.end())))
      return fail(Code::storage_corrupt, "checksum of " + to_hex(key));
    return entries_.get(key);
  }
  Result<void> scan(BytesView from, BytesView to,
                    const std::function<bool(BytesView, BytesView)>& visit) const override {
    const auto bad = unreadable_.lower_bound(Bytes(from.begin(), from.end()));
    if (bad == unreadable_.end() || !(*bad < Bytes(to.begin(), to.end())))
      return entries_.scan(from, to, visit);
    bool met = false;
    auto scanned = entries_.scan(from, to, [&](BytesView key, BytesView value) {
      met = !std::ranges::lexicographical_compare(key, *bad);
      return !met && visit(key, value);
    });
    if (met) return fail(Code::storage_corrupt, "checksum of " + to_hex(*bad));
    return scanned;
  }
  Result<std::shared_ptr<const KeyReader>> snapshot() const override { return entries_.snapshot(); }
  Result<void> write(const WriteBatch& batch, bool sync) override {
    if (full) return fail(Code::storage_full, "no space left");
    for (const auto& [key, value] : batch) unreadable_.erase(Bytes(key.begin(), key.end()));
    return entries_.write(batch, sync);
  }

  void damage(Application::Damage how, Random& random) {
    std::vector<std::pair<Bytes, Bytes>> all;
    const bool records = random.chance(500);  // the core's own, or anything
    must_scan(records ? Bytes{std::byte{'r'}} : Bytes{},
              records ? Bytes{std::byte{'s'}} : Bytes(1, std::byte{0xff}), all);
    if (all.empty()) must_scan({}, Bytes(1, std::byte{0xff}), all);
    if (all.empty()) return;
    const auto& [key, value] = all[random.below(all.size())];
    WriteBatch batch;
    if (how == Application::Damage::lost) batch.erase(key);
    if (how == Application::Damage::misdirected) batch.put(key, all[random.below(all.size())].second);
    (void)entries_.write(batch, true);
    if (how == Application::Damage::flipped_bit) unreadable_.insert(key);
  }

  bool full = false;

 private:
  void must_scan(const Bytes& from, const Bytes& to, std::vector<std::pair<Bytes, Bytes>>& out) const {
    (void)entries_.scan(from, to, [&](BytesView key, BytesView value) {
      out.emplace_back(Bytes(key.begin(), key.end()), Bytes(value.begin(), value.end()));
      return true;
    });
  }
  MemoryKeyValue entries_;
  std::set<Bytes> unreadable_;
};

class OpenDisk final : public KeyValue {
 public:
  explicit OpenDisk(std::shared_ptr<KeyValue> disk) : disk_(std::move(disk)) {}
  Result<std::optional<Bytes>> get(BytesView key) const override { return disk_->get(key); }
  Result<void> scan(BytesView from, BytesView to,
                    const std::function<bool(BytesView, BytesView)>& visit) const override {
    return disk_->scan(from, to, visit);
  }
  Result<std::shared_ptr<const KeyReader>> snapshot() const override { return disk_->snapshot(); }
  Result<void> write(const WriteBatch& batch, bool sync) override { return disk_->write(batch, sync); }

 private:
  std::shared_ptr<KeyValue> disk_;
};

template <class T>
T must(Result<T> result) {
  if (!result) std::fprintf(stderr, "%s\n", result.error().text_en().c_str());
  CREDENCE_ASSERT(result.has_value());
  if constexpr (!std::is_void_v<T>) return *std::move(result);
}

class LedgerApplication final : public Application {
 public:
  LedgerApplication(const Genesis& genesis, const std::map<TxId, std::uint64_t>& numbers,
                    std::shared_ptr<SimulatedDisk> disk)
      : genesis_(&genesis), numbers_(&numbers), disk_(std::move(disk)) {
    must(reopen());
  }

  Result<void> reopen() override {
    ledger_.reset();
    disk_->full = false;
    auto opened = Ledger::open(std::make_unique<OpenDisk>(disk_), *genesis_);
    if (!opened) return std::unexpected(opened.error());
    ledger_ = *std::move(opened);
    return {};
  }
  Height height() const override { return ledger_->height(); }
  Hash32 header_hash(Height height) const override {
    if (height == ledger_->height()) return ledger_->head_hash();
    return must(read_header_hash(height));
  }
  Result<Hash32> read_header_hash(Height height) const override {
    const auto block = ledger_->block(height);
    if (!block) return std::unexpected(block.error());
    return credence::header_hash(ledger_->chain(), block->header);
  }
  std::uint64_t head_ms() const override { return ledger_->head().time_ms; }
  Hash32 state_root() const override { return ledger_->head().state_root; }
  Proposal proposal(Height height) const override { return must(ledger_->block(height)).proposal; }
  bool validate(const Proposal& proposal) const override {
    return check_proposal(ledger_->chain(), proposal).has_value();
  }

  Result<Hash32> try_execute(const Proposal& proposal) override {
    if (auto applied = ledger_->apply(proposal); !applied) return std::unexpected(applied.error());
    if (auto counted = count_executed(); !counted) return std::unexpected(counted.error());
    return ledger_->head_hash();
  }
  std::size_t times_executed(std::uint64_t transaction) const override {
    const auto at = executed_.find(transaction);
    return at == executed_.end() ? 0 : at->second;
  }

  Result<ServedBlock> serve(Height height, const Certificate& certificate) const override {
    auto block = ledger_->block(height);
    if (!block) return std::unexpected(block.error());
    return ServedBlock{std::move(block->proposal), block->header, certificate};
  }
  Result<void> apply(const ServedBlock& block, const ValidatorSet& set,
                     const Signatures& signatures) override {
    auto applied = &signatures == &real_signatures()
                       ? ledger_->apply_certified(block.proposal, block.header, block.certificate)
                       : apply_under(signatures, block, set);
    if (!applied) return applied;
    return count_executed();
  }

  Result<void> write_records(const Records& records) override { return ledger_->write_records(records); }
  Result<std::map<std::string, Bytes>> records() const override { return ledger_->records(); }
  bool fill_disk() override { return disk_->full = true; }
  bool damage(Damage how, Random& random) override {
    ledger_.reset();
    disk_->damage(how, random);
    return true;
  }

 private:
  Result<void> count_executed() {
    const auto block = ledger_->block(height());
    if (!block) return std::unexpected(block.error());
    for (const auto& bytes : block->receipts) {
      const auto receipt = decode<Receipt>(bytes);
      if (!receipt) return std::unexpected(receipt.error());
      if (receipt->code == 0) ++executed_[numbers_->at(receipt->transaction)];
    }
    return {};
  }

  /// What Ledger::apply_certified does, with signatures of another suite.
  Result<void> apply_under(const Signatures& signatures, const ServedBlock& block, const ValidatorSet& set) {
    const BlockHeader& header = block.header;
    if (header.height != height() + 1) return fail(Code::wrong_height, std::to_string(header.height));
    if (auto good = verify_header(ledger_->chain(), set, header, block.certificate, signatures); !good)
      return good;
    if (header.time_ms != std::max(ledger_->head().time_ms + 1, block.proposal.time_ms))
      return fail(Code::wrong_header, "time");
    const auto batch = batch_of(block.proposal);
    if (!batch) return std::unexpected(batch.error());
    std::vector<Hash32> leaves;
    for (const auto& bytes : batch->transactions) leaves.push_back(merkle_leaf(samples::kSuite, bytes));
    if (merkle_root(samples::kSuite, leaves) != header.batch_root) return fail(Code::wrong_root, "batch");
    const auto made = ledger_->apply(block.proposal);
    if (!made) return std::unexpected(made.error());
    if (*made != header) return fail(Code::diverged, header_difference(*made, header));
    return {};
  }

  const Genesis* genesis_;
  const std::map<TxId, std::uint64_t>* numbers_;
  std::shared_ptr<SimulatedDisk> disk_;
  std::unique_ptr<Ledger> ledger_;
  std::map<std::uint64_t, std::size_t> executed_;  // by the receipts of the blocks on the disk
};

Uscc code_of(std::uint64_t number) {
  std::string digits = std::to_string(number);
  std::string text = "91440300" + std::string(8 - digits.size(), '0') + digits;
  text += organisation_check_digit(text.substr(8, 8));
  text += uscc_check_digit(text);
  return must(parse_uscc(text));
}

class LedgerWorld final : public World {
 public:
  explicit LedgerWorld(std::size_t replicas)
      : committee_(make_committee(replicas)),
        registrar_(must(SecretKey::from(
            samples::kSuite, tagged_hash(samples::kSuite, Tag::genesis, bytes_of("registrar")).view()))) {
    genesis_.network = "simulated";
    genesis_.time_ms = kGenesisMs;
    genesis_.suite = samples::kSuite;
    genesis_.validators = committee_.set;
    genesis_.departments.push_back(
        {"registry", "市场监督管理局", "Market Regulation", DepartmentKind::regulator});
    genesis_.keys.push_back({"registry", registrar_.public_key(), {Role::admin, Role::registrar}, "登记岗"});
    chain_ = chain_id(genesis_);
    for (std::uint64_t number = 1; number <= kTransactionsMax; ++number) add_transaction(number);
    (void)LedgerApplication(genesis_, numbers_, fresh_);  // makes block 0
  }

  const ChainId& chain() const override { return chain_; }
  const Committee& committee() const override { return committee_; }
  std::unique_ptr<Application> make_application() const override {
    return std::make_unique<LedgerApplication>(genesis_, numbers_, std::make_shared<SimulatedDisk>(*fresh_));
  }
  const Bytes& transaction(std::uint64_t number) const override { return transactions_.at(number); }

 private:
  void add_transaction(std::uint64_t number) {
    RegisterEnterprises action;
    action.lines.push_back({code_of(number), "企业" + std::to_string(number), std::nullopt, std::nullopt});
    const TransactionBody body{chain_, key_id(registrar_.public_key()), number, 10'000,
                               encode(Action(action))};
    const SecretKey* const signers[] = {&registrar_};
    transactions_[number] = must(sign_transaction(body, signers));
    numbers_[transaction_id(chain_, encode(body))] = number;
  }

  Committee committee_;
  SecretKey registrar_;
  Genesis genesis_;
  ChainId chain_;
  std::shared_ptr<SimulatedDisk> fresh_ =
      std::make_shared<SimulatedDisk>();  // as it is after the first start
  std::map<std::uint64_t, Bytes> transactions_;
  std::map<TxId, std::uint64_t> numbers_;
};

}  // namespace

std::unique_ptr<World> make_ledger_world(std::size_t replicas) {
  return std::make_unique<LedgerWorld>(replicas);
}

}  // namespace credence::simulator
