// SPDX-License-Identifier: Apache-2.0
#include "client/console/completion.h"

#include <algorithm>

#include "client/console/help.h"

namespace credence {
namespace {

bool names_a_file(const Option& option) {
  return std::holds_alternative<std::filesystem::path*>(option.target) || option.value == "FILE" ||
         option.name() == "FILE" || option.value == "DIR";
}

/// Every option that may stand with this command: its own, and those of the program that it uses.
std::vector<const Option*> options_of(const Command& command) {
  std::vector<const Option*> out;
  for (const Option& option : command.options())
    if (!option.is_argument) out.push_back(&option);
  std::ranges::copy(common_options(command), std::back_inserter(out));
  return out;
}

const Option* option_called(const Command& command, std::string_view name) {
  for (const Option* option : options_of(command))
    if (std::ranges::find(option->names, name) != option->names.end()) return option;
  return nullptr;
}

/// Where the words before the last one have led.
struct Place {
  const Command* command;
  const Option* waits = nullptr;  // an option whose value comes next
  std::size_t arguments = 0;      // of the command, given so far
};

Place place_of(const Command& root, std::span<const std::string> words) {
  Place at{&root};
  for (const std::string& word : words) {
    if (at.waits != nullptr) {
      at.waits = nullptr;
    } else if (word.starts_with('-')) {
      const Option* const option = option_called(*at.command, word);
      if (option != nullptr && !option->is_flag()) at.waits = option;
    } else if (const Command* const below = at.command->find(word); below != nullptr) {
      at.command = below;
    } else {
      ++at.arguments;
    }
  }
  return at;
}

const Option* argument_at(const Command& command, std::size_t index) {
  for (const Option& option : command.options())
    if (option.is_argument && (index-- == 0 || option.is_list())) return &option;
  return nullptr;
}

/// Offers what begins as the typed word does.
class Offers {
 public:
  Offers(std::string_view typed, Language language) : typed_(typed), language_(language) {}

  void add(std::string_view word, Words about) {
    if (word.starts_with(typed_)) out_.offers.push_back({std::string(word), first_line(about, language_)});
  }
  void value_of(const Option& option) {
    for (const std::string_view value : option.allowed) add(value, {});
    out_.files = names_a_file(option);
  }
  [[nodiscard]] Completion take() { return std::move(out_); }

 private:
  const std::string_view typed_;
  const Language language_;
  Completion out_;
};

}  // namespace

Completion complete(const Command& root, std::span<const std::string> words, Language language) {
  const std::string typed = words.empty() ? std::string() : words.back();
  const Place at = place_of(root, words.first(words.empty() ? 0 : words.size() - 1));
  Offers offers(typed, language);
  if (at.waits != nullptr) {
    offers.value_of(*at.waits);
  } else if (typed.starts_with('-')) {
    for (const Option* option : options_of(*at.command))
      for (const std::string& name : option->names) offers.add(name, option->about);
  } else if (!at.command->commands().empty()) {
    for (const Command& below : at.command->commands()) offers.add(below.name(), below.about());
  } else if (const Option* const argument = argument_at(*at.command, at.arguments); argument != nullptr) {
    offers.value_of(*argument);
  }
  return offers.take();
}

std::string_view completion_script(Shell shell) {
  switch (shell) {
    case Shell::bash:
      return R"sh(# bash completion for credence: source it, or keep it as bash-completion/completions/credence.
_credence() {
  local line words=("${COMP_WORDS[@]:1:COMP_CWORD}")
  COMPREPLY=()
  while IFS=$'\t' read -r line _; do
    if [ "$line" = ":files" ]; then compopt -o default; else COMPREPLY+=("$line"); fi
  done < <("${COMP_WORDS[0]}" completion offers -- "${words[@]}" 2>/dev/null)
}
complete -F _credence credence
)sh";
    case Shell::zsh:
      return R"sh(#compdef credence
# zsh completion for credence: keep it as _credence in a folder of $fpath.
_credence() {
  local line files=0
  local -a offers
  while IFS= read -r line; do
    if [[ $line == ":files" ]]; then files=1; else offers+=("${${line//:/\\:}/$'\t'/:}"); fi
  done < <("${words[1]}" completion offers -- "${(@)words[2,CURRENT]}" 2>/dev/null)
  (( ${#offers} )) && _describe credence offers
  (( files )) && _files
}
compdef _credence credence
)sh";
    case Shell::fish:
      return R"sh(# fish completion for credence: keep it as completions/credence.fish.
function __credence_offers
  set -l words (commandline -opc)
  set -l given (commandline -ct)
  for line in ($words[1] completion offers -- $words[2..-1] "$given" 2>/dev/null)
    if test "$line" = ":files"
      __fish_complete_path "$given"
    else
      echo $line
    end
  end
end
complete -c credence -f -a "(__credence_offers)"
)sh";
  }
  return {};
}

}  // namespace credence
