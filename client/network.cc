// SPDX-License-Identifier: Apache-2.0
#include "client/network.h"

#include <cstdlib>

#include "client/base/csv.h"
#include "client/base/files.h"
#include "client/base/json_text.h"
#include "client/network_file.h"
#include "ledger/primitives/place_errors.h"
#include "ledger/views/genesis_json.h"

namespace credence {
namespace {

namespace fs = std::filesystem;
namespace json = boost::json;

constexpr std::string_view kNetworkFormat = "credence-network-1";
constexpr std::size_t kNetworkFileBytesMax = std::size_t{16} << 20;
constexpr std::size_t kAuthoritiesBytesMax = std::size_t{4} << 20;

Outcome<void> read_genesis(const fs::path& path, Network& out) {
  auto text = read_file(path, kNetworkFileBytesMax);
  if (!text) return give_up(ExitCode::bad_input, text.error());
  auto genesis = genesis_from_json(*text);
  if (!genesis) return give_up(ExitCode::bad_input, bad_network_file(path, *text, genesis.error()));
  out.genesis = *std::move(genesis);
  out.anchor = TrustAnchor{chain_id(out.genesis), out.genesis.validators};
  return {};
}

Outcome<NetworkNode> node_of(const json::value& value, const fs::path& directory) {
  const auto bad = [&](const std::string& why) {
    return give_up(ExitCode::bad_input, place_code::bad_network_file,
                   (directory / "network.json").string() + ": " + why);
  };
  if (!value.is_object()) return bad("nodes: not an object");
  const auto name = text_member(value.get_object(), "name");
  const auto api = text_member(value.get_object(), "api");
  if (!name || !api) return bad("nodes: name and api are needed");
  auto endpoint = parse_endpoint(*api);
  if (!endpoint)
    return give_up(ExitCode::bad_input, endpoint.error().code, "network.json: " + endpoint.error().detail);
  NetworkNode node{*name, *std::move(endpoint), {}};
  if (const auto place = text_member(value.get_object(), "directory"); place && !place->empty())
    node.directory = directory / *place;
  return node;
}

Outcome<void> read_network(const fs::path& directory, const NetworkOptions& options, Network& out) {
  const fs::path file = directory / "network.json";
  auto text = read_file(file, kNetworkFileBytesMax);
  if (!text) return give_up(ExitCode::usage, Code::no_network, file.string());
  auto object = parse_object(*text);
  if (!object) return give_up(ExitCode::bad_input, bad_network_file(file, *text, object.error()));
  const auto format = text_member(*object, "format");
  if (!format || std::string_view(*format) != kNetworkFormat)
    return give_up(ExitCode::bad_input, place_code::bad_network_file,
                   file.string() + ": format " + std::string(kNetworkFormat) + " is expected");
  out.directory = directory;
  out.keys = directory / text_member(*object, "keys").value_or("keys");
  if (options.genesis.empty())
    if (auto read = read_genesis(directory / text_member(*object, "genesis").value_or("genesis.json"), out);
        !read)
      return read;
  if (const auto ca = text_member(*object, "ca"); ca && !ca->empty()) out.ca = directory / *ca;
  const auto* const nodes = object->if_contains("nodes");
  if (nodes == nullptr || !nodes->is_array())
    return give_up(ExitCode::bad_input, place_code::bad_network_file, file.string() + ": nodes");
  for (const json::value& value : nodes->get_array()) {
    auto node = node_of(value, directory);
    if (!node) return std::unexpected(node.error());
    out.nodes.push_back(*std::move(node));
  }
  return {};
}

/// The authorities of https nodes, where they are not the system's.
Outcome<void> read_authorities(Network& network) {
  if (network.ca.empty()) return {};
  const auto text = read_file(network.ca, kAuthoritiesBytesMax);
  if (!text) return give_up(ExitCode::bad_input, text.error());
  if (!text->contains("-----BEGIN CERTIFICATE-----"))
    return give_up(ExitCode::bad_input, Code::bad_certificate, network.ca.string());
  for (NetworkNode& node : network.nodes) node.api.ca = network.ca.string();
  return {};
}

}  // namespace

Error bad_network_file(const fs::path& file, std::string_view text, const Error& why) {
  std::string what = why.detail;
  if (text.empty()) what = "0 bytes / 0 字节";
  if (text.starts_with("\xEF\xBB\xBF")) what = "BOM (U+FEFF)";
  if (text.starts_with("\xFF\xFE") || text.starts_with("\xFE\xFF")) what = "UTF-16";
  return {place_code::bad_network_file, file.string() + ": " + what};
}

fs::path data_directory(const fs::path& option) {
  if (!option.empty()) return option;
  if (const char* const value = std::getenv("CREDENCE_DATA"); value != nullptr && *value != 0) return value;
  return "run";
}

Outcome<Network> find_network(const NetworkOptions& options) {
  Network out;
  const fs::path directory = data_directory(options.data);
  std::error_code ignored;
  const bool here = fs::exists(directory / "network.json", ignored);
  if (!here && (options.genesis.empty() || options.nodes.empty()))
    return give_up(ExitCode::usage, Code::no_network, (directory / "network.json").string());
  if (here)
    if (auto read = read_network(directory, options, out); !read) return std::unexpected(read.error());
  if (!options.genesis.empty())
    if (auto read = read_genesis(options.genesis, out); !read) return std::unexpected(read.error());
  if (!options.nodes.empty()) {
    out.nodes.clear();
    for (const std::string& url : options.nodes) {
      auto endpoint = parse_endpoint(url);
      if (!endpoint) return give_up(ExitCode::usage, endpoint.error());
      out.nodes.push_back({endpoint->text(), *std::move(endpoint), {}});
    }
  }
  if (out.nodes.empty()) return give_up(ExitCode::usage, Code::no_network, "no node is named");
  if (!options.ca.empty()) out.ca = options.ca;
  if (auto read = read_authorities(out); !read) return std::unexpected(read.error());
  return out;
}

Outcome<ChainId> find_chain(const NetworkOptions& options) {
  Network out;
  auto read = options.genesis.empty() ? read_network(data_directory(options.data), options, out)
                                      : read_genesis(options.genesis, out);
  if (!read) return std::unexpected(read.error());
  return out.anchor.chain;
}

Outcome<void> write_network(const Network& network) {
  json::array nodes;
  for (const NetworkNode& node : network.nodes)
    nodes.push_back(
        json::object{{"name", node.name},
                     {"api", node.api.url()},
                     {"directory", node.directory.lexically_relative(network.directory).string()}});
  json::object object{
      {"format", kNetworkFormat}, {"genesis", "genesis.json"}, {"keys", "keys"}, {"nodes", std::move(nodes)}};
  if (!network.ca.empty()) object["ca"] = network.ca.lexically_relative(network.directory).string();
  return write_file(network.directory / "network.json", json::serialize(object) + "\n");
}

}  // namespace credence
