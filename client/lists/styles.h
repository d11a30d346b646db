// SPDX-License-Identifier: Apache-2.0
// What the styles of a workbook do to what a person sees of a cell: a number that is shown as a day, a text
// that is struck through or has the colour of its ground, a format that shows nothing, or another number than
// the cell holds.
//
// Internal to client/lists/workbook*.cc.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "client/lists/container.h"

namespace credence {

inline constexpr std::size_t kStylesMax = 100'000;  // of each kind: formats, fonts, fills, styles of cells

/// A number format, as far as it matters here.
struct NumberFormat {
  bool day = false;
  bool percent = false;
  bool nothing = false;    // ;;;
  bool disguised = false;  // divided by thousands, a decimal point of its own
  int decimals = -1;       // shown; -1: as many as there are
  std::string unit;        // 万元 or 元 behind the number
};
[[nodiscard]] NumberFormat number_format(std::string_view code);

struct CellStyle {
  NumberFormat format;
  bool struck = false, unseen = false;
};

/// Red, green, blue; -1: the program's choice.
using Colour = int;

/// Colours of a theme, by their index in styles.
struct ThemePart : XmlHandler {
  std::vector<Colour> colours;  // as styles count them: light 1, dark 1, light 2, dark 2, accents …
  void begin(std::string_view name, const Attributes& a) override;
  void end(std::string_view name) override;

 private:
  bool in_scheme_ = false;
};

class StylesPart : public XmlHandler {
 public:
  explicit StylesPart(std::vector<Colour> theme) : theme_(std::move(theme)) {}
  void begin(std::string_view name, const Attributes& a) override;
  void end(std::string_view name) override;
  [[nodiscard]] std::vector<CellStyle> take() { return std::move(cells_); }

 private:
  struct Font {
    bool struck = false;
    Colour colour = -1;
  };
  [[nodiscard]] Colour colour_of(const Attributes& a) const;
  void add_cell(const Attributes& a);
  /// False, and a complaint, if there are as many as are kept.
  [[nodiscard]] bool room(std::size_t kept);

  std::vector<Colour> theme_;
  std::map<int, NumberFormat> formats_;
  std::vector<Font> fonts_;
  std::vector<Colour> fills_;
  std::vector<CellStyle> cells_;
  std::vector<std::string> path_;
  bool solid_ = false;
};

}  // namespace credence
