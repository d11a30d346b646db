// SPDX-License-Identifier: Apache-2.0
#include "node/api/tls.h"

#include <openssl/x509.h>
#include <sys/stat.h>

#include "ledger/primitives/hash.h"
#include "node/base/log.h"

namespace credence::node {
namespace {

namespace asio = boost::asio;
constexpr std::chrono::seconds kLookEvery{1};

std::string file_state(const std::string& path) {
  struct stat now{};
  if (::stat(path.c_str(), &now) != 0) return "-";
  return std::to_string(now.st_ino) + "/" + std::to_string(now.st_size) + "/" +
         std::to_string(now.st_mtim.tv_sec) + "." + std::to_string(now.st_mtim.tv_nsec);
}

}  // namespace

Result<std::unique_ptr<ApiTls>> ApiTls::load(const std::string& certificate_path,
                                             const std::string& key_path) {
  std::unique_ptr<ApiTls> out(new ApiTls(certificate_path, key_path));
  if (auto done = out->read(); !done) return std::unexpected(done.error());
  return out;
}

Result<void> ApiTls::read() {
  seen_ = state_of_files();
  const auto bad = [](const std::string& path, const boost::system::error_code& error) {
    return fail(Code::bad_config, path + ": " + error.message());
  };
  auto fresh = std::make_shared<asio::ssl::context>(asio::ssl::context::tls_server);
  SSL_CTX* const native = fresh->native_handle();
  SSL_CTX_set_min_proto_version(native, TLS1_2_VERSION);
  SSL_CTX_set_options(native, SSL_OP_NO_RENEGOTIATION | SSL_OP_CIPHER_SERVER_PREFERENCE);
  SSL_CTX_set_mode(native, SSL_MODE_RELEASE_BUFFERS);  // a connection that rests holds no buffers
  SSL_CTX_set_session_cache_mode(native, SSL_SESS_CACHE_OFF);
  boost::system::error_code error;
  // never ask a terminal
  fresh->set_password_callback(
      [](std::size_t, asio::ssl::context::password_purpose) { return std::string(); }, error);
  if (fresh->use_certificate_chain_file(certificate_path_, error); error)
    return bad(certificate_path_, error);
  if (fresh->use_private_key_file(key_path_, asio::ssl::context::pem, error); error)
    return bad(key_path_, error);
  unsigned size = 0;
  Hash32 digest;
  if (X509_digest(SSL_CTX_get0_certificate(native), EVP_sha256(),
                  reinterpret_cast<unsigned char*>(digest.bytes.data()), &size) != 1)
    return fail(Code::bad_config, certificate_path_);
  context_ = std::move(fresh);
  fingerprint_ = digest.hex();
  return {};
}

ApiStream::Tls ApiTls::context() {
  const auto now = std::chrono::steady_clock::now();
  if (now < look_at_) return context_;
  look_at_ = now + kLookEvery;
  if (state_of_files() == seen_) return context_;
  if (const auto done = read(); !done)
    log_error("api_tls_not_reloaded", done.error());
  else
    log(LogLevel::info, "api_tls_reloaded", {{"sha256", fingerprint_}});
  if (const auto good = in_time(std::time(nullptr)); !good) log_error("api_tls_expired", good.error());
  return context_;
}

Result<void> ApiTls::in_time(std::time_t now) const {
  const X509* const certificate = SSL_CTX_get0_certificate(context_->native_handle());
  const auto compared = [&now](const ASN1_TIME* to) {
    return X509_cmp_time(to, &now);
  };  // -1: `to` is earlier
  const bool over = compared(X509_get0_notAfter(certificate)) < 0;
  if (!over && compared(X509_get0_notBefore(certificate)) < 0) return {};
  std::tm day{};
  (void)ASN1_TIME_to_tm(over ? X509_get0_notAfter(certificate) : X509_get0_notBefore(certificate), &day);
  char text[32];
  (void)std::strftime(text, sizeof text, "%Y-%m-%d %H:%M:%S UTC", &day);
  return fail(
      Code::bad_config,
      certificate_path_ + (over ? ": the certificate expired on " : ": the certificate begins on ") + text);
}

std::string ApiTls::state_of_files() const {
  return file_state(certificate_path_) + " " + file_state(key_path_);
}

}  // namespace credence::node
