// SPDX-License-Identifier: Apache-2.0
#include "ledger/execution/executor.h"

#include <algorithm>

#include "ledger/domain/features.h"
#include "ledger/execution/rules.h"
#include "ledger/primitives/merkle.h"

namespace credence {
namespace {

/// The state before the genesis.
class NoState final : public StateSource {
 public:
  Result<std::optional<BytesView>> value(const Hash32&, BytesView) const override {
    return std::optional<BytesView>{};
  }
};

/// The further signatures, all of registered keys in force. One of them may be the checker's.
Result<void> check_cosigners(TransactionContext& context, std::span<const KeyId> cosigners) {
  for (const KeyId& id : cosigners) {
    const auto signer = context.state.at(SignerKey{id});
    if (!signer.present()) return fail(Code::unknown_key, said::key(id));
    if (signer->revoked) return fail(Code::revoked_key, said::key(id));
    const bool checks = std::ranges::find(signer->roles, Role::check) != signer->roles.end();
    if (checks && !signer->enterprise && signer->department == context.department) context.checker = id;
  }
  return {};
}

}  // namespace

Result<void> run_action(TransactionContext& context, BytesView bytes, std::span<const KeyId> cosigners) {
  auto action = decode<Action>(bytes);
  // One code for whatever cannot be read, and nothing more: a replica of a later version, which could read it,
  // refuses it in the same words until its feature is in force.
  if (!action) return fail(Code::unreadable_action);
  if (const auto feature = features::needed_by(*action); !feature.empty() && !context.has_feature(feature))
    return fail(Code::unreadable_action);
  if (auto good = check_maker(context, context.signer, role_for(*action)); !good) return good;
  if (auto good = check_cosigners(context, cosigners); !good) return good;
  const auto excepted = [&context](const Uscc& code) {
    return context.state.at(CodeExceptionKey{code}).present();
  };
  if (auto good = check_action(*action, excepted, context.has_feature(features::kTaxRelief)); !good)
    return good;
  if (const std::uint32_t most = context.state.at(ChainKey{})->limits_at(context.height).list_lines;
      lines_of(*action) > most)
    return fail(Code::limit_exceeded,
                said::field("lines") + said::number(lines_of(*action)) + said::at_most(most));
  const bool alone = needs_checker(*action) || (role_for(*action) == Role::govern && decides_alone(context));
  if (alone && !context.checker && context.has_feature(features::kFourEyes)) {
    auto parked = park_action(context, *action, bytes);
    if (!parked || context.refused == nullptr) return parked;  // a dry run goes on as if it were checked now
  }
  return std::visit([&context](const auto& body) { return apply_rules(context, body); }, *action);
}

namespace {

class BlockExecutor {
 public:
  BlockExecutor(const ChainId& chain, const StateSource& state, const ReplayWindow& window, StateCache* cache,
                Execution& out)
      : chain_(chain), overlay_(chain.suite, state, cache), window_(window), out_(out) {}

  void drop_expired() {
    out_.passed = window_.passed(out_.header.height);
    for (const ReplayWindow::Block& block : out_.passed) overlay_.at(ExecutedKey{block.height}).erase();
  }

  /// Where the transaction was executed, perhaps in this block.
  std::optional<TransactionPlace> executed(const TxId& id) const {
    if (const auto here = executed_.find(id); here != executed_.end())
      return TransactionPlace{out_.header.height, here->second};
    return window_.find(id);
  }

  void run(const ReadTransaction& transaction, std::uint32_t position) {
    const Height height = out_.header.height;
    ExecutedTransaction done{transaction.id, transaction.expiry_height, false};
    Result<void> outcome;
    bool parked = false;
    block_bytes_ += transaction.bytes.size();
    if (position >= limits_.block_transactions || block_bytes_ > limits_.block_bytes) {
      outcome =
          fail(Code::limit_exceeded, said::block_full() + said::index(position) + said::bytes(block_bytes_));
    } else if (done.expiry_height < height) {
      outcome = fail(Code::expired, said::last_height(done.expiry_height) + said::height(height));
    } else if (done.expiry_height > window_.expiry_most(height)) {
      outcome = fail(Code::expiry_too_far, said::last_height(done.expiry_height) + said::height(height));
    } else if (const auto before = executed(transaction.id)) {
      outcome = fail(Code::replayed, said::height(before->height) + said::index(before->index));
    } else {
      done.counted = true;
      outcome = attempt(transaction, position, parked);
      executed_.emplace(transaction.id, position);
      out_.executed.push_back({transaction.id, position});
      out_.last_expiry = std::max(out_.last_expiry, done.expiry_height);
    }
    Receipt receipt{transaction.id, 0, parked, {}};
    if (!outcome) {
      receipt.code = static_cast<std::uint16_t>(outcome.error().code);
      receipt.details = receipt_details(outcome.error().details);
    }
    out_.transactions.push_back(done);
    out_.receipts.push_back(encode(receipt));
  }

  /// All or nothing: what the action changed and said, or nothing of it.
  Result<void> attempt(const ReadTransaction& transaction, std::uint32_t position, bool& parked) {
    TransactionContext context = context_at(position);
    context.transaction = context.origin = transaction.id;
    context.signer = transaction.signer;
    context.chain = chain_;
    const std::array before = {record_.entries.size(), record_.appends.size(), record_.completed.size()};
    overlay_.begin();
    std::vector<KeyId> cosigners;
    for (std::size_t i = 1; i < transaction.signatures.size(); ++i)
      cosigners.push_back(key_id(transaction.signatures[i].key));
    auto outcome = run_action(context, transaction.action, cosigners);
    if (outcome) {
      parked = context.parked;
      overlay_.commit();
    } else {
      overlay_.rollback();
      record_.entries.resize(before[0]);
      record_.appends.resize(before[1]);
      record_.completed.resize(before[2]);
    }
    overlay_.begin();
    return outcome;
  }

  TransactionContext context_at(std::uint32_t position) {
    return {overlay_, record_, out_.header.height, position, out_.header.time_ms, {}, {}, {}};
  }
  Overlay& overlay() { return overlay_; }

  /// Who signs this block and the next: decided by the state before it, W heights ago at the latest.
  void begin() {
    limits_ = overlay_.at(ChainKey{})->limits_at(out_.header.height);
    const auto validators = overlay_.at(ValidatorsKey{});
    const ValidatorSet& set = validators->at(out_.header.height).set;
    const ValidatorSet& next = validators->at(out_.header.height + 1).set;
    out_.header.validator_set = validator_set_hash(set);
    out_.header.next_validator_set = validator_set_hash(next);
    if (set != next) out_.next_validators = next;
  }

  /// A vote may set a feature that this program does not know: it stops before the first block under it.
  Result<void> check_features() {
    for (const FeatureFlag& flag : overlay_.at(ChainKey{})->features)
      if (flag.from <= out_.header.height && !features::known(flag.name))
        return fail(Code::unknown_feature, said::feature(flag.name) + said::from_height(flag.from));
    return {};
  }

  void finish() {
    if (!out_.executed.empty())
      overlay_.at(ExecutedKey{out_.header.height})
          .put({root_of(chain_.suite, out_.executed), static_cast<std::uint32_t>(out_.executed.size()),
                out_.last_expiry});
    out_.changes = overlay_.changes();
    out_.used = overlay_.take_slots();
    out_.entries = std::move(record_.entries);
    out_.appends = std::move(record_.appends);
    out_.completed = std::move(record_.completed);
    for (const Bytes& receipt : out_.receipts)
      out_.receipt_leaves.push_back(merkle_leaf(chain_.suite, receipt));
    out_.header.batch_root = merkle_root(chain_.suite, out_.transaction_leaves);
    out_.header.receipts_root = merkle_root(chain_.suite, out_.receipt_leaves);
    out_.header.transaction_count = static_cast<std::uint32_t>(out_.receipts.size());
  }

 private:
  const ChainId chain_;
  Overlay overlay_;
  const ReplayWindow& window_;
  Execution& out_;
  IdTable<std::uint32_t> executed_;  // index of what this block executed
  BlockRecord record_;
  ChainLimits limits_;
  std::size_t block_bytes_ = 0;
};

}  // namespace

Result<Execution> execute_genesis(const Genesis& genesis) {
  Execution out;
  out.header.suite = genesis.suite;
  out.header.time_ms = genesis.time_ms;
  const NoState nothing;
  const ReplayWindow empty;
  // no action of a genesis signs for its chain
  BlockExecutor block(ChainId{genesis.suite, {}}, nothing, empty, nullptr, out);
  TransactionContext context = block.context_at(0);
  ChainValue& chain = block.overlay().at(ChainKey{}).edit();
  for (const Id& feature : genesis.features) chain.features.push_back({feature, 0});
  chain.governed = !genesis.owners.empty();
  block.overlay().at(ValidatorsKey{}).put({{genesis.validators, genesis.owners}, std::nullopt, {}});
  block.begin();
  const auto apply_all = [&context](const auto& actions) -> Result<void> {
    for (const auto& action : actions)
      if (auto good = apply_rules(context, action); !good)
        return fail(Code::bad_genesis, good.error().text_en());
    return {};
  };
  if (auto good = apply_all(genesis.departments); !good) return std::unexpected(good.error());
  if (auto good = apply_all(genesis.keys); !good) return std::unexpected(good.error());
  if (auto good = apply_all(genesis.qualifications); !good) return std::unexpected(good.error());
  block.finish();
  return out;
}

Result<Execution> execute_block(const ChainId& chain, const BlockHeader& parent, const Hash32& parent_hash,
                                const ReadBatch& proposal, const StateSource& state,
                                const ReplayWindow& window, StateCache* cache) try {
  Execution out;
  out.header.suite = chain.suite;
  out.header.height = parent.height + 1;
  out.header.parent = parent_hash;
  out.header.time_ms = std::max(parent.time_ms + 1, proposal.time_ms);  // a null proposal has time 0
  BlockExecutor block(chain, state, window, cache, out);
  block.begin();
  if (auto good = block.check_features(); !good) return std::unexpected(good.error());
  block.drop_expired();
  std::uint32_t position = 0;
  out.transaction_leaves.reserve(proposal.transactions.size());
  for (const SharedTransaction& transaction : proposal.transactions) {
    block.run(*transaction, position++);
    out.transaction_leaves.push_back(transaction->leaf);
  }
  block.finish();
  return out;
} catch (const StateFault& fault) {
  return std::unexpected(fault.error);
}

/// Who signs first, and that this key may do such an action.
Result<void> check_maker(TransactionContext& context, const KeyId& id, std::optional<Role> role) {
  const auto signer = context.state.at(SignerKey{id});
  if (!signer.present()) return fail(Code::unknown_key, said::key(id));
  if (signer->revoked) return fail(Code::revoked_key, said::key(id));
  if (signer->enterprise) {
    context.enterprise = signer->enterprise;
  } else {
    const auto department = context.state.at(DepartmentKey{signer->department});
    if (department.present() && department->suspended)
      return fail(Code::department_suspended, said::department(signer->department));
    context.department = signer->department;
  }
  if (!role) return {};
  if (std::ranges::find(signer->roles, *role) == signer->roles.end())
    return fail(Code::wrong_role, said::word(name_of(*role)));
  return is_granted(*role) ? context.require_authority(signer->department, *role) : Result<void>{};
}

// ---- what all rules share ---------------------------------------------------------------------------------

void TransactionContext::say(std::span<const Subject> subjects, Fact fact) {
  Bytes bytes =
      encode(HistoryEntry{height, position, time_ms, transaction, signer, checker, std::move(fact)});
  const Hash32 leaf = history_leaf(state.suite(), bytes);
  const auto entry = static_cast<std::uint32_t>(record.entries.size());
  record.entries.push_back(std::move(bytes));
  for (const Subject& subject : subjects) {
    auto place = state.at(HistoryKey{subject});
    HistoryValue& head = place.edit();
    record.appends.push_back({place.key_hash(), head.count, entry});
    history_append(state.suite(), head, leaf,
                   [&](const HistoryNode& node) { record.completed.push_back({place.key_hash(), node}); });
  }
}

bool TransactionContext::governed() { return state.at(ChainKey{})->governed; }
Result<void> TransactionContext::require_authority(const Id& holder, Role role) {
  if (!governed()) return {};
  const auto held = state.at(DepartmentKey{holder});
  if (held.present() && std::ranges::find(held->authority, role) != held->authority.end()) return {};
  return fail(Code::role_not_granted, said::word(name_of(role)) + said::department(holder));
}
bool TransactionContext::has_feature(std::string_view name) {
  return state.at(ChainKey{})->has(name, height);
}

Result<void> TransactionContext::require_enterprise(const Uscc& code) const {
  if (enterprise == code) return {};
  const Details own = enterprise ? said::own_enterprise(*enterprise) : Details{};
  return fail(Code::wrong_enterprise, own + said::concerned(code));
}

Result<void> TransactionContext::require_department(const Id& responsible) const {
  if (department == responsible) return {};
  return fail(Code::wrong_department, said::department(department) + said::responsible(responsible));
}

}  // namespace credence
