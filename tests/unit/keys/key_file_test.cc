// SPDX-License-Identifier: Apache-2.0
// Key files (keys/key_file.h): what is sealed opens again, and only with its passphrase; damage is named as
// damage.
#include "keys/key_file.h"
#include "tests/support/suite.h"

#include <gtest/gtest.h>

namespace credence {
namespace {

class KeyFile : public ::testing::Test {
 protected:
  SecretKey key_ = *new_secret_key(samples::kSuite);
  std::string file_ = *seal_key(key_, "correct horse", true);
};

TEST_F(KeyFile, OpensWithItsPassphraseAndNamesItsPublicKey) {
  const auto opened = open_key(file_, "correct horse");
  ASSERT_TRUE(opened.has_value()) << opened.error().text_en();
  EXPECT_EQ(opened->public_key(), key_.public_key());
  EXPECT_EQ(public_key_of(file_), key_.public_key());
}

TEST_F(KeyFile, WrongPassphraseIsNotCalledDamage) {
  const auto opened = open_key(file_, "correct horse ");
  ASSERT_FALSE(opened.has_value());
  EXPECT_EQ(opened.error().code, Code::wrong_passphrase);
}

TEST_F(KeyFile, EveryChangedByteIsDamageOrMeansNothing) {
  for (std::size_t i = 0; i < file_.size(); ++i) {
    std::string changed = file_;
    changed[i] = static_cast<char>(changed[i] ^ 1);
    const auto opened = open_key(changed, "correct horse");
    if (opened) {
      EXPECT_EQ(opened->public_key(), key_.public_key()) << i;  // the case of a hexadecimal digit, or a blank
    } else {
      EXPECT_EQ(opened.error().code, Code::damaged_key_file) << i << ": " << opened.error().detail;
    }
  }
}

TEST_F(KeyFile, EveryTruncationIsDamage) {
  for (std::size_t size = 0; size + 1 < file_.size(); ++size) {
    const auto opened = open_key(file_.substr(0, size), "correct horse");
    ASSERT_FALSE(opened.has_value()) << size;
    EXPECT_EQ(opened.error().code, Code::damaged_key_file) << size;
  }
}

TEST_F(KeyFile, HostileScryptNumbersAreRefusedBeforeTheyCost) {
  for (const char* n :
       {"\"n\":0", "\"n\":-1", "\"n\":1000", "\"n\":1099511627776", "\"n\":1e300", "\"n\":\"1024\""}) {
    std::string changed = file_;
    const auto at = changed.find("\"n\":1024");
    ASSERT_NE(at, std::string::npos);
    changed.replace(at, 8, n);
    const auto opened = open_key(changed, "correct horse");
    ASSERT_FALSE(opened.has_value()) << n;
    EXPECT_EQ(opened.error().detail, "member kdf.n");
  }
}

TEST_F(KeyFile, NeverShowsTheSecret) { EXPECT_EQ(file_.find(to_hex(key_.view())), std::string::npos); }

TEST_F(KeyFile, TwoSealsOfOneKeyShareNothingSecret) {
  EXPECT_NE(*seal_key(key_, "correct horse", true), file_);
}

TEST(KeyFileSlow, TheRealParametersWork) {
  const SecretKey key = *new_secret_key(samples::kSuite);
  const auto file = seal_key(key, "口令");
  ASSERT_TRUE(file.has_value());
  EXPECT_NE(file->find("\"n\":32768"), std::string::npos);
  EXPECT_EQ(open_key(*file, "口令")->public_key(), key.public_key());
}

TEST(NewSecretKey, IsNeverTheSameTwice) {
  EXPECT_NE(new_secret_key(samples::kSuite)->public_key(), new_secret_key(samples::kSuite)->public_key());
}

}  // namespace
}  // namespace credence
