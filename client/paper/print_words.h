// SPDX-License-Identifier: Apache-2.0
// The words of a print that are the same on each.
#pragma once

#include "client/paper/print.h"

namespace credence {

/// "Certificate of a title".
[[nodiscard]] Words heading_of(const VerifiedBundle& bundle);
[[nodiscard]] Words caption_of(CodeHolds holds);
/// How whoever holds the print verifies it, step by step.
inline constexpr Words kHowToVerify[] = {
    {"Open this PDF file on the Verify page of any node (or on a saved copy, without a network), or run",
     "用任一节点的“验证”页打开本 PDF（断网时用保存的该页），或运行"},
    {"credence verify FILE.pdf --anchor genesis.json", "credence verify FILE.pdf --anchor genesis.json"},
    {"Compare it with the print: what it shows counts. Print can be forged, signatures cannot.",
     "与纸面逐项比较，以核对结果为准：纸面可以伪造，签名不能。"},
};
/// What a print does not say, whatever it is of; then by kind.
[[nodiscard]] Words not_said_by(const VerifiedBundle& bundle);
inline constexpr Words kNotSaid = {"What changed after the block above: ask for a newer one.",
                                   "上述区块之后的变化：请索取更新的证明。"};
inline constexpr Words kNoSeal = {
    "Made from the ledger. It needs no seal; the signatures in the attached file decide.",
    "由账本生成，无需盖章；真伪以所附文件中的签名为准。"};

}  // namespace credence
