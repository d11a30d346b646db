// SPDX-License-Identifier: Apache-2.0
// What a reader trusts, as people hand it over: a genesis.json, the line of a pinned anchor
// (ledger/proof/anchor.h) or its file. The file holds the line, and beside it what the line names by its
// hash:
//
//   {"format": "credence-anchor-1", "anchor": LINE,
//    "network": TEXT, "time": TEXT,                       for people; nothing rests on them
//    "header": HEX of the pinned header,                   each of these may be missing
//    "validators": [{"key", "name_zh", "name_en"}],
//    "timestamps": [BASE64 of a response of RFC 3161]}     client/timestamp.h
#pragma once

#include "client/base/failure.h"
#include "ledger/domain/genesis.h"
#include "ledger/proof/trust.h"

namespace credence {

inline constexpr std::size_t kTimestampsMax = 16;

struct AnchorFile {
  PinnedHeader pinned;
  std::string network;  // as the file says
  std::optional<BlockHeader> header;
  std::optional<ValidatorSet> validators;
  std::vector<Bytes> timestamps;
  /// Its validators are known where the file holds them.
  [[nodiscard]] TrustAnchor trust() const;
};

/// `bad_anchor`, `malformed`; header and validators are those that the line names.
[[nodiscard]] Result<AnchorFile> anchor_from_json(std::string_view text);
[[nodiscard]] std::string anchor_to_json(const AnchorFile& anchor);
/// Of a file, or of a line that stands in its place.
[[nodiscard]] Outcome<AnchorFile> read_anchor_file(const std::string& given);

/// What --anchor names.
struct TrustedFile {
  TrustAnchor trust;
  std::optional<Genesis> genesis;  // none of a pinned anchor
};
/// Also of a genesis.json: `bad_genesis`, and those of anchor_from_json.
[[nodiscard]] Outcome<TrustedFile> read_trusted(const std::string& given);

}  // namespace credence
