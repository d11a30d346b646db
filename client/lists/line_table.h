// SPDX-License-Identifier: Apache-2.0
// The lines of a list as they will be recorded, as a table: what is signed, whatever the file calls it.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "client/lists/heads.h"
#include "client/words/enum_words.h"
#include "ledger/domain/actions.h"

namespace credence {

struct LineTable {
  std::vector<Column> columns;
  std::vector<std::vector<std::string>> rows;
};

/// What a line records of a fact; nothing if lines of its kind do not record it. Money in 元.
template <class Line>
[[nodiscard]] std::optional<std::string> recorded_text(const Line& line, Column column) {
  const auto day = [](const std::optional<Date>& d) { return d ? d->iso() : std::string(); };
  switch (column) {
    case Column::line:
      if constexpr (requires { line.line; }) return std::to_string(line.line);
      break;
    case Column::name:
      if constexpr (requires { line.beneficiary; }) return std::string(line.beneficiary);
      if constexpr (requires { line.enterprise; }) return std::string(line.enterprise);
      if constexpr (requires { line.name; }) return std::string(line.name);
      break;
    case Column::code:
      if constexpr (requires { line.code->is_zero(); })
        return line.code ? std::string(text_of(*line.code)) : "";
      if constexpr (requires { line.code.is_zero(); })
        return line.code.is_zero() ? "" : std::string(text_of(line.code));
      break;
    case Column::project:
      if constexpr (requires { line.project; }) return std::string(line.project);
      break;
    case Column::product:
      if constexpr (requires { line.product; }) return std::string(line.product);
      break;
    case Column::amount:
      if constexpr (requires { line.amount; }) return yuan_text(line.amount);
      if constexpr (requires { line.requested; }) return yuan_text(line.requested);
      break;
    case Column::award_batch:
      if constexpr (requires { line.award_batch; }) return std::string(line.award_batch);
      break;
    case Column::award_line:
      if constexpr (requires { line.award_line; }) return std::to_string(line.award_line);
      break;
    case Column::paid_on:
      if constexpr (requires { line.paid_on; }) return day(line.paid_on);
      if constexpr (requires { line.on; } && !requires { line.reason; }) return day(line.on);
      break;
    case Column::reversed_on:
      if constexpr (requires {
                      line.on;
                      line.reason;
                    })
        return day(line.on);
      break;
    case Column::registered_on:
      if constexpr (requires { line.registered_on; }) return day(line.registered_on);
      break;
    case Column::place:
      if constexpr (requires { line.place; }) return line.place ? std::string(*line.place) : "";
      break;
    case Column::certificate_no:
      if constexpr (requires { line.certificate_no; }) return std::string(line.certificate_no);
      break;
    case Column::valid_from:
      if constexpr (requires { line.valid_from; }) return day(line.valid_from);
      break;
    case Column::valid_to:
      if constexpr (requires { line.valid_to; }) return day(line.valid_to);
      break;
    case Column::reason:
      if constexpr (requires { line.reason; }) return std::string(line.reason);
      break;
    case Column::persons:
      if constexpr (requires { line.persons; })
        return line.persons ? std::to_string(line.persons->count) : "";
      break;
    case Column::person_class:
      if constexpr (requires { line.persons; })
        return line.persons ? std::string(line.persons->person_class) : "";
      break;
    case Column::round:
      if constexpr (requires { line.investment; })
        return line.investment ? std::string(name_of(line.investment->round)) : "";
      break;
    case Column::stake:
      if constexpr (requires { line.investment; })
        return line.investment && line.investment->stake > 0 ? percent_text(line.investment->stake) : "";
      break;
    case Column::result:
      if constexpr (requires { line.grade; })
        return line.grade != Performance::none ? std::string(name_of(line.grade))
               : line.passed                   ? "passed"
                                               : "failed";
      break;
    case Column::term:
      break;
  }
  return std::nullopt;
}

/// The first lines, in the columns of which one of them records something.
template <class Line>
[[nodiscard]] LineTable line_table(const std::vector<Line>& lines, std::size_t most) {
  LineTable out;
  const std::size_t shown = std::min(most, lines.size());
  out.rows.resize(shown);
  for (std::size_t c = 0; c < kColumnCount; ++c) {
    std::vector<std::string> texts;
    bool any = false;
    for (std::size_t i = 0; i < shown; ++i) {
      texts.push_back(recorded_text(lines[i], static_cast<Column>(c)).value_or(""));
      any = any || !texts.back().empty();
    }
    if (!any) continue;
    out.columns.push_back(static_cast<Column>(c));
    for (std::size_t i = 0; i < shown; ++i) out.rows[i].push_back(std::move(texts[i]));
  }
  return out;
}

}  // namespace credence
