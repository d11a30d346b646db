// SPDX-License-Identifier: Apache-2.0
// What a struct says of its own fields: each has a name, and no two have the same. The encoding, the JSON
// views and what is found by name (programme_of) rest on it.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "tests/source_tree.h"
#include "tests/support/schema.h"

namespace credence {
namespace {

/// Collects the names of the fields of a struct, and goes into the structs among them and in their lists.
class Names {
 public:
  template <Listed T>
  static void of(const T& value) {
    Names names;
    value.fields(names);
    EXPECT_FALSE(names.seen_.empty()) << T::kFieldNames;
    EXPECT_EQ(names.seen_.size(), 1 + static_cast<std::size_t>(std::ranges::count(T::kFieldNames, ',')))
        << T::kFieldNames;
  }
  template <class T>
  void operator()(std::string_view name, const T& field) {
    constexpr std::string_view kLetters = "abcdefghijklmnopqrstuvwxyz_0123456789";
    EXPECT_FALSE(name.empty());
    EXPECT_EQ(name.find_first_not_of(kLetters), std::string_view::npos) << '"' << name << '"';
    EXPECT_TRUE(seen_.insert(name).second) << name << " stands twice";
    into(field);
  }

 private:
  template <class T>
  static void into(const T& field) {
    if constexpr (Listed<T>)
      of(field);
    else if constexpr (requires {
                         typename T::value_type;
                         T{}.has_value();
                       })
      into(typename T::value_type{});
    else if constexpr (requires {
                         T::kMax;
                         typename T::value_type;
                       } && !std::convertible_to<T, std::string_view>)
      into(typename T::value_type{});
  }
  std::set<std::string_view> seen_;
};

template <class Body>
inline constexpr auto kEach = [](auto visit) {
  [&]<std::size_t... I>(std::index_sequence<I...>) {
    (visit(std::variant_alternative_t<I, Body>{}), ...);
  }(std::make_index_sequence<std::variant_size_v<Body>>{});
};

TEST(Schema, EveryFieldHasANameOfItsOwn) {
  kEach<ActionBody>([](const auto& action) { Names::of(action); });
  kEach<FactBody>([](const auto& fact) { Names::of(fact); });
  kEach<StateKeyBody>([]<class Key>(const Key& key) {
    Names::of(key);
    Names::of(typename ValueOf<Key>::type{});
  });
  kEach<Change>([](const auto& change) { Names::of(change); });
  Names::of(Genesis{});
}

TEST(Schema, AFactWhoseIdsAreEmptyIsOfNoProgrammeAndNoTitle) {
  kEach<FactBody>([](const auto& fact) {
    if constexpr (!std::same_as<std::remove_cvref_t<decltype(fact)>, ProgrammeCreated>) {  // has one always
      EXPECT_EQ(programme_of(Fact{fact}), nullptr) << name_of(Fact{fact});
    }
    EXPECT_EQ(title_of(Fact{fact}), nullptr) << name_of(Fact{fact});
  });
}

struct Pair {
  std::uint8_t first = 1, second = 2;
  CREDENCE_FIELDS(first, second);
};

TEST(Schema, FieldsComeInTheOrderOfTheEncodingUnderTheirNames) {
  std::string said;
  Pair{}.fields([&said](std::string_view name, std::uint8_t value) {
    said += std::string(name) + "=" + std::to_string(value) + ";";
  });
  EXPECT_EQ(said, "first=1;second=2;");
  EXPECT_EQ(to_hex(encode(Pair{})), "020000000102");
}

// ---- docs/schema-1.0.json ---------------------------------------------------------------------------------

namespace fs = std::filesystem;
namespace json = boost::json;

/// The release whose schema follows this code. One that is out is a file of its own, and never changes.
constexpr std::string_view kRelease = "1.0";

std::string read(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

TEST(Schema, TheDocumentSaysWhatTheCodeSays) {
  const fs::path path = source_dir() / "docs" / ("schema-" + std::string(kRelease) + ".json");
  const std::string text = schema::text_of(schema::everything());
  if (std::getenv("CREDENCE_REGENERATE") != nullptr) std::ofstream(path, std::ios::binary) << text;
  EXPECT_TRUE(read(path) == text) << path << ": CREDENCE_REGENERATE=1 writes it anew";
}

/// The items of a released list come first in today's.
void expect_prefix(const json::value& released, const json::value& today, const std::string& where) {
  const json::array &before = released.as_array(), &now = today.as_array();
  ASSERT_LE(before.size(), now.size()) << where << " has lost some";
  for (std::size_t i = 0; i < before.size(); ++i)
    EXPECT_EQ(before[i], now[i]) << where << ", place " << i << ": add at the end, and change nothing";
}

/// What breaks the promise that a released format is read for ever: nothing, or the tests below fail.
void expect_grown_from(const json::object& released, const json::object& today) {
  for (const char* part : {"enums", "structs", "variants"})
    for (const auto& [name, list] : released.at(part).as_object()) {
      const json::value* const now = today.at(part).as_object().if_contains(name);
      ASSERT_NE(now, nullptr) << std::string(name) << " is gone";
      expect_prefix(list, *now, std::string(name));
    }
  for (const char* part : {"keys", "subjects", "details"})
    expect_prefix(released.at(part), today.at(part), part);
  for (const json::value& name : released.at("keys_only").as_array())
    EXPECT_EQ(released.at("structs").as_object().at(name.as_string()),
              today.at("structs").as_object().at(name.as_string()))
        << name << ": nothing is ever added to a key";
}

TEST(Schema, EveryReleasedSchemaIsAPrefixOfTodays) {
  const json::object today = json::parse(schema::text_of(schema::everything())).as_object();
  std::size_t released = 0;
  for (const auto& place : fs::directory_iterator(source_dir() / "docs")) {
    const std::string name = place.path().filename().string();
    if (!name.starts_with("schema-")) continue;
    ++released;
    expect_grown_from(json::parse(read(place.path())).as_object(), today);
  }
  EXPECT_GT(released, 0U);
}

}  // namespace
}  // namespace credence
