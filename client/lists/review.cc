// SPDX-License-Identifier: Apache-2.0
#include "client/lists/review.h"

#include <algorithm>
#include <atomic>
#include <map>
#include <mutex>
#include <set>
#include <thread>

#include "client/base/characters.h"
#include "client/base/list_errors.h"
#include "client/base/now.h"
#include "client/four_eyes.h"
#include "client/lists/name_marks.h"
#include "ledger/domain/text.h"

namespace credence {
namespace {

/// What an enterprise's history says: itself, and the money.
struct Looked {
  std::optional<EnterpriseValue> value;
  struct Funding {
    AwardKey award;
    Id list;  // of a payment; empty: an award
    Name project;
    Fen amount = 0;
    Date on;
    std::optional<TxId> waits = {};
  };
  std::vector<Funding> funding;
  // Beyond the bound, of what a line is held against: payments by the award that they paid, and awards.
  std::map<AwardKey, std::size_t> payments_beyond;
  std::size_t awards_beyond = 0;
  Height height = 0;
};

/// What of an enterprise's history the lines of its code are held against: payments of the awards that they pay, in
/// other lists; awards, in other batches.
class Relevant {
 public:
  Relevant(const ReviewQuestion& question, const std::vector<const ListedLine*>& lines)
      : question_(question) {
    for (const ListedLine* const line : lines)
      if (line->pays)
        pays_.insert(*line->pays);
      else
        awards_ = true;
  }
  [[nodiscard]] bool operator()(const AwardKey& award, const Id& list) const {
    if (!list.empty()) return list != question_.list && pays_.contains(award);
    return (awards_ || question_.awards) &&
           !(award.programme == question_.programme && award.batch == question_.batch);
  }

 private:
  const ReviewQuestion& question_;
  std::set<AwardKey> pays_;
  bool awards_ = false;
};

Outcome<Looked> look(Client& client, const Uscc& code, const Relevant& relevant) {
  Looked out;
  const auto keep = [&relevant](Looked& to, Looked::Funding funding) {
    if (!relevant(funding.award, funding.list)) return;
    if (to.funding.size() < kFundedPerEnterpriseMax)
      to.funding.push_back(std::move(funding));
    else
      ++(funding.list.empty() ? to.awards_beyond : to.payments_beyond[funding.award]);
  };
  EnterprisePast past;
  Result<void> good;
  const auto each = [&](const HistoryEntry& entry) {
    good = past.add(entry);
    const Date on = date_in_china(entry.time_ms);
    if (const auto* const f = std::get_if<Awarded>(&entry.fact))
      keep(out, {{f->programme, f->batch, f->line.line}, {}, f->line.project, f->line.amount, on});
    if (const auto* const f = std::get_if<Identified>(&entry.fact))
      keep(out, {{f->programme, f->batch, f->line}, {}, f->project, f->amount, on});
    if (const auto* const f = std::get_if<Paid>(&entry.fact))
      keep(out, {{f->programme, f->line.award_batch, f->line.award_line},
                 f->list,
                 {},
                 f->line.amount,
                 f->line.paid_on});
    if (const auto* const f = std::get_if<PaymentReversed>(&entry.fact)) {
      const AwardKey award{f->programme, f->award_batch, f->award_line};
      const auto paid = std::ranges::find_if(out.funding, [&](const Looked::Funding& held) {
        return held.list == f->list && held.award == award && held.amount == f->amount &&
               held.on == f->paid_on;
      });
      if (paid != out.funding.end())
        out.funding.erase(paid);
      else if (const auto beyond = out.payments_beyond.find(award);
               relevant(award, f->list) && beyond != out.payments_beyond.end() && beyond->second > 0)
        --beyond->second;
    }
    if (const auto* const f = std::get_if<AwardAmended>(&entry.fact)) {
      const AwardKey award{f->programme, f->batch, f->line.line};
      std::erase_if(out.funding,
                    [&](const Looked::Funding& held) { return held.list.empty() && held.award == award; });
      if (f->line.code == code) keep(out, {award, {}, f->line.project, f->line.amount, on});
    }
    if (const auto* const f = std::get_if<AwardReleased>(&entry.fact))
      for (Looked::Funding& held : out.funding)
        if (held.list.empty() && held.award == AwardKey{f->programme, f->batch, f->line})
          held.amount -= f->amount;
    return good.has_value();
  };
  auto read = client.read_history(of_enterprise(code), {}, each);
  if (!read) return std::unexpected(read.error());
  if (!good) return give_up(ExitCode::not_verified, good.error());
  out.value = past.value();
  out.height = read->header().height;
  return out;
}

using FundingByCode = std::map<Uscc, std::vector<Looked::Funding>>;

/// What waits for a second signature and would be money of an enterprise; what can only be rejected is none.
Outcome<FundingByCode> waiting_funding(Client& client) {
  auto all = waiting(client, std::nullopt);
  if (!all) return std::unexpected(all.error());
  FundingByCode out;
  const Date today = date_in_china(all->proof.header.time_ms);
  for (const Waiting& one : all->items) {
    if (one.held.until < today) continue;
    const Date since = date_in_china(one.since_ms);
    const auto add = [&](const Uscc& code, Looked::Funding funding) {
      funding.waits = one.id;
      if (out[code].size() < kFundedPerEnterpriseMax) out[code].push_back(std::move(funding));
    };
    if (const auto* const a = std::get_if<RecordAwards>(&one.action))
      for (const AwardLine& line : a->lines)
        if (line.code)
          add(*line.code, {{a->programme, a->batch, line.line}, {}, line.project, line.amount, since});
    if (const auto* const a = std::get_if<RecordPayments>(&one.action))
      for (const PaymentLine& line : a->lines)
        add(line.code,
            {{a->programme, line.award_batch, line.award_line}, a->list, {}, line.amount, line.paid_on});
  }
  return out;
}

/// Whose lines stand under one code.
class Reviewer {
 public:
  Reviewer(Client& client, const ReviewQuestion& question, FundingByCode waiting)
      : client_(client), question_(question), waiting_(std::move(waiting)) {}

  void check(const ListedLine& line, const Looked& looked) {
    const std::string code(text_of(*line.code));
    if (!looked.value) return problem(line, {Code::unknown_enterprise, Said(code)});
    const EnterpriseValue& value = *looked.value;
    if (!question_.ended && !value.active(today_in_china())) {
      const bool merged = value.end == EnterpriseEnd::merged;
      problem(line, {Code::enterprise_ended,
                     Said(std::string(name_of(value.end)), merged ? "已合并" : "已注销") +
                         Said(" " + value.ends_on->iso() +
                              (value.successor ? " → " + std::string(text_of(*value.successor)) : ""))});
    }
    if (const NameForm match = line.name.empty() ? NameForm::same : form_of(line.name, value);
        match != NameForm::same) {
      if (match == NameForm::other)
        return problem(line,
                       {Code::name_mismatch, Said(std::string(line.name) + " ≠ " + std::string(value.name)) +
                                                 note_mark(line.name, value)});
      out.names[line.file_line] = value.name;
      if (match == NameForm::former) out.former[line.file_line] = line.name;
    }
    if (question_.awards) awarded_before(line, looked);
    if (question_.funding) funded(line, looked);
  }

  Outcome<Review> finish() && {
    std::ranges::stable_sort(out.funded, {}, &FundedBefore::file_line);
    std::ranges::stable_sort(out.problems, {}, &LineProblem::file_line);
    std::map<Id, ProgrammeValue> programmes;
    std::map<Id, DepartmentValue> departments;
    for (FundedBefore& one : out.funded) {
      auto programme = cached(programmes, one.award.programme, [](const Id& id) { return ProgrammeKey{id}; });
      if (!programme) return std::unexpected(programme.error());
      one.programme_name = (*programme)->name;
      one.fiscal_year = (*programme)->fiscal_year;
      auto department =
          cached(departments, (*programme)->lead_department, [](const Id& id) { return DepartmentKey{id}; });
      if (!department) return std::unexpected(department.error());
      one.department_zh = (*department)->name_zh;
      one.department_en = (*department)->name_en;
    }
    return std::move(out);
  }
  Review out;

 private:
  /// Where the name is that of the code but for the mark of a note behind it.
  static Said note_mark(const Name& written, const EnterpriseValue& value) {
    const NameMark found = mark_behind(written);
    if (found.mark.empty() || form_of(Name(found.rest), value) == NameForm::other) return {};
    return {"; behind it stands " + found.mark + ", the mark of a note?",
            "；名称后的“" + found.mark + "”是否为注释标记？"};
  }
  void problem(const ListedLine& line, Complaint what) {
    out.problems.push_back({line.file_line, {}, std::string(line.name), std::move(what), {}});
  }

  /// The ledger awards a project of an enterprise once in a programme; without a name all its projects are
  /// one.
  void awarded_before(const ListedLine& line, const Looked& looked) {
    for (const Looked::Funding& held : looked.funding) {
      if (!held.list.empty() || held.amount <= 0 || held.award.programme != question_.programme ||
          held.award.batch == question_.batch)
        continue;
      if (folded_name(held.project) != folded_name(line.project)) continue;
      const std::string batch(held.award.batch), number = std::to_string(held.award.line);
      const Said where("batch " + batch + ", line " + number, "批次 " + batch + " 第 " + number + " 行");
      return problem(line, {line.project.empty() ? list_code::lines_alike : Code::duplicate_award, where});
    }
  }

  void funded(const ListedLine& line, const Looked& looked) {
    funded(line, looked, looked.funding);
    if (const auto at = waiting_.find(*line.code); at != waiting_.end()) funded(line, looked, at->second);
    if (!line.pays)
      out.more_funded += looked.awards_beyond;
    else if (const auto at = looked.payments_beyond.find(*line.pays); at != looked.payments_beyond.end())
      out.more_funded += at->second;
  }

  void funded(const ListedLine& line, const Looked& looked, const std::vector<Looked::Funding>& all) {
    const std::string project = match_form(line.project);
    for (const Looked::Funding& held : all) {
      if (held.amount <= 0 || held.list.empty() == line.pays.has_value()) continue;
      FundedBefore one{line.file_line,
                       *line.code,
                       looked.value->name,
                       line.pays.has_value(),
                       held.award,
                       held.list,
                       held.project,
                       held.amount,
                       held.on,
                       false,
                       {},
                       {},
                       {},
                       0,
                       held.waits};
      if (line.pays) {
        if (held.award != *line.pays || held.list == question_.list) continue;
        one.same = held.amount == line.amount && held.on == line.paid_on;
      } else {
        if (held.award.programme == question_.programme && held.award.batch == question_.batch) continue;
        one.same = !project.empty() && match_form(held.project) == project;
      }
      if (out.funded.size() < kFundedMax)
        out.funded.push_back(std::move(one));
      else
        ++out.more_funded;
    }
  }

  template <class Value, class KeyOf>
  Outcome<const Value*> cached(std::map<Id, Value>& known, const Id& id, KeyOf key) {
    if (const auto at = known.find(id); at != known.end()) return &at->second;
    auto found = client_.state<Value>(key(id));
    if (!found) return std::unexpected(found.error());
    return &known.emplace(id, **found ? ***found : Value{}).first->second;
  }

  Client& client_;
  const ReviewQuestion& question_;
  const FundingByCode waiting_;
};

}  // namespace

NameForm form_of(const Name& written, const EnterpriseValue& enterprise) {
  if (folded_name(written) == folded_name(enterprise.name)) return NameForm::same;
  const std::string form = match_form(written);
  if (std::ranges::any_of(enterprise.former_names,
                          [&](const FormerName& f) { return match_form(f.name) == form; }))
    return NameForm::former;
  return match_form(enterprise.name) == form ? NameForm::written_otherwise : NameForm::other;
}

Outcome<Review> review_lines(Client& client, const std::vector<ListedLine>& lines,
                             const ReviewQuestion& question,
                             const std::function<void(std::size_t)>& progress) {
  std::map<Uscc, std::vector<const ListedLine*>> by_code;
  for (const ListedLine& line : lines)
    if (line.code && !line.code->is_zero()) by_code[*line.code].push_back(&line);
  std::vector<const Uscc*> codes;
  for (const auto& [code, of_code] : by_code) codes.push_back(&code);
  FundingByCode waits;
  if (question.funding) {
    auto found = waiting_funding(client);
    if (!found) return std::unexpected(found.error());
    waits = *std::move(found);
  }
  Reviewer reviewer(client, question, std::move(waits));
  std::atomic<std::size_t> next = 0;
  std::mutex mutex;
  std::optional<Failure> failure;
  const auto work = [&] {
    for (std::size_t i; (i = next++) < codes.size() && !client.stopped();) {
      auto looked = look(client, *codes[i], Relevant(question, by_code.at(*codes[i])));
      const std::lock_guard lock(mutex);
      if (failure) return;
      if (!looked) {
        failure = looked.error();
        return;
      }
      for (const ListedLine* const line : by_code.at(*codes[i])) reviewer.check(*line, *looked);
      Review& out = reviewer.out;
      out.height_min = ++out.enterprises == 1 ? looked->height : std::min(out.height_min, looked->height);
      if (progress) progress(1);
    }
  };
  {
    std::vector<std::jthread> readers;
    for (std::size_t i = 0; i < std::min(kReviewReaders, codes.size()); ++i) readers.emplace_back(work);
  }
  if (failure) return std::unexpected(*failure);
  if (client.stopped()) return give_up(ExitCode::interrupted, Code::interrupted);
  return std::move(reviewer).finish();
}

}  // namespace credence
