// SPDX-License-Identifier: Apache-2.0
// What a command signed, written down before it is sent, until its end is known: the same command sends the
// same bytes again, and the ledger executes them once.
//
//   DATA/unfinished/ASKED.credence-journal   a journal (client/lists/journal.h) of one transaction, mode 0600
//
// ASKED is a digest of the chain, the keys that sign, and the command with its options and the contents of
// the files that they name: what is signed may follow from the ledger's state, and be another thing later.
// The program's own options (--timeout, --json …) do not count.
#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <string>

#include "client/console/app.h"
#include "client/lists/journal.h"

namespace credence {

/// How many commands may be without an end on one machine.
inline constexpr std::size_t kUnfinishedMax = 1'000;

/// The command with what its own options hold now.
[[nodiscard]] std::string asked_text(const Command& command);

/// One command's. Locked while it lives: the same command runs once at a time.
class Unfinished {
 public:
  /// `journal_in_use` (the same command is at work), `journal_damaged`, `machine_failed`: nothing may be sent then.
  [[nodiscard]] static Outcome<Unfinished> open(const std::filesystem::path& folder, const ChainId& chain,
                                                const Hash32& asked);
  Unfinished(Unfinished&&) = default;
  Unfinished& operator=(Unfinished&&) = delete;
  /// Removes the file, unless something is on its way.
  ~Unfinished();

  /// What is on its way; empty: nothing.
  [[nodiscard]] Bytes transaction() const;
  /// The command signs others beside it.
  [[nodiscard]] bool one_of_several() const { return journal_->ready() && journal_->list(0).lines > 1; }
  /// What is to be sent; it is on the disk then. It is `fresh`, or what another command has on its way that
  /// says and signs the same; one of `of`. `is_over` tells of transactions that can never be executed any more: where
  /// there are kUnfinishedMax files, theirs are removed.
  using IsOver = std::function<bool(const Bytes& transaction)>;
  [[nodiscard]] Outcome<Bytes> keep(Bytes fresh, std::size_t of, const IsOver& is_over);
  /// What was on its way has its end.
  void end() { ended_ = true; }

 private:
  Unfinished(std::filesystem::path folder, const ChainId& chain, Journal journal);
  [[nodiscard]] std::vector<std::filesystem::path> files() const;
  [[nodiscard]] Outcome<void> make_room(const IsOver& is_over) const;
  [[nodiscard]] Bytes same_of_another(const ParsedTransaction& fresh) const;
  [[nodiscard]] Outcome<void> write(const Bytes& transaction, std::size_t of);

  std::filesystem::path folder_;
  ChainId chain_;
  std::unique_ptr<Journal> journal_;  // none: moved away
  bool ended_ = false;
};

}  // namespace credence
