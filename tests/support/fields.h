// Walks the fields of a value through its own `serialize`, so that a test speaks of every text or every day of every action, also of one
// that is added later.
//
//   each_field<Date>(action, [](const std::string& path, Date& day) { … });   path ".3.0[1].4": places as in encoding.md, from 0
#pragma once

#include <string>
#include <type_traits>

#include "ledger/codec/codec.h"

namespace credence::testing {

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

/// Calls `visit(path, field)` for each field whose type `Wanted<T>` says, and `absent(path)` for optionals and lists that hold nothing.
template <template <class> class Wanted, class Visit, class Absent>
class Fields {
 public:
  Fields(Visit visit, Absent absent) : visit_(visit), absent_(absent) {}

  template <class... Members>
  void operator()(Members&... members) {
    int place = 0;
    (within("." + std::to_string(place++), members), ...);
  }
  template <class T>
  void field(T& value) {
    if constexpr (Wanted<T>::value) {
      visit_(path_, value);
    } else if constexpr (kIsOptional<T>) {
      value ? field(*value) : absent_(path_);
    } else if constexpr (kIsList<T>) {
      if (value.empty()) absent_(path_);
      std::size_t place = 0;
      for (auto& item : value) within("[" + std::to_string(place++) + "]", item);
    } else if constexpr (requires { value.index(); }) {
      std::visit([this](auto& body) { field(body); }, value);
    } else if constexpr (requires { value.serialize(*this); }) {
      value.serialize(*this);
    }
  }

 private:
  template <class T>
  void within(const std::string& step, T& value) {
    const std::size_t length = path_.size();
    path_ += step;
    field(value);
    path_.resize(length);
  }

  Visit visit_;
  Absent absent_;
  std::string path_;
};

template <class T>
struct AnyText : std::bool_constant<kIsText<T>> {};

template <template <class> class Wanted, class Value, class Visit, class Absent>
void each_field(Value& value, Visit visit, Absent absent) {
  Fields<Wanted, Visit, Absent>(visit, absent).field(value);
}

}  // namespace credence::testing
