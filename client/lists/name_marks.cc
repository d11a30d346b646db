// SPDX-License-Identifier: Apache-2.0
#include "client/lists/name_marks.h"

#include <algorithm>

#include "client/base/characters.h"
#include "client/lists/row_roles.h"

namespace credence {
namespace {

constexpr std::size_t kMarksAskedMax = 20;  // different ones; more are asked about together
constexpr std::u32string_view kNoteMarks = U"*＊※★☆△▲●◆◇■□#＃†‡§¹²³⁴⁵⁶⁷⁸⁹⁰①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳";

/// "1", "12", "注1", "*", "①" of what stands in brackets.
bool is_mark(std::u32string_view text) {
  if (text.starts_with(U"注")) text.remove_prefix(1);
  if (text.empty() || text.size() > 2) return false;
  const bool figures = std::ranges::all_of(
      text, [](char32_t c) { return (c >= '0' && c <= '9') || (c >= U'０' && c <= U'９'); });
  return figures || std::ranges::all_of(text, [](char32_t c) { return kNoteMarks.contains(c); });
}

std::string utf8_of(std::u32string_view text) {
  std::string out;
  for (const char32_t c : text) append_utf8(out, c);
  return out;
}

/// As a note begins with it: without brackets, so that （1） is explained by "1." and by "（1）".
std::string bare(std::string_view mark) {
  std::string out;
  for (const char32_t c : utf32(plain_form(mark)))
    if (!std::u32string_view(U"()[]【】〔〕").contains(c)) append_utf8(out, c);
  return out;
}

/// The note that explains a mark: it begins with it, perhaps behind 注：, or has it behind a stop.
std::string note_of(const Reading& reading, std::string_view mark) {
  const std::string wanted = bare(mark);
  const bool figures = wanted.find_first_not_of("0123456789") == std::string::npos;
  for (const PassedRow& row : reading.passed) {
    if (row.why != PassedRow::Why::note && row.why != PassedRow::Why::title &&
        row.why != PassedRow::Why::section)
      continue;
    const std::string plain = bare(row.text);
    std::string_view text = plain;
    for (bool more = true; more;) {
      more = false;
      for (const std::string_view begin : {"备注", "附注", "说明", "注", ":", "带", "标"})
        if (text.starts_with(begin) && !wanted.starts_with(begin))
          text.remove_prefix(begin.size()), more = true;
    }
    const auto begins = [&](std::string_view at) {
      if (!at.starts_with(wanted)) return false;
      const std::string_view behind = at.substr(wanted.size());
      return !behind.empty() && (!figures || !std::isdigit(static_cast<unsigned char>(behind.front())));
    };
    if (begins(text)) return row.text;
    if (!figures && text.contains(wanted)) return row.text;
  }
  return {};
}

}  // namespace

NameMark mark_behind(std::string_view name) {
  const std::u32string all = utf32(name);
  std::size_t end = all.size();
  const auto blanks = [&] {
    while (end > 0 && (all[end - 1] == ' ' || all[end - 1] == U'　')) --end;
  };
  blanks();
  const std::size_t whole = end;
  for (bool more = true; more && end > 0;) {
    more = false;
    if (kNoteMarks.contains(all[end - 1])) {
      --end, more = true;
    } else if (std::u32string_view(U")）]］】〕").contains(all[end - 1])) {
      const std::size_t open = std::u32string_view(all).substr(0, end - 1).find_last_of(U"(（[［【〔");
      if (open == std::u32string_view::npos ||
          !is_mark(std::u32string_view(all).substr(open + 1, end - open - 2)))
        break;
      end = open, more = true;
    }
    blanks();
  }
  if (end == whole || end == 0) return {{}, std::string(name)};
  std::size_t begin = end;
  while (all[begin] == ' ' || all[begin] == U'　') ++begin;
  return {utf8_of(std::u32string_view(all).substr(begin, whole - begin)),
          utf8_of(std::u32string_view(all).substr(0, end))};
}

void ask_about_marks(const Sheet& sheet, const ListAnswers& answers, Reading& reading,
                     std::optional<std::size_t> names) {
  const auto text = [&](std::size_t i, Column column) {
    const std::size_t row = reading.lines[i].row;
    if (column == Column::name && names) return shown_text(sheet, row, *names);
    return RowView(sheet, reading.account, row).text(column);
  };
  struct Marked {
    Column column;
    std::string mark, note, sample;
    std::vector<std::size_t> places;  // among the lines
  };
  std::vector<Marked> asked;
  for (std::size_t i = 0; i < reading.lines.size(); ++i) {
    for (const Column column : {Column::name, Column::project, Column::product}) {
      if (!reading.account.has(column) && !(column == Column::name && names)) continue;
      const NameMark found = mark_behind(text(i, column));
      if (found.mark.empty()) continue;
      auto at = std::ranges::find_if(
          asked, [&](const Marked& m) { return m.column == column && m.mark == found.mark; });
      if (at == asked.end()) {
        std::string note = note_of(reading, found.mark);
        const bool named = column == Column::name && is_organisation(found.rest);
        if ((note.empty() && !named) || asked.size() == kMarksAskedMax) continue;
        at = asked.insert(at, {column, found.mark, std::move(note), found.rest, {}});
      }
      at->places.push_back(i);
    }
  }
  for (const Marked& one : asked) {
    Question question;
    question.kind = Question::Kind::mark;
    question.written = shortened(one.sample + one.mark);
    for (const std::size_t i : one.places) question.lines.push_back(sheet.line(reading.lines[i].row));
    const std::string fact(words_of(one.column)), english(english_of(one.column));
    question.text =
        Said("Behind the " + english + " stands " + one.mark, "“" + fact + "”后有“" + one.mark + "”") +
        (one.note.empty() ? Said(". ", "。")
                          : Said(", and a note says: " + shortened(one.note, 40) + ". ",
                                 "，注释写明：" + shortened(one.note, 40) + "。")) +
        Said("Is it the mark of a note, and no part of it?", "它是注释标记、不属于名称吗？");
    question.candidates = {{"leave", {"it is a mark: read without it", "leave 是标记，不读入"}},
                           {"take", {"it belongs to it", "take 属于名称，照原文读取"}}};
    const auto answer = answers.to(question);
    const auto taken = answer ? yes_or_no(*answer) : std::nullopt;
    if (!taken) {
      reading.questions.push_back(std::move(question));
      continue;
    }
    if (*taken) continue;
    for (const std::size_t i : one.places)
      reading.lines[i].without_mark[one.column] = mark_behind(text(i, one.column)).rest;
    reading.remarks.emplace_back(
        "lines " + lines_text(question.lines) + " are read without " + one.mark + ", as answered",
        "第 " + lines_text(question.lines) + " 行按答复不读标记“" + one.mark + "”");
  }
}

}  // namespace credence
