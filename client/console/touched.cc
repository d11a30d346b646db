// SPDX-License-Identifier: Apache-2.0
#include "client/console/touched.h"

#include <algorithm>

#include "client/words/recovery_words.h"

namespace credence {
namespace {

struct Toucher {
  Client& client;
  Touched out{};

  template <class Value>
  Outcome<std::optional<Value>> read(const StateKey& key) {
    auto held = client.state<Value>(key);
    if (!held) return std::unexpected(held.error());
    return **held;
  }
  /// An award, with its rest where that is released.
  Outcome<void> award(const Id& programme, const Id& batch, std::uint32_t line) {
    auto held = read<AwardValue>(AwardKey{programme, batch, line});
    if (!held) return std::unexpected(held.error());
    if (!*held) return {};
    const AwardValue& v = **held;
    const Fen sum = v.amount - v.released - (out.of == Touched::Sum::released ? v.paid : 0);
    out.lines.push_back(
        {std::string(batch) + "#" + std::to_string(line), v.beneficiary, v.code, v.project, sum});
    return {};
  }
  Outcome<void> payment(const Id& programme, const Id& list, std::uint32_t line) {
    auto held = read<PaymentValue>(PaymentKey{programme, list, line});
    if (!held) return std::unexpected(held.error());
    if (!*held) return {};
    const PaymentValue& v = **held;
    auto award = read<AwardValue>(AwardKey{programme, v.award_batch, v.award_line});
    if (!award) return std::unexpected(award.error());
    out.lines.push_back({std::string(list) + "#" + std::to_string(line),
                         *award ? (*award)->beneficiary : Name(), v.code, *award ? (*award)->project : Name(),
                         v.amount});
    return {};
  }
  Outcome<void> enterprise(const Uscc& code) {
    auto held = read<EnterpriseValue>(EnterpriseKey{code});
    if (!held) return std::unexpected(held.error());
    if (*held) out.lines.push_back({{}, (*held)->name, code, {}, 0});
    return {};
  }

  Outcome<void> operator()(const WithdrawAwards& a) {
    out.of = Touched::Sum::released;
    out.programme = a.programme;
    return each(a.lines, [&](const WithdrawalLine& line) { return award(a.programme, a.batch, line.line); });
  }
  Outcome<void> operator()(const RecordResults& a) { return results(a); }
  Outcome<void> operator()(const WithdrawResults& a) { return results(a); }
  template <class List>
  Outcome<void> results(const List& a) {
    const bool closing = std::is_same_v<List, RecordResults> && a.step == ResultStep::closing;
    out.of = closing ? Touched::Sum::released : Touched::Sum::awarded;
    out.programme = a.programme;
    return each(a.lines,
                [&](const auto& line) { return award(a.programme, line.award_batch, line.award_line); });
  }
  /// The award of an entry, with what was recorded by it and counts no more.
  template <class Value, class Undone>
  Outcome<void> undone(const Id& programme, const StateKey& key, Undone undone_of) {
    if (auto good = of_entry<Value>(programme, key); !good) return good;
    auto held = read<Value>(key);
    if (!held) return std::unexpected(held.error());
    out.of = Touched::Sum::undone;
    if (*held && !out.lines.empty()) {
      const auto [sum, beside] = std::pair<Fen, Fen>(undone_of(**held));
      out.lines.back().sum = sum + beside;
      out.lines.back().beside = beside;
    }
    return {};
  }
  Outcome<void> operator()(const WithdrawEntry& a) {
    if (a.kind == EntryKind::recovery)
      return undone<RecoveryValue>(
          a.programme, RecoveryKey{a.programme, a.entry},
          [](const RecoveryValue& v) { return std::pair(v.demanded, total_of(v.charged)); });
    if (a.kind == EntryKind::social_capital)
      return undone<SocialCapitalValue>(
          a.programme, SocialCapitalKey{a.programme, a.entry},
          [](const SocialCapitalValue& v) { return std::pair<Fen, Fen>(v.amount, 0); });
    return undone<FundReturnValue>(a.programme, FundReturnKey{a.programme, a.entry},
                                   [](const FundReturnValue& v) {
                                     return std::pair<Fen, Fen>(v.proceeds > 0 ? v.proceeds : v.cost, 0);
                                   });
  }
  Outcome<void> operator()(const VoidReceipt& a) {
    return undone<RecoveryValue>(a.programme, RecoveryKey{a.programme, a.recovery},
                                 [&a](const RecoveryValue& v) {
                                   if (a.receipt == 0 || a.receipt > v.received.size())
                                     return std::pair<Fen, Fen>(0, 0);
                                   const ReceivedMoney& one = v.received[a.receipt - 1];
                                   return std::pair(one.amount, total_of(one.charges));
                                 });
  }
  /// One that is upheld withdraws its line, or all of its batch.
  Outcome<void> operator()(const DecideObjection& a) {
    auto held = read<ObjectionValue>(ObjectionKey{a.programme, a.batch, a.objection});
    if (!held) return std::unexpected(held.error());
    out.of = a.upheld ? Touched::Sum::released : Touched::Sum::awarded;
    out.programme = a.programme;
    if (*held && (*held)->line > 0) return award(a.programme, a.batch, (*held)->line);
    return *held ? whole_batch(a.programme, a.batch) : Outcome<void>();
  }
  /// All lines of a batch that still count, as one.
  Outcome<void> whole_batch(const Id& programme, const Id& batch) {
    auto held = read<AwardBatchValue>(AwardBatchKey{programme, batch});
    if (!held) return std::unexpected(held.error());
    if (*held)
      out.lines.push_back(
          {std::string(batch), (*held)->title, {}, {}, (*held)->recorded_total - (*held)->released_total});
    return {};
  }
  /// What is withdrawn is what was used.
  Outcome<void> operator()(const RecordRelief& a) {
    const bool withdrawn = a.step == ReliefStep::withdrawn;
    out.of = withdrawn ? Touched::Sum::undone : Touched::Sum::awarded;
    out.programme = a.programme;
    return each(a.lines, [&](const ReliefLine& line) -> Outcome<void> {
      const std::size_t before = out.lines.size();
      if (auto good = award(a.programme, line.award_batch, line.award_line); !good || !withdrawn) return good;
      auto held = read<ReliefValue>(ReliefKey{a.programme, a.list, line.line});
      if (!held) return std::unexpected(held.error());
      if (out.lines.size() > before) out.lines.back().sum = *held ? (*held)->amount : 0;
      return {};
    });
  }
  /// The bids that are selected, with what they get.
  Outcome<void> operator()(const SelectBids& a) {
    out.of = Touched::Sum::awarded;
    out.programme = a.programme;
    return each(a.lines, [&](const SelectionLine& line) -> Outcome<void> {
      auto held = read<BidValue>(BidKey{a.programme, a.challenge, line.line});
      if (!held) return std::unexpected(held.error());
      if (*held)
        out.lines.push_back({std::string(a.challenge) + "#" + std::to_string(line.line), (*held)->enterprise,
                             (*held)->code, (*held)->project, line.amount});
      return {};
    });
  }
  Outcome<void> operator()(const ReversePayments& a) { return payments(a); }
  Outcome<void> operator()(const AcknowledgePayments& a) { return payments(a); }
  template <class List>
  Outcome<void> payments(const List& a) {
    out.of = Touched::Sum::paid;
    out.programme = a.programme;
    return each(a.lines, [&](const auto& line) { return payment(a.programme, a.list, line.line); });
  }
  template <class Body>
  Outcome<void> operator()(const Body& a) {
    if constexpr (std::is_same_v<Body, DecideQualifications> || std::is_same_v<Body, ReviewQualifications>)
      return each(a.lines, [&](const auto& line) { return enterprise(line.code); });
    if constexpr (std::is_same_v<Body, IdentifyBeneficiaries> || std::is_same_v<Body, AmendAwards>) {
      out.of = Touched::Sum::awarded;
      out.programme = a.programme;
      return each(a.lines, [&](const auto& line) { return award(a.programme, a.batch, line.line); });
    }
    if constexpr (requires { a.award_batch, a.award_line; }) {
      out.of = Touched::Sum::awarded;
      out.programme = a.programme;
      return award(a.programme, a.award_batch, a.award_line);
    }
    if constexpr (requires { a.recovery; }) return of_case(a.programme, a.recovery);
    if constexpr (requires { a.type, a.code, a.reason; }) return enterprise(a.code);
    return {};
  }
  Outcome<void> of_case(const Id& programme, const Id& recovery) {
    return of_entry<RecoveryValue>(programme, RecoveryKey{programme, recovery});
  }
  template <class Value>
  Outcome<void> of_entry(const Id& programme, const StateKey& key) {
    auto held = read<Value>(key);
    if (!held) return std::unexpected(held.error());
    out.of = Touched::Sum::awarded;
    out.programme = programme;
    return *held ? award(programme, (*held)->award_batch, (*held)->award_line) : Outcome<void>();
  }

  template <class Lines, class Add>
  Outcome<void> each(const Lines& lines, Add add) {
    for (const auto& line : lines)
      if (auto good = add(line); !good) return good;
    return {};
  }
};

}  // namespace

Outcome<Touched> touched_by(Client& client, const Action& action) {
  Toucher toucher{client};
  if (auto good = std::visit(toucher, action); !good) return std::unexpected(good.error());
  for (const TouchedLine& line : toucher.out.lines)
    toucher.out.sum += line.sum;  // of at most kLinesMax lines
  return std::move(toucher.out);
}

std::string touched_text(const Cli& cli, const Touched& touched, bool all) {
  if (touched.empty()) return {};
  const auto some = [&touched](auto of) { return std::ranges::any_of(touched.lines, of); };
  const bool numbers = some([](const TouchedLine& line) { return !line.number.empty(); }),
             projects = some([](const TouchedLine& line) { return !line.project.empty(); });
  Table table;
  if (numbers) table.column(cli.say("line", "行"));
  table.column(cli.say("enterprise", "企业"));
  table.column(cli.say("code", "信用代码"));
  if (projects) table.column(cli.say("project", "项目"));
  constexpr Words kSums[] = {{"", ""},
                             {"awarded (CNY)", "安排（元）"},
                             {"released (CNY)", "释放（元）"},
                             {"paid (CNY)", "拨付（元）"},
                             {"counts no more (CNY)", "不再计入（元）"}};
  const Words sums = kSums[static_cast<std::size_t>(touched.of)];
  if (touched.of != Touched::Sum::none)
    table.column(std::string(sums.in(cli.language())), Table::Align::right);
  const bool beside = some([](const TouchedLine& line) { return line.beside > 0; });
  if (beside) table.column(cli.say("of it charges", "其中利息、罚款、滞纳金"), Table::Align::right);
  const std::size_t shown = all ? touched.lines.size() : std::min(touched.lines.size(), kTouchedShown);
  for (const TouchedLine& line : std::span(touched.lines).first(shown)) {
    std::vector<std::string> row;
    if (numbers) row.push_back(line.number);
    row.emplace_back(line.name);
    row.push_back(line.code ? std::string(text_of(*line.code)) : "");
    if (projects) row.emplace_back(line.project);
    if (touched.of != Touched::Sum::none) row.push_back(yuan_text(line.sum));
    if (beside) row.push_back(yuan_text(line.beside));
    table.row(std::move(row));
  }
  std::string out = table.text();
  if (shown < touched.lines.size())
    out +=
        cli.say("… and more lines: ", "…… 另有行数：") + with_separators(touched.lines.size() - shown) + "\n";
  if (touched.of != Touched::Sum::none && touched.lines.size() > 1)
    out += cli.say("in all: ", "合计：") + cli.counted(touched.lines.size(), noun::kLine) +
           cli.say(", ", "，") + cli.money(touched.sum) + "\n";
  return out;
}

std::string touched_text(Cli& cli, const Action& action) {
  auto client = cli.client();
  if (!client) return {};
  const auto touched = touched_by(**client, action);
  return touched ? touched_text(cli, *touched) : std::string();
}

}  // namespace credence
