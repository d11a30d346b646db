// SPDX-License-Identifier: Apache-2.0
// Things that are counted, in words: "1 line", "1,000 lines", "1,000 行". Whoever counts something names it
// from here.
#pragma once

#include <cstdint>
#include <string>

#include "client/base/said.h"

namespace credence {

/// One of it, several of it; in Chinese the measure word and what follows.
struct Noun {
  std::string_view one, many, zh;
};
/// With the number, its thousands apart.
[[nodiscard]] std::string counted(std::uint64_t number, const Noun& noun, Language language);
[[nodiscard]] Said counted(std::uint64_t number, const Noun& noun);

namespace noun {
inline constexpr Noun kAward{"award", "awards", "笔"}, kBatch{"batch", "batches", "个批次"},
    kBlock{"block", "blocks", "个区块"}, kByte{"byte", "bytes", "字节"}, kDay{"day", "days", "天"},
    kDepartment{"department", "departments", "个部门"}, kEnterprise{"enterprise", "enterprises", "家企业"},
    kEntry{"entry", "entries", "条"}, kException{"exception", "exceptions", "项例外"},
    kFigure{"figure", "figures", "条数据"}, kFile{"file", "files", "个文件"},
    kFinding{"finding", "findings", "条疑点"}, kHash{"hash", "hashes", "个哈希"},
    kHistory{"history", "histories", "份历史"}, kHolder{"holder", "holders", "家"},
    kKey{"key", "keys", "把密钥"}, kLine{"line", "lines", "行"}, kAwardLine{"line", "lines", "笔"},
    kList{"list", "lists", "份清单"}, kMonth{"month", "months", "个月"}, kName{"name", "names", "个名称"},
    kNode{"node", "nodes", "个节点"}, kPage{"page", "pages", "页"}, kPayment{"payment", "payments", "笔"},
    kReceipt{"receipt", "receipts", "笔"}, kRecord{"record", "records", "条"}, kRow{"row", "rows", "行"},
    kSignature{"signature", "signatures", "个签名"}, kSignedList{"signed list", "signed lists", "份已签名清单"},
    kTable{"table", "tables", "张表"}, kTarget{"target", "targets", "项目标"},
    kTransaction{"transaction", "transactions", "笔交易"}, kValidator{"validator", "validators", "个验证者"},
    kWorkingDay{"working day", "working days", "个工作日"};
}  // namespace noun

}  // namespace credence
