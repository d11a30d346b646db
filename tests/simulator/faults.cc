// SPDX-License-Identifier: Apache-2.0
// What goes wrong in a run, and its end.
#include <algorithm>
#include <cstdio>

#include "tests/simulator/simulation.h"

namespace credence::simulator {

using namespace consensus;

// ---- blocks from others -----------------------------------------------------------------------------------

/// What the peer answers: nothing, a block, or what it makes of one.
std::optional<ServedBlock> Simulation::ask_for_block(Endpoint from, Height height) {
  auto block = hosts_[from].serve(height);
  if (!block) {
    if (block.error().code == Code::storage_corrupt) disk_says(from, block.error());
    return std::nullopt;
  }
  const auto byzantine = byzantine_.find(from);
  if (byzantine == byzantine_.end() || !byzantine->second.has(Strategy::lying_sync)) return *std::move(block);
  ++outcome_.counts.strategies[static_cast<std::size_t>(Strategy::lying_sync)];
  return byzantine->second.lie_about(*std::move(block));
}

void Simulation::on(const SyncNow& event) {
  if (!alive(event)) return;
  Host& host = hosts_[event.node];
  const Endpoint from = random_.below(hosts_.size());
  std::optional<Certificate> reached;
  const bool connected =
      identity(from) != identity(event.node) && hosts_[from].running() && !cut_.contains({from, event.node});
  while (connected && host.application().height() < event.to) {
    const auto block = ask_for_block(from, host.application().height() + 1);
    if (!block) break;
    if (auto applied = host.apply_block(*block); !applied) {
      if (applied.error().code == Code::storage_corrupt || applied.error().code == Code::storage_full)
        return disk_says(event.node, applied.error());
      if (damaged_.contains(event.node)) return disk_says(event.node, applied.error());
      if (!byzantine_.contains(from))
        checks_->fail(name(event.node) + " refuses a block of " + name(from) + ": " +
                      applied.error().text_en());
      count(Fault::lie_refused);
      break;
    }
    reached = block->certificate;
    ++outcome_.counts.writes;
    ++outcome_.counts.executions;
    if (!nodes_[event.node].trusted || damaged_.contains(event.node)) continue;
    checks_->executed(identity(event.node), reached->height, host.application().header_hash(reached->height),
                      host.application().state_root());
    checks_->certified(*reached);
  }
  if (!reached) return count(Fault::failed_sync);
  ++outcome_.counts.syncs;
  nodes_[event.node].blocked.reset();
  give(event.node, Synced{*reached});
}

// ---- crashes and disks ------------------------------------------------------------------------------------

void Simulation::count_all(Mishap mishap, const Effects& effects, std::size_t from) {
  for (std::size_t i = from; i < effects.send.size(); ++i)
    if (!effects.send[i].bytes.empty())
      outcome_.counts.count(mishap, std::to_integer<std::size_t>(effects.send[i].bytes[0]));
}

/// Whether the node dies with these steps, which are about to be durable and then sent.
bool Simulation::doomed(Endpoint at, std::span<const Effects> steps) {
  Node& node = nodes_[at];
  if (node.doom == Doom::none ||
      std::ranges::all_of(steps, [](const Effects& step) { return step.send.empty(); }))
    return false;
  if (node.doom_in > 0 && --node.doom_in > 0) return false;
  Host& host = hosts_[at];
  const Doom doom = std::exchange(node.doom, Doom::none);
  if (doom == Doom::disk_full) {
    const bool writes = std::ranges::any_of(steps, [](const Effects& step) { return !step.persist.empty(); });
    if (!writes) {  // nothing to write: it goes out, and the next one will fail
      node.doom = doom;
      return false;
    }
    for (const auto& step : steps) count_all(Mishap::unwritten, step);
    for (const auto& step : node.waiting) count_all(Mishap::unwritten, step);
    count(Fault::disk_full);
    note(at, "has a full disk");
    // A ledger says so itself; then the caller stops the node. Of a chain of hashes the write is left out.
    if (host.application().fill_disk()) return false;
    crash(at);
    return true;
  }
  if (doom != Doom::unsaved)
    if (auto written = host.try_persist(steps); !written) return disk_says(at, written.error()), true;
  for (const auto& step : steps) {
    if (doom == Doom::unsaved) count_all(Mishap::unsaved, step);
    if (doom == Doom::unsent) count_all(Mishap::unsent, step);
    if (doom != Doom::amid) continue;
    const std::size_t sent = random_.below(step.send.size() + 1);
    count_all(Mishap::amid, step, sent);
    transmit(at, step, sent);
  }
  crash(at);
  return true;
}

void Simulation::crash(Endpoint at) {
  Host& host = hosts_[at];
  if (!host.running()) return;
  Node& node = nodes_[at];
  note(at, "crashes");
  count(Fault::crash);
  // The write that was under way may have reached the disk, and nobody knows.
  if (node.writing > 0 && random_.chance(500)) {
    std::vector<Effects> steps(node.waiting.begin(),
                               node.waiting.begin() + static_cast<std::ptrdiff_t>(node.writing));
    if (host.try_persist(steps)) count(Fault::durable_unanswered);
  }
  if (host.unsynced() > 0 && random_.chance(500)) {  // otherwise the process died, and not the machine
    count(Fault::lost_certificates);
    host.lose_unsynced(random_.below(host.unsynced()));
  }
  host.crash();
  node.waiting.clear();
  node.writing = 0;
  node.doom = Doom::none;
  node.blocked.reset();
  const Role role = member(at).role;
  if (role == Role::wiped && !wiped_.contains(at) && !healed_ && random_.chance(700)) lose_disk(at);
  if (role == Role::damaged && !wiped_.contains(at) && !damaged_.contains(at) && !healed_ &&
      random_.chance(700))
    damage_disk(at);
  if (random_.chance(500))  // its process ended, and its connections with it
    for (Endpoint other = 0; other < hosts_.size(); ++other)
      if (hosts_[other].running())
        schedule(random_.below(20), Answer{life_of(other), consensus::Lost{identity(at)}});
  schedule(healed_ ? 100 : random_.below(4000), Start{at});
}

void Simulation::lose_disk(Endpoint at) {
  note(at, "loses its disk");
  count(Fault::wiped_disk);
  wiped_.insert(at);
  damaged_.erase(at);
  hosts_[at].wipe();
}

void Simulation::damage_disk(Endpoint at) {
  const auto how = static_cast<Application::Damage>(random_.below(3));
  if (!hosts_[at].application().damage(how, random_)) return;
  note(at, "has a damaged disk");
  count(how == Application::Damage::flipped_bit   ? Fault::flipped_bit
        : how == Application::Damage::misdirected ? Fault::misdirected_read
                                                  : Fault::lost_entry);
  damaged_.insert(at);
}

/// The node stops. Where the disk is full, somebody makes room; where it is damaged, a new one takes its
/// place.
void Simulation::disk_says(Endpoint at, const Error& error) {
  note(at, "stops: " + error.text_en());
  if (error.code == Code::storage_full) return crash(at);
  if (!damaged_.contains(at))
    return checks_->fail(name(at) + " stops although its disk is good: " + error.text_en());
  count(Fault::damage_refused);
  hosts_[at].crash();
  Node& node = nodes_[at];
  node.waiting.clear();
  node.writing = 0;
  node.doom = Doom::none;
  node.blocked.reset();
  lose_disk(at);
  schedule(healed_ ? 100 : random_.between(100, 3000), Start{at});
}

// ---- disturbances -----------------------------------------------------------------------------------------

void Simulation::on(const Disturb& event) {
  if (healed_) return;
  disturb_one();
  schedule(settings_.disturb_every_ms / 2 + random_.below(settings_.disturb_every_ms), event);
}

void Simulation::disturb_one() {
  const Endpoint at = random_.below(hosts_.size());
  const std::uint64_t roll = random_.below(100);
  if (roll < 45) {
    static constexpr std::array<Doom, 4> kDooms = {Doom::unsaved, Doom::unsent, Doom::amid, Doom::disk_full};
    nodes_[at].doom = kDooms[random_.below(kDooms.size())];
    nodes_[at].doom_in = random_.between(1, 6);
  } else if (roll < 60) {
    partition();
  } else if (roll < 65) {
    isolate();
  } else if (roll < 75) {
    cut_.clear();
  } else if (roll < 80) {
    jump_clock(at);
  } else if (roll < 85) {
    count(Fault::slow_disk);
    nodes_[at].slow_disk = true;
  } else if (roll < 97) {
    crash(at);
  } else {
    count(Fault::all_crash);
    for (Endpoint each = 0; each < hosts_.size(); ++each) crash(each);
  }
}

void Simulation::partition() {
  cut_.clear();
  const std::uint64_t side = random_.next();
  const bool one_way = random_.chance(300);
  count(one_way ? Fault::partition_one_way : Fault::partition);
  if (trace_) std::printf("%8llu ms  partition\n", static_cast<unsigned long long>(now_ms_));
  for (Endpoint a = 0; a < hosts_.size(); ++a)
    for (Endpoint b = 0; b < hosts_.size(); ++b)
      if (((side >> a) & 1) != ((side >> b) & 1) && (!one_way || ((side >> a) & 1) == 1)) cut_.insert({a, b});
}

/// One node alone, perhaps only the one way.
void Simulation::isolate() {
  const Endpoint alone = random_.below(hosts_.size());
  note(alone, "is alone");
  count(Fault::isolated);
  const std::uint64_t ways = random_.between(1, 3);
  for (Endpoint other = 0; other < hosts_.size(); ++other) {
    if (other == alone) continue;
    if ((ways & 1) != 0) cut_.insert({alone, other});
    if ((ways & 2) != 0) cut_.insert({other, alone});
  }
}

/// Somebody sets the wall clock wrong, perhaps beyond what others accept.
void Simulation::jump_clock(Endpoint at) {
  count(Fault::clock_jump);
  nodes_[at].skew_ms = static_cast<std::int64_t>(random_.below(1'200'000)) - 600'000;
  note(at, "has its clock set");
}

/// The network works, everyone runs, wall clocks agree, damaged disks are replaced. Byzantine replicas and
/// twins stay what they are.
void Simulation::heal() {
  if (trace_) std::printf("%8llu ms  healed\n", static_cast<unsigned long long>(now_ms_));
  healed_ = true;
  outcome_.healed_ms = now_ms_;
  settings_.loss = settings_.duplication = settings_.spike = 0;
  settings_.delay_min_ms = 1;
  settings_.delay_max_ms = 20;
  cut_.clear();
  for (Endpoint at = 0; at < hosts_.size(); ++at) {
    nodes_[at].skew_ms = 0;
    nodes_[at].doom = Doom::none;
    nodes_[at].slow_disk = false;
    if (damaged_.contains(at)) {
      crash(at);
      lose_disk(at);
    }
    if (!hosts_[at].running()) schedule(100, Start{at});
  }
}

}  // namespace credence::simulator
