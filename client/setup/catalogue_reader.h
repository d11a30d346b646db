// SPDX-License-Identifier: Apache-2.0
// Reads the members of a catalogue's files. What is missing or wrong is put down with its place, and the reading
// goes on, so that one round tells of all of it. Internal to client/setup/catalogue*.cc. Heavy (Boost.JSON):
// include it in .cc files only.
#pragma once

#include <functional>
#include <set>

#include "client/base/files.h"
#include "client/base/json_text.h"
#include "client/setup/catalogue.h"
#include "ledger/domain/text.h"

namespace credence::catalogue_reader {

namespace json = boost::json;

/// One JSON object of a file. A member that cannot be read has the empty value. `finish` puts down members that
/// nobody asked for, so that a misspelt one is a fault.
class Reader {
 public:
  Reader(const json::object& object, std::string path, CatalogueText& text)
      : object_(object), path_(std::move(path)), text_(text) {}

  [[nodiscard]] const std::string& path() const { return path_; }
  /// Something of it was put down.
  [[nodiscard]] bool was_bad() const { return was_bad_; }
  void bad(std::string_view member, Said what, Said remedy) {
    was_bad_ = true;
    text_.problem((path_.empty() ? "" : path_ + ".") + std::string(member), std::move(what),
                  std::move(remedy));
  }
  void bad(std::string_view member, const Error& why) {
    bad(member, {why.text_en(), why.text_zh()},
        {std::string(info(why.code).remedy_en), std::string(info(why.code).remedy_zh)});
  }
  [[nodiscard]] bool has(std::string_view member) { return asked(member), object_.contains(member); }
  [[nodiscard]] std::string text(std::string_view member) {
    asked(member);
    auto out = text_member(object_, member);
    if (!out && !object_.contains(member)) bad(member, {"missing", "缺少该成员"}, {"write it", "请补写"});
    if (!out && object_.contains(member))
      bad(member, {"must be a text", "应为文本"}, {"put it in quotes", "请加引号"});
    return out.value_or("");
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
    if (out && *out <= max) return *out;
    const std::string most = std::to_string(max);
    bad(member, {"must be a whole number up to " + most, "应为不大于 " + most + " 的整数"},
        {"write it without quotes", "请填写数字，不加引号"});
    return 0;
  }
  /// Calls `take(value, path)` for each item of a list.
  void list(std::string_view member, const std::function<void(const json::value&, std::string_view)>& take) {
    asked(member);
    const auto* const items = object_.if_contains(member);
    if (items == nullptr || !items->is_array())
      return bad(member, {"must be a list", "应为列表"},
                 {"write [], empty if there is none", "请写作 []，没有内容时留空"});
    std::size_t i = 0;
    for (const json::value& item : items->get_array())
      take(item, std::string(member) + "[" + std::to_string(i++) + "]");
  }
  /// The same for a list of objects.
  void each(std::string_view member, const std::function<void(Reader&)>& take) {
    list(member, [&](const json::value& item, std::string_view place) {
      if (!item.is_object())
        return bad(place, {"must be an object", "应为对象"}, {"write it in braces", "请用花括号书写"});
      Reader in(item.get_object(), (path_.empty() ? "" : path_ + ".") + std::string(place), text_);
      take(in);
      in.finish();
    });
  }
  void finish() {
    for (const auto& member : object_)
      if (!asked_.contains(std::string(member.key())))
        bad(std::string(member.key()), {"unknown member", "不认识的成员"},
            {"correct its name, or take it out; docs/catalogue.md names all",
             "请更正名称或删除；全部成员见 docs/catalogue.md"});
  }

 private:
  void asked(std::string_view member) { asked_.emplace(member); }
  template <class T, class Check>
  [[nodiscard]] T checked(std::string_view member, const std::string& text, Check check) {
    if (!text_member(object_, member)) return {};  // that was put down
    if (auto good = check(text); !good) return bad(member, good.error()), T();
    return T(text);
  }

  const json::object& object_;
  std::string path_;
  CatalogueText& text_;
  bool was_bad_ = false;
  std::set<std::string> asked_;
};

/// Reads a whole file by `read`; what is wrong with it is put down in it. The failure: it is not there, or no
/// JSON.
template <class T, class Read>
[[nodiscard]] Outcome<T> read_json_file(const std::filesystem::path& file, std::string_view format,
                                        Read read) {
  constexpr std::size_t kBytesMax = std::size_t{4} << 20;
  auto text = read_file(file, kBytesMax);
  if (!text) return give_up(ExitCode::bad_input, text.error());
  json::stream_parser parser;
  boost::system::error_code error;
  const std::size_t read_bytes = parser.write_some(text->data(), text->size(), error);
  if (!error) parser.finish(error);
  if (error) {
    const auto line =
        1 + std::count(text->begin(), text->begin() + static_cast<std::ptrdiff_t>(read_bytes), '\n');
    return give_up(ExitCode::bad_input, Code::bad_config,
                   file.string() + ":" + std::to_string(line) + ": JSON: " + error.message());
  }
  const json::value whole = parser.release();
  if (!whole.is_object()) return give_up(ExitCode::bad_input, Code::bad_config, file.string() + ": JSON: {}");
  CatalogueText about{file, lines_of_json(*text), {}};
  Reader in(whole.get_object(), "", about);
  if (const std::string given = in.text("format"); !given.empty() && given != format)
    in.bad("format", {"must be " + std::string(format), "应为 " + std::string(format)},
           {"this program reads no other", "本程序仅支持此格式"});
  T out = read(in);
  in.finish();
  static_cast<CatalogueText&>(out) = std::move(about);
  return out;
}

}  // namespace credence::catalogue_reader
