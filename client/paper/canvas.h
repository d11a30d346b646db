// SPDX-License-Identifier: Apache-2.0
// Pages of A4 that are filled from top to bottom, and come out as a PDF: texts in both scripts that wrap
// (Pango), rules, squares, QR codes (Cairo). Fonts are embedded as subsets.
//
// Lengths are millimetres from the upper left corner, sizes of type are points. The same calls give the same
// bytes on a machine with the same fonts. Of one thread.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "client/paper/qr.h"

namespace credence {

/// 0xrrggbb.
enum class Ink : std::uint32_t {};

struct Type {
  enum class Align : std::uint8_t { left, centre, right };
  double size = 9;
  Ink ink{0x162025};
  bool serif = false;
  bool bold = false;
  Align align = Align::left;
  double spacing = 0;  // points between characters
};

class Canvas {
 public:
  static constexpr double kWidth = 210, kHeight = 297;

  /// `title` and `time` ("2026-11-24T08:00:00+08:00") are what the document says of itself.
  Canvas(const std::string& title, const std::string& time);
  ~Canvas();
  Canvas(const Canvas&) = delete;
  Canvas& operator=(const Canvas&) = delete;

  /// Writes from x, y down in so much width; gives the height that it took. Nothing is ever cut.
  double text(double x, double y, double width, std::string_view text, const Type& type);
  [[nodiscard]] double height(double width, std::string_view text, const Type& type) const;
  /// On one line.
  [[nodiscard]] double width(std::string_view text, const Type& type) const;
  void rule(double x, double y, double width, double thickness, Ink ink);
  void square(double x, double y, double side, Ink ink, bool filled);
  void frame(double x, double y, double width, double height, double thickness, Ink ink);
  void code(double x, double y, double side, const QrCode& code);
  void next_page();

  /// The document; nothing can be drawn any more. `no_font`: no font of this machine has a character of a
  /// text; `internal`: what the library says.
  [[nodiscard]] Result<std::string> finish();

 private:
  struct Surface;
  std::unique_ptr<Surface> surface_;
};

}  // namespace credence
