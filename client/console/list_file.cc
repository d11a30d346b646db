// SPDX-License-Identifier: Apache-2.0
#include "client/console/list_file.h"

#include <unistd.h>

#include <algorithm>
#include <boost/json.hpp>

#include "client/base/files.h"
#include "client/base/list_errors.h"
#include "client/console/list_subject.h"
#include "client/console/list_view.h"
#include "client/console/options.h"
#include "client/console/standard_streams.h"
#include "client/lists/file_format.h"
#include "client/lists/other_sheets.h"
#include "client/lists/text_sheet.h"
#include "client/lists/verdict.h"
#include "client/lists/workbook.h"
#include "ledger/views/json.h"

namespace credence {
namespace {

namespace json = boost::json;
namespace fs = std::filesystem;

constexpr std::size_t kLinesShown = 5;  // of a dry run, as they will be recorded

/// Empty: none is kept, the questions stand in the output.
fs::path questions_file(const Cli& cli, const ListOptions& options) {
  fs::path journal = options.journal;
  if (journal.empty() && is_standard_stream(options.file)) return {};
  if (journal.empty()) journal = journal_path(options.file, data_directory(cli.network.data) / "journals");
  std::string name = journal.filename().string();
  if (const std::size_t at = name.rfind(".credence-journal"); at != std::string::npos) name.erase(at);
  return beside(journal.parent_path() / name, ".questions.csv");
}

// ---- the sheet

struct ReadSheet {
  Sheet sheet;
  Reading reading;
};

Said sheet_names(const Workbook& workbook) {
  Said out;
  for (const Workbook::Entry& entry : workbook.sheets()) {
    if (!out.empty()) out += {", ", "、"};
    out += Said(entry.name);
    if (entry.state != Sheet::State::visible) out += {" (hidden)", "（隐藏）"};
  }
  return out;
}

std::expected<ReadSheet, Complaint> read_sheet(Sheet sheet, const ListPurpose& purpose,
                                               const ListAnswers& answers) {
  auto reading = purpose.read(sheet, answers);
  if (!reading) {
    if (!sheet.name.empty())
      reading.error().detail = Said(sheet.name + ": ", sheet.name + "：") + reading.error().detail;
    return std::unexpected(reading.error());
  }
  return ReadSheet{std::move(sheet), *std::move(reading)};
}

/// Sheets that are not read: all that hold something are said.
struct OtherSheets {
  struct Other {
    std::string name;
    bool has_heads = false, holds_lines = false;
    std::optional<SheetUnit> unit = {};
    std::string refuses = {};
  };
  std::vector<Other> visible;
  Said hidden;

  void hide(const std::string& name) { hidden += (hidden.empty() ? Said() : Said(", ", "、")) + Said(name); }
  void tell(ReadSheet& chosen) const {
    std::vector<Said>& remarks = chosen.reading.remarks;
    if (!hidden.empty())
      remarks.insert(remarks.begin(), Said("hidden sheets are not read: ", "隐藏的工作表不读取：") + hidden);
    Said names;
    for (const Other& other : visible)
      if (other.name != chosen.sheet.name)
        names += (names.empty() ? Said() : Said(", ", "、")) + Said(other.name);
    if (!names.empty())
      remarks.insert(remarks.begin(), Said("further sheets are not read: ", "其他工作表不读取：") + names);
  }
  /// Those that may be of the list are asked about.
  void ask(ReadSheet& chosen, const ListAnswers& answers) const {
    for (const Other& other : visible) {
      const auto unit = chosen.reading.account.unit;
      const bool other_unit = other.unit && unit && other.unit->unit != *unit;
      if (other.name == chosen.sheet.name) continue;
      const bool of_list = other.holds_lines || names_a_line(other.refuses, chosen.sheet, chosen.reading);
      if (!of_list && !other_unit) continue;
      Question question = of_list ? question_about_sheet(other.name, other.has_heads, chosen.sheet.name)
                                  : question_about_unit(other.name, *other.unit, *unit);
      const auto answer = answers.to(question);
      if (!answer || yes_or_no(*answer).value_or(true))
        chosen.reading.questions.push_back(std::move(question));
    }
  }
};

std::expected<ReadSheet, Complaint> named_sheet(const Workbook& book, std::string_view bytes,
                                                const std::string& wanted, const ListPurpose& purpose,
                                                const ListAnswers& answers) {
  OtherSheets others;
  std::optional<std::size_t> at;
  for (std::size_t i = 0; i < book.sheets().size(); ++i) {
    const Workbook::Entry& entry = book.sheets()[i];
    if (!at && (entry.name == wanted || std::to_string(i + 1) == wanted))
      at = i;
    else if (entry.state != Sheet::State::visible)
      others.hide(entry.name);
    else if (auto other = book.sheet(bytes, i))
      others.visible.push_back(
          {.name = entry.name, .unit = unit_of_sheet(*other), .refuses = refusing_text(*other)});
    else
      return std::unexpected(other.error());
  }
  if (!at)
    return complain(
        list_code::sheet_unclear,
        Said("there is no sheet " + wanted + "; ", "没有工作表“" + wanted + "”；") + sheet_names(book));
  auto sheet = book.sheet(bytes, *at);
  if (!sheet) return std::unexpected(sheet.error());
  auto read = read_sheet(*std::move(sheet), purpose, answers);
  if (read) {
    others.tell(*read);
    others.ask(*read, answers);
  }
  return read;
}

/// The only sheet with all heads, else the only one with some. A hidden one that has the heads is never chosen, nor
/// passed over without a word.
std::expected<ReadSheet, Complaint> choose_sheet(const Workbook& book, std::string_view bytes,
                                                 const ListPurpose& purpose, const ListAnswers& answers) {
  std::optional<ReadSheet> whole, part;
  std::size_t wholes = 0, parts = 0;
  OtherSheets others;
  bool hidden_list = false;
  std::optional<Complaint> first;
  for (std::size_t i = 0; i < book.sheets().size(); ++i) {
    const Workbook::Entry& entry = book.sheets()[i];
    const bool visible = entry.state == Sheet::State::visible;
    if (!visible) others.hide(entry.name);
    auto sheet = book.sheet(bytes, i);
    if (!sheet) return std::unexpected(sheet.error());
    const bool filled = sheet->rows() > 0;
    const auto unit = visible ? unit_of_sheet(*sheet) : std::nullopt;
    const bool lines = visible && (holds_lines(*sheet) || (filled && !title_no_word(entry.name).empty()));
    // What holds lines is asked about whatever it says.
    std::string refuses = visible && !lines ? refusing_text(*sheet) : std::string();
    auto read = read_sheet(*std::move(sheet), purpose, answers);
    if (!visible) {
      hidden_list = hidden_list || (read && read->reading.missing == 0);
      continue;
    }
    if (filled) others.visible.push_back({entry.name, read.has_value(), lines, unit, std::move(refuses)});
    if (!read) {
      if (!first) first = read.error();
    } else if (read->reading.missing == 0) {
      if (++wholes == 1) whole = *std::move(read);
    } else if (++parts == 1) {
      part = *std::move(read);
    }
  }
  if (hidden_list) return complain(list_code::sheet_unclear, sheet_names(book));
  std::optional<ReadSheet>& chosen = wholes == 1 ? whole : part;
  if (wholes == 1 || (wholes == 0 && parts == 1)) {
    others.tell(*chosen);
    others.ask(*chosen, answers);
    return *std::move(chosen);
  }
  if (wholes == 0 && parts == 0 && first) return std::unexpected(*first);
  return complain(list_code::sheet_unclear, sheet_names(book));
}

std::expected<ReadSheet, Complaint> open_list(const std::string& bytes, const ListOptions& options,
                                              const ListPurpose& purpose, const ListAnswers& answers) {
  const FileFormat format = format_of(bytes);
  if (auto refused = refusal_of(format)) return std::unexpected(*std::move(refused));
  if (format == FileFormat::text) {
    if (!options.sheet.empty())
      return complain(list_code::sheet_unclear, Said("text has no sheets: --sheet " + options.sheet,
                                                     "文本文件没有工作表：--sheet " + options.sheet));
    auto sheet = read_text_sheet(bytes);
    if (!sheet) return std::unexpected(sheet.error());
    return read_sheet(*std::move(sheet), purpose, answers);
  }
  auto book = Workbook::read(bytes);
  if (!book) return std::unexpected(book.error());
  return options.sheet.empty() ? choose_sheet(*book, bytes, purpose, answers)
                               : named_sheet(*book, bytes, options.sheet, purpose, answers);
}

/// What options say for all lines, over what the command says.
Outcome<GivenForAll> given_for_all(const ListOptions& options, GivenForAll given) {
  given.renumber = options.renumber;
  if (!options.award_batch.empty()) {
    auto batch = id_option(options.award_batch);
    if (!batch) return std::unexpected(batch.error());
    given.award_batch = *std::move(batch);
  }
  for (const auto& [text, day, option] : {std::tuple{&options.valid_from, &given.valid_from, "--from"},
                                          std::tuple{&options.valid_to, &given.valid_to, "--to"}}) {
    auto read = day_option(*text, option);
    if (!read) return std::unexpected(read.error());
    if (*read) *day = **read;
  }
  if (auto good = days_in_order(given.valid_from, given.valid_to); !good)
    return std::unexpected(good.error());
  return given;
}
/// What the terms in one cell say of the first and the last day: "2026.1.1-2028.12.31", "三年", "长期".
struct SaidByTerms {
  bool first = false, last = false;
};
SaidByTerms said_by_terms(const Sheet& sheet, const Reading& reading) {
  SaidByTerms out;
  const ColumnAccount* const column = reading.account.of(Column::term);
  if (column == nullptr) return out;
  for (const LineRow& line : reading.lines) {
    const std::string_view text = RowView(sheet, reading.account, line.row).text(Column::term);
    const auto term = read_term(text);
    out.first = out.first || (term && term->from);
    out.last = out.last || (term && (term->to || term->months > 0 || term->endless)) ||
               (column->meaning.in_years && read_serial(text));
  }
  return out;
}
/// An option stands for a column that is not there: beside one it would say two things.
std::optional<Failure> said_twice(const GivenForAll& given, const Sheet& sheet, const Reading& reading) {
  const Account& account = reading.account;
  const SaidByTerms terms = said_by_terms(sheet, reading);
  const auto twice = [&account](bool said, Column column, std::string_view option) -> std::optional<Failure> {
    if (!said || !account.has(column)) return std::nullopt;
    return Failure{ExitCode::usage,
                   Error{Code::repeated_column, std::string(option) + " / " + account.head(column)}};
  };
  if (auto out = twice(given.valid_from.has_value(), Column::valid_from, "--from")) return out;
  if (auto out = twice(given.valid_to.has_value(), Column::valid_to, "--to")) return out;
  if (auto out = twice(given.valid_from && terms.first, Column::term, "--from")) return out;
  if (auto out = twice(given.valid_to && terms.last, Column::term, "--to")) return out;
  if (auto out = twice(!given.award_batch.empty(), Column::award_batch, "--award-batch")) return out;
  if (auto out = twice(!given.reason.empty(), Column::reason, "--reason")) return out;
  return twice(!given.project.empty(), Column::project, "--project");
}

// ---- what is wrong, and what is shown

/// To the person: the result of a dry run, else a note on the way.
void show(const Cli& cli, const std::string& text) {
  if (cli.dry_run && !cli.json)
    cli.print(text);
  else
    cli.note(text);
}

Said for_all_lines(Column column, const std::string& what) {
  return {"of all lines: " + std::string(english_of(column)) + " " + what,
          "全部行：" + std::string(words_of(column)) + " " + what};
}

std::vector<Said> all_remarks(const PreparedList& list) {
  std::vector<Said> out;
  if (list.given.valid_from) out.push_back(for_all_lines(Column::valid_from, list.given.valid_from->iso()));
  if (list.given.valid_to) out.push_back(for_all_lines(Column::valid_to, list.given.valid_to->iso()));
  if (!list.given.award_batch.empty())
    out.push_back(for_all_lines(Column::award_batch, std::string(list.given.award_batch)));
  if (!list.given.project.empty())
    out.push_back(for_all_lines(Column::project, std::string(list.given.project)));
  if (!list.given.reason.empty())
    out.push_back(for_all_lines(Column::reason, std::string(list.given.reason)));
  out.insert(out.end(), list.reading.remarks.begin(), list.reading.remarks.end());
  if (list.draft != nullptr)
    out.insert(out.end(), list.draft->remarks().begin(), list.draft->remarks().end());
  return out;
}

/// How the list is read, as `show` shows it: whole, but on a terminal.
std::string account_of(const Cli& cli, const PreparedList& list) {
  const int stream = cli.dry_run && !cli.json ? STDOUT_FILENO : STDERR_FILENO;
  return account_text(list.sheet, list.reading, all_remarks(list), cli.language(), isatty(stream) == 0);
}

/// Bad lines end it, unless they are to be left out.
std::optional<int> refuse_bad_lines(const Cli& cli, const ListOptions& options, const Draft& draft,
                                    json::object more) {
  if (draft.problems().empty()) return std::nullopt;
  for (const LineProblem& p : draft.problems()) cli.note(problem_text(p, cli.language()));
  const std::size_t bad_lines = draft.bad_lines();
  const std::string bad = with_separators(bad_lines), all = cli.counted(draft.records(), noun::kLine);
  const std::string count = cli.say(bad + " of " + all, all + "中有 " + bad + " 行");
  if (options.skip_bad && bad_lines < draft.records()) {
    cli.note(cli.say("left out: ", "已跳过：") + count + "\n");
    return std::nullopt;
  }
  const Failure failure{ExitCode::bad_input, Error{Code::bad_lines, shown_file(options.file) + ": " + count}};
  if (!cli.json) return cli.finish(failure);
  more["error"] = to_json(failure.error);
  more["exit_code"] = static_cast<int>(failure.exit);
  more["problems"] = problems_json(draft.problems(), cli.language());
  cli.print_json(more);
  return static_cast<int>(failure.exit);
}

/// What was funded before is shown, and the same again is asked about.
std::optional<int> refuse_duplicates(const Cli& cli, const ListOptions& options, const PreparedList& list,
                                     json::object more) {
  if (!list.review || options.duplicates == "off") return std::nullopt;
  show(cli, funded_text(*list.review, cli.language()));
  const auto same = std::ranges::count(list.review->funded, true, &FundedBefore::same);
  if (same == 0 || options.duplicates == "accept" || cli.dry_run) return std::nullopt;
  if (confirmed(cli, cli.say("record the list nevertheless? [y/N] ", "仍要记录该名单吗？[y/N] ")))
    return std::nullopt;
  const Failure failure{ExitCode::refused, Error{list_code::funded_before, std::to_string(same)}};
  if (!cli.json) return cli.finish(failure);
  more["error"] = to_json(failure.error);
  more["exit_code"] = static_cast<int>(failure.exit);
  cli.print_json(more);
  return static_cast<int>(failure.exit);
}

}  // namespace

json::object PreparedList::json(const Cli& cli, const ListPurpose& purpose,
                                const ListOptions& options) const {
  json::object out;
  add_account(out, sheet, reading, all_remarks(*this), cli.language());
  out["matched_names"] = matches_json(names.matches);
  const bool looked = review && purpose.review.funding && options.duplicates != "off";
  out["funded_before"] = looked ? json::value(funded_json(*review)) : json::value(nullptr);
  return out;
}

std::expected<std::unique_ptr<PreparedList>, int> prepare_list(Cli& cli, const ListOptions& options,
                                                               const ListPurpose& purpose) {
  const auto end = [&cli](const Failure& failure) { return std::unexpected(cli.finish(failure)); };
  auto answers = read_answers(cli, options, purpose.may_be_unidentified);
  if (!answers) return end(answers.error());
  auto given = given_for_all(options, purpose.given);
  if (!given) return end(given.error());
  if (given->valid_from) answers->reading.given.insert(Column::valid_from);
  if (!given->award_batch.empty()) answers->reading.given.insert(Column::award_batch);
  auto bytes = read_file(readable(options.file));
  if (!bytes) return end({ExitCode::bad_input, bytes.error()});
  auto opened = open_list(*bytes, options, purpose, answers->reading);
  if (!opened) {
    Error error = opened.error().in(cli.language());
    error.detail = shown_file(options.file) + (error.detail.empty() ? "" : ": " + error.detail);
    return end({ExitCode::bad_input, std::move(error)});
  }
  bytes->clear();
  auto list = std::make_unique<PreparedList>();
  list->sheet = std::move(opened->sheet);
  list->reading = std::move(opened->reading);
  list->given = *std::move(given);
  if (auto twice = said_twice(list->given, list->sheet, list->reading)) return end(*twice);
  auto subject = subject_of(cli, purpose.title, purpose.review.programme);
  if (!subject) return end(subject.error());
  if (*subject) {
    const std::string file = is_standard_stream(options.file) ? "" : options.file.stem().string();
    (*subject)->year = list->given.valid_from ? list->given.valid_from->year : 0;
    ask_about_subject(list->sheet, **subject, file, answers->reading, list->reading);
  }
  list->draft = purpose.draft(list->sheet, list->reading, list->given);
  Draft& draft = *list->draft;
  take_exceptions(cli, draft);
  auto names = match_names(cli, options, *answers, purpose.may_be_unidentified, draft);
  if (!names) {
    show(cli, account_of(cli, *list));
    return end(names.error());
  }
  list->names = *std::move(names);
  // What the cells say depends on what is open of these.
  const bool cells_open = std::ranges::any_of(list->reading.questions, [](const Question& q) {
    return q.kind == Question::Kind::column || q.kind == Question::Kind::unit ||
           q.kind == Question::Kind::merged;
  });
  std::vector<Question> questions = list->reading.questions;
  questions.insert(questions.end(), list->names.questions.begin(), list->names.questions.end());
  if (purpose.enterprises_exist && !cells_open) {
    auto compared = compare_list(cli, purpose.review, answers->reading, draft);
    if (!compared) {
      show(cli, account_of(cli, *list));
      return end(compared.error());
    }
    std::ranges::move(compared->remarks, std::back_inserter(list->reading.remarks));
    std::ranges::move(compared->questions, std::back_inserter(questions));
  }
  if (!questions.empty()) {
    show(cli, account_of(cli, *list) + matches_text(list->names.matches, cli.language()));
    // With everything else that is wrong, so that one round mends all.
    if (!cells_open)
      for (const LineProblem& p : draft.problems()) cli.note(problem_text(p, cli.language()));
    return std::unexpected(ask(cli, questions, questions_file(cli, options), purpose.may_be_unidentified,
                               list->json(cli, purpose, options)));
  }
  if (purpose.enterprises_exist) {
    ReviewQuestion question = purpose.review;
    question.funding = question.funding && options.duplicates != "off";
    auto review = review_list(cli, question, draft);
    if (!review) {
      show(cli, account_of(cli, *list));
      return end(review.error());
    }
    list->review = *std::move(review);
  }
  draft.finish();
  show(cli, account_of(cli, *list) + matches_text(list->names.matches, cli.language()));
  if (cli.dry_run)
    show(cli, lines_text(draft.table(kLinesShown), draft.records() - draft.bad_lines(), cli.language()));
  if (const auto code = refuse_bad_lines(cli, options, draft, list->json(cli, purpose, options)))
    return std::unexpected(*code);
  if (const auto code = refuse_duplicates(cli, options, *list, list->json(cli, purpose, options)))
    return std::unexpected(*code);
  return list;
}

}  // namespace credence
