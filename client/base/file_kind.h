// SPDX-License-Identifier: Apache-2.0
// What a file is, told by its first bytes: for whoever took one file for another.
#pragma once

#include <filesystem>
#include <initializer_list>
#include <string_view>

#include "client/base/language.h"
#include "ledger/primitives/error.h"

namespace credence {

struct FileKind {
  std::string_view id;         // "pdf", "workbook", "text" …: the member `what` of --json
  Words name;                  // "a PDF document", "PDF 文档"
  bool may_be_report = false;  // what credence report writes looks like this
};
[[nodiscard]] FileKind kind_of_file(std::string_view bytes);

inline constexpr Words kKeyFileName{"a key file", "密钥文件"};
inline constexpr Words kGenesisName{"a network's genesis", "网络的创世文件"};
inline constexpr Words kArchiveName{"an exported chain", "导出的链文件"};
inline constexpr Words kAnchorName{"a pinned anchor", "固定锚文件"};
/// Where the file is of another kind than is wanted: `wrong_file`, which says what it is, in place of what went
/// wrong with it.
[[nodiscard]] Error told_by_kind(Error error, const std::filesystem::path& file,
                                 std::initializer_list<Words> wanted, Language language);

}  // namespace credence
