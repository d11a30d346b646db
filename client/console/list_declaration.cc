// SPDX-License-Identifier: Apache-2.0
#include "client/console/list_declaration.h"

#include "client/base/list_errors.h"
#include "client/console/list_questions.h"
#include "client/console/options.h"

namespace credence {

Outcome<Fen> declared_total(const Declaration& declared, std::optional<AmountUnit> unit) {
  if (declared.total.empty()) return Fen{0};
  return amount_option(declared.total, "--declared-total", unit);
}

Outcome<void> confirm_declaration(const Cli& cli, const ListOptions& options, std::uint32_t count, Fen total,
                                  std::size_t lines, Fen sum) {
  const bool count_differs = count != 0 && count != lines, total_differs = total != 0 && total != sum;
  if (!count_differs && !total_differs) return {};
  std::string text;
  if (count_differs)
    text += cli.say("declared lines: ", "公布笔数：") + with_separators(count) +
            cli.say(", lines of the list: ", "，名单行数：") + with_separators(lines);
  if (total_differs)
    text += (text.empty() ? "" : cli.say("; ", "；")) + cli.say("declared total: ", "公布总额：") +
            cli.money(total) + cli.say(", sum of the lines: ", "，各行合计：") + cli.money(sum);
  if (cli.dry_run || options.accept_difference) {
    if (cli.dry_run && !cli.json)
      cli.print(text + "\n");
    else
      cli.note(text + "\n");
    return {};
  }
  if (confirmed(cli, text + cli.say("\nrecord it so? [y/N] ", "\n是否如此记录？[y/N] "))) return {};
  return give_up(ExitCode::bad_input, list_code::declared_differs, text);
}

}  // namespace credence
