// SPDX-License-Identifier: Apache-2.0
// credence payment …: lists of payments, what enterprises say of them, and payments that count no more.
#include <algorithm>

#include "client/base/json_text.h"
#include "client/base/list_errors.h"
#include "client/commands/families.h"
#include "client/commands/known.h"
#include "client/commands/then.h"
#include "client/console/list_declaration.h"
#include "client/console/options.h"
#include "client/console/submit_each.h"
#include "client/lists/plan.h"
#include "client/words/facts.h"
#include "client/words/table.h"
#include "ledger/domain/features.h"
#include "ledger/views/json.h"

namespace credence {
namespace {

namespace json = boost::json;

struct PaymentOptions {
  ListOptions list;
  Declaration declared;
  std::string programme, id;
};

/// Nobody pays a tax relief: said before anything is read, whoever would sign. Where the chain has not the
/// feature, or nobody can be asked, the ledger says what it says.
Outcome<void> require_paid(Cli& cli, const std::string& programme) {
  auto id = id_option(programme);
  if (!id) return std::unexpected(id.error());
  auto client = cli.client();
  if (!client) return {};
  const auto held = (*client)->state<ProgrammeValue>(ProgrammeKey{*id});
  if (!held || !**held || (**held)->kind != ProgrammeKind::tax_relief) return {};
  const auto chain = (*client)->state<ChainValue>(ChainKey{});
  if (!chain || !**chain) return {};
  const auto& flags = (**chain)->features;
  const auto flag = std::ranges::find(flags, std::string_view(features::kTaxRelief),
                                      [](const FeatureFlag& one) { return std::string_view(one.name); });
  if (flag == flags.end() || flag->from > chain->header().height) return {};
  return give_up(
      ExitCode::refused, Code::wrong_kind,
      *id + ": " +
          cli.say(
              "a tax relief: nobody pays it. What an enterprise uses is recorded with credence relief claim",
              "税收优惠无人拨付。企业享受情况请用 credence relief claim 记录"));
}

int import_payments(Cli& cli, const PaymentOptions& options) {
  if (auto good = require_paid(cli, options.programme); !good) return cli.finish(good.error());
  RecordPayments head{.programme = Id(options.programme),
                      .list = Id(options.id),
                      .declared_count = 0,
                      .declared_total = 0,
                      .lines = {}};
  return import_file(
      cli, options.list, payment_list(),
      {.review = {.programme = head.programme, .batch = {}, .list = head.list, .funding = true}},
      [&](const std::vector<PaymentLine>& lines, const PreparedList& list) -> Outcome<std::vector<Action>> {
        auto declared = declare(cli, options.list, options.declared, list, std::span(lines), head);
        if (!declared) return std::unexpected(declared.error());
        return plan_payments(head, lines);
      });
}

/// A line of a payment list with what became of it.
struct ListedPayment {
  PaymentLine line;
  std::optional<Date> acknowledged_on;
  std::optional<PaymentReversal> reversal;
};
/// All that the programme's history tells of a list, by line.
struct PaymentFold {
  Id list;
  std::map<std::uint32_t, ListedPayment> lines = {};

  void add(const HistoryEntry& entry) {
    if (const auto* const f = std::get_if<Paid>(&entry.fact); f != nullptr && f->list == list)
      lines[f->line.line].line = f->line;
    if (const auto* const f = std::get_if<PaymentAcknowledged>(&entry.fact); f != nullptr && f->list == list)
      lines[f->line].acknowledged_on = date_in_china(entry.time_ms);
    if (const auto* const f = std::get_if<PaymentReversed>(&entry.fact); f != nullptr && f->list == list)
      lines[f->line.line].reversal = {f->kind, f->line.on, f->document_no, f->line.reason};
  }
};

struct AcknowledgeOptions {
  std::string programme, list;
  std::vector<std::uint32_t> lines;
  bool all_due = false;
};

/// The payments to the enterprise of the key that signs, which it has not acknowledged: of a list, or of every list of
/// the programme, in the order in which they were recorded.
Outcome<std::vector<AcknowledgePayments>> payments_due(Cli& cli, const AcknowledgeOptions& o) {
  auto key = cli.keyring().public_key(cli.key);
  if (!key) return std::unexpected(key.error());
  auto programme = id_option(o.programme);
  if (!programme) return std::unexpected(programme.error());
  auto client = cli.client();
  if (!client) return std::unexpected(client.error());
  auto signer = (*client)->state<SignerValue>(SignerKey{key_id(*key)});
  if (!signer) return std::unexpected(signer.error());
  std::vector<PaymentFold> lists;
  const auto each = [&](const HistoryEntry& entry) {
    if (const auto* const f = std::get_if<Paid>(&entry.fact);
        f != nullptr && (o.list.empty() || f->list == Id(o.list)) &&
        std::ranges::find(lists, f->list, &PaymentFold::list) == lists.end())
      lists.push_back({f->list});
    for (PaymentFold& list : lists) list.add(entry);
    return true;
  };
  auto read = (*client)->read_history({ProgrammeKey{*programme}}, {}, each);
  if (!read) return std::unexpected(read.error());
  std::vector<AcknowledgePayments> out;
  for (const PaymentFold& list : lists) {
    std::vector<std::uint32_t> due;
    for (const auto& [number, payment] : list.lines)
      if (**signer && payment.line.code == (**signer)->enterprise && !payment.acknowledged_on &&
          !payment.reversal)
        due.push_back(number);
    for (std::size_t i = 0; i < due.size(); ++i) {
      if (i % limits::kLinesMax == 0) out.push_back({*programme, list.list, {}});
      out.back().lines.push_back({due[i]});
    }
  }
  if (out.empty())
    return give_up(ExitCode::refused, list_code::nothing_due,
                   o.programme + (o.list.empty() ? "" : "/" + o.list));
  return out;
}

int acknowledge(Cli& cli, const AcknowledgeOptions& o) {
  AcknowledgePayments action{Id(o.programme), Id(o.list), {}};
  std::vector<std::uint32_t> lines = o.lines;
  std::ranges::sort(lines);
  for (const std::uint32_t line : lines) action.lines.push_back({line});
  if (o.all_due) {
    auto due = payments_due(cli, o);
    if (!due) return cli.finish(due.error());
    if (due->size() > 1) {
      std::vector<Step> steps;
      for (AcknowledgePayments& one : *due) {
        const std::size_t count = one.lines.size();
        const std::string what = one.programme + "/" + one.list;
        steps.push_back({std::move(one), what, count, std::nullopt});
      }
      return submit_each(cli, steps, {"acknowledged", "已确认收款"});
    }
    action = std::move(due->front());
  }
  return cli.submit(
      action, cli.say("payments acknowledged: ", "已确认收款笔数：") + std::to_string(action.lines.size()));
}

// ---- payments that count no more --------------------------------------------------------------------------

struct ReverseOptions {
  ListOptions list;
  std::string programme, id, on, reason, document_no;
  std::vector<std::uint32_t> lines;
};

int reverse(Cli& cli, const ReverseOptions& o, Reversal kind) {
  ReversePayments action{Id(o.programme), Id(o.id), kind, DocumentNo(o.document_no), {}};
  if (!o.list.file.empty())
    return import_file(cli, o.list, reversal_list(),
                       {.review = {.programme = action.programme, .batch = {}, .list = action.list}},
                       [&](const std::vector<ReversalLine>& lines, const PreparedList&) {
                         return plan_reversals(action, lines);
                       });
  auto on = date_option(o.on, "--on");
  if (!on) return cli.finish(on.error());
  std::vector<std::uint32_t> lines = o.lines;
  std::ranges::sort(lines);
  for (const std::uint32_t line : lines) action.lines.push_back({line, *on, Note(o.reason)});
  return cli.submit(action, (kind == Reversal::returned ? cli.say("payments returned: ", "已记录退票笔数：")
                                                        : cli.say("payments voided: ", "已冲销拨付笔数：")) +
                                std::to_string(lines.size()));
}

std::string state_text(const Cli& cli, const ListedPayment& payment) {
  if (payment.reversal) {
    const bool returned = payment.reversal->kind == Reversal::returned;
    return (returned ? cli.say("returned ", "退票 ") : cli.say("voided ", "冲销 ")) +
           payment.reversal->on.iso() + cli.say(": ", "：") + payment.reversal->reason +
           (payment.reversal->document_no.empty() ? "" : " (" + payment.reversal->document_no + ")");
  }
  if (!payment.acknowledged_on) return cli.say("paid", "已拨付");
  return cli.say("acknowledged ", "已确认收款 ") + payment.acknowledged_on->iso();
}

json::object payment_json(const ListedPayment& payment) {
  json::object out = to_json(PaymentValue{payment.line.award_batch, payment.line.award_line,
                                          payment.line.code, payment.line.amount, payment.line.paid_on,
                                          payment.acknowledged_on.has_value(), payment.reversal});
  out["line"] = payment.line.line;
  return out;
}

struct PaymentShowOptions {
  std::string programme, list, as_of;
};

/// Every payment of a list: complete, since the programme's history is.
int show_list(Cli& cli, const PaymentShowOptions& o) {
  auto programme = id_option(o.programme);
  if (!programme) return cli.finish(programme.error());
  auto as_of = as_of_options(o.as_of);
  if (!as_of) return cli.finish(as_of.error());
  auto client = cli.client();
  if (!client) return cli.finish(client.error());
  PaymentFold fold{Id(o.list), {}};
  const auto each = [&fold](const HistoryEntry& entry) {
    fold.add(entry);
    return true;
  };
  auto read = (*client)->read_history({ProgrammeKey{*programme}}, {}, each, *as_of);
  if (!read) return cli.finish(read.error());
  const std::string name = o.programme + "/" + o.list;
  if (fold.lines.empty()) {
    if (auto good = require_programme(cli, o.programme); !good) return cli.finish(good.error());
    return cli.finish({ExitCode::refused, Error{Code::not_recorded,
                                                name + as_of_text(cli, *as_of) +
                                                    recorded_later<PaymentListValue>(
                                                        cli, *as_of, PaymentListKey{*programme, Id(o.list)}) +
                                                    "; " + cli.proved_under(read->proof())}});
  }
  Table table;
  table.column(cli.say("no", "序号"), Table::Align::right);
  table.column(cli.say("award", "安排"));
  table.column(cli.say("code", "信用代码"));
  table.column(cli.say("paid on", "支付日期"));
  table.column(cli.say("amount (CNY)", "金额（元）"), Table::Align::right);
  table.column(cli.say("state", "状态"));
  json::array lines;
  Fen paid = 0, reversed = 0;
  for (const auto& [number, payment] : fold.lines) {
    (payment.reversal ? reversed : paid) += payment.line.amount;
    lines.push_back(payment_json(payment));
    table.row({std::to_string(number),
               payment.line.award_batch + "#" + std::to_string(payment.line.award_line),
               std::string(text_of(payment.line.code)), payment.line.paid_on.iso(),
               yuan_text(payment.line.amount), state_text(cli, payment)});
  }
  if (cli.json) {
    cli.print_json({{"programme", o.programme},
                    {"list", o.list},
                    {"payments", std::move(lines)},
                    {"paid", std::to_string(paid)},
                    {"paid_yuan", yuan_text(paid)},
                    {"reversed", std::to_string(reversed)},
                    {"reversed_yuan", yuan_text(reversed)},
                    {"proof", cli.proof_json(read->proof())}});
    return 0;
  }
  cli.print(table.text() + cli.say("paid ", "拨付 ") + cli.money(paid) +
            (reversed > 0 ? cli.say("; returned or voided ", "；退票或冲销 ") + cli.money(reversed) : "") +
            "\n" + cli.proved_under(read->proof()) + "\n");
  cli.warn_of_bad_answers();
  return 0;
}

constexpr Words kListWords{"the payment list's id", "拨付清单编号"};
constexpr Words kLinesWords{"of the payment list", "拨付清单中的行号"};

void add_reversal(Command& payment, const char* name, Words about, Words days, Reversal kind) {
  Command& out = payment.command(name, about);
  auto& o = out.keep<ReverseOptions>();
  out.argument("PROGRAMME", &o.programme, kProgrammeWords);
  out.argument("LIST", &o.id, kListWords);
  const Option& lines = out.argument("[LINE]", &o.lines, kLinesWords);
  const Option& file = add_list_options(out, o.list, "--file FILE");
  out.option("--on DAY", &o.on, days);
  out.option("--reason TEXT", &o.reason, kReasonWords);
  out.option("--document-no NUMBER", &o.document_no, kDocumentNoWords);
  out.exactly_one({lines, file});
  out.wrong_if([&o] { return o.list.file.empty() && (o.on.empty() || o.reason.empty()); },
               {"LINE needs --on and --reason: a file has them line by line",
                "列出行号（LINE）时须填 --on 与 --reason；用文件时由文件逐行给出"});
  out.wrong_if([&o] { return !o.list.file.empty() && (!o.on.empty() || !o.reason.empty()); },
               {"a file has day and reason line by line: leave --on and --reason out",
                "文件已逐行给出日期与原因，请勿再填 --on 与 --reason"});
  out.runs(o, [kind](Cli& cli, const ReverseOptions& options) { return reverse(cli, options, kind); });
  if (kind == Reversal::returned)
    out.example("credence payment return puhui-2026 p1 3 --on 2026-03-05 --reason 账号有误 --key fin-pay");
}

}  // namespace

void add_payment_commands(Command& app) {
  Command& payment = app.command("payment", {"payment lists", "拨付清单"}).uses(kSigns);
  Command& import = payment.command(
      "import",
      {"record a payment list (role pay)\nFILE: 序号, 批次, 批次序号, 统一社会信用代码, 金额（万元）, "
       "支付日期",
       "记录拨付清单（角色 pay）\nFILE：序号、批次、批次序号、统一社会信用代码、金额（万元）、支付日期"});
  auto& pay = import.keep<PaymentOptions>();
  add_list_options(import, pay.list, "FILE");
  add_duplicates_option(import, pay.list);
  add_award_batch_option(import, pay.list);
  import.option("--programme PROGRAMME", &pay.programme, kProgrammeWords).required();
  import.option("--list LIST", &pay.id, {"the list's id within the programme", "清单编号，在本专项内唯一"})
      .required();
  import.option("--declared-count N", &pay.declared.count,
                {"payments as ordered; else as many as the file has", "应拨付笔数；默认为文件的行数"});
  import.option(
      "--declared-total SUM", &pay.declared.total,
      {"as ordered: 200000.5yuan, 20.00005wan, or in the unit of the list; else the sum of the lines",
       "应拨付总额：200000.5元、20.00005万元，不写单位时与名单相同；默认为各行之和"});
  add_difference_option(import, pay.list);
  import.runs(pay, import_payments);

  Command& received = payment.command(
      "acknowledge",
      {"say that payments were received (a key of the enterprise)", "确认收款（使用企业的密钥）"});
  auto& o = received.keep<AcknowledgeOptions>();
  received.argument("PROGRAMME", &o.programme, kProgrammeWords);
  received.argument("[LIST]", &o.list,
                    {"the payment list's id; with --all-due without it: every list of the programme",
                     "拨付清单编号；使用 --all-due 且不填时为本专项的全部清单"});
  received.exactly_one(
      {received.argument("[LINE]", &o.lines, kLinesWords),
       received.flag("--all-due", o.all_due,
                     {"every payment of the list, or of the programme, to the key's enterprise that "
                      "it has not acknowledged",
                      "清单（或本专项）中付给该密钥所属企业、尚未确认的全部拨付"})});
  received.wrong_if(
      [&o] { return o.list.empty() && !o.all_due; },
      {"name the LIST and its lines, or give --all-due", "请填写清单编号（LIST）与行号，或使用 --all-due"});
  received.runs(o, acknowledge);

  add_reversal(
      payment, "return",
      {"record payments that the bank returned: they count no more, the awards can be paid again (role pay)\n"
       "--file: 序号 (of the payment list), 退票日期, 退票原因; what else it says is compared with the "
       "payment",
       "记录银行退票：该笔不再计入，可另行重新拨付（角色 "
       "pay）\n--file：序号（拨付清单中的行号）、退票日期、退票原因；所写其他内容与该笔拨付核对"},
      {"the day on which the money was back", "退回到账日期"}, Reversal::returned);
  add_reversal(
      payment, "void",
      {"void payments that were not made, or not so, before the enterprise acknowledged them (role pay)\n"
       "--file: 序号 (of the payment list), 冲销日期, 冲销原因; what else it says is compared with the "
       "payment",
       "冲销误记的拨付（企业确认收款之前；角色 "
       "pay）\n--file：序号（拨付清单中的行号）、冲销日期、冲销原因；所写其他内容与该笔拨付核对"},
      {"the day on which it was voided", "冲销日期"}, Reversal::voided);

  Command& show =
      payment
          .command("show", {"all payments of a list, and what became of each: complete and proved",
                            "一份拨付清单的全部拨付及其现状，完整并附证明"})
          .uses(kAsks);
  auto& shown = show.keep<PaymentShowOptions>();
  show.argument("PROGRAMME", &shown.programme, kProgrammeWords);
  show.argument("LIST", &shown.list, kListWords);
  show.option("--as-of MOMENT", &shown.as_of, kAsOfWords);
  show.runs(shown, show_list);
}

}  // namespace credence
