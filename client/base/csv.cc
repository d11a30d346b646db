// SPDX-License-Identifier: Apache-2.0
#include "client/base/csv.h"

#include <algorithm>

namespace credence {
namespace {

constexpr std::string_view kBom = "\xEF\xBB\xBF";
constexpr std::string_view kBlanks[] = {" ", "\t", "\xC2\xA0", "\xE3\x80\x80"};

constexpr std::string_view kFormulaBegins[] = {"=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠"};

bool begins_as_formula(std::string_view text) {
  return std::ranges::any_of(kFormulaBegins,
                             [text](std::string_view sign) { return text.starts_with(sign); });
}
/// Behind apostrophes of its own.
bool formula_behind_apostrophes(std::string_view text) {
  return begins_as_formula(text.substr(std::min(text.find_first_not_of('\''), text.size())));
}
/// Whether it is written behind an apostrophe: with those that a text has itself, so that the reader finds it again.
bool guarded(std::string_view text) {
  const bool number = text.size() > 1 && (text[0] == '-' || text[0] == '+') &&
                      text.find_first_not_of("0123456789.", 1) == std::string_view::npos;
  return !number && text.size() > 1 && formula_behind_apostrophes(text);
}

Complaint bad_field(const CsvRecord& record, const Said& what) {
  const std::string number = std::to_string(record.fields.size() + 1);
  return {Code::bad_csv, Said("field " + number + ": ", "第 " + number + " 个字段：") + what};
}

}  // namespace

std::string_view trimmed(std::string_view text) {
  for (bool more = true; more;) {
    more = false;
    for (const std::string_view blank : kBlanks) {
      if (text.starts_with(blank)) text.remove_prefix(blank.size()), more = true;
      if (text.ends_with(blank)) text.remove_suffix(blank.size()), more = true;
    }
  }
  return text;
}

CsvReader::CsvReader(std::string_view text, std::string_view separator) : text_(text), separator_(separator) {
  if (text_.starts_with(kBom)) text_.remove_prefix(kBom.size());
}

bool CsvReader::at_line_end() const {
  return at_ >= text_.size() || text_[at_] == '\n' || text_[at_] == '\r';
}

void CsvReader::skip_blanks() {
  while (at_ < text_.size() && (text_[at_] == ' ' || text_[at_] == '\t') && !at_separator()) ++at_;
}

void CsvReader::end_line() {
  if (at_ >= text_.size()) return;
  if (text_[at_] == '\r') ++at_;
  if (at_ < text_.size() && text_[at_] == '\n') ++at_;
  ++line_;
}

std::string CsvReader::plain_field(CsvRecord& record) {
  const std::size_t begin = at_;
  while (!at_line_end() && !at_separator()) {
    if (text_[at_] == '"' && !record.problem)
      record.problem = bad_field(record, {"a quote in a field that is not quoted", "未加引号的字段中有引号"});
    ++at_;
  }
  return std::string(trimmed(text_.substr(begin, at_ - begin)));
}

std::string CsvReader::quoted_field(CsvRecord& record) {
  std::string out;
  for (++at_; at_ < text_.size(); ++at_) {
    if (text_[at_] != '"') {
      if (text_[at_] == '\n') ++line_;
      if (out.size() <= kCsvFieldBytesMax) out += text_[at_];
      continue;
    }
    if (text_.substr(at_, 2) != "\"\"") break;
    out += '"';
    ++at_;
  }
  if (at_ >= text_.size()) {
    record.problem = bad_field(record, {"its quote is never closed", "引号未闭合"});
    return out;
  }
  ++at_;
  skip_blanks();
  if (!at_line_end() && !at_separator()) {
    if (!record.problem)
      record.problem = bad_field(record, {"text behind the closing quote", "引号之后还有文字"});
    while (!at_line_end() && !at_separator()) ++at_;
  }
  return std::string(trimmed(out));
}

CsvRecord CsvReader::read_record() {
  CsvRecord record{.line = line_, .fields = {}, .problem = {}};
  for (;;) {
    skip_blanks();
    if (text_.substr(at_, 2) == "=\"") ++at_;
    const bool quoted = at_ < text_.size() && text_[at_] == '"';
    std::string field = quoted ? quoted_field(record) : plain_field(record);
    if (field.size() > kCsvFieldBytesMax) {
      if (!record.problem)
        record.problem =
            Complaint{Code::field_too_long,
                      bad_field(record, {"longer than " + std::to_string(kCsvFieldBytesMax) + " bytes",
                                         "超过 " + std::to_string(kCsvFieldBytesMax) + " 字节"})
                          .detail};
      field.clear();
    }
    field = without_guard(std::move(field));
    if (record.fields.size() < kCsvFieldsMax)
      record.fields.push_back(std::move(field));
    else if (!record.problem)
      record.problem = bad_field(record, {"too many", "字段过多"});
    if (at_line_end()) break;
    at_ += separator_.size();
  }
  end_line();
  return record;
}

std::optional<CsvRecord> CsvReader::next() {
  while (at_ < text_.size()) {
    CsvRecord record = read_record();
    bool blank = !record.problem;
    for (const std::string& field : record.fields) blank = blank && field.empty();
    if (!blank) return record;
  }
  return std::nullopt;
}

std::string without_guard(std::string field) {
  if (field.starts_with('\'') && formula_behind_apostrophes(field)) field.erase(0, 1);
  return field;
}

std::string csv_line(const std::vector<std::string>& fields) {
  std::string out;
  for (std::size_t i = 0; i < fields.size(); ++i) {
    if (i > 0) out += ',';
    const std::string field = guarded(fields[i]) ? "'" + fields[i] : fields[i];
    if (field.find_first_of(",\"\r\n") == std::string::npos && trimmed(field) == field) {
      out += field;
      continue;
    }
    out += '"';
    for (const char c : field) {
      if (c == '"') out += '"';
      out += c;
    }
    out += '"';
  }
  return out + "\n";
}

}  // namespace credence
