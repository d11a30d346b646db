// SPDX-License-Identifier: Apache-2.0
#include "client/reports/plain_workbook.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <map>
#include <span>

#include "client/base/list_errors.h"
#include "client/lists/container.h"
#include "client/lists/workbook.h"
#include "ledger/primitives/printable.h"

namespace credence {
namespace {

/// Narrower or lower is no cell that a person reads; credence report writes 16 characters and 15 points.
constexpr double kNarrowest = 8, kLowest = 8, kSmallestFont = 6;

constexpr std::array kBookElements = {
    "workbook", "fileVersion", "workbookPr",   "bookViews",        "workbookView", "sheets",
    "sheet",    "calcPr",      "absPath",      "AlternateContent", "Choice",       "revisionPtr",
    "extLst",   "ext",         "calcFeatures", "feature",          "extCalcPr"};
constexpr std::array kSheetElements = {"worksheet",
                                       "sheetPr",
                                       "tabColor",
                                       "pageSetUpPr",
                                       "outlinePr",
                                       "dimension",
                                       "sheetViews",
                                       "sheetView",
                                       "pane",
                                       "selection",
                                       "sheetFormatPr",
                                       "cols",
                                       "col",
                                       "sheetData",
                                       "row",
                                       "c",
                                       "v",
                                       "is",
                                       "t",
                                       "r",
                                       "phoneticPr",
                                       "rPh",
                                       "pageMargins",
                                       "pageSetup",
                                       "printOptions",
                                       "headerFooter",
                                       "oddHeader",
                                       "oddFooter",
                                       "evenHeader",
                                       "evenFooter",
                                       "ignoredErrors",
                                       "ignoredError"};
constexpr std::array kStringElements = {"sst", "si", "t", "r", "phoneticPr", "rPh"};
/// Fonts whose letters are letters: that of credence report, and what office programs put in its place.
constexpr std::array kFonts = {"Calibri",         "Carlito",        "Cambria", "Arial", "Liberation Sans",
                               "Times New Roman", "宋体",           "SimSun",  "等线",  "DengXian",
                               "微软雅黑",        "Microsoft YaHei"};
constexpr std::array kNamespaces = {"http://schemas.openxmlformats.org/spreadsheetml/2006/main",
                                    "http://purl.oclc.org/ooxml/spreadsheetml/main"};
/// Outside the workbook's own namespace an office program passes over what it does not know: only these.
constexpr std::array kForeign = {"absPath",      "AlternateContent", "Choice",    "revisionPtr",
                                 "calcFeatures", "feature",          "extCalcPr", "workbookPr"};

bool in(std::span<const char* const> list, std::string_view name) {
  return std::ranges::any_of(list, [name](std::string_view one) { return one == name; });
}

double number_or(std::string_view text, double otherwise) {
  double out = otherwise;
  const auto [end, bad] = std::from_chars(text.data(), text.data() + text.size(), out);
  return bad == std::errc{} && end == text.data() + text.size() ? out : otherwise;
}

/// Of 0 and of false, as office programs write a flag that is off.
bool off(std::string_view flag) { return flag.empty() || flag == "0" || flag == "false"; }

class Finds {
 public:
  void add(const Said& place, const Said& what) {
    const Said whole = place + Said(": ", "：") + what;
    if (all_.size() < kShownOtherwiseMax && std::ranges::find(all_, whole) == all_.end())
      all_.push_back(whole);
  }
  [[nodiscard]] std::vector<Said> take() { return std::move(all_); }

 private:
  std::vector<Said> all_;
};

const Said kOfBook("workbook", "工作簿");
Said element(std::string_view name) {
  const std::string shown = printable(name);
  return {"an element that credence report does not write, " + shown, "含有报表不会写入的元素 " + shown};
}

/// Names what is not listed, or is written so that readers take it apart in different ways.
struct Listed : XmlHandler {
  Listed(Finds& to, std::span<const char* const> known) : finds(to), elements(known) {}
  void begin(std::string_view name, const Attributes& a) override {
    const bool foreign = a.prefixed() && in(kForeign, name);
    const bool own_root = depth++ > 0 ? !a.has("xmlns") : in(kNamespaces, a["xmlns"]);
    if (!in(elements, name) || (a.prefixed() ? !foreign : !own_root) || a.doubtful())
      finds.add(place(), element(name));
    else
      listed(name, a);
  }
  void end(std::string_view) override { --depth; }
  [[nodiscard]] virtual Said place() const { return kOfBook; }
  virtual void listed(std::string_view, const Attributes&) {}
  Finds& finds;
  std::span<const char* const> elements;
  std::size_t depth = 0;
};

struct BookPart : Listed {
  explicit BookPart(Finds& to) : Listed(to, kBookElements) {}
  void listed(std::string_view name, const Attributes& a) override {
    if (name != "sheet") return;
    if (++sheets > 1) finds.add(kOfBook, {"more sheets than one", "不止一个工作表"});
    if (!a["state"].empty() && a["state"] != "visible")
      finds.add(kOfBook, {"a hidden sheet", "有隐藏的工作表"});
  }
  std::size_t sheets = 0;
};

/// The styles of cells that show what the cell holds.
struct PlainStyles : XmlHandler {
  std::map<std::string, std::string, std::less<>> formats;  // by id
  std::vector<bool> fonts, fills;
  struct Style {
    bool plain = false, money = false;
  };
  std::vector<Style> cells;
  std::vector<std::string> path;
  bool palette = false;

  [[nodiscard]] std::string_view above(std::size_t steps) const {
    return path.size() < steps ? std::string_view() : std::string_view(path[path.size() - steps]);
  }
  void begin(std::string_view name, const Attributes& a) override {
    if (name == "indexedColors") palette = true;
    if (name == "numFmt" && above(1) == "numFmts")
      formats[std::string(a["numFmtId"])] = std::string(a["formatCode"]);
    if (name == "font" && above(1) == "fonts") fonts.push_back(true);
    if (above(1) == "font" && above(2) == "fonts" && !fonts.empty() && !font_part(name, a))
      fonts.back() = false;
    if (name == "fill" && above(1) == "fills") fills.push_back(true);
    if (above(1) == "fill" && above(2) == "fills" && !fills.empty() &&
        (name != "patternFill" || (!a["patternType"].empty() && a["patternType"] != "none")))
      fills.back() = false;
    if (name == "xf" && above(1) == "cellXfs") add(a);
    if (above(1) == "xf" && above(2) == "cellXfs" && !cells.empty() && !xf_part(name, a))
      cells.back().plain = false;
    if (a.doubtful() && !cells.empty()) cells.back().plain = false;
    path.emplace_back(name);
  }
  void end(std::string_view) override {
    if (!path.empty()) path.pop_back();
  }
  static bool font_part(std::string_view name, const Attributes& a) {
    if (name == "b" || name == "family" || name == "scheme") return true;
    if (name == "charset") return a["val"] != "2";  // symbols
    if (name == "sz") return number_or(a["val"], 0) >= kSmallestFont;
    if (name == "name") return in(kFonts, a["val"]);
    if (name == "color")
      return a["theme"] == "1" || a["rgb"] == "FF000000" || a["indexed"] == "8" || !off(a["auto"]);
    return false;
  }
  static bool xf_part(std::string_view name, const Attributes& a) {
    if (name == "protection") return off(a["hidden"]);
    if (name != "alignment") return false;
    const std::string_view side = a["horizontal"];
    return (side.empty() || side == "general" || side == "left" || side == "right" || side == "center") &&
           off(a["textRotation"]) && off(a["indent"]) && off(a["readingOrder"]) && off(a["shrinkToFit"]);
  }
  void add(const Attributes& a) {
    const auto at = formats.find(a["numFmtId"]);
    const std::string_view code = at != formats.end()    ? std::string_view(at->second)
                                  : a["numFmtId"] == "4" ? "#,##0.00"
                                  : off(a["numFmtId"])   ? "General"
                                                         : "";
    const auto held = [](const std::vector<bool>& list, std::string_view index) {
      const double i = number_or(index, 0);
      return i >= 0 && i < static_cast<double>(list.size()) && list[static_cast<std::size_t>(i)];
    };
    cells.push_back(
        {(code == "General" || code == "#,##0.00") && held(fonts, a["fontId"]) && held(fills, a["fillId"]),
         code == "#,##0.00"});
    if (cells.size() > kStylesMax)
      complaint = Complaint{list_code::workbook_too_large, Said(std::to_string(kStylesMax))};
  }
};

/// Typefaces that the theme puts in the place of fonts.
struct ThemeFonts : XmlHandler {
  explicit ThemeFonts(Finds& to) : finds(to) {}
  void begin(std::string_view name, const Attributes& a) override {
    if (name == "latin" && !a["typeface"].empty() && !in(kFonts, a["typeface"]))
      finds.add(kOfBook, {"a font of another program", "使用其他字体"});
  }
  Finds& finds;
};

struct PlainSheet : Listed {
  PlainSheet(Finds& to, const PlainStyles& of_cells) : Listed(to, kSheetElements), styles(of_cells) {}
  const PlainStyles& styles;
  std::string cell, row, type, value;
  PlainStyles::Style style;
  std::size_t values = 0;
  bool in_value = false;

  [[nodiscard]] Said place() const override {
    if (!cell.empty()) return {"cell " + cell, "单元格 " + cell};
    return row.empty() ? Said("sheet", "工作表") : Said("row " + row, "第 " + row + " 行");
  }
  void listed(std::string_view name, const Attributes& a) override {
    if (name == "row") {
      row = printable(a["r"]);
      if (!off(a["hidden"]) || number_or(a["ht"], 15) < kLowest) finds.add(place(), {"hidden", "被隐藏"});
    } else if (name == "col") {
      if (!off(a["hidden"]) || number_or(a["width"], 16) < kNarrowest)
        finds.add({"columns " + printable(a["min"]) + "~" + printable(a["max"]),
                   "第 " + printable(a["min"]) + "~" + printable(a["max"]) + " 列"},
                  {"hidden, or too narrow to read", "被隐藏或过窄"});
    } else if (name == "c") {
      begin_cell(a);
    } else if (name == "v" || name == "is") {
      if (++values > 1 || (name == "is") != (type == "inlineStr"))
        finds.add(place(), {"a value that is not shown", "含有不显示的内容"});
      in_value = name == "v";
    } else {
      view(name, a);
    }
  }
  void begin_cell(const Attributes& a) {
    cell = printable(a["r"]);
    type = a["t"];
    values = 0;
    value.clear();
    const double index = number_or(a["s"], 0);
    style = index >= 0 && index < static_cast<double>(styles.cells.size())
                ? styles.cells[static_cast<std::size_t>(index)]
                : PlainStyles::Style{};
    if (a.has("cm") || a.has("vm")) finds.add(place(), element("cm"));
  }
  void view(std::string_view name, const Attributes& a) {
    const bool good =
        name == "sheetView" ? (a["showZeros"].empty() || !off(a["showZeros"])) && off(a["showFormulas"]) &&
                                  (a["topLeftCell"].empty() || a["topLeftCell"] == "A1")
        : name == "pane"          ? number_or(a["ySplit"], 2) <= 2 && off(a["xSplit"])
        : name == "sheetFormatPr" ? off(a["zeroHeight"]) && number_or(a["defaultRowHeight"], 15) >= kLowest &&
                                        number_or(a["defaultColWidth"], 9) >= kNarrowest
                                  : true;
    if (!good) finds.add(place(), {"a view that leaves cells out", "视图设置使部分内容不可见"});
  }
  void text(std::string_view part) override {
    if (in_value && value.size() < kCellBytesMax) value += part;
  }
  void end(std::string_view name) override {
    if (name == "v" || name == "is") in_value = false;
    if (name == "c") {
      const bool broken = (type.empty() || type == "n") && value.contains('.');
      if (values > 0 && (!style.plain || (broken && !style.money)))
        finds.add(place(), {"a format that credence report does not write", "格式并非报表所写"});
      cell.clear();
    }
    if (name == "row") row.clear();
    Listed::end(name);
  }
};

}  // namespace

std::expected<std::vector<Said>, Complaint> shown_otherwise(std::string_view workbook) {
  const auto book = Workbook::read(workbook);
  if (!book) return std::unexpected(book.error());
  const auto zip = Container::open(workbook);
  if (!zip) return std::unexpected(zip.error());
  Finds finds;
  const Workbook::Parts& parts = book->parts();
  for (const std::string& kind : parts.others)
    finds.add(kOfBook, {"a part that credence report does not write, " + printable(kind),
                        "含有报表不会写入的部件 " + printable(kind)});
  BookPart of_book(finds);
  Listed of_strings(finds, kStringElements);
  PlainStyles styles;
  ThemeFonts fonts(finds);
  for (auto& [part, handler] : std::initializer_list<std::pair<const std::string&, XmlHandler&>>{
           {parts.book, of_book}, {parts.strings, of_strings}, {parts.styles, styles}, {parts.theme, fonts}})
    if (!part.empty())
      if (auto good = zip->read(part, handler); !good) return std::unexpected(good.error());
  if (styles.palette) finds.add(kOfBook, {"colours of its own", "自定义调色板"});
  PlainSheet of_sheet(finds, styles);
  if (auto good = zip->read(book->sheets().front().part, of_sheet); !good)
    return std::unexpected(good.error());
  return finds.take();
}

}  // namespace credence
