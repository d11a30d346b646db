// SPDX-License-Identifier: Apache-2.0
// The parts that heads are made of. Internal to client/lists/heads.cc.
#pragma once

#include <string_view>
#include <vector>

#include "client/lists/heads.h"

namespace credence {

enum class Word : std::uint8_t {
  unknown,
  filler,  // says nothing about what the column is
  // nouns
  serial,
  number,
  org,
  title,
  code,
  project,
  kind,
  money,
  grant,
  date,
  term,
  place,
  result,
  product,
  batch,
  certificate,
  content,
  other,
  cause,
  // what goes with them
  credit,
  asked,
  decided,
  paid,
  payee,  // of whom is paid: 收款
  prior,
  before,  // a correction: 原, 更正前
  elsewhere,
  not_this,  // of a grant too: a limit, a standard, a rest, what is not paid or taken off
  part,
  sum,
  start,
  end,
  issue,
  registered,
  accepted,
  other_party,
  reversal,
  years,
  honour,  // what is recognised: of a certificate's number, a term
};
constexpr bool is_noun(Word word) { return word >= Word::serial && word <= Word::cause; }

struct HeadWord {
  Word word = Word::unknown;
  bool aside = false;  // in brackets
};
struct HeadWords {
  std::vector<HeadWord> words;
  std::optional<AmountUnit> unit;
  bool other_unit = false;
};
[[nodiscard]] HeadWords head_words(std::string_view head);

}  // namespace credence
