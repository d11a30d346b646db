// SPDX-License-Identifier: Apache-2.0
#include "client/console/list_review.h"

#include <algorithm>
#include <boost/json.hpp>

namespace credence {
namespace {

namespace json = boost::json;

constexpr std::size_t kFundedShown = 50;
constexpr std::size_t kManyEnterprises = 200;  // more are worth a progress bar

std::string one_funded(const FundedBefore& one, bool zh) {
  const std::string where = std::string(one.award.programme) + "/" + std::string(one.award.batch) + "#" +
                            std::to_string(one.award.line);
  const std::string programme(one.programme_name), sum = yuan_text(one.amount);
  std::string out = zh ? "  第 " + std::to_string(one.file_line) + " 行  "
                       : "  line " + std::to_string(one.file_line) + "  ";
  out += std::string(one.name) + (zh ? "：" : ": ");
  const std::string waits = one.waits ? one.waits->hex().substr(0, 8) : "";
  if (one.payment)
    out += zh ? (one.waits ? "拨付待复核，" : "已拨付，") + programme + "（" + where + "），" + one.on.iso() +
                    "，" + sum + " 元"
              : (one.waits ? "waits to be paid by list " : "already paid by list ") + std::string(one.list) +
                    " under " + programme + " (" + where + "), " + one.on.iso() + ", " + sum;
  else
    out += zh ? (one.waits ? "安排待复核，" : "已获 ") + std::string(one.department_zh) + " " + programme +
                    "（" + where + "）支持，" + std::to_string(one.fiscal_year) + " 年，" + sum + " 元"
              : (one.waits ? "waits to be funded by " : "already funded by ") +
                    std::string(one.department_en) + " under " + programme + " (" + where + "), " +
                    std::to_string(one.fiscal_year) + ", " + sum;
  if (!one.project.empty()) out += (zh ? "，项目 " : ", project ") + std::string(one.project);
  if (one.waits) out += zh ? "（待复核编号 " + waits + "）" : " (pending " + waits + ")";
  if (one.same) out += zh ? "  ← 疑似重复" : "  ← the same again";
  return out + "\n";
}

}  // namespace

namespace {

/// Good lines; what they refer to with the programme and the list that they are of.
std::vector<ListedLine> lines_of_list(const ReviewQuestion& question, const Draft& draft) {
  std::vector<ListedLine> lines = draft.listed();
  for (ListedLine& line : lines) {
    if (line.pays) line.pays->programme = question.programme;
    if (auto* const award = std::get_if<AwardKey>(&line.refers)) {
      award->programme = question.programme;
      if (line.corrects) award->batch = question.batch;
    }
    if (auto* const payment = std::get_if<PaymentKey>(&line.refers)) {
      payment->programme = question.programme;
      payment->list = question.list;
    }
  }
  return lines;
}

}  // namespace

Outcome<Compared> compare_list(Cli& cli, const ReviewQuestion& question, const ListAnswers& answers,
                               Draft& draft) {
  const std::vector<ListedLine> lines = lines_of_list(question, draft);
  if (std::ranges::none_of(lines, [](const ListedLine& line) {
        return line.refers.index() > 0 || (line.pays && !line.project.empty());
      }))
    return Compared{};
  auto client = cli.client();
  auto compared = client ? compare_with_recorded(**client, lines, answers)
                         : Outcome<Compared>(std::unexpected(client.error()));
  if (!compared) {
    if (!cli.dry_run || (client && compared.error().exit != ExitCode::unreachable))
      return std::unexpected(compared.error());
    cli.note(client ? cli.say("the lines were not compared with what is recorded: no node answers\n",
                              "未与已有记录核对：没有节点应答\n")
                    : cli.say("the lines were not compared with what is recorded: no network here\n",
                              "未与已有记录核对：此处没有网络\n"));
    return Compared{};
  }
  for (const LineProblem& problem : compared->problems) draft.add_problem(problem);
  for (const auto& [line, name] : compared->names) draft.rename(line, name);
  return compared;
}

Outcome<std::optional<Review>> review_list(Cli& cli, const ReviewQuestion& question, Draft& draft) {
  std::vector<ListedLine> lines = lines_of_list(question, draft);
  // What names an enterprise beside a record is held against that record.
  std::erase_if(lines, [](const ListedLine& line) { return line.refers.index() > 0 && !line.corrects; });
  std::set<Uscc> codes;
  for (const ListedLine& line : lines)
    if (line.code) codes.insert(*line.code);
  if (codes.empty()) return std::nullopt;
  auto client = cli.client();
  if (!client) {
    if (!cli.dry_run) return std::unexpected(client.error());
    cli.note(cli.say("duplicates were not looked for: no network here\n", "未查重：此处没有网络\n"));
    return std::nullopt;
  }
  std::optional<Progress> progress;
  if (codes.size() > kManyEnterprises)
    progress.emplace(cli.say("looking at what is recorded", "查询已有记录"), codes.size(), cli.language(),
                     cli.json);
  auto found = review_lines(**client, lines, question, [&progress](std::size_t n) {
    if (progress) progress->advance(n);
  });
  if (progress) progress->finish();
  if (!found) {
    if (!cli.dry_run || found.error().exit != ExitCode::unreachable) return std::unexpected(found.error());
    cli.note(cli.say("duplicates were not looked for: no node answers\n", "未查重：没有节点应答\n"));
    return std::nullopt;
  }
  for (const auto& [line, name] : found->names) {
    if (const auto former = found->former.find(line); former != found->former.end())
      cli.note(cli.say("line ", "第 ") + std::to_string(line) + cli.say(": ", " 行：") +
               std::string(former->second) + cli.say(" is a former name of ", " 是曾用名，现名 ") +
               std::string(name) + "\n");
    draft.rename(line, name);
  }
  for (const LineProblem& problem : found->problems) draft.add_problem(problem);
  return *std::move(found);
}

std::string funded_text(const Review& review, Language language) {
  const bool zh = language == Language::zh;
  if (review.funded.empty()) return {};
  const auto same = static_cast<std::size_t>(std::ranges::count(review.funded, true, &FundedBefore::same));
  std::string out = (zh ? "本名单企业已有记录：" : "recorded before for enterprises of this list: ") +
                    with_separators(review.funded.size()) +
                    (zh ? "，其中疑似重复：" : ", of them the same again: ") + with_separators(same) + "\n";
  std::size_t shown = 0;
  for (const bool same_first : {true, false})
    for (const FundedBefore& one : review.funded) {
      if (one.same != same_first || shown == kFundedShown) continue;
      ++shown;
      out += one_funded(one, zh);
    }
  if (review.funded.size() > shown)
    out += "  … " + with_separators(review.funded.size() - shown) +
           (zh ? " 条未显示：--json 可查看\n" : " more: --json has them\n");
  if (review.more_funded > 0)
    out +=
        "  … " + with_separators(review.more_funded) +
        (zh ? " 条超出上限，未列出：可用 credence history 查看该企业的全部记录\n"
            : " more lie beyond the bound and are not listed: credence history has all of an enterprise\n");
  return out;
}

json::array funded_json(const Review& review) {
  json::array out;
  for (const FundedBefore& one : review.funded)
    out.push_back(json::object{{"line", one.file_line},
                               {"code", text_of(one.code)},
                               {"name", std::string_view(one.name)},
                               {"payment", one.payment},
                               {"programme", std::string_view(one.award.programme)},
                               {"programme_name", std::string_view(one.programme_name)},
                               {"batch", std::string_view(one.award.batch)},
                               {"award_line", one.award.line},
                               {"list", std::string_view(one.list)},
                               {"department_zh", std::string_view(one.department_zh)},
                               {"department_en", std::string_view(one.department_en)},
                               {"fiscal_year", one.fiscal_year},
                               {"project", std::string_view(one.project)},
                               {"amount_fen", std::to_string(one.amount)},
                               {"on", one.on.iso()},
                               {"waits", one.waits ? json::value(one.waits->hex()) : json::value(nullptr)},
                               {"same", one.same}});
  return out;
}

}  // namespace credence
