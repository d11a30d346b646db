// SPDX-License-Identifier: Apache-2.0
// Where a join by snapshot makes the new ledger, and how that takes the place of the old one.
//
//   DATA_DIR/          the ledger (LevelDB)
//   DATA_DIR/joining/  the ledger in the making; with the file READY when it is whole, MOVING while its files
//                      go up. READY holds the name of the place where the old ledger is kept, or nothing
//   DATA_DIR/kept-H/   an old ledger with blocks up to height H, which no peer had any more, or perhaps not
//   DATA_DIR/damaged/  an old ledger that a repair took the place of (node/scrub.h)
//
// The swap resumes after a crash at any point: the old ledger goes only when the new one is whole and on the
// disk, and from then on every start goes on with the swap before anything is opened. Within one directory,
// so that DATA_DIR may be a mount point.
#pragma once

#include "ledger/store/ledger.h"
#include "ledger/store/snapshot_install.h"

namespace credence::node {

/// As an earlier run left it, or emptied.
[[nodiscard]] Result<std::unique_ptr<KeyValue>> open_joining(const std::string& data_dir, bool fresh);
/// What a join left that is not wanted any more.
void remove_joining(const std::string& data_dir);
/// An earlier run chose a snapshot above `height`, and did not end.
[[nodiscard]] bool join_begun(const std::string& data_dir, const Genesis& genesis, Height height);

/// Finishes the new ledger with the consensus core's records of the old one, closes both, and swaps. `keep`:
/// the old ledger is moved to DATA_DIR/kept-H, not erased.
[[nodiscard]] Result<void> swap_in(const std::string& data_dir, std::unique_ptr<Ledger> old,
                                   std::unique_ptr<SnapshotInstall> joined, bool keep);
/// What was made in DATA_DIR/joining takes the place of the old ledger; both are closed. The old one is moved
/// to DATA_DIR/`kept`, or erased if that is empty.
[[nodiscard]] Result<void> swap_in_joining(const std::string& data_dir, const std::string& kept = {});
/// The name of a folder in DATA_DIR that is not there yet: `name`, with marks behind it where that is taken.
[[nodiscard]] std::string free_name(const std::string& data_dir, std::string name);
/// Whether a swap was interrupted: until it is ended, the files in DATA_DIR may be of two ledgers.
[[nodiscard]] bool swap_begun(const std::string& data_dir);
/// Before the ledger is opened: ends a swap that a crash interrupted; nothing otherwise.
[[nodiscard]] Result<void> finish_swap(const std::string& data_dir);

}  // namespace credence::node
