// SPDX-License-Identifier: Apache-2.0
// Reads the members of a catalogue's files; what is missing or wrong is named with its place. Internal to
// client/setup/catalogue*.cc. Heavy (Boost.JSON): include it in .cc files only.
#pragma once

#include <filesystem>
#include <functional>
#include <set>

#include "client/base/failure.h"
#include "client/base/files.h"
#include "client/base/json_text.h"
#include "ledger/domain/text.h"

namespace credence::catalogue_reader {

namespace json = boost::json;

/// Thrown inside these files only.
struct BadCatalogue {
  std::string detail;
};

/// One JSON object of a file. `finish` refuses members that nobody asked for, so that a misspelt one is an
/// error.
class Reader {
 public:
  Reader(const json::object& object, std::string path) : object_(object), path_(std::move(path)) {}

  [[nodiscard]] const std::string& path() const { return path_; }
  [[noreturn]] void bad(std::string_view member, const std::string& why = {}) const {
    throw BadCatalogue{(path_.empty() ? "" : path_ + ".") + std::string(member) +
                       (why.empty() ? "" : ": " + why)};
  }
  [[nodiscard]] bool has(std::string_view member) { return asked(member), object_.contains(member); }
  [[nodiscard]] std::string text(std::string_view member) {
    asked(member);
    auto out = text_member(object_, member);
    if (!out) bad(member);
    return *std::move(out);
  }
  [[nodiscard]] Id id(std::string_view member) { return checked<Id>(member, text(member), check_id); }
  [[nodiscard]] Id id_or_none(std::string_view member) { return has(member) ? id(member) : Id(); }
  [[nodiscard]] Name name(std::string_view member) { return checked<Name>(member, text(member), check_name); }
  /// A text of a bounded type that may be missing or empty.
  template <class T>
  [[nodiscard]] T free_text(std::string_view member) {
    if (!has(member)) return {};
    return checked<T>(member, text(member), [](std::string_view t) { return check_free_text(t, T::kMax); });
  }
  [[nodiscard]] std::uint64_t number(std::string_view member, std::uint64_t max) {
    asked(member);
    const auto out = number_member(object_, member);
    if (!out || *out > max) bad(member, "a whole number up to " + std::to_string(max));
    return *out;
  }
  /// Calls `take(value, path)` for each item of a list.
  void list(std::string_view member,
            const std::function<void(const json::value&, const std::string&)>& take) {
    asked(member);
    const auto* const items = object_.if_contains(member);
    if (items == nullptr || !items->is_array()) bad(member, "must be a list");
    std::size_t i = 0;
    for (const json::value& item : items->get_array())
      take(item, (path_.empty() ? "" : path_ + ".") + std::string(member) + "[" + std::to_string(i++) + "]");
  }
  /// The same for a list of objects.
  void each(std::string_view member, const std::function<void(Reader&)>& take) {
    list(member, [&](const json::value& item, const std::string& path) {
      if (!item.is_object()) throw BadCatalogue{path + ": must be an object"};
      Reader in(item.get_object(), path);
      take(in);
      in.finish();
    });
  }
  void finish() const {
    for (const auto& member : object_)
      if (!asked_.contains(std::string(member.key()))) bad(std::string(member.key()), "unknown member");
  }

 private:
  void asked(std::string_view member) { asked_.emplace(member); }
  template <class T, class Check>
  [[nodiscard]] T checked(std::string_view member, const std::string& text, Check check) const {
    if (auto good = check(text); !good) bad(member, good.error().detail);
    return T(text);
  }

  const json::object& object_;
  std::string path_;
  std::set<std::string> asked_;
};

/// Reads a whole file by `read`; its failure names the file and the place in it.
template <class T, class Read>
[[nodiscard]] Outcome<T> read_json_file(const std::filesystem::path& file, std::string_view format,
                                        Read read) {
  constexpr std::size_t kBytesMax = std::size_t{4} << 20;
  auto text = read_file(file, kBytesMax);
  if (!text) return give_up(ExitCode::bad_input, text.error());
  auto object = parse_object(*text);
  if (!object)
    return give_up(ExitCode::bad_input, Code::bad_config, file.string() + ": " + object.error().detail);
  try {
    Reader in(*object, "");
    if (in.text("format") != format) in.bad("format", std::string(format));
    T out = read(in);
    in.finish();
    return out;
  } catch (const BadCatalogue& bad) {
    return give_up(ExitCode::bad_input, Code::bad_config, file.string() + ": " + bad.detail);
  }
}

}  // namespace credence::catalogue_reader
