// The smallest application: a chain of hashes that remembers which numbers it has seen. For tests of
// consensus alone.
#pragma once

#include <algorithm>
#include <map>
#include <set>

#include "tests/simulator/world.h"

namespace credence::simulator {

class HashChain final : public Application {
 public:
  explicit HashChain(const ChainId& chain) : chain_(chain), headers_{chain} {}
  Height height() const override { return headers_.size() - 1; }
  Hash32 header_hash(Height height) const override { return headers_.at(height); }
  Hash32 state_root() const override { return headers_.back(); }
  Proposal proposal(Height height) const override { return proposals_.at(height - 1); }
  bool validate(const Proposal& proposal) const override {
    const auto batch = batch_of(proposal);
    return batch && std::ranges::all_of(batch->transactions,
                                        [](const auto& t) { return decode<std::uint64_t>(t).has_value(); });
  }
  Hash32 execute(const Proposal& proposal) override {
    if (const auto batch = batch_of(proposal))
      for (const auto& bytes : batch->transactions)
        if (const auto number = decode<std::uint64_t>(bytes)) seen_.insert(*number);
    headers_.push_back(
        tagged_hash(Tag::header, {headers_.back().view(), proposal_digest(chain_, proposal).view()}));
    proposals_.push_back(proposal);
    return headers_.back();
  }
  std::size_t times_executed(std::uint64_t transaction) const override { return seen_.count(transaction); }

 private:
  ChainId chain_;
  std::vector<Hash32> headers_;
  std::vector<Proposal> proposals_;
  std::set<std::uint64_t> seen_;
};

class HashChainWorld final : public World {
 public:
  explicit HashChainWorld(std::size_t replicas) : committee_(make_committee(replicas)) {}
  const ChainId& chain() const override { return chain_; }
  const Committee& committee() const override { return committee_; }
  std::unique_ptr<Application> make_application() const override {
    return std::make_unique<HashChain>(chain_);
  }
  const Bytes& transaction(std::uint64_t number) const override {
    const auto [at, fresh] = transactions_.try_emplace(number);  // one thread a test
    if (fresh) at->second = encode(number);
    return at->second;
  }

 private:
  ChainId chain_ = tagged_hash(Tag::genesis, bytes_of("a chain of hashes"));
  Committee committee_;
  mutable std::map<std::uint64_t, Bytes> transactions_;
};

}  // namespace credence::simulator
