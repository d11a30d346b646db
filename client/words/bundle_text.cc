// SPDX-License-Identifier: Apache-2.0
// A proof bundle in words, as a terminal shows it.
#include "client/words/bundle_statement.h"
#include "client/words/closed_credit.h"

namespace credence {

namespace {
constexpr std::size_t kRowsPerTable = 500;
}  // namespace

std::string BundleView::text() const {
  const BundleStatement statement = statement_of(*this);
  const bool zh = language == Language::zh;
  std::string out =
      statement.verdict + (zh ? "（" : " (") + age_text(judgement, language) + (zh ? "）" : ")") + "\n";
  const auto line = [&out](const std::string& name, const std::string& value) {
    out += "  " + name + std::string(14 - std::min<std::size_t>(13, display_width(name)), ' ') + value + "\n";
  };
  for (const auto* rows : {&statement.says, &statement.proof})
    for (const auto& [name, value] : *rows) line(name, value);
  line(zh ? "文件" : "file", counted(file_bytes, noun::kByte, language));
  return out;
}

void BundleView::each_entry(const std::function<void(std::vector<std::string>)>& seen) const {
  std::uint64_t number = 0;
  const ClosedCredit closed = closed_credit();
  const auto show = [&](const HistoryEntry& entry) {
    const FactText fact = closed.words(entry.fact, language);
    seen({with_separators(++number), time_in_china(entry.time_ms), cleaned(fact.kind), cleaned(fact.who),
          cleaned(fact.about), fact.amount ? yuan_text(*fact.amount) : "", cleaned(fact.detail),
          with_separators(entry.height)});
  };
  if (const auto* const history = std::get_if<ProvedHistory>(&bundle.proved))
    history->each_entry([&](const HistoryEntry& entry) {
      if (filter.matches(entry))
        show(entry);
      else
        ++number;
    });
  if (const auto* const entries = std::get_if<ProvedEntries>(&bundle.proved)) {
    number = entries->page.from;
    for (const HistoryEntry& entry : entries->page.entries) show(entry);
  }
}

void BundleView::print_entries(const Put& put) const {
  std::optional<Table> table;
  const auto flush = [&] {
    if (table) put(table->text());
    table.reset();
  };
  each_entry([&](std::vector<std::string> cells) {
    if (!table) {
      table.emplace();
      for (const auto& [head, align] : kEntryColumns) table->column(std::string(head.in(language)), align);
    }
    table->row(std::move(cells));
    if (table->rows() == kRowsPerTable) flush();
  });
  flush();
}

}  // namespace credence
