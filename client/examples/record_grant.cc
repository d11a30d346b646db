// SPDX-License-Identifier: Apache-2.0
// Records one award of a programme, and says under which block it stands.
//
// The amount is in 万元. The passphrase of the key file comes from CREDENCE_PASSPHRASE. Run twice, the second
// run is refused: no line of a list is recorded twice.
#include "client/examples/example.h"
#include "client/keyring.h"

using namespace credence;

int main(int argc, char** argv) {
  const std::span<char*> args(argv, static_cast<std::size_t>(argc));
  if (args.size() != 10)
    return usage("record_grant GENESIS NODE KEY-FILE PROGRAMME BATCH CODE NAME PROJECT AMOUNT");
  const auto network = find_network({.genesis = args[1], .nodes = {args[2]}});
  if (!network) return failed(network.error());
  const auto key = Keyring({}, {}).open(args[3]);
  if (!key) return failed(key.error());
  const auto code = parse_uscc(args[6]);
  if (!code) return failed(code.error());
  const auto amount = parse_wan(args[9]);
  if (!amount) return failed(amount.error());

  RecordAwards list;  // a batch of one line
  list.programme = Id(args[4]);
  list.batch = Id(args[5]);
  list.title = Name(args[5]);
  list.stage = AwardStage::confirmed;
  list.declared_count = 1;
  list.declared_total = *amount;
  list.lines.push_back(
      {.line = 1, .beneficiary = Name(args[7]), .code = *code, .project = Name(args[8]), .amount = *amount});

  Client client(*network);
  const auto done = client.submit(list, *key);  // signed, sent, executed, and the receipt proved
  if (!done) return failed(done.error());
  std::printf("recorded in block %llu, signed by %zu validators, transaction %s\n",
              static_cast<unsigned long long>(done->header().height), done->certificate().signatures.size(),
              (*done)->transaction.id.hex().c_str());
}
