// SPDX-License-Identifier: Apache-2.0
// Hostile text: codes, amounts, dates, names.
#include "ledger/domain/text.h"
#include "ledger/domain/types.h"
#include "tests/fuzz/fuzz.h"

namespace credence::fuzz {

void one_input(BytesView bytes) {
  const std::string_view text = text_of(bytes);
  if (const auto code = parse_uscc(text)) {
    CREDENCE_ASSERT(text_of(*code) == text);
  } else {
    CREDENCE_ASSERT(try_encode(Note(code.error().detail)).has_value());
  }
  if (const auto amount = parse_wan(text)) CREDENCE_ASSERT(parse_wan(wan_text(*amount)) == amount);
  if (const auto day = parse_date(text)) CREDENCE_ASSERT(day->iso() == text);
  (void)check_id(text);
  if (check_name(text)) (void)check_no_personal_data(text);
  CREDENCE_ASSERT(valid_utf8(quoted(text)));
}

std::vector<Bytes> seeds() {
  std::vector<Bytes> out;
  for (const std::string& text :
       {std::string("914403001922038216"), std::string("600.5"), std::string("2024-11-25"),
        std::string("中山火炬工业集团有限公司"), std::string("11010519491231002X")}) {
    const BytesView view = bytes_of(text);
    out.emplace_back(view.begin(), view.end());
  }
  return out;
}

}  // namespace credence::fuzz
