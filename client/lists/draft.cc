// SPDX-License-Identifier: Apache-2.0
#include "client/lists/draft.h"

#include <unordered_map>

namespace credence {
namespace {

/// Whether each part of the list counts for itself.
bool numbered_by_sections(const std::vector<Numbering::Line>& lines) {
  std::set<std::uint64_t> seen;
  std::set<std::uint32_t> all, sections;
  bool again = false;
  for (const Numbering::Line& line : lines) {
    sections.insert(line.section);
    if (line.number == 0) continue;
    again = !all.insert(line.number).second || again;
    if (!seen.insert((static_cast<std::uint64_t>(line.section) << 32U) | line.number).second) return false;
  }
  return again && sections.size() > 1;
}

}  // namespace

Numbering number_lines(std::vector<Numbering::Line>& lines, bool has_numbers) {
  Numbering out;
  out.anew = has_numbers && numbered_by_sections(lines);
  if (out.anew || !has_numbers) {
    std::uint32_t next = 0;
    for (Numbering::Line& line : lines) line.number = ++next;
    return out;
  }
  std::unordered_map<std::uint32_t, std::size_t> first;
  std::uint32_t most = 0;
  for (std::size_t i = 0; i < lines.size(); ++i) {
    if (lines[i].number == 0) continue;
    most = std::max(most, lines[i].number);
    const auto [at, fresh] = first.try_emplace(lines[i].number, i);
    if (!fresh) out.clashes.emplace_back(i, at->second);
  }
  for (Numbering::Line& line : lines)
    if (line.number == 0) line.number = ++most, ++out.numbered;
  return out;
}

std::size_t Draft::bad_lines() const {
  std::set<std::size_t> lines;
  for (const LineProblem& problem : problems_) lines.insert(problem.file_line);
  return lines.size();
}

}  // namespace credence
