// SPDX-License-Identifier: Apache-2.0
#include "client/commands/award_view.h"

#include <algorithm>
#include <boost/json.hpp>

#include "client/commands/known.h"
#include "client/words/enum_words.h"
#include "client/words/facts.h"
#include "client/words/width.h"
#include "ledger/views/json.h"

namespace credence {
namespace {

namespace json = boost::json;

}  // namespace

std::string awarded_text(const Cli& cli, const ProgrammeValue& v, const Support& support) {
  std::string out = cli.say("awarded   ", "安排   ") + cli.money(v.awarded) + cli.say(" in ", "，") +
                    cli.counted(support.awards, noun::kAward) + cli.say(", ", "，") +
                    cli.counted(v.batches, noun::kBatch) + notice_text(cli, support);
  if (v.released > 0)
    out += "\n  " + cli.say("released  ", "已释放 ") + cli.money(v.released) +
           (support.ended > 0
                ? cli.say(", of it whole ", "，其中全额释放 ") + cli.counted(support.ended, noun::kAward)
                : "") +
           cli.say("; awarded before ", "；原安排 ") + cli.money(v.awarded + v.released);
  if (const std::string persons = persons_text(cli, support); !persons.empty()) out += "\n  " + persons;
  return out;
}

std::string lead_text(const Cli& cli, const ProgrammeValue& v) {
  return cli.say("lead ", "牵头 ") + v.lead_department +
         (v.finance_department == v.lead_department
              ? ""
              : cli.say(", finance ", "，财政 ") + v.finance_department) +
         (v.document_no.empty() ? "" : "  " + v.document_no);
}

std::string reversed_text(const Cli& cli, const ProgrammeValue& v) {
  if (v.reversed == 0) return {};
  return "  " +
         (v.kind == ProgrammeKind::tax_relief ? cli.say("adjusted downwards or withdrawn ", "调减或取消 ")
                                              : cli.say("returned  ", "退票冲销 ")) +
         cli.money(v.reversed) + "\n";
}

std::string paid_head(const Cli& cli, ProgrammeKind kind) {
  if (kind == ProgrammeKind::tax_relief) return cli.say("used (CNY)", "已享受（元）");
  if (kind == ProgrammeKind::fund_investment) return cli.say("invested (CNY)", "已投资（元）");
  return cli.say("paid (CNY)", "已拨付（元）");
}

/// "paid      1.00 in 1 payment"; of a tax relief what was used, of a fund what it invested.
std::string paid_text(const Cli& cli, const ProgrammeValue& v) {
  std::string word(paid_words(v.kind).in(cli.language()));
  const std::size_t width = cli.language() == Language::en ? 10 : 7;  // as what stands beside it
  word.resize(word.size() + width - std::min(width - 1, display_width(word)), ' ');
  return word + cli.money(v.paid) + cli.say(" in ", "，") + cli.counted(v.payments, paid_noun(v.kind));
}

namespace {

std::string totals_text(const Cli& cli, const std::string& id, const ProgrammeValue& v,
                        const Support& support, const ReadOptions& as_of) {
  std::string out = id + "  " + v.name + "  " + std::to_string(v.fiscal_year) + "  " +
                    std::string(kind_words(v.kind).in(cli.language())) + as_of_text(cli, as_of) + "\n  " +
                    lead_text(cli, v) + "\n  " + cli.say("budget    ", "预算   ") + cli.money(v.budget) +
                    "\n  " + awarded_text(cli, v, support) + "\n  " + paid_text(cli, v) + "\n" +
                    reversed_text(cli, v);
  if (v.recovered > 0) out += "  " + cli.say("recovered ", "已追回 ") + cli.money(v.recovered) + "\n";
  return out;
}

}  // namespace

json::object investment_json(const FundInvestment& investment) {
  return {{"round", name_of(investment.round)}, {"stake", investment.stake}};
}

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
                   {"persons", nullptr},
                   {"correction", nullptr},
                   {"investment", nullptr}};
  if (award.investment) out["investment"] = investment_json(*award.investment);
  if (award.persons)
    out["persons"] = json::object{{"count", award.persons->count},
                                  {"person_class", std::string_view(award.persons->person_class)},
                                  {"years", award.persons->years},
                                  {"conditions", std::string_view(award.persons->conditions)}};
  if (award.corrected) out["correction"] = to_json(*award.corrected);
  if (award.code) out["code"] = text_of(*award.code);
  return out;
}

std::string award_table(const Cli& cli, const std::vector<Award>& awards, bool of_batch, ProgrammeKind kind) {
  const bool persons =
      std::ranges::any_of(awards, [](const Award& award) { return award.persons.has_value(); });
  Table table;
  if (!of_batch) table.column(cli.say("batch", "批次"));
  table.column(cli.say("no", "序号"), Table::Align::right);
  table.column(cli.say("beneficiary", "受益企业"));
  table.column(cli.say("code", "信用代码"));
  table.column(cli.say("project", "项目"));
  if (persons) {
    table.column(cli.say("persons", "人数"), Table::Align::right);
    table.column(cli.say("class", "人才类别"));
  }
  table.column(cli.say("awarded (CNY)", "安排（元）"), Table::Align::right);
  table.column(paid_head(cli, kind), Table::Align::right);
  table.column(cli.say("state", "状态"));
  const bool invested = std::ranges::any_of(awards, [](const Award& a) { return a.investment.has_value(); });
  if (invested) table.column(cli.say("round", "投资轮次"));
  for (const Award& award : awards) {
    std::vector<std::string> row;
    if (!of_batch) row.push_back(award.batch);
    row.insert(row.end(), {std::to_string(award.line), std::string(award.beneficiary),
                           award.code ? std::string(text_of(*award.code)) : "", std::string(award.project)});
    if (persons)
      row.insert(row.end(), {award.persons ? std::to_string(award.persons->count) : "",
                             award.persons ? std::string(award.persons->person_class) : ""});
    row.insert(row.end(), {yuan_text(award.amount - award.released), yuan_text(award.paid),
                           std::string(standing_words(award, award.standing(), kind).in(cli.language()))});
    if (invested) row.push_back(award.investment ? investment_text(*award.investment, cli.language()) : "");
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
         Error{Code::not_recorded, id + as_of_text(cli, *as_of) + meant_by(cli, {ProgrammeKey{Id(id)}}) +
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
  std::string out = totals_text(cli, id, (**found)->programme, support_of((**found)->awards), *as_of);
  if (options.awards)
    out += award_table(cli, (**found)->awards, false, (**found)->programme.kind) +
           cli.say("complete: ", "完整：共 ") + cli.counted((**found)->awards.size(), noun::kAward) +
           cli.say(", ", "，");
  cli.print(out + cli.proved_under(found->proof()) + "\n");
  cli.warn_of_bad_answers();
  return 0;
}

}  // namespace credence
