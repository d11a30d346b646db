// SPDX-License-Identifier: Apache-2.0
#include "client/words/detail.h"

#include <algorithm>
#include <charconv>
#include <optional>

#include "client/words/action_view.h"
#include "ledger/domain/types.h"

namespace credence {
namespace {

/// A word of a detail and what it is in Chinese; "#" stands for the number behind it, which goes along.
struct Phrase {
  std::string_view en, zh;
};
/// The longest first of those that begin alike.
constexpr Phrase kPhrases[] = {
    {"award line # of batch ", "安排批次第 # 行，批次 "},
    {"line #", "第 # 行"},
    {"award line", "安排行号"},
    {"the year before the programme's begins", "专项年度的上一年初"},
    {"the year before the catalogue's begins", "目录年度的上一年初"},
    {"twenty years before the target's", "目标年度前二十年"},
    {"the enterprise registered", "企业登记日"},
    {"the successor registered", "承继企业登记日"},
    {"the day of the block", "区块日期"},
    {"the award", "安排之日"},
    {"the payment", "拨付之日"},
    {"the notice", "公示之日"},
    {"the performance", "绩效评价之日"},
    {"the acceptance", "验收之日"},
    {"the present name is of ", "现名称启用于 "},
    {"the key's enterprise: ", "密钥所属企业："},
    {"the signer is of no department", "签名者不属于任何部门"},
    {"the target is ", "该目标类型为 "},
    {"its last year is ", "其末年为 "},
    {"at the latest ", "至迟 "},
    {"in force from height ", "生效高度 "},
    {"last height ", "最后高度 "},
    {"not strictly rising", "未严格递增"},
    {"milestones not rising", "里程碑未递增"},
    {"valid to ", "有效期至 "},
    {"suspended from ", "暂停自 "},
    {"reinstated on ", "恢复于 "},
    {"dissolved from ", "注销自 "},
    {"merged from ", "合并自 "},
    {"ended on ", "终止于 "},
    {"held to ", "持有至 "},
    {"held: ", "现有："},
    {"is not in force on ", "在该日未生效："},
    {"without end", "无期限"},
    {"stands for it", "为其承继人"},
    {"has no key that can vote", "没有可投票的密钥"},
    {"is next", "为下一个编号"},
    {"concerned: ", "所涉："},
    {"responsible: ", "负责部门："},
    {"registered: ", "登记为："},
    {"objections: ", "异议："},
    {"lines in public notice: ", "公示中的行数："},
    {"department ", "部门 "},
    {"programme ", "专项 "},
    {"batch ", "批次 "},
    {"list ", "清单 "},
    {"key ", "密钥 "},
    {"type ", "资格 "},
    {"quota ", "额度 "},
    {"challenge ", "榜单 "},
    {"target ", "目标 "},
    {"scale ", "评级体系 "},
    {"recovery ", "追回事项 "},
    {"proposal ", "提案 "},
    {"document ", "文件 "},
    {"entry ", "条目 "},
    {"receipt ", "到账 "},
    {"calendar ", "日历 "},
    {"rules of ", "规则："},
    {"rule ", "规则 "},
    {"rules ", "规则 "},
    {"year ", "年度 "},
    {"height ", "高度 "},
    {"index ", "序号 "},
    {"transaction ", "交易 "},
    {"before ", "早于 "},
    {"after ", "晚于 "},
    {"from ", "自 "},
    {"due ", "应于 "},
    {"on ", "于 "},
    {"to ", "至 "},
    {"into ", "并入 "},
    {"at ", "于 "},
    {"for ", "用于 "},
    {"of ", "/ "},
    {"empty", "为空"},
    {"zero", "为零"},
    {"too large", "过大"},
    {"missing", "缺失"},
};

constexpr bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; }
std::string_view digits_at(std::string_view text) {
  return text.substr(0, std::min(text.find_first_not_of("0123456789"), text.size()));
}

class Writer {
 public:
  Writer(std::string_view detail, Language language) : rest_(detail), zh_(language == Language::zh) {}
  std::string write() {
    while (!rest_.empty()) {
      if (quoted() || (at_word_ && (amounts() || (zh_ && (phrase() || member()))))) continue;
      if (at_word_ && is_letter(rest_.front())) {
        word();
        continue;
      }
      take(1);
    }
    return std::move(out_);
  }

 private:
  void take(std::size_t size) {
    out_ += rest_.substr(0, size);
    drop(size);
  }
  void drop(std::size_t size) {
    const char last = rest_[size - 1];
    at_word_ = last == ' ' || last == '(' || last == ';';
    rest_.remove_prefix(size);
  }
  void put(std::string_view text, std::size_t size) {
    out_ += text;
    drop(size);
    at_word_ = true;
  }
  /// What stands in quotes is a name.
  bool quoted() {
    if (rest_.front() != '"' && rest_.front() != '\'') return false;
    const std::size_t end = rest_.find(rest_.front(), 1);
    take(end == std::string_view::npos ? rest_.size() : end + 1);
    return true;
  }
  /// An id, a word that is not known: as it is, and not by parts.
  void word() {
    std::size_t size = 0;
    while (size < rest_.size() && rest_[size] != ' ' && rest_[size] != ',' && rest_[size] != ';') ++size;
    take(std::max<std::size_t>(size, 1));
  }
  /// "600 of 500 fen".
  bool amounts() {
    const std::string_view first = digits_at(rest_);
    std::string_view tail = rest_.substr(first.size());
    if (first.empty() || first.size() > 18 || !tail.starts_with(" of ")) return false;
    tail.remove_prefix(4);
    const std::string_view second = digits_at(tail);
    if (second.empty() || second.size() > 18 || !tail.substr(second.size()).starts_with(" fen")) return false;
    const std::size_t size = first.size() + 4 + second.size() + 4;
    put(yuan(first) + (zh_ ? " / " : " of ") + yuan(second) + (zh_ ? " 元" : " CNY"), size);
    return true;
  }
  static std::string yuan(std::string_view digits) {
    Fen fen = 0;
    (void)std::from_chars(digits.data(), digits.data() + digits.size(), fen);
    return yuan_text(fen);
  }
  bool phrase() {
    for (const Phrase& phrase : kPhrases) {
      const auto size = length_of(phrase.en);
      if (!size) continue;
      std::string text(phrase.zh);
      if (const std::size_t mark = text.find('#'); mark != std::string::npos)
        text.replace(mark, 1, digits_at(rest_.substr(phrase.en.find('#'))));
      put(text, *size);
      return true;
    }
    return false;
  }
  /// How much of the rest is this phrase; it ends with a word.
  std::optional<std::size_t> length_of(std::string_view phrase) const {
    const std::size_t mark = phrase.find('#');
    std::size_t size = phrase.size();
    if (mark == std::string_view::npos) {
      if (!rest_.starts_with(phrase)) return std::nullopt;
    } else {
      const std::string_view digits = digits_at(rest_.substr(std::min(mark, rest_.size())));
      const std::string_view tail = phrase.substr(mark + 1);
      if (digits.empty() || !rest_.starts_with(phrase.substr(0, mark)) ||
          !rest_.substr(mark + digits.size()).starts_with(tail))
        return std::nullopt;
      size = mark + digits.size() + tail.size();
    }
    const bool ends =
        phrase.back() == ' ' || size == rest_.size() || std::string_view(" ,;:)").contains(rest_[size]);
    return ends ? std::optional(size) : std::nullopt;
  }
  /// A field of an action: "paid_on: …", or all that is left.
  bool member() {
    std::size_t size = 0;
    while (size < rest_.size() && is_letter(rest_[size])) ++size;
    if (size == 0 || (size < rest_.size() && rest_[size] != ':')) return false;
    const std::string_view name = rest_.substr(0, size), words = member_words(name, Language::zh);
    if (words == name) return false;
    put(words, size);
    at_word_ = false;
    return true;
  }

  std::string_view rest_;
  std::string out_;
  bool zh_, at_word_ = true;
};

/// Why the machine could not, as it says it itself.
std::string with_reason(std::string detail) {
  constexpr Phrase kReasons[] = {{": No such file or directory", "：没有此文件"},
                                 {": Permission denied", "：没有权限"},
                                 {": Is a directory", "：是文件夹"},
                                 {": Not a directory", "：上级不是文件夹"},
                                 {": No space left on device", "：磁盘已满"},
                                 {": Read-only file system", "：磁盘只读"}};
  for (const Phrase& reason : kReasons)
    if (detail.ends_with(reason.en)) {
      detail.replace(detail.size() - reason.en.size(), reason.en.size(), reason.zh);
      break;
    }
  return detail;
}

/// Errors of what is done on the ledger: of transactions and of the domain's rules. What is quoted of files
/// stays as it is.
bool is_of_ledger(const Error& error) {
  const auto number = static_cast<std::uint16_t>(error.code);
  const bool of_file = error.code == Code::empty_list || error.detail.contains('/') ||
                       error.detail.contains(".csv") || error.detail.contains(".xlsx") ||
                       error.detail.contains("--");
  return !of_file && ((number >= 200 && number < 500) || error.code == Code::limit_exceeded ||
                      error.code == Code::unknown_key);
}

}  // namespace

std::string detail_text(const Error& error, Language language) {
  const bool ascii =
      std::ranges::all_of(error.detail, [](char c) { return static_cast<unsigned char>(c) < 0x80; });
  const bool quotes = error.detail.contains('"');
  if (!is_of_ledger(error) || (!ascii && !quotes))
    return language == Language::zh ? with_reason(error.detail) : error.detail;
  return Writer(error.detail, language).write();
}

}  // namespace credence
