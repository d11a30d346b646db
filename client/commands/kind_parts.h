// SPDX-License-Identifier: Apache-2.0
// What the kinds of things are folded with (kinds.h).
#pragma once

#include "client/commands/kinds.h"
#include "ledger/views/json.h"

namespace credence::kinds {

using Entries = std::vector<HistoryEntry>;

/// Things by their names, in the order in which they were first told of.
template <class Item>
class InOrder {
 public:
  Item& at(const std::string& name) {
    const auto [place, fresh] = places_.try_emplace(name, items_.size());
    if (fresh) items_.emplace_back();
    return items_[place->second];
  }
  Item* find(const std::string& name) {
    const auto place = places_.find(name);
    return place == places_.end() ? nullptr : &items_[place->second];
  }
  [[nodiscard]] const std::vector<Item>& items() const { return items_; }

 private:
  std::map<std::string, std::size_t> places_;
  std::vector<Item> items_;
};

template <class F>
const F* as(const HistoryEntry& entry) {
  return std::get_if<F>(&entry.fact);
}
template <class Key, class Value>
boost::json::object view_of(const Value& value) {
  return state_value_to_json(StateKey(Key{}), encode(value)).value();
}
inline std::string code_text(const Uscc& code) { return std::string(text_of(code)); }
inline std::string day_text(const std::optional<Date>& day) { return day ? day->iso() : ""; }
inline std::string line_text(const Id& batch, std::uint32_t line) {
  return batch + "#" + std::to_string(line);
}
inline bool holds(const Date& from, const std::optional<Date>& to, const Date& day) {
  return from <= day && (!to || day <= *to);
}

inline constexpr Kind::Head kOfProgramme{{"programme", "专项"}, Omit::by_programme, false};
inline constexpr Kind::Head kOfEnterprise{{"code", "信用代码"}, Omit::by_enterprise, false};
inline constexpr Kind::Head kEnterprise{{"enterprise", "企业名称"}, Omit::by_enterprise, false};
inline constexpr Kind::Head kState{{"state", "状态"}, Omit::never, false};
inline Kind::Head head(std::string_view en, std::string_view zh) { return {{en, zh}, Omit::never, false}; }
inline Kind::Head number(std::string_view en, std::string_view zh) { return {{en, zh}, Omit::never, true}; }

}  // namespace credence::kinds
