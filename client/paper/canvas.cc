// SPDX-License-Identifier: Apache-2.0
// The one file that knows the libraries of texts and drawings.
#include "client/paper/canvas.h"

#include <cairo-pdf.h>
#include <pango/pangocairo.h>

#include "client/base/characters.h"
#include "client/paper/paper_errors.h"

namespace credence {
namespace {

constexpr double kPointsPerMm = 72 / 25.4;
constexpr double kLeading = 1.4;  // of the size of the type

/// Debian's fonts-noto-cjk, and fonts-open-sans for Latin letters: with those of Noto Sans CJK the library
/// embeds nearly a megabyte of a face, without them 60 kB. Where a font or a character of it is missing it
/// takes another.
const char* family(bool serif) { return serif ? "Noto Serif CJK SC" : "Open Sans, Noto Sans CJK SC"; }

template <auto release>
struct Release {
  template <class T>
  void operator()(T* one) const {
    release(one);
  }
};
using Layout = std::unique_ptr<PangoLayout, Release<g_object_unref>>;

cairo_status_t append(void* to, const unsigned char* bytes, unsigned length) {
  static_cast<std::string*>(to)->append(reinterpret_cast<const char*>(bytes), length);
  return CAIRO_STATUS_SUCCESS;
}

}  // namespace

struct Canvas::Surface {
  std::string bytes;
  std::unique_ptr<cairo_surface_t, Release<cairo_surface_destroy>> surface;
  std::unique_ptr<cairo_t, Release<cairo_destroy>> cairo;
  std::string missing;  // the first text with a character that no font has

  void ink(Ink ink) const {
    const auto part = [ink](unsigned shift) {
      return static_cast<double>(static_cast<std::uint32_t>(ink) >> shift & 0xff) / 255;
    };
    cairo_set_source_rgb(cairo.get(), part(16), part(8), part(0));
  }
  [[nodiscard]] Layout layout(double width, std::string_view text, const Type& type) const {
    Layout out(pango_cairo_create_layout(cairo.get()));
    const std::unique_ptr<PangoFontDescription, Release<pango_font_description_free>> font(
        pango_font_description_new());
    pango_font_description_set_family_static(font.get(), family(type.serif));
    pango_font_description_set_absolute_size(font.get(), type.size * PANGO_SCALE);
    pango_font_description_set_weight(font.get(), type.bold ? PANGO_WEIGHT_BOLD : PANGO_WEIGHT_NORMAL);
    pango_layout_set_font_description(out.get(), font.get());
    const std::unique_ptr<PangoAttrList, Release<pango_attr_list_unref>> attributes(pango_attr_list_new());
    const auto line = static_cast<int>(type.size * kLeading * PANGO_SCALE);
    pango_attr_list_insert(attributes.get(), pango_attr_line_height_new_absolute(line));
    pango_attr_list_insert(attributes.get(), pango_attr_insert_hyphens_new(FALSE));
    if (type.spacing > 0)
      pango_attr_list_insert(attributes.get(),
                             pango_attr_letter_spacing_new(static_cast<int>(type.spacing * PANGO_SCALE)));
    pango_layout_set_attributes(out.get(), attributes.get());
    pango_layout_set_width(out.get(), static_cast<int>(width * kPointsPerMm * PANGO_SCALE));
    pango_layout_set_wrap(out.get(), PANGO_WRAP_WORD_CHAR);
    pango_layout_set_alignment(out.get(), type.align == Type::Align::left     ? PANGO_ALIGN_LEFT
                                          : type.align == Type::Align::centre ? PANGO_ALIGN_CENTER
                                                                              : PANGO_ALIGN_RIGHT);
    pango_layout_set_text(out.get(), text.data(), static_cast<int>(text.size()));
    return out;
  }
  static double height(const Layout& layout) {
    int width = 0, height = 0;
    pango_layout_get_size(layout.get(), &width, &height);
    return height / (PANGO_SCALE * kPointsPerMm);
  }
};

Canvas::Canvas(const std::string& title, const std::string& time) : surface_(std::make_unique<Surface>()) {
  Surface& s = *surface_;
  s.surface.reset(
      cairo_pdf_surface_create_for_stream(append, &s.bytes, kWidth * kPointsPerMm, kHeight * kPointsPerMm));
  cairo_pdf_surface_restrict_to_version(s.surface.get(), CAIRO_PDF_VERSION_1_5);
  cairo_pdf_surface_set_metadata(s.surface.get(), CAIRO_PDF_METADATA_TITLE, title.c_str());
  cairo_pdf_surface_set_metadata(s.surface.get(), CAIRO_PDF_METADATA_CREATOR, "credence");
  cairo_pdf_surface_set_metadata(s.surface.get(), CAIRO_PDF_METADATA_CREATE_DATE, time.c_str());
  s.cairo.reset(cairo_create(s.surface.get()));
  const std::unique_ptr<cairo_font_options_t, Release<cairo_font_options_destroy>> options(
      cairo_font_options_create());
  cairo_font_options_set_hint_style(options.get(), CAIRO_HINT_STYLE_NONE);
  cairo_font_options_set_hint_metrics(options.get(), CAIRO_HINT_METRICS_OFF);
  cairo_set_font_options(s.cairo.get(), options.get());
}
Canvas::~Canvas() = default;

double Canvas::text(double x, double y, double width, std::string_view text, const Type& type) {
  Surface& s = *surface_;
  const Layout layout = s.layout(width, text, type);
  if (s.missing.empty() && pango_layout_get_unknown_glyphs_count(layout.get()) > 0) s.missing = text;
  s.ink(type.ink);
  cairo_move_to(s.cairo.get(), x * kPointsPerMm, y * kPointsPerMm);
  pango_cairo_show_layout(s.cairo.get(), layout.get());
  return Surface::height(layout);
}
double Canvas::height(double width, std::string_view text, const Type& type) const {
  return Surface::height(surface_->layout(width, text, type));
}

double Canvas::width(std::string_view text, const Type& type) const {
  const Layout layout = surface_->layout(kWidth, text, type);
  pango_layout_set_width(layout.get(), -1);
  int width = 0, height = 0;
  pango_layout_get_size(layout.get(), &width, &height);
  return width / (PANGO_SCALE * kPointsPerMm);
}

void Canvas::rule(double x, double y, double width, double thickness, Ink ink) {
  surface_->ink(ink);
  cairo_t* const c = surface_->cairo.get();
  cairo_rectangle(c, x * kPointsPerMm, y * kPointsPerMm, width * kPointsPerMm, thickness * kPointsPerMm);
  cairo_fill(c);
}
void Canvas::frame(double x, double y, double width, double height, double thickness, Ink ink) {
  surface_->ink(ink);
  cairo_t* const c = surface_->cairo.get();
  cairo_set_line_width(c, thickness * kPointsPerMm);
  cairo_rectangle(c, x * kPointsPerMm, y * kPointsPerMm, width * kPointsPerMm, height * kPointsPerMm);
  cairo_stroke(c);
}
void Canvas::square(double x, double y, double side, Ink ink, bool filled) {
  const double edge = side / 8;
  if (filled)
    rule(x, y, side, side, ink);
  else
    frame(x + edge / 2, y + edge / 2, side - edge, side - edge, edge, ink);
}

/// One path, filled once: no light lines between the modules.
void Canvas::code(double x, double y, double side, const QrCode& code) {
  surface_->ink(Ink{0});
  cairo_t* const c = surface_->cairo.get();
  const double module = side * kPointsPerMm / code.width();
  for (int row = 0; row < code.width(); ++row)
    for (int from = 0, to = 0; from < code.width(); from = to + 1) {
      for (to = from; code.dark(to, row);) ++to;
      if (to > from)
        cairo_rectangle(c, x * kPointsPerMm + from * module, y * kPointsPerMm + row * module,
                        (to - from) * module, module);
    }
  cairo_fill(c);
}

void Canvas::next_page() { cairo_show_page(surface_->cairo.get()); }

Result<std::string> Canvas::finish() {
  Surface& s = *surface_;
  if (!s.missing.empty()) return fail(paper_code::no_font, shortened(s.missing, 60));
  cairo_show_page(s.cairo.get());
  cairo_surface_finish(s.surface.get());
  if (const cairo_status_t state = cairo_surface_status(s.surface.get()); state != CAIRO_STATUS_SUCCESS)
    return fail(Code::internal, cairo_status_to_string(state));
  return std::move(s.bytes);
}

}  // namespace credence
