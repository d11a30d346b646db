// SPDX-License-Identifier: Apache-2.0
// The smallest application: a chain of hashes that remembers which numbers it has seen. For tests of
// consensus alone, and for large simulated networks.
#pragma once

#include <algorithm>
#include <map>
#include <set>

#include "tests/simulator/world.h"
#include "tests/support/suite.h"

namespace credence::simulator {

class HashChain final : public Application {
 public:
  explicit HashChain(const ChainId& chain) : chain_(chain), headers_{Hash32{chain.bytes}} {}
  Height height() const override { return headers_.size() - 1; }
  Hash32 header_hash(Height height) const override { return headers_.at(height); }
  std::uint64_t head_ms() const override { return head_ms_; }
  Hash32 state_root() const override { return headers_.back(); }
  Proposal proposal(Height height) const override { return proposals_.at(height - 1); }
  bool validate(const Proposal& proposal) const override {
    const auto batch = batch_of(proposal);
    return batch && std::ranges::all_of(batch->transactions,
                                        [](const auto& t) { return decode<std::uint64_t>(t).has_value(); });
  }
  Result<Hash32> try_execute(const Proposal& proposal) override {
    if (const auto batch = batch_of(proposal))
      for (const auto& bytes : batch->transactions)
        if (const auto number = decode<std::uint64_t>(bytes)) seen_.insert(*number);
    headers_.push_back(next_hash(proposal));
    proposals_.push_back(proposal);
    head_ms_ = std::max(head_ms_ + 1, proposal.time_ms);
    return headers_.back();
  }
  std::size_t times_executed(std::uint64_t transaction) const override { return seen_.count(transaction); }

  Result<ServedBlock> serve(Height height, const Certificate& certificate) const override {
    BlockHeader header;
    header.parent = headers_.at(height);
    return ServedBlock{proposals_.at(height - 1), header, certificate};
  }
  Result<void> apply(const ServedBlock& block, const ValidatorSet& set,
                     const Signatures& signatures) override {
    if (block.certificate.height != headers_.size()) return fail(Code::wrong_height, "not the next block");
    if (auto good = verify_certificate(chain_, set, block.certificate, signatures); !good) return good;
    if (block.header.parent != block.certificate.header_hash)
      return fail(Code::wrong_header, "another header");
    if (next_hash(block.proposal) != block.certificate.header_hash)
      return fail(Code::wrong_root, "another proposal");
    (void)try_execute(block.proposal);
    return {};
  }

 private:
  [[nodiscard]] Hash32 next_hash(const Proposal& proposal) const {
    return tagged_hash(samples::kSuite, Tag::header,
                       {headers_.back().view(), proposal_digest(chain_, proposal).view()});
  }

  ChainId chain_;
  std::vector<Hash32> headers_;
  std::vector<Proposal> proposals_;
  std::uint64_t head_ms_ = 0;
  std::set<std::uint64_t> seen_;
};

class HashChainWorld final : public World {
 public:
  explicit HashChainWorld(std::size_t replicas) : committee_(make_committee(replicas)) {
    for (std::uint64_t number = 1; number <= kTransactionsMax; ++number)
      transactions_[number] = encode(number);
  }
  const ChainId& chain() const override { return chain_; }
  const Committee& committee() const override { return committee_; }
  std::unique_ptr<Application> make_application() const override {
    return std::make_unique<HashChain>(chain_);
  }
  const Bytes& transaction(std::uint64_t number) const override {
    const auto at = transactions_.find(number);
    if (at != transactions_.end()) return at->second;
    return transactions_.emplace(number, encode(number)).first->second;  // one thread a test that needs more
  }

 private:
  ChainId chain_{samples::kSuite,
                 tagged_hash(samples::kSuite, Tag::genesis, bytes_of("a chain of hashes")).bytes};
  Committee committee_;
  mutable std::map<std::uint64_t, Bytes> transactions_;
};

}  // namespace credence::simulator
