// SPDX-License-Identifier: Apache-2.0
// Formats that are read for ever: what a later version may add and an earlier one finds its way past, and
// frozen vectors of every release, of each suite. tests/data/formats/1.0/SUITE.json is made once, with
// CREDENCE_REGENERATE where it is missing, and never again.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "tests/source_tree.h"
#include "tests/support/domain_samples.h"
#include "tests/support/schema.h"

namespace credence {
namespace {

namespace fs = std::filesystem;
namespace json = boost::json;
using namespace samples;

// ---- a struct of two versions -----------------------------------------------------------------------------

struct First {
  std::uint16_t number = 0;
  Text<8> name;
  CREDENCE_FIELDS(number, name);
};
/// The same in a later version.
struct Second {
  std::uint16_t number = 0;
  Text<8> name;
  std::optional<std::uint8_t> added = 7;  // zero means "as before", whatever this says
  List<First, 3> more;
  CREDENCE_FIELDS(number, name, added, more);
};

Second second(std::uint16_t number) {
  Second out;
  out.number = number;
  out.added.reset();
  return out;
}

TEST(Formats, AStructIsItsLengthAndItsFieldsWithoutZerosAtTheEnd) {
  EXPECT_EQ(to_hex(encode(First{5, "ab"})),
            "08000000"
            "0500"
            "020000006162");
  EXPECT_EQ(to_hex(encode(First{5, ""})),
            "02000000"
            "0500");
  EXPECT_EQ(to_hex(encode(First{0, "ab"})),
            "08000000"
            "0000"
            "020000006162");
  EXPECT_EQ(to_hex(encode(First{})), "00000000");
  EXPECT_EQ(decode<First>(encode(First{}))->number, 0);
}

TEST(Formats, AFieldThatIsAddedAndZeroChangesNoByte) {
  EXPECT_EQ(encode(second(5)), encode(First{5, {}}));
  const auto old = decode<Second>(encode(First{5, "ab"}));
  ASSERT_TRUE(old.has_value()) << old.error().detail;
  EXPECT_FALSE(old->added.has_value()) << "what is missing is zero, not what the code begins with";
  EXPECT_EQ(encode(*old), encode(First{5, "ab"}));
}

TEST(Formats, AFieldOfALaterVersionIsNotUnderstood) {
  Second later = second(5);
  later.more.push_back(First{1, "x"});
  EXPECT_EQ(decode<First>(encode(later)).error().code, Code::not_understood);
  List<Second, 3> list{later, second(6)};
  EXPECT_EQ((decode<List<First, 3>>(encode(list)).error().code), Code::not_understood) << "an item of a list";
  EXPECT_EQ(decode<Second>(encode(later))->more.front().name, "x");
}

TEST(Formats, OneValueHasOneEncoding) {
  const auto refused = [](std::string_view hex) {
    const auto out = decode<First>(from_hex(hex).value());
    return out ? Code::ok : out.error().code;
  };
  EXPECT_EQ(refused("020000000500"), Code::ok);
  EXPECT_EQ(refused("06000000"
                    "0500"
                    "00000000"),
            Code::malformed)
      << "a zero field at the end";
  EXPECT_EQ(refused("020000000000"), Code::malformed);
  EXPECT_EQ(refused("03000000"
                    "0500"
                    "00"),
            Code::malformed)
      << "half a field";
  EXPECT_EQ(refused("0a000000"
                    "0500"
                    "020000006162"
                    "0000"),
            Code::malformed)
      << "zeros of a later version";
  EXPECT_EQ(refused("09000000"
                    "0500"
                    "020000006162"
                    "01"),
            Code::not_understood);
  EXPECT_EQ(refused("ffffffff"
                    "0500"),
            Code::malformed)
      << "longer than the bytes that are left";
  EXPECT_EQ(refused("020000000500"
                    "00"),
            Code::trailing_bytes);
}

// ---- alternatives of a later version ----------------------------------------------------------------------

HistoryEntry entry_of(Fact fact) {
  HistoryEntry out{
      9, 1, 1'790'000'000'000, TxId{}, key_id(secret(7).public_key()), std::nullopt, std::move(fact)};
  out.transaction.bytes.fill(std::byte{7});
  return out;
}

TEST(Formats, AnUnknownFactIsReadWithEverythingAroundIt) {
  const HistoryEntry honest = entry_of(CreditWithdrawn{{{"gd-iit", "b", 1}, "撤回"}});
  Bytes bytes = encode(honest);
  const Bytes fact = encode(honest.fact);
  ASSERT_TRUE(std::equal(fact.rbegin(), fact.rend(), bytes.rbegin()));
  bytes[bytes.size() - fact.size()] = std::byte{200};
  const auto read = decode<HistoryEntry>(bytes);
  ASSERT_TRUE(read.has_value()) << read.error().detail;
  EXPECT_EQ(read->height, 9u);
  EXPECT_EQ(read->signer, honest.signer);
  EXPECT_EQ(std::get<LaterFact>(read->fact).number, 200);
  EXPECT_EQ(name_of(read->fact), "unknown");
  EXPECT_EQ(encode(*read), bytes);
  for (std::size_t tag = kFactKinds; tag < 256; ++tag) {
    bytes[bytes.size() - fact.size()] = static_cast<std::byte>(tag);
    EXPECT_TRUE(decode<HistoryEntry>(bytes).has_value()) << tag;
  }
}

TEST(Formats, AFactWithOneFieldMoreIsOfALaterVersionToo) {
  Bytes fact = encode(Fact(ProgrammeClosed{{"puhui-2022", "粤工信〔2026〕9号", "已结清"}}));
  fact.push_back(std::byte{1});
  fact[1] = static_cast<std::byte>(std::to_integer<unsigned>(fact[1]) + 1);  // the fact's length
  const auto read = decode<Fact>(fact);
  ASSERT_TRUE(read.has_value());
  ASSERT_TRUE(std::holds_alternative<LaterFact>(*read));
  EXPECT_EQ(name_of(*read), "unknown") << "whoever reads by the kind finds no fields";
  EXPECT_EQ(encode(*read), fact);
}

TEST(Formats, AnUnknownActionChangeOrEnumIsNotUnderstood) {
  Bytes bytes = encode(Action(revoke_key()));
  for (std::size_t tag = std::variant_size_v<ActionBody>; tag < 256; ++tag) {
    bytes[0] = static_cast<std::byte>(tag);
    EXPECT_EQ(decode<Action>(bytes).error().code, Code::not_understood) << tag;
  }
  RegisterDepartment department = register_department();
  department.kind = static_cast<DepartmentKind>(static_cast<unsigned>(last_of(DepartmentKind{})) + 1);
  EXPECT_EQ(decode<Action>(encode(Action(department))).error().code, Code::not_understood);
}

// ---- frozen vectors ---------------------------------------------------------------------------------------

/// Fills every field of a value, so that nothing of it is zero; keys as whoever writes one must.
class Filler {
 public:
  Filler(Suite suite, bool key) : suite_(suite), key_(key) {}
  template <class... Members>
  void operator()(Members&... members) {
    (field(members), ...);
  }
  template <class T>
  void field(T& value) {
    ++n_;
    if constexpr (std::same_as<T, bool>) {
      value = true;
    } else if constexpr (std::integral<T>) {
      value = static_cast<T>(!key_ ? n_ : sizeof(T) == 1 ? 0 : sizeof(T) == 2 ? 2026 : n_);
    } else if constexpr (std::same_as<T, Suite>) {
      value = suite_;
    } else if constexpr (CodedEnum<T>) {
      value = last_of(T{});
    } else if constexpr (std::same_as<T, Date>) {
      value = {2026, static_cast<std::uint8_t>(1 + n_ % 12), static_cast<std::uint8_t>(1 + n_ % 28)};
    } else if constexpr (std::same_as<T, Uscc>) {
      value = code(n_);
    } else if constexpr (requires {
                           value.suite;
                           value.hex();
                         }) {
      value.suite = suite_;
      value.bytes.fill(static_cast<std::byte>(n_));
    } else if constexpr (requires { value.hex(); }) {
      value.bytes.fill(static_cast<std::byte>(n_));
    } else if constexpr (std::same_as<T, Id>) {
      value = "id-" + std::to_string(n_);
    } else if constexpr (fields::kIsText<T>) {
      value = "文" + std::to_string(n_);
    } else if constexpr (std::derived_from<T, Bytes>) {
      value.assign(3, static_cast<std::byte>(n_));
    } else if constexpr (fields::kIsOptional<T>) {
      field(value.emplace());
    } else if constexpr (fields::kIsList<T>) {
      field(value.emplace_back());
    } else if constexpr (requires { value.index(); }) {
      std::visit([this](auto& body) { field(body); }, value);
    } else {
      value.serialize(*this);
    }
  }

 private:
  Suite suite_;
  bool key_;
  unsigned n_ = 0;
};

/// A value as any program that knows the schema reads it.
struct Reading {
  template <class T>
  static json::value of(const T& value) {
    if constexpr (std::same_as<T, bool>) {
      return value;
    } else if constexpr (std::integral<T>) {
      return schema::word(std::to_string(value));
    } else if constexpr (CodedEnum<T>) {
      return schema::word(name_of(value));
    } else if constexpr (std::same_as<T, Date>) {
      return schema::word(value.iso());
    } else if constexpr (std::same_as<T, Uscc>) {
      return schema::word(text_of(value));
    } else if constexpr (requires { value.hex(); }) {
      return schema::word(value.hex());
    } else if constexpr (fields::kIsText<T>) {
      return schema::word(value);
    } else if constexpr (std::derived_from<T, Bytes>) {
      return schema::word(to_hex(value));
    } else if constexpr (fields::kIsOptional<T>) {
      return value ? of(*value) : json::value(nullptr);
    } else if constexpr (fields::kIsList<T>) {
      json::array out;
      for (const auto& item : value) out.push_back(of(item));
      return out;
    } else if constexpr (std::same_as<T, ValidatorSet>) {
      return of(value.validators);
    } else if constexpr (std::same_as<T, HistoryKey>) {
      return std::visit([](const auto& key) { return of(key); }, value.subject);
    } else if constexpr (requires { value.index(); }) {
      return json::object{{"kind", schema::word(name_of(value))},
                          {"body", std::visit([](const auto& body) { return of(body); }, value)}};
    } else {
      json::object out;
      value.fields([&](std::string_view name, const auto& field) { out[name] = of(field); });
      return out;
    }
  }
};

/// Calls `visit("EnterpriseValue", value)` with a value of each kind.
template <class Visit>
void each_kind(Suite suite, Visit visit) {
  const auto filled = [&]<class T>(T value) {
    Filler(suite, false).field(value);
    visit(schema::type_name<T>(), value);
  };
  const auto each_of = [&]<class Variant, class Body>(std::string_view name, std::type_identity<Body>,
                                                      std::size_t count) {
    [&]<std::size_t... I>(std::index_sequence<I...>) {
      const auto one = [&]<class T>(T value) {
        Filler(suite, false).field(value);
        if constexpr (std::same_as<T, CreditRecorded>) value.line.line = value.entry.line;  // as it always is
        visit(std::string(name), Variant(std::move(value)));
      };
      ((I < count ? one(std::variant_alternative_t<I, Body>{}) : void()), ...);
    }(std::make_index_sequence<std::variant_size_v<Body>>());
  };
  each_of.template operator()<Action>("Action", std::type_identity<ActionBody>(),
                                      std::variant_size_v<ActionBody>);
  each_of.template operator()<Fact>("Fact", std::type_identity<FactBody>(), kFactKinds);
  [&]<std::size_t... I>(std::index_sequence<I...>) {
    (filled(ProposeChange{Change(std::in_place_index<I>), {}, 0}), ...);
  }(std::make_index_sequence<std::variant_size_v<Change>>());
#define CREDENCE_STATE_KEY(Key)                    \
  {                                                \
    Key key{};                                     \
    Filler(suite, true).field(key);                \
    visit(std::string("StateKey"), StateKey(key)); \
    filled(ValueOf<Key>::type{});                  \
  }
#include "ledger/domain/state_keys.def"
#undef CREDENCE_STATE_KEY
  filled(Receipt{});
  filled(HistoryEntry{});
  filled(Genesis{});
}

fs::path frozen(Suite suite) {
  return source_dir() / "tests/data/formats/1.0" / (std::string(name_of(suite)) + ".json");
}

std::string key_reading(const StateKey& key) {
  return json::serialize(std::visit([](const auto& one) { return Reading::of(one); }, key));
}

/// What was frozen of a value is read from it today; a later version may read more.
void expect_held(const json::value& was, const json::value& is, const std::string& where) {
  if (was.is_object()) {
    for (const auto& [name, member] : was.as_object())
      expect_held(member, is.as_object().at(name), where + "." + std::string(name));
  } else if (was.is_array()) {
    ASSERT_EQ(was.as_array().size(), is.as_array().size()) << where;
    for (std::size_t i = 0; i < was.as_array().size(); ++i)
      expect_held(was.as_array()[i], is.as_array()[i], where);
  } else {
    EXPECT_EQ(was, is) << where;
  }
}

class FrozenVectors : public testing::TestWithParam<Suite> {};

TEST_P(FrozenVectors, AreReadForEver) {
  const Suite suite = GetParam();
  const fs::path path = frozen(suite);
  if (!fs::exists(path) && std::getenv("CREDENCE_REGENERATE") != nullptr) {
    fs::create_directories(path.parent_path());
    std::ofstream out(path, std::ios::binary);
    std::string separator = "[\n";
    each_kind(suite, [&]<class T>(const std::string& type, const T& value) {
      json::object row{{"type", type}, {"bytes", to_hex(encode(value))}};
      if constexpr (std::same_as<T, StateKey>)
        row["reads"] = json::parse(key_reading(value));
      else
        row["reads"] = Reading::of(value);
      out << std::exchange(separator, ",\n") << json::serialize(row);
    });
    out << "\n]\n";
  }
  std::ifstream in(path, std::ios::binary);
  const std::string text{std::istreambuf_iterator<char>(in), {}};
  ASSERT_FALSE(text.empty()) << path;
  std::map<std::string, std::vector<const json::object*>> rows;
  const json::value all = json::parse(text);
  for (const json::value& row : all.as_array())
    rows[std::string(row.at("type").as_string())].push_back(&row.as_object());
  std::map<std::string, std::size_t> read;
  each_kind(suite, [&]<class T>(const std::string& type, const T&) {
    const std::size_t place = read[type]++;
    if (place >= rows[type].size()) return;  // of a later version
    const json::object& row = *rows[type][place];
    const Bytes bytes = from_hex(std::string_view(row.at("bytes").as_string())).value();
    const auto value = decode<T>(bytes);
    ASSERT_TRUE(value.has_value()) << type << " " << place << ": " << value.error().text_en();
    EXPECT_EQ(to_hex(encode(*value)), row.at("bytes").as_string()) << type << " " << place;
    if constexpr (std::same_as<T, StateKey>)
      expect_held(row.at("reads"), json::parse(key_reading(*value)), type);
    else
      expect_held(row.at("reads"), Reading::of(*value), type);
  });
  for (const auto& [type, list] : rows) EXPECT_GE(read[type], list.size()) << type << " is not read any more";
}

INSTANTIATE_TEST_SUITE_P(Formats, FrozenVectors, testing::ValuesIn(kSuites));

}  // namespace
}  // namespace credence
