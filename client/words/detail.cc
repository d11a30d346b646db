#include "client/words/detail.h"

#include <charconv>
#include <regex>

#include "client/words/action_view.h"
#include "ledger/domain/types.h"

namespace credence {
namespace {

std::string yuan(const std::string& fen) {
  Fen amount = 0;
  const auto [end, error] = std::from_chars(fen.data(), fen.data() + fen.size(), amount);
  return error == std::errc{} ? yuan_text(amount) : fen;
}

/// Each match of a pattern gives way to what `say` makes of it.
template <class Say>
std::string replaced(const std::string& text, const char* pattern, Say say) {
  const std::regex expression(pattern);
  std::string out;
  auto rest = text.begin();
  for (std::sregex_iterator at(text.begin(), text.end(), expression), end; at != end; ++at) {
    out.append(rest, text.begin() + at->position());
    out += say(*at);
    rest = text.begin() + at->position() + at->length();
  }
  return out.append(rest, text.end());
}

/// Of what the ledger's rules say, in the order in which they apply.
struct Rule {
  const char* pattern;
  const char* chinese;
};
constexpr Rule kRules[] = {
    {R"(\baward line (\d+) of batch ([a-z0-9-]+))", "批次 $2 第 $1 行"},
    {R"(\bline (\d+) of batch ([a-z0-9-]+))", "批次 $2 第 $1 行"},
    {R"(\blines? (\d+))", "第 $1 行"},
    {R"(, at the latest (?=\d))", "，最晚 "},
    {R"((\d{4}-\d\d-\d\d) before (\d{4}-\d\d-\d\d))", "$1 早于 $2"},
    {R"(\bdissolved on (?=\d))", "注销于 "},
    {R"(\bmerged on (?=\d))", "合并于 "},
    {R"( on (?=\d{4}-\d\d-\d\d))", "，"},
    {R"(, due (?=\d))", "，截止 "},
    {R"(, the enterprise registered\b)", "（企业登记）"},
    {R"(, registered$)", "（登记）"},
    {R"(, the award\b)", "（安排）"},
    {R"(, a milestone\b)", "（里程碑）"},
    {R"(, the acceptance\b)", "（验收）"},
    {R"(, the performance\b)", "（绩效评价）"},
    {R"(, a payment\b)", "（拨付）"},
    {R"(, responsible: )", "，主管部门："},
    {R"(, registered: )", "，登记名称："},
    {R"((\d+) of (\d+))", "$1 / $2"},
};

/// What stands before an id.
constexpr Words kBeforeIds[] = {{"programme", "专项"}, {"department", "部门"}, {"batch", "批次"}, {"list", "清单"},
                                {"transaction", "交易"}, {"key", "密钥"}, {"quota", "额度"}, {"target", "指标"}};

std::string in_words(std::string text, Language language) {
  const bool zh = language == Language::zh;
  text = replaced(text, R"((-?\d+) of (-?\d+) fen\b)", [zh](const std::smatch& m) {
    return zh ? yuan(m[1]) + " 元，对 " + yuan(m[2]) + " 元" : yuan(m[1]) + " of " + yuan(m[2]) + " CNY";
  });
  text = replaced(text, R"((-?\d+) fen\b)", [zh](const std::smatch& m) { return yuan(m[1]) + (zh ? " 元" : " CNY"); });
  if (!zh) return text;
  for (const Rule& rule : kRules) text = std::regex_replace(text, std::regex(rule.pattern), rule.chinese);
  for (const Words& word : kBeforeIds)
    text = std::regex_replace(text, std::regex("(^|[ ,;(])" + std::string(word.en) + " (?=[a-z0-9])"), "$1" + std::string(word.zh) + " ");
  return replaced(text, R"(\b([a-z]+(_[a-z]+)*): )", [](const std::smatch& m) {
    const std::string member = m[1];
    const std::string_view words = member_text(member, Language::zh);
    return words == member ? m[0].str() : std::string(words) + "：";
  });
}

}  // namespace

std::string detail_text(std::string_view detail, Language language) {
  std::string out;
  for (bool quoted = false; !detail.empty(); quoted = !quoted) {
    const std::size_t end = quoted ? detail.find('"', 1) : detail.find('"');
    const std::size_t length = end == std::string_view::npos ? detail.size() : end + (quoted ? 1 : 0);
    const std::string part(detail.substr(0, length));
    out += quoted ? part : in_words(part, language);
    detail.remove_prefix(length);
  }
  return out;
}

}  // namespace credence
