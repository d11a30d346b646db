// SPDX-License-Identifier: Apache-2.0
// One SQLite file with all tables. Cells are bound as text; the columns' affinity makes numbers of them.
// Written beside the file that is wanted, which it becomes at the end.
#include <fcntl.h>
#include <sqlite3.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>

#include "client/base/files.h"
#include "client/base/place_to_write.h"
#include "client/tables/sink.h"

namespace credence::tables {
namespace {

namespace fs = std::filesystem;

std::string_view affinity(CellKind kind) {
  switch (kind) {
    case CellKind::whole:
    case CellKind::fen:
    case CellKind::flag:
      return "INTEGER";
    case CellKind::yuan:
      return "NUMERIC";
    default:
      return "TEXT";
  }
}

/// Entries have no key of their own: one transaction may record many of a kind.
std::string create_text(const Table& table) {
  std::string out = "CREATE TABLE " + table.name + " (", keys;
  for (std::size_t i = 0; i < table.columns.size(); ++i) {
    const Column& column = table.columns[i];
    out += (i > 0 ? ", " : "") + column.name + " " + std::string(affinity(column.kind));
    if (i < table.keys) keys += (i > 0 ? ", " : "") + column.name;
  }
  if (table.kind != Table::Kind::entries && !keys.empty()) out += ", PRIMARY KEY (" + keys + ")";
  return out + ")";
}
std::string insert_text(const Table& table) {
  std::string marks;
  for (std::size_t i = 0; i < table.columns.size(); ++i) marks += i > 0 ? ", ?" : "?";
  return "INSERT INTO " + table.name + " VALUES (" + marks + ")";
}

struct Close {
  void operator()(sqlite3* database) const { sqlite3_close_v2(database); }
  void operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }
};

class SqliteSink final : public Sink {
 public:
  SqliteSink(fs::path file, fs::path unfinished)
      : file_(std::move(file)), unfinished_(std::move(unfinished)) {}
  SqliteSink(const SqliteSink&) = delete;
  SqliteSink& operator=(const SqliteSink&) = delete;
  ~SqliteSink() override {
    inserts_.clear(), database_.reset();
    std::error_code ignored;
    if (!unfinished_.empty()) fs::remove(unfinished_, ignored);
  }
  Result<void> open() {
    sqlite3* opened = nullptr;
    const int code = sqlite3_open(unfinished_.c_str(), &opened);
    database_.reset(opened);
    if (code != SQLITE_OK) return failed(code);
    // Nothing reads it before it is whole.
    if (auto good = run("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; BEGIN"); !good) return good;
    for (const Table& table : all_tables()) {
      if (auto good = run(create_text(table)); !good) return good;
      sqlite3_stmt* statement = nullptr;
      const int prepared =
          sqlite3_prepare_v2(database_.get(), insert_text(table).c_str(), -1, &statement, nullptr);
      if (prepared != SQLITE_OK) return failed(prepared);
      inserts_.emplace_back(statement);
    }
    return {};
  }
  Result<void> row(std::size_t table, std::span<const Cell> cells) override {
    sqlite3_stmt* const insert = inserts_[table].get();
    for (std::size_t i = 0; i < cells.size(); ++i) {
      const int place = static_cast<int>(i) + 1;
      const Cell& cell = cells[i];
      const int bound =
          cell ? sqlite3_bind_text64(insert, place, cell->data(), cell->size(), SQLITE_STATIC, SQLITE_UTF8)
               : sqlite3_bind_null(insert, place);
      if (bound != SQLITE_OK) return failed(bound);
    }
    const int done = sqlite3_step(insert);
    sqlite3_reset(insert);
    return done == SQLITE_DONE ? Result<void>{} : failed(done);
  }
  Result<void> finish() override {
    if (auto good = run("COMMIT"); !good) return good;
    inserts_.clear(), database_.reset();
    const int file = open_to_sync();
    const bool synced = file >= 0 && fsync(file) == 0;
    if (file >= 0) close(file);
    if (!synced || std::rename(unfinished_.c_str(), file_.c_str()) != 0)
      return std::unexpected(machine_failure(file_, errno).error);
    unfinished_.clear();
    return {};
  }

 private:
  [[nodiscard]] int open_to_sync() const { return ::open(unfinished_.c_str(), O_RDONLY | O_CLOEXEC); }
  [[nodiscard]] Result<void> failed(int code) const {
    const int kind = code & 0xFF;
    return fail(kind == SQLITE_FULL ? Code::storage_full : Code::machine_failed,
                file_.string() + ": " + (database_ ? sqlite3_errmsg(database_.get()) : sqlite3_errstr(code)));
  }
  Result<void> run(const std::string& text) {
    const int code = sqlite3_exec(database_.get(), text.c_str(), nullptr, nullptr, nullptr);
    return code == SQLITE_OK ? Result<void>{} : failed(code);
  }

  const fs::path file_;
  fs::path unfinished_;  // empty once it has its name
  std::unique_ptr<sqlite3, Close> database_;
  std::vector<std::unique_ptr<sqlite3_stmt, Close>> inserts_;  // finalized before the database is closed
};

}  // namespace

Result<std::unique_ptr<Sink>> sqlite_sink(const fs::path& wanted) {
  const auto place = place_to_write(wanted);
  if (!place) return std::unexpected(place.error().error);
  const fs::path& file = *place;
  std::error_code error;
  if (auto made = make_directories(fs::absolute(file, error).parent_path()); !made)
    return std::unexpected(made.error().error);
  std::string name = file.string() + ".XXXXXX";
  const int made = mkstemp(name.data());
  if (made < 0) return std::unexpected(machine_failure(name, errno).error);
  fchmod(made, 0644);
  close(made);
  auto out = std::make_unique<SqliteSink>(file, name);
  if (auto good = out->open(); !good) return std::unexpected(good.error());
  return out;
}

}  // namespace credence::tables
