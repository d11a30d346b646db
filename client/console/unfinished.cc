// SPDX-License-Identifier: Apache-2.0
#include "client/console/unfinished.h"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>

#include "client/base/file_hash.h"
#include "client/base/files.h"

namespace credence {
namespace {

constexpr std::string_view kNoteEnd = ".credence-journal";

/// What an option holds, as text: of a file its name and its content.
struct OptionText {
  std::string operator()(const std::string* text) const { return *text; }
  std::string operator()(const std::filesystem::path* path) const {
    std::error_code error;  // a pipe is read once, by the command
    if (!std::filesystem::is_regular_file(*path, error)) return path->string();
    const auto content = hash_file(*path);
    return path->string() + (content ? " " + content->sha256.hex() : "");
  }
  std::string operator()(const std::vector<std::string>* texts) const {
    std::string out;
    for (const std::string& text : *texts) out += std::to_string(text.size()) + " " + text;
    return out;
  }
  std::string operator()(const std::vector<std::uint32_t>* numbers) const {
    std::string out;
    for (const std::uint32_t number : *numbers) out += std::to_string(number) + " ";
    return out;
  }
  template <class Number>
  std::string operator()(const Number* number) const {
    return std::to_string(*number);
  }
};

/// The folder, locked while this lives: nobody else looks for a transaction and writes his own meanwhile.
class FolderLock {
 public:
  explicit FolderLock(const std::filesystem::path& folder)
      : file_(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC)) {
    while (file_ >= 0 && flock(file_, LOCK_EX) != 0 && errno == EINTR) {
    }
  }
  FolderLock(const FolderLock&) = delete;
  FolderLock& operator=(const FolderLock&) = delete;
  ~FolderLock() {
    if (file_ >= 0) close(file_);
  }

 private:
  int file_;
};

/// The transaction that a file holds; none: it is empty, or nobody can read it.
std::optional<Bytes> transaction_in(const std::filesystem::path& file) {
  auto lists = read_journal(file);
  if (!lists || lists->size() != 1) return std::nullopt;
  return std::move(lists->front().transaction);
}

bool says_the_same(const ParsedTransaction& a, const ParsedTransaction& b) {
  return a.body.signer == b.body.signer && a.body.action == b.body.action &&
         std::ranges::equal(a.signatures, b.signatures, {}, &KeySignature::key, &KeySignature::key);
}

}  // namespace

std::string asked_text(const Command& command) {
  std::string out = command.path() + "\n";
  for (const Command* at = &command; at->above() != nullptr; at = at->above())
    for (const Option& option : at->options()) {
      const std::string held = std::visit(OptionText{}, option.target);
      out += option.name() + " " + std::to_string(held.size()) + " " + held + "\n";
    }
  return out;
}

Unfinished::Unfinished(std::filesystem::path folder, const ChainId& chain, Journal journal)
    : folder_(std::move(folder)), chain_(chain), journal_(std::make_unique<Journal>(std::move(journal))) {}

Unfinished::~Unfinished() {
  if (journal_ && (ended_ || !journal_->ready())) journal_->remove();
}

Outcome<Unfinished> Unfinished::open(const std::filesystem::path& folder, const ChainId& chain,
                                     const Hash32& asked) {
  if (auto made = make_private_directories(folder); !made) return std::unexpected(made.error());
  auto journal = Journal::open(folder / (asked.hex().substr(0, 32) + std::string(kNoteEnd)), chain, asked);
  if (!journal) return std::unexpected(journal.error());
  return Unfinished(folder, chain, *std::move(journal));
}

Bytes Unfinished::transaction() const {
  return ended_ || !journal_->ready() ? Bytes{} : journal_->list(0).transaction;
}

Outcome<Bytes> Unfinished::keep(Bytes fresh, std::size_t of, const IsOver& is_over) {
  const auto parsed = parse_transaction(chain_, fresh);
  if (!parsed) return give_up(ExitCode::internal, parsed.error());
  if (auto room = make_room(is_over); !room) return std::unexpected(room.error());
  const FolderLock lock(folder_);
  Bytes other = ended_ ? Bytes{} : same_of_another(*parsed);
  Bytes& chosen = other.empty() ? fresh : other;
  if (auto written = write(chosen, of); !written) return std::unexpected(written.error());
  ended_ = false;
  return std::move(chosen);
}

Outcome<void> Unfinished::write(const Bytes& transaction, std::size_t of) {
  auto parsed = parse_transaction(chain_, transaction);
  if (!parsed) return give_up(ExitCode::internal, parsed.error());
  JournalList list{.lines = of, .expiry = parsed->body.expiry_height, .transaction = transaction, .done = {}};
  return journal_->ready() ? journal_->replace(0, std::move(list)) : journal_->begin({std::move(list)});
}

std::vector<std::filesystem::path> Unfinished::files() const {
  std::vector<std::filesystem::path> out;
  std::error_code error;
  for (std::filesystem::directory_iterator at(folder_, error), end; !error && at != end; at.increment(error))
    if (at->path().extension() == kNoteEnd) out.push_back(at->path());
  return out;
}

Bytes Unfinished::same_of_another(const ParsedTransaction& fresh) const {
  for (const auto& file : files()) {
    auto bytes = transaction_in(file);
    const auto other = bytes ? parse_transaction(chain_, *bytes) : fail(Code::not_found);
    if (other && says_the_same(*other, fresh)) return *std::move(bytes);
  }
  return {};
}

Outcome<void> Unfinished::make_room(const IsOver& is_over) const {
  auto all = files();
  if (all.size() <= kUnfinishedMax) return {};
  std::size_t removed = 0;
  for (const auto& file : all) {
    const auto bytes = transaction_in(file);
    if (!bytes || !is_over(*bytes)) continue;
    std::error_code error;
    if (std::filesystem::remove(file, error)) ++removed;
  }
  if (all.size() - removed <= kUnfinishedMax) return {};
  return give_up(ExitCode::internal, Code::machine_failed,
                 folder_.string() + ": " + std::to_string(kUnfinishedMax) + " files");
}

}  // namespace credence
