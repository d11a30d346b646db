// A list from its file to lines that can be signed: the sheet is found, names without codes are matched, what
// stays open is asked in a file, and what was funded before is shown. Questions and answers: docs/lists.md.
#pragma once

#include <boost/json/object.hpp>
#include <set>

#include "client/console/run_list.h"
#include "client/lists/name_register.h"
#include "client/lists/review.h"
#include "client/lists/workbook.h"

namespace credence {

/// What the driver needs of parsed lines, whatever their type.
struct ListFacts {
  std::vector<ListedLine> lines;  // the good ones
  std::vector<UnnamedLine> unnamed;
  std::vector<LineProblem> problems;
  std::vector<PassedRow> passed;
  std::set<Uscc> misfits;
  std::size_t bad_lines = 0, records = 0;
};
using ReadFacts = std::function<Result<ListFacts>(const ListInput&)>;

/// What a list is for.
struct ListPurpose {
  ReviewQuestion review;
  bool enterprises_exist = true;     // lines are of registered enterprises
  bool may_be_unidentified = false;  // a line without a known enterprise can be recorded
};

class ListFile {
 public:
  ListFile(Cli& cli, const ListOptions& options, ListPurpose purpose)
      : cli_(cli), options_(options), purpose_(std::move(purpose)) {}

  /// Everything up to what can be signed, shown to the person; an exit code if it ends here.
  [[nodiscard]] std::optional<int> prepare(const ReadFacts& read);
  /// How the lines are read now: with codes and names that were found.
  [[nodiscard]] ListInput input() const;
  [[nodiscard]] bool leaves_out(std::size_t file_line) const { return left_out_.contains(file_line); }
  /// Of lines that are left out with --skip-bad.
  [[nodiscard]] const std::vector<LineProblem>& problems() const { return problems_; }
  /// Members for the result with --json: sheet, matched names, what was funded before.
  [[nodiscard]] boost::json::object json() const;

 private:
  struct Question {
    std::string kind;     // "unit", "name"
    std::string written;  // the head; the name
    std::string lines, text, candidates;
  };
  struct Match {
    std::size_t file_line = 0;
    std::string written;
    Uscc code;
    Name name;
    bool former = false, answered = false;
  };
  [[nodiscard]] std::optional<int> open(const ReadFacts& read);
  [[nodiscard]] std::optional<int> choose_sheet(const ReadFacts& read);
  [[nodiscard]] std::optional<int> read_answers();
  [[nodiscard]] std::optional<int> read_facts(const ReadFacts& read);
  [[nodiscard]] std::optional<int> take_exceptions(const ReadFacts& read);
  [[nodiscard]] std::optional<int> match_names();
  [[nodiscard]] Outcome<NameRegister> names_of_ledger(Client& client) const;
  void ask_about(const std::string& name, const std::vector<std::size_t>& lines,
                 const std::vector<NamedEnterprise>& found);
  void take_match(const UnnamedLine& line, const NamedEnterprise& found, bool answered);
  [[nodiscard]] std::optional<int> ask();
  [[nodiscard]] std::optional<int> review();
  [[nodiscard]] std::optional<int> refuse_problems();
  [[nodiscard]] bool goes_on_after_duplicates() const;
  void show_passed() const;
  void show_matches() const;
  void show_funded() const;
  [[nodiscard]] std::filesystem::path beside(std::string_view ending) const;

  Cli& cli_;
  const ListOptions& options_;
  ListPurpose purpose_;
  std::string bytes_;
  std::optional<Workbook> workbook_;
  std::optional<Sheet> sheet_;
  std::optional<AmountUnit> unit_;
  ListFacts facts_;
  std::map<std::string, std::optional<Uscc>> answers_;  // by the written name; none: it stays unidentified
  std::set<Uscc> excepted_;
  std::map<std::size_t, Uscc> codes_;
  std::map<std::size_t, Name> names_;
  std::vector<Match> matches_;
  std::vector<Question> questions_;
  std::vector<LineProblem> problems_;
  std::set<std::size_t> left_out_;
  Review review_;
  bool reviewed_ = false;
};

/// Of any list: what the driver needs.
template <class Line>
[[nodiscard]] ListFacts facts_of(ParsedLines<Line> parsed) {
  ListFacts out;
  for (std::size_t i = 0; i < parsed.lines.size(); ++i) {
    out.lines.push_back(listed(parsed.lines[i]));
    out.lines.back().file_line = parsed.file_lines[i];
  }
  out.unnamed = std::move(parsed.unnamed);
  out.problems = std::move(parsed.problems);
  out.passed = std::move(parsed.passed);
  out.misfits = std::move(parsed.misfits);
  out.bad_lines = parsed.bad_lines;
  out.records = parsed.records;
  return out;
}

/// Reads, checks, asks and shows; then `plan(lines)` makes the lists, which are signed and sent.
template <class Line, class Plan>
int import_file(Cli& cli, const ListOptions& options, Result<ParsedLines<Line>> (*parse)(const ListInput&),
                ListPurpose purpose, Plan plan) {
  ListFile file(cli, options, std::move(purpose));
  const auto read = [parse](const ListInput& in) -> Result<ListFacts> {
    auto parsed = parse(in);
    if (!parsed) return std::unexpected(parsed.error());
    return facts_of(*std::move(parsed));
  };
  if (const auto code = file.prepare(read)) return *code;
  auto parsed = parse(file.input());
  if (!parsed) return cli.finish({ExitCode::bad_input, parsed.error()});
  std::vector<Line> lines;
  std::vector<std::size_t> file_lines;
  for (std::size_t i = 0; i < parsed->lines.size(); ++i) {
    if (file.leaves_out(parsed->file_lines[i])) continue;
    lines.push_back(std::move(parsed->lines[i]));
    file_lines.push_back(parsed->file_lines[i]);
  }
  if (lines.empty()) return cli.finish({ExitCode::bad_input, Error{Code::empty_list, options.file.string()}});
  Outcome<std::vector<Action>> lists = plan(lines);
  if (!lists) return cli.finish(lists.error());
  return run_list(cli, options, *lists, file.problems(), file_lines, file.json());
}

}  // namespace credence
