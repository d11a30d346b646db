// SPDX-License-Identifier: Apache-2.0
// Walks the fields of a value through its own `serialize`, so that a test speaks of every text or every day
// of every action, also of one that is added later.
//
//   each_field<AnyDay>(action, [](auto& day) { … });
//   each_field<AnyDay, true>(…): with an item in every empty list and optional
#pragma once

#include <type_traits>

#include "ledger/codec/codec.h"

namespace credence::fields {

template <class T>
inline constexpr bool kIsText = false;
template <std::size_t M>
inline constexpr bool kIsText<Text<M>> = true;
template <class T>
inline constexpr bool kIsOptional = false;
template <class T>
inline constexpr bool kIsOptional<std::optional<T>> = true;
template <class T>
inline constexpr bool kIsList = false;
template <class T, std::size_t M>
inline constexpr bool kIsList<List<T, M>> = true;

/// Calls `visit(field)` for each field of which `Wanted<T>::value` says so, in the order of the encoding.
template <template <class> class Wanted, bool Fill, class Visit>
class Fields {
 public:
  explicit Fields(Visit& visit) : visit_(visit) {}

  template <class... Members>
  void operator()(Members&... members) {
    (field(members), ...);
  }
  template <class T>
  void field(T& value) {
    if constexpr (Wanted<T>::value) {
      visit_(value);
    } else if constexpr (kIsOptional<T>) {
      if (Fill && !value) value.emplace();
      if (value) field(*value);
    } else if constexpr (kIsList<T>) {
      if (Fill && value.empty()) value.emplace_back();
      for (auto& item : value) field(item);
    } else if constexpr (requires { value.index(); }) {
      std::visit([this](auto& body) { field(body); }, value);
    } else if constexpr (requires { value.serialize(*this); }) {
      value.serialize(*this);
    }
  }

 private:
  Visit& visit_;
};

template <template <class> class Wanted, bool Fill = false, class Value, class Visit>
void each_field(Value& value, Visit visit) {
  Fields<Wanted, Fill, Visit>(visit).field(value);
}

template <class T>
struct AnyText : std::bool_constant<kIsText<T>> {};

}  // namespace credence::fields
