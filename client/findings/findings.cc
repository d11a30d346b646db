// SPDX-License-Identifier: Apache-2.0
#include "client/findings/findings.h"

#include <algorithm>
#include <charconv>

#include "client/base/list_errors.h"
#include "client/findings/fold.h"
#include "client/findings/rules.h"

namespace credence {
namespace {

struct NamedParameter {
  const FindingRule* rule = nullptr;
  const FindingParameter* parameter = nullptr;
};
/// "F3.days".
Result<NamedParameter> parameter_named(std::string_view name) {
  for (const FindingRule& rule : finding_rules())
    for (const FindingParameter& parameter : rule.parameters)
      if (name.size() == rule.id.size() + 1 + parameter.name.size() && name.starts_with(rule.id) &&
          name[rule.id.size()] == '.' && name.ends_with(parameter.name))
        return NamedParameter{&rule, &parameter};
  return fail(Code::unknown_choice, std::string(name));
}

bool is_asked(const FindingsQuestion& question, const FindingRule& rule) {
  return question.rules.empty() ||
         std::ranges::find(question.rules, std::string(rule.id)) != question.rules.end();
}

std::vector<std::uint64_t> values_of(const FindingsQuestion& question, const FindingRule& rule) {
  std::vector<std::uint64_t> out;
  for (const FindingParameter& parameter : rule.parameters) {
    const auto at = question.parameters.find(std::string(rule.id) + "." + std::string(parameter.name));
    out.push_back(at == question.parameters.end() ? parameter.standard : at->second);
  }
  return out;
}

}  // namespace

Result<void> check_question(const FindingsQuestion& question) {
  for (const std::string& id : question.rules)
    if (std::ranges::find(finding_rules(), id, &FindingRule::id) == finding_rules().end())
      return fail(Code::unknown_choice, id);
  for (const auto& [name, value] : question.parameters) {
    const auto named = parameter_named(name);
    if (!named) return std::unexpected(named.error());
    if (!is_asked(question, *named->rule)) return fail(Code::unknown_choice, name);
    const FindingParameter& parameter = *named->parameter;
    if (value < parameter.least || value > parameter.most)
      return fail(list_code::out_of_range,
                  name + ": " + std::to_string(parameter.least) + " – " + std::to_string(parameter.most));
  }
  if (question.from && question.to && *question.to < *question.from)
    return fail(Code::dates_reversed, question.from->iso() + ", " + question.to->iso());
  return {};
}

const std::vector<std::string>& parameter_names() {
  static const std::vector<std::string> all = [] {
    std::vector<std::string> out;
    for (const FindingRule& rule : finding_rules())
      for (const FindingParameter& parameter : rule.parameters)
        out.push_back(std::string(rule.id) + "." + std::string(parameter.name));
    return out;
  }();
  return all;
}

Result<void> add_parameter(FindingsQuestion& question, std::string_view text) {
  const auto equal = text.find('=');
  const std::string name(text.substr(0, equal));
  if (auto named = parameter_named(name); !named) return std::unexpected(named.error());
  const std::string_view digits = equal == std::string_view::npos ? "" : text.substr(equal + 1);
  std::uint64_t value = 0;
  const auto [end, bad] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
  const std::string_view unsigned_digits = digits.substr(digits.starts_with('-') ? 1 : 0);
  if (unsigned_digits.empty() || unsigned_digits.find_first_not_of("0123456789") != unsigned_digits.npos)
    return fail(Code::bad_number, std::string(text));
  if (bad != std::errc{} || end != digits.data() + digits.size())
    value = ~std::uint64_t{0};  // less than nothing, or beyond all numbers: the check names the range
  if (!question.parameters.emplace(name, value).second) return fail(list_code::option_unused, name + ": 2 ×");
  return {};
}

std::expected<Findings, AuditFailure> find_in_archive(const std::filesystem::path& file,
                                                      const AuditOptions& options,
                                                      const FindingsQuestion& question) {
  findings::Fold fold;
  AuditOptions watched = options;
  watched.watcher = &fold;
  auto audit = audit_archive(file, watched);
  if (!audit) return std::unexpected(std::move(audit.error()));
  Findings out{*std::move(audit), fold.book().today, {}, {}, 0};
  for (const FindingRule& rule : finding_rules()) {
    if (!is_asked(question, rule)) continue;
    const std::size_t first = out.found.size();
    findings::Context context{fold.book(),   rule,        values_of(question, rule),
                              question.from, question.to, out.found};
    rule.find(context);
    out.left_out += context.left_out;
    std::ranges::stable_sort(std::span(out.found).subspan(first), {},
                             [](const Finding& f) { return f.days.back(); });
    out.asked.push_back({&rule, std::move(context.values), context.found,
                         context.sums.size() == 1 && context.other == 0 ? context.sums.begin()->second
                         : context.sums.empty()                         ? context.other
                                                                        : Fen{0},
                         std::move(context.sums)});
  }
  return out;
}

}  // namespace credence
