// SPDX-License-Identifier: Apache-2.0
// credence payment …: lists of payments, and what enterprises say of them.
#include <algorithm>

#include "client/commands/families.h"
#include "client/console/list_declaration.h"
#include "client/console/options.h"
#include "client/lists/plan.h"

namespace credence {
namespace {

struct PaymentOptions {
  ListOptions list;
  Declaration declared;
  std::string programme, id;
};

int import_payments(Cli& cli, const PaymentOptions& options) {
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

struct AcknowledgeOptions {
  std::string programme, list;
  std::vector<std::uint32_t> lines;
};

int acknowledge(Cli& cli, const AcknowledgeOptions& o) {
  AcknowledgePayments action{Id(o.programme), Id(o.list), {}};
  std::vector<std::uint32_t> lines = o.lines;
  std::ranges::sort(lines);
  for (const std::uint32_t line : lines) action.lines.push_back({line});
  return cli.submit(action,
                    cli.say("payments acknowledged: ", "已确认收款笔数：") + std::to_string(lines.size()));
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
  received.argument("LIST", &o.list, {"the payment list's id", "拨付清单编号"});
  received.argument("LINE", &o.lines, {"of the payment list", "拨付清单中的行号"});
  received.runs(o, acknowledge);
}

}  // namespace credence
