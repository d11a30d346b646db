// SPDX-License-Identifier: Apache-2.0
// credence calendar …: the working days of a year.
#include <algorithm>

#include "client/base/json_text.h"
#include "client/commands/families.h"
#include "client/console/console.h"
#include "client/console/options.h"
#include "client/setup/workdays.h"
#include "ledger/views/json.h"

namespace credence {
namespace {

namespace json = boost::json;

struct CalendarOptions {
  std::uint16_t year = 0;
  std::vector<std::string> holidays, workdays;
  std::string document_no;
};

/// Days and spans: "2026-10-01", "2026-10-01..2026-10-08".
template <class Days>
Outcome<void> take_days(const std::vector<std::string>& texts, Days& out, std::string_view option) {
  std::vector<Date> days;
  for (const std::string& text : texts) {
    const std::size_t dots = text.find("..");
    auto first = date_option(text.substr(0, dots), option);
    if (!first) return std::unexpected(first.error());
    auto last = first;
    if (dots != std::string::npos) last = date_option(text.substr(dots + 2), option);
    if (!last) return std::unexpected(last.error());
    if (*last < *first)
      return give_up(ExitCode::usage, Code::dates_reversed, std::string(option) + ": " + text);
    for (Date day = *first; day <= *last; day = after_days(day, 1)) {
      if (days.size() == Days::kMax)
        return give_up(ExitCode::bad_input, Code::limit_exceeded, std::string(option));
      days.push_back(day);
    }
  }
  std::ranges::sort(days);
  out.assign(days.begin(), days.end());
  return {};
}

/// As the options say; without them as it was published.
Outcome<SetCalendar> calendar_of(const CalendarOptions& o) {
  if (o.holidays.empty() && o.workdays.empty() && o.document_no.empty()) return published_calendar(o.year);
  SetCalendar out{o.year, {}, {}, DocumentNo(o.document_no)};
  if (auto good = take_days(o.holidays, out.holidays, "--holiday"); !good)
    return std::unexpected(good.error());
  if (auto good = take_days(o.workdays, out.workdays, "--workday"); !good)
    return std::unexpected(good.error());
  return out;
}

int set_calendar(Cli& cli, const CalendarOptions& o) {
  const auto action = calendar_of(o);
  if (!action) return cli.finish(action.error());
  return cli.submit(*action, cli.say("working days recorded: ", "已记录工作日日历：") +
                                 std::to_string(o.year) + "  " + action->document_no);
}

int show_calendar(Cli& cli, const CalendarOptions& o) {
  auto client = cli.client();
  if (!client) return cli.finish(client.error());
  auto found = (*client)->state<CalendarValue>(CalendarKey{o.year});
  if (!found) return cli.finish(found.error());
  const std::string year = std::to_string(o.year);
  if (!**found)
    return cli.finish(
        {ExitCode::refused, Error{Code::not_recorded, year + "; " + cli.proved_under(found->proof())}});
  if (cli.json) {
    json::object out = to_json(***found);
    out["year"] = o.year;
    out["proof"] = cli.proof_json(found->proof());
    cli.print_json(out);
    return 0;
  }
  const auto days = [](const auto& list) {
    std::string out;
    for (const Date& day : list) out += " " + day.iso().substr(5);
    return out;
  };
  cli.print(year + "  " + (**found)->document_no + "\n  " + cli.say("holidays", "放假") +
            days((**found)->holidays) + "\n  " + cli.say("worked  ", "上班") + days((**found)->workdays) +
            "\n" + cli.proved_under(found->proof()) + "\n");
  return 0;
}

}  // namespace

void add_calendar_commands(Command& app) {
  Command& calendar = app.command("calendar", {"working days", "工作日日历"});
  auto& o = calendar.keep<CalendarOptions>();
  constexpr Words kYearWords{"a calendar year, 2026", "年份，例如 2026"};
  Command& set = calendar
                     .command("set",
                              {"record the holidays of a year, whole (role admin)\n"
                               "without options as the State Council arranged them: 2021 to 2026",
                               "设定某年的工作日日历，须给出全年（角色 "
                               "admin）\n不填选项则按国务院办公厅的安排：2021 至 2026 年"},
                              o, set_calendar)
                     .uses(kSigns);
  set.argument("YEAR", &o.year, kYearWords);
  set.option("--holiday DAYS", &o.holidays,
             {"2026-10-01 or 2026-10-01..2026-10-08", "放假日期：2026-10-01 或 2026-10-01..2026-10-08"});
  set.option("--workday DAYS", &o.workdays,
             {"a Saturday or Sunday that is worked", "调休工作日（周六或周日）"});
  set.option("--document-no NUMBER", &o.document_no, kDocumentNoWords);
  Command& show = calendar
                      .command("show", {"the holidays of a year, proved", "某年的放假与调休日期，附证明"}, o,
                               show_calendar)
                      .uses(kAsks);
  show.argument("YEAR", &o.year, kYearWords);
}

}  // namespace credence
