#include "client/base/csv.h"

#include "ledger/codec/codec.h"

namespace credence {
namespace {

constexpr std::string_view kBom = "\xEF\xBB\xBF";
constexpr std::string_view kBlanks[] = {" ", "\t", "\xC2\xA0", "\xE3\x80\x80"};

// Bytes that pair up as GB18030 double bytes from here to the end of the line: the usual export of a
// spreadsheet in China.
bool looks_like_gb18030(std::string_view line) {
  std::size_t pairs = 0;
  for (std::size_t i = 0; i < line.size(); ++i) {
    const auto lead = static_cast<unsigned char>(line[i]);
    if (lead < 0x80) continue;
    if (lead == 0x80 || lead == 0xFF || i + 1 >= line.size()) return false;
    const auto trail = static_cast<unsigned char>(line[++i]);
    if (trail < 0x30 || trail == 0x7F || trail == 0xFF) return false;
    ++pairs;
  }
  return pairs > 0;
}

}  // namespace

Result<void> check_text_encoding(std::string_view text) {
  if (text.starts_with("\xFF\xFE") || text.starts_with("\xFE\xFF"))
    return fail(Code::not_utf8, "UTF-16: iconv -f UTF-16 -t UTF-8 FILE");
  std::size_t line = 1;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    const std::string_view one = text.substr(0, end);
    if (!valid_utf8(one)) {
      std::string detail = "line " + std::to_string(line);
      if (looks_like_gb18030(one.substr(0, one.find('\r'))))
        detail += "; GB18030: iconv -f GB18030 -t UTF-8 FILE";
      return fail(Code::not_utf8, detail);
    }
    text.remove_prefix(std::min(end + 1, text.size()));
    ++line;
  }
  return {};
}

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

CsvReader::CsvReader(std::string_view text) : text_(text) {
  if (text_.starts_with(kBom)) text_.remove_prefix(kBom.size());
}

bool CsvReader::at_line_end() const {
  if (at_ >= text_.size()) return true;
  return text_[at_] == '\n' || text_.substr(at_, 2) == "\r\n" || text_[at_] == '\r';
}

void CsvReader::end_line() {
  if (at_ >= text_.size()) return;
  if (text_[at_] == '\r') ++at_;
  if (at_ < text_.size() && text_[at_] == '\n') ++at_;
  ++line_;
}

std::string CsvReader::plain_field(CsvRecord& record) {
  const std::size_t begin = at_;
  while (!at_line_end() && text_[at_] != ',') {
    if (text_[at_] == '"' && !record.problem)
      record.problem = Error{Code::bad_csv,
                             "a quote inside the unquoted field " + std::to_string(record.fields.size() + 1)};
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
    record.problem = Error{
        Code::bad_csv, "the quote of field " + std::to_string(record.fields.size() + 1) + " is never closed"};
    return out;
  }
  ++at_;
  while (at_ < text_.size() && (text_[at_] == ' ' || text_[at_] == '\t')) ++at_;
  if (!at_line_end() && text_[at_] != ',') {
    if (!record.problem)
      record.problem = Error{
          Code::bad_csv, "text after the closing quote of field " + std::to_string(record.fields.size() + 1)};
    while (!at_line_end() && text_[at_] != ',') ++at_;
  }
  return std::string(trimmed(out));
}

CsvRecord CsvReader::read_record() {
  CsvRecord record{.line = line_, .fields = {}, .problem = {}};
  for (;;) {
    while (at_ < text_.size() && (text_[at_] == ' ' || text_[at_] == '\t')) ++at_;
    const bool quoted = at_ < text_.size() && text_[at_] == '"';
    std::string field = quoted ? quoted_field(record) : plain_field(record);
    if (field.size() > kCsvFieldBytesMax) {
      if (!record.problem)
        record.problem = Error{Code::field_too_long, "field " + std::to_string(record.fields.size() + 1)};
      field.clear();
    }
    if (record.fields.size() < kCsvFieldsMax)
      record.fields.push_back(std::move(field));
    else if (!record.problem)
      record.problem = Error{Code::bad_csv, "more than " + std::to_string(kCsvFieldsMax) + " fields"};
    if (at_line_end()) break;
    ++at_;  // the comma
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

std::string csv_line(const std::vector<std::string>& fields) {
  std::string out;
  for (std::size_t i = 0; i < fields.size(); ++i) {
    if (i > 0) out += ',';
    const std::string& field = fields[i];
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
