// SPDX-License-Identifier: Apache-2.0
#include "client/words/action_view.h"

#include <boost/json.hpp>

#include "client/base/written.h"
#include "client/words/enum_words.h"
#include "client/words/facts.h"
#include "client/words/recovery_words.h"
#include "client/words/table.h"
#include "ledger/views/json.h"

namespace credence {
namespace {

namespace json = boost::json;

struct ActionSum {
  template <class Body>
  Fen operator()(const Body& a) const {
    Fen out = 0;
    if constexpr (requires { a.lines.front().amount; })
      for (const auto& line : a.lines) out += line.amount;
    if constexpr (requires { a.lines.front().requested; })
      for (const auto& line : a.lines) out += line.requested;
    if constexpr (requires { a.amount; }) out = a.amount;
    if constexpr (requires { a.budget; }) out = a.budget;
    if constexpr (requires { a.demanded; }) out = a.demanded;
    if constexpr (requires { a.proceeds; }) out = a.proceeds > 0 ? a.proceeds : a.cost;
    return out;
  }
};

// ---- the whole --------------------------------------------------------------------------------------------

/// Amounts stand twice in JSON, in fen and for people; proofs of possession say nothing to people.
bool hidden(const json::object& object, std::string_view member) {
  return member == "action" || member == "possession" || object.contains(std::string(member) + "_yuan");
}
/// The member without the ending of an amount for people.
std::string_view plain(std::string_view member) {
  return member.ends_with("_yuan") ? member.substr(0, member.size() - 5) : member;
}

class ActionWriter {
 public:
  explicit ActionWriter(Language language) : language_(language) {}

  [[nodiscard]] std::string scalar(std::string_view member, const json::value& value) const {
    if (value.is_null()) return {};
    if (value.is_bool()) return value.get_bool() ? say("yes", "是") : say("no", "否");
    if (value.is_object()) return in_one_cell(value.get_object());
    if (!value.is_string()) return json::serialize(value);
    if (member.ends_with("_yuan"))
      if (const auto amount = parse_yuan(std::string_view(value.get_string())))
        return both_units_text(*amount, language_);
    return value_text(member, std::string_view(value.get_string()), language_);
  }

  void object(const json::object& members, const std::string& indent) {
    for (const auto& [name, value] : members) {
      if (name == "lines" || hidden(members, name)) continue;
      const std::string head = indent + std::string(member_words(plain(name), language_)) + say(": ", "：");
      if (value.is_object()) {
        out_ += head + "\n";
        object(value.get_object(), indent + "  ");
      } else if (value.is_array()) {
        array(name, head, value.get_array(), indent);
      } else if (std::string text = scalar(name, value); !text.empty()) {
        out_ += head + text + "\n";
      }
    }
  }

  void table(const json::array& lines) {
    std::vector<std::string> columns;
    for (const json::value& line : lines)
      for (const auto& [name, value] : line.get_object())
        if (!hidden(line.get_object(), name) && !scalar(name, value).empty() &&
            std::ranges::find(columns, name) == columns.end())
          columns.emplace_back(name);
    Table out;
    for (const std::string& column : columns)
      out.column(std::string(member_words(plain(column), language_)),
                 column.ends_with("_yuan") ? Table::Align::right : Table::Align::left);
    for (const json::value& line : lines) {
      std::vector<std::string> cells;
      for (const std::string& column : columns) {
        const json::value* const value = line.get_object().if_contains(column);
        const bool amount = column.ends_with("_yuan");  // its head has no unit, nor has it
        cells.push_back(value == nullptr ? ""
                        : amount         ? std::string(value->get_string())
                                         : scalar(column, *value));
      }
      out.row(std::move(cells));
    }
    out_ += out.text();
  }

  /// What a line says of one thing: "A, 12.5%" of an investment, "3, class, 2" of persons.
  [[nodiscard]] std::string in_one_cell(const json::object& members) const {
    std::string out;
    for (const auto& [name, value] : members) {
      const std::string text = name == "stake" ? stake(value) : scalar(name, value);
      if (!text.empty()) out += (out.empty() ? "" : say(", ", "，")) + text;
    }
    return out;
  }
  static std::string stake(const json::value& basis_points) {
    const auto points = basis_points.to_number<unsigned>();
    return points > 0 ? percent_text(points) : "";
  }

  /// `of`: which line of a list.
  void changes(const json::object& before, const json::object& after, const std::string& of) {
    for (const auto& [name, value] : after) {
      const json::value* const held = before.if_contains(name);
      if (name == "lines" || hidden(after, name) || (held != nullptr && *held == value)) continue;
      if (value.is_object() && held != nullptr && held->is_object()) {
        changes(held->get_object(), value.get_object(), of);
        continue;
      }
      const auto shown = [&](const json::value* one) {
        const std::string text = one == nullptr     ? ""
                                 : one->is_object() ? in_one_cell(one->get_object())
                                 : name == "stake"  ? stake(*one)
                                                    : scalar(name, *one);
        return text.empty() ? say("none", "无") : text;
      };
      out_ += of + std::string(member_words(plain(name), language_)) + say(": ", "：") + shown(held) + " → " +
              shown(&value) + "\n";
    }
  }
  void line_changes(const json::array& before, const json::array& after) {
    for (std::size_t i = 0; i < after.size() && i < before.size(); ++i) {
      const json::object& line = after[i].get_object();
      changes(before[i].get_object(), line,
              say("line ", "第 ") + json::serialize(line.at("line")) + say(", ", " 行，"));
    }
  }

  std::string take() && { return std::move(out_); }

 private:
  [[nodiscard]] std::string say(std::string_view en, std::string_view zh) const {
    return std::string(Words{en, zh}.in(language_));
  }
  void array(std::string_view name, const std::string& head, const json::array& items,
             const std::string& indent) {
    if (items.empty()) return;
    if (items.front().is_object()) {
      out_ += head + "\n";
      for (const json::value& item : items) {
        out_ += indent + "  -\n";
        object(item.get_object(), indent + "    ");
      }
      return;
    }
    std::string text;
    for (const json::value& item : items) text += (text.empty() ? "" : say(", ", "、")) + scalar(name, item);
    out_ += head + text + "\n";
  }

  Language language_;
  std::string out_;
};

/// "3 lines, 600.00 CNY; the whole list declares 10 lines, 1,000.00 CNY".
std::string totals_text(const Action& action, Language language) {
  const bool zh = language == Language::zh;
  const auto counted_with = [&](std::uint64_t lines, Fen sum) {
    return counted(lines, noun::kLine, language) +
           (sum > 0 ? (zh ? "，" : ", ") + both_units_text(sum, language) : "");
  };
  return std::visit(
      [&]<class Body>(const Body& a) -> std::string {
        if constexpr (requires { a.lines.size(); }) {
          std::string out = a.lines.empty()
                                ? std::string(zh ? "尚无明细" : "no lines yet")
                                : (zh ? "合计：" : "in all: ") + counted_with(a.lines.size(), sum_of(action));
          if constexpr (requires { a.declared_count; })
            if (a.declared_count != a.lines.size() || a.declared_total != sum_of(action))
              out += (zh ? "；整份清单申报 " : "; the whole list declares ") +
                     counted_with(a.declared_count, a.declared_total);
          return out + "\n";
        } else {
          return {};
        }
      },
      action);
}

}  // namespace

std::string_view member_words(std::string_view member, Language language) {
  struct Row {
    std::string_view name;
    Words words;
  };
  static constexpr Row kRows[] = {
#define MEMBER(name, en, zh) {#name, {en, zh}},
#include "client/words/member_words.def"
#undef MEMBER
  };
  for (const Row& row : kRows)
    if (row.name == member) return row.words.in(language);
  return member;
}

std::optional<LineNumbers> line_numbers(const Action& action) {
  return std::visit(
      []<class Body>(const Body& a) -> std::optional<LineNumbers> {
        if constexpr (requires { a.lines.front().line; })
          if (!a.lines.empty()) return LineNumbers{a.lines.front().line, a.lines.back().line};
        return std::nullopt;
      },
      action);
}
Fen sum_of(const Action& action) { return std::visit(ActionSum{}, action); }

std::string amounts_text(const Action& action, Language language) {
  const bool zh = language == Language::zh;
  const Fen sum = sum_of(action);
  const std::string beside = std::visit(
      [language](const auto& a) {
        if constexpr (requires { a.charges; }) return charges_text(a.charges, language);
        return std::string();
      },
      action);
  if (sum > 0 || !beside.empty())
    return (sum > 0 ? both_units_text(sum, language) : "") +
           (sum > 0 && !beside.empty() ? (zh ? "，另 " : " and ") : "") + beside;
  const auto* const set = std::get_if<SetProgrammeRules>(&action);
  if (set == nullptr) return {};
  std::string out;
  if (set->rules.cap > 0) out = (zh ? "单个企业上限 " : "cap ") + both_units_text(set->rules.cap, language);
  std::string tranches;
  for (const Tranche& tranche : set->rules.tranches)
    tranches += (tranches.empty() ? (zh ? "分期：" : "tranches: ") : (zh ? "、" : " + ")) +
                std::string(condition_words(tranche.condition).in(language)) +
                (tranche.milestone > 0 ? " " + std::to_string(tranche.milestone) : "") + " " +
                (tranche.percent > 0 ? std::to_string(tranche.percent) + " %"
                                     : both_units_text(tranche.amount, language));
  return out + (out.empty() || tranches.empty() ? "" : zh ? "，" : ", ") + tranches;
}

std::string summary_of(const Action& action, Language language) {
  const bool zh = language == Language::zh;
  const std::string subject = subject_of(action, language);
  std::string out = describe(action, language);
  if (!subject.empty()) out += (zh ? "：" : ": ") + subject;
  if (const std::size_t lines = lines_of(action); lines > 1)
    out += (zh ? "，" : ", ") + counted(lines, noun::kLine, language);
  if (const std::string amounts = amounts_text(action, language); !amounts.empty())
    out += (zh ? "，" : ", ") + amounts;
  return out;
}

std::string action_text(const Action& action, Language language) {
  json::object view = to_json(action);
  // What says nothing of this step.
  const auto leave_out = [&view](std::string_view member) {
    for (json::value& line : view.at("lines").as_array()) line.as_object().erase(member);
  };
  if (const auto* const results = std::get_if<RecordResults>(&action)) {
    if (results->step == ResultStep::performance || results->step == ResultStep::closing) leave_out("passed");
    if (results->step != ResultStep::milestone) leave_out("milestone");
    if (results->step != ResultStep::performance) leave_out("grade");
  }
  if (const auto* const withdrawn = std::get_if<WithdrawResults>(&action);
      withdrawn != nullptr && withdrawn->step != ResultStep::milestone)
    leave_out("milestone");
  ActionWriter writer(language);
  writer.object(view, "  ");
  if (const json::value* const lines = view.if_contains("lines");
      lines != nullptr && lines->is_array() && !lines->get_array().empty())
    writer.table(lines->get_array());
  return std::move(writer).take() + totals_text(action, language);
}

std::string changes_text(const Action& before, const Action& after, Language language) {
  const json::object held = to_json(before), view = to_json(after);
  ActionWriter writer(language);
  writer.changes(held, view, "");
  if (view.contains("lines")) writer.line_changes(held.at("lines").as_array(), view.at("lines").as_array());
  return std::move(writer).take();
}

std::string members_text(const BidMembers& members) {
  std::string out;
  for (const BidMember& one : members)
    out += (out.empty() ? "" : ", ") + std::string(text_of(one.code)) + " " + percent_text(one.share);
  return out;
}

std::string_view words_of_action(std::string_view name, Language language) {
#define CREDENCE_ACTION(Type, action_name, role, en, zh) \
  if (name == #action_name) return Words{en, zh}.in(language);
#include "ledger/domain/actions.def"
#undef CREDENCE_ACTION
  return name;
}

}  // namespace credence
