// SPDX-License-Identifier: Apache-2.0
// The parts of a bundle's view: in words, and as JSON. Internal to this box.
#pragma once

#include <boost/json.hpp>

#include "client/words/bundle_view.h"

namespace credence {

/// "VALID: in force on 2026-11-24".
[[nodiscard]] std::string verdict_text(const BundleView& view);
/// Every text in it as `cleaned` makes it.
[[nodiscard]] boost::json::value clean_json(const boost::json::value& value);
/// A code that a key names, whether its check digit fits; nothing where it names none.
[[nodiscard]] std::optional<Uscc> code_in(const VerifiedBundle& bundle);
/// {"enterprise": CODE, "title": TYPE} and so on; nothing of keys that no claim is about.
[[nodiscard]] boost::json::object key_json(const StateKey& key);
/// Of an award: its programme's kind, which the context proves. A grant's where the claim is of something else.
[[nodiscard]] ProgrammeKind kind_of(const VerifiedBundle& bundle);
/// What the claim is about.
[[nodiscard]] boost::json::object subject_json(const VerifiedBundle& bundle);
/// What the claim names and is not registered: "enterprise", "programme".
[[nodiscard]] std::vector<std::string_view> not_registered(const VerifiedBundle& bundle);

}  // namespace credence
