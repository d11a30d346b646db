// SPDX-License-Identifier: Apache-2.0
#include "client/words/detail.h"

#include <optional>

#include "client/words/action_view.h"

namespace credence {
namespace {

struct Phrase {
  std::string_view en, zh;
};
/// Why the machine could not, as it says it itself.
std::string with_reason(std::string detail) {
  constexpr Phrase kReasons[] = {{": No such file or directory", "：没有此文件"},
                                 {": Permission denied", "：没有权限"},
                                 {": Is a directory", "：是文件夹"},
                                 {": Not a directory", "：上级不是文件夹"},
                                 {": No space left on device", "：磁盘已满"},
                                 {": Read-only file system", "：磁盘只读"}};
  for (const Phrase& reason : kReasons)
    if (detail.ends_with(reason.en)) {
      detail.replace(detail.size() - reason.en.size(), reason.en.size(), reason.zh);
      break;
    }
  return detail;
}

/// Rules with a floor: their receipts say the floor first, and then what was asked for as if it were a limit. What was
/// asked for, and the least that it can be.
std::optional<Details> with_floor(const Error& error) {
  switch (error.code) {
    case Code::budget_below_bound:
    case Code::quota_below_awarded:
    case Code::demand_below_recovered:
      break;
    default:
      return std::nullopt;
  }
  Details out = error.details;
  if (out.size() < 2) return std::nullopt;
  Detail &floor = out[out.size() - 2], &asked = out.back();
  if (floor.what != What::amount || asked.what != What::at_most_amount) return std::nullopt;
  std::swap(floor.number, asked.number);
  asked.what = What::at_least_amount;
  return out;
}

std::string_view field_zh(std::string_view name) { return member_words(name, Language::zh); }

}  // namespace

std::string detail_text(const Error& error, Language language) {
  if (const auto turned = with_floor(error))
    return details_text(*turned, language == Language::zh, language == Language::zh ? field_zh : nullptr);
  if (language == Language::en) return error.detail;
  return error.details.empty() ? with_reason(error.detail) : details_text(error.details, true, field_zh);
}

}  // namespace credence
