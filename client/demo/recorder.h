// SPDX-License-Identifier: Apache-2.0
// What the parts of the demonstration share: the network, the posts' keys, and recording with proofs. What
// the state proves to be recorded already is not recorded again. Internal to client/demo.
//
// Thread-safety: `key`, `record_one` and `submit` may be called at once from many threads; `rows` and `check`
// belong to one.
#pragma once

#include <algorithm>
#include <mutex>
#include <optional>

#include "client/base/in_parallel.h"
#include "client/console/console.h"
#include "client/lists/run.h"
#include "client/setup/catalogue_plan.h"

namespace credence {

/// One row of what was recorded.
struct DemoRow {
  std::string what;
  std::size_t lines = 0;
  Fen amount = 0;
  bool before = false;  // by an earlier run
  std::vector<ImportedList>
      lists{};  // with their proved receipts; empty if the state proved that it is there already
  KeyId signer{};
};

class DemoRecorder {
 public:
  DemoRecorder(Cli& of, std::filesystem::path network, Catalogue from, Client& to)
      : cli(of), directory(std::move(network)), catalogue(std::move(from)), client(to) {}

  Cli& cli;
  const std::filesystem::path directory;  // of the network
  const Catalogue catalogue;
  Client& client;
  std::vector<DemoRow> rows;

  /// A key of the keyring, opened once.
  [[nodiscard]] Outcome<const SecretKey*> key(const std::string& name);
  /// `bad_config` if no post of the catalogue has this role.
  [[nodiscard]] Outcome<const CataloguePost*> any_post(Role role) const;
  /// Signs with a key, and with the checker of the key's department where the network asks for two
  /// signatures. The receipt is proved; it may name a rule that was broken.
  [[nodiscard]] Outcome<Verified<VerifiedTransaction>> submit(const Action& action,
                                                              const std::string& key_name);
  /// One action, unless the state proves that it was recorded before.
  [[nodiscard]] Outcome<DemoRow> record_one(const Action& action, const std::string& key_name,
                                            std::string what);
  /// A wave of actions that do not depend on each other, as one row.
  [[nodiscard]] Outcome<void> record_wave(const std::vector<Action>& actions, const std::string& key_name,
                                          const std::string& what);
  /// A list in its parts, with a journal: resumed after a crash, not repeated by a second run.
  [[nodiscard]] Outcome<DemoRow> record_lists(const std::vector<Action>& lists, const std::string& department,
                                              const std::string& what, Progress* progress);

  /// Prints what holds or does not; a failure in the latter case.
  [[nodiscard]] Outcome<void> check(bool good, const std::string& what) const;

 private:
  std::mutex mutex_;  // of keys_
  std::map<std::string, SecretKey> keys_;
};

}  // namespace credence
