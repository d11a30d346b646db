// SPDX-License-Identifier: Apache-2.0
// What an action that was executed put into public notice: nothing of it is confirmed or in force yet, and
// somebody has to decide when the notice is over.
#pragma once

#include <boost/json/object.hpp>

#include "client/console/console.h"

namespace credence {

struct PublicNotice {
  Action of;                    // what is in notice
  bool approved = false;        // it had waited for its second signature
  std::size_t lines = 0;        // applications for a title; 0: a batch of awards
  std::optional<Date> to = {};  // the last day; nothing: the programme's rules ask for no days
  std::string command = {};     // that confirms or decides, with its ids
  /// "in public notice to 2026-12-13, not confirmed yet".
  [[nodiscard]] std::string what(const Cli& cli) const;
  /// "confirm from 2026-12-14: credence award confirm puhui-2026 b1 --key KEY".
  [[nodiscard]] std::string next(const Cli& cli) const;
  [[nodiscard]] boost::json::object json() const;
};

/// Of an action that was executed in block `from` or later; of one that decides on what waited, of that.
[[nodiscard]] Outcome<std::optional<PublicNotice>> notice_of(Client& client, const Action& action,
                                                             Height from);

}  // namespace credence
