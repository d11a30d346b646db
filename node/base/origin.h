// SPDX-License-Identifier: Apache-2.0
// The origin of an address (crowd.h). Heavy (Asio): include it in .cc files only.
#pragma once

#include <string>

#include <boost/asio/ip/address.hpp>

namespace credence::node {

/// An IPv4 address (also one that is written as IPv6), or the /64 of an IPv6 address: whoever has one address
/// of such a network mostly has all of them.
[[nodiscard]] inline std::string origin_of(const boost::asio::ip::address& address) {
  if (address.is_v4()) return address.to_string();
  const auto v6 = address.to_v6();
  if (v6.is_v4_mapped()) return boost::asio::ip::make_address_v4(boost::asio::ip::v4_mapped, v6).to_string();
  auto bytes = v6.to_bytes();
  std::fill(bytes.begin() + 8, bytes.end(), std::uint8_t{0});
  return boost::asio::ip::address_v6(bytes).to_string() + "/64";
}

}  // namespace credence::node
