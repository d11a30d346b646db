// SPDX-License-Identifier: Apache-2.0
// The table of days in docs/domain.md names every day that an action states, and no other.
#include <gtest/gtest.h>

#include <fstream>
#include <set>

#include "ledger/views/json.h"
#include "tests/source_tree.h"
#include "tests/support/domain_samples.h"
#include "tests/support/fields.h"

namespace credence {
namespace {

namespace json = boost::json;

template <class T>
struct AnyDay : std::bool_constant<std::is_same_v<T, Date>> {};

/// The name of the member that holds this text, or nothing.
std::string member_of(const json::value& view, std::string_view text, const std::string& name = {}) {
  if (view.is_string()) return view.as_string() == text ? name : "";
  if (view.is_object()) {
    for (const auto& [key, value] : view.as_object())
      if (auto found = member_of(value, text, std::string(key)); !found.empty()) return found;
  } else if (view.is_array()) {
    for (const auto& value : view.as_array())
      if (auto found = member_of(value, text, name); !found.empty()) return found;
  }
  return {};
}

/// "record_payments paid_on" for every day of every action, by its own serialize, and the years.
std::set<std::string> days_of_actions() {
  std::set<std::string> out = {"create_programme fiscal_year", "define_target year", "set_calendar year"};
  for (Action action : samples::every_action()) {
    std::vector<Date> days;
    std::uint16_t year = 2401;  // no sample has such a day
    fields::each_field<AnyDay, true>(action, [&](auto& day) { days.push_back(day = Date{year++, 2, 3}); });
    const json::value view = to_json(action);
    for (const Date& day : days) {
      const std::string member = member_of(view, day.iso());
      EXPECT_FALSE(member.empty()) << name_of(action) << " has a day that its view does not show";
      out.insert(std::string(name_of(action)) + " " + member);
    }
  }
  return out;
}

/// The rows of the table under "## Days": | `action` | `field`, `field` | … |
std::set<std::string> days_of_the_page() {
  std::ifstream in(source_dir() / "docs/domain.md");
  std::set<std::string> out;
  bool inside = false;
  for (std::string line; std::getline(in, line);) {
    if (line.starts_with("## ")) inside = line == "## Days";
    if (!inside || !line.starts_with("| `")) continue;
    std::vector<std::string> words;
    const auto last = line.find('|', line.find('|', 1) + 1);
    for (std::size_t at = 0; (at = line.find('`', at)) < last;) {
      const auto end = line.find('`', at + 1);
      words.push_back(line.substr(at + 1, end - at - 1));
      at = end + 1;
    }
    for (std::size_t i = 1; i < words.size(); ++i)
      EXPECT_TRUE(out.insert(words[0] + " " + words[i]).second) << line;
  }
  return out;
}

TEST(DaysTable, NamesEveryDayOfEveryAction) {
  const auto of_actions = days_of_actions(), of_page = days_of_the_page();
  EXPECT_GE(of_actions.size(), 35U);
  for (const std::string& day : of_actions)
    EXPECT_TRUE(of_page.contains(day)) << "docs/domain.md says nothing of " << day;
  for (const std::string& day : of_page)
    EXPECT_TRUE(of_actions.contains(day)) << "docs/domain.md names what is not there: " << day;
}

}  // namespace
}  // namespace credence
