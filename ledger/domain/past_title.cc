// SPDX-License-Identifier: Apache-2.0
// The terms of one title (past.h).
#include "ledger/domain/past.h"

#include <algorithm>

namespace credence {

TitleStatus title_status(std::span<const Title> terms, const Date& on) {
  TitleStatus out{TitleState::never_issued, on, {}};
  for (const Title& title : terms) {
    if (out.title && on < title.term.valid_from) break;
    out.title = title;
  }
  for (const Title& title : terms) out.banned_to = std::max(out.banned_to, title.term.banned_to);
  if (!out.title) return out;
  out.state = out.title->term.state(on);
  return out;
}

std::vector<Title> terms_of(const Id& type, const QualificationValue& value) {
  std::vector<Title> out;
  for (const TitleTerm& term : value.former) out.push_back({type, term});
  out.push_back({type, value});
  return out;
}

}  // namespace credence
