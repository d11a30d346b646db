// SPDX-License-Identifier: Apache-2.0
// Runs a target on its seeds and on changes of them: bytes flipped, cut, doubled, joined with another seed,
// numbers pushed to their ends, pieces of one seed put into another. The same inputs in every run. Arguments:
// how many inputs (100,000), the seed (1); with CREDENCE_FUZZ_SECONDS it goes on for so long. Fails if no
// seed was ever used.
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <random>

#include "tests/fuzz/fuzz.h"

namespace credence::fuzz {
namespace {

void change(Bytes& bytes, const std::vector<Bytes>& all, std::mt19937_64& random) {
  const auto place = [&] { return bytes.empty() ? 0 : random() % bytes.size(); };
  const auto at = [&](std::size_t i) { return bytes.begin() + static_cast<std::ptrdiff_t>(i); };
  switch (random() % 8) {
    case 0:
      if (!bytes.empty()) bytes[place()] ^= static_cast<std::byte>(1U << random() % 8);
      break;
    case 1:
      if (!bytes.empty()) bytes[place()] = static_cast<std::byte>(random());
      break;
    case 2:
      bytes.resize(place());
      break;
    case 3:
      bytes.insert(at(place()), static_cast<std::byte>(random()));
      break;
    case 4:
      if (bytes.size() >= 4) {
        const std::size_t from = random() % (bytes.size() - 3);
        std::fill_n(at(from), 4, random() % 2 == 0 ? std::byte{0xff} : std::byte{0});
      }
      break;
    case 5: {
      const Bytes& other = all[random() % all.size()];
      bytes.resize(place());
      bytes.insert(bytes.end(),
                   other.begin() + static_cast<std::ptrdiff_t>(other.empty() ? 0 : random() % other.size()),
                   other.end());
      break;
    }
    case 6: {
      const Bytes& other = all[random() % all.size()];
      const std::size_t from = other.empty() ? 0 : random() % other.size();
      const std::size_t size = std::min<std::size_t>(random() % 32, other.size() - from);
      const auto begin = other.begin() + static_cast<std::ptrdiff_t>(from);
      bytes.insert(at(place()), begin, begin + static_cast<std::ptrdiff_t>(size));
      break;
    }
    default:
      if (!bytes.empty()) bytes.erase(at(place()));
  }
}

}  // namespace
}  // namespace credence::fuzz

int main(int argc, char** argv) {
  using namespace credence;
  const unsigned long inputs = argc > 1 ? std::strtoul(argv[1], nullptr, 10) : 100'000;
  std::mt19937_64 random(argc > 2 ? std::strtoul(argv[2], nullptr, 10) : 1);
  const char* const seconds = std::getenv("CREDENCE_FUZZ_SECONDS");
  const auto end =
      std::chrono::steady_clock::now() + std::chrono::seconds(seconds == nullptr ? 0 : std::atoi(seconds));
  const auto all = fuzz::corpus();
  if (all.empty() || inputs == 0) return 1;
  for (const Bytes& seed : all) fuzz::one_input(seed);
  unsigned long i = 0;
  for (; seconds == nullptr ? i < inputs : std::chrono::steady_clock::now() < end; ++i) {
    Bytes bytes = all[random() % all.size()];
    for (std::uint64_t changes = 1 + random() % 4; changes > 0; --changes) fuzz::change(bytes, all, random);
    fuzz::one_input(bytes);
  }
  std::printf("%zu seeds, %lu inputs\n", all.size(), i);
  return 0;
}
