#include "client/commands/commands.h"

#include <CLI/CLI.hpp>

#include "client/commands/audit.h"
#include "client/commands/errors.h"
#include "client/commands/proof.h"
#include "client/commands/report.h"
#include "client/console/console.h"

namespace credence {
namespace {

constexpr const char* kFooter =
    "Exit codes: 0 done and verified · 1 wrong usage · 2 refused by a rule, or not there · 3 an answer "
    "failed a check\n"
    "  4 no node answered in time · 5 bad file, line or code · 6 key or passphrase · 10 internal\n"
    "  11 to 13 audit: see credence audit --help · 130 Ctrl-C\n"
    "  credence verify: 7 proved, but not in force · 8 proved, but too old\n"
    "Environment: CREDENCE_DATA, CREDENCE_PASSPHRASE, CREDENCE_LANG (zh|en), CREDENCE_CONFIGS\n"
    "中文帮助：credence --lang zh --help";

void add_global_options(CLI::App& app, Cli& cli) {
  app.add_flag("--json", cli.json, "print JSON on standard output, errors included");
  app.add_option("--lang", cli.language_option, "zh or en; else CREDENCE_LANG, else LANG")
      ->check(CLI::IsMember({"zh", "en"}));
  app.add_option("--data", cli.network.data,
                 "directory of the network: network.json, keys; else CREDENCE_DATA, else ./run");
  app.add_option("--genesis", cli.network.genesis, "genesis.json to trust, instead of the directory's");
  app.add_option("--node", cli.network.nodes,
                 "API address of a node to ask, instead of the directory's; repeatable")
      ->expected(1)
      ->take_all();
  app.add_option("--key", cli.key, "the key that signs: a name in DIR/keys or a file");
  app.add_option("--checker", cli.checker,
                 "a second key that signs: of the same department, with the role check (four eyes)");
  app.add_option("--passphrase-file", cli.passphrase_file, "file with the passphrase of the key, mode 0600");
  app.add_option("--timeout", cli.timeout_s, "seconds that one transaction or question may take")
      ->check(CLI::Range(1, 86'400));
  app.add_option("--max-age", cli.max_age_s, "refuse state that rests on a block older than so many seconds");
}

}  // namespace

void add_commands(CLI::App& app, Cli& cli) {
  app.name("credence");
  app.description("Credence: verified records of enterprise credit and public subsidies");
  app.footer(kFooter);
  app.fallthrough();
  app.require_subcommand(1);
  app.set_version_flag("--version", "credence 0.1.0");
  add_global_options(app, cli);
  add_network_commands(app, cli);
  add_key_commands(app, cli);
  add_party_commands(app, cli);
  add_programme_commands(app, cli);
  add_qualification_commands(app, cli);
  add_evidence_commands(app, cli);
  add_credit_commands(app, cli);
  add_document_commands(app, cli);
  add_catalogue_commands(app, cli);
  add_target_commands(app, cli);
  add_governance_commands(app, cli);
  add_read_commands(app, cli);
  add_proof_commands(app, cli);
  add_report_commands(app, cli);
  add_code_commands(app, cli);
  add_error_commands(app, cli);
  add_audit_commands(app, cli);
}

}  // namespace credence
