// SPDX-License-Identifier: Apache-2.0
// Certificates for tests, made on the spot: an authority, and what it signs for a name or an address.
#pragma once

#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

#include <filesystem>
#include <fstream>
#include <memory>
#include <stdexcept>
#include <string>

#include "ledger/primitives/bytes.h"

namespace credence::testing {

class TestCertificate {
 public:
  struct Options {
    std::string names = "IP:127.0.0.1";  // "DNS:node.example,IP:127.0.0.1"; empty: an authority
    long from_days = -1, to_days = 30;
  };
  /// Signed by itself, or by `authority`.
  explicit TestCertificate(const Options& options, const TestCertificate* authority = nullptr)
      : key_(EVP_EC_gen("P-256"), &EVP_PKEY_free), certificate_(X509_new(), &X509_free) {
    X509* const x = certificate_.get();
    const TestCertificate& signer = authority == nullptr ? *this : *authority;
    static long serial = 1;
    X509_set_version(x, X509_VERSION_3);
    ASN1_INTEGER_set(X509_get_serialNumber(x), ++serial);
    X509_gmtime_adj(X509_getm_notBefore(x), options.from_days * 86'400);
    X509_gmtime_adj(X509_getm_notAfter(x), options.to_days * 86'400);
    X509_set_pubkey(x, key_.get());
    const std::string name = "credence test " + std::to_string(serial);
    X509_NAME_add_entry_by_txt(X509_get_subject_name(x), "CN", MBSTRING_ASC,
                               reinterpret_cast<const unsigned char*>(name.c_str()), -1, -1, 0);
    X509_set_issuer_name(x, X509_get_subject_name(signer.certificate_.get()));
    extend(NID_basic_constraints, options.names.empty() ? "critical,CA:TRUE" : "CA:FALSE");
    if (!options.names.empty()) extend(NID_subject_alt_name, options.names);
    if (X509_sign(x, signer.key_.get(), EVP_sha256()) == 0) throw std::runtime_error("no certificate");
  }

  void write(const std::filesystem::path& certificate, const std::filesystem::path& key) const {
    std::ofstream(certificate) << pem([&](BIO* out) { return PEM_write_bio_X509(out, certificate_.get()); });
    std::ofstream(key) << pem([&](BIO* out) {
      return PEM_write_bio_PrivateKey(out, key_.get(), nullptr, nullptr, 0, nullptr, nullptr);
    });
  }
  /// SHA-256 of the certificate, or of its public key.
  [[nodiscard]] std::string digest(bool of_the_key = false) const {
    unsigned char* der = nullptr;
    const int size = of_the_key ? i2d_X509_PUBKEY(X509_get_X509_PUBKEY(certificate_.get()), &der)
                                : i2d_X509(certificate_.get(), &der);
    std::array<std::byte, 32> out{};
    EVP_Digest(der, static_cast<std::size_t>(size), reinterpret_cast<unsigned char*>(out.data()), nullptr,
               EVP_sha256(), nullptr);
    OPENSSL_free(der);
    return to_hex(out);
  }

 private:
  void extend(int which, const std::string& value) {
    X509_EXTENSION* const extension = X509V3_EXT_conf_nid(nullptr, nullptr, which, value.c_str());
    X509_add_ext(certificate_.get(), extension, -1);
    X509_EXTENSION_free(extension);
  }
  template <class Write>
  static std::string pem(Write write) {
    const std::unique_ptr<BIO, decltype(&BIO_free)> out(BIO_new(BIO_s_mem()), &BIO_free);
    if (write(out.get()) != 1) throw std::runtime_error("no PEM");
    char* data = nullptr;
    const long size = BIO_get_mem_data(out.get(), &data);
    return {data, static_cast<std::size_t>(size)};
  }

  std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)> key_;
  std::unique_ptr<X509, decltype(&X509_free)> certificate_;
};

}  // namespace credence::testing
