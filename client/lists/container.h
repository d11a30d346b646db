// SPDX-License-Identifier: Apache-2.0
// The parts of an office file: a zip container (libzip) whose parts are XML (expat). Names are compared as
// office programs do: without case, \ as /. Everything is bounded while it unfolds, whatever the container
// announces.
//
// Internal to client/lists/workbook*.cc.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "client/base/said.h"

struct zip;

namespace credence {

/// How much XML one part may unpack to; above `kPartBytesFree` at most `kPartRatioMax` times its packed size.
/// Sheets of office programs stay below 60 times; a bomb has 1,000.
inline constexpr std::size_t kPartBytesMax = std::size_t{1} << 30;
inline constexpr std::size_t kPartBytesFree = std::size_t{32} << 20;
inline constexpr std::size_t kPartRatioMax = 200;
/// One tag with its attributes, one comment: the parser keeps it whole.
inline constexpr std::size_t kXmlTokenBytesMax = std::size_t{1} << 20;
inline constexpr std::size_t kXmlDepthMax = 200;

/// The attributes of one element, valid while it begins.
class Attributes {
 public:
  Attributes(std::string_view element, const char** list) : element_(element), list_(list) {}
  /// By local name: prefixes do not matter. Empty if absent.
  [[nodiscard]] std::string_view operator[](std::string_view name) const;
  /// Of a flag: 1 or true.
  [[nodiscard]] bool flag(std::string_view name) const;
  /// A relation's id, r:id whatever the prefix; not the plain `id`, if both are there.
  [[nodiscard]] std::string_view relation() const;
  /// By its whole name, also where it is empty.
  [[nodiscard]] bool has(std::string_view name) const;
  /// Whether the element's name has a prefix.
  [[nodiscard]] bool prefixed() const { return element_.contains(':'); }
  /// Whether two of them have one local name: programs would take one or the other.
  [[nodiscard]] bool doubtful() const;

 private:
  std::string_view element_;
  const char** list_;
};

/// Called with the local names of elements. A complaint ends the reading.
class XmlHandler {
 public:
  virtual ~XmlHandler() = default;
  virtual void begin(std::string_view name, const Attributes& attributes) = 0;
  virtual void end(std::string_view) {}
  virtual void text(std::string_view) {}
  std::optional<Complaint> complaint;
};

class Container {
 public:
  /// `bytes` must outlive the container. `bad_workbook`.
  [[nodiscard]] static std::expected<Container, Complaint> open(std::string_view bytes);
  [[nodiscard]] bool has(std::string_view part) const { return parts_.contains(key_of(part)); }
  /// `bad_workbook` with the part and the place, `workbook_protected`, `workbook_too_large`.
  [[nodiscard]] std::expected<void, Complaint> read(std::string_view part, XmlHandler& handler) const;
  /// A small part as it is; at most 1 KiB.
  [[nodiscard]] std::string small(std::string_view part) const;

 private:
  explicit Container(zip* opened);
  [[nodiscard]] static std::string key_of(std::string_view part);
  std::unique_ptr<zip, void (*)(zip*)> zip_;
  std::map<std::string, std::uint64_t, std::less<>> parts_;
  bool twice_ = false;  // two parts of one name
};

/// A relation's target as a part's name: absolute, or beside the part of `folder` ("xl/").
[[nodiscard]] std::string part_name(std::string_view target, std::string_view folder);
[[nodiscard]] std::string_view local_name(std::string_view name);

}  // namespace credence
