// SPDX-License-Identifier: Apache-2.0
#include "client/paper/print_words.h"

namespace credence {
namespace {

template <class Claim>
bool is(const VerifiedBundle& bundle) {
  return std::holds_alternative<Claim>(bundle.proved);
}

}  // namespace

std::string_view name_of(CodeHolds holds) {
  if (holds == CodeHolds::proof) return "proof";
  return holds == CodeHolds::digest ? "digest" : "proof_without_names";
}

Words heading_of(const VerifiedBundle& bundle) {
  if (is<ProvedTitle>(bundle)) return {"Certificate of a title", "资格证明书"};
  if (is<ProvedAward>(bundle)) return {"Certificate of an award", "资金安排证明书"};
  if (is<ProvedStanding>(bundle)) return {"Certificate of standing", "信用状况证明书"};
  if (is<ProvedHistory>(bundle)) return {"Certificate of a complete history", "全部记录证明书"};
  return {"Certificate from the ledger", "账本记录证明书"};
}

Words caption_of(CodeHolds holds) {
  switch (holds) {
    case CodeHolds::proof:
      return {"The whole proof: scan it on the Verify page.", "码中为完整证明，可在“验证”页扫描核对。"};
    case CodeHolds::proof_without_names:
      return {"The proof with codes in place of names: scan it on the Verify page.",
              "码中为不含名称、仅含代码的证明，可在“验证”页扫描核对。"};
    case CodeHolds::digest:
      return {"Names the attached proof by its checksum; it is verified with the PDF.",
              "码中为所附证明的校验和；须连同 PDF 文件核对。"};
  }
  return {};
}

Words not_said_by(const VerifiedBundle& bundle) {
  if (is<ProvedTitle>(bundle))
    return {"Other titles of the enterprise, what it was paid, or how it does.",
            "该企业的其他资格、所获资金或经营状况。"};
  if (is<ProvedAward>(bundle))
    return {"Other awards of the enterprise, or what it did with the money.",
            "该企业的其他资金安排，或资金的使用情况。"};
  if (is<ProvedStanding>(bundle))
    return {"Entries that are over or repaired, or what was recorded after its block.",
            "已届满或已修复的记录，以及其区块之后记录的事项。"};
  return {"What nobody recorded on this ledger.", "未记入本账本的事项。"};
}

}  // namespace credence
