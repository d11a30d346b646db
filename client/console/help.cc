// SPDX-License-Identifier: Apache-2.0
#include "client/console/help.h"

#include <algorithm>

#include "client/words/table.h"

namespace credence {
namespace {

constexpr std::size_t kNamesMax = 30;  // columns of the left side; a longer name has a line of its own

std::string joined(const std::vector<std::string>& words, std::string_view between) {
  std::string out;
  for (const std::string& word : words) out += (out.empty() ? "" : std::string(between)) + word;
  return out;
}

std::string value_of(const Option& option) {
  if (option.is_flag() || !option.value.empty()) return option.value;
  if (std::holds_alternative<std::string*>(option.target) ||
      std::holds_alternative<std::vector<std::string>*>(option.target))
    return "TEXT";
  return std::holds_alternative<std::filesystem::path*>(option.target) ? "FILE" : "N";
}

/// Writes a help of one language in lines of one width.
class Writer {
 public:
  Writer(Language language, std::size_t width) : language_(language), width_(width) {}

  [[nodiscard]] std::string of(const Command& command) {
    paragraph(command.about().in(language_));
    out_ += "\n";
    usage(command);
    commands(command);
    options({"Arguments", "参数"}, own_options(command, true));
    options({"Options", "选项"}, own_options(command, false));
    choices(command);
    options({"Common options", "通用选项"}, common_options(command));
    examples(command);
    if (!command.footer().in(language_).empty()) out_ += "\n";
    paragraph(command.footer().in(language_));
    return std::move(out_);
  }

 private:
  using OptionList = std::vector<const Option*>;

  [[nodiscard]] std::string say(std::string_view en, std::string_view zh) const {
    return std::string(Words{en, zh}.in(language_));
  }
  void head(Words words) { out_ += "\n" + say(words.en, words.zh) + ":\n"; }

  void paragraph(std::string_view text) {
    if (text.empty()) return;
    for (const std::string& line : wrapped(text, width_)) out_ += line + "\n";
  }

  /// Words that belong together are not parted.
  void usage(const Command& command) {
    std::vector<std::string> words{say("Usage: ", "用法: ") + command.path()};
    std::ranges::copy(usage_words(command, language_), std::back_inserter(words));
    std::size_t used = 0;
    for (const std::string& word : words) {
      const std::size_t wide = display_width(word) + 1;
      if (used > 0 && used + wide > width_) {
        out_ += "\n   ";
        used = 3;
      }
      out_ += (used > 0 ? " " : "") + word;
      used += wide;
    }
    out_ += "\n";
  }

  void commands(const Command& command) {
    if (command.commands().empty()) return;
    head({"Commands", "子命令"});
    std::size_t column = 0;
    for (const Command& below : command.commands()) column = std::max(column, below.name().size() + 4);
    for (const Command& below : command.commands())
      row(below.name(), first_line(below.about(), language_), column);
  }

  void options(Words title, const OptionList& list) {
    if (list.empty()) return;
    head(title);
    std::size_t column = 0;
    for (const Option* option : list)
      if (const std::size_t wide = display_width(option_names(*option)) + 4; wide <= kNamesMax)
        column = std::max(column, wide);
    for (const Option* option : list)
      row(option_names(*option), option_about(*option, language_), std::max<std::size_t>(column, 12));
  }

  void row(const std::string& name, const std::string& text, std::size_t column) {
    std::string line = "  " + name;
    const std::size_t used = display_width(line);
    line += used + 2 <= column ? std::string(column - used, ' ') : "\n" + std::string(column, ' ');
    bool first = true;
    for (const std::string& part : wrapped(text, width_ - column)) {
      out_ += (first ? line : std::string(column, ' ')) + part + "\n";
      first = false;
    }
  }

  void choices(const Command& command) {
    for (const Command::Choice& choice : command.choices()) {
      const std::string names = joined(names_of(choice.options), say(", ", "、"));
      out_ += "\n";
      paragraph(choice.only_one ? say("Exactly one of: ", "须且仅填其一：") + names
                                : say("At least one of: ", "至少填写其一：") + names);
    }
  }

  void examples(const Command& command) {
    if (command.examples().empty()) return;
    head({"Example", "示例"});
    for (const std::string& one : command.examples()) out_ += folded_command(one, width_) + "\n";
  }

  const Language language_;
  const std::size_t width_;
  std::string out_;
};

/// The words of a command line as a shell parts them: blanks within quotation marks part nothing.
std::vector<std::string> shell_words(std::string_view line) {
  std::vector<std::string> out(1);
  char quote = 0;
  for (const char c : line) {
    if (c == ' ' && quote == 0) {
      if (!out.back().empty()) out.emplace_back();
      continue;
    }
    if (quote == 0 && (c == '\'' || c == '"'))
      quote = c;
    else if (c == quote)
      quote = 0;
    out.back() += c;
  }
  if (out.back().empty()) out.pop_back();
  return out;
}

/// Letters to change, add, drop or swap with the next until one word is the other.
std::size_t distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> before(b.size() + 1), last(b.size() + 1), now(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); ++j) last[j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    now[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      now[j] = std::min({last[j] + 1, now[j - 1] + 1, last[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1)});
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
        now[j] = std::min(now[j], before[j - 2] + 1);
    }
    before.swap(last);
    last.swap(now);
  }
  return last[b.size()];
}

constexpr std::size_t kNearestMax = 3;
constexpr std::size_t kWrittenMax = 64;  // nobody mistypes a longer word

}  // namespace

std::string folded_command(std::string_view line, std::size_t width) {
  std::string out;
  std::size_t used = 0;
  for (const std::string& word : shell_words(line)) {
    const std::size_t wide = display_width(word);
    if (out.empty())
      out = "  ", used = 2;
    else if (used + 1 + wide + 2 > width)  // and " \\" behind it
      out += " \\\n      ", used = 6;
    else
      out += " ", ++used;
    out += word;
    used += wide;
  }
  return out;
}

std::vector<const Option*> own_options(const Command& command, bool arguments) {
  std::vector<const Option*> out;
  for (const Option& option : command.options())
    if (option.is_argument == arguments) out.push_back(&option);
  return out;
}

std::vector<const Option*> common_options(const Command& command) {
  std::vector<const Option*> out;
  for (const Command* at = command.above(); at != nullptr; at = at->above())
    for (const Option& option : at->options())
      if (has(command.use(), option.use)) out.push_back(&option);
  return out;
}

std::string option_names(const Option& option) {
  const std::string value = option.is_argument ? "" : value_of(option);
  return joined(option.names, ", ") + (value.empty() ? "" : " " + value);
}

std::string option_about(const Option& option, Language language) {
  const auto say = [language](std::string_view en, std::string_view zh) {
    return std::string(Words{en, zh}.in(language));
  };
  std::vector<std::string> notes;
  if (option.is_required && !option.is_argument) notes.push_back(say("required", "必填"));
  const std::string_view about = option.about.in(language);
  if (!option.allows_names &&
      !std::ranges::all_of(option.allowed, [&](std::string_view value) { return about.contains(value); }))
    notes.push_back(say("one of ", "可选值：") +
                    joined({option.allowed.begin(), option.allowed.end()}, say(", ", "、")));
  if (option.value == "AMOUNT")
    notes.push_back(say("wan (10,000 CNY), or with its unit: 12345.67yuan, 1.5yi",
                        "万元；或注明单位：12345.67元、1.5亿元"));
  const auto shown = [](std::uint64_t number) {  // years too: only long numbers have separators
    return number < 10'000 ? std::to_string(number) : with_separators(number);
  };
  if (option.most > 0) notes.push_back(shown(option.least) + say(" to ", " 至 ") + shown(option.most));
  if (!option.initial.empty()) notes.push_back(say("default ", "默认 ") + option.initial);
  if (option.is_list() && !option.is_argument) notes.push_back(say("repeatable", "可重复"));
  if (!option.excluded.empty())
    notes.push_back(say("not with ", "不可同用：") + joined(names_of(option.excluded), say(", ", "、")));
  if (!option.needed.empty())
    notes.push_back(say("only with ", "须同用：") + joined(names_of(option.needed), say(", ", "、")));
  std::string out(about);
  if (!notes.empty()) out += say(" (", "（") + joined(notes, say("; ", "；")) + say(")", "）");
  return out;
}

std::vector<std::string> usage_words(const Command& command, Language language) {
  std::vector<std::string> out;
  if (!command.commands().empty()) out.emplace_back(Words{"COMMAND", "子命令"}.in(language));
  for (const Option* option : own_options(command, true)) {
    const std::string name = option->name() + (option->is_list() ? "..." : "");
    out.push_back(option->is_required ? name : "[" + name + "]");
  }
  for (const Option* option : own_options(command, false))
    if (option->is_required) out.push_back(option->name() + " " + value_of(*option));
  out.emplace_back(Words{"[OPTIONS]", "[选项]"}.in(language));
  return out;
}

std::string first_line(Words about, Language language) {
  const std::string_view text = about.in(language);
  return std::string(text.substr(0, text.find('\n')));
}

std::string help_text(const Command& command, Language language, std::size_t width) {
  return Writer(language, width).of(command);
}

std::vector<std::string> nearest(std::string_view written, const std::vector<std::string>& words) {
  std::vector<std::string> out;
  if (written.size() > kWrittenMax) return out;
  std::size_t best = written.size() < 8 ? 1 : written.size() < 12 ? 2 : 3;
  for (const std::string& word : words) {
    const bool begun = written.size() > 1 && word.starts_with(written);
    const std::size_t far = begun ? 1 : distance(written, word);
    if (far > best || (far == best && out.size() == kNearestMax)) continue;
    if (far < best) out.clear();
    best = far;
    out.push_back(word);
  }
  return out;
}

std::string mistake_detail(const Mistake& m, Language language) {
  const auto say = [language](std::string_view en, std::string_view zh) {
    return std::string(Words{en, zh}.in(language));
  };
  const auto list = [&](const std::vector<std::string>& words) { return joined(words, say(", ", "、")); };
  switch (m.kind) {
    case Mistake::Kind::unknown_words:
      return joined(m.words, " ");
    case Mistake::Kind::command_missing:
      return say("a sub-command", "子命令");
    case Mistake::Kind::missing:
      return list(m.words);
    case Mistake::Kind::choice_missing:
      return say("one of ", "") + list(m.words) + say("", " 之一");
    case Mistake::Kind::value_missing:
      return say("the value of ", "") + m.option + say("", " 的值");
    case Mistake::Kind::value_unwanted:
      return m.option + say(" takes no value: ", " 不需要值：") + m.value;
    case Mistake::Kind::ending:
      return m.option + say(": the name of such a file ends in ", " 所写文件的扩展名应为 ") +
             joined(m.words, say(" or ", " 或 ")) + say(": ", "：") + m.value;
    case Mistake::Kind::no_number:
      return m.option + say(": ", " 的值 ") + m.value + say(" is not a whole number from ", " 不是 ") +
             std::to_string(m.least) + say(" to ", " 至 ") + std::to_string(m.most) + say("", " 之间的整数");
    case Mistake::Kind::not_allowed:
      return m.option + say(": ", " 的值 ") + m.value + say(" is not one of ", " 不在以下各项之中：") +
             list(m.words);
    case Mistake::Kind::repeated:
      return m.option + say(" is given twice", " 只能填写一次");
    case Mistake::Kind::excluded:
      return m.option + say(" excludes ", " 不可与 ") + list(m.words) + say("", " 同用");
    case Mistake::Kind::needed:
      return m.option + say(" needs ", " 须与 ") + list(m.words) + say("", " 同用");
    case Mistake::Kind::choice_twice:
      return say("only one of ", "") + list(m.words) + say("", " 只能填其一");
    case Mistake::Kind::other:
      return std::string(m.said.in(language));
  }
  return {};
}

std::string mistake_text(const Mistake& m, Language language) {
  constexpr Words kUnknown{"unknown words", "无法识别的词"},
      kMissing{"something is missing", "缺少必需的内容"}, kWrong{"not understood", "无法理解"};
  using Kind = Mistake::Kind;
  const bool missing = m.kind == Kind::command_missing || m.kind == Kind::missing ||
                       m.kind == Kind::choice_missing || m.kind == Kind::value_missing;
  const Words& what = m.kind == Kind::unknown_words ? kUnknown : missing ? kMissing : kWrong;
  return std::string(what.in(language)) + std::string(Words{" (", "（"}.in(language)) +
         mistake_detail(m, language) + std::string(Words{")", "）"}.in(language));
}

}  // namespace credence
