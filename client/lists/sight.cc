// SPDX-License-Identifier: Apache-2.0
#include "client/lists/sight.h"

#include <algorithm>

#include "client/base/characters.h"

namespace credence {
namespace {

constexpr std::size_t kNamed = 5;  // rows that a question names

void ask(const Sheet& sheet, std::span<const SightRow> rows, const std::vector<std::size_t>& some,
         Question::Kind kind, const Said& text, const ListAnswers& answers, Sight& out) {
  if (some.empty()) return;
  Question question;
  question.kind = kind;
  for (const std::size_t i : some) question.lines.push_back(sheet.line(rows[i].row));
  for (std::size_t i = 0; i < std::min(some.size(), kNamed); ++i)
    question.written += (i > 0 ? ", " : "") + shortened(rows[some[i]].label);
  question.text = text;
  question.candidates = {{"take", {"they are read", "take 读取"}},
                         {"leave", {"they are left out", "leave 略过"}}};
  const auto answer = answers.to(question);
  const auto taken = answer ? yes_or_no(*answer) : std::nullopt;
  if (!taken) {
    out.questions.push_back(std::move(question));
    out.asked.insert(out.asked.end(), some.begin(), some.end());
  } else if (*taken) {
    out.remarks.push_back(
        {"lines " + lines_text(question.lines) + " are read, as answered: hidden, struck through or unseen",
         "第 " + lines_text(question.lines) + " 行按答复读取（隐藏、划去或不可见）"});
  } else {
    out.left.insert(out.left.end(), some.begin(), some.end());
  }
}

}  // namespace

Sight look_for_unseen(const Sheet& sheet, std::span<const SightRow> rows, const ListAnswers& answers) {
  std::vector<std::size_t> hidden, struck, unseen;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    if (sheet.row(rows[i].row).hidden)
      hidden.push_back(i);
    else if ((rows[i].marks & kStruck) != 0)
      struck.push_back(i);
    else if ((rows[i].marks & kUnseen) != 0)
      unseen.push_back(i);
  }
  const Said filtered = sheet.filtered ? Said(" (the sheet has a filter)", "（该表设有筛选）") : Said();
  Sight out;
  ask(sheet, rows, hidden, Question::Kind::hidden,
      Said("These lines are hidden. Are they part of the list?", "这些行被隐藏，是否属于名单？") + filtered,
      answers, out);
  ask(sheet, rows, struck, Question::Kind::struck,
      {"These lines have cells that are struck through. Are they part of the list?",
       "这些行有单元格被划去，是否属于名单？"},
      answers, out);
  ask(sheet, rows, unseen, Question::Kind::unseen,
      {"These lines have cells in the colour of their ground. Are they part of the list?",
       "这些行有单元格与底色同色、无法看见，是否属于名单？"},
      answers, out);
  return out;
}

}  // namespace credence
