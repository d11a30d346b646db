// SPDX-License-Identifier: Apache-2.0
#include "ledger/primitives/error.h"

#include <algorithm>
#include <array>
#include <cstdio>
#include <cstdlib>

#include "ledger/primitives/printable.h"

namespace credence {
namespace {

constexpr auto kTable = [] {
  auto rows = std::to_array<ErrorInfo>({
#define CREDENCE_ERROR(number, name, cause_en, cause_zh, remedy_en, remedy_zh) \
  {Code{number}, #name, cause_en, cause_zh, remedy_en, remedy_zh},
#include "ledger/primitives/errors.def"
#include "ledger/primitives/errors_lists.def"
#include "ledger/primitives/errors_paper.def"
#include "ledger/primitives/errors_places.def"
#undef CREDENCE_ERROR
  });
  std::ranges::sort(rows, {}, &ErrorInfo::code);
  return rows;
}();

static_assert(std::ranges::adjacent_find(kTable, {}, &ErrorInfo::code) == kTable.end(),
              "each number stands for one error");

const ErrorInfo* find(Code code) {
  const auto at = std::ranges::lower_bound(kTable, code, {}, &ErrorInfo::code);
  return at != kTable.end() && at->code == code ? &*at : nullptr;
}

std::string compose(std::string_view name, std::string_view cause, std::string_view remedy,
                    const std::string& detail) {
  std::string out(name);
  out.append(": ").append(cause);
  if (!detail.empty()) out.append(" (").append(printable(detail)).append(")");
  if (!remedy.empty()) out.append(" — ").append(remedy);
  return out;
}

}  // namespace

const ErrorInfo& info(Code code) {
  const ErrorInfo* row = find(code);
  return row != nullptr ? *row : *find(Code::internal);
}

bool known(std::uint16_t number) { return find(static_cast<Code>(number)) != nullptr; }

std::span<const ErrorInfo> all_errors() { return kTable; }

std::string Error::text_en() const {
  const auto& row = info(code);
  return compose(row.name, row.cause_en, row.remedy_en, detail);
}

std::string Error::text_zh() const {
  const auto& row = info(code);
  return compose(row.name, row.cause_zh, row.remedy_zh, detail);
}

void assertion_failed(const char* what, const char* file, int line) {
  std::fprintf(stderr, "assertion failed: %s (%s:%d)\n", what, file, line);
  std::abort();
}

}  // namespace credence
