// SPDX-License-Identifier: Apache-2.0
#include "client/console/history_table.h"

#include <map>

#include "client/words/facts.h"

namespace credence {

Outcome<ClosedCredit> closed_credit_of(Client& client, const std::vector<HistoryEntry>& entries) {
  ClosedCredit out;
  for (const HistoryEntry& entry : entries) {
    out.note(entry.fact);
    const auto* const recorded = std::get_if<CreditRecorded>(&entry.fact);
    if (recorded == nullptr) continue;
    auto held = client.state<CreditValue>(recorded->entry);
    if (!held) return std::unexpected(held.error());
    if (**held && (**held)->closed_on) out.close(recorded->entry);
  }
  return out;
}

namespace {

/// Whose award a result is of, which its entry does not say. Of so many awards; where nobody answers it is left out.
class Beneficiaries {
 public:
  explicit Beneficiaries(Cli& cli) : cli_(cli) {}
  std::string of(const Fact& fact) {
    constexpr std::size_t kAsked = 200;
    const auto* const result = std::get_if<ResultRecorded>(&fact);
    if (result == nullptr) return {};
    const std::string name =
        result->programme + "/" + result->line.award_batch + "#" + std::to_string(result->line.award_line);
    if (const auto known = known_.find(name); known != known_.end()) return known->second;
    auto client = cli_.client();
    if (!client || known_.size() >= kAsked) return {};
    const auto award = (*client)->state<AwardValue>(
        AwardKey{result->programme, result->line.award_batch, result->line.award_line});
    return known_[name] = award && **award ? std::string((**award)->beneficiary) : std::string();
  }

 private:
  Cli& cli_;
  std::map<std::string, std::string> known_;
};

}  // namespace

std::string history_table(Cli& cli, const std::vector<HistoryEntry>& entries, bool of_enterprise,
                          const ClosedCredit& closed) {
  Table table;
  table.column(cli.say("recorded", "记录时间"));
  table.column(cli.say("kind", "事项"));
  if (!of_enterprise) table.column(cli.say("about", "对象"));
  table.column(cli.say("programme or title", "专项或资格"));
  table.column(cli.say("amount (CNY)", "金额（元）"), Table::Align::right);
  table.column(cli.say("detail", "内容"));
  table.column(cli.say("block", "区块"), Table::Align::right);
  table.column(cli.say("signed by", "经办签名"));
  Beneficiaries beneficiaries(cli);
  for (const HistoryEntry& entry : entries) {
    FactText fact = closed.words(entry.fact, cli.language());
    std::vector<std::string> row{time_in_china(entry.time_ms), fact.kind};
    if (!of_enterprise) row.push_back(fact.who.empty() ? beneficiaries.of(entry.fact) : fact.who);
    row.insert(row.end(), {fact.about, fact.amount ? yuan_text(*fact.amount) : "", fact.detail,
                           with_separators(entry.height),
                           cli.directory().name(entry.signer, cli.zh()) +
                               (entry.checker ? cli.say(", checked by ", "，复核：") +
                                                    cli.directory().name(*entry.checker, cli.zh())
                                              : std::string())});
    table.row(std::move(row));
  }
  return table.text();
}

void add_filter_options(Command& command, HistoryFilter& filter) {
  command.option("--kind KIND", &filter.kinds, {"only such entries", "仅限此类条目"})
      .one_of({fact_names().begin(), fact_names().end()});
  command.option("--from DAY", &filter.from,
                 {"recorded on this day or later, 2026-01-31", "该日及以后记录的，例如 2026-01-31"});
  command.option("--to DAY", &filter.to, {"recorded on this day or earlier", "该日及以前记录的"});
}

}  // namespace credence
