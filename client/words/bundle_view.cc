// SPDX-License-Identifier: Apache-2.0
// Printing a proof bundle; what is cleaned of what came out of a file; why a file is refused.
#include "client/words/bundle_view.h"

#include <unistd.h>

#include <boost/json.hpp>

#include "client/words/bundle_words.h"
#include "client/words/closed_credit.h"
#include "client/words/history_filter.h"
#include "ledger/views/json.h"

namespace credence {
namespace {

namespace json = boost::json;

bool unfit(char32_t c) {
  return c < 0x20 || (c >= 0x7f && c < 0xa0) || c == 0x200e || c == 0x200f || (c >= 0x2028 && c <= 0x202e) ||
         (c >= 0x2066 && c <= 0x2069) || c == 0xfeff;
}

/// The length of the well-formed UTF-8 character at the begin, or 0.
std::size_t character_bytes(std::string_view text, char32_t& out) {
  const auto first = static_cast<unsigned char>(text[0]);
  const std::size_t n = first < 0x80 ? 1 : first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : first >= 0xc2 ? 2 : 0;
  if (n == 0 || n > text.size() || !valid_utf8(text.substr(0, n))) return 0;
  constexpr std::array<unsigned, 5> kMask{0, 0x7f, 0x1f, 0x0f, 0x07};
  out = first & kMask[n];
  for (std::size_t i = 1; i < n; ++i) out = out << 6 | (static_cast<unsigned char>(text[i]) & 0x3fu);
  return n;
}

std::string bytes_text(std::uint64_t offset, std::uint64_t length, Language language) {
  if (length == 0)
    return (language == Language::zh ? "第 " : "byte ") + std::to_string(offset) +
           (language == Language::zh ? " 字节处" : "");
  const std::string last = std::to_string(offset + length - 1);
  return language == Language::zh ? "第 " + std::to_string(offset) + " 至 " + last + " 字节"
                                  : "bytes " + std::to_string(offset) + " to " + last;
}

}  // namespace

std::string cleaned(std::string_view text, bool lines) {
  std::string out;
  while (!text.empty()) {
    char32_t c = 0;
    const std::size_t n = character_bytes(text, c);
    const bool kept = n > 0 && (!unfit(c) || (lines && c == '\n'));
    out.append(kept ? text.substr(0, n) : std::string_view("\xEF\xBF\xBD"));
    text.remove_prefix(std::max<std::size_t>(n, 1));
  }
  return out;
}

json::value clean_json(const json::value& value) {
  if (value.is_string()) return json::value(cleaned(std::string_view(value.get_string())));
  if (value.is_array()) {
    json::array out;
    for (const json::value& item : value.get_array()) out.push_back(clean_json(item));
    return out;
  }
  if (!value.is_object()) return value;
  json::object out;
  for (const auto& [name, item] : value.get_object()) out.emplace(name, clean_json(item));
  return out;
}

std::uint64_t BundleView::matched(const ProvedHistory& history) const {
  std::uint64_t out = 0;
  history.each_entry([&](const HistoryEntry& entry) { out += filter.matches(entry) ? 1 : 0; });
  return out;
}

ClosedCredit BundleView::closed_credit() const {
  ClosedCredit out;
  if (const auto* const history = std::get_if<ProvedHistory>(&bundle.proved))
    history->each_entry([&out](const HistoryEntry& entry) { out.note(entry.fact); });
  return out;
}

void BundleView::print(bool as_json, const json::object& extra, const Put& put) const {
  if (!as_json) {
    put(text());
    print_entries(put);
    return;
  }
  json::object whole = json();
  for (const auto& [name, value] : extra) whole.emplace(name, value);
  const auto* const history = std::get_if<ProvedHistory>(&bundle.proved);
  if (json::object shown = filter_json(filter); history != nullptr && !shown.empty()) {
    whole["filter"] = std::move(shown);
    whole["matched"] = matched(*history);
  }
  std::string text = json::serialize(whole);
  if (history == nullptr) return put(text + "\n");
  text.pop_back();  // the brace: the entries follow one by one
  put(text + ",\"entries\":[");
  bool first = true;
  const ClosedCredit closed = closed_credit();
  history->each_entry([&](const HistoryEntry& entry) {
    if (!filter.matches(entry)) return;
    put((first ? "" : ",") + json::serialize(clean_json(closed.json(entry))));
    first = false;
  });
  put("]}\n");
}

// ---- refusals ---------------------------------------------------------------------------------------------

std::string fault_text(const BundleFault& fault, std::uint64_t file_bytes, Language language) {
  const auto say = [language](std::string_view en, std::string_view zh) {
    return std::string(Words{en, zh}.in(language));
  };
  const ErrorInfo& row = info(fault.error.code);
  std::string out = (fault.not_anchored() ? say("NOT UNDER THIS ANCHOR: ", "不在该信任锚之下：")
                                          : say("FORGED OR DAMAGED: ", "伪造或损坏：")) +
                    std::string(Words{row.cause_en, row.cause_zh}.in(language)) + " (" +
                    std::string(row.name) + ")\n";
  out += say("  where     ", "  位置      ") + fault.field + say(", ", "，") +
         bytes_text(fault.offset, fault.length, language) + say(" of ", "，共 ") +
         with_separators(file_bytes) + say("", " 字节") + "\n";
  if (!fault.error.detail.empty() &&
      language == Language::en)  // the words of a verifier, which has no others
    out += "  detail    " + cleaned(fault.error.detail) + "\n";
  // Where the file was verified under another network's genesis or another anchor, or is no bundle, the error
  // knows a remedy for the reader.
  const bool named = fault.error.code == Code::not_a_bundle || fault.not_anchored();
  if (fault.error.code == Code::other_anchor &&
      (fault.field == "chain" || fault.field.ends_with(", chain")))  // of a report's proof
    out += say("  It is of another network: its chain is ", "  该文件属于另一网络，其链标识为 ") +
           fault.error.detail + "\n";
  out +=
      say("  Nothing in this file is proved. ", "  该文件不证明任何内容。") +
      (named ? std::string(Words{row.remedy_en, row.remedy_zh}.in(language))
             : say("Keep it, and ask whoever issued it for another.", "请保留该文件，并向出具方重新索取。")) +
      "\n";
  return out;
}

json::object fault_json(const BundleFault& fault, std::uint64_t file_bytes) {
  return {{"verdict", fault.verdict()}, {"error", clean_json(to_json(fault.error))},
          {"field", fault.field},       {"offset", fault.offset},
          {"length", fault.length},     {"bytes", file_bytes}};
}

}  // namespace credence
