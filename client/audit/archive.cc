// SPDX-License-Identifier: Apache-2.0
#include "client/audit/archive.h"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>

#include "client/base/files.h"
#include "client/base/place_to_write.h"
#include "ledger/primitives/counted.h"
#include "ledger/primitives/place_errors.h"

namespace credence {
namespace {

constexpr std::string_view kMagic = "credence-archive";
constexpr std::uint32_t kVersion = 1;
constexpr std::size_t kHeadBytes = 20;
constexpr std::size_t kFrameBytes = 9;
constexpr std::size_t kEndBodyBytes = 40;

Bytes file_head() {
  CanonicalWriter out;
  out.bytes(bytes_of(kMagic));
  out.integer(kVersion);
  return out.take();
}

std::string at_byte(std::uint64_t offset) { return "byte " + std::to_string(offset); }

/// The length that a frame announces, or the byte that cannot be right.
Result<std::uint32_t> frame_length(const std::array<std::byte, kFrameBytes>& frame, std::uint64_t offset) {
  BoundedReader in(frame);
  const auto kind = in.integer<std::uint8_t>();
  const auto length = in.integer<std::uint32_t>();
  const auto complement = in.integer<std::uint32_t>();
  if (kind < 1 || kind > 3)
    return fail(Code::malformed, at_byte(offset) + ": kind " + std::to_string(kind) + " of a record");
  if (complement != ~length) return fail(Code::malformed, at_byte(offset + 1) + ": length of a record");
  if (length > limits::kArchiveRecordBytesMax)
    return fail(Code::malformed, at_byte(offset + 1) + ": a record of " + counted(length, "byte", "bytes"));
  return length;
}

}  // namespace

Result<ArchiveGenesis> archive_genesis(const ArchiveRecord& record) {
  auto held = decode<ArchiveGenesis>(record.body);
  if (!held)
    return fail(Code::malformed, "genesis, " + at_byte(record.body_offset()) + ": " + held.error().detail);
  if (chain_id(held->genesis) != held->chain)
    return fail(Code::malformed, "genesis, " + at_byte(record.body_offset()) +
                                     ": its content does not give the chain id beside it");
  if (auto good = check_genesis(held->genesis); !good) return std::unexpected(good.error());
  return held;
}

// ---- reading ----------------------------------------------------------------------------------------------

Result<ArchiveReader> ArchiveReader::open(const std::filesystem::path& path) {
  ArchiveReader out;
  out.file_.reset(std::fopen(path.c_str(), "rb"));
  std::error_code error;
  out.size_ = std::filesystem::file_size(path, error);
  if (!out.file_ || error)
    return fail(Code::file_unreadable, path.string() + (error ? ": " + error.message() : ""));
  std::setvbuf(out.file_.get(), nullptr, _IOFBF, limits::kMiB);
  const Bytes wanted = file_head();
  Bytes head(kHeadBytes);
  head.resize(std::fread(head.data(), 1, kHeadBytes, out.file_.get()));
  if (head.size() < kHeadBytes || head != wanted)
    return fail(Code::malformed, path.string() + ": bytes 0-19 are " + to_hex(head));
  out.offset_ = kHeadBytes;
  return out;
}

Result<std::optional<ArchiveRecord>> ArchiveReader::next() {
  std::array<std::byte, kFrameBytes> frame;
  // NOLINTNEXTLINE(clang-analyzer-unix.Stream): nobody reads on after the end or a failure
  const std::size_t got = std::fread(frame.data(), 1, kFrameBytes, file_.get());
  if (got == 0 && std::feof(file_.get())) return std::optional<ArchiveRecord>{};
  if (got < kFrameBytes) return fail(Code::wrong_length, said::bytes(offset_ + got));
  const auto length = frame_length(frame, offset_);
  if (!length) return std::unexpected(length.error());
  ArchiveRecord out{static_cast<ArchiveKind>(frame[0]), offset_, Bytes(*length)};
  const std::size_t body = std::fread(out.body.data(), 1, *length, file_.get());
  if (body < *length) return fail(Code::wrong_length, said::bytes(offset_ + kFrameBytes + body));
  offset_ = out.end_offset();
  return std::optional<ArchiveRecord>(std::move(out));
}

std::string ArchiveReader::rest_in_words() const {
  std::array<char, 2> rest{};
  const std::uint64_t left = size_ - offset_;
  const auto got = pread(fileno(file_.get()), rest.data(), rest.size(), static_cast<off_t>(offset_));
  const std::string_view text(rest.data(), got > 0 ? static_cast<std::size_t>(got) : 0);
  if (left == text.size() && (text == "\n" || text == "\r\n"))
    return "a line break that an editor or a copy put behind the end; take the file as it was written";
  return counted(left, "byte", "bytes") + " behind the end";
}

std::optional<Height> ArchiveReader::height_hint() const {
  constexpr std::size_t kEndBytes = kFrameBytes + kEndBodyBytes;
  if (size_ < kHeadBytes + kEndBytes) return std::nullopt;
  std::array<std::byte, kEndBytes> tail;
  const auto got =
      pread(fileno(file_.get()), tail.data(), tail.size(), static_cast<off_t>(size_ - kEndBytes));
  if (got != static_cast<ssize_t>(tail.size()) || tail[0] != static_cast<std::byte>(ArchiveKind::end))
    return std::nullopt;
  const auto end = decode<ArchiveEnd>(BytesView(tail).subspan(kFrameBytes));
  return end ? std::optional(end->height) : std::nullopt;
}

// ---- writing ----------------------------------------------------------------------------------------------

ArchiveWriter::ArchiveWriter(ArchiveWriter&& other) noexcept
    : path_(std::move(other.path_)),
      file_(std::exchange(other.file_, -1)),
      trust_(std::move(other.trust_)),
      height_(other.height_),
      last_hash_(other.last_hash_),
      offset_(other.offset_),
      ended_(other.ended_) {}
ArchiveWriter& ArchiveWriter::operator=(ArchiveWriter&& other) noexcept {
  std::swap(file_, other.file_);
  path_ = std::move(other.path_);
  trust_ = std::move(other.trust_);
  height_ = other.height_;
  last_hash_ = other.last_hash_;
  offset_ = other.offset_;
  ended_ = other.ended_;
  return *this;
}
ArchiveWriter::~ArchiveWriter() {
  if (file_ >= 0) close(file_);
}

Outcome<ArchiveWriter> ArchiveWriter::open(const std::filesystem::path& path, const Genesis& genesis,
                                           std::optional<TrustChain> trust) {
  ArchiveWriter out(trust ? *std::move(trust)
                          : TrustChain(TrustAnchor{chain_id(genesis), genesis.validators}));
  out.path_ = path;
  if (const auto place = place_to_write(path); !place) return std::unexpected(place.error());
  out.file_ = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0644);
  if (out.file_ < 0) return std::unexpected(machine_failure(path, errno));
  if (flock(out.file_, LOCK_EX | LOCK_NB) != 0) {
    if (errno == EWOULDBLOCK) return give_up(ExitCode::bad_input, place_code::command_at_work, path.string());
    return std::unexpected(machine_failure(path, errno));
  }
  std::error_code error;
  if (std::filesystem::file_size(path, error) > 0) {
    if (auto read = out.read_all(); !read) return std::unexpected(read.error());
    return out;
  }
  const Bytes head = file_head();
  if (::write(out.file_, head.data(), head.size()) != static_cast<ssize_t>(head.size()))
    return std::unexpected(machine_failure(path, errno));
  out.offset_ = kHeadBytes;
  if (auto written =
          out.write_record(ArchiveKind::genesis, encode(ArchiveGenesis{out.trust_.chain(), genesis}));
      !written)
    return std::unexpected(written.error());
  return out;
}

Outcome<void> ArchiveWriter::read_all() {
  const auto damaged = [&](const Error& error) {
    return give_up(error.code == Code::wrong_chain ? ExitCode::bad_input : ExitCode::not_verified,
                   Error{error.code, path_.string() + ": " + error.detail});
  };
  auto reader = ArchiveReader::open(path_);
  if (!reader) return give_up(ExitCode::bad_input, reader.error());
  bool genesis_seen = false;
  while (true) {
    offset_ = reader->offset();
    auto record = reader->next();
    if (!record && record.error().code == Code::wrong_length && genesis_seen) return cut_to(offset_);
    if (!record) return damaged(record.error());
    if (!*record) break;
    const std::string where = at_byte((*record)->offset);
    if (!genesis_seen) {
      if ((*record)->kind != ArchiveKind::genesis)
        return damaged({Code::malformed, where + ": no genesis at the beginning"});
      auto held = archive_genesis(**record);
      if (!held) return damaged(held.error());
      if (held->chain != trust_.chain())
        return damaged({Code::wrong_chain, held->chain.hex() + " ≠ " + trust_.chain().hex()});
      genesis_seen = true;
    } else if ((*record)->kind == ArchiveKind::block) {
      auto block = decode<ArchiveBlock>((*record)->body);
      auto good = block ? check(*block) : std::unexpected(block.error());
      if (!good) return damaged({good.error().code, where + ": " + good.error().detail});
      passed(block->header);
    } else {
      const auto end = decode<ArchiveEnd>((*record)->body);
      if ((*record)->kind != ArchiveKind::end || !end || end->height != height_ ||
          end->header_hash != last_hash_)
        return damaged({Code::malformed, where + ": the end record"});
      if (reader->offset() != reader->size()) return damaged({Code::trailing_bytes, reader->rest_in_words()});
      ended_ = true;
      return {};
    }
  }
  if (!genesis_seen) return damaged({Code::wrong_length, at_byte(offset_)});
  return cut_to(offset_);
}

Outcome<void> ArchiveWriter::cut_to(std::uint64_t offset) {
  if (ftruncate(file_, static_cast<off_t>(offset)) != 0)
    return std::unexpected(machine_failure(path_, errno));
  offset_ = offset;
  return {};
}

Result<void> ArchiveWriter::check(const ArchiveBlock& block) const {
  const BlockHeader& header = block.header;
  if (header.height != height_ + 1)
    return fail(Code::wrong_height, std::to_string(header.height) + " after " + std::to_string(height_));
  if (height_ > 0 && header.parent != last_hash_)
    return fail(Code::wrong_header,
                "block " + std::to_string(header.height) + ": its parent is not the block before");
  return check_archive_block(trust_, block);
}

void ArchiveWriter::passed(const BlockHeader& header) {
  height_ = header.height;
  last_hash_ = header_hash(trust_.chain(), header);
}

Outcome<void> ArchiveWriter::append(const ArchiveBlock& block) {
  if (ended_) {
    if (auto cut = cut_to(offset_); !cut) return cut;
    ended_ = false;
  }
  if (auto written = write_record(ArchiveKind::block, encode(block)); !written) return written;
  passed(block.header);
  return {};
}

Outcome<void> ArchiveWriter::finish() {
  if (ended_) return {};
  const std::uint64_t at = offset_;
  if (auto written = write_record(ArchiveKind::end, encode(ArchiveEnd{height_, last_hash_})); !written)
    return written;
  offset_ = at;
  ended_ = true;
  if (fsync(file_) != 0) return std::unexpected(machine_failure(path_, errno));
  return {};
}

Outcome<void> ArchiveWriter::write_record(ArchiveKind kind, BytesView body) {
  CREDENCE_ASSERT(body.size() <= limits::kArchiveRecordBytesMax);
  CanonicalWriter out;
  const auto length = static_cast<std::uint32_t>(body.size());
  out.integer(static_cast<std::uint8_t>(kind));
  out.integer(length);
  out.integer(~length);
  out.bytes(body);
  const Bytes bytes = out.take();
  for (std::size_t done = 0; done < bytes.size();) {
    const auto wrote =
        pwrite(file_, bytes.data() + done, bytes.size() - done, static_cast<off_t>(offset_ + done));
    if (wrote < 0 && errno == EINTR) continue;
    if (wrote <= 0) return std::unexpected(machine_failure(path_, errno));
    done += static_cast<std::size_t>(wrote);
  }
  offset_ += bytes.size();
  return {};
}

}  // namespace credence
