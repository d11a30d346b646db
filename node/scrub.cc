// SPDX-License-Identifier: Apache-2.0
#include "node/scrub.h"

#include <iostream>

#include "ledger/primitives/printable.h"
#include "ledger/store/leveldb_store.h"
#include "ledger/store/scrub.h"
#include "ledger/store/store_format.h"
#include "node/sync/store_swap.h"

namespace credence::node {
namespace {

constexpr Height kSayEvery = 10'000;

NodeExit give_up(const Error& error) {
  std::cerr << "credenced: " << error.text_en() << "\ncredenced: " << error.text_zh() << "\n";
  return exit_code_of(error.code);
}

void say_height(const char* en, const char* zh, Height height) {
  if (height > 0 && height % kSayEvery == 0)
    std::cerr << en << " " << height << " / " << zh << " " << height << "\n";
}

void print(const ScrubReport& report, bool whole) {
  std::cout << "read: blocks " << report.blocks << " (" << report.oldest << "-" << report.height
            << "), transactions " << report.transactions << ", certificates " << report.certificates
            << ", state entries " << report.state_entries << ", histories " << report.histories << " with "
            << report.history_entries << " entries\n"
            << "已读：区块 " << report.blocks << "，交易 " << report.transactions << "，证书 "
            << report.certificates << "，状态条目 " << report.state_entries << "，历史 " << report.histories
            << " 份共 " << report.history_entries << " 条\n";
  for (const Error& one : report.damage) std::cout << "damaged / 损坏: " << printable(one.detail) << "\n";
  if (report.damage.size() == ScrubReport::kDamageMax) std::cout << "…\n";
  if (report.clean())
    std::cout << (whole ? "nothing is damaged / 未发现损坏\n" : "nothing else is damaged / 其余未发现损坏\n");
}

/// What the old store still gives, in a new one that takes its place; the old one goes to DATA_DIR/`kept`.
Result<Height> rebuild(const NodeConfig& config, const Genesis& genesis, std::unique_ptr<LedgerScrub> old,
                       const std::string& kept) {
  auto store = open_joining(config.data_dir, true);
  if (!store) return std::unexpected(store.error());
  auto fresh = Ledger::open(*std::move(store), genesis);
  if (!fresh) return std::unexpected(fresh.error());
  Height height = 0;
  if (old) {
    const auto reached =
        old->rebuild(**fresh, [](Height at) { say_height("executed again to", "已重新执行至", at); });
    if (!reached && reached.error().code != Code::pruned_below) return reached;
    height = reached.value_or(0);
    if (const auto records = old->records()) {
      std::vector<std::pair<std::string, std::optional<Bytes>>> votes;
      for (const auto& [key, value] : *records) votes.emplace_back(key, value);
      if (auto written = (*fresh)->write_records(votes); !written) return std::unexpected(written.error());
    } else {
      std::cout << "the votes of this node cannot be read: it votes again when that is safe / "
                   "本节点的投票记录无法读取：确认安全后才会恢复投票\n";
    }
  }
  fresh->reset();
  old.reset();
  if (auto swapped = swap_in_joining(config.data_dir, kept); !swapped)
    return std::unexpected(swapped.error());
  return height;
}

}  // namespace

NodeExit scrub(const NodeConfig& config, const Genesis& genesis, bool repair) {
  const std::string& place = config.data_dir;
  if (repair) {
    if (auto swapped = finish_swap(place); !swapped) return give_up(swapped.error());
  } else if (swap_begun(place)) {
    return give_up({Code::storage_corrupt,
                    place + ": a new ledger was taking the place of the old one when the node ended: a start "
                            "ends that, and so does --repair"});
  }
  const auto there = leveldb_is_there(place);
  if (there && !*there) return give_up({Code::bad_config, "data_dir " + place + ": there is no ledger"});
  if (!there) std::cout << "damaged / 损坏: " << printable(there.error().detail) << "\n";
  auto store = open_leveldb(place, {.untouched = true});
  if (!store && store.error().code != Code::storage_corrupt) return give_up(store.error());
  // Of another format all would look damaged, and a repair would throw it away.
  if (store)
    if (const auto good = check_store_format(**store); !good && good.error().code == Code::store_format)
      return give_up(good.error());
  std::unique_ptr<LedgerScrub> old;
  if (store) {
    old = std::make_unique<LedgerScrub>(*std::move(store), genesis);
    const ScrubReport report = old->run([](Height at) { say_height("read to", "已读至", at); });
    print(report, there.has_value());
    if (report.clean() && there) return NodeExit::clean;
  } else if (there) {
    std::cout << "damaged / 损坏: " << printable(store.error().detail) << "\n";
  }
  if (!repair) {
    std::cout
        << "nothing was changed. Check the disk; then --scrub --repair makes a new ledger of what is good "
           "and keeps the damaged one aside, or move "
        << place << " away: the node fetches all from its peers when it starts\n"
        << "未作任何改动。请检查磁盘；然后用 --scrub --repair 以完好的部分重建账本（损坏的账本另行保留），"
           "或移走 "
        << place << "：节点启动后会从其他节点重新获取\n";
    return NodeExit::storage_corrupt;
  }
  const std::string kept = free_name(place, "damaged");
  const auto height = rebuild(config, genesis, std::move(old), kept);
  if (!height) return give_up(height.error());
  std::cout << "a new ledger was made from the good blocks up to " << *height
            << "; start the node: its peers give the rest. The damaged one is kept in " << place << "/"
            << kept << "\n"
            << "已用完好的区块重建账本至高度 " << *height
            << "；请启动节点，其余部分由其他节点提供。损坏的账本保留在 " << place << "/" << kept << "\n";
  return NodeExit::clean;
}

}  // namespace credence::node
