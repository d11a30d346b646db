// SPDX-License-Identifier: Apache-2.0
// Registers as they are published, made of synthetic enterprises: good codes of many regions and kinds, and
// bad ones with the faults that real registers hold.
#pragma once

#include <array>
#include <string>
#include <vector>

#include "ledger/primitives/error.h"

namespace credence::samples {

/// The check digit of GB 32100-2015 by another way than the product's: the sum of value × 3^place modulo 31,
/// from the right.
inline char register_check_digit(const std::string& first17) {
  static const std::string alphabet = "0123456789ABCDEFGHJKLMNPQRTUWXY";
  std::size_t sum = 0;
  for (std::size_t i = first17.size(); i-- > 0;) sum = (sum * 3 + alphabet.find(first17[i])) % 31;
  return alphabet[(31 - sum) % 31];
}

/// The code of the synthetic enterprise `index` (from 0, below 10^6), by turns of each authority and kind
/// that registers give, and of each region of the province.
inline std::string register_code(std::size_t index) {
  static constexpr std::array<const char*, 8> kinds = {"91", "92", "93", "52", "12", "11", "53", "Y1"};
  static constexpr std::array<const char*, 6> regions = {"440000", "440101", "440303",
                                                         "440605", "441900", "445381"};
  const std::string number = std::to_string(1'000'000 + index).substr(1);
  const std::string first16 = std::string(kinds[index % kinds.size()]) + regions[index % regions.size()] +
                              (index % 3 == 0 ? "MA" : "73") + number;
  const std::string first17 = first16 + "0123456789X"[index % 11];
  return first17 + register_check_digit(first17);
}

/// Codes that stand twice in a register, under another name the second time.
inline constexpr std::size_t kRegisterRepeated = 8;

/// A register as a CSV of `enterprises` lines, the last kRegisterRepeated of which repeat a code.
inline std::string register_csv(std::size_t enterprises) {
  std::string out = "企业名称,统一社会信用代码,注册日期,地区\n";
  for (std::size_t i = 0; i < enterprises; ++i) {
    const bool repeats = i + kRegisterRepeated >= enterprises;
    out += "样例企业" + std::to_string(i) + "," + register_code(repeats ? enterprises - 1 - i : i) + "," +
           std::to_string(1978 + i % 40) + "-0" + std::to_string(1 + i % 9) + "-15,广州\n";
  }
  return out;
}

struct BadCode {
  std::string text;
  Code error;
};

/// What stands in the column of codes and is none: `each` of every kind.
inline std::vector<BadCode> bad_codes(std::size_t each) {
  std::vector<BadCode> out;
  const auto changed = [](std::string code, std::size_t at, char to) {
    code[at] = to;
    return code;
  };
  const auto lowered = [](std::string code) {
    for (char& c : code)
      if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    return code;
  };
  for (std::size_t i = 0; i < each; ++i) {
    const std::string code = register_code(3 * i), number = std::to_string(100 + i);  // 3 * i: with letters
    out.push_back({changed(code, 17, code[17] == '0' ? '1' : '0'), Code::uscc_bad_check_digit});
    out.push_back({lowered(code), Code::uscc_lower_case});
    out.push_back({changed(code, 2 + i % 6, 'A'), Code::uscc_bad_region});
    out.push_back({changed(code, 9, "IOSVZ"[i % 5]), Code::uscc_bad_character});
    out.push_back({"440301" + std::to_string(100'000'000 + i), Code::uscc_old_number});
    // Addresses of 18 characters, and of other lengths; with Latin letters in them too.
    out.push_back({"样例省样例市样例区样例一路" + number + "号院", Code::uscc_bad_region});
    out.push_back({"样例省样例市样例路a座" + number + "室东侧半", Code::uscc_bad_region});
    out.push_back({"样例市样例路" + number + "号b栋", Code::uscc_wrong_length});
    // Numbers of older registers, organisation codes, a digit too few and one too many, nothing.
    out.push_back({"企合样总字第" + number, Code::uscc_wrong_length});
    out.push_back({"13830" + number + "-X", Code::uscc_wrong_length});
    out.push_back({code.substr(0, 17), Code::uscc_wrong_length});
    out.push_back({code + "0", Code::uscc_wrong_length});
    out.push_back({i % 2 == 0 ? "未办理" : "三证合一", Code::uscc_wrong_length});
  }
  return out;
}

}  // namespace credence::samples
