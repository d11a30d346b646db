// SPDX-License-Identifier: Apache-2.0
// The log on spdlog: lines are composed here, spdlog adds time and level and writes them.
#include "node/base/log.h"

#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

#include <atomic>
#include <chrono>
#include <map>
#include <mutex>

#include "ledger/primitives/printable.h"

namespace credence::node {
namespace {

constexpr std::uint32_t kEventsPerWindow = 200;
constexpr std::chrono::seconds kWindow{10};

struct Window {
  std::chrono::steady_clock::time_point begin;
  std::uint32_t written = 0;
  std::uint64_t left_out = 0;
};

struct Log {
  std::shared_ptr<spdlog::logger> out = spdlog::stderr_logger_mt("credence");
  std::atomic<LogLevel> least{LogLevel::warning};
  std::atomic<bool> json{false};
  std::mutex mutex;
  std::map<std::string, Window, std::less<>> windows;  // one for each event name in the source: bounded
};

Log& the_log() {
  static Log* const made = [] {
    auto* log = new Log;  // lives until the process ends: threads may log while statics are destroyed
    log->out->set_pattern("%Y-%m-%dT%H:%M:%S.%eZ %-7l %v", spdlog::pattern_time_type::utc);
    log->out->set_level(spdlog::level::trace);
    log->out->flush_on(spdlog::level::trace);
    return log;
  }();
  return *made;
}

spdlog::level::level_enum spdlog_level(LogLevel level) {
  switch (level) {
    case LogLevel::debug:
      return spdlog::level::debug;
    case LogLevel::info:
      return spdlog::level::info;
    case LogLevel::warning:
      return spdlog::level::warn;
    case LogLevel::error:
      return spdlog::level::err;
  }
  return spdlog::level::err;
}

/// A JSON string, also used for texts with blanks in the text form.
void append_quoted(std::string& out, std::string_view text) {
  static constexpr char kDigits[] = "0123456789abcdef";
  out.push_back('"');
  for (const char c : text) {
    const auto code = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\') {
      out.push_back('\\');
      out.push_back(c);
    } else if (code < 0x20 || code == 0x7F) {
      out.append("\\u00");
      out.push_back(kDigits[code >> 4]);
      out.push_back(kDigits[code & 15]);
    } else {
      out.push_back(c);
    }
  }
  out.push_back('"');
}

bool plain(std::string_view text) {
  if (text.empty()) return false;
  for (const char c : text)
    if (static_cast<unsigned char>(c) <= 0x20 || c == '"' || c == '=' || c == '\\' || c == 0x7F) return false;
  return true;
}

std::string compose(bool json, std::string_view event, std::initializer_list<LogField> fields,
                    std::uint64_t left_out) {
  std::string out;
  if (json) out.append("\"event\":");
  if (json)
    append_quoted(out, event);
  else
    out.append(event);
  const auto add = [&](std::string_view key, std::string_view value, bool bare) {
    out.append(json ? "," : " ");
    if (json)
      append_quoted(out, key);
    else
      out.append(key);
    out.append(json ? ":" : "=");
    if (bare || (!json && plain(value)))
      out.append(value);
    else
      append_quoted(out, value);
  };
  for (const auto& field : fields) add(field.key, field.value, field.is_number);
  if (left_out > 0) add("left_out_before", std::to_string(left_out), true);
  return out;
}

/// The number of lines left out before this one, or nothing if this one is to be left out.
std::optional<std::uint64_t> admit(Log& log, std::string_view event) {
  const auto now = std::chrono::steady_clock::now();
  const std::lock_guard lock(log.mutex);
  auto at = log.windows.find(event);
  if (at == log.windows.end()) at = log.windows.emplace(std::string(event), Window{now, 0, 0}).first;
  Window& window = at->second;
  if (now - window.begin > kWindow) {
    window.begin = now;
    window.written = 0;
  }
  if (window.written >= kEventsPerWindow) {
    ++window.left_out;
    return std::nullopt;
  }
  ++window.written;
  return std::exchange(window.left_out, 0);
}

}  // namespace

void open_log(LogLevel least, bool json) {
  Log& log = the_log();
  log.least = least;
  log.json = json;
  log.out->set_pattern(
      json ? R"({"time":"%Y-%m-%dT%H:%M:%S.%eZ","level":"%l",%v})" : "%Y-%m-%dT%H:%M:%S.%eZ %-7l %v",
      spdlog::pattern_time_type::utc);
}

bool logs(LogLevel level) { return level >= the_log().least.load(std::memory_order_relaxed); }

void log(LogLevel level, std::string_view event, std::initializer_list<LogField> fields) {
  if (!logs(level)) return;
  Log& out = the_log();
  const auto left_out = admit(out, event);
  if (!left_out) return;
  const bool json = out.json.load(std::memory_order_relaxed);
  const std::string composed = compose(json, event, fields, *left_out);
  const std::string line = json ? printable_json(composed) : printable(composed);
  out.out->log(spdlog_level(level), spdlog::string_view_t(line.data(), line.size()));
}

void log_error(std::string_view event, const Error& error) {
  const auto& row = info(error.code);
  log(LogLevel::error, event,
      {{"code", row.name},
       {"cause", row.cause_en},
       {"detail", error.detail},
       {"remedy", row.remedy_en},
       {"cause_zh", row.cause_zh},
       {"remedy_zh", row.remedy_zh}});
}

}  // namespace credence::node
