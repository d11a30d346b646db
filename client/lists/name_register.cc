// SPDX-License-Identifier: Apache-2.0
#include "client/lists/name_register.h"

#include <algorithm>
#include <atomic>
#include <mutex>
#include <thread>

#include "client/base/characters.h"
#include "client/base/files.h"

namespace credence {
namespace {

constexpr std::size_t kReaders = 8;  // blocks asked for at once
constexpr std::size_t kRegisterBytesMax = std::size_t{1} << 30;

struct StoredName {
  Uscc code;
  Text<4 * limits::kNameBytesMax> form;
  template <class A>
  void serialize(A& a) {
    a(code, form);
  }
};
struct StoredNames {
  Text<32> format;
  ChainId chain;
  Height height = 0;
  List<StoredName, kRegisteredNamesMax> names;
  template <class A>
  void serialize(A& a) {
    a(format, chain, height, names);
  }
};
constexpr std::string_view kRegisterFormat = "credence-names-3";

/// The names that a block brings.
std::vector<std::pair<Uscc, Name>> names_in(const Block& block, Suite suite) {
  std::vector<std::pair<Uscc, Name>> out;
  for (const BlockTransaction& transaction : block.transactions) {
    if (!transaction.action || transaction.receipt.code != 0) continue;
    if (const auto* const added = std::get_if<RegisterEnterprises>(&*transaction.action))
      for (const EnterpriseLine& line : added->lines) out.emplace_back(line.code, line.name);
    if (const auto* const holders = std::get_if<RegisterHolders>(&*transaction.action))
      for (const HolderLine& line : holders->lines) out.emplace_back(holder_code(suite, line), line.name);
    if (const auto* const renamed = std::get_if<RenameEnterprise>(&*transaction.action))
      out.emplace_back(renamed->code, renamed->name);
  }
  return out;
}

}  // namespace

void NameRegister::add(const Uscc& code, std::string_view name) {
  const std::string form = match_form(name);
  const auto [begin, end] = codes_.equal_range(form);
  for (auto at = begin; at != end; ++at)
    if (at->second == code) return;
  codes_.emplace(form, code);
}

std::vector<Uscc> NameRegister::codes() const {
  std::vector<Uscc> out;
  out.reserve(codes_.size());
  for (const auto& [form, code] : codes_) out.push_back(code);
  std::ranges::sort(out);
  out.erase(std::ranges::unique(out).begin(), out.end());
  return out;
}

bool NameRegister::load(const std::filesystem::path& file, const ChainId& chain) {
  std::error_code ignored;
  if (file.empty() || !std::filesystem::exists(file, ignored)) return false;
  const auto text = read_file(file, kRegisterBytesMax);
  if (!text) return false;
  const auto stored = decode<StoredNames>(bytes_of(*text));
  if (!stored || std::string_view(stored->format) != kRegisterFormat || stored->chain != chain) return false;
  for (const StoredName& name : stored->names) codes_.emplace(name.form, name.code);
  height_ = stored->height;
  return true;
}

Outcome<void> NameRegister::save(const std::filesystem::path& file, const ChainId& chain) const {
  StoredNames stored;
  stored.format = kRegisterFormat;
  stored.chain = chain;
  stored.height = height_;
  for (const auto& [form, code] : codes_) stored.names.push_back({code, form});
  auto bytes = try_encode(stored);
  if (!bytes) return give_up(ExitCode::internal, bytes.error());
  return write_file(file, text_of(*bytes));
}

Outcome<NameRegister> NameRegister::read(Client& client, const std::filesystem::path& file,
                                         const std::function<void(std::uint64_t blocks)>& progress) {
  NameRegister out;
  const ChainId& chain = client.network().anchor.chain;
  (void)out.load(file, chain);
  auto head = client.header();
  if (!head) return std::unexpected(head.error());
  const Height last = head->header().height;
  if (last <= out.height_) return out;  // a node that is behind, or nothing new
  std::atomic<Height> next = out.height_ + 1;
  std::mutex mutex;
  std::optional<Failure> failure;
  const auto work = [&] {
    for (Height height; (height = next++) <= last;) {
      auto block = client.block(height);
      const std::lock_guard lock(mutex);
      if (failure) return;
      if (!block) {
        failure = block.error();
        return;
      }
      for (const auto& [code, name] : names_in(**block, chain.suite)) out.add(code, name);
      if (out.codes_.size() > kRegisteredNamesMax)
        failure = Failure{ExitCode::bad_input,
                          Error{Code::limit_exceeded, std::to_string(kRegisteredNamesMax) + " names"}};
      if (progress) progress(1);
    }
  };
  {
    std::vector<std::jthread> readers;
    for (std::size_t i = 0; i < std::min<std::uint64_t>(kReaders, last - out.height_); ++i)
      readers.emplace_back(work);
  }
  if (failure) return std::unexpected(*failure);
  out.height_ = last;
  if (!file.empty())
    if (auto saved = out.save(file, chain); !saved) return std::unexpected(saved.error());
  return out;
}

std::vector<Uscc> NameRegister::candidates(std::string_view name) const {
  std::vector<Uscc> out;
  const auto [begin, end] = codes_.equal_range(match_form(name));
  for (auto at = begin; at != end; ++at) out.push_back(at->second);
  std::ranges::sort(out, {}, [](const Uscc& code) { return text_of(code); });
  return out;
}

std::vector<Uscc> NameRegister::containing(std::string_view part) const {
  const std::string wanted = match_form(part);
  std::vector<Uscc> out;
  for (const auto& [form, code] : codes_)
    if (form.contains(wanted)) out.push_back(code);
  std::ranges::sort(out, {}, [](const Uscc& code) { return text_of(code); });
  out.erase(std::ranges::unique(out).begin(), out.end());
  return out;
}

Outcome<std::vector<NamedEnterprise>> enterprises_with(Client& client, const std::vector<Uscc>& candidates,
                                                       std::string_view name, std::size_t most,
                                                       NameRegister::Match match) {
  std::vector<NamedEnterprise> out;
  const std::string wanted = match_form(name);
  const auto fits = [&](const Name& held) {
    const std::string form = match_form(held);
    return match == NameRegister::Match::whole ? form == wanted : form.contains(wanted);
  };
  for (const Uscc& code : candidates) {
    if (out.size() == most) break;
    auto found = client.state<EnterpriseValue>(EnterpriseKey{code});
    if (!found) return std::unexpected(found.error());
    if (!**found) continue;
    const EnterpriseValue& value = ***found;
    const bool present = fits(value.name);
    const bool former =
        std::ranges::any_of(value.former_names, [&](const FormerName& f) { return fits(f.name); });
    if (present || former) out.push_back({code, value, !present});
  }
  return out;
}

Outcome<std::vector<NamedEnterprise>> enterprises_named(Client& client, const NameRegister& names,
                                                        std::string_view name) {
  return enterprises_with(client, names.candidates(name), name, kCandidatesMax, NameRegister::Match::whole);
}

}  // namespace credence
