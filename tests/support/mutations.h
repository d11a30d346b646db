// SPDX-License-Identifier: Apache-2.0
// Every way to change one field of a decoded value, found by walking the value through its own `serialize`:
// so a field that is added to a proof is lied about in the tests without anyone thinking of it.
//
//   integer: one more, one less, zero, the largest   bool, enum: the other   bytes, text: a bit, a byte
//   less or more, none Fixed: first and last bit, zero, another suite     optional: the other way list:
//   without the first, the middle or the last, empty, the last twice, one more, turned round; and each item's
//   own fields
#pragma once

#include <limits>
#include <string>

#include "ledger/codec/codec.h"

namespace credence::testing {

class Mutations {
 public:
  /// How many there are for this value.
  template <class T>
  static std::size_t count(T value) {
    Mutations all(std::numeric_limits<std::size_t>::max());
    all.field(value);
    return all.at_;
  }
  /// Applies the n-th; says which: ".0.3[2] one more" is the third item of the fourth field of the first.
  template <class T>
  static std::string apply(T& value, std::size_t n) {
    Mutations one(n);
    one.field(value);
    return one.done_;
  }

  template <class... Fields>
  void operator()(Fields&... fields) {
    int place = 0;
    (within("." + std::to_string(place++), fields), ...);
  }

 private:
  explicit Mutations(std::size_t wanted) : wanted_(wanted) {}

  template <class T>
  void within(const std::string& step, T& value) {
    if (!done_.empty()) return;
    const std::size_t length = path_.size();
    path_ += step;
    field(value);
    path_.resize(length);
  }
  template <class Change>
  void way(const char* what, Change change) {
    if (!done_.empty() || at_++ != wanted_) return;
    change();
    done_ = path_ + " " + what;
  }

  template <class T>
  void field(T& value) {
    if constexpr (std::is_same_v<T, bool>) {
      way("the other", [&] { value = !value; });
    } else if constexpr (std::is_integral_v<T>) {
      way("one more", [&] { ++value; });
      way("one less", [&] { --value; });
      way("zero", [&] { value = 0; });
      way("largest", [&] { value = std::numeric_limits<T>::max(); });
    } else if constexpr (std::is_enum_v<T>) {
      way("another", [&] { value = value == T{} ? last_of(value) : T{}; });
    } else if constexpr (requires {
                           value.index();
                           value.valueless_by_exception();
                         }) {
      std::visit([&](auto& body) { within("v", body); }, value);
    } else if constexpr (requires {
                           value.has_value();
                           value.reset();
                         }) {
      way("the other way", [&] {
        if (value)
          value.reset();
        else
          value.emplace();
      });
      if (value) within("?", *value);
    } else if constexpr (requires { value.serialize(*this); }) {
      value.serialize(*this);
    } else if constexpr (requires { value.bytes.size(); }) {
      way("first bit", [&] { value.bytes.front() ^= std::byte{0x80}; });
      way("last bit", [&] { value.bytes.back() ^= std::byte{1}; });
      way("zero", [&] { value.bytes = {}; });
      if constexpr (requires { value.suite; })
        way("another suite",
            [&] { value.suite = value.suite == Suite::sm2_sm3 ? Suite::secp256k1_sha256 : Suite::sm2_sm3; });
    } else if constexpr (std::is_base_of_v<std::string, T>) {
      text(value, [](char& c) { c = static_cast<char>(c ^ 1); });
    } else if constexpr (std::is_base_of_v<Bytes, T>) {
      text(value, [](std::byte& b) { b ^= std::byte{1}; });
    } else {
      list(value);
    }
  }

  template <class T, class Flip>
  void text(T& value, Flip flip) {
    if (!value.empty()) {
      way("first", [&] { flip(value.front()); });
      way("middle", [&] { flip(value[value.size() / 2]); });
      way("last", [&] { flip(value.back()); });
      way("shorter", [&] { value.pop_back(); });
      way("none", [&] { value.clear(); });
    }
    if (value.size() < T::kMax) way("longer", [&] { value.push_back({}); });
  }

  template <class T>
  void list(T& value) {
    const auto n = static_cast<std::ptrdiff_t>(value.size());
    if (n > 0) {
      way("without the first", [&] { value.erase(value.begin()); });
      way("without the last", [&] { value.pop_back(); });
      if (n > 2) way("without the middle", [&] { value.erase(value.begin() + n / 2); });
      way("empty", [&] { value.clear(); });
      way("the last twice", [&] { value.push_back(value.back()); });
      way("the first twice", [&] { value.insert(value.begin(), value.front()); });
    }
    if (n > 1) way("turned round", [&] { std::reverse(value.begin(), value.end()); });
    way("one more", [&] { value.emplace_back(); });
    for (std::ptrdiff_t i = 0; i < n; ++i)
      within("[" + std::to_string(i) + "]", value[static_cast<std::size_t>(i)]);
  }

  std::size_t wanted_;
  std::size_t at_ = 0;
  std::string path_, done_;
};

}  // namespace credence::testing
