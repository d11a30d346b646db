// SPDX-License-Identifier: Apache-2.0
// What a file is that is no proof, told by its first bytes: for whoever took one file for another.
#pragma once

#include <string_view>

#include "client/base/language.h"

namespace credence {

struct FileKind {
  std::string_view id;         // "pdf", "workbook", "text" …: the member `what` of --json
  Words name;                  // "a PDF document", "PDF 文档"
  bool may_be_report = false;  // what credence report writes looks like this
};
[[nodiscard]] FileKind kind_of_file(std::string_view bytes);

}  // namespace credence
