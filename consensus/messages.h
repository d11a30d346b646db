// The messages of the protocol (being written).
#pragma once

#include "ledger/chain/certificate.h"

namespace credence::consensus {

using View = std::uint64_t;
using ReplicaId = std::uint16_t;

}  // namespace credence::consensus
