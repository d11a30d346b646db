// SPDX-License-Identifier: Apache-2.0
// A text as a QR code (libqrencode): in a terminal, or as an image to be printed.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "client/base/failure.h"

namespace credence {

class QrCode {
 public:
  /// With room for a quarter of it to be lost (level Q) where it fits, else with the least correction;
  /// `smallest`: with that at once. `limit_exceeded` for more than a code holds: 2,953 bytes.
  [[nodiscard]] static Result<QrCode> of(std::string_view text, bool smallest = false);

  [[nodiscard]] int width() const { return width_; }  // modules, without the quiet zone
  [[nodiscard]] bool dark(int x, int y) const;        // false outside
  /// Two rows of modules a line; with `colours` dark on light whatever those of the terminal are.
  [[nodiscard]] std::string lines(bool colours) const;
  [[nodiscard]] std::string svg() const;
  [[nodiscard]] std::string png(int pixels_a_module = 8) const;

 private:
  int width_ = 0;
  std::vector<bool> dark_;
};

/// An image can be drawn into a file of this ending: .svg, .png, or no file at all. `unknown_choice`.
[[nodiscard]] Outcome<void> check_qr_file(const std::filesystem::path& file);
/// The text as an image, by the file's ending.
[[nodiscard]] Outcome<void> write_qr(std::string_view text, const std::filesystem::path& file);

}  // namespace credence
