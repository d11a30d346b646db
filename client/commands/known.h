// SPDX-License-Identifier: Apache-2.0
// That what a filter or a subject names is there: a name that nobody registered would find nothing, and an empty
// list would say so as if that were all.
//
// An empty name asks nothing. What is not registered is `unknown_programme`, `unknown_department`,
// `unknown_qualification_type` or `unknown_enterprise`, with the ids that may have been meant.
#pragma once

#include "client/console/console.h"

namespace credence {

[[nodiscard]] Outcome<void> require_programme(Cli& cli, const std::string& id);
[[nodiscard]] Outcome<void> require_department(Cli& cli, const std::string& id);
[[nodiscard]] Outcome<void> require_title(Cli& cli, const std::string& id);
[[nodiscard]] Outcome<void> require_enterprise(Cli& cli, const std::optional<Uscc>& code);
/// Whose history is read, which holds nothing.
[[nodiscard]] Outcome<void> require_subject(Cli& cli, const HistoryKey& subject);
/// A programme of this kind: `wrong_kind`.
[[nodiscard]] Outcome<void> require_kind(Cli& cli, const Id& programme, ProgrammeKind kind);
/// What may have been meant by the id of a programme, department, title or target that is not there, as `meant_text`.
[[nodiscard]] std::string meant_by(Cli& cli, const HistoryKey& subject);
/// "; did you mean a, b?"; nothing where none of `words` is near.
[[nodiscard]] std::string meant_text(const Cli& cli, std::string_view written,
                                     const std::vector<std::string>& words);

}  // namespace credence
