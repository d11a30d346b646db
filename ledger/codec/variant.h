// SPDX-License-Identifier: Apache-2.0
// A variant of many alternatives as a class of its own. What copies, moves, destroys, writes and reads it is
// compiled once, in the file that says CREDENCE_VARIANT_MEMBERS, and not in each file that holds one. With
// CREDENCE_VARIANT_COPIES that file writes `write` and `read` itself.
//
//   using ShapeBody = std::variant<Circle, Square>;
//   struct Shape : ShapeBody { CREDENCE_VARIANT(Shape) };
//   CREDENCE_VARIANT_CODED(Shape)
//
// It is used as the variant is: std::visit, std::get, std::holds_alternative, index(). The order is the wire
// tag.
#pragma once

#include "ledger/codec/codec.h"

namespace credence {

template <class T, class Body>
inline constexpr bool kAlternative = false;
template <class T, class... Ts>
inline constexpr bool kAlternative<T, std::variant<Ts...>> = (std::is_same_v<T, Ts> || ...);

/// The variant of the types behind `Nothing`. Each row of a table expands to a comma and a type; `Nothing`
/// stands before the first comma.
template <class Nothing, class... Ts>
using VariantOf = std::variant<Ts...>;

/// T, without reference and const, is one of the alternatives of the variant `Body`.
template <class T, class Body>
concept AlternativeOf = kAlternative<std::remove_cvref_t<T>, Body>;

}  // namespace credence

#define CREDENCE_VARIANT(Name)                                                                     \
  using Body = Name##Body;                                                                         \
  Name();                                                                                          \
  Name(const Name&);                                                                               \
  Name(Name&&) noexcept;                                                                           \
  Name& operator=(const Name&);                                                                    \
  Name& operator=(Name&&) noexcept;                                                                \
  ~Name();                                                                                         \
  template <AlternativeOf<Body> T>                                                                 \
  Name(T&& body)                                                                                   \
      : Body(std::in_place_type<std::remove_cvref_t<T>>, std::forward<T>(body)) {} /* NOLINT(*) */ \
  template <AlternativeOf<Body> T>                                                                 \
  Name& operator=(T&& body) {                                                                      \
    this->template emplace<std::remove_cvref_t<T>>(std::forward<T>(body));                         \
    return *this;                                                                                  \
  }                                                                                                \
  void write(CanonicalWriter& out) const;                                                          \
  void read(BoundedReader& in);

// Writes and reads a Name, and no alternative that converts to one: that has an encoding of its own.
#define CREDENCE_VARIANT_CODED(Name)                                     \
  template <std::same_as<Name> T>                                        \
  void CEREAL_SAVE_FUNCTION_NAME(CanonicalWriter& out, const T& value) { \
    value.write(out);                                                    \
  }                                                                      \
  template <std::same_as<Name> T>                                        \
  void CEREAL_LOAD_FUNCTION_NAME(BoundedReader& in, T& value) {          \
    value.read(in);                                                      \
  }

#define CREDENCE_VARIANT_COPIES(Name)               \
  Name::Name() = default;                           \
  Name::Name(const Name&) = default;                \
  Name::Name(Name&&) noexcept = default;            \
  Name& Name::operator=(const Name&) = default;     \
  Name& Name::operator=(Name&&) noexcept = default; \
  Name::~Name() = default;

#define CREDENCE_VARIANT_MEMBERS(Name)                                         \
  CREDENCE_VARIANT_COPIES(Name)                                                \
  void Name::write(CanonicalWriter& out) const { save_variant<>(out, *this); } \
  void Name::read(BoundedReader& in) { load_variant<>(in, *this); }
