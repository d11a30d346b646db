// SPDX-License-Identifier: Apache-2.0
// Which registered enterprises carry a name: for lists that name enterprises and give no codes.
//
// The state is asked by code, so names are gathered from where all of them were recorded: every transaction
// of every certified block that registers or renames, which is complete because a block's content rebuilds
// the roots of its header. That gives candidates, too many rather than too few (a rename may still wait for
// its second signature). Each candidate is then proved by the enterprise's own value in the state: its name
// of today, or one that it carried before.
//
// What was gathered is kept in a file, so that the next run reads the new blocks only.
// Thread-safety: none; reading uses threads of its own.
#pragma once

#include <filesystem>
#include <functional>
#include <unordered_map>

#include "client/client.h"

namespace credence {

inline constexpr std::size_t kRegisteredNamesMax = 5'000'000;
inline constexpr std::size_t kCandidatesMax = 20;  // of one name: more are not told apart by a person either

class NameRegister {
 public:
  /// Reads the blocks up to the highest certified one. `file` may be missing, damaged or of another chain:
  /// then everything is read. An empty path keeps nothing. `progress(blocks)` from several threads.
  [[nodiscard]] static Outcome<NameRegister> read(
      Client& client, const std::filesystem::path& file,
      const std::function<void(std::uint64_t blocks)>& progress = {});
  enum class Match : std::uint8_t { whole, part };
  /// Codes that ever carried the name, in their order; not proved.
  [[nodiscard]] std::vector<Uscc> candidates(std::string_view name) const;
  /// Those of which a name holds this; looks at all names.
  [[nodiscard]] std::vector<Uscc> containing(std::string_view part) const;
  /// Every code once, rising; not proved.
  [[nodiscard]] std::vector<Uscc> codes() const;
  [[nodiscard]] std::size_t names() const { return codes_.size(); }
  [[nodiscard]] Height height() const { return height_; }

 private:
  [[nodiscard]] bool load(const std::filesystem::path& file, const ChainId& chain);
  [[nodiscard]] Outcome<void> save(const std::filesystem::path& file, const ChainId& chain) const;
  void add(const Uscc& code, std::string_view name);

  std::unordered_multimap<std::string, Uscc> codes_;  // by match_form
  Height height_ = 0;
};

/// An enterprise that carries a name, as the state holds it: proved.
struct NamedEnterprise {
  Uscc code;
  EnterpriseValue value;
  bool former = false;  // carried it before
};
/// Those of the candidates that carry the name (or one with this part) or carried it, at most `most`.
[[nodiscard]] Outcome<std::vector<NamedEnterprise>> enterprises_with(Client& client,
                                                                     const std::vector<Uscc>& candidates,
                                                                     std::string_view name, std::size_t most,
                                                                     NameRegister::Match match);
/// All enterprises that carry the name or carried it, at most kCandidatesMax.
[[nodiscard]] Outcome<std::vector<NamedEnterprise>> enterprises_named(Client& client,
                                                                      const NameRegister& names,
                                                                      std::string_view name);

}  // namespace credence
