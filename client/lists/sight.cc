// SPDX-License-Identifier: Apache-2.0
#include "client/lists/sight.h"

#include <algorithm>
#include <set>

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
  const Said why = kind == Question::Kind::refused
                       ? Said("a column or a head says that they were refused", "有列或标题标明未通过或取消")
                       : Said("hidden, struck through or unseen", "隐藏、划去或不可见");
  question.candidates = {{"take", {"they are read", "take 读取"}},
                         {"leave", {"they are left out", "leave 略过"}}};
  const auto answer = answers.to(question);
  const auto taken = answer ? yes_or_no(*answer) : std::nullopt;
  if (!taken) {
    out.questions.push_back(std::move(question));
    out.asked.insert(out.asked.end(), some.begin(), some.end());
  } else if (*taken) {
    out.remarks.emplace_back(
        "lines " + lines_text(question.lines) + " are read, as answered: " + std::string(why.en),
        "第 " + lines_text(question.lines) + " 行按答复读取（" + std::string(why.zh) + "）");
  } else {
    out.left.insert(out.left.end(), some.begin(), some.end());
  }
}

bool has_any(std::string_view text, std::span<const std::string_view> words) {
  return std::ranges::any_of(words, [text](std::string_view word) { return text.contains(word); });
}

/// What a column says of a line that is none of the list. "未撤销" says the contrary.
bool says_no(std::string_view text) {
  constexpr std::string_view kNo[] = {
      "不通过",   "未通过",      "不合格",   "未合格",    "不符合",   "不予",      "不支持",  "不同意",
      "不推荐",   "不入选",      "未入选",   "未入围",    "落选",     "淘汰",      "驳回",    "取消",
      "撤销",     "撤回",        "放弃",     "退出",      "注销",     "吊销",      "终止",    "作废",
      "剔除",     "删除",        "暂缓",     "退票",      "退回",     "未发放",    "未拨付",  "未支付",
      "不再",     "rejected",    "failed",   "cancelled", "canceled", "withdrawn", "revoked", "excluded",
      "declined", "notapproved", "notpassed"};
  constexpr std::string_view kNot[] = {"未", "未被", "无", "没有", "不", "非", "不得", "not"};
  for (const std::string_view word : kNo)
    for (std::size_t at = text.find(word); at != std::string_view::npos; at = text.find(word, at + 1))
      if (std::ranges::none_of(kNot, [&](std::string_view no) { return text.substr(0, at).ends_with(no); }))
        return true;
  return false;
}

/// Heads of columns that judge a line, or say what became of it.
bool judges(std::string_view head) {
  constexpr std::string_view kHeads[] = {"是否",   "结果",   "结论",     "状态",   "意见",   "备注",
                                         "备考",   "说明",   "情况",     "审核",   "审查",   "评审",
                                         "核查",   "复核",   "公示",     "remark", "note",   "comment",
                                         "status", "result", "decision", "review", "passed", "approved"};
  return head.empty() || has_any(head, kHeads);
}

/// Yes and no under a head that asks: 是否通过, 是否失信.
bool answers_no(std::string_view head, std::string_view text) {
  constexpr std::string_view kBad[] = {"失信", "取消", "撤销", "注销", "退出", "放弃",
                                       "异常", "违规", "违法", "重复", "终止", "退票"};
  constexpr std::string_view kGood[] = {"通过", "合格", "符合", "入选", "入围", "同意",   "支持",    "推荐",
                                        "立项", "达标", "认定", "有效", "存续", "passed", "approved"};
  constexpr std::string_view kYesWords[] = {"是", "y", "yes", "true", "√", "✓"};
  constexpr std::string_view kNoWords[] = {"否", "n", "no", "false", "×", "✗", "x"};
  if (has_any(head, kBad)) return std::ranges::find(kYesWords, text) != std::end(kYesWords);
  return has_any(head, kGood) && std::ranges::find(kNoWords, text) != std::end(kNoWords);
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

bool part_says_no(std::string_view head) {
  constexpr std::string_view kReserve[] = {"备选",   "候补", "递补",   "储备",  "待定",
                                           "不纳入", "未获", "未列入", "不列入"};
  const std::string text = small_letters(plain_form(head));
  return says_no(text) || has_any(text, kReserve) || text.contains("reserve") || text.contains("waitinglist");
}

Sight look_for_refused(const Sheet& sheet, const Account& account, std::span<const SightRow> rows,
                       const ListAnswers& answers) {
  std::set<std::size_t> refused;
  std::string said;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    if (rows[i].part.empty()) continue;
    refused.insert(i);
    if (i == 0 || rows[i - 1].part.data() != rows[i].part.data())
      said += (said.empty() ? "" : ", ") + shortened(rows[i].part);
  }
  for (const ColumnAccount& column : account.columns) {
    const std::string head = small_letters(plain_form(column.head()));
    if (column.read_as || column.meaning.column == Column::amount || !judges(head)) continue;
    for (std::size_t i = 0; i < rows.size(); ++i) {
      const std::string text = small_letters(plain_form(shown_text(sheet, rows[i].row, column.column)));
      if (text.empty() || !(says_no(text) || answers_no(head, text))) continue;
      if (refused.insert(i).second && refused.size() <= kNamed)
        said += (said.empty() ? "" : ", ") + column.head() + " " +
                shortened(shown_text(sheet, rows[i].row, column.column));
    }
  }
  Sight out;
  ask(sheet, rows, {refused.begin(), refused.end()}, Question::Kind::refused,
      Said("A column that is not read, or a head above them, says no of these lines (" + said +
               "). Are they part of the list?",
           "有未读取的列或上方的标题标明这些行未通过或已取消（" + said + "），是否属于名单？"),
      answers, out);
  return out;
}

}  // namespace credence
