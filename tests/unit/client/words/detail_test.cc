// Details of receipts as people read them: amounts in yuan, and in Chinese the words around them.
#include "client/words/detail.h"

#include <gtest/gtest.h>

namespace credence {
namespace {

TEST(DetailText, AmountsAreInYuan) {
  const auto en = [](std::string_view detail) { return detail_text(detail, Language::en); };
  EXPECT_EQ(en("line 1, programme p2: 1000000000000 of 100000000 fen"), "line 1, programme p2: 10,000,000,000.00 of 1,000,000.00 CNY");
  EXPECT_EQ(en("awarded 5, paid 12345 fen"), "awarded 5, paid 123.45 CNY");
  EXPECT_EQ(en("recovery r1: 0 of 1 fen"), "recovery r1: 0.00 of 0.01 CNY");
  EXPECT_EQ(en("of -100 fen"), "of -1.00 CNY");
  EXPECT_EQ(en("batch b1: 4 of 2"), "batch b1: 4 of 2") << "a count";
  EXPECT_EQ(en("99999999999999999999 of 1 fen"), "99999999999999999999 of 0.01 CNY") << "no amount of the ledger";
  EXPECT_EQ(en("1 fence"), "1 fence");
  EXPECT_EQ(en(""), "");
}

TEST(DetailText, WhatIsQuotedStaysAsItIs) {
  const std::string detail = R"(line 2, enterprise: "line 3 of 100 fen", registered: "programme a 5 fen")";
  EXPECT_EQ(detail_text(detail, Language::en), detail);
  EXPECT_EQ(detail_text(detail, Language::zh), R"(第 2 行, 企业："line 3 of 100 fen"，登记名称："programme a 5 fen")");
  EXPECT_EQ(detail_text("an open \"quote 5 fen", Language::en), "an open \"quote 5 fen");
}

TEST(DetailText, ChineseSaysPlacesAndDays) {
  const auto zh = [](std::string_view detail) { return detail_text(detail, Language::zh); };
  EXPECT_EQ(zh("line 1, programme p2: 1000000000000 of 100000000 fen"), "第 1 行, 专项 p2: 10,000,000,000.00 元，对 1,000,000.00 元");
  EXPECT_EQ(zh("line 1, paid_on: 2099-01-01, at the latest 2026-11-29"), "第 1 行, 支付日期：2099-01-01，最晚 2026-11-29");
  EXPECT_EQ(zh("line 1, paid_on: 1999-01-01 before 2026-11-29, the award"), "第 1 行, 支付日期：1999-01-01 早于 2026-11-29（安排）");
  EXPECT_EQ(zh("award line 3 of batch b1: 2 of 5"), "批次 b1 第 3 行: 2 / 5");
  EXPECT_EQ(zh("--list l1"), "--list l1") << "an option";
}

}  // namespace
}  // namespace credence
