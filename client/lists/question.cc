// SPDX-License-Identifier: Apache-2.0
#include "client/lists/question.h"

#include <algorithm>
#include <array>

#include "client/base/characters.h"

namespace credence {
namespace {

constexpr std::array<std::string_view, 19> kKinds = {
    "column", "unit",    "row",   "total", "hidden",   "struck", "unseen", "refused", "merged", "name",
    "large",  "comment", "sheet", "note",  "recorded", "number", "about",  "person",  "mark"};

}  // namespace

std::string_view name_of(Question::Kind kind) { return kKinds[static_cast<std::size_t>(kind)]; }

std::optional<Question::Kind> question_kind_named(std::string_view text) {
  const auto at = std::ranges::find(kKinds, text);
  if (at == kKinds.end()) return std::nullopt;
  return static_cast<Question::Kind>(at - kKinds.begin());
}

std::string lines_text(const std::vector<std::size_t>& lines) {
  std::string out;
  for (std::size_t i = 0; i < lines.size();) {
    std::size_t last = i;
    while (last + 1 < lines.size() && lines[last + 1] == lines[last] + 1) ++last;
    out += (out.empty() ? "" : " ") + std::to_string(lines[i]) +
           (last > i ? "~" + std::to_string(lines[last]) : "");
    i = last + 1;
  }
  return out;
}

std::vector<std::size_t> lines_named(std::string_view text) {
  constexpr std::size_t kLinesMax = 1'000'000;
  std::vector<std::size_t> out;
  const std::string folded = folded_text(text);
  for (std::string_view rest = folded; !rest.empty();) {
    const std::size_t end = std::min(rest.find(' '), rest.size());
    const std::string_view one = rest.substr(0, end);
    rest.remove_prefix(std::min(end + 1, rest.size()));
    const std::size_t mark = one.find('~');
    const auto first = read_serial(one.substr(0, mark));
    const auto last = mark == std::string_view::npos ? first : read_serial(one.substr(mark + 1));
    if (!first || !last || *last < *first || *last - *first >= kLinesMax - out.size()) return {};
    for (std::size_t line = *first; line <= *last; ++line) out.push_back(line);
  }
  return out;
}

bool Question::by_text() const {
  return kind == Kind::column || kind == Kind::unit || kind == Kind::name || kind == Kind::sheet ||
         kind == Kind::recorded || kind == Kind::person;
}
std::string Question::key() const {
  return std::string(name_of(kind)) + "|" + (by_text() ? written : lines_text(lines));
}

bool Question::was_put_as(std::string_view then) const {
  const std::string put = match_form(then);
  return by_text() || put.empty() || put == match_form(text.en) || put == match_form(text.zh);
}

std::optional<std::string> ListAnswers::to(const Question& question) const {
  const auto at = others.find(question.key());
  if (at == others.end()) return std::nullopt;
  const auto as = asked.find(at->first);
  if (as != asked.end() && !question.was_put_as(as->second)) return std::nullopt;
  return at->second;
}

std::optional<bool> yes_or_no(std::string_view answer) {
  const std::string plain = small_letters(plain_form(answer));
  for (const std::string_view word :
       {"take", "yes", "y", "line", "accept", "read", "读取", "是", "行", "接受", "记录", "保留"})
    if (plain == word) return true;
  for (const std::string_view word :
       {"leave", "no", "n", "skip", "-", "略过", "否", "跳过", "不读", "删除", "合计"})
    if (plain == word) return false;
  return std::nullopt;
}

}  // namespace credence
