// SPDX-License-Identifier: Apache-2.0
#include "client/lists/referred.h"

#include <algorithm>

#include "client/base/characters.h"
#include "client/base/list_errors.h"
#include "client/base/written.h"
#include "client/lists/cell_remarks.h"
#include "client/lists/review.h"

namespace credence {
namespace {

/// What is recorded, as far as a line may say it.
struct Record {
  std::string where;
  Name beneficiary;  // as published
  std::optional<Uscc> code;
  Name project;
  Fen amount = 0;
  std::optional<Date> paid_on;
  AwardKey award;                   // it, or what was paid of it
  Id list;                          // of a payment
  Fen demanded = 0, recovered = 0;  // of an award

  [[nodiscard]] Said text() const {
    std::string out = where + ": " + std::string(beneficiary);
    if (code) out += " " + std::string(text_of(*code));
    if (!project.empty()) out += " " + std::string(project);
    out += " " + yuan_text(amount);
    if (paid_on) out += " " + paid_on->iso();
    return Said(out);
  }
};

class Records {
 public:
  explicit Records(Client& client) : client_(client) {}

  Outcome<std::optional<Record>> operator()(const AwardKey& key) {
    auto held = client_.state<AwardValue>(key);
    if (!held) return std::unexpected(held.error());
    if (!**held) return std::nullopt;
    const AwardValue& award = ***held;
    return Record{std::string(key.batch) + "#" + std::to_string(key.line),
                  award.beneficiary,
                  award.code,
                  award.project,
                  award.amount,
                  {},
                  key,
                  {},
                  award.demanded,
                  award.recovered};
  }
  /// Whether money of the programme was ever demanded back.
  Outcome<bool> demanded(const Id& programme) {
    auto held = client_.state<ProgrammeValue>(ProgrammeKey{programme});
    if (!held) return std::unexpected(held.error());
    return **held && (**held)->demanded > 0;
  }
  Outcome<std::optional<Record>> operator()(const PaymentKey& key) {
    auto held = client_.state<PaymentValue>(key);
    if (!held) return std::unexpected(held.error());
    if (!**held) return std::nullopt;
    const PaymentValue& payment = ***held;
    auto award = (*this)(AwardKey{key.programme, payment.award_batch, payment.award_line});
    if (!award) return std::unexpected(award.error());
    return Record{std::string(key.list) + "#" + std::to_string(key.line),
                  *award ? (*award)->beneficiary : Name(),
                  payment.code,
                  *award ? (*award)->project : Name(),
                  payment.amount,
                  payment.paid_on,
                  {key.programme, payment.award_batch, payment.award_line},
                  key.list,
                  0,
                  0};
  }
  Outcome<std::optional<Record>> operator()(std::monostate) { return std::nullopt; }

  /// The enterprise, where it is registered.
  Outcome<std::optional<EnterpriseValue>> enterprise(const std::optional<Uscc>& code) {
    if (!code) return std::nullopt;
    auto held = client_.state<EnterpriseValue>(EnterpriseKey{*code});
    if (!held) return std::unexpected(held.error());
    return **held;
  }

 private:
  Client& client_;
};

/// Lines that are asked about together.
struct Asked {
  static constexpr std::size_t kShown = 10;
  Said text, accepted, remark;
  std::vector<std::size_t> lines = {};
  std::string shown = {};

  void add(std::size_t line, const Record& record, const std::string& what) {
    lines.push_back(line);
    if (lines.size() <= kShown) shown += (shown.empty() ? "" : "; ") + record.where + ": " + what;
  }
  /// A question, or what was answered to it.
  void settle(const ListAnswers& answers, Compared& out) const {
    if (lines.empty()) return;
    Question question;
    question.kind = Question::Kind::recorded;
    const std::string more = lines.size() > kShown ? "; … " + std::to_string(lines.size()) : "";
    question.written = folded_text(shown + more);  // as it comes back from the file of answers
    question.lines = lines;
    question.text = text;
    question.candidates = {{"accept", accepted}};
    const auto answer = answers.to(question);
    if (answer && yes_or_no(*answer).value_or(false))
      out.remarks.push_back(lines_said(lines) + remark);
    else
      out.questions.push_back(std::move(question));
  }
};

class Comparison {
 public:
  Comparison(Client& client, const ListAnswers& answers) : records_(client), answers_(answers) {}

  Outcome<void> compare(const ListedLine& line) {
    if (line.pays && !demands_) {
      auto demands = records_.demanded(line.pays->programme);  // one list, one programme
      if (!demands) return std::unexpected(demands.error());
      demands_ = *demands;
    }
    if (line.pays && line.project.empty() && !*demands_) return {};
    auto found = line.pays ? records_(*line.pays) : std::visit(records_, line.refers);
    if (!found) return std::unexpected(found.error());
    if (!*found) {
      if (line.corrects) problem(line, Column::line, {}, {Code::unknown_award, {}});
      return {};
    }
    const Record& record = **found;
    for (const SaidOfRecord& said : line.said)
      if (!as_said(record, said) && !(line.corrects && so_already(record, line, said.column))) {
        another(line, record, said.column, said.text);
        return {};
      }
    if (line.corrects) return correction(line, record);
    if (!line.project.empty() && !record.project.empty() &&
        match_form(line.project) != match_form(record.project))
      projects_.add(line.file_line, record, shortened(line.project) + " ≠ " + shortened(record.project));
    if (line.pays && record.demanded > 0)
      recovered_.add(
          line.file_line, record,
          yuan_text(record.demanded) + ", " + yuan_text(record.recovered) + "; + " + yuan_text(line.amount));
    return line.pays ? Outcome<void>() : reference(line, record);
  }

  Compared take() && {
    for (const Asked* const asked : {&projects_, &far_, &taken_, &recovered_}) asked->settle(answers_, out_);
    return std::move(out_);
  }

 private:
  void problem(const ListedLine& line, Column column, std::string given, Complaint what) {
    out_.problems.push_back({line.file_line, {}, std::move(given), std::move(what), column});
  }
  void another(const ListedLine& line, const Record& record, Column column, std::string given) {
    problem(line, column, std::move(given), {list_code::another_record, record.text()});
  }

  static bool as_said(const Record& record, const SaidOfRecord& said) {
    switch (said.column) {
      case Column::amount:
        return said.amount == record.amount;
      case Column::code:
        return record.code && plain_form(said.text) == text_of(*record.code);
      case Column::project:
        return match_form(said.text) == match_form(record.project);
      case Column::award_batch: {  // 第一批 is no id
        const std::string id = plain_form(said.text);
        return !check_id(id) || id == record.award.batch || (!record.list.empty() && id == record.list);
      }
      case Column::award_line:
        return read_serial(said.text) == record.award.line;
      default:
        return match_form(said.text) == match_form(record.beneficiary);
    }
  }

  /// A list of corrections that was recorded before says what was before it.
  static bool so_already(const Record& record, const ListedLine& line, Column column) {
    switch (column) {
      case Column::amount:
        return line.amount == record.amount;
      case Column::code:
        return line.code == record.code;
      case Column::project:
        return match_form(line.project) == match_form(record.project);
      case Column::award_batch:
      case Column::award_line:
        return false;
      default:
        return match_form(line.name) == match_form(record.beneficiary);
    }
  }

  /// A line that says what it is about beside the number: all of it is that of the record.
  Outcome<void> reference(const ListedLine& line, const Record& record) {
    const bool same_code = !line.code || !record.code || *line.code == *record.code;
    const bool as_published = line.name.empty() || match_form(line.name) == match_form(record.beneficiary);
    if (!same_code || !as_published) {
      auto enterprise = records_.enterprise(record.code);
      if (!enterprise) return std::unexpected(enterprise.error());
      const bool successor = *enterprise && line.code && (*enterprise)->successor == line.code;
      if (!same_code && !successor) {
        another(line, record, Column::code, std::string(text_of(*line.code)));
        return {};
      }
      if (!as_published && !successor &&
          !(*enterprise && form_of(line.name, **enterprise) != NameForm::other)) {
        another(line, record, Column::name, std::string(line.name));
        return {};
      }
    }
    if (line.amount != 0 && line.amount != record.amount)
      another(line, record, Column::amount, yuan_text(line.amount));
    else if (record.paid_on && line.paid_on != Date{} && line.paid_on != *record.paid_on)
      another(line, record, Column::paid_on, line.paid_on.iso());
    return {};
  }

  /// A line as it is to be: what it says is new, but for a name that is to be that of the code that stays.
  Outcome<void> correction(const ListedLine& line, const Record& record) {
    constexpr Fen kFar = 100;  // times as much, or as little
    const Fen before = record.amount, after = line.amount;
    if (before > 0 && after > 0 && (after / kFar >= before || before / kFar >= after))
      far_.add(line.file_line, record, yuan_text(before) + " → " + yuan_text(after));
    for (const Column column : line.perhaps_none) {
      const std::string held = column == Column::project ? shortened(record.project)
                               : record.code             ? std::string(text_of(*record.code))
                                                         : "";
      if (!held.empty()) taken_.add(line.file_line, record, held + " → –");
    }
    if (line.code || line.says_no_code || !record.code || line.name.empty() ||
        match_form(line.name) == match_form(record.beneficiary))
      return {};
    auto enterprise = records_.enterprise(record.code);
    if (!enterprise) return std::unexpected(enterprise.error());
    const NameForm form = *enterprise ? form_of(line.name, **enterprise) : NameForm::other;
    if (form == NameForm::other) another(line, record, Column::name, std::string(line.name));
    if (form == NameForm::former || form == NameForm::written_otherwise)
      out_.names[line.file_line] = (*enterprise)->name;
    return {};
  }

  Records records_;
  std::optional<bool> demands_;
  const ListAnswers& answers_;
  Compared out_;
  Asked projects_{
      {"The list names another project than the award that the line is about. Is it that award? If not, mend "
       "its "
       "number.",
       "名单所写项目与该行所指安排的项目不同，是否确为该笔安排？不是请更正编号。"},
      {"it is that award", "accept 确为该笔安排"},
      {": another project than the recorded one, accepted as answered", "：项目与记录不同，按答复接受"}};
  Asked far_{
      {"These amounts are a hundred times what is recorded, or a hundredth of it. Is their unit right? If "
       "not, mend it "
       "in the list.",
       "这些金额与已记录的金额相差一百倍以上，单位是否有误？有误请在名单中更正。"},
      {"the amounts are right", "accept 金额无误"},
      {": amounts far from the recorded ones, accepted as answered", "：金额与记录相差悬殊，按答复接受"}};
  Asked taken_{{"Is what is recorded here taken away? If not, leave these cells empty.",
                "此处已记录的内容是否取消？不取消请将这些单元格留空。"},
               {"it is taken away", "accept 取消"},
               {": taken away as answered", "：按答复取消已记录的内容"}};
  Asked recovered_{
      {"Money of these awards is demanded back, or came back (demanded, came back; + now paid). Is more to "
       "be paid of them?",
       "这些安排的资金正在追回或已追回（要求追回、已追回；＋本次拨付），是否继续拨付？"},
      {"more is paid", "accept 继续拨付"},
      {": paid although money of it is demanded back, as answered",
       "：资金在追回中或已追回，按答复继续拨付"}};
};

}  // namespace

Outcome<Compared> compare_with_recorded(Client& client, const std::vector<ListedLine>& lines,
                                        const ListAnswers& answers) {
  Comparison comparison(client, answers);
  for (const ListedLine& line : lines)
    if (auto done = comparison.compare(line); !done) return std::unexpected(done.error());
  return std::move(comparison).take();
}

}  // namespace credence
