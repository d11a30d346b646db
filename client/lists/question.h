// SPDX-License-Identifier: Apache-2.0
// What a list leaves open, and what was answered: nothing is guessed, everything is asked in one go.
#pragma once

#include <map>
#include <set>
#include <vector>

#include "client/base/said.h"
#include "client/lists/heads.h"

namespace credence {

struct Question {
  enum class Kind : std::uint8_t {
    column,    // which column a fact is read from; the answer: a head, a letter, or - for none
    unit,      // 万元 or 元
    row,       // whether a row is a line of the list: line or skip
    total,     // a total that is not the sum of the lines: accept, once it is seen
    hidden,    // rows that a person does not see: take or leave
    struck,    // rows that are struck through: take or leave
    unseen,    // rows in the colour of their ground: take or leave
    refused,   // rows of which it is not clearly said that they are approved: take or leave
    merged,    // an amount that is merged over lines: each, or the amounts of the lines
    name,      // which enterprise a name means: its code, or - for none
    large,     // amounts so large that their unit may be wrong: accept
    comment,   // rows with a comment beside a cell that is read: take or leave
    sheet,     // a sheet that is not read and holds codes or amounts: leave, once it is seen
    note,      // a note that says no of some lines, and not of which: accept, once it is seen
    recorded,  // what differs from the record, or is far from it: accept
    number,    // what stands in place of a certificate's number: take or leave
    about,     // lines of which it is said that they are of another title or programme: take or leave
    person,    // what looks like a person in a text that is recorded for ever: accept
    mark,      // what stands behind a name as the mark of a note does: leave, or take as part of it
  };
  Kind kind = Kind::column;
  std::string written;             // as it stands in the list
  std::vector<std::size_t> lines;  // in the file
  Said text;
  struct Candidate {
    std::string answer;
    Said shown;
  };
  std::vector<Candidate> candidates;

  /// What an answer is found by: the kind, with what is written or the lines.
  [[nodiscard]] std::string key() const;
  [[nodiscard]] bool by_text() const;
  /// Whether it is the question that was put with this text, in either language; also where that is not known.
  [[nodiscard]] bool was_put_as(std::string_view then) const;
};
[[nodiscard]] std::string_view name_of(Question::Kind kind);
[[nodiscard]] std::optional<Question::Kind> question_kind_named(std::string_view text);
/// "5~9 12": no program takes it for a day or a number.
[[nodiscard]] std::string lines_text(const std::vector<std::size_t>& lines);
/// The lines of such a text, at most 1,000,000; none for another text.
[[nodiscard]] std::vector<std::size_t> lines_named(std::string_view text);

/// Answers, and what an option says for the whole list.
struct ListAnswers {
  std::map<Column, std::string> columns;      // --column: a head, a letter, or - for none
  std::optional<AmountUnit> unit;             // --unit
  std::map<std::string, std::string> others;  // by Question::key
  std::map<std::string, std::string> asked;   // by it, the question that was answered, where it is known
  std::set<Column> given;                     // known for all lines: no column is needed

  /// None where another question was answered: the line of that number said something else then.
  [[nodiscard]] std::optional<std::string> to(const Question& question) const;
};

/// take, 读取, yes, line, … and leave, 略过, no, skip, …
[[nodiscard]] std::optional<bool> yes_or_no(std::string_view answer);

}  // namespace credence
