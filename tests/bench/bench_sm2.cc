// SPDX-License-Identifier: Apache-2.0
// What a check of a signature takes of a thread's time: SM2 by our own code and by OpenSSL, and secp256k1.
//
//   bench_sm2 [--json] [--rounds R]
//   bench_sm2 --agree N [--seed S] [--json]
//
// Keys: as many as would not fit the nearest cache (512). "whole" is what the ledger does: the hash too.
//
// --agree compares our own code with OpenSSL's instead (tests/support/sm2_agreement.h): N signatures along
// lines, of which every 20th is also checked by EVP_PKEY_verify; N / 50 that were made to be hard, all by
// EVP_PKEY_verify; N operations of each kind on numbers, N / 10 on points. Exit code 1 if anything differs.
// Ten million take some twenty minutes of a core.
#include "ledger/primitives/sm2_verify.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <boost/json/array.hpp>
#include <chrono>
#include <cstdio>
#include <stdexcept>

#include "ledger/primitives/keys.h"
#include "tests/bench/bench.h"
#include "tests/bench/bounds.h"
#include "tests/support/sm2_agreement.h"

namespace credence::bench {
namespace {

namespace json = boost::json;

constexpr std::size_t kKeys = 512;

struct Settings {
  std::size_t rounds = 9;
  std::uint64_t agree = 0, seed = 1;
};

struct Signed {
  PublicKey key;
  Hash32 hash;
  Signature signature;
};
std::vector<Signed> signatures(Suite suite) {
  std::vector<Signed> out;
  for (std::size_t i = 0; i < kKeys; ++i) {
    const Hash32 hash = tagged_hash(suite, Tag::transaction, bytes_of(std::to_string(i)));
    const SecretKey key = SecretKey::from(suite, hash.view()).value();
    out.push_back({key.public_key(), hash, sign(key, hash)});
  }
  return out;
}

/// Microseconds for each of the signatures, by rounds.
template <class Check>
json::object microseconds(const Settings& settings, const std::vector<Signed>& all, const Check& check) {
  std::vector<double> rounds;
  for (std::size_t round = 0; round < settings.rounds; ++round) {
    const double start = thread_seconds();
    for (std::size_t i = 0; i < all.size(); ++i) CREDENCE_ASSERT(check(i));
    rounds.push_back(1e6 * (thread_seconds() - start) / static_cast<double>(all.size()));
  }
  return summary(rounds);
}

using MakeChecker = std::unique_ptr<const sm2::Checker> (*)(const PublicKey&);
json::object checker(const Settings& settings, const std::vector<Signed>& all, MakeChecker make) {
  std::vector<std::unique_ptr<const sm2::Checker>> ready;
  for (const Signed& one : all) ready.push_back(make(one.key));
  // a signature of another digest takes as long: the steps are the same up to the last comparison
  return {{"key made ready",
           microseconds(settings, all, [&](std::size_t i) { return make(all[i].key) != nullptr; })},
          {"check, many keys",
           microseconds(settings, all,
                        [&](std::size_t i) { return !ready[i]->holds(all[i].hash, all[i].signature); })},
          {"check, one key", microseconds(settings, all, [&](std::size_t i) {
             return !ready[0]->holds(all[i].hash, all[i].signature);
           })}};
}

json::object whole(const Settings& settings, const std::vector<Signed>& all) {
  std::vector<std::shared_ptr<const Verifier>> ready;
  for (const Signed& one : all) ready.push_back(verifier_of(one.key).value());
  return {
      {"key made ready",
       microseconds(settings, all, [&](std::size_t i) { return verifier_of(all[i].key).has_value(); })},
      {"check, many keys", microseconds(settings, all,
                                        [&](std::size_t i) {
                                          return ready[i]->verify(all[i].hash, all[i].signature).has_value();
                                        })},
      {"fresh key and check", microseconds(settings, all, [&](std::size_t i) {
         return verify(all[i].key, all[i].hash, all[i].signature).has_value();
       })}};
}

json::object measure(const Settings& settings) {
  const std::vector<Signed> sm2 = signatures(Suite::sm2_sm3), secp256k1 = signatures(Suite::secp256k1_sha256);
  return {{"machine", machine()},
          {"unit", "microseconds of a thread's time"},
          {"keys", kKeys},
          {"SM2, own", checker(settings, sm2, sm2::own_checker)},
          {"SM2, OpenSSL", checker(settings, sm2, sm2::openssl_checker)},
          {"SM2, whole", whole(settings, sm2)},
          {"secp256k1, whole", whole(settings, secp256k1)}};
}

json::object agree(const Settings& settings) {
  constexpr std::uint64_t kRound = 20'000;
  sm2::Agreement agreement;
  std::uint64_t done = 0;
  const auto signatures = [&] { return agreement.accepted + agreement.refused; };
  auto told = Clock::now();
  agreement.progress = [&](std::uint64_t more) {
    done += more;
    if (done % 1024 != 0 || seconds_since(told) < 5) return;
    told = Clock::now();
    std::fprintf(stderr, "%llu comparisons, among them %llu signatures; %zu differences\n",
                 static_cast<unsigned long long>(done), static_cast<unsigned long long>(signatures()),
                 agreement.differences.size());
  };
  for (std::uint64_t round = 0; round * kRound < settings.agree; ++round) {
    const std::uint64_t count = std::min(kRound, settings.agree - round * kRound),
                        seed = settings.seed << 32 | round;
    sm2::compare_numbers(seed, count, agreement);
    sm2::compare_points(seed, count / 10, agreement);
    sm2::compare_crafted(seed, count / 50, agreement);
    sm2::compare_along_lines(seed, count, 20, agreement);
  }
  json::object kinds;
  for (const auto& [kind, count] : agreement.compared) kinds[kind] = count;
  for (const std::string& difference : agreement.differences)
    std::fprintf(stderr, "differs: %s\n", difference.c_str());
  if (!agreement.differences.empty()) throw std::runtime_error("our own checks of SM2 and OpenSSL's differ");
  return {{"machine", machine()},
          {"seed", settings.seed},
          {"compared", done},
          {"signatures", signatures()},
          {"signatures accepted", agreement.accepted},
          {"signatures refused", agreement.refused},
          {"differences", agreement.differences.size()},
          {"by kind", kinds}};
}

}  // namespace
}  // namespace credence::bench

int main(int argc, char** argv) {
  using namespace credence::bench;
  Settings settings;
  return main_of(
      {"bench_sm2",
       "what a check of a signature takes, and whether our own checks of SM2 and OpenSSL's agree",
       [&](CLI::App& app) {
         app.add_option("--rounds", settings.rounds, "measured so often")->check(CLI::PositiveNumber);
         app.add_option("--agree", settings.agree, "compare so many signatures instead");
         app.add_option("--seed", settings.seed, "of what is compared");
       },
       [&] { return settings.agree > 0 ? agree(settings) : measure(settings); }},
      argc, argv);
}
