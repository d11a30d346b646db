// SPDX-License-Identifier: Apache-2.0
// The national field sets of published licences (行政许可, XK_…) and penalties (行政处罚, CF_…), as
// departments exchange them in files: read into credit entries with their texts, and written again.
//
// Which set a file is of is told by its heads. Columns about persons (legal representative, kind and number
// of a document) are dropped and named; a record about a natural person is refused. What is left of a record,
// in the order of the national set, is its text.
#pragma once

#include "client/lists/draft.h"
#include "ledger/domain/credit_text.h"

namespace credence {

struct CreditField {
  std::string_view name;     // "XK_WSH"
  std::string_view meaning;  // "行政许可决定文书号"
};
/// The columns of a set that are kept, in their order.
[[nodiscard]] std::span<const CreditField> fields_of(CreditKind kind);

/// The records of one file while they are completed.
class CreditDraft final : public Draft {
 public:
  /// `weight` is the class of penalties whose file has no column 级别 or class. The commitments are not yet
  /// made. Refers to both.
  CreditDraft(const Sheet& sheet, const Reading& reading, CreditClass weight);
  void except(const std::set<Uscc>& codes) override;
  void identify(std::size_t, const Uscc&, const Name&) override {}
  void rename(std::size_t, const Name&) override {}
  /// Each with the name that its text has.
  [[nodiscard]] std::vector<ListedLine> listed() const override;
  void finish() override;
  /// What the ledger keeps of them: the texts stay off it.
  [[nodiscard]] LineTable table(std::size_t most) const override;

  struct Good {
    std::vector<CreditLine> lines;
    std::vector<std::string> texts;  // one for each line
    std::vector<std::size_t> file_lines;
  };
  [[nodiscard]] Good good() const;

 private:
  struct Entry {
    CreditLine line;
    Name name;
    std::string text;
    std::size_t file_line = 0;
    std::optional<Uscc> misfit;
    bool good = true;
  };
  std::vector<Entry> entries_;
};

/// Where each field of the national set stands; columns about persons are accounted for as dropped.
/// `missing_column` if the heads are of neither set, or of both. Rows out of sight are asked about.
[[nodiscard]] std::expected<Reading, Complaint> read_credit_list(const Sheet& sheet,
                                                                 const ListAnswers& answers);
/// Heads of columns about persons.
[[nodiscard]] std::vector<std::string> dropped_columns(const Reading& reading);

/// The head line of a set, and one record of it from a text; `malformed` for a text that is not of this set.
[[nodiscard]] std::string credit_head_csv(CreditKind kind);
[[nodiscard]] Result<std::string> credit_record_csv(CreditKind kind, std::string_view text);

}  // namespace credence
