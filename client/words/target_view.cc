// SPDX-License-Identifier: Apache-2.0
#include "client/words/target_view.h"

#include "client/base/written.h"

namespace credence {
namespace {

std::string hundredths(std::uint64_t value) {
  return with_separators(value / 100) + "." + std::to_string(100 + value % 100).substr(1);
}

/// Large sums as people write them, cut to two decimals: 亿元, or billions of yuan.
std::string large_money_text(Fen amount, Language language) {
  const bool zh = language == Language::zh;
  const Fen unit = zh ? 10'000'000'000 : 100'000'000'000;
  if (amount < unit) return money_text(amount, language);
  return hundredths(static_cast<std::uint64_t>(amount / (unit / 100))) + (zh ? " 亿元" : " bn CNY");
}

std::string count_text(const TargetValue& target, std::int64_t value, Language language) {
  const Name& unit = language == Language::zh ? target.unit_zh : target.unit_en;
  return with_separators(static_cast<std::uint64_t>(value)) + (unit.empty() ? "" : " " + unit);
}

}  // namespace

std::string wanted_text(const TargetValue& target, Language language) {
  switch (target.kind) {
    case TargetKind::count:
      return count_text(target, target.value, language);
    case TargetKind::share:
      return hundredths(static_cast<std::uint64_t>(target.value)) + " %";
    case TargetKind::amount:
      return large_money_text(target.value, language);
  }
  return {};
}

std::string figure_text(const TargetValue& target, const MeasureValue& measure, Language language) {
  switch (target.kind) {
    case TargetKind::count:
      return count_text(target, measure.value, language);
    case TargetKind::share:
      return progress_text(target, measure) + " (" +
             with_separators(static_cast<std::uint64_t>(measure.value)) + " / " +
             with_separators(static_cast<std::uint64_t>(measure.whole)) + ")";
    case TargetKind::amount:
      return large_money_text(measure.value, language);
  }
  return {};
}

std::string exact_figure_text(const TargetValue& target, const MeasureValue& measure, Language language) {
  return target.kind == TargetKind::amount ? both_units_text(measure.value, language)
                                           : figure_text(target, measure, language);
}

std::string progress_text(const TargetValue& target, const MeasureValue& measure) {
  return hundredths(target.progress(measure)) + " %";
}

std::string standing_text(TargetStanding standing, Language language) {
  constexpr Words kWords[] = {
      {"not measured", "尚无数据"}, {"under way", "推进中"}, {"reached", "已达成"}, {"missed", "未达成"}};
  return std::string(kWords[static_cast<std::size_t>(standing)].in(language));
}

Table target_table(const std::vector<std::pair<Id, TargetValue>>& targets, const Date& day,
                   Language language) {
  Table table;
  const auto head = [&](const Words& words, Table::Align align = Table::Align::left) {
    table.column(std::string(words.in(language)), align);
  };
  head({"target", "目标"});
  head({"what", "内容"});
  head({"plan", "规划值"}, Table::Align::right);
  head({"by", "期限"});
  head({"figure", "最新数据"}, Table::Align::right);
  head({"of day", "数据日期"});
  head({"progress", "进度"}, Table::Align::right);
  head({"standing", "状态"});
  for (const auto& [id, target] : targets) {
    std::vector<std::string> row{id, std::string(language == Language::zh ? target.name_zh : target.name_en),
                                 wanted_text(target, language), std::to_string(target.year)};
    if (target.latest) {
      row.push_back(figure_text(target, *target.latest, language));
      row.push_back(target.latest->on.iso());
      row.push_back(progress_text(target, *target.latest));
    } else {
      row.insert(row.end(), 3, "");
    }
    row.push_back(standing_text(target.standing(day), language));
    table.row(std::move(row));
  }
  return table;
}

}  // namespace credence
