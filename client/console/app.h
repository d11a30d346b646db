// SPDX-License-Identifier: Apache-2.0
// The command line as the commands declare it: a tree of commands with their arguments and options, each
// described in both languages where it stands. How words are understood, what is said of a mistake and what
// --help prints follow from this tree alone.
//
//   auto& o = award.keep<StepOptions>();
//   Command& confirm = award.command("confirm", {"confirm a batch", "下达批次"}, o, confirm_batch);
//   confirm.argument("PROGRAMME", &o.programme, {"its id", "专项编号"});
//   confirm.option("--published DAY", &o.published, {"the day of it; else today", "日期；默认为今日"});
//
// where `int confirm_batch(Cli&, const StepOptions&)` does it and gives the exit code.
//
// Ownership: a command owns its commands, its options and what `keep` makes; references stay good as long
// as the root lives. Of one thread.
#pragma once

#include <cstdint>
#include <expected>
#include <filesystem>
#include <functional>
#include <list>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "client/base/language.h"

namespace credence {

class Cli;

/// Which of the program's own options a command takes; its help shows them. An option without a Use is shown
/// with every command, one of `program` with the program alone.
enum class Use : std::uint16_t {
  nothing = 0,
  data = 1,
  genesis = 2,
  network = 4,
  key = 8,
  checker = 16,
  passphrase = 32,
  program = 64,
  follows = 128,  // more comes after the action: the command does it as well when it is repeated
  writes = 256    // a file that somebody names; every command with such an option uses it
};
[[nodiscard]] constexpr Use operator|(Use a, Use b) {
  // NOLINTNEXTLINE(clang-analyzer-optin.core.EnumCastOutOfRange): several at once
  return static_cast<Use>(static_cast<unsigned>(a) | static_cast<unsigned>(b));
}
[[nodiscard]] constexpr bool has(Use all, Use one) {
  return (static_cast<unsigned>(all) & static_cast<unsigned>(one)) == static_cast<unsigned>(one);
}
inline constexpr Use kAsks = Use::data | Use::genesis | Use::network;             // reads from nodes
inline constexpr Use kSigns = kAsks | Use::key | Use::checker | Use::passphrase;  // and signs an action

/// Where the value of an option goes: a variable that `keep` made. Texts and whole numbers; a list takes
/// one value each time.
using Target =
    std::variant<std::string*, std::filesystem::path*, std::uint8_t*, std::uint16_t*, std::uint32_t*,
                 std::uint64_t*, std::vector<std::string>*, std::vector<std::uint32_t>*, bool*>;

/// An argument ("CODE"), an option ("--line N") or a flag ("--json").
struct Option {
  std::vector<std::string> names;  // "-o", "--out"; of an argument its one name
  std::string value;               // what stands for the value in the help; of a flag nothing
  Target target;
  Words about;
  bool is_argument = false, is_required = false;
  std::vector<std::string_view> allowed;  // none: any
  bool allows_names = false;              // of "NAME=VALUE" only NAME is one of them
  std::uint64_t least = 0, most = 0;      // of a number; most 0: what its type holds
  std::vector<const Option*> excluded, needed;
  Use use = Use::nothing;
  std::string initial;  // what holds where it is not given; empty: nothing
  /// Ends of the files that it writes, behind the name that is given: "" and, of a report, ".manifest".
  std::vector<std::string_view> written;
  std::vector<std::string_view> endings;  // of the file that it names; none: any

  Option& required();
  /// The only values.
  Option& one_of(std::vector<std::string_view> values);
  /// The only names of "NAME=VALUE".
  Option& names_one_of(std::vector<std::string_view> names);
  /// Of a number: both ends belong to it.
  Option& range(std::uint64_t from, std::uint64_t to);
  /// Neither stands beside the other.
  Option& excludes(std::initializer_list<std::reference_wrapper<const Option>> others);
  /// It stands only beside these.
  Option& needs(std::initializer_list<std::reference_wrapper<const Option>> others);
  /// It names a file that is written, and more beside it: none that is there is written over without --overwrite.
  Option& writes(std::initializer_list<std::string_view> beside = {});
  /// The file that it names has one of these endings, ".pdf"; a name without any is as good. What is written into
  /// "list.txt" is found again as a text.
  Option& ends_in(std::vector<std::string_view> ends);
  /// An option of the program: shown with the commands that use this.
  Option& of(Use which);

  /// As it is called in the help and in mistakes: "--out", "CODE".
  [[nodiscard]] const std::string& name() const { return names.back(); }
  [[nodiscard]] bool is_flag() const { return std::holds_alternative<bool*>(target); }
  [[nodiscard]] bool is_list() const;
};

class Command {
 public:
  Command(std::string name, Words about, const Command* above)
      : name_(std::move(name)), about_(about), above_(above) {}
  Command(const Command&) = delete;
  Command& operator=(const Command&) = delete;

  // ---- declaring
  Command& command(std::string name, Words about);
  /// And what it does: see `runs`.
  template <class T, class What>
  Command& command(std::string name, Words about, const T& options, What what) {
    Command& out = command(std::move(name), about);
    out.runs(options, std::move(what));
    return out;
  }
  /// "CODE", or "[CODE]" where it may be missing. The order is that of the words.
  Option& argument(std::string_view spec, Target to, Words about);
  /// "--line N", "-o,--out FILE".
  Option& option(std::string_view spec, Target to, Words about);
  Option& flag(std::string_view names, bool& to, Words about);
  using Options = std::initializer_list<std::reference_wrapper<const Option>>;
  /// One of them has to be given, and one alone.
  void exactly_one(Options options);
  void at_least_one(Options options);
  /// What else is wrong: asked when all values are in their places.
  void wrong_if(std::function<bool()> is_wrong, Words mistake);
  /// Of this command and of those below it, unless they say otherwise.
  Command& uses(Use use);
  /// Another word for it.
  Command& also(std::string name);
  Command& footer(Words words);
  /// A whole command line, as somebody types it.
  Command& example(std::string line);
  /// Made here, filled by the options, read when the command runs.
  template <class T>
  T& keep() {
    auto made = std::make_shared<T>();
    kept_.push_back(made);
    return *made;
  }
  void runs(std::function<int(Cli&)> what) { run_ = std::move(what); }
  template <class T, class What>
  void runs(const T& options, What what) {
    run_ = [&options, what = std::move(what)](Cli& cli) { return what(cli, options); };
  }

  // ---- what was declared
  struct Choice {
    std::vector<const Option*> options;
    bool only_one = false;
  };
  struct Condition {
    std::function<bool()> is_wrong;
    Words mistake;
  };
  [[nodiscard]] const std::string& name() const { return name_; }
  /// Empty: it has no other word.
  [[nodiscard]] const std::string& other_name() const { return other_name_; }
  /// "credence award import".
  [[nodiscard]] std::string path() const;
  [[nodiscard]] Words about() const { return about_; }
  [[nodiscard]] Words footer() const { return footer_; }
  [[nodiscard]] const std::vector<std::string>& examples() const { return examples_; }
  [[nodiscard]] const Command* above() const { return above_; }
  [[nodiscard]] const std::list<Command>& commands() const { return commands_; }
  [[nodiscard]] const std::list<Option>& options() const { return options_; }
  [[nodiscard]] const std::vector<Choice>& choices() const { return choices_; }
  [[nodiscard]] const std::vector<Condition>& conditions() const { return conditions_; }
  [[nodiscard]] Use use() const;
  /// The command of this name; nullptr: there is none.
  [[nodiscard]] const Command* find(std::string_view name) const;
  [[nodiscard]] Command& at(std::string_view name);
  [[nodiscard]] bool does_something() const { return static_cast<bool>(run_); }
  [[nodiscard]] int run(Cli& cli) const { return run_(cli); }

 private:
  std::string name_, other_name_;
  Words about_, footer_;
  const Command* above_;
  std::list<Command> commands_;
  std::list<Option> options_;
  std::vector<Choice> choices_;
  std::vector<Condition> conditions_;
  std::vector<std::string> examples_;
  std::vector<std::shared_ptr<void>> kept_;
  std::optional<Use> use_;
  std::function<int(Cli&)> run_;
};

/// What is wrong with a command line.
struct Mistake {
  enum class Kind {
    unknown_words,  // `words`; `nearest` is what may have been meant
    command_missing,
    missing,         // `words` are required
    choice_missing,  // one of `words`
    value_missing,   // after `option`
    value_unwanted,  // `value`, after the flag `option`
    ending,          // of the file `value` of `option`, which has one of `words`
    no_number,       // `value` of `option`, which is one from `least` to `most`
    not_allowed,     // `value` of `option`, which is one of `words`; `nearest`
    repeated,        // `option`
    excluded,        // `option` beside `words`
    needed,          // `option` without `words`
    choice_twice,    // of `words` one alone
    other,           // as `said`
  };
  Kind kind = Kind::other;
  const Command* command = nullptr;  // as far as it was understood
  std::string option = {}, value = {};
  std::vector<std::string> words = {}, nearest = {};
  std::uint64_t least = 0, most = 0;
  Words said = {};
};

/// What they are called, as Option::name.
[[nodiscard]] std::vector<std::string> names_of(const std::vector<const Option*>& options);

/// The command that the words name. Every value is in its place then; with a mistake those are that stand
/// before it.
[[nodiscard]] std::expected<const Command*, Mistake> understand(const Command& root,
                                                                std::span<const std::string> words);
/// The command that is called so: "award", "import".
[[nodiscard]] std::expected<const Command*, Mistake> command_called(const Command& root,
                                                                    std::span<const std::string> words);

}  // namespace credence
