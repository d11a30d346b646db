// SPDX-License-Identifier: Apache-2.0
// The schema of everything that the ledger keeps and says, from the lists of fields themselves: every key and value of the
// state, fact, action and receipt. docs/schema-1.0.json is its text; programs in other languages read it.
//
//   "enums"     name: names of its values, from 0
//   "structs"   name: "field:type", in the order of the encoding
//   "keys_only" the structs that are their fields alone, without a length
//   "variants"  name: [name, struct], from tag 0
//   "keys"      [name, key, value], from tag 0       "subjects"  the keys that have a history, from tag 0
//   "details"   [name, kind, English, Chinese] of each value of What: how a receipt is worded (ledger/primitives/details.def)
//
// A type is u8 … u64, i64, bool, id, name, document_no, note, text<most>, blob<most>, hash, key, signature, code, date,
// list<type,most>, an enum, a struct, a variant, or one of them and "?". docs/encoding.md says which bytes each is.
#pragma once

#include <boost/json.hpp>

#include "ledger/domain/genesis.h"
#include "ledger/domain/past.h"
#include "ledger/domain/state_values.h"
#include "tests/support/fields.h"

namespace credence::schema {

namespace json = boost::json;

inline json::string word(std::string_view text) { return json::string(text.data(), text.size()); }

/// "EnterpriseValue" of credence::EnterpriseValue.
template <class T>
std::string type_name() {
  std::string_view all = __PRETTY_FUNCTION__;
  all.remove_prefix(all.find("T = ") + 4);
  all = all.substr(0, all.find_first_of(";]"));
  if (const std::size_t space = all.rfind("::"); space != std::string_view::npos)
    all.remove_prefix(space + 2);
  return std::string(all);
}

/// An archive that hears whether a struct is written with its length.
struct Framed {
  bool said = false;
  template <class... Members>
  void structure(Members&...) {
    said = true;
  }
  template <class... Members>
  void operator()(Members&...) {}
};

class Schema {
 public:
  json::object enums, structs, variants;
  json::array keys_only, keys, subjects, details;

  /// The name of a type; what it is made of is noted.
  template <class T>
  std::string type() {
    if constexpr (std::same_as<T, bool>)
      return "bool";
    else if constexpr (std::integral<T>)
      return (std::unsigned_integral<T> ? "u" : "i") + std::to_string(8 * sizeof(T));
    else if constexpr (CodedEnum<T>)
      return enumeration<T>();
    else if constexpr (std::same_as<T, Date>)
      return "date";
    else if constexpr (std::same_as<T, Uscc>)
      return "code";
    else if constexpr (std::same_as<T, PublicKey>)
      return "key";
    else if constexpr (std::same_as<T, Signature>)
      return "signature";
    else if constexpr (requires { T::kSize; })
      return "hash";
    else if constexpr (fields::kIsText<T>)
      return text(T::kMax);
    else if constexpr (fields::kIsOptional<T>)
      return type<typename T::value_type>() + "?";
    else if constexpr (std::derived_from<T, Bytes>)
      return "blob<" + std::to_string(T::kMax) + ">";
    else if constexpr (fields::kIsList<T>)
      return "list<" + type<typename T::value_type>() + "," + std::to_string(T::kMax) + ">";
    else if constexpr (std::same_as<T, ValidatorSet>)
      return type<decltype(ValidatorSet::validators)>();
    else if constexpr (std::same_as<T, Change>)
      return "Change";
    else if constexpr (std::same_as<T, Fact>)
      return "Fact";
    else
      return structure<T>();
  }
  template <class T>
  std::string structure() {
    const std::string name = type_name<T>();
    if (structs.contains(name)) return name;
    structs[name] = json::array();  // before what it holds, so that the text reads from the outside in
    json::array members;
    T{}.fields([&]<class Field>(std::string_view field, const Field&) {
      members.push_back(word(std::string(field) + ":" + type<Field>()));
    });
    structs[name] = std::move(members);
    Framed framed;
    T{}.serialize(framed);
    if (!framed.said) keys_only.push_back(word(name));
    return name;
  }
  /// Of a variant, whose names are in the order of the tags.
  template <class Body, std::size_t Count = std::variant_size_v<Body>, class NameOf>
  void variant(std::string_view name, NameOf name_of_tag) {
    json::array out;
    [&]<std::size_t... I>(std::index_sequence<I...>) {
      (out.push_back(
           json::array{word(name_of_tag(I)), word(structure<std::variant_alternative_t<I, Body>>())}),
       ...);
    }(std::make_index_sequence<Count>());
    variants[name] = std::move(out);
  }

 private:
  static std::string text(std::size_t most) {
    switch (most) {
      case limits::kIdBytesMax:
        return "id";
      case limits::kNameBytesMax:
        return "name";
      case limits::kDocumentNoBytesMax:
        return "document_no";
      case limits::kNoteBytesMax:
        return "note";
      default:
        return "text<" + std::to_string(most) + ">";
    }
  }
  template <class E>
  std::string enumeration() {
    const std::string name = type_name<E>();
    json::array names;
    for (std::size_t i = 0; i <= static_cast<std::size_t>(last_of(E{})); ++i)
      names.push_back(word(name_of(static_cast<E>(i))));
    enums[name] = std::move(names);
    return name;
  }
};

/// "award_batch" of AwardBatchKey.
inline std::string key_name(std::string_view type) {
  std::string out;
  for (const char c : type.substr(0, type.size() - 3)) {
    if (c >= 'A' && c <= 'Z' && !out.empty()) out += '_';
    out += static_cast<char>(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c);
  }
  return out;
}

inline std::string_view change_name(std::size_t tag) {
  std::string_view out;
  [&]<std::size_t... I>(std::index_sequence<I...>) {
    (void)((I == tag && (out = name_of(Change(std::in_place_index<I>)), true)) || ...);
  }(std::make_index_sequence<std::variant_size_v<Change>>());
  return out;
}

/// All of it.
inline Schema everything() {
  Schema out;
#define CREDENCE_STATE_KEY(Key)                                                                  \
  out.keys.push_back(                                                                            \
      json::array{word(key_name(#Key)), word(#Key), word(out.structure<ValueOf<Key>::type>())}); \
  if constexpr (!std::same_as<Key, HistoryKey>) (void)out.structure<Key>();
#include "ledger/domain/state_keys.def"
#undef CREDENCE_STATE_KEY
  using Subjects = decltype(HistoryKey::subject);
  [&]<std::size_t... I>(std::index_sequence<I...>) {
    (out.subjects.push_back(word(type_name<std::variant_alternative_t<I, Subjects>>())), ...);
  }(std::make_index_sequence<std::variant_size_v<Subjects>>());
  out.variant<ActionBody>("Action", action_name);
  out.variant<FactBody, kFactKinds>("Fact", [](std::size_t tag) { return fact_names()[tag]; });
  out.variant<Change>("Change", change_name);
#define CREDENCE_DETAIL(name, kind, en, zh) \
  out.details.push_back(json::array{word(#name), word(#kind), word(en), word(zh)});
#include "ledger/primitives/details.def"
#undef CREDENCE_DETAIL
  (void)out.structure<HistoryEntry>();
  (void)out.structure<Receipt>();
  (void)out.structure<Genesis>();
  return out;
}

/// The text of docs/schema-1.0.json: one row a struct.
inline std::string text_of(const Schema& schema) {
  std::string out = "{\n  \"formats\": \"1.0\"";
  const auto rows = [&](std::string_view name, const json::object& of) {
    out += ",\n  \"" + std::string(name) + "\": {";
    std::string separator = "\n    ";
    for (const auto& [member, value] : of) {
      out +=
          std::exchange(separator, ",\n    ") + json::serialize(word(member)) + ": " + json::serialize(value);
    }
    out += "\n  }";
  };
  rows("enums", schema.enums);
  rows("structs", schema.structs);
  rows("variants", schema.variants);
  for (const auto& [name, list] :
       {std::pair("keys_only", &schema.keys_only), std::pair("keys", &schema.keys),
        std::pair("subjects", &schema.subjects), std::pair("details", &schema.details)})
    out += ",\n  \"" + std::string(name) + "\": " + json::serialize(*list);
  return out + "\n}\n";
}

}  // namespace credence::schema
