// SPDX-License-Identifier: Apache-2.0
// The canonical encoding: one value has one encoding, and no input makes a decoder allocate more than it
// holds.
//
//   integer   fixed width, little endian              bool      one byte, 0 or 1
//   enum      its underlying integer, at most last_of(E)
//   Fixed<N>  N bytes                                 optional  bool, then the value if true
//   OfSuite   u8 suite, as many bytes as it says
//   Text<M>   u32 length, that many bytes of UTF-8    Blob<M>   u32 length, bytes
//   List<T,M> u32 count, items                        variant   u8 index of the alternative, then its body
//   struct    u32 length, its fields in order; a key: its fields alone
//
// Fields at the end of a struct that are all zero are not written, and what is missing is read as zero. So a
// field that a later version adds, and that is zero, changes no byte. A reader that meets a field, an
// alternative or an enum's value that it does not know says `not_understood`: the length leads past it.
//
// The two archives are cereal archives: a struct has `serialize`, of itself or by CREDENCE_FIELDS (fields.h).
// What is inside it they find by `put` and `get`: cereal's own choice, by thirty traits of each type, took a
// tenth of the time of compiling.
// cereal's own containers are not used: they allocate what the input announces. See docs/encoding.md.
#pragma once

#include <algorithm>
#include <array>
#include <bit>
#include <cereal/cereal.hpp>
#include <concepts>
#include <cstring>
#include <optional>
#include <span>
#include <stdexcept>
#include <type_traits>
#include <utility>
#include <variant>

#include "ledger/codec/fields.h"
#include "ledger/primitives/suite.h"

namespace credence {

/// A list of at most `Max` items. The count is checked before anything is allocated.
template <class T, std::size_t Max>
struct List : std::vector<T> {
  using std::vector<T>::vector;
  List() = default;
  explicit List(std::vector<T> items) : std::vector<T>(std::move(items)) {}
  static constexpr std::size_t kMax = Max;
};

/// UTF-8 text of at most `Max` bytes.
template <std::size_t Max>
struct Text : std::string {
  using std::string::string;
  Text() = default;
  Text(std::string text) : std::string(std::move(text)) {}  // NOLINT(google-explicit-constructor)
  Text(std::string_view text) : std::string(text) {}        // NOLINT(google-explicit-constructor)
  static constexpr std::size_t kMax = Max;
};

/// Bytes that mean nothing at this level, at most `Max`.
template <std::size_t Max>
struct Blob : Bytes {
  using Bytes::Bytes;
  Blob() = default;
  Blob(Bytes bytes) : Bytes(std::move(bytes)) {}  // NOLINT(google-explicit-constructor)
  explicit Blob(BytesView bytes) : Bytes(bytes.begin(), bytes.end()) {}
  static constexpr std::size_t kMax = Max;
};

[[nodiscard]] inline bool is_zero(BytesView bytes) {
  return std::ranges::all_of(bytes, [](std::byte b) { return b == std::byte{0}; });
}
/// Strict UTF-8: no overlong forms, no surrogates, nothing above U+10FFFF.
[[nodiscard]] bool valid_utf8(std::string_view text);

/// Thrown inside the archives only; `decode` and `encode` turn it into a `Result`.
struct CodecFault : std::runtime_error {
  CodecFault(Code c, const std::string& detail) : std::runtime_error(detail), code(c) {}
  Code code;
};
static_assert(std::endian::native == std::endian::little, "integers are copied as they lie in memory");

class CanonicalWriter : public cereal::OutputArchive<CanonicalWriter, cereal::AllowEmptyClassElision> {
 public:
  CanonicalWriter() : OutputArchive(this) {}
  void bytes(BytesView in) {
    if (!in.empty()) std::memcpy(room(in.size()), in.data(), in.size());
  }
  template <std::unsigned_integral U>
  void integer(U value) {
    std::memcpy(room(sizeof(U)), &value, sizeof(U));
  }
  /// A list or text longer than its limit is refused when written too: what is sent can always be read.
  void count(std::size_t n, std::size_t max);
  void text(std::string_view in, std::size_t max);
  template <class T>
  void put(const T& value) {
    if constexpr (requires { CEREAL_SAVE_FUNCTION_NAME(*this, value); })
      CEREAL_SAVE_FUNCTION_NAME(*this, value);
    else if constexpr (requires { value.CEREAL_SAVE_FUNCTION_NAME(*this); })
      value.CEREAL_SAVE_FUNCTION_NAME(*this);
    else
      const_cast<T&>(value).serialize(*this);
  }
  /// A struct: its length, then its fields without the zeros at the end.
  template <class... Fields>
  void structure(const Fields&... fields) {
    const std::size_t begin = size_;
    integer(std::uint32_t{0});
    std::array<std::size_t, sizeof...(Fields)> begins{};
    std::size_t n = 0;
    ((begins[n++] = size_, put(fields)), ...);
    end_structure(begin, begins);
  }
  /// What was written so far; holds until more is.
  [[nodiscard]] BytesView view() const { return {large_.empty() ? small_.data() : large_.data(), size_}; }
  /// Ends the writing.
  [[nodiscard]] Bytes take() {
    if (large_.empty()) return {small_.begin(), small_.begin() + static_cast<std::ptrdiff_t>(size_)};
    large_.resize(size_);
    return std::move(large_);
  }

 private:
  /// The place of the next `more` bytes.
  [[nodiscard]] std::byte* room(std::size_t more) {
    const std::size_t at = size_;
    size_ += more;
    if (large_.empty() && size_ <= small_.size()) return small_.data() + at;
    return large_room(at);
  }
  [[nodiscard]] std::byte* large_room(std::size_t at);
  void end_structure(std::size_t begin, std::span<const std::size_t> begins);

  std::array<std::byte, 512> small_;  // most values fit: no memory is asked for while they are written
  Bytes large_;                       // those that do not
  std::size_t size_ = 0;
};

class BoundedReader : public cereal::InputArchive<BoundedReader, cereal::AllowEmptyClassElision> {
 public:
  /// With `later`, what a later version added is passed over, and the first of it is named there.
  explicit BoundedReader(BytesView in, std::optional<Error>* later = nullptr)
      : InputArchive(this), in_(in), end_(in.size()), later_(later) {}
  [[nodiscard]] BytesView bytes(std::size_t n) {
    if (missing_) return BytesView(kZeros).first(n);
    if (n > left()) ends_early();
    at_ += n;
    return in_.subspan(at_ - n, n);
  }
  template <std::unsigned_integral U>
  [[nodiscard]] U integer() {
    U value = 0;
    std::memcpy(&value, bytes(sizeof(U)).data(), sizeof(U));
    return value;
  }
  /// Checked against `max` and against the bytes left (an item takes at least one) before anything is
  /// allocated.
  [[nodiscard]] std::size_t count(std::size_t max);
  [[nodiscard]] std::string_view text(std::size_t max);
  template <class T>
  void get(T& value) {
    if constexpr (requires { CEREAL_LOAD_FUNCTION_NAME(*this, value); })
      CEREAL_LOAD_FUNCTION_NAME(*this, value);
    else if constexpr (requires { value.CEREAL_LOAD_FUNCTION_NAME(*this); })
      value.CEREAL_LOAD_FUNCTION_NAME(*this);
    else
      value.serialize(*this);
  }
  /// A struct. `not_understood` if it has a field more than these.
  template <class... Fields>
  void structure(Fields&... fields) {
    Structure here = begin_structure();
    ((next_field(here), get(fields)), ...);
    end_structure(here);
  }
  /// The bytes of a variant of structs, whichever it is.
  [[nodiscard]] BytesView variant_bytes() {
    const std::size_t begin = at_;
    (void)integer<std::uint8_t>();
    (void)bytes(count(SIZE_MAX));
    return in_.subspan(begin, at_ - begin);
  }
  [[nodiscard]] std::size_t left() const { return end_ - at_; }
  [[noreturn]] void refuse(Code code, const std::string& why) const;
  /// A field or a value that a later version added: `not_understood`, unless it is to be passed over.
  void meet_later(const std::string& what);
  /// Of one alternative: nothing is passed over in it, for its kind may say what the rest means.
  template <class T>
  void get_whole(T& value) {
    std::optional<Error>* const later = std::exchange(later_, nullptr);
    get(value);
    later_ = later;
  }

 private:
  struct Structure {
    std::size_t outer_end;
    bool outer_missing;
    std::size_t last;  // where the last field that is written begins
    bool empty;
  };
  [[nodiscard]] Structure begin_structure();
  void next_field(Structure& here) {
    missing_ = at_ == end_;
    if (!missing_) here.last = at_;
  }
  void end_structure(const Structure& here);
  [[noreturn]] void ends_early() const;

  static constexpr std::array<std::byte, 256> kZeros{};  // no fixed-size value is longer

  BytesView in_;
  std::size_t at_ = 0, end_;
  bool missing_ = false;  // the field that is read is not written: it is zero
  std::optional<Error>* later_;
};

template <class E>
concept CodedEnum = std::is_enum_v<E> && requires(E e) {
  { last_of(e) } -> std::same_as<E>;
};

template <class T>
  requires std::integral<T>
void CEREAL_SAVE_FUNCTION_NAME(CanonicalWriter& out, const T& value) {
  if constexpr (std::is_same_v<T, bool>)
    out.integer<std::uint8_t>(value ? 1 : 0);
  else
    out.integer(static_cast<std::make_unsigned_t<T>>(value));
}
template <class T>
  requires std::integral<T>
void CEREAL_LOAD_FUNCTION_NAME(BoundedReader& in, T& value) {
  if constexpr (std::is_same_v<T, bool>) {
    const auto raw = in.integer<std::uint8_t>();
    if (raw > 1) in.refuse(Code::malformed, "a bool that is neither 0 nor 1");
    value = raw == 1;
  } else {
    value = static_cast<T>(in.integer<std::make_unsigned_t<T>>());
  }
}

template <CodedEnum E>
void CEREAL_SAVE_FUNCTION_NAME(CanonicalWriter& out, const E& value) {
  out.integer(static_cast<std::make_unsigned_t<std::underlying_type_t<E>>>(value));
}
template <CodedEnum E>
void CEREAL_LOAD_FUNCTION_NAME(BoundedReader& in, E& value) {
  const auto raw = in.integer<std::make_unsigned_t<std::underlying_type_t<E>>>();
  const bool known = raw <= static_cast<decltype(raw)>(last_of(E{}));
  if (!known) in.meet_later("a value of a later version");
  value = known ? static_cast<E>(raw) : E{};
}

/// A suite is no word that may be passed over: without it nothing can be checked.
inline void CEREAL_LOAD_FUNCTION_NAME(BoundedReader& in, Suite& value) {
  const auto raw = in.integer<std::uint8_t>();
  value = static_cast<Suite>(raw);
  if (!known(value)) in.refuse(Code::unknown_suite, std::to_string(raw));
}

template <std::size_t N, class K>
void CEREAL_SAVE_FUNCTION_NAME(CanonicalWriter& out, const Fixed<N, K>& value) {
  out.bytes(value.bytes);
}
template <std::size_t N, class K>
void CEREAL_LOAD_FUNCTION_NAME(BoundedReader& in, Fixed<N, K>& value) {
  const BytesView raw = in.bytes(N);
  std::copy(raw.begin(), raw.end(), value.bytes.begin());
}

template <class K>
void CEREAL_SAVE_FUNCTION_NAME(CanonicalWriter& out, const OfSuite<K>& value) {
  out.bytes(value.view());
}
template <class K>
void CEREAL_LOAD_FUNCTION_NAME(BoundedReader& in, OfSuite<K>& value) {
  value = {};
  CEREAL_LOAD_FUNCTION_NAME(in, value.suite);
  std::ranges::copy(in.bytes(K::size(value.suite)), value.bytes.begin());
}

template <std::size_t M>
void CEREAL_SAVE_FUNCTION_NAME(CanonicalWriter& out, const Text<M>& value) {
  out.text(value, M);
}
template <std::size_t M>
void CEREAL_LOAD_FUNCTION_NAME(BoundedReader& in, Text<M>& value) {
  value.assign(in.text(M));
}

template <std::size_t M>
void CEREAL_SAVE_FUNCTION_NAME(CanonicalWriter& out, const Blob<M>& value) {
  out.count(value.size(), M);
  out.bytes(value);
}
template <std::size_t M>
void CEREAL_LOAD_FUNCTION_NAME(BoundedReader& in, Blob<M>& value) {
  const BytesView raw = in.bytes(in.count(M));
  value.assign(raw.begin(), raw.end());
}

template <class T, std::size_t M>
void CEREAL_SAVE_FUNCTION_NAME(CanonicalWriter& out, const List<T, M>& value) {
  out.count(value.size(), M);
  for (const T& item : value) out.put(item);
}
template <class T, std::size_t M>
void CEREAL_LOAD_FUNCTION_NAME(BoundedReader& in, List<T, M>& value) {
  const std::size_t n = in.count(M);
  value.clear();
  // Grows with what is really read: an item may be larger in memory than on the wire.
  for (std::size_t i = 0; i < n; ++i) in.get(value.emplace_back());
}

template <class T>
void CEREAL_SAVE_FUNCTION_NAME(CanonicalWriter& out, const std::optional<T>& value) {
  out.put(value.has_value());
  if (value) out.put(*value);
}
template <class T>
void CEREAL_LOAD_FUNCTION_NAME(BoundedReader& in, std::optional<T>& value) {
  bool present = false;
  in.get(present);
  value.reset();
  if (present) in.get(value.emplace());
}

template <class... Ts>
void save_variant(CanonicalWriter& out, const std::variant<Ts...>& value) {
  out.integer(static_cast<std::uint8_t>(value.index()));
  std::visit([&out](const auto& body) { out.put(body); }, value);
}
template <class... Ts>
void load_variant(BoundedReader& in, std::variant<Ts...>& value) {
  const std::size_t index = in.integer<std::uint8_t>();
  if (index >= sizeof...(Ts)) in.refuse(Code::not_understood, "an unknown kind " + std::to_string(index));
  [&]<std::size_t... I>(std::index_sequence<I...>) {
    (void)((index == I ? (in.get_whole(value.template emplace<I>()), true) : false) || ...);
  }(std::index_sequence_for<Ts...>{});
}
// Those of a large variant are specialised: compiled once, beside it.
template <class... Ts>
void CEREAL_SAVE_FUNCTION_NAME(CanonicalWriter& out, const std::variant<Ts...>& value) {
  save_variant(out, value);
}
template <class... Ts>
void CEREAL_LOAD_FUNCTION_NAME(BoundedReader& in, std::variant<Ts...>& value) {
  load_variant(in, value);
}

namespace detail {
// The archives around one value: compiled once, whatever it is.
Result<Bytes> written(const void* value, void (*put)(CanonicalWriter&, const void*));
Result<void> read_whole(BytesView bytes, void* value, void (*get)(BoundedReader&, void*),
                        std::optional<Error>* later = nullptr);
}  // namespace detail

/// The bytes of a value, or `limit_exceeded` / `bad_utf8` if it breaks a bound of its type.
template <class T>
[[nodiscard]] Result<Bytes> try_encode(const T& value) {
  return detail::written(&value,
                         [](CanonicalWriter& out, const void* it) { out.put(*static_cast<const T*>(it)); });
}

/// The bytes of a value that is known to keep its bounds (one that was decoded, or built by checked code).
template <class T>
[[nodiscard]] Bytes encode(const T& value) {
  auto out = try_encode(value);
  CREDENCE_ASSERT(out.has_value());
  return *std::move(out);
}

/// The value whose whole encoding these bytes are. Never throws, never reads or allocates past its bounds.
template <class T>
[[nodiscard]] Result<T> decode(BytesView bytes) {
  T value{};
  auto good =
      detail::read_whole(bytes, &value, [](BoundedReader& in, void* it) { in.get(*static_cast<T*>(it)); });
  if (!good) return std::unexpected(std::move(good.error()));
  return value;
}

/// What this version knows of a value that a later one wrote: each field that it has; a value of an enum that
/// it does not have is read as 0, and fields behind its own are passed over. So whatever needs no more than
/// those fields can be checked before anybody says that the whole is not understood.
template <class T>
struct Known {
  T value{};
  std::optional<Error> later;  // `not_understood`: the first that is not known; none: all is
};

/// As `decode`, but that what a later version added is passed over and named. A variant of an unknown kind, or
/// with anything unknown in it, stays `not_understood`: nothing says what it means.
template <class T>
[[nodiscard]] Result<Known<T>> decode_known(BytesView bytes) {
  Known<T> out;
  auto good = detail::read_whole(
      bytes, &out.value, [](BoundedReader& in, void* it) { in.get(*static_cast<T*>(it)); }, &out.later);
  if (!good) return std::unexpected(std::move(good.error()));
  return out;
}

}  // namespace credence

CEREAL_SETUP_ARCHIVE_TRAITS(credence::BoundedReader, credence::CanonicalWriter)

// cereal writes any enum as its integer, unchecked: ours take its place.
template <class Archive, credence::CodedEnum E>
struct cereal::specialize<Archive, E, cereal::specialization::non_member_load_save> {};
