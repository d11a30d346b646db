// SPDX-License-Identifier: Apache-2.0
#include "client/endpoint.h"

#include <algorithm>
#include <boost/asio/ip/address.hpp>
#include <boost/url/parse.hpp>
#include <boost/url/url_view.hpp>

#include "client/base/characters.h"
#include "ledger/primitives/printable.h"

namespace credence {
namespace {

namespace urls = boost::urls;

constexpr std::size_t kUrlBytesMax = 2048;
constexpr std::size_t kHostBytesMax = 253;
constexpr std::string_view kPinPrefix = "sha256=";
constexpr std::size_t kPinDigits = 64;

std::string_view view_of(urls::string_view text) { return {text.data(), text.size()}; }

bool is_host_name(std::string_view host) {
  constexpr std::string_view kLetters = "abcdefghijklmnopqrstuvwxyz0123456789-._";
  return !host.empty() && host.size() <= kHostBytesMax &&
         host.find_first_not_of(kLetters) == std::string_view::npos;
}

/// "sha256=6B:02:…" as 64 lower-case digits, or nothing.
std::string pin_of(std::string_view fragment) {
  if (!small_letters(std::string(fragment.substr(0, kPinPrefix.size()))).starts_with(kPinPrefix)) return {};
  std::string out = small_letters(std::string(fragment.substr(kPinPrefix.size())));
  std::erase(out, ':');
  const bool hex = out.find_first_not_of("0123456789abcdef") == std::string::npos;
  return hex && out.size() == kPinDigits ? out : std::string();
}

/// No path of the API itself, and nothing that a server may read in another way.
bool good_prefix(std::string_view path) {
  const std::string around = std::string(path) + "/";
  for (const char* const part : {"//", "/./", "/../", "/v1/"})
    if (around.find(part) != std::string::npos) return false;
  return true;
}

}  // namespace

std::string Endpoint::text() const {
  const bool v6 = host.find(':') != std::string::npos;
  return (tls ? "https://" : "http://") + (v6 ? "[" + host + "]" : host) + ":" + port + prefix;
}

std::string Endpoint::url() const {
  return text() + (pin.empty() ? "" : "#" + std::string(kPinPrefix) + pin);
}

bool Endpoint::confidential() const {
  if (tls || host == "localhost" || host.ends_with(".localhost")) return true;
  boost::system::error_code none;
  const auto address = boost::asio::ip::make_address(host, none);
  return !none && address.is_loopback();
}

Result<Endpoint> parse_endpoint(std::string_view url) {
  const auto bad = [url](Code code) {
    return fail(code, "'" + printable(url.substr(0, kUrlBytesMax)) + "'");
  };
  if (url.size() > kUrlBytesMax) return bad(Code::bad_address);
  const std::size_t scheme = url.find("://");
  std::string text = scheme == std::string_view::npos ? "http://" + std::string(url)
                                                      : small_letters(std::string(url.substr(0, scheme))) +
                                                            std::string(url.substr(scheme));
  if (!text.starts_with("http://") && !text.starts_with("https://")) return bad(Code::address_scheme);
  const auto parsed = urls::parse_uri(text);
  if (!parsed) return bad(Code::bad_address);
  Endpoint out;
  out.tls = text.starts_with("https://");
  out.host = small_letters(parsed->host_address());
  const bool address =
      parsed->host_type() == urls::host_type::ipv4 || parsed->host_type() == urls::host_type::ipv6;
  if (parsed->has_userinfo() || parsed->has_query() || (!address && !is_host_name(out.host)))
    return bad(Code::bad_address);
  const std::string_view port = view_of(parsed->port());
  if (port.empty() ? !out.tls : parsed->port_number() == 0) return bad(Code::address_port);
  out.port = port.empty() ? "443" : std::to_string(parsed->port_number());
  out.prefix = view_of(parsed->encoded_path());
  while (out.prefix.ends_with('/')) out.prefix.pop_back();
  // "h:7x"
  if (!parsed->encoded_path().empty() && !parsed->encoded_path().starts_with('/'))
    return bad(Code::bad_address);
  if (!good_prefix(out.prefix)) return bad(Code::address_path);
  if (parsed->has_fragment()) {
    out.pin = pin_of(view_of(parsed->encoded_fragment()));
    if (out.pin.empty() || !out.tls) return bad(Code::bad_address);
  }
  return out;
}

}  // namespace credence
