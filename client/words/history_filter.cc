// SPDX-License-Identifier: Apache-2.0
#include "client/words/history_filter.h"

#include <algorithm>
#include <boost/json.hpp>

#include "client/base/written.h"

namespace credence {
namespace {

namespace json = boost::json;

Outcome<std::optional<Id>> id_of(const std::string& text) {
  if (text.empty()) return std::optional<Id>{};
  if (auto good = check_id(text); !good) return give_up(ExitCode::usage, good.error());
  return std::optional<Id>(Id(text));
}

Outcome<std::optional<Date>> day_of(const std::string& text, const char* option) {
  if (text.empty()) return std::optional<Date>{};
  auto day = parse_any_date(text);
  if (!day)
    return give_up(ExitCode::usage, day.error().code, std::string(option) + ": " + day.error().detail);
  return std::optional<Date>(*day);
}

}  // namespace

Outcome<HistoryQuery> query_of(const HistoryFilter& filter) {
  HistoryQuery out{.for_display = true};
  out.kinds = filter.kinds;
  for (const std::string& kind : out.kinds)
    if (std::ranges::find(fact_names(), kind) == fact_names().end())
      return give_up(ExitCode::usage, Code::unknown_choice, "no such kind of entry: " + kind);
  auto programme = id_of(filter.programme), title = id_of(filter.qualification);
  if (!programme || !title) return std::unexpected(!programme ? programme.error() : title.error());
  auto from = day_of(filter.from, "--from"), to = day_of(filter.to, "--to");
  if (!from || !to) return std::unexpected(!from ? from.error() : to.error());
  out.programme = *programme;
  out.title = *title;
  if (*from && *to && **to < **from)
    return give_up(ExitCode::usage, Code::dates_reversed,
                   "--from " + (*from)->iso() + ", --to " + (*to)->iso());
  out.from = *from;
  out.to = *to;
  return out;
}

std::string filter_text(const HistoryQuery& query, Language language) {
  const auto say = [language](std::string_view en, std::string_view zh) {
    return std::string(Words{en, zh}.in(language));
  };
  std::string out;
  const auto add = [&out](const std::string& part) { out += (out.empty() ? "" : "; ") + part; };
  std::string kinds;
  for (const std::string& kind : query.kinds) kinds += (kinds.empty() ? "" : ", ") + kind;
  if (!kinds.empty()) add(kinds);
  if (query.programme) add(say("programme ", "专项 ") + *query.programme);
  if (query.title) add(say("title ", "资格 ") + *query.title);
  if (query.from || query.to)
    add((query.from ? query.from->iso() : "") + " – " + (query.to ? query.to->iso() : ""));
  return out;
}

json::object filter_json(const HistoryQuery& query) {
  json::object out;
  if (!query.kinds.empty()) {
    json::array kinds;
    for (const std::string& kind : query.kinds) kinds.push_back(json::string(kind));
    out["kinds"] = std::move(kinds);
  }
  if (query.programme) out["programme"] = std::string_view(*query.programme);
  if (query.title) out["qualification"] = std::string_view(*query.title);
  if (query.from) out["from"] = query.from->iso();
  if (query.to) out["to"] = query.to->iso();
  return out;
}

}  // namespace credence
