// SPDX-License-Identifier: Apache-2.0
// credence credit record, import: entries, and their texts to the nodes that keep texts.
#include "client/base/files.h"
#include "client/commands/families.h"
#include "client/console/list_file.h"
#include "client/console/options.h"
#include "client/credit_texts.h"
#include "client/lists/credit_fields.h"
#include "client/lists/plan.h"
#include "client/words/enum_words.h"

namespace credence {
namespace {

struct RecordOptions {
  ListOptions list;
  std::string batch, code, kind = "penalty", weight, decided_on, published_to;
  std::filesystem::path text;
  std::uint32_t line = 1;
};

/// The department of --key.
Outcome<Id> own_department(Cli& cli, const SecretKey& key) {
  auto client = cli.client();
  if (!client) return std::unexpected(client.error());
  auto signer = (*client)->state<SignerValue>(SignerKey{key_id(key.public_key())});
  if (!signer) return std::unexpected(signer.error());
  if (!**signer) return give_up(ExitCode::refused, Code::unknown_key, key_id(key.public_key()).hex());
  return (**signer)->department;
}

constexpr std::string_view kSaltFileEnd = ".credence-salts";

/// The salts of these entries, one a line of a file, until their texts are handed in: a run that was
/// interrupted, or whose entries wait for a second signature, goes on with the same ones.
Outcome<std::vector<Hash32>> salts_for(const std::filesystem::path& file, std::size_t count, bool keep) {
  std::vector<Hash32> out;
  std::error_code none;
  if (std::filesystem::exists(file, none)) {
    auto text = read_file(file);
    if (!text) return give_up(ExitCode::bad_input, text.error());
    for (std::string_view rest = *text; !rest.empty();) {
      const auto end = rest.find('\n');
      auto salt = Hash32::from_hex(rest.substr(0, end));
      if (!salt) return give_up(ExitCode::bad_input, Error{Code::journal_damaged, file.string()});
      out.push_back(*salt);
      rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + 1);
    }
    if (out.size() != count)
      return give_up(ExitCode::bad_input, Error{Code::journal_mismatch, file.string()});
    return out;
  }
  std::string text;
  for (std::size_t i = 0; i < count; ++i) {
    out.push_back(random_salt());
    text += out.back().hex() + "\n";
  }
  if (keep)
    if (auto written = write_file(file, text, 0600); !written) return std::unexpected(written.error());
  return out;
}

/// Puts into each line what it says of its text.
void commit(Suite suite, CreditDraft::Good& records, const std::vector<Hash32>& salts) {
  for (std::size_t i = 0; i < records.lines.size(); ++i) {
    CreditText text{salts[i], {}};
    text.text = records.texts[i];
    records.lines[i].commitment = credit_commitment(suite, text);
  }
}

/// Whether the line stands on the ledger, with this text.
Outcome<bool> recorded(Client& client, const RecordCredit& head, const CreditLine& line) {
  auto held = client.state<CreditValue>(CreditKey{head.department, head.batch, line.line});
  if (!held) return std::unexpected(held.error());
  return **held && (**held)->commitment == line.commitment;
}

/// Hands in the texts of the lines that stand on the ledger. The salts of those that wait for their second
/// signature are kept: the same command hands the texts in later.
Outcome<Cli::Followed> hand_in_all(Cli& cli, Client& client, const SecretKey& key, const RecordCredit& head,
                                   const CreditDraft::Good& records, const std::vector<Hash32>& salts,
                                   const std::filesystem::path& salt_file) {
  std::size_t done = 0;
  for (std::size_t i = 0; i < records.lines.size(); ++i) {
    auto stands = recorded(client, head, records.lines[i]);
    if (!stands) return std::unexpected(stands.error());
    if (!*stands) continue;
    CreditText text{salts[i], {}};
    text.text = records.texts[i];
    const CreditKey entry{head.department, head.batch, records.lines[i].line};
    if (auto kept = hand_in_text(client, key, entry, text); !kept) return std::unexpected(kept.error());
    ++done;
  }
  std::string said = cli.say("texts handed in: ", "已提交正文：") + std::to_string(done) + "\n";
  if (done == records.lines.size())
    std::filesystem::remove(salt_file);
  else
    said += cli.say("once the rest is approved, the same command hands in its texts; until then it needs ",
                    "其余经复核通过后，再次运行同一命令即提交其正文；在此之前请保留 ") +
            salt_file.string() +
            cli.say(". Where it is rejected or expires, nothing needs that file: delete it\n",
                    "。如被驳回或已过期，该文件不再有用，可删除\n");
  return Cli::Followed{{{"texts_handed_in", done}}, said};
}

/// The last day on which the rules of the ledger let an entry of this class be published: what holds where nobody
/// says less. It is said.
Outcome<Date> longest_publication(Cli& cli, const Date& decided, CreditClass weight) {
  auto client = cli.client();
  if (!client) return std::unexpected(client.error());
  auto rules = (*client)->state<CreditRulesValue>(CreditRulesKey{});
  if (!rules) return std::unexpected(rules.error());
  const SetCreditRules* const version = **rules ? (**rules)->on(decided) : nullptr;
  const CreditTerm* const term = version == nullptr ? nullptr : (**rules)->term(version->version, weight);
  if (weight == CreditClass::none) return give_up(ExitCode::usage, Code::missing_value, "--class");
  if (term == nullptr)
    return give_up(ExitCode::refused, Code::no_credit_rule,
                   std::string(class_words(weight).in(cli.language())) + " " + decided.iso());
  const Date out = after_months(decided, term->months_max);
  cli.note(cli.say("published to ", "公示至 ") + out.iso() + cli.say(", as long as the rule ", "，按规则 ") +
           version->version + cli.say(" lets it be; --to says less\n", " 的最长期限；可用 --to 缩短\n"));
  return out;
}

int record(Cli& cli, const RecordOptions& options) {
  auto code = cli.code(options.code);
  if (!code) return cli.finish(code.error());
  const auto kind = credit_kind_named(options.kind);
  const auto weight =
      options.weight.empty() ? std::optional(CreditClass::none) : credit_class_named(options.weight);
  if (!kind || !weight)
    return cli.finish({ExitCode::usage, Error{Code::unknown_choice, options.kind + " " + options.weight}});
  auto decided = date_option(options.decided_on, "--on");
  if (!decided) return cli.finish(decided.error());
  CreditLine line{options.line, *code, *kind, *weight, *decided, {}, {}};
  if (!options.published_to.empty()) {
    auto to = date_option(options.published_to, "--to");
    if (!to) return cli.finish(to.error());
    line.published_to = *to;
  } else if (is_adverse(*kind)) {
    auto to = longest_publication(cli, *decided, *weight);
    if (!to) return cli.finish(to.error());
    line.published_to = *to;
  }
  auto text = read_file(options.text, limits::kCreditTextBytesMax);
  if (!text) return cli.finish({ExitCode::bad_input, text.error()});
  if (auto good = check_credit_text(*text); !good) return cli.finish({ExitCode::bad_input, good.error()});
  auto key = cli.signing_key();
  if (!key) return cli.finish(key.error());
  auto department = own_department(cli, *key);
  if (!department) return cli.finish(department.error());
  CreditDraft::Good records{{line}, {*text}, {}};
  const RecordCredit head{*department, Id(options.batch), {}};
  // Another entry with the same text has a salt of its own.
  const std::filesystem::path salt_file = options.text.string() + "." + options.batch + "-" +
                                          std::to_string(options.line) + std::string(kSaltFileEnd);
  auto salts = salts_for(salt_file, 1, !cli.dry_run);
  if (!salts) return cli.finish(salts.error());
  commit(key->suite(), records, *salts);
  const auto hand_in = [&](Client& client) {
    return hand_in_all(cli, client, *key, head, records, *salts, salt_file);
  };
  auto client = cli.client();
  if (!client) return cli.finish(client.error());
  auto stands = recorded(**client, head, records.lines.front());
  if (!stands) return cli.finish(stands.error());
  const CreditKey entry{*department, Id(options.batch), options.line};
  if (*stands && !cli.dry_run) {  // it was approved meanwhile, or this run goes on where another ended
    auto handed = hand_in(**client);
    if (!handed) return cli.finish(handed.error());
    boost::json::object out;
    add_followed(out, handed);
    if (cli.json)
      cli.print_json(out);
    else
      cli.print(handed->text);
    return 0;
  }
  RecordCredit action = head;
  action.lines.push_back(records.lines.front());
  return cli.submit(action, cli.say("credit entry recorded: ", "已记录信用信息：") + text_of(entry),
                    [&](Client& to, const VerifiedTransaction&) { return hand_in(to); });
}

int import_records(Cli& cli, const RecordOptions& options) {
  const auto weight =
      options.weight.empty() ? std::optional(CreditClass::none) : credit_class_named(options.weight);
  if (!weight) return cli.finish({ExitCode::usage, Error{Code::unknown_choice, "--class " + options.weight}});
  ListPurpose purpose{.review = {}};
  purpose.review.ended = true;  // what is decided of an enterprise may be published after its end
  purpose.read = read_credit_list;
  purpose.draft = [&](const Sheet& sheet, const Reading& reading, const GivenForAll&) {
    return std::make_unique<CreditDraft>(sheet, reading, *weight);
  };
  auto prepared = prepare_list(cli, options.list, purpose);
  if (!prepared) return prepared.error();
  const PreparedList& list = **prepared;
  auto records = static_cast<const CreditDraft&>(*list.draft).good();
  if (records.lines.empty())
    return cli.finish({ExitCode::bad_input, Error{Code::empty_list, shown_file(options.list.file)}});
  std::string dropped;
  for (const std::string& head : dropped_columns(list.reading))
    dropped += (dropped.empty() ? "" : ", ") + head;
  if (!dropped.empty())
    cli.note(cli.say("columns about persons are left out: ", "已略去涉及个人的列：") + dropped + "\n");
  if (*weight != CreditClass::none)
    cli.note(cli.say("class of penalties where the file says none: ", "文件未注明级别的行政处罚，级别为：") +
             std::string(class_words(*weight).in(cli.language())) + "\n");
  auto key = cli.signing_key();
  if (!key) return cli.finish(key.error());
  auto department = own_department(cli, *key);
  if (!department) return cli.finish(department.error());
  const std::filesystem::path salt_file = options.list.file.string() + std::string(kSaltFileEnd);
  auto salts = salts_for(salt_file, records.lines.size(), !cli.dry_run);
  if (!salts) return cli.finish(salts.error());
  commit(key->suite(), records, *salts);
  const RecordCredit head{*department, Id(options.batch), {}};
  auto lists = plan_credit(head, records.lines);
  if (!lists) return cli.finish(lists.error());
  const auto hand_in = [&](Client& client) {
    return hand_in_all(cli, client, *key, head, records, *salts, salt_file);
  };
  return run_list(cli, options.list, *lists, list.draft->problems(), records.file_lines,
                  list.json(cli, purpose, options.list), hand_in);
}

}  // namespace

void add_credit_record_commands(Command& family) {
  auto& o = family.keep<RecordOptions>();
  Command& add = family
                     .command("record",
                              {"record one entry; its text goes to the nodes that keep texts (role credit)",
                               "记录一条信用信息；正文交由保存正文的节点（角色 credit）"},
                              o, record)
                     .uses(kSigns | Use::follows);
  add.argument("CODE", &o.code, kCodeWords);
  add.option("--batch BATCH", &o.batch, {"the batch's id", "批次编号"}).required();
  add.option("--line N", &o.line, {"its number in the batch", "在批次中的序号"});
  add.option("--kind KIND", &o.kind,
             {"what kind of entry it is",
              "种类：honour 荣誉、licence 行政许可、penalty 行政处罚、dishonesty 失信"})
      .one_of(all_names<CreditKind>());
  add.option("--class CLASS", &o.weight,
             {"of penalties and dishonesty",
              "级别：minor 轻微、general 一般、serious 严重；仅用于行政处罚和失信"})
      .one_of(all_names(CreditClass::minor));
  add.option("--on DAY", &o.decided_on, {"the day of the decision", "决定日期"}).required();
  add.option("--to DAY", &o.published_to,
             {"the last day of publication; else the longest that the rules let a penalty or dishonesty be "
              "published",
              "公示截止日期；行政处罚和失信默认为规则允许的最长期限"});
  add.option("--text FILE", &o.text,
             {"file with the text: UTF-8, no personal data", "正文文件：UTF-8，不含个人信息"})
      .required();

  Command& import =
      family.command("import",
                     {"record licences (XK_…) or penalties (CF_…) of a national file (role credit)",
                      "按全国统一格式文件记录行政许可（XK_…）或行政处罚（CF_…）（角色 credit）"},
                     o, import_records);
  add_list_options(import, o.list);
  import.option("--batch BATCH", &o.batch, {"the batch's id", "批次编号"}).required();
  import
      .option("--class CLASS", &o.weight,
              {"of penalties whose file has no column 级别",
               "文件没有“级别”列时行政处罚的级别：minor 轻微、general 一般、serious 严重"})
      .one_of(all_names(CreditClass::minor));
}

}  // namespace credence
