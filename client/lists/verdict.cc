// SPDX-License-Identifier: Apache-2.0
#include "client/lists/verdict.h"

#include <algorithm>
#include <array>
#include <optional>
#include <span>
#include <unordered_map>

#include "client/base/characters.h"

namespace credence {
namespace {

using Texts = std::span<const std::string_view>;

// What became of a line that is none of the list, and changes of what it gets.
constexpr std::string_view kBad[] = {
    "落选",     "淘汰",   "出局",     "驳回",     "打回",     "取消",     "撤销",     "撤回",     "撤项",
    "撤资",     "撤牌",   "撤并",     "摘牌",     "除名",     "取缔",     "放弃",     "弃权",     "弃报",
    "退出",     "退回",   "退票",     "退汇",     "退款",     "退库",     "退还",     "退件",     "清退",
    "劝退",     "缴回",   "上缴",     "收回",     "追回",     "追缴",     "追索",     "追讨",     "扣回",
    "注销",     "吊销",   "终止",     "终结",     "中止",     "中断",     "暂停",     "停止",     "停产",
    "停业",     "停工",   "停发",     "停拨",     "停付",     "关停",     "叫停",     "关闭",     "歇业",
    "倒闭",     "解散",   "清算组",   "清算期",   "正在清算", "进入清算", "破产",     "作废",     "废止",
    "废除",     "废标",   "流标",     "剔除",     "删除",     "移除",     "移出",     "排除",     "除外",
    "否决",     "否定",   "否认",     "拒绝",     "拒付",     "拒收",     "拒签",     "婉拒",     "失败",
    "失效",     "失联",   "失踪",     "失信",     "无效",     "无法",     "无资格",   "无资质",   "无权",
    "无力",     "无缘",   "无故",     "无证",     "冻结",     "查封",     "扣押",     "挂起",     "搁置",
    "冲销",     "冲回",   "红冲",     "黑名单",   "被执行人", "限高",     "立案",     "涉案",     "涉诉",
    "涉嫌",     "诈骗",   "骗取",     "骗补",     "套取",     "虚假",     "造假",     "伪造",     "冒用",
    "冒领",     "处罚",   "处分",     "违法",     "违规",     "违约",     "违反",     "不良",     "异常",
    "非正常",   "重复",   "重名",     "冲突",     "逾期",     "超期",     "过期",     "缺少",     "缺失",
    "缺材料",   "缺席",   "缺项",     "欠缴",     "欠税",     "欠费",     "欠薪",     "拖欠",     "遗漏",
    "事故",     "举报",   "投诉",     "申诉",     "复议",     "争议",     "质疑",     "异议",     "存疑",
    "疑似",     "疑问",   "存在问题", "有问题",   "延后",     "延缓",     "延迟",     "延发",     "推迟",
    "错误",     "有误",   "笔误",     "误报",     "迁出",     "外迁",     "迁离",     "征求意见", "草案",
    "草稿",     "初稿",   "已死亡",   "去世",     "有条件",   "部分支持", "部分通过", "部分支付", "部分拨付",
    "部分到账", "整改后", "审核中",   "审查中",   "审批中",   "评审中",   "复核中",   "核实中",   "核查中",
    "受理中",   "办理中", "处理中",   "支付中",   "拨付中",   "整改中",   "调查中",   "诉讼中",   "进行中",
    "补正中",   "公示中", "审计中",   "改由",     "另行",     "另案",     "再议",     "另议",     "补正后",
    "验收后",   "达标后", "结转",     "转下年",   "转入下",   "转至下",   "下年度",   "下一年",   "明年",
    "合并至",   "合并到", "合并入",   "并入",     "并购",     "划转",     "转拨",     "剔出",     "错列",
    "误列",     "多列",   "诉讼",     "存在风险", "名义",     "仅授牌",   "只授牌",   "仅授予",   "仅拨",
    "只拨",     "仅发",   "只发",     "委托拨付", "代拨",     "代付",     "转付",     "共管账户", "各半",
    "五折",     "六折",   "七折",     "八折",     "九折",     "对折",     "打折",     "核销",     "重点关注",
    "企业自筹", "以元计", "由市级",   "由区级",   "由县级",   "由省级",   "由区县",   "转第",     "迟报",
    "视验收",   "顺延",   "让渡",     "多头",     "分期",     "挂账",     "留置",     "冲抵",     "代扣",
    "代管",     "留待",   "供参考",   "单位为元", "单位是元"};
// Of the sum: what stands in the list may be what it was before, or after.
constexpr std::string_view kChanged[] = {
    "核减",     "审减",     "审扣", "折减",   "缩减",   "下调",   "调低",   "降低为", "调减",     "扣减",
    "削减",     "压减",     "追减", "减为",   "减至",   "减少为", "减半",   "折半",   "降为",     "核增",
    "调增",     "追加",     "增至", "增加至", "调整为", "调整至", "调整到", "调整后", "金额调整", "金额变更",
    "项目变更", "主体变更", "改为", "更改为", "更正",   "修正",   "应为",   "应改",   "抵扣",     "扣除"};
// 备选 and the like: of a title, and of a line.
constexpr std::string_view kReserve[] = {"备选",     "替补",     "候补",     "递补",
                                         "储备项目", "储备名单", "储备企业", "储备库",
                                         "纳入储备", "后备项目", "后备名单", "备用名单"};

// Of titles and heads of parts alone: a step before the decision, a draft, another list.
constexpr std::string_view kTitles[] = {
    "跟踪项目", "自查",   "关于调整", "下一批",   "下一轮",   "下次",     "下批",   "负面清单", "观察名单",
    "关注名单", "候选",   "问题项目", "问题企业", "整改企业", "整改项目", "讨论稿", "送审稿",   "样表",
    "模板",     "范本",   "(旧)",     "旧版",     "作废",     "往届",     "往年",   "历年",     "替代原",
    "取代原",   "拟验收", "待验收",   "测算",     "模拟",     "测试",     "试算",   "预公告",   "预公示",
    "意向",     "已拨付", "已兑付",   "已下达",   "补充材料", "非支持"};

// What denies, longest first; and what it may deny without saying no.
struct Negation {
  std::string_view word;
  bool alone;                 // says no where nothing bad follows; 无 does not: 无 is empty
  std::string_view harmless;  // what may follow, separated by blanks
};
constexpr Negation kNegations[] = {
    {"暂无", false, ""},
    {"没有", true, ""},
    {"没", true, "收"},
    {"不", true,
     "含 包括 包含 计 锈 动产 限 仅 只 少 超 低于 高于 大于 小于 多于 小 变 断 另 息 分 等 错 论 管 需 用 "
     "影响 占 "
     "收 公开 涉密 可避 可抗 久 一致性 均 定期 易 间断 参加其"},
    {"未", true,
     "标 来 成年 央 婚 知 尽 含 包括 包含 计 超 享受 发现 纳统 入统 入规 上市 挂牌 评级 定级 融资"},
    {"暂", true, "住 行 估 存 态 列"},
    {"待", true, "遇 业 产 续"},
    {"缓", true, "冲 解 释 存 坡 和 蚀 控 慢 速 降"},
    {"无", false, ""},
    {"非", false, ""},
};
// Between a denial and what it denies: 未被列入…, 不存在重大….
constexpr std::string_view kBetween[] = {
    "被",   "发现", "有",   "存在", "受到", "受",   "出现", "涉及", "涉",   "任何", "列入", "纳入", "发生",
    "产生", "进入", "曾",   "予",   "得",   "再",   "明显", "重大", "严重", "较大", "一般", "安全", "质量",
    "环保", "行政", "刑事", "经营", "其他", "其它", "相关", "过",   "收到", "属于", "属",   "在",   "生产",
    "均",   "的",   "及",   "和",   "与",   "或",   "、",   "/",    "司法", "信用"};

std::size_t character_size(std::string_view text) {
  const auto c = static_cast<unsigned char>(text.front());
  return std::min<std::size_t>(c < 0x80 ? 1 : c < 0xe0 ? 2 : c < 0xf0 ? 3 : 4, text.size());
}

std::string_view begins_with(std::string_view text, Texts words) {
  std::string_view best;
  for (const std::string_view word : words)
    if (word.size() > best.size() && text.starts_with(word)) best = word;
  return best;
}
bool is_one_of(std::string_view text, Texts words) { return std::ranges::find(words, text) != words.end(); }
bool begins_with_listed(std::string_view text, std::string_view words) {
  while (!words.empty()) {
    const std::size_t end = std::min(words.find(' '), words.size());
    if (text.starts_with(words.substr(0, end))) return true;
    words.remove_prefix(std::min(end + 1, words.size()));
  }
  return false;
}

/// 未享受过…, 没有受过…: what did not happen before, which is not the 过 of 通过.
bool tells_of_the_past(std::string_view rest) {
  for (std::size_t at = rest.find("过"); at != std::string_view::npos; at = rest.find("过", at + 3)) {
    const std::string_view before = rest.substr(0, at);
    if (!ends_with_any(before, std::array<std::string_view, 3>{"通", "经", "超"}) && !before.empty())
      return true;
  }
  return false;
}

/// The longest bad word that the text begins with. They are found by their first character: lists are long.
std::string_view bad_word(std::string_view text) {
  static const auto by_first = [] {
    std::unordered_map<std::string_view, std::vector<std::string_view>> out;
    for (const Texts words : {Texts(kBad), Texts(kChanged)})
      for (const std::string_view word : words) out[word.substr(0, character_size(word))].push_back(word);
    return out;
  }();
  if (text.empty()) return {};
  const auto at = by_first.find(text.substr(0, character_size(text)));
  return at == by_first.end() ? std::string_view() : begins_with(text, at->second);
}

/// How much of the text is denied bad things: 违法、违规 of 未发现违法、违规行为.
std::size_t denied(std::string_view rest) {
  std::size_t end = 0;
  for (std::size_t at = 0; at < rest.size();) {
    if (const std::string_view bad = bad_word(rest.substr(at)); !bad.empty()) {
      at += bad.size();
      end = at;
    } else if (const std::string_view word = begins_with(rest.substr(at), kBetween); !word.empty()) {
      at += word.size();
    } else {
      break;
    }
  }
  return end;
}

/// Of one clause, in plain form.
std::string no_word_of_clause(std::string_view clause) {
  constexpr std::string_view kBeforeWait[] = {"期", "接", "对", "优", "招", "看", "款", "善", "虐", "亏"};
  for (std::size_t at = 0; at < clause.size();) {
    const std::string_view rest = clause.substr(at), before = clause.substr(0, at);
    if (const std::string_view bad = bad_word(rest); !bad.empty()) {
      const bool centre = bad.ends_with("中") && rest.substr(bad.size()).starts_with("心");
      if (!centre) return std::string(bad);
    }
    const auto negation =
        std::ranges::find_if(kNegations, [rest](const Negation& one) { return rest.starts_with(one.word); });
    if (negation == std::end(kNegations)) {
      at += character_size(rest);
      continue;
    }
    const std::string_view behind = rest.substr(negation->word.size());
    at += negation->word.size();
    if (const std::size_t size = denied(behind); size > 0) {
      at += size;
      continue;
    }
    const bool agreed = negation->word == "不" && behind.starts_with("同") && !behind.starts_with("同意");
    const bool past =
        (negation->word == "未" || negation->word.starts_with("没")) && tells_of_the_past(behind);
    const bool waits = negation->word == "待" && ends_with_any(before, kBeforeWait);
    if (!negation->alone || agreed || past || waits || begins_with_listed(behind, negation->harmless))
      continue;
    // 不予支持, 未通过: with what is denied.
    std::string_view shown = rest;
    std::size_t size = 0;
    for (unsigned i = 0; i < 4 && size < shown.size(); ++i) size += character_size(shown.substr(size));
    return std::string(shown.substr(0, size));
  }
  return {};
}

/// Of words of Latin letters.
std::string latin_no_word(std::string_view text) {
  constexpr std::string_view kStems[] = {
      "reject",   "fail",    "cancel",     "withdr",   "revok",    "exclu",    "declin",   "denied",
      "deny",     "pending", "suspend",    "invalid",  "void",     "ineligib", "unpaid",   "unsucc",
      "unapprov", "refus",   "dismiss",    "terminat", "bankrupt", "dissolv",  "frozen",   "blacklist",
      "delet",    "reserve", "waitlist",   "waiting",  "standby",  "deferr",   "postpon",  "disqualif",
      "expired",  "lapsed",  "incomplete", "bounce",   "adjusted", "reduced",  "unqualif", "unsupport",
      "dropped",  "struck",  "removed",    "returned"};
  bool denies = false;
  std::string denial;
  std::string lower = small_letters(std::string(text));
  for (std::string_view rest = lower; !rest.empty();) {
    std::size_t size = 0;
    while (size < rest.size() && rest[size] >= 'a' && rest[size] <= 'z') ++size;
    if (size == 0) {
      rest.remove_prefix(1);
      continue;
    }
    const std::string_view word = rest.substr(0, size);
    rest.remove_prefix(size);
    if (!begins_with(word, kStems).empty() || word == "hold") {
      if (!denies) return std::string(word);
      denies = false;
      denial.clear();
    } else if (word == "not" || word == "never" || (word == "no" && !rest.empty() && rest.front() == ' ')) {
      denies = true;
      denial = word;
    } else if (denial == "not" || denial == "never") {
      return denial + " " + std::string(word);  // not approved
    }
  }
  return denial == "not" || denial == "never" ? denial : std::string();
}

/// In small letters, without what is in brackets.
std::string bare_head(std::string_view head) {
  const std::string plain = small_letters(plain_form(head));
  std::string out = split_asides(plain).outside;
  std::erase_if(out, [](char c) { return c == '*' || c == '?' || c == ':'; });
  return out.empty() ? plain : out;
}

constexpr std::string_view kYesMarks[] = {"是", "过", "y", "yes", "true", "t",  "√",
                                          "✓",  "✔",  "☑", "对",  "1",    "ok", "v"};
constexpr std::string_view kNoMarks[] = {"否", "n", "no", "false", "f",  "×", "✗", "✘",
                                         "☒",  "✕", "x",  "0",     "不", "╳", "✖"};
constexpr std::string_view kYes[] = {
    "通过",     "合格",     "同意",     "支持",      "符合",      "入选",    "入围",        "推荐",
    "立项",     "达标",     "认定",     "有效",      "存续",      "开业",    "在业",        "在营",
    "正常",     "良好",     "优秀",     "批准",      "核准",      "获批",    "拨付",        "支付",
    "发放",     "到账",     "成功",     "完成",      "已付",      "下达",    "安排",        "资助",
    "补助",     "奖励",     "补贴",     "给予",      "予以",      "兑现",    "兑付",        "纳入",
    "列入",     "准予",     "属实",     "齐全",      "真实",      "准确",    "无误",        "一致",
    "满足",     "具备",     "达到",     "迁入",      "中标",      "采纳",    "录取",        "录用",
    "确认",     "审定",     "审结",     "批复",      "备案",      "已审",    "已拨",        "打款",
    "转账",     "汇款",     "办结",     "完毕",      "已发",      "已兑",    "落实",        "已公示",
    "公示期满", "公示结束", "维持",     "受理",      "无异议",    "可行",    "结清",        "获得",
    "获奖",     "passed",   "approved", "eligible",  "supported", "success", "completed",   "valid",
    "active",   "normal",   "accepted", "confirmed", "granted",   "awarded", "recommended", "qualified",
    "paid",     "selected", "done"};
// What is asked of a line that is to be in the list.
constexpr std::string_view kGiving[] = {
    "支持",     "资助",    "补助",    "补贴",      "奖励",   "奖补",     "扶持",     "安排",      "通过",
    "入选",     "入围",    "合格",    "认定",      "推荐",   "立项",     "给予",     "予以",      "同意",
    "兑现",     "兑付",    "发放",    "拨付",      "拨款",   "下达",     "支付",     "付款",      "到账",
    "符合",     "满足",    "达标",    "达到",      "有效",   "纳入",     "列入",     "核准",      "批准",
    "准予",     "获批",    "中标",    "采纳",      "录用",   "录取",     "选中",     "选定",      "确定",
    "确认",     "过审",    "过会",    "存续",      "在业",   "受理",     "齐全",     "一致",      "属实",
    "真实",     "生效",    "享受",    "具备",      "入库",   "评选",     "获评",     "获得",      "当选",
    "补偿",     "贴息",    "收款",    "成功",      "passed", "approved", "eligible", "supported", "selected",
    "accepted", "granted", "awarded", "qualified", "paid",   "included", "admitted", "confirmed", "valid"};

/// What stands behind 是否, or before 与否; nothing where the head does not ask.
std::optional<std::string> asked_of(std::string_view head) {
  const std::string bare = bare_head(head);
  for (const std::string_view mark : {"是否", "能否", "可否", "应否", "有否", "有无", "whether"})
    if (const std::size_t at = bare.find(mark); at != std::string::npos) return bare.substr(at + mark.size());
  for (const std::string_view mark : {"与否", "否"})
    if (bare.ends_with(mark) && bare.size() > mark.size()) return bare.substr(0, bare.size() - mark.size());
  return std::nullopt;
}

Voice voice_of_question(const std::string& asked) {
  constexpr std::string_view kOfBefore[] = {"曾",   "其他", "其它", "同类", "以前",
                                            "往年", "上年", "历年", "首次"};
  constexpr std::string_view kIs[] = {"为", "属", "系", "是"};
  constexpr std::string_view kWho[] = {"企业", "单位", "公司", "机构", "个体户", "合作社"};
  if (asked.empty()) return Voice::asks;
  if (!no_word(asked).empty()) return Voice::warns;
  const bool what_it_is = !begins_with(asked, kIs).empty() && ends_with_any(asked, kWho);
  if (what_it_is || contains_any(asked, kOfBefore) || tells_of_the_past(asked)) return Voice::facts;
  return contains_any(asked, kGiving) ? Voice::asks : Voice::facts;
}

/// 85, 92.5分, 一等奖, A, 省级: a grade, a score, what is recognised.
bool is_grade(std::string_view plain) {
  constexpr std::string_view kGrades[] = {"优", "良", "中", "差",  "a",    "b",
                                          "c",  "d",  "aa", "aaa", "特等", "无等级"};
  constexpr std::string_view kEnds[] = {"级",   "等",   "奖",   "档",   "名",   "分",   "星",   "类", "型",
                                        "企业", "单位", "机构", "中心", "基地", "平台", "示范", "%"};
  return plain.find_first_of("0123456789") == 0 || is_one_of(plain, kGrades) || ends_with_any(plain, kEnds);
}

}  // namespace

std::string no_word(std::string_view text) {
  if (std::string latin = latin_no_word(text); !latin.empty()) return latin;
  std::string plain = small_letters(plain_form(text));
  constexpr std::string_view kAlone[] = {"删", "退", "撤", "弃",   "停",    "缓",
                                         "除", "免", "废", "储备", "储备类"};
  if (is_one_of(plain, kAlone)) return plain;
  for (const std::string_view reserve : kReserve)
    if (plain.contains(reserve)) return std::string(reserve);
  constexpr std::string_view kStops[] = {"，", "。", "；", ",", ";", "!", "(", ")", ":", "但"};
  std::size_t begin = 0;
  for (std::size_t at = 0; at <= plain.size();) {
    const std::string_view stop =
        at == plain.size() ? std::string_view() : begins_with(std::string_view(plain).substr(at), kStops);
    if (at == plain.size() || !stop.empty()) {
      if (std::string word = no_word_of_clause(std::string_view(plain).substr(begin, at - begin));
          !word.empty())
        return word;
      begin = at + stop.size();
      at = begin + (stop.empty() ? 1 : 0);
      continue;
    }
    at += character_size(std::string_view(plain).substr(at));
  }
  return {};
}

std::string share_word(std::string_view text) {
  constexpr std::string_view kGives[] = {"兑现", "兑付", "拨付", "下达", "支付", "发放",
                                         "执行", "结算", "计发", "给付", "到账", "安排"};
  constexpr std::string_view kOf[] = {"的比例", "的标准", "比例", "标准", "的额度", "予以", "进行"};
  constexpr std::string_view kBefore[] = {"下达", "拨付", "兑现", "兑付", "安排", "支付",
                                          "发放", "实拨", "实发", "先拨", "先付"};
  // What the sum was reckoned from: 按投资额的30%安排 is no share of it.
  constexpr std::string_view kBases[] = {"投资", "利息", "支出", "购置", "合同", "保费", "售价",
                                         "租金", "财力", "留成", "税",   "费",   "成本", "收入",
                                         "产值", "营收", "销售", "价",   "贷款"};
  const std::string plain = small_letters(plain_form(text));
  for (const std::string_view share : {"%", "成"})
    for (std::size_t at = plain.find(share); at != std::string::npos; at = plain.find(share, at + 1)) {
      std::size_t begin = at;
      if (share == "%")
        while (begin > 0 && ((plain[begin - 1] >= '0' && plain[begin - 1] <= '9') || plain[begin - 1] == '.'))
          --begin;
      else if (at >= 3 && chinese_number(std::string_view(plain).substr(at - 3, 3)))
        begin = at - 3;
      if (begin == at || plain.substr(begin, at - begin) == "100") continue;
      std::string_view behind = std::string_view(plain).substr(at + share.size());
      behind.remove_prefix(begins_with(behind, kOf).size());
      const std::string_view before = std::string_view(plain).substr(0, begin),
                             gives = begins_with(behind, kGives);
      if (contains_any(before, kBases) || (gives.empty() && !ends_with_any(before, kBefore))) continue;
      return plain.substr(begin, at + share.size() - begin) + std::string(gives);
    }
  return {};
}

std::string title_no_word(std::string_view title) {
  const std::string plain = small_letters(plain_form(title));
  // 注：…, 填报说明：…: about the table, unless it says what follows.
  constexpr std::string_view kNotes[] = {"注",   "说明", "备注", "填表", "填报",
                                         "单位", "金额", "编制", "制表", "日期"};
  constexpr std::string_view kWhat[] = {"以下", "下列", "如下", "下表", "本表", "以上", "上述", "上列"};
  const bool note = !begins_with(plain, kNotes).empty() && plain.contains(':');
  if ((note && !contains_any(plain, kWhat)) || characters_in(plain) > 60) return {};
  for (const std::string_view word : kTitles)
    if (plain.contains(word)) return std::string(word);
  if (plain.ends_with("储备") || plain.contains("(储备")) return "储备";
  return no_word(title);
}

bool is_title_of_applications(std::string_view title) {
  constexpr std::string_view kAsked[] = {"申报",     "申请",     "推荐",     "报名", "需求",
                                         "征集",     "摸底",     "受理",     "初审", "形式审查",
                                         "资格审查", "现场核查", "评审对象", "抽查", "入户"};
  constexpr std::string_view kDecided[] = {"安排", "下达", "核定", "审定", "批复",   "拨付",   "认定",
                                           "立项", "入选", "入围", "获批", "拟支持", "拟资助", "拟补",
                                           "拟奖", "通过", "分配", "兑现", "公示",   "公告",   "支持",
                                           "资助", "发放", "审核", "评审", "结果",   "获得"};
  const std::string plain = plain_form(title);
  std::size_t asked = std::string::npos, asked_end = 0, decided = std::string::npos;
  for (const std::string_view word : kAsked)
    if (const std::size_t at = plain.rfind(word);
        at != std::string::npos && (asked == std::string::npos || at > asked))
      asked = at, asked_end = at + word.size();
  for (const std::string_view word : kDecided)
    if (const std::size_t at = plain.rfind(word);
        at != std::string::npos && (decided == std::string::npos || at > decided))
      decided = at;
  if (asked == std::string::npos) return false;
  return decided == std::string::npos || decided <= asked || decided == asked_end;
}

bool is_title_of_a_plan(std::string_view title) {
  const std::string plain = plain_form(title);
  // What became of a plan was paid: 用款计划执行情况表.
  if (contains_any(plain, {"执行", "完成", "拨付情况", "支付情况", "发放情况", "拨付明细", "支付明细",
                           "发放明细", "台账"}) &&
      !contains_any(plain, {"拟拨", "拟支付", "待拨", "待付"}))
    return false;
  return contains_any(plain, {"用款计划", "请款", "拨付计划", "支付计划", "付款计划", "拨款计划", "兑付计划",
                              "发放计划", "拟拨", "拟支付", "拟付", "拟兑", "拟发放", "待拨", "待付", "待兑",
                              "应付未付", "预计拨付", "预计支付"}) ||
         ends_with_any(plain, {"计划表", "计划明细"});
}

bool is_title_of_changes(std::string_view title) {
  const std::string plain = plain_form(title);
  if (contains_any(plain, {"如有", "说明:", "注:"})) return false;
  return contains_any(split_asides(plain).outside,
                      {"培育库", "培育入库", "入库培育", "培育对象", "拟培育", "更名", "名称变更", "信息变更",
                       "变更名单", "变更企业", "搬迁", "迁移", "迁址"});
}

bool is_title_of_other_money(std::string_view title) {
  return contains_any(plain_form(title),
                      {"社会资本", "结余", "担保情况", "保证金", "自评", "支出进度", "收益分配"});
}

bool is_verdict_alone(std::string_view text) {
  constexpr std::string_view kAlone[] = {"暂缓",   "缓拨",   "缓发",   "暂不支持", "未通过",
                                         "不通过", "不支持", "不符合", "待审核",   "待核实",
                                         "待核查", "未获批", "未立项"};
  constexpr std::string_view kStops[] = {"、", ",", ";"};
  for (std::size_t at = 0; at <= text.size();) {
    std::size_t end = text.size();
    for (const std::string_view stop : kStops) end = std::min(end, text.find(stop, at));
    std::string_view piece = text.substr(at, end - at);
    for (const std::string_view tense : {"已", "现", "被", "拟"})
      if (piece.starts_with(tense)) piece.remove_prefix(tense.size());
    if (piece.starts_with("不予") || is_one_of(piece, kAlone) || is_one_of(piece, kBad) ||
        is_one_of(piece, kChanged))
      return true;
    at = end + (text.substr(std::min(end, text.size())).starts_with("、") ? 3 : 1);
  }
  return false;
}

bool asks_whether(std::string_view head) { return asked_of(head).has_value(); }

Voice voice_of(std::string_view head, const HeadMeaning& meaning, bool figures) {
  constexpr std::string_view kJudging[] = {"结果",    "结论",       "意见",   "状态",     "审核",   "审查",
                                           "评审",    "核查",       "复核",   "初审",     "终审",   "审定",
                                           "公示",    "result",     "status", "decision", "review", "outcome",
                                           "verdict", "conclusion", "opinion"};
  constexpr std::string_view kOfProcess[] = {"审",   "核",   "评",   "公示", "支付", "拨付", "发放",
                                             "兑",   "资助", "支持", "补",   "奖",   "立项", "认定",
                                             "推荐", "到账", "受理", "安排", "落实", "付款"};
  constexpr std::string_view kFree[] = {"备注", "备考",     "附注", "批注", "说明",   "情况",  "类别",
                                        "类型", "种类",     "分类", "性质", "remark", "note",  "comment",
                                        "type", "category", "kind", "备忘", "标记",   "进展",  "进度",
                                        "结果", "意见",     "结论", "状态", "status", "result"};
  const std::string bare = bare_head(head);
  if (bare.empty()) return Voice::freely;
  if (meaning.column == Column::amount && figures) return Voice::silent;
  if (const auto asked = asked_of(head)) return voice_of_question(*asked);
  const bool of_lines = !meaning.column || meaning.column == Column::amount ||
                        meaning.column == Column::paid_on || meaning.column == Column::reversed_on ||
                        meaning.column == Column::reason || meaning.column == Column::result;
  if (of_lines && (!no_word(bare).empty() || is_one_of(bare, kNoMarks))) return Voice::warns;
  if (ends_with_any(bare, kJudging) ||
      (bare.ends_with("情况") && (contains_any(bare, kOfProcess) || contains_any(bare, kGiving))))
    return Voice::judges;
  // 拟支持, 入选, Approved: a verb of giving, without a sum.
  constexpr std::string_view kVerbBefore[] = {"拟", "已",   "建议", "予以", "给予",
                                              "获", "评审", "专家", "最终", "准予"};
  std::string_view verb = bare;
  while (!is_one_of(verb, kGiving) && !begins_with(verb, kVerbBefore).empty())
    verb.remove_prefix(begins_with(verb, kVerbBefore).size());
  if (is_one_of(verb, kGiving)) return Voice::asks;
  if (contains_any(bare, kFree) || contains_any(bare, kJudging) || meaning.kind || !meaning.understood ||
      meaning.column == Column::result)
    return Voice::freely;
  return meaning.column == Column::amount ? Voice::freely : Voice::silent;
}

Verdict verdict_of(std::string_view value, Voice voice, NoWord says_no) {
  constexpr std::size_t kShort = 10;  // characters; a longer text is no mere yes or no
  if (placeholder_of(value) == Placeholder::empty && voice != Voice::facts) return Verdict::empty;
  const std::string plain = small_letters(plain_form(value));
  const bool yes = is_one_of(plain, kYesMarks), no = is_one_of(plain, kNoMarks);
  switch (voice) {
    case Voice::silent:
      return Verdict::neither;
    case Voice::facts:
      return yes || no || says_no(value).empty() ? Verdict::neither : Verdict::no;
    case Voice::freely:
      if (plain == "?") return Verdict::unclear;
      if (no) return plain == "x" || plain == "0" ? Verdict::neither : Verdict::no;
      return says_no(value).empty() ? Verdict::neither : Verdict::no;
    case Voice::judges:
    case Voice::asks:
      if (no && !(voice == Voice::judges && plain == "0")) return Verdict::no;
      if (!says_no(value).empty()) return Verdict::no;
      if (yes || contains_any(plain, kYes)) return Verdict::yes;
      if (characters_in(plain) > kShort || (voice == Voice::judges && is_grade(plain)))
        return Verdict::neither;
      return Verdict::unclear;
    case Voice::warns: {
      constexpr std::string_view kDenies[] = {"无", "未", "不", "没", "非", "否", "正常", "良好"};
      if (no) return Verdict::yes;
      if (!yes && millionths(plain) && !read_day(plain)) return Verdict::neither;
      if (!begins_with(plain, kDenies).empty() && says_no(value).empty()) return Verdict::yes;
      return yes ? Verdict::no : Verdict::unclear;
    }
  }
  return Verdict::neither;
}

namespace {

/// Whether a word says another sum: 核减.
bool is_change(std::string_view word) { return is_one_of(word, kChanged); }

/// A text of a correction without its words of change, so that what denies one is heard: 不予更正, 核减后企业放弃.
std::string of_correction(std::string_view text) {
  std::string plain = small_letters(plain_form(text));
  for (const std::string_view word : kChanged)
    for (std::size_t at = plain.find(word); at != std::string::npos; at = plain.find(word, at))
      plain.replace(at, word.size(), "支持"), at += std::string_view("支持").size();
  return no_word(plain);
}
std::string title_of_correction(std::string_view title) {
  const std::string word = title_no_word(title);
  return is_change(word) ? of_correction(title) : word;
}

/// What denies that a payment came back, or says that it is to be seen: 未退回, 不作退票处理, 取消冲销. Why it came back is no such
/// word: 账户已注销.
std::string of_return(std::string_view text) {
  constexpr std::string_view kActs[] = {"退", "冲", "作废"};
  constexpr std::string_view kDenies[] = {"未",   "不",     "不予", "不作", "不再", "无需", "不需", "无须",
                                          "不属", "不属于", "不是", "未作", "未予", "尚未", "没有", "拟",
                                          "待",   "暂不",   "取消", "撤销", "撤回", "申请"};
  constexpr std::string_view kWords[] = {"误列",   "误报",   "误填", "重新入账", "已入账", "已到账",
                                         "已补付", "待处理", "待核", "待确认",   "驳回"};
  const std::string plain = small_letters(plain_form(text));
  for (const std::string_view word : kWords)
    if (plain.contains(word)) return std::string(word);
  for (std::size_t at = 0; at < plain.size(); at += character_size(std::string_view(plain).substr(at))) {
    const std::string_view act = begins_with(std::string_view(plain).substr(at), kActs);
    if (act.empty()) continue;
    for (const std::string_view denial : kDenies)
      if (std::string_view(plain).substr(0, at).ends_with(denial))
        return std::string(denial) + std::string(act);
  }
  return {};
}

/// A column that asks whether is answered with yes: 是否更正, 是否已退回. Nothing else of what is not read judges a line of returns.
Voice voice_of_correction(std::string_view head, const HeadMeaning& meaning, bool figures) {
  const auto asked = asked_of(head);
  return asked && is_change(no_word(*asked)) ? Voice::asks : voice_of(head, meaning, figures);
}
Voice voice_of_return(std::string_view head, const HeadMeaning& meaning, bool figures) {
  const auto asked = asked_of(head);
  if (asked) return contains_any(*asked, {"退", "冲", "作废"}) ? Voice::asks : Voice::facts;
  const Voice voice = voice_of(head, meaning, figures);
  return voice == Voice::silent ? voice : Voice::freely;
}

}  // namespace

const VerdictWords& correction_verdicts() {
  static const VerdictWords words{
      of_correction,
      title_of_correction,
      voice_of_correction,
      verdict_of,
      {"It is not clearly said of these lines that they are corrected", "这些行未明确予以更正"}};
  return words;
}

const VerdictWords& return_verdicts() {
  static const VerdictWords words{
      of_return,
      of_return,
      voice_of_return,
      verdict_of,
      {"It is not clearly said of these payments that they came back or were voided",
       "这些拨付未明确为已退回或已作废"}};
  return words;
}

const VerdictWords& list_verdicts() {
  static const VerdictWords words{
      no_word,
      title_no_word,
      voice_of,
      verdict_of,
      {"It is not clearly said of these lines that they are approved", "这些行未明确为通过"}};
  return words;
}

}  // namespace credence
