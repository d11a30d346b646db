// SPDX-License-Identifier: Apache-2.0
// The archive: a whole chain in one file, from its genesis to a certified block. Written by `credence
// export-chain`, checked by `credence audit` without a network. docs/archive.md explains it; all integers are
// little endian.
//
//   file    = "credence-archive" version:u32=1 record…      exactly: genesis, block 1, block 2, …, end
//   record  = kind:u8 length:u32 ~length:u32 body[length]   the complement tells a damaged length from a
//                                                           short file
//   kind 1  genesis   chain:hash, then the canonical Genesis
//   kind 2  block     the canonical ArchiveBlock (ledger/proof/archive.h)
//   kind 3  end       height:u64 header_hash:hash of the last block; without it the file is unfinished
//
// Thread-safety: none; one thread at a time for each reader or writer.
#pragma once

#include <cstdio>
#include <filesystem>

#include "client/base/failure.h"
#include "ledger/domain/genesis.h"
#include "ledger/proof/archive.h"

namespace credence {

enum class ArchiveKind : std::uint8_t { genesis = 1, block = 2, end = 3 };

struct ArchiveRecord {
  ArchiveKind kind = ArchiveKind::genesis;
  std::uint64_t offset = 0;  // of the record's first byte in the file
  Bytes body;
  [[nodiscard]] std::uint64_t body_offset() const { return offset + 9; }
  [[nodiscard]] std::uint64_t end_offset() const { return body_offset() + body.size(); }
};

struct ArchiveGenesis {
  ChainId chain;
  Genesis genesis;
  template <class A>
  void serialize(A& a) {
    a(chain, genesis);
  }
};
/// The genesis of a record, if it gives the chain id beside it and is usable: `malformed`, `bad_genesis`.
[[nodiscard]] Result<ArchiveGenesis> archive_genesis(const ArchiveRecord& record);

struct ArchiveEnd {
  Height height = 0;
  Hash32 header_hash;  // zero if there is no block
  template <class A>
  void serialize(A& a) {
    a(height, header_hash);
  }
};

class ArchiveReader {
 public:
  /// `file_unreadable`, or `malformed` with what the first 20 bytes hold instead.
  [[nodiscard]] static Result<ArchiveReader> open(const std::filesystem::path& path);

  /// The next record, or nothing where the file ends. `wrong_length` if it ends within a record, `malformed`
  /// with the byte if the bytes are no record.
  [[nodiscard]] Result<std::optional<ArchiveRecord>> next();
  [[nodiscard]] std::uint64_t offset() const { return offset_; }  // of the next record
  [[nodiscard]] std::uint64_t size() const { return size_; }
  /// What stands from the next record on, where nothing should: how many bytes, and whether it is a line break.
  [[nodiscard]] std::string rest_in_words() const;
  /// The height that the end record names, if there is one: a hint for a progress bar, not checked.
  [[nodiscard]] std::optional<Height> height_hint() const;

 private:
  struct Close {
    void operator()(std::FILE* file) const { std::fclose(file); }
  };
  std::unique_ptr<std::FILE, Close> file_;
  std::uint64_t offset_ = 0, size_ = 0;
};

/// Appends blocks; goes on where an earlier run stopped.
class ArchiveWriter {
 public:
  /// Makes the file, or reads the one that is there: every block is checked (certificate, link to the block
  /// before, roots), a torn last record is dropped. A damaged file, one of another chain (`wrong_chain`) and
  /// one that is no archive stay as they were.
  [[nodiscard]] static Outcome<ArchiveWriter> open(const std::filesystem::path& path, const Genesis& genesis,
                                                   std::optional<TrustChain> trust = std::nullopt);
  ArchiveWriter(ArchiveWriter&&) noexcept;
  ArchiveWriter& operator=(ArchiveWriter&&) noexcept;
  ~ArchiveWriter();

  [[nodiscard]] Height height() const { return height_; }  // of the last block in the file; 0: none
  [[nodiscard]] std::uint64_t bytes() const { return offset_; }
  [[nodiscard]] const TrustChain& trust() const { return trust_; }
  /// Follows a change of the validator set, without which the blocks above it cannot be checked.
  [[nodiscard]] Result<void> learn(const ValidatorSetChange& change) { return trust_.add(change); }
  /// The block is the next one and all that check_archive_block says of it holds, or the error; then nothing
  /// was written.
  [[nodiscard]] Result<void> check(const ArchiveBlock& block) const;
  /// A checked block. `storage_full`, `machine_failed`.
  [[nodiscard]] Outcome<void> append(const ArchiveBlock& block);
  /// The end record; synced.
  [[nodiscard]] Outcome<void> finish();

 private:
  explicit ArchiveWriter(TrustChain trust) : trust_(std::move(trust)) {}
  Outcome<void> read_all();
  Outcome<void> cut_to(std::uint64_t offset);
  Outcome<void> write_record(ArchiveKind kind, BytesView body);
  void passed(const BlockHeader& header);

  std::filesystem::path path_;
  int file_ = -1;
  TrustChain trust_;
  Height height_ = 0;
  Hash32 last_hash_;
  std::uint64_t offset_ = 0;  // where the next block goes
  bool ended_ = false;        // an end record stands at `offset_`
};

}  // namespace credence
