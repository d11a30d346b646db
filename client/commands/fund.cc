// SPDX-License-Identifier: Apache-2.0
// credence fund …: what an investment of a fund drew in, and what became of it.
#include "client/base/characters.h"
#include "client/commands/families.h"
#include "client/commands/known.h"
#include "client/console/console.h"
#include "client/console/options.h"
#include "client/lists/review.h"
#include "client/words/enum_words.h"
#include "ledger/proof/context.h"

namespace credence {
namespace {

struct FundOptions {
  std::string programme, entry, batch, investor, investor_code, amount_wan, cost_wan, on, document_no,
      document_hash, reason, of, kind, way;
  std::uint32_t line = 0;
  bool promised = false;
};

/// The investor as it is registered; a code that nobody registered is told with those that may have been meant.
Outcome<std::optional<Uscc>> investor_of(Cli& cli, const FundOptions& o, Name& name) {
  if (o.investor_code.empty()) return std::nullopt;
  auto code = cli.code(o.investor_code);
  if (!code) return std::unexpected(code.error());
  if (!name.empty()) return *code;
  auto client = cli.client();
  if (!client) return std::unexpected(client.error());
  auto held = (*client)->state<EnterpriseValue>(EnterpriseKey{*code});
  if (!held) return std::unexpected(held.error());
  if (!**held)
    if (auto good = require_enterprise(cli, *code); !good) return std::unexpected(good.error());
  name = (**held)->name;
  return *code;
}

/// By a name alone the ledger takes anybody. Who is named as the enterprise that is invested in is called, as it is
/// registered, was called, or stands on the list, or as what that was merged into, is `own_investor` as by the code.
Outcome<void> not_its_own(Cli& cli, const FundOptions& o, const Name& investor) {
  auto client = cli.client();
  if (!client) return std::unexpected(client.error());
  auto award = (*client)->state<AwardValue>(AwardKey{Id(o.programme), Id(o.batch), o.line});
  if (!award) return std::unexpected(award.error());
  if (!**award) return {};  // the ledger says so
  std::optional<Uscc> code = (**award)->code;
  bool own = match_form((**award)->beneficiary) == match_form(investor);
  for (std::size_t i = 0; code && !own && i <= kSuccessorsMax; ++i) {
    auto held = (*client)->state<EnterpriseValue>(EnterpriseKey{*code});
    if (!held) return std::unexpected(held.error());
    if (!**held) break;
    own = form_of(investor, ***held) != NameForm::other;
    if (!own) code = (**held)->successor;
  }
  if (!own) return {};
  return give_up(ExitCode::refused, Code::own_investor,
                 std::string(investor) + (code ? " " + std::string(text_of(*code)) : ""));
}

int record_fund(Cli& cli, const FundOptions& o) {
  Name investor(o.investor);
  auto code = investor_of(cli, o, investor);
  if (!code) return cli.finish(code.error());
  if (!*code)
    if (auto good = not_its_own(cli, o, investor); !good) return cli.finish(good.error());
  auto amount = wan_option(o.amount_wan, "--amount");
  if (!amount) return cli.finish(amount.error());
  auto on = day_option(o.on, "--on");
  if (!on) return cli.finish(on.error());
  const RecordSocialCapital action{Id(o.programme),
                                   Id(o.entry),
                                   Id(o.batch),
                                   o.line,
                                   investor,
                                   *amount,
                                   on->value_or(Date{}),
                                   DocumentNo(o.document_no),
                                   o.promised,
                                   o.of.empty() ? std::nullopt : std::optional(Id(o.of)),
                                   *code};
  return cli.submit(action,
                    cli.say("social capital recorded: ", "已记录社会资本：") + o.programme + "/" + o.entry);
}

/// "buy-back" is what people type, and `buy_back` the name.
int record_return(Cli& cli, const FundOptions& o) {
  const auto kind = return_kind_named(o.kind);
  if (!kind) return cli.finish({ExitCode::usage, Error{Code::unknown_choice, "--kind " + o.kind}});
  const auto way = o.way.empty() ? std::optional(ExitWay::none) : exit_way_named(o.way);
  if (!way) return cli.finish({ExitCode::usage, Error{Code::unknown_choice, "--way " + o.way}});
  Fen cost = 0, proceeds = 0;
  for (const auto& [text, option, amount] :
       {std::tuple{&o.cost_wan, "--cost", &cost}, std::tuple{&o.amount_wan, "--amount", &proceeds}}) {
    if (text->empty()) continue;
    auto given = wan_option(*text, option);
    if (!given) return cli.finish(given.error());
    *amount = *given;
  }
  auto on = date_option(o.on, "--on");
  if (!on) return cli.finish(on.error());
  auto hash = hash_option(o.document_hash, "--document-hash");
  if (!hash) return cli.finish(hash.error());
  const RecordFundReturn action{
      Id(o.programme),           Id(o.entry), Id(o.batch), o.line, *kind, *way, cost, proceeds, *on,
      DocumentNo(o.document_no), *hash};
  return cli.submit(action, cli.say("recorded: ", "已记录：") +
                                std::string(return_words(*kind).in(cli.language())) + " " + o.programme +
                                "/" + o.entry);
}

/// Which it is, an entry of social capital or a return, its id tells: no two of a programme have one.
int withdraw(Cli& cli, const FundOptions& o) {
  auto client = cli.client();
  if (!client) return cli.finish(client.error());
  auto held = (*client)->state<FundReturnValue>(FundReturnKey{Id(o.programme), Id(o.entry)});
  if (!held) return cli.finish(held.error());
  const EntryKind kind = **held ? EntryKind::fund_return : EntryKind::social_capital;
  const WithdrawEntry action{Id(o.programme), kind, Id(o.entry), DocumentNo(o.document_no), Note(o.reason)};
  return cli.submit(action, cli.say("withdrawn: ", "已撤回：") + o.programme + "/" + o.entry);
}

constexpr Words kFundAmountWords{"how much", "金额"};
constexpr Words kFundEntryWords{"its id within the programme", "编号，在本专项内唯一"};

void add_return(Command& fund) {
  Command& out =
      fund.command("return", {"record that an investment was sold, bore income, or was lost (role award)",
                              "记录一笔投资的退出、收益或损失（角色 award）"})
          .uses(kSigns);
  auto& o = out.keep<FundOptions>();
  out.argument("PROGRAMME", &o.programme, kProgrammeWords);
  out.argument("ENTRY", &o.entry, kFundEntryWords);
  out.option("--batch BATCH", &o.batch, kBatchWords).required();
  out.option("--line N", &o.line, kBatchLineWords).required();
  out.option("--kind KIND", &o.kind,
             {"what became of it", "exit 退出、income 收益（分红、利息）、loss 损失（核销）"})
      .one_of({"exit", "income", "loss"})
      .required();
  out.option("--way WAY", &o.way,
             {"of an exit: how", "退出方式：transfer 转让、ipo 上市、buy_back 回购、liquidation 清算"})
      .one_of({"transfer", "ipo", "buy_back", "liquidation"});
  out.option("--cost AMOUNT", &o.cost_wan,
             {"of an exit or a loss: the part of what was paid that ends by it",
              "退出或损失所终结的投资成本，即已拨付金额中的该部分"});
  out.option("--amount AMOUNT", &o.amount_wan,
             {"what the fund got; of a loss less than its cost, or nothing",
              "基金实际收回的金额；损失须低于成本，可不填"});
  out.option("--on DAY", &o.on, {"the day on which it happened", "发生日期"}).required();
  out.option("--document-no NUMBER", &o.document_no, kDocumentNoWords);
  out.option("--document-hash HASH", &o.document_hash, kDocumentHashWords);
  out.wrong_if(
      [&o] { return (o.kind == "exit") == o.way.empty() || (o.kind == "income") != o.cost_wan.empty(); },
      {"an exit needs --way and --cost, a loss --cost, an income neither",
       "退出须填写 --way 与 --cost，损失须填写 --cost，收益两者都不填"});
  out.runs(o, record_return);
}

}  // namespace

void add_fund_commands(Command& app) {
  Command& fund = app.command("fund", {"investments of guidance funds", "政府引导基金投资"});
  Command& capital = fund.command("record", {"record social capital that an investment drew in (role award)",
                                             "记录投资带动的社会资本（角色 award）"})
                         .uses(kSigns);
  auto& o = capital.keep<FundOptions>();
  capital.argument("PROGRAMME", &o.programme, kProgrammeWords);
  capital.argument("ENTRY", &o.entry, kFundEntryWords);
  capital.option("--batch BATCH", &o.batch, kBatchWords).required();
  capital.option("--line N", &o.line, kBatchLineWords).required();
  const Option& name = capital.option("--investor NAME", &o.investor,
                                      {"who put it in; with --investor-code the registered name is taken",
                                       "出资方名称；填写 --investor-code 时默认取登记名称"});
  const Option& code = capital.option("--investor-code CODE", &o.investor_code,
                                      {"the investor's code, where the ledger registers it: the entry stands "
                                       "in its own history too",
                                       "出资方已在链上登记时其代码；该条目同时记入出资方自身的记录"});
  capital.at_least_one({name, code});
  capital.option("--amount AMOUNT", &o.amount_wan, kFundAmountWords).required();
  capital.option("--on DAY", &o.on, {"the day of the investment", "投资日期"}).required();
  capital.option("--document-no NUMBER", &o.document_no, kDocumentNoWords);
  capital.flag("--promised", o.promised,
               {"a promise (认缴): nothing is paid in yet; what is paid in later names it with --promise",
                "认缴：尚未实缴；之后的实缴用 --promise 指明"});
  capital.option("--promise ENTRY", &o.of,
                 {"the promise that this money fulfils (实缴)", "本笔实缴对应的认缴条目"});
  capital.runs(o, record_fund);
  add_return(fund);
  Command& taken =
      fund.command(
              "withdraw",
              {"take back an entry of social capital, an exit, income or loss that was a mistake; record the "
               "right one under another id (role award)",
               "撤回误录的社会资本条目或退出、收益、损失，正确的以另一编号记录（角色 award）"})
          .uses(kSigns);
  auto& w = taken.keep<FundOptions>();
  taken.argument("PROGRAMME", &w.programme, kProgrammeWords);
  taken.argument("ENTRY", &w.entry, kFundEntryWords);
  taken.option("--reason TEXT", &w.reason, kReasonWords).required();
  taken.option("--document-no NUMBER", &w.document_no, kDocumentNoWords);
  taken.runs(w, withdraw);
}

}  // namespace credence
