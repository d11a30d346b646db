// SPDX-License-Identifier: Apache-2.0
// credence prove: proof bundles. A bundle is fetched and verified while there is a network, and verified
// again by anyone without. What a certificate is of is fetched in the same way.
#include <boost/json.hpp>
#include <charconv>
#include <map>

#include "client/base/list_errors.h"
#include "client/base/now.h"
#include "client/claims.h"
#include "client/commands/families.h"
#include "client/commands/known.h"
#include "client/commands/later.h"
#include "client/commands/proof.h"
#include "client/commands/support.h"
#include "client/console/history_table.h"
#include "client/console/options.h"
#include "client/four_eyes.h"
#include "client/words/enum_words.h"
#include "client/words/facts.h"

namespace credence {
namespace {

/// The subject that the options name: an enterprise's code, or one of the others.
Outcome<std::pair<HistoryKey, std::string>> subject_of(Cli& cli, const ProofOptions& options) {
  const auto named = []<class Key>(const std::string& id,
                                   Key&&) -> Outcome<std::pair<HistoryKey, std::string>> {
    auto checked = id_option(id);
    if (!checked) return std::unexpected(checked.error());
    return std::pair{HistoryKey{std::remove_cvref_t<Key>{*checked}}, id};
  };
  if (!options.what.empty()) {
    auto code = cli.code(options.what);
    if (!code) return std::unexpected(code.error());
    return std::pair{HistoryKey{EnterpriseKey{*code}}, options.what};
  }
  if (!options.programme.empty()) return named(options.programme, ProgrammeKey{});
  if (!options.department.empty()) return named(options.department, DepartmentKey{});
  return named(options.qualification, QualificationTypeKey{});
}

/// Proved page by page, with a progress bar where it is long.
Outcome<HistoryClaim> fetch(Cli& cli, Client& client, const HistoryKey& subject) {
  std::optional<Progress> progress;
  auto out = fetch_history(client, subject, [&](std::uint64_t read, std::uint64_t total) {
    if (!progress && total > limits::kPageEntriesMax)
      progress.emplace(cli.say("history", "历史"), total, cli.language(), cli.json);
    if (progress) progress->advance(read);
  });
  if (out && progress) progress->finish();
  return out;
}

}  // namespace

int prove_history(Cli& cli, const ProofOptions& options) {
  auto subject = subject_of(cli, options);
  if (!subject) return cli.finish(subject.error());
  auto client = cli.client();
  if (!client) return cli.finish(client.error());
  auto claim = fetch(cli, **client, subject->first);
  if (!claim) return cli.finish(claim.error());
  if (!claim->head.value && !options.nothing_too)  // what is not registered has no history: a slip, mostly
    if (auto good = require_subject(cli, subject->first); !good) {
      Failure failure = good.error();
      failure.error.detail += cli.say("; to prove that nothing is recorded under it: --nothing-too",
                                      "；如确需证明其下没有任何记录：--nothing-too");
      return cli.finish(failure);
    }
  return write_claim(cli, **client, options, *std::move(claim), "history-" + subject->second);
}

/// Of what belongs to another: the file holds its code alone, so its name and whether it has ended are said beside it.
static Outcome<void> say_owner(Cli& cli, Client& client, const Uscc& code) {
  if (holder_kind_of(code) == HolderKind::enterprise) return {};
  auto holder = client.state<EnterpriseValue>(EnterpriseKey{code});
  if (!holder) return std::unexpected(holder.error());
  if (!**holder || !(**holder)->belongs_to) return {};
  auto owner = enterprise_then(client, *(**holder)->belongs_to, {});
  if (!owner) return std::unexpected(owner.error());
  cli.note(cli.say("belongs to ", "所属：") + std::string(text_of(*(**holder)->belongs_to)) + " " +
           owner->name + ended_by(cli, *owner, today_in_china()) +
           cli.say("; its name and its end the file does not say", "；其名称与存续情况不在证明文件中") +
           "\n");
  return {};
}

int prove_title(Cli& cli, const ProofOptions& options) {
  auto code = cli.code(options.what);
  if (!code) return cli.finish(code.error());
  auto type = id_option(options.title);
  if (!type) return cli.finish(type.error());
  auto client = cli.client();
  if (!client) return cli.finish(client.error());
  auto claim = fetch_claim<TitleClaim>(**client, QualificationKey{*type, *code});
  if (!claim) return cli.finish(claim.error());
  const std::string name = options.what + "-" + options.title;
  if (!claim->proof.value) {
    if (auto good = require_title(cli, options.title); !good) return cli.finish(good.error());
    return cli.finish(
        {ExitCode::refused, Error{Code::not_recorded, name + "; credence prove absence " + options.what +
                                                          " --title " + options.title}});
  }
  if (auto good = say_owner(cli, **client, *code); !good) return cli.finish(good.error());
  if (options.no_names) claim->context.clear();
  return write_claim(cli, **client, options, *std::move(claim), "title-" + name);
}

int prove_standing(Cli& cli, const ProofOptions& options) {
  auto code = cli.code(options.what);
  if (!code) return cli.finish(code.error());
  auto client = cli.client();
  if (!client) return cli.finish(client.error());
  auto claim = fetch_claim<StandingClaim>(**client, CreditStandingKey{*code});
  if (!claim) return cli.finish(claim.error());
  if (!claim->context.front().value)
    return cli.finish({ExitCode::refused,
                       Error{Code::not_recorded, options.what + "; credence prove absence " + options.what}});
  return write_claim(cli, **client, options, *std::move(claim), "standing-" + options.what);
}

namespace {

/// The totals include what is only in public notice, and do not tell it: it is said beside the proof, from the histories.
Outcome<void> say_in_notice(Cli& cli, Client& client, const StateKey& key) {
  std::map<ProgrammeKind, Support> sums;
  if (const auto* const enterprise = std::get_if<EnterpriseKey>(&key)) {
    auto found = support_of(client, enterprise->code, {});
    if (!found) return std::unexpected(found.error());
    sums = *std::move(found);
  } else {
    auto list = client.award_list(std::get<ProgrammeKey>(key).id);
    if (!list) return std::unexpected(list.error());
    if (**list) sums[(**list)->programme.kind] = support_of((**list)->awards);
  }
  for (const auto& [kind, support] : sums)
    if (support.in_notice > 0)
      cli.note(std::string(kind_words(kind).in(cli.language())) + notice_text(cli, support) + "\n");
  return {};
}

int prove_total(Cli& cli, const ProofOptions& options) {
  auto subject = subject_of(cli, options);
  if (!subject) return cli.finish(subject.error());
  const auto* const enterprise = std::get_if<EnterpriseKey>(&subject->first.subject);
  const StateKey key = enterprise != nullptr ? StateKey(*enterprise)
                                             : StateKey(std::get<ProgrammeKey>(subject->first.subject));
  auto client = cli.client();
  if (!client) return cli.finish(client.error());
  auto claim = fetch_claim<TotalClaim>(**client, key);
  if (!claim) return cli.finish(claim.error());
  if (!claim->proof.value)
    return cli.finish(
        {ExitCode::refused, Error{Code::not_recorded, subject->second + meant_by(cli, subject->first)}});
  if (auto good = say_in_notice(cli, **client, key); !good) return cli.finish(good.error());
  return write_claim(cli, **client, options, *std::move(claim), "total-" + subject->second);
}

int prove_absence(Cli& cli, const ProofOptions& options) {
  auto subject = subject_of(cli, options);
  if (!subject) return cli.finish(subject.error());
  StateKey key = std::visit([](const auto& k) { return StateKey(k); }, subject->first.subject);
  std::string name = subject->second;
  if (const auto* const enterprise = std::get_if<EnterpriseKey>(&key);
      enterprise != nullptr && !options.qualification.empty()) {
    auto type = id_option(options.qualification);
    if (!type) return cli.finish(type.error());
    key = QualificationKey{*type, Uscc(enterprise->code)};
    name += "-" + options.qualification;
  }
  auto client = cli.client();
  if (!client) return cli.finish(client.error());
  if (!options.qualification.empty())
    if (auto good = require_title(cli, options.qualification); !good) return cli.finish(good.error());
  auto claim = fetch_claim<AbsenceClaim>(**client, key);
  if (!claim) return cli.finish(claim.error());
  if (claim->proof.value)
    return cli.finish({ExitCode::refused,
                       Error{Code::already_registered, cli.say("it is recorded: ", "已有记录：") + name}});
  return write_claim(cli, **client, options, *std::move(claim), "absence-" + name);
}

/// A line of an award list, as it stands.
int prove_line(Cli& cli, const ProofOptions& options, const AwardKey& key) {
  auto client = cli.client();
  if (!client) return cli.finish(client.error());
  auto claim = fetch_claim<AwardClaim>(**client, key);
  if (!claim) return cli.finish(claim.error());
  const std::string name = key.programme + "-" + key.batch + "-" + std::to_string(key.line);
  if (!claim->proof.value) {
    if (auto good = require_programme(cli, key.programme); !good) return cli.finish(good.error());
    return cli.finish({ExitCode::refused, Error{Code::not_recorded, name}});
  }
  return write_claim(cli, **client, options, *std::move(claim), "award-" + name);
}

}  // namespace

int prove_award(Cli& cli, const ProofOptions& options) {
  auto programme = id_option(options.programme);
  if (!programme) return cli.finish(programme.error());
  auto batch = id_option(options.batch);
  if (!batch) return cli.finish(batch.error());
  return prove_line(cli, options, {*programme, *batch, options.line});
}

namespace {

/// "PROGRAMME/BATCH#LINE".
Outcome<AwardKey> award_option(const std::string& text) {
  const std::size_t slash = text.find('/'), mark = text.find('#', slash == std::string::npos ? 0 : slash);
  AwardKey out;
  const auto bad = [&] {
    return give_up(ExitCode::usage, list_code::bad_form, "--award " + text + ": PROGRAMME/BATCH#LINE");
  };
  if (slash == std::string::npos || mark == std::string::npos) return bad();
  auto programme = id_option(text.substr(0, slash));
  if (!programme) return std::unexpected(programme.error());
  auto batch = id_option(text.substr(slash + 1, mark - slash - 1));
  if (!batch) return std::unexpected(batch.error());
  const char* const end = text.data() + text.size();
  const auto [read, error] = std::from_chars(text.data() + mark + 1, end, out.line);
  if (error != std::errc{} || read != end || out.line == 0) return bad();
  out.programme = *std::move(programme);
  out.batch = *std::move(batch);
  return out;
}

/// An award of the enterprise, which must be the one that is named.
int prove_award_of(Cli& cli, const ProofOptions& options) {
  auto code = cli.code(options.what);
  if (!code) return cli.finish(code.error());
  auto key = award_option(options.award);
  if (!key) return cli.finish(key.error());
  auto client = cli.client();
  if (!client) return cli.finish(client.error());
  auto held = (*client)->state<AwardValue>(*key);
  if (!held) return cli.finish(held.error());
  if (**held && (**held)->code != *code)
    return cli.finish(
        {ExitCode::refused,
         Error{Code::code_differs,
               options.award + ": " + std::string((**held)->code ? text_of(*(**held)->code) : "-")}});
  return prove_line(cli, options, *key);
}

int prove_record(Cli& cli, const ProofOptions& options) {
  if (!options.award.empty()) return prove_award_of(cli, options);
  auto client = cli.client();
  if (!client) return cli.finish(client.error());
  if (options.entry == 0) {
    if (parse_uscc(options.what))
      return cli.finish({ExitCode::usage, Error{Code::bad_request,
                                                options.what + ": --entry N, --award PROGRAMME/BATCH#LINE"}});
    auto found = (*client)->transaction_called(options.what);
    if (!found) return cli.finish(found.error());
    const TxId id = (**found).transaction.id;
    auto proof = (*client)->transaction_proof(id);
    if (!proof) return cli.finish(proof.error());
    const int done = write_claim(cli, **client, options, RecordClaim{*std::move(proof)},
                                 "record-" + id.hex().substr(0, 16));
    if (done == 0 && is_parked((**found).receipt))
      cli.note(cli.say("what became of it: credence tx ", "其后的处理结果：credence tx ") +
               id.hex().substr(0, 16) + "\n");
    return done;
  }
  auto subject = subject_of(cli, options);
  if (!subject) return cli.finish(subject.error());
  auto known = (*client)->history(subject->first, {.limit = 1});
  if (!known) return cli.finish(known.error());
  if (options.entry > (*known)->total)
    return cli.finish({ExitCode::refused, Error{Code::not_recorded, std::to_string(options.entry) + " / " +
                                                                        std::to_string((*known)->total)}});
  auto claim = fetch_entries(**client, subject->first, options.entry - 1, 1);
  if (!claim) return cli.finish(claim.error());
  if (claim->page.entries.empty())
    return cli.finish({ExitCode::refused, Error{Code::not_recorded, std::to_string(options.entry)}});
  const auto entry = decode<HistoryEntry>(claim->page.entries.front());
  if (const auto* const credit = entry ? std::get_if<CreditRecorded>(&entry->fact) : nullptr) {
    auto held = (*client)->state<CreditValue>(credit->entry);
    if (!held) return cli.finish(held.error());
    if (**held && (**held)->closed_on)
      return cli.finish({ExitCode::refused, Error{Code::credit_entry_closed, (**held)->closed_on->iso()}});
  }
  return write_claim(cli, **client, options, *std::move(claim),
                     "record-" + subject->second + "-" + std::to_string(options.entry));
}

Command& prove_command(Command& prove, ProofOptions& o, const char* name, Words about,
                       int (*run)(Cli&, const ProofOptions&)) {
  Command& command = prove.command(name, about);
  command
      .option("-o,--out FILE", &o.out,
              {"the file to write, - is standard output; else one named after what it proves, with the "
               "ending .credence-proof",
               "写出的文件，- 表示标准输出；默认按所证明的内容命名，扩展名为 .credence-proof"})
      .writes();
  command.option("--under ANCHOR", &o.under, kUnderWords);
  command.runs(o, run);
  return command;
}

/// What is not recorded: an enterprise, a title of it, or a programme, department or title of this id.
void add_prove_absence(Command& prove, ProofOptions& o) {
  Command& absence =
      prove_command(prove, o, "absence",
                    {"that a code or an id is not registered, or that an enterprise holds no such title",
                     "证明某代码或编号未登记，或企业不持有某资格"},
                    prove_absence);
  Option& code = absence.argument("[CODE]", &o.what, kCodeWords);
  Option& title = absence.option(
      "--title TITLE", &o.qualification,
      {"beside CODE: a title that the enterprise does not hold; alone: one that is not defined",
       "与 CODE 同用：该企业未持有的资格；单独填写：未设立的资格"});
  Option& programme = absence.option("--programme PROGRAMME", &o.programme, kProgrammeWords);
  Option& department = absence.option("--department DEPARTMENT", &o.department, kDepartmentWords);
  programme.excludes({code, title, department});
  department.excludes({code, title});
  absence.at_least_one({code, title, programme, department});
}

void add_prove_history(Command& prove, ProofOptions& o) {
  Command& history = prove_command(
      prove, o, "history",
      {"everything recorded about one subject: complete and in order", "证明某一对象的全部记录：完整且有序"},
      prove_history);
  const Option& code = history.argument("[CODE]", &o.what, kCodeWords);
  const Option& programme = history.option("--programme PROGRAMME", &o.programme,
                                           {"of a programme; beside CODE: only entries of this programme",
                                            "专项；与 CODE 同用：仅限该专项的条目"});
  const Option& title = history.option(
      "--title TITLE", &o.qualification,
      {"of a title; beside CODE: only entries of this title", "资格；与 CODE 同用：仅限该资格的条目"});
  Option& department = history.option("--department DEPARTMENT", &o.department, kDepartmentWords);
  department.excludes({code, programme, title});
  history.at_least_one({code, programme, title, department});
  history.wrong_if([&o] { return o.what.empty() && !o.programme.empty() && !o.qualification.empty(); },
                   {"--programme beside --title needs CODE", "--programme 与 --title 同用时须填写 CODE"});
  add_filter_options(history, o.filter);
  history.flag("--nothing-too", o.nothing_too, kNothingTooWords);
  history.footer(
      {"The file proves the whole history: filters choose what is shown here, and whoever verifies chooses "
       "anew.",
       "文件证明完整历史：筛选仅影响此处的显示，验证者可另行筛选。"});
}

}  // namespace

void add_prove_commands(Command& app) {
  Command& prove =
      app.command("prove", {"write a proof that anyone checks without a network: credence verify",
                            "写出证明文件，任何人无需网络即可验证：credence verify"})
          .uses(kAsks);
  auto& o = prove.keep<ProofOptions>();
  Command& record = prove_command(
      prove, o, "record",
      {"a transaction, or one line of a history and nothing beside it", "证明一笔交易，或仅证明历史中的一条"},
      prove_record);
  record.argument("RECORD", &o.what,
                  {"a transaction's id; or, with --entry or --award, an enterprise's code",
                   "交易编号；与 --entry 或 --award 同用时为企业的代码"});
  Option& entry =
      record
          .option("--entry N", &o.entry,
                  {"the n-th entry of the enterprise's history, from 1", "企业历史中的第几条，从 1 起"})
          .range(1, std::numeric_limits<std::uint32_t>::max());
  record
      .option("--award LINE", &o.award,
              {"an award of the enterprise as it stands, PROGRAMME/BATCH#LINE: as prove award",
               "该企业某笔安排的现状，PROGRAMME/BATCH#LINE（专项/批次#行号）：同 prove award"})
      .excludes({entry});

  Command& title = prove_command(
      prove, o, "title", {"an enterprise's title, in force or not", "证明企业的资格是否有效"}, prove_title);
  title.argument("CODE", &o.what, kCodeWords);
  title.argument("TITLE", &o.title, kTitleWords);
  title.flag(
      "--no-names", o.no_names,
      {"without the names of enterprise, title and department, which the codes stand for: a small file",
       "不附企业、资格和部门的名称，仅有其代码：文件较小"});
  title
      .option("--qr-file FILE", &o.qr_file,
              {"the whole file also as a QR code, an image to be printed: .svg or .png; best with --no-names",
               "同时将整个文件写为二维码（QR）图片：.svg 或 .png；宜与 --no-names 同用"})
      .writes();
  title.option("--on DAY", &o.judge.date,
               {"judge it on this day (2026-11-24); the proof is of all days",
                "按该日判断（2026-11-24）；证明本身适用于所有日期"});

  Command& award =
      prove_command(prove, o, "award",
                    {"a line of an award list as it stands: confirmed, paid, withdrawn, demanded back",
                     "证明名单中某一行的现状：已下达、已拨付、已撤回或追缴中"},
                    prove_award);
  award.argument("PROGRAMME", &o.programme, kProgrammeWords);
  award.argument("BATCH", &o.batch, kBatchWords);
  award.argument("LINE", &o.line, kBatchLineWords).range(1, std::numeric_limits<std::uint32_t>::max());

  Command& standing = prove_command(
      prove, o, "standing",
      {"that no adverse credit entry in force blocks an enterprise, or which ones do: all of them",
       "证明企业没有阻断其申报或拨付的有效行政处罚、失信记录，或列明全部有效记录"},
      prove_standing);
  standing.argument("CODE", &o.what, kCodeWords);
  standing.option("--on DAY", &o.judge.date,
                  {"judge it on this day (2026-11-24); the proof is of the day of its block and later",
                   "按该日判断（2026-11-24）；证明适用于其区块之日及以后"});

  add_prove_absence(prove, o);
  add_prove_history(prove, o);
  Command& total = prove_command(
      prove, o, "total", {"the totals of an enterprise or a programme", "证明企业或专项的合计"}, prove_total);
  total.exactly_one({total.argument("[CODE]", &o.what, kCodeWords),
                     total.option("--programme PROGRAMME", &o.programme, kProgrammeWords)});
}

}  // namespace credence
