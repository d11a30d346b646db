// SPDX-License-Identifier: Apache-2.0
// credence credit show, export: the standing of an enterprise, and the entries of a department in the
// national form.
#include "client/base/files.h"
#include "client/base/json_text.h"
#include "client/base/now.h"
#include "client/commands/families.h"
#include "client/commands/kinds.h"
#include "client/commands/known.h"
#include "client/console/console.h"
#include "client/console/options.h"
#include "client/console/standard_streams.h"
#include "client/credit_texts.h"
#include "client/lineage.h"
#include "client/lists/credit_fields.h"
#include "ledger/views/json.h"

namespace credence {
namespace {

namespace json = boost::json;

struct CreditReading {
  std::string department, batch, code, kind = "penalty";
  std::filesystem::path out;
  bool with_texts = false;
};

std::string class_name(const Cli& cli, CreditClass weight) {
  switch (weight) {
    case CreditClass::none:
      return {};
    case CreditClass::minor:
      return cli.say("minor", "轻微");
    case CreditClass::general:
      return cli.say("general", "一般");
    case CreditClass::serious:
      return cli.say("serious", "严重");
  }
  return {};
}
std::string kind_name(const Cli& cli, CreditKind kind) {
  switch (kind) {
    case CreditKind::honour:
      return cli.say("honour", "荣誉");
    case CreditKind::licence:
      return cli.say("licence", "行政许可");
    case CreditKind::penalty:
      return cli.say("penalty", "行政处罚");
    case CreditKind::dishonesty:
      return cli.say("dishonesty", "失信");
  }
  return {};
}
std::string status_name(const Cli& cli, const CreditValue& value, const Date& day) {
  switch (value.status) {
    case CreditStatus::repaired:
      return cli.say("repaired", "已修复");
    case CreditStatus::withdrawn:
      return cli.say("withdrawn", "已撤回");
    case CreditStatus::repair_requested:
      if (value.active(day)) return cli.say("repair requested", "已申请修复");
      break;
    case CreditStatus::recorded:
      break;
  }
  return value.active(day) ? cli.say("published", "公示中") : cli.say("publication over", "公示期满");
}

/// Every entry that a complete history names, as the state holds it now.
Outcome<std::vector<std::pair<CreditKey, CreditValue>>> entries_of(Client& client, const HistoryKey& subject,
                                                                   const Id& batch) {
  auto history = client.history(subject);
  if (!history) return std::unexpected(history.error());
  std::vector<std::pair<CreditKey, CreditValue>> out;
  for (const HistoryEntry& entry : (*history)->entries) {
    const auto* const recorded = std::get_if<CreditRecorded>(&entry.fact);
    if (recorded == nullptr || (!batch.empty() && recorded->entry.batch != batch)) continue;
    auto value = client.state<CreditValue>(recorded->entry);
    if (!value) return std::unexpected(value.error());
    if (!**value) return give_up(ExitCode::not_verified, Code::wrong_subject, text_of(recorded->entry));
    out.emplace_back(recorded->entry, ***value);
  }
  return out;
}

int export_records(Cli& cli, const CreditReading& options) {
  auto key = cli.signing_key();
  if (!key) return cli.finish(key.error());
  auto client = cli.client();
  if (!client) return cli.finish(client.error());
  const auto kind = credit_kind_named(options.kind);
  if (!kind || (*kind != CreditKind::licence && *kind != CreditKind::penalty))
    return cli.finish({ExitCode::usage, Error{Code::unknown_choice, "--kind " + options.kind}});
  if (auto good = require_department(cli, options.department); !good) return cli.finish(good.error());
  auto entries = entries_of(**client, HistoryKey{DepartmentKey{Id(options.department)}}, Id(options.batch));
  if (!entries) return cli.finish(entries.error());
  if (entries->empty() && !options.batch.empty())
    return cli.finish(
        {ExitCode::refused, Error{Code::not_recorded, options.department + "/" + options.batch}});
  std::string csv = "\xEF\xBB\xBF" + credit_head_csv(*kind);
  std::size_t written = 0, closed = 0;
  std::vector<std::string> unreadable;  // whose text is none of a record: the others are written all the same
  std::optional<Error> first;
  for (const auto& [entry, value] : *entries) {
    if (value.kind != *kind) continue;
    if (!value.active(today_in_china())) {  // what is repaired or over is not shared any more
      ++closed;
      continue;
    }
    auto text = fetch_text(**client, *key, entry);
    if (!text) return cli.finish(text.error());
    auto line = credit_record_csv(*kind, text->text);
    if (!line) {
      unreadable.push_back(text_of(entry));
      if (!first) first = Error{line.error().code, text_of(entry) + ": " + line.error().detail};
      continue;
    }
    csv += *line;
    ++written;
  }
  if (is_standard_stream(options.out)) {
    cli.put(csv);
    return first ? cli.finish({ExitCode::bad_input, *first}) : 0;
  }
  if (auto done = write_file(options.out, csv, 0600); !done) return cli.finish(done.error());
  const int exit = static_cast<int>(first ? ExitCode::bad_input : ExitCode::ok);
  if (cli.json) {
    json::object out{{"file", options.out.string()},
                     {"records", written},
                     {"closed", closed},
                     {"unreadable", text_array(unreadable)}};
    if (first) {
      out["error"] = to_json(*first);
      out["exit_code"] = exit;
    }
    cli.print_json(out);
  } else {
    cli.print(cli.counted(written, noun::kRecord) +
              cli.say(", each checked against the chain; no longer published and left out: ",
                      "，均与链上承诺核对；已不再公示而略去：") +
              std::to_string(closed) + "\n");
    if (!unreadable.empty()) {
      std::string names;
      for (const std::string& one : unreadable) names += (names.empty() ? "" : cli.say(", ", "、")) + one;
      cli.note(cli.say("not written, their texts are no records: ", "未导出，其正文不是记录格式：") + names +
               "\n");
    }
  }
  return first && !cli.json ? cli.finish({ExitCode::bad_input, *first}) : exit;
}

int show(Cli& cli, const CreditReading& options) {
  auto code = cli.code(options.code);
  if (!code) return cli.finish(code.error());
  auto client = cli.client();
  if (!client) return cli.finish(client.error());
  if (auto good = require_enterprise(cli, *code); !good) return cli.finish(good.error());
  auto standing = (*client)->state<CreditStandingValue>(CreditStandingKey{*code});
  if (!standing) return cli.finish(standing.error());
  auto entries = entries_of(**client, HistoryKey{EnterpriseKey{*code}}, {});
  if (!entries) return cli.finish(entries.error());
  const Date day = today_in_china();
  const Kind* const rated[] = {&ratings()};
  auto told = (*client)->history(of_enterprise(*code), query_of(rated));
  if (!told) return cli.finish(told.error());
  const std::vector<Thing> grades = ratings().fold(cli, (*told)->entries, day);
  std::optional<SecretKey> key;
  if (options.with_texts) {
    auto opened = cli.signing_key();
    if (!opened) return cli.finish(opened.error());
    key = *opened;
  }
  Table table;
  for (const auto& head :
       {cli.say("entry", "记录"), cli.say("kind", "种类"), cli.say("class", "级别"),
        cli.say("decided", "决定日期"), cli.say("published to", "公示至"), cli.say("status", "状态")})
    table.column(head);
  json::array list;
  std::string texts;
  for (const auto& [entry, value] : *entries) {
    const bool active = value.active(day);
    json::object one{{"entry", text_of(entry)}, {"status", name_of(value.status)}, {"active", active}};
    // What is repaired or over is counted and provable, and not shown.
    if (active) {
      one["value"] = to_json(value);
      table.row({text_of(entry), kind_name(cli, value.kind), class_name(cli, value.weight),
                 value.decided_on.iso(), value.published_to ? value.published_to->iso() : "",
                 status_name(cli, value, day)});
      if (key) {
        auto text = fetch_text(**client, *key, entry);
        if (!text) return cli.finish(text.error());
        one["text"] = std::string_view(text->text);
        texts += text_of(entry) + "\n  " + text->text + "\n";
      }
    } else {
      table.row({text_of(entry), "", "", "", "", status_name(cli, value, day)});
    }
    list.push_back(std::move(one));
  }
  const auto worst = worst_entry(**client, *code, day);
  if (!worst) return cli.finish(worst.error());
  if (cli.json) {
    cli.print_json({{"code", options.code},
                    {"on", day.iso()},
                    {"worst", *worst ? json::value(name_of((*worst)->mark.weight)) : json::value(nullptr)},
                    {"worst_of", *worst ? json::value(text_of((*worst)->code)) : json::value(nullptr)},
                    {"entries", std::move(list)},
                    {"ratings", things_json(grades)},
                    {"proof", cli.proof_json(standing->proof())}});
    return 0;
  }
  if (table.rows() > 0) cli.print(table.text() + texts);
  cli.print(things_table(cli, ratings(), grades, Omit::by_enterprise));
  cli.print(options.code + "  " + day.iso() + cli.say(": ", "：") +
            (!*worst ? cli.say("no adverse entry in publication", "无公示中的不良信息")
                     : cli.say("worst entry in publication: ", "公示中最重级别：") +
                           class_name(cli, (*worst)->mark.weight) +
                           ((*worst)->code == *code
                                ? ""
                                : cli.say(", of ", "，承继自 ") + std::string(text_of((*worst)->code)))) +
            "\n" + cli.proved_under(standing->proof()) + "\n");
  cli.warn_of_bad_answers();
  return 0;
}

}  // namespace

void add_credit_show_commands(Command& family) {
  auto& o = family.keep<CreditReading>();
  Command& out = family.command("export",
                                {"write a department's licences or penalties with the national columns",
                                 "按全国统一格式导出某部门的行政许可或行政处罚"},
                                o, export_records);
  out.uses(kAsks | Use::key | Use::passphrase);
  out.option("--department DEPARTMENT", &o.department, kDepartmentWords).required();
  out.option("--batch BATCH", &o.batch, {"only this one", "仅限该批次"});
  out.option("--kind KIND", &o.kind, {"what is written", "种类：licence 行政许可或 penalty 行政处罚"})
      .one_of({"licence", "penalty"});
  out.option("-o,--out FILE", &o.out, {"CSV file", "CSV 文件"}).required().writes().ends_in({".csv"});

  Command& see = family.command("show", {"the credit standing of an enterprise", "企业的信用状况"}, o, show);
  see.uses(kAsks | Use::key | Use::passphrase);
  see.argument("CODE", &o.code, kCodeWords);
  see.flag("--texts", o.with_texts,
           {"with the texts, asked for with --key", "同时显示正文，以 --key 的密钥索取"});
}

}  // namespace credence
