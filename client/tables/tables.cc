// SPDX-License-Identifier: Apache-2.0
#include "client/tables/tables.h"

#include <algorithm>

#include "client/base/files.h"
#include "client/base/place_to_write.h"
#include "client/tables/held_credit.h"
#include "client/tables/kept.h"
#include "client/tables/sink.h"
#include "ledger/tree/state_entries.h"
#include "ledger/views/json.h"

namespace credence {
namespace {

using namespace tables;  // NOLINT(google-build-using-namespace)

/// Which entry recorded each thing of the state.
class Origins {
 public:
  explicit Origins(const AuditStoreOptions& options) : kept_(options) {}
  Result<void> put(const StateKey& key, const Origin& origin) {
    return kept_.put(encode(key), encode(origin));
  }
  Result<void> flush() { return kept_.flush(); }
  /// After a flush.
  Result<std::optional<Origin>> of(const StateKey& key) const {
    const auto held = kept_.get(encode(key));
    if (!held) return std::unexpected(held.error());
    if (!*held) return std::optional<Origin>();
    auto origin = decode<Origin>(**held);
    if (!origin) return std::unexpected(origin.error());
    return std::optional(*std::move(origin));
  }

 private:
  Kept kept_;
};

class Writer final : public AuditWatcher {
 public:
  explicit Writer(const AuditStoreOptions& store)
      : origins_({store.memory_bytes_max / 4, store.directory}),
        credit_({store.memory_bytes_max / 16, store.directory}) {
    for (std::size_t i = 0; i < kFactKinds; ++i) fact_tables_.push_back(*table_of_fact(i));
    for (std::size_t i = 0; i < std::variant_size_v<StateKeyBody>; ++i)
      key_tables_.push_back(table_of_key(i));
  }
  Result<void> open(const TableFiles& files) {
    const auto add = [this](Result<std::unique_ptr<Sink>> sink) -> Result<void> {
      if (!sink) return std::unexpected(sink.error());
      sinks_.push_back(*std::move(sink));
      return {};
    };
    Result<void> good;
    if (!files.folder.empty()) good = add(csv_sink(files.folder));
    if (good && !files.sqlite.empty()) good = add(sqlite_sink(files.sqlite));
    for (const auto& cells : rows_about_columns())
      if (good) good = row(kColumnsTable, cells);
    return good;
  }
  Result<void> finish() {
    for (const auto& sink : sinks_)
      if (auto good = sink->finish(); !good) return good;
    return {};
  }
  [[nodiscard]] std::uint64_t rows() const { return rows_; }

  Result<void> executed(const BlockHeader& header, const Hash32& hash, const ReadBatch& batch,
                        std::span<const Blob<1024>> receipts) override {
    suite_ = header.suite;
    std::uint32_t refused = 0;
    for (std::uint32_t i = 0; i < batch.transactions.size(); ++i)
      if (auto good = transaction_row(header, i, *batch.transactions[i], receipts[i], refused); !good)
        return good;
    return row(
        kBlocksTable,
        std::vector<Cell>{std::to_string(header.height), date_in_china(header.time_ms).iso(),
                          iso_time(header.time_ms), hash.hex(), header.parent.hex(), header.state_root.hex(),
                          std::to_string(header.transaction_count), std::to_string(refused)});
  }
  Result<void> recorded(const HistoryEntry& entry) override {
    if (std::holds_alternative<LaterFact>(entry.fact))
      return fail(Code::not_understood, "block " + std::to_string(entry.height));
    for (const StateKey& key : things_of(entry, suite_))
      if (auto good = origins_.put(key, {entry.height, entry.position, entry.transaction}); !good)
        return good;
    if (std::holds_alternative<CreditRecorded>(entry.fact)) return credit_.hold(entry);
    return row(fact_tables_[entry.fact.index()], row_of(entry));
  }
  Result<void> ended(const KeyReader& state) override {
    if (auto good = origins_.flush(); !good) return good;
    Result<void> outcome;
    const auto scanned = each_state_entry(state, [&](BytesView key, BytesView value) {
      outcome = state_row(key, value);
      return outcome.has_value();
    });
    if (!outcome) return outcome;
    if (!scanned) return scanned;
    return credit_.release([this](std::size_t variant, const std::vector<Cell>& cells) {
      return row(fact_tables_[variant], cells);
    });
  }

 private:
  Result<void> row(std::size_t table, const std::vector<Cell>& cells) {
    CREDENCE_ASSERT(cells.size() == all_tables()[table].columns.size());
    ++rows_;
    for (const auto& sink : sinks_)
      if (auto good = sink->row(table, cells); !good) return good;
    return {};
  }
  Result<void> transaction_row(const BlockHeader& header, std::uint32_t position,
                               const ReadTransaction& transaction, BytesView receipt_bytes,
                               std::uint32_t& refused) {
    const auto receipt = decode<Receipt>(receipt_bytes);
    if (!receipt) return std::unexpected(receipt.error());
    const auto action = decode<Action>(transaction.action);  // may be unreadable: its receipt says so
    const bool good = receipt->code == static_cast<std::uint16_t>(Code::ok);
    if (!good) ++refused;
    const Error error = good ? Error{} : error_of(*receipt);
    return row(kTransactionsTable,
               std::vector<Cell>{std::to_string(header.height), std::to_string(position),
                                 date_in_china(header.time_ms).iso(), receipt->transaction.hex(),
                                 action ? Cell(credence::name_of(*action)) : Cell(),
                                 action ? Cell(std::to_string(lines_of(*action))) : Cell(),
                                 transaction.signer.hex(), good ? Cell("ok") : Cell(info(error.code).name),
                                 receipt->pending ? "1" : "0", good ? Cell() : Cell(error.detail)});
  }
  Result<void> state_row(BytesView key_bytes, BytesView value) {
    const auto key = decode<StateKey>(key_bytes);
    if (!key) return std::unexpected(key.error());
    const auto table = key_tables_[key->index()];
    if (!table) return {};
    const auto origin = origins_.of(*key);
    if (!origin) return std::unexpected(origin.error());
    auto cells = row_of(*key, value, *origin);
    if (!cells) return std::unexpected(cells.error());
    if (const auto* const credit = std::get_if<CreditKey>(&*key)) {
      const auto held = decode<CreditValue>(value);
      if (!held) return std::unexpected(held.error());
      if (auto good = credit_.note(*credit, *held); !good) return good;
      if (held->closed_on) empty_what_it_said(*table, *cells);
    }
    return row(*table, *cells);
  }

  Suite suite_{};
  Origins origins_;
  HeldCredit credit_;
  std::vector<std::size_t> fact_tables_;
  std::vector<std::optional<std::size_t>> key_tables_;
  std::vector<std::unique_ptr<Sink>> sinks_;
  std::uint64_t rows_ = 0;
};

}  // namespace

Result<void> check_table_files(const TableFiles& files) {
  std::error_code error;  // what cannot be looked at fails when it is made
  const auto there = std::filesystem::symlink_status(files.folder, error);  // a link is not followed
  if (!files.folder.empty() && std::filesystem::exists(there) &&
      !(std::filesystem::is_directory(there) && std::filesystem::is_empty(files.folder, error)))
    return fail(Code::file_exists, files.folder.string());
  if (const auto place = place_to_write(files.sqlite); !place) return std::unexpected(place.error().error);
  return {};
}

std::expected<TablesReport, AuditFailure> write_tables(const std::filesystem::path& archive,
                                                       const AuditOptions& options, const TableFiles& files) {
  const auto failed = [](const Error& error) {
    AuditFailure out;
    out.verdict = AuditVerdict::machine_failed, out.error = error;
    return std::unexpected(std::move(out));
  };
  if (auto good = check_table_files(files); !good) return failed(good.error());
  Writer writer(options.store);
  if (auto good = writer.open(files); !good) return failed(good.error());
  AuditOptions watched = options;
  watched.watcher = &writer;
  auto audit = audit_archive(archive, watched);
  if (!audit) return std::unexpected(std::move(audit.error()));
  if (auto good = writer.finish(); !good) return failed(good.error());
  return TablesReport{*std::move(audit), all_tables().size(), writer.rows()};
}

}  // namespace credence
