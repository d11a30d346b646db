// SPDX-License-Identifier: Apache-2.0
// An honest province, made from a seed: two departments that award, programmes of four kinds in each of three
// years, ten cities, titles and their renewals, projects, public notices in calendar and working days,
// confirmations, payments in one part or two, returned payments that are paid again, acceptances, grades,
// recoveries that come back, enterprises that are renamed, merged and dissolved. It comes near to what the
// rules look for, and never does it. Enterprises are those from 2,000,000 on.
#pragma once

#include <array>
#include <functional>
#include <numeric>

#include "tests/unit/client/findings/story.h"

namespace credence::testing {

class Province {
 public:
  /// About so many award lines in all.
  Province(Story& story, unsigned lines, std::uint64_t seed = 1) : story_(story), random_(seed) {
    lines_each_ = std::max(lines / (3 * static_cast<unsigned>(kPlans.size())), 4u);
    enterprises_ = std::max(lines_each_ * 4 + 60, 100u);
    while (std::gcd(enterprises_, 30u) != 1) ++enterprises_;
    at({2023, 1, 3}, [this] { begin(); });
    for (std::uint16_t year = 2023; year <= 2025; ++year)
      for (std::size_t i = 0; i < kPlans.size(); ++i) plan(year, i);
    at({2024, 12, 2}, [this] { ends(); });
    at({2025, 12, 1}, [this] { renew_titles(); });
  }
  /// Tells what happens up to this day, and on it.
  void until(const Date& day) {
    while (!events_.empty() && events_.begin()->first <= day) {
      auto event = events_.extract(events_.begin());
      if (story_.today < event.key()) story_.on(event.key());
      event.mapped()();
      ASSERT_FALSE(::testing::Test::HasFatalFailure()) << event.key().iso();
    }
  }
  [[nodiscard]] unsigned lines() const { return told_lines_; }

 private:
  struct Plan {
    const char* name;
    ProgrammeKind kind;
    bool science = false, titled = false, capped = false, library = false, tranches = false, notice = true,
         working_days = false;
    unsigned acceptance_months = 0;
  };
  static constexpr std::array<Plan, 8> kPlans{{
      {"equip", ProgrammeKind::grant, false, false, true, true, false, true, false, 12},
      {"upgrade", ProgrammeKind::grant, false, true, false, false, true, true, true, 12},
      {"reward", ProgrammeKind::reward, false, true, false, false, false, true, false, 0},
      {"talent", ProgrammeKind::talent_subsidy, false, false, false, false, false, true, false, 0},
      {"tackle", ProgrammeKind::grant, true, false, true, false, true, true, true, 12},
      {"interest", ProgrammeKind::interest_subsidy, true, false, false, false, false, true, false, 0},
      {"fund", ProgrammeKind::fund_investment, true, false, false, false, false, false, false, 0},
      {"relief", ProgrammeKind::tax_relief, true, false, false, false, false, false, false, 0},
  }};
  static constexpr Fen kCap = 200 * kWan;
  static constexpr unsigned kFirst = 2'000'000, kBatchLines = 800, kRetired = 40;

  void at(const Date& day, std::function<void()> what) { events_.emplace(day, std::move(what)); }
  unsigned below(unsigned bound) { return static_cast<unsigned>(random_() % bound); }
  static Id id_of(std::uint16_t year, std::size_t i) {
    return Id(std::string(kPlans[i].name) + "-" + std::to_string(year));
  }
  static const SecretKey& maker(std::size_t i) { return kPlans[i].science ? world::kScience : world::kAward; }
  /// Of the department of industry a second post checks.
  void act(std::size_t i, const SecretKey& key, const Action& action) {
    if (kPlans[i].science)
      story_.act(key, action);
    else
      story_.act(key, action, {&posts::kCheck});
  }

  // ---- enterprises and titles
  static bool titled(unsigned enterprise) { return enterprise % 3 == 0; }
  Name name_of(unsigned enterprise) const {
    const auto renamed = renamed_.find(enterprise);
    return renamed == renamed_.end() ? world::enterprise_name(kFirst + enterprise) : renamed->second;
  }
  template <class Line, class Make>
  static void in_lists(unsigned from, unsigned to, Make make, std::function<void(std::vector<Line>)> send) {
    std::vector<Line> lines;
    for (unsigned i = from; i < to; ++i) {
      if (auto line = make(i)) lines.push_back(*line);
      if (lines.size() == limits::kLinesMax) send(std::exchange(lines, {}));
    }
    if (!lines.empty()) send(std::move(lines));
  }
  void begin() {
    in_lists<EnterpriseLine>(
        0, enterprises_,
        [](unsigned i) {
          return std::optional(EnterpriseLine{Story::code_of(kFirst + i), world::enterprise_name(kFirst + i),
                                              Date{2010, 5, 4}, "广东"});
        },
        [this](auto lines) {
          RegisterEnterprises action;
          action.lines.assign(lines.begin(), lines.end());
          story_.act(world::kRegistrar, action, {&posts::kCheck});
        });
    for (std::uint16_t year = 2023; year <= 2026; ++year) {
      SetCalendar calendar{year, {}, {}, "国办发明电〔2022〕16号"};
      for (std::uint8_t day = 1; day <= 7; ++day) calendar.holidays.push_back(Date{year, 10, day});
      story_.act(world::kAdmin, calendar);
    }
    titles<IssueQualifications>("t23", {2023, 1, 1}, {2025, 12, 31});
  }
  /// For three years, and for three years more.
  template <class Act>
  void titles(const std::string& batch, const Date& from, const Date& to) {
    unsigned part = 0;
    in_lists<QualificationLine>(
        0, enterprises_,
        [&](unsigned i) -> std::optional<QualificationLine> {
          if (!titled(i) || (part_of_life(i) && from.year > 2023)) return std::nullopt;
          return QualificationLine{i + 1, Story::code_of(kFirst + i), name_of(i), {}, from, to};
        },
        [&](auto lines) {
          Act action;
          action.type = "specialized", action.batch = Id(batch + "-" + std::to_string(++part));
          action.title = "名单", action.document_no = "粤工信〔2023〕2号";
          action.lines.assign(lines.begin(), lines.end());
          story_.act(world::kQualify, action, {&posts::kCheck});
        });
  }
  void renew_titles() { titles<RenewQualifications>("t25", {2026, 1, 1}, {2028, 12, 31}); }
  /// The last ones are awarded in the first year alone: some of them end.
  bool part_of_life(unsigned enterprise) const { return enterprise + kRetired >= enterprises_; }
  void ends() {
    for (unsigned i = enterprises_ - kRetired; i < enterprises_; ++i) {
      const Uscc code = Story::code_of(kFirst + i);
      if (i % 4 == 0) {
        MergeEnterprise merger{
            code, Story::code_of(kFirst + i - kRetired), story_.today, "粤市监〔2024〕9号", {}};
        if (titled(i)) merger.titles.push_back({"specialized", false});
        story_.act(world::kRegistrar, merger, {&posts::kCheck});
      } else if (i % 4 == 1) {
        story_.act(world::kRegistrar, DissolveEnterprise{code, story_.today, "粤市监〔2024〕10号"},
                   {&posts::kCheck});
      }
    }
    for (unsigned i = 0; i < 20; ++i) {
      const Name name("更名样例企业" + std::to_string(i));
      story_.act(world::kRegistrar,
                 RenameEnterprise{Story::code_of(kFirst + i), name, story_.today, "粤市监〔2024〕11号"},
                 {&posts::kCheck});
      renamed_[i] = name;
    }
  }

  // ---- programmes
  void plan(std::uint16_t year, std::size_t i) {
    const Plan& how = kPlans[i];
    at({year, 1, 8}, [this, year, i] { create(year, i); });
    const unsigned batches = (lines_each_ + kBatchLines - 1) / kBatchLines;
    for (unsigned batch = 0; batch < batches; ++batch) {
      const unsigned lines = std::min(kBatchLines, lines_each_ - batch * kBatchLines);
      const Date day = after_days({year, 3, 1}, static_cast<unsigned>(i) * 4 + batch * 9);
      at(day, [this, year, i, batch, lines] { announce(year, i, batch, lines); });
    }
    // Of what was loosened 45 days before the first batch nothing is said.
    if (how.capped) at({year, 1, 15}, [this, year, i] { set_rules(year, i, kCap); });
  }
  void create(std::uint16_t year, std::size_t i) {
    const Plan& how = kPlans[i];
    CreateProgramme made = world::World::programme(10'000'000 * kWan);
    made.id = id_of(year, i), made.name = Name(std::string("样例专项") + how.name + std::to_string(year));
    made.fiscal_year = year, made.kind = how.kind;
    if (how.science) made.lead_department = "gd-science";
    act(i, how.science ? world::kScience : world::kProgramme, made);
    set_rules(year, i, how.capped ? kCap / 2 : 0);
  }
  void set_rules(std::uint16_t year, std::size_t i, Fen cap) {
    const Plan& how = kPlans[i];
    ProgrammeRules rules;
    rules.cap = cap, rules.library_required = how.library;
    rules.acceptance_months = static_cast<std::uint8_t>(how.acceptance_months);
    if (how.notice)
      rules.notice_days = 7, rules.first_day_counts = true, rules.working_days = how.working_days;
    if (how.titled) rules.required_titles.push_back("specialized");
    if (how.tranches) {
      rules.tranches.push_back({TrancheCondition::confirmed, 0, 60, 0});
      rules.tranches.push_back({TrancheCondition::accepted, 0, 40, 0});
    }
    act(i, how.science ? world::kScience : world::kProgramme,
        SetProgrammeRules{id_of(year, i), rules, "粤工信〔2023〕9号"});
  }

  // ---- awards
  /// One project of an enterprise, told from its others by more than a character.
  static Name project_of(std::uint16_t year, std::size_t i, unsigned enterprise) {
    if (kPlans[i].kind == ProgrammeKind::talent_subsidy) return "高层次人才补贴";
    if (kPlans[i].kind == ProgrammeKind::tax_relief) return "软件产品增值税即征即退";
    constexpr std::array<const char*, 12> kWhat{
        "智能焊接产线", "精密模具车间", "新能源电池箱体", "工业机器人减速器", "光学镜头镀膜", "高端数控机床",
        "生物医药发酵", "陶瓷窑炉节能", "家电总装自动化", "印刷电路板",       "船舶分段涂装", "服装柔性定制"};
    constexpr std::array<const char*, 5> kHow{"数字化改造", "首台套研制", "检测平台建设", "绿色工厂示范",
                                              "供应链协同"};
    const unsigned place = (year - 2023u) * static_cast<unsigned>(kPlans.size()) + static_cast<unsigned>(i);
    constexpr std::array<const char*, 7> kWhere{"东部", "西翼", "南侧", "北岸", "中央", "外环", "港湾"};
    return Name(std::string(kWhere[enterprise % kWhere.size()]) + kWhat[(enterprise + place) % kWhat.size()] +
                kHow[(place / kWhat.size() * 2 + enterprise) % kHow.size()] + "项目");
  }
  /// Not in the last tenth below the line of one million, nor below the cap.
  Fen amount() {
    constexpr std::array<unsigned, 12> kUsual{5, 8, 10, 15, 20, 30, 50, 60, 80, 120, 150, 200};
    const unsigned wan = kUsual[below(kUsual.size())];
    return wan == 200 ? kCap : wan * kWan + static_cast<Fen>(below(10'000)) * kYuan / 10 * 10;
  }
  std::vector<unsigned> chosen(std::uint16_t year, std::size_t i, unsigned lines) {
    constexpr std::array<unsigned, 8> kSteps{7, 11, 13, 17, 19, 23, 29, 31};
    unsigned& next = next_[id_of(year, i)];
    const unsigned step = std::gcd(kSteps[i], enterprises_) == 1 ? kSteps[i] : 1;
    std::vector<unsigned> out;
    while (out.size() < lines && next < enterprises_) {
      const unsigned one =
          static_cast<unsigned>((std::uint64_t{next++} * step + year * 97u + i * 1009u) % enterprises_);
      if (part_of_life(one) && year > 2023) continue;
      if (kPlans[i].titled && !titled(one)) continue;
      out.push_back(one);
    }
    return out;
  }
  void announce(std::uint16_t year, std::size_t i, unsigned number, unsigned lines) {
    const Plan& how = kPlans[i];
    RecordAwards batch;
    batch.programme = id_of(year, i), batch.batch = Id("b" + std::to_string(number + 1));
    batch.title = "样例批次", batch.published = story_.today;
    batch.document_no = DocumentNo("样例〔" + std::to_string(year) + "〕" + std::to_string(i) + "-" +
                                   std::to_string(number) + "号");
    batch.stage = how.notice ? AwardStage::public_notice : AwardStage::confirmed;
    for (const unsigned one : chosen(year, i, lines)) {
      const auto line = static_cast<std::uint32_t>(batch.lines.size() + 1);
      batch.lines.push_back(
          {line, name_of(one), Story::code_of(kFirst + one), project_of(year, i, one), amount()});
      if (how.kind == ProgrammeKind::talent_subsidy)
        batch.lines.back().persons = SupportedPersons{3 + below(9), "高层次人才", 0};
      batch.declared_total += batch.lines.back().amount;
    }
    if (batch.lines.empty()) return;
    batch.declared_count = static_cast<std::uint32_t>(batch.lines.size());
    told_lines_ += batch.declared_count;
    act(i, maker(i),
        AnchorDocument{tagged_hash(samples::kSuite, Tag::credit_text, bytes_of(batch.document_no)), 100,
                       "样例通知", batch.document_no, story_.today});
    if (how.library) {
      RegisterProjects projects{batch.programme, {}};
      for (const AwardLine& line : batch.lines)
        projects.lines.push_back({line.line, *line.code, line.beneficiary, line.project, line.amount});
      act(i, maker(i), projects);
    }
    act(i, maker(i), batch);
    if (!how.notice) {
      at(after_days(story_.today, 20), [this, i, batch] { pay(i, batch, "a", 100); });
      return;
    }
    if (number == 0) object(i, batch);
    at(after_days(story_.today, 11 + below(7)), [this, i, batch] { confirm(i, batch); });
  }
  /// An objection that does not hold.
  void object(std::size_t i, const RecordAwards& batch) {
    act(i, maker(i), FileObjection{batch.programme, batch.batch, 1, "样例", std::nullopt});
    act(i, maker(i),
        DecideObjection{batch.programme, batch.batch, 1, false, "样例〔2023〕1号", "经核实无误"});
  }
  void confirm(std::size_t i, RecordAwards batch) {
    RecordAwards declared = batch;
    declared.stage = AwardStage::confirmed, declared.published = story_.today, declared.lines.clear();
    act(i, maker(i), declared);
    const bool parts = kPlans[i].tranches;
    at(after_days(story_.today, 20 + below(20)),
       [this, i, batch, parts] { pay(i, batch, "a", parts ? 60 : 100); });
    if (kPlans[i].acceptance_months == 0) return;
    at(after_days(story_.today, 200 + below(100)), [this, i, batch, parts] { accept(i, batch, parts); });
  }

  // ---- money
  void pay(std::size_t i, const RecordAwards& batch, const std::string& part, unsigned percent) {
    if (kPlans[i].kind == ProgrammeKind::tax_relief) return;
    RecordPayments list{batch.programme, Id(batch.batch + part), 0, 0, {}};
    for (const AwardLine& line : batch.lines) {
      const Fen first = line.amount * 60 / 100;
      const Fen sum = percent == 100 ? line.amount : percent == 60 ? first : line.amount - first;
      list.lines.push_back({line.line, batch.batch, line.line, *line.code, sum, story_.today});
      list.declared_total += sum;
    }
    list.declared_count = static_cast<std::uint32_t>(list.lines.size());
    story_.act(world::kPay, list);
    if (percent != 100) return;
    if (batch.lines.size() > 1) at(after_days(story_.today, 3), [this, list] { send_back(list); });
    at(after_days(story_.today, 40), [this, i, batch] { recover(i, batch); });
  }
  /// The bank returns a payment, and it is paid again in the same week.
  void send_back(const RecordPayments& list) {
    const PaymentLine& line = list.lines[1];
    ReversePayments back{list.programme, list.list, Reversal::returned, {}, {}};
    back.lines.push_back({line.line, story_.today, "账号有误"});
    story_.act(world::kPay, back);
    at(after_days(story_.today, 4), [this, list] {
      const PaymentLine& again = list.lines[1];
      RecordPayments second{list.programme, Id(list.list + "r"), 1, again.amount, {}};
      second.lines.push_back(
          {1, again.award_batch, again.award_line, again.code, again.amount, story_.today});
      story_.act(world::kPay, second);
    });
  }
  /// A part is demanded of one, and comes back within the week.
  void recover(std::size_t i, const RecordAwards& batch) {
    const AwardLine& line = batch.lines[0];
    const Id id("r" + std::string(batch.batch));
    const Fen part = line.amount / 10;
    act(i, maker(i),
        DemandRecovery{batch.programme, id, batch.batch, line.line, part, "样例〔2023〕3号", "核减"});
    at(after_days(story_.today, 6), [this, batch, id, part] {
      story_.act(world::kPay, RecordRecovery{batch.programme, id, 1, part, story_.today});
    });
  }

  // ---- results
  void accept(std::size_t i, const RecordAwards& batch, bool parts) {
    RecordResults passed{batch.programme, ResultStep::acceptance, "", {}};
    RecordResults graded{batch.programme, ResultStep::performance, "", {}};
    constexpr std::array kGrades{Performance::excellent, Performance::good, Performance::fair};
    for (const AwardLine& line : batch.lines) {
      passed.lines.push_back({line.line, batch.batch, line.line, true, 0, Performance::none, story_.today});
      graded.lines.push_back({line.line, batch.batch, line.line, true, 0, kGrades[below(3)], story_.today});
    }
    act(i, maker(i), passed);
    act(i, maker(i), graded);
    if (parts) at(after_days(story_.today, 15), [this, i, batch] { pay(i, batch, "b", 40); });
  }

  Story& story_;
  std::mt19937_64 random_;
  std::multimap<Date, std::function<void()>> events_;
  unsigned lines_each_ = 0, enterprises_ = 0, told_lines_ = 0;
  std::map<unsigned, Name> renamed_;
  std::map<Id, unsigned> next_;
};

}  // namespace credence::testing
