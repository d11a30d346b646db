// SPDX-License-Identifier: Apache-2.0
// What must hold after every step of every honest replica. A violation is a text; the first one ends the run.
//
//   - one digest for each height; one header and one state root for each height
//   - a certificate has a quorum of distinct signers and signs the header that was executed
//   - no honest replica signs two digests for one (kind, view, height), nor two ViewChanges for one view, nor
//     two checkpoints for one height, also across crashes (but for one whose disk was wiped: what was under
//     way then, nobody knows, so it counts among the f; all the rest must hold with it too)
//   - no honest replica is accused, none diverges
//   - no transaction of a certified block is lost, none takes effect twice
//   - memory stays within its bounds
//
// Not checked here: what a Byzantine replica shows to its own clients; timing below a millisecond; the store
// and the transport, which have tests of their own.
#pragma once

#include "tests/simulator/host.h"

namespace credence::simulator {

class Checks {
 public:
  Checks(const Committee& committee, const ChainId& chain, const Signatures& signatures);

  void sent(ReplicaId by, bool wiped, const Bytes& bytes);
  void executing(const consensus::Execute& execute);
  void executed(ReplicaId by, Height height, const Hash32& header_hash, const Hash32& state_root);
  void certified(const Certificate& certificate);
  void effects(ReplicaId by, const Effects& effects, std::span<const bool> honest);
  void status(ReplicaId by, const consensus::Status& status);
  /// At the end: every transaction of a certified block took effect exactly once here.
  void kept(ReplicaId by, const Application& application);

  [[nodiscard]] const std::optional<std::string>& violation() const { return violation_; }
  void fail(std::string what);
  [[nodiscard]] Height certified_height() const {
    return certified_.empty() ? 0 : certified_.rbegin()->first;
  }

 private:
  /// What a replica may sign once: a kind, and where.
  using Signed = std::tuple<ReplicaId, Tag, consensus::View, Height>;
  void signed_once(const Signed& what, const Hash32& digest);

  const Committee* committee_;
  ChainId chain_;
  const Signatures* signatures_;
  std::optional<std::string> violation_;
  std::map<Height, Hash32> digests_, headers_, roots_, certified_;
  std::map<Signed, Hash32> signed_;
};

}  // namespace credence::simulator
