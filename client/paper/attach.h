// SPDX-License-Identifier: Apache-2.0
// The library that writes attachments, behind an interface of C++17: clang cannot read its headers as a later C++.
#pragma once

#include <string>

namespace credence {

/// Puts `bundle` into the document as the attachment `name`; `out` is the document then, or why there is none.
[[nodiscard]] bool attach(const std::string& pdf, const std::string& name, const std::string& bundle,
                          std::string& out);

}  // namespace credence
