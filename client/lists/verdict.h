// SPDX-License-Identifier: Apache-2.0
// Words that say of a line, or of a whole list, that it was not approved, not yet, or otherwise: 不予支持, 暂缓, 已退回,
// 核减为50万元. They are known by their structure: a negation says no unless what it denies is bad itself (未注销) or
// harmless (不含税); states and changes say so by themselves.
//
// In a column that judges its lines (是否支持, 审核结果) a word need not be known: what is not clearly a yes is asked
// about.
#pragma once

#include <string>
#include <string_view>

#include "client/base/said.h"
#include "client/lists/heads.h"

namespace credence {

/// The word by which a text says no, not yet, or another sum; empty where it says none of them.
[[nodiscard]] std::string no_word(std::string_view text);
/// The share by which a text lessens the sum: 80%兑现 of 实际按80%兑现; empty where there is none.
[[nodiscard]] std::string share_word(std::string_view text);
/// The same of the title of a table, the name of a sheet or the head of a part: 备选名单 too.
[[nodiscard]] std::string title_no_word(std::string_view title);
/// A title of what was applied for, and not decided: 申报项目汇总表.
[[nodiscard]] bool is_title_of_applications(std::string_view title);

/// Of payments that are to come: 用款计划表, 拟拨付资金明细.
[[nodiscard]] bool is_title_of_a_plan(std::string_view title);
/// Of holders of a title, or of those who may become some, and not of new ones: 更名企业名单, 培育库入库企业名单.
[[nodiscard]] bool is_title_of_changes(std::string_view title);
/// Of sums that are no awards: 结余情况表, 履约保证金表.
[[nodiscard]] bool is_title_of_other_money(std::string_view title);
/// Whether a short text is such a word and nothing else: 暂缓, 已注销. Not 不涉及土建.
[[nodiscard]] bool is_verdict_alone(std::string_view plain);

/// How a column speaks of its lines.
enum class Voice : std::uint8_t {
  silent,  // of something else: a telephone number, a product
  facts,   // 是否首次申报: a no is an answer like any other, words that say no are not
  freely,  // 备注, 类别: what says no is heard
  judges,  // 审核结果, 支付状态: what is not clearly a yes is asked about, but grades and scores
  asks,    // 是否支持, 通过与否: what is not clearly a yes is asked about
  warns    // 是否失信, 未通过原因: what is not clearly a no is asked about
};
/// `figures`: whether the column mostly holds numbers.
[[nodiscard]] Voice voice_of(std::string_view head, const HeadMeaning& meaning, bool figures);
/// A head that asks whether: 是否支持, 支持与否. It is never a sum.
[[nodiscard]] bool asks_whether(std::string_view head);

/// What a cell of such a column says; `says_no`: the word by which it does.
enum class Verdict : std::uint8_t { empty, yes, no, neither, unclear };
using NoWord = std::string (*)(std::string_view text);
[[nodiscard]] Verdict verdict_of(std::string_view value, Voice voice, NoWord says_no = no_word);

/// How the texts of one kind of list are understood.
struct VerdictWords {
  NoWord of_text, of_title;
  Voice (*voice)(std::string_view head, const HeadMeaning& meaning, bool figures);
  Verdict (*verdict)(std::string_view value, Voice voice, NoWord says_no);  // `of_text`
  Said asks;  // how a question about lines begins
};
/// Lists of what is given, recognised or paid.
[[nodiscard]] const VerdictWords& list_verdicts();
/// Lists that correct recorded lines: a change is what they are about, and what denies it says no.
[[nodiscard]] const VerdictWords& correction_verdicts();
/// Lists of payments that came back or were voided: why they did says no in every line.
[[nodiscard]] const VerdictWords& return_verdicts();

}  // namespace credence
