// SPDX-License-Identifier: Apache-2.0
#include "client/setup/workdays.h"

#include <algorithm>

#include "client/setup/catalogue.h"
#include "client/setup/catalogue_reader.h"

namespace credence {
namespace {

using catalogue_reader::Reader;

struct Calendars : CatalogueText {
  std::vector<SetCalendar> years;
};

template <class Days>
void read_days(Reader& in, std::string_view member, Days& out) {
  in.list(member, [&](const boost::json::value& value, std::string_view place) {
    const auto day =
        parse_date(value.is_string() ? std::string_view(value.get_string()) : std::string_view());
    if (!day || out.size() == Days::kMax)
      return in.bad(place, {"must be a day", "应为日期"}, {"write it as 2026-10-01", "请写作 2026-10-01"});
    out.push_back(*day);
  });
}

Calendars calendars_of(Reader& top) {
  Calendars out;
  (void)top.text("note_zh");
  (void)top.text("note_en");
  top.each("years", [&](Reader& in) {
    SetCalendar one;
    one.year = static_cast<std::uint16_t>(in.number("year", 2100));
    one.document_no = in.free_text<DocumentNo>("document_no");
    (void)in.text("issued");
    read_days(in, "holidays", one.holidays);
    read_days(in, "workdays", one.workdays);
    out.years.push_back(std::move(one));
  });
  return out;
}

}  // namespace

Outcome<SetCalendar> published_calendar(std::uint16_t year) {
  const auto file = find_configs({}, "calendars/workdays.json");
  if (!file) return std::unexpected(file.error());
  auto known = catalogue_reader::read_json_file<Calendars>(*file, "credence-calendars-1", calendars_of);
  if (!known) return std::unexpected(known.error());
  if (!known->malformed.empty())
    return std::unexpected(first_problem(Code::bad_config, known->malformed, Language::en));
  const auto at = std::ranges::find(known->years, year, &SetCalendar::year);
  if (at != known->years.end()) return *at;
  std::string years;
  for (const SetCalendar& one : known->years) years += (years.empty() ? "" : ", ") + std::to_string(one.year);
  return give_up(ExitCode::usage, Code::missing_value,
                 "--document-no, --holiday, --workday: " + std::to_string(year) + "; " + years + " ✓");
}

}  // namespace credence
