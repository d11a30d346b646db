// The ledger as the simulated application: the real executor, state tree and block store over a key-value
// store in memory.
#include <map>

#include "ledger/domain/actions.h"
#include "ledger/store/ledger.h"
#include "tests/simulator/world.h"

namespace credence::simulator {
namespace {

constexpr std::uint64_t kGenesisMs = 1'699'999'000'000;

/// The disk outlives the ledger that has it open.
class SharedStore final : public KeyValue {
 public:
  explicit SharedStore(std::shared_ptr<KeyValue> disk) : disk_(std::move(disk)) {}
  Result<std::optional<Bytes>> get(BytesView key) const override { return disk_->get(key); }
  Result<void> scan(BytesView from, BytesView to,
                    const std::function<bool(BytesView, BytesView)>& visit) const override {
    return disk_->scan(from, to, visit);
  }
  Result<void> write(const WriteBatch& batch, bool sync) override { return disk_->write(batch, sync); }

 private:
  std::shared_ptr<KeyValue> disk_;
};

template <class T>
T must(Result<T> result) {
  if (!result) std::fprintf(stderr, "%s\n", result.error().text_en().c_str());
  CREDENCE_ASSERT(result.has_value());
  return *std::move(result);
}

class LedgerApplication final : public Application {
 public:
  LedgerApplication(const Genesis& genesis, const std::map<TxId, std::uint64_t>& numbers)
      : genesis_(&genesis), numbers_(&numbers), disk_(make_memory_key_value()) {
    reopen();
  }

  void reopen() override {
    ledger_.reset();
    ledger_ = must(Ledger::open(std::make_unique<SharedStore>(disk_), *genesis_));
  }
  Height height() const override { return ledger_->height(); }
  Hash32 header_hash(Height height) const override {
    if (height == ledger_->height()) return ledger_->head_hash();
    return credence::header_hash(ledger_->chain(), must(ledger_->block(height)).header);
  }
  Hash32 state_root() const override { return ledger_->head().state_root; }
  Proposal proposal(Height height) const override { return must(ledger_->block(height)).proposal; }
  bool validate(const Proposal& proposal) const override {
    return check_proposal(ledger_->chain(), proposal).has_value();
  }

  Hash32 execute(const Proposal& proposal) override {
    must(ledger_->apply(proposal));
    for (const auto& bytes : must(ledger_->block(height())).receipts) {
      const auto receipt = must(decode<Receipt>(bytes));
      if (receipt.code == 0) ++executed_[numbers_->at(receipt.transaction)];
    }
    return ledger_->head_hash();
  }
  std::size_t times_executed(std::uint64_t transaction) const override {
    const auto at = executed_.find(transaction);
    return at == executed_.end() ? 0 : at->second;
  }

 private:
  const Genesis* genesis_;
  const std::map<TxId, std::uint64_t>* numbers_;
  std::shared_ptr<KeyValue> disk_;
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
        registrar_(must(SecretKey::from(tagged_hash(Tag::genesis, bytes_of("registrar")).view()))) {
    genesis_.network = "simulated";
    genesis_.time_ms = kGenesisMs;
    genesis_.suite = "secp256k1-sha256";
    genesis_.validators = committee_.set;
    genesis_.departments.push_back(
        {"registry", "市场监督管理局", "Market Regulation", DepartmentKind::regulator});
    genesis_.keys.push_back({"registry", registrar_.public_key(), {Role::admin, Role::registrar}, "登记岗"});
    chain_ = chain_id(genesis_);
    for (std::uint64_t number = 1; number <= kTransactionsMax; ++number) add_transaction(number);
  }

  const ChainId& chain() const override { return chain_; }
  const Committee& committee() const override { return committee_; }
  std::unique_ptr<Application> make_application() const override {
    return std::make_unique<LedgerApplication>(genesis_, numbers_);
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
  std::map<std::uint64_t, Bytes> transactions_;
  std::map<TxId, std::uint64_t> numbers_;
};

}  // namespace

std::unique_ptr<World> make_ledger_world(std::size_t replicas) {
  return std::make_unique<LedgerWorld>(replicas);
}

}  // namespace credence::simulator
