// SPDX-License-Identifier: Apache-2.0
// Lists: every bad line is found, what is planned keeps the ledger's limits, and the journal makes a
// repetition harmless.
#include "client/lists/run.h"

#include <sys/resource.h>

#include <fstream>

#include "client/base/csv.h"
#include "client/base/files.h"
#include "client/base/list_errors.h"
#include "client/lists/plan.h"
#include "client/lists/recorded.h"
#include "tests/support/register_samples.h"
#include "tests/unit/client/fake_node.h"
#include "tests/unit/client/lists/list_samples.h"

namespace credence::testing {
namespace {

namespace fs = std::filesystem;

const std::string kAwardHead = "序号,企业名称,统一社会信用代码,项目名称,金额（万元）\n";

std::string award_csv(const std::string& amount) {
  return kAwardHead + "1,甲公司," + kCode1 + ",项目,\"" + amount + "\"\n";
}

/// A directory that goes with the test.
class Scratch {
 public:
  Scratch() {
    std::string pattern = (fs::temp_directory_path() / "credence-unit-XXXXXX").string();
    path_ = mkdtemp(pattern.data());
  }
  ~Scratch() { fs::remove_all(path_); }
  [[nodiscard]] fs::path operator/(const std::string& name) const { return path_ / name; }

 private:
  fs::path path_;
};

// ---- lines

using Found = std::vector<std::pair<std::size_t, Code>>;
/// Line and code of each problem.
template <class Line>
Found problems_of(const ReadLines<Line>& read) {
  Found out;
  for (const LineProblem& problem : read.problems()) out.emplace_back(problem.file_line, problem.what.code);
  return out;
}

TEST(AwardLines, AreReadByTheirHeadsInAnyOrderAndLanguage) {
  const auto read =
      read_awards("amount_wan, Enterprise ,项目名称,code,seq,备注\n600.5,甲公司,孵化器," + kCode1 + ",7,x\n");
  ASSERT_TRUE(read) << read.error().detail.en;
  ASSERT_EQ(read->lines.size(), 1U);
  EXPECT_EQ(read->lines[0].amount, 600'500'000);
  EXPECT_EQ(read->lines[0].line, 7U);
  EXPECT_EQ(read->lines[0].code, samples::code(1));
  EXPECT_EQ(read->file_lines[0], 2U);
}

TEST(AwardLines, MayHaveNoCodeAndNoNumber) {
  const auto read = read_awards("企业名称,金额(万元)\n甲公司,1\n乙公司,2\n");
  ASSERT_TRUE(read);
  ASSERT_EQ(read->lines.size(), 2U);
  EXPECT_FALSE(read->lines[0].code);
  EXPECT_EQ(read->lines[1].line, 2U);
}

TEST(AwardLines, AmountsThatAreNoneAreRefusedWithTheField) {
  for (const char* amount : {"0", "0.00", "-5", "1e9", "1.2345678", "99999999999999999999", "10000000000.01",
                             "1,00", "5元", "一万", ".5", "5.", "+1", "0x10", "05"}) {
    const auto read = read_awards(award_csv(amount));
    ASSERT_TRUE(read) << amount;
    ASSERT_EQ(read->problems().size(), 1U) << amount;
    const Code expected = amount == std::string_view("5元") ? list_code::another_unit : Code::bad_amount;
    EXPECT_EQ(read->problems()[0].what.code, expected) << amount;
    EXPECT_EQ(read->problems()[0].field, "金额（万元）");
    EXPECT_EQ(read->problems()[0].file_line, 2U);
    EXPECT_TRUE(read->lines.empty());
  }
}

TEST(AwardLines, EveryBadLineAndFieldIsReportedInOnePass) {
  const auto read =
      read_awards(kAwardHead + "x,,91350100M000100Y4Z,项目,0\n" + "2,乙公司," + kCode2 + ",项目,5\n" +
                  "2,丙公司,,项目,\n" + "4,丁公司,,项目,1,多余\n" + "5,\"未\"完,,项目,1\n");
  ASSERT_TRUE(read) << read.error().detail.en;
  EXPECT_EQ(read->draft->records(), 5U);
  EXPECT_EQ(read->draft->bad_lines(), 4U);
  EXPECT_EQ(read->lines.size(), 1U);
  EXPECT_THAT(problems_of(*read), ::testing::UnorderedElementsAre(
                                      std::pair{2U, Code::bad_number}, std::pair{2U, Code::missing_value},
                                      std::pair{2U, Code::uscc_bad_character},
                                      std::pair{2U, Code::bad_amount}, std::pair{4U, Code::missing_value},
                                      std::pair{5U, Code::too_many_fields}, std::pair{6U, Code::bad_csv}));
}

TEST(AwardLines, OneProjectOfOneBeneficiaryStandsOnce) {
  const auto read = read_awards(
      kAwardHead + "1,甲（深圳）公司,,项目,5\n2,甲(深圳)公司,,项目,5\n3,甲（深圳）公司,,另一项目,6\n");
  ASSERT_TRUE(read);
  EXPECT_EQ(problems_of(*read), (Found{{3U, Code::repeated_line}}));
}

TEST(AwardLines, AreSortedByNumber) {
  const auto read = read_awards(kAwardHead + "3,丙,,p,1\n1,甲,,p,1\n2,乙,,p,1\n");
  ASSERT_TRUE(read);
  ASSERT_EQ(read->lines.size(), 3U);
  EXPECT_EQ(read->lines[0].beneficiary, "甲");
  EXPECT_EQ(read->file_lines, (std::vector<std::size_t>{3, 4, 2}));
}

TEST(AwardLines, AMissingListIsNamed) { EXPECT_EQ(read_awards("").error().code, Code::empty_list); }

TEST(AwardLines, PersonalDataIsRefused) {
  const auto read = read_awards(kAwardHead + "1,张三 11010519491231002X,,项目,5\n");
  ASSERT_TRUE(read);
  ASSERT_EQ(read->problem(), Code::personal_data);
  EXPECT_EQ(read->problems()[0].field, "企业名称");
}

TEST(PaymentLines, NeedTheAwardTheyPay) {
  const auto read = read_lines("序号,批次,批次序号,统一社会信用代码,金额（万元）,支付日期\n1,b1,7," + kCode1 +
                                   ",2.5,2026/3/1\n2,B 1,0," + kCode1 + ",2.5,2026-02-30\n",
                               payment_list());
  ASSERT_TRUE(read) << read.error().detail.en;
  ASSERT_EQ(read->lines.size(), 1U);
  EXPECT_EQ(read->lines[0].award_line, 7U);
  EXPECT_EQ(read->lines[0].paid_on, (Date{2026, 3, 1}));
  EXPECT_THAT(problems_of(*read),
              ::testing::UnorderedElementsAre(std::pair{3U, Code::bad_id}, std::pair{3U, Code::bad_number},
                                              std::pair{3U, Code::bad_date}));
}

TEST(ResultLines, SayTheOutcomeInBothLanguages) {
  const auto read = read_lines(
      "批次,批次序号,验收结论,验收日期\nb1,1,通过,2026/3/"
      "1\nb1,2,failed,2026-03-01\nb1,3,也许,2026-03-01\nb1,1,通过,2026-03-01\n",
      acceptance_list());
  ASSERT_TRUE(read) << read.error().detail.en;
  ASSERT_EQ(read->lines.size(), 2U);
  EXPECT_TRUE(read->lines[0].passed);
  EXPECT_FALSE(read->lines[1].passed);
  EXPECT_EQ(problems_of(*read), (Found{{4U, list_code::bad_outcome}, {5U, Code::repeated_line}}));
  const auto graded =
      read_lines("batch,batch_line,grade,date\nb1,1,优,2026-03-01\nb1,2,poor,2026-03-01\nb1,3,A,2026-03-01\n",
                 performance_list());
  ASSERT_TRUE(graded) << graded.error().detail.en;
  ASSERT_EQ(graded->lines.size(), 2U);
  EXPECT_EQ(graded->lines[0].grade, Performance::excellent);
  EXPECT_EQ(graded->lines[1].grade, Performance::poor);
  EXPECT_EQ(graded->problem(), list_code::bad_outcome);
}

TEST(ProjectLines, NeedCodeProjectAndAmountAndStandOnce) {
  const std::string head = "企业名称,统一社会信用代码,项目名称,申报金额（万元）\n",
                    line = "甲公司," + kCode1 + ",产线改造,50\n";
  const auto read =
      read_lines(head + line + "甲公司," + kCode1 + ",产线改造,60\n乙公司,,项目,5\n", project_list());
  ASSERT_TRUE(read) << read.error().detail.en;
  ASSERT_EQ(read->lines.size(), 1U);
  EXPECT_EQ(read->lines[0].requested, 50'000'000);
  EXPECT_EQ(problems_of(*read), (Found{{3U, list_code::lines_alike}, {4U, Code::missing_value}}));
  EXPECT_EQ(read_lines(head + line, bid_list())->lines.size(), 1U);
  const auto listed = read_lines("企业名称,统一社会信用代码,产品名称,有效期起,有效期止\n甲公司," + kCode1 +
                                     ",样例软件,2026-01-01,2025-01-01\n",
                                 listing_list());
  ASSERT_TRUE(listed);
  EXPECT_EQ(listed->problem(), Code::dates_reversed);
}

TEST(Dates, AreReadInTheFormsOfSpreadsheetsAndDocuments) {
  for (const char* text : {"2024-01-05", "2024/1/5", "2024.01.05", "2024年1月5日", "20240105",
                           "2024-01-05T00:00", "2024-1-5 0:00:00"})
    EXPECT_EQ(parse_any_date(text), (Date{2024, 1, 5})) << text;
  for (const char* text : {"", "2024", "2024-13-01", "5/1/2024", "2024年1月", "2024-1-5-6", "240105"})
    EXPECT_FALSE(parse_any_date(text)) << text;
}

TEST(Registers, AreReadWholeAndTheEightRepeatedCodesFound) {
  const auto read = read_lines(samples::register_csv(20'000), enterprise_list());
  ASSERT_TRUE(read) << read.error().detail.en;
  EXPECT_EQ(read->draft->records(), 20'000U);
  EXPECT_EQ(read->draft->bad_lines(), samples::kRegisterRepeated);
  for (const LineProblem& problem : read->problems()) EXPECT_EQ(problem.what.code, list_code::said_twice);
  const auto lists = plan_enterprises(read->lines);
  ASSERT_TRUE(lists);
  EXPECT_EQ(lists->size(), 20U);
}

TEST(Registers, EveryBadCodeIsRefusedWithItsReason) {
  for (const auto& [text, expected] : samples::bad_codes(20)) {
    const auto read = read_awards(kAwardHead + csv_line({"1", "甲公司", text, "项目", "5"}));
    ASSERT_TRUE(read);
    EXPECT_TRUE(read->lines.empty()) << text;
    ASSERT_FALSE(read->problems().empty()) << text;
    EXPECT_EQ(read->problems()[0].what.code, expected) << text;
  }
}

// ---- plans

std::vector<AwardLine> awards(std::size_t count, std::size_t name_bytes) {
  std::vector<AwardLine> out;
  for (std::uint32_t i = 1; i <= count; ++i)
    out.push_back({i,
                   Name(std::to_string(i) + std::string(name_bytes, 'x')),
                   {},
                   Name(std::string(name_bytes, 'p')),
                   100});
  return out;
}
RecordAwards award_head() {
  RecordAwards head;
  head.programme = "puhui-2022";
  head.batch = "b1";
  head.title = "第一批";
  return head;
}

TEST(Plan, ListsHoldAtMostAThousandLinesAndTheirBytes) {
  for (const std::size_t bytes : {1UL, 290UL}) {
    const auto lines = awards(2'500, bytes);
    const auto lists = plan_awards(award_head(), lines);
    ASSERT_TRUE(lists) << lists.error().error.text_en();
    std::size_t sum = 0;
    std::uint32_t last = 0;
    for (const Action& action : *lists) {
      EXPECT_LE(encode(action).size(), limits::kActionBytesMax);
      const auto& list = std::get<RecordAwards>(action);
      EXPECT_LE(list.lines.size(), limits::kLinesMax);
      EXPECT_EQ(list.declared_count, 2'500U);
      EXPECT_EQ(list.declared_total, 250'000);
      for (const AwardLine& line : list.lines) EXPECT_EQ(line.line, ++last);
      sum += list.lines.size();
    }
    EXPECT_EQ(sum, 2'500U);
    EXPECT_EQ(lists->size(), bytes == 1 ? 3U : 6U);
  }
}

TEST(Plan, ADeclarationThatTheLinesExceedIsRefused) {
  RecordAwards head = award_head();
  head.declared_count = 2;
  EXPECT_EQ(plan_awards(head, awards(3, 1)).error().error.code, Code::count_above_declared);
  head.declared_count = 5;
  head.declared_total = 299;
  EXPECT_EQ(plan_awards(head, awards(3, 1)).error().error.code, Code::total_above_declared);
  head.declared_total = 1'000;
  EXPECT_TRUE(plan_awards(head, awards(3, 1)));
}

// ---- the journal

JournalList some_list(std::uint8_t fill) {
  return {.lines = 10, .expiry = 100, .transaction = Bytes(50, std::byte{fill}), .done = {}};
}

TEST(JournalFile, KeepsTheSignedBytesAndWhatIsDone) {
  Scratch scratch;
  const Hash32 digest = journal_digest({}, {});
  {
    auto journal = Journal::open(scratch / "j", {}, digest);
    ASSERT_TRUE(journal && !journal->ready());
    ASSERT_TRUE(journal->begin({some_list(1), some_list(2)}));
    ASSERT_TRUE(journal->done(1, {.code = 0, .height = 7}));
  }
  auto journal = Journal::open(scratch / "j", {}, digest);
  ASSERT_TRUE(journal && journal->ready());
  EXPECT_EQ(journal->list(0).transaction, Bytes(50, std::byte{1}));
  EXPECT_FALSE(journal->list(0).done);
  EXPECT_EQ(journal->list(1).done->height, 7U);
}

TEST(JournalFile, IsForOneListOneKeyAndOneChain) {
  Scratch scratch;
  {
    auto journal = Journal::open(scratch / "j", {}, Hash32{});
    ASSERT_TRUE(journal->begin({some_list(1)}));
  }
  Hash32 other;
  other.bytes[0] = std::byte{1};
  EXPECT_EQ(Journal::open(scratch / "j", {}, other).error().error.code, Code::journal_mismatch);
  EXPECT_EQ(Journal::open(scratch / "j", ChainId{Suite{}, other.bytes}, Hash32{}).error().error.code,
            Code::journal_mismatch);
  EXPECT_TRUE(Journal::open(scratch / "j", {}, Hash32{}));
}

// A clerk signs with the wrong key, all is refused, and the same command with the right key goes on.
TEST(JournalFile, OfAListThatIsOverMakesRoomForAnother) {
  Scratch scratch;
  Hash32 other;
  other.bytes[0] = std::byte{1};
  {
    auto journal = Journal::open(scratch / "j", {}, Hash32{});
    ASSERT_TRUE(journal->begin({some_list(1), some_list(2)}));
    ASSERT_TRUE(journal->done(0, {.code = 300, .height = 7}));
  }
  EXPECT_EQ(Journal::open(scratch / "j", {}, other).error().error.code, Code::journal_mismatch)
      << "the second may be on its way";
  {
    auto journal = Journal::open(scratch / "j", {}, Hash32{});
    ASSERT_TRUE(journal->done(1, {.code = 300, .height = 8}));
  }
  {
    auto journal = Journal::open(scratch / "j", {}, other);
    ASSERT_TRUE(journal) << journal.error().error.text_en();
    EXPECT_FALSE(journal->ready());
    ASSERT_TRUE(journal->begin({some_list(3)}));
    ASSERT_TRUE(journal->done(0, {.code = 0, .height = 9}));
  }
  const auto again = Journal::open(scratch / "j", {}, Hash32{});
  ASSERT_TRUE(again) << again.error().error.text_en();
  EXPECT_FALSE(again->ready()) << "what was recorded is found on the ledger";
}

TEST(JournalFile, IsUsedByOneImportAtATime) {
  Scratch scratch;
  auto first = Journal::open(scratch / "j", {}, Hash32{});
  ASSERT_TRUE(first);
  EXPECT_EQ(Journal::open(scratch / "j", {}, Hash32{}).error().error.code, Code::journal_in_use);
}

TEST(JournalFile, CutAnywhereItIsAPrefixOrEmptyAndNeverWrong) {
  Scratch scratch;
  {
    auto journal = Journal::open(scratch / "whole", {}, Hash32{});
    ASSERT_TRUE(journal->begin({some_list(1), some_list(2)}));
    ASSERT_TRUE(journal->done(0, {.code = 0, .height = 3}));
    ASSERT_TRUE(journal->replace(1, some_list(9)));
    ASSERT_TRUE(journal->done(1, {.code = 5, .height = 4}));
  }
  const std::string whole = read_file(scratch / "whole").value();
  bool was_ready = false;
  for (std::size_t cut = 0; cut <= whole.size(); ++cut) {
    std::ofstream(scratch / "cut", std::ios::binary) << whole.substr(0, cut);
    auto journal = Journal::open(scratch / "cut", {}, Hash32{});
    ASSERT_TRUE(journal) << cut << " " << journal.error().error.text_en();
    EXPECT_GE(journal->ready(), was_ready) << cut;
    was_ready = journal->ready();
    if (!was_ready) {  // nothing was sent: it begins anew, and what was cut does not show
      ASSERT_TRUE(journal->begin({some_list(7)}));
      {
        const auto closed = *std::move(journal);
      }
      auto again = Journal::open(scratch / "cut", {}, Hash32{});
      ASSERT_TRUE(again && again->ready()) << cut;
      EXPECT_EQ(again->size(), 1U);
      continue;
    }
    EXPECT_EQ(journal->list(0).transaction[0], std::byte{1});
    const auto second = journal->list(1).transaction[0];
    EXPECT_TRUE(second == std::byte{2} || second == std::byte{9});
  }
  EXPECT_TRUE(was_ready);
}

TEST(JournalFile, DamageInTheMiddleIsRefused) {
  Scratch scratch;
  {
    auto journal = Journal::open(scratch / "j", {}, Hash32{});
    ASSERT_TRUE(journal->begin({some_list(1), some_list(2)}));
  }
  std::string text = read_file(scratch / "j").value();
  text[text.find("list 0") + 20] ^= 1;
  std::ofstream(scratch / "j", std::ios::binary) << text;
  EXPECT_EQ(Journal::open(scratch / "j", {}, Hash32{}).error().error.code, Code::journal_damaged);
}

// ---- running

std::vector<EnterpriseLine> enterprises(unsigned first, unsigned count) {
  std::vector<EnterpriseLine> out;
  for (unsigned i = first; i < first + count; ++i)
    out.push_back({samples::code(i), world::enterprise_name(i), {}, {}});
  return out;
}

class Import : public ::testing::Test {
 protected:
  ImportReport run(const std::vector<Action>& lists, bool leave_out = false) {
    Client client = net.client();
    auto report = run_import(
        client, world::kRegistrar, lists,
        {.journal = scratch / "journal", .in_flight = 4, .leave_out_refused = leave_out, .progress = {}});
    EXPECT_TRUE(report) << report.error().error.text_en();
    return report ? *std::move(report) : ImportReport{};
  }
  Scratch scratch;
  FakeNetwork net;
};

TEST_F(Import, RecordsEveryListAndASecondRunSaysAllIsRecorded) {
  const auto lists = plan_enterprises(enterprises(1, 2'500)).value();
  const ImportReport first = run(lists);
  EXPECT_FALSE(first.outcome());
  EXPECT_EQ(first.lines_recorded(), 2'500U);
  EXPECT_EQ(net.executed, 3U);
  const ImportReport second = run(lists);
  EXPECT_FALSE(second.outcome());
  EXPECT_EQ(second.lines_recorded(), 0U);
  EXPECT_EQ(second.lines_before(), 2'500U);
  EXPECT_EQ(net.executed, 3U);
}

TEST_F(Import, AnActionThatIsNoListIsRecordedOnce) {
  Client client = net.client();
  const ImportOptions options{
      .journal = scratch / "p", .in_flight = 1, .leave_out_refused = false, .progress = {}};
  for (const std::size_t recorded : {1U, 0U}) {
    const auto report = run_import(client, world::kProgramme, {world::World::programme()}, options);
    ASSERT_TRUE(report);
    EXPECT_FALSE(report->outcome());
    EXPECT_EQ(report->lines_recorded(), recorded);
    EXPECT_EQ(report->lines_before(), 1U - recorded);
  }
  EXPECT_EQ(net.executed, 1U);
}

TEST_F(Import, AfterACrashTheIdenticalBytesAreSentAgain) {
  const auto lists = plan_enterprises(enterprises(1, 3'000)).value();
  std::atomic<int> answered = 0;
  net.behave_all([&answered](const auto& method, const auto&, const Answer& honest) -> std::optional<Answer> {
    // The second and third lists are executed, but the answer never comes: as if the client had died.
    if (method == "POST" && honest.status == 200 && answered++ >= 1) return Answer{0, {}};
    return std::nullopt;
  });
  Client client = net.client({.request_timeout_ms = 200, .wait_ms = 50, .deadline_ms = 500});
  const auto broken = run_import(
      client, world::kRegistrar, lists,
      {.journal = scratch / "journal", .in_flight = 1, .leave_out_refused = false, .progress = {}});
  ASSERT_TRUE(broken);
  EXPECT_TRUE(broken->failure);
  net.behave_all(nullptr);
  const std::size_t executed = net.executed;
  EXPECT_EQ(executed, 2U);
  const ImportReport resumed = run(lists);
  EXPECT_FALSE(resumed.outcome());
  EXPECT_EQ(net.executed, 3U);  // one list was missing: nothing was executed twice
  EXPECT_EQ(resumed.lines_recorded() + resumed.lines_before(), 3'000U);
}

TEST_F(Import, WithoutItsJournalAnImportFindsThatAllIsHeld) {
  const auto lists = plan_enterprises(enterprises(1, 1'500)).value();
  (void)run(lists);
  fs::remove(scratch / "journal");
  const ImportReport again = run(lists);
  EXPECT_FALSE(again.outcome());
  EXPECT_EQ(again.lines_recorded(), 0U);
  EXPECT_EQ(again.lines_before(), 1'500U);
  const std::size_t executed = net.executed;
  const ImportReport third = run(lists);  // asks; sends nothing more
  EXPECT_FALSE(third.outcome());
  EXPECT_EQ(third.lines_before(), 1'500U);
  EXPECT_EQ(net.executed, executed);
}

TEST_F(Import, AnOverlappingRegisterRecordsWhatIsMissing) {
  (void)run(plan_enterprises(enterprises(1, 10)).value());
  fs::remove(scratch / "journal");
  const ImportReport report = run(plan_enterprises(enterprises(6, 10)).value());
  EXPECT_FALSE(report.outcome());
  EXPECT_EQ(report.lines_recorded(), 5U);
  EXPECT_EQ(report.lines_before(), 5U);
}

TEST_F(Import, ALineTheLedgerRefusesStopsItsListOrIsLeftOutOnRequest) {
  (void)run(plan_enterprises(enterprises(3, 1)).value());
  fs::remove(scratch / "journal");
  auto lines = enterprises(1, 5);
  lines[2].name = Name("别的名称");  // registered under another name
  const auto lists = plan_enterprises(lines).value();
  const ImportReport strict = run(lists);
  ASSERT_TRUE(strict.outcome());
  EXPECT_EQ(strict.outcome()->exit, ExitCode::refused);
  EXPECT_EQ(strict.outcome()->error.code, Code::registered_differently);
  EXPECT_EQ(strict.lines_refused(), 5U);
  const ImportReport lenient = run(lists, true);
  EXPECT_FALSE(lenient.outcome());
  EXPECT_EQ(lenient.lines_recorded(), 4U);
  ASSERT_EQ(lenient.lists[0].left_out.size(), 1U);
  EXPECT_EQ(lenient.lists[0].left_out[0].place, 2U);
  EXPECT_EQ(lenient.lists[0].left_out[0].error.code, Code::registered_differently);
  const ImportReport later = run(lists, true);
  EXPECT_EQ(later.lines_before(), 4U);
  EXPECT_EQ(later.lines_left_out(), 1U);
}

TEST_F(Import, AnExpiredJournalIsSignedAnewOnlyWhenTheExpiryIsProvedToHavePassed) {
  const auto lists = plan_enterprises(enterprises(1, 5)).value();
  Client client(net.network(),
                {.request_timeout_ms = 2'000, .wait_ms = 50, .deadline_ms = 2'000, .expiry_heights = 1});
  std::atomic<bool> down = true;
  net.behave_all([&down](const auto& method, const auto&, const Answer& honest) -> std::optional<Answer> {
    if (honest.status == 0 && method == "POST" && down) return Answer{0, {}};
    return std::nullopt;
  });
  const ImportOptions options{
      .journal = scratch / "journal", .in_flight = 1, .leave_out_refused = false, .progress = {}};
  const auto nobody = run_import(client, world::kRegistrar, lists, options);
  ASSERT_TRUE(nobody && nobody->failure);
  for (int i = 0; i < 3; ++i) (void)net.world().apply({});  // the chain goes on past the expiry
  down = false;
  const auto done = run_import(client, world::kRegistrar, lists, options);
  ASSERT_TRUE(done);
  EXPECT_FALSE(done->outcome()) << done->outcome()->error.text_en();
  EXPECT_EQ(done->lines_recorded(), 5U);
}

TEST(RefusedLine, IsReadFromTheReceipt) {
  const Action list = samples::record_awards();
  const auto receipt = [](std::uint16_t code, const Details& details) {
    return Receipt{{}, code, false, receipt_details(details)};
  };
  EXPECT_EQ(refused_line(list, receipt(304, said::line(3) + said::field("amount"))), 1U);
  EXPECT_EQ(refused_line(list, receipt(304, said::line(2) + said::field("amount"))), std::nullopt);
  EXPECT_EQ(refused_line(list, receipt(351, said::field("budget") + said::amount(5))), std::nullopt);
  EXPECT_EQ(refused_line(list, receipt(0, said::line(3))), std::nullopt);
  EXPECT_EQ(places_in(list, only_lines(list, {1})), (std::vector<std::size_t>{1}));
  EXPECT_EQ(places_not_in(list, only_lines(list, {1})), (std::vector<std::size_t>{0}));
}

}  // namespace
}  // namespace credence::testing
