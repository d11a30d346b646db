// SPDX-License-Identifier: Apache-2.0
#include "client/console/app.h"

#include <CLI/CLI.hpp>

#include <algorithm>
#include <charconv>
#include <set>

#include "client/base/characters.h"
#include "client/console/arguments.h"
#include "client/console/help.h"
#include "ledger/primitives/error.h"

namespace credence {
namespace {

std::vector<std::string> split(std::string_view text, char at) {
  std::vector<std::string> out;
  for (;;) {
    const std::size_t end = text.find(at);
    out.emplace_back(text.substr(0, end));
    if (end == std::string_view::npos) return out;
    text.remove_prefix(end + 1);
  }
}

/// "-o,--out".
std::string joined_names(const Option& option) {
  std::string out;
  for (const std::string& name : option.names) out += (out.empty() ? "" : ",") + name;
  return out;
}

std::string initial_of(const Target& target) {
  if (const auto* const text = std::get_if<std::string*>(&target)) return **text;
  return std::visit(
      [](auto* at) -> std::string {
        if constexpr (std::is_integral_v<std::remove_reference_t<decltype(*at)>> &&
                      !std::is_same_v<decltype(at), bool*>)
          return *at == 0 || *at == std::numeric_limits<std::remove_reference_t<decltype(*at)>>::max()
                     ? ""
                     : std::to_string(*at);
        else
          return {};
      },
      target);
}

// ---- the parser's library ---------------------------------------------------------------------------------

/// It divides the words among commands, arguments and options. What is right of them is decided here.
void declare(const Command& command, CLI::App& parser) {
  for (const Option& option : command.options()) {
    if (option.is_flag()) {
      parser.add_flag(joined_names(option));
      continue;
    }
    CLI::Option* const made = parser.add_option(joined_names(option))->take_all();
    if (option.is_argument && option.is_list()) made->allow_extra_args();
  }
  for (const Command& below : command.commands()) {
    CLI::App* const made = parser.add_subcommand(below.name());
    if (!below.other_name().empty()) made->alias(below.other_name());
    declare(below, *made);
  }
}

/// Commands from the root to the last one that was named.
struct Level {
  const Command* command;
  const CLI::App* parser;
};
std::vector<Level> levels_of(const Command& root, const CLI::App& parser) {
  std::vector<Level> out{{&root, &parser}};
  for (auto named = parser.get_subcommands(); !named.empty(); named = named.front()->get_subcommands())
    out.push_back({out.back().command->find(named.front()->get_name()), named.front()});
  return out;
}

// ---- values -----------------------------------------------------------------------------------------------

/// Puts one value in its place.
struct Store {
  const Option& option;
  const std::string& value;
  std::optional<Mistake> mistake = {};

  void operator()(std::string* to) { *to = value; }
  void operator()(std::filesystem::path* to) { *to = value; }
  void operator()(std::vector<std::string>* to) { to->push_back(value); }
  void operator()(std::vector<std::uint32_t>* to) {
    std::uint32_t number = 0;
    (*this)(&number);
    if (!mistake) to->push_back(number);
  }
  void operator()(bool* to) {
    *to = value == "true";
    if (!*to) mistake = {.kind = Mistake::Kind::value_unwanted, .option = option.name(), .value = value};
  }
  template <class Number>
  void operator()(Number* to) {
    const std::uint64_t most = option.most > 0 ? option.most : std::numeric_limits<Number>::max();
    const char* const last = value.data() + value.size();
    std::uint64_t number = 0;
    const auto [end, error] = std::from_chars(value.data(), last, number);
    if (error != std::errc{} || end != last || number < option.least || number > most)
      mistake = {.kind = Mistake::Kind::no_number,
                 .option = option.name(),
                 .value = value,
                 .least = option.least,
                 .most = most};
    else
      *to = static_cast<Number>(number);
  }
};

/// F7 is f7.
bool same_word(std::string_view a, std::string_view b) {
  return small_letters(std::string(a)) == small_letters(std::string(b));
}

/// The Chinese word that the help writes beside a value: 公示 of "public_notice（公示）", 轻微 of "minor 轻微、…".
std::string_view word_beside(std::string_view help, std::string_view value) {
  for (std::size_t at = help.find(value); at != std::string_view::npos; at = help.find(value, at + 1)) {
    std::string_view rest = help.substr(at + value.size());
    if (rest.starts_with(" "))
      rest.remove_prefix(1);
    else if (rest.starts_with("（"))
      rest.remove_prefix(std::string_view("（").size());
    else
      continue;
    std::size_t end = rest.size();
    for (const std::string_view stop : {"、", "；", "，", "：", "（", "）", "。", "或", " "})
      end = std::min(end, rest.find(stop));
    return static_cast<unsigned char>(rest[0]) >= 0x80 ? rest.substr(0, end) : std::string_view();
  }
  return {};
}

std::optional<Mistake> store(const Option& option, const std::vector<std::string>& values) {
  if (values.size() > 1 && !option.is_list() && !option.is_flag())
    return Mistake{.kind = Mistake::Kind::repeated, .option = option.name()};
  for (std::string value : values) {
    // An unset variable of a script must not switch off what it is to set.
    if (value.empty()) return Mistake{.kind = Mistake::Kind::value_missing, .option = option.name()};
    const std::string chosen = option.allows_names ? value.substr(0, value.find('=')) : value;
    const auto known = std::ranges::find_if(option.allowed, [&](std::string_view one) {
      return same_word(one, chosen) || word_beside(option.about.zh, one) == chosen;
    });
    if (known != option.allowed.end()) value.replace(0, chosen.size(), *known);
    if (!option.allowed.empty() && known == option.allowed.end()) {
      const std::vector<std::string> allowed(option.allowed.begin(), option.allowed.end());
      return Mistake{.kind = Mistake::Kind::not_allowed,
                     .option = option.name(),
                     .value = chosen,
                     .words = allowed,
                     .nearest = nearest(chosen, allowed)};
    }
    const std::string ending = small_letters(std::filesystem::path(value).extension().string());
    if (!option.endings.empty() && !ending.empty() &&
        std::ranges::find(option.endings, ending) == option.endings.end())
      return Mistake{.kind = Mistake::Kind::ending,
                     .option = option.name(),
                     .value = value,
                     .words = {option.endings.begin(), option.endings.end()}};
    Store into{option, value};
    std::visit(into, option.target);
    if (into.mistake) return into.mistake;
  }
  return std::nullopt;
}

// ---- what is wrong ----------------------------------------------------------------------------------------

/// Commands anywhere that bear this name, as they are called: "award import".
void commands_named(const Command& at, std::string_view name, std::vector<std::string>& out) {
  for (const Command& below : at.commands()) {
    if (below.name() == name) out.push_back(below.path().substr(below.path().find(' ') + 1));
    commands_named(below, name, out);
  }
}

constexpr std::size_t kElsewhereMax = 3;  // commands of a name: more than these are no answer

Mistake unknown_command(const Command& root, const Command& last, const std::string& word) {
  std::vector<std::string> names;
  for (const Command& below : last.commands()) names.push_back(below.name());
  Mistake out{.kind = Mistake::Kind::unknown_words,
              .command = &last,
              .words = {word},
              .nearest = nearest(word, names)};
  if (!out.nearest.empty()) return out;
  commands_named(root, word, out.nearest);
  if (out.nearest.size() > kElsewhereMax) out.nearest.clear();
  return out;
}

Mistake unknown_words(const std::vector<Level>& levels, const std::vector<std::string>& words) {
  const Command& last = *levels.back().command;
  const auto is_option = [](const std::string& word) { return word.size() > 1 && word.starts_with('-'); };
  const auto first_option = std::ranges::find_if(words, is_option);
  if (!last.commands().empty() && first_option != words.begin())
    return unknown_command(*levels.front().command, last, words.front());
  if (first_option == words.end())
    return {.kind = Mistake::Kind::unknown_words, .command = &last, .words = words};
  Mistake out{.kind = Mistake::Kind::unknown_words, .command = &last};
  std::ranges::copy_if(words, std::back_inserter(out.words), is_option);
  std::vector<std::string> names;
  for (const Level& level : levels)
    for (const Option& option : level.command->options())
      if (!option.is_argument) names.insert(names.end(), option.names.begin(), option.names.end());
  out.nearest = nearest(first_option->substr(0, first_option->find('=')), names);
  return out;
}

using Given = std::set<const Option*>;

/// What does not go together, of one command.
std::optional<Mistake> wrong_together(const Command& command, const Given& given) {
  std::vector<const Option*> missing;
  for (const Option& option : command.options())
    if (option.is_required && !given.contains(&option)) missing.push_back(&option);
  if (!missing.empty()) return Mistake{.kind = Mistake::Kind::missing, .words = names_of(missing)};
  for (const Option& option : command.options()) {
    if (!given.contains(&option)) continue;
    for (const Option* other : option.excluded)
      if (given.contains(other))
        return Mistake{.kind = Mistake::Kind::excluded, .option = option.name(), .words = {other->name()}};
    for (const Option* other : option.needed)
      if (!given.contains(other))
        return Mistake{.kind = Mistake::Kind::needed, .option = option.name(), .words = {other->name()}};
  }
  for (const Command::Choice& choice : command.choices()) {
    const auto count =
        std::ranges::count_if(choice.options, [&](const Option* one) { return given.contains(one); });
    if (count == 0) return Mistake{.kind = Mistake::Kind::choice_missing, .words = names_of(choice.options)};
    if (count > 1 && choice.only_one)
      return Mistake{.kind = Mistake::Kind::choice_twice, .words = names_of(choice.options)};
  }
  for (const Command::Condition& condition : command.conditions())
    if (condition.is_wrong()) return Mistake{.kind = Mistake::Kind::other, .said = condition.mistake};
  return std::nullopt;
}

/// "--note=": the library would take the next word for the value.
bool lacks_value(const std::string& word) {
  return word.starts_with("--") && word.find('=') == word.size() - 1;
}

}  // namespace

std::vector<std::string> names_of(const std::vector<const Option*>& options) {
  std::vector<std::string> out;
  out.reserve(options.size());
  for (const Option* option : options) out.push_back(option->name());
  return out;
}

std::expected<const Command*, Mistake> understand(const Command& root, std::span<const std::string> words) {
  CLI::App parser;
  parser.set_help_flag();
  parser.allow_extras();
  parser.fallthrough();
  parser.require_subcommand(0, 1);
  declare(root, parser);
  std::optional<std::string> lacking;
  std::vector<std::string> reversed;
  for (const std::string& word : words)
    if (lacks_value(word))
      lacking = word.substr(0, word.size() - 1);
    else
      reversed.insert(reversed.begin(), word);
  try {
    parser.parse(reversed);
  } catch (const CLI::ArgumentMismatch&) {
    lacking = words.back();  // nothing came after it; no other count is checked there
  }
  const std::vector<Level> levels = levels_of(root, parser);
  const Command* const last = levels.back().command;
  std::optional<Mistake> mistake;
  const auto found = [&](std::optional<Mistake> one) {
    if (mistake || !one) return;
    mistake = std::move(one);
    mistake->command = last;
  };
  std::vector<std::string> unknown = parser.remaining(true);
  std::erase(unknown, "--");
  if (!unknown.empty()) found(unknown_words(levels, unknown));
  if (lacking) found(Mistake{.kind = Mistake::Kind::value_missing, .option = *lacking});
  Given given;
  for (const Level& level : levels) {
    Values values;
    for (const Option& option : level.command->options())
      values[&option] = level.parser->get_option(option.name())->results();
    put_in_place(*level.command, values);
    for (const Option& option : level.command->options()) {
      // An empty value is none: what a shell's unset variable becomes.
      if (!std::ranges::all_of(values[&option], &std::string::empty)) given.insert(&option);
      found(store(option, values[&option]));
    }
  }
  if (!last->commands().empty()) found(Mistake{.kind = Mistake::Kind::command_missing});
  for (const Level& level : levels) found(wrong_together(*level.command, given));
  if (mistake) return std::unexpected(*std::move(mistake));
  return last;
}

std::expected<const Command*, Mistake> command_called(const Command& root,
                                                      std::span<const std::string> words) {
  const Command* at = &root;
  for (const std::string& word : words) {
    const Command* const below = at->find(word);
    if (below == nullptr) return std::unexpected(unknown_command(root, *at, word));
    at = below;
  }
  return at;
}

// ---- declaring --------------------------------------------------------------------------------------------

bool Option::is_list() const {
  return std::holds_alternative<std::vector<std::string>*>(target) ||
         std::holds_alternative<std::vector<std::uint32_t>*>(target);
}

Option& Option::required() {
  is_required = true;
  return *this;
}
Option& Option::one_of(std::vector<std::string_view> values) {
  allowed = std::move(values);
  return *this;
}
Option& Option::names_one_of(std::vector<std::string_view> values) {
  allowed = std::move(values);
  allows_names = true;
  return *this;
}
Option& Option::range(std::uint64_t from, std::uint64_t to) {
  least = from;
  most = to;
  return *this;
}
Option& Option::excludes(std::initializer_list<std::reference_wrapper<const Option>> others) {
  for (const Option& other : others) excluded.push_back(&other);
  return *this;
}
Option& Option::needs(std::initializer_list<std::reference_wrapper<const Option>> others) {
  for (const Option& other : others) needed.push_back(&other);
  return *this;
}
Option& Option::writes(std::initializer_list<std::string_view> beside) {
  written = {""};
  written.insert(written.end(), beside);
  return *this;
}
Option& Option::ends_in(std::vector<std::string_view> ends) {
  endings = std::move(ends);
  return *this;
}
Option& Option::of(Use which) {
  use = which;
  return *this;
}

Command& Command::command(std::string name, Words about) {
  return commands_.emplace_back(std::move(name), about, this);
}

Option& Command::argument(std::string_view spec, Target to, Words about) {
  const bool may_be_missing = spec.starts_with('[');
  if (may_be_missing) spec = spec.substr(1, spec.size() - 2);
  Option& out = options_.emplace_back();
  out.names = {std::string(spec)};
  out.target = to;
  out.about = about;
  out.is_argument = true;
  out.is_required = !may_be_missing;
  out.initial = initial_of(to);
  return out;
}

Option& Command::option(std::string_view spec, Target to, Words about) {
  const std::size_t blank = spec.find(' ');
  Option& out = options_.emplace_back();
  out.names = split(spec.substr(0, blank), ',');
  if (blank != std::string_view::npos) out.value = spec.substr(blank + 1);
  out.target = to;
  out.about = about;
  out.initial = initial_of(to);
  return out;
}

Option& Command::flag(std::string_view names, bool& to, Words about) { return option(names, &to, about); }

void Command::exactly_one(Options options) {
  at_least_one(options);
  choices_.back().only_one = true;
}
void Command::at_least_one(Options options) {
  Choice choice;
  for (const Option& option : options) choice.options.push_back(&option);
  choices_.push_back(std::move(choice));
}
void Command::wrong_if(std::function<bool()> is_wrong, Words mistake) {
  conditions_.push_back({std::move(is_wrong), mistake});
}
Command& Command::also(std::string name) {
  other_name_ = std::move(name);
  return *this;
}
Command& Command::uses(Use use) {
  use_ = use;
  return *this;
}
Command& Command::footer(Words words) {
  footer_ = words;
  return *this;
}
Command& Command::example(std::string line) {
  examples_.push_back(std::move(line));
  return *this;
}

std::string Command::path() const { return above_ == nullptr ? name_ : above_->path() + " " + name_; }

Use Command::use() const {
  const Use inherited = use_ ? *use_ : above_ == nullptr ? Use::nothing : above_->use();
  const bool writes = std::ranges::any_of(options_, [](const Option& one) { return !one.written.empty(); });
  return writes ? inherited | Use::writes : inherited;
}

const Command* Command::find(std::string_view name) const {
  const auto at = std::ranges::find_if(
      commands_, [name](const Command& one) { return one.name_ == name || one.other_name_ == name; });
  return at == commands_.end() ? nullptr : &*at;
}
Command& Command::at(std::string_view name) {
  const auto found = std::ranges::find(commands_, name, &Command::name);
  CREDENCE_ASSERT(found != commands_.end());
  return *found;
}

}  // namespace credence
