// SPDX-License-Identifier: Apache-2.0
// The verdict on a proof bundle in words: the first line of what is said of it.
#include "client/base/written.h"
#include "client/words/bundle_words.h"
#include "client/words/enum_words.h"
#include "client/words/facts.h"

namespace credence {
namespace {

struct VerdictWords {
  const BundleView& view;

  [[nodiscard]] bool zh() const { return view.language == Language::zh; }
  [[nodiscard]] std::string say(std::string_view en, std::string_view zh_text) const {
    return std::string(Words{en, zh_text}.in(view.language));
  }
  [[nodiscard]] std::string on_day(std::string_view en, std::string_view zh_text) const {
    return zh() ? std::string(zh_text) + "，日期 " + view.judgement.day.iso()
                : std::string(en) + " on " + view.judgement.day.iso();
  }
  /// Of a day after its block's the file says what was known when it was made: a title may have been revoked
  /// since.
  [[nodiscard]] std::string as_known() const {
    const Date known = date_in_china(view.bundle.block.header.time_ms);
    if (known >= view.judgement.day) return {};
    return say(", as known on ", "（据 ") + known.iso() + say("", " 的账本）");
  }
  /// "paid", "used", "invested": of the award's own kind.
  [[nodiscard]] std::string done() const {
    const Words words = paid_words(kind_of(view.bundle));
    return std::string(kind_of(view.bundle) == ProgrammeKind::tax_relief && zh() ? "享受"
                                                                                 : words.in(view.language));
  }
  [[nodiscard]] std::string valid() const {
    struct Valid {
      const VerdictWords& w;
      std::string operator()(const ProvedTitle&) const {
        return w.on_day("VALID: in force", "有效：资格有效") + w.as_known();
      }
      std::string operator()(const ProvedAward& p) const {
        const Words standing = standing_words(p.value, p.standing(), kind_of(w.view.bundle));
        const auto money = [&](Fen amount) { return money_text(amount, w.view.language); };
        const std::string back =
            p.value.cost_ended == 0
                ? std::string()
                : w.say("; of its cost ended ", "；已终结成本 ") + money(p.value.cost_ended) +
                      (p.value.written_off > 0
                           ? w.say(", of it written off ", "，其中核销 ") + money(p.value.written_off)
                           : "") +
                      w.say(", returned ", "，累计回收 ") + money(p.value.returned);
        if (investment_ended(p.value))
          return w.say("VALID: recorded so, and the investment has ended whole",
                       "有效：记录如此，该投资已全部终结") +
                 back;
        return w.say("VALID: the award stands, ", "有效：安排") + w.say(standing.en, standing.zh) + back;
      }
      std::string operator()(const ProvedStanding&) const {
        return w.on_day("VALID: no adverse credit entry in force blocks it",
                        "有效：不存在有效的行政处罚或失信记录") +
               w.as_known();
      }
      std::string operator()(const ProvedRecord&) const {
        return w.say("VALID: recorded and done; what it is today, prove title and prove award say",
                     "有效：已记录并执行；现状请用 prove title、prove award 证明");
      }
      std::string operator()(const ProvedEntries&) const {
        return w.say("VALID: so it was recorded; what it is today, prove title and prove award say",
                     "有效：当时记录如此；现状请用 prove title、prove award 证明");
      }
      std::string operator()(const ProvedTotal&) const { return w.say("VALID: proved", "有效：已证明"); }
      std::string operator()(const ProvedBytes&) const { return {}; }  // never valid
      std::string operator()(const ProvedAbsence&) const { return nothing(); }
      std::string operator()(const ProvedHistory& p) const {
        return p.count == 0 ? nothing() : w.say("VALID: proved, complete", "有效：已证明，完整");
      }
      std::string nothing() const {
        if (!not_registered(w.view.bundle).empty())
          return w.say("VALID: NOT REGISTERED, and nothing is recorded under exactly this key",
                       "有效：未登记，该确切键下没有任何记录");
        return w.say("VALID: nothing is recorded under exactly this key", "有效：该确切键下没有任何记录");
      }
    };
    return std::visit(Valid{*this}, view.bundle.proved);
  }
  /// A title, on a day that its value cannot speak of.
  [[nodiscard]] bool not_said() const {
    const auto* const title = std::get_if<ProvedTitle>(&view.bundle.proved);
    return title != nullptr && !title->value.speaks_of(view.judgement.day);
  }
  [[nodiscard]] std::string too_old() const {
    if (view.judgement.day > date_in_china(view.now_ms))
      return say("TOO OLD: proved, but no proof speaks of a day that is to come: ",
                 "过旧：已证明，但任何证明都不能说明未来的日期：") +
             view.judgement.day.iso();
    return say("TOO OLD: proved, but older than allowed", "过旧：已证明，但超过允许的期限") + on_day("", "");
  }
  [[nodiscard]] std::string verdict() const {
    switch (view.judgement.verdict) {
      case Verdict::valid:
        return valid();
      case Verdict::not_begun:
        if (std::holds_alternative<ProvedStanding>(view.bundle.proved))
          return on_day("NOT SAID: it speaks of the day of its block and later, and of no day before; asked",
                        "未说明：本证明仅适用于其区块之日及以后，不说明此前的日期");
        if (not_said())
          return on_day(
              "NOT SAID: this file knows no term before its own, and there may have been one; asked",
              "未说明：本证明不含更早的有效期，此前可能曾经认定；查询");
        return on_day("NOT IN FORCE: its term has not begun", "未生效：有效期尚未开始");
      case Verdict::ended:
        return on_day("EXPIRED: its term was over", "已过期：有效期已满");
      case Verdict::revoked:
        return on_day("REVOKED: not in force", "已撤销：资格无效");
      case Verdict::cascaded:
        return on_day("NOT IN FORCE: it fell with a title that it was built on; it was not itself revoked",
                      "资格无效：因其所依据的资格被撤销而终止，并非本身被撤销");
      case Verdict::merged:
        if (std::holds_alternative<ProvedStanding>(view.bundle.proved))
          return on_day("ENDED: the enterprise was merged into another", "已终止：该企业已合并");
        return on_day("ENDED BY MERGER: not in force", "因企业合并而终止：资格无效");
      case Verdict::dissolved:
        if (std::holds_alternative<ProvedAward>(view.bundle.proved))
          return say("ENDED: its enterprise is dissolved, and nothing more is ",
                     "已终止：受益企业已注销，不再") +
                 done() + say("; judged on ", "；判断日期 ") + view.judgement.day.iso();
        if (std::holds_alternative<ProvedStanding>(view.bundle.proved))
          return on_day("ENDED: the enterprise was dissolved", "已终止：该企业已注销");
        if (const auto code = code_in(view.bundle); code && holder_kind_of(*code) != HolderKind::enterprise)
          return on_day("ENDED: what held it is no more; not in force", "因持有对象终止而终止：资格无效");
        return on_day("ENDED: its enterprise was dissolved; not in force", "因企业注销而终止：资格无效");
      case Verdict::suspended:
        return on_day("SUSPENDED: not in force", "已暂停：资格无效");
      case Verdict::in_notice:
        return say("IN PUBLIC NOTICE: not decided yet", "公示中：尚未决定");
      case Verdict::objected:
        return say("NOT CONFIRMED: an objection to the whole list was upheld", "不予下达：对整批的异议成立");
      case Verdict::withdrawn:
        return say("WITHDRAWN: nothing was ", "已撤回：未") + done() +
               say(", and nothing will be", "，也不再") + (zh() ? done() : "");
      case Verdict::in_recovery:
        return say("IN RECOVERY: what was ", "追缴中：已") + done() + say(" is demanded back", "资金被追缴");
      case Verdict::recovered:
        return say("PAID BACK: what was ", "已追回：已") + done() + say(" came back", "资金已追回");
      case Verdict::acceptance_failed:
        return say("ACCEPTANCE FAILED: nothing more is ", "验收未通过：不再") + done() +
               say(", unless a later one passes", "，复验通过的除外");
      case Verdict::blocked:
        return on_day("BLOCKED: an adverse credit entry is in force", "受限：存在有效的行政处罚或失信记录");
      case Verdict::refused:
        return say("RECORDED, AND REFUSED: the ledger refused it, and nothing else changed",
                   "已记录，但被拒绝：账本拒绝了该交易，未作任何其他改变");
      case Verdict::pending:
        return say(
            "RECORDED WITHOUT ITS SECOND SIGNATURE: by itself it changed nothing; whether it was approved "
            "since, this file does not say",
            "已记录，但缺复核签名：该交易本身未作任何改变；其后是否获批，本文件不能说明");
      case Verdict::too_old:
        return too_old();
      case Verdict::from_future:
        return say(
            "NOT BELIEVED: its block lies ahead of this machine's clock: the clock is wrong, or the block "
            "was signed falsely",
            "不可采信：其区块时间晚于本机时钟：时钟有误，或签名虚假");
      case Verdict::not_understood:
        if (!view.bundle.claim_known())
          return say(
              "NOT UNDERSTOOD: a claim of a kind that a later version of the program added: its block is "
              "proved, and nothing else was checked",
              "不能理解：属于更新版本的程序所增加的证明种类：仅其区块已证明，其余未经检查");
        if (view.bundle.nothing_there())
          return say(
              "NOTHING THERE, NOT UNDERSTOOD: nothing is recorded under exactly this key, and a later "
              "version "
              "of the program knows what that means: this one does not",
              "没有记录，且不能理解：该确切键下没有任何记录；其含义须由更新版本的程序说明，本程序不能理解");
        return say(
            "PROVED, NOT UNDERSTOOD: recorded and signed, but by a later version of the program: this one "
            "cannot say what it means",
            "已证明，但不能理解：确已记录并签名，但由更新版本的程序写出，本程序不能说明其含义");
    }
    return {};
  }
};

}  // namespace

ProgrammeKind kind_of(const VerifiedBundle& bundle) {
  const auto programme = bundle.context.find<ProgrammeKey>();
  return programme ? programme->kind : ProgrammeKind::grant;
}

std::string verdict_text(const BundleView& view) { return VerdictWords{view}.verdict(); }

std::string age_text(const Judgement& judgement, Language language) {
  const auto say = [language](std::string_view en, std::string_view zh) {
    return std::string(Words{en, zh}.in(language));
  };
  if (judgement.verdict == Verdict::from_future) return say("of the future", "未来的区块");
  const std::uint64_t minutes = judgement.age_ms / 60'000;
  const auto ago = [&](std::uint64_t n, const Noun& unit) {
    return say("proved ", "") + counted(n, unit, language) + say(" ago", "前的证明");
  };
  if (minutes < 1) return say("proved just now", "刚刚的证明");
  if (minutes < 120) return ago(minutes, noun::kMinute);
  if (minutes < 48 * 60) return ago(minutes / 60, noun::kHour);
  return ago(minutes / (24 * 60), noun::kDay);
}

}  // namespace credence
