// SPDX-License-Identifier: Apache-2.0
#include "client/reports/report.h"

#include <algorithm>
#include <charconv>
#include <map>
#include <set>

#include "client/base/csv.h"
#include "client/base/written.h"
#include "client/reports/own_awards.h"
#include "client/reports/same_value.h"
#include "client/words/closed_credit.h"
#include "client/words/enum_words.h"
#include "ledger/domain/past.h"
#include "ledger/primitives/counted.h"

namespace credence {
namespace {

constexpr std::string_view kKinds[] = {"programme", "department", "enterprise", "year"};

using Type = ReportColumn::Type;

/// Makes the rows of one report.
class Builder {
 public:
  Builder(const ReportQuestion& question, const ReportSources& sources) : sources_(sources) {
    out_.question = question;
  }

  Outcome<Report> build() {
    Outcome<void> done;
    switch (out_.question.kind) {
      case ReportKind::programme:
        done = of_programme();
        break;
      case ReportKind::department:
        done = of_department();
        break;
      case ReportKind::enterprise:
        done = of_enterprise();
        break;
      case ReportKind::year:
        done = of_year();
        break;
    }
    if (!done) return std::unexpected(done.error());
    return std::move(out_);
  }

 private:
  [[nodiscard]] std::string say(std::string_view en, std::string_view zh) const {
    return std::string(Words{en, zh}.in(out_.question.language()));
  }
  Outcome<void> add_row(std::vector<ReportCell> cells) {
    if (out_.rows.size() == kReportRowsMax)
      return give_up(ExitCode::bad_input, Code::limit_exceeded, std::to_string(kReportRowsMax) + " rows");
    out_.rows.push_back(std::move(cells));
    return {};
  }
  static Failure not_there(const std::string& what) {
    return {ExitCode::refused, Error{Code::not_recorded, what}};
  }

  /// The entries up to the block and the day, in order; `each` may fail.
  template <class Each>
  Outcome<void> fold(const HistoryKey& subject, Each each) {
    auto history = sources_(subject);
    if (!history) return std::unexpected(history.error());
    return fold_held(**history, each);
  }
  template <class Each>
  Outcome<void> fold_held(const ProvedHistory& history, Each each) {
    Result<void> good;
    history.each_entry([&](const HistoryEntry& entry) {
      const bool later = entry.height > out_.question.height ||
                         (out_.question.day && *out_.question.day < date_in_china(entry.time_ms));
      if (good && !later) good = each(entry);
    });
    if (!good) return give_up(ExitCode::not_verified, good.error());
    return {};
  }
  Outcome<Id> id() const {
    if (auto good = check_id(out_.question.subject); !good) return give_up(ExitCode::usage, good.error());
    return Id(out_.question.subject);
  }

  // ---- a programme: its awards
  Outcome<void> of_programme() {
    auto programme = id();
    if (!programme) return std::unexpected(programme.error());
    ProgrammePast past;
    if (auto good = fold({ProgrammeKey{*programme}}, [&](const HistoryEntry& e) { return past.add(e); });
        !good)
      return good;
    if (!past.value()) return std::unexpected(not_there(*programme));
    const ProgrammeValue value = *past.value();
    out_.title = say("awards of ", "专项安排明细：") + *programme + "  " + value.name + "  " +
                 std::to_string(value.fiscal_year);
    out_.column("batch", "batch", "批次");
    out_.column("line", "no", "序号", Type::count);
    out_.column("beneficiary", "beneficiary", "受益企业");
    out_.column("code", "code", "统一社会信用代码");
    out_.column("project", "project", "项目名称");
    const bool talent = value.kind == ProgrammeKind::talent_subsidy;
    if (talent) {
      out_.column("persons", "persons", "人数", Type::count);
      out_.column("person_class", "class of persons", "人才类别");
    }
    out_.column("stage", "stage", "阶段");
    out_.column("amount", "awarded before release", "原安排金额", Type::money);
    out_.column("released", "released", "已释放", Type::money);
    out_.column("awarded", "awarded", "安排金额", Type::money);
    const bool used = value.kind == ProgrammeKind::tax_relief;
    out_.column("paid", paid_words(value.kind).en,
                used ? "享受金额" : std::string(paid_words(value.kind).zh) + "金额", Type::money);
    out_.column("recovered", "recovered", "追回金额", Type::money);
    out_.column("recorded", "recorded on", "记录日期");
    Fen amount = 0, released = 0, paid = 0, recovered = 0;
    std::uint64_t persons = 0;
    // Who is supported stands between the project and the stage.
    const auto add = [&](std::vector<ReportCell> row, ReportCell count, std::string of,
                         std::vector<ReportCell> rest) {
      if (talent) row.insert(row.end(), {std::move(count), std::move(of)});
      row.insert(row.end(), rest.begin(), rest.end());
      return add_row(std::move(row));
    };
    for (const Award& a : std::move(past).awards()) {
      amount += a.amount, released += a.released, paid += a.paid, recovered += a.recovered;
      const bool counts = a.persons && a.released < a.amount;
      if (counts) persons += a.persons->count;
      if (auto good =
              add({std::string(a.batch), std::uint64_t{a.line}, std::string(a.beneficiary),
                   a.code ? std::string(text_of(*a.code)) : "", std::string(a.project)},
                  a.persons ? ReportCell(std::uint64_t{a.persons->count}) : ReportCell(std::monostate{}),
                  a.persons ? std::string(a.persons->person_class) : "",
                  {std::string(standing_words(a, a.standing(), value.kind).in(out_.question.language())),
                   a.amount, a.released, a.amount - a.released, a.paid, a.recovered,
                   date_in_china(a.recorded_ms).iso()});
          !good)
        return good;
    }
    if (amount - released != value.awarded || paid != value.paid)
      return give_up(ExitCode::not_verified, Code::not_verified,
                     *programme + ": " + yuan_text(amount - released) + " ≠ " + yuan_text(value.awarded));
    out_.totals = 1;
    return add({say("total", "合计"), std::uint64_t{out_.rows.size()}, "", "", ""}, persons, "",
               {"", amount, released, amount - released, paid, recovered, ""});
  }

  // ---- programmes, of a department or a year
  void programme_columns() {
    out_.column("programme", "programme", "专项");
    out_.column("name", "name", "名称");
    out_.column("year", "year", "年度", Type::count);
    out_.column("kind", "kind", "类别");
    out_.column("lead", "lead department", "主管部门");
    out_.column("finance", "finance department", "财政部门");
    out_.column("budget", "budget", "预算", Type::money);
    out_.column("awards", "awards", "笔数", Type::count);
    out_.column("awarded", "awarded", "安排", Type::money);
    out_.column("in_notice", "of it in public notice", "其中公示中", Type::money);
    out_.column("paid", kPaidOrUsed.en, kPaidOrUsed.zh, Type::money);
    out_.column("recovered", "recovered", "追回", Type::money);
  }
  Outcome<void> programme_rows(const std::set<Id>& programmes) {
    programme_columns();
    struct Sums {
      Fen budget = 0, awarded = 0, in_notice = 0, paid = 0, recovered = 0;
      std::uint64_t awards = 0;
    };
    std::map<ProgrammeKind, Sums> sums;  // a grant, an investment and a relief make no sum
    for (const Id& programme : programmes) {
      ProgrammePast past;
      if (auto good = fold({ProgrammeKey{programme}}, [&](const HistoryEntry& e) { return past.add(e); });
          !good)
        return good;
      if (!past.value()) return give_up(ExitCode::not_verified, Code::not_verified, programme);
      const ProgrammeValue v = *past.value();
      std::uint64_t awards = 0;  // without those that were released whole, as an enterprise's are counted
      Fen in_notice = 0;
      for (const Award& a : std::move(past).awards()) {
        awards += a.released < a.amount ? 1 : 0;
        if (a.stage == AwardStage::public_notice) in_notice += a.amount - a.released;
      }
      Sums& of = sums[v.kind];
      of.in_notice += in_notice;
      of.budget += v.budget, of.awarded += v.awarded, of.paid += v.paid, of.recovered += v.recovered;
      of.awards += awards;
      if (auto good =
              add_row({std::string(programme), std::string(v.name), std::uint64_t{v.fiscal_year},
                       kind(v.kind), std::string(v.lead_department), std::string(v.finance_department),
                       v.budget, awards, v.awarded, in_notice, v.paid, v.recovered});
          !good)
        return good;
    }
    for (const auto& [of, sum] : sums) {
      ++out_.totals;
      if (auto good = add_row({say("total", "合计"), "", std::monostate{}, kind(of), "", "", sum.budget,
                               sum.awards, sum.awarded, sum.in_notice, sum.paid, sum.recovered});
          !good)
        return good;
    }
    return {};
  }
  [[nodiscard]] std::string kind(ProgrammeKind of) const {
    return std::string(kind_words(of).in(out_.question.language()));
  }
  Outcome<void> of_department() {
    auto department = id();
    if (!department) return std::unexpected(department.error());
    std::set<Id> programmes;
    std::optional<Name> zh, en;
    auto good = fold({DepartmentKey{*department}}, [&](const HistoryEntry& entry) -> Result<void> {
      if (const auto* const f = std::get_if<DepartmentRegistered>(&entry.fact))
        zh = f->department.name_zh, en = f->department.name_en;
      if (const auto* const f = std::get_if<ProgrammeCreated>(&entry.fact))
        programmes.insert(f->programme.id);
      return {};
    });
    if (!good) return good;
    if (!zh) return std::unexpected(not_there(*department));
    out_.title =
        say("programmes of ", "部门专项汇总：") + *department + "  " + (out_.question.chinese ? *zh : *en);
    return programme_rows(programmes);
  }
  Outcome<void> of_year() {
    std::uint16_t year = 0;
    const std::string& text = out_.question.subject;
    const auto [end, bad] = std::from_chars(text.data(), text.data() + text.size(), year);
    if (bad != std::errc{} || end != text.data() + text.size())
      return give_up(ExitCode::usage, Code::bad_number, text);
    if (!is_calendar_year(year)) return give_up(ExitCode::usage, Code::bad_fiscal_year, text);
    std::set<Id> departments, programmes;
    auto good = fold({ChainKey{}}, [&](const HistoryEntry& entry) -> Result<void> {
      if (const auto* const f = std::get_if<DepartmentRegistered>(&entry.fact))
        departments.insert(f->department.id);
      return {};
    });
    if (!good) return good;
    for (const Id& department : departments) {
      good = fold({DepartmentKey{department}}, [&](const HistoryEntry& entry) -> Result<void> {
        if (const auto* const f = std::get_if<ProgrammeCreated>(&entry.fact);
            f != nullptr && f->programme.fiscal_year == year)
          programmes.insert(f->programme.id);
        return {};
      });
      if (!good) return good;
    }
    out_.title = say("programmes of the fiscal year ", "财政年度专项汇总：") + text;
    return programme_rows(programmes);
  }

  // ---- an enterprise: everything
  Outcome<void> of_enterprise() {
    const auto misfit = misfit_uscc(out_.question.subject);  // of a recorded exception
    const auto code = misfit ? Result<Uscc>(*misfit) : parse_uscc(out_.question.subject);
    if (!code) return give_up(ExitCode::bad_input, code.error());
    out_.column("recorded", "recorded on", "记录日期");
    out_.column("kind", "kind", "事项");
    out_.column("about", "programme or title", "专项或资格");
    out_.column("amount", "amount", "金额", Type::money);
    out_.column("detail", "detail", "内容");
    out_.column("block", "block", "区块", Type::count);
    EnterprisePast past;
    OwnAwards own(*code);
    Outcome<void> added;
    ClosedCredit closed;  // what a later entry closes is not shown, whatever the report's day
    auto history = sources_(HistoryKey{EnterpriseKey{*code}});
    if (!history) return std::unexpected(history.error());
    (*history)->each_entry([&closed](const HistoryEntry& entry) { closed.note(entry.fact); });
    auto good = fold_held(**history, [&](const HistoryEntry& entry) -> Result<void> {
      const FactText fact = closed.words(entry.fact, out_.question.language());
      ReportCell amount;
      if (fact.amount) amount = *fact.amount;
      if (added)
        added = add_row({date_in_china(entry.time_ms).iso(), fact.kind, fact.about, std::move(amount),
                         fact.detail, std::uint64_t{entry.height}});
      own.add(entry);
      return past.add(entry);
    });
    if (!good) return good;
    if (!added) return added;
    const std::map<ProgrammeKind, Support> support = own.sums();
    if (!past.value()) return std::unexpected(not_there(out_.question.subject));
    const EnterpriseValue& v = *past.value();
    out_.title = say("records of ", "企业记录：") + out_.question.subject + "  " + v.name;
    for (const KindSum& sum : v.by_kind()) {
      const auto at = support.find(sum.kind);
      const Fen in_notice = at == support.end() ? 0 : at->second.in_notice;
      out_.title += "  " + kind(sum.kind) + say(": awarded ", "：安排 ") + yuan_text(sum.awarded) +
                    (in_notice > 0 ? say(" (of it in public notice ", "（其中公示中 ") +
                                         yuan_text(in_notice) + say(")", "）")
                                   : "") +
                    say(", ", "，") + say(paid_words(sum.kind).en, paid_words(sum.kind).zh) + " " +
                    yuan_text(sum.paid) + say(" CNY", " 元");
    }
    return {};
  }

  const ReportSources& sources_;
  Report out_;
};

std::string row_text(const std::vector<std::string>& cells) {
  std::string out;
  for (std::size_t i = 0; i < cells.size() && i < 4; ++i) out += (i > 0 ? " | " : "") + cells[i];
  return out;
}

class Comparison {
 public:
  Comparison(const Report& report, const ReportFile& file, std::size_t most)
      : report_(report), file_(file), most_(most) {}

  std::vector<ReportDifference> run() {
    compare_heads();
    if (!out_.empty()) return std::move(out_);
    constexpr std::size_t kLookAhead = 50;
    std::size_t r = 0, f = 0;
    while ((r < report_.rows.size() || f < file_.rows.size()) && out_.size() < most_) {
      if (r == report_.rows.size()) {
        added(f++);
      } else if (f == file_.rows.size()) {
        missing(r++, f);
      } else if (same(r, f)) {
        changed(r++, f++);  // but for what was reformatted, nothing
      } else if (const auto skip = next(kLookAhead, [&](std::size_t n) {
                   return r + n < report_.rows.size() && same(r + n, f);
                 })) {
        for (std::size_t n = 0; n < *skip; ++n) missing(r++, f);
      } else if (const auto extra = next(kLookAhead, [&](std::size_t n) {
                   return f + n < file_.rows.size() && same(r, f + n);
                 })) {
        for (std::size_t n = 0; n < *extra; ++n) added(f++);
      } else {
        changed(r++, f++);
      }
    }
    return std::move(out_);
  }

 private:
  template <class Fits>
  static std::optional<std::size_t> next(std::size_t most, Fits fits) {
    for (std::size_t n = 1; n <= most; ++n)
      if (fits(n)) return n;
    return std::nullopt;
  }
  [[nodiscard]] std::string held(std::size_t f, std::size_t column) const {
    return column < file_.rows[f].size() ? file_.rows[f][column] : std::string();
  }
  [[nodiscard]] Likeness at(std::size_t r, std::size_t f, std::size_t column) const {
    return likeness(report_.rows[r][column], report_.columns[column].type, report_.cell_text(r, column),
                    held(f, column));
  }
  /// One row: every cell is what is proved, or what a spreadsheet program may have made of it.
  [[nodiscard]] bool same(std::size_t r, std::size_t f) const {
    for (std::size_t c = 0; c < report_.columns.size(); ++c)
      if (at(r, f, c) == Likeness::other) return false;
    for (std::size_t c = report_.columns.size(); c < file_.rows[f].size(); ++c)
      if (!file_.rows[f][c].empty()) return false;
    return true;
  }
  void compare_heads() {
    const std::vector<std::string> title = report_.title_cells();
    for (std::size_t i = 0; i < std::max(title.size(), file_.title.size()); ++i) {
      const std::string wanted = i < title.size() ? title[i] : "",
                        is = i < file_.title.size() ? file_.title[i] : "";
      if (likeness_of_text(wanted, is) != Likeness::same)
        out_.push_back({ReportDifference::What::head, 1, 0, "", is, wanted});
    }
    for (std::size_t c = 0; c < std::max(report_.columns.size(), file_.heads.size()); ++c) {
      const std::string wanted = c < report_.columns.size() ? report_.columns[c].head : "";
      const std::string is = c < file_.heads.size() ? file_.heads[c] : "";
      const bool id = c < report_.columns.size() && is == report_.columns[c].id;
      if (wanted != is && !id) out_.push_back({ReportDifference::What::head, 2, 0, wanted, is, wanted});
    }
  }
  void changed(std::size_t r, std::size_t f) {
    for (std::size_t c = 0; c < report_.columns.size() && out_.size() < most_; ++c)
      if (const Likeness like = at(r, f, c); like != Likeness::same)
        out_.push_back({like == Likeness::reformatted ? ReportDifference::What::reformatted
                                                      : ReportDifference::What::changed,
                        file_.lines[f], r + 1, report_.columns[c].head, held(f, c), report_.cell_text(r, c)});
    for (std::size_t c = report_.columns.size(); c < file_.rows[f].size() && out_.size() < most_; ++c)
      if (!file_.rows[f][c].empty())
        out_.push_back({ReportDifference::What::changed, file_.lines[f], r + 1, "", file_.rows[f][c], ""});
  }
  void missing(std::size_t r, std::size_t f) {
    std::vector<std::string> cells;
    for (std::size_t c = 0; c < report_.columns.size(); ++c) cells.push_back(report_.cell_text(r, c));
    const std::size_t line = f < file_.lines.size() ? file_.lines[f]
                             : file_.lines.empty()  ? 0
                                                    : file_.lines.back() + 1;
    out_.push_back({ReportDifference::What::missing, line, r + 1, "", "", row_text(cells)});
  }
  void added(std::size_t f) {
    out_.push_back({ReportDifference::What::added, file_.lines[f], 0, "", row_text(file_.rows[f]), ""});
  }

  const Report& report_;
  const ReportFile& file_;
  const std::size_t most_;
  std::vector<ReportDifference> out_;
};

std::string plain_yuan(Fen amount) {
  std::string out = yuan_text(amount);
  std::erase(out, ',');
  return out;
}

}  // namespace

std::string_view name_of(ReportKind kind) { return kKinds[static_cast<std::size_t>(kind)]; }

void Report::column(std::string_view id, std::string_view en, std::string_view zh, Type type) {
  const auto say = [this](Words words) { return std::string(words.in(question.language())); };
  columns.push_back({id, say({en, zh}) + (type == Type::money ? say({" (CNY)", "（元）"}) : ""), type});
}

std::string Report::cell_text(std::size_t row, std::size_t column) const {
  const ReportCell& cell = rows[row][column];
  if (const auto* const text = std::get_if<std::string>(&cell)) return *text;
  if (const auto* const count = std::get_if<std::uint64_t>(&cell)) return std::to_string(*count);
  if (const auto* const amount = std::get_if<Fen>(&cell)) return plain_yuan(*amount);
  return {};
}

std::vector<std::string> Report::title_cells() const {
  std::vector<std::string> out{title, question.chinese ? "区块高度" : "height",
                               std::to_string(question.height),
                               question.chinese ? "区块头哈希" : "header hash", question.header_hash.hex()};
  if (question.day) out.insert(out.end(), {question.chinese ? "截至" : "as of", question.day->iso()});
  return out;
}

Outcome<Report> build_report(const ReportQuestion& question, const ReportSources& sources) {
  return Builder(question, sources).build();
}

// ---- the manifest -----------------------------------------------------------------------------------------

bool is_manifest(std::string_view bytes) { return bytes.starts_with(kReportMagic); }

Result<Bytes> encode_manifest(const ReportManifest& manifest) {
  try {
    CanonicalWriter out;
    out.bytes(bytes_of(kReportMagic));
    out(kReportVersion, manifest);
    Bytes bytes = out.take();
    if (bytes.size() > limits::kBundleBytesMax)
      return fail(Code::limit_exceeded, counted(bytes.size(), "byte", "bytes"));
    return bytes;
  } catch (const CodecFault& fault) {
    return fail(fault.code, fault.what());
  }
}

namespace {

Result<ReportManifest> decode_manifest(BytesView bytes) {
  if (!is_manifest(text_of(bytes))) return fail(list_code::bad_report, "magic");
  const BytesView rest = bytes.subspan(kReportMagic.size());
  struct Versioned {
    std::uint16_t version = 0;
    ReportManifest manifest;
    void serialize(BoundedReader& a) {
      a(version);
      if (version != kReportVersion)  // nobody forged what a later program wrote
        throw CodecFault(Code::not_a_bundle, "version " + std::to_string(version));
      a(manifest);
    }
  };
  auto out = decode<Versioned>(rest);
  if (!out) return std::unexpected(out.error());
  return std::move(out->manifest);
}

std::string subject_text(const HistoryKey& key) { return to_hex(encode(key)); }

/// Where proof `i` begins: the list of them ends the manifest.
std::uint64_t offset_of(const ReportManifest& manifest, std::size_t i, std::size_t size) {
  const std::size_t prefix = encode(Blob<limits::kBundleBytesMax>{}).size();
  std::size_t behind = 0;
  for (std::size_t k = i; k < manifest.bundles.size(); ++k)
    behind += manifest.bundles[k].size() + (k > i ? prefix : 0);
  return size - behind;
}

}  // namespace

std::expected<VerifiedReport, BundleFault> verify_manifest(const TrustAnchor& anchor, BytesView bytes) {
  const auto forged = [&bytes](std::string field, const Error& error) {
    return std::unexpected(BundleFault{error, std::move(field), 0, bytes.size()});
  };
  auto manifest = decode_manifest(bytes);
  if (!manifest) return forged("manifest", manifest.error());
  const ReportQuestion& question = manifest->question;
  TrustChain trust = anchor;
  std::map<std::string, ProvedHistory> histories;
  for (std::size_t i = 0; i < manifest->bundles.size(); ++i) {
    const std::string where = "proof " + std::to_string(i + 1);
    auto bundle = verify_bundle(anchor, manifest->bundles[i]);
    if (!bundle) {
      BundleFault fault = std::move(bundle.error());
      fault.field = where + ", " + fault.field;
      fault.offset += offset_of(*manifest, i, bytes.size());
      return std::unexpected(std::move(fault));
    }
    const auto* const history = std::get_if<ProvedHistory>(&bundle->proved);
    if (history == nullptr) return forged(where, {Code::wrong_claim, {}});
    if (bundle->block.header.height < question.height) return forged(where, {Code::wrong_height, {}});
    if (!histories.emplace(subject_text(history->subject), *history).second)
      return forged(where, {list_code::bad_report, "it is there twice"});
    const bool told = trust.anchor().validators.size() == 0 && bundle->trust.anchor().validators.size() > 0;
    if (told || bundle->trust.changes().size() > trust.changes().size()) trust = bundle->trust;
  }
  const BlockHeader& header = manifest->block.header;
  if (auto good = trust.verify(manifest->block); !good) return forged("block", good.error());
  if (header.height != question.height || header_hash(trust.chain(), header) != question.header_hash)
    return forged("question", {Code::wrong_header, "block " + std::to_string(question.height)});
  std::set<std::string> used;
  auto report = build_report(question, [&](const HistoryKey& key) -> Outcome<const ProvedHistory*> {
    const auto at = histories.find(subject_text(key));
    if (at == histories.end())
      return give_up(ExitCode::not_verified, list_code::bad_report,
                     "a history is missing: " + subject_text(key));
    used.insert(at->first);
    return &at->second;
  });
  if (!report) return forged("question", report.error().error);
  if (used.size() != histories.size())
    return forged("manifest", {list_code::bad_report, "a history that the report does not need"});
  return VerifiedReport{*std::move(report), manifest->block, std::move(trust), histories.size()};
}

std::vector<ReportDifference> compare(const Report& report, const ReportFile& file, std::size_t most) {
  return Comparison(report, file, most).run();
}

}  // namespace credence
