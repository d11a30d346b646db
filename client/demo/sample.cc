// SPDX-License-Identifier: Apache-2.0
#include "client/demo/sample.h"

#include "client/base/files.h"
#include "client/base/json_text.h"
#include "client/lists/lines.h"
#include "client/lists/plan.h"

namespace credence {
namespace {

namespace fs = std::filesystem;
namespace json = boost::json;

constexpr std::string_view kSampleFormat = "credence-sample-1";
constexpr std::size_t kManifestBytesMax = std::size_t{4} << 20;

// Thrown inside this file only.
struct BadSample {
  Error error;
};

class StepReader {
 public:
  StepReader(const json::object& object, std::string path, const fs::path& directory)
      : object_(object), path_(std::move(path)), directory_(directory) {}

  [[noreturn]] void bad(const std::string& member, const std::string& why) const {
    throw BadSample{Error{Code::bad_config, path_ + "." + member + (why.empty() ? "" : ": " + why)}};
  }
  [[nodiscard]] std::string text(const std::string& member) const {
    auto out = text_member(object_, member);
    if (!out) bad(member, "");
    return *std::move(out);
  }
  [[nodiscard]] Id id(const std::string& member) const {
    const std::string out = text(member);
    if (auto good = check_id(out); !good) bad(member, good.error().detail);
    return Id(out);
  }
  [[nodiscard]] std::uint64_t number(const std::string& member, std::uint64_t max) const {
    const auto out = number_member(object_, member);
    if (!out || *out > max) bad(member, "");
    return *out;
  }
  [[nodiscard]] Fen wan(const std::string& member) const {
    auto out = parse_wan(text(member));
    if (!out) bad(member, out.error().detail);
    return *out;
  }
  [[nodiscard]] std::optional<Date> day(const std::string& member) const {
    const auto* const value = object_.if_contains(member);
    if (value == nullptr || value->is_null()) return std::nullopt;
    auto out = parse_date(text(member));
    if (!out) bad(member, out.error().detail);
    return *out;
  }
  [[nodiscard]] bool has(const std::string& member) const { return object_.contains(member); }

  /// The lines of the file that the step names.
  template <class Line>
  [[nodiscard]] std::vector<Line> lines(const ListRules<Line>& rules) const {
    const fs::path file = directory_ / text("file");
    auto csv = read_file(file);
    if (!csv) throw BadSample{csv.error()};
    auto lines = lines_of_text(*csv, rules);
    if (!lines) throw BadSample{Error{lines.error().code, file.string() + ": " + lines.error().detail.en}};
    return *std::move(lines);
  }
  [[nodiscard]] std::vector<Action> planned(Outcome<std::vector<Action>> lists) const {
    if (!lists) throw BadSample{Error{lists.error().error.code, path_ + ": " + lists.error().error.detail}};
    return *std::move(lists);
  }

 private:
  const json::object& object_;
  std::string path_;
  const fs::path& directory_;
};

SampleStep step_of(const StepReader& in) {
  SampleStep out{in.id("department"), {}, {}};
  const std::string kind = in.text("step");
  if (kind == "register_enterprises") {
    out.title = in.text("file");
    out.lists = in.planned(plan_enterprises(in.lines(enterprise_list())));
  } else if (kind == "create_programme") {
    CreateProgramme action{in.id("id"),
                           Name(in.text("name")),
                           in.id("lead_department"),
                           in.id("finance_department"),
                           static_cast<std::uint16_t>(in.number("fiscal_year", 9999)),
                           in.wan("budget_wan"),
                           DocumentNo(in.text("document_no"))};
    out.title = action.id;
    out.lists.emplace_back(std::move(action));
  } else if (kind == "record_awards") {
    RecordAwards head;
    head.programme = in.id("programme");
    head.batch = in.id("batch");
    head.title = in.text("title");
    head.document_no = in.text("document_no");
    head.published = in.day("published");
    head.declared_count = static_cast<std::uint32_t>(in.number("declared_count", UINT32_MAX));
    head.declared_total = in.wan("declared_total_wan");
    head.source = in.text("source");
    const std::string stage = in.text("stage");
    if (stage != "confirmed" && stage != "public_notice") in.bad("stage", stage);
    if (stage == "public_notice") head.stage = AwardStage::public_notice;
    out.title = head.programme + "/" + head.batch;
    if (in.has("file"))
      out.lists = in.planned(plan_awards(std::move(head), in.lines(award_list())));
    else
      out.lists.emplace_back(std::move(head));  // as declared: also a count that was not published
  } else if (kind == "issue_qualifications") {
    IssueQualifications head{.type = in.id("type"),
                             .batch = in.id("batch"),
                             .title = Name(in.text("title")),
                             .document_no = DocumentNo(in.text("document_no")),
                             .source = Note(in.text("source")),
                             .lines = {}};
    out.title = head.type + "/" + head.batch;
    out.lists = in.planned(plan_qualifications(std::move(head), in.lines(qualification_list())));
  } else {
    in.bad("step", kind);
  }
  return out;
}

}  // namespace

Outcome<std::vector<SampleStep>> read_sample(const fs::path& directory) {
  const fs::path file = directory / "sample.json";
  auto text = read_file(file, kManifestBytesMax);
  if (!text) return give_up(ExitCode::bad_input, text.error());
  auto top = parse_object(*text);
  if (!top) return give_up(ExitCode::bad_input, Code::bad_config, file.string() + ": " + top.error().detail);
  const auto format = text_member(*top, "format");
  const auto* const steps = top->if_contains("steps");
  if (!format || std::string_view(*format) != kSampleFormat || steps == nullptr || !steps->is_array())
    return give_up(ExitCode::bad_input, Code::bad_config, file.string() + ": format, steps");
  std::vector<SampleStep> out;
  try {
    for (const json::value& value : steps->get_array()) {
      const std::string path = file.string() + ": steps[" + std::to_string(out.size()) + "]";
      if (!value.is_object()) throw BadSample{Error{Code::bad_config, path}};
      out.push_back(step_of(StepReader(value.get_object(), path, directory)));
    }
  } catch (const BadSample& bad) {
    return give_up(ExitCode::bad_input, bad.error);
  }
  return out;
}

}  // namespace credence
