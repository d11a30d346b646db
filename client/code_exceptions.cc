// SPDX-License-Identifier: Apache-2.0
#include "client/code_exceptions.h"

#include "ledger/domain/text.h"

namespace credence {

Outcome<std::set<Uscc>> recorded_exceptions(Client& client, const std::set<Uscc>& codes) {
  std::set<Uscc> out;
  for (const Uscc& code : codes) {
    auto held = client.state<CodeExceptionValue>(CodeExceptionKey{code});
    if (!held) return std::unexpected(held.error());
    if (**held) out.insert(code);
  }
  return out;
}

Result<Uscc> code_written(std::string_view text) {
  if (is_resident_id(text) || (text.ends_with('x') && is_resident_id(std::string(text.substr(0, 17)) + "X")))
    return fail(Code::personal_data, said::identity_number());
  return parse_uscc(text);
}

Outcome<Uscc> take_code(Client& client, std::string_view text) {
  const auto code = code_written(text);
  if (code) return *code;
  if (const auto misfit = misfit_uscc(text)) {
    auto recorded = recorded_exceptions(client, {*misfit});
    if (!recorded) return std::unexpected(recorded.error());
    if (!recorded->empty()) return *misfit;
  }
  return give_up(ExitCode::bad_input, code.error());
}

}  // namespace credence
