// SPDX-License-Identifier: Apache-2.0
// credence document …: what a file is, and who recorded it.
#include "client/base/file_hash.h"
#include "client/base/json_text.h"
#include "client/commands/families.h"
#include "client/console/console.h"
#include "client/lists/lines.h"
#include "client/words/facts.h"
#include "ledger/views/json.h"

namespace credence {
namespace {

namespace json = boost::json;

struct DocumentOptions {
  std::filesystem::path file;
  std::string title, document_no, issued_on;
};

int anchor_document(Cli& cli, const DocumentOptions& options) {
  const auto hash = hash_file(options.file);
  if (!hash) return cli.finish({ExitCode::bad_input, hash.error()});
  AnchorDocument action{
      hash->sha256, hash->size_bytes, Name(options.title), DocumentNo(options.document_no), {}};
  auto day = day_option(options.issued_on, "ISSUED");
  if (!day) return cli.finish(day.error());
  action.issued_on = *day;
  return cli.submit(action, cli.say("document anchored: ", "文件已存证：") + hash->sha256.hex());
}

int check_document(Cli& cli, const DocumentOptions& options) {
  const auto hash = hash_file(options.file);
  if (!hash) return cli.finish({ExitCode::bad_input, hash.error()});
  auto client = cli.client();
  if (!client) return cli.finish(client.error());
  auto found = (*client)->state<DocumentValue>(DocumentKey{hash->sha256});
  if (!found) return cli.finish(found.error());
  json::object view{{"sha256", hash->sha256.hex()},
                    {"size_bytes", hash->size_bytes},
                    {"document", nullptr},
                    {"proof", cli.proof_json(found->proof())}};
  if (!**found)
    return cli.finish({ExitCode::refused, Error{Code::not_recorded, hash->sha256.hex() + "; " +
                                                                        cli.proved_under(found->proof())}},
                      std::move(view));
  if (cli.json) {
    view["document"] = to_json(***found);
    cli.print_json(view);
    return 0;
  }
  const DocumentValue& value = ***found;
  if (value.size_bytes != hash->size_bytes)  // the hash decides; a size that differs was recorded wrongly
    cli.note(cli.say("the size on the ledger differs: ", "账本记录的大小不同：") +
             std::to_string(value.size_bytes) + "\n");
  std::string out = value.title;
  if (!value.document_no.empty()) out += "  " + value.document_no;
  if (value.issued_on) out += "  " + value.issued_on->iso();
  cli.print(out + "\n  " + cli.say("recorded ", "存证时间 ") + time_in_china(value.recorded_ms) +
            cli.say(" by ", "，存证方 ") + cli.directory().name(value.signer, cli.zh()) + "\n  sha256 " +
            hash->sha256.hex() + "\n" + cli.proved_under(found->proof()) + "\n");
  return 0;
}

}  // namespace

void add_document_commands(Command& app) {
  Command& family =
      app.command("document", {"documents, anchored by their hash", "文件存证：把文件哈希记录到账本"});
  auto& o = family.keep<DocumentOptions>();
  constexpr Words kFileWords{"any file", "任意文件"};
  Command& add = family
                     .command("anchor",
                              {"record hash, size, title and number of a file; the file stays here",
                               "记录文件的哈希、大小、标题和文号；文件留在本机"},
                              o, anchor_document)
                     .uses(kSigns);
  add.argument("FILE", &o.file, kFileWords);
  add.option("--heading TEXT", &o.title, {"what the document is called", "文件标题"}).required();
  add.option("--document-no NUMBER", &o.document_no, {"the document's number", "文件的文号"});
  add.option("--on DAY", &o.issued_on, {"the day of the document", "成文日期"});
  Command& see = family
                     .command("check",
                              {"what a file is and who recorded it, or the proof that nobody did",
                               "查询文件的存证内容与存证方，或证明无人存证"},
                              o, check_document)
                     .uses(kAsks);
  see.argument("FILE", &o.file, kFileWords);
}

}  // namespace credence
