// SPDX-License-Identifier: Apache-2.0
// TLS for peers: contexts with a certificate made for this process, and the exporter value of a connection.
// Internal to the transport (it includes Asio).
#pragma once

#include <boost/asio/ssl/context.hpp>

#include "node/peers/wire.h"

namespace credence::node {

struct PeerTls {
  boost::asio::ssl::context server{boost::asio::ssl::context::tls_server};
  boost::asio::ssl::context client{boost::asio::ssl::context::tls_client};
};

/// TLS 1.3 only, no tickets, no resumption: each connection has its own exporter value. The certificate
/// proves nothing.
[[nodiscard]] Result<std::unique_ptr<PeerTls>> make_peer_tls();

/// 32 bytes that only the two ends of this connection know ("EXPORTER-credence-peer-v1", RFC 8446 §7.5).
[[nodiscard]] Result<Hash32> exporter_value(SSL* connection);

[[nodiscard]] Result<Instance> new_instance();

}  // namespace credence::node
