// SPDX-License-Identifier: Apache-2.0
// Things that are counted, in words: "1 line", "1,000 lines", "1,000 行". Whoever counts something names it
// from here.
#pragma once

#include <cstdint>
#include <string>

#include "client/base/said.h"

namespace credence {

[[nodiscard]] std::string with_separators(std::uint64_t number);  // "78,609"

/// One of it, several of it; in Chinese the measure word and what follows.
struct Noun {
  std::string_view one, many, zh;
};
/// With the number, its thousands apart.
[[nodiscard]] std::string counted(std::uint64_t number, const Noun& noun, Language language);
[[nodiscard]] Said counted(std::uint64_t number, const Noun& noun);

namespace noun {
inline constexpr Noun kAward{"award", "awards", "笔"};
inline constexpr Noun kAwardLine{"line", "lines", "笔"};
inline constexpr Noun kBatch{"batch", "batches", "个批次"};
inline constexpr Noun kBeneficiary{"beneficiary", "beneficiaries", "家受益企业"};
inline constexpr Noun kByte{"byte", "bytes", "字节"};
inline constexpr Noun kColumn{"column", "columns", "列"};
inline constexpr Noun kCompleteHistory{"complete history", "complete histories", "份完整历史"};
inline constexpr Noun kDay{"day", "days", "天"};
inline constexpr Noun kDepartment{"department", "departments", "个部门"};
inline constexpr Noun kEnterprise{"enterprise", "enterprises", "家企业"};
inline constexpr Noun kEntry{"entry", "entries", "条"};
inline constexpr Noun kException{"exception", "exceptions", "项例外"};
inline constexpr Noun kFigure{"figure", "figures", "条数据"};
inline constexpr Noun kFinding{"finding", "findings", "条疑点"};
inline constexpr Noun kHash{"hash", "hashes", "个哈希"};
inline constexpr Noun kHolder{"holder", "holders", "家"};
inline constexpr Noun kOwnedHolder{"holder", "holders", "个"};
inline constexpr Noun kHour{"hour", "hours", "小时"};
inline constexpr Noun kLine{"line", "lines", "行"};
inline constexpr Noun kList{"list", "lists", "份清单"};
inline constexpr Noun kMinute{"minute", "minutes", "分钟"};
inline constexpr Noun kMonth{"month", "months", "个月"};
inline constexpr Noun kPage{"page", "pages", "页"};
inline constexpr Noun kPayment{"payment", "payments", "笔"};
inline constexpr Noun kRelief{"relief", "reliefs", "笔"};
inline constexpr Noun kProgramme{"programme", "programmes", "个专项"};
inline constexpr Noun kProvedReceipt{"receipt proved", "receipts proved", "份已证明回执"};
inline constexpr Noun kReceipt{"receipt", "receipts", "笔"};
inline constexpr Noun kRecord{"record", "records", "条记录"};
inline constexpr Noun kRow{"row", "rows", "行"};
inline constexpr Noun kSignature{"signature", "signatures", "个签名"};
inline constexpr Noun kSignedList{"signed list", "signed lists", "份已签名清单"};
inline constexpr Noun kTable{"table", "tables", "张表"};
inline constexpr Noun kTarget{"target", "targets", "项目标"};
inline constexpr Noun kTime{"time", "times", "次"};
inline constexpr Noun kTitle{"title", "titles", "种资格"};
inline constexpr Noun kTransaction{"transaction", "transactions", "笔交易"};
inline constexpr Noun kValidator{"validator", "validators", "个验证者"};
inline constexpr Noun kWorkingDay{"working day", "working days", "个工作日"};
}  // namespace noun

}  // namespace credence
