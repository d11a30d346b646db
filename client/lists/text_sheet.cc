// SPDX-License-Identifier: Apache-2.0
#include "client/lists/text_sheet.h"

#include <iconv.h>

#include <algorithm>
#include <array>
#include <map>
#include <memory>

#include "client/base/characters.h"
#include "client/base/counted.h"
#include "client/base/csv.h"
#include "client/base/list_errors.h"
#include "ledger/codec/codec.h"

namespace credence {
namespace {

constexpr std::size_t kLinesTried = 200;
constexpr std::array<std::string_view, 5> kSeparators = {",", "\t", ";", "|", "，"};

/// The text converted, or where the first bytes stand that are none of the encoding.
std::expected<std::string, std::size_t> converted(std::string_view bytes, const char* encoding) {
  const std::unique_ptr<void, int (*)(void*)> converter(iconv_open("UTF-8", encoding),
                                                        [](void* open) { return iconv_close(open); });
  std::string out;
  out.resize(bytes.size() * 2 + 16);
  char* from = const_cast<char*>(bytes.data());
  char* to = out.data();
  std::size_t left = bytes.size(), room = out.size();
  while (left > 0) {
    if (iconv(converter.get(), &from, &left, &to, &room) != static_cast<std::size_t>(-1)) break;
    if (errno != E2BIG) return std::unexpected(bytes.size() - left);
    const auto used = static_cast<std::size_t>(to - out.data());
    out.resize(out.size() * 2);
    to = out.data() + used;
    room = out.size() - used;
  }
  out.resize(static_cast<std::size_t>(to - out.data()));
  return out;
}

/// UTF-16 without a mark: every second byte of its separators and digits is zero.
const char* utf16_kind(std::string_view bytes) {
  if (bytes.starts_with("\xFF\xFE")) return "UTF-16LE";
  if (bytes.starts_with("\xFE\xFF")) return "UTF-16BE";
  std::array<std::size_t, 2> zeros{};
  const std::size_t size = std::min<std::size_t>(bytes.size(), 4096);
  for (std::size_t i = 0; i < size; ++i)
    if (bytes[i] == '\0') ++zeros[i % 2];
  if (zeros[0] + zeros[1] == 0 || bytes.size() % 2 != 0) return nullptr;
  return zeros[1] > zeros[0] ? "UTF-16LE" : "UTF-16BE";
}

struct LineCount {
  std::size_t good = 0, bad = 0, first_bad = 0;
};
/// Of the lines that are not plain ASCII: how many are UTF-8.
LineCount utf8_lines(std::string_view text) {
  LineCount out;
  for (std::size_t line = 1; !text.empty(); ++line) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    const std::string_view one = text.substr(0, end);
    if (!std::ranges::all_of(one, [](char c) { return static_cast<unsigned char>(c) < 0x80; })) {
      const bool good = valid_utf8(one);
      ++(good ? out.good : out.bad);
      if (!good && out.first_bad == 0) out.first_bad = line;
    }
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return out;
}

/// How many lines have how many of a separator, outside quotes.
std::map<std::size_t, std::size_t> counts_of(std::string_view text, std::string_view separator) {
  std::map<std::size_t, std::size_t> out;
  std::size_t lines = 0, count = 0;
  bool quoted = false, blank = true;
  for (std::size_t i = 0; i <= text.size() && lines < kLinesTried; ++i) {
    if (i == text.size() || (text[i] == '\n' && !quoted)) {
      if (!blank) ++out[count], ++lines;
      count = 0;
      blank = true;
      continue;
    }
    if (text[i] == '"') quoted = !quoted;
    if (!quoted && text.substr(i, separator.size()) == separator) ++count;
    blank = blank && (text[i] == ' ' || text[i] == '\r');
  }
  return out;
}

Said separated_by(std::string_view separator) {
  if (separator == "\t") return {"separated by tabs", "以制表符分隔"};
  if (separator == ";") return {"separated by semicolons", "以分号分隔"};
  if (separator == "|") return {"separated by bars", "以竖线分隔"};
  if (separator == "，") return {"separated by full-width commas", "以全角逗号分隔"};
  return {};
}

}  // namespace

std::expected<DecodedText, Complaint> decode_text(std::string_view bytes) {
  if (bytes.starts_with("\xEF\xBB\xBF")) bytes.remove_prefix(3);
  if (const char* const kind = utf16_kind(bytes); kind != nullptr) {
    if (bytes.starts_with("\xFF\xFE") || bytes.starts_with("\xFE\xFF")) bytes.remove_prefix(2);
    auto text = converted(bytes, kind);
    if (!text)
      return complain(Code::not_utf8, Said("UTF-16, damaged at byte " + std::to_string(text.error()),
                                           "UTF-16，第 " + std::to_string(text.error()) + " 字节处损坏"));
    return DecodedText{*std::move(text), "UTF-16"};
  }
  if (valid_utf8(bytes)) return DecodedText{std::string(bytes), {}};
  const LineCount lines = utf8_lines(bytes);
  const Said where("line " + std::to_string(lines.first_bad),
                   "第 " + std::to_string(lines.first_bad) + " 行");
  if (lines.good > lines.bad) return complain(Code::not_utf8, where);  // UTF-8 that was damaged
  auto text = converted(bytes, "GB18030");
  if (!text) return complain(Code::not_utf8, where);
  return DecodedText{*std::move(text), "GB18030"};
}

std::string_view separator_of(std::string_view text) {
  std::string_view best = kSeparators.front();
  std::pair<std::size_t, std::size_t> most;  // lines that agree, fields
  for (const std::string_view separator : kSeparators)
    for (const auto& [count, lines] : counts_of(text, separator)) {
      if (count == 0) continue;
      const std::pair<std::size_t, std::size_t> score{lines, count};
      if (score > most) best = separator, most = score;
    }
  return best;
}

std::expected<Sheet, Complaint> read_text_sheet(std::string_view bytes, Sheet::Texts texts) {
  auto decoded = decode_text(bytes);
  if (!decoded) return std::unexpected(decoded.error());
  const std::string_view separator = separator_of(decoded->text);
  Sheet out(texts);
  out.separator = separator;
  if (!decoded->encoding.empty()) out.source = Said(decoded->encoding);
  if (const Said how = separated_by(separator); !how.empty())
    out.source += (out.source.empty() ? Said() : Said(", ", "，")) + how;
  CsvReader reader(decoded->text, separator);
  while (auto record = reader.next()) {
    if (out.rows() == kSheetRowsMax || out.too_large())
      return complain(list_code::workbook_too_large, counted(out.rows(), noun::kLine));
    out.begin_row(record->line, false);
    for (std::size_t column = 0; column < record->fields.size(); ++column)
      out.add(column, record->fields[column], CellKind::text);
    if (record->problem) out.set_problem(*std::move(record->problem));
    out.end_row(record->fields.size());
  }
  if (!out.finish()) CREDENCE_ASSERT(false);  // nothing is merged in text
  return out;
}

}  // namespace credence
