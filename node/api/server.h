// SPDX-License-Identifier: Apache-2.0
// The HTTP server of the API: connections, limits, time-outs, requests that wait for a certificate, and
// streams of events.
//
// Threads: one thread of its own runs all sockets; requests are answered on the worker threads. Members may
// be called from any thread. Beast stays in server_impl.h.
#pragma once

#include <memory>

#include "node/api/routes.h"
#include "node/base/config.h"
#include "node/base/loop.h"

namespace credence::node {

struct ApiOptions {
  Address listen;
  std::size_t connections_max = 1'000;
  std::uint64_t idle_ms = 30'000;  // without a whole request, or a response taken
  std::string genesis_json;
  CreditTexts* texts = nullptr;               // must outlive the server; null: this node keeps none
  std::size_t bytes_max = 64 * limits::kMiB;  // of long bodies and answers, in all
  std::size_t address_percent = 25;           // of everything above, for one address
  std::string tls_certificate_path = {}, tls_key_path = {};  // empty: plain HTTP
  const Page* page = nullptr;                                // must outlive the server; null: the API alone
  const SearchIndex* search = nullptr;  // must outlive the server; null: no search and no lists
  Desk* desk = nullptr;  // must be stopped before the server, and outlive it; null: no lists are read
  // of the system's buffers, each way: they are memory too
  std::size_t socket_bytes = 128 * limits::kKiB;
};

class ApiServer {
 public:
  /// `backend` and `workers` must outlive this, and `workers` must run until `stop` returned.
  ApiServer(ApiOptions options, Backend& backend, WorkerPool& workers);
  ~ApiServer();  // stops

  /// `port_in_use` if the address cannot be had, `bad_config` if the certificate or its key cannot be used.
  [[nodiscard]] Result<void> start();
  /// Closes what is idle, lets what is being answered finish, for a few seconds at most.
  void stop();

  /// Wakes the requests that wait for one of these transactions, or for any block; all of them if there are
  /// no ids. Streams of events look for more.
  void certified(Height height, const std::vector<TxId>& ids);
  [[nodiscard]] std::uint16_t port() const;

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace credence::node
