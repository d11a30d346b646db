// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

bool fits(int lines);
bool rises(int first, int second);
int larger(int first, int second);
int same(int lines);
std::string joined(const std::string& first, const std::string& second);

// A header's code is changed only if the header is named.
inline bool even(int lines) { return lines % 2 == 0; }
