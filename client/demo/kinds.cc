// SPDX-License-Identifier: Apache-2.0
// Synthetic programmes of other kinds: a challenge (揭榜挂帅), a fund whose investments drew in social capital,
// a procurement catalogue. A challenge is decided after its last day for bids: the first stays open; of the
// second an enterprise and a consortium seal their bids, which a run after that day opens.
#include "client/demo/story.h"
#include "ledger/domain/features.h"

namespace credence {
namespace {

const Id kChallenges("sample-challenge"), kFund("sample-fund"), kProducts("sample-catalogue"), kFirst("c1"),
    kSealed("c2"), kList("b1");

LifeStep founded(Story& story, const Id& id, std::string_view name, ProgrammeKind kind, Fen budget,
                 const Words& what) {
  const LifeCast& cast = story.cast();
  CreateProgramme out{id, Name(name), cast.lead, cast.finance, cast.today.year, budget, {}};
  out.kind = kind;
  return {what, cast.programme, out, story.state<ProgrammeValue>(ProgrammeKey{id}), budget};
}

std::vector<LifeStep> challenge_steps(Story& story) {
  const LifeCast& cast = story.cast();
  PublishChallenge published{kChallenges,
                             kFirst,
                             Name("样例榜单：工业软件几何内核（合成数据）"),
                             {},
                             Note("合成数据 synthetic data"),
                             3'000 * kWan,
                             after_days(cast.today, 30),
                             2,
                             {}};
  published.milestones.push_back({Name("原型通过测试"), after_days(cast.today, 210)});
  published.milestones.push_back({Name("三家用户应用验证"), after_days(cast.today, 400)});
  RecordBids bids{kChallenges, kFirst, {}};
  bids.lines.push_back({1, cast.codes[0], cast.names[0], Name("样例项目：几何内核"), 2'000 * kWan});
  bids.lines.push_back({2, cast.codes[1], cast.names[1], Name("样例项目：约束求解器"), 1'200 * kWan});
  bids.lines.push_back({3, cast.codes[2], cast.names[2], Name("样例项目：网格生成"), 900 * kWan});
  const ChallengeKey key{kChallenges, kFirst};
  return {
      founded(story, kChallenges, "样例揭榜挂帅专项（合成数据）Sample challenges (synthetic data)",
              ProgrammeKind::challenge, 5'000 * kWan, {"a programme of challenges", "设立揭榜挂帅专项"}),
      {{"a challenge is published", "发榜"},
       cast.programme,
       published,
       story.state<ChallengeValue>(key),
       3'000 * kWan},
      {{"three bids", "三家揭榜"},
       cast.award,
       bids,
       story.state<ChallengeValue>(key, [](const ChallengeValue& v) { return v.bids == 3; })},
  };
}

/// What is sealed: of the first enterprise alone, of the second with the third. The salt is no secret: the data
/// is synthetic, and another run must open it.
OpenBid sealed_bid(Story& story, bool consortium) {
  const LifeCast& cast = story.cast();
  OpenBid out{
      kChallenges,
      kSealed,
      {},
      Name(consortium ? "样例项目：装配仿真（联合体）" : "样例项目：装配仿真"),
      (consortium ? 800 : 600) * kWan,
      tagged_hash(story.client().network().anchor.chain.suite, Tag::sealed_bid, bytes_of("synthetic"))};
  if (consortium)
    out.members.assign({{cast.codes[1], 7'000}, {cast.codes[2], 3'000}});
  else
    out.members.push_back({cast.codes[0], 10'000});
  return out;
}

LifeStep sealing(Story& story, bool consortium, std::size_t who, const Words& what) {
  const OpenBid bid = sealed_bid(story, consortium);
  const LifeCast& cast = story.cast();
  const SealBid seal{kChallenges, kSealed, cast.codes[who],
                     bid_commitment(story.client().network().anchor.chain, bid)};
  return {what, cast.keys[who], seal,
          story.state<BidderValue>(BidderKey{kChallenges, kSealed, cast.codes[who]},
                                   [](const BidderValue& v) { return v.commitment.has_value(); })};
}

std::vector<LifeStep> sealed_steps(Story& story) {
  const LifeCast& cast = story.cast();
  return {
      {{"a challenge for sealed bids is published, to tomorrow", "发榜，密封揭榜，明日截止"},
       cast.programme,
       PublishChallenge{kChallenges,
                        kSealed,
                        Name("样例榜单：装配仿真（合成数据）"),
                        {},
                        Note("合成数据 synthetic data"),
                        800 * kWan,
                        after_days(cast.today, 1),
                        1,
                        {}},
       story.state<ChallengeValue>(ChallengeKey{kChallenges, kSealed}),
       800 * kWan},
      sealing(story, false, 0, {"an enterprise seals its bid with its own key", "企业用自己的密钥密封揭榜"}),
      sealing(story, true, 1, {"a consortium's lead seals its bid", "联合体牵头企业密封揭榜"}),
      sealing(story, true, 2, {"the partner joins with its own key", "成员用自己的密钥加入"}),
  };
}

/// Opened after the last day for bids, or refused until then.
std::vector<LifeStep> opening_steps(Story& story, bool open) {
  std::vector<LifeStep> out;
  const LifeCast& cast = story.cast();
  for (const std::size_t who : {0UZ, 1UZ}) {
    const Done opened = story.state<BidderValue>(BidderKey{kChallenges, kSealed, cast.codes[who]},
                                                 [](const BidderValue& v) { return v.line > 0; });
    const OpenBid bid = sealed_bid(story, who == 1);
    if (open)
      out.push_back({{"a sealed bid is opened", "开启密封揭榜"}, cast.keys[who], bid, opened, bid.amount});
    else if (who == 0)
      out.push_back({{"opened before the last day is over", "截止前开启"},
                     cast.keys[who],
                     bid,
                     opened,
                     bid.amount,
                     Code::bids_open});
  }
  return out;
}

std::vector<LifeStep> fund_steps(Story& story) {
  const LifeCast& cast = story.cast();
  RecordAwards awards;
  awards.programme = kFund;
  awards.batch = kList;
  awards.title = "样例基金投资决定（合成数据）";
  awards.stage = AwardStage::confirmed;
  awards.declared_count = 2;
  awards.declared_total = 900 * kWan;
  awards.source = "合成数据 synthetic data";
  awards.lines.push_back({1, cast.names[0], cast.codes[0], Name("样例投资：工业软件"), 500 * kWan});
  awards.lines.push_back({2, cast.names[1], cast.codes[1], Name("样例投资：传感器"), 400 * kWan});
  const bool rounds = story.has_feature(features::kFundRounds);
  if (rounds) {
    awards.lines[0].investment = FundInvestment{InvestmentRound::a, 1'250};
    awards.lines[1].investment = FundInvestment{InvestmentRound::angel, 0};
  }
  RecordPayments payments{kFund, Id("p1"), 1, 300 * kWan, {}};
  payments.lines.push_back({1, kList, 1, cast.codes[0], 300 * kWan, cast.today});
  const auto drawn = [&](const char* entry, std::uint32_t line, std::string_view investor, Fen amount) {
    return LifeStep{
        {"social capital is recorded", "记录社会资本"},
        cast.award,
        RecordSocialCapital{kFund, Id(entry), kList, line, Name(investor), amount, cast.today, {}},
        story.state<SocialCapitalValue>(SocialCapitalKey{kFund, Id(entry)}),
        amount};
  };
  // The third enterprise of the sample invests beside the fund.
  const auto registered = [&](LifeStep step) {
    auto& capital = std::get<RecordSocialCapital>(step.action);
    if (!rounds) return step;
    capital.investor = cast.names[2];
    capital.investor_code = cast.codes[2];
    step.what = {"social capital of a registered enterprise is recorded", "记录已登记企业出资的社会资本"};
    return step;
  };
  std::vector<LifeStep> out{
      founded(story, kFund, "样例产业引导基金（合成数据）Sample fund (synthetic data)",
              ProgrammeKind::fund_investment, 2'000 * kWan, {"a fund", "设立引导基金"}),
      {{"two investments are decided", "决定两笔投资"},
       cast.award,
       awards,
       story.state<AwardBatchValue>(AwardBatchKey{kFund, kList}),
       900 * kWan},
      {{"the first part is paid", "首期出资"},
       cast.pay,
       payments,
       story.state<PaymentValue>(PaymentKey{kFund, Id("p1"), 1}),
       300 * kWan},
      drawn("s1", 1, "样例创业投资（合成数据）", 600 * kWan),
      registered(drawn("s2", 1, "样例产业资本（合成数据）", 450 * kWan)),
      drawn("s3", 2, "样例创业投资（合成数据）", 250 * kWan),
  };
  if (!story.has_feature(features::kFundReturns)) return out;
  const auto became = [&](const char* entry, const Words& what, ReturnKind kind, ExitWay way, Fen cost,
                          Fen proceeds) {
    out.push_back(
        {what, cast.award,
         RecordFundReturn{kFund, Id(entry), kList, 1, kind, way, cost, proceeds, cast.today, {}, {}},
         story.state<FundReturnValue>(FundReturnKey{kFund, Id(entry)}), proceeds});
  };
  became("x1", {"a part of the investment is sold", "一部分投资退出"}, ReturnKind::exit, ExitWay::transfer,
         120 * kWan, 150 * kWan);
  became("x2", {"the investment bears a dividend", "收到分红"}, ReturnKind::income, ExitWay::none, 0,
         9 * kWan);
  became("x3", {"a part of it is lost", "核销一部分损失"}, ReturnKind::loss, ExitWay::none, 80 * kWan,
         5 * kWan);
  return out;
}

std::vector<LifeStep> catalogue_steps(Story& story) {
  const LifeCast& cast = story.cast();
  RecordListings listed{kProducts, kList, {}, {}};
  const char* const products[] = {"样例产品：工业操作系统 V3", "样例产品：协同设计软件 V2",
                                  "样例产品：质量管理平台 V5", "样例产品：能耗监测终端"};
  std::uint32_t line = 0;
  for (const char* const product : products) {
    const std::size_t i = line % 3;
    listed.lines.push_back({++line, cast.codes[i], cast.names[i], Name(product), cast.today,
                            line == 4 ? std::nullopt : std::optional(after_days(cast.today, 364 * line))});
  }
  return {
      founded(story, kProducts, "样例创新产品目录（合成数据）Sample catalogue (synthetic data)",
              ProgrammeKind::procurement_catalogue, 0, {"a procurement catalogue", "设立政府采购目录"}),
      {{"four products are listed", "四种产品列入目录"},
       cast.award,
       listed,
       story.state<ListingValue>(
           ListingKey{kProducts, project_hash(story.client().network().anchor.chain.suite, kProducts,
                                              cast.codes[0], Name(products[3]))})},
  };
}

}  // namespace

Outcome<LifeChapter> kinds_story(DemoRecorder& recorder, const LifeCast& cast) {
  Story story(recorder, cast,
              {"Sample challenge, fund and catalogue (synthetic data)", "样例榜单、基金与目录（合成数据）"});
  for (const auto& steps :
       {challenge_steps(story), sealed_steps(story), fund_steps(story), catalogue_steps(story)})
    if (auto good = story.run(steps); !good) return std::unexpected(good.error());
  auto sealed = story.value<ChallengeValue>(ChallengeKey{kChallenges, kSealed});
  if (!sealed) return std::unexpected(sealed.error());
  const bool open = sealed->bids_until < cast.today;
  if (!sealed->selected)
    if (auto good = story.run(opening_steps(story, open)); !good) return std::unexpected(good.error());
  sealed = story.value<ChallengeValue>(ChallengeKey{kChallenges, kSealed});
  if (!sealed) return std::unexpected(sealed.error());
  const Words what = open
                         ? Words{"in the state: two bids that were sealed, opened by those who sealed them",
                                 "状态中：两份密封揭榜已由密封者开启"}
                         : Words{"in the state: three enterprises sealed bids, and nobody sees what they say",
                                 "状态中：三家企业密封揭榜，无人能看到内容"};
  if (auto good = story.proved(open ? sealed->bids == 2 : sealed->sealed == 3, what); !good)
    return std::unexpected(good.error());
  auto fund = story.value<ProgrammeValue>(ProgrammeKey{kFund});
  if (!fund) return std::unexpected(fund.error());
  if (auto good = story.proved(fund->social_capital == 1'300 * kWan,
                               {"in the state: the investments drew in 13,000,000.00 CNY of social capital",
                                "状态中：投资撬动社会资本 1,300 万元"});
      !good)
    return std::unexpected(good.error());
  if (story.has_feature(features::kFundRounds)) {
    auto award = story.value<AwardValue>(AwardKey{kFund, kList, 1});
    if (!award) return std::unexpected(award.error());
    auto capital = story.value<SocialCapitalValue>(SocialCapitalKey{kFund, Id("s2")});
    if (!capital) return std::unexpected(capital.error());
    if (auto good = story.proved(award->investment == FundInvestment{InvestmentRound::a, 1'250} &&
                                     capital->investor_code == cast.codes[2],
                                 {"in the state: round A, 12.5% of the enterprise; a registered enterprise "
                                  "invested beside the fund",
                                  "状态中：A轮，投后持股 12.5%；一家已登记企业与基金共同投资"});
        !good)
      return std::unexpected(good.error());
  }
  if (story.has_feature(features::kFundReturns))
    if (auto good = story.proved(
            fund->cost_ended == 200 * kWan && fund->written_off == 80 * kWan && fund->returned == 164 * kWan,
            {"in the state: of 3,000,000.00 CNY paid 2,000,000.00 ended and brought 1,640,000.00",
             "状态中：已拨付 300 万元，终结 200 万元，收回 164 万元"});
        !good)
      return std::unexpected(good.error());
  return std::move(story).take();
}

}  // namespace credence
