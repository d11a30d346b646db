// SPDX-License-Identifier: Apache-2.0
#include "client/paper/qr.h"

#include <qrencode.h>
#include <zlib.h>

#include <memory>

#include "client/base/files.h"
#include "ledger/primitives/counted.h"

namespace credence {
namespace {

constexpr int kQuiet = 4;  // modules of light around it, as the norm asks

std::string big_endian(std::uint32_t n) {
  std::string out;
  for (int shift = 24; shift >= 0; shift -= 8) out.push_back(static_cast<char>(n >> shift & 0xff));
  return out;
}

std::string png_chunk(std::string_view kind, std::string_view data) {
  const std::string body = std::string(kind) + std::string(data);
  const auto sum = crc32(0, reinterpret_cast<const Bytef*>(body.data()), static_cast<uInt>(body.size()));
  return big_endian(static_cast<std::uint32_t>(data.size())) + body +
         big_endian(static_cast<std::uint32_t>(sum));
}

}  // namespace

Result<QrCode> QrCode::of(std::string_view text, bool smallest) {
  for (const QRecLevel level : {smallest ? QR_ECLEVEL_L : QR_ECLEVEL_Q, QR_ECLEVEL_L}) {
    const std::unique_ptr<QRcode, decltype(&QRcode_free)> made(
        QRcode_encodeData(static_cast<int>(text.size()), reinterpret_cast<const unsigned char*>(text.data()),
                          0, level),
        &QRcode_free);
    if (!made) continue;
    QrCode out;
    out.width_ = made->width;
    const int modules = made->width * made->width;
    for (int i = 0; i < modules; ++i) out.dark_.push_back((made->data[i] & 1) != 0);
    return out;
  }
  return fail(Code::limit_exceeded, counted(text.size(), "byte", "bytes") + ", a QR code holds 2953");
}

bool QrCode::dark(int x, int y) const {
  return x >= 0 && y >= 0 && x < width_ && y < width_ && dark_[static_cast<std::size_t>(y * width_ + x)];
}

std::string QrCode::lines(bool colours) const {
  std::string out;
  for (int y = -kQuiet; y < width_ + kQuiet; y += 2) {
    if (colours) out += "\x1b[30;107m";  // black on white
    for (int x = -kQuiet; x < width_ + kQuiet; ++x)
      out += dark(x, y) ? (dark(x, y + 1) ? "█" : "▀") : (dark(x, y + 1) ? "▄" : " ");
    out += colours ? "\x1b[0m\n" : "\n";
  }
  return out;
}

std::string QrCode::svg() const {
  const std::string side = std::to_string(width_ + 2 * kQuiet);
  std::string path;
  for (int y = 0; y < width_; ++y)
    for (int x = 0; x < width_; ++x)
      if (dark(x, y))
        path += "M" + std::to_string(x + kQuiet) + " " + std::to_string(y + kQuiet) + "h1v1h-1z";
  return R"(<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 )" + side + " " + side +
         R"(" shape-rendering="crispEdges"><path fill="#fff" d="M0 0h)" + side + "v" + side +
         "H0z\"/><path d=\"" + path + "\"/></svg>\n";
}

std::string QrCode::png(int pixels_a_module) const {
  const int side = (width_ + 2 * kQuiet) * pixels_a_module;
  std::string rows;  // one bit a pixel, 1 is light; each row begins with its filter, none
  for (int y = 0; y < side; ++y) {
    rows.push_back(0);
    for (int byte = 0; byte < (side + 7) / 8; ++byte) {
      unsigned bits = 0;
      for (int bit = 0; bit < 8; ++bit)
        bits = bits << 1 |
               (dark((byte * 8 + bit) / pixels_a_module - kQuiet, y / pixels_a_module - kQuiet) ? 0u : 1u);
      rows.push_back(static_cast<char>(bits));
    }
  }
  uLongf size = compressBound(static_cast<uLong>(rows.size()));
  std::string packed(size, 0);
  compress(reinterpret_cast<Bytef*>(packed.data()), &size, reinterpret_cast<const Bytef*>(rows.data()),
           static_cast<uLong>(rows.size()));
  packed.resize(size);
  const std::string dimensions = big_endian(static_cast<std::uint32_t>(side));
  const std::string head = dimensions + dimensions + std::string("\x01\x00\x00\x00\x00", 5);
  return std::string("\x89PNG\r\n\x1a\n", 8) + png_chunk("IHDR", head) + png_chunk("IDAT", packed) +
         png_chunk("IEND", "");
}

Outcome<void> check_qr_file(const std::filesystem::path& file) {
  if (file.empty() || file.extension() == ".svg" || file.extension() == ".png") return {};
  return give_up(ExitCode::usage, Code::unknown_choice, "--qr-file " + file.string() + ": .svg, .png");
}

Outcome<void> write_qr(std::string_view text, const std::filesystem::path& file) {
  if (auto good = check_qr_file(file); !good) return good;
  auto code = QrCode::of(text);
  if (!code) return give_up(ExitCode::bad_input, code.error());
  return write_file(file, file.extension() == ".svg" ? code->svg() : code->png());
}

}  // namespace credence
