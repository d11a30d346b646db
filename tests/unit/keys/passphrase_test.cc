// SPDX-License-Identifier: Apache-2.0
// Passphrases (keys/passphrase.h): what an editor adds unseen is named; and key files that ask for too much
// work.
#include "keys/passphrase.h"

#include <gtest/gtest.h>
#include <openssl/sha.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <boost/json.hpp>
#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "keys/key_file.h"
#include "ledger/primitives/bytes.h"
#include "ledger/primitives/place_errors.h"
#include "tests/support/suite.h"

namespace credence {
namespace {

namespace fs = std::filesystem;

class HolesPassphrase : public ::testing::Test {
 protected:
  HolesPassphrase() {
    std::string pattern = (fs::temp_directory_path() / "credence-passphrase-XXXXXX").string();
    folder_ = mkdtemp(pattern.data());
    unsetenv("CREDENCE_PASSPHRASE");
  }
  ~HolesPassphrase() override { fs::remove_all(folder_); }
  std::string file(const std::string& bytes,
                   fs::perms mode = fs::perms::owner_read | fs::perms::owner_write) {
    const fs::path path = folder_ / "pass";
    std::ofstream(path, std::ios::binary) << bytes;
    fs::permissions(path, mode);
    return path;
  }
  fs::path folder_;
};

TEST_F(HolesPassphrase, IsOneLineWithOrWithoutItsEnd) {
  for (const std::string bytes : {"two words", "two words\n", "two words\r\n"})
    EXPECT_EQ(passphrase_of_file(file(bytes))->view(), "two words");
  EXPECT_EQ(passphrase_of_file(file("口令 与 空格\n"))->view(), "口令 与 空格");
}

TEST_F(HolesPassphrase, WhatAnEditorAddsUnseenIsNamed) {
  const std::pair<std::string, const char*> cases[] = {{"\xEF\xBB\xBFsecret\n", "BOM"},
                                                       {std::string("\xFF\xFEs\0e\0", 6), "UTF-16"},
                                                       {"secret \n", "blank"},
                                                       {"secret\t\n", "blank"},
                                                       {" secret\n", "blank"},
                                                       {"secret\xE3\x80\x80\n", "blank"},
                                                       {"secret\xC2\xA0", "blank"},
                                                       {"secret\xE2\x80\x8B\n", "blank"},
                                                       {"secret\nmore\n", "line"},
                                                       {"secret\n\n", "line"},
                                                       {"sec\x1bret\n", "control"},
                                                       {std::string("sec\0ret", 7), "control"},
                                                       {"\n", "0 bytes"},
                                                       {"", "0 bytes"},
                                                       {std::string(1025, 'x'), "1024"},
                                                       {std::string(5000, 'x'), "1024"}};
  for (const auto& [bytes, what] : cases) {
    const auto read = passphrase_of_file(file(bytes));
    ASSERT_FALSE(read) << what;
    EXPECT_EQ(read.error().code, Code::bad_passphrase);
    EXPECT_NE(read.error().detail.find(what), std::string::npos) << read.error().detail;
    EXPECT_EQ(read.error().detail.find("ret"), std::string::npos) << "nothing of it is shown";
  }
  setenv("CREDENCE_PASSPHRASE", "secret ", 1);
  EXPECT_EQ(passphrase_of_environment().error().code, Code::bad_passphrase);
  setenv("CREDENCE_PASSPHRASE", "secret", 1);
  EXPECT_EQ((*passphrase_of_environment())->view(), "secret");
  unsetenv("CREDENCE_PASSPHRASE");
  EXPECT_FALSE(passphrase_of_environment()->has_value());
}

TEST_F(HolesPassphrase, AFileThatOthersMayReadOrThatIsNoneIsRefused) {
  EXPECT_EQ(passphrase_of_file(file("secret\n", fs::perms::owner_read | fs::perms::group_read)).error().code,
            place_code::passphrase_exposed);
  EXPECT_EQ(passphrase_of_file(folder_ / "none").error().code, Code::file_unreadable);
  EXPECT_EQ(passphrase_of_file(folder_).error().code, Code::file_unreadable);
}

TEST_F(HolesPassphrase, GuardedProgramsLeaveNoCoresAndNoOpenFiles) {
  const pid_t child = fork();
  ASSERT_GE(child, 0);
  if (child == 0) {
    guard_secrets(true);
    rlimit limit{};
    const bool no_core =
        getrlimit(RLIMIT_CORE, &limit) == 0 && limit.rlim_max == 0 && prctl(PR_GET_DUMPABLE) == 0;
    std::ofstream(folder_ / "made") << "x";
    fs::create_directory(folder_ / "folder");
    struct stat file_info{}, folder_info{};
    const bool is_private =
        stat((folder_ / "made").c_str(), &file_info) == 0 && (file_info.st_mode & 0777) == 0600 &&
        stat((folder_ / "folder").c_str(), &folder_info) == 0 && (folder_info.st_mode & 0777) == 0700;
    _exit(no_core && is_private ? 0 : 1);
  }
  int status = 0;
  ASSERT_EQ(waitpid(child, &status, 0), child);
  EXPECT_TRUE(WIFEXITED(status) && WEXITSTATUS(status) == 0);
}

/// The file with other scrypt numbers and a checksum that fits them, as only a hostile hand makes it.
std::string with_numbers(const std::string& file, std::uint64_t n, std::uint64_t r, std::uint64_t p) {
  auto object = boost::json::parse(file).as_object();
  auto& kdf = object.at("kdf").as_object();
  kdf["n"] = n;
  kdf["r"] = r;
  kdf["p"] = p;
  const auto text = [&](const boost::json::object& from, const char* name) {
    return std::string(from.at(name).as_string());
  };
  const std::string all =
      text(object, "kind") + "|" + text(object, "suite") + "|" + text(object, "public_key") + "|scrypt|" +
      std::to_string(n) + "|" + std::to_string(r) + "|" + std::to_string(p) + "|" + text(kdf, "salt") + "|" +
      text(object, "cipher") + "|" + text(object, "nonce") + "|" + text(object, "ciphertext");
  std::array<std::byte, 32> hash{};
  SHA256(reinterpret_cast<const unsigned char*>(all.data()), all.size(),
         reinterpret_cast<unsigned char*>(hash.data()));
  object["checksum"] = to_hex(hash);
  return boost::json::serialize(object);
}

TEST(HolesKeyFile, WhatAFileMayAskForIsBounded) {
  const std::string file = *seal_key(*new_secret_key(samples::kSuite), "secret", true);
  ASSERT_EQ(open_key(with_numbers(file, 1u << 10, 8, 1), "wrong").error().code, Code::wrong_passphrase)
      << "the checksum fits";
  for (const auto& [n, r, p] : {std::array<std::uint64_t, 3>{1u << 20, 8, 4},
                                {1u << 20, 8, 1},
                                {1u << 18, 1, 1},
                                {1u << 17, 8, 2},
                                {1u << 16, 8, 4},
                                {1u << 10, 9, 1},
                                {1u << 10, 8, 5}}) {
    const auto opened = open_key(with_numbers(file, n, r, p), "wrong");
    ASSERT_FALSE(opened);
    EXPECT_EQ(opened.error().code, Code::damaged_key_file) << n << " " << r << " " << p;
  }
}

}  // namespace
}  // namespace credence
