// SPDX-License-Identifier: Apache-2.0
// The day and the moment that a reading command asks about: --on, --as-of. None is still to come.
#include <charconv>

#include "client/base/list_errors.h"
#include "client/base/now.h"
#include "client/console/console.h"
#include "client/console/options.h"

namespace credence {

namespace {

/// `day_to_come` for a day after today in China, by this machine's clock: nobody can tell of it.
Outcome<Date> that_has_come(Outcome<Date> day, std::string_view option) {
  if (!day || *day <= today_in_china()) return day;
  return give_up(ExitCode::usage, list_code::day_to_come, std::string(option) + " " + day->iso());
}
Outcome<Date> day_of(const std::string& text, std::string_view option) {
  return that_has_come(date_option(text, option), option);
}

}  // namespace

Outcome<ReadOptions> as_of_options(const std::string& text) {
  ReadOptions out;
  if (text.empty()) return out;
  if (text.find_first_not_of("0123456789") != std::string::npos) {
    auto day = day_of(text, "--as-of");
    if (!day) return std::unexpected(day.error());
    out.as_of_date = *day;
    return out;
  }
  Height height = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), height);
  if (error != std::errc{}) return give_up(ExitCode::usage, Code::bad_number, "--as-of " + text);
  out.as_of_height = height;
  return out;
}

Failure to_come(Failure failure, Height height) {
  if (failure.error.code == Code::not_found || failure.error.code == Code::not_yet_certified)
    failure.error = {list_code::day_to_come, "block " + std::to_string(height)};
  return failure;
}

Outcome<Date> day_or_today(const std::string& text, std::string_view option) {
  if (text.empty()) return today_in_china();
  return day_of(text, option);
}

Outcome<Date> day_asked(Cli& cli, const std::string& on, const ReadOptions& as_of) {
  const Date today = today_in_china();
  if (!on.empty()) return that_has_come(date_option(on, "--on"), "--on");
  if (as_of.as_of_date) return *as_of.as_of_date;
  if (!as_of.as_of_height) return today;
  auto client = cli.client();
  if (!client) return std::unexpected(client.error());
  if (*as_of.as_of_height == 0)
    return date_in_china((*client)->network().genesis.time_ms);  // no block has it
  auto block = (*client)->header(as_of.as_of_height);
  if (!block) return std::unexpected(to_come(block.error(), *as_of.as_of_height));
  return date_in_china((*block)->time_ms);
}

std::string as_of_clause(const Cli& cli, const ReadOptions& options) {
  if (!options.past()) return {};
  return cli.say("as of ", "截至") +
         (options.as_of_height ? cli.say("block ", "区块 ") + with_separators(*options.as_of_height)
                               : cli.say("", " ") + options.as_of_date->iso()) +
         cli.say(", ", "，");
}

std::string as_of_text(const Cli& cli, const ReadOptions& options) {
  if (options.as_of_height)
    return cli.say(" as of block ", "（截至区块 ") + with_separators(*options.as_of_height) +
           cli.say("", "）");
  if (options.as_of_date)
    return cli.say(" as of ", "（截至 ") + options.as_of_date->iso() + cli.say("", "）");
  return {};
}

}  // namespace credence
