// SPDX-License-Identifier: Apache-2.0
#include "client/console/persons.h"

#include <boost/json.hpp>

#include "client/console/list_questions.h"
#include "client/lists/personal.h"
#include "ledger/views/json.h"

namespace credence {
namespace {

namespace json = boost::json;

/// What people write freely; names and ids are none of it.
bool is_free_text(std::string_view member) {
  for (const std::string_view one :
       {"reason", "grounds", "source", "title", "project", "conditions", "note", "text", "person_class"})
    if (member == one) return true;
  return false;
}

void find_persons(const json::value& value, std::string_view member, std::string& out) {
  if (const auto* const object = value.if_object())
    for (const auto& [name, one] : *object) find_persons(one, name, out);
  if (const auto* const array = value.if_array())
    for (const json::value& one : *array) find_persons(one, member, out);
  if (const auto* const text = value.if_string(); text != nullptr && is_free_text(member))
    if (const std::string found = personal_in(*text); !found.empty() && !out.contains(found))
      out += (out.empty() ? "" : ", ") + found;
}

}  // namespace

Outcome<void> persons_agreed(Cli& cli, const Action& action) {
  std::string found;
  find_persons(to_json(action), {}, found);
  if (found.empty()) return {};
  cli.note(
      cli.say("this looks like a person, or how to reach one, and cannot be taken out of the ledger again: ",
              "疑似个人信息，记录后无法删除：") +
      found + "\n");
  if (cli.dry_run || !somebody_to_ask(cli) ||
      confirmed(cli, cli.say("record it so? [y/N] ", "是否仍如此记录？[y/N] ")))
    return {};
  return give_up(ExitCode::refused, Code::personal_data, found);
}

}  // namespace credence
