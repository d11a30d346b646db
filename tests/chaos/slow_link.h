// SPDX-License-Identifier: Apache-2.0
// A delaying relay between a node's interface and the bridge, for kernels without netem: it takes the
// interface off the bridge and carries each frame over after its time, in order, at a limited rate. What does
// not fit in its queue is lost, as on a real link.
#pragma once

#include <atomic>
#include <string>
#include <thread>

#include "tests/chaos/private_network.h"

namespace credence::testing {

class SlowLink {
 public:
  /// `link` is on `bridge`. Throws std::runtime_error.
  SlowLink(std::string link, std::string bridge, LinkSpeed speed);
  /// The interface is on the bridge again.
  ~SlowLink();
  SlowLink(const SlowLink&) = delete;

 private:
  void carry();

  const std::string link_, bridge_, inner_,
      outer_;  // the outer end of a pair is on the bridge in the interface's place
  const LinkSpeed speed_;
  int at_link_ = -1, at_inner_ = -1;  // packet sockets
  std::atomic<bool> stop_{false};
  std::thread thread_;
};

}  // namespace credence::testing
