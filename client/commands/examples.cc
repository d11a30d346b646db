// SPDX-License-Identifier: Apache-2.0
// One whole command line for each command, as somebody types it. A command that has something to show beside
// the ordinary has its example where it is declared.
#include "client/commands/families.h"
#include "ledger/primitives/error.h"

namespace credence {
namespace {

// Whom the examples are about: synthetic enterprises, and departments of a province that is not named.
#define A "91990100Y3G000024N"
#define B "91990300Y3G000008B"

// NOLINTBEGIN(bugprone-suspicious-missing-comma): long lines are written in pieces
constexpr std::string_view kExamples[] = {
    // networks and keys
    "network init --validators 4 --data run",
    "network up --data run",
    "network down --data run",
    "network status --node https://ledger.audit.example --genesis genesis.json",
    "network demo --synthetic 1000",
    "keys new iit-award-2",
    "keys show iit-award",
    "keys possession iit-award-2 --department iit",
    "keys register iit-award-2 --department iit --role award --holder 专项资金经办岗 --key "
    "iit-admin "
    "--checker iit-check",
    "keys revoke iit-award --reason 岗位调整 --key iit-admin",
    "keys rotate iit-award-2 --key iit-award",
    "keys bind enterprise-key --code " A " --holder 财务岗 --key samr-registrar --checker samr-check",
    // who is recorded
    "department register gz-culture --name-zh 广州市文化局 --name-en 'Guangzhou Culture Bureau' --kind "
    "industry "
    "--key iit-admin",
    "department show iit",
    "department list",
    "credit show-rules --on 2026-12-01",
    "enterprise register " A
    " --name 样例软件有限公司 --on 2018-03-01 --place 广州 --key samr-registrar "
    "--checker samr-check",
    "enterprise import enterprises.csv --key samr-registrar --checker samr-check",
    "enterprise rename " A " --name 样例智能有限公司 --from 2026-07-01 --key samr-registrar",
    "enterprise merge " A " --into " B " --from 2026-07-01 --carry little-giant --key samr-registrar",
    "enterprise restore " A " --reason 注销登记有误 --key samr-registrar --checker samr-check",
    "enterprise dissolve " A " --from 2026-12-31 --key samr-registrar",
    "enterprise show " A " --on 2026-06-30",
    "enterprise find 样例软件",
    "enterprise list --limit 50",
    "holder register --kind product --name '样例办公软件 V3.1' --of " A " --key assoc-qualify",
    "holder list --kind park --department guangzhou",
    "duty show gd-t2 --department iit",
    "code check 914403001922038216",
    "code admit 91990100Y3G000024X --name 样例企业 --reason 营业执照如此记载 --key samr-registrar",
    "code exceptions",
    // programmes and their money
    "programme create puhui-2026 --name 普惠性制造业投资奖励 --lead iit --finance finance --year 2026 "
    "--budget 5000万元 --key iit-award --checker iit-check",
    "programme amend puhui-2026 --budget 6000万元 --reason 年中追加 --key iit-award",
    "programme rules puhui-2026 --cap 500万元 --notice-days 5 --working-days --tranche 50% --tranche "
    "50%@accepted "
    "--key iit-award",
    "programme list --year 2026",
    "programme quota puhui-2026 guangzhou --amount 1200万元 --name 广州市 --key iit-award",
    "programme close puhui-2026 --summary 全部拨付 --key iit-award",
    "programme show puhui-2026 --awards",
    "project import projects.xlsx --programme puhui-2026 --key iit-award",
    "project list puhui-2026 --code " A,
    "listing import products.xlsx --programme catalogue-2026 --batch b1 --from 2026-01-01 --to 2027-12-31 "
    "--key "
    "iit-award",
    "listing list catalogue-2026 --on 2026-12-31 --in-force",
    "listing show catalogue-2026 " A,
    "calendar set 2027 --holiday 2027-01-01 --workday 2027-02-07 --key iit-admin",
    "calendar show 2026",
    "award identify puhui-2026 b1 3=" A " --key iit-award",
    "award confirm puhui-2026 b1 --document-no 粤工信函〔2026〕8号 --key iit-award",
    "award object puhui-2026 b1 --line 2 --reason 项目未开工 --evidence photo.pdf --key enterprise-key",
    "award objections puhui-2026 --open",
    "award decide puhui-2026 b1 1 --upheld --reason 核查属实 --key iit-award",
    "award withdraw puhui-2026 b1 2 --reason 企业放弃 --key iit-award",
    "award show puhui-2026 b1 --line 2",
    "award close puhui-2026 b1 2 --on 2026-12-20 --key iit-award",
    "challenge publish jiebang-2026 c1 --heading 工业软件内核 --amount 3000万元 --to 2026-06-30 --milestone "
    "样机@2027-06-30 --key iit-award",
    "challenge bid bids.xlsx --programme jiebang-2026 --challenge c1 --key iit-award",
    "challenge seal jiebang-2026 c1 --heading 几何内核 --amount 1200万元 --partner " B
    "=30% --key enterprise-key",
    "challenge join jiebang-2026-c1-0f3a9c11.credence-bid --key partner-key",
    "challenge open jiebang-2026-c1-0f3a9c11.credence-bid --key enterprise-key",
    "challenge unseal jiebang-2026 c1 --key enterprise-key",
    "challenge select jiebang-2026 c1 2=2800万元 --key iit-award",
    "challenge milestone jiebang-2026 c1 2 --number 1 --on 2027-06-20 --key iit-award",
    "challenge withdraw-milestone jiebang-2026 c1 2 --number 1 --reason 录入有误 --key iit-award",
    "challenge list jiebang-2026",
    "challenge show jiebang-2026 c1",
    "payment import payments.xlsx --programme puhui-2026 --list p1 --key finance-pay --checker "
    "finance-check",
    "payment acknowledge puhui-2026 p1 1 --key enterprise-key",
    "payment void puhui-2026 p1 2 --on 2026-03-05 --reason 重复拨付 --key finance-pay --checker "
    "finance-check",
    "payment show puhui-2026 p1",
    "payment list puhui-2026",
    "acceptance record puhui-2026 b1 1 --on 2026-11-24 --key iit-award",
    "acceptance list puhui-2026 --failed",
    "acceptance import acceptance.xlsx --programme puhui-2026 --key iit-award",
    "performance record puhui-2026 b1 1 --on 2026-11-24 --grade 优 --key iit-award",
    "performance import performance.xlsx --programme puhui-2026 --key iit-award",
    "acceptance withdraw puhui-2026 b1 1 --reason 录入有误 --key iit-award",
    "performance withdraw puhui-2026 b1 1 --reason 录入有误 --key iit-award",
    "recovery open puhui-2026 r1 --batch b1 --line 1 --amount 12345.67元 --reason 用途不符 --key "
    "iit-award",
    "recovery record puhui-2026 r1 --amount 12345.67元 --on 2026-12-01 --key finance-pay",
    "recovery step puhui-2026 r1 --step decided --on 2026-11-20 --to 2026-12-20 --document-no "
    "粤工信决〔2026〕3号 "
    "--key iit-award",
    "recovery withdraw-step puhui-2026 r1 --reason 录入有误 --key iit-award",
    "recovery void puhui-2026 r1 1 --reason 金额有误 --key finance-pay",
    "recovery withdraw puhui-2026 r1 --reason 录入有误 --key iit-award",
    "recovery show puhui-2026 r1",
    "recovery list puhui-2026 --outstanding",
    "fund record fund-2026 e1 --batch b1 --line 1 --investor 样例创投 --amount 1.5亿元 --on 2026-09-01 --key "
    "iit-award",
    "fund list fund-2026",
    "fund investors fund-2026 --csv investors.csv",
    "fund show fund-2026 e1",
    "fund return fund-2026 x1 --batch b1 --line 1 --kind exit --way transfer --cost 1000万元 --amount "
    "1250万元 --on "
    "2026-12-01 --key iit-award",
    "fund withdraw fund-2026 e1 --reason 录入有误 --key iit-award",
    "relief claim relief-2026 q1 1 --batch b1 --line 1 --from 2026-01-01 --to 2026-03-31 --amount 42万元 "
    "--on "
    "2026-04-15 --key tax-award",
    "relief check relief-2026 q1 1 --on 2026-05-20 --key tax-award",
    "relief adjust relief-2026 q1 1 --amount 38万元 --on 2026-06-02 --reason 核查后调减 --key tax-award",
    "relief withdraw relief-2026 q1 1 --on 2026-09-01 --reason 不再符合条件 --key tax-award",
    "relief list relief-2026",
    "relief show relief-2026 q1",
    // titles
    "title issue little-giant " A
    " --name 样例软件有限公司 --from 2026-01-01 --batch y2026 --key miit-qualify",
    "title import titles.xlsx --title little-giant --batch y2026 --from 2026-01-01 --key miit-qualify",
    "title renew titles.xlsx --title little-giant --batch r2029 --key miit-qualify",
    "title revoke little-giant " A " --from 2026-12-15 --reason 提供虚假材料 --fraud --key miit-qualify",
    "title define smart-factory --name-zh 智能工厂 --name-en 'Smart factory' --issuer iit --years 3 --key "
    "iit-admin",
    "title show little-giant " A " --on 2026-06-30",
    "title rules little-giant v2 --from 2026-07-01 --years 3 --notice-days 5 --key miit-qualify",
    "title object little-giant " A " --reason 主营业务不符 --evidence letter.pdf --key enterprise-key",
    "title decide little-giant " A " --recognise --key miit-qualify",
    "title decide little-giant --all-due --recognise --key miit-qualify",
    "title notices little-giant --due",
    "title review little-giant " A " --to 2026-09-30 --key miit-qualify",
    "title suspend little-giant " A " --from 2026-07-01 --reason 核查中 --key miit-qualify",
    "title reinstate little-giant " A " --from 2026-08-01 --reason 核查通过 --key miit-qualify",
    "title list --issuer miit",
    "title holders little-giant --region 4401 --on 2026-06-30",
    // credit
    "credit rules v1 --from 2026-01-01 --term minor:3-12:3 --key drc-admin",
    "credit record " A
    " --batch c1 --kind penalty --class general --on 2026-03-02 --text penalty.txt --key "
    "drc-credit",
    "credit import penalties.csv --batch c1 --key drc-credit",
    "credit request-repair drc/c1/1 --evidence proof-of-payment.pdf --key enterprise-key",
    "credit decide-repair drc/c1/1 --grant --key drc-credit",
    "credit withdraw drc/c1/1 --key drc-credit",
    "credit export --department drc --out penalties.csv",
    "credit show " A,
    "credit rating-scale tax-credit --agency tax --name-zh 纳税信用等级 --name-en 'Tax credit rating' "
    "--grade A "
    "--grade B --key tax-admin",
    "credit rating tax-credit " A " --grade A --on 2026-04-01 --to 2027-03-31 --key tax-credit",
    // documents, the plan, what waits, votes
    "document anchor statistics-2025.pdf --heading 2025年统计公报 --on 2026-02-28 --key iit-measure",
    "document check statistics-2025.pdf",
    "catalogue show departments",
    "catalogue check --catalogue configs/another-province",
    "catalogue load --key iit-admin --checker iit-check",
    "target list --on 2025-12-31",
    "target show g-parks",
    "target record g-parks 3 --on 2025-12-31 --evidence statistics-2025.pdf --key iit-measure",
    "problem raise sj-2026-17 --department iit --programme puhui-2026 --code " A
    " --rule f7 --amount 12万元 --to 2026-12-31 "
    "--finding 同一设备重复补助 --document-no 粤审报〔2026〕9号 --key audit-audit",
    "problem answer sj-2026-17 --measures 已收回重复补助 --amount 12万元 --key iit-award",
    "problem settle sj-2026-17 --mended --key audit-audit",
    "problem list --unsettled",
    "problem show sj-2026-17",
    "pending list --department iit",
    "pending show 72c94fdf",
    "pending approve 72c94fdf --key iit-check",
    "pending approve --batch puhui-2026/b1 --key iit-check",
    "pending reject 72c94fdf --reason 第3行金额有误 --key iit-check",
    "governance features",
    "governance propose add-validator node-5 --owner audit --name-zh 省审计厅二号 --name-en 'Audit Office "
    "2' "
    "--key iit-govern",
    "governance propose remove-validator node-5 --reason 停用 --key iit-govern",
    "governance propose replace-validator-key node-5 node-5-new --key iit-govern",
    "governance propose add-department gz-culture --name-zh 广州市文化局 --name-en 'Guangzhou Culture "
    "Bureau' "
    "--admin-key new-admin --admin-holder 管理岗 --check-key new-check --check-holder 复核岗 --role award "
    "--key "
    "iit-govern",
    "governance propose appoint-keys gz-iit --admin-key new-admin --admin-holder 管理岗 --check-key "
    "new-check "
    "--check-holder 复核岗 --key iit-govern",
    "governance propose suspend-department gz-iit --key iit-govern",
    "governance propose reinstate-department gz-iit --key iit-govern",
    "governance propose grant-role gz-iit award --key iit-govern",
    "governance propose withdraw-role gz-iit award --key iit-govern",
    "governance propose enable-feature four-eyes --from-block 50000 --key iit-govern",
    "governance propose set-limit list_lines 500 --key iit-govern",
    "governance vote 72c94fdf --yes --key finance-govern",
    "governance list",
    "governance show 72c94fdf",
    "governance validators",
    // what is recorded, and its proofs
    "who-may pay",
    "history " A " --from 2026-01-01 --newest-first",
    "block latest",
    "tx 72c94fdf",
    "evidence",
    "prove record 72c94fdf -o record.proof",
    "prove title " A " little-giant -o title.proof",
    "prove award puhui-2026 b1 2",
    "prove standing " A,
    "prove absence " A " --title little-giant",
    "prove history " A " --programme puhui-2026",
    "prove total " A,
    "certificate title " A " little-giant -o title.pdf",
    "certificate standing " A,
    "certificate award puhui-2026 b1 2",
    "certificate history " A " --lang zh",
    "certificate proof title.credence-proof --anchor genesis.json",
    "anchor show 2026-11.anchor",
    "anchor check 2026-11.anchor",
    "anchor stamp 2026-11.anchor --query 2026-11.tsq",
    "report programme puhui-2026 --xlsx puhui.xlsx",
    "report department iit --csv iit.csv",
    "report enterprise " A " --xlsx enterprise.xlsx",
    "report year 2026 --xlsx 2026.xlsx --as-of 2026-12-31",
    "export-chain chain.archive",
    "audit chain.archive --genesis genesis.json",
    "errors budget_exceeded",
    "doctor",
    "help award import",
    "completion offers -- award i",
};
// NOLINTEND(bugprone-suspicious-missing-comma)
#undef A
#undef B

std::vector<std::string> split_words(std::string_view line) {
  std::vector<std::string> out;
  while (!line.empty()) {
    const std::size_t end = line.find(' ');
    out.emplace_back(line.substr(0, end));
    line.remove_prefix(end == std::string_view::npos ? line.size() : end + 1);
  }
  return out;
}

}  // namespace

void add_examples(Command& app) {
  for (const std::string_view line : kExamples) {
    Command* at = &app;
    for (const std::string& word : split_words(line)) {
      if (at->commands().empty()) break;
      at = &at->at(word);
    }
    at->example("credence " + std::string(line));
  }
}

}  // namespace credence
