// SPDX-License-Identifier: Apache-2.0
#include "client/lists/said_totals.h"

#include <algorithm>

#include "client/base/capitals.h"
#include "client/base/characters.h"
#include "client/lists/head_words.h"

namespace credence {
namespace {

constexpr std::string_view kOfAll[] = {"合计", "总计", "共计", "总共",    "总额", "总金额",
                                       "总和", "累计", "共",   "intotal", "total"};
constexpr std::string_view kOfPart[] = {"小计", "subtotal"};
/// 共 within another word.
constexpr std::string_view kNotOfAll[] = {"公共", "中共", "共同", "共建", "共享", "共性",
                                          "共青", "共产", "共和", "共用", "共管"};
/// 名单 and 名称 are no persons.
constexpr std::string_view kNoPersons[] = {"名单", "名称",   "名录", "名企业", "人民币", "位置",
                                           "位列", "人才类", "人以", "人及以", "名以",   "名及以"};
/// What counts: lines of the list, or what there is at most as often; persons; what no list holds.
struct Counter {
  std::string_view text;
  Counted what;
};
constexpr Counter kCounters[] = {
    {"家", Counted::lines},       {"户", Counted::lines},         {"项", Counted::lines},
    {"笔", Counted::lines},       {"条", Counted::lines},         {"宗", Counted::lines},
    {"件", Counted::lines},       {"行", Counted::lines},         {"人", Counted::persons},
    {"名", Counted::persons},     {"位", Counted::persons},       {"个人才", Counted::persons},
    {"批", Counted::others},      {"台", Counted::others},        {"套", Counted::others},
    {"次", Counted::others},      {"person", Counted::persons},   {"people", Counted::persons},
    {"talent", Counted::persons}, {"enterprise", Counted::lines}, {"compan", Counted::lines},
    {"project", Counted::lines},  {"line", Counted::lines},       {"award", Counted::lines},
    {"item", Counted::lines},     {"recipient", Counted::lines},  {"beneficiar", Counted::lines},
    {"firm", Counted::lines},     {"payment", Counted::lines}};
/// 个 needs one of these behind it.
constexpr std::string_view kCountedThings[] = {"企业", "单位", "公司", "项目",     "课题",
                                               "主体", "机构", "产品", "申报主体", "名单"};
constexpr std::string_view kAbout[] = {"约", "近", "超",   "超过", "逾",   "不少于",
                                       "第", "前", "至少", "最高", "以上", "about"};

/// What a text begins to count by: 家, 名, projects; 个 of 3个企业.
const Counter* counter_at(std::string_view text) {
  static constexpr Counter kOne{"个", Counted::lines};
  if (text.starts_with("个") && starts_with_any(text.substr(3), kCountedThings)) return &kOne;
  if (starts_with_any(text, kNoPersons)) return nullptr;
  const auto at =
      std::ranges::find_if(kCounters, [text](const Counter& c) { return text.starts_with(c.text); });
  return at == std::end(kCounters) ? nullptr : at;
}

bool is_figure(char c) { return c >= '0' && c <= '9'; }

/// Whether words beside a total make it one of something else: 申报, 投资, 已拨付, 每家.
bool of_another_sum(std::string_view text) {
  const HeadWords words = head_words(text);
  return std::ranges::any_of(words.words, [](const HeadWord& w) {
    return w.word == Word::asked || w.word == Word::elsewhere || w.word == Word::prior ||
           w.word == Word::not_this;
  });
}

/// Segments between marks that end a statement; what is in brackets is one of its own.
std::vector<std::string> segments_of(std::string_view text) {
  std::string plain = small_letters(plain_form(text));
  for (const std::string_view label :
       {"人民币金额(大写)", "人民币(大写)", "金额(大写)", "金额大写", "大写金额"})
    if (plain.starts_with(label)) plain.erase(0, label.size());
  for (const std::string_view word :
       {"(大写)", "(小写)", "大写:", "小写:", "大写", "小写", "人民币", "￥", "¥"})
    for (std::size_t at; (at = plain.find(word)) != std::string::npos;) plain.erase(at, word.size());
  plain.erase(0, std::min(plain.find_first_not_of(":,"), plain.size()));
  std::vector<std::string> out(1);
  for (std::size_t i = 0; i < plain.size(); ++i) {
    std::size_t ends = 0;
    for (const std::string_view mark : {"。", ";", "其中", "(", ")", "[", "]", "【", "】"})
      if (plain.compare(i, mark.size(), mark) == 0) ends = std::max(ends, mark.size());
    if (ends == 0) {
      out.back() += plain[i];
      continue;
    }
    if (plain.compare(i, 6, "其中") == 0) {  // of a part, to the end of the statement
      const std::size_t stop = std::min(plain.find_first_of(";)", i), plain.find("。", i));
      i = std::min(stop, plain.size()) - 1;
    } else {
      i += ends - 1;
    }
    out.emplace_back();
  }
  return out;
}

struct Number {
  std::size_t begin = 0, end = 0;
  std::string text;
  bool words = false;  // 三, 叁拾万元整
};
std::optional<Number> next_number(std::string_view text, std::size_t from) {
  static constexpr std::string_view kWordFigures[] = {"零", "一", "二", "三", "四", "五", "六", "七", "八",
                                                      "九", "十", "百", "千", "两", "壹", "贰", "叁", "肆",
                                                      "伍", "陆", "柒", "捌", "玖", "拾", "佰", "仟"};
  for (std::size_t i = from; i < text.size(); ++i) {
    std::size_t end = i;
    if (is_figure(text[i])) {
      while (end < text.size() &&
             (is_figure(text[end]) ||
              ((text[end] == ',' || text[end] == '.') && end + 1 < text.size() && is_figure(text[end + 1]))))
        ++end;
      return Number{i, end, std::string(text.substr(i, end - i)), false};
    }
    while (starts_with_any(text.substr(end), kWordFigures)) end += 3;
    if (end > i) return Number{i, end, std::string(text.substr(i, end - i)), true};
  }
  return std::nullopt;
}

/// "万元" of "万元，其余…".
std::string_view unit_at(std::string_view text) {
  for (const std::string_view unit : {"百万元", "千元", "万元", "亿元", "元", "万", "亿", "wan", "yuan"})
    if (text.starts_with(unit)) return unit;
  return {};
}

class Statement {
 public:
  /// `told`: that a segment before it named a total: （2家）115 of 总计（2家）115.
  Statement(std::string_view text, TotalsOf of, SaidTotals& out, bool told = false)
      : text_(text), of_(of), out_(out), told_(told) {}
  [[nodiscard]] bool told() const { return told_; }

  /// What a verb of giving gives, without a word for all of it.
  void read_given() {
    if (const std::size_t given = gives(); given != std::string_view::npos) numbers(given);
  }
  /// What stands behind the word for all of it.
  void read() {
    std::size_t begin = std::string_view::npos, behind = 0;
    const auto look = [&](std::span<const std::string_view> words) {
      for (const std::string_view word : words)
        for (std::size_t at = text_.find(word); at < begin; at = text_.find(word, at + 1))
          if (!within_another(at)) begin = at, behind = at + word.size();
    };
    look(kOfAll);
    if (of_ == TotalsOf::part) look(kOfPart);
    if (begin == std::string_view::npos) {
      const std::size_t given = gives();
      return given != std::string_view::npos ? numbers(given) : numbers_alone();
    }
    told_ = true;
    std::string_view before = text_.substr(0, begin);
    if (const std::size_t comma = before.rfind(','); comma != std::string_view::npos)
      before = before.substr(comma + 1);
    // 申报金额合计 is another sum, 研发费用补助名单 合计 is not.
    constexpr std::string_view kLists[] = {"表", "名单", "清单", "公示", "公告", "通知"};
    if (!ends_with_any(before, kLists) && of_another_sum(before)) return;
    if (of_ == TotalsOf::note && !of_the_list(before)) return;
    if (of_ == TotalsOf::part) counted_before(before);
    label_ = counted_by(before);                // 项目数合计：3
    for (const std::string_view word : kOfAll)  // 金额合计, 共计: the longest at this place
      if (text_.substr(begin).starts_with(word)) behind = std::max(behind, begin + word.size());
    numbers(behind);
  }

 private:
  /// "3家", "3家企业", "9人" of 3家合计: nothing else stands before the word.
  void counted_before(std::string_view before) {
    const auto number = next_number(before, 0);
    if (!number || number->begin != 0 || characters_in(before.substr(number->end)) > 3) return;
    const std::string_view behind = before.substr(number->end);
    if (const Counter* const counter = counter_at(behind); counter != nullptr && !is_policy(behind))
      take_counted(counter->what, *number, behind);
  }
  /// False where it is no whole number.
  bool take_counted(Counted what, const Number& number, std::string_view behind) {
    const auto count = whole_number(number);
    if (!count) return false;
    if (what == Counted::lines) out_.counts.push_back(*count);
    if (what == Counted::persons) out_.persons.push_back(*count);
    if (what == Counted::others) other(number, behind);
    return true;
  }
  [[nodiscard]] bool within_another(std::size_t at) const {
    return std::ranges::any_of(kNotOfAll, [&](std::string_view word) {
      for (std::size_t begin = at < 3 ? 0 : at - 3; begin <= at; ++begin)
        if (text_.substr(begin).starts_with(word)) return true;
      return false;
    });
  }
  /// "注：本批", "以上金额": of nothing else than the list.
  static bool of_the_list(std::string_view before) {
    for (bool more = true; more && !before.empty();) {
      more = false;
      for (const std::string_view word :
           {"注",     "备注", "说明", ":",    "以上", "上述", "本表", "本批", "本次",
            "本名单", "全表", "名单", "表中", "资金", "金额", "奖补", "补助", "企业",
            "项目",   "拟",   "支持", "安排", "全省", "全市", "1.",   "2."})
        if (before.starts_with(word)) before.remove_prefix(word.size()), more = true;
      const auto number = next_number(before, 0);  // 以上2家企业
      if (!number || number->begin != 0) continue;
      const Counter* const counter = counter_at(before.substr(number->end));
      if (counter == nullptr || counter->what != Counted::lines) continue;
      before.remove_prefix(number->end + counter->text.size());
      more = true;
    }
    return before.empty() || counted_by(before) != Counted::nothing;
  }

  /// 拟安排专项资金115万元支持2家企业: the sum of all lines too, unless it is a rule (每家不超过50万元) or another sum. Where the
  /// giving begins.
  [[nodiscard]] std::size_t gives() const {
    constexpr std::string_view kGiving[] = {"安排", "下达", "拨付", "奖补", "奖励", "补助", "补贴",
                                            "资助", "扶持", "支持", "发放", "兑现", "按"};
    constexpr std::string_view kOther[] = {
        "每",   "单个", "最高", "最低", "不超", "不低", "不足", "上限", "标准", "限额", "投资",
        "注册", "营业", "营收", "收入", "产值", "税",   "预算", "已",   "余额", "剩余", "另",
        "上年", "去年", "历年", "比例", "%",    "达到", "如",   "若",   "凡",   "其余", "第"};
    constexpr std::string_view kNet[] = {"实际", "实拨", "实发", "实付", "实补", "应拨", "应发", "应付"};
    std::size_t begin = std::string_view::npos;
    for (const std::string_view verb : kGiving) begin = std::min(begin, text_.find(verb));
    if (starts_with_any(text_, kNet)) begin = 0;
    if (of_ == TotalsOf::part || begin == std::string_view::npos || contains_any(text_, kOther))
      return std::string_view::npos;
    SaidTotals found;
    Statement(text_, of_, found).numbers(begin);
    const auto with_unit = [](const std::string& sum) { return unit_in(sum) || read_capitals(sum); };
    const bool sums =
        !found.sums.empty() && (starts_with_any(text_, kNet) || std::ranges::all_of(found.sums, with_unit));
    return sums ? begin : std::string_view::npos;
  }

  void numbers(std::size_t from) {
    std::size_t after = from;
    while (const auto number = next_number(text_, after)) {
      take(*number, text_.substr(after, number->begin - after), after == from);
      after = std::max(number->end, end_);
    }
  }
  void take(const Number& number, std::string_view between, bool first) {
    const std::string_view behind = text_.substr(number.end);
    end_ = number.end;
    if (ends_with_any(between, kAbout) || behind.starts_with("余") || behind.starts_with("多") ||
        of_another_sum(between))
      return other(number, behind);
    const Counter* const counter = is_policy(behind) ? nullptr : counter_at(behind);
    if (counter != nullptr && take_counted(counter->what, number, behind)) return;
    // 合计家数：3, 家数合计3个: what is counted stands before the number.
    Counted label = counted_by(between);
    if (label == Counted::nothing && first && characters_in(between) <= 1) label = label_;
    const bool alone = behind.empty() || behind.front() == ',' || behind.starts_with("个");
    if (label != Counted::nothing && alone && take_counted(label, number, behind)) return;
    if (number.words) {
      const std::size_t end = std::min({behind.find(','), behind.find("整"), behind.size()});
      const std::string whole = number.text + std::string(behind.substr(0, end));
      if (read_capitals(whole)) out_.sums.push_back(whole), end_ = number.end + end;
      return;
    }
    if (const std::string_view unit = unit_at(behind); !unit.empty()) {
      constexpr std::string_view kNoSum[] = {"以上", "及以上", "以下", "以内", "企业", "级", "规模", "项目"};
      if (starts_with_any(behind.substr(unit.size()), kNoSum)) return;
      out_.sums.push_back(number.text + std::string(unit));
      end_ = number.end + unit.size();
      return;
    }
    const bool bare = behind.empty() || behind.front() == ',';
    if (between.ends_with(':')) between.remove_suffix(1);
    constexpr std::string_view kBefore[] = {"金额", "下达", "拨付", "安排", "发放"};
    if (bare &&
        ((first && between.empty()) || ends_with_any(between, kBefore) || ends_with_any(between, kOfAll)))
      return out_.sums.push_back(number.text);
    if (!number.words && !bare) other(number, behind);
  }
  /// Of a total: a number that is none of the list's, with what stands behind it.
  void other(const Number& number, std::string_view behind) {
    constexpr std::size_t kWord = 12;  // bytes
    if (of_ != TotalsOf::part || starts_with_any(behind, {"年", "月", "日", "号", "批", ".", "、", "-"}))
      return;
    std::string word(behind.substr(0, behind.find_first_of(",:;0123456789")));
    if (word.size() > kWord) word = shortened(word, kWord / 3);
    out_.others.push_back(number.text + word);
  }
  /// 3项政策 are none of the list's.
  static bool is_policy(std::string_view behind) {
    return behind.starts_with("项政策") || behind.starts_with("项资金") || behind.starts_with("项专项");
  }
  /// "三十" of 叁拾.
  static std::string common_figures(std::string_view text) {
    constexpr std::string_view kFormal[] = {"壹", "贰", "叁", "肆", "伍", "陆",
                                            "柒", "捌", "玖", "拾", "佰", "仟"},
                               kCommon[] = {"一", "二", "三", "四", "五", "六",
                                            "七", "八", "九", "十", "百", "千"};
    std::string out;
    for (; !text.empty(); text.remove_prefix(3)) {  // figures in words are of three bytes
      const auto at = std::ranges::find(kFormal, text.substr(0, 3));
      out += at == std::end(kFormal) ? text.substr(0, 3) : kCommon[at - std::begin(kFormal)];
    }
    return out;
  }
  static std::optional<std::uint64_t> whole_number(const Number& number) {
    if (number.text.contains('.') || number.text.size() > 12) return std::nullopt;
    if (number.words) {
      const auto value = chinese_number(common_figures(number.text));
      return value ? std::optional<std::uint64_t>(*value) : std::nullopt;
    }
    std::uint64_t out = 0;
    for (const char c : number.text)
      if (is_figure(c)) out = out * 10 + static_cast<std::uint64_t>(c - '0');
    return out;
  }

  /// "（3家，110万元）", "壹佰壹拾万元整": nothing but a count, a sum, or both. A figure alone is neither.
  void numbers_alone() {
    if (told_ && text_.starts_with("计")) text_.remove_prefix(3);  // 合计（计3家）
    const auto first = next_number(text_, 0);
    if (!first || first->begin != 0 || characters_in(text_) > 24) return;
    SaidTotals found;
    Statement of_it(text_, of_, found);
    of_it.numbers(0);
    const bool whole = of_it.end_ == text_.size() || text_.substr(of_it.end_) == "整";
    const bool sum =
        found.sums.size() == 1 && (told_ || unit_in(found.sums[0]) || read_capitals(found.sums[0]));
    const std::size_t counted = found.counts.size() + found.persons.size();
    if (counted > 0 ? of_ == TotalsOf::note : !(sum && whole)) return;
    out_.counts.insert(out_.counts.end(), found.counts.begin(), found.counts.end());
    out_.persons.insert(out_.persons.end(), found.persons.begin(), found.persons.end());
    out_.sums.insert(out_.sums.end(), found.sums.begin(), found.sums.end());
  }

  std::string_view text_;
  TotalsOf of_;
  SaidTotals& out_;
  bool told_;
  Counted label_ = Counted::nothing;
  std::size_t end_ = 0;
};

}  // namespace

Counted counted_by(std::string_view label) {
  const std::string plain = small_letters(plain_form(label));
  std::string_view rest = plain;
  const auto cut = [&rest](std::span<const std::string_view> words, bool end) {
    for (const std::string_view word : words) {
      if (word.empty() || !(end ? rest.ends_with(word) : rest.starts_with(word))) continue;
      end ? rest.remove_suffix(word.size()) : rest.remove_prefix(word.size());
      return true;
    }
    return false;
  };
  constexpr std::string_view kMarks[] = {":", ",", "为", "是", "有"};
  while (cut(kMarks, true) || cut(kMarks, false) || cut(kOfAll, true) || cut(kOfAll, false) ||
         cut(kOfPart, true) || cut(kOfPart, false)) {
  }
  constexpr std::string_view kNumber[] = {"总数量", "总数", "数量", "数"};
  if (!cut(kNumber, true)) return Counted::nothing;
  constexpr std::string_view kOfList[] = {"拟",   "支持", "补助", "补贴", "奖补", "奖励",
                                          "扶持", "资助", "安排", "本批", "本次", "受益",
                                          "涉及", "入选", "认定", "获得", "获批", "全部"};
  while (cut(kOfList, false)) {
  }
  constexpr std::string_view kPeople[] = {"人员", "人才", "人", "名", "位"};
  if (cut(kPeople, true)) return rest.empty() ? Counted::persons : Counted::others;  // 员工人数
  bool counts = false;
  for (const Counter& counter : kCounters)
    if (!counts && rest.ends_with(counter.text)) {
      rest.remove_suffix(counter.text.size());
      if (counter.what == Counted::others) return Counted::others;
      counts = true;
    }
  if (!counts) counts = rest == "个" || rest.ends_with("个");
  if (rest.ends_with("个")) rest.remove_suffix(3);
  counts = cut(kCountedThings, true) || counts;
  return !counts ? Counted::nothing : rest.empty() ? Counted::lines : Counted::others;
}

bool counts_at_end(std::string_view head) {
  const auto by = [head](std::string_view counter) {
    return head.size() >= counter.size() + 3 && head.ends_with("数") &&
           head.substr(0, head.size() - 3).ends_with(counter);
  };
  return head.ends_with("数量") || by("个") ||
         std::ranges::any_of(kCounters, [&](const Counter& counter) { return by(counter.text); });
}

std::optional<std::int64_t> counted_in(std::string_view text) {
  if (const auto number = millionths(text); number && !unit_in(text)) return number;
  const std::string plain = plain_form(text);
  const std::size_t end = std::min(plain.find_first_not_of("0123456789,"), plain.size());
  const std::string_view behind = std::string_view(plain).substr(end);
  const bool counter = behind == "个" || counts_persons(behind) ||
                       std::ranges::find(kCounters, behind, &Counter::text) != std::end(kCounters);
  return end > 0 && counter ? millionths(std::string_view(plain).substr(0, end)) : std::nullopt;
}

SaidTotals totals_in(std::string_view text, TotalsOf of) {
  SaidTotals out;
  // Behind the word in brackets as well: "总计（3家）", "合计：110万元".
  bool told = false;
  for (const std::string& segment : segments_of(text)) {
    Statement one(segment, of, out, told && of == TotalsOf::part);
    one.read();
    told = one.told();
  }
  return out;
}

std::vector<std::string> given_sums(std::string_view remark) {
  SaidTotals out;
  for (const std::string& segment : segments_of(remark)) Statement(segment, TotalsOf::note, out).read_given();
  return out.sums;
}

std::optional<std::int64_t> comparable_sum(const std::string& written, std::optional<AmountUnit> unit,
                                           bool known_unit) {
  if (!known_unit) return unit_in(written) ? std::nullopt : millionths(written);
  if (const auto fen = read_capitals(written)) return fen;
  const auto amount = read_amount(written, unit_in(written) ? std::nullopt : unit);
  return amount ? std::optional(amount->fen) : std::nullopt;
}

}  // namespace credence
