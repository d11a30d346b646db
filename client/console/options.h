// SPDX-License-Identifier: Apache-2.0
// Options of commands as typed values: an error names the option. And what commands say alike of the
// options that they share.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "client/base/enum_names.h"
#include "client/base/failure.h"
#include "client/base/file_hash.h"
#include "client/base/language.h"
#include "client/base/written.h"

namespace credence {

template <class T>
[[nodiscard]] Outcome<T> option_value(Result<T> value, std::string_view option) {
  if (value) return *std::move(value);
  return give_up(ExitCode::bad_input, value.error().code, std::string(option) + ": " + value.error().detail);
}
/// An amount in 万元, or with its unit: "600.5", "6005000元", "1.5亿元". A bare number of a hundred million yuan
/// or more is as likely one of yuan: it is asked about (`amount_without_unit`).
[[nodiscard]] Outcome<Fen> wan_option(const std::string& text, std::string_view option, Fen before = 0);
/// A bare number is in this unit, which something else has told; none: it must have its own.
[[nodiscard]] Outcome<Fen> amount_option(const std::string& text, std::string_view option,
                                         std::optional<AmountUnit> unit);
/// An id: a programme's, a department's, a title's.
[[nodiscard]] inline Outcome<Id> id_option(const std::string& text) {
  if (auto good = check_id(text); !good) return give_up(ExitCode::usage, good.error());
  return Id(text);
}
/// A day that must be given. What is no day is a mistake of the command line, in every command.
[[nodiscard]] inline Outcome<Date> date_option(std::string_view text, std::string_view option) {
  auto day = parse_any_date(text);
  if (day) return *day;
  return give_up(ExitCode::usage, day.error().code, std::string(option) + ": " + day.error().detail);
}
/// A day; an empty text is none.
[[nodiscard]] inline Outcome<std::optional<Date>> day_option(std::string_view text, std::string_view option) {
  if (text.empty()) return std::optional<Date>{};
  auto day = date_option(text, option);
  if (!day) return std::unexpected(day.error());
  return std::optional<Date>(*day);
}
/// The first and the last day of a span, in this order; one that is not given is open.
[[nodiscard]] inline Outcome<void> days_in_order(const std::optional<Date>& from,
                                                 const std::optional<Date>& to) {
  if (!from || !to || *from <= *to) return {};
  return give_up(ExitCode::usage, Code::dates_reversed, "--from " + from->iso() + ", --to " + to->iso());
}
/// The SHA-256 of a document in hexadecimal; an empty text is none.
[[nodiscard]] inline Outcome<std::optional<Hash32>> hash_option(std::string_view text,
                                                                std::string_view option) {
  if (text.empty()) return std::optional<Hash32>{};
  auto hash = option_value(Hash32::from_hex(text), option);
  if (!hash) return std::unexpected(hash.error());
  return std::optional<Hash32>(*hash);
}

/// The SHA-256 of a file that stays here; an empty path is none.
[[nodiscard]] inline Outcome<std::optional<Hash32>> evidence_option(const std::filesystem::path& file) {
  if (file.empty()) return std::optional<Hash32>{};
  auto hash = hash_file(file);
  if (!hash) return give_up(ExitCode::bad_input, hash.error());
  return std::optional<Hash32>(hash->sha256);
}

/// "90s", "15m", "12h", "30d", or seconds without a unit, in milliseconds.
[[nodiscard]] Outcome<std::uint64_t> age_option(std::string_view text, std::string_view option);

// ---- descriptions -----------------------------------------------------------------------------------------

inline constexpr Words kAlthoughNotReadyWords{
    "vote for a feature although not every validator's program is known to know it: a node whose program "
    "does "
    "not know it stops where it begins",
    "即使并非所有验证者的程序都已确认支持该功能仍予表决：不支持的节点将在其起始区块处停止"};
inline constexpr Words kWorkingDaysWords{"they are working days of the calendar", "公示天数按工作日日历计算"};
inline constexpr Words kFirstDayCountsWords{"the day on which it begins is the first of them",
                                            "公示首日计入公示天数"};
inline constexpr Words kProgrammeWords{"the programme's id", "专项编号"};
inline constexpr Words kBatchWords{"the batch's id within the programme", "批次编号，在本专项内唯一"};
inline constexpr Words kBatchLineWords{"the line's number in the batch", "批次中的行号"};
inline constexpr Words kCodeWords{"the enterprise's unified social credit code", "企业的统一社会信用代码"};
inline constexpr Words kTitleWords{"the title's id", "资格编号"};
inline constexpr Words kTaskWords{"the task of the plan that it serves", "所服务的规划任务编号"};
inline constexpr Words kHoldersDepartmentWords{
    "of titles of places, parks and the like: the department to which all of the list belong",
    "地方、园区等的资格：名单中各持有对象所属的部门"};
inline constexpr Words kDepartmentWords{"the department's id", "部门编号"};
inline constexpr Words kDocumentNoWords{"the number of the document that it rests on", "所依据文件的文号"};
inline constexpr Words kEvidenceWords{"a file; its hash is recorded", "佐证文件；仅记录其哈希"};
inline constexpr Words kReasonWords{"why", "理由"};
inline constexpr Words kNameZhWords{"the name in Chinese", "中文名称"};
inline constexpr Words kNameEnWords{"the name in English", "英文名称"};
inline constexpr Words kSourceWords{"where it was published", "公布出处"};
inline constexpr Words kPublishedWords{
    "the day of publication, 2024-11-25, which is the day of the award; else it is the day of its recording, "
    "and nothing was paid before",
    "公布日期，例如 2024-11-25，即安排日期；不填则为入账当日，不得早于该日拨付"};
inline constexpr Words kEffectiveWords{"from this day", "自该日起"};
inline constexpr Words kDocumentHashWords{"SHA-256 of that document", "该文件的 SHA-256"};
inline constexpr Words kStageWords{"where the list stands: public_notice (公示) or confirmed (下达)",
                                   "public_notice（公示）或 confirmed（下达）"};
inline constexpr Words kDepartmentKindWords{
    "what kind of department it is",
    "类别：industry 工信、finance 财政、science 科技、tax 税务、regulator 监管、audit 审计、government 政府、"
    "party 党委、association 协会、other 其他"};
inline constexpr Words kAsOfWords{
    "as it was recorded after this block, or at the end of this day: 1200 or 2026-01-31",
    "截至该区块，或截至该日终了的记录：1200 或 2026-01-31"};

}  // namespace credence
