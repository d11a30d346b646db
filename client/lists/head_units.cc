// SPDX-License-Identifier: Apache-2.0
#include "client/lists/head_units.h"

#include <algorithm>
#include <span>
#include <vector>

#include "client/base/characters.h"

namespace credence {
namespace {

enum class UnitPart : std::uint8_t {
  text,  // anything else
  blank,
  yuan,      // 元: at the end of what it belongs to
  currency,  // RMB: yuan where nothing multiplies it
  renminbi,  // 人民币, ￥: says the currency, and no unit
  foreign,
  times,   // 万, thousand, a figure that is a power of ten
  figure,  // another one
  year,
  announces,
  link,
  separator,
};
struct UnitEntry {
  UnitPart part;
  int power;               // of ten, of what multiplies
  std::string_view texts;  // separated by blanks
};
constexpr UnitEntry kUnitWords[] = {
    {UnitPart::yuan, 0, "元 圆 yuan"},
    {UnitPart::currency, 0, "rmb cny renminbi"},
    {UnitPart::renminbi, 0, "人民币 ¥ ￥"},
    {UnitPart::foreign, 0,
     "美元 美金 港元 港币 港幣 欧元 日元 英镑 澳元 加元 韩元 新元 卢布 澳门元 澳门币 台币 新台币 外币 usd "
     "hkd eur jpy gbp mop "
     "twd dollar dollars euro euros yen pound pounds $ € £"},
    {UnitPart::times, 0, "一 壹 one"},
    {UnitPart::times, 1, "十 拾 ten tens"},
    {UnitPart::times, 2, "百 佰 hundred hundreds"},
    {UnitPart::times, 3, "千 仟 thousand thousands k"},
    {UnitPart::times, 4, "万 萬 wan"},
    {UnitPart::times, 6, "million millions mn mln mio"},
    {UnitPart::times, 8, "亿 億 yi"},
    {UnitPart::times, 9, "billion billions bn"},
    {UnitPart::announces, 0,
     "金额单位 计量单位 货币单位 计价单位 单位 币种 货币 unit units currency expressed"},
    {UnitPart::link, 0, ": in of the s x × * 为 是 均 均为 统一为 以 按 计"},
    {UnitPart::separator, 0, ", ; 、 / | 。 或 和 or and"},
};
constexpr std::string_view kZeroMarks[] = {"'", "’", "‘", "′", "`", "´"};  // before the zeros of RMB'000
constexpr int kLeastPower = 3;  // of what multiplies without a currency: "(万)", "('000)", not "(1)"

struct UnitToken {
  UnitPart part = UnitPart::text;
  int power = 0;
  std::size_t begin = 0, end = 0;
  bool latin = false;
};

struct UnitWord {
  std::string_view text;
  const UnitEntry* entry;
};
const std::vector<UnitWord>& unit_words() {
  static const std::vector<UnitWord> all = [] {
    std::vector<UnitWord> out;
    for (const UnitEntry& entry : kUnitWords)
      for (std::string_view rest = entry.texts; !rest.empty();) {
        const std::size_t end = std::min(rest.find(' '), rest.size());
        out.push_back({rest.substr(0, end), &entry});
        rest.remove_prefix(std::min(end + 1, rest.size()));
      }
    std::ranges::sort(out, std::ranges::greater{}, [](const UnitWord& k) { return k.text.size(); });
    return out;
  }();
  return all;
}

constexpr bool letter_in(char c) { return c >= 'a' && c <= 'z'; }
constexpr bool digit_in(char c) { return c >= '0' && c <= '9'; }

std::size_t unit_character(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return byte < 0x80 ? 1 : byte < 0xe0 ? 2 : byte < 0xf0 ? 3 : 4;
}

/// Digits with the commas and blanks between them: a power of ten multiplies, and so do zeros alone ('000).
UnitToken figure_token(std::string_view text, std::size_t at) {
  UnitToken out{UnitPart::figure, 0, at, at, true};
  std::string digits;
  for (std::size_t i = at; i < text.size(); ++i) {
    const bool parts = (text[i] == ',' || text[i] == ' ') && i + 1 < text.size() && digit_in(text[i + 1]) &&
                       (text[i] == ',' || text.substr(i + 1).starts_with("000"));
    if (!digit_in(text[i]) && !parts) break;
    if (!parts) digits += text[i];
    out.end = i + 1;
  }
  const std::size_t zeros =
      digits.find_first_not_of('0') == std::string::npos ? digits.size() : digits.size() - 1;
  const bool power = digits.find_first_not_of('0', 1) == std::string::npos &&
                     (digits[0] == '1' || (digits[0] == '0' && zeros >= 3));
  const std::string_view rest = text.substr(out.end);
  if (rest.size() > 1 && rest[0] == '.' && digit_in(rest[1])) {  // 10.000: of whom, one cannot tell
    out.end = std::min(rest.find_first_not_of("0123456789", 1), rest.size()) + out.end;
    return out;
  }
  if (power && digits.size() <= 12) out.part = UnitPart::times, out.power = static_cast<int>(zeros);
  const bool year = digits.size() == 4 && (digits.starts_with("20") || digits.starts_with("19"));
  const std::string_view behind = text.substr(out.end);
  for (const std::string_view word : {"年", "月", "日", "%", "批", "级", "号"})
    if (year || behind.starts_with(word)) out.part = UnitPart::year;
  return out;
}

UnitToken unit_token(std::string_view text, std::size_t at) {
  const char c = text[at];
  if (c == ' ') return {UnitPart::blank, 0, at, at + 1, false};
  if (digit_in(c)) return figure_token(text, at);
  for (const std::string_view mark : kZeroMarks)
    if (text.substr(at).starts_with(mark) && text.substr(at + mark.size()).starts_with('0')) {
      UnitToken out = figure_token(text, at + mark.size());
      out.begin = at;
      return out;
    }
  if (letter_in(c)) {
    std::size_t end = at;
    while (end < text.size() && letter_in(text[end])) ++end;
    for (const UnitWord& word : unit_words())
      if (word.text == text.substr(at, end - at)) return {word.entry->part, word.entry->power, at, end, true};
    return {UnitPart::text, 0, at, end, true};
  }
  for (const UnitWord& word : unit_words())
    if (!letter_in(word.text[0]) && text.substr(at).starts_with(word.text))
      return {word.entry->part, word.entry->power, at, at + word.text.size(), false};
  return {UnitPart::text, 0, at, std::min(at + unit_character(c), text.size()), false};
}

constexpr bool is_money(UnitPart part) {
  return part == UnitPart::yuan || part == UnitPart::currency || part == UnitPart::renminbi ||
         part == UnitPart::foreign;
}
constexpr bool is_said(UnitPart part) {
  return is_money(part) || part == UnitPart::times || part == UnitPart::figure;
}

std::vector<UnitToken> unit_tokens(std::string_view text) {
  std::vector<UnitToken> out;
  for (std::size_t at = 0; at < text.size();) {
    out.push_back(unit_token(text, at));
    at = out.back().end;
  }
  // 元 is one at the end of a part, or behind what multiplies it: not in 元器件, 单元, 多元化.
  for (std::size_t i = 0; i < out.size(); ++i) {
    if (out[i].part != UnitPart::yuan || out[i].latin) continue;
    const std::string_view before = text.substr(0, out[i].begin);
    const bool behind = i > 0 && out[i - 1].part == UnitPart::times;
    const char next = out[i].end < text.size() ? text[out[i].end] : ')';
    const bool ends = next == ')' || next == '(' || i + 1 == out.size() || out[i + 1].part != UnitPart::text;
    if ((!behind && (before.ends_with("单") || before.ends_with("多") || before.ends_with("公"))) ||
        (!behind && !ends))
      out[i].part = UnitPart::text;
  }
  return out;
}

// ---- what some parts come to

UnitSaid of_power(int power) {
  for (const auto& [power_of, unit] : {std::pair{0, AmountUnit::yuan},
                                       {3, AmountUnit::thousand},
                                       {4, AmountUnit::wan},
                                       {6, AmountUnit::million},
                                       {8, AmountUnit::yi}})
    if (power == power_of) return {unit, false};
  return {std::nullopt, true};
}

/// What stands between separators.
struct UnitItem {
  bool money = false, yuan = false, currency = false, foreign = false, times = false, figure = false,
       text = false;
  bool per = false;  // behind a slash
  int power = 0;
  [[nodiscard]] bool empty() const { return !money && !times && !figure && !text; }
};
std::vector<UnitItem> unit_items(std::span<const UnitToken> tokens, std::string_view text) {
  std::vector<UnitItem> out(1);
  for (const UnitToken& token : tokens) {
    if (token.part == UnitPart::separator) {
      out.emplace_back();
      out.back().per = text.substr(token.begin, token.end - token.begin) == "/";
      continue;
    }
    UnitItem& item = out.back();
    item.money = item.money || is_money(token.part);
    item.yuan = item.yuan || token.part == UnitPart::yuan;
    item.currency = item.currency || token.part == UnitPart::currency;
    item.foreign = item.foreign || token.part == UnitPart::foreign;
    item.times = item.times || token.part == UnitPart::times;
    item.figure = item.figure || token.part == UnitPart::figure;
    item.text = item.text || token.part == UnitPart::text || token.part == UnitPart::year;
    if (token.part == UnitPart::times) item.power += token.power;
  }
  std::erase_if(out, [](const UnitItem& item) { return item.empty(); });
  return out;
}

/// The unit that they say together; nothing where none is said. `names_currency`: RMB alone says the currency, as 人民币
/// and ¥ do; else it is the yuan.
UnitSaid unit_said(const std::vector<UnitItem>& items, bool names_currency = false) {
  const UnitSaid other{std::nullopt, true};
  const auto money = std::ranges::count_if(items, &UnitItem::money);
  if (money == 0) {  // "(万)", "('000)", "(in millions)"
    const bool bare = items.size() == 1 && items[0].times && !items[0].text && !items[0].figure;
    return bare && items[0].power >= kLeastPower ? of_power(items[0].power) : UnitSaid{};
  }
  std::optional<int> beside;  // the 10,000 of "RMB, 10,000"
  std::optional<UnitSaid> out;
  bool named = false, multiplied = false;
  for (std::size_t i = 0; i < items.size(); ++i) {
    const UnitItem& item = items[i];
    if (!item.money) {
      if (item.per && i > 0 && items[i - 1].money) return other;  // 元/人
      if (item.figure) return other;
      if (item.times && !item.text) {
        if (beside) return other;
        beside = item.power;
      }
      continue;
    }
    if (item.foreign || item.figure) return other;
    named = named || item.currency;
    multiplied = multiplied || item.times;
    if (!item.times && !item.yuan) continue;  // a currency alone
    const UnitSaid said = of_power(item.power);
    if (said.other || (out && *out != said)) return other;
    out = said;
  }
  if (beside && multiplied) return other;
  if (beside) return of_power(*beside);
  if (out) return *out;
  return named && !names_currency ? of_power(0) : UnitSaid{};
}

// ---- heads

class HeadUnit {
 public:
  explicit HeadUnit(std::string& head) : head_(head), tokens_(unit_tokens(head)), taken_(tokens_.size()) {
    for (const char32_t c : utf32(head)) chinese_ = chinese_ || c >= 0x2e80;
  }

  UnitSaid take() {
    for (std::size_t i = 0; i < tokens_.size();) {
      const bool opens = is(i, '(');
      std::size_t end = i + (opens ? 1 : 0);
      while (end < tokens_.size() && !is(end, ')') && !(is(end, '(') && end > i)) ++end;
      const bool closed = end < tokens_.size() && is(end, ')');
      if (opens)
        in_brackets(i + 1, end, closed);
      else
        in_the_open(i, end);
      i = closed ? end + 1 : end;
    }
    std::string rest;
    for (std::size_t i = 0; i < tokens_.size(); ++i)
      if (!taken_[i])
        rest += std::string_view(head_).substr(tokens_[i].begin, tokens_[i].end - tokens_[i].begin);
    head_ = std::move(rest);
    return out_;
  }

 private:
  [[nodiscard]] bool is(std::size_t i, char c) const {
    return tokens_[i].end == tokens_[i].begin + 1 && head_[tokens_[i].begin] == c;
  }
  void say(const UnitSaid& said) {
    if (!said.says()) return;
    if (said.other || (out_.says() && out_ != said))
      out_ = {std::nullopt, true};
    else
      out_ = said;
  }

  void in_brackets(std::size_t first, std::size_t end, bool closed) {
    const std::vector<UnitItem> items = unit_items(std::span(tokens_).subspan(first, end - first), head_);
    const bool announced =
        std::ranges::any_of(std::span(tokens_).subspan(first, end - first),
                            [](const UnitToken& t) { return t.part == UnitPart::announces; });
    UnitSaid said = unit_said(items, chinese_ && !announced);
    // A head that its comma cut: "Amount (CNY 10".
    const bool figures =
        std::ranges::any_of(std::span(tokens_).subspan(first, end - first), [&](const UnitToken& t) {
          return t.part == UnitPart::figure || (t.part == UnitPart::times && digit_in(head_[t.end - 1]));
        });
    if (!closed && said.says() && figures) said = {std::nullopt, true};
    const bool money = std::ranges::any_of(items, &UnitItem::money);
    if (!said.says() && !money) return;
    say(said);
    for (std::size_t i = first; i < end; ++i)
      if (is_said(tokens_[i].part) || tokens_[i].part == UnitPart::announces ||
          tokens_[i].part == UnitPart::link)
        taken_[i] = true;
  }

  /// Outside of brackets a currency, or an English word that multiplies, begins it; what stands beside it belongs to
  /// it.
  void in_the_open(std::size_t first, std::size_t end) {
    for (std::size_t i = first; i < end; ++i) {
      const UnitToken& token = tokens_[i];
      const bool multiplies = token.part == UnitPart::times && token.latin && token.power >= kLeastPower &&
                              (token.end - token.begin > 1) &&
                              (!digit_in(head_[token.begin]) || token.power == 4);
      if (!is_money(token.part) && !multiplies) continue;
      std::size_t begin = i, last = i;
      while (begin > first && belongs_before(begin - 1)) --begin;
      while (last + 1 < end && belongs_behind(last + 1)) ++last;
      UnitSaid said =
          unit_said(unit_items(std::span(tokens_).subspan(begin, last + 1 - begin), head_), chinese_);
      if (last + 1 < end && is(last + 1, '/') && said.says()) said = {std::nullopt, true};  // 元/人
      if (said.says()) {
        say(said);
        for (std::size_t t = begin; t <= last; ++t) taken_[t] = true;
      }
      i = last;
    }
  }
  [[nodiscard]] bool belongs_before(std::size_t i) const {
    const UnitPart part = tokens_[i].part;
    if (part == UnitPart::figure) return i + 1 < tokens_.size() && tokens_[i + 1].part != UnitPart::blank;
    return part == UnitPart::times || part == UnitPart::blank || part == UnitPart::announces ||
           is_money(part) || (part == UnitPart::link && !text_is(i, "计"));
  }
  [[nodiscard]] bool belongs_behind(std::size_t i) const {
    const UnitPart part = tokens_[i].part;
    return part == UnitPart::times || part == UnitPart::figure || part == UnitPart::blank || is_money(part) ||
           text_is(i, "计") || text_is(i, "of") || text_is(i, "s");
  }
  [[nodiscard]] bool text_is(std::size_t i, std::string_view text) const {
    return std::string_view(head_).substr(tokens_[i].begin, tokens_[i].end - tokens_[i].begin) == text;
  }

  std::string& head_;
  std::vector<UnitToken> tokens_;
  std::vector<bool> taken_;
  bool chinese_ = false;  // the head has characters of Chinese
  UnitSaid out_;
};

// ---- lines

/// How an amount is rounded says nothing of its unit: （万元，精确到0.01）.
void leave_out_rounding(std::string& text) {
  for (const std::string_view word : {"精确到", "精确至", "保留", "四舍五入", "取整"})
    for (std::size_t at = text.find(word); at != std::string::npos; at = text.find(word)) {
      const std::size_t end = std::min(text.find_first_of("),;", at), text.size());
      while (at > 0 && (text[at - 1] == ',' || text[at - 1] == ';' || text[at - 1] == ' ')) --at;
      text.erase(at, end - at);
    }
}

/// Letters small, punctuation of ASCII.
std::string line_form(std::string_view text) {
  std::string out;
  for (char32_t c : utf32(folded_text(text))) {
    if (c >= 0xff01 && c <= 0xff5e) c -= 0xfee0;
    if (c == U'【' || c == U'〔' || c == U'[' || c == U'{') c = '(';
    if (c == U'】' || c == U'〕' || c == U']' || c == U'}') c = ')';
    if (c >= 'A' && c <= 'Z') c = c - 'A' + 'a';
    append_utf8(out, c);
  }
  leave_out_rounding(out);
  return out;
}

/// The unit behind what announces one, to the first thing that is none: 家、万元 of "单位：家、万元。". A unit ends at a
/// separator: 万元公司 is none.
void units_behind(std::span<const UnitToken> tokens, std::string_view text, std::vector<UnitSaid>& out) {
  std::size_t i = 0;
  while (i < tokens.size() && (tokens[i].part == UnitPart::link || tokens[i].part == UnitPart::blank)) ++i;
  const auto ends = [&](std::size_t at) {
    if (at >= tokens.size() || tokens[at].part == UnitPart::separator || tokens[at].part == UnitPart::blank)
      return true;
    const std::string_view word = text.substr(tokens[at].begin, tokens[at].end - tokens[at].begin);
    return word == ")" || word == "(" || word == "." || word == "计" || word == "为";
  };
  while (i < tokens.size()) {
    std::size_t end = i;
    const bool counts = tokens[i].part == UnitPart::text && ends(i + 1);  // 家, 个, %
    while (end < tokens.size() && (is_said(tokens[end].part) || text.substr(tokens[end].begin, 1) == ":" ||
                                   (tokens[end].part == UnitPart::blank && end + 1 < tokens.size() &&
                                    is_said(tokens[end + 1].part))))
      ++end;
    if (end > i && ends(end))
      if (const UnitSaid said = unit_said(unit_items(tokens.subspan(i, end - i), text)); said.says())
        out.push_back(said);
    if (end == i && !counts) return;
    i = std::max(end, i + 1);
    while (i < tokens.size() && (tokens[i].part == UnitPart::separator || tokens[i].part == UnitPart::blank))
      ++i;
  }
}

/// Brackets that hold a unit alone: "安排表（万元）". A figure in them is a sum.
void units_in_brackets(std::string_view text, std::vector<UnitSaid>& out) {
  for (std::size_t at = text.find('('); at != std::string_view::npos; at = text.find('(', at + 1)) {
    const std::size_t end = std::min(text.find(')', at), text.size());
    const std::string_view within = text.substr(at + 1, end - at - 1);
    if (within.find_first_of("0123456789") != std::string_view::npos) continue;
    if (const UnitSaid said = unit_alone(within); said.says()) out.push_back(said);
  }
}

}  // namespace

std::string head_form(std::string_view head) {
  const std::u32string all = utf32(line_form(head));
  std::string out;
  for (std::size_t i = 0; i < all.size(); ++i) {
    const bool between =
        all[i] == ' ' && i > 0 && i + 1 < all.size() && (all[i - 1] >= 0x2e80 || all[i + 1] >= 0x2e80);
    if (!between) append_utf8(out, all[i]);
  }
  return out;
}

UnitSaid take_head_unit(std::string& head) { return HeadUnit(head).take(); }

UnitSaid unit_alone(std::string_view text) {
  const std::string form = head_form(text);
  const std::vector<UnitItem> items = unit_items(unit_tokens(form), form);
  return std::ranges::any_of(items, &UnitItem::text) ? UnitSaid{} : unit_said(items);
}

UnitSaid unit_in_line(std::string_view text) {
  const std::string form = line_form(text);
  std::vector<UnitSaid> found;
  if (const UnitSaid whole = unit_alone(text);
      whole.says() && form.find_first_of("123456789") == std::string::npos)
    found.push_back(whole);
  units_in_brackets(form, found);
  const std::vector<UnitToken> tokens = unit_tokens(form);
  for (std::size_t i = 0; i < tokens.size(); ++i) {
    const std::string_view word =
        std::string_view(form).substr(tokens[i].begin, tokens[i].end - tokens[i].begin);
    if (tokens[i].part == UnitPart::announces || word == "以" || word == "按" || word == "in")
      units_behind(std::span(tokens).subspan(i + 1), form, found);
  }
  for (const std::string_view says : {"金额为", "金额均为", "金额以", "金额按", "金额均以", "金额是"}) {
    const std::size_t at = form.find(says);
    if (at == std::string::npos) continue;
    std::string_view rest = std::string_view(form).substr(at + says.size());
    rest = rest.substr(0, std::min({rest.find('.'), rest.find(','), rest.find(';'), rest.find("。"),
                                    rest.find("计"), rest.find("为单位"), rest.size()}));
    if (rest.find_first_of("0123456789") != std::string_view::npos) continue;
    if (const UnitSaid said = unit_alone(rest); said.says()) found.push_back(said);
  }
  for (const UnitSaid& one : found)
    if (one != found[0]) return {};
  return found.empty() ? UnitSaid{} : found[0];
}

}  // namespace credence
