// SPDX-License-Identifier: Apache-2.0
// Targets: how a figure stands against them. In whole numbers: the largest product is 10^15 fen times 10,000,
// which 64 bits hold.
#include "ledger/domain/target.h"

#include <algorithm>

#include "ledger/domain/names.h"

namespace credence {
namespace {

constexpr auto kTargetKinds = std::to_array<std::string_view>({"count", "share", "amount"});
constexpr auto kStandings = std::to_array<std::string_view>({"unmeasured", "under_way", "reached", "missed"});
static_assert(kTargetKinds.size() == static_cast<std::size_t>(last_of(TargetKind{})) + 1);
static_assert(static_cast<std::uint64_t>(limits::kAmountFenMax) <= UINT64_MAX / kShareWhole);

std::uint64_t unsigned_of(std::int64_t value) {
  return static_cast<std::uint64_t>(std::max<std::int64_t>(value, 0));
}

}  // namespace

std::string_view name_of(TargetKind kind) { return kTargetKinds[static_cast<std::size_t>(kind)]; }
std::optional<TargetKind> target_kind_named(std::string_view name) {
  return named<TargetKind>(kTargetKinds, name);
}
std::string_view name_of(TargetStanding standing) { return kStandings[static_cast<std::size_t>(standing)]; }

std::uint64_t TargetValue::progress(const MeasureValue& measure) const {
  const std::uint64_t of = unsigned_of(kind == TargetKind::share ? measure.whole : value);
  return of == 0 ? 0 : unsigned_of(measure.value) * kShareWhole / of;
}

bool TargetValue::reached(const MeasureValue& measure) const {
  if (kind != TargetKind::share) return measure.value >= value;
  return unsigned_of(measure.value) * kShareWhole >= unsigned_of(value) * unsigned_of(measure.whole);
}

TargetStanding TargetValue::standing(const Date& day) const {
  if (latest && reached(*latest)) return TargetStanding::reached;
  if (!latest) return TargetStanding::unmeasured;
  if (day.year <= year) return TargetStanding::under_way;
  return latest->on.year >= year ? TargetStanding::missed : TargetStanding::unmeasured;
}

}  // namespace credence
