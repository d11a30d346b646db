// SPDX-License-Identifier: Apache-2.0
// The address of a node's API as people write it.
//
//   http://10.0.0.7:7101                     plain: on this machine, or where nobody listens
//   https://node.example                     TLS, port 443; judged by the system's authorities
//   https://node.example:7443/credence       behind a reverse proxy that serves it under a path
//   https://10.0.0.7:7101#sha256=6B:02…      TLS, and exactly this certificate or public key
#pragma once

#include <string>
#include <string_view>

#include "ledger/primitives/error.h"

namespace credence {

struct Endpoint {
  std::string host = {};  // a name, or an address without brackets
  std::string port = {};
  bool tls = false;
  std::string prefix = {};  // "/credence", or empty
  // SHA-256 of the certificate or of its public key (SPKI), 64 hexadecimal digits; empty: authorities decide
  std::string pin = {};
  std::string ca = {};  // a PEM file of authorities, instead of the system's; empty: the system's
  bool operator==(const Endpoint&) const = default;

  /// As it is shown: without the pin.
  [[nodiscard]] std::string text() const;
  /// As it is written into a file: parse_endpoint gives the same again, but for `ca`.
  [[nodiscard]] std::string url() const;
  /// Nobody between can read what is said: TLS, or this machine itself.
  [[nodiscard]] bool confidential() const;
};

/// `bad_address`, `address_scheme`, `address_port` or `address_path`, with the text. Without a scheme it is
/// http.
[[nodiscard]] Result<Endpoint> parse_endpoint(std::string_view url);

}  // namespace credence
