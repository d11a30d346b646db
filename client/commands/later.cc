// SPDX-License-Identifier: Apache-2.0
#include "client/commands/later.h"

#include <algorithm>
#include <map>

#include "client/base/list_errors.h"
#include "client/commands/kinds.h"
#include "client/commands/owed.h"
#include "client/console/list_questions.h"
#include "client/words/enum_words.h"
#include "client/words/facts.h"

namespace credence {
namespace {

bool holds(const List<Id, 8>& ids, const Id& id) { return std::ranges::find(ids, id) != ids.end(); }

constexpr std::size_t kNamed = 10;  // of what lies after the day

/// What lies on a day or after it, counted, and the first of it named.
class LaterRecords {
 public:
  LaterRecords(Cli& cli, Client& client, const Date& from, std::optional<Id> title)
      : cli_(cli), client_(client), from_(from), title_(std::move(title)) {}

  /// Looks at the next entry; a failure where the ledger could not be asked.
  Outcome<void> add(const HistoryEntry& entry) {
    const Date recorded = date_in_china(entry.time_ms);
    if (const auto* f = std::get_if<BatchOpened>(&entry.fact))
      published_[f->programme + "/" + f->batch] = f->published.value_or(recorded);
    if (const auto* f = std::get_if<BatchAmended>(&entry.fact); f != nullptr && f->published)
      published_[f->programme + "/" + f->batch] = *f->published;
    if (const auto* f = std::get_if<Awarded>(&entry.fact)) {
      auto day = day_of(*f, recorded);
      if (!day) return std::unexpected(day.error());
      if (*day < from_) return {};
      auto rests = asks_for_title(f->programme);
      if (!rests) return std::unexpected(rests.error());
      if (*rests)
        name(awards_, *day, cli_.say("award ", "安排 ") + line(f->programme, f->batch, f->line.line),
             f->line.amount);
    }
    if (const auto* f = std::get_if<Paid>(&entry.fact); f != nullptr && !title_ && f->line.paid_on >= from_)
      name(payments_, f->line.paid_on,
           cli_.say("payment ", "拨付 ") + line(f->programme, f->list, f->line.line), f->line.amount);
    if (const auto* f = std::get_if<QualificationIssued>(&entry.fact); f != nullptr) {
      const Date day = f->line.valid_from;
      if (day >= from_ && (!title_ || holds(f->built_on, *title_)))
        name(titles_, day, cli_.say("title ", "资格 ") + f->type, 0);
    }
    return {};
  }

  [[nodiscard]] std::size_t count() const { return awards_ + payments_ + titles_; }
  /// "2026-09-05  award puhui-2022/b1#1  4.00 CNY", a line each.
  [[nodiscard]] std::string named() const {
    return named_ + (count() > kNamed ? cli_.say("  and more: ", "  另有 ") +
                                            with_separators(count() - kNamed) + cli_.say("\n", " 项\n")
                                      : "");
  }
  /// "3 awards, 1 payment and 1 title lie on 2026-09-01 or after it".
  [[nodiscard]] std::string counted() const {
    std::string out;
    const auto also = [&](std::size_t number, const Noun& noun) {
      if (number > 0) out += (out.empty() ? "" : cli_.say(", ", "、")) + cli_.counted(number, noun);
    };
    also(awards_, {"award", "awards", "笔安排"});
    also(payments_, {"payment", "payments", "笔拨付"});
    also(titles_, {"title", "titles", "项资格"});
    return cli_.say("on or after ", "") + from_.iso() + cli_.say(": ", " 及之后：") + out;
  }

 private:
  /// An award's own day: its list's publication, else the day on which it was recorded.
  Outcome<Date> day_of(const Awarded& award, const Date& recorded) {
    const std::string list = award.programme + "/" + award.batch;
    if (const auto known = published_.find(list); known != published_.end()) return known->second;
    auto batch = client_.state<AwardBatchValue>(AwardBatchKey{award.programme, award.batch});
    if (!batch) return std::unexpected(batch.error());
    return published_[list] = **batch ? (**batch)->published.value_or(recorded) : recorded;
  }
  /// Whether an award of this programme may rest on the title: its rules ask for it.
  Outcome<bool> asks_for_title(const Id& programme) {
    if (!title_) return true;
    if (const auto known = asks_.find(programme); known != asks_.end()) return known->second;
    auto rules = client_.state<ProgrammeRules>(ProgrammeRulesKey{programme});
    if (!rules) return std::unexpected(rules.error());
    return asks_[programme] = **rules && holds((**rules)->required_titles, *title_);
  }
  static std::string line(const Id& programme, const Id& list, std::uint32_t number) {
    return programme + "/" + list + "#" + std::to_string(number);
  }
  void name(std::size_t& counter, const Date& day, const std::string& what, Fen amount) {
    ++counter;
    if (count() <= kNamed)
      named_ += "  " + day.iso() + "  " + what + (amount > 0 ? "  " + cli_.money(amount) : "") + "\n";
  }

  Cli& cli_;
  Client& client_;
  Date from_;
  std::optional<Id> title_;
  std::map<Id, bool> asks_;
  std::map<std::string, Date> published_;
  std::size_t awards_ = 0, payments_ = 0, titles_ = 0;
  std::string named_;
};

}  // namespace

Outcome<void> agree_to_later(Cli& cli, const Uscc& code, const Date& from, bool accepted,
                             const std::optional<Id>& title) {
  auto client = cli.client();
  if (!client) return std::unexpected(client.error());
  auto head = (*client)->header();
  if (!head) return std::unexpected(head.error());
  if (from >= date_in_china(head->header().time_ms)) return {};
  LaterRecords later(cli, **client, from, title);
  Outcome<void> asked;
  auto read =
      (*client)->read_history(of_enterprise(code), {.kinds = {"awarded", "paid", "qualification_issued"}},
                              [&](const HistoryEntry& entry) {
                                asked = later.add(entry);
                                return asked.has_value();
                              });
  if (!asked) return asked;
  if (!read) return std::unexpected(read.error());
  if (later.count() == 0) return {};
  cli.note(later.counted() + "\n" + later.named());
  if (accepted || cli.dry_run ||
      confirmed(cli, cli.say("is the day right nevertheless? [y/N] ", "日期确属无误吗？[y/N] ")))
    return {};
  return give_up(ExitCode::refused, list_code::later_records,
                 std::string(text_of(code)) + "; " + later.counted());
}

std::string ended_by(const Cli& cli, const EnterpriseValue& enterprise, const Date& day) {
  if (enterprise.active(day)) return {};
  const std::string on = enterprise.ends_on->iso();
  if (enterprise.end == EnterpriseEnd::dissolved) return cli.say(", dissolved on ", "，已注销 ") + on;
  return cli.say(", merged into ", "，已并入 ") + std::string(text_of(*enterprise.successor)) +
         cli.say(" on ", "，") + on;
}

Outcome<QualificationValue> title_on(Client& client, const Id& type, const Uscc& code, const Date& day,
                                     const QualificationValue& held) {
  if (held.speaks_of(day)) return held;
  auto found = client.enterprise(code);
  if (!found) return std::unexpected(found.error());
  QualificationValue out = held;
  out.all_terms = true;
  std::vector<TitleTerm> terms;
  if (**found)
    for (const Title& title : (**found)->titles)
      if (title.type == type) terms.push_back(title.term);
  if (terms.size() > out.former.size() + 1) {
    terms.pop_back();
    const std::size_t first = terms.size() > out.former.kMax ? terms.size() - out.former.kMax : 0;
    out.former.assign(terms.begin() + static_cast<std::ptrdiff_t>(first), terms.end());
    out.all_terms = first == 0;
  }
  return out;
}

Outcome<EnterpriseValue> enterprise_then(Client& client, const Uscc& code, const ReadOptions& as_of) {
  std::optional<EnterpriseValue> held;
  if (as_of.past()) {
    auto found = client.enterprise(code, as_of);
    if (!found) return std::unexpected(found.error());
    if (**found) held = (**found)->profile;
  } else {
    auto found = client.state<EnterpriseValue>(EnterpriseKey{code});
    if (!found) return std::unexpected(found.error());
    held = **found;
  }
  if (!held) return give_up(ExitCode::not_verified, Code::wrong_subject, std::string(text_of(code)));
  return *held;
}

namespace {

/// Each kind for itself; nothing where nothing is awarded.
Outcome<std::string> money_left(const Cli& cli, Client& client, const Uscc& code, bool merged) {
  auto held = client.state<EnterpriseValue>(EnterpriseKey{code});
  if (!held) return std::unexpected(held.error());
  if (!**held) return std::string();
  std::vector<std::string> sums;
  for (const KindSum& sum : (**held)->by_kind()) {
    const bool used = sum.kind == ProgrammeKind::tax_relief;
    const Fen rest = sum.awarded - sum.paid;
    sums.push_back(
        std::string(kind_words(sum.kind).in(cli.language())) + " " + cli.counted(sum.awards, noun::kAward) +
        cli.say(", ", "，") + cli.money(sum.awarded) +
        (used ? cli.say(", of it unused ", "，其中未享受 ") : cli.say(", of it unpaid ", "，其中未拨付 ")) +
        cli.money(rest));
  }
  auto cases = cases_owed(client, of_enterprise(code));
  if (!cases) return std::unexpected(cases.error());
  std::string owed = owed_text(cli, *cases);
  return titles_text(
             cli,
             merged ? Words{"awards, which the successor stands for from then on",
                            "安排（自该日起由承继企业承接）"}
                    : Words{"awards, of which nothing more is paid from then on", "安排（自该日起不再拨付）"},
             sums) +
         (owed.empty() ? std::string() : cli.say("; still to come back: ", "；尚待追回：") + owed);
}

}  // namespace

Outcome<std::string> left_behind(const Cli& cli, Client& client, const Action& action) {
  const auto* const merger = std::get_if<MergeEnterprise>(&action);
  const auto* const dissolution = std::get_if<DissolveEnterprise>(&action);
  if (merger != nullptr) return left_behind(cli, client, merger->code, merger->effective, true);
  if (dissolution == nullptr) return std::string();
  auto titles = running_titles(client, dissolution->code, dissolution->effective);
  if (!titles) return std::unexpected(titles.error());
  auto left = left_behind(cli, client, dissolution->code, dissolution->effective, false);
  if (!left) return std::unexpected(left.error());
  return titles_text(cli, {"titles that end", "终止的资格"}, *titles) + *left;
}

Outcome<std::string> left_behind(const Cli& cli, Client& client, const Uscc& code, const Date& day,
                                 bool merged) {
  constexpr std::size_t kHolders = 100;  // asked for
  const Kind* const kinds[] = {&products(), &holders_of_enterprise()};
  auto history = client.history(of_enterprise(code), query_of(kinds));
  if (!history) return std::unexpected(history.error());
  std::vector<std::string> listed, run_on;
  for (const Thing& one : products().fold(cli, (*history)->entries, day))
    if (one.current && one.code == code) listed.push_back(one.cells[0] + " " + one.cells[3]);
  std::size_t asked = 0;
  for (const Thing& one : holders_of_enterprise().fold(cli, (*history)->entries, day)) {
    if (one.code == code || ++asked > kHolders) continue;
    auto titles = running_titles(client, *one.code, day);
    if (!titles) return std::unexpected(titles.error());
    for (const std::string& type : *titles) run_on.push_back(type + " " + one.id + " " + one.cells[2]);
  }
  auto money = money_left(cli, client, code, merged);
  if (!money) return money;
  return titles_text(cli, {"products that are listed no more", "不再在册的目录产品"}, listed) +
         titles_text(cli,
                     {"titles of what belongs to it, which run on until their issuers revoke them",
                      "其所属对象的资格（继续有效，由认定部门决定是否撤销）"},
                     run_on) +
         *money;
}

Outcome<std::vector<std::string>> running_titles(Client& client, const Uscc& code, const Date& day) {
  auto enterprise = client.state<EnterpriseValue>(EnterpriseKey{code});
  if (!enterprise) return std::unexpected(enterprise.error());
  std::vector<std::string> out;
  if (!**enterprise) return out;
  for (const Id& type : (**enterprise)->qualifications) {
    auto title = client.state<QualificationValue>(QualificationKey{type, code});
    if (!title) return std::unexpected(title.error());
    if (**title && (**title)->running(day)) out.push_back(type);
  }
  return out;
}

std::string titles_text(const Cli& cli, Words what, const std::vector<std::string>& types) {
  std::string out;
  for (const std::string& type : types) out += (out.empty() ? "" : cli.say(", ", "、")) + type;
  return out.empty() ? out
                     : cli.say("; ", "；") + std::string(what.in(cli.language())) + cli.say(": ", "：") + out;
}

}  // namespace credence
