// SPDX-License-Identifier: Apache-2.0
// One run: random blocks through the executor and through the model, and all that must hold after each block.
#pragma once

#include "ledger/domain/past.h"
#include "ledger/execution/executor.h"
#include "tests/domain_model/actions.h"

namespace credence::model {

/// What was seen over runs: that every action succeeded, and every refusal was met.
struct Seen {
  std::array<std::size_t, std::variant_size_v<ActionBody>> tried{}, done{};
  std::map<Code, std::size_t> codes;
  std::map<std::string, std::size_t> changes;  // of governance, that passed
  std::size_t parked = 0, approved = 0, blocks = 0, actions = 0, compared = 0, entries = 0;
  void add(const Seen& other);
};

class Run {
 public:
  explicit Run(std::uint64_t seed);
  /// Nothing, or the first difference or broken invariant, in words.
  std::optional<std::string> go(std::size_t actions);
  [[nodiscard]] const Seen& seen() const { return seen_; }

  /// For a chain that is kept: blocks of so many transactions, really signed and each once.
  std::vector<Proposal> record(std::size_t blocks, std::size_t transactions);
  [[nodiscard]] const Genesis& genesis() const { return genesis_; }
  [[nodiscard]] const Model& model() const { return model_; }

 private:
  /// The state before a block, in a map.
  class Source final : public StateSource {
   public:
    Result<std::optional<BytesView>> value(const Hash32& key_hash, BytesView key) const override;
    std::map<Hash32, Bytes> values;
  };
  struct Made {
    Attempt attempt;
    Bytes bytes;  // of the transaction
    Code code = Code::ok;
    bool parked = false;
  };

  Made make(std::uint32_t position);
  std::uint64_t next_time();
  Attempt next_attempt();
  std::string in_words(const Made& made) const;
  std::optional<std::string> block(std::size_t transactions);
  std::optional<std::string> check_receipts(const Execution& execution, const std::vector<Made>& made);
  std::optional<std::string> take_histories(const Execution& execution, const std::vector<Made>& made);
  std::optional<std::string> check_changes(const Execution& execution);
  std::optional<std::string> check_folds(const StateKey& key, const Bytes& value);
  std::optional<std::string> check_whole();
  void apply(const Execution& execution);

  std::uint64_t seed_;
  std::mt19937_64 random_;
  Kind kind_;
  Genesis genesis_;
  ChainId chain_;
  Model model_;
  Actions actions_;
  Source source_;
  ReplayWindow window_;
  std::map<Height, ExecutedIds> executed_;  // what is in it
  BlockHeader head_;
  std::uint64_t nonce_ = 0;
  std::vector<Made> earlier_;  // for replays
  struct History {
    HistoryValue head;
    EnterprisePast enterprise;
    ProgrammePast programme;
  };
  std::map<Hash32, History> histories_;
  std::map<Hash32, HistoryKey> subjects_;
  Seen seen_;
  bool signed_ = false;
  Proposal proposal_;  // of the last block
};

}  // namespace credence::model
