#include "client/commands/help.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cctype>
#include <functional>
#include <memory>
#include <regex>

namespace credence {
namespace {

constexpr Words kRows[] = {
#define HELP(en, zh) {en, zh},
#include "client/commands/help_zh.def"
#undef HELP
};

// Words that CLI11 prints itself, by the names that it has for them.
constexpr Words kLabels[] = {
    {"Usage", "用法"},    {"OPTIONS", "选项"}, {"SUBCOMMAND", "子命令"}, {"Positionals", "参数"},
    {"REQUIRED", "必填"}, {"Needs", "须同用"}, {"Excludes", "不可同用"},
};

// What a mistake is said with, by CLI11 and where a command asks for one of several: regular expressions, and
// the Chinese with their groups. Those of a missing thing follow on "缺少必需的内容". The first that fits
// counts.
constexpr Words kMistakes[] = {
    {"A subcommand is required", "子命令"},
    {"FILE or --declared-total is required", "FILE 或 --declared-total"},
    {"CODE and --name, or --file is required", "CODE 与 --name，或 --file"},
    {"CODE, or one of (.*) is required", "CODE，或 $1 之一"},
    {"Exactly 1 option from \\[(.*)\\] is required", "$1 之一"},
    {"Exactly 1 option from \\[(.*)\\] is required and (\\d+) were given", "$1 只能选一项，却给出 $2 项"},
    {"At least 1 option from \\[(.*)\\] is required", "$1 至少一项"},
    {"Requires at most (\\d+) options be used and (\\d+) ?were given from \\[(.*)\\]",
     "$3 至多选 $1 项，却给出 $2 项"},
    {"(.*) is required", "$1"},
    {"(.*) requires (.*)", "$1 须与 $2 同用"},
    {"(.*) excludes (.*)", "$1 不可与 $2 同用"},
    {"(.*): (\\d+) required (.*) missing", "$1 还缺 $2 个值：$3"},
    {"(.*): At least (\\d+) required but received (\\d+)", "$1 至少 $2 个值，却给出 $3 个"},
    {"(.*): At Most (\\d+) required but received (\\d+)", "$1 至多 $2 个值，却给出 $3 个"},
    {"Could not convert: (.*) = (.*)", "$1 的值无法识别：$2"},
    {"(.*): Value (.*) not in range (.*) to (.*)", "$1 的值 $2 不在 $3 至 $4 之间"},
    {"(.*): (.*) not in (\\{.*\\})", "$1 的值 $2 不在 $3 之中"},
};
// A longer message is a value that somebody gave, and too much for std::regex, which recurses by the
// character.
constexpr std::size_t kMessageMax = 3000;

const Words* row_of(std::string_view english) {
  const auto* const found = std::ranges::find(kRows, english, &Words::en);
  return found == std::end(kRows) ? nullptr : found;
}

/// Every text of the help becomes what `change` makes of it.
void change_texts(CLI::App& app, const std::function<std::string(std::string)>& change) {
  app.description(change(app.get_description()));
  app.footer(change(app.get_footer()));
  app.group(change(app.get_group()));
  for (CLI::Option* option : app.get_options()) {
    option->description(change(option->get_description()));
    option->group(change(option->get_group()));
  }
  for (CLI::App* below : app.get_subcommands(std::function<bool(CLI::App*)>())) change_texts(*below, change);
}

void set_formatter(CLI::App& app, const std::shared_ptr<CLI::FormatterBase>& formatter) {
  app.formatter(formatter);
  for (CLI::App* below : app.get_subcommands(std::function<bool(CLI::App*)>()))
    set_formatter(*below, formatter);
}

std::string how_many(std::size_t least, std::size_t most) {
  if (least == 0 && most == 0) return {};
  const std::string low = std::to_string(least), high = std::to_string(most);
  return "[以下选项" +
         (least == most ? "须选 " + low
          : most == 0   ? "至少选 " + low
          : least == 0  ? "至多选 " + high
                        : "须选 " + low + " 至 " + high) +
         " 项]";
}

/// As CLI11's, with Chinese for what it has no label for. CLI11 fills columns by bytes, of which a Chinese
/// character has three for its two columns.
class ChineseHelp : public CLI::Formatter {
 public:
  ChineseHelp() {
    for (const auto& [en, zh] : kLabels) label(std::string(en), std::string(zh));
  }

  std::string make_option(const CLI::Option* option, bool positional) const override {
    return line(make_option_name(option, positional) + make_option_opts(option), make_option_desc(option));
  }
  std::string make_subcommand(const CLI::App* command) const override {
    return line(command->get_display_name(true), command->get_description());
  }
  std::string make_description(const CLI::App* app) const override {
    std::string out = app->get_description();
    if (!out.empty()) out += "\n";
    const std::string number = how_many(app->get_require_option_min(), app->get_require_option_max());
    return number.empty() ? out : out + number + "\n";
  }
  /// A group of options inside a command: "[对象]", and its options.
  std::string make_expanded(const CLI::App* group) const override {
    return CLI::detail::find_and_replace(CLI::Formatter::make_expanded(group), "[Option Group: ", "[");
  }

 private:
  [[nodiscard]] std::string line(const std::string& name, const std::string& text) const {
    std::string out = "  " + name;
    if (text.empty()) return out + "\n";
    const std::string margin(get_column_width(), ' ');
    const std::size_t width = display_width(out);
    out += width < margin.size() ? margin.substr(width) : "\n" + margin;
    return out + CLI::detail::find_and_replace(text, "\n", "\n" + margin) + "\n";
  }
};

}  // namespace

std::span<const Words> help_rows() { return kRows; }

std::set<std::string> help_texts(CLI::App& app) {
  std::set<std::string> out;
  change_texts(app, [&](std::string text) {
    if (!text.empty()) out.insert(text);
    return text;
  });
  return out;
}

std::vector<std::string> untranslated(CLI::App& app) {
  std::vector<std::string> out;
  const auto is_latin = [](unsigned char c) { return std::isalpha(c) != 0; };
  for (const std::string& text : help_texts(app))
    if (row_of(text) == nullptr && std::ranges::any_of(text, is_latin)) out.push_back(text);
  return out;
}

void help_in_chinese(CLI::App& app) {
  change_texts(app, [](std::string text) {
    const Words* const row = row_of(text);
    return row == nullptr ? text : std::string(row->zh);
  });
  set_formatter(app, std::make_shared<ChineseHelp>());
}

std::string mistake_in_chinese(const std::string& message) {
  if (message.size() > kMessageMax) return message;
  for (const auto& [en, zh] : kMistakes) {
    std::smatch parts;
    if (std::regex_match(message, parts, std::regex(en.begin(), en.end())))
      return parts.format(std::string(zh));
  }
  return message;
}

}  // namespace credence
