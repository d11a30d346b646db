// SPDX-License-Identifier: Apache-2.0
// Rows that a person does not see (hidden, filtered, in the colour of their ground), or sees as cancelled
// (struck through, or refused in a column that is not read): they are asked about, and read or left out as
// answered.
#pragma once

#include <span>

#include "client/lists/account.h"
#include "client/lists/verdict.h"

namespace credence {

struct SightRow {
  std::uint32_t row = 0;                   // of the sheet
  std::string_view label;                  // what the question calls it
  std::uint8_t marks = 0;                  // of its cells that are read
  std::optional<std::int64_t> money = {};  // in fen; nothing where no unit is known
  std::string_view part = {};  // the head or the note above it that says no of what follows; mostly empty
};
struct Sight {
  std::vector<Question> questions;  // open ones
  std::vector<Said> remarks;
  std::vector<std::size_t> left, asked;  // places among the rows: left out as answered, not answered
};
[[nodiscard]] Sight look_for_unseen(const Sheet& sheet, std::span<const SightRow> rows,
                                    const ListAnswers& answers);
/// What stands above the heads, and the name of the sheet.
[[nodiscard]] std::vector<std::string> titles_of(const Sheet& sheet, const Layout& layout);
/// Whether the head of a part, or a note between lines, says that what stands below or above it is none of the list:
/// 二、不予支持项目, 备选名单, 以上项目暂缓.
enum class PartSays : std::uint8_t { nothing, no_below, no_above };
[[nodiscard]] PartSays part_says(std::string_view head, const VerdictWords& words = list_verdicts());
/// Rows of which a column that is not read, the part in which they stand, or the title of the whole table says no, not
/// yet or another sum (verdict.h). One question for what is said, not one for each line.
[[nodiscard]] Sight look_for_refused(const Sheet& sheet, const Layout& layout, const ListKind& kind,
                                     const Account& account, std::span<const SightRow> rows,
                                     const ListAnswers& answers, const VerdictWords& words = list_verdicts());

}  // namespace credence
