// SPDX-License-Identifier: Apache-2.0
// Signed transactions offered to a network at a rate that does not depend on its answers, and what became of
// them. A latency runs from the time at which a transaction was to be sent, whenever it was; a transaction is
// in when the client library has verified the certified block that holds it.
#pragma once

#include <functional>

#include "client/http.h"
#include "ledger/primitives/keys.h"
#include "tests/bench/bounds.h"
#include "tests/cluster/cluster.h"

namespace credence::bench {

struct Offer {
  double per_second = 0;             // 0: all of them at once
  std::size_t batch_max = 250;       // transactions in one request
  bool insist = false;               // what is refused for want of room is sent again, and not given up
  double settle_s = 0;               // the rate that comes in is that after so long
  std::vector<std::size_t> nodes{};  // that take them in turn; empty: all
  std::size_t watched = 0;           // the node whose blocks are followed
  std::function<void(double seconds)> during = [](double) {};  // about every 10 ms
};

struct Offered {
  std::size_t offered = 0, taken = 0, refused = 0;
  std::size_t sent_again = 0;  // because a node was gone, or nothing came of it for seconds
  // put into blocks while it was offered, once it had settled; of all at once, until the last one was in
  double per_second = 0;
  double transactions_a_block = 0;
  double longest_pause_ms = 0;  // between two blocks that held some of them, while it was offered
  std::vector<double> latencies_ms;
};

/// Throws if nothing gets on for a minute, or if one is refused for another reason than want of room.
[[nodiscard]] Offered offer(testing::Cluster& cluster, const std::vector<Bytes>& transactions,
                            const Offer& how);

}  // namespace credence::bench
