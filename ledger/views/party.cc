// SPDX-License-Identifier: Apache-2.0
// JSON views: the keys of people. The id by which histories name a key follows it.
#include "ledger/views/writer.h"

namespace credence::views {
namespace {

template <class Post>
void write_post(Writer& w, const Post& v) {
  v.fields([&w]<class Field>(std::string_view name, const Field& field) {
    w(name, field);
    if constexpr (std::same_as<Field, PublicKey>) w("key_id", key_id(field));
  });
}

}  // namespace

void write(Writer& w, const KeyPost& v) { write_post(w, v); }
void write(Writer& w, const RegisterKey& v) { write_post(w, v); }
void write(Writer& w, const RotateKey& v) { write_post(w, v); }
void write(Writer& w, const BindEnterpriseKey& v) { write_post(w, v); }
void write(Writer& w, const KeyRotated& v) { write_post(w, v); }
void write(Writer& w, const FirstKey& v) { write_post(w, v); }

}  // namespace credence::views
