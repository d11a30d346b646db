// SPDX-License-Identifier: Apache-2.0
#include "client/console/list_subject.h"

#include "client/registered.h"

namespace credence {
namespace {

std::vector<std::string> names_in(const QualificationTypeValue& value) {
  return {std::string(value.name_zh), std::string(value.name_en)};
}
std::vector<std::string> names_in(const ProgrammeValue& value) { return {std::string(value.name)}; }

template <class Value>
Outcome<std::optional<Subject>> subject_in(const Outcome<AllOf<Value>>& all, const Id& id, bool zh) {
  if (!all) return std::unexpected(all.error());
  Subject out;
  for (const auto& [other, value] : all->all) {
    std::vector<std::string> names = names_in(value);
    if (other == id) out.name = zh ? names.front() : names.back();
    auto& to = other == id ? out.own : out.others;
    std::ranges::move(names, std::back_inserter(to));
  }
  if (out.own.empty()) return std::nullopt;
  return out;
}

}  // namespace

Outcome<std::optional<Subject>> subject_of(Cli& cli, const Id& title, const Id& programme) {
  if (title.empty() && programme.empty()) return std::nullopt;
  const auto not_compared = [&cli](const Words& why) {
    cli.note(cli.say("not compared with the titles and programmes of the ledger: ",
                     "未与账本上的资格和资金名称核对：") +
             std::string(why.in(cli.language())) + "\n");
    return std::optional<Subject>();
  };
  auto client = cli.client();
  if (!client) {
    if (!cli.dry_run) return std::unexpected(client.error());
    return not_compared({"no network here", "此处没有网络"});
  }
  auto out = title.empty() ? subject_in(all_programmes(**client), programme, cli.zh())
                           : subject_in(all_titles(**client), title, cli.zh());
  if (!out) {
    if (!cli.dry_run || out.error().exit != ExitCode::unreachable) return std::unexpected(out.error());
    return not_compared({"no node answers", "没有节点应答"});
  }
  if (*out) (*out)->title = !title.empty();
  return out;
}

}  // namespace credence
