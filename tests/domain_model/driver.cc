// SPDX-License-Identifier: Apache-2.0
#include "tests/domain_model/driver.h"

#include <boost/json.hpp>

#include "ledger/execution/rules.h"
#include "ledger/primitives/merkle.h"
#include "ledger/tree/history.h"
#include "ledger/tree/state_path.h"
#include "ledger/views/json.h"
#include "tests/domain_model/invariants.h"
#include "tests/support/suite.h"

namespace credence::model {
namespace {

template <class... Words>
std::string say(const Words&... words) {
  std::ostringstream out;
  (out << ... << words);
  return out.str();
}

/// The executor is given checked transactions: without `really`, the signatures are left empty.
Bytes signed_bytes(const TransactionBody& body, const std::vector<PublicKey>& keys, bool really) {
  if (really) {
    std::vector<const SecretKey*> secrets;
    for (const PublicKey& key : keys) secrets.push_back(secret_key_of(key));
    return sign_transaction(body, secrets).value();
  }
  Transaction transaction{encode(body), {}};
  for (const PublicKey& key : keys) transaction.signatures.push_back({key, {}});
  return encode(transaction);
}

std::string name(Code code) { return std::string(info(code).name); }

/// A value as people read it.
std::string shown(const StateKey& key, const std::optional<Bytes>& value) {
  if (!value) return "absent";
  const auto view = state_value_to_json(key, *value);
  return view ? boost::json::serialize(*view) + "  " + to_hex(*value) : to_hex(*value);
}

}  // namespace

void Seen::add(const Seen& other) {
  for (std::size_t i = 0; i < tried.size(); ++i) tried[i] += other.tried[i], done[i] += other.done[i];
  for (const auto& [code, count] : other.codes) codes[code] += count;
  for (const auto& [change, count] : other.changes) changes[change] += count;
  parked += other.parked;
  approved += other.approved;
  blocks += other.blocks;
  actions += other.actions;
  compared += other.compared;
  entries += other.entries;
}

// ---- the state before a block -----------------------------------------------------------------------------

Result<std::optional<BytesView>> Run::Source::value(const Hash32& key_hash, BytesView) const {
  const auto at = values.find(key_hash);
  return at == values.end() ? std::optional<BytesView>() : std::optional<BytesView>(at->second);
}

// ---- the run ----------------------------------------------------------------------------------------------

Run::Run(std::uint64_t seed)
    : seed_(seed),
      random_(seed),
      kind_(static_cast<Kind>(seed % 3)),
      genesis_(genesis_of(kind_)),
      chain_(chain_id(genesis_)),
      model_(genesis_),
      actions_(model_, random_) {
  const auto execution = execute_genesis(genesis_);
  if (!execution) throw std::runtime_error(execution.error().text_en());
  apply(*execution);
  if (auto broken = take_histories(*execution, {})) throw std::runtime_error(*broken);
}

std::optional<std::string> Run::go(std::size_t actions) {
  std::optional<std::string> broken = check_whole();
  while (!broken && seen_.actions < actions) {
    broken = block(1 + random_() % 40);
    if (!broken && seen_.blocks % 64 == 0) broken = check_whole();
  }
  if (!broken) broken = check_whole();
  if (broken) return say("seed ", seed_, ", height ", head_.height, ": ", *broken);
  return std::nullopt;
}

/// Mostly a second later, often hours, now and then weeks.
std::uint64_t Run::next_time() {
  constexpr std::uint64_t kHour = 3'600'000;
  switch (random_() % 12) {
    case 0:
      return head_.time_ms + kHour * (24 + random_() % 400);
    case 1:
    case 2:
    case 3:
      return head_.time_ms + kHour * (1 + random_() % 40);
    case 4:
      return 0;  // a null proposal's time: the parent's and one more
    default:
      return head_.time_ms + 1'000;
  }
}

Attempt Run::next_attempt() {
  Attempt out = actions_.next();
  const auto ours = [](const PublicKey& key) { return secret_key_of(key) != nullptr; };
  while (signed_ && !std::ranges::all_of(out.keys, ours)) out = actions_.next();
  return out;
}

std::vector<Proposal> Run::record(std::size_t blocks, std::size_t transactions) {
  signed_ = true;
  std::vector<Proposal> out;
  for (std::size_t i = 0; i < blocks; ++i) {
    if (const auto broken = block(transactions)) throw std::runtime_error(*broken);
    out.push_back(proposal_);
  }
  return out;
}

Run::Made Run::make(std::uint32_t position) {
  Made made;
  if (!earlier_.empty() && !signed_ && random_() % 250 == 0) {
    made = earlier_[random_() % earlier_.size()];
  } else {
    made.attempt = next_attempt();
    Attempt& attempt = made.attempt;
    const auto roll = random_() % 400;
    attempt.expiry = roll == 0   ? model_.height - 1
                     : roll == 1 ? model_.height + limits::kExpiryWindowHeights + 1
                                 : model_.height + random_() % 60;
    Bytes action = encode(attempt.action);
    if (!attempt.undecodable && random_() % 200 == 0) {
      make_undecodable(action, random_);
      attempt.undecodable = true;
    }
    const TransactionBody body{chain_, key_id(attempt.keys.front()), ++nonce_, attempt.expiry,
                               std::move(action)};
    made.bytes = signed_bytes(body, attempt.keys, signed_);
    attempt.id = transaction_id(chain_, encode(body));
    if (random_() % 40 == 0) earlier_.push_back(made);
  }
  ++seen_.tried[made.attempt.action.index()];
  made.code = model_.apply(made.attempt, position);
  made.parked = model_.parked();
  ++seen_.codes[made.code];
  if (made.code == Code::ok && !made.parked) ++seen_.done[made.attempt.action.index()];
  if (made.parked) ++seen_.parked;
  if (const auto* decision = std::get_if<DecidePending>(&made.attempt.action))
    seen_.approved += made.code == Code::ok && decision->approve ? 1 : 0;
  return made;
}

std::string Run::in_words(const Made& made) const {
  std::string out = say(action_name(made.attempt.action.index()), " ",
                        boost::json::serialize(to_json(made.attempt.action)));
  for (const PublicKey& key : made.attempt.keys) {
    const auto held = model_.keys.find(key_id(key));
    out += held == model_.keys.end()
               ? ", signed by nobody's key"
               : say(", signed by ", held->second.department, " ",
                     held->second.enterprise ? "for an enterprise" : name_of(held->second.roles.front()));
  }
  return out;
}

std::optional<std::string> Run::block(std::size_t transactions) {
  const std::uint64_t time = next_time();
  model_.begin(head_.height + 1, std::max(time, head_.time_ms + 1));
  std::vector<Made> made;
  credence::Batch batch;
  for (std::uint32_t position = 0; position < transactions; ++position) {
    Made next = make(position);
    batch.transactions.emplace_back(next.bytes);
    made.push_back(std::move(next));
  }
  seen_.actions += transactions;
  ++seen_.blocks;
  proposal_ = {time, encode(batch)};
  const auto execution = execute_block(chain_, head_, header_hash(chain_, head_),
                                       *read_batch(chain_, proposal_).value(), source_, window_);
  if (!execution) return execution.error().text_en();
  if (auto broken = check_receipts(*execution, made)) return broken;
  if (auto broken = take_histories(*execution, made)) return broken;
  if (auto broken = check_changes(*execution)) return broken;
  apply(*execution);
  return std::nullopt;
}

std::optional<std::string> Run::check_receipts(const Execution& execution, const std::vector<Made>& made) {
  if (execution.receipts.size() != made.size()) return "another number of receipts";
  for (std::size_t i = 0; i < made.size(); ++i) {
    const Receipt receipt = decode<Receipt>(execution.receipts[i]).value();
    const auto code = static_cast<Code>(receipt.code);
    if (code != made[i].code)
      return say("the ledger says ", name(code), " (", error_of(receipt).detail, "), the model ",
                 name(made[i].code), " to ", in_words(made[i]));
    if (receipt.pending != made[i].parked) return say("parked or not: ", in_words(made[i]));
  }
  return std::nullopt;
}

/// Histories go on without a gap, of transactions that were done and of each of them, and fold.
std::optional<std::string> Run::take_histories(const Execution& execution, const std::vector<Made>& made) {
  std::vector<HistoryEntry> entries;
  std::set<std::uint32_t> spoken;
  for (const Bytes& bytes : execution.entries) {
    entries.push_back(decode<HistoryEntry>(bytes).value());
    const HistoryEntry& entry = entries.back();
    if (entry.height != execution.header.height || entry.time_ms != execution.header.time_ms)
      return "an entry of another block";
    if (entry.height == 0) continue;
    spoken.insert(entry.position);
    if (made.at(entry.position).code != Code::ok)
      return say("an entry of a refused transaction: ", in_words(made.at(entry.position)));
    if (entry.transaction != made.at(entry.position).attempt.id) return "an entry of another transaction";
    if (const auto* decided = std::get_if<ChangeDecided>(&entry.fact); decided != nullptr && decided->passed)
      ++seen_.changes[decided->change];
  }
  for (std::uint32_t i = 0; i < made.size(); ++i)
    if (made[i].code == Code::ok && !spoken.contains(i))
      return say("no history tells of ", in_words(made[i]));
  for (const StateChange& change : execution.changes)
    if (const auto key = decode<StateKey>(change.key).value(); std::holds_alternative<HistoryKey>(key))
      subjects_[change.key_hash] = std::get<HistoryKey>(key);
  for (const HistoryAppend& append : execution.appends) {
    History& history = histories_[append.subject];
    if (append.index != history.head.count) return say("entry ", append.index, " after ", history.head.count);
    history_append(samples::kSuite, history.head,
                   history_leaf(samples::kSuite, execution.entries[append.entry]));
    ++seen_.entries;
    const auto& subject = subjects_.at(append.subject).subject;
    if (std::holds_alternative<EnterpriseKey>(subject))
      if (auto good = history.enterprise.add(entries[append.entry]); !good) return good.error().text_en();
    if (std::holds_alternative<ProgrammeKey>(subject))
      if (auto good = history.programme.add(entries[append.entry]); !good) return good.error().text_en();
  }
  return std::nullopt;
}

/// What was folded from the history of an enterprise or programme is what the state holds.
std::optional<std::string> Run::check_folds(const StateKey& key, const Bytes& value) {
  const auto history_of = [&](const auto& subject) -> History& {
    return histories_[state_key_hash(samples::kSuite, encode(StateKey(HistoryKey{subject})))];
  };
  std::optional<Bytes> folded;
  if (const auto* enterprise = std::get_if<EnterpriseKey>(&key)) {
    folded = encode(history_of(*enterprise).enterprise.value().value());
  } else if (const auto* programme = std::get_if<ProgrammeKey>(&key)) {
    folded = encode(history_of(*programme).programme.value().value());
  } else if (const auto* title = std::get_if<QualificationKey>(&key)) {
    // The latest terms of the history are those that the state holds.
    auto held = decode<QualificationValue>(value).value();
    std::vector<TitleTerm> terms;
    for (const Title& one : history_of(EnterpriseKey{title->code}).enterprise.titles())
      if (one.type == title->type) terms.push_back(one.term);
    if (terms.size() <= held.former.size() || (held.all_terms && terms.size() != held.former.size() + 1))
      return say("its history tells of ", terms.size(), " terms of a title: ", shown(key, value));
    static_cast<TitleTerm&>(held) = terms.back();
    for (std::size_t i = 0; i < held.former.size(); ++i)
      held.former[i] = terms[terms.size() - 1 - held.former.size() + i];
    folded = encode(held);
  } else {
    return std::nullopt;
  }
  if (*folded == value) return std::nullopt;
  return say("folded from the history: ", shown(key, folded), "\nin the state: ", shown(key, value));
}

std::optional<std::string> Run::check_changes(const Execution& execution) {
  for (const StateChange& change : execution.changes) {
    const StateKey key = decode<StateKey>(change.key).value();
    ++seen_.compared;
    if (std::holds_alternative<HistoryKey>(key)) {
      if (!change.value || *change.value != encode(histories_.at(change.key_hash).head))
        return "a history's head is not that of its entries";
      continue;
    }
    const std::optional<Bytes> expected = model_.value(key);
    if (expected != change.value)
      return say("state key ", to_hex(change.key), "\nledger: ", shown(key, change.value),
                 "\nmodel:  ", shown(key, expected));
    if (!change.value) continue;
    if (auto broken = broken_invariant(key, *change.value))
      return say(*broken, ": ", shown(key, change.value));
    if (auto broken = check_folds(key, *change.value)) return broken;
  }
  return std::nullopt;
}

/// The whole state: nothing that the model does not know, nothing missing.
std::optional<std::string> Run::check_whole() {
  std::size_t known = 0;
  for (const StateKey& key : model_.state_keys()) {
    const auto held = source_.values.find(state_key_hash(samples::kSuite, encode(key)));
    const std::optional<Bytes> expected = model_.value(key);
    if (held == source_.values.end() || held->second != expected)
      return say("the whole state, key ", to_hex(encode(key)),
                 "\nledger: ", held == source_.values.end() ? "absent" : shown(key, held->second),
                 "\nmodel:  ", shown(key, expected));
    ++known;
  }
  if (known + histories_.size() != source_.values.size())
    return say("the ledger holds ", source_.values.size(), " values, the model ", known + histories_.size());
  return std::nullopt;
}

void Run::apply(const Execution& execution) {
  for (const StateChange& change : execution.changes) {
    if (change.value)
      source_.values[change.key_hash] = *change.value;
    else
      source_.values.erase(change.key_hash);
  }
  for (const ReplayWindow::Block& block : execution.passed)
    window_.drop(block, executed_.extract(block.height).mapped());
  if (!execution.executed.empty()) {
    executed_[execution.header.height] = execution.executed;
    window_.add({execution.last_expiry, execution.header.height}, execution.executed);
  }
  head_ = execution.header;
}

}  // namespace credence::model
