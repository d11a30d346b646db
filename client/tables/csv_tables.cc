// SPDX-License-Identifier: Apache-2.0
// One CSV file for each table: RFC 4180, UTF-8 with BOM, LF. Written into a folder beside the one that is
// wanted, which it becomes at the end.
#include <unistd.h>

#include <cerrno>

#include "client/base/csv.h"
#include "client/base/files.h"
#include "client/tables/sink.h"

namespace credence::tables {
namespace {

namespace fs = std::filesystem;

Result<void> machine_failed(const fs::path& path) {
  return std::unexpected(machine_failure(path, errno).error);
}

class CsvSink final : public Sink {
 public:
  CsvSink(fs::path folder, fs::path unfinished)
      : folder_(std::move(folder)), unfinished_(std::move(unfinished)) {}
  CsvSink(const CsvSink&) = delete;
  CsvSink& operator=(const CsvSink&) = delete;
  ~CsvSink() override {
    files_.clear();
    std::error_code ignored;
    if (!unfinished_.empty()) fs::remove_all(unfinished_, ignored);
  }
  Result<void> open() {
    for (const Table& table : all_tables()) {
      const fs::path path = path_of(table);
      files_.emplace_back(std::fopen(path.c_str(), "wb"));
      if (!files_.back()) return machine_failed(path);
      std::vector<std::string> heads;
      for (const Column& column : table.columns) heads.push_back(column.name);
      if (auto good = write(files_.size() - 1, "\xEF\xBB\xBF" + csv_line(heads)); !good) return good;
    }
    return {};
  }
  Result<void> row(std::size_t table, std::span<const Cell> cells) override {
    std::vector<std::string> fields;
    for (const Cell& cell : cells) fields.push_back(cell.value_or(""));
    return write(table, csv_line(fields));
  }
  Result<void> finish() override {
    for (std::size_t i = 0; i < files_.size(); ++i)
      if (std::fflush(files_[i].get()) != 0 || fsync(fileno(files_[i].get())) != 0)
        return machine_failed(path_of(all_tables()[i]));
    files_.clear();
    if (std::rename(unfinished_.c_str(), folder_.c_str()) != 0) return machine_failed(folder_);
    unfinished_.clear();
    return {};
  }

 private:
  struct Close {
    void operator()(std::FILE* file) const { std::fclose(file); }
  };
  fs::path path_of(const Table& table) const { return unfinished_ / (table.name + ".csv"); }
  Result<void> write(std::size_t table, const std::string& line) {
    if (std::fwrite(line.data(), 1, line.size(), files_[table].get()) == line.size()) return {};
    return machine_failed(path_of(all_tables()[table]));
  }

  const fs::path folder_;
  fs::path unfinished_;  // empty once it has its name
  std::vector<std::unique_ptr<std::FILE, Close>> files_;
};

}  // namespace

Result<std::unique_ptr<Sink>> csv_sink(const fs::path& folder) {
  std::error_code error;
  const fs::path wanted = fs::absolute(folder, error).lexically_normal();
  const fs::path plain = wanted.has_filename() ? wanted : wanted.parent_path();  // "out/"
  if (auto made = make_directories(plain.parent_path()); !made) return std::unexpected(made.error().error);
  std::string name = plain.string() + ".XXXXXX";
  if (mkdtemp(name.data()) == nullptr) return std::unexpected(machine_failure(name, errno).error);
  fs::permissions(name, fs::perms(0755), error);
  auto out = std::make_unique<CsvSink>(plain, name);
  if (auto good = out->open(); !good) return std::unexpected(good.error());
  return out;
}

}  // namespace credence::tables
