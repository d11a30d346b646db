// SPDX-License-Identifier: Apache-2.0
#include "ledger/codec/codec.h"

#include "ledger/primitives/counted.h"

namespace credence {

bool valid_utf8(std::string_view text) {
  const auto at = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const auto goes_on = [&](std::size_t i) { return (at(i) & 0xC0) == 0x80; };
  for (std::size_t i = 0; i < text.size();) {
    const unsigned lead = at(i);
    if (lead < 0x80) {
      ++i;
      continue;
    }
    // Most texts are ideographs: of three bytes, the first of which leaves no room for a wrong value.
    if (lead >= 0xE1 && lead <= 0xEC && text.size() - i >= 3 && goes_on(i + 1) && goes_on(i + 2)) {
      i += 3;
      continue;
    }
    const std::size_t length = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
    if (lead < 0xC2 || lead > 0xF4 || i + length > text.size()) return false;
    unsigned point = lead & (0x7Fu >> length);
    for (std::size_t k = 1; k < length; ++k) {
      if (!goes_on(i + k)) return false;
      point = point << 6 | (at(i + k) & 0x3Fu);
    }
    static constexpr unsigned kLeast[] = {0, 0, 0x80, 0x800, 0x10000};
    if (point < kLeast[length] || point > 0x10FFFF || (point >= 0xD800 && point <= 0xDFFF)) return false;
    i += length;
  }
  return true;
}

// ---- writing ----------------------------------------------------------------------------------------------

namespace {

[[noreturn]] void too_many(std::size_t items, std::size_t max, const std::string& position) {
  throw CodecFault(Code::limit_exceeded,
                   counted(items, "item", "items") + ", at most " + std::to_string(max) + position);
}

}  // namespace

void CanonicalWriter::count(std::size_t n, std::size_t max) {
  if (n > max) too_many(n, max, "");
  integer(static_cast<std::uint32_t>(n));
}

void CanonicalWriter::text(std::string_view in, std::size_t max) {
  if (!valid_utf8(in)) throw CodecFault(Code::bad_utf8, std::string(in.substr(0, 40)));
  count(in.size(), max);
  bytes(bytes_of(in));
}

void CanonicalWriter::end_structure(std::size_t begin, std::span<const std::size_t> begins) {
  std::size_t n = begins.size();
  while (n > 0 && is_zero(view().subspan(begins[n - 1]))) size_ = begins[--n];
  const auto length = static_cast<std::uint32_t>(size_ - begin - sizeof(std::uint32_t));
  std::memcpy((large_.empty() ? small_.data() : large_.data()) + begin, &length, sizeof length);
}

std::byte* CanonicalWriter::large_room(std::size_t at) {
  if (large_.empty()) {
    large_.reserve(2 * size_);
    large_.assign(small_.begin(), small_.begin() + static_cast<std::ptrdiff_t>(at));
  }
  if (size_ > large_.size()) large_.resize(std::max(size_, large_.size() + large_.size() / 2));
  return large_.data() + at;
}

// ---- reading ----------------------------------------------------------------------------------------------

void BoundedReader::refuse(Code code, const std::string& why) const {
  throw CodecFault(code, why + " at byte " + std::to_string(at_));
}
void BoundedReader::meet_later(const std::string& what) {
  if (later_ == nullptr) refuse(Code::not_understood, what);
  if (!*later_) *later_ = Error{Code::not_understood, what + " at byte " + std::to_string(at_)};
}
void BoundedReader::ends_early() const { refuse(Code::malformed, "ends early"); }

std::size_t BoundedReader::count(std::size_t max) {
  const std::size_t n = integer<std::uint32_t>();
  if (n > max) too_many(n, max, " at byte " + std::to_string(at_));
  if (n > left()) refuse(Code::malformed, "count " + std::to_string(n) + " exceeds the bytes left");
  return n;
}

std::string_view BoundedReader::text(std::size_t max) {
  const std::string_view out = text_of(bytes(count(max)));
  if (!valid_utf8(out)) refuse(Code::bad_utf8, "before");
  return out;
}

BoundedReader::Structure BoundedReader::begin_structure() {
  const std::size_t length = count(SIZE_MAX);
  return {std::exchange(end_, at_ + length), missing_, at_, length == 0};
}

void BoundedReader::end_structure(const Structure& here) {
  const std::size_t rest = at_ < end_ ? at_ : here.last;
  if (!here.empty && is_zero(in_.subspan(rest, end_ - rest))) refuse(Code::malformed, "zeros end a struct");
  if (at_ < end_) meet_later("a field of a later version");
  at_ = end_;
  end_ = here.outer_end;
  missing_ = here.outer_missing;
}

// ---- whole values -----------------------------------------------------------------------------------------

Result<Bytes> detail::written(const void* value, void (*put)(CanonicalWriter&, const void*)) {
  try {
    CanonicalWriter out;
    put(out, value);
    return out.take();
  } catch (const CodecFault& fault) {
    return fail(fault.code, fault.what());
  }
}

Result<void> detail::read_whole(BytesView bytes, void* value, void (*get)(BoundedReader&, void*),
                                std::optional<Error>* later) {
  try {
    BoundedReader in(bytes, later);
    get(in, value);
    if (in.left() != 0) return fail(Code::trailing_bytes, counted(in.left(), "byte", "bytes"));
    return {};
  } catch (const CodecFault& fault) {
    return fail(fault.code, fault.what());
  }
}

}  // namespace credence
