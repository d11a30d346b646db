// SPDX-License-Identifier: Apache-2.0
// Signs an action and reads it back, with nothing but the installed library: headers, link closure and
// version fit together.
#include <cstdio>

#include "client/client.h"

using namespace credence;

int main(int argc, char** argv) {
  if (argc != 2) return 1;
  const auto network = find_network({.genesis = argv[1], .nodes = {"127.0.0.1:1"}});
  if (!network) return std::fprintf(stderr, "%s\n", network.error().error.text_en().c_str()), 1;
  std::array<std::byte, 32> bytes{};
  bytes.fill(std::byte{7});
  const SecretKey key = SecretKey::from(Suite::secp256k1_sha256, bytes).value();
  Client client(*network, {.request_timeout_ms = 500, .deadline_ms = 1'000});
  RegisterEnterprises action;
  action.lines.push_back({parse_uscc("914401017418885372").value(), Name("广东国光电子有限公司"), {}, {}});
  const auto signed_bytes = client.sign_until(action, key, 100);
  if (!signed_bytes) return std::fprintf(stderr, "%s\n", signed_bytes.error().error.text_en().c_str()), 1;
  const auto parsed = parse_transaction(network->anchor.chain, *signed_bytes);
  if (!parsed || !verify_signatures(*parsed)) return 1;
  const auto nobody =
      client.title(Id("little-giant"), action.lines[0].code, Date{2024, 1, 1});  // nothing listens there
  if (nobody || nobody.error().exit != ExitCode::unreachable) return 1;
  std::printf("transaction %s\n", parsed->id.hex().c_str());
}
