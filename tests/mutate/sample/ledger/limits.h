#pragma once

#include <string>

bool fits(int lines);
bool rises(int first, int second);
int larger(int first, int second);
int same(int lines);
std::string joined(const std::string& first, const std::string& second);
