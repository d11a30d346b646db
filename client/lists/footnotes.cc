// SPDX-License-Identifier: Apache-2.0
#include "client/lists/footnotes.h"

#include <algorithm>

#include "client/base/characters.h"
#include "client/lists/verdict.h"

namespace credence {
namespace {

constexpr std::size_t kNotesMax = 100;  // more are no notes but a text

/// Each to its end: "。" and ";".
std::vector<std::string> sentences_of(std::string_view text) {
  std::vector<std::string> out(1);
  const std::string plain = small_letters(plain_form(text));
  for (std::size_t i = 0; i < plain.size(); ++i) {
    if (plain[i] == ';')
      out.emplace_back();
    else if (plain.compare(i, 3, "。") == 0)
      out.emplace_back(), i += 2;
    else
      out.back() += plain[i];
  }
  return out;
}

/// The figures at the begin of a text, 12 or 十二; how long they are.
struct Figures {
  std::size_t size = 0;
  unsigned number = 0;
};
Figures figures_at(std::string_view text) {
  Figures out;
  while (out.size < text.size() && text[out.size] >= '0' && text[out.size] <= '9') ++out.size;
  while (out.size < text.size() &&
         starts_with_any(text.substr(out.size),
                         {"一", "二", "三", "四", "五", "六", "七", "八", "九", "十", "百", "两", "零"}))
    out.size += 3;
  const std::string figures(text.substr(0, out.size));
  const auto number = read_serial(figures), chinese = chinese_number(figures);
  if (!number && !chinese) return {};
  out.number = number ? *number : *chinese;
  return out;
}

/// Numbers of lines: 第2项, 第2、3家, 序号5至7, 3号. Not of a law: 第十条第二项规定.
std::vector<unsigned> numbers_in(std::string_view text) {
  constexpr unsigned kRangeMax = 10'000;
  std::vector<unsigned> out;
  for (std::size_t at = 0; at < text.size(); ++at) {
    const std::string_view rest = text.substr(at);
    std::size_t begin = 0;
    for (const std::string_view mark : {"第", "序号为", "序号", "编号", "no.", "line", "item"})
      if (rest.starts_with(mark)) begin = std::max(begin, mark.size());
    if (begin == 0) continue;
    const bool counted = rest.starts_with("第");
    std::vector<unsigned> some;
    std::size_t end = begin;
    bool range = false;
    for (;;) {
      if (rest.substr(end).starts_with(':') || rest.substr(end).starts_with('(')) ++end;
      const Figures figures = figures_at(rest.substr(end));
      if (figures.size == 0) break;
      for (unsigned n = range && !some.empty() ? some.back() + 1 : figures.number;
           n <= figures.number && some.size() < kRangeMax; ++n)
        some.push_back(n);
      end += figures.size;
      if (rest.substr(end).starts_with(')')) ++end;
      range = starts_with_any(rest.substr(end), {"至", "到", "-", "~", "—"});
      std::size_t mark = 0;
      for (const std::string_view between : {"、", ",", "和", "及", "与", "至", "到", "-", "~", "—"})
        if (rest.substr(end).starts_with(between)) mark = between.size();
      if (mark == 0) break;
      end += mark;
      for (const std::string_view again : {"第", "序号"})
        if (rest.substr(end).starts_with(again)) end += again.size();
    }
    const std::string_view behind = rest.substr(end);
    const bool of_lines = starts_with_any(
        behind, {"项", "家", "行", "个", "号", "户", "笔", "名", "位", "企业", "单位", "序号"});
    const bool of_law =
        (at >= 3 && starts_with_any(text.substr(at - 3), {"条", "款"})) ||
        contains_any(behind.substr(0, 15), {"规定", "条件", "要求", "情形", "政策", "条款", "措施"});
    if (!counted || (of_lines && !of_law)) out.insert(out.end(), some.begin(), some.end());
    at += begin - 1;
  }
  return out;
}

/// A name without what every company's ends in: 样例乙科技 of 样例乙科技有限公司.
std::string short_name(std::string_view name) {
  const std::string whole = match_form(name);
  std::string_view out = whole;
  for (const std::string_view end : {"有限责任公司", "股份有限公司", "有限公司", "集团", "公司", "股份"})
    if (out.ends_with(end)) out.remove_suffix(end.size());
  return std::string(out);
}

constexpr std::u32string_view kMarks = U"*※★☆△▲●◆#†‡§①②③④⑤⑥⑦⑧⑨⑩";

/// The first characters of a name, by which a note may call it: 样例乙 of 样例乙科技有限公司. None of 深圳市….
std::string begin_of(std::string_view name) {
  constexpr std::size_t kBegin = 3;
  const std::u32string all = utf32(match_form(name));
  if (all.size() <= kBegin || std::u32string_view(U"省市区县州镇").contains(all[kBegin - 1])) return {};
  std::string out;
  for (const char32_t c : all.substr(0, kBegin)) append_utf8(out, c);
  return out;
}

class Finder {
 public:
  Finder(const Sheet& sheet, const Layout& layout, const Account& account, std::span<const RowFacts> rows,
         NoWord says_no, bool shares)
      : sheet_(sheet), layout_(layout), account_(account), rows_(rows), says_no_(says_no), shares_(shares) {}

  std::vector<Footnote> find() {
    for (std::uint32_t row = 0; row < layout_.first; ++row) look(row);
    for (const RowFacts& facts : rows_)
      if (facts.role == RowRole::note) look(facts.row);
    return std::move(out_);
  }

 private:
  void look(std::uint32_t row) {
    if (++looked_ > kNotesMax) return;
    std::string text;
    for (const Cell& cell : sheet_.cells(row))
      if (cell.size > 0) text += (text.empty() ? "" : ",") + std::string(sheet_.text(cell));
    Footnote note{row, text, {}};
    bool some = false;
    for (const std::string& sentence : sentences_of(text)) {
      if (shares_ && !share_word(sentence).empty()) {
        some = true;
        continue;
      }
      if (says_no_(sentence).empty()) continue;
      if (begins_.empty()) count_begins();
      const std::size_t before = note.lines.size();
      add_lines(sentence, note.lines);
      some = some || (note.lines.size() == before && says_some(sentence));
    }
    if (note.lines.empty() && !some) return;
    std::ranges::sort(note.lines);
    note.lines.erase(std::ranges::unique(note.lines).begin(), note.lines.end());
    out_.push_back(std::move(note));
  }

  /// Only where a note says no: lists are long.
  void count_begins() {
    for (const RowFacts& facts : rows_)
      if (facts.role == RowRole::line)
        ++begins_[begin_of(RowView(sheet_, account_, facts.row).text(Column::name))];
  }

  /// Of lines that it does not name: how many (2家企业已注销), that there are some (部分企业暂缓), how they look (标红的为暂缓), or by a mark
  /// that no line has any more (带★的).
  [[nodiscard]] bool says_some(std::string_view sentence) const {
    if (contains_any(sentence, {"如", "若", "凡", "逾期", "应当", "不得", "未列入", "不列入", "不在本",
                                "另有", "以外"}))
      return false;
    for (std::size_t at = 0; at <= sentence.size();) {  // the word that says no stands in the same clause
      const std::size_t end = std::min(sentence.find(',', at), sentence.size());
      const std::string_view clause = sentence.substr(at, end - at);
      if (!says_no_(clause).empty() && clause_says_some(clause)) return true;
      at = end + 1;
    }
    const std::size_t some = sentence.find("其中");
    return some != std::string_view::npos && count_in(sentence.substr(some)) > 0;
  }
  [[nodiscard]] bool clause_says_some(std::string_view clause) const {
    if (contains_any(
            clause, {"部分企业", "部分项目", "部分单位", "个别", "某些",   "少数", "若干", "其中有", "有的",
                     "有企业",   "有项目",   "标红",     "标黄", "标蓝",   "标绿", "标灰", "底纹",   "底色",
                     "字体",     "加粗",     "粗体",     "斜体", "下划线", "阴影", "涂红", "涂黄",   "涂灰",
                     "高亮",     "红字",     "灰字",     "蓝字", "红色",   "黄色", "灰色", "蓝色",   "绿色"}))
      return true;
    if (std::ranges::any_of(utf32(clause), [](char32_t c) { return kMarks.contains(c); })) return true;
    return count_in(clause) > 0;
  }
  /// 2 of 2家企业; 0 where nothing is counted.
  static std::size_t count_in(std::string_view text) {
    for (std::size_t at = 0; at < text.size(); ++at) {
      const Figures figures = figures_at(text.substr(at));
      if (figures.size == 0) continue;
      at += figures.size - 1;
      if (starts_with_any(text.substr(at + 1), {"家", "户", "个企业", "个项目", "个单位", "项", "笔", "行"}))
        return figures.number;
    }
    return 0;
  }

  void add_lines(const std::string& sentence, std::vector<std::size_t>& out) const {
    const std::vector<unsigned> numbers = numbers_in(sentence);
    const std::string matched = match_form(sentence);
    std::u32string marks;
    for (const char32_t c : utf32(sentence))
      if (kMarks.contains(c)) marks += c;
    unsigned place = 0;
    for (std::size_t i = 0; i < rows_.size(); ++i) {
      if (rows_[i].role != RowRole::line && rows_[i].role != RowRole::unclear) continue;
      ++place;
      const RowView view(sheet_, account_, rows_[i].row);
      const auto serial =
          account_.has(Column::line) ? read_serial(view.text(Column::line)) : std::optional(place);
      if ((serial && std::ranges::find(numbers, *serial) != numbers.end()) || is_named(view, matched) ||
          (!marks.empty() && is_marked(rows_[i].row, marks)))
        out.push_back(i);
    }
  }
  [[nodiscard]] bool is_named(const RowView& view, const std::string& matched) const {
    constexpr std::size_t kShort = 4;  // characters: less is a word, not a name
    const std::string code = match_form(view.text(Column::code));
    if (characters_in(code) >= 15 && matched.contains(code)) return true;
    const auto begin = begins_.find(begin_of(view.text(Column::name)));
    if (begin != begins_.end() && !begin->first.empty() && begin->second == 1 &&
        matched.contains(begin->first))
      return true;
    for (const std::string& name :
         {short_name(view.text(Column::name)), match_form(view.text(Column::project)),
          match_form(view.text(Column::product))})
      if (characters_in(name) >= kShort && matched.contains(name)) return true;
    return false;
  }
  bool is_marked(std::uint32_t row, std::u32string_view marks) const {
    return std::ranges::any_of(sheet_.cells(row), [&](const Cell& cell) {
      const std::string_view text = sheet_.text(cell);
      return cell.size > 0 && std::ranges::any_of(utf32(text), [&](char32_t c) { return marks.contains(c); });
    });
  }

  const Sheet& sheet_;
  const Layout& layout_;
  const Account& account_;
  std::span<const RowFacts> rows_;
  const NoWord says_no_;
  const bool shares_;
  std::map<std::string, std::size_t> begins_;  // of names, and how many lines have it
  std::vector<Footnote> out_;
  std::size_t looked_ = 0;
};

}  // namespace

std::vector<Footnote> find_footnotes(const Sheet& sheet, const Layout& layout, const Account& account,
                                     std::span<const RowFacts> rows, NoWord says_no, bool shares) {
  return Finder(sheet, layout, account, rows, says_no, shares).find();
}

}  // namespace credence
