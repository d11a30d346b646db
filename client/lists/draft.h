// SPDX-License-Identifier: Apache-2.0
// The lines of a list while they are completed: read once from their cells, then patched by line, as codes
// are found for names, names for codes, and exceptions for codes; at the end numbered, told apart, and
// checked as the ledger checks. Every bad line is found in one pass, with its number in the file, the field,
// the cause and the remedy.
//
// A line that passes passes `check_action` too: the last check of a line is `check_action` on a list of this
// line alone.
#pragma once

#include <functional>
#include <memory>
#include <set>

#include "client/lists/fields.h"
#include "client/lists/line_table.h"

namespace credence {

/// A line that names its enterprise, and not by code.
struct UnnamedLine {
  std::size_t file_line = 0;
  std::string name;
};

/// What the driver of an import needs of lines of any kind. Problems and lines are in the order of the file.
class Draft {
 public:
  virtual ~Draft() = default;
  [[nodiscard]] const std::vector<LineProblem>& problems() const { return problems_; }
  [[nodiscard]] const std::vector<UnnamedLine>& unnamed() const { return unnamed_; }
  /// Codes of bad lines that are wrong by their check digit alone.
  [[nodiscard]] const std::set<Uscc>& misfits() const { return misfits_; }
  [[nodiscard]] const std::vector<Said>& remarks() const { return remarks_; }
  [[nodiscard]] std::size_t records() const { return records_; }
  [[nodiscard]] std::size_t bad_lines() const;

  /// These codes stand as recorded exceptions: their lines are good in that.
  virtual void except(const std::set<Uscc>& codes) = 0;
  /// The enterprise of a line, and its registered name.
  virtual void identify(std::size_t file_line, const Uscc& code, const Name& name) = 0;
  virtual void rename(std::size_t file_line, const Name& name) = 0;
  /// Of good lines.
  [[nodiscard]] virtual std::vector<ListedLine> listed() const = 0;
  /// Numbers the lines, tells them apart, and checks each; afterwards nothing is patched.
  virtual void finish() = 0;
  /// The first good lines, as they will be recorded; after `finish`.
  [[nodiscard]] virtual LineTable table(std::size_t most) const = 0;
  void add_problem(LineProblem problem) { problems_.push_back(std::move(problem)); }

 protected:
  std::vector<LineProblem> problems_;
  std::vector<UnnamedLine> unnamed_;
  std::set<Uscc> misfits_;
  std::vector<Said> remarks_;
  std::size_t records_ = 0;
};

/// Gives lines their numbers: as the list has them; new ones where parts of the list begin anew; a free one
/// to a line without. A number that two lines have is reported by `clash(line, other)`.
struct Numbering {
  struct Line {
    std::uint32_t number = 0;  // 0: none
    std::uint32_t section = 0;
  };
  bool anew = false;         // by sections
  std::size_t numbered = 0;  // lines that got a free number, where others had theirs
  std::vector<std::pair<std::size_t, std::size_t>>
      clashes;  // line, and the one before it that has its number
};
[[nodiscard]] Numbering number_lines(std::vector<Numbering::Line>& lines, bool has_numbers);

}  // namespace credence
