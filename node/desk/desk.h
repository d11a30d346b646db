// SPDX-License-Identifier: Apache-2.0
// The work desk of a department's own node (docs/desk.md): people of the department have a list read, and
// see what each column, line and question of it is, and the actions that would be signed; and they have
// proofs printed, and are told what stands out in the whole chain. `credence … import - --dry-run --json`
// reads, `credence certificate proof -` prints, `credence findings` looks, each in a process of its own: the
// rules stand once, and what a hostile file does to its reader does not reach the node. Nothing is signed
// here, no key is here, and neither list nor proof is kept.
//
// Thread-safety: all members, from any thread.
#pragma once

#include <functional>
#include <memory>
#include <mutex>
#include <thread>

#include "ledger/primitives/limits.h"
#include "node/base/desk_config.h"
#include "node/desk/findings.h"
#include "node/desk/program.h"

namespace credence::node {

inline constexpr std::size_t kDeskBodyBytesMax = 8 * limits::kMiB;     // a request: a list in base64, a proof
inline constexpr std::size_t kDeskAnswerBytesMax = 12 * limits::kMiB;  // some 50,000 lines
inline constexpr ProgramBounds kDeskBounds{std::chrono::milliseconds(30'000), 20, 1024 * limits::kMiB,
                                           kDeskAnswerBytesMax};
// The chain is fetched and audited for them: some million transactions.
inline constexpr ProgramBounds kFindingsBounds{std::chrono::minutes(15), 900, 3072 * limits::kMiB,
                                               kDeskAnswerBytesMax};

struct DeskOptions {
  DeskConfig config;
  std::string directory;              // what the program keeps: names of enterprises, the chain as a file
  std::string genesis_path;           // what it believes
  std::function<std::string()> node;  // where this node answers it; called for each list
  ProgramBounds bounds = kDeskBounds, findings_bounds = kFindingsBounds;
};

class Desk {
 public:
  /// Where the program is if nobody says so: beside this one.
  [[nodiscard]] static std::string installed_program();
  /// What a start needs of the settings. `bad_config`.
  [[nodiscard]] static Result<void> check(const DeskConfig& config);
  /// `bad_config`, `storage_failed`.
  [[nodiscard]] static Result<std::unique_ptr<Desk>> open(DeskOptions options);
  ~Desk();  // stops

  /// Whether the desk works for people at this address.
  [[nodiscard]] bool serves(const std::string& address) const;
  /// Reads the list of a request (JSON, docs/desk.md) on a thread of its own and tells once what the program
  /// printed. `bad_request` names the member; `busy` if as many lists are being read as may be; otherwise as
  /// `run_program`.
  using Done = std::function<void(Result<std::string>)>;
  void read(std::string request, Done done);
  /// A proof that is to be printed.
  struct Certificate {
    std::string proof;                         // a bundle, or anything else
    std::string language, name, address = {};  // "zh" or "en"; of the attachment; of a page that verifies
  };
  /// Prints a proof in the same way, and tells the PDF, with the proof attached; or why it is none of this
  /// chain. The other members are the caller's own words: each stands in one word of the command.
  void print(Certificate wanted, Done done);
  /// What stands out in a chain that has so many blocks now, as far as it was looked for.
  [[nodiscard]] ChainFindings::State findings(std::uint64_t height) { return findings_.at(height); }
  /// Ends what is in work: it is told so. Afterwards nothing begins.
  void stop();

 private:
  explicit Desk(DeskOptions options)
      : options_(std::move(options)), findings_([this] { return look_through(); }) {}
  struct Place {
    std::thread thread;
    std::atomic<bool> taken{false};
  };
  /// A place whose thread has ended; null: all are taken.
  Place* free_place();
  void begin(std::function<Result<std::string>()> work, Done done);
  [[nodiscard]] Result<std::string> account_of(const std::string& request) const;
  [[nodiscard]] Result<std::string> pdf_of(const Certificate& wanted) const;
  [[nodiscard]] std::vector<std::string> words_to_begin() const;
  [[nodiscard]] Result<std::string> look_through() const;

  const DeskOptions options_;
  std::atomic<bool> stopping_{false};
  std::mutex mutex_;  // of the threads
  std::vector<std::unique_ptr<Place>> places_;
  ChainFindings findings_;
};

}  // namespace credence::node
