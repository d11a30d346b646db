// SPDX-License-Identifier: Apache-2.0
#include "client/console/public_notice.h"

namespace credence {
namespace {

using Found = Outcome<std::optional<PublicNotice>>;

template <class Body>
Found batch_notice(Client& client, const Body& action, const Id& batch) {
  if (action.stage != AwardStage::public_notice) return std::nullopt;
  auto held = client.state<AwardBatchValue>(AwardBatchKey{action.programme, batch});
  if (!held) return std::unexpected(held.error());
  if (!**held || (**held)->stage != AwardStage::public_notice) return std::nullopt;
  if ((**held)->recorded_count == 0) return std::nullopt;  // its notice begins with its lines
  return PublicNotice{.of = action,
                      .to = (**held)->notice_ends,
                      .command = "credence award confirm " + action.programme + " " + batch};
}

/// The applications of the list that came into notice since the block; what was recognised at once is none.
template <class Body>
Found title_notice(Client& client, const Body& action, Height from) {
  PublicNotice out{.of = action};
  auto read = client.read_history(
      of_title(action.type), {.order = HistoryOrder::newest_first, .for_display = true},
      [&](const HistoryEntry& entry) {
        if (const auto* fact = std::get_if<QualificationNoticed>(&entry.fact);
            entry.height >= from && fact != nullptr && fact->notice.batch == action.batch) {
          ++out.lines;
          out.to = std::max(out.to, std::optional(fact->notice.notice_to));
        }
        return entry.height >= from;
      });
  if (!read) return std::unexpected(read.error());
  if (out.lines == 0) return std::nullopt;
  out.command = "credence title decide " + action.type + " " +
                (action.lines.size() == 1 ? std::string(text_of(action.lines.front().code))
                                          : "--batch " + action.batch) +
                " --recognise";
  return out;
}

struct NoticeOf {
  Client& client;
  Height from;

  Found operator()(const RecordAwards& a) const { return batch_notice(client, a, a.batch); }
  Found operator()(const SelectBids& a) const { return batch_notice(client, a, a.challenge); }
  Found operator()(const IssueQualifications& a) const { return title_notice(client, a, from); }
  Found operator()(const RenewQualifications& a) const { return title_notice(client, a, from); }
  Found operator()(const DecidePending& a) const {
    if (!a.approve) return std::nullopt;
    auto waited = client.transaction(a.transaction);
    if (!waited) return std::unexpected(waited.error());
    if (!(*waited)->action) return std::nullopt;
    auto out = std::visit(*this, *(*waited)->action);
    if (out && *out) (*out)->approved = true;
    return out;
  }
  template <class Body>
  Found operator()(const Body&) const {
    return std::nullopt;
  }
};

}  // namespace

std::string PublicNotice::what(const Cli& cli) const {
  return (approved ? cli.say("approved; ", "已复核通过；") : "") +
         (to ? cli.say("in public notice to ", "公示至 ") + to->iso()
             : cli.say("in public notice", "公示中")) +
         (lines > 0 ? cli.say(", not issued yet", "，尚未认定")
                    : cli.say(", not confirmed yet", "，尚未下达"));
}

std::string PublicNotice::next(const Cli& cli) const {
  const std::string_view act = lines > 0 ? cli.zh() ? "决定" : "decide" : cli.zh() ? "下达" : "confirm";
  const std::string day = to ? after_days(*to, 1).iso() : std::string();
  return (day.empty() ? std::string(act)
          : cli.zh()  ? "自 " + day + " 起" + std::string(act)
                      : std::string(act) + " from " + day) +
         cli.say(": ", "：") + command + " --key " + cli.say("KEY", "密钥");
}

boost::json::object PublicNotice::json() const {
  boost::json::object out{{"notice_to", nullptr}, {"next_from", nullptr}, {"next", command}};
  if (to) {
    out["notice_to"] = to->iso();
    out["next_from"] = after_days(*to, 1).iso();
  }
  return out;
}

Outcome<std::optional<PublicNotice>> notice_of(Client& client, const Action& action, Height from) {
  return std::visit(NoticeOf{client, from}, action);
}

}  // namespace credence
