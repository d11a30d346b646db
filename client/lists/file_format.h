// SPDX-License-Identifier: Apache-2.0
// What a file is by its content, whatever its name says, and what to do with one that holds no list.
#pragma once

#include "client/base/said.h"

namespace credence {

enum class FileFormat : std::uint8_t {
  text,      // delimited
  workbook,  // XLSX
  protected_workbook,
  old_workbook,     // XLS, ET: a compound file
  binary_workbook,  // XLSB
  open_document,    // ODS
  markup,           // a web page, a workbook of 2003 in XML
  document,         // PDF, a Word file, a picture, another archive
};
[[nodiscard]] FileFormat format_of(std::string_view bytes);
/// Why a file of this format is no list, and how it becomes one; nothing for text and workbooks.
[[nodiscard]] std::optional<Complaint> refusal_of(FileFormat format);

}  // namespace credence
