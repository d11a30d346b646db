// The smallest application: a chain of hashes that remembers which numbers it has seen. For tests of consensus alone.
#pragma once

#include <set>

#include "tests/simulator/world.h"

namespace credence::simulator {

class HashChain final : public Application {
 public:
  explicit HashChain(const ChainId& chain) : chain_(chain), headers_{chain} {}
  Height height() const override { return headers_.size() - 1; }
  Hash32 header_hash(Height height) const override { return headers_.at(height); }
  Hash32 state_root() const override { return headers_.back(); }
  const Proposal& proposal(Height height) const override { return proposals_.at(height - 1); }
  bool validate(const Proposal& proposal) const override {
    const auto batch = batch_of(proposal);
    return batch && std::ranges::all_of(batch->transactions, [](const auto& t) { return decode<std::uint64_t>(t).has_value(); });
  }
  Hash32 execute(const Proposal& proposal) override {
    if (const auto batch = batch_of(proposal))
      for (const auto& bytes : batch->transactions)
        if (const auto number = decode<std::uint64_t>(bytes)) seen_.insert(*number);
    headers_.push_back(tagged_hash(Tag::header, {headers_.back().view(), proposal_digest(chain_, proposal).view()}));
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
  const ChainId& chain() const override { return chain_; }
  std::unique_ptr<Application> make_application() const override { return std::make_unique<HashChain>(chain_); }
  Bytes transaction(std::uint64_t number) const override { return encode(number); }

 private:
  ChainId chain_ = tagged_hash(Tag::genesis, bytes_of("a chain of hashes"));
};

}  // namespace credence::simulator
