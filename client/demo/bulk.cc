// SPDX-License-Identifier: Apache-2.0
// Volume for the demonstration: synthetic enterprises as CSV files, read and recorded as any list is.
#include "client/base/csv.h"
#include "client/base/files.h"
#include "client/demo/parts.h"
#include "client/demo/synthetic.h"
#include "client/lists/lines.h"
#include "client/lists/plan.h"
#include "client/words/facts.h"

namespace credence {
namespace {

template <class Line, class Plan>
Outcome<std::vector<Action>> lists_of(const DemoRecorder& recorder, const std::string& name,
                                      const std::string& csv, const ListRules<Line>& rules, Plan plan) {
  const std::filesystem::path file = recorder.directory / "synthetic" / (name + ".csv");
  if (auto written = write_file(file, csv); !written) return std::unexpected(written.error());
  auto lines = lines_of_text(csv, rules);
  if (!lines)
    return give_up(ExitCode::internal,
                   Error{lines.error().code, file.string() + ": " + lines.error().detail.en});
  return plan(*lines);
}

struct BulkPart {
  const std::vector<Action>* lists;
  std::string department, what;
};

Outcome<void> record_part(DemoRecorder& recorder, const BulkPart& part) {
  std::size_t lines = 0;
  for (const Action& action : *part.lists) lines += lines_of(action);
  const std::string what = describe(part.lists->front(), recorder.cli.language()) + ": " + part.what;
  Progress progress(what, lines, recorder.cli.language(), recorder.cli.json);
  auto row = recorder.record_lists(*part.lists, part.department, what, &progress);
  if (!row) return std::unexpected(row.error());
  progress.finish();
  recorder.rows.push_back(*std::move(row));
  return {};
}

}  // namespace

Outcome<BulkResult> record_bulk(DemoRecorder& recorder, const Life& life, std::size_t count,
                                std::uint64_t seed) {
  const std::string number = std::to_string(count);
  const std::string id = "synthetic-" + number + (seed == 1 ? "" : "-seed-" + std::to_string(seed));
  const SyntheticLists made = make_synthetic(count, seed, "b1");
  const CreateProgramme programme{Id(id),    Name("样例专项资金（合成数据，" + number + " 家）"),
                                  life.lead, life.finance,
                                  2026,      made.awarded_fen,
                                  {}};
  RecordAwards awards;
  awards.programme = id;
  awards.batch = "b1";
  awards.title = "样例安排清单（合成数据）";
  awards.published = Date{2026, 1, 31};  // before the days of the payments
  const RecordPayments payments{
      .programme = Id(id), .list = Id("p1"), .declared_count = 0, .declared_total = 0, .lines = {}};
  const IssueQualifications titles{.type = Id(kSampleTitles[0]),
                                   .batch = Id(id),
                                   .title = Name("样例认定清单（合成数据）"),
                                   .document_no = {},
                                   .source = {},
                                   .lines = {}};
  auto enterprise_lists =
      lists_of<EnterpriseLine>(recorder, id + "-enterprises", made.enterprises, enterprise_list(),
                               [](const auto& l) { return plan_enterprises(l); });
  auto award_lists = lists_of<AwardLine>(recorder, id + "-awards", made.awards, award_list(),
                                         [&](const auto& l) { return plan_awards(awards, l); });
  auto payment_lists = lists_of<PaymentLine>(recorder, id + "-payments", made.payments, payment_list(),
                                             [&](const auto& l) { return plan_payments(payments, l); });
  auto title_lists =
      lists_of<QualificationLine>(recorder, id + "-titles", made.qualifications, qualification_list(),
                                  [&](const auto& l) { return plan_qualifications(titles, l); });
  for (const auto* lists : {&enterprise_lists, &award_lists, &payment_lists, &title_lists})
    if (!*lists) return std::unexpected(lists->error());
  const std::vector<Action> create{programme};
  for (const BulkPart& part :
       {BulkPart{&create, life.lead, id}, BulkPart{&*enterprise_lists, life.registrar, id},
        BulkPart{&*award_lists, life.lead, id + "/b1"}, BulkPart{&*payment_lists, life.finance, id + "/p1"},
        BulkPart{&*title_lists, life.issuer, id}})
    if (auto done = record_part(recorder, part); !done) return std::unexpected(done.error());
  BulkResult out{made.first_code, id, std::nullopt};
  if (!award_lists->empty()) out.batch = std::get<RecordAwards>(award_lists->front());
  return out;
}

}  // namespace credence
