// SPDX-License-Identifier: Apache-2.0
#include "client/lists/amount_questions.h"

#include "client/base/characters.h"
#include "client/lists/cell_remarks.h"
#include "client/lists/list_unit.h"

namespace credence {
namespace {

/// "10; 20" or "each", to the lines of one merged amount; nothing where it is none, or not their sum.
std::optional<std::vector<std::string>> amounts_of(const std::string& answer, std::string_view whole,
                                                   std::size_t lines) {
  const std::string plain = plain_form(answer);
  if (plain == "each" || plain == "各" || plain == "各行")
    return std::vector<std::string>(lines, std::string(whole));
  std::vector<std::string> parts(1);
  for (const char c : plain)
    if (c == ';' || c == '+')
      parts.emplace_back();
    else
      parts.back() += c;
  std::int64_t sum = 0;
  for (const std::string& part : parts) sum += millionths(part).value_or(0);
  if (parts.size() != lines || millionths(whole) != sum) return std::nullopt;
  return parts;
}

Question merged_question(std::string_view amount) {
  Question out;
  out.kind = Question::Kind::merged;
  out.written = amount;
  out.text = {"One amount is merged over these lines. Does each line get it, or which amounts do they get?",
              "一个金额合并在这些行上：各行均为此数，还是分别为多少？"};
  out.candidates = {{"each", {"each line gets it", "each 各行均为此数"}},
                    {"", {"amounts of the lines, separated by ;", "或各行金额，用 ; 分隔"}}};
  return out;
}

}  // namespace

MergedAmounts ask_about_merged_amounts(const Sheet& sheet, const Account& account,
                                       std::span<const RowFacts> rows, const ListAnswers& answers) {
  MergedAmounts out;
  const auto place = account.place(Column::amount);
  if (!place) return out;
  for (std::size_t i = 0, end = 0; i < rows.size(); i = end) {
    end = i + 1;
    const Cell* const whole = &sheet.cell(rows[i].row, *place);
    while (end < rows.size() && rows[end].role == RowRole::line &&
           sheet.merged_over(rows[end].row, *place) == whole)
      ++end;
    if (end == i + 1) continue;
    const std::span<const RowFacts> group = rows.subspan(i, end - i);
    Question question = merged_question(sheet.text(*whole));
    for (const RowFacts& facts : group) question.lines.push_back(sheet.line(facts.row));
    const auto answer = answers.to(question);
    const auto amounts = answer ? amounts_of(*answer, sheet.text(*whole), group.size()) : std::nullopt;
    if (!amounts) out.questions.push_back(std::move(question));
    for (std::size_t k = 0; amounts && k < group.size(); ++k) out.amounts[group[k].row] = (*amounts)[k];
  }
  return out;
}

LargeAmounts ask_about_large_amounts(const Sheet& sheet, const Account& account,
                                     std::span<const RowFacts> rows, const ListAnswers& answers) {
  constexpr std::int64_t kLarge = 100'000'000LL * 100;
  constexpr std::size_t kShown = 3;
  LargeAmounts out;
  if (!account.unit && !account.unit_column) return out;
  Question question;
  question.kind = Question::Kind::large;
  std::string shown;
  for (const RowFacts& facts : rows) {
    if (facts.role != RowRole::line || facts.money.value_or(0) < kLarge) continue;
    const std::string_view text = RowView(sheet, account, facts.row).text(Column::amount);
    if (unit_in(text)) continue;
    question.lines.push_back(sheet.line(facts.row));
    if (question.lines.size() > kShown) continue;
    shown += (shown.empty() ? "" : "; ") + std::string(text) + " = " + yuan_text(*facts.money) + " 元";
    question.written += (question.written.empty() ? "" : ", ") + shortened(facts.label);
  }
  if (question.lines.empty()) return out;
  question.text = {"These amounts are a hundred million yuan or more (" + shown +
                       "). Is their unit right? If not, mend it in the list.",
                   "这些行的金额达一亿元以上（" + shown + "），单位是否有误？有误请在名单中更正。"};
  question.candidates = {{"accept", {"the amounts are right", "accept 金额无误"}}};
  const auto answer = answers.to(question);
  if (answer && yes_or_no(*answer).value_or(false))
    out.remark = lines_said(question.lines) + Said(": a hundred million yuan or more, accepted as answered",
                                                   "：金额达一亿元以上，按答复接受");
  else
    out.question = std::move(question);
  return out;
}

}  // namespace credence
