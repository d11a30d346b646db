// SPDX-License-Identifier: Apache-2.0
// What a program says at run time, in both languages: the detail of a message with its numbers and names.
#pragma once

#include <string>

#include "client/base/failure.h"
#include "client/base/language.h"

namespace credence {

struct Said {
  std::string en, zh;

  Said() = default;
  Said(std::string english, std::string chinese) : en(std::move(english)), zh(std::move(chinese)) {}
  /// The same in both: a name, a number, a place.
  explicit Said(const std::string& both) : en(both), zh(both) {}

  [[nodiscard]] const std::string& in(Language language) const { return language == Language::zh ? zh : en; }
  [[nodiscard]] bool empty() const { return en.empty() && zh.empty(); }
  Said& operator+=(const Said& more) {
    en += more.en;
    zh += more.zh;
    return *this;
  }
  friend Said operator+(Said a, const Said& b) { return a += b; }
  bool operator==(const Said&) const = default;
};

/// An error whose detail is not yet bound to a language.
struct Complaint {
  Code code{};
  Said detail{};

  [[nodiscard]] Error in(Language language) const { return {code, detail.in(language)}; }
  bool operator==(const Complaint&) const = default;
};
[[nodiscard]] inline std::unexpected<Complaint> complain(Code code, Said detail = {}) {
  return std::unexpected(Complaint{code, std::move(detail)});
}

}  // namespace credence
