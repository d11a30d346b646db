// SPDX-License-Identifier: Apache-2.0
// What a verified proof bundle says, in words and as JSON; and why a forged one is refused. Needs no network:
// names come from what the bundle proves, those of signers from the genesis.
//
// Everything that came out of a file is cleaned before it is shown: no control characters, no marks that turn
// text around.
#pragma once

#include <boost/json/object.hpp>
#include <cstdio>

#include "client/query.h"
#include "client/words/table.h"
#include "ledger/domain/genesis.h"
#include "ledger/proof/bundle.h"

namespace credence {

/// Well-formed UTF-8 without control characters, line separators and marks of direction: each becomes U+FFFD.
/// `lines` keeps line feeds.
[[nodiscard]] std::string cleaned(std::string_view text, bool lines = false);

class ClosedCredit;

/// "proved 5 minutes ago", "191 天前的证明": the age of a block, for the first line.
[[nodiscard]] std::string age_text(const Judgement& judgement, Language language);

struct BundleView {
  const Genesis* genesis;  // the reader's anchor; null: a pinned one
  const VerifiedBundle& bundle;
  Judgement judgement;
  std::uint64_t now_ms = 0;  // that it was judged at
  std::uint64_t file_bytes = 0;
  Language language = Language::en;
  HistoryQuery filter = {};  // of a history's entries: what is shown of what is proved

  /// Everything but a history's entries, which `print` adds.
  [[nodiscard]] std::string text() const;
  [[nodiscard]] boost::json::object json() const;
  /// Piece by piece, in bounded memory; `extra` joins the members. `put` gets text for people as it is.
  using Put = std::function<void(const std::string&)>;
  void print(bool as_json, const boost::json::object& extra, const Put& put) const;

  /// The entries that are shown, of a history or a part of it, as cells of kEntryColumns
  /// (bundle_statement.h); in bounded memory.
  void each_entry(const std::function<void(std::vector<std::string>)>& seen) const;
  /// Entries of a history that the filter lets through.
  [[nodiscard]] std::uint64_t matched(const ProvedHistory& history) const;

 private:
  void print_entries(const Put& put) const;
  /// Of a history, whose closing entries may stand behind the closed ones.
  [[nodiscard]] ClosedCredit closed_credit() const;
};

[[nodiscard]] std::string fault_text(const BundleFault& fault, std::uint64_t file_bytes, Language language);
[[nodiscard]] boost::json::object fault_json(const BundleFault& fault, std::uint64_t file_bytes);

}  // namespace credence
