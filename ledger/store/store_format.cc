// SPDX-License-Identifier: Apache-2.0
#include "ledger/store/store_format.h"

#include <algorithm>

#include "ledger/store/keyspace.h"

namespace credence {

std::span<const StoreMigration> migrations() {
  return {};
}  // 1.0 has the first format that a network runs on

namespace {

Result<std::uint32_t> format_of(const KeyReader& store) {
  const auto bytes = store.get(keyspace::meta("format"));
  if (!bytes) return std::unexpected(bytes.error());
  const auto number = *bytes ? decode<std::uint32_t>(**bytes) : fail(Code::storage_corrupt);
  if (!number) return fail(Code::storage_corrupt, "the number of the store's format");
  return *number;
}

std::unexpected<Error> fail_format(std::uint32_t held) {
  return fail(Code::store_format,
              "format " + std::to_string(held) + ", this program has format " +
                  std::to_string(keyspace::kFormat) +
                  (held > keyspace::kFormat ? ": a later program wrote it" : ", and nothing leads there"));
}

}  // namespace

Result<void> check_store_format(const KeyReader& store) {
  const auto held = format_of(store);
  if (!held) return std::unexpected(held.error());
  return *held == keyspace::kFormat ? Result<void>{} : fail_format(*held);
}

Result<void> bring_to_format(KeyValue& store, std::span<const StoreMigration> known) {
  const auto held = format_of(store);
  if (!held) return std::unexpected(held.error());
  if (*held > keyspace::kFormat) return fail_format(*held);
  std::vector<const StoreMigration*> steps;
  for (std::uint32_t from = *held; from < keyspace::kFormat; ++from) {
    const auto step = std::ranges::find(known, from, &StoreMigration::from);
    if (step == known.end()) return fail_format(*held);
    steps.push_back(&*step);
  }
  for (const StoreMigration* const step : steps) {
    if (auto done = step->run(store); !done) return done;
    WriteBatch number;
    number.put(keyspace::meta("format"), encode(step->from + 1));
    if (auto written = store.write(number, true); !written) return written;
  }
  return {};
}

}  // namespace credence
