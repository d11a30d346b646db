// SPDX-License-Identifier: Apache-2.0
// The canonical encoding (design §3): one value, one encoding; no input makes the decoder allocate more than
// it holds.
#include <gtest/gtest.h>

#include <random>

#include "ledger/codec/codec.h"

namespace credence {
namespace {

enum class Colour : std::uint8_t { red, green, blue };
constexpr Colour last_of(Colour) { return Colour::blue; }

struct Inner {
  std::uint16_t number = 0;
  bool flag = false;
  template <class A>
  void serialize(A& a) {
    a(number, flag);
  }
};
struct Everything {
  std::uint8_t u8 = 0;
  std::uint16_t u16 = 0;
  std::uint32_t u32 = 0;
  std::uint64_t u64 = 0;
  std::int64_t i64 = 0;
  bool flag = false;
  Colour colour = Colour::red;
  Hash32 hash;
  Text<8> text;
  Blob<4> blob;
  List<Inner, 3> list;
  std::optional<Inner> maybe;
  std::variant<Inner, Text<3>> either;
  template <class A>
  void serialize(A& a) {
    a(u8, u16, u32, u64, i64, flag, colour, hash, text, blob, list, maybe, either);
  }
};

Bytes bytes_from(std::string_view hex) { return from_hex(hex).value(); }
template <class T>
Code refused(std::string_view hex) {
  const auto out = decode<T>(bytes_from(hex));
  return out ? Code::ok : out.error().code;
}

Everything sample() {
  Everything out;
  out.u8 = 0x01;
  out.u16 = 0x0203;
  out.u32 = 0x04050607;
  out.u64 = 0x08090a0b0c0d0e0f;
  out.i64 = -2;
  out.flag = true;
  out.colour = Colour::blue;
  out.text = "粤";
  out.blob = Blob<4>(Bytes{std::byte{0xff}});
  out.list.push_back({7, false});
  out.maybe = Inner{8, true};
  out.either = Text<3>("ab");
  return out;
}

TEST(Codec, LayoutIsThatOfTheDocument) {
  EXPECT_EQ(to_hex(encode(sample())),
            "01"
            "0302"
            "07060504"
            "0f0e0d0c0b0a0908"
            "feffffffffffffff"
            "01"
            "02" +
                std::string(64, '0') +
                "03000000e7b2a4"
                "01000000ff"
                "01000000070000"
                "01080001"
                "01020000006162");
}

TEST(Codec, ValuesComeBack) {
  const auto back = decode<Everything>(encode(sample()));
  ASSERT_TRUE(back.has_value());
  EXPECT_EQ(encode(*back), encode(sample()));
  EXPECT_EQ(back->i64, -2);
  EXPECT_EQ(back->text, "粤");
  EXPECT_EQ(std::get<1>(back->either), "ab");
}

TEST(Codec, EveryTruncationIsRefusedAndNothingMayFollow) {
  Bytes bytes = encode(sample());
  for (std::size_t size = 0; size < bytes.size(); ++size) {
    const auto cut = decode<Everything>(BytesView(bytes).first(size));
    ASSERT_FALSE(cut.has_value()) << size;
    ASSERT_EQ(cut.error().code, Code::malformed) << size;
  }
  bytes.push_back(std::byte{0});
  EXPECT_EQ(decode<Everything>(bytes).error(), (Error{Code::trailing_bytes, "1 byte"}));
}

TEST(Codec, ABoolIsZeroOrOne) {
  EXPECT_EQ(decode<bool>(bytes_from("00")), false);
  EXPECT_EQ(decode<bool>(bytes_from("01")), true);
  for (int value = 2; value < 256; ++value)
    EXPECT_EQ(decode<bool>(Bytes{static_cast<std::byte>(value)}).error().code, Code::malformed);
  EXPECT_EQ(refused<std::optional<std::uint8_t>>("0205"), Code::malformed);
}

TEST(Codec, AnEnumIsAtMostItsLast) {
  EXPECT_EQ(decode<Colour>(bytes_from("02")), Colour::blue);
  for (int value = 3; value < 256; ++value)
    EXPECT_EQ(decode<Colour>(Bytes{static_cast<std::byte>(value)}).error().code, Code::not_understood);
}

TEST(Codec, AVariantIsOneOfItsKinds) {
  using Either = std::variant<std::uint8_t, std::uint16_t>;
  EXPECT_EQ(std::get<1>(decode<Either>(bytes_from("010200")).value()), 2);
  for (int tag = 2; tag < 256; ++tag)
    EXPECT_EQ(decode<Either>(Bytes{static_cast<std::byte>(tag), std::byte{0}, std::byte{0}}).error().code,
              Code::not_understood);
}

TEST(Codec, ACountThatLiesIsRefusedBeforeAnythingIsAllocated) {
  using Many = List<Hash32, 0xffffffff>;
  EXPECT_EQ(refused<Many>("ffffffff"), Code::malformed);  // 4 Gi items of 32 bytes
  EXPECT_EQ(refused<Many>("ffffffff00000000"), Code::malformed);
  EXPECT_EQ(refused<Many>("02000000" + std::string(64, '0')), Code::malformed);  // two announced, one there
  EXPECT_EQ((refused<List<std::uint8_t, 3>>("0400000000000000")), Code::limit_exceeded);
  EXPECT_EQ((refused<List<std::uint8_t, 3>>("03000000010203")), Code::ok);
  EXPECT_EQ(refused<Text<0xffffffff>>("ffffffff61"), Code::malformed);
  EXPECT_EQ(refused<Text<2>>("03000000616263"), Code::limit_exceeded);
  EXPECT_EQ(refused<Blob<0xffffffff>>("ffffff7f00"), Code::malformed);
  EXPECT_EQ(refused<Blob<2>>("03000000616263"), Code::limit_exceeded);
}

struct Nothing {
  template <class A>
  void serialize(A&) {}
};

TEST(Codec, ItemsWithoutBytesDoNotMakeACountFree) {
  // Four thousand million items of no bytes would be read one by one.
  const auto out = decode<List<Nothing, 0xffffffff>>(bytes_from("ffffffff"));
  ASSERT_FALSE(out.has_value());
  EXPECT_EQ(out.error(), (Error{Code::malformed, "count 4294967295 exceeds the bytes left at byte 4"}));
}

TEST(Codec, ListsInListsHoldNoMoreThanTheirBytes) {
  // Each inner list announces as many items as there are bytes left.
  using Nested = List<List<List<std::uint8_t, 1 << 20>, 1 << 20>, 1 << 20>;
  Bytes bytes;
  for (int i = 0; i < 1000; ++i) {
    const Bytes count = encode(static_cast<std::uint32_t>(4000 - 4 * i));
    bytes.insert(bytes.end(), count.begin(), count.end());
  }
  EXPECT_FALSE(decode<Nested>(bytes).has_value());
}

TEST(Codec, TextIsStrictUtf8) {
  const char* const bad[] = {"80",       "c0af", "c1bf", "e080af", "eda080", "edbfbf", "f08080af", "f4908080",
                             "f5808080", "fe",   "ff",   "c3",     "e282",   "f09f98", "c328",     "e28228"};
  for (const auto* hex : bad) {
    const Bytes text = bytes_from(hex);
    EXPECT_FALSE(valid_utf8(text_of(text))) << hex;
    Bytes framed = encode(static_cast<std::uint32_t>(text.size()));
    framed.insert(framed.end(), text.begin(), text.end());
    const auto out = decode<Text<8>>(framed);
    ASSERT_FALSE(out.has_value()) << hex;
    EXPECT_EQ(out.error().code, Code::bad_utf8) << hex;
    EXPECT_EQ(try_encode(Text<8>(std::string(text_of(text)))).error().code, Code::bad_utf8) << hex;
  }
  const char* const good[] = {"",       "00",     "7f",     "c280",     "dfbf",    "e0a080",
                              "ed9fbf", "ee8080", "efbfbf", "f0908080", "f48fbfbf"};
  for (const auto* hex : good) EXPECT_TRUE(valid_utf8(text_of(bytes_from(hex)))) << hex;
}

TEST(Codec, CharactersOfThreeBytesAreCheckedByteByByte) {
  for (unsigned lead = 0xE0; lead <= 0xEF; ++lead)
    for (unsigned second = 0; second <= 0xFF; ++second)
      for (const unsigned third : {0x7Fu, 0x80u, 0xBFu, 0xC0u}) {
        const std::string text = {'a', static_cast<char>(lead), static_cast<char>(second),
                                  static_cast<char>(third)};
        const unsigned point = (lead & 0xF) << 12 | (second & 0x3F) << 6 | (third & 0x3F);
        const bool surrogate = point >= 0xD800 && point <= 0xDFFF;
        const bool good = second >> 6 == 2 && third >> 6 == 2 && point >= 0x800 && !surrogate;
        EXPECT_EQ(valid_utf8(text), good) << to_hex(bytes_of(text));
        EXPECT_FALSE(valid_utf8(text.substr(0, 3)) && second >> 6 == 2) << to_hex(bytes_of(text));
      }
}

TEST(Codec, WritingKeepsTheBoundsToo) {
  EXPECT_EQ(try_encode(Text<2>("abc")).error().code, Code::limit_exceeded);
  EXPECT_EQ((try_encode(List<std::uint8_t, 1>{1, 2}).error().code), Code::limit_exceeded);
  EXPECT_EQ(try_encode(Blob<1>(Bytes(2))).error().code, Code::limit_exceeded);
}

TEST(Codec, AValueOfAnySizeIsWrittenWhole) {
  for (const std::size_t size : {0u, 1u, 490u, 507u, 508u, 509u, 511u, 512u, 513u, 1'000u, 1'024u, 70'000u}) {
    Bytes wanted{std::byte{7}};
    for (unsigned shift = 0; shift < 32; shift += 8) wanted.push_back(static_cast<std::byte>(size >> shift));
    Blob<100'000> blob;
    for (std::size_t i = 0; i < size; ++i) blob.push_back(static_cast<std::byte>(i * 31));
    wanted.insert(wanted.end(), blob.begin(), blob.end());
    for (int i = 0; i < 8; ++i) wanted.push_back(std::byte{0x11});
    CanonicalWriter out;
    out(std::uint8_t{7}, blob);
    for (int i = 0; i < 8; ++i) out(std::uint8_t{0x11});
    EXPECT_TRUE(std::ranges::equal(out.view(), wanted)) << size;
    EXPECT_EQ(out.take(), wanted) << size;
  }
}

TEST(Codec, WhateverDecodesEncodesToTheSameBytes) {
  std::mt19937_64 random(1);
  const Bytes good = encode(sample());
  std::size_t decoded = 0;
  for (int round = 0; round < 200'000; ++round) {
    Bytes bytes = good;
    for (std::uint64_t changes = random() % 4; changes > 0; --changes)
      bytes[random() % bytes.size()] = static_cast<std::byte>(random());
    if (random() % 4 == 0) bytes.resize(random() % (bytes.size() + 8));
    if (const auto out = decode<Everything>(bytes)) {
      ++decoded;
      ASSERT_EQ(encode(*out), bytes);
    }
  }
  EXPECT_GT(decoded, 1000U);
}

}  // namespace
}  // namespace credence
