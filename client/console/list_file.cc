#include "client/console/list_file.h"

#include <unistd.h>

#include <algorithm>
#include <boost/json.hpp>
#include <cstdio>

#include "client/base/files.h"
#include "client/base/json_text.h"
#include "client/base/now.h"
#include "client/code_exceptions.h"
#include "client/lists/name_register.h"
#include "ledger/views/json.h"

namespace credence {
namespace {

namespace json = boost::json;
namespace fs = std::filesystem;

constexpr std::size_t kShownMax = 50;  // rows of one kind on a terminal; --json has all
constexpr std::size_t kLong = 200;     // enterprises, blocks: more are worth a progress bar
constexpr std::string_view kUnidentified = "-";
// Heads of the file of questions, as written and as looked for; in this order.
constexpr std::string_view kQuestionHeads[] = {"类别 kind",     "原文 written",    "行号 lines",
                                               "问题 question", "候选 candidates", "答复 answer"};

std::string lines_text(const std::vector<std::size_t>& lines) {
  std::string out;
  for (std::size_t i = 0; i < lines.size() && i < 20; ++i)
    out += (i > 0 ? " " : "") + std::to_string(lines[i]);
  return out + (lines.size() > 20 ? " …" : "");
}

std::string sheet_names(const Workbook& workbook) {
  std::string out;
  for (const Workbook::Entry& entry : workbook.sheets())
    out += (out.empty() ? "" : ", ") + entry.name + (entry.hidden ? " (hidden)" : "");
  return out;
}

}  // namespace

ListInput ListFile::input() const {
  ListInput in = sheet_ ? ListInput(*sheet_) : ListInput(bytes_);
  in.unit = unit_;
  in.codes = &codes_;
  in.names = &names_;
  in.excepted = &excepted_;
  return in;
}

fs::path ListFile::beside(std::string_view ending) const {
  fs::path journal = options_.journal;
  if (journal.empty()) journal = journal_path(options_.file, data_directory(cli_.network.data) / "journals");
  std::string name = journal.filename().string();
  if (const std::size_t at = name.rfind(".credence-journal"); at != std::string::npos) name.erase(at);
  return journal.parent_path() / (name + std::string(ending));
}

// ---- the file, the sheet, the unit
// -------------------------------------------------------------------------------------------------------------

std::optional<int> ListFile::open(const ReadFacts& read) {
  const auto refuse = [this](Error error) {
    error.detail = options_.file.string() + (error.detail.empty() ? "" : ": " + error.detail);
    return cli_.finish({ExitCode::bad_input, std::move(error)});
  };
  auto text = read_file(options_.file);
  if (!text) return cli_.finish({ExitCode::bad_input, text.error()});
  bytes_ = *std::move(text);
  const ListFormat format = format_of(bytes_);
  if (format == ListFormat::text) {
    if (options_.file.extension() == ".xlsx" && !valid_utf8(bytes_))
      return refuse({list_code::bad_workbook, {}});
    if (!options_.sheet.empty()) return refuse({list_code::bad_workbook, "CSV, --sheet " + options_.sheet});
    return std::nullopt;
  }
  auto book = Workbook::read(bytes_);
  if (!book) return refuse(book.error());
  workbook_ = *std::move(book);
  return choose_sheet(read);
}

std::optional<int> ListFile::choose_sheet(const ReadFacts& read) {
  const auto refuse = [this](Error error) {
    error.detail = options_.file.string() + ": " + error.detail;
    return cli_.finish({ExitCode::bad_input, std::move(error)});
  };
  std::optional<Error> first_error;
  std::vector<std::string> fit;
  const auto& sheets = workbook_->sheets();
  for (std::size_t i = 0; i < sheets.size(); ++i) {
    const bool named = sheets[i].name == options_.sheet || std::to_string(i + 1) == options_.sheet;
    if (options_.sheet.empty() ? sheets[i].hidden : !named) continue;
    auto sheet = workbook_->sheet(bytes_, i);
    if (!sheet) return refuse(sheet.error());
    std::optional<Sheet> before = std::move(sheet_);
    sheet_ = *std::move(sheet);
    const auto facts = read(input());
    if (!options_.sheet.empty()) return std::nullopt;  // what is wrong with it is said by whoever reads it
    if (facts || facts.error().code == list_code::unit_unknown) {
      fit.push_back(sheets[i].name);
      if (fit.size() > 1) sheet_ = std::move(before);
      continue;
    }
    if (!first_error) first_error = Error{facts.error().code, sheets[i].name + ": " + facts.error().detail};
    sheet_ = std::move(before);
  }
  if (fit.size() == 1) return std::nullopt;
  if (fit.empty() && first_error && options_.sheet.empty()) return refuse(*first_error);
  return refuse({list_code::sheet_unclear, sheet_names(*workbook_)});
}

std::optional<int> ListFile::read_facts(const ReadFacts& read) {
  auto facts = read(input());
  if (facts) {
    facts_ = *std::move(facts);
    return std::nullopt;
  }
  if (facts.error().code == list_code::unit_unknown) {
    questions_.push_back({"unit",
                          facts.error().detail,
                          {},
                          cli_.say("Is this column in 万元 or in 元?", "此列单位是万元还是元？"),
                          "万元; 元"});
    return ask();
  }
  return cli_.finish(
      {ExitCode::bad_input,
       Error{facts.error().code, options_.file.string() + (sheet_ ? " [" + sheet_->name + "]" : "") + ": " +
                                     facts.error().detail}});
}

/// Codes that only their check digit makes wrong: those with a recorded exception are taken. Where nobody
/// answers, or there are too many to ask about, their lines stay bad.
std::optional<int> ListFile::take_exceptions(const ReadFacts& read) {
  if (facts_.misfits.empty()) return std::nullopt;
  if (facts_.misfits.size() > kMisfitsAskedMax) {
    cli_.note(cli_.say("exceptions were not looked for: too many codes have a wrong check digit: ",
                       "未查询代码例外：校验位不符的代码过多：") +
              with_separators(facts_.misfits.size()) + "\n");
    return std::nullopt;
  }
  auto client = cli_.client();
  auto recorded = client ? recorded_exceptions(**client, facts_.misfits)
                         : Outcome<std::set<Uscc>>(std::unexpected(client.error()));
  if (!recorded) {
    cli_.note(cli_.say("exceptions were not looked for: ", "未查询代码例外：") +
              std::string(info(recorded.error().error.code).name) + "\n");
    return std::nullopt;
  }
  if (recorded->empty()) return std::nullopt;
  excepted_ = *std::move(recorded);
  std::string codes;
  for (const Uscc& code : excepted_) codes += " " + std::string(text_of(code));
  cli_.note(cli_.say("taken as recorded exceptions:", "按已记录的例外采用：") + codes + "\n");
  return read_facts(read);
}

// ---- questions and answers
// -------------------------------------------------------------------------------------------------------------

std::optional<int> ListFile::read_answers() {
  if (!options_.unit.empty()) {
    unit_ = unit_named(options_.unit);
    if (!unit_)
      return cli_.finish({ExitCode::usage, Error{list_code::unit_unknown, "--unit " + options_.unit}});
  }
  if (options_.answers.empty()) return std::nullopt;
  const auto refuse = [this](const std::string& detail) {
    return cli_.finish(
        {ExitCode::bad_input, Error{list_code::bad_answers_file, options_.answers.string() + ": " + detail}});
  };
  auto text = read_file(options_.answers);
  if (!text) return cli_.finish({ExitCode::bad_input, text.error()});
  std::optional<Sheet> sheet;  // an office program may have saved it so
  if (format_of(*text) != ListFormat::text) {
    auto book = Workbook::read(*text);
    if (!book) return cli_.finish({ExitCode::bad_input, book.error()});
    auto first = book->sheet(*text, 0);
    if (!first) return cli_.finish({ExitCode::bad_input, first.error()});
    sheet = *std::move(first);
  }
  auto rows = ListRows::of(sheet ? ListInput(*sheet) : ListInput(*text));
  if (!rows) return cli_.finish({ExitCode::bad_input, rows.error()});
  const auto head = rows->next();
  const auto column = [&](std::size_t which) -> std::optional<std::size_t> {
    const auto at = std::ranges::find(head->fields, kQuestionHeads[which]);
    return at == head->fields.end() ? std::nullopt
                                    : std::optional(static_cast<std::size_t>(at - head->fields.begin()));
  };
  if (!head || !column(0) || !column(1) || !column(5)) return refuse(std::string(kQuestionHeads[5]));
  while (const auto row = rows->next()) {
    const auto field = [&](std::size_t which) {
      return *column(which) < row->fields.size() ? row->fields[*column(which)] : std::string();
    };
    const std::string line = std::to_string(row->line) + ": ";
    if (row->problem) return refuse(line + row->problem->detail);
    if (field(5).empty()) continue;
    if (field(0) == "unit") {
      unit_ = unit_named(field(5));
      if (!unit_) return refuse(line + field(5));
    } else if (field(0) == "name") {
      if (field(5) == kUnidentified) {
        if (!purpose_.may_be_unidentified) return refuse(line + field(5));
        answers_[field(1)] = std::nullopt;
        continue;
      }
      auto code = cli_.code(field(5));
      if (!code) {
        const Error& error = code.error().error;
        return refuse(line + std::string(info(error.code).name) + " " + error.detail);
      }
      answers_[field(1)] = *code;
    } else {
      return refuse(line + field(0));
    }
  }
  return std::nullopt;
}

std::optional<int> ListFile::ask() {
  if (questions_.empty()) return std::nullopt;
  std::string text = "\xEF\xBB\xBF";  // office programs take a CSV with a BOM for UTF-8
  text += csv_line({std::begin(kQuestionHeads), std::end(kQuestionHeads)});
  json::array list;
  for (const Question& q : questions_) {
    text += csv_line({q.kind, q.written, q.lines, q.text, q.candidates, ""});
    list.push_back(json::object{{"kind", q.kind},
                                {"written", q.written},
                                {"lines", q.lines},
                                {"question", q.text},
                                {"candidates", q.candidates}});
  }
  const fs::path path = beside(".questions.csv");
  if (auto written = write_file(path, text); !written) return cli_.finish(written.error());
  const Failure failure{ExitCode::bad_input, Error{list_code::open_questions,
                                                   std::to_string(questions_.size()) + ": " + path.string()}};
  if (cli_.json) {
    cli_.print_json({{"error", to_json(failure.error)},
                     {"exit_code", static_cast<int>(failure.exit)},
                     {"questions_file", path.string()},
                     {"questions", std::move(list)}});
    return static_cast<int>(failure.exit);
  }
  for (std::size_t i = 0; i < questions_.size() && i < kShownMax; ++i) {
    const Question& q = questions_[i];
    cli_.note("  " + q.written +
              (q.lines.empty() ? "" : cli_.say(" (line ", "（第 ") + q.lines + cli_.say(")", " 行）")) +
              cli_.say(": ", "：") + q.text + (q.candidates.empty() ? "" : "  [" + q.candidates + "]") +
              "\n");
  }
  if (purpose_.may_be_unidentified && questions_.front().kind == "name")
    cli_.note(
        cli_.say("an answer is a code, or - to record the line without one; --leave-unidentified answers - "
                 "everywhere\n",
                 "答复填写信用代码；填 - 表示暂不确认主体；--leave-unidentified 表示全部暂不确认\n"));
  return cli_.finish(failure);
}

// ---- names
// -------------------------------------------------------------------------------------------------------------

Outcome<NameRegister> ListFile::names_of_ledger(Client& client) const {
  const fs::path directory = client.network().directory;
  auto head = client.header();
  if (!head) return std::unexpected(head.error());
  const Height blocks = head->header().height;
  std::optional<Progress> progress;
  if (blocks > kLong) progress.emplace(cli_.say("names", "名称"), blocks, cli_.language(), cli_.json);
  auto names = NameRegister::read(client, directory.empty() ? fs::path() : directory / "names.cache",
                                  [&progress](std::uint64_t n) {
                                    if (progress) progress->advance(n);
                                  });
  if (progress) progress->finish();
  return names;
}

void ListFile::take_match(const UnnamedLine& line, const NamedEnterprise& found, bool answered) {
  codes_[line.file_line] = found.code;
  if (!found.value.name.empty()) names_[line.file_line] = found.value.name;
  matches_.push_back({line.file_line, line.name, found.code, found.value.name, found.former, answered});
}

void ListFile::ask_about(const std::string& name, const std::vector<std::size_t>& lines,
                         const std::vector<NamedEnterprise>& found) {
  std::string candidates;
  for (const NamedEnterprise& one : found) {
    candidates += (candidates.empty() ? "" : "; ") + std::string(text_of(one.code)) + " " + one.value.name;
    if (one.former) candidates += cli_.say(" (formerly so named)", "（曾用名）");
    if (one.value.place) candidates += " " + *one.value.place;
    if (!one.value.active(today_in_china())) candidates += " " + std::string(name_of(one.value.end));
    if (one.value.successor) candidates += " → " + std::string(text_of(*one.value.successor));
  }
  questions_.push_back({"name", name, lines_text(lines),
                        found.empty() ? cli_.say("No registered enterprise has this name. What is its code?",
                                                 "没有以此名称登记的企业，其代码是？")
                        : found.size() == 1
                            ? cli_.say("The enterprise of this name has ended. Which one is meant?",
                                       "此名称的企业已终止，所指企业的代码是？")
                            : cli_.say("Several enterprises have this name. Which one is meant?",
                                       "有多家企业使用此名称，是哪一家？"),
                        candidates});
}

std::optional<int> ListFile::match_names() {
  if (facts_.unnamed.empty()) return std::nullopt;
  auto client = cli_.client();
  if (!client) {
    if (!options_.dry_run) return cli_.finish(client.error());
    cli_.note(cli_.say("names were not matched: no network here\n", "未匹配名称：此处没有网络\n"));
    return std::nullopt;
  }
  auto names = names_of_ledger(**client);
  if (!names) return cli_.finish(names.error());
  std::map<std::string, std::vector<std::size_t>> lines;  // by the name as written
  for (const UnnamedLine& line : facts_.unnamed) lines[line.name].push_back(line.file_line);
  for (const auto& [name, at] : lines) {
    if (const auto answer = answers_.find(name); answer != answers_.end()) {
      if (!answer->second) continue;
      const Uscc code = *answer->second;
      auto held = (*client)->state<EnterpriseValue>(EnterpriseKey{code});
      if (!held) return cli_.finish(held.error());
      if (!**held)
        return cli_.finish(
            {ExitCode::bad_input, Error{Code::unknown_enterprise, options_.answers.string() + ": " + name +
                                                                      " = " + std::string(text_of(code))}});
      for (const std::size_t line : at) take_match({line, name}, {code, ***held, false}, true);
      continue;
    }
    auto found = enterprises_named(**client, *names, name);
    if (!found) return cli_.finish(found.error());
    if (found->size() == 1 && found->front().value.active(today_in_china())) {
      for (const std::size_t line : at) take_match({line, name}, found->front(), false);
    } else if (!options_.leave_unidentified || !purpose_.may_be_unidentified) {
      ask_about(name, at, *found);
    }
  }
  std::ranges::sort(matches_, {}, &Match::file_line);
  show_matches();
  if (!questions_.empty())  // with everything else that is wrong, so that one round mends all
    for (const LineProblem& p : facts_.problems)
      if (p.error.code != Code::missing_value ||
          std::ranges::find(facts_.unnamed, p.file_line, &UnnamedLine::file_line) == facts_.unnamed.end())
        cli_.note(problem_text(cli_, p));
  return ask();
}

void ListFile::show_matches() const {
  if (matches_.empty()) return;
  cli_.note(cli_.say("matched by name: ", "按名称匹配：") + with_separators(matches_.size()) +
            cli_.say(matches_.size() == 1 ? " line\n" : " lines\n", " 行\n"));
  for (std::size_t i = 0; i < matches_.size() && i < kShownMax; ++i) {
    const Match& m = matches_[i];
    std::string text = "  " + cli_.say("line ", "第 ") + std::to_string(m.file_line) +
                       cli_.say("  ", " 行  ") + m.written + " → " + std::string(text_of(m.code));
    if (m.written != m.name) text += "  " + m.name;
    if (m.former) text += cli_.say(" (former name)", "（曾用名）");
    if (m.answered) text += cli_.say(" (as answered)", "（按答复）");
    cli_.note(text + "\n");
  }
  if (matches_.size() > kShownMax) cli_.note("  …\n");
}

// ---- what the ledger says
// -------------------------------------------------------------------------------------------------------------

std::optional<int> ListFile::review() {
  if (!purpose_.enterprises_exist || facts_.lines.empty()) return std::nullopt;
  auto client = cli_.client();
  if (!client) {
    if (!options_.dry_run) return cli_.finish(client.error());
    cli_.note(cli_.say("duplicates were not looked for: no network here\n", "未查重：此处没有网络\n"));
    return std::nullopt;
  }
  ReviewQuestion question = purpose_.review;
  question.funding = question.funding && options_.duplicates != "off";
  std::set<Uscc> codes;
  for (ListedLine& line : facts_.lines) {
    if (line.pays) line.pays->programme = question.programme;
    if (line.code) codes.insert(*line.code);
  }
  if (codes.empty()) return std::nullopt;
  std::optional<Progress> progress;
  if (codes.size() > kLong)
    progress.emplace(cli_.say("looking at what is recorded", "查询已有记录"), codes.size(), cli_.language(),
                     cli_.json);
  auto found = review_lines(**client, facts_.lines, question, [&progress](std::size_t n) {
    if (progress) progress->advance(n);
  });
  if (progress) progress->finish();
  if (!found) {
    if (options_.dry_run && found.error().exit == ExitCode::unreachable) {
      cli_.note(cli_.say("duplicates were not looked for: no node answers\n", "未查重：没有节点应答\n"));
      return std::nullopt;
    }
    return cli_.finish(found.error());
  }
  review_ = *std::move(found);
  reviewed_ = true;
  for (const auto& [line, name] : review_.names) {
    if (const auto former = review_.former.find(line); former != review_.former.end())
      cli_.note(cli_.say("line ", "第 ") + std::to_string(line) + cli_.say(": ", " 行：") + former->second +
                cli_.say(" is a former name of ", " 是曾用名，现名 ") + name + "\n");
    names_[line] = name;
  }
  facts_.problems.insert(facts_.problems.end(), review_.problems.begin(), review_.problems.end());
  for (const LineProblem& p : review_.problems) left_out_.insert(p.file_line);
  facts_.bad_lines += left_out_.size();
  return std::nullopt;
}

void ListFile::show_funded() const {
  if (review_.funded.empty()) return;
  const auto same = static_cast<std::size_t>(std::ranges::count(review_.funded, true, &FundedBefore::same));
  cli_.note(cli_.say("recorded before for enterprises of this list: ", "本名单企业已有记录：") +
            with_separators(review_.funded.size()) +
            cli_.say(", of them the same again: ", "，其中疑似重复：") + with_separators(same) + "\n");
  std::size_t shown = 0;
  for (const bool same_first : {true, false})
    for (const FundedBefore& one : review_.funded) {
      if (one.same != same_first || shown == kShownMax) continue;
      ++shown;
      const std::string where =
          one.award.programme + "/" + one.award.batch + "#" + std::to_string(one.award.line);
      const std::string by = cli_.zh() ? one.department_zh : one.department_en;
      const std::string line = "  " + cli_.say("line ", "第 ") + std::to_string(one.file_line) +
                               cli_.say("  ", " 行  ") + one.name + cli_.say(": ", "：");
      const std::string what =
          cli_.zh() ? (one.payment ? "已拨付，" : "已获 ") + (one.payment ? "" : by + " ") +
                          one.programme_name + "（" + where + "）" + (one.payment ? "" : "支持，") +
                          (one.payment ? "，" + one.on.iso() : std::to_string(one.fiscal_year) + " 年") +
                          "，" + yuan_text(one.amount) + " 元"
                    : (one.payment ? "already paid by list " + one.list + " under "
                                   : "already funded by " + by + " under ") +
                          one.programme_name + " (" + where + "), " +
                          (one.payment ? one.on.iso() : std::to_string(one.fiscal_year)) + ", " +
                          yuan_text(one.amount);
      cli_.note(line + what + (one.project.empty() ? "" : cli_.say(", project ", "，项目 ") + one.project) +
                (one.same ? cli_.say("  ← the same again", "  ← 疑似重复") : "") + "\n");
    }
  if (review_.funded.size() + review_.more_funded > shown)
    cli_.note("  … " + with_separators(review_.funded.size() + review_.more_funded - shown) +
              cli_.say(" more: --json has them all\n", " 条未显示：--json 可查看全部\n"));
}

bool ListFile::goes_on_after_duplicates() const {
  const bool same = std::ranges::any_of(review_.funded, &FundedBefore::same);
  if (!same || options_.duplicates == "accept" || options_.dry_run) return true;
  if (cli_.json || isatty(STDIN_FILENO) == 0 || isatty(STDERR_FILENO) == 0) return false;
  cli_.note(cli_.say("record the list nevertheless? [y/N] ", "仍要记录该名单吗？[y/N] "));
  const int answer = std::getchar();
  return answer == 'y' || answer == 'Y';
}

json::object ListFile::json() const {
  json::object out;
  if (sheet_) out["sheet"] = sheet_->name;
  json::array passed, matched, funded;
  for (const PassedRow& row : facts_.passed)
    passed.push_back(json::object{{"line", row.file_line}, {"text", row.text}});
  for (const Match& m : matches_)
    matched.push_back(json::object{{"line", m.file_line},
                                   {"written", m.written},
                                   {"code", text_of(m.code)},
                                   {"name", m.name},
                                   {"former", m.former},
                                   {"answered", m.answered}});
  for (const FundedBefore& one : review_.funded)
    funded.push_back(json::object{{"line", one.file_line},
                                  {"code", text_of(one.code)},
                                  {"name", one.name},
                                  {"payment", one.payment},
                                  {"programme", one.award.programme},
                                  {"programme_name", one.programme_name},
                                  {"batch", one.award.batch},
                                  {"award_line", one.award.line},
                                  {"list", one.list},
                                  {"department_zh", one.department_zh},
                                  {"department_en", one.department_en},
                                  {"fiscal_year", one.fiscal_year},
                                  {"project", one.project},
                                  {"amount_fen", std::to_string(one.amount)},
                                  {"on", one.on.iso()},
                                  {"same", one.same}});
  out["passed_rows"] = std::move(passed);
  out["matched_names"] = std::move(matched);
  out["funded_before"] = reviewed_ && purpose_.review.funding && options_.duplicates != "off"
                             ? json::value(std::move(funded))
                             : json::value(nullptr);
  return out;
}

void ListFile::show_passed() const {
  if (sheet_) cli_.note(cli_.say("sheet ", "工作表 ") + sheet_->name + "\n");
  if (sheet_ && sheet_->hidden_rows > 0)
    cli_.note(cli_.say("hidden rows are read as well: ", "隐藏的行也已读取：") +
              std::to_string(sheet_->hidden_rows) + "\n");
  std::size_t shown = 0;
  for (const PassedRow& row : facts_.passed) {
    if (++shown > kShownMax) break;
    const std::string why = row.why == PassedRow::Why::title   ? cli_.say("title", "标题")
                            : row.why == PassedRow::Why::heads ? cli_.say("heads once more", "重复的表头")
                            : row.why == PassedRow::Why::total ? cli_.say("total", "合计")
                                                               : cli_.say("note", "备注");
    cli_.note(cli_.say("line ", "第 ") + std::to_string(row.file_line) +
              cli_.say(" is passed over (", " 行已略过（") + why + cli_.say("): ", "）：") + row.text + "\n");
  }
}

std::optional<int> ListFile::refuse_problems() {
  std::ranges::stable_sort(facts_.problems, {}, &LineProblem::file_line);
  const auto code = refuse_bad_lines(cli_, options_, facts_.problems, facts_.bad_lines, facts_.records);
  problems_ = facts_.problems;
  return code;
}

std::optional<int> ListFile::prepare(const ReadFacts& read) {
  if (const auto code = read_answers()) return code;
  if (const auto code = open(read)) return code;
  if (const auto code = read_facts(read)) return code;
  if (const auto code = take_exceptions(read)) return code;
  show_passed();
  if (const auto code = match_names()) return code;
  if (!codes_.empty())
    if (const auto code = read_facts(read)) return code;
  if (const auto code = review()) return code;
  if (const auto code = refuse_problems()) return code;
  show_funded();
  if (goes_on_after_duplicates()) return std::nullopt;
  const auto same = std::ranges::count(review_.funded, true, &FundedBefore::same);
  const Failure failure{ExitCode::refused, Error{list_code::funded_before, std::to_string(same)}};
  if (!cli_.json) return cli_.finish(failure);
  json::object out = json();
  out["error"] = to_json(failure.error);
  out["exit_code"] = static_cast<int>(failure.exit);
  cli_.print_json(out);
  return static_cast<int>(failure.exit);
}

}  // namespace credence
