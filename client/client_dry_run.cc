// SPDX-License-Identifier: Apache-2.0
#include "client/client_round.h"
#include "client/dry_run.h"
#include "ledger/domain/dry_run.h"

namespace credence {
namespace {

constexpr std::size_t kReceiptsMax = 100'000;  // that are read of one answer
constexpr std::size_t kActionRoom = 64;        // bytes of a request beside an action

Result<DryRunAnswer::Tried> tried_of(const json::value& one) {
  if (!one.is_object()) return fail(Code::bad_answer, "results");
  const json::object& object = one.get_object();
  auto whole = coded_member<Receipt>(object, "receipt");
  if (!whole) return std::unexpected(whole.error());
  DryRunAnswer::Tried out{*std::move(whole), {}};
  const json::value* lines = object.if_contains("lines");
  if (lines == nullptr || !lines->is_array() || lines->get_array().size() > kReceiptsMax)
    return fail(Code::bad_answer, "lines");
  for (const json::value& line : lines->get_array()) {
    auto receipt = line.is_object() ? coded_member<Receipt>(line.get_object(), "receipt")
                                    : Result<Receipt>(fail(Code::bad_answer, "lines"));
    if (!receipt) return std::unexpected(receipt.error());
    out.lines.push_back(*std::move(receipt));
  }
  return out;
}

Result<DryRunAnswer> answer_of(const json::object& body, std::size_t actions) {
  DryRunAnswer out;
  const json::value* results = body.if_contains("results");
  const auto height = number_member(body, "height"), more = number_member(body, "lines_not_named");
  if (!height || !more || results == nullptr || !results->is_array() ||
      results->get_array().size() != actions)
    return fail(Code::bad_answer, "height, results, lines_not_named");
  out.height = *height;
  out.lines_not_named = *more;
  for (const json::value& one : results->get_array()) {
    auto tried = tried_of(one);
    if (!tried) return std::unexpected(tried.error());
    out.tried.push_back(*std::move(tried));
  }
  return out;
}

/// As many of the actions from here on as one request may hold: one at least.
Result<DryRun> next_piece(std::span<const Action> actions, std::size_t from) {
  DryRun out;
  std::size_t bytes = kActionRoom;
  for (std::size_t i = from; i < actions.size() && out.actions.size() < kDryRunActionsMax; ++i) {
    auto encoded = try_encode(actions[i]);
    if (!encoded) return std::unexpected(encoded.error());
    bytes += encoded->size() + kActionRoom;
    if (i > from && bytes > kDryRunBytesMax) break;
    out.actions.push_back(*std::move(encoded));
  }
  return out;
}

}  // namespace

Outcome<DryRunAnswer> Client::dry_run(const KeyId& maker, std::span<const KeyId> others,
                                      std::span<const Action> actions) {
  DryRunAnswer out;
  while (out.tried.size() < actions.size()) {
    auto piece = next_piece(actions, out.tried.size());
    if (!piece) return give_up(ExitCode::bad_input, piece.error());
    piece->maker = maker;
    piece->others.assign(others.begin(), others.end());
    const Bytes body = encode(*piece);
    auto answer = core_->ask_all<DryRunAnswer>(
        "/v1/dry-runs",
        [&](const Core::Reply& reply) -> Result<DryRunAnswer> {
          auto said = answer_of(reply.body, piece->actions.size());
          if (said && said->height < core_->floor_)
            return fail(Code::stale_answer, "block " + std::to_string(said->height));
          if (said) said->node = core_->pools_[reply.node]->endpoint().text();
          return said;
        },
        std::string(text_of(BytesView(body))));
    if (!answer) return std::unexpected(answer.error());
    std::ranges::move(answer->tried, std::back_inserter(out.tried));
    out.node = std::move(answer->node);
    out.height = answer->height;
    out.lines_not_named += answer->lines_not_named;
    ++out.pieces;
  }
  return out;
}

}  // namespace credence
