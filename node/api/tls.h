// SPDX-License-Identifier: Apache-2.0
// The certificate and the key of the API, from PEM files. They are read again when they change, without a
// restart: what is open goes on, what comes next gets the new certificate. Files that do not fit (half
// replaced, expired key, no PEM) are reported once and change nothing.
//
// TLS 1.2 or later. One thread.
#pragma once

#include <chrono>
#include <ctime>
#include <string>

#include "ledger/primitives/error.h"
#include "node/api/stream.h"

namespace credence::node {

class ApiTls {
 public:
  /// `bad_config` names the file and the reason.
  [[nodiscard]] static Result<std::unique_ptr<ApiTls>> load(const std::string& certificate_path,
                                                            const std::string& key_path);

  /// For the next connection. Looks at the files at most once a second.
  [[nodiscard]] ApiStream::Tls context();
  /// Of the certificate: `bad_config` with the day if it has expired at that moment, or is not valid yet.
  [[nodiscard]] Result<void> in_time(std::time_t now) const;
  /// SHA-256 of the certificate, which a client can pin.
  [[nodiscard]] const std::string& fingerprint() const { return fingerprint_; }

 private:
  ApiTls(std::string certificate_path, std::string key_path)
      : certificate_path_(std::move(certificate_path)), key_path_(std::move(key_path)) {}
  [[nodiscard]] Result<void> read();
  [[nodiscard]] std::string state_of_files() const;

  const std::string certificate_path_, key_path_;
  ApiStream::Tls context_;
  std::string fingerprint_;
  std::string seen_;  // the state of the files when they were read last
  std::chrono::steady_clock::time_point look_at_{};
};

}  // namespace credence::node
