// SPDX-License-Identifier: Apache-2.0
// Dirty codes mixed into 10,000 good lines, as CSV and as XLSX: every bad line is named with its reason, the
// good ones are recorded once, and a second import records nothing.
#include <gmock/gmock.h>

#include "client/base/csv.h"
#include "client/lists/plan.h"
#include "client/lists/run.h"
#include "tests/support/register_samples.h"
#include "tests/unit/client/fake_node.h"
#include "tests/unit/client/lists/list_samples.h"
#include "tests/unit/client/lists/workbook_samples.h"

namespace credence::testing {
namespace {

constexpr unsigned kGood = 10'000;

struct Row {
  std::string name, code;
  bool bad = false;
};

/// The dirty codes spread among the good lines.
std::vector<Row> mixed() {
  const auto dirty = samples::bad_codes(40);
  std::vector<Row> out;
  std::size_t next = 0;
  for (unsigned i = 1; i <= kGood; ++i) {
    out.push_back({world::enterprise_name(i), std::string(text_of(samples::code(i))), false});
    while (next < dirty.size() && next * kGood < i * dirty.size()) {
      out.push_back({"样例脏数据" + std::to_string(next), dirty[next].text, true});
      ++next;
    }
  }
  EXPECT_EQ(next, dirty.size());
  EXPECT_GT(dirty.size(), 100U);
  return out;
}

/// Named with a reason, and recorded once.
void record(const Sheet& sheet, const std::vector<Row>& rows) {
  const auto parsed = read_lines(sheet, enterprise_list());
  ASSERT_TRUE(parsed) << parsed.error().detail.en;
  std::set<std::size_t> named, expected;
  for (const LineProblem& p : parsed->problems()) {
    named.insert(p.file_line);
    EXPECT_EQ(p.field, "统一社会信用代码");
    EXPECT_THAT(std::string(info(p.what.code).name),
                ::testing::AnyOf(::testing::StartsWith("uscc_"), ::testing::Eq("missing_value"),
                                 ::testing::Eq("repeated_line")))
        << p.value;
    EXPECT_FALSE(info(p.what.code).remedy_zh.empty());
  }
  for (std::size_t i = 0; i < rows.size(); ++i)
    if (rows[i].bad) expected.insert(i + 2);
  EXPECT_EQ(named, expected);
  ASSERT_EQ(parsed->lines.size(), kGood);
  const auto lists = plan_enterprises(parsed->lines);
  ASSERT_TRUE(lists);
  const ScratchFolder scratch;
  FakeNetwork net;
  Client client = net.client({.request_timeout_ms = 60'000, .wait_ms = 200, .deadline_ms = 120'000});
  const ImportOptions options{
      .journal = scratch / "journal", .in_flight = 4, .leave_out_refused = false, .progress = {}};
  for (const bool first : {true, false}) {
    const auto report = run_import(client, world::kRegistrar, *lists, options);
    ASSERT_TRUE(report) << report.error().error.text_en();
    EXPECT_FALSE(report->outcome());
    EXPECT_EQ(report->lines_recorded(), first ? kGood : 0U);
    EXPECT_EQ(report->lines_before(), first ? 0U : kGood);
    EXPECT_EQ(net.executed, 10U);
  }
  std::filesystem::remove(scratch / "journal");  // even without the journal nothing is recorded twice
  const auto third = run_import(client, world::kRegistrar, *lists, options);
  ASSERT_TRUE(third);
  EXPECT_EQ(third->lines_recorded(), 0U);
  std::printf("%zu bad lines of %zu named\n", named.size(), rows.size());
}

TEST(ImportDirtyCodes, InTenThousandGoodLinesOfCsvAreNamedAndTheRestRecordedOnce) {
  const std::vector<Row> rows = mixed();
  std::string csv = csv_line({"企业名称", "统一社会信用代码"});
  for (const Row& row : rows) csv += csv_line({row.name, row.code});
  const auto sheet = read_text_sheet(csv);
  ASSERT_TRUE(sheet) << sheet.error().detail.en;
  record(*sheet, rows);
}

TEST(ImportDirtyCodes, InTenThousandGoodLinesOfXlsxAreNamedAndTheRestRecordedOnce) {
  const std::vector<Row> rows = mixed();
  BookSheet sheet{"名单", {{"企业名称", "统一社会信用代码"}}};
  for (const Row& row : rows) sheet.rows.push_back({row.name, row.code});
  const std::string bytes = book_bytes({sheet});
  record(first_sheet(bytes), rows);
}

}  // namespace
}  // namespace credence::testing
