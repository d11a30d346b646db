// SPDX-License-Identifier: Apache-2.0
#include "client/lists/container.h"

#include <expat.h>
#include <zip.h>

#include <algorithm>
#include <cstring>
#include <vector>

#include "client/base/characters.h"
#include "client/base/list_errors.h"
#include "ledger/primitives/printable.h"

namespace credence {
namespace {

class XmlParser {
 public:
  explicit XmlParser(XmlHandler& handler) : xml_(XML_ParserCreate(nullptr)), handler_(handler) {
    XML_SetUserData(xml_, this);
    XML_SetElementHandler(xml_, &XmlParser::begin, &XmlParser::end);
    XML_SetCharacterDataHandler(xml_, &XmlParser::text);
    // No document type: no entities that unfold.
    XML_SetStartDoctypeDeclHandler(xml_, [](void* self, const XML_Char*, const XML_Char*, const XML_Char*,
                                            int) {
      auto& parser = *static_cast<XmlParser*>(self);
      parser.handler_.complaint = Complaint{list_code::bad_workbook, Said("document type", "含文档类型声明")};
      parser.stop_if_needed();
    });
  }
  ~XmlParser() { XML_ParserFree(xml_); }
  XmlParser(const XmlParser&) = delete;
  XmlParser& operator=(const XmlParser&) = delete;

  std::expected<void, Complaint> feed(std::string_view chunk, bool last) {
    unparsed_ += chunk.size();
    const auto status = XML_Parse(xml_, chunk.data(), static_cast<int>(chunk.size()), last ? 1 : 0);
    if (handler_.complaint) return std::unexpected(*handler_.complaint);
    if (status != XML_STATUS_ERROR)
      return unparsed_ <= kXmlTokenBytesMax
                 ? std::expected<void, Complaint>()
                 : complain(list_code::workbook_too_large, Said("a tag without end", "标签过长"));
    const std::string line = std::to_string(XML_GetCurrentLineNumber(xml_));
    return complain(list_code::bad_workbook, Said("XML, line " + line, "XML 第 " + line + " 行"));
  }

 private:
  void stop_if_needed() {
    if (handler_.complaint) XML_StopParser(xml_, XML_FALSE);
  }
  static void begin(void* self, const XML_Char* name, const XML_Char** attributes) {
    auto& parser = *static_cast<XmlParser*>(self);
    parser.unparsed_ = 0;
    if (++parser.depth_ > kXmlDepthMax)
      parser.handler_.complaint =
          Complaint{list_code::workbook_too_large, Said("elements too deep", "嵌套过深")};
    else
      parser.handler_.begin(local_name(name), Attributes(name, attributes));
    parser.stop_if_needed();
  }
  static void end(void* self, const XML_Char* name) {
    auto& parser = *static_cast<XmlParser*>(self);
    parser.unparsed_ = 0;
    --parser.depth_;
    parser.handler_.end(local_name(name));
    parser.stop_if_needed();
  }
  static void text(void* self, const XML_Char* text, int size) {
    auto& parser = *static_cast<XmlParser*>(self);
    parser.unparsed_ = 0;
    parser.handler_.text({text, static_cast<std::size_t>(size)});
    parser.stop_if_needed();
  }
  XML_Parser xml_;
  XmlHandler& handler_;
  std::size_t unparsed_ = 0;  // bytes since the last element or text
  std::size_t depth_ = 0;
};

/// The last complaint, with the part it is about.
std::unexpected<Complaint> about(std::string_view part, Complaint complaint) {
  const Said name(printable(part));
  complaint.detail = complaint.detail.empty() ? name : name + Said(": ", "：") + complaint.detail;
  return std::unexpected(std::move(complaint));
}

}  // namespace

std::string_view local_name(std::string_view name) {
  const std::size_t colon = name.rfind(':');
  return colon == std::string_view::npos ? name : name.substr(colon + 1);
}

std::string_view Attributes::operator[](std::string_view name) const {
  for (const char** at = list_; *at != nullptr; at += 2)
    if (local_name(*at) == name) return at[1];
  return {};
}

bool Attributes::flag(std::string_view name) const {
  const std::string_view value = (*this)[name];
  return value == "1" || value == "true";
}

std::string_view Attributes::relation() const {
  std::string_view out;
  for (const char** at = list_; *at != nullptr; at += 2) {
    if (local_name(*at) != "id") continue;
    if (out.empty() || std::strchr(*at, ':') != nullptr) out = at[1];
  }
  return out;
}

bool Attributes::has(std::string_view name) const {
  for (const char** at = list_; *at != nullptr; at += 2)
    if (name == *at) return true;
  return false;
}

bool Attributes::doubtful() const {
  for (const char** a = list_; *a != nullptr; a += 2)
    for (const char** b = a + 2; *b != nullptr; b += 2)
      if (local_name(*a) == local_name(*b)) return true;
  return false;
}

std::string Container::key_of(std::string_view part) {
  std::string out;
  for (const char c : part)
    out += c == '\\' ? '/' : c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  while (out.starts_with("./")) out.erase(0, 2);
  while (out.starts_with('/')) out.erase(0, 1);
  return out;
}

Container::Container(zip* opened) : zip_(opened, &zip_discard) {
  const zip_int64_t count = zip_get_num_entries(opened, 0);
  for (zip_int64_t i = 0; i < count; ++i)
    if (const char* const name = zip_get_name(opened, static_cast<zip_uint64_t>(i), ZIP_FL_ENC_RAW);
        name != nullptr)
      twice_ = !parts_.emplace(key_of(name), static_cast<std::uint64_t>(i)).second || twice_;
}

std::expected<Container, Complaint> Container::open(std::string_view bytes) {
  zip_error_t error;
  zip_error_init(&error);
  zip_source_t* const source = zip_source_buffer_create(bytes.data(), bytes.size(), 0, &error);
  if (source == nullptr) return complain(list_code::bad_workbook, Said("zip"));
  zip_t* const opened = zip_open_from_source(source, ZIP_RDONLY, &error);
  zip_error_fini(&error);
  if (opened == nullptr) {
    zip_source_free(source);
    return complain(list_code::bad_workbook, Said("the container is damaged", "文件容器已损坏"));
  }
  Container out(opened);
  if (out.twice_) return complain(list_code::bad_workbook, Said("two parts of one name", "容器内有同名部件"));
  return out;
}

std::expected<void, Complaint> Container::read(std::string_view part, XmlHandler& handler) const {
  const auto bad = [part](const Said& why) { return about(part, {list_code::bad_workbook, why}); };
  const auto at = parts_.find(key_of(part));
  zip_stat_t stat;
  if (at == parts_.end() || zip_stat_index(zip_.get(), at->second, 0, &stat) != 0)
    return bad({"not there", "不存在"});
  if ((stat.valid & ZIP_STAT_ENCRYPTION_METHOD) != 0 && stat.encryption_method != ZIP_EM_NONE)
    return about(part, {list_code::workbook_protected, {}});
  const std::unique_ptr<zip_file_t, int (*)(zip_file_t*)> file(zip_fopen_index(zip_.get(), at->second, 0),
                                                               &zip_fclose);
  if (!file) return bad({"cannot be unpacked", "无法解压"});
  XmlParser parser(handler);
  std::vector<char> chunk(std::size_t{64} << 10);
  std::size_t total = 0;
  for (;;) {
    const zip_int64_t n = zip_fread(file.get(), chunk.data(), chunk.size());
    if (n < 0) return bad({"damaged", "已损坏"});
    total += static_cast<std::size_t>(n);
    if (total > kPartBytesMax || (total > kPartBytesFree && total / kPartRatioMax > stat.comp_size)) {
      const std::string size = std::to_string(total >> 20) + " MiB";
      return about(part, {list_code::workbook_too_large, Said(size + " unpacked", "解压后达 " + size)});
    }
    if (auto good = parser.feed({chunk.data(), static_cast<std::size_t>(n)}, n == 0); !good)
      return about(part, good.error());
    if (n == 0) return {};
  }
}

std::string Container::small(std::string_view part) const {
  const auto at = parts_.find(key_of(part));
  if (at == parts_.end()) return {};
  const std::unique_ptr<zip_file_t, int (*)(zip_file_t*)> file(zip_fopen_index(zip_.get(), at->second, 0),
                                                               &zip_fclose);
  std::string out(1024, '\0');
  const zip_int64_t n = file ? zip_fread(file.get(), out.data(), out.size()) : 0;
  out.resize(static_cast<std::size_t>(std::max<zip_int64_t>(n, 0)));
  return out;
}

std::string part_name(std::string_view target, std::string_view folder) {
  std::string plain;  // %20 and the like, \ as /
  for (std::size_t i = 0; i < target.size(); ++i) {
    const auto hex = [](char c) {
      return c >= '0' && c <= '9'   ? c - '0'
             : c >= 'A' && c <= 'F' ? c - 'A' + 10
             : c >= 'a' && c <= 'f' ? c - 'a' + 10
                                    : -1;
    };
    if (target[i] == '%' && i + 2 < target.size() && hex(target[i + 1]) >= 0 && hex(target[i + 2]) >= 0) {
      plain += static_cast<char>(hex(target[i + 1]) * 16 + hex(target[i + 2]));
      i += 2;
    } else {
      plain += target[i] == '\\' ? '/' : target[i];
    }
  }
  std::string whole = plain.starts_with('/') ? plain : std::string(folder) + plain;
  std::vector<std::string> names;
  for (std::size_t at = 0; at <= whole.size();) {
    const std::size_t end = std::min(whole.find('/', at), whole.size());
    const std::string name = whole.substr(at, end - at);
    if (name == ".." && !names.empty())
      names.pop_back();
    else if (!name.empty() && name != "." && name != "..")
      names.push_back(name);
    at = end + 1;
  }
  std::string out;
  for (const std::string& name : names) out += (out.empty() ? "" : "/") + name;
  return out;
}

}  // namespace credence
