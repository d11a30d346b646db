// SPDX-License-Identifier: Apache-2.0
#include "client/base/file_kind.h"

#include <algorithm>
#include <fstream>

#include "client/base/list_errors.h"
#include "ledger/codec/codec.h"

namespace credence {
namespace {

struct Begin {
  std::string_view bytes;
  FileKind kind;
};
using namespace std::string_view_literals;

constexpr Begin kBegins[] = {
    {"%PDF-", {"pdf", {"a PDF document", "PDF 文档"}}},
    {"PK\x03\x04",
     {"workbook", {"a workbook (or another zip archive)", "电子表格（或其他 zip 压缩包）"}, true}},
    {"\xD0\xCF\x11\xE0",
     {"old_office", {"a document of an old office program (.xls, .doc)", "旧版办公软件文档（.xls、.doc）"}}},
    {"\x89PNG", {"picture", {"a picture", "图片"}}},
    {"\xFF\xD8\xFF", {"picture", {"a picture", "图片"}}},
    {"<?xml", {"xml", {"an XML document", "XML 文档"}}},
    {"<", {"html", {"a web page", "网页"}}},
    {"Rar!", {"archive", {"a compressed archive", "压缩包"}}},
    {"7z\xBC\xAF", {"archive", {"a compressed archive", "压缩包"}}},
    {"\x1F\x8B", {"archive", {"a compressed archive", "压缩包"}}},
    {"credence-archive",
     {"chain", {"an exported chain: credence audit checks it", "导出的链文件：请用 credence audit 核验"}}},
    {"credence:bundle",
     {"other_version",
      {"a proof, or one of another version of the format", "证明文件，或其他格式版本的证明文件"}}},
    {"credence:report", {"manifest", {"a report's manifest", "报表凭证"}}},
};

/// Text in UTF-8, UTF-16 or a Chinese encoding: no control characters but those of lines.
bool is_text(std::string_view bytes) {
  if (bytes.starts_with("\xFF\xFE"sv) || bytes.starts_with("\xFE\xFF"sv)) return true;
  return std::ranges::none_of(bytes, [](char c) {
    return static_cast<unsigned char>(c) < 0x20 && c != '\n' && c != '\r' && c != '\t';
  });
}

/// Of our own files in JSON, each by a member that it begins with.
FileKind kind_of_json(std::string_view first) {
  const auto has = [first](std::string_view member) { return first.find(member) != std::string_view::npos; };
  if (has("\"credence-anchor-1\"")) return {"anchor", kAnchorName};
  if (has("\"kdf\"") && has("\"public_key\"")) return {"key", kKeyFileName};
  if (has("\"network\"") && has("\"validators\"")) return {"genesis", kGenesisName};
  if (has("\"nodes\"") && has("\"genesis\""))
    return {"network", {"a list of nodes (network.json)", "节点清单（network.json）"}};
  if (has("\"departments\"")) return {"catalogue", {"a catalogue", "目录文件"}};
  return {"json", {"a JSON file", "JSON 文件"}, true};
}

}  // namespace

Error told_by_kind(Error error, const std::filesystem::path& file, std::initializer_list<Words> wanted,
                   Language language) {
  std::error_code ignored;  // a pipe tells its begin once, and waits for whoever writes
  if (std::filesystem::exists(file, ignored) && !std::filesystem::is_regular_file(file, ignored) &&
      !std::filesystem::is_directory(file, ignored))
    return error;
  std::string begin(4096, '\0');
  std::ifstream in(file, std::ios::binary);
  const bool there = in.is_open() && !std::filesystem::is_directory(file);
  if (!in.read(begin.data(), static_cast<std::streamsize>(begin.size())) && in.gcount() == 0 && !there)
    return error;
  begin.resize(static_cast<std::size_t>(in.gcount()));
  const FileKind is = kind_of_file(begin);
  std::string names;
  for (const Words& one : wanted) {
    if (is.name.en.starts_with(one.en)) return error;
    names += (names.empty() ? "" : language == Language::zh ? "或" : " or ") + std::string(one.in(language));
  }
  return {list_code::wrong_file, file.string() + (language == Language::zh ? "：是" : ": it is ") +
                                     std::string(is.name.in(language)) +
                                     (language == Language::zh ? "；需要" : "; wanted is ") + names};
}

FileKind kind_of_file(std::string_view bytes) {
  if (bytes.empty()) return {"empty", {"an empty file", "空文件"}};
  for (const Begin& begin : kBegins)
    if (bytes.starts_with(begin.bytes)) return begin.kind;
  const std::string_view first = bytes.substr(0, 4096);
  if (!is_text(first)) return {"unknown", {"a file of another kind", "其他类型的文件"}};
  const std::size_t mark = first.find_first_not_of("\xEF\xBB\xBF \t\r\n");
  if (mark != std::string_view::npos && first[mark] == '{') return kind_of_json(first);
  const std::string_view line = first.substr(0, first.find('\n'));
  if (line.find_first_of(",;\t") != std::string_view::npos)
    return {"table", {"a table of text (CSV)", "文本表格（CSV）"}, true};
  return {"text", {"a text", "文本"}};
}

}  // namespace credence
