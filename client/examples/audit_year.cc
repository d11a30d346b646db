// SPDX-License-Identifier: Apache-2.0
// Audits the programmes that a department leads in a fiscal year: every award of each, proved to be all of
// them, against its totals and its budget. Exit code 0 if everything agrees, 3 if not.
#include "client/examples/example.h"

using namespace credence;

namespace {

/// Every award of one programme; true if they agree with its totals.
bool audit(const AwardList& list) {
  Fen awarded = 0, paid = 0, recovered = 0;
  bool good = true;
  for (const Award& award : list.awards) {
    awarded += award.amount - award.released;
    recovered += award.recovered;
    paid += award.paid;
    good = good && award.paid <= award.amount;
  }
  const ProgrammeValue& totals = list.programme;
  good = good && awarded == totals.awarded && paid == totals.paid && recovered == totals.recovered &&
         awarded <= totals.budget;
  std::printf("%-40s %5zu awards  awarded %16s  paid %16s  budget %16s  %s\n", totals.name.c_str(),
              list.awards.size(), yuan_text(awarded).c_str(), yuan_text(paid).c_str(),
              yuan_text(totals.budget).c_str(), good ? "agrees" : "DIFFERS");
  return good;
}

}  // namespace

int main(int argc, char** argv) {
  const std::span<char*> args(argv, static_cast<std::size_t>(argc));
  if (args.size() != 5) return usage("audit_year GENESIS NODE DEPARTMENT YEAR");
  const auto network = find_network({.genesis = args[1], .nodes = {args[2]}});
  if (!network) return failed(network.error());

  Client client(*network);
  // The department's history names every programme that it was ever made to lead or pay, and is proved to be
  // complete.
  const auto history = client.history(of_department(Id(args[3])), {.kinds = {"programme_created"}});
  if (!history) return failed(history.error());
  std::size_t programmes = 0;
  bool good = true;
  for (const HistoryEntry& entry : (*history)->entries) {
    const CreateProgramme& programme = std::get<ProgrammeCreated>(entry.fact).programme;
    if (programme.lead_department != args[3] || std::to_string(programme.fiscal_year) != args[4]) continue;
    const auto list = client.award_list(programme.id);
    if (!list) return failed(list.error());
    good = list->value().has_value() && audit(*list->value()) && good;
    ++programmes;
  }
  std::printf("%zu programmes of %s in %s, proved under block %llu or later\n", programmes, args[3], args[4],
              static_cast<unsigned long long>(history->header().height));
  return good ? 0 : 3;
}
