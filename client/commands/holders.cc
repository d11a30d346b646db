// SPDX-License-Identifier: Apache-2.0
// credence qualification holders: who holds a title on a day. The title's own history names every enterprise that
// ever had it, and is complete; the state says of each what it has.
#include <algorithm>
#include <set>

#include "client/base/csv.h"
#include "client/base/files.h"
#include "client/base/json_text.h"
#include "client/commands/families.h"
#include "client/commands/known.h"
#include "client/commands/later.h"
#include "client/console/console.h"
#include "client/console/options.h"
#include "client/words/facts.h"
#include "ledger/views/json.h"

namespace credence {
namespace {

namespace json = boost::json;

struct HolderOptions {
  std::string type, on, region, as_of;
  std::uint16_t year = 0;
  bool all = false;
  std::filesystem::path csv;
};

struct Holder {
  Uscc code;
  Name name;
  std::string of;        // what belongs to an enterprise or a department: to which
  std::string of_ended;  // ", dissolved on 2026-12-02", of that enterprise
  QualificationValue title;
};
struct Holders {
  std::vector<Holder> all;  // by their codes
  BlockProof proof;
};

/// With all terms that were recorded by then; as of now the state says them, where it speaks of the day.
Outcome<std::optional<QualificationValue>> title_then(Client& client, const Id& type, const Uscc& code,
                                                      const Date& day, const ReadOptions& as_of) {
  if (!as_of.past()) {
    auto title = client.state<QualificationValue>(QualificationKey{type, code});
    if (!title) return std::unexpected(title.error());
    if (!**title) return std::optional<QualificationValue>();
    auto value = title_on(client, type, code, day, ***title);
    if (!value) return std::unexpected(value.error());
    return std::optional(*std::move(value));
  }
  auto found = client.enterprise(code, as_of);
  if (!found) return std::unexpected(found.error());
  std::optional<QualificationValue> out;
  if (**found)
    for (const Title& title : (**found)->titles) {
      if (title.type != type) continue;
      QualificationValue next;
      static_cast<TitleTerm&>(next) = title.term;
      next.follow_on(out ? &*out : nullptr);
      out = std::move(next);
    }
  return out;
}

Outcome<Holders> holders_of(const Cli& cli, Client& client, const Id& type, const Date& day,
                            const ReadOptions& as_of) {
  std::set<Uscc> codes;
  auto read = client.read_history(
      {QualificationTypeKey{type}}, {},
      [&](const HistoryEntry& entry) {
        if (const auto* const f = std::get_if<QualificationIssued>(&entry.fact)) codes.insert(f->line.code);
        if (const auto* const f = std::get_if<QualificationChanged>(&entry.fact)) codes.insert(f->code);
        return true;
      },
      as_of);
  if (!read) return std::unexpected(read.error());
  Holders out{{}, read->proof()};
  for (const Uscc& code : codes) {
    auto title = title_then(client, type, code, day, as_of);
    if (!title) return std::unexpected(title.error());
    if (!*title) continue;  // a merger that was undone took it back
    auto enterprise = enterprise_then(client, code, as_of);
    if (!enterprise) return std::unexpected(enterprise.error());
    const EnterpriseValue& held = *enterprise;
    Holder one{code, held.name, std::string(held.department), {}, **title};
    if (held.belongs_to) {
      one.of = text_of(*held.belongs_to);
      auto owner = enterprise_then(client, *held.belongs_to, as_of);
      if (!owner) return std::unexpected(owner.error());
      one.of_ended = ended_by(cli, *owner, day);
    }
    out.all.push_back(std::move(one));
  }
  return out;
}

bool is_asked(const HolderOptions& o, const Holder& holder, const Date& day) {
  const std::string_view region = text_of(holder.code).substr(2, 6);  // GB/T 2260
  return (o.all || holder.title.in_force(day)) && region.starts_with(o.region) &&
         (o.year == 0 || holder.title.term_on(day).valid_from.year == o.year);
}

std::vector<std::string> cells(const Cli& cli, const Holder& holder, const Date& day) {
  const TitleTerm& term = holder.title.term_on(day);
  const auto last = term.last_day();
  return {std::string(text_of(holder.code)),
          std::string(holder.name),
          holder.of + holder.of_ended,
          std::string(term.certificate_no),
          term.valid_from.iso(),
          last ? last->iso() : "",
          std::string(state_words(term.state(day)).in(cli.language()))};
}

int show_holders(Cli& cli, const HolderOptions& o) {
  auto type = id_option(o.type);
  if (!type) return cli.finish(type.error());
  auto as_of = as_of_options(o.as_of);
  if (!as_of) return cli.finish(as_of.error());
  auto day = day_asked(cli, o.on, *as_of);
  if (!day) return cli.finish(day.error());
  auto client = cli.client();
  if (!client) return cli.finish(client.error());
  auto found = holders_of(cli, **client, *type, *day, *as_of);
  if (!found) return cli.finish(found.error());
  if (found->all.empty())
    if (auto good = require_title(cli, o.type); !good) return cli.finish(good.error());
  std::erase_if(found->all, [&](const Holder& holder) { return !is_asked(o, holder, *day); });
  std::vector<std::string> heads = {cli.say("code", "统一社会信用代码"),
                                    cli.say("name", "名称"),
                                    cli.say("of", "所属"),
                                    cli.say("certificate", "证书编号"),
                                    cli.say("from", "有效期起"),
                                    cli.say("to", "有效期止"),
                                    cli.say("state", "状态")};
  // Enterprises belong to nobody: then there is no such column.
  const bool owned = std::ranges::any_of(found->all, [](const Holder& holder) { return !holder.of.empty(); });
  const auto without = [owned](std::vector<std::string> row) {
    if (!owned) row.erase(row.begin() + 2);
    return row;
  };
  heads = without(std::move(heads));
  if (!o.csv.empty()) {
    std::string text = "\xEF\xBB\xBF" + csv_line(heads);
    for (const Holder& holder : found->all) text += csv_line(without(cells(cli, holder, *day)));
    if (auto written = write_file(o.csv, text); !written) return cli.finish(written.error());
  }
  if (cli.json) {
    json::array holders;
    for (const Holder& holder : found->all)
      holders.push_back(json::object{{"code", text_of(holder.code)},
                                     {"name", holder.name},
                                     {"of", holder.of},
                                     {"state", name_of(holder.title.state(*day))},
                                     {"title", to_json(holder.title)}});
    cli.print_json({{"type", o.type},
                    {"on", day->iso()},
                    {"complete", true},
                    {"holders", std::move(holders)},
                    {"proof", cli.proof_json(found->proof)}});
    return 0;
  }
  Table table;
  for (const std::string& head : heads) table.column(head);
  for (const Holder& holder : found->all) table.row(without(cells(cli, holder, *day)));
  if (table.rows() > 0) cli.print(table.text());
  cli.print(cli.say("on ", "") + day->iso() + cli.say(", complete: ", "，完整：共 ") +
            cli.counted(found->all.size(), owned ? noun::kOwnedHolder : noun::kHolder) + cli.say(", ", "，") +
            as_of_clause(cli, *as_of) + cli.proved_under(found->proof) + "\n");
  cli.warn_of_bad_answers();
  return 0;
}

}  // namespace

void add_title_holders_command(Command& family) {
  auto& o = family.keep<HolderOptions>();
  Command& out =
      family
          .command("holders",
                   {"who holds a title on a day: complete and proved", "某日持有该资格的企业，完整并附证明"},
                   o, show_holders)
          .uses(kAsks);
  out.argument("TITLE", &o.type, kTitleWords);
  out.option("--on DAY", &o.on,
             {"on this day; else on that of --as-of, else today", "该日；默认为 --as-of 的日期，否则为今日"});
  out.option("--region DIGITS", &o.region,
             {"only codes of this region, as GB/T 2260 numbers it: 4401 is Guangzhou",
              "仅限该地区的代码（GB/T 2260）：4401 为广州市"});
  out.wrong_if(
      [&o] { return o.region.size() > 6 || o.region.find_first_not_of("0123456789") != std::string::npos; },
      {"--region takes the first digits of a region's number, six at most",
       "--region 填写地区代码的前若干位数字，至多六位"});
  out.option("--year YEAR", &o.year, {"only terms that began in this year", "仅限该年开始的"})
      .range(1990, 2100);
  out.flag("--all", o.all, {"those not in force as well", "含无效的"});
  out.option("--as-of MOMENT", &o.as_of, kAsOfWords);
  out.option("--csv FILE", &o.csv, {"write them as CSV as well", "另写为 CSV"}).writes().ends_in({".csv"});
}

}  // namespace credence
