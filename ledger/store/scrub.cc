// SPDX-License-Identifier: Apache-2.0
#include "ledger/store/scrub.h"

#include "ledger/primitives/counted.h"
#include "ledger/store/ledger_impl.h"
#include "ledger/tree/state_entries.h"

namespace credence {
namespace {

/// Families of the store, with what a person calls them.
constexpr std::pair<char, const char*> kFamilies[] = {{'m', "the records of the chain"},
                                                      {'b', "block headers"},
                                                      {'t', "transactions"},
                                                      {'c', "certificates"},
                                                      {'i', "index of transactions"},
                                                      {'x', "ids of executed transactions"},
                                                      {'e', "history entries"},
                                                      {'h', "places of history entries"},
                                                      {'g', "history nodes"},
                                                      {'q', "begun histories"},
                                                      {'v', "changes of validators"},
                                                      {'r', "consensus records"},
                                                      {'s', "state entries"},
                                                      {'n', "state tree nodes"}};

/// A store of one moment; whoever wants to know is told what is read.
class WatchedStore final : public KeyValue {
 public:
  WatchedStore(std::shared_ptr<const KeyReader> store, LedgerScrub::Told told)
      : store_(std::move(store)), told_(std::move(told)) {}
  Result<std::optional<Bytes>> get(BytesView key) const override {
    auto out = store_->get(key);
    if (auto go_on = told_(key.size() + (out && *out ? (*out)->size() : 0)); !go_on)
      return std::unexpected(go_on.error());
    return out;
  }
  Result<void> scan(BytesView from, BytesView to,
                    const std::function<bool(BytesView key, BytesView value)>& visit) const override {
    Result<void> go_on;
    auto scanned = store_->scan(from, to, [&](BytesView key, BytesView value) {
      go_on = told_(key.size() + value.size());
      return go_on.has_value() && visit(key, value);
    });
    return go_on ? scanned : go_on;
  }
  Result<void> write(const WriteBatch&, bool) override {
    return fail(Code::storage_failed, "a store of one moment is not written to");
  }

 private:
  const std::shared_ptr<const KeyReader> store_;
  const LedgerScrub::Told told_;
};

}  // namespace

LedgerScrub::LedgerScrub(std::shared_ptr<const KeyReader> store, const Genesis& genesis, Told told)
    : LedgerScrub(std::make_unique<WatchedStore>(std::move(store), std::move(told)), genesis) {}
LedgerScrub::LedgerScrub(std::unique_ptr<KeyValue> store, const Genesis& genesis)
    : impl_(std::make_unique<Ledger::Impl>(std::move(store), genesis, StateTree::Cache{}.bucket_bytes_max)),
      trust_(TrustAnchor{chain_id(genesis), genesis.validators}) {}
LedgerScrub::~LedgerScrub() = default;

void LedgerScrub::damaged(std::string where) {
  if (report_.damage.size() < ScrubReport::kDamageMax)
    report_.damage.push_back(Error{Code::storage_corrupt, std::move(where)});
}

template <class T>
bool LedgerScrub::take(const Result<T>& read, const std::string& where) {
  if (!read) damaged(where + ": " + read.error().detail);
  return read.has_value();
}

ScrubReport LedgerScrub::run(const std::function<void(Height)>& progress) {
  report_ = {};
  scrub_families();
  if (!read_head()) return report_;
  scrub_sets();
  scrub_headers();
  parent_.reset();
  for (Height at = report_.oldest; at <= report_.height; ++at) {
    scrub_block(at);
    progress(at);
  }
  scrub_state();
  return report_;
}

/// Every record of every family: what a disk does to bytes shows here.
void LedgerScrub::scrub_families() {
  for (const auto& [family, name] : kFamilies) {
    const Bytes from{static_cast<std::byte>(family)};
    (void)take(
        impl_->store->scan(from, keyspace::after_family(family), [](BytesView, BytesView) { return true; }),
        name);
  }
}

bool LedgerScrub::read_head() {
  const auto chain = impl_->read<ChainId>(keyspace::meta("chain"));
  if (!take(chain, "the chain id")) return false;
  if (!*chain || **chain != impl_->chain) return damaged("the chain id: none, or another"), false;
  const auto head = impl_->read<keyspace::HeadRecord>(keyspace::meta("head"));
  if (!take(head, "the record of the head")) return false;
  if (!*head) return damaged("the record of the head: missing"), false;
  report_.height = (*head)->height;
  const auto certified = impl_->read<Height>(keyspace::meta("certified"));
  if (take(certified, "the record of the certified height")) report_.certified = certified->value_or(0);
  if (!take(impl_->load_oldest_below(report_.height), "the record of the oldest block")) return false;
  report_.oldest = impl_->oldest;
  const auto block = impl_->block_record(report_.height);
  if (!take(block, block_text(report_.height))) return true;
  if (!*block || (*block)->header_hash != (*head)->header_hash)
    return damaged(block_text(report_.height) + ": not what the record of the head names"), true;
  impl_->height = report_.height;
  impl_->head = (*block)->header;
  impl_->head_hash = (*block)->header_hash;
  return true;
}

/// The validators over time must be those that certified blocks prove.
void LedgerScrub::scrub_sets() {
  auto scanned = impl_->store->scan(
      keyspace::next_validators(0), keyspace::after_family('v'), [&](BytesView key, BytesView value) {
        const Height at = keyspace::height_in(key);
        const auto set = decode<ValidatorSet>(value);
        const auto proof = impl_->prove_block(at);
        if (!set || (!proof && proof.error().code != Code::not_yet_certified)) {
          damaged("the change of the validators after " + block_text(at));
        } else if (proof) {
          if (const auto good = trust_.add({*proof, *set}); !good)
            damaged("the change of the validators after " + block_text(at) + ": " + good.error().text_en());
        }
        return true;
      });
  (void)scanned;  // named by scrub_families
}

/// The range of all headers, appended anew: its nodes, and what each header that is held commits to.
void LedgerScrub::scrub_headers() {
  auto grown = impl_->history_base(keyspace::kHeaders);
  if (!take(grown, "the headers")) return;
  const auto node = [this](unsigned level, std::uint64_t index) {
    auto held = impl_->read<Hash32>(keyspace::history_node(keyspace::kHeaders, level, index));
    return held ? *std::move(held) : std::nullopt;
  };
  while (grown->count <= report_.height) {
    const Height at = grown->count;
    const auto leaf = node(0, at);
    if (!leaf) return damaged("the header's hash of " + block_text(at) + ": missing");
    const auto record = impl_->read<keyspace::BlockRecord>(keyspace::block(at));
    if (record && *record &&
        ((*record)->header_hash != *leaf ||
         (*record)->header.headers != history_root(impl_->chain.suite, *grown)))
      damaged("the headers before " + block_text(at) + ": not those that it commits to");
    history_append(impl_->chain.suite, *grown, *leaf, [&](const HistoryNode& made) {
      if (node(made.level, made.index) != made.hash)
        damaged("the headers up to " + block_text(at) + ": a node of their range");
    });
  }
}

void LedgerScrub::scrub_block(Height at) {
  const auto block = impl_->block(at);
  ++report_.blocks;
  if (!take(block, block_text(at))) {
    parent_.reset();
    return;
  }
  if (parent_ && block->header.parent != *parent_)
    damaged(block_text(at) + ": its parent is not the block below it");
  parent_ = header_hash(impl_->chain, block->header);
  if (block->certificate) {
    ++report_.certificates;
    if (const auto good = trust_.verify({block->header, *block->certificate}); !good)
      damaged(block_text(at) + ", certificate: " + good.error().text_en());
  } else if (at > 0 && at == report_.certified) {
    damaged(block_text(at) + ": its certificate is missing");
  }
  for (const auto& bytes : block->receipts) {
    ++report_.transactions;
    const auto receipt = decode<Receipt>(bytes);
    const auto where =
        receipt ? impl_->find_transaction(receipt->transaction) : std::unexpected(receipt.error());
    if (!take(where, block_text(at) + ", index")) continue;
    if (!*where && receipt->code == 0)
      damaged(block_text(at) + ": transaction " + receipt->transaction.hex() + " is not in the index");
  }
}

void LedgerScrub::scrub_state() {
  const auto root = recompute_state_root(impl_->chain.suite, *impl_->store);
  if (!take(root, "state")) return;
  if (impl_->head_hash == Hash32{}) return damaged("state: not compared, for the head's block is damaged");
  if (root->hash != impl_->head.state_root)
    return damaged("state: its entries give the root " + root->hash.hex() + ", " + block_text(impl_->height) +
                   " says " + impl_->head.state_root.hex());
  const auto top = read_state_root(*impl_->store);
  if (take(top, "state tree") && top->hash != root->hash)
    damaged("state tree: its root is not that of the entries");
  std::uint64_t executed = 0;
  (void)each_state_entry(*impl_->store, [&](BytesView bytes, BytesView value) {
    ++report_.state_entries;
    const auto key = decode<StateKey>(bytes);
    if (!key) return damaged("state key " + to_hex(bytes)), true;
    if (const auto* of = std::get_if<ExecutedKey>(&*key)) {
      ++executed;
      const auto named = decode<ExecutedValue>(value);
      const auto ids = impl_->read<ExecutedIds>(keyspace::executed(of->height));
      if (!named || !ids || !*ids || !named->names(impl_->chain.suite, **ids))
        damaged(executed_text(of->height));
    } else if (std::holds_alternative<HistoryKey>(*key)) {
      scrub_history(state_key_hash(impl_->chain.suite, bytes), value);
    }
    return true;
  });
  scrub_window(executed);
}

/// Appends the entries to the head that the ledger began with: they must give the head in the state.
void LedgerScrub::scrub_history(const Hash32& subject, BytesView bytes) {
  const std::string name = "history " + subject.hex();
  const auto head = decode<HistoryValue>(bytes);
  auto grown = impl_->history_base(subject);
  if (!take(head, name) || !take(grown, name)) return;
  ++report_.histories;
  while (grown->count < head->count) {
    const std::uint64_t to = std::min(head->count, grown->count + limits::kPageEntriesMax);
    const auto entries = impl_->history_entries(subject, grown->count, to);
    if (!take(entries, name)) return;
    for (const Bytes& entry : *entries)
      history_append(impl_->chain.suite, *grown, history_leaf(impl_->chain.suite, entry));
    report_.history_entries += entries->size();
  }
  if (grown->count != head->count || grown->peaks != head->peaks)
    damaged(name + ": its entries do not give its head in the state");
}

/// No more ids than the state's `executed` values commit to, and as many blocks as the ledger says.
void LedgerScrub::scrub_window(std::uint64_t executed) {
  std::uint64_t held = 0;
  (void)impl_->store->scan(keyspace::KeyBuilder('x').take(), keyspace::after_family('x'),
                           [&](BytesView, BytesView) { return ++held, true; });
  const auto said = impl_->read<std::uint64_t>(keyspace::meta("window"));
  if (!take(said, "the number of blocks with ids of executed transactions")) return;
  if (held != executed || said->value_or(0) != executed)
    damaged("ids of executed transactions: of " + counted(held, "block", "blocks") + ", said to be of " +
            std::to_string(said->value_or(0)) + "; the state commits to " + std::to_string(executed));
}

Result<Height> LedgerScrub::rebuild(Ledger& fresh, const std::function<void(Height)>& progress) const {
  const auto oldest = impl_->read<Height>(keyspace::meta("oldest"));
  if (oldest && oldest->value_or(0) > fresh.height() + 1)
    return fail_pruned("the first blocks of this ledger", **oldest);
  for (Height at = fresh.height() + 1;; ++at) {
    const auto block = impl_->block(at);
    if (!block || !block->certificate) return fresh.height();
    const auto applied = fresh.apply_certified(block->proposal, block->header, *block->certificate);
    if (!applied) {  // damaged, or a failed write of the new one
      const Code code = applied.error().code;
      if (code == Code::storage_failed || code == Code::storage_full) return std::unexpected(applied.error());
      return fresh.height();
    }
    progress(at);
  }
}

Result<std::map<std::string, Bytes>> LedgerScrub::records() const {
  std::map<std::string, Bytes> out;
  auto scanned = impl_->store->scan(keyspace::record(""), keyspace::after_family('r'),
                                    [&](BytesView key, BytesView value) {
                                      out.emplace(text_of(key.subspan(1)), Bytes(value.begin(), value.end()));
                                      return true;
                                    });
  if (!scanned) return std::unexpected(scanned.error());
  return out;
}

}  // namespace credence
