// SPDX-License-Identifier: Apache-2.0
#include "client/words/table.h"

#include <unistd.h>

#include <cmath>
#include <cstdio>
#include <cstdlib>

#include "client/words/detail.h"
#include "ledger/primitives/printable.h"

namespace credence {
namespace {

constexpr std::size_t kWordMax =
    28;  // columns: codes and most ids; a longer word of a narrow table breaks inside
constexpr std::size_t kColumnMin = 8;  // of a text that has so much: a character a line cannot be read

std::string duration_text(double seconds, Language language) {
  const auto s = static_cast<std::uint64_t>(std::ceil(seconds));
  if (s < 90) return std::to_string(s) + (language == Language::zh ? " 秒" : " s");
  return std::to_string((s + 59) / 60) + (language == Language::zh ? " 分钟" : " min");
}

}  // namespace

void Table::column(std::string head, Align align) {
  heads_.push_back(std::move(head));
  aligns_.push_back(align);
}

void Table::row(std::vector<std::string> cells) {
  cells.resize(heads_.size());
  for (std::string& cell : cells) cell = printable(cell);
  rows_.push_back(std::move(cells));
}

std::optional<std::vector<std::size_t>> Table::widths(std::optional<std::size_t> room) const {
  std::vector<std::size_t> out, least;
  std::size_t total = heads_.empty() ? 0 : 2 * (heads_.size() - 1);
  for (std::size_t c = 0; c < heads_.size(); ++c) {
    std::size_t wide = display_width(heads_[c]), word = widest_word(heads_[c]);
    for (const auto& row : rows_) {
      wide = std::max(wide, display_width(row[c]));
      // a number stands whole, a long word breaks
      const std::size_t whole = display_width(row[c]);
      word = std::max(word, aligns_[c] == Align::right ? whole
                                                       : std::max(std::min(widest_word(row[c]), kWordMax),
                                                                  std::min(whole, kColumnMin)));
    }
    out.push_back(wide);
    least.push_back(word);
    total += wide;
  }
  for (; room && total > *room; --total) {
    std::size_t widest = out.size();
    for (std::size_t c = 0; c < out.size(); ++c)
      if (out[c] > least[c] && (widest == out.size() || out[c] > out[widest])) widest = c;
    if (widest == out.size()) return std::nullopt;
    --out[widest];
  }
  return out;
}

std::string Table::records(std::size_t room) const {
  std::size_t column = 0;
  for (const std::string& head : heads_) column = std::max(column, display_width(head));
  column = std::min(column, room / 3);
  std::string out;
  for (const auto& row : rows_) {
    if (!out.empty()) out += "\n";
    for (std::size_t c = 0; c < row.size(); ++c) {
      if (row[c].empty()) continue;
      const auto head = folded(heads_[c], column), cell = folded(row[c], room - column - 2);
      for (std::size_t i = 0; i < std::max(head.size(), cell.size()); ++i) {
        const std::string left = i < head.size() ? head[i] : "";
        std::string line = left + std::string(column + 2 - display_width(left), ' ');
        if (i < cell.size()) line += cell[i];
        line.erase(line.find_last_not_of(' ') + 1);
        out += line + "\n";
      }
    }
  }
  return out;
}

std::string Table::text() const { return text(terminal_room(STDOUT_FILENO)); }

std::string Table::text(std::optional<std::size_t> room) const {
  const auto fitting = widths(room);
  if (!fitting) return records(*room);
  std::string out;
  const auto line = [&](const std::vector<std::string>& cells) {
    std::vector<std::vector<std::string>> parts;
    std::size_t height = 1;
    for (std::size_t c = 0; c < cells.size(); ++c) {
      parts.push_back(folded(cells[c], (*fitting)[c]));
      height = std::max(height, parts.back().size());
    }
    for (std::size_t i = 0; i < height; ++i) {
      std::string one;
      for (std::size_t c = 0; c < cells.size(); ++c) {
        const std::string part = i < parts[c].size() ? parts[c][i] : "";
        const std::string pad((*fitting)[c] - display_width(part), ' ');
        if (c > 0) one += "  ";
        one += aligns_[c] == Align::right ? pad + part : part + pad;
      }
      one.erase(one.find_last_not_of(' ') + 1);
      out += one + "\n";
    }
  };
  line(heads_);
  for (std::size_t c = 0; c < heads_.size(); ++c) {
    if (c > 0) out += "  ";
    for (std::size_t i = 0; i < (*fitting)[c]; ++i) out += "─";
  }
  out += "\n";
  for (const auto& row : rows_) line(row);
  return out;
}

std::string signer_names(const Certificate& certificate, const ValidatorSet& set, Language language) {
  std::string out;
  for (const ValidatorSignature& s : certificate.signatures) {
    CREDENCE_ASSERT(s.validator < set.size());  // it was verified under this set
    const Validator& validator = set.validators[s.validator];
    out += (out.empty() ? "" : Words{", ", "、"}.in(language));
    out += Words{validator.name_en, validator.name_zh}.in(language);
  }
  return out;
}

namespace {

/// A detail may be several lines, as the end of a log is. What it quotes cannot pose as lines of ours.
std::string in_lines(std::string_view detail) {
  std::string out;
  for (const char c : printable_lines(detail)) out += c == '\n' ? std::string("\n  | ") : std::string(1, c);
  return out;
}

}  // namespace

std::string error_text(const Error& error, Language language) {
  const ErrorInfo& row = info(error.code);
  const bool zh = language == Language::zh;
  std::string out = std::string(row.name) + ": " + std::string(zh ? row.cause_zh : row.cause_en);
  if (!error.detail.empty())
    out += (zh ? "（" : " (") + in_lines(detail_text(error, language)) + (zh ? "）" : ")");
  const std::string_view remedy = zh ? row.remedy_zh : row.remedy_en;
  if (!remedy.empty()) out += "\n  → " + std::string(remedy);
  return out;
}

std::string progress_line(std::string_view label, std::uint64_t done, std::uint64_t total, double seconds,
                          std::size_t width, Language language) {
  const double part = total == 0 ? 1.0 : static_cast<double>(done) / static_cast<double>(total);
  const double rate = seconds > 0 ? static_cast<double>(done) / seconds : 0;
  std::string tail = "  " + std::to_string(static_cast<int>(part * 100)) + " %  " + with_separators(done) +
                     "/" + with_separators(total);
  if (done > 0 && seconds >= 0.2) {
    tail +=
        "  " + with_separators(static_cast<std::uint64_t>(rate)) + (language == Language::zh ? "/秒" : "/s");
    if (done < total) {
      const double left = static_cast<double>(total - done) / rate;
      const bool zh = language == Language::zh;
      tail += zh ? "  剩余 " : "  ";
      tail += duration_text(left, language);
      tail += zh ? "" : " left";
    }
  }
  const std::size_t used = display_width(label) + 1 + display_width(tail);
  const std::size_t cells = width > used + 10 ? std::min<std::size_t>(width - used - 1, 30) : 0;
  const auto full = static_cast<std::size_t>(part * static_cast<double>(cells));
  std::string bar = std::string(label) + " ";
  for (std::size_t i = 0; i < cells; ++i) bar += i < full ? "█" : "░";
  return clipped(bar + tail, width);
}

Progress::Progress(std::string label, std::uint64_t total, Language language, bool quiet)
    : label_(printable(label)),
      total_(total),
      language_(language),
      quiet_(quiet),
      terminal_(isatty(STDERR_FILENO) == 1) {}

Progress::~Progress() {
  if (terminal_ && !quiet_ && !finished_ && drawn_ != Clock::time_point{}) std::fputs("\n", stderr);
}

double Progress::seconds() const { return std::chrono::duration<double>(Clock::now() - begin_).count(); }

void Progress::draw(bool last) {
  if (quiet_) return;
  if (terminal_) {
    const auto now = Clock::now();
    if (!last && now - drawn_ < std::chrono::milliseconds(100)) return;
    drawn_ = now;
    std::fprintf(
        stderr, "\r\x1b[K%s%s",
        progress_line(label_, done_, total_, seconds(), terminal_width(STDERR_FILENO) - 1, language_).c_str(),
        last ? "\n" : "");
    std::fflush(stderr);
  } else if (last) {
    std::fprintf(stderr, "%s: %s%s  %.1f s\n", label_.c_str(), with_separators(done_).c_str(),
                 total_ > 0 ? ("/" + with_separators(total_)).c_str() : "", seconds());
  }
}

void Progress::advance(std::uint64_t by) {
  const std::lock_guard lock(mutex_);
  done_ += by;
  draw(false);
}

void Progress::finish() {
  const std::lock_guard lock(mutex_);
  if (finished_) return;
  finished_ = true;
  draw(true);
}

}  // namespace credence
