// SPDX-License-Identifier: Apache-2.0
#include "node/peers/tls.h"

#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/rand.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>

namespace credence::node {
namespace {

constexpr std::string_view kExporterLabel = "EXPORTER-credence-peer-v1";

struct KeyDeleter {
  void operator()(EVP_PKEY* key) const { EVP_PKEY_free(key); }
};
struct CertificateDeleter {
  void operator()(X509* certificate) const { X509_free(certificate); }
};
using TlsKey = std::unique_ptr<EVP_PKEY, KeyDeleter>;
using TlsCertificate = std::unique_ptr<X509, CertificateDeleter>;

std::unexpected<Error> tls_failed(const char* what) {
  char text[256];
  ERR_error_string_n(ERR_get_error(), text, sizeof text);
  return fail(Code::internal, std::string(what) + ": " + text);
}

/// Self-signed, for P-256, without names. Nobody looks at it: its validity spans all times so that no clock
/// matters.
TlsCertificate make_certificate(EVP_PKEY* key) {
  TlsCertificate certificate(X509_new());
  if (!certificate) return nullptr;
  X509* raw = certificate.get();
  X509_NAME* name = X509_get_subject_name(raw);
  const bool good =
      X509_set_version(raw, 2) == 1 && ASN1_INTEGER_set(X509_get_serialNumber(raw), 1) == 1 &&
      ASN1_TIME_set_string(X509_getm_notBefore(raw), "19700101000000Z") == 1 &&
      ASN1_TIME_set_string(X509_getm_notAfter(raw), "99991231235959Z") == 1 &&
      X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC,
                                 reinterpret_cast<const unsigned char*>("credence-peer"), -1, -1, 0) == 1 &&
      X509_set_issuer_name(raw, name) == 1 && X509_set_pubkey(raw, key) == 1 &&
      X509_sign(raw, key, EVP_sha256()) > 0;
  if (!good) return nullptr;
  return certificate;
}

bool harden(SSL_CTX* context) {
  SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_OFF);
  SSL_CTX_set_verify(context, SSL_VERIFY_NONE, nullptr);
  SSL_CTX_set_mode(context, SSL_MODE_RELEASE_BUFFERS);
  return SSL_CTX_set_min_proto_version(context, TLS1_3_VERSION) == 1 &&
         SSL_CTX_set_num_tickets(context, 0) == 1 && SSL_CTX_set_max_early_data(context, 0) == 1;
}

}  // namespace

Result<std::unique_ptr<PeerTls>> make_peer_tls() {
  const TlsKey key(EVP_EC_gen("P-256"));
  if (!key) return tls_failed("the TLS key");
  const TlsCertificate certificate = make_certificate(key.get());
  if (!certificate) return tls_failed("the TLS certificate");
  auto out = std::make_unique<PeerTls>();
  SSL_CTX* server = out->server.native_handle();
  if (!harden(server) || !harden(out->client.native_handle())) return tls_failed("the TLS settings");
  if (SSL_CTX_use_certificate(server, certificate.get()) != 1 ||
      SSL_CTX_use_PrivateKey(server, key.get()) != 1)
    return tls_failed("the TLS certificate");
  return out;
}

Result<Hash32> exporter_value(SSL* connection) {
  Hash32 out;
  if (SSL_export_keying_material(connection, reinterpret_cast<unsigned char*>(out.bytes.data()),
                                 out.bytes.size(), kExporterLabel.data(), kExporterLabel.size(), nullptr, 0,
                                 0) != 1)
    return tls_failed("the TLS exporter");
  return out;
}

Result<Instance> new_instance() {
  Instance out;
  if (RAND_bytes(reinterpret_cast<unsigned char*>(out.bytes.data()), static_cast<int>(out.bytes.size())) != 1)
    return tls_failed("randomness");
  return out;
}

}  // namespace credence::node
