// SPDX-License-Identifier: Apache-2.0
#include "client/setup/json_lines.h"

#include <algorithm>

namespace credence {
namespace {

constexpr int kDepthMax = 64;

/// One pass over a text that a JSON library has read: nothing is checked again.
class Places {
 public:
  explicit Places(std::string_view text) : text_(text) {}

  void value(const std::string& path, int depth) {
    blanks();
    out.emplace(path, line_);
    if (at_ >= text_.size() || depth == 0) return;
    if (text_[at_] == '{') return members(path, depth);
    if (text_[at_] == '[') return items(path, depth);
    if (text_[at_] == '"') {
      (void)string();
      return;
    }
    while (at_ < text_.size() && std::string_view(",]} \n\r\t").find(text_[at_]) == std::string_view::npos)
      ++at_;
  }
  JsonLines out;

 private:
  void blanks() {
    for (; at_ < text_.size() && std::string_view(" \n\r\t").find(text_[at_]) != std::string_view::npos;
         ++at_)
      line_ += text_[at_] == '\n' ? 1 : 0;
  }
  /// The text between the quotes, as it is written.
  std::string string() {
    const std::size_t begin = ++at_;
    while (at_ < text_.size() && text_[at_] != '"') at_ += text_[at_] == '\\' ? 2 : 1;
    const std::size_t end = std::min(at_, text_.size());
    ++at_;
    return std::string(text_.substr(begin, end - begin));
  }
  [[nodiscard]] bool more(char close) {
    blanks();
    if (at_ >= text_.size()) return false;
    const bool ended = text_[at_] == close;
    if (ended || text_[at_] == ',') ++at_;
    blanks();
    return !ended;
  }
  void members(const std::string& path, int depth) {
    ++at_;
    while (more('}') && at_ < text_.size() && text_[at_] == '"') {
      const std::string name = string();
      blanks();
      ++at_;  // the colon
      value((path.empty() ? "" : path + ".") + name, depth - 1);
    }
  }
  void items(const std::string& path, int depth) {
    ++at_;
    for (std::size_t i = 0; more(']') && at_ < text_.size(); ++i)
      value(path + "[" + std::to_string(i) + "]", depth - 1);
  }

  const std::string_view text_;
  std::size_t at_ = 0, line_ = 1;
};

}  // namespace

JsonLines lines_of_json(std::string_view text) {
  Places places(text);
  places.value("", kDepthMax);
  return std::move(places.out);
}

std::size_t line_of(const JsonLines& lines, std::string_view path) {
  for (;;) {
    if (const auto at = lines.find(path); at != lines.end()) return at->second;
    const std::size_t end = path.find_last_of(".[");
    if (end == std::string_view::npos) break;
    path = path.substr(0, end);
  }
  const auto whole = lines.find(std::string_view());
  return whole == lines.end() ? 1 : whole->second;
}

}  // namespace credence
