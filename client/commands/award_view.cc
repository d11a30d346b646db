// SPDX-License-Identifier: Apache-2.0
#include "client/commands/award_view.h"

#include <boost/json.hpp>

#include "client/commands/known.h"
#include "client/words/enum_words.h"
#include "client/words/facts.h"
#include "ledger/views/json.h"

namespace credence {
namespace {

namespace json = boost::json;

}  // namespace

/// "paid      1.00 in 1 payment"; of a tax relief what was used.
std::string paid_text(const Cli& cli, const ProgrammeValue& v) {
  const bool used = v.kind == ProgrammeKind::tax_relief;
  return (used ? cli.say("used      ", "已享受 ") : cli.say("paid      ", "拨付   ")) + cli.money(v.paid) +
         cli.say(" in ", "，") + cli.counted(v.payments, paid_noun(v.kind));
}

namespace {

std::string totals_text(const Cli& cli, const std::string& id, const ProgrammeValue& v,
                        const ReadOptions& as_of) {
  std::string out = id + "  " + v.name + "  " + std::to_string(v.fiscal_year) + as_of_text(cli, as_of) +
                    "\n  " + cli.say("budget    ", "预算   ") + cli.money(v.budget) + "\n  " +
                    cli.say("awarded   ", "安排   ") + cli.money(v.awarded) + cli.say(" in ", "，") +
                    cli.counted(v.awards, noun::kAward) + cli.say(", ", "，") +
                    cli.counted(v.batches, noun::kBatch) + "\n  " + paid_text(cli, v) + "\n";
  if (v.released > 0) out += "  " + cli.say("released  ", "已释放 ") + cli.money(v.released) + "\n";
  if (v.reversed > 0)
    out += "  " +
           (v.kind == ProgrammeKind::tax_relief ? cli.say("adjusted downwards or withdrawn ", "调减或取消 ")
                                                : cli.say("returned  ", "退票冲销 ")) +
           cli.money(v.reversed) + "\n";
  if (v.recovered > 0) out += "  " + cli.say("recovered ", "已追回 ") + cli.money(v.recovered) + "\n";
  return out;
}

}  // namespace

json::object award_json(const Award& award) {
  json::object out{{"batch", award.batch},
                   {"line", award.line},
                   {"beneficiary", award.beneficiary},
                   {"code", nullptr},
                   {"project", award.project},
                   {"amount", std::to_string(award.amount)},
                   {"paid", std::to_string(award.paid)},
                   {"released", std::to_string(award.released)},
                   {"recovered", std::to_string(award.recovered)},
                   {"stage", name_of(award.stage)},
                   {"standing", name_of(award.standing())},
                   {"recorded", iso_time(award.recorded_ms)},
                   {"awarded_by", award.awarded_by.hex()},
                   {"correction", nullptr}};
  if (award.corrected) out["correction"] = to_json(*award.corrected);
  if (award.code) out["code"] = text_of(*award.code);
  return out;
}

std::string award_table(const Cli& cli, const std::vector<Award>& awards, bool of_batch, ProgrammeKind kind) {
  const bool used = kind == ProgrammeKind::tax_relief;
  Table table;
  if (!of_batch) table.column(cli.say("batch", "批次"));
  table.column(cli.say("no", "序号"), Table::Align::right);
  table.column(cli.say("beneficiary", "受益企业"));
  table.column(cli.say("code", "信用代码"));
  table.column(cli.say("project", "项目"));
  table.column(cli.say("amount (CNY)", "金额（元）"), Table::Align::right);
  table.column(used ? cli.say("used (CNY)", "已享受（元）") : cli.say("paid (CNY)", "已拨付（元）"),
               Table::Align::right);
  table.column(cli.say("state", "状态"));
  for (const Award& award : awards) {
    std::vector<std::string> row;
    if (!of_batch) row.push_back(award.batch);
    row.insert(row.end(), {std::to_string(award.line), std::string(award.beneficiary),
                           award.code ? std::string(text_of(*award.code)) : "", std::string(award.project),
                           yuan_text(award.amount - award.released), yuan_text(award.paid),
                           std::string(standing_words(award.standing(), kind).in(cli.language()))});
    table.row(std::move(row));
  }
  std::string out = table.text();
  for (const Award& award : awards)
    if (award.corrected)
      out += "  " + award.batch + "#" + std::to_string(award.line) + "  " +
             correction_text(*award.corrected, cli.language()) + "\n";
  return out;
}

int show_award_list(Cli& cli, const std::string& id, const AwardListOptions& options) {
  if (auto good = check_id(id); !good) return cli.finish({ExitCode::usage, good.error()});
  auto as_of = as_of_options(options.as_of);
  if (!as_of) return cli.finish(as_of.error());
  auto client = cli.client();
  if (!client) return cli.finish(client.error());
  auto found = (*client)->award_list(Id(id), *as_of);
  if (!found) return cli.finish(found.error());
  if (!**found)
    return cli.finish(
        {ExitCode::refused,
         Error{Code::not_recorded, id + meant_by(cli, {ProgrammeKey{Id(id)}}) + as_of_text(cli, *as_of) +
                                       "; " + cli.proved_under(found->proof())}},
        {{"id", id}, {"programme", nullptr}, {"proof", cli.proof_json(found->proof())}});
  if (cli.json) {
    json::object view{
        {"id", id}, {"programme", to_json((**found)->programme)}, {"proof", cli.proof_json(found->proof())}};
    if (options.awards) {
      json::array list;
      for (const Award& award : (**found)->awards) list.push_back(award_json(award));
      view["awards"] = std::move(list);
    }
    cli.print_json(view);
    return 0;
  }
  std::string out = totals_text(cli, id, (**found)->programme, *as_of);
  if (options.awards)
    out += award_table(cli, (**found)->awards, false, (**found)->programme.kind) +
           cli.say("complete: ", "完整：共 ") + cli.counted((**found)->awards.size(), noun::kAward) +
           cli.say(", ", "，");
  cli.print(out + cli.proved_under(found->proof()) + "\n");
  cli.warn_of_bad_answers();
  return 0;
}

}  // namespace credence
