// SPDX-License-Identifier: Apache-2.0
#include "client/demo/story.h"

namespace credence {

Outcome<void> Story::step(const LifeStep& step) {
  LifeRow row{.what = recorder_.cli.say(step.what.en, step.what.zh), .amount = step.amount};
  auto before = step.done();
  if (!before) return std::unexpected(before.error());
  if (!*before) {
    auto signer = recorder_.key(step.key);
    if (!signer) return std::unexpected(signer.error());
    auto done = recorder_.submit(step.action, step.key);
    if (!done)
      return give_up(done.error().exit,
                     Error{done.error().error.code, row.what + ": " + done.error().error.detail});
    const Receipt& receipt = (*done)->receipt;
    if (receipt.code != static_cast<std::uint16_t>(step.expected))
      return give_up(ExitCode::not_verified,
                     Error{error_of(receipt).code, row.what + ": " + error_of(receipt).detail});
    row.height = done->header().height;
    row.signer = key_id((*signer)->public_key());
    if (const CataloguePost* const post = recorder_.catalogue.post_of_key(step.key))
      if (const CataloguePost* const checker = recorder_.catalogue.checker(post->department, step.action)) {
        auto second = recorder_.key(checker->key);
        if (!second) return std::unexpected(second.error());
        row.checker = key_id((*second)->public_key());
      }
    if (step.expected != Code::ok) row.refused = error_of(receipt);
  } else if (step.expected != Code::ok) {
    row.refused = Error{step.expected, {}};
  }
  chapter_.rows.push_back(std::move(row));
  return {};
}

Outcome<void> Story::run(const std::vector<LifeStep>& steps) {
  for (const LifeStep& one : steps)
    if (auto good = step(one); !good) return good;
  return {};
}

Outcome<void> Story::proved(bool holds, const Words& what) {
  std::string text = recorder_.cli.say(what.en, what.zh);
  if (!holds) return give_up(ExitCode::not_verified, Code::not_verified, text);
  chapter_.proved.push_back(std::move(text));
  return {};
}

}  // namespace credence
