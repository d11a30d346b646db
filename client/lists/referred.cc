// SPDX-License-Identifier: Apache-2.0
#include "client/lists/referred.h"

#include "client/base/characters.h"
#include "client/base/list_errors.h"
#include "client/base/written.h"
#include "client/lists/review.h"

namespace credence {
namespace {

/// What is recorded, as far as a line may say it.
struct Recorded {
  std::string where;
  Name beneficiary;  // as published
  std::optional<Uscc> code;
  std::optional<Fen> amount;
};

class Referred {
 public:
  explicit Referred(Client& client) : client_(client) {}

  Outcome<std::optional<Recorded>> operator()(const AwardKey& key) {
    auto held = client_.state<AwardValue>(key);
    if (!held) return std::unexpected(held.error());
    if (!**held) return std::nullopt;
    const AwardValue& award = ***held;
    return Recorded{
        std::string(key.batch) + "#" + std::to_string(key.line), award.beneficiary, award.code, {}};
  }
  Outcome<std::optional<Recorded>> operator()(const PaymentKey& key) {
    auto held = client_.state<PaymentValue>(key);
    if (!held) return std::unexpected(held.error());
    if (!**held) return std::nullopt;
    const PaymentValue& payment = ***held;
    auto award = (*this)(AwardKey{key.programme, payment.award_batch, payment.award_line});
    if (!award) return std::unexpected(award.error());
    return Recorded{std::string(key.list) + "#" + std::to_string(key.line),
                    *award ? (*award)->beneficiary : Name(), payment.code, payment.amount};
  }
  Outcome<std::optional<Recorded>> operator()(std::monostate) { return std::nullopt; }

  /// The enterprise, where it is registered.
  Outcome<std::optional<EnterpriseValue>> enterprise(const std::optional<Uscc>& code) {
    if (!code) return std::nullopt;
    auto held = client_.state<EnterpriseValue>(EnterpriseKey{*code});
    if (!held) return std::unexpected(held.error());
    return **held;
  }

 private:
  Client& client_;
};

}  // namespace

Outcome<std::vector<LineProblem>> lines_of_others(Client& client, const std::vector<ListedLine>& lines) {
  Referred referred(client);
  std::vector<LineProblem> out;
  for (const ListedLine& line : lines) {
    if (line.name.empty() && !line.code && line.amount == 0) continue;
    auto found = std::visit(referred, line.refers);
    if (!found) return std::unexpected(found.error());
    if (!*found) continue;
    const Recorded& recorded = **found;
    const bool as_published = line.name.empty() || match_form(line.name) == match_form(recorded.beneficiary);
    const bool same_code = !line.code || !recorded.code || *line.code == *recorded.code;
    const bool other_sum = line.amount != 0 && recorded.amount && line.amount != *recorded.amount;
    if (as_published && same_code && !other_sum) continue;
    auto enterprise = referred.enterprise(recorded.code);
    if (!enterprise) return std::unexpected(enterprise.error());
    const bool successor = *enterprise && line.code && (*enterprise)->successor == line.code;
    const bool other_code = !same_code && !successor;
    const bool other_name =
        !as_published && !successor && !(*enterprise && form_of(line.name, **enterprise) != NameForm::other);
    if (!other_code && !other_name && !other_sum) continue;
    std::string held = recorded.where + ": " + std::string(recorded.beneficiary);
    if (recorded.code) held += " " + std::string(text_of(*recorded.code));
    if (recorded.amount) held += " " + yuan_text(*recorded.amount);
    const std::string given = other_code   ? std::string(text_of(*line.code))
                              : other_name ? std::string(line.name)
                                           : yuan_text(line.amount);
    out.push_back({line.file_line,
                   {},
                   given,
                   {list_code::another_record, Said(held)},
                   other_code   ? Column::code
                   : other_name ? Column::name
                                : Column::amount});
  }
  return out;
}

}  // namespace credence
