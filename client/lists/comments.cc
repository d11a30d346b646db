// SPDX-License-Identifier: Apache-2.0
#include "client/lists/comments.h"

#include "client/base/characters.h"

namespace credence {

Sight look_for_comments(const Sheet& sheet, const Account& account, std::span<const SightRow> rows,
                        const ListAnswers& answers) {
  constexpr std::size_t kShown = 5;
  Sight out;
  if (sheet.comments.empty()) return out;
  Question question;
  question.kind = Question::Kind::comment;
  std::vector<std::size_t> some;
  std::string shown;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const std::size_t line = sheet.line(rows[i].row);
    for (const ColumnAccount& column : account.columns) {
      const auto at =
          column.read_as || column.kept ? sheet.comments.find({line, column.column}) : sheet.comments.end();
      if (at == sheet.comments.end()) continue;
      if (some.empty() || some.back() != i) some.push_back(i), question.lines.push_back(line);
      if (some.size() <= kShown)
        shown += (shown.empty() ? "" : "; ") + column_letters(column.column) + std::to_string(line) + " " +
                 shortened(at->second);
    }
  }
  if (some.empty()) return out;
  for (const std::size_t i : some)
    if (question.written.size() < 100)
      question.written += (question.written.empty() ? "" : ", ") + shortened(rows[i].label);
  question.text = {
      "Comments stand beside cells of these lines (" + shown + "). Are the lines read as they stand?",
      "这些行的单元格有批注（" + shown + "），是否仍按单元格内容读取？"};
  question.candidates = {{"take", {"they are read", "take 读取"}},
                         {"leave", {"they are left out", "leave 略过"}}};
  const auto answer = answers.to(question);
  const auto taken = answer ? yes_or_no(*answer) : std::nullopt;
  if (!taken) {
    out.asked = some;
    out.questions.push_back(std::move(question));
  } else if (*taken) {
    out.remarks.push_back(
        Said("lines " + lines_text(question.lines) + " are read, as answered: they have comments",
             "第 " + lines_text(question.lines) + " 行按答复读取（有批注）"));
  } else {
    out.left = some;
  }
  return out;
}

}  // namespace credence
