// SPDX-License-Identifier: Apache-2.0
#include "client/base/output.h"

#include "ledger/primitives/printable.h"

namespace credence {
namespace {

void put(std::FILE* to, std::string_view text) { (void)std::fwrite(text.data(), 1, text.size(), to); }

}  // namespace

void show(std::FILE* to, std::string_view text) {
  if (to == stderr) std::fflush(stdout);  // both go to one terminal: in order
  put(to, printable_lines(text));
}

void show_picture(std::string_view picture) { put(stdout, picture); }

void show_json(std::string_view json) { put(stdout, printable_json(json)); }

}  // namespace credence
