// SPDX-License-Identifier: Apache-2.0
#include "client/lists/plan.h"
#include "client/code_exceptions.h"

namespace credence {
namespace {

// Fixed-width counts make sizes additive: an action's bytes are those of its head and of its lines.
template <class Head, class Line>
Outcome<std::vector<Action>> split(const Head& head, std::span<const Line> lines) {
  auto empty = try_encode(Action(head));
  if (!empty) return give_up(ExitCode::bad_input, empty.error());
  std::vector<Action> out;
  Head list = head;
  std::size_t bytes = empty->size();
  const auto close = [&] {
    out.emplace_back(std::move(list));
    list = head;
    bytes = empty->size();
  };
  for (const Line& line : lines) {
    auto encoded = try_encode(line);
    if (!encoded) return give_up(ExitCode::bad_input, encoded.error());
    if (list.lines.size() == limits::kLinesMax || bytes + encoded->size() > limits::kActionBytesMax) close();
    bytes += encoded->size();
    list.lines.push_back(line);
  }
  if (!list.lines.empty() || out.empty()) close();
  for (const Action& action : out)
    if (auto good = check_action(action, taken_before); !good)
      return give_up(ExitCode::bad_input, good.error());
  return out;
}

// Fills in what was not declared, and refuses a declaration that the lines exceed.
template <class Head, class Line>
Outcome<void> declare(Head& head, std::span<const Line> lines) {
  Fen total = 0;
  for (const Line& line : lines) {
    auto sum = add_fen(total, line.amount);
    if (!sum) return give_up(ExitCode::bad_input, sum.error());
    total = *sum;
  }
  if (head.declared_count == 0) head.declared_count = static_cast<std::uint32_t>(lines.size());
  if (head.declared_total == 0) head.declared_total = total;
  if (!lines.empty() && lines.size() > head.declared_count)
    return give_up(ExitCode::bad_input, Code::count_above_declared,
                   std::to_string(lines.size()) + " > " + std::to_string(head.declared_count));
  if (total > head.declared_total)
    return give_up(ExitCode::bad_input, Code::total_above_declared,
                   yuan_text(total) + " > " + yuan_text(head.declared_total));
  return {};
}

}  // namespace

Outcome<std::vector<Action>> plan_awards(RecordAwards head, std::span<const AwardLine> lines) {
  if (auto declared = declare(head, lines); !declared) return std::unexpected(declared.error());
  return split(head, lines);
}

Outcome<std::vector<Action>> plan_payments(RecordPayments head, std::span<const PaymentLine> lines) {
  if (auto declared = declare(head, lines); !declared) return std::unexpected(declared.error());
  return split(head, lines);
}

Outcome<std::vector<Action>> plan_reversals(ReversePayments head, std::span<const ReversalLine> lines) {
  return split(head, lines);
}

Outcome<std::vector<Action>> plan_amendments(AmendAwards head, std::span<const AwardLine> lines) {
  auto out = split(head, lines);
  if (out && out->size() > 1)
    return give_up(ExitCode::bad_input, Code::limit_exceeded,
                   std::to_string(lines.size()) + " > " + std::to_string(limits::kLinesMax));
  return out;
}

Outcome<std::vector<Action>> plan_qualifications(IssueQualifications head,
                                                 std::span<const QualificationLine> lines) {
  return split(head, lines);
}

Outcome<std::vector<Action>> plan_holders(std::span<const HolderLine> lines) {
  return split(RegisterHolders{}, lines);
}

Outcome<std::vector<Action>> plan_renewals(RenewQualifications head,
                                           std::span<const QualificationLine> lines) {
  return split(head, lines);
}

Outcome<std::vector<Action>> plan_credit(RecordCredit head, std::span<const CreditLine> lines) {
  return split(head, lines);
}

Outcome<std::vector<Action>> plan_enterprises(std::span<const EnterpriseLine> lines) {
  return split(RegisterEnterprises{}, lines);
}

Outcome<std::vector<Action>> plan_projects(RegisterProjects head, std::span<const ProjectLine> lines) {
  return split(head, lines);
}

Outcome<std::vector<Action>> plan_bids(RecordBids head, std::span<const BidLine> lines) {
  return split(head, lines);
}

Outcome<std::vector<Action>> plan_listings(RecordListings head, std::span<const ProductLine> lines) {
  std::vector<Action> out;
  for (std::size_t begin = 0, end = 0; begin < lines.size(); begin = end) {
    head.reason = lines[begin].reason;
    std::vector<ListingLine> part;
    for (; end < lines.size() && lines[end].reason == head.reason; ++end) part.push_back(lines[end]);
    auto lists = split(head, std::span<const ListingLine>(part));
    if (!lists) return lists;
    out.insert(out.end(), std::make_move_iterator(lists->begin()), std::make_move_iterator(lists->end()));
  }
  return out;
}

Outcome<std::vector<Action>> plan_results(RecordResults head, std::span<const ResultLine> lines) {
  return split(head, lines);
}

Fen amount_of(const Action& action) {
  Fen total = 0;
  const auto add = [&](const auto& list) {
    for (const auto& line : list.lines) total += line.amount;
  };
  if (const auto* const awards = std::get_if<RecordAwards>(&action)) add(*awards);
  if (const auto* const payments = std::get_if<RecordPayments>(&action)) add(*payments);
  return total;
}

}  // namespace credence
