// SPDX-License-Identifier: Apache-2.0
#include "client/console/list_names.h"

#include <algorithm>
#include <boost/json.hpp>

#include "client/base/now.h"
#include "client/code_exceptions.h"

namespace credence {
namespace {

namespace json = boost::json;
namespace fs = std::filesystem;

constexpr std::size_t kMatchesShown = 50;
constexpr std::size_t kManyBlocks = 200;  // more are worth a progress bar

Question name_question(const std::string& name, const std::vector<std::size_t>& lines,
                       const std::vector<NamedEnterprise>& found) {
  Question out;
  out.kind = Question::Kind::name;
  out.written = name;
  out.lines = lines;
  for (const NamedEnterprise& one : found) {
    const std::string code(text_of(one.code));
    Said shown(code + " " + std::string(one.value.name));
    if (one.former) shown += {" (formerly so named)", "（曾用名）"};
    if (one.value.place) shown += Said(" " + std::string(*one.value.place));
    if (!one.value.active(today_in_china()))
      shown += {" " + std::string(name_of(one.value.end)),
                one.value.end == EnterpriseEnd::merged ? " 已合并" : " 已注销"};
    if (one.value.successor) shown += Said(" → " + std::string(text_of(*one.value.successor)));
    out.candidates.push_back({code, std::move(shown)});
  }
  if (found.empty())
    out.text = {"No registered enterprise has this name. What is its code?",
                "没有以此名称登记的企业，其代码是？"};
  else if (found.size() == 1)
    out.text = {"The enterprise of this name has ended. Which one is meant?",
                "此名称的企业已终止，所指企业的代码是？"};
  else
    out.text = {"Several enterprises have this name. Which one is meant?",
                "有多家企业使用此名称，是哪一家？"};
  return out;
}

/// The enterprise that an answer names; it must be registered.
Outcome<NamedEnterprise> answered_enterprise(Client& client, const ListOptions& options,
                                             const std::string& name, const Uscc& code) {
  auto held = client.state<EnterpriseValue>(EnterpriseKey{code});
  if (!held) return std::unexpected(held.error());
  if (**held) return NamedEnterprise{code, ***held, false};
  return give_up(ExitCode::bad_input, Code::unknown_enterprise,
                 shown_file(options.answers) + ": " + name + " = " + std::string(text_of(code)));
}

}  // namespace

Outcome<NameRegister> names_of_ledger(Cli& cli, Client& client) {
  const fs::path directory = client.network().directory;
  auto head = client.header();
  if (!head) return std::unexpected(head.error());
  const Height blocks = head->header().height;
  std::optional<Progress> progress;
  if (blocks > kManyBlocks) progress.emplace(cli.say("names", "名称"), blocks, cli.language(), cli.json);
  auto names = NameRegister::read(client, directory.empty() ? fs::path() : directory / "names.cache",
                                  [&progress](std::uint64_t n) {
                                    if (progress) progress->advance(n);
                                  });
  if (progress) progress->finish();
  return names;
}

Outcome<MatchedNames> match_names(Cli& cli, const ListOptions& options, const GivenAnswers& answers,
                                  bool may_be_unidentified, Draft& draft) {
  MatchedNames out;
  if (draft.unnamed().empty()) return out;
  auto client = cli.client();
  if (!client) {
    if (!cli.dry_run) return std::unexpected(client.error());
    cli.note(cli.say("names were not matched: no network here\n", "未匹配名称：此处没有网络\n"));
    return out;
  }
  auto names = names_of_ledger(cli, **client);
  if (!names) return std::unexpected(names.error());
  std::map<std::string, std::vector<std::size_t>> lines;  // by the name as written
  for (const UnnamedLine& line : draft.unnamed()) lines[line.name].push_back(line.file_line);
  for (const auto& [name, at] : lines) {
    const auto answer = answers.names.find(name);
    const bool answered = answer != answers.names.end();
    if (answered && !answer->second) continue;  // it stays unidentified
    std::vector<NamedEnterprise> found;
    if (answered) {
      auto one = answered_enterprise(**client, options, name, *answer->second);
      if (!one) return std::unexpected(one.error());
      found.push_back(*std::move(one));
    } else {
      auto some = enterprises_named(**client, *names, name);
      if (!some) return std::unexpected(some.error());
      found = *std::move(some);
      // A list names enterprises; a product of the same name is none.
      std::erase_if(found,
                    [](const NamedEnterprise& one) { return one.value.kind != HolderKind::enterprise; });
    }
    if (answered || (found.size() == 1 && found.front().value.active(today_in_china()))) {
      const NamedEnterprise& one = found.front();
      for (const std::size_t line : at) {
        draft.identify(line, one.code, one.value.name);
        out.matches.push_back({line, name, one.code, one.value.name, one.former, answered});
      }
    } else if (!options.leave_unidentified || !may_be_unidentified) {
      out.questions.push_back(name_question(name, at, found));
    }
  }
  std::ranges::sort(out.matches, {}, &NameMatch::file_line);
  return out;
}

std::string matches_text(const std::vector<NameMatch>& matches, Language language) {
  const bool zh = language == Language::zh;
  if (matches.empty()) return {};
  std::string out =
      (zh ? "按名称匹配：" : "matched by name: ") + counted(matches.size(), noun::kLine, language) + "\n";
  for (std::size_t i = 0; i < matches.size() && i < kMatchesShown; ++i) {
    const NameMatch& m = matches[i];
    out +=
        "  " +
        (zh ? "第 " + std::to_string(m.file_line) + " 行  " : "line " + std::to_string(m.file_line) + "  ") +
        m.written + " → " + std::string(text_of(m.code));
    if (m.written != m.name) out += "  " + std::string(m.name);
    if (m.former) out += zh ? "（曾用名）" : " (former name)";
    if (m.answered) out += zh ? "（按答复）" : " (as answered)";
    out += "\n";
  }
  return matches.size() > kMatchesShown ? out + "  …\n" : out;
}

json::array matches_json(const std::vector<NameMatch>& matches) {
  json::array out;
  for (const NameMatch& m : matches)
    out.push_back(json::object{{"line", m.file_line},
                               {"written", m.written},
                               {"code", text_of(m.code)},
                               {"name", std::string_view(m.name)},
                               {"former", m.former},
                               {"answered", m.answered}});
  return out;
}

void take_exceptions(Cli& cli, Draft& draft) {
  if (draft.misfits().empty()) return;
  if (draft.misfits().size() > kMisfitsAskedMax) {
    cli.note(cli.say("exceptions were not looked for: too many codes have a wrong check digit: ",
                     "未查询代码例外：校验位不符的代码过多：") +
             with_separators(draft.misfits().size()) + "\n");
    return;
  }
  auto client = cli.client();
  auto recorded = client ? recorded_exceptions(**client, draft.misfits())
                         : Outcome<std::set<Uscc>>(std::unexpected(client.error()));
  if (!recorded) {
    cli.note(cli.say("exceptions were not looked for: ", "未查询代码例外：") +
             cli.cause(recorded.error().error) + "\n");
    return;
  }
  if (recorded->empty()) return;
  std::string codes;
  for (const Uscc& code : *recorded) codes += " " + std::string(text_of(code));
  cli.note(cli.say("taken as recorded exceptions:", "按已记录的例外采用：") + codes + "\n");
  draft.except(*recorded);
}

}  // namespace credence
