#include "client/lists/credit_fields.h"

#include <algorithm>
#include <map>
#include <unordered_map>

#include "client/base/csv.h"
#include "client/base/json_text.h"

namespace credence {
namespace {

namespace json = boost::json;

constexpr CreditField kLicence[] = {
    {"XK_XDR_MC", "行政相对人名称"},
    {"XK_XDR_LB", "行政相对人类别"},
    {"XK_XDR_SHXYM", "行政相对人代码_1(统一社会信用代码)"},
    {"XK_XDR_GSZC", "行政相对人代码_2(工商注册号)"},
    {"XK_XDR_ZZJG", "行政相对人代码_3(组织机构代码)"},
    {"XK_XDR_SWDJ", "行政相对人代码_4(税务登记号)"},
    {"XK_XDR_SYDW", "行政相对人代码_5(事业单位证书号)"},
    {"XK_XDR_SHZZ", "行政相对人代码_6(社会组织登记证号)"},
    {"XK_XKWS", "行政许可决定文书名称"},
    {"XK_WSH", "行政许可决定文书号"},
    {"XK_XKLB", "许可类别"},
    {"XK_XKZS", "许可证书名称"},
    {"XK_XKBH", "许可编号"},
    {"XK_NR", "许可内容"},
    {"XK_JDRQ", "许可决定日期"},
    {"XK_YXQZ", "有效期自"},
    {"XK_YXQZI", "有效期至"},
    {"XK_XKJG", "许可机关"},
    {"XK_XKJGDM", "许可机关统一社会信用代码"},
    {"XK_ZT", "当前状态"},
    {"XK_LYDW", "数据来源单位"},
    {"XK_LYDWDM", "数据来源单位统一社会信用代码"},
    {"BZ", "备注"},
};
constexpr CreditField kPenalty[] = {
    {"CF_XDR_MC", "行政相对人名称"},
    {"CF_XDR_LB", "行政相对人类别"},
    {"CF_XDR_SHXYM", "行政相对人代码_1(统一社会信用代码)"},
    {"CF_XDR_GSZC", "行政相对人代码_2(工商注册号)"},
    {"CF_XDR_ZZJG", "行政相对人代码_3(组织机构代码)"},
    {"CF_XDR_SWDJ", "行政相对人代码_4(税务登记号)"},
    {"CF_XDR_SYDW", "行政相对人代码_5(事业单位证书号)"},
    {"CF_XDR_SHZZ", "行政相对人代码_6(社会组织登记证号)"},
    {"CF_WSH", "行政处罚决定书文号"},
    {"CF_WFXW", "违法行为类型"},
    {"CF_SY", "违法事实"},
    {"CF_YJ", "处罚依据"},
    {"CF_CFLB", "处罚类别"},
    {"CF_NR", "处罚内容"},
    {"CF_NR_FK", "罚款金额(万元)"},
    {"CF_NR_WFFF", "没收违法所得、没收非法财物的金额(万元)"},
    {"CF_NR_ZKDX", "暂扣或吊销证照名称及编号"},
    {"CF_JDRQ", "处罚决定日期"},
    {"CF_YXQ", "处罚有效期"},
    {"CF_GSJZQ", "公示截止期"},
    {"CF_CFJG", "处罚机关"},
    {"CF_CFJGDM", "处罚机关统一社会信用代码"},
    {"CF_LYDW", "数据来源单位"},
    {"CF_LYDWDM", "数据来源单位统一社会信用代码"},
    {"BZ", "备注"},
};
// After the prefix. The legal representative, and the documents of persons.
constexpr std::string_view kPersonal[] = {"FRDB",   "FDDB",    "FR",       "FR_ZJLX",  "FR_ZJHM", "FR_SFZH",
                                          "SFZ",    "SFZH",    "XDR_ZJLX", "XDR_ZJHM", "XDR_SFZ", "XDR_SFZH"};
// Of an agency's own files: the class of a penalty.
constexpr std::string_view kClassHeads[] = {"级别", "失信等级", "CLASS", "CF_FJ"};

std::string_view prefix_of(CreditKind kind) { return kind == CreditKind::licence ? "XK_" : "CF_"; }

std::string upper(std::string_view text) {
  std::string out(trimmed(text));
  for (char& c : out)
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
  return out;
}

Result<CreditClass> parse_class(std::string_view text) {
  constexpr std::pair<std::string_view, CreditClass> kWords[] = {
      {"轻微", CreditClass::minor}, {"一般", CreditClass::general}, {"严重", CreditClass::serious}};
  for (const auto& [word, weight] : kWords)
    if (text == word) return weight;
  const auto named = credit_class_named(text);
  if (!named || *named == CreditClass::none) return fail(Code::credit_class_differs, std::string(text));
  return *named;
}

// Where each field of the set stands in the file.
struct Heads {
  CreditKind kind = CreditKind::licence;
  std::map<std::string_view, std::size_t> at;  // by the field's name
  std::optional<std::size_t> weight;
  std::vector<std::string> dropped, all;

  [[nodiscard]] std::string_view value(const CsvRecord& record, std::string_view suffix) const {
    const std::string name = std::string(prefix_of(kind)) + std::string(suffix);
    const auto found = at.find(name);
    return found != at.end() && found->second < record.fields.size() ? std::string_view(record.fields[found->second]) : std::string_view();
  }
};

Result<Heads> read_heads(const CsvRecord& record) {
  Heads out;
  out.all = record.fields;
  const auto begins = [&](std::string_view prefix) {
    return std::ranges::any_of(record.fields, [&](const std::string& head) { return upper(head).starts_with(prefix); });
  };
  if (begins("XK_") == begins("CF_")) return fail(Code::missing_column, "XK_XDR_SHXYM / CF_XDR_SHXYM");
  out.kind = begins("XK_") ? CreditKind::licence : CreditKind::penalty;
  for (std::size_t i = 0; i < record.fields.size(); ++i) {
    const std::string head = upper(record.fields[i]);
    const std::string_view suffix = head.starts_with(prefix_of(out.kind)) ? std::string_view(head).substr(3) : std::string_view();
    if (std::ranges::find(kPersonal, suffix) != std::end(kPersonal)) {
      out.dropped.push_back(record.fields[i]);
      continue;
    }
    if (std::ranges::find(kClassHeads, head) != std::end(kClassHeads)) {
      out.weight = i;
      continue;
    }
    const auto fields = fields_of(out.kind);
    const auto field = std::ranges::find(fields, head, &CreditField::name);
    if (field == fields.end()) continue;
    if (!out.at.try_emplace(field->name, i).second) return fail(Code::repeated_column, record.fields[i]);
  }
  for (const std::string_view suffix : {"XDR_MC", "XDR_SHXYM", "WSH", "JDRQ"})
    if (!out.at.contains(std::string(prefix_of(out.kind)) + std::string(suffix)))
      return fail(Code::missing_column, std::string(prefix_of(out.kind)) + std::string(suffix));
  if (out.kind == CreditKind::penalty && !out.at.contains("CF_GSJZQ")) return fail(Code::missing_column, "CF_GSJZQ");
  return out;
}

/// What is kept of a record, in the order of the set.
std::string text_of_record(const Heads& heads, const CsvRecord& record) {
  json::object out;
  for (const CreditField& field : fields_of(heads.kind)) {
    const auto at = heads.at.find(field.name);
    if (at == heads.at.end() || at->second >= record.fields.size() || record.fields[at->second].empty()) continue;
    out[field.name] = record.fields[at->second];
  }
  return json::serialize(out);
}

// One record while it is read; problems carry the national name of the column.
class Record {
 public:
  Record(const Heads& heads, const CsvRecord& record, const ListInput& input, CreditRecords& out)
      : heads_(heads),
        record_(record),
        input_(input),
        problems_(out.problems),
        misfits_(out.misfits),
        before_(problems_.size()) {}
  [[nodiscard]] bool good() const { return problems_.size() == before_; }
  void problem(std::string_view suffix, Error error) {
    problems_.push_back({record_.line, std::string(prefix_of(heads_.kind)) + std::string(suffix),
                         std::string(heads_.value(record_, suffix).substr(0, 60)), std::move(error)});
    if (!valid_utf8(problems_.back().value)) problems_.back().value.clear();
  }
  template <class T>
  std::optional<T> parse(std::string_view suffix, bool required, Result<T> (*parser)(std::string_view)) {
    const std::string_view value = heads_.value(record_, suffix);
    if (value.empty()) {
      if (required) problem(suffix, Error{Code::missing_value, {}});
      return std::nullopt;
    }
    auto out = parser(value);
    if (out) return *std::move(out);
    problem(suffix, out.error());
    return std::nullopt;
  }
  Uscc code(std::string_view suffix) {
    const std::string_view value = heads_.value(record_, suffix);
    auto out =
        value.empty() ? fail(Code::missing_value, std::string()) : parse_listed_code(value, input_, misfits_);
    if (out) return *out;
    problem(suffix, std::move(out.error()));
    return {};
  }

 private:
  const Heads& heads_;
  const CsvRecord& record_;
  const ListInput& input_;
  std::vector<LineProblem>& problems_;
  std::set<Uscc>& misfits_;
  const std::size_t before_;
};

Result<Date> parse_last_day(std::string_view text) { return parse_any_date(text); }

CreditLine read_line(Record& in, const Heads& heads, const CsvRecord& record, std::uint32_t number, CreditClass weight) {
  CreditLine line;
  line.line = number;
  line.kind = heads.kind;
  if (heads.value(record, "XDR_LB").find("自然人") != std::string_view::npos) in.problem("XDR_LB", Error{Code::natural_person, {}});
  line.code = in.code("XDR_SHXYM");
  if (heads.value(record, "WSH").empty()) in.problem("WSH", Error{Code::missing_value, {}});
  line.decided_on = in.parse("JDRQ", true, parse_any_date).value_or(Date{});
  if (heads.kind == CreditKind::licence) {
    line.published_to = in.parse("YXQZI", false, parse_last_day);
    if (line.published_to && line.published_to->year >= 2099) line.published_to.reset();  // how "for ever" is written in these files
    return line;
  }
  line.published_to = in.parse("GSJZQ", true, parse_last_day);
  line.weight = weight;
  if (heads.weight && *heads.weight < record.fields.size() && !record.fields[*heads.weight].empty()) {
    const auto given = parse_class(record.fields[*heads.weight]);
    if (given) line.weight = *given;
    if (!given) in.problem("FJ", given.error());
  }
  if (line.weight == CreditClass::none) in.problem("FJ", Error{Code::missing_value, "--class"});
  return line;
}

/// The first line with heads of a set: above it stands a title, or the same heads in words.
Result<Heads> find_heads(ListRows& rows) {
  std::optional<Error> first;
  for (std::size_t i = 0; i < kHeadRowsMax; ++i) {
    const auto record = rows.next();
    if (!record) break;
    if (record->problem) return std::unexpected(*record->problem);
    auto heads = read_heads(*record);
    if (heads) return heads;
    const bool of_a_set = std::ranges::any_of(record->fields, [](const std::string& head) {
      return upper(head).starts_with("XK_") || upper(head).starts_with("CF_");
    });
    if (!first || of_a_set) first = heads.error();
    if (of_a_set) break;
  }
  return std::unexpected(first.value_or(Error{Code::empty_list, {}}));
}

}  // namespace

std::span<const CreditField> fields_of(CreditKind kind) {
  if (kind == CreditKind::licence) return kLicence;
  return kPenalty;
}

Result<CreditRecords> parse_credit_records(const ListInput& in, CreditClass weight) {
  auto rows = ListRows::of(in);
  if (!rows) return std::unexpected(rows.error());
  auto heads = find_heads(*rows);
  if (!heads) return std::unexpected(heads.error());
  CreditRecords out;
  out.kind = heads->kind;
  out.dropped_columns = heads->dropped;
  std::unordered_map<std::string, std::size_t> seen;
  while (const auto record = rows->next()) {
    ++out.records;
    Record record_in(*heads, *record, in, out);
    std::string text;
    CreditLine line;
    if (record->problem) {
      out.problems.push_back({record->line, {}, {}, *record->problem});
    } else {
      line = read_line(record_in, *heads, *record, static_cast<std::uint32_t>(out.records), weight);
      text = text_of_record(*heads, *record);
      if (auto good = check_credit_text(text); !good) out.problems.push_back({record->line, {}, {}, good.error()});
      const auto [first, fresh] = seen.try_emplace(text, record->line);
      if (!fresh) out.problems.push_back({record->line, {}, {}, Error{Code::repeated_line, "line " + std::to_string(first->second)}});
    }
    if (!record_in.good()) {
      ++out.bad_lines;
      continue;
    }
    out.lines.push_back(line);
    out.file_lines.push_back(record->line);
    out.texts.push_back(std::move(text));
  }
  return out;
}

std::string credit_head_csv(CreditKind kind) {
  std::vector<std::string> heads;
  for (const CreditField& field : fields_of(kind)) heads.emplace_back(field.name);
  return csv_line(heads);
}

Result<std::string> credit_record_csv(CreditKind kind, std::string_view text) {
  const auto object = parse_object(text);
  if (!object) return std::unexpected(object.error());
  std::vector<std::string> fields;
  for (const CreditField& field : fields_of(kind)) fields.push_back(text_member(*object, field.name).value_or(""));
  if (std::ranges::all_of(fields, [](const std::string& field) { return field.empty(); })) return fail(Code::malformed, "no field of the set");
  return csv_line(fields);
}

}  // namespace credence
