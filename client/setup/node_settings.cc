// SPDX-License-Identifier: Apache-2.0
#include "client/setup/node_settings.h"

#include <openssl/pem.h>
#include <openssl/x509.h>

#include <ctime>
#include <memory>

#include <toml++/toml.h>

#include "client/base/files.h"

namespace credence {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kSettingsBytesMax = limits::kMiB;
constexpr std::ptrdiff_t kDotsMax = 4096;  // each can open one more table inside another, and toml++ recurses

}  // namespace

NodeSettings settings_of(const NetworkNode& node) {
  NodeSettings out{node.directory / "data", {}};
  const auto text = read_file(node.directory / "node.toml", kSettingsBytesMax);
  if (!text || std::ranges::count(*text, '.') > kDotsMax) return out;
  try {
    const toml::table table = toml::parse(*text);
    // one that is absolute stays so
    if (const auto data = table["data_dir"].value<std::string>(); data && !data->empty())
      out.data_dir = node.directory / *data;
    if (const auto file = table["api"]["tls_certificate"].value<std::string>(); file && !file->empty())
      out.tls_certificate = node.directory / *file;
  } catch (const toml::parse_error&) {
    return out;  // the node says what is wrong with it
  }
  return out;
}

bool has_ledger(const NetworkNode& node) {
  std::error_code none;
  for (fs::recursive_directory_iterator at(settings_of(node).data_dir, none), end; !none && at != end;
       at.increment(none)) {
    const std::string name = at->path().filename();
    if (name == "CURRENT" || name.starts_with("MANIFEST-") || name.ends_with(".ldb")) return true;
  }
  return false;
}

std::optional<std::int64_t> certificate_end_ms(const fs::path& file) {
  const auto text = read_file(file, kSettingsBytesMax);
  if (!text) return std::nullopt;
  const std::unique_ptr<BIO, decltype(&BIO_free)> in(
      BIO_new_mem_buf(text->data(), static_cast<int>(text->size())), &BIO_free);
  const std::unique_ptr<X509, decltype(&X509_free)> certificate(
      PEM_read_bio_X509(in.get(), nullptr, nullptr, nullptr), &X509_free);
  std::tm end{};
  if (!certificate || ASN1_TIME_to_tm(X509_get0_notAfter(certificate.get()), &end) != 1) return std::nullopt;
  return static_cast<std::int64_t>(timegm(&end)) * 1000;
}

}  // namespace credence
