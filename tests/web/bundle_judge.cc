// SPDX-License-Identifier: Apache-2.0
// Judges proof bundles for the tests of another verifier: `bundle_judge ANCHOR NOW_MS`, the anchor being the
// file of a genesis or the line of a pinned one, reads files from
// standard input, each as its length (u32, little endian) and its bytes, and prints a line for each: verdict,
// code, field, offset and length ("-" and 0 where nothing is wrong).
#include <array>
#include <fstream>
#include <iostream>
#include <sstream>

#include "ledger/proof/bundle.h"
#include "ledger/views/genesis_json.h"

namespace credence {
namespace {

bool read_frame(std::istream& in, Bytes& out) {
  std::array<unsigned char, 4> length;
  if (!in.read(reinterpret_cast<char*>(length.data()), length.size())) return false;
  out.resize(length[0] | length[1] << 8 | length[2] << 16 | static_cast<std::uint32_t>(length[3]) << 24);
  return static_cast<bool>(
      in.read(reinterpret_cast<char*>(out.data()), static_cast<std::streamsize>(out.size())));
}

TrustAnchor anchor_from(const std::string& given) {
  if (is_anchor_line(given)) return anchor_of(parse_anchor_line(given).value());
  std::ostringstream text;
  text << std::ifstream(given, std::ios::binary).rdbuf();
  const auto genesis = genesis_from_json(text.str()).value();
  return {chain_id(genesis), genesis.validators};
}

int run(const std::string& given, std::uint64_t now_ms) {
  const TrustAnchor anchor = anchor_from(given);
  for (Bytes file; read_frame(std::cin, file);) {
    const auto verified = verify_bundle(anchor, file);
    if (verified) {
      std::cout << name_of(judge(*verified, {now_ms}).verdict) << " - - 0 0\n";
      continue;
    }
    const BundleFault& fault = verified.error();
    std::cout << fault.verdict() << ' ' << info(fault.error.code).name << ' ' << fault.field << ' '
              << fault.offset << ' ' << fault.length << '\n';
  }
  return 0;
}

}  // namespace
}  // namespace credence

int main(int argc, char** argv) {
  if (argc != 3) return std::cerr << "bundle_judge ANCHOR NOW_MS\n", 1;
  return credence::run(argv[1], std::stoull(argv[2]));
}
