// SPDX-License-Identifier: Apache-2.0
#include "client/base/files.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <cstring>
#include <fstream>

#include "client/base/counted.h"
#include "client/base/place_to_write.h"
#include "ledger/primitives/hash.h"
#include "ledger/primitives/place_errors.h"

namespace credence {

Failure machine_failure(const std::filesystem::path& path, int error_number) {
  if (error_number == EEXIST) return {ExitCode::bad_input, Error{Code::file_exists, path.string()}};
  return {ExitCode::internal,
          Error{Code::machine_failed, path.string() + ": " + std::strerror(error_number)}};
}

namespace {

/// "4,096 B", "64 KiB", "16 MiB": a whole number of the largest unit that has one.
std::string size_text(std::uint64_t bytes) {
  if (bytes >= 1U << 20 && bytes % (1U << 20) == 0) return with_separators(bytes >> 20) + " MiB";
  if (bytes >= 1U << 10 && bytes % (1U << 10) == 0) return with_separators(bytes >> 10) + " KiB";
  return with_separators(bytes) + " B";
}

}  // namespace

Result<std::string> read_file(const std::filesystem::path& path, std::size_t bytes_max) {
  std::error_code error;
  if (std::filesystem::is_directory(path, error))
    return fail(Code::file_unreadable, path.string() + ": Is a directory");
  std::ifstream in(path, std::ios::binary);
  if (!in) return fail(Code::file_unreadable, path.string() + ": " + std::strerror(errno));
  std::string out;
  char buffer[1 << 16];
  while (in.read(buffer, sizeof buffer) || in.gcount() > 0) {
    out.append(buffer, static_cast<std::size_t>(in.gcount()));
    if (out.size() > bytes_max)
      return fail(Code::file_unreadable, path.string() + ": > " + size_text(bytes_max));
  }
  if (in.bad()) return fail(Code::file_unreadable, path.string() + ": read error");
  return out;
}

std::filesystem::path beside(const std::filesystem::path& file, std::string_view end) {
  constexpr std::size_t kNameBytesMax = 255;
  std::string name = file.filename().string();
  if (name.size() + end.size() > kNameBytesMax) {
    const std::string mark = plain_hash(Suite::secp256k1_sha256, {bytes_of(name)}).hex().substr(0, 16);
    std::size_t kept = std::min<std::size_t>(name.size(), 180);
    while (kept > 0 && (static_cast<unsigned char>(name[kept]) & 0xC0U) == 0x80U) --kept;  // whole characters
    name = name.substr(0, kept) + "~" + mark;
  }
  return file.parent_path() / (name + std::string(end));
}

bool others_may_read(const std::filesystem::path& file) {
  using std::filesystem::perms;
  std::error_code none;
  const perms mode = std::filesystem::status(file, none).permissions();
  return !none && (mode & (perms::group_all | perms::others_all)) != perms::none;
}

Outcome<void> make_directories(const std::filesystem::path& path) {
  std::error_code error;
  if (!path.empty()) std::filesystem::create_directories(path, error);
  if (error) return std::unexpected(machine_failure(path, error.value()));
  return {};
}

Outcome<void> make_private_directories(const std::filesystem::path& path) {
  std::filesystem::path so_far;
  for (const std::filesystem::path& part : path) {
    so_far /= part;
    struct stat status{};
    if (stat(so_far.c_str(), &status) == 0 && S_ISDIR(status.st_mode)) continue;
    if (mkdir(so_far.c_str(), 0700) != 0 && errno != EEXIST)
      return std::unexpected(machine_failure(so_far, errno));
  }
  return {};
}

Outcome<std::filesystem::path> place_to_write(const std::filesystem::path& path) {
  std::error_code error;
  const auto there = std::filesystem::symlink_status(path, error).type();
  if (there == std::filesystem::file_type::regular || there == std::filesystem::file_type::not_found ||
      there == std::filesystem::file_type::none)  // what cannot be looked at fails when it is written
    return path;
  if (there == std::filesystem::file_type::symlink && std::filesystem::is_regular_file(path, error))
    if (auto file = std::filesystem::canonical(path, error); !error) return file;
  return give_up(ExitCode::bad_input, place_code::not_a_plain_file, path.string());
}

Outcome<void> write_file(const std::filesystem::path& name, std::string_view text, unsigned mode) {
  const auto place = place_to_write(name);
  if (!place) return std::unexpected(place.error());
  const std::filesystem::path& path = *place;
  const std::filesystem::path directory = path.has_parent_path() ? path.parent_path() : ".";
  if (auto made = make_directories(directory); !made) return made;
  static std::atomic<unsigned> count = 0;  // of this process
  const std::string made =
      (directory / (".new-" + std::to_string(getpid()) + "-" + std::to_string(++count))).string();
  const int file = open(made.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, mode);
  if (file < 0) return std::unexpected(machine_failure(path, errno));
  int error = 0;
  while (!text.empty() && error == 0) {
    const ssize_t n = write(file, text.data(), text.size());
    if (n > 0)
      text.remove_prefix(static_cast<std::size_t>(n));
    else if (errno != EINTR)
      error = errno;
  }
  if (error == 0 && fsync(file) != 0) error = errno;
  close(file);
  if (error == 0 && rename(made.c_str(), path.c_str()) != 0) error = errno;
  if (error != 0) {
    unlink(made.c_str());
    return std::unexpected(machine_failure(path, error));
  }
  const int folder = open(directory.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (folder >= 0) {
    fsync(folder);
    close(folder);
  }
  return {};
}

}  // namespace credence
