// SPDX-License-Identifier: Apache-2.0
// Synthetic enterprises for trials: valid codes, names that say what they are (样例企业0001), awards,
// payments and titles. The same seed gives the same lists; the first n of a longer list are the shorter one.
#pragma once

#include <cstdint>
#include <string>

namespace credence {

inline constexpr std::size_t kSyntheticMax = 1'000'000;

/// CSV files as `credence` imports them.
struct SyntheticLists {
  std::string enterprises;
  std::string awards;          // one project for each enterprise
  std::string payments;        // one tranche of a half for each award, the rest for each second one
  std::string qualifications;  // a title for each fourth enterprise
  std::int64_t awarded_fen = 0, paid_fen = 0;
  std::string first_code;  // of 样例企业0001
};

/// `batch`: the id of the award batch that the payments refer to. `count` is 1 to kSyntheticMax.
[[nodiscard]] SyntheticLists make_synthetic(std::size_t count, std::uint64_t seed, const std::string& batch);

/// The code of the synthetic enterprise `index` (from 0).
[[nodiscard]] std::string synthetic_code(std::size_t index, std::uint64_t seed);
[[nodiscard]] std::string synthetic_name(std::size_t index);

}  // namespace credence
