// SPDX-License-Identifier: Apache-2.0
#include "client/lists/total_check.h"

#include <algorithm>
#include <map>

#include "client/base/characters.h"
#include "client/base/counted.h"
#include "client/lists/row_says.h"

namespace credence {
namespace {

constexpr std::size_t kComparedMax = 1'000;  // totals held against every group of lines around them

/// A group of lines: those of a part, or all of them.
struct LineGroup {
  std::uint64_t lines = 0, blank_names = 0, blank_codes = 0, blank_projects = 0;
  std::uint64_t names = 0, codes = 0, projects = 0;        // different ones
  std::optional<std::int64_t> sum, persons = 0;            // nothing: a line cannot be read
  std::vector<std::optional<std::int64_t>> columns;        // as RowSays::columns
  bool all = false, without_asked = false, below = false;  // below the row that says it

  [[nodiscard]] bool has(std::uint64_t count) const {
    return count == lines || (blank_names == 0 && count == names) || (blank_codes == 0 && count == codes) ||
           (blank_projects == 0 && count == projects);
  }
};

/// Nothing from the first value on that is nothing, or that the sum cannot hold.
void add_to(std::optional<std::int64_t>& sum, std::optional<std::int64_t> value) {
  std::int64_t out = 0;
  const bool good = sum && value && !__builtin_add_overflow(*sum, *value, &out);
  sum = good ? std::optional(out) : std::nullopt;
}

/// What a row says held against a group.
struct Judged {
  std::size_t fits = 0, differs = 0;
  bool money_fits = false, money_differs = false, money_unknown = false;
  Said differences;            // in sentences
  std::vector<Said> unproved;  // what nothing is held against
};

class TotalChecker {
 public:
  TotalChecker(const Sheet& sheet, const Layout& layout, const Account& account,
               std::span<const RowFacts> rows, const ListAnswers& answers)
      : sheet_(sheet),
        layout_(layout),
        account_(account),
        rows_(rows),
        answers_(answers),
        says_(sheet, account, rows) {
    known_unit_ = account_.unit || account_.unit_column;
    look_at_lines();
  }

  TotalCheck check(std::span<const std::size_t> asked_about) {
    for (const std::size_t i : asked_about) lines_[i].asked = true;
    any_asked_ = !asked_about.empty();
    for (std::size_t row = 0; row < layout_.first; ++row) judge(row, std::nullopt, says_.above(row), {});
    for (std::size_t i = 0; i < rows_.size(); ++i) {
      const RowRole role = rows_[i].role;
      if (role == RowRole::total || role == RowRole::section) {
        judge(rows_[i].row, i, says_.of_total(rows_[i]), rows_[i].label);
      } else if (role == RowRole::note) {
        const bool part = says_.texts(rows_[i].row).contains("小计");
        judge(rows_[i].row, part ? std::optional(i) : std::nullopt,
              says_.said_in(rows_[i].row, part ? TotalsOf::part : TotalsOf::note, false), {});
      }
    }
    return std::move(out_);
  }

 private:
  /// Of a row among the rows: what a group is made of.
  struct LineLook {
    std::uint32_t name = 0, code = 0, project = 0;  // by their order; 0: blank
    bool asked = false;
  };

  void look_at_lines() {
    lines_.resize(rows_.size());
    std::map<std::string_view, std::uint32_t> names, codes, projects;
    const auto id_of = [](auto& known, std::string_view text) {
      return text.empty()
                 ? 0U
                 : known.try_emplace(text, static_cast<std::uint32_t>(known.size() + 1)).first->second;
    };
    const Column project = account_.has(Column::project) ? Column::project : Column::product;
    for (std::size_t i = 0; i < rows_.size(); ++i) {
      if (rows_[i].role != RowRole::line) continue;
      const RowView view(sheet_, account_, rows_[i].row);
      lines_[i] = {id_of(names, view.text(Column::name)), id_of(codes, view.text(Column::code)),
                   id_of(projects, view.text(project)), false};
    }
    std::size_t totals = 0;
    for (const RowFacts& facts : rows_) {
      if (facts.role == RowRole::line) add_to(all_sum_, facts.money);
      totals += facts.role == RowRole::total || facts.role == RowRole::section ? 1 : 0;
    }
    near_ = totals > kComparedMax;
    seen_.resize(std::max({names.size(), codes.size(), projects.size()}) + 1);
  }

  [[nodiscard]] bool boundary(std::size_t i) const {
    return rows_[i].role == RowRole::section || rows_[i].role == RowRole::total ||
           rows_[i].role == RowRole::unclear;
  }

  // ---- groups

  class Adder {
   public:
    Adder(TotalChecker& of, const RowSays& says) : of_(of), says_(says) {
      group_.sum = of_.account_.has(Column::amount) ? std::optional<std::int64_t>(0) : std::nullopt;
      if (!of_.says_.persons()) group_.persons.reset();
      group_.columns.assign(says.columns.size(), 0);
      stamp_ = of_.stamp_ += 3;
    }
    void add(std::size_t i) {
      const LineLook& line = of_.lines_[i];
      ++group_.lines;
      count(line.name, stamp_, group_.names, group_.blank_names);
      count(line.code, stamp_ + 1, group_.codes, group_.blank_codes);
      count(line.project, stamp_ + 2, group_.projects, group_.blank_projects);
      add_to(group_.sum, of_.rows_[i].money);
      if (of_.says_.persons()) add_to(group_.persons, of_.figure(i, *of_.says_.persons()));
      for (std::size_t c = 0; c < says_.columns.size(); ++c)
        add_to(group_.columns[c], of_.figure(i, says_.columns[c].column));
    }
    [[nodiscard]] const LineGroup& group() const { return group_; }

   private:
    void count(std::uint32_t id, std::uint64_t stamp, std::uint64_t& different, std::uint64_t& blank) {
      if (id == 0) return void(++blank);
      auto& seen = of_.seen_[id][stamp % 3];
      different += seen == stamp ? 0 : 1;
      seen = stamp;
    }
    TotalChecker& of_;
    const RowSays& says_;
    LineGroup group_;
    std::uint64_t stamp_ = 0;
  };

  /// In millionths; a blank counts nothing; nothing where it cannot be read.
  [[nodiscard]] std::optional<std::int64_t> figure(std::size_t i, std::size_t column) const {
    const std::string_view text = shown_text(sheet_, rows_[i].row, column);
    if (placeholder_of(text) == Placeholder::empty) return 0;
    return says_.is_count(column) ? counted_in(text) : millionths(text);
  }

  /// All lines, and around a row those up and down to each boundary.
  [[nodiscard]] std::vector<LineGroup> groups(const RowSays& says, std::optional<std::size_t> around) {
    std::vector<LineGroup> out;
    for (const bool without : any_asked_ ? std::vector{false, true} : std::vector{false}) {
      const auto counted = [&](std::size_t i) {
        return rows_[i].role == RowRole::line && !(without && lines_[i].asked);
      };
      const auto take = [&](const Adder& adder, bool all, bool below) {
        if (adder.group().lines == 0 && !all) return;
        out.push_back(adder.group());
        out.back().all = all;
        out.back().below = below;
        out.back().without_asked = without;
      };
      std::optional<LineGroup>& known = all_[without ? 1 : 0];
      if (known && says.columns.empty()) {
        out.push_back(*known);
      } else {
        Adder all(*this, says);
        for (std::size_t i = 0; i < rows_.size(); ++i)
          if (counted(i)) all.add(i);
        take(all, true, false);
        if (says.columns.empty()) known = out.back();
      }
      if (!around) continue;
      for (const bool below : {false, true}) {
        Adder part(*this, says);
        for (std::size_t i = *around; below ? ++i < rows_.size() : i-- > 0;) {
          if (boundary(i)) take(part, false, below);
          if (near_ && boundary(i) && part.group().lines > 0) break;
          if (counted(i)) part.add(i);
        }
        take(part, false, below);
      }
    }
    return out;
  }

  // ---- the verdict

  [[nodiscard]] std::string sum_words(std::int64_t sum) const {
    return known_unit_ ? yuan_text(sum) : wan_text(sum);
  }
  [[nodiscard]] std::string all_words() const { return all_sum_ ? sum_words(*all_sum_) : "?"; }
  /// "名单共 5 行", "该部分共 2 行".
  static Said lines_of(const LineGroup& group) {
    return (group.all ? Said("the list has ", "名单共 ") : Said("this part has ", "该部分共 ")) +
           counted(group.lines, noun::kLine);
  }
  static Said whose(const LineGroup& group) {
    return group.all ? Said("all lines are ", "全部行之和为 ")
                     : Said("the lines of the part are ", "该部分各行之和为 ");
  }

  [[nodiscard]] Judged held_against(const RowSays& says, const LineGroup& group) const {
    Judged out;
    const auto differ = [&out](const Said& one) {  // 3家，3个项目 says one thing
      ++out.differs;
      if (!out.differences.en.contains(one.en)) out.differences += one;
    };
    const auto fit = [&](bool fits, const auto& otherwise) { fits ? void(++out.fits) : differ(otherwise()); };
    if (says.money_cell && says.money) {
      out.money_unknown = !group.sum;
      if (group.sum) {
        out.money_fits = group.sum == says.money;
        out.money_differs = !out.money_fits;
        fit(out.money_fits, [&] {
          return Said("The total says " + sum_words(*says.money) +
                          ", and is not the sum of lines around it; " + "all lines are " + all_words() + ". ",
                      "合计为 " + sum_words(*says.money) + "，与前后各行之和均不符；全部行之和为 " +
                          all_words() + "。");
        });
      }
    }
    for (const std::uint64_t count : says.words.counts)
      fit(group.has(count), [&] {
        return Said("It says " + std::to_string(count) + "; ", "所写数量为 " + std::to_string(count) + "，") +
               lines_of(group) + Said(". ", "。");
      });
    for (const std::uint64_t persons : says.words.persons) {
      if (!group.persons) {
        out.unproved.emplace_back(std::to_string(persons) + " persons", std::to_string(persons) + " 人");
        continue;
      }
      const std::int64_t have = *group.persons / 1'000'000;
      fit(std::cmp_equal(persons, have), [&] {
        return Said("It says " + std::to_string(persons) + " persons; ",
                    "所写人数为 " + std::to_string(persons) + "，") +
               whose(group) + Said(std::to_string(have)) + Said(". ", "。");
      });
    }
    for (std::size_t c = 0; c < says.columns.size(); ++c)
      column_against(says.columns[c], group.columns[c], group, out, fit);
    for (const std::string& written : says.words.sums) {
      const auto sum = comparable_sum(written, account_.unit, known_unit_);
      if (sum && sum == says.money) continue;  // 大写 of the figure: what is so of it is so of this
      if (!sum || !group.sum) {
        out.unproved.emplace_back(written);
        continue;
      }
      fit(sum == group.sum, [&] {
        return Said("It says " + sum_words(*sum) + "; ", "所写金额为 " + sum_words(*sum) + "，") +
               whose(group) + Said(sum_words(*group.sum)) + Said(". ", "。");
      });
    }
    for (const std::string& other : says.words.others) out.unproved.emplace_back(other);
    return out;
  }
  void column_against(const ColumnFigure& figure, std::optional<std::int64_t> sum, const LineGroup& group,
                      Judged& out, const auto& fit) const {
    const ColumnAccount* const column = says_.column_at(figure.column);
    const std::string head = column->path.empty() ? column_letters(figure.column) : column->path.back();
    const bool fits = sum == figure.value;
    // 平均分, 申报金额 with the lines that were refused: not of the lines alone.
    if (!sum || (!fits && !figure.counts))
      return void(out.unproved.emplace_back(head + " " + figure.written));
    fit(fits, [&] {
      return Said(head + " says " + figure.written + "; ", "“" + head + "”所写为 " + figure.written + "，") +
             whose(group) + Said(wan_text(*sum)) + Said(". ", "。");
    });
  }

  /// Whether one verdict is better than another: nothing differs, the figure of the total fits, little is left
  /// unproved; then all lines, then the part below its head, then the larger part.
  static auto rank(const Judged& verdict, const LineGroup& group, bool rather_below) {
    return std::tuple(verdict.differs == 0, !verdict.money_differs, !group.without_asked,
                      SIZE_MAX - verdict.differs, SIZE_MAX - verdict.unproved.size(), !verdict.money_unknown,
                      group.all, group.below == rather_below, group.lines);
  }

  void judge(std::size_t row, std::optional<std::size_t> around, const RowSays& says,
             std::string_view label) {
    if (!says.money_cell && says.words.empty() && says.columns.empty()) return;
    const bool unreadable = says.money_cell && !says.money;
    const bool rather_below = around && rows_[*around].role == RowRole::section;
    Judged best;
    LineGroup of;
    bool first = true;
    for (const LineGroup& group : groups(says, around)) {
      Judged verdict = held_against(says, group);
      if (!first && rank(verdict, group, rather_below) <= rank(best, of, rather_below)) continue;
      best = std::move(verdict);
      of = group;
      first = false;
    }
    const std::size_t line = sheet_.line(row);
    if (best.differs == 0 && !unreadable) {
      if (Said checked = agreement(best, of); !checked.empty()) out_.checked[line] = std::move(checked);
      return;
    }
    Question question;
    question.kind = Question::Kind::total;
    question.written = best.money_differs || unreadable ? std::string(label) : shortened(says_.texts(row));
    question.lines = {line};
    question.text =
        unreadable ? Said("The total cannot be read.", "合计数无法读取。")
                   : best.differences + Said("Compare them with the published list.", "请与公布的名单核对。");
    question.candidates = {{"accept", {"the lines are right nevertheless", "accept 以各行为准"}}};
    const auto answer = answers_.to(question);
    if (answer && yes_or_no(*answer).value_or(false))
      out_.checked[line] = {"differs, accepted as answered", "不符，按答复接受"};
    else
      out_.questions.push_back(std::move(question));
  }

  /// What is said of a row with which nothing differs; of what nothing is held against, that it is not.
  static Said agreement(const Judged& verdict, const LineGroup& group) {
    Said out;
    if (verdict.fits > 0 && group.without_asked)
      out = {"the sum of the lines without those that are asked about", "不计待确认的行时相符"};
    else if (verdict.fits > 0 && verdict.money_fits)
      out = Said("the sum of ", "与 ") + counted(group.lines, noun::kLine) + Said("", "之和相符");
    else if (verdict.fits > 0)
      out = {"agrees with the lines", "与各行相符"};
    if (verdict.money_unknown)
      out += (out.empty() ? Said() : Said("; ", "；")) +
             Said("not compared: lines cannot be read", "有行无法读取，未核对");
    if (verdict.unproved.empty()) return out;
    Said list;
    for (const Said& one : verdict.unproved) list += (list.empty() ? Said() : Said(", ", "、")) + one;
    return out + (out.empty() ? Said() : Said("; ", "；")) + Said("not compared: ", "未核对：") + list;
  }

  const Sheet& sheet_;
  const Layout& layout_;
  const Account& account_;
  std::span<const RowFacts> rows_;
  const ListAnswers& answers_;
  const RowReader says_;
  std::optional<std::int64_t> all_sum_ = 0;
  bool known_unit_ = false, any_asked_ = false;
  bool near_ = false;  // so many totals that each is held against the parts beside it, and all lines
  std::vector<LineLook> lines_;                     // as rows_
  std::vector<std::array<std::uint64_t, 3>> seen_;  // by name, code, project: the group that had it last
  std::uint64_t stamp_ = 0;
  std::optional<LineGroup> all_[2];  // all lines; without those that are asked about
  TotalCheck out_;
};

}  // namespace

TotalCheck check_totals(const Sheet& sheet, const Layout& layout, const Account& account,
                        std::span<const RowFacts> rows, std::span<const std::size_t> asked_about,
                        const ListAnswers& answers) {
  return TotalChecker(sheet, layout, account, rows, answers).check(asked_about);
}

}  // namespace credence
