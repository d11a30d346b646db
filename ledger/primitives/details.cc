// SPDX-License-Identifier: Apache-2.0
#include "ledger/primitives/details.h"

namespace credence {
namespace {

struct Row {
  std::string_view name;
  DetailKind kind;
  std::string_view en, zh;
};
constexpr Row kRows[] = {
#define CREDENCE_DETAIL(name, kind, en, zh) {#name, DetailKind::kind, en, zh},
#include "ledger/primitives/details.def"
#undef CREDENCE_DETAIL
};

const Row& row_of(What what) { return kRows[static_cast<std::size_t>(what)]; }

/// The words of one thing, with its value.
std::string item_text(const Detail& item, bool chinese, FieldWords field) {
  const Row& row = row_of(item.what);
  std::string out(chinese ? row.zh : row.en);
  switch (row.kind) {
    case DetailKind::NUMBER:
      return out + (chinese && item.what == What::line ? " " : "") + std::to_string(item.number);
    case DetailKind::AMOUNT:
      return out + yuan_text(item.number) + (chinese ? " 元" : " CNY");
    case DetailKind::NAME:
      return out + '"' + item.text + '"';
    case DetailKind::ID:
      if (item.what == What::field && field != nullptr) return std::string(field(item.text));
      return out + item.text;
    case DetailKind::DAY:
    case DetailKind::HASH:
      return out + item.text;
    case DetailKind::MARK:
      return out;
  }
  return out;
}

}  // namespace

std::optional<std::uint32_t> line_in(const Details& details) {
  for (const Detail& one : details)
    if (one.what == What::line) return static_cast<std::uint32_t>(one.number);
  return std::nullopt;
}
std::string_view field_in(const Details& details) {
  for (const Detail& one : details)
    if (one.what == What::field) return one.text;
  return {};
}
Details without_line(Details details) {
  std::erase_if(details, [](const Detail& one) { return one.what == What::line; });
  return details;
}

std::string_view name_of(What what) { return row_of(what).name; }
DetailKind kind_of(What what) { return row_of(what).kind; }

std::string details_text(const Details& said, bool chinese, FieldWords field) {
  std::string out;
  for (std::size_t i = 0; i < said.size(); ++i) {
    out += item_text(said[i], chinese, field);
    if (said[i].what == What::line && chinese) out += " 行";
    if (i + 1 == said.size()) break;
    const bool names = said[i].what == What::field;  // what follows is said of it
    out += chinese ? (names ? "：" : "，") : (names ? ": " : ", ");
  }
  return out;
}

std::string yuan_text(std::int64_t fen) {
  const std::uint64_t size =
      fen < 0 ? std::uint64_t{0} - static_cast<std::uint64_t>(fen) : static_cast<std::uint64_t>(fen);
  std::string out = std::to_string(size / 100);
  for (std::size_t digits = 3; digits < out.size(); digits += 4) out.insert(out.size() - digits, ",");
  const std::uint64_t cents = size % 100;
  out += cents < 10 ? ".0" : ".";
  return (fen < 0 ? "-" : "") + out + std::to_string(cents);
}

}  // namespace credence
