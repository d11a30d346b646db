// SPDX-License-Identifier: Apache-2.0
// credence award …: lists of awards from their publication to their confirmation, objections, withdrawals.
#include <algorithm>
#include <charconv>
#include <limits>

#include "client/base/json_text.h"
#include "client/base/list_errors.h"
#include "client/commands/award_amend.h"
#include "client/commands/award_view.h"
#include "client/commands/families.h"
#include "client/commands/known.h"
#include "client/console/console.h"
#include "client/console/list_declaration.h"
#include "client/console/list_questions.h"
#include "client/console/options.h"
#include "client/console/submit_each.h"
#include "client/four_eyes.h"
#include "client/lists/plan.h"
#include "client/lists/review.h"
#include "client/words/enum_words.h"
#include "client/words/facts.h"
#include "ledger/views/json.h"

namespace credence {
namespace {

namespace json = boost::json;

// ---- lists ------------------------------------------------------------------------------------------------

struct AwardOptions {
  ListOptions list;
  Declaration declared;
  std::string programme, batch, title, document_no, published, stage = "confirmed", source, quota, project,
                                                               conditions;
  std::uint8_t support_years = 0;
  std::vector<std::string> identifications;  // "LINE=CODE"
  bool accept_difference = false;            // of names
};

int import_awards(Cli& cli, const AwardOptions& options) {
  RecordAwards head;
  head.programme = options.programme;
  head.batch = options.batch;
  head.title = options.title.empty() ? options.batch : options.title;
  head.document_no = options.document_no;
  head.stage = options.stage == "public_notice" ? AwardStage::public_notice : AwardStage::confirmed;
  head.declared_count = options.declared.count;
  head.source = options.source;
  if (!options.quota.empty()) head.quota = Id(options.quota);
  auto day = day_option(options.published, "--published");
  if (!day) return cli.finish(day.error());
  head.published = *day;
  if (!options.list.file.empty()) {
    ListPurpose purpose{.review = {.programme = head.programme,
                                   .batch = head.batch,
                                   .list = {},
                                   .funding = true,
                                   .awards = true},
                        .may_be_unidentified = true};
    purpose.given.project = Name(options.project);
    purpose.given.support_years = options.support_years;
    purpose.given.conditions = Note(options.conditions);
    auto kind = kind_of(cli, head.programme, cli.dry_run);
    if (!kind) return cli.finish(kind.error());
    purpose.given.kind = *kind;
    return import_file(
        cli, options.list, *kind == ProgrammeKind::talent_subsidy ? talent_list() : award_list(),
        std::move(purpose),
        [&](const std::vector<AwardLine>& lines, const PreparedList& list) -> Outcome<std::vector<Action>> {
          auto declared = declare(cli, options.list, options.declared, list, std::span(lines), head);
          if (!declared) return std::unexpected(declared.error());
          return plan_awards(head, lines);
        });
  }
  auto total = declared_total(options.declared, AmountUnit::wan);
  if (!total) return cli.finish(total.error());
  head.declared_total = *total;
  if (auto good = check_action(head); !good) return cli.finish({ExitCode::bad_input, good.error()});
  return cli.submit(head, cli.say("batch recorded without lines: ", "已记录批次（无明细）：") +
                              options.programme + "/" + options.batch);
}

/// Shows the beneficiary of each line beside the registered name; where the two are not one name, somebody has to
/// agree. What is not there the ledger says itself.
Outcome<void> names_agree(Cli& cli, const IdentifyBeneficiaries& action, bool accepted) {
  auto client = cli.client();
  if (!client) return std::unexpected(client.error());
  std::string others;
  for (const Identification& one : action.lines) {
    auto award = (*client)->state<AwardValue>(AwardKey{action.programme, action.batch, one.line});
    if (!award) return std::unexpected(award.error());
    auto enterprise = (*client)->state<EnterpriseValue>(EnterpriseKey{one.code});
    if (!enterprise) return std::unexpected(enterprise.error());
    if (!**award || !**enterprise) continue;
    const Name &written = (**award)->beneficiary, &registered = (**enterprise)->name;
    const bool other = form_of(written, ***enterprise) == NameForm::other;
    cli.note(cli.say("line ", "第 ") + std::to_string(one.line) + cli.say(": ", " 行：") +
             std::string(written) + " → " + std::string(registered) + " (" + std::string(text_of(one.code)) +
             ")" + (other ? cli.say("  ← another name", "  ← 名称不符") : "") + "\n");
    if (other)
      others += (others.empty() ? "" : "; ") + std::to_string(one.line) + ": " + std::string(written) +
                " ≠ " + std::string(registered);
  }
  if (others.empty() || accepted ||
      confirmed(cli, cli.say("are they the same nevertheless? [y/N] ", "确为同一主体吗？[y/N] ")))
    return {};
  return give_up(ExitCode::refused, list_code::another_name, others);
}

int identify(Cli& cli, const AwardOptions& options) {
  IdentifyBeneficiaries action{Id(options.programme), Id(options.batch), {}};
  for (const std::string& text : options.identifications) {
    const std::size_t equals = text.find('=');
    std::uint32_t line = 0;
    const char* const end = text.data() + std::min(equals, text.size());
    const auto [stop, error] = std::from_chars(text.data(), end, line);
    if (equals == std::string::npos || error != std::errc{} || stop != end || line == 0)
      return cli.finish({ExitCode::usage, Error{list_code::bad_form, text + ": LINE=CODE"}});
    auto code = cli.code(std::string_view(text).substr(equals + 1));
    if (!code) return cli.finish({code.error().exit, Error{code.error().error.code, text}});
    action.lines.push_back({line, *code});
  }
  std::ranges::sort(action.lines, {}, &Identification::line);
  if (auto good = names_agree(cli, action, options.accept_difference); !good) return cli.finish(good.error());
  return cli.submit(
      action, cli.say("beneficiaries identified: ", "已确认主体：") + std::to_string(action.lines.size()));
}

// ---- confirmation, objections, withdrawal -----------------------------------------------------------------

struct StepOptions {
  std::string programme, batch, document_no, reason, published;
  std::filesystem::path evidence;
  std::uint32_t line = 0, place = 0, objection = 0;  // `place`: the line, as an argument
  std::vector<std::uint32_t> lines;
  bool upheld = false, dismissed = false, all = false;

  [[nodiscard]] std::string name() const { return programme + "/" + batch; }
};

/// Repeats the batch's declaration as the ledger holds it.
int confirm_batch(Cli& cli, const StepOptions& o) {
  auto client = cli.client();
  if (!client) return cli.finish(client.error());
  auto found = (*client)->state<AwardBatchValue>(AwardBatchKey{Id(o.programme), Id(o.batch)});
  if (!found) return cli.finish(found.error());
  if (!**found) return cli.finish({ExitCode::refused, Error{Code::unknown_batch, o.name()}});
  const AwardBatchValue& held = ***found;
  auto day = day_option(o.published, "--published");
  if (!day) return cli.finish(day.error());
  RecordAwards action;
  action.programme = Id(o.programme);
  action.batch = Id(o.batch);
  action.title = held.title;
  action.document_no = o.document_no.empty() ? held.document_no : DocumentNo(o.document_no);
  action.published = *day ? *day : held.published;
  action.stage = AwardStage::confirmed;
  action.declared_count = held.declared_count;
  action.declared_total = held.declared_total;
  action.source = held.source;
  action.quota = held.quota;
  std::string what = cli.say("batch confirmed: ", "已下达批次：") + o.name() + cli.say(": ", "：") +
                     cli.counted(held.recorded_count, noun::kAwardLine) + cli.say(", ", "，") +
                     cli.money(held.recorded_total - held.released_total);
  if (held.declared_count != held.recorded_count || held.declared_total != held.recorded_total)
    what += cli.say("; declared: ", "；公布：") + cli.counted(held.declared_count, noun::kAwardLine) +
            cli.say(", ", "，") + cli.money(held.declared_total);
  return cli.submit(action, what);
}

/// By the number that the ledger gave it the objection is decided.
Outcome<Cli::Followed> number_of_objection(const Cli& cli, Client& client, const Id& programme,
                                           const VerifiedTransaction& sent) {
  std::uint32_t number = 0;
  if (is_parked(sent.receipt)) return Cli::Followed{};
  auto read = client.read_history(of_programme(programme),
                                  {.kinds = {"objected"}, .order = HistoryOrder::newest_first},
                                  [&](const HistoryEntry& entry) {
                                    if (entry.transaction == sent.transaction.id)
                                      number = std::get<Objected>(entry.fact).number;
                                    return number == 0;
                                  });
  if (!read) return std::unexpected(read.error());
  return Cli::Followed{{{"objection", std::uint64_t{number}}},
                       cli.say("its number: ", "异议编号：") + std::to_string(number) + "\n"};
}

/// `already_registered` where the same objection by who signs is open: each is decided on its own, and holds the
/// confirmation up.
Outcome<void> not_filed_before(Cli& cli, const FileObjection& action) {
  auto key = cli.keyring().public_key(cli.key);
  if (cli.key.empty() || !key) return {};  // signing says so
  auto client = cli.client();
  if (!client) return std::unexpected(client.error());
  auto signer = (*client)->state<SignerValue>(SignerKey{key_id(*key)});
  if (!signer) return std::unexpected(signer.error());
  auto batch = (*client)->state<AwardBatchValue>(AwardBatchKey{action.programme, action.batch});
  if (!batch) return std::unexpected(batch.error());
  if (!**signer || !**batch || (**batch)->open_objections == 0) return {};
  for (std::uint32_t number = 1; number <= (**batch)->objections; ++number) {
    auto held = (*client)->state<ObjectionValue>(ObjectionKey{action.programme, action.batch, number});
    if (!held) return std::unexpected(held.error());
    const auto& one = **held;
    if (one && !one->decided_on && one->line == action.line && one->grounds == action.grounds &&
        one->enterprise == (**signer)->enterprise &&
        (one->enterprise || one->department == (**signer)->department))
      return give_up(ExitCode::refused, Code::already_registered,
                     cli.say("objection ", "异议 ") + std::to_string(number));
  }
  return {};
}

int object(Cli& cli, const StepOptions& o) {
  auto hash = evidence_option(o.evidence);
  if (!hash) return cli.finish(hash.error());
  const Id programme(o.programme);
  const FileObjection action{programme, Id(o.batch), o.line, Note(o.reason), *hash};
  if (auto good = not_filed_before(cli, action); !good) return cli.finish(good.error());
  return cli.submit(action, cli.say("objection filed: ", "已提出异议：") + o.name(),
                    [&](Client& client, const VerifiedTransaction& sent) {
                      return number_of_objection(cli, client, programme, sent);
                    });
}

int decide(Cli& cli, const StepOptions& o) {
  return cli.submit(DecideObjection{Id(o.programme), Id(o.batch), o.objection, o.upheld,
                                    DocumentNo(o.document_no), Note(o.reason)},
                    (o.upheld ? cli.say("objection upheld: ", "异议成立：")
                              : cli.say("objection dismissed: ", "异议不成立：")) +
                        o.name());
}

/// All lines of a batch: complete, since the programme's history is.
Outcome<std::vector<Award>> lines_of_batch(Client& client, const Id& programme, const Id& batch) {
  auto found = client.award_list(programme);
  if (!found) return std::unexpected(found.error());
  if (!**found) return give_up(ExitCode::refused, Code::unknown_programme, programme);
  std::vector<Award> out = std::move((*std::move(*found))->awards);
  std::erase_if(out, [&](const Award& award) { return award.batch != batch; });
  std::ranges::sort(out, {}, &Award::line);
  return out;
}

int withdraw(Cli& cli, const StepOptions& o) {
  std::vector<std::uint32_t> lines = o.lines;
  if (o.all) {
    auto client = cli.client();
    if (!client) return cli.finish(client.error());
    auto all = lines_of_batch(**client, Id(o.programme), Id(o.batch));
    if (!all) return cli.finish(all.error());
    for (const Award& award : *all)
      if (!award.closed && award.amount > award.released + award.paid) lines.push_back(award.line);
    if (lines.empty()) return cli.finish({ExitCode::refused, Error{Code::nothing_to_release, o.name()}});
  }
  std::ranges::sort(lines);
  std::vector<Step> steps;
  for (std::size_t first = 0; first < lines.size(); first += limits::kLinesMax) {
    WithdrawAwards action{Id(o.programme), Id(o.batch), DocumentNo(o.document_no), Note(o.reason), {}};
    for (const std::uint32_t line :
         std::span(lines).subspan(first, std::min(lines.size() - first, limits::kLinesMax)))
      action.lines.push_back({line});
    const std::size_t count = action.lines.size();
    steps.push_back({std::move(action), o.name(), count});
  }
  if (steps.size() > 1) return submit_each(cli, steps, {"withdrawn", "已撤回"});
  return cli.submit(steps.front().action,
                    cli.say("lines withdrawn: ", "已撤回行数：") + std::to_string(lines.size()));
}

/// "round A, stake after it 12.5%".
std::string invested_text(const Cli& cli, const FundInvestment& made) {
  return cli.say("round ", "投资轮次 ") + std::string(round_words(made.round).in(cli.language())) +
         (made.stake > 0 ? cli.say(", stake after it ", "，投后持股比例 ") + percent_text(made.stake) : "");
}
/// What became of an investment.
std::string returned_text(const Cli& cli, const AwardValue& v) {
  if (v.cost_ended == 0 && v.returned == 0) return {};
  return "    " + cli.say("returned ", "累计回收 ") + cli.yuan(v.returned) +
         cli.say(", of its cost ended ", "，已终结成本 ") + cli.yuan(v.cost_ended) +
         (v.written_off > 0 ? cli.say(", of it written off ", "，其中核销损失 ") + cli.yuan(v.written_off)
                            : "") +
         "\n";
}
std::string acceptance_text(const Cli& cli, Acceptance acceptance) {
  constexpr Words kWords[] = {{"none", "无"}, {"passed", "通过"}, {"failed", "未通过"}};
  return std::string(kWords[static_cast<std::size_t>(acceptance)].in(cli.language()));
}
/// " on 2026-09-21"; nothing where there is no day.
std::string day_text(const Cli& cli, const std::optional<Date>& day) {
  return day ? cli.say(" on ", "，") + day->iso() : std::string();
}
/// " (2026-03-02, 2026-06-02)".
std::string days_text(const Cli& cli, const List<Date, 255>& days) {
  std::string out;
  for (const Date& day : days) out += (out.empty() ? cli.say(" (", "（") : cli.say(", ", "、")) + day.iso();
  return out.empty() ? out : out + cli.say(")", "）");
}
std::string stage_text(const Cli& cli, const AwardBatchValue& batch) {
  const AwardStanding standing = batch.stage == AwardStage::confirmed ? AwardStanding::confirmed
                                 : batch.objected                     ? AwardStanding::objected
                                                                      : AwardStanding::public_notice;
  return std::string(standing_words(standing, ProgrammeKind::grant).in(cli.language()));
}

/// The latest correction of what a batch says of itself, from the programme's complete history.
Outcome<std::optional<HistoryEntry>> last_amendment(Client& client, const Id& programme, const Id& batch) {
  std::optional<HistoryEntry> out;
  auto read = client.read_history(of_programme(programme),
                                  {.kinds = {"batch_amended"}, .order = HistoryOrder::newest_first},
                                  [&](const HistoryEntry& entry) {
                                    if (std::get<BatchAmended>(entry.fact).batch == batch) out = entry;
                                    return !out;
                                  });
  if (!read) return std::unexpected(read.error());
  return out;
}
/// "2026-12-09 amended: published 2026-12-09 → 2026-12-02: 更正 (粤工信〔2026〕9号)": what is another now.
std::string amendment_text(const Cli& cli, const HistoryEntry& entry) {
  const auto& fact = std::get<BatchAmended>(entry.fact);
  const std::string none = cli.say("none", "无");
  std::string out = date_in_china(entry.time_ms).iso() + cli.say(" amended", " 更正");
  const auto day = [&none](const std::optional<Date>& one) { return one ? one->iso() : none; };
  if (fact.published != fact.published_before)
    out += cli.say(", published ", "，公布日期 ") + day(fact.published_before) + " → " + day(fact.published);
  if (fact.declared_total != fact.total_before)
    out += cli.say(", declared ", "，公布总额 ") + cli.money(fact.total_before) + " → " +
           cli.money(fact.declared_total);
  return out + cli.say(": ", "：") + std::string(fact.reason) +
         (fact.document_no.empty() ? "" : cli.say(" (", "（") + fact.document_no + cli.say(")", "）"));
}

/// The batch, its objections, and its lines, or one of them whole.
int show_batch(Cli& cli, const StepOptions& o) {
  const std::uint32_t wanted = std::max(o.line, o.place);
  auto client = cli.client();
  if (!client) return cli.finish(client.error());
  const Id programme(o.programme);
  const Id batch(o.batch);
  auto found = (*client)->state<AwardBatchValue>(AwardBatchKey{programme, batch});
  if (!found) return cli.finish(found.error());
  if (!**found) {
    if (auto good = require_programme(cli, o.programme); !good) return cli.finish(good.error());
    return cli.finish(
        {ExitCode::refused, Error{Code::not_recorded, o.name() + "; " + cli.proved_under(found->proof())}});
  }
  const AwardBatchValue& value = ***found;
  auto of = (*client)->state<ProgrammeValue>(ProgrammeKey{programme});
  if (!of) return cli.finish(of.error());
  if (!**of) return cli.finish({ExitCode::not_verified, Error{Code::wrong_subject, o.programme}});
  const ProgrammeKind kind = (***of).kind;
  const std::string paid(paid_words(kind).in(cli.language()));
  json::object view{{"programme", o.programme},
                    {"id", o.batch},
                    {"batch", to_json(value)},
                    {"proof", cli.proof_json(found->proof())}};
  std::string text =
      o.name() + "  " + value.title + "  " + stage_text(cli, value) + "\n  " +
      (value.recorded_count == 0
           ? cli.say("no lines yet; declared ", "尚无明细；公布 ") +
                 cli.counted(value.declared_count, noun::kAwardLine) + cli.say(", ", "，") +
                 cli.money(value.declared_total)
           : cli.say("recorded ", "已记录 ") + cli.counted(value.recorded_count, noun::kAwardLine) +
                 cli.say(", ", "，") + cli.money(value.recorded_total) +
                 (value.released_total > 0
                      ? cli.say(", released ", "，已释放 ") + cli.yuan(value.released_total) +
                            cli.say(", awarded ", "，安排 ") +
                            cli.yuan(value.recorded_total - value.released_total)
                      : "") +
                 cli.say("; ", "；") +
                 (kind == ProgrammeKind::tax_relief        ? paid
                  : kind == ProgrammeKind::fund_investment ? cli.say("invested", "已投资")
                                                           : cli.say("paid", "已拨付")) +
                 " " + cli.yuan(value.paid_total)) +
      "\n";
  if (value.published) text += "  " + cli.say("published ", "公布日期 ") + value.published->iso() + "\n";
  if (value.confirmed_on)
    text += "  " + cli.say("confirmed on the ledger on ", "链上下达日期 ") + value.confirmed_on->iso() + "\n";
  if (value.correction) {
    auto amended = last_amendment(**client, programme, batch);
    if (!amended) return cli.finish(amended.error());
    if (*amended) view["amendment"] = to_json(**amended);
    text += "  " +
            (*amended ? amendment_text(cli, **amended) : correction_text(*value.correction, cli.language())) +
            "\n";
  }
  if (value.notice_ends) text += "  " + cli.say("notice to ", "公示至 ") + value.notice_ends->iso() + "\n";
  json::array objections;
  for (std::uint32_t number = 1; number <= value.objections; ++number) {
    auto objection = (*client)->state<ObjectionValue>(ObjectionKey{programme, batch, number});
    if (!objection) return cli.finish(objection.error());
    if (!**objection) continue;
    const ObjectionValue& held = ***objection;
    json::object one = to_json(held);
    one["number"] = number;
    objections.push_back(std::move(one));
    text += "  " + cli.say("objection ", "异议 ") + std::to_string(number) +
            (held.line > 0 ? cli.say(" to line ", "，第 ") + std::to_string(held.line) + cli.say("", " 行")
                           : "") +
            "  " + held.filed_on.iso() + "  " + held.grounds + "  " +
            (!held.decided_on ? cli.say("open", "待处理")
             : held.upheld    ? cli.say("upheld ", "成立 ") + held.decided_on->iso()
                              : cli.say("dismissed ", "不成立 ") + held.decided_on->iso()) +
            "\n";
  }
  view["objections"] = std::move(objections);
  if (wanted == 0 && value.recorded_count > 0) {
    auto lines = lines_of_batch(**client, programme, batch);
    if (!lines) return cli.finish(lines.error());
    json::array awards;
    for (const Award& award : *lines) awards.push_back(award_json(award));
    view["awards"] = std::move(awards);
    const std::string persons = persons_text(cli, support_of(*lines));
    text += (persons.empty() ? "" : "  " + persons + "\n") + award_table(cli, *lines, true, kind) +
            cli.say("complete: ", "完整：共 ") + cli.counted(lines->size(), noun::kAwardLine) +
            cli.say(", ", "，");
  }
  if (wanted > 0) {
    auto award = (*client)->state<AwardValue>(AwardKey{programme, batch, wanted});
    if (!award) return cli.finish(award.error());
    if (!**award)
      return cli.finish(
          {ExitCode::refused, Error{Code::not_recorded, o.name() + "#" + std::to_string(wanted)}});
    const AwardValue& v = ***award;
    view["award"] = to_json(v);
    AwardStanding standing = award_standing(v, value.stage, value.objected);
    if (standing == AwardStanding::withdrawn) {  // or closed before anything was paid: its history tells
      auto lines = lines_of_batch(**client, programme, batch);
      if (!lines) return cli.finish(lines.error());
      for (const Award& one : *lines)
        if (one.line == wanted) standing = one.standing();
    }
    text +=
        "  #" + std::to_string(wanted) + "  " + v.beneficiary + "  " +
        (v.code ? std::string(text_of(*v.code)) : cli.say("unidentified", "未确认主体")) +
        (v.project.empty() ? "" : "  " + v.project) + "\n    " + cli.say("awarded ", "安排 ") +
        cli.yuan(v.amount - v.released) +
        (v.released > 0 ? cli.say(" (before ", "（原安排 ") + cli.yuan(v.amount) +
                              cli.say(", released ", "，已释放 ") + cli.yuan(v.released) + cli.say(")", "）")
                        : "") +
        cli.say(", ", "，") + paid + " " + cli.yuan(v.paid) + cli.say(", acknowledged ", "，确认收款 ") +
        cli.yuan(v.acknowledged) + cli.say(", demanded back ", "，要求追回 ") + cli.yuan(v.demanded) +
        cli.say(", recovered ", "，已追回 ") + cli.yuan(v.recovered) + "\n    " +
        cli.say("milestones ", "里程碑 ") + std::to_string(v.milestones.size()) +
        days_text(cli, v.milestones) + cli.say(", acceptance ", "，验收 ") +
        acceptance_text(cli, v.acceptance) + day_text(cli, v.acceptance_on) +
        cli.say(", performance ", "，绩效 ") + std::string(grade_words(v.performance).in(cli.language())) +
        day_text(cli, v.performance_on) + "\n    " + cli.say("at present: ", "现状：") +
        std::string(standing_words(v, standing, kind).in(cli.language())) + "\n" + returned_text(cli, v);
    if (v.persons)
      text +=
          "    " + cli.say("supports ", "支持 ") + std::to_string(v.persons->count) +
          cli.say(" persons, ", " 人，") + v.persons->person_class +
          (v.persons->years > 0 ? cli.say(", years: ", "，年限 ") + std::to_string(v.persons->years) : "") +
          (v.persons->conditions.empty() ? "" : cli.say("; ", "；") + v.persons->conditions) + "\n";
    if (v.investment) text += "    " + invested_text(cli, *v.investment) + "\n";
    if (v.correction)
      text += "    " + cli.say("corrections: ", "更正次数：") + std::to_string(v.corrections) +
              cli.say("; ", "；") + correction_text(*v.correction, cli.language()) + "\n";
  }
  if (cli.json)
    cli.print_json(view);
  else
    cli.print(text + cli.proved_under(found->proof()) + "\n");
  return 0;
}

void add_award_steps(Command& family) {
  auto& o = family.keep<StepOptions>();
  const auto command = [&](const char* name, Words about, int (*run)(Cli&, const StepOptions&)) -> Command& {
    Command& out = family.command(name, about, o, run);
    out.argument("PROGRAMME", &o.programme, kProgrammeWords);
    out.argument("BATCH", &o.batch, kBatchWords);
    return out;
  };
  Command& confirm = command(
      "confirm", {"confirm a batch after its public notice (role award)", "公示期满后下达批次（角色 award）"},
      confirm_batch);
  confirm.option("--document-no NUMBER", &o.document_no,
                 {"of the confirmation; else as in the notice", "下达文号；默认与公示时相同"});
  confirm.option("--published DAY", &o.published,
                 {"the day of the confirmation; else as in the notice", "下达日期；默认与公示时相同"});

  Command& against = command("object",
                             {"object to a batch in public notice, or to one line (any key)",
                              "对公示中的批次或其中一行提出异议（任何密钥）"},
                             object);
  against
      .option("--line N", &o.line,
              {"the line it is about; else the whole batch", "异议针对的行；默认针对整个批次"})
      .range(1, std::numeric_limits<std::uint32_t>::max());
  against.option("--reason TEXT", &o.reason, kReasonWords).required();
  against.option("--evidence FILE", &o.evidence, kEvidenceWords);

  Command& decision =
      command("decide", {"decide an objection (role award)", "处理异议（角色 award）"}, decide);
  decision.argument("OBJECTION", &o.objection,
                    {"its number; award show lists them", "异议编号；可用 award show 查看"});
  Option& upheld = decision.flag("--upheld", o.upheld,
                                 {"withdraws the line; against a whole batch: it is never confirmed",
                                  "异议成立：撤回该行；针对整个批次的，该批次不再下达"});
  Option& dismissed =
      decision.flag("--dismissed", o.dismissed, {"nothing changes", "异议不成立：维持原安排"});
  decision.exactly_one({upheld, dismissed});
  decision.option("--reason TEXT", &o.reason, kReasonWords).required();
  decision.option("--document-no NUMBER", &o.document_no, kDocumentNoWords);

  Command& back = command("withdraw",
                          {"release what is unpaid of award lines into the budget (role award)",
                           "撤回安排：各行未拨付的金额释放回预算（角色 award）"},
                          withdraw);
  back.exactly_one(
      {back.argument("[LINE]", &o.lines, kBatchLineWords),
       back.flag("--all", o.all,
                 {"every line of the batch of which something is unpaid", "该批次全部尚有未拨付金额的行"})});
  back.option("--reason TEXT", &o.reason, kReasonWords).required();
  back.option("--document-no NUMBER", &o.document_no, kDocumentNoWords);

  Command& shown = command("show",
                           {"a batch with its objections and all its lines, or one line whole: proved",
                            "批次及其异议与全部明细，或其中一行的全部情况，附证明"},
                           show_batch)
                       .uses(kAsks);
  shown.argument("[LINE]", &o.place, {"this line alone, whole", "仅显示该行的全部情况"})
      .range(1, std::numeric_limits<std::uint32_t>::max());
  shown.option("--line N", &o.line, {"the same", "同上"}).range(1, std::numeric_limits<std::uint32_t>::max());
  shown.wrong_if([&o] { return o.place > 0 && o.line > 0; },
                 {"name the line once: LINE or --line", "行号只填一次：LINE 或 --line"});
}

}  // namespace

void add_award_commands(Command& app) {
  Command& family = app.command("award", {"award lists", "奖补名单"}).uses(kSigns);
  auto& o = family.keep<AwardOptions>();
  Command& import = family.command(
      "import",
      {"record a published award list (role award)\nFILE: 序号, 企业名称, 统一社会信用代码, 项目名称, "
       "金额（万元）; "
       "without FILE the batch's declaration alone",
       "记录已公布的奖补名单（角色 award）\nFILE：序号、企业名称、统一社会信用代码、项目名称、金额（万元）；"
       "不填 FILE 则仅记录批次公布信息，无明细"},
      o, import_awards);
  const Option& file = add_list_options(import, o.list, "[FILE]");
  add_duplicates_option(import, o.list);
  import.flag("--leave-unidentified", o.list.leave_unidentified,
              {"record lines whose enterprise is not found by name without it: award identify names it later",
               "按名称未找到企业的行，暂不确认主体即予记录，之后用 award identify 确认"});
  import.option("--programme PROGRAMME", &o.programme, kProgrammeWords).required();
  import.option("--batch BATCH", &o.batch, kBatchWords).required();
  import.option("--heading TEXT", &o.title,
                {"what the notice is called; else the batch's id", "公告名称；默认为批次编号"});
  import.option("--document-no NUMBER", &o.document_no, kDocumentNoWords);
  import.option("--published DAY", &o.published, kPublishedWords);
  import.option("--stage STAGE", &o.stage, kStageWords).one_of(all_names<AwardStage>());
  import.option("--project TEXT", &o.project,
                {"the project of all lines, where the list has no column for it",
                 "全部行的项目名称（名单没有项目列时）"});
  import.option("--support-years N", &o.support_years,
                {"of a talent subsidy: for how many years; 0: once", "人才补贴的支持年限；0 表示一次性"});
  import.option("--conditions TEXT", &o.conditions,
                {"of a talent subsidy: what it asks for", "人才补贴的条件"});
  import.option("--declared-count N", &o.declared.count,
                {"lines as published; else as many as the file has", "公布笔数；默认为文件的行数"});
  const Option& total = import.option(
      "--declared-total SUM", &o.declared.total,
      {"as published: 200000.5yuan, 20.00005wan, or in the unit of the list; else the sum of the lines",
       "公布总额：200000.5元、20.00005万元，不写单位时与名单相同；默认为各行之和"});
  add_difference_option(import, o.list);
  import.option("--source TEXT", &o.source, kSourceWords);
  import.option("--quota QUOTA", &o.quota, {"of the programme, of which the batch is", "批次所用的专项额度"});
  import.at_least_one({file, total});
  import.example(
      "credence award import list.xlsx --programme puhui-2026 --batch b1 --stage public_notice --key "
      "iit-award");

  Command& name = family.command("identify",
                                 {"say which enterprise a line without a code means (role award)",
                                  "为无代码的行确认主体企业（角色 award）"},
                                 o, identify);
  name.argument("PROGRAMME", &o.programme, kProgrammeWords);
  name.argument("BATCH", &o.batch, kBatchWords);
  name.argument("LINE=CODE", &o.identifications,
                {"the line's number and the enterprise's code", "行号与企业的统一社会信用代码"});
  name.flag("--accept-difference", o.accept_difference,
            {"bind a line also to an enterprise that is registered under another name than the beneficiary's",
             "登记名称与受益人名称不符时仍予确认"});

  add_award_amend(family);
  add_award_steps(family);
}

}  // namespace credence
