// SPDX-License-Identifier: Apache-2.0
// credence enterprise rename, merge, dissolve, restore, show: what becomes of an enterprise, and everything about it
// on one page.
#include <map>
#include <ranges>
#include <set>

#include "client/base/json_text.h"
#include "client/base/now.h"
#include "client/commands/families.h"
#include "client/commands/kinds.h"
#include "client/commands/later.h"
#include "client/commands/support.h"
#include "client/commands/then.h"
#include "client/console/console.h"
#include "client/console/options.h"
#include "client/four_eyes.h"
#include "client/lineage.h"
#include "client/lists/lines.h"
#include "client/words/enum_words.h"
#include "client/words/facts.h"
#include "ledger/views/json.h"

namespace credence {
namespace {

namespace json = boost::json;

struct LifeOptions {
  std::string code, into, name, effective, document_no, reason, on, as_of;
  std::vector<std::string> carried, ended;
  bool accept_later = false;
};

int rename(Cli& cli, const LifeOptions& options) {
  auto code = cli.code(options.code);
  if (!code) return cli.finish(code.error());
  auto effective = date_option(options.effective, "--from");
  if (!effective) return cli.finish(effective.error());
  if (auto good = agree_to_later(cli, *code, *effective, options.accept_later); !good)
    return cli.finish(good.error());
  return cli.submit(RenameEnterprise{*code, Name(options.name), *effective, DocumentNo(options.document_no)},
                    cli.say("renamed: ", "已更名：") + options.code + " " + options.name);
}

std::string effective_text(const Cli& cli, const Date& day) {
  return cli.say(", effective on ", "，生效日期 ") + day.iso();
}

/// What is said with what was recorded is said as well where it waits: the second person sees it with pending show.
std::string if_it_waits(const Cli& cli, const VerifiedTransaction& sent, const std::string& left) {
  const std::size_t mark = cli.say("; ", "；").size();
  return is_parked(sent.receipt) && left.size() > mark ? left.substr(mark) : std::string();
}

int merge(Cli& cli, const LifeOptions& options) {
  auto code = cli.code(options.code);
  if (!code) return cli.finish(code.error());
  auto into = cli.code(options.into);
  if (!into) return cli.finish(into.error());
  auto effective = date_option(options.effective, "--from");
  if (!effective) return cli.finish(effective.error());
  MergeEnterprise action{*code, *into, *effective, DocumentNo(options.document_no), {}};
  std::map<std::string, bool> decisions;
  for (const std::string& type : options.carried) decisions.emplace(type, true);
  for (const std::string& type : options.ended) decisions.emplace(type, false);
  if (decisions.size() != options.carried.size() + options.ended.size())
    return cli.finish({ExitCode::usage, Error{Code::repeated_line, "--carry / --end"}});
  for (const auto& [type, carried] : decisions) {
    if (action.titles.size() == action.titles.kMax)
      return cli.finish({ExitCode::usage, Error{Code::limit_exceeded, "--carry / --end"}});
    action.titles.push_back({Id(type), carried});
  }
  auto client = cli.client();
  if (!client) return cli.finish(client.error());
  auto left = left_behind(cli, **client, *code, *effective, true);
  if (!left) return cli.finish(left.error());
  const std::string titles =
      titles_text(cli, {"titles that end", "终止的资格"}, options.ended) +
      titles_text(cli, {"titles that go over", "由承继企业承继的资格"}, options.carried) + *left;
  if (auto good = agree_to_later(cli, *code, *effective, options.accept_later); !good)
    return cli.finish(good.error());
  return cli.submit(action,
                    cli.say("merger recorded: ", "已记录合并：") + options.code + " → " + options.into +
                        effective_text(cli, *effective) + titles,
                    [&](Client&, const VerifiedTransaction& sent) {
                      return Outcome<Cli::Followed>({{}, {}, if_it_waits(cli, sent, titles)});
                    });
}

int dissolve(Cli& cli, const LifeOptions& options) {
  auto code = cli.code(options.code);
  if (!code) return cli.finish(code.error());
  auto effective = date_option(options.effective, "--from");
  if (!effective) return cli.finish(effective.error());
  auto client = cli.client();
  if (!client) return cli.finish(client.error());
  auto titles = running_titles(**client, *code, *effective);
  if (!titles) return cli.finish(titles.error());
  const DissolveEnterprise action{*code, *effective, DocumentNo(options.document_no)};
  auto ending = left_behind(cli, **client, action);
  if (!ending) return cli.finish(ending.error());
  if (auto good = agree_to_later(cli, *code, *effective, options.accept_later); !good)
    return cli.finish(good.error());
  return cli.submit(action,
                    cli.say("dissolution recorded: ", "已记录注销：") + options.code +
                        effective_text(cli, *effective) + *ending,
                    [&](Client&, const VerifiedTransaction& sent) {
                      return Outcome<Cli::Followed>(
                          Cli::Followed{{{"titles_ended", *titles}}, {}, if_it_waits(cli, sent, *ending)});
                    });
}

int restore(Cli& cli, const LifeOptions& options) {
  auto code = cli.code(options.code);
  if (!code) return cli.finish(code.error());
  return cli.submit(RestoreEnterprise{*code, DocumentNo(options.document_no), Note(options.reason)},
                    cli.say("the end is undone: ", "已撤销其终止：") + options.code);
}

struct HeldTitle {
  Id type;
  QualificationTypeValue definition;
  QualificationValue value;
};

/// Everything that is recorded of an enterprise, its present credit included. Each part is proved; the newest
/// header stands for the page.
struct Page {
  std::optional<EnterpriseValue> enterprise;  // none: not registered
  std::vector<HeldTitle> titles;
  std::optional<CreditStandingValue> standing;
  std::vector<std::pair<Uscc, Date>> predecessors;  // and the day from which it stands for them
  std::optional<AdverseEntry> worst;  // on the day of the page; of itself, or of one that it answers for
  BlockProof proof;
  // Ratings, listings, recoveries …, each kind folded from the enterprise's complete history.
  std::vector<std::pair<const Kind*, std::vector<Thing>>> things = {};
  std::map<ProgrammeKind, Support> support = {};
  // What its products, projects and the like hold, by their codes: of the first ones.
  std::map<Uscc, std::vector<HeldTitle>> of_holders = {};
  std::optional<EnterpriseValue> owner = {};  // of what is no enterprise, and belongs to one
};
constexpr std::size_t kHoldersAsked = 100;

/// What an enterprise sealed, and before it of each challenge what the enterprise's own history does not tell: its last
/// day for bids, and whether bids were selected.
Outcome<std::vector<HistoryEntry>> with_challenges(Client& client, const Uscc& code,
                                                   const std::vector<HistoryEntry>& entries,
                                                   const ReadOptions& as_of) {
  std::vector<HistoryEntry> published, own, selected;
  std::set<std::pair<Id, Id>> known;
  for (const HistoryEntry& entry : entries) {
    const auto* const seal = std::get_if<BidSealed>(&entry.fact);
    if (seal == nullptr && !std::holds_alternative<BidRecorded>(entry.fact)) continue;
    own.push_back(entry);
    if (seal == nullptr || seal->seal.code != code ||
        !known.emplace(seal->seal.programme, seal->seal.challenge).second)
      continue;
    const Id &programme = seal->seal.programme, &challenge = seal->seal.challenge;
    auto held = client.state<ChallengeValue>(ChallengeKey{programme, challenge});
    if (!held) return std::unexpected(held.error());
    if (!**held) return give_up(ExitCode::not_verified, Code::wrong_subject, programme + "/" + challenge);
    const ChallengeValue& v = ***held;
    HistoryEntry told;
    told.fact = ChallengePublished{PublishChallenge{programme, challenge, v.title, v.document_no, v.source,
                                                    v.amount, v.bids_until, v.winners_max, v.milestones}};
    published.push_back(told);
    if (!v.selected || as_of.past()) continue;
    BatchOpened batch;
    batch.programme = programme, batch.batch = challenge;
    told.fact = batch;
    selected.push_back(told);
  }
  published.insert(published.end(), own.begin(), own.end());
  published.insert(published.end(), selected.begin(), selected.end());
  return published;
}

Outcome<void> add_things(const Cli& cli, Client& client, const Uscc& code, const ReadOptions& as_of,
                         const Date& day, Page& page) {
  const std::vector<const Kind*> kinds = kinds_of_enterprise();
  auto history = client.history(of_enterprise(code), query_of(kinds), as_of);
  if (!history) return std::unexpected(history.error());
  auto sealed = with_challenges(client, code, (*history)->entries, as_of);
  if (!sealed) return std::unexpected(sealed.error());
  for (const Kind* const kind : kinds) {
    page.things.emplace_back(kind,
                             kind->fold(cli, kind == &sealed_bids() ? *sealed : (*history)->entries, day));
    std::vector<Thing>& things = page.things.back().second;
    // Of a consortium that it joined its history names the other members, whose seals it does not tell.
    if (kind == &sealed_bids()) std::erase_if(things, [&](const Thing& one) { return one.code != code; });
    // Whether it was invested in, or is the investor.
    if (kind == &investments() || kind == &investments_beside())
      std::erase_if(things, [&](const Thing& one) {
        return (one.investor == code) != (kind == &investments_beside());
      });
    if (kind == &products())
      for (Thing& one : things)
        if (one.code == code) end_listing(cli, *page.enterprise, day, one);
    // Its own registration, where it is no enterprise, is nothing that belongs to it.
    if (kind == &holders_of_enterprise())
      std::erase_if(page.things.back().second, [&](const Thing& one) { return one.code == code; });
  }
  return {};
}

Outcome<void> add_owner(Client& client, const ReadOptions& as_of, Page& page) {
  if (!page.enterprise || !page.enterprise->belongs_to) return {};
  auto owner = enterprise_then(client, *page.enterprise->belongs_to, as_of);
  if (!owner) return std::unexpected(owner.error());
  page.owner = *std::move(owner);
  return {};
}

/// A merger, once announced, keeps its day.
Outcome<void> add_predecessors(Client& client, Page& page) {
  for (const Uscc& code : page.enterprise->predecessors) {
    auto held = client.state<EnterpriseValue>(EnterpriseKey{code});
    if (!held) return std::unexpected(held.error());
    if (!**held || !(**held)->ends_on)
      return give_up(ExitCode::not_verified, Code::wrong_subject, std::string(text_of(code)));
    page.predecessors.emplace_back(code, *(**held)->ends_on);
  }
  return {};
}

Outcome<Page> page_now(Client& client, const Uscc& code, const Date& day) {
  auto found = client.state<EnterpriseValue>(EnterpriseKey{code});
  if (!found) return std::unexpected(found.error());
  Page out{**found, {}, {}, {}, {}, found->proof()};
  if (!out.enterprise) return out;
  if (auto good = add_predecessors(client, out); !good) return std::unexpected(good.error());
  for (const Id& type : out.enterprise->qualifications) {
    auto definition = client.state<QualificationTypeValue>(QualificationTypeKey{type});
    if (!definition) return std::unexpected(definition.error());
    auto title = client.state<QualificationValue>(QualificationKey{type, code});
    if (!title) return std::unexpected(title.error());
    if (!**definition || !**title) return give_up(ExitCode::not_verified, Code::wrong_subject, type);
    auto value = title_on(client, type, code, day, ***title);
    if (!value) return std::unexpected(value.error());
    out.titles.push_back({type, ***definition, *value});
  }
  auto standing = client.state<CreditStandingValue>(CreditStandingKey{code});
  if (!standing) return std::unexpected(standing.error());
  out.standing = **standing;
  auto worst = worst_entry(client, code, day);
  if (!worst) return std::unexpected(worst.error());
  out.worst = *worst;
  return out;
}

/// As it was recorded then, without the credit: of each title the term that was the latest.
Outcome<Page> page_of(Client& client, const Uscc& code, const ReadOptions& as_of, const Date& day) {
  if (!as_of.past()) return page_now(client, code, day);
  auto found = client.enterprise(code, as_of);
  if (!found) return std::unexpected(found.error());
  Page out{std::nullopt, {}, {}, {}, {}, found->proof()};
  if (!**found) return out;
  out.enterprise = (**found)->profile;
  if (auto good = add_predecessors(client, out); !good) return std::unexpected(good.error());
  for (const Title& title : (**found)->titles) {
    auto definition = client.state<QualificationTypeValue>(QualificationTypeKey{title.type});
    if (!definition) return std::unexpected(definition.error());
    if (!**definition) return give_up(ExitCode::not_verified, Code::wrong_subject, title.type);
    HeldTitle held{title.type, ***definition, {}};
    static_cast<TitleTerm&>(held.value) = title.term;
    const auto same = std::ranges::find(out.titles, title.type, &HeldTitle::type);
    held.value.follow_on(same == out.titles.end() ? nullptr : &same->value);
    if (same != out.titles.end()) out.titles.erase(same);
    out.titles.push_back(std::move(held));
  }
  return out;
}

/// Of a bid that it opened with others its own history does not say whether it was selected: that of the lead does.
Outcome<void> add_selections(const Cli& cli, Client& client, const ReadOptions& as_of, Page& page) {
  if (as_of.past()) return {};
  for (auto& [kind, things] : page.things) {
    if (kind != &bids()) continue;
    for (Thing& one : things) {
      if (one.view.at("selected").as_bool()) continue;
      const auto text = [&one](const char* member) {
        return Id(std::string_view(one.view.at(member).as_string()));
      };
      const auto line = one.view.at("line").to_number<std::uint32_t>();
      auto award = client.state<AwardValue>(AwardKey{text("programme"), text("challenge"), line});
      if (!award) return std::unexpected(award.error());
      if (!**award) continue;
      one.view["selected"] = true;
      one.cells.back() = cli.say("selected", "入选") + (one.cells.back().empty() ? "" : cli.say(", ", "，")) +
                         one.cells.back();
    }
  }
  return {};
}

/// Titles that are held by what belongs to it.
Outcome<void> add_titles_of_holders(Client& client, const ReadOptions& as_of, const Date& day, Page& page) {
  for (const auto& [kind, things] : page.things) {
    if (kind != &holders_of_enterprise()) continue;
    for (const Thing& one : things | std::views::take(kHoldersAsked)) {
      auto held = page_of(client, *one.code, as_of, day);
      if (!held) return std::unexpected(held.error());
      if (!held->titles.empty()) page.of_holders.emplace(*one.code, std::move(held->titles));
    }
  }
  return {};
}

std::string state_of_title(const Cli& cli, const TitleTerm& title, const Date& day) {
  const TitleState state = title.state(day);
  if (state != TitleState::in_force) return std::string(state_words(state).in(cli.language()));
  return (title.review_until ? cli.say("in force, under review", "有效，复核中")
                             : cli.say("in force", "有效")) +
         (title.revoked_from ? cli.say(", ends on ", "，终止于 ") + title.revoked_from->iso() : "");
}

/// " (30 days left)" for a title that ends soon.
std::string reminder(const Cli& cli, const TitleTerm& title, const Date& day) {
  constexpr unsigned kDaysBefore = 90;
  const auto last = title.last_day();
  if (!last || !title.in_force(day)) return {};
  for (unsigned days = 0; days <= kDaysBefore; ++days)
    if (after_days(day, days) == *last)
      return cli.say(" (", "（剩余 ") + cli.counted(days, noun::kDay) + cli.say(" left)", "）");
  return {};
}

std::string lineage(const Cli& cli, const Page& page, const Date& day) {
  const EnterpriseValue& value = *page.enterprise;
  std::string out;
  for (const FormerName& former : value.former_names)
    out += "  " + cli.say("formerly ", "曾用名 ") + former.name + cli.say(", until ", "，至 ") +
           former.until.iso() + "\n";
  for (const auto& [code, from] : page.predecessors)
    out += "  " + (from > day ? cli.say("will take over ", "将承继 ") : cli.say("took over ", "已承继 ")) +
           std::string(text_of(code)) + cli.say(" on ", "，") + from.iso() + "\n";
  const bool announced = value.active(day);
  if (value.end == EnterpriseEnd::merged)
    out += "  " +
           (announced ? cli.say("will be merged into ", "将并入 ") : cli.say("merged into ", "已并入 ")) +
           std::string(text_of(*value.successor)) + cli.say(" on ", "，") + value.ends_on->iso() + "\n";
  if (value.end == EnterpriseEnd::dissolved)
    out += "  " +
           (announced ? cli.say("will be dissolved on ", "拟注销日期 ")
                      : cli.say("dissolved on ", "注销日期 ")) +
           value.ends_on->iso() + "\n";
  return out;
}

/// What something else than an enterprise is, and whose.
std::string belonging(const Cli& cli, const Page& page, const Date& day) {
  const EnterpriseValue& value = *page.enterprise;
  if (value.kind == HolderKind::enterprise) return {};
  std::string out = "  " + std::string(kind_words(value.kind).in(cli.language()));
  if (value.belongs_to) {
    out += cli.say(" of ", "，属于 ") + std::string(text_of(*value.belongs_to));
    if (page.owner) out += " " + page.owner->name + ended_by(cli, *page.owner, day);
  }
  if (!value.department.empty()) out += cli.say(" of ", "，属于 ") + value.department;
  return out + "\n";
}

/// Each kind of support for itself.
std::string money_by_kind(const Cli& cli, const Page& page) {
  const EnterpriseValue& value = *page.enterprise;
  if (value.kind != HolderKind::enterprise) return {};
  std::string out;
  for (const KindSum& sum : value.by_kind()) {
    out += "  " + std::string(kind_words(sum.kind).in(cli.language())) + cli.say(": awarded ", "：安排 ") +
           cli.money(sum.awarded) + cli.say(" in ", "，") + std::to_string(sum.awards) +
           cli.say(sum.awards == 1 ? " award" : " awards", " 笔");
    if (const auto support = page.support.find(sum.kind); support != page.support.end()) {
      out += notice_text(cli, support->second);
      if (const std::string persons = persons_text(cli, support->second); !persons.empty())
        out += "\n    " + persons;
    }
    out += "\n    " + std::string(paid_words(sum.kind).in(cli.language())) + " " + cli.money(sum.paid) +
           cli.say(" in ", "，") + cli.counted(sum.payments, paid_noun(sum.kind));
    if (sum.recovered > 0) out += cli.say(", recovered ", "，已追回 ") + cli.money(sum.recovered);
    out += "\n";
  }
  return out.empty() ? "  " + cli.say("no support is recorded", "无支持记录") + "\n" : out;
}

/// `holder`: what belongs to the enterprise and holds it; else it is its own.
std::string title_line(const Cli& cli, const HeldTitle& title, const Date& day,
                       std::string_view holder = {}) {
  const TitleTerm& term = title.value.term_on(day);
  const auto last = term.last_day();
  return "  " + (cli.zh() ? title.definition.name_zh : title.definition.name_en) + " (" + title.type +
         (holder.empty() ? "" : cli.say(", held by ", "，持有对象 ") + std::string(holder)) + ")  " +
         term.valid_from.iso() + cli.say(" to ", " 至 ") +
         (last ? last->iso() : cli.say("no end", "无期限")) + "  " + state_of_title(cli, term, day) +
         reminder(cli, term, day) +
         (title.value.banned_to && day <= *title.value.banned_to
              ? cli.say(", banned to ", "，禁止申报至 ") + title.value.banned_to->iso()
              : "") +
         "\n";
}

json::array titles_json(const std::vector<HeldTitle>& titles, const Date& day) {
  json::array out;
  for (const HeldTitle& title : titles)
    out.push_back(json::object{{"type", title.type.c_str()},
                               {"name_zh", title.definition.name_zh.c_str()},
                               {"name_en", title.definition.name_en.c_str()},
                               {"in_force", title.value.in_force(day)},
                               {"state", name_of(title.value.state(day))},
                               {"title", to_json(title.value)}});
  return out;
}

/// The enterprise that it belongs to, and whether that has ended.
json::object owner_json(const Page& page, const Date& day) {
  const EnterpriseValue& owner = *page.owner;
  json::object out{{"code", text_of(*page.enterprise->belongs_to)},
                   {"name", owner.name},
                   {"active", owner.active(day)},
                   {"end", name_of(owner.end)},
                   {"ends_on", nullptr},
                   {"successor", nullptr}};
  if (owner.ends_on) out["ends_on"] = owner.ends_on->iso();
  if (owner.successor) out["successor"] = text_of(*owner.successor);
  return out;
}

std::string page_text(const Cli& cli, const std::string& code, const Page& page, const Date& day,
                      const ReadOptions& as_of) {
  const EnterpriseValue& value = *page.enterprise;
  std::string out = code + "  " + value.name;
  if (value.place) out += "  " + *value.place;
  if (value.registered_on) out += cli.say("  founded ", "  成立 ") + value.registered_on->iso();
  out += as_of_text(cli, as_of) + "\n" + belonging(cli, page, day) + lineage(cli, page, day) +
         money_by_kind(cli, page);
  for (const HeldTitle& title : page.titles) out += title_line(cli, title, day);
  for (const auto& [holder, titles] : page.of_holders)
    for (const HeldTitle& title : titles) out += title_line(cli, title, day, text_of(holder));
  if (as_of.past() || value.kind != HolderKind::enterprise) return out;  // credit is of enterprises alone
  out += "  " + cli.say("credit: ", "信用：");
  if (!page.worst)
    out += cli.say("no adverse entry in publication", "无公示中的不良信息");
  else
    out += cli.say("an adverse entry in publication, ", "有公示中的不良信息，") +
           std::string(class_words(page.worst->mark.weight).in(cli.language())) +
           (text_of(page.worst->code) == code
                ? ""
                : cli.say(", of ", "，承继自 ") + std::string(text_of(page.worst->code)));
  if (page.standing && page.standing->honours > 0)
    out += cli.say(", honours ", "，荣誉 ") + std::to_string(page.standing->honours);
  return out + "\n";
}

int show(Cli& cli, const LifeOptions& options) {
  auto code = cli.code(options.code);
  if (!code) return cli.finish(code.error());
  auto as_of = as_of_options(options.as_of);
  if (!as_of) return cli.finish(as_of.error());
  auto day = day_asked(cli, options.on, *as_of);
  if (!day) return cli.finish(day.error());
  auto client = cli.client();
  if (!client) return cli.finish(client.error());
  auto page = page_of(**client, *code, *as_of, *day);
  if (!page) return cli.finish(page.error());
  if (!page->enterprise) {
    return cli.finish(
        {ExitCode::refused,
         Error{Code::not_recorded, options.code + as_of_text(cli, *as_of) +
                                       recorded_later<EnterpriseValue>(cli, *as_of, EnterpriseKey{*code}) +
                                       "; " + cli.proved_under(page->proof)}},
        {{"code", options.code}, {"enterprise", nullptr}, {"proof", cli.proof_json(page->proof)}});
  }
  auto good = add_things(cli, **client, *code, *as_of, *day, *page);
  if (good && page->enterprise->kind == HolderKind::enterprise) {
    if (auto support = support_of(**client, *code, *as_of))
      page->support = *std::move(support);
    else
      good = std::unexpected(support.error());
  }
  if (good) good = add_owner(**client, *as_of, *page);
  if (good) good = add_selections(cli, **client, *as_of, *page);
  if (good) good = add_titles_of_holders(**client, *as_of, *day, *page);
  if (!good) return cli.finish(good.error());
  if (cli.json) {
    json::object view{
        {"code", options.code},
        {"on", day->iso()},
        {"enterprise", to_json(*page->enterprise)},
        {"titles", titles_json(page->titles, *day)},
        {"belongs_to", page->owner ? owner_json(*page, *day) : json::value(nullptr)},
        {"adverse_credit_of", page->worst ? json::value(text_of(page->worst->code)) : json::value(nullptr)},
        {"credit", page->standing ? json::value(to_json(*page->standing)) : json::value(nullptr)}};
    for (const auto& [kind, things] : page->things) view[kind->member] = things_json(things);
    json::array supports;
    for (const auto& [kind, support] : page->support) {
      supports.push_back(support_json(support));
      supports.back().as_object()["kind"] = name_of(kind);
    }
    view["support"] = std::move(supports);
    json::object of_holders;
    for (const auto& [holder, titles] : page->of_holders)
      of_holders[text_of(holder)] = titles_json(titles, *day);
    view["titles_of_holders"] = std::move(of_holders);
    view["proof"] = cli.proof_json(page->proof);
    cli.print_json(view);
    return 0;
  }
  std::string things;
  for (const auto& [kind, all] : page->things)
    if (!all.empty())
      things +=
          "\n" + count_and_sums(cli, *kind, all) + "\n" + things_table(cli, *kind, all, Omit::by_enterprise);
  cli.print(page_text(cli, options.code, *page, *day, *as_of) + things + (things.empty() ? "" : "\n") +
            cli.proved_under(page->proof) + "\n");
  cli.warn_of_bad_answers();
  return 0;
}

}  // namespace

void add_enterprise_life_commands(Command& family) {
  auto& o = family.keep<LifeOptions>();
  const auto command = [&](const char* name, Words about, int (*run)(Cli&, const LifeOptions&)) -> Command& {
    Command& out = family.command(name, about, o, run);
    out.argument("CODE", &o.code, kCodeWords);
    return out;
  };
  const Words ends{"the first day without it; it may be announced, a year ahead at most",
                   "自该日起不再存续；可预告，至多提前一年"};
  const auto change = [&](const char* name, Words about, Words days,
                          int (*run)(Cli&, const LifeOptions&)) -> Command& {
    Command& out = command(name, about, run);
    out.option("--from DAY", &o.effective, days).required();
    out.option("--document-no NUMBER", &o.document_no, kDocumentNoWords);
    out.flag("--accept-later", o.accept_later, kAcceptLaterWords);
    return out;
  };
  change("rename",
         {"record a new name; code, titles and their last days stay (role registrar)",
          "记录企业更名；代码、资格及其截止日期不变（角色 registrar）"},
         kEffectiveWords, rename)
      .option("--name NAME", &o.name, {"the new name", "新名称"})
      .required();
  Command& into = change("merge",
                         {"record a merger; each running title is decided on (role registrar)",
                          "记录企业合并；有效资格须逐项作出决定（角色 registrar）"},
                         ends, merge);
  into.option("--into CODE", &o.into, {"the successor's code", "承继企业的代码"}).required();
  into.option("--carry TITLE", &o.carried, {"a title that the successor takes over", "由承继企业承继的资格"});
  into.option("--end TITLE", &o.ended, {"a title that ends", "终止的资格"});
  change(
      "dissolve",
      {"record a dissolution: its titles end, nothing is awarded or paid from that day on (role registrar)",
       "记录企业注销：自该日起其资格终止，不再获得安排和拨付（角色 registrar）"},
      ends, dissolve);
  Command& undo = command(
      "restore",
      {"undo a merger or dissolution that was recorded by mistake, before others have built on it (role "
       "registrar)",
       "撤销误记的合并或注销（须尚无其他记录以其为依据；角色 registrar）"},
      restore);
  undo.option("--reason TEXT", &o.reason, kReasonWords).required();
  undo.option("--document-no NUMBER", &o.document_no, kDocumentNoWords);
  Command& page = command("show",
                          {"everything about an enterprise on one page, or the proof that there is nothing",
                           "在一页上显示企业的全部情况，或证明没有任何记录"},
                          show)
                      .uses(kAsks);
  page.option("--as-of MOMENT", &o.as_of, kAsOfWords);
  page.option("--on DAY", &o.on,
              {"titles and credit on this day; else on that of --as-of, else today",
               "该日的资格与信用；默认为 --as-of 的日期，否则为今日"});
}

}  // namespace credence
