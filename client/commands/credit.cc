// credence credit …: honours, licences, penalties, dishonesty entries, their texts and repair, ratings.
#include "client/base/csv.h"
#include "client/base/file_hash.h"
#include "client/base/files.h"
#include "client/base/json_text.h"
#include "client/base/now.h"
#include "client/commands/families.h"
#include "client/console/console.h"
#include "client/console/list_file.h"
#include "client/console/options.h"
#include "client/credit_texts.h"
#include "client/lists/credit_fields.h"
#include "client/lists/plan.h"
#include "client/words/facts.h"
#include "ledger/views/json.h"

namespace credence {
namespace {

namespace json = boost::json;

struct CreditOptions {
  ListOptions list;
  std::string department, batch, code, kind = "penalty", weight, decided_on, published_to, entry, document_no, version, effective;
  std::string scale, name_zh, name_en, grade, rated_on, valid_to;
  std::vector<std::string> terms, grades;
  std::filesystem::path text, out, evidence;
  std::uint32_t line = 1;
  bool grant = false, refuse = false, with_texts = false;
};

Outcome<CreditKey> entry_of(const CreditOptions& options) { return or_fail(parse_credit_key(options.entry), ExitCode::usage); }

std::string class_name(const Cli& cli, CreditClass weight) {
  switch (weight) {
    case CreditClass::none: return {};
    case CreditClass::minor: return cli.say("minor", "轻微");
    case CreditClass::general: return cli.say("general", "一般");
    case CreditClass::serious: return cli.say("serious", "严重");
  }
  return {};
}
std::string kind_name(const Cli& cli, CreditKind kind) {
  switch (kind) {
    case CreditKind::honour: return cli.say("honour", "荣誉");
    case CreditKind::licence: return cli.say("licence", "行政许可");
    case CreditKind::penalty: return cli.say("penalty", "行政处罚");
    case CreditKind::dishonesty: return cli.say("dishonesty", "失信");
  }
  return {};
}
std::string status_name(const Cli& cli, const CreditValue& value, const Date& day) {
  switch (value.status) {
    case CreditStatus::repaired: return cli.say("repaired", "已修复");
    case CreditStatus::withdrawn: return cli.say("withdrawn", "已撤回");
    case CreditStatus::repair_requested:
      if (value.active(day)) return cli.say("repair requested", "已申请修复");
      break;
    case CreditStatus::recorded: break;
  }
  return value.active(day) ? cli.say("published", "公示中") : cli.say("publication over", "公示期满");
}

// ---- rules and scales ----------------------------------------------------------------------------------------------------

/// "general:3-12:3": class, months of publication, months before a repair.
Result<CreditTerm> parse_term(const std::string& text) {
  CreditTerm out;
  const auto first = text.find(':'), dash = text.find('-'), last = text.rfind(':');
  if (first == std::string::npos || dash == std::string::npos || last <= dash || dash < first) return fail(Code::bad_credit_term, text);
  const auto weight = credit_class_named(text.substr(0, first));
  if (!weight) return fail(Code::bad_credit_term, text);
  out.weight = *weight;
  const auto number = [](const std::string& digits) -> std::optional<std::uint8_t> {
    if (digits.empty() || digits.size() > 3 || digits.find_first_not_of("0123456789") != std::string::npos || std::stoi(digits) > 255)
      return std::nullopt;
    return static_cast<std::uint8_t>(std::stoi(digits));
  };
  const auto least = number(text.substr(first + 1, dash - first - 1)), most = number(text.substr(dash + 1, last - dash - 1)),
             repair = number(text.substr(last + 1));
  if (!least || !most || !repair) return fail(Code::bad_credit_term, text);
  out.months_min = *least;
  out.months_max = *most;
  out.repair_months = *repair;
  return out;
}

int set_rules(Cli& cli, const CreditOptions& options) {
  auto from = date_option(options.effective, "--from");
  if (!from) return cli.finish(from.error());
  SetCreditRules action{Id(options.version), *from, DocumentNo(options.document_no), {}};
  for (const std::string& text : options.terms) {
    auto term = parse_term(text);
    if (!term) return cli.finish({ExitCode::usage, term.error()});
    if (action.terms.size() == action.terms.kMax) return cli.finish({ExitCode::usage, Error{Code::limit_exceeded, "--term"}});
    action.terms.push_back(*term);
  }
  return cli.submit(action, cli.say("credit rules set: ", "已设立信用规则：") + options.version);
}

int define_scale(Cli& cli, const CreditOptions& options) {
  DefineRatingScale action{Id(options.scale), Name(options.name_zh), Name(options.name_en), Id(options.department), {}};
  for (const std::string& grade : options.grades) {
    if (grade.size() > 16 || action.grades.size() == action.grades.kMax) return cli.finish({ExitCode::usage, Error{Code::limit_exceeded, grade}});
    action.grades.push_back(Text<16>(grade));
  }
  return cli.submit(action, cli.say("rating scale defined: ", "已设立评级标准：") + options.scale);
}

int rate(Cli& cli, const CreditOptions& options) {
  auto code = cli.code(options.code);
  if (!code) return cli.finish(code.error());
  auto on = date_option(options.rated_on, "--rated-on");
  if (!on) return cli.finish(on.error());
  auto to = date_option(options.valid_to, "--valid-to");
  if (!to) return cli.finish(to.error());
  if (options.grade.size() > 16) return cli.finish({ExitCode::usage, Error{Code::limit_exceeded, options.grade}});
  RecordRatings action{Id(options.scale), {}};
  action.lines.push_back({1, *code, Text<16>(options.grade), *on, *to});
  return cli.submit(action, cli.say("rated: ", "已记录评级：") + options.code + " " + options.grade);
}

// ---- recording -----------------------------------------------------------------------------------------------------------

/// The department of --key.
Outcome<Id> own_department(Cli& cli, const SecretKey& key) {
  auto client = cli.client();
  if (!client) return std::unexpected(client.error());
  auto signer = (*client)->state<SignerValue>(SignerKey{key_id(key.public_key())});
  if (!signer) return std::unexpected(signer.error());
  if (!**signer) return give_up(ExitCode::refused, Code::unknown_key, key_id(key.public_key()).hex());
  return (**signer)->department;
}

int record(Cli& cli, const CreditOptions& options) {
  auto code = cli.code(options.code);
  if (!code) return cli.finish(code.error());
  const auto kind = credit_kind_named(options.kind);
  const auto weight = options.weight.empty() ? std::optional(CreditClass::none) : credit_class_named(options.weight);
  if (!kind || !weight) return cli.finish({ExitCode::usage, Error{Code::bad_name, options.kind + " " + options.weight}});
  auto decided = date_option(options.decided_on, "--decided-on");
  if (!decided) return cli.finish(decided.error());
  CreditLine line{options.line, *code, *kind, *weight, *decided, {}, {}};
  if (!options.published_to.empty()) {
    auto to = date_option(options.published_to, "--published-to");
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
  CreditText content{random_salt(), {}};
  content.text = *text;
  line.commitment = credit_commitment(content);
  RecordCredit action{*department, Id(options.batch), {}};
  action.lines.push_back(line);
  const CreditKey entry{*department, Id(options.batch), options.line};
  const int recorded = cli.submit(action, cli.say("credit entry recorded: ", "已记录信用信息：") + text_of(entry));
  if (recorded != 0) return recorded;
  auto client = cli.client();
  if (!client) return cli.finish(client.error());
  auto kept = hand_in_text(**client, *key, entry, content);
  if (!kept) return cli.finish(kept.error());
  cli.note(cli.say("its text is kept by ", "正文由 ") + std::to_string(*kept) + cli.say(" nodes\n", " 个节点保存\n"));
  return 0;
}

// The salts of an import, one line each, until its texts are handed in: a run that was interrupted goes on with the same ones.
Outcome<std::vector<Hash32>> salts_for(const std::filesystem::path& file, std::size_t count) {
  std::vector<Hash32> out;
  if (std::filesystem::exists(file)) {
    auto text = read_file(file);
    if (!text) return give_up(ExitCode::bad_input, text.error());
    for (std::string_view rest = *text; !rest.empty();) {
      const auto end = rest.find('\n');
      auto salt = Hash32::from_hex(rest.substr(0, end));
      if (!salt) return give_up(ExitCode::bad_input, Error{Code::journal_damaged, file.string()});
      out.push_back(*salt);
      rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + 1);
    }
    if (out.size() != count) return give_up(ExitCode::bad_input, Error{Code::journal_mismatch, file.string()});
    return out;
  }
  std::string text;
  for (std::size_t i = 0; i < count; ++i) {
    out.push_back(random_salt());
    text += out.back().hex() + "\n";
  }
  if (auto written = write_file(file, text, 0600); !written) return std::unexpected(written.error());
  return out;
}

/// Hands in the texts of the lines that stand on the ledger with these commitments; how many lines.
Outcome<std::size_t> hand_in_all(Client& client, const SecretKey& key, const RecordCredit& head, const CreditRecords& records,
                                 const std::vector<Hash32>& salts) {
  std::size_t done = 0;
  for (std::size_t i = 0; i < records.lines.size(); ++i) {
    const CreditKey entry{head.department, head.batch, records.lines[i].line};
    auto held = client.state<CreditValue>(entry);
    if (!held) return std::unexpected(held.error());
    if (!**held || (**held)->commitment != records.lines[i].commitment) continue;
    CreditText text{salts[i], {}};
    text.text = records.texts[i];
    if (auto kept = hand_in_text(client, key, entry, text); !kept) return std::unexpected(kept.error());
    ++done;
  }
  return done;
}

int import_records(Cli& cli, const CreditOptions& options) {
  const auto weight = options.weight.empty() ? std::optional(CreditClass::none) : credit_class_named(options.weight);
  if (!weight) return cli.finish({ExitCode::usage, Error{Code::bad_name, "--class " + options.weight}});
  ListFile file(cli, options.list, {.review = {}, .enterprises_exist = false});
  const auto read = [&](const ListInput& in) -> Result<ListFacts> {
    auto parsed = parse_credit_records(in, *weight);
    if (!parsed) return std::unexpected(parsed.error());
    return facts_of(static_cast<const ParsedLines<CreditLine>&>(*parsed));
  };
  if (const auto code = file.prepare(read)) return *code;
  auto records = parse_credit_records(file.input(), *weight);
  if (!records) return cli.finish({ExitCode::bad_input, records.error()});
  if (records->lines.empty()) return cli.finish({ExitCode::bad_input, Error{Code::empty_list, options.list.file.string()}});
  std::string dropped;
  for (const std::string& head : records->dropped_columns) dropped += (dropped.empty() ? "" : ", ") + head;
  if (!dropped.empty()) cli.note(cli.say("columns about persons are left out: ", "已略去涉及个人的列：") + dropped + "\n");
  auto key = cli.signing_key();
  if (!key) return cli.finish(key.error());
  auto department = own_department(cli, *key);
  if (!department) return cli.finish(department.error());
  const std::filesystem::path salt_file = options.list.file.string() + ".credence-salts";
  auto salts = salts_for(salt_file, records->lines.size());
  if (!salts) return cli.finish(salts.error());
  for (std::size_t i = 0; i < records->lines.size(); ++i) {
    CreditText text{(*salts)[i], {}};
    text.text = records->texts[i];
    records->lines[i].commitment = credit_commitment(text);
  }
  const RecordCredit head{*department, Id(options.batch), {}};
  auto lists = plan_credit(head, records->lines);
  if (!lists) return cli.finish(lists.error());
  if (const int code = run_list(cli, options.list, *lists, records->problems, records->file_lines, file.json()); code != 0 || options.list.dry_run) {
    if (options.list.dry_run) std::filesystem::remove(salt_file);
    return code;
  }
  auto client = cli.client();
  if (!client) return cli.finish(client.error());
  auto handed = hand_in_all(**client, *key, head, *records, *salts);
  if (!handed) return cli.finish(handed.error());
  std::filesystem::remove(salt_file);
  cli.note(cli.say("texts handed in: ", "已提交正文：") + std::to_string(*handed) + "\n");
  return 0;
}

// ---- repair --------------------------------------------------------------------------------------------------------------

int request_repair(Cli& cli, const CreditOptions& options) {
  auto entry = entry_of(options);
  if (!entry) return cli.finish(entry.error());
  auto evidence = hash_file(options.evidence);
  if (!evidence) return cli.finish({ExitCode::bad_input, evidence.error()});
  return cli.submit(RequestCreditRepair{*entry, evidence->sha256}, cli.say("repair requested: ", "已申请信用修复：") + options.entry);
}

int decide_repair(Cli& cli, const CreditOptions& options) {
  auto entry = entry_of(options);
  if (!entry) return cli.finish(entry.error());
  const std::string what = options.grant ? cli.say("repaired, its text is erased by the nodes that keep it: ", "已修复，保存正文的节点将删除正文：")
                                         : cli.say("repair refused: ", "不予修复：");
  return cli.submit(DecideCreditRepair{*entry, options.grant, DocumentNo(options.document_no)}, what + options.entry);
}

int withdraw(Cli& cli, const CreditOptions& options) {
  auto entry = entry_of(options);
  if (!entry) return cli.finish(entry.error());
  return cli.submit(WithdrawCredit{*entry, DocumentNo(options.document_no)}, cli.say("withdrawn: ", "已撤回：") + options.entry);
}

// ---- reading -------------------------------------------------------------------------------------------------------------

/// Every entry that a complete history names, as the state holds it now.
Outcome<std::vector<std::pair<CreditKey, CreditValue>>> entries_of(Client& client, const HistoryKey& subject, const Id& batch) {
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

int export_records(Cli& cli, const CreditOptions& options) {
  auto key = cli.signing_key();
  if (!key) return cli.finish(key.error());
  auto client = cli.client();
  if (!client) return cli.finish(client.error());
  const auto kind = credit_kind_named(options.kind);
  if (!kind || (*kind != CreditKind::licence && *kind != CreditKind::penalty))
    return cli.finish({ExitCode::usage, Error{Code::bad_name, "--kind " + options.kind}});
  auto entries = entries_of(**client, HistoryKey{DepartmentKey{Id(options.department)}}, Id(options.batch));
  if (!entries) return cli.finish(entries.error());
  std::string csv = "\xEF\xBB\xBF" + credit_head_csv(*kind);
  std::size_t written = 0, closed = 0;
  for (const auto& [entry, value] : *entries) {
    if (value.kind != *kind) continue;
    if (!value.active(today_in_china())) {  // what is repaired or over is not shared any more
      ++closed;
      continue;
    }
    auto text = fetch_text(**client, *key, entry);
    if (!text) return cli.finish(text.error());
    auto line = credit_record_csv(*kind, text->text);
    if (!line) return cli.finish({ExitCode::bad_input, Error{line.error().code, text_of(entry) + ": " + line.error().detail}});
    csv += *line;
    ++written;
  }
  if (auto done = write_file(options.out, csv, 0600); !done) return cli.finish(done.error());
  if (cli.json)
    cli.print_json({{"file", options.out.string()}, {"records", written}, {"closed", closed}});
  else
    cli.print(std::to_string(written) + cli.say(" records, each checked against the chain; no longer published and left out: ",
                                                " 条记录，均与链上承诺核对；已不再公示而略去：") + std::to_string(closed) + "\n");
  return 0;
}

int show(Cli& cli, const CreditOptions& options) {
  auto code = cli.code(options.code);
  if (!code) return cli.finish(code.error());
  auto client = cli.client();
  if (!client) return cli.finish(client.error());
  auto standing = (*client)->state<CreditStandingValue>(CreditStandingKey{*code});
  if (!standing) return cli.finish(standing.error());
  auto entries = entries_of(**client, HistoryKey{EnterpriseKey{*code}}, {});
  if (!entries) return cli.finish(entries.error());
  std::optional<SecretKey> key;
  if (options.with_texts) {
    auto opened = cli.signing_key();
    if (!opened) return cli.finish(opened.error());
    key = *opened;
  }
  const Date day = today_in_china();
  Table table;
  for (const auto& head : {cli.say("entry", "记录"), cli.say("kind", "种类"), cli.say("class", "级别"), cli.say("decided", "决定日期"),
                           cli.say("published to", "公示至"), cli.say("status", "状态")})
    table.column(head);
  json::array list;
  std::string texts;
  for (const auto& [entry, value] : *entries) {
    const bool active = value.active(day);
    json::object one{{"entry", text_of(entry)}, {"status", name_of(value.status)}, {"active", active}};
    // What is repaired or over is counted and provable, and not shown.
    if (active) {
      one["value"] = to_json(value);
      table.row({text_of(entry), kind_name(cli, value.kind), class_name(cli, value.weight), value.decided_on.iso(),
                 value.published_to ? value.published_to->iso() : "", status_name(cli, value, day)});
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
  const CreditMark* worst = **standing ? (**standing)->worst(day) : nullptr;
  if (cli.json) {
    cli.print_json({{"code", options.code},
                    {"on", day.iso()},
                    {"worst", worst == nullptr ? json::value(nullptr) : json::value(name_of(worst->weight))},
                    {"entries", std::move(list)},
                    {"proof", cli.proof_json(standing->proof())}});
    return 0;
  }
  if (table.rows() > 0) cli.print(table.text() + texts);
  cli.print(options.code + "  " + day.iso() + ": " +
            (worst == nullptr ? cli.say("no adverse entry in publication", "无公示中的不良信息")
                              : cli.say("worst entry in publication: ", "公示中最重级别：") + class_name(cli, worst->weight)) +
            "\n" + cli.proved_under(standing->proof()) + "\n");
  cli.warn_of_bad_answers();
  return 0;
}

constexpr Words kEntryWords{"DEPARTMENT/BATCH/LINE", "DEPARTMENT/BATCH/LINE，即部门、批次与行号"};

/// A command of the family whose run takes the family's options.
using AddCredit = std::function<Command&(const char* name, Words about, int (*run)(Cli&, const CreditOptions&))>;

void add_entry_commands(const AddCredit& command, CreditOptions& o) {
  Command& add = command("record", {"record one entry; its text goes to the nodes that keep texts (role credit)", "记录一条信用信息；正文交由保存正文的节点（角色 credit）"}, record);
  add.argument("CODE", &o.code, kCodeWords);
  add.option("--batch BATCH", &o.batch, {"the batch's id", "批次编号"}).required();
  add.option("--line N", &o.line, {"its number in the batch", "在批次中的序号"});
  add.option("--kind KIND", &o.kind, {"what kind of entry it is", "种类：honour 荣誉、licence 行政许可、penalty 行政处罚、dishonesty 失信"}).one_of(all_names<CreditKind>());
  add.option("--class CLASS", &o.weight, {"of penalties and dishonesty", "级别：minor 轻微、general 一般、serious 严重；仅用于行政处罚和失信"}).one_of(all_names(CreditClass::minor));
  add.option("--decided-on DAY", &o.decided_on, {"the day of the decision", "决定日期"}).required();
  add.option("--published-to DAY", &o.published_to, {"the last day of publication", "公示截止日期"});
  add.option("--text FILE", &o.text, {"file with the text: UTF-8, no personal data", "正文文件：UTF-8，不含个人信息"}).required();

  Command& import = command("import", {"record licences (XK_…) or penalties (CF_…) of a national file (role credit)", "按全国统一格式文件记录行政许可（XK_…）或行政处罚（CF_…）（角色 credit）"}, import_records);
  add_list_options(import, o.list, "FILE");
  import.option("--batch BATCH", &o.batch, {"the batch's id", "批次编号"}).required();
  import.option("--class CLASS", &o.weight, {"of penalties whose file has no column 级别", "文件没有“级别”列时行政处罚的级别：minor 轻微、general 一般、serious 严重"})
      .one_of(all_names(CreditClass::minor));

  Command& take_back = command("withdraw", {"close an entry that should never have been recorded", "撤回本不应记录的信用记录"}, withdraw);
  take_back.argument("ENTRY", &o.entry, kEntryWords);
  take_back.option("--document-no NUMBER", &o.document_no, kDocumentNoWords);
}

void add_reading_commands(const AddCredit& command, CreditOptions& o) {
  Command& out = command("export", {"write a department's licences or penalties with the national columns", "按全国统一格式导出某部门的行政许可或行政处罚"}, export_records);
  out.uses(kAsks | Use::key | Use::passphrase);
  out.option("--department ID", &o.department, kDepartmentWords).required();
  out.option("--batch BATCH", &o.batch, {"only this one", "仅限该批次"});
  out.option("--kind KIND", &o.kind, {"what is written", "种类：licence 行政许可或 penalty 行政处罚"}).one_of({"licence", "penalty"});
  out.option("--out FILE", &o.out, {"CSV file", "CSV 文件"}).required();

  Command& see = command("show", {"the credit standing of an enterprise", "企业的信用状况"}, show);
  see.uses(kAsks | Use::key | Use::passphrase);
  see.argument("CODE", &o.code, kCodeWords);
  see.flag("--texts", o.with_texts, {"with the texts, asked for with --key", "同时显示正文，以 --key 的密钥索取"});
}

void add_repair_commands(const AddCredit& command, CreditOptions& o) {
  Command& request = command("request-repair", {"ask for the repair of an entry, with the enterprise's own key", "申请信用修复，使用企业自己的密钥"}, request_repair);
  request.argument("ENTRY", &o.entry, kEntryWords);
  request.option("--evidence FILE", &o.evidence, {"what proves that the fault is mended; its hash is recorded", "证明已纠正的材料；仅记录其哈希"}).required();

  Command& decide = command("decide-repair", {"grant or refuse a repair (role credit of the recording department)", "准予或不予信用修复（记录部门，角色 credit）"}, decide_repair);
  decide.argument("ENTRY", &o.entry, kEntryWords);
  Option& grant = decide.flag("--grant", o.grant, {"the entry is closed", "准予修复：记录不再公示"});
  Option& refuse = decide.flag("--refuse", o.refuse, {"the entry stays", "不予修复：记录继续公示"});
  decide.exactly_one({grant, refuse});
  decide.option("--document-no NUMBER", &o.document_no, kDocumentNoWords);
}

void add_rating_commands(const AddCredit& command, CreditOptions& o) {
  constexpr Words kScaleWords{"the scale's id", "评级标准编号"};
  Command& scale = command("rating-scale", {"define an agency's scale of grades (role admin)", "设立评级机构的评级标准（角色 admin）"}, define_scale);
  scale.argument("SCALE", &o.scale, kScaleWords);
  scale.option("--agency DEPARTMENT", &o.department, {"the department that rates by it", "使用该标准的评级机构"}).required();
  scale.option("--name-zh NAME", &o.name_zh, kNameZhWords).required();
  scale.option("--name-en NAME", &o.name_en, kNameEnWords).required();
  scale.option("--grade GRADE", &o.grades, {"the best first", "等级，由高到低"}).required();

  Command& rating = command("rating", {"rate an enterprise (role credit of the scale's agency)", "对企业评级（该标准的评级机构，角色 credit）"}, rate);
  rating.argument("SCALE", &o.scale, kScaleWords);
  rating.argument("CODE", &o.code, kCodeWords);
  rating.option("--grade GRADE", &o.grade, {"one of the scale's", "该标准中的等级"}).required();
  rating.option("--rated-on DAY", &o.rated_on, {"the day of the rating", "评级日期"}).required();
  rating.option("--valid-to DAY", &o.valid_to, {"the last day that it holds", "有效期止"}).required();
}

}  // namespace

void add_credit_commands(Command& app) {
  Command& family = app.command("credit", {"credit entries, their repair, ratings", "信用记录、信用修复与评级"}).uses(kSigns);
  auto& o = family.keep<CreditOptions>();
  const AddCredit command = [&](const char* name, Words about, int (*run)(Cli&, const CreditOptions&)) -> Command& {
    Command& out = family.command(name, about);
    out.runs(o, run);
    return out;
  };
  Command& rules = command("rules", {"set how long entries are published, from a day on (role admin)", "设立信用规则：自某日起适用的公示期限（角色 admin）"}, set_rules);
  rules.argument("VERSION", &o.version, {"the version's id", "规则版本编号"});
  rules.option("--from DAY", &o.effective, {"the first day of decisions that they hold for", "适用于该日及以后作出的决定"}).required();
  rules.option("--document-no NUMBER", &o.document_no, kDocumentNoWords);
  rules.option("--term TERM", &o.terms, {"CLASS:MIN-MAX:REPAIR in months, by rising class: general:3-12:3",
                                         "CLASS:MIN-MAX:REPAIR，即级别、最短与最长公示期、修复期限（月），按级别由轻到重，例如 general:3-12:3"})
      .required();
  add_entry_commands(command, o);
  add_reading_commands(command, o);
  add_repair_commands(command, o);
  add_rating_commands(command, o);
}

}  // namespace credence
