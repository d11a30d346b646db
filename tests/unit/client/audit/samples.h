// SPDX-License-Identifier: Apache-2.0
// A small chain with every kind of block an archive holds, its archive, and archives whose blocks were
// tampered with by whoever has the validators' keys. For the tests of archives and audits.
#pragma once

#include <fstream>

#include "client/audit/archive.h"
#include "tests/support/ledger_world.h"
#include "tests/support/suite.h"

namespace credence::testing {

namespace world = credence::world;

/// A folder of this test alone, removed with it.
class ScratchFolder {
 public:
  ScratchFolder() {
    std::string name = (std::filesystem::temp_directory_path() / "credence-test-XXXXXX").string();
    if (mkdtemp(name.data()) == nullptr) throw std::runtime_error(name);
    path_ = name;
  }
  ~ScratchFolder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  ScratchFolder(const ScratchFolder&) = delete;
  ScratchFolder& operator=(const ScratchFolder&) = delete;
  std::filesystem::path operator/(std::string_view name) const { return path_ / name; }

 private:
  std::filesystem::path path_;
};

inline Bytes read_bytes(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  const std::string text((std::istreambuf_iterator<char>(in)), {});
  return {bytes_of(text).begin(), bytes_of(text).end()};
}
inline void write_bytes(const std::filesystem::path& path, BytesView bytes) {
  std::ofstream(path, std::ios::binary | std::ios::trunc) << text_of(bytes);
}

inline ArchiveBlock archive_block(const Ledger& ledger, Height height) {
  StoredBlock stored = ledger.block(height).value();
  return {stored.header, *std::move(stored.certificate), batch_of(stored.proposal)->transactions,
          std::move(stored.receipts)};
}

/// Registrations, a programme, awards, payments, titles, a refused transaction, an empty block and one of
/// many transactions.
inline void fill_sample(world::World& w) {
  using namespace world;
  w.register_enterprises(4);
  w.create_programme(5'000);
  (void)w.apply({});
  (void)w.apply(
      {w.transaction(kAward, World::awards({World::award(1, 1, 1'000), World::award(2, 2, 500)})),
       w.transaction(kAward, World::awards({World::award(3, 3, 8'000)})),  // above the budget: refused
       w.transaction(kNobody, World::programme())});                       // an unknown key: refused
  (void)w.apply({w.transaction(kPay, World::payments({World::payment(1, 1, 1, 400)})),
                 w.transaction(kQualify, World::issue("specialized", 1, Date{2022, 1, 1}))});
}

/// The records of a chain, to be changed before they are written.
struct Archive {
  Genesis genesis;
  std::vector<ArchiveBlock> blocks;
  std::optional<ArchiveEnd> end;

  explicit Archive(world::World& w) : genesis(w.ledger().genesis()) {
    for (Height height = 1; height <= w.ledger().height(); ++height)
      blocks.push_back(archive_block(w.ledger(), height));
  }
  [[nodiscard]] ChainId chain() const { return chain_id(genesis); }

  /// As the format says, written by hand: no code of the writer's.
  [[nodiscard]] Bytes bytes() const {
    CanonicalWriter out;
    out.bytes(bytes_of("credence-archive"));
    out.integer(std::uint32_t{1});
    const auto record = [&out](std::uint8_t kind, const Bytes& body) {
      out.integer(kind);
      out.integer(static_cast<std::uint32_t>(body.size()));
      out.integer(~static_cast<std::uint32_t>(body.size()));
      out.bytes(body);
    };
    record(1, encode(ArchiveGenesis{chain(), genesis}));
    for (const ArchiveBlock& block : blocks) record(2, encode(block));
    const Hash32 last = blocks.empty() ? Hash32{} : header_hash(chain(), blocks.back().header);
    record(3, encode(end.value_or(ArchiveEnd{blocks.size(), last})));
    return out.take();
  }
  /// The validators conspire: block `i` gets the roots of its content and a certificate, and the ones after
  /// it follow.
  void sign_from(std::size_t i) {
    for (; i < blocks.size(); ++i) {
      ArchiveBlock& block = blocks[i];
      std::vector<Hash32> transactions, receipts;
      for (const auto& bytes : block.transactions)
        transactions.push_back(merkle_leaf(samples::kSuite, bytes));
      for (const auto& bytes : block.receipts) receipts.push_back(merkle_leaf(samples::kSuite, bytes));
      block.header.batch_root = merkle_root(samples::kSuite, transactions);
      block.header.receipts_root = merkle_root(samples::kSuite, receipts);
      block.header.transaction_count = static_cast<std::uint32_t>(transactions.size());
      if (i > 0) block.header.parent = header_hash(chain(), blocks[i - 1].header);
      block.certificate = world::certify(chain(), block.header);
    }
  }
};

}  // namespace credence::testing
