// SPDX-License-Identifier: Apache-2.0
// Structured log of the node: an event name and fields, as text for a terminal or as one JSON object a line.
//
// Fields may hold hostile text: it is shown as ledger/primitives/printable.h says. One event is written at
// most kEventsPerWindow times in a window of ten seconds, so that nobody can fill the disk by misbehaving;
// what was left out is counted in the next line.
// Thread-safety: all functions, from any thread. spdlog stays in log.cc.
#pragma once

#include <concepts>
#include <initializer_list>
#include <string>
#include <string_view>

#include "ledger/primitives/error.h"

namespace credence::node {

enum class LogLevel : std::uint8_t { debug, info, warning, error };

struct LogField {
  std::string_view key;
  std::string value;
  bool is_number = false;

  LogField(std::string_view k, std::string v) : key(k), value(std::move(v)) {}
  LogField(std::string_view k, std::string_view v) : key(k), value(v) {}
  LogField(std::string_view k, const char* v) : key(k), value(v) {}
  template <std::integral N>
  LogField(std::string_view k, N number) : key(k), value(std::to_string(number)), is_number(true) {}
};

/// Until it is called, warnings and errors go to standard error as text.
void open_log(LogLevel least, bool json);
[[nodiscard]] bool logs(LogLevel level);

/// `event` is a literal such as "peer_connected": it is the key of the rate limit.
void log(LogLevel level, std::string_view event, std::initializer_list<LogField> fields = {});
/// With the code, cause and remedy of an error.
void log_error(std::string_view event, const Error& error);

}  // namespace credence::node
