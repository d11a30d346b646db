#include "client/setup/network_files.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <openssl/rand.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>

#include "client/base/files.h"
#include "client/base/now.h"
#include "client/keyring.h"
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
};

std::string node_toml(const std::vector<NodePlan>& nodes, std::size_t self) {
  std::string out = std::string(nodes[self].observer ? "# One observer" : "# One validator") +
                    " of a network on this machine. See docs/operations.md.\n"
                    "data_dir = \"data\"\n"
                    "genesis = \"../../genesis.json\"\n"
                    "key_file = \"node.key.json\"\n"
                    "passphrase_file = \"../../passphrase\"\n"
                    "listen = \"127.0.0.1:" +
                    std::to_string(nodes[self].peer_port) +
                    "\"\n"
                    "api.address = \"127.0.0.1:" +
                    std::to_string(nodes[self].api_port) + "\"\n";
  if (nodes[self].observer) out += "observer = true\n";
  std::string observers;
  for (const NodePlan& node : nodes)
    if (node.observer && node.key != nodes[self].key)
      observers += (observers.empty() ? "\"" : ", \"") + node.key.hex() + "\"";
  if (!observers.empty()) out += "observers = [" + observers + "]\n";
  for (std::size_t i = 0; i < nodes.size(); ++i) {
    if (i == self) continue;
    out += "\n[[peers]]\nname = \"" + nodes[i].name + "\"\nkey = \"" + nodes[i].key.hex() +
           "\"\naddress = \"127.0.0.1:" + std::to_string(nodes[i].peer_port) + "\"\n";
  }
  if (!nodes[self].observer)
    out += "\n[texts]\ndirectory = \"texts\"\n";  // texts of credit entries: docs/operations.md
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

// A key file made anew: what an interrupted run left is of no network.
Outcome<PublicKey> fresh_key(const fs::path& file, std::string_view passphrase, bool fast) {
  std::error_code ignored;
  fs::remove(file, ignored);
  auto key = make_key_file(file, passphrase, fast);
  if (!key) return std::unexpected(key.error());
  return key->public_key();
}

Id observer_name(std::size_t number) { return Id("observer-" + std::to_string(number + 1)); }

Outcome<std::vector<NodePlan>> make_nodes(const NetworkPlan& plan, std::string_view passphrase) {
  auto ports = free_ports(plan.base_port, (plan.validators + plan.observers) * 2);
  if (!ports) return std::unexpected(ports.error());
  std::vector<NodePlan> out;
  for (std::size_t i = 0; i < plan.validators + plan.observers; ++i) {
    const bool observer = i >= plan.validators;
    const Id name = observer ? observer_name(i - plan.validators) : plan.catalogue.validators[i].node;
    auto key = fresh_key(plan.directory / "nodes" / std::string(name) / "node.key.json", passphrase,
                         plan.fast_keys_for_tests);
    if (!key) return std::unexpected(key.error());
    out.push_back({name, *key, (*ports)[2 * i], (*ports)[2 * i + 1], observer});
  }
  for (std::size_t i = 0; i < out.size(); ++i) {
    const fs::path directory = plan.directory / "nodes" / std::string(out[i].name);
    if (auto made = make_private_directories(directory / "data"); !made) return std::unexpected(made.error());
    if (auto written = write_file(directory / "node.toml", node_toml(out, i)); !written)
      return std::unexpected(written.error());
  }
  return out;
}

Outcome<Genesis> make_genesis(const NetworkPlan& plan, std::span<const NodePlan> nodes,
                              std::string_view passphrase) {
  const Catalogue& catalogue = plan.catalogue;
  Genesis out;
  out.network = plan.name.empty() ? catalogue.network : Id(plan.name);
  out.time_ms = now_ms();
  out.suite = std::string("secp256k1-sha256");
  for (std::size_t i = 0; i < nodes.size(); ++i)
    out.validators.validators.push_back(
        {nodes[i].key, catalogue.validators[i].name_zh, catalogue.validators[i].name_en});
  const auto first = catalogue.validators.begin();
  const auto last = first + static_cast<std::ptrdiff_t>(nodes.size());
  if (std::all_of(first, last, [](const CatalogueValidator& v) { return !v.owner.empty(); }))
    for (auto at = first; at != last; ++at) out.owners.push_back(at->owner);
  out.features.assign(catalogue.features.begin(), catalogue.features.end());
  const auto is_admin = [](const CataloguePost& post) {
    return std::ranges::find(post.roles, Role::admin) != post.roles.end();
  };
  for (const CataloguePost& post : catalogue.posts) {
    auto key =
        fresh_key(plan.directory / "keys" / (post.key + ".json"), passphrase, plan.fast_keys_for_tests);
    if (!key) return std::unexpected(key.error());
    if (!plan.admins_only || is_admin(post) || !out.owners.empty())
      out.keys.push_back({post.department, *key, post.roles, post.holder});
  }
  for (const RegisterDepartment& department : catalogue.departments) {
    const bool needed = std::ranges::any_of(
        out.keys, [&](const RegisterKey& key) { return key.department == department.id; });
    if (!plan.admins_only || needed || !out.owners.empty()) out.departments.push_back(department);
  }
  if (!plan.admins_only) out.qualifications = decltype(out.qualifications)(catalogue.qualifications);
  if (auto good = check_genesis(out); !good) return give_up(ExitCode::bad_input, good.error());
  return out;
}

}  // namespace

Outcome<std::vector<std::uint16_t>> free_ports(std::uint16_t base, std::size_t count) {
  std::vector<std::uint16_t> out;
  for (std::uint32_t port = base; port <= 65'535 && out.size() < count; ++port)
    if (is_free(static_cast<std::uint16_t>(port))) out.push_back(static_cast<std::uint16_t>(port));
  if (out.size() < count)
    return give_up(ExitCode::internal, Code::port_in_use, std::to_string(base) + "-65535");
  return out;
}

Outcome<Network> init_network(const NetworkPlan& plan) {
  std::error_code ignored;
  if (fs::exists(plan.directory / "network.json", ignored))
    return give_up(ExitCode::usage, Code::network_exists, plan.directory.string());
  if (plan.validators < 1 || plan.validators > plan.catalogue.validators.size())
    return give_up(ExitCode::usage, Code::bad_config,
                   "1 - " + std::to_string(plan.catalogue.validators.size()) + " validators");
  if (plan.observers > limits::kValidatorsMax)
    return give_up(ExitCode::usage, Code::bad_config,
                   "0 - " + std::to_string(limits::kValidatorsMax) + " observers");
  if (!plan.name.empty())
    if (auto good = check_id(plan.name); !good) return give_up(ExitCode::usage, good.error());
  for (const CatalogueValidator& v :
       plan.catalogue.validators) {  // a ledger without its network.json is never written over
    const fs::path data = plan.directory / "nodes" / std::string(v.node) / "data";
    if (fs::exists(data, ignored) && !fs::is_empty(data, ignored))
      return give_up(ExitCode::usage, Code::network_exists, data.string());
  }
  for (const char* const folder : {"keys", "nodes"})
    if (auto made = make_private_directories(plan.directory / folder); !made) return std::unexpected(made.error());
  auto passphrase = make_passphrase(plan.directory / "passphrase");
  if (!passphrase) return std::unexpected(passphrase.error());
  auto nodes = make_nodes(plan, passphrase->view());
  if (!nodes) return std::unexpected(nodes.error());
  auto genesis = make_genesis(plan, std::span(*nodes).first(plan.validators), passphrase->view());
  if (!genesis) return std::unexpected(genesis.error());
  if (auto written = write_file(plan.directory / "genesis.json", genesis_to_json(*genesis)); !written)
    return std::unexpected(written.error());
  Network out;
  out.directory = plan.directory;
  out.keys = plan.directory / "keys";
  out.anchor = {chain_id(*genesis), genesis->validators};
  out.genesis = *std::move(genesis);
  for (const NodePlan& node : *nodes)
    out.nodes.push_back({node.name,
                         {"127.0.0.1", std::to_string(node.api_port)},
                         plan.directory / "nodes" / std::string(node.name)});
  if (auto written = write_network(out); !written) return std::unexpected(written.error());
  return out;
}

}  // namespace credence
