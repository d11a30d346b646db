// SPDX-License-Identifier: Apache-2.0
#include "client/base/hint_file.h"

#include "client/base/files.h"
#include "client/base/json_text.h"

namespace credence {
namespace {

constexpr std::size_t kHintBytesMax = std::size_t{64} << 10;

}  // namespace

boost::json::object HintFile::read(const std::filesystem::path& file) const {
  if (file.empty()) return {};
  const auto text = read_file(file, kHintBytesMax);
  auto object = text ? parse_object(*text) : std::unexpected(text.error());
  if (!object || text_member(*object, "format") != format) return {};
  auto* const hints = object->if_contains(member);
  return hints != nullptr && hints->is_object() ? std::move(hints->get_object()) : boost::json::object{};
}

void HintFile::keep(const std::filesystem::path& file, boost::json::object hints) const {
  const boost::json::object object{{"format", format}, {member, std::move(hints)}};
  if (make_private_directories(file.parent_path()))
    (void)write_file(file, boost::json::serialize(object) + "\n", 0600);
}

}  // namespace credence
