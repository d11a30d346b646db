// SPDX-License-Identifier: Apache-2.0
#include "ledger/limits.h"

// Held by the test at both bounds.
bool fits(int lines) { return lines >= 1 && lines <= 1000; }

// Nobody asks for two alike: a survivor.
bool rises(int first, int second) { return first < second; }

// Of two alike it is the same which one is returned: a listed one.
int larger(int first, int second) {
  if (first < second) return second;
  return first;
}

// Times and through one are the same code.
int same(int lines) { return lines * /* all of them */ 1; }

// Texts have no difference: it does not compile.
std::string joined(const std::string& first, const std::string& second) { return first + second; }
