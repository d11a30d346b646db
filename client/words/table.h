// SPDX-License-Identifier: Apache-2.0
// What the command line prints: two languages, tables that line up also where Chinese stands beside Latin
// letters, a progress bar, and the same as JSON.
//
// Results go to standard output, everything about the way (progress, warnings) to standard error. With
// `--json` standard output holds one JSON value (or one a line, where a command says so), errors included.
#pragma once

#include <chrono>
#include <functional>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "client/base/counted.h"
#include "client/base/failure.h"
#include "client/base/language.h"
#include "client/words/width.h"
#include "ledger/chain/certificate.h"

namespace credence {

/// A table with a head line, a rule under it, and columns as wide as their widest cell. A cell is one line of
/// printable text. On a terminal that is narrower the widest columns fold; where even that is too little, each
/// row becomes lines of "head  cell". Nothing is ever cut.
class Table {
 public:
  enum class Align { left, right };
  void column(std::string head, Align align = Align::left);
  void row(std::vector<std::string> cells);
  [[nodiscard]] std::size_t rows() const { return rows_.size(); }
  /// For standard output.
  [[nodiscard]] std::string text() const;
  /// In at most so many columns; none: as wide as it is.
  [[nodiscard]] std::string text(std::optional<std::size_t> room) const;

 private:
  /// The width of each column; nothing: they do not fit side by side.
  [[nodiscard]] std::optional<std::vector<std::size_t>> widths(std::optional<std::size_t> room) const;
  [[nodiscard]] std::string records(std::size_t room) const;

  std::vector<std::string> heads_;
  std::vector<Align> aligns_;
  std::vector<std::vector<std::string>> rows_;
};

/// The names of those who signed, "A, B, C"; `set` is that of the certificate's height.
[[nodiscard]] std::string signer_names(const Certificate& certificate, const ValidatorSet& set,
                                       Language language);

/// "code: cause (detail)\n remedy" in one language. What a detail quotes of files and nodes is printable, and
/// cannot pose as lines of ours.
[[nodiscard]] std::string error_text(const Error& error, Language language);

/// The state of a long job; thread-safe. On a terminal it redraws one line of standard error at most ten
/// times a second with rate and time left; elsewhere it prints nothing until `finish`, which prints one line.
class Progress {
 public:
  using Clock = std::chrono::steady_clock;
  /// `quiet`: print nothing at all (`--json`).
  Progress(std::string label, std::uint64_t total, Language language, bool quiet);
  ~Progress();
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;

  void advance(std::uint64_t by);
  void finish();
  [[nodiscard]] double seconds() const;

 private:
  void draw(bool last);

  const std::string label_;
  const std::uint64_t total_;
  const Language language_;
  const bool quiet_;
  const bool terminal_;
  const Clock::time_point begin_ = Clock::now();
  std::mutex mutex_;
  std::uint64_t done_ = 0;
  bool finished_ = false;
  Clock::time_point drawn_{};
};

/// The bar's line, for tests: "label ████░░░░  50 %  500/1,000  250/s  2 s left".
[[nodiscard]] std::string progress_line(std::string_view label, std::uint64_t done, std::uint64_t total,
                                        double seconds, std::size_t width, Language language);

}  // namespace credence
