// The lines of a list (CSV or a sheet), checked before anything is signed: every bad line is found in one
// pass, with its number in the file, the field, the cause and the remedy.
//
// A line that passes here passes `check_action` too: the last check of a line is `check_action` on a list of
// this line alone.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "client/base/written.h"
#include "client/lists/rows.h"
#include "ledger/domain/actions.h"

namespace credence {

struct LineProblem {
  std::size_t file_line = 0;  // from 1; 1 is usually the head line
  std::string field;          // its head as in the file; empty if it is about the whole line
  std::string value;          // what stood there, shortened
  Error error;
};

/// A line that names its enterprise, and not by code.
struct UnnamedLine {
  std::size_t file_line = 0;
  std::string name;
};

template <class Line>
struct ParsedLines {
  std::vector<Line> lines;              // the good ones, by rising number
  std::vector<std::size_t> file_lines;  // where each stands in the file
  std::vector<LineProblem> problems;    // by rising file line; one line may have several
  std::size_t records = 0;              // lines read, the head line not counted
  std::size_t bad_lines = 0;
  std::vector<UnnamedLine> unnamed;  // good or not: without a code; `ListInput::codes` gives them theirs
  std::vector<PassedRow> passed;     // titles, repeated heads, totals and notes: no lines
  std::set<Uscc> misfits;            // codes of bad lines that are wrong by their check digit alone
};

/// `not_utf8`, `missing_column`, `repeated_column`, `empty_list`, `unit_unknown` (an amount column that does
/// not say 万元 or 元; its head) are about the whole file; everything else is in `problems`. A total below
/// the lines is compared with their sum (`total_differs`).
[[nodiscard]] Result<ParsedLines<EnterpriseLine>> parse_enterprise_lines(const ListInput& in);
[[nodiscard]] Result<ParsedLines<AwardLine>> parse_award_lines(const ListInput& in);
[[nodiscard]] Result<ParsedLines<PaymentLine>> parse_payment_lines(const ListInput& in);
[[nodiscard]] Result<ParsedLines<QualificationLine>> parse_qualification_lines(const ListInput& in);
[[nodiscard]] Result<ParsedLines<ProjectLine>> parse_project_lines(const ListInput& in);
[[nodiscard]] Result<ParsedLines<BidLine>> parse_bid_lines(const ListInput& in);
[[nodiscard]] Result<ParsedLines<ListingLine>> parse_listing_lines(const ListInput& in);
/// Of one step; its result column holds 通过 / 未通过 or passed / failed, of performance 优 良 中 差 or the
/// English words.
[[nodiscard]] Result<ParsedLines<ResultLine>> parse_acceptance_lines(const ListInput& in);
[[nodiscard]] Result<ParsedLines<ResultLine>> parse_performance_lines(const ListInput& in);
/// 优 良 中 差, or excellent, good, fair, poor.
[[nodiscard]] Result<Performance> parse_performance(std::string_view text);

}  // namespace credence
