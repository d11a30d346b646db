// SPDX-License-Identifier: Apache-2.0
// Reports whose every row is proved, and the manifest that lets anyone check a report row by row, offline.
//
// A report is a pure function of complete histories: of a programme (its awards), a department or a fiscal
// year (programmes), or an enterprise (all that is recorded of it). The manifest is those histories as proof
// bundles (ledger/proof/bundle.h) and the block at which the report was taken. Who checks a report verifies
// the bundles, makes the rows anew by the same function, and compares: a row that was changed, left out or
// added is named.
//
//   manifest = "credence:report" and a zero byte  version:u16  question  block:block_proof
//              list<bundle, 4096>
//
// All histories are folded up to the block of the question, whatever was recorded since.
#pragma once

#include <functional>

#include "client/base/list_errors.h"
#include "client/words/table.h"
#include "ledger/domain/genesis.h"
#include "ledger/proof/bundle.h"

namespace credence {

inline constexpr std::string_view kReportMagic{"credence:report\0", 16};
inline constexpr std::uint16_t kReportVersion = 1;
inline constexpr std::size_t kReportSourcesMax = 4096;  // histories of one report
inline constexpr std::size_t kReportRowsMax = 1'000'000;

enum class ReportKind : std::uint8_t { programme, department, enterprise, year };
constexpr ReportKind last_of(ReportKind) { return ReportKind::year; }
[[nodiscard]] std::string_view name_of(ReportKind kind);

struct ReportQuestion {
  ReportKind kind = ReportKind::programme;
  Text<limits::kIdBytesMax> subject;  // an id, a code, or a year
  bool chinese = false;               // the language of heads and words
  std::optional<Date> day;  // as it was recorded at the end of this day in China; else up to the block
  Height height = 0;        // of the block at which it was taken
  Hash32 header_hash;       // of that block
  template <class A>
  void serialize(A& a) {
    a(kind, subject, chinese, day, height, header_hash);
  }
  /// Whether a block of this time can tell all of the day that is asked for; true if none is named.
  [[nodiscard]] bool day_over(std::uint64_t time_ms) const { return !day || *day < date_in_china(time_ms); }
  [[nodiscard]] Language language() const { return chinese ? Language::zh : Language::en; }
};

struct ReportColumn {
  enum class Type { text, count, money };
  std::string_view id;  // "amount": the member's name in JSON
  std::string head;     // in the report's language; of money with its unit
  Type type = Type::text;
};
/// Text, a whole number, or fen; empty where there is none.
using ReportCell = std::variant<std::monostate, std::string, std::uint64_t, Fen>;

struct Report {
  ReportQuestion question;
  std::string title;
  std::vector<ReportColumn> columns;
  std::vector<std::vector<ReportCell>>
      rows;  // the last `totals` of them are sums, one for each kind of programme
  std::size_t totals = 0;
  /// One more column, its head in the language of the question; of money it names the unit.
  void column(std::string_view id, std::string_view en, std::string_view zh,
              ReportColumn::Type type = ReportColumn::Type::text);
  /// As a file holds it: money in yuan with two decimals and no separators.
  [[nodiscard]] std::string cell_text(std::size_t row, std::size_t column) const;
  /// The line above the heads: title, height, header hash, and the day where one is named.
  [[nodiscard]] std::vector<std::string> title_cells() const;
};

/// A history that the report needs; asked for once each. A failure ends the report.
using ReportSources = std::function<Outcome<const ProvedHistory*>(const HistoryKey&)>;
/// `not_recorded` if there is no such subject up to the block.
[[nodiscard]] Outcome<Report> build_report(const ReportQuestion& question, const ReportSources& sources);

struct ReportManifest {
  ReportQuestion question;
  BlockProof block;  // of question.height
  List<Blob<limits::kBundleBytesMax>, kReportSourcesMax> bundles;
  template <class A>
  void serialize(A& a) {
    a(question, block, bundles);
  }
};
/// `limit_exceeded` for more than kBundleBytesMax.
[[nodiscard]] Result<Bytes> encode_manifest(const ReportManifest& manifest);
[[nodiscard]] bool is_manifest(std::string_view bytes);

struct VerifiedReport {
  Report report;
  BlockProof block;
  TrustChain trust;
  std::size_t sources = 0;
};
/// All of the manifest. The fault is told as a proof file's is: its field names the part that does not hold, "proof 2,
/// header", and its bytes are those of that proof, or all.
[[nodiscard]] std::expected<VerifiedReport, BundleFault> verify_manifest(const TrustAnchor& anchor,
                                                                         BytesView bytes);

// ---- comparing --------------------------------------------------------------------------------------------

/// A report as a file holds it: cells as text, and where each row stands.
struct ReportFile {
  std::vector<std::string> title;
  std::vector<std::string> heads;
  std::vector<std::vector<std::string>> rows;
  std::vector<std::size_t> lines;  // of each row in the file
  std::vector<Said> shown;         // where a person sees something else than it holds (plain_workbook.h)
};
struct ReportDifference {
  enum class What { changed, missing, added, head, reformatted };
  What what = What::changed;
  std::size_t line = 0;      // in the file; of a missing row: before which it should stand
  std::size_t row = 0;       // in the report, from 1
  std::string column;        // its head
  std::string held, proved;  // what the file says; what is proved (of a whole row: its first cells)
};
/// At most `most` differences; none: the file is what is proved.
[[nodiscard]] std::vector<ReportDifference> compare(const Report& report, const ReportFile& file,
                                                    std::size_t most);

}  // namespace credence
