// SPDX-License-Identifier: Apache-2.0
#include "client/setup/network_files.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <openssl/rand.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>

#include "client/base/files.h"
#include "client/base/in_parallel.h"
#include "client/base/list_errors.h"
#include "client/base/now.h"
#include "client/keyring.h"
#include "client/setup/catalogue_plan.h"
#include "ledger/primitives/counted.h"
#include "ledger/views/genesis_json.h"

namespace credence {
namespace {

namespace fs = std::filesystem;

bool is_free(std::uint16_t port) {
  const int file = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (file < 0) return false;
  const int yes = 1;
  setsockopt(file, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  const bool free = bind(file, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0;
  close(file);
  return free;
}

struct NodePlan {
  Id name;
  PublicKey key;
  std::uint16_t peer_port = 0, api_port = 0;
  bool observer = false;
  bool keeps_texts = false;  // of credit entries: docs/operations.md
};

std::string node_toml(const std::vector<NodePlan>& nodes, std::size_t self) {
  std::string out = std::string(nodes[self].observer ? "# One observer" : "# One validator") +
                    " of a network on this machine. See docs/operations.md.\n"
                    "data_dir = \"data\"\n"
                    "genesis = \"../../genesis.json\"\n"
                    "key_file = \"node.key.json\"\n"
                    "passphrase_file = \"../../passphrase\"\n"
                    "listen = \"127.0.0.1:" +
                    std::to_string(nodes[self].peer_port) + "\"\n";
  if (nodes[self].observer) out += "observer = true\n";
  std::string observers;
  for (const NodePlan& node : nodes)
    if (node.observer && node.key != nodes[self].key)
      observers += (observers.empty() ? "\"" : ", \"") + node.key.hex() + "\"";
  if (!observers.empty()) out += "observers = [" + observers + "]\n";
  out += "\n[api]\naddress = \"127.0.0.1:" + std::to_string(nodes[self].api_port) + "\"\n";
  for (std::size_t i = 0; i < nodes.size(); ++i) {
    if (i == self) continue;
    out += "\n[[peers]]\nname = \"" + nodes[i].name + "\"\nkey = \"" + nodes[i].key.hex() +
           "\"\naddress = \"127.0.0.1:" + std::to_string(nodes[i].peer_port) + "\"\n";
  }
  out += "\n[desk]\n";  // for browsers on this machine: docs/desk.md
  if (nodes[self].keeps_texts) out += "\n[texts]\ndirectory = \"texts\"\n";
  return out;
}

Outcome<Passphrase> make_passphrase(const fs::path& file) {
  std::array<std::byte, 24> random{};
  if (RAND_bytes(reinterpret_cast<unsigned char*>(random.data()), random.size()) != 1)
    return give_up(ExitCode::internal, Code::internal, "no randomness");
  std::string hex = to_hex(random);
  auto written = write_file(file, hex, 0600);
  Passphrase out(hex);
  OPENSSL_cleanse(hex.data(), hex.size());
  OPENSSL_cleanse(random.data(), random.size());
  if (!written) return std::unexpected(written.error());
  return out;
}

Id observer_name(std::size_t number) { return Id("observer-" + std::to_string(number + 1)); }

/// A key that is to be made, and the name under which its public half may have been given instead.
struct KeyPlan {
  std::string name;
  fs::path file;
};
/// Key files, all at once: each takes its time to be hard to guess.
Outcome<std::vector<PublicKey>> make_keys(const NetworkPlan& plan, const std::vector<KeyPlan>& keys,
                                          std::string_view passphrase) {
  std::vector<PublicKey> out(keys.size());
  auto done = in_parallel(keys.size(), [&](std::size_t i) -> Outcome<void> {
    if (const auto given = plan.public_keys.find(keys[i].name); given != plan.public_keys.end()) {
      out[i] = given->second;
      return {};
    }
    auto key = make_key_file(plan.suite, keys[i].file, passphrase, plan.fast_keys_for_tests);
    if (!key) return std::unexpected(key.error());
    out[i] = key->public_key();
    if (plan.key_made) plan.key_made();
    return {};
  });
  if (!done) return std::unexpected(done.error());
  return out;
}

/// Nodes of departments that record credit or audit keep the texts of credit entries; where there is none, the
/// first does, so that what is tried on one machine works.
void choose_text_keepers(const Catalogue& catalogue, std::size_t validators, std::vector<NodePlan>& nodes) {
  bool any = false;
  for (std::size_t i = 0; i < validators; ++i) {
    const Id& owner = catalogue.validators[i].owner;
    nodes[i].keeps_texts =
        catalogue.post(owner, Role::credit) != nullptr || catalogue.post(owner, Role::audit) != nullptr;
    any = any || nodes[i].keeps_texts;
  }
  if (!any) nodes.front().keeps_texts = true;
}

Outcome<std::vector<NodePlan>> make_nodes(const NetworkPlan& plan, const fs::path& place,
                                          std::string_view passphrase) {
  auto ports = free_ports(plan.base_port, (plan.validators + plan.observers) * 2);
  if (!ports) return std::unexpected(ports.error());
  std::vector<NodePlan> out;
  std::vector<KeyPlan> files;
  for (std::size_t i = 0; i < plan.validators + plan.observers; ++i) {
    const bool observer = i >= plan.validators;
    const Id name = observer ? observer_name(i - plan.validators) : plan.catalogue.validators[i].node;
    out.push_back({name, {}, (*ports)[2 * i], (*ports)[2 * i + 1], observer, false});
    files.push_back({name, place / "nodes" / std::string(name) / "node.key.json"});
  }
  choose_text_keepers(plan.catalogue, plan.validators, out);
  auto keys = make_keys(plan, files, passphrase);
  if (!keys) return std::unexpected(keys.error());
  for (std::size_t i = 0; i < out.size(); ++i) out[i].key = (*keys)[i];
  for (std::size_t i = 0; i < out.size(); ++i) {
    const fs::path directory = files[i].file.parent_path();
    if (auto made = make_private_directories(directory / "data"); !made) return std::unexpected(made.error());
    if (auto written = write_file(directory / "node.toml", node_toml(out, i)); !written)
      return std::unexpected(written.error());
  }
  return out;
}

Outcome<Genesis> make_genesis(const NetworkPlan& plan, const fs::path& place, std::span<const NodePlan> nodes,
                              std::string_view passphrase) {
  const bool governed = !plan.ungoverned;
  const std::vector<const CataloguePost*> posts = posts_taking_part(plan.catalogue, {nodes.size(), governed});
  std::vector<KeyPlan> files;
  for (const CataloguePost* post : posts)
    files.push_back({post->key, place / "keys" / (post->key + ".json")});
  auto keys = make_keys(plan, files, passphrase);
  if (!keys) return std::unexpected(keys.error());
  std::vector<PublicKey> validators;
  for (const NodePlan& node : nodes) validators.push_back(node.key);
  const auto key_of = [&](const CataloguePost& post) {
    return (*keys)[static_cast<std::size_t>(std::ranges::find(posts, &post) - posts.begin())];
  };
  auto out = catalogue_genesis(
      plan.catalogue, governed,
      {plan.name.empty() ? plan.catalogue.network : Id(plan.name), now_ms(), validators, key_of});
  if (!out) return give_up(ExitCode::bad_input, out.error());
  return *std::move(out);
}

/// All files of the network in a directory of their own.
Outcome<Network> make_network(const NetworkPlan& plan, const fs::path& place) {
  for (const char* const folder : {"keys", "nodes"})
    if (auto made = make_private_directories(place / folder); !made) return std::unexpected(made.error());
  auto passphrase = make_passphrase(place / "passphrase");
  if (!passphrase) return std::unexpected(passphrase.error());
  auto nodes = make_nodes(plan, place, passphrase->view());
  if (!nodes) return std::unexpected(nodes.error());
  auto genesis = make_genesis(plan, place, std::span(*nodes).first(plan.validators), passphrase->view());
  if (!genesis) return std::unexpected(genesis.error());
  if (auto written = write_file(place / "genesis.json", genesis_to_json(*genesis)); !written)
    return std::unexpected(written.error());
  Network out;
  out.directory = place;
  out.anchor = {chain_id(*genesis), genesis->validators};
  out.genesis = *std::move(genesis);
  for (const NodePlan& node : *nodes)
    out.nodes.push_back(
        {node.name, {"127.0.0.1", std::to_string(node.api_port)}, place / "nodes" / std::string(node.name)});
  if (auto written = write_network(out); !written) return std::unexpected(written.error());
  return out;
}

/// Moves what was made up into the directory around it; network.json, which makes it a network, comes last.
Outcome<void> move_up(const fs::path& from, const fs::path& to) {
  for (const char* name : {"nodes", "keys", "passphrase", "genesis.json", "network.json"}) {
    std::error_code error;
    fs::rename(from / name, to / name, error);
    if (error) return std::unexpected(machine_failure(to / name, error.value()));
  }
  return {};
}

/// A post that takes part, or a node of this network.
bool is_named(const NetworkPlan& plan, std::string_view name) {
  for (const CataloguePost* post : posts_taking_part(plan.catalogue, {plan.validators, !plan.ungoverned}))
    if (post->key == name) return true;
  for (std::size_t i = 0; i < plan.validators; ++i)
    if (plan.catalogue.validators[i].node == name) return true;
  for (std::size_t i = 0; i < plan.observers; ++i)
    if (observer_name(i) == name) return true;
  return false;
}

/// Whether a network may be made here: what a run that was cut off left in kMaking is nothing.
constexpr const char* kMaking = ".new";
bool holds_something(const fs::path& directory) {
  std::error_code ignored;
  for (const auto& entry : fs::directory_iterator(directory, ignored))
    if (entry.path().filename() != kMaking) return true;
  return false;
}

}  // namespace

Outcome<std::vector<std::uint16_t>> free_ports(std::uint16_t base, std::size_t count) {
  constexpr std::size_t kPortMax = 65'535;
  if (base == 0 || base + count - 1 > kPortMax)
    return give_up(ExitCode::usage, list_code::out_of_range,
                   "--base-port " + std::to_string(base) + ": 1 - " + std::to_string(kPortMax + 1 - count) +
                       ", " + counted(count, "port", "ports"));
  std::vector<std::uint16_t> out;
  for (std::uint32_t port = base; port <= 65'535 && out.size() < count; ++port)
    if (is_free(static_cast<std::uint16_t>(port))) out.push_back(static_cast<std::uint16_t>(port));
  if (out.size() < count)
    return give_up(ExitCode::internal, Code::port_in_use, std::to_string(base) + "-65535");
  return out;
}

Outcome<Network> init_network(const NetworkPlan& plan) {
  if (plan.validators < 1 || plan.validators > plan.catalogue.validators.size())
    return give_up(ExitCode::usage, Code::bad_config,
                   "1 - " + counted(plan.catalogue.validators.size(), "validator", "validators"));
  if (plan.observers > limits::kValidatorsMax)
    return give_up(ExitCode::usage, Code::bad_config,
                   "0 - " + std::to_string(limits::kValidatorsMax) + " observers");
  if (!plan.name.empty())
    if (auto good = check_id(plan.name); !good) return give_up(ExitCode::usage, good.error());
  for (const auto& [name, key] : plan.public_keys)
    if (!is_named(plan, name))
      return give_up(
          ExitCode::bad_input, Code::unknown_choice,
          name + (plan.language == Language::zh ? "：目录中没有此名称的岗位或节点"
                                                : ": no post or node of the catalogue is called so"));
  if (holds_something(plan.directory))
    return give_up(ExitCode::usage, Code::network_exists, plan.directory.string());
  if (const auto problems =
          check_catalogue(plan.catalogue, std::nullopt, {plan.validators, !plan.ungoverned});
      !problems.empty())
    return std::unexpected(first_problem(Code::catalogue_broken, problems, plan.language));
  std::error_code ignored;
  const bool there = fs::exists(plan.directory, ignored);
  const fs::path place = plan.directory / kMaking;
  fs::remove_all(place, ignored);
  auto out = make_network(plan, place);
  if (out)
    if (auto moved = move_up(place, plan.directory); !moved) out = std::unexpected(moved.error());
  fs::remove_all(place, ignored);
  if (!out) {
    for (const auto& entry : fs::directory_iterator(plan.directory, ignored))
      fs::remove_all(entry.path(), ignored);
    if (!there) fs::remove(plan.directory, ignored);
    return out;
  }
  out->directory = plan.directory;
  out->keys = plan.directory / "keys";
  for (NetworkNode& node : out->nodes)
    node.directory = plan.directory / node.directory.lexically_relative(place);
  return out;
}

}  // namespace credence
