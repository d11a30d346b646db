// SPDX-License-Identifier: Apache-2.0
#include <filesystem>
#include <fstream>
#include <sstream>

#include "tests/fuzz/fuzz.h"
#include "tests/source_tree.h"

namespace credence::fuzz {

std::vector<Bytes> corpus() {
  std::vector<Bytes> out = seeds();
  const std::filesystem::path folder =
      std::filesystem::path(source_dir()) / "tests/data/fuzz" / CREDENCE_FUZZ_TARGET;
  std::vector<std::filesystem::path> files;
  std::error_code none;
  for (const auto& entry : std::filesystem::directory_iterator(folder, none)) files.push_back(entry.path());
  std::ranges::sort(files);  // the same order everywhere
  for (const auto& file : files) {
    std::ostringstream text;
    text << std::ifstream(file, std::ios::binary).rdbuf();
    const std::string content = text.str();
    const BytesView view = bytes_of(content);
    out.emplace_back(view.begin(), view.end());
  }
  return out;
}

}  // namespace credence::fuzz
