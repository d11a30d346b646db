// SPDX-License-Identifier: Apache-2.0
#include "client/demo/synthetic.h"

#include <array>

#include "client/base/csv.h"
#include "ledger/domain/types.h"

namespace credence {
namespace {

constexpr std::string_view kAlphabet = "0123456789ABCDEFGHJKLMNPQRTUWXY";
constexpr Fen kFenInWan = 1'000'000;

struct Place {
  std::string_view region, name;
};
// Of no province: GB/T 2260 assigns nothing under 99.
constexpr std::array kPlaces = {Place{"990100", "样例市甲"}, Place{"990200", "样例市乙"},
                                Place{"990300", "样例市丙"}, Place{"990400", "样例市丁"},
                                Place{"990500", "样例市戊"}, Place{"990600", "样例市己"},
                                Place{"990700", "样例市庚"}, Place{"990800", "样例市辛"}};
constexpr std::array kProjects = {
    std::string_view("样例项目：工业软件研发"), std::string_view("样例项目：数字化转型"),
    std::string_view("样例项目：首台（套）装备"), std::string_view("样例项目：设备更新")};

// splitmix64: a well-mixed number from any other.
std::uint64_t mixed(std::uint64_t x) {
  x += 0x9E3779B97F4A7C15ULL;
  x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9ULL;
  x = (x ^ (x >> 27)) * 0x94D049BB133111EBULL;
  return x ^ (x >> 31);
}

std::string day(std::uint64_t random, int year_first, std::uint64_t years) {
  const std::string month = std::to_string(101 + random % 12).substr(1);
  const std::string date = std::to_string(101 + random / 12 % 28).substr(1);
  return std::to_string(year_first + static_cast<int>(random / 336 % years)) + "-" + month + "-" + date;
}

}  // namespace

std::string synthetic_name(std::size_t index) {
  std::string number = std::to_string(index + 1);
  if (number.size() < 4) number.insert(0, 4 - number.size(), '0');
  return "样例企业" + number;
}

std::string synthetic_code(std::size_t index, std::uint64_t seed) {
  // The organisation code: Y, a letter that no real one begins with today, two characters of the seed, five
  // of the index.
  std::string organisation = "Y";
  std::uint64_t salt = mixed(seed);
  for (int i = 0; i < 2; ++i, salt /= 31) organisation += kAlphabet[salt % 31];
  std::uint64_t number = index;
  std::string digits;
  for (int i = 0; i < 5; ++i, number /= 31) digits.insert(digits.begin(), kAlphabet[number % 31]);
  organisation += digits;
  std::string code = "91" + std::string(kPlaces[mixed(seed ^ index) % kPlaces.size()].region) + organisation;
  code += organisation_check_digit(organisation);
  return code + uscc_check_digit(code);
}

SyntheticLists make_synthetic(std::size_t count, std::uint64_t seed, const std::string& batch) {
  SyntheticLists out;
  out.first_code = synthetic_code(0, seed);
  out.enterprises = csv_line({"企业名称", "统一社会信用代码", "注册日期", "地区"});
  out.awards = csv_line({"序号", "企业名称", "统一社会信用代码", "项目名称", "金额（万元）"});
  out.payments = csv_line({"序号", "批次", "批次序号", "统一社会信用代码", "金额（万元）", "支付日期"});
  out.qualifications = csv_line({"序号", "企业名称", "统一社会信用代码", "证书编号", "有效期起", "有效期止"});
  std::size_t payment = 0, certificate = 0;
  for (std::size_t i = 0; i < count; ++i) {
    const std::string code = synthetic_code(i, seed), name = synthetic_name(i),
                      number = std::to_string(i + 1);
    const std::uint64_t random = mixed(seed * 31 + i);
    out.enterprises += csv_line(
        {name, code, day(random, 2005, 18), std::string(kPlaces[mixed(seed ^ i) % kPlaces.size()].name)});
    const Fen amount =
        static_cast<Fen>(1'000 + random % 59'000) * (kFenInWan / 50);  // 20 to 1,200 万元, in steps of 0.02
    out.awards += csv_line(
        {number, name, code, std::string(kProjects[random / 7 % kProjects.size()]), wan_text(amount)});
    out.awarded_fen += amount;
    const std::size_t tranches = i % 2 == 0 ? 2 : 1;
    for (std::size_t t = 0; t < tranches; ++t) {
      out.payments += csv_line({std::to_string(++payment), batch, number, code, wan_text(amount / 2),
                                t == 0 ? "2026-03-31" : "2026-09-30"});
      out.paid_fen += amount / 2;
    }
    if (i % 4 == 0) {
      ++certificate;
      out.qualifications += csv_line({std::to_string(certificate), name, code,
                                      "YL-2026-" + std::to_string(certificate), "2026-01-01", ""});
    }
  }
  return out;
}

}  // namespace credence
