// SPDX-License-Identifier: Apache-2.0
#include "client/console/manual.h"

#include <algorithm>

#include "client/console/help.h"

namespace credence {
namespace {

/// As troff takes it for text: a backslash, a minus, and a full stop or an apostrophe at a line's beginning
/// mean something else there.
std::string escaped(std::string_view text) {
  std::string out;
  for (const char c : text) {
    const bool begins = out.empty() || out.back() == '\n';
    if (begins && (c == '.' || c == '\'')) out += "\\&";
    if (c == '\\')
      out += "\\e";
    else if (c == '-')
      out += "\\-";
    else
      out += c;
  }
  return out;
}

class Page {
 public:
  explicit Page(Language language) : language_(language) {}

  [[nodiscard]] std::string of(const Command& family) {
    const bool is_root = family.above() == nullptr;
    line(".TH " + manual_name(family) + " 1");
    line(".ad l");
    line(".nh");
    section({"NAME", "名称"});
    line(manual_name(family) + " \\- " + escaped(first_line(family.about(), language_)));
    section({"SYNOPSIS", "用法"});
    usage(family);
    if (is_root)
      families(family);
    else
      commands(family);
    options({"COMMON OPTIONS", "通用选项"}, is_root ? own_options(family, false) : common_options(family));
    if (is_root) {
      section({"NOTES", "说明"});
      text(family.footer().in(language_));
    }
    if (!is_root) {
      section({"SEE ALSO", "参见"});
      line("credence(1)");
    }
    return std::move(out_);
  }

 private:
  void line(std::string_view text) { out_ += std::string(text) + "\n"; }
  void section(Words title) { line(".SH " + std::string(title.in(language_))); }
  void text(std::string_view all) {
    std::string lines = escaped(all);
    for (std::size_t at = 0; (at = lines.find('\n', at)) != std::string::npos; at += 5)
      lines.insert(at, "\n.br");
    line(lines);
  }

  void usage(const Command& command) {
    line(".B " + escaped(command.path()));
    std::string words;
    for (const std::string& word : usage_words(command, language_))
      words += (words.empty() ? "" : " ") + word;
    line(escaped(words));
  }

  void families(const Command& root) {
    section({"COMMANDS", "命令"});
    for (const Command& family : root.commands()) {
      line(".TP");
      line(".BR " + escaped(manual_name(family)) + " (1)");
      line(escaped(first_line(family.about(), language_)));
    }
  }

  /// The family's own arguments and options, and each command below it.
  void commands(const Command& family) {
    section({"DESCRIPTION", "描述"});
    one(family);
    for (const Command& each : family.commands()) {
      line(".SH " + escaped(each.path()));
      usage(each);
      line(".PP");
      one(each);
      for (const Command& deeper : each.commands()) {
        line(".SS " + escaped(deeper.path()));
        usage(deeper);
        line(".PP");
        one(deeper);
      }
    }
  }

  void one(const Command& command) {
    text(command.about().in(language_));
    for (const bool arguments : {true, false})
      for (const Option* option : own_options(command, arguments)) entry(*option);
    for (const std::string& example : command.examples()) {
      line(".PP");
      line(language_ == Language::zh ? "示例：" : "Example:");
      line(".PP");
      line(".nf");
      line(escaped(example));
      line(".fi");
    }
    if (!command.footer().in(language_).empty()) {
      line(".PP");
      text(command.footer().in(language_));
    }
  }

  void options(Words title, const std::vector<const Option*>& list) {
    if (list.empty()) return;
    section(title);
    for (const Option* option : list) entry(*option);
  }
  void entry(const Option& option) {
    line(".TP");
    line(".B " + escaped(option_names(option)));
    text(option_about(option, language_));
  }

  const Language language_;
  std::string out_;
};

}  // namespace

std::string manual_name(const Command& command) {
  std::string out = command.path();
  std::ranges::replace(out, ' ', '-');
  return out;
}

std::string manual_page(const Command& command, Language language) { return Page(language).of(command); }

}  // namespace credence
