// SPDX-License-Identifier: Apache-2.0
#include "client/lists/credit_words.h"

#include <algorithm>
#include <array>

#include "client/base/characters.h"

namespace credence {
namespace {

// Longer ones first where one begins another: 不予公示 is no denial of 公示.
constexpr std::string_view kEndings[] = {
    "不予公示", "不再公示", "不宜公示", "不公示", "不予公开", "不公开", "停止公示", "终止公示", "公示期满",
    "公示到期", "公示结束", "公示届满", "未生效", "待生效",   "未公示", "待公示",   "撤销",     "撤回",
    "撤下",     "撤除",     "撤案",     "撤消",   "注销",     "吊销",   "失效",     "无效",     "废止",
    "废除",     "作废",     "终止",     "中止",   "修复",     "屏蔽",   "下架",     "下线",     "移出",
    "移除",     "删除",     "剔除",     "停止",   "停用",     "暂停",   "暂缓",     "缓期",     "更正",
    "纠正",     "改判",     "改为",     "复议",   "诉讼",     "起诉",   "申诉",     "异议",     "争议",
    "误报",     "误录",     "错报",     "错误",   "有误",     "录错",   "重复",     "退回",     "过期",
    "到期",     "期满",     "届满",     "解除",   "取消",     "免予",   "免于",     "草案",     "草稿",
    "征求意见", "待核",     "待定",     "待确认", "测试"};
constexpr std::string_view kDenials[] = {"未", "不", "无", "没", "非", "没有", "尚未"};
// Between a denial and what it denies: 未被撤销, 未申请信用修复.
constexpr std::string_view kBetweenDenial[] = {"被",   "予",   "予以", "曾",   "得",   "能",   "有",
                                               "申请", "提出", "进行", "完成", "办理", "提起", "信用",
                                               "行政", "过",   "经",   "存在", "任何", "批准", "自行"};
// Of what may be done later: 可申请信用修复.
constexpr std::string_view kLater[] = {"可", "如需", "应当", "须"};
constexpr std::string_view kLatinEndings[] = {"revok",  "withdr", "cancel", "invalid",  "void",
                                              "expire", "repair", "annul",  "terminat", "suspend",
                                              "delet",  "appeal", "lapsed", "correct",  "rescind"};
// States in which an entry is in force, beside those of any list: 已履行, 执行完毕, 未修复.
constexpr std::string_view kInForce[] = {"履行", "执行", "缴", "结案", "公示中", "已公示", "公开", "生效"};

bool is_denied(std::string_view before) {
  if (contains_any(before, kLater)) return true;
  for (bool cut = true; cut;) {
    cut = false;
    if (ends_with_any(before, kDenials)) return true;
    for (const std::string_view word : kBetweenDenial)
      if (!cut && before.ends_with(word)) before.remove_suffix(word.size()), cut = true;
  }
  return false;
}

std::string ending_of_clause(std::string_view clause) {
  for (std::size_t at = 0; at < clause.size(); ++at) {
    const auto word = std::ranges::find_if(
        kEndings, [rest = clause.substr(at)](std::string_view one) { return rest.starts_with(one); });
    if (word != std::end(kEndings) && !is_denied(clause.substr(0, at))) return std::string(*word);
  }
  return {};
}

std::string latin_ending(std::string_view text) {
  const std::string lower = small_letters(std::string(text));
  for (const std::string_view stem : kLatinEndings) {
    const std::size_t at = lower.find(stem);
    if (at == std::string::npos || (at > 0 && lower[at - 1] >= 'a' && lower[at - 1] <= 'z')) continue;
    const std::string_view before = std::string_view(lower).substr(0, at);
    if (!before.ends_with("not ") && !before.ends_with("never ")) return std::string(stem);
  }
  return {};
}

std::string ending_title(std::string_view title) {
  constexpr std::size_t kTitle = 60;  // characters: what is longer is a text
  return characters_in(title) > kTitle ? std::string() : ending_word(title);
}

/// What the columns of a list of violations are about warns of nothing; what ends them does.
Voice credit_voice(std::string_view head, const HeadMeaning& meaning, bool figures) {
  if (!ending_word(head).empty()) return Voice::warns;
  if (asks_whether(std::string(head)) && (head.contains("公示") || head.contains("公开"))) return Voice::asks;
  const Voice out = voice_of(head, meaning, figures);
  if (out != Voice::warns) return out;
  return head.contains("状态") ? Voice::judges : Voice::silent;
}

Verdict credit_verdict(std::string_view value, Voice voice, NoWord says_no) {
  const Verdict out = verdict_of(value, voice, says_no);
  if (voice != Voice::judges && voice != Voice::asks) return out;
  const std::string plain = plain_form(value);
  // A code of states is no grade.
  if (out == Verdict::neither && plain.find_first_not_of("0123456789") == std::string::npos)
    return Verdict::unclear;
  if (out != Verdict::unclear) return out;
  return contains_any(plain, kInForce) ? Verdict::yes : out;
}

}  // namespace

std::string ending_word(std::string_view text) {
  if (std::string latin = latin_ending(text); !latin.empty()) return latin;
  std::string plain = plain_form(text);
  constexpr std::string_view kAlone[] = {"删", "撤", "停", "废"};
  if (std::ranges::find(kAlone, plain) != std::end(kAlone)) return plain;
  constexpr std::string_view kStops[] = {"，", "。", "；", ",", ";", "!", "(", ")", ":", "、"};
  std::size_t begin = 0;
  for (std::size_t at = 0; at <= plain.size(); ++at) {
    const std::string_view rest = std::string_view(plain).substr(at);
    const auto stop =
        std::ranges::find_if(kStops, [rest](std::string_view mark) { return rest.starts_with(mark); });
    if (stop == std::end(kStops) && !rest.empty()) continue;
    if (std::string word = ending_of_clause(std::string_view(plain).substr(begin, at - begin)); !word.empty())
      return word;
    if (!rest.empty()) begin = at + stop->size();
  }
  return {};
}

const VerdictWords& credit_verdicts() {
  static const VerdictWords words{
      ending_word,
      ending_title,
      credit_voice,
      credit_verdict,
      {"It is not clearly said of these entries that they are in force", "这些记录未明确为有效"}};
  return words;
}

}  // namespace credence
