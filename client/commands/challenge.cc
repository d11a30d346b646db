// SPDX-License-Identifier: Apache-2.0
// credence challenge …: challenges, from their publication over the bids to the selection (揭榜挂帅).
#include <algorithm>
#include <charconv>

#include "client/base/list_errors.h"
#include "client/commands/families.h"
#include "client/console/console.h"
#include "client/console/list_file.h"
#include "client/console/options.h"
#include "client/lists/plan.h"

namespace credence {
namespace {

struct ChallengeOptions {
  ListOptions list;
  std::string programme, challenge, title, document_no, source, amount_wan, bids_until, published,
      stage = "public_notice";
  std::uint32_t winners = 1;
  std::vector<std::string> milestones, selections;
};

int publish_challenge(Cli& cli, const ChallengeOptions& o) {
  auto amount = wan_option(o.amount_wan, "--amount");
  if (!amount) return cli.finish(amount.error());
  auto until = day_option(o.bids_until, "--to");
  if (!until) return cli.finish(until.error());
  PublishChallenge action{Id(o.programme),
                          Id(o.challenge),
                          Name(o.title),
                          DocumentNo(o.document_no),
                          Note(o.source),
                          *amount,
                          until->value_or(Date{}),
                          static_cast<std::uint8_t>(o.winners),
                          {}};
  for (const std::string& text : o.milestones) {
    const std::size_t at = text.rfind('@');
    auto due = day_option(at == std::string::npos ? "" : text.substr(at + 1), "--milestone");
    if (!due) return cli.finish(due.error());
    if (action.milestones.size() == action.milestones.kMax)
      return cli.finish({ExitCode::bad_input, Error{Code::limit_exceeded, "--milestone"}});
    action.milestones.push_back({Name(text.substr(0, at)), *due});
  }
  return cli.submit(
      action, cli.say("challenge published: ", "已发榜：") + o.programme + "/" + o.challenge + " " + o.title);
}

int import_bids(Cli& cli, const ChallengeOptions& o) {
  return import_file(cli, o.list, bid_list(), {.review = {Id(o.programme), Id(o.challenge), {}, true}},
                     [&](const std::vector<BidLine>& lines, const PreparedList&) {
                       return plan_bids(RecordBids{Id(o.programme), Id(o.challenge), {}}, lines);
                     });
}

int select_bids(Cli& cli, const ChallengeOptions& o) {
  auto published = day_option(o.published, "--published");
  if (!published) return cli.finish(published.error());
  SelectBids action{Id(o.programme),
                    Id(o.challenge),
                    DocumentNo(o.document_no),
                    *published,
                    o.stage == "confirmed" ? AwardStage::confirmed : AwardStage::public_notice,
                    {}};
  for (const std::string& text : o.selections) {
    const std::size_t equals = text.find('=');
    std::uint32_t bid = 0;
    const char* const end = text.data() + std::min(equals, text.size());
    const auto [stop, error] = std::from_chars(text.data(), end, bid);
    if (equals == std::string::npos || error != std::errc{} || stop != end || bid == 0)
      return cli.finish({ExitCode::usage, Error{list_code::bad_form, text + ": BID=AMOUNT"}});
    auto amount = wan_option(text.substr(equals + 1), text);
    if (!amount) return cli.finish(amount.error());
    if (action.lines.size() == action.lines.kMax)
      return cli.finish({ExitCode::bad_input, Error{Code::limit_exceeded, "BID=AMOUNT"}});
    action.lines.push_back({bid, *amount});
  }
  std::ranges::sort(action.lines, {}, &SelectionLine::line);
  return cli.submit(action, cli.say("bids selected: ", "已定榜：") + o.programme + "/" + o.challenge);
}

constexpr Words kChallengeWords{"the challenge's id within the programme", "榜单编号，在本专项内唯一"};

}  // namespace

void add_challenge_commands(Command& app) {
  Command& family = app.command("challenge", {"challenges: published, bid for, decided (揭榜挂帅)",
                                              "揭榜挂帅：发榜、揭榜、定榜"})
                        .uses(kSigns);
  auto& o = family.keep<ChallengeOptions>();
  const auto command = [&](const char* name, Words about,
                           int (*run)(Cli&, const ChallengeOptions&)) -> Command& {
    Command& out = family.command(name, about, o, run);
    out.argument("PROGRAMME", &o.programme, kProgrammeWords);
    out.argument("CHALLENGE", &o.challenge, kChallengeWords);
    return out;
  };
  Command& publish = command("publish", {"publish a challenge (role programme)", "发榜（角色 programme）"},
                             publish_challenge);
  publish.option("--heading TEXT", &o.title, {"what is asked for", "榜单名称"}).required();
  publish
      .option("--amount AMOUNT", &o.amount_wan,
              {"what the selected bids get at most, together", "入选揭榜合计所获上限"})
      .required();
  publish.option("--to DAY", &o.bids_until, {"the last day for bids", "揭榜截止日"}).required();
  publish.option("--winners N", &o.winners, {"bids that are selected at most", "最多入选数量"}).range(1, 100);
  publish.option("--milestone TEXT", &o.milestones,
                 {"NAME or NAME@2026-12-31; in order", "里程碑：NAME 或 NAME@2026-12-31；按次序填写"});
  publish.option("--document-no NUMBER", &o.document_no, kDocumentNoWords);
  publish.option("--source TEXT", &o.source, kSourceWords);

  Command& bid = family.command("bid",
                                {"record the bids (role award); an enterprise bids itself with `challenge "
                                 "seal`\nFILE: 序号, 企业名称, 统一社会信用代码, 项目名称, 申报金额（万元）",
                                 "记录揭榜（角色 award）；企业自行揭榜用 challenge "
                                 "seal\nFILE：序号、企业名称、统一社会信用代码、项目名称、申报金额（万元）"},
                                o, import_bids);
  add_list_options(bid, o.list);
  bid.option("--programme PROGRAMME", &o.programme, kProgrammeWords).required();
  bid.option("--challenge CHALLENGE", &o.challenge, kChallengeWords).required();
  add_duplicates_option(bid, o.list);

  add_sealed_bid_commands(family);

  Command& select =
      command("select",
              {"select bids: they become the award batch of the challenge's id, from the quota of its id if "
               "there is one (role award)",
               "定榜：入选揭榜成为与榜单同编号的奖补批次，有同编号额度的从该额度安排（角色 award）"},
              select_bids);
  select.argument(
      "BID=AMOUNT", &o.selections,
      {"the bid's number, and 万元 or an amount with its unit", "揭榜编号与安排金额：万元，或注明单位"});
  select.option("--document-no NUMBER", &o.document_no, kDocumentNoWords);
  select.option("--published DAY", &o.published, kPublishedWords);
  select.option("--stage STAGE", &o.stage, kStageWords).one_of(all_names<AwardStage>());
}

}  // namespace credence
