// SPDX-License-Identifier: Apache-2.0
#include "client/lists/head_words.h"

#include <algorithm>
#include <array>

#include "client/base/characters.h"
#include "client/lists/head_units.h"

namespace credence {
namespace {

struct Entry {
  Word word;
  std::string_view texts;  // separated by blanks
};

constexpr Entry kChinese[] = {
    {Word::serial, "序号 顺序号 次序 行号 项次 排序号 顺序"},
    {Word::number, "编号 编码 号码 号"},
    {Word::org,
     "企业 公司 单位 机构 主体 法人单位 厂家 厂商 商户 纳税人 工厂 市场主体 经营主体 申报者 对象 收款人 "
     "收款方 "
     "收款者 受款人 受款方 领款人 领取人 用款人 受益人 受益方 户名 账户名 帐户名 账户名称 帐户名称 账户户名 "
     "银行账户名称 银行账户名 银行户名 开户名 开户名称 开户单位 开户企业 开户人"},
    {Word::title, "名称 全称 名"},
    {Word::code, "代码 信用码 识别号 税号"},
    {Word::credit, "统一 社会 信用 组织机构"},
    {Word::project, "项目 课题"},
    {Word::kind,
     "类别 类型 种类 事项 方向 专题 领域 级别 层级 档次 奖项 批别 分类 科目 用途 条款 政策 细项 方式 性质 "
     "行业 规模 标准化 标准制定 标准制修订 标准研制 未来 差旅 待遇"},
    {Word::money, "金额 资金 款项 经费 款 额 额度 数额 数 总额"},
    {Word::grant, "补贴 补助 资助 奖补 奖励 扶持 支持 补偿 贴息 奖 补 帮扶 专项 财政 激励 兑现 后补助"},
    {Word::date, "日期 时间 日 年月日 年月"},
    {Word::term, "有效期 期限 有效 有效期限 有效期间 年限 年数 起止 起讫 起迄"},
    {Word::place,
     "地区 所在地 地市 属地 区县 县区 市县 区域 城市 辖区 所属 注册地 镇街 地域 市 县 区 省 所在"},
    {Word::result, "结论 结果 等次 等级 评级"},
    {Word::product, "产品 软件 商品"},
    {Word::batch, "批次"},
    {Word::certificate, "证书 证 证照"},
    {Word::content, "内容 简介 概况 情况 进展 说明 概述 信息 经营范围 业务范围 主营业务 主营产品"},
    {Word::other,
     "法定代表人 法人 法人代表 法人姓名 负责人 联系人 姓名 代表人 经办人 人员 个人 部门 局 银行 开户行 备注 "
     "备考 意见 依据 数量 户数 人数 家数 个数 名额 得分 分数 评分 总分 排名 名次 "
     "比例 占比 率 百分比 面积 产量 电话 手机 传真 邮箱 地址 住址 住所 邮编 账号 帐号 账户 卡号 身份证 文号 "
     "文件 文书 决定书 状态 是否 简称 联系方式 职务 签字 签名 银行 开户银行 收款银行 付款银行 支行 网点 "
     "收款行 付款行 行名 "
     "付款单位 付款人 付款方 付款户名 付款账户名称"},
    {Word::cause, "原因 理由 事由"},
    {Word::asked, "申报 申请 申领 请求 诉求 需求 拟申报 拟申请"},
    {Word::decided,
     "本次 本期 此次 今年 当年 核定 审定 批复 批准 核准 安排 下达 确定 认定 审批 实际 给予 本次 本批 本年 "
     "本年度 最终 建议 评定 分配 "
     "应 评审 扣减后 核减后 扣除后 调减后 调增后 调整后 核增后 抵扣后 扣回后 审减后 审核后 核销后 "
     "更正后 变更后 修改后 修正后 调整为 更正为 变更为 修改为"},
    {Word::payee, "收款 受款 领款 用款 领取"},
    {Word::paid, "拨付 支付 付款 实付 发放 拨款 到账 划拨 兑付 下拨 应拨"},
    {Word::before, "原 更正前 变更前 修改前 修正前 调整前 更名前 订正前"},
    {Word::prior, "已 累计 上年 上年度 去年 往年 历年 以前 以前年度 此前 前期 上期 曾 历史"},
    {Word::elsewhere,
     "投资 总投资 投入 营业 营收 收入 销售 产值 利润 税收 税 税额 资本 研发 贷款 利息 自筹 配套 合同 发票 "
     "采购 成本 支出 预算 概算 决算 保费 担保 融资 出口 进口 资产 负债 流水 开票 购置 设备 工资 社保 费用 "
     "费"},
    {Word::not_this,
     "上限 最高 最高额 封顶 限额 下限 最低 标准 定额 基数 单价 均价 人均 户均 每 剩余 余额 结余 结转 结存 "
     "沉淀 未 尚未 尚 待 "
     "暂未 欠 缺口 差额 差 扣 扣减 扣除 扣回 抵扣 核减 审减 调减 调增 核增 核销 应退 应缴 退还 追回 追缴 "
     "收回 缴回 清退 暂扣 "
     "预留 保证金 押金 违约金 罚款 滞纳金"},
    {Word::part,
     "省级 市级 区级 县级 县区级 中央 国家 国家级 地方 本级 其中 首笔 首期 第一期 第二期 一期 二期 尾款 州级 "
     "镇级"},
    {Word::sum, "合计 总计 小计 总 共计"},
    {Word::start, "起 始 自 开始 起始 生效 启用"},
    {Word::end, "止 至 截止 截至 到期 终止 失效 结束 届满"},
    {Word::issue, "发证 颁证 颁发 发布 公布 签发 授牌"},
    {Word::registered, "注册 成立 登记 设立 创立"},
    {Word::accepted, "验收 评价 绩效 考核"},
    {Word::other_party,
     "推荐 主管 归口 监管 管理 联系 合作 协作 参与 参加 协办 主办 指导 审核 初审 复核 审计 评估 开户 出资 "
     "服务 供应 供货 招标 母 控股 上级 填报 填表 制表 报送 隶属 下属 关联 托管 认定机构 认定单位 批准机构 "
     "批准单位 审批单位 评审机构 检测机构 认证机构 用户"},
    {Word::reversal, "退票 退汇 退回 退款 退库 冲销 冲正 作废"},
    {Word::years, "年 年限 年数"},
    {Word::honour, "资格 资质 称号 荣誉 头衔 牌匾 铜牌"},
    {Word::filler,
     "的 及 和 与 或 所 各 该 本 拟 必填 选填 盖章 公章 加盖 填写 具体 详细 正式 准确 完整 基本 明细 相关 "
     "承担 实施 建设 牵头 受益 获 获奖 获得 获批 获评 入选 入围 受 被 主要 第 批 年度 年份 人民币 表 一 二 "
     "三 四 五 六 七 八 九 十"},
};
constexpr Entry kEnglish[] = {
    {Word::serial, "no seq sequence line index nr"},
    {Word::number, "number"},
    {Word::org,
     "company enterprise organisation organization entity firm beneficiary recipient grantee applicant "
     "business corporation payee"},
    {Word::title, "name title"},
    {Word::code, "code uscc"},
    {Word::credit, "credit unified social"},
    {Word::project, "project"},
    {Word::kind, "category type kind class"},
    {Word::money, "amount sum money funds fund"},
    {Word::grant, "award grant subsidy support aid reward"},
    {Word::date, "date day on"},
    {Word::term, "valid validity term period"},
    {Word::place, "place city region district area location"},
    {Word::result, "result grade conclusion"},
    {Word::product, "product"},
    {Word::batch, "batch list"},
    {Word::certificate, "certificate cert"},
    {Word::other,
     "remark remarks note notes comment comments phone mobile email address account bank person contact "
     "representative department score rank ratio percent quantity count rate status"},
    {Word::cause, "reason cause"},
    {Word::asked, "requested applied asked claimed request application"},
    {Word::decided, "approved awarded granted allocated final confirmed"},
    {Word::paid, "paid payment disbursed"},
    {Word::prior, "previous prior cumulative"},
    {Word::elsewhere, "investment revenue income sales profit tax loan contract budget cost price capital"},
    {Word::not_this,
     "limit cap max maximum ceiling upper minimum standard remaining remainder balance outstanding unpaid "
     "undisbursed "
     "pending per recovered recovery clawback deducted deduction withheld reserved"},
    {Word::sum, "total"},
    {Word::start, "from start begin begins effective"},
    {Word::end, "to until end ends expiry expires expiration through"},
    {Word::issue, "issue issued"},
    {Word::registered, "registered registration founded"},
    {Word::accepted, "acceptance evaluation performance"},
    {Word::reversal, "returned return voided void"},
    {Word::years, "years"},
    {Word::filler, "of the in full official and"},
};

struct KnownHead {
  std::string_view text;
  Word word;
};
template <std::size_t N>
std::vector<KnownHead> known_words(const Entry (&entries)[N]) {
  std::vector<KnownHead> out;
  for (const Entry& entry : entries)
    for (std::string_view rest = entry.texts; !rest.empty();) {
      const std::size_t end = std::min(rest.find(' '), rest.size());
      out.push_back({rest.substr(0, end), entry.word});
      rest.remove_prefix(std::min(end + 1, rest.size()));
    }
  std::ranges::sort(out, std::ranges::greater{}, [](const KnownHead& known) { return known.text.size(); });
  return out;
}

/// The longest word that the text begins with; one that says two things (年限) stands twice.
const KnownHead* longest(const std::vector<KnownHead>& words, std::string_view text) {
  const auto at =
      std::ranges::find_if(words, [text](const KnownHead& known) { return text.starts_with(known.text); });
  return at == words.end() ? nullptr : &*at;
}

constexpr bool is_latin(char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'); }

/// A word of Latin letters: one that is known, several written together, or unknown.
void add_latin(std::string_view run, bool aside, HeadWords& out) {
  static const std::vector<KnownHead> words = known_words(kEnglish);
  if (run.find_first_not_of("0123456789") == std::string_view::npos) {
    out.words.push_back({Word::filler, aside});  // a year, the number of a column
    return;
  }
  std::vector<HeadWord> found;
  for (std::string_view rest = run; !rest.empty();) {
    const KnownHead* const word = longest(words, rest);
    if (word == nullptr || (found.empty() && word->text.size() <= 3 && word->text.size() != run.size())) {
      found.assign(1, {Word::unknown, aside});
      break;
    }
    found.push_back({word->word, aside});
    rest.remove_prefix(word->text.size());
  }
  out.words.insert(out.words.end(), found.begin(), found.end());
}

}  // namespace

HeadWords head_words(std::string_view head) {
  static const std::vector<KnownHead> words = known_words(kChinese);
  HeadWords out;
  std::string text = head_form(head);
  const UnitSaid said = take_head_unit(text);
  out.unit = said.unit;
  out.other_unit = said.other;
  bool aside = false, unknown = false;
  for (std::string_view rest = text; !rest.empty();) {
    const char c = rest.front();
    if (c == '(' || c == ')') {
      aside = c == '(';
      rest.remove_prefix(1);
      unknown = false;
      continue;
    }
    if (is_latin(c)) {
      std::size_t end = 1;
      while (end < rest.size() && is_latin(rest[end])) ++end;
      add_latin(rest.substr(0, end), aside, out);
      rest.remove_prefix(end);
      unknown = false;
      continue;
    }
    if (const KnownHead* const word = longest(words, rest); word != nullptr) {
      for (const KnownHead& known : words)
        if (known.text == word->text) out.words.push_back({known.word, aside});
      rest.remove_prefix(word->text.size());
      unknown = false;
      continue;
    }
    const std::size_t size = static_cast<unsigned char>(c) < 0x80   ? 1
                             : static_cast<unsigned char>(c) < 0xe0 ? 2
                             : static_cast<unsigned char>(c) < 0xf0 ? 3
                                                                    : 4;
    const std::u32string one = utf32(rest.substr(0, size));
    if (!one.empty() && one[0] >= 0x3400 && !(one[0] >= 0xfe00 && one[0] <= 0xffef)) {
      if (!unknown) out.words.push_back({Word::unknown, aside});
      unknown = true;
    }
    rest.remove_prefix(std::min(size, rest.size()));  // marks say nothing
  }
  return out;
}

}  // namespace credence
