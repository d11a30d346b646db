// SPDX-License-Identifier: Apache-2.0
#include "client/lists/file_format.h"

#include "client/base/csv.h"
#include "client/base/list_errors.h"
#include "client/lists/container.h"

namespace credence {
namespace {

constexpr std::string_view kCompound{"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", 8};

FileFormat format_of_container(std::string_view bytes) {
  const auto zip = Container::open(bytes);
  if (!zip) return FileFormat::workbook;  // damaged: the reader says where
  if (zip->small("mimetype").starts_with("application/vnd.oasis.opendocument.spreadsheet"))
    return FileFormat::open_document;
  if (zip->has("mimetype") || zip->has("word/document.xml") || zip->has("ppt/presentation.xml"))
    return FileFormat::document;
  if (zip->has("xl/workbook.bin")) return FileFormat::binary_workbook;
  return zip->has("_rels/.rels") ? FileFormat::workbook : FileFormat::document;
}

}  // namespace

FileFormat format_of(std::string_view bytes) {
  if (bytes.starts_with("PK\x03\x04") || bytes.starts_with("PK\x05\x06")) return format_of_container(bytes);
  if (bytes.starts_with(kCompound)) {
    // An encrypted workbook is a compound file with a stream of this name (MS-OFFCRYPTO), in UTF-16.
    constexpr std::string_view kStream{"E\0n\0c\0r\0y\0p\0t\0e\0d\0P\0a\0c\0k\0a\0g\0e\0", 32};
    return bytes.find(kStream) != std::string_view::npos ? FileFormat::protected_workbook
                                                         : FileFormat::old_workbook;
  }
  for (const std::string_view begin :
       {std::string_view("%PDF-"), std::string_view("\x89PNG"), std::string_view("\xFF\xD8\xFF"),
        std::string_view("{\\rtf"), std::string_view("Rar!"), std::string_view("7z\xBC\xAF"),
        std::string_view("GIF8"), std::string_view("\x1F\x8B")})
    if (bytes.starts_with(begin)) return FileFormat::document;
  // Before .xlsx, without a compound file: BIFF records.
  if (bytes.starts_with(std::string_view("\x09\x08", 2)) ||
      bytes.starts_with(std::string_view("\x09\x04\x06\x00", 4)))
    return FileFormat::old_workbook;
  std::string_view text = bytes;
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
  text = text.substr(0, 256);
  while (!text.empty() &&
         (text.front() == '\r' || text.front() == '\n' || text.front() == ' ' || text.front() == '\t'))
    text.remove_prefix(1);
  return text.starts_with('<') || text.starts_with("MIME-Version:") ? FileFormat::markup : FileFormat::text;
}

std::optional<Complaint> refusal_of(FileFormat format) {
  const auto other = [](std::string_view en, std::string_view zh) {
    return Complaint{list_code::other_format, {std::string(en), std::string(zh)}};
  };
  switch (format) {
    case FileFormat::text:
    case FileFormat::workbook:
      return std::nullopt;
    case FileFormat::protected_workbook:
      return Complaint{list_code::workbook_protected, {}};
    case FileFormat::old_workbook:
      return Complaint{list_code::old_workbook, {}};
    case FileFormat::binary_workbook:
      return other("a binary workbook, XLSB", "二进制工作簿 XLSB");
    case FileFormat::open_document:
      return other("an OpenDocument spreadsheet, ODS", "OpenDocument 表格 ODS");
    case FileFormat::markup:
      return other("a web page or XML that a program named as a workbook", "被命名为工作簿的网页或 XML");
    case FileFormat::document:
      return other("a document, a picture or an archive", "文档、图片或压缩包");
  }
  return std::nullopt;
}

}  // namespace credence
