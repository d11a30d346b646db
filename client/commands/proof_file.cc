// SPDX-License-Identifier: Apache-2.0
// What is written of a claim: its bundle, or the certificate of it.
#include <cerrno>

#include <boost/json.hpp>

#include "client/anchored.h"
#include "client/base/files.h"
#include "client/commands/proof.h"
#include "client/console/standard_streams.h"
#include "client/paper/print.h"
#include "client/paper/qr.h"

namespace credence {
namespace {

namespace fs = std::filesystem;

/// What of a history is shown. Beside an enterprise's code --programme and --title choose among its
/// entries.
Outcome<HistoryQuery> shown_entries(const ProofOptions& options) {
  HistoryFilter filter = options.filter;
  if (options.what.empty()) return query_of(filter);
  filter.programme = options.programme;
  filter.qualification = options.qualification;
  return query_of(filter);
}

/// The first node that serves its page to everybody.
std::string address_of(const Network& network) {
  for (const NetworkNode& node : network.nodes)
    if (node.api.tls) return node.api.text();
  return {};
}

int to_standard_output(const Cli& cli, const std::string& bytes) {
  if (std::fwrite(bytes.data(), 1, bytes.size(), stdout) == bytes.size() && std::fflush(stdout) == 0)
    return 0;
  return cli.finish(machine_failure("-", errno));
}

int write_proof(Cli& cli, Client& client, const ProofOptions& options, const VerifiedBundle& verified,
                BytesView bundle, const fs::path& path) {
  auto question = question_of(cli, options.judge);
  if (!question) return cli.finish(question.error());
  auto shown = shown_entries(options);
  if (!shown) return cli.finish(shown.error());
  if (auto good = check_qr_file(options.qr_file); !good) return cli.finish(good.error());
  if (!is_standard_stream(path))
    if (auto written = write_file(path, text_of(bundle)); !written) return cli.finish(written.error());
  if (!options.qr_file.empty())
    if (auto drawn = write_qr(text_of(bundle), options.qr_file); !drawn) return cli.finish(drawn.error());
  if (is_standard_stream(path)) return to_standard_output(cli, std::string(text_of(bundle)));
  const BundleView view{&client.network().genesis,
                        verified,
                        judge(verified, *question),
                        question->now_ms,
                        bundle.size(),
                        cli.language(),
                        *shown};
  view.print(cli.json, {{"file", path.string()}}, [&cli](const std::string& piece) { cli.put(piece); });
  return 0;
}

}  // namespace

int write_claim(Cli& cli, Client& client, const ProofOptions& options, const Claim& claim,
                const std::string& name) {
  std::optional<AnchorFile> under;
  if (!options.under.empty()) {
    auto read = read_anchor_file(options.under);
    if (!read) return cli.finish(read.error());
    under = *std::move(read);
  }
  auto bytes = under ? bundle_under(client, *under, claim)
                     : or_fail(encode_bundle(*client.trust(), claim), ExitCode::bad_input);
  if (!bytes) return cli.finish(bytes.error());
  // The line alone is what readers need to hold.
  const auto verified = verify_bundle(under ? anchor_of(under->pinned) : client.network().anchor, *bytes);
  if (!verified)
    return cli.finish(
        {ExitCode::not_verified,
         Error{verified.error().error.code, verified.error().field + ": " + verified.error().error.detail}});
  ProofOptions chosen = options;
  if (chosen.out.empty()) chosen.out = name + (options.print ? ".pdf" : ".credence-proof");
  if (auto good = cli.may_write(chosen.out); !good) return cli.finish(good.error());
  if (chosen.address.empty()) chosen.address = address_of(client.network());
  const int done = options.print
                       ? write_certificate(cli, &client.network().genesis, *verified, *bytes, chosen, name)
                       : write_proof(cli, client, chosen, *verified, *bytes, chosen.out);
  if (done != 0) return done;
  if (!is_standard_stream(chosen.out))
    cli.note(
        cli.say("written to ", "已写入 ") + chosen.out.string() +
        cli.say("; anyone checks it with\n  credence verify ", "；任何人均可验证：\n  credence verify ") +
        chosen.out.string() + " --anchor " + (under ? options.under : "genesis.json") + "\n");
  cli.warn_of_bad_answers();
  return 0;
}

int write_certificate(const Cli& cli, const Genesis* genesis, const VerifiedBundle& verified,
                      BytesView bundle, const ProofOptions& options, const std::string& name) {
  auto chosen = question_of(cli, options.judge);
  if (!chosen) return cli.finish(chosen.error());
  const PrintOptions how{cli.language(), chosen->day, options.address};
  auto print = print_bundle(genesis, verified, bundle, name + ".credence-proof", how);
  if (!print)
    return cli.finish({print.error().code == Code::limit_exceeded ? ExitCode::bad_input : ExitCode::internal,
                       print.error()});
  if (is_standard_stream(options.out)) return to_standard_output(cli, print->pdf);
  if (auto written = write_file(options.out, print->pdf); !written) return cli.finish(written.error());
  const BundleQuestion question = print_question(verified, how);
  const BundleView view{genesis,         verified,      judge(verified, question),
                        question.now_ms, bundle.size(), cli.language()};
  view.print(cli.json,
             {{"file", options.out.string()}, {"qr", name_of(print->code)}, {"pages", print->pages}},
             [&cli](const std::string& piece) { cli.put(piece); });
  return 0;
}

}  // namespace credence
