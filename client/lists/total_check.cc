// SPDX-License-Identifier: Apache-2.0
#include "client/lists/total_check.h"

#include <algorithm>
#include <map>
#include <set>

#include "client/base/characters.h"
#include "client/base/counted.h"
#include "client/lists/said_totals.h"

namespace credence {
namespace {

constexpr std::size_t kComparedMax = 1'000;  // totals held against every group of lines around them

/// A figure of a total in another column than that of the amounts.
struct ColumnFigure {
  std::size_t column = 0;
  std::string written;
  std::int64_t value = 0;  // in millionths
  bool counts = false;     // 人数, 户数: what differs is asked about; of other columns it is only said
};

/// All that one row says of lines.
struct RowSays {
  bool money_cell = false;
  std::optional<std::int64_t> money;
  SaidTotals words;
  std::vector<ColumnFigure> columns;
};

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
      : sheet_(sheet), layout_(layout), account_(account), rows_(rows), answers_(answers) {
    known_unit_ = account_.unit || account_.unit_column;
    for (const ColumnAccount& column : account_.columns)
      if (!persons_ && column.meaning.column == Column::persons) persons_ = column.column;
    if (const auto read = account_.place(Column::persons)) persons_ = read;
    if (persons_) counting_.insert(*persons_);
    for (const ColumnAccount& column : account_.columns)
      if (head_counts(column)) counting_.insert(column.column);
    look_at_lines();
  }

  TotalCheck check(std::span<const std::size_t> asked_about) {
    for (const std::size_t i : asked_about) lines_[i].asked = true;
    any_asked_ = !asked_about.empty();
    for (std::size_t row = 0; row < layout_.first; ++row) above(row);
    for (std::size_t i = 0; i < rows_.size(); ++i) {
      const RowRole role = rows_[i].role;
      if (role == RowRole::total || role == RowRole::section) {
        RowSays says = said_in(rows_[i].row, TotalsOf::part, true);
        says.money_cell = account_.has(Column::amount) && rows_[i].has_money_cell;
        if (says.money_cell) says.money = rows_[i].money;
        judge(rows_[i].row, i, says, rows_[i].label);
      } else if (role == RowRole::note) {
        const bool part = texts(rows_[i].row).contains("小计");
        judge(rows_[i].row, part ? std::optional(i) : std::nullopt,
              said_in(rows_[i].row, part ? TotalsOf::part : TotalsOf::note, false), {});
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

  /// What stands in a row in words; bare figures are none.
  [[nodiscard]] std::string texts(std::size_t row) const {
    std::string out;
    for (const Cell& cell : sheet_.cells(row))
      if (cell.size > 0 && !is_figure(cell))
        out += (out.empty() ? "" : "，") + std::string(sheet_.text(cell));
    return out;
  }
  /// A number, perhaps with its unit where the amounts stand.
  [[nodiscard]] bool is_figure(const Cell& cell) const {
    if (cell.size == 0) return false;
    const std::string_view text = sheet_.text(cell);
    if (const ColumnAccount* const column = column_at(cell.column);
        column != nullptr && is_count(*column) && counted_in(text))
      return true;
    const bool of_amounts = cell.kind == CellKind::number || account_.place(Column::amount) == cell.column;
    return (of_amounts || !unit_in(text)) && millionths(text).has_value();
  }
  [[nodiscard]] const ColumnAccount* column_at(std::size_t place) const {
    const auto at = std::ranges::find(account_.columns, place, &ColumnAccount::column);
    return at == account_.columns.end() ? nullptr : &*at;
  }
  /// In millionths: "5", "5家", "12人"; nothing of another text.
  static std::optional<std::int64_t> counted_in(std::string_view text) {
    if (const auto number = millionths(text); number && !unit_in(text)) return number;
    const std::string plain = plain_form(text);
    const std::size_t end = std::min(plain.find_first_not_of("0123456789,"), plain.size());
    const std::string_view behind = std::string_view(plain).substr(end);
    const bool counter =
        counts_persons(behind) ||
        std::string_view("|家|户|项|个|笔|件|台|套|次|").contains("|" + std::string(behind) + "|");
    return end > 0 && counter ? millionths(std::string_view(plain).substr(0, end)) : std::nullopt;
  }
  /// Whether lines say something in a column.
  [[nodiscard]] bool is_filled(std::size_t column) const {
    return std::ranges::any_of(rows_, [&](const RowFacts& facts) {
      return facts.role == RowRole::line &&
             placeholder_of(shown_text(sheet_, facts.row, column)) != Placeholder::empty;
    });
  }
  /// 人数, 户数, 项目数量（个）: figures that count.
  [[nodiscard]] bool is_count(const ColumnAccount& column) const { return counting_.contains(column.column); }
  static bool head_counts(const ColumnAccount& column) {
    if (column.path.empty()) return false;
    const std::string head = split_asides(plain_form(column.path.back())).outside;
    return ends_with_any(head,
                         {"人数", "户数", "家数", "个数", "项数", "笔数", "件数", "台数", "数量", "次数"});
  }

  /// `total`: a row that is a total or the head of a part, whose bare figures are of lines too.
  [[nodiscard]] RowSays said_in(std::size_t row, TotalsOf of, bool total) const {
    RowSays out;
    out.words = totals_in(texts(row), of);
    if (!total) return out;
    for (const Cell& cell : sheet_.cells(row)) {
      if (account_.place(Column::amount) == cell.column || account_.place(Column::line) == cell.column ||
          account_.capitals == cell.column || !is_figure(cell))
        continue;
      const std::string written(sheet_.text(cell));
      const ColumnAccount* const column = column_at(cell.column);
      const bool counts = column != nullptr && is_count(*column);
      const std::int64_t value = (counts ? counted_in(written) : millionths(written)).value_or(0);
      if (column != nullptr && (counts ? is_filled(cell.column) : column->mostly(column->numbers)))
        out.columns.push_back({cell.column, written, value, counts});
      else if (value % 1'000'000 == 0 && value > 0)
        out.words.counts.push_back(static_cast<std::uint64_t>(value / 1'000'000));
      else
        out.words.others.push_back(written);
    }
    return out;
  }

  /// A title, or a total above the heads: its figure is the one in the column of the amounts, or the only one.
  void above(std::size_t row) {
    const auto cells = sheet_.cells(row);
    const bool total =
        std::ranges::any_of(cells, [&](const Cell& cell) { return is_total_word(sheet_.text(cell)); });
    RowSays says = said_in(row, TotalsOf::list, false);
    if (total) {
      std::vector<const Cell*> figures;
      const Cell* of_amount = nullptr;
      for (const Cell& cell : cells) {
        if (!is_figure(cell)) continue;
        figures.push_back(&cell);
        if (account_.place(Column::amount) == cell.column) of_amount = &cell;
      }
      if (of_amount == nullptr && figures.size() == 1) of_amount = figures[0];
      if (of_amount != nullptr) says.words.sums.emplace_back(sheet_.text(*of_amount));
      if (of_amount != nullptr && figures.size() > 1) {
        RowSays all = said_in(row, TotalsOf::list, true);
        says.columns = std::move(all.columns);
        says.words.counts = std::move(all.words.counts);
      }
    }
    judge(row, std::nullopt, says, {});
  }

  // ---- groups

  class Adder {
   public:
    Adder(TotalChecker& of, const RowSays& says) : of_(of), says_(says) {
      group_.sum = of_.account_.has(Column::amount) ? std::optional<std::int64_t>(0) : std::nullopt;
      if (!of_.persons_) group_.persons.reset();
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
      if (of_.persons_) add_to(group_.persons, of_.figure(i, *of_.persons_));
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
    return counting_.contains(column) ? counted_in(text) : millionths(text);
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
    const ColumnAccount* const column = column_at(figure.column);
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
    question.written = best.money_differs || unreadable ? std::string(label) : shortened(texts(row));
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
  std::optional<std::size_t> persons_;  // the column of the numbers of persons, also where it is not read
  std::set<std::size_t> counting_;      // columns of figures that count
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
