// SPDX-License-Identifier: Apache-2.0
// What a struct says of its own fields: each has a name, and no two have the same. The encoding, the JSON
// views and what is found by name (programme_of) rest on it.
#include <gtest/gtest.h>

#include "ledger/domain/genesis.h"
#include "ledger/domain/state_values.h"

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
  EXPECT_EQ(to_hex(encode(Pair{})), "0102");
}

}  // namespace
}  // namespace credence
