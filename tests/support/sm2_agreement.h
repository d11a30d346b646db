// SPDX-License-Identifier: Apache-2.0
// Our own arithmetic and checks of SM2 against OpenSSL's, on numbers that are drawn from a seed: random ones,
// and those at which such code goes wrong. A share runs with the tests, as many as one likes with ./dev bench
// sm2 --agree.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <vector>

namespace credence::sm2 {

struct Agreement {
  std::map<std::string, std::uint64_t> compared;                       // by kind
  std::uint64_t accepted = 0, refused = 0;                             // of the signatures
  std::vector<std::string> differences;                                // the first few, with what was given
  std::function<void(std::uint64_t)> progress = [](std::uint64_t) {};  // so many compared more
};

/// F_p, and numbers mod n: sums, products, inverses, roots.
void compare_numbers(std::uint64_t seed, std::uint64_t count, Agreement& out);
/// Sums and doubles of points, among them those of equal and of opposite points, and sums of multiples.
void compare_points(std::uint64_t seed, std::uint64_t count, Agreement& out);
/// Signatures of which OpenSSL finds the point (x1', y1') by one addition: s and t go in steps of any size,
/// so the point goes in equal steps too. That makes ten million possible. B7 is OpenSSL's as well; every
/// `whole`-th signature is also checked by EVP_PKEY_verify.
void compare_along_lines(std::uint64_t seed, std::uint64_t count, std::uint64_t whole, Agreement& out);
/// Keys, digests and signatures that were made to be hard, each checked by EVP_PKEY_verify.
void compare_crafted(std::uint64_t seed, std::uint64_t count, Agreement& out);

}  // namespace credence::sm2
