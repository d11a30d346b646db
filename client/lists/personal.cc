// SPDX-License-Identifier: Apache-2.0
#include "client/lists/personal.h"

#include <algorithm>

#include "client/base/characters.h"

namespace credence {
namespace {

constexpr std::size_t kPiecesShown = 3;  // of one question

constexpr bool figure(char32_t c) { return c >= '0' && c <= '9'; }
constexpr bool capital(char32_t c) { return c >= 'A' && c <= 'Z'; }
constexpr bool latin(char32_t c) { return capital(c) || (c >= 'a' && c <= 'z'); }
constexpr bool han(char32_t c) { return c >= 0x4e00 && c <= 0x9fff; }

std::string piece(std::u32string_view text) {
  std::string out;
  for (const char32_t c : text) append_utf8(out, c);
  return out;
}

/// 13800138000, 138-0013-8000, 020-83134567: figures in groups.
std::u32string_view telephone(std::u32string_view all) {
  constexpr std::size_t kMobile = 11, kAreaMin = 3, kAreaMax = 4, kLocalMin = 7, kLocalMax = 8;
  for (std::size_t i = 0; i < all.size();) {
    if (!figure(all[i])) {
      ++i;
      continue;
    }
    const std::size_t begin = i;
    std::u32string digits;
    std::vector<std::size_t> groups{0};
    for (; i < all.size(); ++i) {
      if (figure(all[i])) {
        digits += all[i];
        ++groups.back();
      } else if ((all[i] == '-' || all[i] == ' ') && i + 1 < all.size() && figure(all[i + 1])) {
        groups.push_back(0);
      } else {
        break;
      }
    }
    const bool alone = (begin == 0 || (!latin(all[begin - 1]) && all[begin - 1] != '.')) &&
                       (i == all.size() || (!latin(all[i]) && all[i] != '.'));
    const bool mobile = digits.size() == kMobile && digits[0] == '1' && digits[1] >= '3';
    const bool fixed = groups.size() == 2 && digits[0] == '0' && groups[0] >= kAreaMin &&
                       groups[0] <= kAreaMax && groups[1] >= kLocalMin && groups[1] <= kLocalMax;
    if (alone && (mobile || fixed)) return all.substr(begin, i - begin);
  }
  return {};
}

/// 粤A12345, 粤B·D12345
std::u32string_view car(std::u32string_view all) {
  constexpr std::u32string_view kProvinces =
      U"京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼";
  for (std::size_t i = 0; i + 1 < all.size(); ++i) {
    if (!kProvinces.contains(all[i]) || !capital(all[i + 1])) continue;
    std::size_t at = i + 2, figures = 0;
    if (at < all.size() && (all[at] == U'·' || all[at] == U'•')) ++at;
    const std::size_t first = at;
    for (; at < all.size() && (figure(all[at]) || capital(all[at])); ++at) figures += figure(all[at]) ? 1 : 0;
    const bool ends = at == all.size() || (all[at] != '-' && all[at] != '.' && !latin(all[at]));
    if (ends && (at - first == 5 || at - first == 6) && figures >= 3) return all.substr(i, at - i);
  }
  return {};
}

std::u32string_view mail(std::u32string_view all) {
  const std::size_t at = all.find(U'@');
  const auto part = [](char32_t c) { return figure(c) || latin(c) || c == '.' || c == '_' || c == '-'; };
  if (at == std::u32string_view::npos || at == 0 || at + 1 >= all.size() || !part(all[at - 1]) ||
      !part(all[at + 1]))
    return {};
  std::size_t begin = at, end = at + 1;
  while (begin > 0 && part(all[begin - 1])) --begin;
  while (end < all.size() && part(all[end])) ++end;
  return all.substr(begin, end - begin);
}

bool is_surname(char32_t c) {
  constexpr std::u32string_view kSurnames =
      U"王李张刘陈杨黄赵周吴徐孙朱马胡郭林何高梁郑罗宋谢唐韩曹许邓萧冯曾程蔡彭潘袁于董余苏叶吕魏蒋田杜丁沈姜"
      U"范江傅"
      U"钟卢汪戴崔任陆廖姚方金邱夏谭韦贾邹石熊孟秦阎薛侯雷白龙段郝孔邵史毛常万顾赖武康贺严尹钱施牛洪龚汤陶黎"
      U"温莫易樊乔"
      U"文安殷颜庄章鲁倪庞邢俞翟蓝聂齐向申葛柴伍覃骆关焦柳欧祝纪尚毕耿芦左季管符辛苗詹曲欧靳祁路涂兰甘裴梅童"
      U"翁霍游阮尤"
      U"岳柯牟滕谷舒卜成饶宁凌盛查单冉鲍华包屈房喻解蒲卫简时连车项闵邬吉党阳司费蒙席晏隋古强穆姬宫景米麦谈柏"
      U"瞿艾沙鄢桂"
      U"窦郁缪畅巩卓褚栾戚全娄甄郎池丛边岑农苟迟保商臧佘卞虞刁冷应匡栗仇练楚揭师官佟封燕桑巫敖原植邝仲荆储宗"
      U"楼干苑寇盖南"
      U"屠鞠荣井乐银奚明麻雍花闻冼木郜廉衣蔺和冀占门帅利满";
  return kSurnames.contains(c);
}

/// 联系人：张三, 法定代表人李四: two to four characters that begin as names do.
std::u32string_view named(std::u32string_view all) {
  constexpr std::u32string_view kLabels[] = {U"联系人",   U"联络人", U"负责人", U"经办人", U"法定代表人",
                                             U"法人代表", U"姓名",   U"驾驶员", U"驾驶人", U"身份证号"};
  for (const std::u32string_view label : kLabels)
    for (std::size_t at = all.find(label); at != std::u32string_view::npos; at = all.find(label, at + 1)) {
      std::size_t begin = at + label.size();
      while (begin < all.size() && std::u32string_view(U":：为是( （").contains(all[begin])) ++begin;
      std::size_t end = begin;
      while (end < all.size() && end - begin < 3 && han(all[end])) ++end;
      if (end - begin >= 2 && is_surname(all[begin])) return all.substr(at, end - at);
    }
  return {};
}

/// 张三、李四; 博士（张三）
std::u32string_view names_alone(std::u32string_view all) {
  constexpr std::u32string_view kSeparators = U"、,，;；/()（） ",
                                kClasses = U"级工类人才师士员生长家型等业校",
                                kOfWords = U"高全应管党金文强明安成常时盛宁冷乐银甘边保原植古米麦谷方国";
  for (std::size_t begin = 0; begin < all.size();) {
    const std::size_t end = std::min(all.find_first_of(kSeparators, begin), all.size());
    const std::u32string_view one = all.substr(begin, end - begin);
    if ((one.size() == 2 || one.size() == 3) && is_surname(one[0]) && !kOfWords.contains(one[0]) &&
        std::ranges::all_of(one, han) && !kClasses.contains(one.back()))
      return one;
    begin = end + 1;
  }
  return {};
}

bool is_free(Column column) {
  return column == Column::project || column == Column::product || column == Column::reason ||
         column == Column::person_class;
}

}  // namespace

std::string personal_in(std::string_view text, bool of_persons) {
  const std::u32string all = utf32(folded_text(text));
  for (const auto find : {telephone, mail, car, named})
    if (const std::u32string_view found = find(all); !found.empty()) return piece(found);
  return of_persons ? piece(names_alone(all)) : std::string();
}

void ask_about_persons(const Sheet& sheet, const ListAnswers& answers, Reading& reading) {
  for (const ColumnAccount& column : reading.account.columns) {
    if (!column.kept && !(column.read_as && is_free(*column.read_as))) continue;
    Question question;
    question.kind = Question::Kind::person;
    std::string pieces;
    std::size_t shown = 0;
    for (const LineRow& line : reading.lines) {
      const std::string found =
          personal_in(sheet.text(line.row, column.column), column.read_as == Column::person_class);
      if (found.empty()) continue;
      question.lines.push_back(sheet.line(line.row));
      if (++shown <= kPiecesShown) pieces += (pieces.empty() ? "" : ", ") + found;
    }
    if (question.lines.empty()) continue;
    question.written = column.head() + ": " + pieces + (shown > kPiecesShown ? ", …" : "");
    question.text = {
        "This looks like a person, or how to reach one, and what is recorded cannot be taken out again. Is "
        "it recorded "
        "so? If not, take it out of the list and import anew.",
        "疑似个人信息，记录后无法删除，是否按原文记录？如否，请从名单中删去后重新导入。"};
    question.candidates = {{"accept", {"it is recorded so", "accept 按原文记录"}}};
    const auto answer = answers.to(question);
    if (!answer || !yes_or_no(*answer).value_or(false)) reading.questions.push_back(std::move(question));
  }
}

}  // namespace credence
