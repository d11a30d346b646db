// SPDX-License-Identifier: Apache-2.0
#include "client/demo/recorder.h"

#include "client/base/files.h"
#include "client/lists/plan.h"
#include "client/lists/recorded.h"
#include "client/words/facts.h"

namespace credence {

Outcome<const SecretKey*> DemoRecorder::key(const std::string& name) {
  {
    const std::lock_guard lock(mutex_);
    if (const auto at = keys_.find(name); at != keys_.end()) return &at->second;
  }
  auto opened = cli.keyring().open(name);  // takes a while: not under the lock
  if (!opened) return std::unexpected(opened.error());
  const std::lock_guard lock(mutex_);
  return &keys_.emplace(name, *std::move(opened)).first->second;
}

Outcome<const CataloguePost*> DemoRecorder::any_post(Role role) const {
  if (const CataloguePost* const post = catalogue.any_post(role)) return post;
  return give_up(ExitCode::bad_input, Code::bad_config,
                 catalogue.file.string() + ": posts: " + std::string(name_of(role)));
}

Outcome<Verified<VerifiedTransaction>> DemoRecorder::submit(const Action& action,
                                                            const std::string& key_name) {
  auto signer = key(key_name);
  if (!signer) return std::unexpected(signer.error());
  Client::CoSigners second;
  const CataloguePost* const post = catalogue.post_of_key(key_name);
  if (const CataloguePost* const checker =
          post == nullptr ? nullptr : catalogue.checker(post->department, action)) {
    auto opened = key(checker->key);
    if (!opened) return std::unexpected(opened.error());
    second.push_back(*opened);
  }
  auto bytes = client.sign(action, **signer, second);
  if (!bytes) return std::unexpected(bytes.error());
  return client.submit_bytes(*bytes);
}

Outcome<DemoRow> DemoRecorder::record_one(const Action& action, const std::string& key_name,
                                          std::string what) {
  DemoRow row{.what = std::move(what), .lines = lines_of(action), .amount = amount_of(action)};
  auto missing = without_recorded(client, action);
  if (!missing) return std::unexpected(missing.error());
  if (missing->lines == 0) {
    row.before = true;
    return row;
  }
  auto signer = key(key_name);
  if (!signer) return std::unexpected(signer.error());
  auto done = submit(action, key_name);
  if (!done) return std::unexpected(done.error());
  if ((*done)->receipt.code != 0)
    return give_up(ExitCode::refused, Error{error_of((*done)->receipt).code,
                                            row.what + ": " + error_of((*done)->receipt).detail});
  row.signer = key_id((*signer)->public_key());
  row.lists.push_back({.lines = row.lines,
                       .amount = row.amount,
                       .id = (*done)->transaction.id,
                       .receipt = (*done)->receipt,
                       .header = done->header(),
                       .certificate = done->certificate()});
  return row;
}

Outcome<void> DemoRecorder::record_wave(const std::vector<Action>& actions, const std::string& key_name,
                                        const std::string& what) {
  DemoRow all{.what = what, .lines = actions.size(), .before = true};
  std::mutex mutex;
  auto done = in_parallel(actions.size(), [&](std::size_t i) -> Outcome<void> {
    auto row = record_one(actions[i], key_name, what);
    if (!row) return std::unexpected(row.error());
    const std::lock_guard lock(mutex);
    if (row->before) return {};
    all.before = false;
    all.signer = row->signer;
    all.lists.push_back(row->lists.front());
    return {};
  });
  if (!done) return done;
  rows.push_back(std::move(all));
  return {};
}

Outcome<DemoRow> DemoRecorder::record_lists(const std::vector<Action>& lists, const std::string& department,
                                            const std::string& what, Progress* progress) {
  const CataloguePost* const post = catalogue.post(department, role_for(lists.front()).value());
  if (post == nullptr) return give_up(ExitCode::bad_input, Code::wrong_role, what + ": " + department);
  auto signer = key(post->key);
  if (!signer) return std::unexpected(signer.error());
  std::vector<Bytes> encoded;
  for (const Action& action : lists) encoded.push_back(encode(action));
  const KeyId id = key_id((*signer)->public_key());
  const std::string digest = journal_digest(id, encoded).hex().substr(0, 16);
  ImportOptions import{.journal = directory / "journals" / (digest + ".credence-journal"),
                       .in_flight = 8,
                       .leave_out_refused = false,
                       .checker = nullptr,
                       .progress = {}};
  if (const CataloguePost* const checker = catalogue.checker(department, lists.front())) {
    auto second = key(checker->key);
    if (!second) return std::unexpected(second.error());
    import.checker = *second;
  }
  if (auto made = make_directories(directory / "journals"); !made) return std::unexpected(made.error());
  if (progress != nullptr) import.progress = [progress](std::size_t n) { progress->advance(n); };
  auto report = run_import(client, **signer, lists, import);
  if (!report) return std::unexpected(report.error());
  if (auto failure = report->outcome())
    return give_up(failure->exit, Error{failure->error.code, what + ": " + failure->error.detail});
  DemoRow row{.what = what,
              .lines = report->lines_recorded() + report->lines_before(),
              .amount = report->amount_recorded(),
              .before = report->lines_recorded() == 0,
              .lists = std::move(report->lists),
              .signer = id};
  if (const auto* const batch = std::get_if<RecordAwards>(&lists.front());
      batch != nullptr && row.lines == 0) {
    row.before = row.lists.front().before || row.lists.front().held;
    row.amount = batch->declared_total;
    row.what += cli.say(" (declared only)", "（仅有声明）");
  }
  return row;
}

Outcome<void> DemoRecorder::check(bool good, const std::string& what) const {
  if (!cli.json) cli.print((good ? "✓ " : "✗ ") + what + "\n");
  if (good) return {};
  return give_up(ExitCode::not_verified, Code::not_verified, what);
}

}  // namespace credence
