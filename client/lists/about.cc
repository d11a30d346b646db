// SPDX-License-Identifier: Apache-2.0
#include "client/lists/about.h"

#include <algorithm>
#include <map>
#include <set>

#include "client/base/characters.h"
#include "client/lists/sight.h"
#include "client/lists/verdict.h"

namespace credence {
namespace {

constexpr std::size_t kShortest = 9;       // bytes of a name that is looked for in texts
constexpr std::size_t kDifferentMax = 20;  // things that are said, asked about one by one
constexpr std::size_t kNamedMax = 3;       // names in one question

// Titles that are known everywhere, whether or not the ledger has them.
constexpr std::string_view kTitles[] = {"专精特新中小企业", "专精特新小巨人", "小巨人",
                                        "专精特新",         "单项冠军",       "创新型中小企业",
                                        "科技型中小企业",   "高新技术企业",   "技术先进型服务企业",
                                        "技术创新示范企业", "企业技术中心",   "工业设计中心",
                                        "瞪羚企业",         "独角兽企业",     "隐形冠军",
                                        "链主企业",         "绿色工厂",       "绿色供应链",
                                        "智能工厂",         "灯塔工厂",       "众创空间",
                                        "孵化器",           "新型研发机构",   "重点实验室",
                                        "工程技术研究中心", "服务型制造示范", "首台套",
                                        "首版次",           "首批次",         "上市后备企业"};

/// Letters, digits and Chinese characters alone: 专精特新“小巨人”企业 is named without its quotation marks as well.
std::string form(std::string_view text) {
  std::string out;
  for (const char32_t c : utf32(small_letters(plain_form(text))))
    if ((c >= U'a' && c <= U'z') || (c >= U'0' && c <= U'9') || (c >= 0x3400 && c < 0xfe00))
      append_utf8(out, c);
  return out;
}

/// Without the year before it: 2026年 of a programme.
std::string_view without_year(std::string_view form) {
  const std::size_t digits = std::min(form.find_first_not_of("0123456789"), form.size());
  if (digits != 4 || !form.substr(4).starts_with("年")) return form;
  form.remove_prefix(4 + std::string_view("年").size());
  if (form.starts_with("度")) form.remove_prefix(std::string_view("度").size());
  return form;
}

/// Which of the names a text has.
struct Mentions {
  bool own = false;
  std::string other;  // the first
};
class Names {
 public:
  explicit Names(const Subject& subject) {
    for (const std::string& name : subject.own)
      if (std::string own = form(name); !own.empty()) own_.push_back(own), add(std::move(own), true);
    for (const std::string& name : subject.others) add(form(name), false);
    if (subject.title)
      for (const std::string_view name : kTitles) add(std::string(name), false);
  }

  [[nodiscard]] Mentions in(std::string_view text) const {
    const std::string all = form(text);
    Mentions out;
    for (std::size_t at = 0; at < all.size();) {
      const auto longest = longest_at(std::string_view(all).substr(at));
      if (longest == known_.end()) {
        ++at;
        continue;
      }
      at += longest->first.size();
      out.own = out.own || longest->second;
      if (!longest->second && out.other.empty()) out.other = longest->first;
    }
    return out;
  }
  /// Whether one is a part of the other: 民营经济发展 of 2026年民营经济发展专项资金.
  [[nodiscard]] bool is_like_own(std::string_view text) const {
    const std::string one = form(text);
    const std::string_view bare = without_year(one);
    return std::ranges::any_of(own_, [bare](const std::string& own) {
      return own.contains(bare) || bare.contains(without_year(own));
    });
  }

 private:
  void add(std::string name, bool own) {
    if (name.size() < kShortest) return;
    const bool part = std::ranges::any_of(own_, [&](const std::string& one) { return one.contains(name); });
    firsts_.insert(name.front());
    known_.try_emplace(std::move(name), own || part);
  }
  [[nodiscard]] std::map<std::string, bool>::const_iterator longest_at(std::string_view text) const {
    auto out = known_.end();
    if (!firsts_.contains(text.front())) return out;
    for (auto at = known_.begin(); at != known_.end(); ++at)
      if (text.starts_with(at->first) && (out == known_.end() || at->first.size() > out->first.size()))
        out = at;
    return out;
  }
  std::vector<std::string> own_;
  std::map<std::string, bool> known_;  // whether it is the own one
  std::set<char> firsts_;
};

/// How surely a column says what its lines are of.
enum class Says { nothing, named, surely };  // named: only what has a known name is heard
Says says_subject(const ColumnAccount& column, bool title) {
  if (column.read_as || column.path.empty() || column.filled == 0) return Says::nothing;
  const std::string head = small_letters(plain_form(column.path.back()));
  if (contains_any(head, {"已", "曾", "其他", "其它", "现有", "拥有", "以往", "历史", "是否"}))
    return Says::nothing;
  const bool kind = contains_any(head, {"名称", "类别", "类型", "种类", "name", "type", "category"});
  if (title) {
    const bool honour = contains_any(head, {"资格", "资质", "称号", "荣誉", "头衔", "牌匾", "认定", "title"});
    const bool whose = head.starts_with("企业") || head.starts_with("单位");
    return honour || (kind && !whose) ? Says::named : Says::nothing;
  }
  if (column.meaning.column == Column::amount && column.mostly(column.numbers)) return Says::nothing;
  const bool fund =
      contains_any(head, {"专项", "资金", "基金", "计划", "政策", "programme", "program", "fund"});
  if (!fund) return Says::nothing;
  const bool surely = contains_any(head, {"专项名称", "资金名称"}) || head == "专项" || head == "专项资金";
  return surely ? Says::surely : Says::named;
}

/// 认定年度, 获评年份: the year in which the title was given.
bool is_year_of_title(const ColumnAccount& column) {
  if (column.read_as || column.path.empty()) return false;
  const std::string head = plain_form(column.path.back());
  return (head.ends_with("年度") || head.ends_with("年份") || head.ends_with("年")) &&
         contains_any(head, {"认定", "获评", "评定", "授予", "授牌", "发证", "批准", "公布"}) &&
         !contains_any(head, {"首次", "曾", "上次", "前次", "历次"});
}
std::optional<unsigned> year_in(std::string_view value) {
  const std::string plain = plain_form(value);
  const std::string_view digits = std::string_view(plain).substr(0, 4);
  const std::string_view rest = std::string_view(plain).substr(digits.size());
  const auto year = read_serial(digits);
  if (!year || *year < 1900 || (!rest.empty() && rest != "年" && rest != "年度")) return std::nullopt;
  return year;
}

class About {
 public:
  About(const Sheet& sheet, const Subject& subject, std::string_view file, const ListAnswers& answers,
        Reading& reading)
      : sheet_(sheet),
        subject_(subject),
        file_(file),
        answers_(answers),
        reading_(reading),
        names_(subject) {}

  void ask() {
    columns();
    years();
    parts();
    if (std::string title = other_title(); !title.empty()) {
      std::vector<std::size_t> all(reading_.lines.size());
      for (std::size_t i = 0; i < all.size(); ++i) all[i] = i;
      join(Said("the title of the whole table: ", "整表标题：") + Said(shortened(title, 40)), std::move(all));
    }
    for (const auto& [said, lines] : groups_) question(said, lines);
    leave();
  }

 private:
  /// A title that names another one; also beside the right one, where no column tells the lines apart.
  std::string other_title() const {
    bool own = false;
    std::string other;
    std::vector<std::string> titles = titles_of(sheet_, reading_.layout);
    titles.emplace_back(file_);
    for (std::size_t i = 0; i < titles.size(); ++i) {
      if (i + 1 == titles.size() && own) break;  // the name of the file says the least
      const Mentions found = names_.in(titles[i]);
      own = own || found.own;
      if (!found.other.empty() && other.empty()) other = titles[i];
    }
    return tells_apart_ ? std::string() : other;
  }

  void columns() {
    for (const ColumnAccount& column : reading_.account.columns) {
      const Says says = says_subject(column, subject_.title);
      if (says == Says::nothing) continue;
      std::map<std::string, std::vector<std::size_t>> by_value;  // of known names
      std::vector<std::size_t> unknown;                          // names that nobody knows: one question
      std::set<std::string> unknown_values;
      for (std::size_t i = 0; i < reading_.lines.size(); ++i) {
        const std::string value(shown_text(sheet_, reading_.lines[i].row, column.column));
        if (placeholder_of(value) != Placeholder::none) continue;
        const Mentions found = names_.in(value);
        tells_apart_ = tells_apart_ || found.own;
        if (found.own) continue;
        if (!found.other.empty()) {
          by_value[by_value.size() < kDifferentMax || by_value.contains(value) ? value : "…"].push_back(i);
        } else if (says == Says::surely && !names_.is_like_own(value)) {
          unknown.push_back(i);
          if (unknown_values.size() < kNamedMax) unknown_values.insert(shortened(value, 40));
        }
      }
      for (auto& [value, lines] : by_value)
        join(Said(column.head() + " " + shortened(value, 40)), std::move(lines));
      std::string values;
      for (const std::string& value : unknown_values) values += (values.empty() ? "" : ", ") + value;
      if (!unknown.empty()) join(Said(column.head() + " " + values), std::move(unknown));
    }
  }

  /// A title given in another year than that of --from.
  void years() {
    if (!subject_.title || subject_.year == 0) return;
    for (const ColumnAccount& column : reading_.account.columns) {
      if (!is_year_of_title(column)) continue;
      std::map<unsigned, std::vector<std::size_t>> by_year;
      for (std::size_t i = 0; i < reading_.lines.size(); ++i)
        if (const auto year = year_in(shown_text(sheet_, reading_.lines[i].row, column.column));
            year && *year != subject_.year)
          by_year[*year].push_back(i);
      for (auto& [year, lines] : by_year)
        join(Said(column.head() + " " + std::to_string(year) + ", --from " + std::to_string(subject_.year)),
             std::move(lines));
    }
  }

  void parts() {
    for (std::size_t p = 0; p < reading_.passed.size(); ++p) {
      if (reading_.passed[p].why != PassedRow::Why::section) continue;
      const Mentions found = names_.in(reading_.passed[p].text);
      tells_apart_ = tells_apart_ || found.own;
      if (found.own || found.other.empty()) continue;
      std::size_t end = SIZE_MAX;
      for (std::size_t later = p + 1; later < reading_.passed.size() && end == SIZE_MAX; ++later)
        if (reading_.passed[later].why == PassedRow::Why::section) end = reading_.passed[later].file_line;
      std::vector<std::size_t> lines;
      for (std::size_t i = 0; i < reading_.lines.size(); ++i)
        if (const std::size_t line = file_line(i); line > reading_.passed[p].file_line && line < end)
          lines.push_back(i);
      if (!lines.empty()) join(Said(reading_.passed[p].text), std::move(lines));
    }
  }

  /// One question for the same lines, whoever speaks of them.
  void join(const Said& said, std::vector<std::size_t> lines) {
    const auto at = std::ranges::find(groups_, lines, &Group::second);
    if (at == groups_.end())
      groups_.emplace_back(said, std::move(lines));
    else
      at->first += Said("; ", "；") + said;
  }

  void question(const Said& said, const std::vector<std::size_t>& places) {
    Question question;
    question.kind = Question::Kind::about;
    question.written = said.zh;
    for (const std::size_t i : places) question.lines.push_back(file_line(i));
    question.text =
        Said("The list is of " + subject_.name + ", and these lines are said to be of something else (",
             "本次记录的是“" + subject_.name + "”，而这些行写明属于其他（") +
        said + Said("). Are they part of it?", "），是否属于本次名单？");
    question.candidates = {{"take", {"they are recorded", "take 记录"}},
                           {"leave", {"they are left out", "leave 略过"}}};
    const auto answer = answers_.to(question);
    const auto taken = answer ? yes_or_no(*answer) : std::nullopt;
    const std::string lines = lines_text(question.lines);
    if (!taken) reading_.questions.push_back(std::move(question));
    if (taken.value_or(false))
      reading_.remarks.emplace_back(
          "lines " + lines + " are read, as answered: they are said to be of something else",
          "第 " + lines + " 行按答复读取（写明属于其他）");
    if (taken && !*taken) left_.insert(places.begin(), places.end());
  }

  void leave() {
    if (left_.empty()) return;
    std::vector<LineRow> lines;
    for (std::size_t i = 0; i < reading_.lines.size(); ++i)
      if (left_.contains(i))
        reading_.passed.push_back(
            {PassedRow::Why::left, file_line(i), first_text(sheet_, reading_.lines[i].row), {}});
      else
        lines.push_back(std::move(reading_.lines[i]));
    reading_.lines = std::move(lines);
    std::ranges::stable_sort(reading_.passed, {}, &PassedRow::file_line);
  }
  [[nodiscard]] std::size_t file_line(std::size_t i) const { return sheet_.line(reading_.lines[i].row); }

  using Group = std::pair<Said, std::vector<std::size_t>>;  // what is said, and the places of its lines
  const Sheet& sheet_;
  const Subject& subject_;
  const std::string_view file_;
  const ListAnswers& answers_;
  Reading& reading_;
  const Names names_;
  std::vector<Group> groups_;
  std::set<std::size_t> left_;
  bool tells_apart_ = false;
};

}  // namespace

void ask_about_subject(const Sheet& sheet, const Subject& subject, std::string_view file,
                       const ListAnswers& answers, Reading& reading) {
  About(sheet, subject, file, answers, reading).ask();
}

}  // namespace credence
