// SPDX-License-Identifier: Apache-2.0
// Says whether an enterprise holds a title on a day: exit code 0 if it does, 2 if it does not. Both are
// proved.
//
// What a bank asks before it lends, so the answer must be of today: on a chain whose last block is older than
// a day it fails.
#include "client/examples/example.h"

using namespace credence;

int main(int argc, char** argv) {
  const std::span<char*> args(argv, static_cast<std::size_t>(argc));
  if (args.size() != 6) return usage("check_title GENESIS NODE TITLE CODE DAY");
  const auto network = find_network({.genesis = args[1], .nodes = {args[2]}});
  if (!network) return failed(network.error());
  const auto code = parse_uscc(args[4]);
  if (!code) return failed(code.error());
  const auto day = parse_date(args[5]);
  if (!day) return failed(day.error());

  Client client(*network);
  const auto status = client.title(Id(args[3]), *code, *day, {.max_age_ms = 86'400'000});
  if (!status) return failed(status.error());
  std::printf("%s on %s: %s", args[3], day->iso().c_str(), name_of((*status)->state).data());
  if (const auto& title = (*status)->title)
    std::printf(", certificate %s", title->term.certificate_no.c_str());
  std::printf(" (block %llu)\n", static_cast<unsigned long long>(status->header().height));
  return (*status)->in_force() ? 0 : 2;
}
