// SPDX-License-Identifier: Apache-2.0
#include "client/lists/heads.h"

#include <algorithm>
#include <array>

#include "client/base/characters.h"
#include "client/lists/head_words.h"
#include "client/lists/verdict.h"

namespace credence {
namespace {

struct ColumnWords {
  std::string_view name, words, english;
};
constexpr std::array<ColumnWords, kColumnCount> kColumns = {
    {{"line", "序号", "number of the line"},
     {"name", "企业名称", "name of the enterprise"},
     {"code", "统一社会信用代码", "unified social credit code"},
     {"project", "项目名称", "project"},
     {"amount", "金额", "amount"},
     {"award_batch", "批次", "award batch"},
     {"award_line", "批次序号", "number in the award batch"},
     {"paid_on", "日期", "day"},
     {"reversed_on", "退回日期", "day it came back or was voided"},
     {"registered_on", "注册日期", "day of registration"},
     {"place", "地区", "place"},
     {"certificate_no", "证书编号", "number of the certificate"},
     {"valid_from", "有效期起", "first day"},
     {"valid_to", "有效期止", "last day"},
     {"term", "有效期", "term"},
     {"result", "结论", "result"},
     {"product", "产品名称", "product"},
     {"reason", "原因", "reason"},
     {"persons", "人数", "number of persons"},
     {"person_class", "人才类别", "class of persons"},
     {"round", "投资轮次", "round of the investment"},
     {"stake", "持股比例", "stake after the investment"}}};

/// The words of a path: the column's own head, and those above it.
class Path {
 public:
  Path(std::vector<HeadWord> above, std::vector<HeadWord> own)
      : above_(std::move(above)), own_(std::move(own)) {
    std::erase_if(above_, [](const HeadWord& w) {
      return w.word == Word::content;
    });  // 情况, 信息: of what stands beside it
    noun_ = last_noun(own_);
    if (noun_ == Word::unknown) noun_ = last_noun(above_), noun_above_ = noun_ != Word::unknown;
  }
  [[nodiscard]] Word noun() const { return noun_; }
  [[nodiscard]] bool says_anything() const { return !own_.empty(); }
  [[nodiscard]] bool own(Word word) const { return contains(own_, word); }
  [[nodiscard]] bool any(Word word) const { return own(word) || contains(above_, word); }
  [[nodiscard]] bool any_of(std::initializer_list<Word> words) const {
    return std::ranges::any_of(words, [this](Word word) { return any(word); });
  }
  /// The noun before the last one: 企业 of 企业名称, in the head or above it.
  [[nodiscard]] Word owner() const {
    std::vector<Word> nouns;
    for (const std::vector<HeadWord>* words : {&above_, &own_})
      for (const HeadWord& w : *words)
        if (!w.aside && is_noun(w.word) && w.word != Word::content) nouns.push_back(w.word);
    return nouns.size() < 2 ? Word::unknown : nouns[nouns.size() - 2];
  }
  /// The last of these that stands in the path; in brackets only where all in them is understood.
  [[nodiscard]] Word last_of(std::initializer_list<Word> words) const {
    Word out = Word::unknown;
    for (const std::vector<HeadWord>* part : {&above_, &own_})
      for (const HeadWord& w : *part)
        if (std::ranges::find(words, w.word) != words.end() && !(w.aside && unknown_aside())) out = w.word;
    return out;
  }
  /// A part that is not understood; in brackets, and above the column's own head, it matters less.
  [[nodiscard]] bool unknown() const {
    return std::ranges::any_of(own_, [](const HeadWord& w) { return w.word == Word::unknown && !w.aside; }) ||
           (noun_above_ && contains(above_, Word::unknown));
  }
  [[nodiscard]] bool unknown_aside() const { return contains(own_, Word::unknown); }
  [[nodiscard]] bool only(std::initializer_list<Word> words) const {
    return std::ranges::all_of(
        own_, [&](const HeadWord& w) { return w.aside || std::ranges::find(words, w.word) != words.end(); });
  }

 private:
  static bool contains(const std::vector<HeadWord>& words, Word word) {
    return std::ranges::any_of(words, [word](const HeadWord& w) { return w.word == word; });
  }
  static Word last_noun(const std::vector<HeadWord>& words) {
    Word out = Word::unknown;
    for (const HeadWord& w : words)
      if (!w.aside && is_noun(w.word)) out = w.word;
    return out;
  }
  std::vector<HeadWord> above_, own_;
  Word noun_ = Word::unknown;
  bool noun_above_ = false;
};

HeadMeaning as(Column column, bool sure, unsigned rank = 0) {
  HeadMeaning out;
  out.column = column;
  out.sure = sure;
  out.rank = rank;
  out.understood = true;
  return out;
}
HeadMeaning something_else() {
  HeadMeaning out;
  out.understood = true;
  return out;
}

/// 人数, 拟支持人数（人）, 人才数: how many a subsidy supports; 员工人数 are others; of 某类人数 it is not clear.
std::optional<HeadMeaning> of_persons(const std::string& plain) {
  const Asides parts = split_asides(plain);
  std::string_view rest = parts.outside;
  const auto take = [&rest](std::initializer_list<std::string_view> ends) {
    for (const std::string_view end : ends)
      if (rest.ends_with(end)) return rest.remove_suffix(end.size()), true;
    return false;
  };
  if (rest == "persons" || rest == "numberofpersons") return as(Column::persons, true);
  if (!take({"人数", "人员数量", "人员数", "人才数量", "人才数"})) return std::nullopt;
  constexpr std::string_view kOthers[] = {"员工", "职工", "从业", "参保", "研发", "就业", "带动", "科技",
                                          "技术", "申报", "申请", "报名", "培训", "学历", "社保", "在职",
                                          "用工", "企业", "单位", "专职", "未",   "不",   "总",   "原"};
  if (contains_any(rest, kOthers)) return something_else();
  for (bool more = true; more && !rest.empty();)
    more = take({"拟",   "本次", "本批", "实际", "支持", "补贴", "补助", "资助",   "奖励", "享受", "发放",
                 "安排", "核定", "认定", "审定", "入选", "引进", "人才", "高层次", "受益", "兑现", "获得"});
  std::string_view unit = parts.within;
  while (unit.ends_with(',')) unit.remove_suffix(1);
  for (const std::string_view word : {"单位:", "单位"})
    if (unit.starts_with(word)) unit.remove_prefix(word.size());
  return as(Column::persons, rest.empty() && (unit.empty() || counts_persons(unit)));
}

/// 下架原因, 被撤销原因, 产品退出理由: why something ends or changes.
bool is_why_ended(std::string_view outside) {
  const auto take = [&outside](std::initializer_list<std::string_view> words, bool at_end) {
    for (const std::string_view word : words) {
      if (!(at_end ? outside.ends_with(word) : outside.starts_with(word))) continue;
      at_end ? outside.remove_suffix(word.size()) : outside.remove_prefix(word.size());
      return true;
    }
    return false;
  };
  if (outside.contains("reason")) return outside.contains("delist") || outside.contains("remov");
  if (!take({"原因", "理由", "事由"}, true)) return false;
  while (take({"拟", "被", "已", "产品", "商品", "软件", "企业", "单位", "目录", "主动", "自愿", "申请"},
              false)) {
  }
  constexpr std::string_view kEnds[] = {"下架", "退出", "撤销", "注销", "取消", "终止", "撤出", "移出",
                                        "移除", "剔除", "清退", "清出", "撤回", "中止", "停止", "停售",
                                        "除名", "退市", "摘牌", "失效", "作废", "变更", "调整", "更正"};
  return starts_with_any(outside, kEnds);
}

/// Heads that are understood as a whole.
std::optional<HeadMeaning> whole_meaning(const std::string& head) {
  if (asks_whether(head)) return something_else();  // 是否补助 is no sum
  const std::string plain = plain_form(head);
  if (auto persons = of_persons(plain)) return persons;
  const std::string outside = split_asides(plain).outside;  // 持股比例（%）
  const auto is = [&outside](std::initializer_list<std::string_view> heads) {
    return std::ranges::find(heads, outside) != heads.end();
  };
  if (is_why_ended(outside)) return as(Column::reason, true);
  if (is({"轮次", "投资轮次", "融资轮次", "round"})) {
    HeadMeaning out = as(Column::round, true);
    out.kind = true;
    return out;
  }
  if (is({"持股比例", "投后持股比例", "占股比例", "占股", "股权比例", "stake"}))
    return as(Column::stake, true);
  if (!is({"人才类别", "人才类型", "人才层次", "人才等级", "人才级别", "人才分类", "personclass"}))
    return std::nullopt;
  HeadMeaning out = as(Column::person_class, true);
  out.kind = true;
  return out;
}

HeadMeaning of_organisation(const Path& path) {
  if (path.any_of({Word::other_party, Word::issue})) return something_else();
  if (path.own(Word::paid)) return as(Column::name, false);  // who pays, or who is paid
  return as(Column::name, !path.unknown() && !path.any_of({Word::elsewhere, Word::not_this, Word::other,
                                                           Word::prior, Word::before}));
}

HeadMeaning of_title(const Path& path) {
  switch (path.owner()) {
    case Word::org:
      return of_organisation(path);
    case Word::project:
      return as(Column::project, !path.unknown() && !path.any_of({Word::prior, Word::before}));
    case Word::product:
      return as(Column::product, !path.unknown());
    case Word::kind: {
      HeadMeaning out = something_else();
      out.kind = true;
      return out;
    }
    case Word::unknown:
      if (path.any(Word::honour)) return something_else();
      return as(Column::name, false, 1);  // 名称: of what?
    default:
      return something_else();
  }
}

HeadMeaning of_number(const Path& path) {
  if (path.any_of({Word::certificate, Word::honour}) || (path.any(Word::decided) && !path.any(Word::project)))
    return as(Column::certificate_no, !path.unknown());
  if (path.any(Word::batch)) return as(Column::award_batch, !path.unknown());
  if (path.any(Word::org) && path.any_of({Word::registered, Word::credit})) return as(Column::code, false, 1);
  if (path.any_of({Word::org, Word::project, Word::product, Word::other, Word::content}))
    return path.any(Word::org) ? as(Column::code, false, 1) : something_else();
  return as(Column::line, path.only({Word::number, Word::filler}), 1);
}

HeadMeaning of_code(const Path& path) {
  if (path.any_of({Word::other_party, Word::issue, Word::place, Word::project, Word::product, Word::other,
                   Word::kind}))
    return something_else();
  return as(Column::code, !path.unknown());
}

HeadMeaning of_date(const Path& path) {
  const bool sure = !path.unknown();
  if (path.any(Word::registered)) return as(Column::registered_on, sure);
  if (path.any(Word::reversal)) return as(Column::reversed_on, sure);
  if (path.any_of({Word::paid, Word::accepted})) return as(Column::paid_on, sure);
  if (path.any(Word::asked)) return something_else();
  if (path.any(Word::end)) return as(Column::valid_to, sure);
  if (path.any(Word::start)) return as(Column::valid_from, sure);
  if (path.any_of({Word::issue, Word::decided})) return as(Column::valid_from, sure, 1);
  if (path.any(Word::term)) return as(Column::term, sure);
  return as(Column::paid_on, sure && path.only({Word::date, Word::filler}), 1);
}

HeadMeaning of_term(const Path& path) {
  // 项目期限, 合同期限: how long something else takes.
  const bool sure = !path.unknown() && !path.any_of({Word::project, Word::paid, Word::asked, Word::elsewhere,
                                                     Word::accepted, Word::other_party});
  if (path.any(Word::start)) return as(Column::valid_from, sure);
  if (path.any(Word::end)) return as(Column::valid_to, sure);
  HeadMeaning out = as(Column::term, sure);
  out.in_years = path.own(Word::years);
  return out;
}

HeadMeaning of_kind(const Path& path) {
  HeadMeaning out = something_else();
  out.kind = !path.any_of({Word::org, Word::product, Word::other_party});
  return out;
}

/// Money, or the word of a grant that stands for it (补助, 奖励), which says so only with a unit or in
/// figures.
HeadMeaning of_money(const Path& path, bool has_unit) {
  HeadMeaning out = as(Column::amount, !path.unknown() && !path.unknown_aside());
  const Word last = path.last_of(
      {Word::grant, Word::decided, Word::asked, Word::paid, Word::elsewhere, Word::prior, Word::before});
  // 项目金额: the sum of the whole project, of which the award is a part.
  const bool of_project = path.own(Word::project) && path.noun() == Word::money &&
                          !path.any_of({Word::grant, Word::decided, Word::paid, Word::asked});
  if (path.any(Word::reversal)) {
    out.money = Money::reversed;
  } else if (path.any_of({Word::prior, Word::before, Word::not_this}) || of_project ||
             (last == Word::elsewhere && path.noun() != Word::grant)) {
    out.money = Money::other;
  } else if (path.any(Word::other_party) || path.any(Word::other)) {
    out.money = Money::plain;
    out.sure = false;
  } else if (path.any(Word::asked)) {
    out.money = Money::asked;
    out.sure = out.sure && !path.any(Word::decided);
  } else if (path.any_of({Word::paid, Word::payee})) {
    out.money = Money::paid;
  } else if (path.any_of({Word::grant, Word::decided})) {
    out.money = Money::awarded;
  } else {
    out.money = Money::plain;
  }
  if (path.noun() == Word::grant && !has_unit) {
    out.sure = false;
    out.rank = 1;
    out.kind = true;
  }
  // The number of anything: with a unit or a word of money beside it, it is money.
  if (path.only({Word::money, Word::filler}) && path.noun() == Word::money && out.money == Money::plain)
    out.rank = 0;
  return out;
}

HeadMeaning of_noun(const Path& path, bool has_unit) {
  switch (path.noun()) {
    case Word::serial:
      if (path.any(Word::certificate)) return as(Column::certificate_no, !path.unknown());
      if (path.any_of({Word::batch, Word::grant, Word::decided}))
        return as(Column::award_line, !path.unknown());
      return as(Column::line, !path.unknown());
    case Word::number:
      return of_number(path);
    case Word::org:
      return of_organisation(path);
    case Word::title:
      return of_title(path);
    case Word::code:
      return of_code(path);
    case Word::project:
      if (path.any_of({Word::other_party})) return something_else();
      return as(Column::project, !path.unknown() && !path.any_of({Word::prior, Word::before}), 1);
    case Word::kind:
      return of_kind(path);
    case Word::money:
    case Word::grant:
      return of_money(path, has_unit);
    case Word::date:
      return of_date(path);
    case Word::term:
      return of_term(path);
    case Word::place:
      return as(Column::place, !path.unknown());
    case Word::result:
      return as(Column::result, !path.unknown());
    case Word::product:
      return as(Column::product, !path.unknown(), 1);
    case Word::batch:
      return as(Column::award_batch, !path.unknown());
    case Word::certificate:
      return as(Column::certificate_no, !path.unknown(), 1);
    case Word::cause:
      return as(Column::reason, !path.unknown(), path.only({Word::cause, Word::reversal}) ? 0 : 1);
    case Word::content:
    case Word::other:
      return something_else();
    default:
      return {};
  }
}

}  // namespace

std::string_view name_of(Column column) { return kColumns[index_of(column)].name; }
std::string_view words_of(Column column) { return kColumns[index_of(column)].words; }
std::string_view english_of(Column column) { return kColumns[index_of(column)].english; }

std::optional<Column> column_named(std::string_view text) {
  const std::string plain = plain_form(text);
  for (std::size_t i = 0; i < kColumnCount; ++i)
    if (plain == kColumns[i].name || plain == kColumns[i].words) return static_cast<Column>(i);
  const HeadMeaning meaning = meaning_of(std::string(text));
  return meaning.sure ? meaning.column : std::nullopt;
}

HeadMeaning meaning_of(std::span<const std::string> path) {
  if (path.empty()) return {};
  if (auto whole = whole_meaning(path.back())) return *whole;
  std::vector<HeadWord> above, own;
  std::optional<AmountUnit> unit;
  bool other_unit = false;
  for (std::size_t i = 0; i < path.size(); ++i) {
    HeadWords words = head_words(path[i]);
    if (words.unit) unit = words.unit, other_unit = false;
    if (words.other_unit) other_unit = true, unit.reset();
    auto& to = i + 1 == path.size() ? own : above;
    to.insert(to.end(), words.words.begin(), words.words.end());
  }
  const Path whole(std::move(above), std::move(own));
  HeadMeaning out = of_noun(whole, unit.has_value());
  // A unit makes money of what says nothing else: "省级（万元）", "合计（万元）", "核定（万元）".
  const bool says_money = whole.any_of({Word::part, Word::sum, Word::decided, Word::asked, Word::paid,
                                        Word::prior, Word::before, Word::elsewhere, Word::not_this});
  if (!out.understood && whole.says_anything() &&
      (unit || other_unit || (whole.any(Word::money) && says_money)))
    out = of_money(whole, true);
  out.unit = unit;
  out.other_unit = other_unit;
  out.before = whole.any(Word::before);
  // 原证书编号, 原有效期: what was so before. 拟拨付日期: what is to be.
  const bool of_now = out.column == Column::certificate_no || out.column == Column::valid_from ||
                      out.column == Column::valid_to || out.column == Column::term ||
                      out.column == Column::product;
  if (out.before && of_now) out.sure = false;
  const bool of_a_day =
      out.column == Column::paid_on || out.column == Column::valid_from || out.column == Column::reversed_on;
  if (of_a_day && contains_any(path.back(), {"拟", "应", "预计", "计划", "申请", "截止"})) out.sure = false;
  return out;
}

HeadMeaning meaning_of(const std::string& head) { return meaning_of(std::span(&head, 1)); }

bool is_named_exactly(const std::string& head, std::string_view named) {
  return match_form(head) == match_form(named);
}
bool is_named(const std::string& head, std::string_view named) {
  const auto bare = [](std::string_view text) {
    std::string out = split_asides(plain_form(text)).outside;
    std::erase(out, '*');
    for (const std::string_view unit : {"万元", "元"})
      if (out.size() > unit.size() && out.ends_with(unit)) {
        out.resize(out.size() - unit.size());
        break;
      }
    while (out.ends_with(':') || out.ends_with('/')) out.pop_back();
    return match_form(out);
  };
  const std::string meant = match_form(named);
  return !meant.empty() && (match_form(head) == meant || bare(head) == meant);
}

}  // namespace credence
