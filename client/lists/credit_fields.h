// The national field sets of published licences (行政许可, XK_…) and penalties (行政处罚, CF_…), as departments exchange them in files: read
// into credit entries with their texts, and written again.
//
// Which set a file is of is told by its heads. Columns about persons (legal representative, kind and number of a document) are dropped and
// named; a record about a natural person is refused. What is left of a record, in the order of the national set, is its text.
#pragma once

#include "client/lists/lines.h"
#include "ledger/domain/credit_text.h"

namespace credence {

struct CreditField {
  std::string_view name;     // "XK_WSH"
  std::string_view meaning;  // "行政许可决定文书号"
};
/// The columns of a set that are kept, in their order.
[[nodiscard]] std::span<const CreditField> fields_of(CreditKind kind);

struct CreditRecords : ParsedLines<CreditLine> {
  CreditKind kind = CreditKind::licence;
  std::vector<std::string> texts;            // one for each of `lines`
  std::vector<std::string> dropped_columns;  // about persons
};
/// `weight` is the class of penalties whose file has no column 级别 or class. The commitments are not yet made. `missing_column` if the
/// heads are of neither set, or of both.
[[nodiscard]] Result<CreditRecords> parse_credit_records(const ListInput& in, CreditClass weight);

/// The head line of a set, and one record of it from a text; `malformed` for a text that is not of this set.
[[nodiscard]] std::string credit_head_csv(CreditKind kind);
[[nodiscard]] Result<std::string> credit_record_csv(CreditKind kind, std::string_view text);

}  // namespace credence
