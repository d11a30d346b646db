// SPDX-License-Identifier: Apache-2.0
// What histories tell of, kind by kind: products of a catalogue, projects of a library, ratings, cases of
// recovery. Each kind is folded from a complete history into one row for each thing, as it stood after the last
// entry. The commands that list and show such things, and the pages of an enterprise and of a programme, are
// made from this one table.
#pragma once

#include <boost/json.hpp>

#include "client/console/console.h"

namespace credence {

/// Whose page needs no column for it.
enum class Omit : std::uint8_t { never, by_programme, by_enterprise };

struct Thing {
  std::string id;                  // by which somebody asks for it; of a product the enterprise's code
  std::optional<Uscc> code;        // of the enterprise, where there is one
  std::vector<std::string> cells;  // as many as its kind has heads
  boost::json::object view;
  std::vector<Fen> sums = {};  // as many as its kind sums up
  bool current = true;
  std::optional<Uscc> investor = {};  // of social capital, where it is registered
};

struct Kind {
  std::string_view member;  // of JSON
  Noun noun;                // "product", "products"
  struct Sum {
    std::string_view member;
    Words words;                   // "paid in"
    bool always = true;            // else it is told where it is not 0 …
    std::string_view unlike = {};  // … and not the same as this one
  };
  std::vector<Sum> sums;  // below a list; empty: amounts are not summed up
  struct Head {
    Words words;
    Omit omit = Omit::never;
    bool right = false;  // a number
  };
  std::vector<Head> heads;
  std::vector<std::string> facts;  // the kinds of entries that it is folded from
  std::vector<Thing> (*fold)(const Cli& cli, const std::vector<HistoryEntry>& entries, const Date& day);
};

[[nodiscard]] const Kind& products();               // listed in procurement catalogues
[[nodiscard]] const Kind& projects();               // entered into libraries
[[nodiscard]] const Kind& investments();            // social capital beside those of funds
[[nodiscard]] const Kind& investments_beside();     // the same, of an enterprise that is the investor
[[nodiscard]] const Kind& rounds();                 // of a fund, with what was invested in each
[[nodiscard]] const Kind& investors();              // beside a fund, with their sums
[[nodiscard]] const Kind& fund_returns();           // exits, incomes and losses of those
[[nodiscard]] const Kind& reliefs();                // what was used of a tax relief
[[nodiscard]] const Kind& challenges();             // with their milestones and how many bid
[[nodiscard]] const Kind& bids();                   // of challenges
[[nodiscard]] const Kind& sealed_bids();            // of challenges, by enterprises, opened or not
[[nodiscard]] const Kind& recoveries();             // cases
[[nodiscard]] const Kind& payment_lists();          // with what was returned or voided
[[nodiscard]] const Kind& results();                // milestones, acceptances, performances, closings
[[nodiscard]] const Kind& ratings();                // of agencies, the latest of each scale
[[nodiscard]] const Kind& objections();             // to awards
[[nodiscard]] const Kind& problems();               // that audits found
[[nodiscard]] const Kind& enterprise_keys();        // that act for an enterprise
[[nodiscard]] const Kind& holders_of_enterprise();  // products, projects … that belong to it
[[nodiscard]] const Kind& title_notices();          // applications in public notice that nobody has decided
[[nodiscard]] const Kind& title_refusals();         // applications that were refused
/// What an enterprise's page shows beside its titles and its credit.
[[nodiscard]] std::vector<const Kind*> kinds_of_enterprise();

/// Of products: what is listed ends with its enterprise, and only the enterprise says so.
void end_listing(const Cli& cli, const EnterpriseValue& enterprise, const Date& day, Thing& product);
[[nodiscard]] Outcome<void> end_listings(const Cli& cli, Client& client, const ReadOptions& as_of,
                                         const Date& day, std::vector<Thing>& all);

/// A problem as these entries tell of it; one that they do not tell of is empty.
[[nodiscard]] ProblemValue problem_of(const std::vector<HistoryEntry>& entries, const Id& problem);

/// The entries that any of these are folded from.
[[nodiscard]] HistoryQuery query_of(std::span<const Kind* const> kinds);

/// A table of some of a kind, without the columns that the page names itself; empty: there are none.
[[nodiscard]] std::string things_table(const Cli& cli, const Kind& kind, const std::vector<Thing>& things,
                                       Omit without);
/// The same with all columns, as a file for spreadsheets.
[[nodiscard]] std::string things_csv(const Cli& cli, const Kind& kind, const std::vector<Thing>& things);
[[nodiscard]] boost::json::array things_json(const std::vector<Thing>& things);
/// "3 products", "2 cases of recovery, of the money itself demanded 5.00 CNY, recovered …": how many there are, and what
/// they amount to.
[[nodiscard]] std::string count_and_sums(const Cli& cli, const Kind& kind, const std::vector<Thing>& things);
/// The same sums, each in fen and in yuan.
[[nodiscard]] boost::json::object sums_json(const Kind& kind, const std::vector<Thing>& things);
/// A sum in a view: in fen, and in yuan.
void put_sum(boost::json::object& view, std::string_view member, Fen sum);

}  // namespace credence
