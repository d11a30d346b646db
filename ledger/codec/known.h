// SPDX-License-Identifier: Apache-2.0
// What this version knows of a value that a later one wrote: each field that it has; a value of an enum that
// it does not have is read as 0, and fields behind its own are passed over. So whatever needs no more than
// those fields can be checked before anybody says that the whole is not understood.
#pragma once

#include "ledger/codec/codec.h"

namespace credence {

template <class T>
struct Known {
  T value{};
  std::optional<Error> later;  // `not_understood`: the first that is not known; none: all is
};

/// An archive as BoundedReader, which reads what is no struct, list, optional or enum. A variant of an
/// unknown kind stays `not_understood`: nothing says where it ends.
class KnownReader {
 public:
  explicit KnownReader(BoundedReader& in) : in_(&in) {}
  template <class... Fields>
  void operator()(Fields&... fields) {
    (read(fields), ...);
  }
  template <class... Fields>
  void structure(Fields&... fields) {
    static constexpr std::array<std::byte, 256> kZeros{};  // of a field that is not written
    BoundedReader* const outer = in_;
    const BytesView body = in_->bytes(in_->count(SIZE_MAX));
    BoundedReader written(body);
    std::size_t last = body.size();  // from here to the end: the last field that is written, or what is left
    const auto next = [&](auto& field) {
      BoundedReader zeros(kZeros);
      if (written.left() > 0) last = written.left();
      in_ = written.left() > 0 ? &written : &zeros;
      read(field);
    };
    (next(fields), ...);
    in_ = outer;
    if (written.left() > 0) last = written.left();
    if (!body.empty() && is_zero(body.last(last))) in_->refuse(Code::malformed, "zeros end a struct");
  }

 private:
  template <class T>
  void read(T& value) {
    if constexpr (Listed<T>)
      value.serialize(*this);
    else if constexpr (CodedEnum<T> && !std::is_same_v<T, Suite>)
      read_enum(value);
    else
      in_->get(value);
  }
  template <class T>
  void read(std::optional<T>& value) {
    bool present = false;
    in_->get(present);
    value.reset();
    if (present) read(value.emplace());
  }
  template <class T, std::size_t M>
  void read(List<T, M>& value) {
    const std::size_t n = in_->count(M);
    value.clear();
    for (std::size_t i = 0; i < n; ++i) read(value.emplace_back());
  }
  template <class E>
  void read_enum(E& value) {
    const auto raw = in_->integer<std::make_unsigned_t<std::underlying_type_t<E>>>();
    value = raw > static_cast<decltype(raw)>(last_of(E{})) ? E{} : static_cast<E>(raw);
  }

  BoundedReader* in_;
};

/// As `decode`, but that what a later version added is passed over and named.
template <class T>
[[nodiscard]] Result<Known<T>> decode_known(BytesView bytes) {
  Known<T> out;
  auto whole = decode<T>(bytes);
  if (!whole && whole.error().code != Code::not_understood) return std::unexpected(whole.error());
  if (whole) {
    out.value = *std::move(whole);
    return out;
  }
  out.later = whole.error();
  auto good = detail::read_whole(bytes, &out.value,
                                 [](BoundedReader& in, void* it) { KnownReader{in}(*static_cast<T*>(it)); });
  if (!good) return std::unexpected(std::move(good.error()));
  return out;
}

}  // namespace credence
