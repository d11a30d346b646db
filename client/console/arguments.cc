// SPDX-License-Identifier: Apache-2.0
#include "client/console/arguments.h"

#include <algorithm>

#include "ledger/domain/types.h"

namespace credence {
namespace {

std::vector<const Option*> arguments_of(const Command& command) {
  std::vector<const Option*> out;
  for (const Option& option : command.options())
    if (option.is_argument) out.push_back(&option);
  return out;
}

/// "a/b#1" as a, b and 1; empty: it is not of this form.
std::vector<std::string> parts_of(std::string_view text) {
  std::vector<std::string> out;
  for (;;) {
    const std::size_t end = text.find_first_of("/#");
    if (text.substr(0, end).empty()) return {};
    out.emplace_back(text.substr(0, end));
    if (end == std::string_view::npos) return out;
    text.remove_prefix(end + 1);
  }
}

void take_apart(const Command& command, std::vector<const Option*> places, Values& values) {
  if (places.size() < 2 || places.front()->name() != "PROGRAMME") return;
  std::vector<std::string> words;
  std::ptrdiff_t marks = 0;
  for (const Option* place : places)
    for (const std::string& value : values[place]) {
      marks += std::ranges::count(value, '#');
      const auto parts = place->is_list() ? std::vector{value} : parts_of(value);
      if (parts.empty()) return;
      words.insert(words.end(), parts.begin(), parts.end());
    }
  // The line of what has it as an option.
  for (const Option& option : command.options())
    if (option.name() == "--line" && values[&option].empty()) places.push_back(&option);
  // A table prints a line of a list; what shows things shows the list then.
  if (command.name() == "show" && words.size() == places.size() + 1 && marks == 1) words.pop_back();
  if (words.size() > places.size() && !places.back()->is_list()) return;
  auto word = words.begin();
  for (const Option* place : places) {
    const auto end = place->is_list() ? words.end() : std::min(word + 1, words.end());
    values[place] = {word, end};
    word = end;
  }
}

bool looks_like_code(std::string_view text) {
  return text.size() == Uscc::kSize &&
         std::ranges::all_of(text, [](char c) { return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z'); });
}

void change_places(const std::vector<const Option*>& arguments, Values& values) {
  const auto at = [&](std::string_view name) {
    const auto found = std::ranges::find(arguments, name, &Option::name);
    return found == arguments.end() ? nullptr : &values[*found];
  };
  auto *const title = at("TITLE"), *const code = at("CODE");
  if (title == nullptr || code == nullptr || title->size() != 1 || code->size() != 1) return;
  if (looks_like_code(title->front()) && !looks_like_code(code->front())) std::swap(*title, *code);
}

}  // namespace

void put_in_place(const Command& command, Values& values) {
  const std::vector<const Option*> arguments = arguments_of(command);
  take_apart(command, arguments, values);
  change_places(arguments, values);
}

}  // namespace credence
